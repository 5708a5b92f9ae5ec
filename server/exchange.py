"""The commands that bring tables in and write them out."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.people import Role
from server.console import fail, in_world, plainly, report, settings

importing = typer.Typer(help="Bring a table of the registry in. 导入。", no_args_is_help=True)
dividing = typer.Typer(help="Look after the divisions of GB/T 2260. 行政区划。", no_args_is_help=True)
sorting = typer.Typer(help="Look after the industries of GB/T 4754. 国民经济行业。", no_args_is_help=True)
exporting = typer.Typer(help="Write what is stored to a file. 导出。", no_args_is_help=True)


TABLES = {
    "enterprises": "Import enterprises. 导入企业。",
    "chain-members": "Import who is in which chain. 导入产业链成员。",
    "alliance-members": "Import who belongs to which alliance. 导入联盟成员。",
    "liaisons": "Import who looks after which enterprise. 导入联络任务。",
}
"""Every table that can be imported, and what a person reads of it."""


def load(
    file: Annotated[Path, typer.Argument(help="An .xlsx, .csv or .json; docs/load.md says what is in it.")],
    fair: Annotated[
        str | None, typer.Option(help="Load into this fair: its id or its exact name. 导入到已有活动。")
    ] = None,
) -> None:
    """Load a fair's plan and its past intakes from a file, all of it or nothing. 导入活动与历史受理单。"""
    from server.load import load as bring
    from server.tables import Refused, Unreadable

    try:
        done = in_world(lambda world, progress: bring(world, file, fair, progress))
    except Unreadable as unreadable:
        fail(f"{file}: {unreadable}")
    except Refused as refused:
        report(file, refused.problems)
        raise typer.Exit(1) from None
    typer.echo(
        f"{done.fair.name}: {done.booths} booths, {done.intakes} intakes, {done.entries} ledger entries;"
        f" new: {done.organizations} organizations, {done.enterprises} enterprises"
    )


def _imports(table: str) -> Callable[..., None]:
    """The command that imports a table."""

    def bring(
        file: Annotated[Path, typer.Argument(help="An .xlsx or .csv; docs/import.md says what is in it.")],
        county: Annotated[str, typer.Option(help="The county: a division code of six digits. 区划代码。")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Look at everything, write nothing. 只核对,不写入。")
        ] = False,
    ) -> None:
        from server.importing import bring
        from server.tables import Refused, Unreadable

        try:
            done = in_world(
                lambda world, progress: bring(world, table, file, county, dry_run=dry_run, progress=progress)
            )
        except Unreadable as unreadable:
            fail(f"{file}: {unreadable}")
        except Refused as refused:
            report(file, refused.problems, refused.written)
            raise typer.Exit(1) from None
        does = "would be added, nothing was written" if dry_run else "added"
        typer.echo(f"{done.rows} rows: {done.added} {does}; {done.unchanged} unchanged")

    return bring


for name, help_ in TABLES.items():
    importing.command(name, help=help_)(_imports(name))


@exporting.command("fair")
def export_fair(
    fair: Annotated[str, typer.Argument(help="The fair's id, or its exact name. 活动的标识或名称。")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; without it, the fair's name. 文件名。")
    ] = None,
) -> None:
    """Write a fair's ledger and its intakes as .xlsx; `yaosu load` reads it back. 导出台账与受理单。"""
    from server.export import export
    from server.tables import Unreadable

    try:
        done = in_world(lambda world, progress: export(world, fair, output, progress))
    except Unreadable as unreadable:
        fail(str(unreadable))
    typer.echo(f"{done.path}: {done.intakes} intakes, {done.entries} ledger entries")


Table = Annotated[
    Path, typer.Argument(help="An .xlsx or .csv with the columns 代码 code and 名称 name. 文件。")
]


@exporting.command("list")
def export_list(
    text: Annotated[
        str, typer.Argument(help="Such as 'enterprises { name uscc zone { name } }'. 导出内容。")
    ],
    to: Annotated[Path, typer.Option(help="The file: an .xlsx or a .csv. 文件名。")],
    county: Annotated[str, typer.Option(help="The county: a division code of six digits. 区划代码。")],
    role: Annotated[Role, typer.Option(help="As whom. 以何角色。")] = Role.ADMIN,
    variables: Annotated[
        str, typer.Option(help="The variables of a query, as json. 查询变量(JSON)。")
    ] = "{}",
) -> None:
    """Write a list, as a role sees it, with a column for each field. 导出列表。"""
    from graphql import GraphQLError

    from schema.exports import Broken
    from schema.root import schema
    from server.lists import export, given_variables, viewer_of
    from server.tables import Unreadable

    try:
        given, viewer = given_variables(variables), viewer_of(role, county)
        rows = in_world(
            lambda world, progress: export(
                world, schema, text, to, viewer=viewer, variables=given, progress=progress
            )
        )
    except Unreadable as unreadable:
        fail(str(unreadable))
    except Broken as broken:
        fail("; ".join(error.message for error in broken.errors))
    except GraphQLError as wrong:
        fail(wrong.message)
    typer.echo(f"{to}: {rows} rows")


@dividing.command("import")
def import_divisions(file: Table) -> None:
    """Bring in divisions, with 启用日期 valid from and 停用日期 valid to where they are dated. 导入行政区划。"""
    from server.codes import import_divisions as bring

    _keep_codes(file, bring, "divisions")


@sorting.command("import")
def import_industries(file: Table) -> None:
    """Bring in the classes of industries; the sections A to T are there. 导入行业分类。"""
    from server.codes import import_industries as bring

    _keep_codes(file, bring, "industries")


def _keep_codes(file: Path, bring: Callable[[str, Path], Coroutine[Any, Any, int]], what: str) -> None:
    from server.tables import Refused, Unreadable
    from server.world import address

    given = settings()

    async def run() -> int:
        async with address(given) as (owner, _):
            return await bring(owner, file)

    try:
        with plainly():
            number = asyncio.run(run())
    except Unreadable as unreadable:
        fail(f"{file}: {unreadable}")
    except Refused as refused:
        report(file, refused.problems)
        raise typer.Exit(1) from None
    typer.echo(f"{number} {what} are as the file has them")
