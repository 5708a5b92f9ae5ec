"""The command `yaosu`."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.people import Role
from domain.refusals import Words, text_problem
from server import exchange
from server.console import expected, fail, in_world, plainly, said, settings
from server.settings import Settings, unfit

if TYPE_CHECKING:
    from server.serve import Beside

app = typer.Typer(
    name="yaosu",
    help="Yaosu (要素): a headless GraphQL backend for the offices that serve enterprises.\n\n"
    "Settings are variables such as [bold]YAOSU_PORT[/bold]; [bold]yaosu doctor[/bold] shows them all.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.add_typer(exchange.importing, name="import")
app.add_typer(exchange.exporting, name="export")
auditing = typer.Typer(help="Look after the audit: who did what. 审计。", no_args_is_help=True)
app.add_typer(auditing, name="audit")
app.add_typer(exchange.dividing, name="divisions")
app.add_typer(exchange.sorting, name="industries")


def version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import version as installed

        typer.echo(f"yaosu {installed('yaosu')}")
        raise typer.Exit


@app.callback()
def yaosu(
    wanted: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run() -> None:
    """Serve the API. The embedded PostgreSQL starts with it, unless YAOSU_DATABASE_URL names another."""
    _serve(settings())


@app.command()
def demo(
    speed: Annotated[
        str, typer.Option(help="1 takes about a minute, 20 three seconds, max as fast as it goes.")
    ] = "1",
) -> None:
    """Serve, and replay the element fair of 2023-06-13 through the API."""
    from server.demo import DISPATCHER, pace, replay

    try:
        seconds = pace(speed)
    except ValueError as wrong:
        fail(str(wrong))
    given = settings()
    signed = _development_token(given, "demo", DISPATCHER, hours=24)
    _serve(given, lambda url: replay(url, seconds, signed))


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    from db.access import migrate as bring
    from server.world import address

    given = settings()

    async def run() -> tuple[str | None, str]:
        async with address(given) as (owner, _):
            return await bring(owner)

    with plainly():
        before, after = asyncio.run(run())
    typer.echo(
        f"the database is at revision {after}" + ("" if before == after else f" (was {before or 'empty'})")
    )


app.command()(exchange.load)


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="The role. 角色。")],
    county: Annotated[
        str | None, typer.Option(help="Its county: a division code of six digits. 区划代码。")
    ] = None,
    zone: Annotated[list[str] | None, typer.Option(help="A zone's id; may be repeated. 园区。")] = None,
    enterprise: Annotated[list[str] | None, typer.Option(help="An enterprise's id. 企业。")] = None,
    booth: Annotated[list[str] | None, typer.Option(help="A booth's id. 展位。")] = None,
    organization: Annotated[str | None, typer.Option(help="The organization's id. 单位。")] = None,
    chain: Annotated[list[str] | None, typer.Option(help="A chain's id. 产业链。")] = None,
    subject: Annotated[str, typer.Option(help="Who it is: kept with every act. 用户标识。")] = "developer",
    hours: Annotated[float, typer.Option(min=0.01, max=744, help="How long it is good. 有效小时数。")] = 8,
) -> None:
    """Print a token of the issuer that is built in for development. 开发用令牌。"""
    from server.identity.claims import subject_problem, viewer

    given = settings()
    members = {
        "county": county,
        "zones": zone,
        "enterprises": enterprise,
        "booths": booth,
        "organization": organization,
        "chains": chain,
    }
    claim = {"role": role.value, **{name: value for name, value in members.items() if value}}
    problem = subject_problem(subject) or viewer(subject, given.claim, claim)
    if isinstance(problem, Words):
        fail(problem.en)
    typer.echo(_development_token(given, subject, claim, hours))


@app.command()
def revoke(
    name: Annotated[
        str,
        typer.Argument(
            help="A token, its id (jti), or the subject whose tokens all. 令牌、其编号或用户标识。"
        ),
    ],
    days: Annotated[
        int | None,
        typer.Option(
            min=1, max=36500, help="Forget it after so many days: by then the tokens have ended. 保留天数。"
        ),
    ] = None,
) -> None:
    """Let a token, or all tokens of a subject until now, count no more. 撤销令牌。"""
    from datetime import timedelta

    from server.identity import FOR_EVER, tokens
    from server.identity import revoke as end
    from server.world import utc_now

    named = tokens.name_of(name)
    if (problem := text_problem(named, 255)) is not None:
        fail(f"the name {problem.en}")
    until = FOR_EVER if days is None else utc_now() + timedelta(days=days)
    in_world(lambda world, _: end(world, named, until))
    typer.echo(f"revoked: {named}; every process knows within a minute")


@auditing.command("verify")
def verify_audit(
    head: Annotated[
        Path | None,
        typer.Option(help="A head that was printed earlier and kept elsewhere. 此前导出的链头文件。"),
    ] = None,
) -> None:
    """Compute every chain of the audit anew: that nothing was changed, taken out or put in. 核验审计链。"""
    from server.audit import Unusable, verify

    given = settings()
    try:
        found = in_world(lambda world, progress: verify(world, given.audit_key, head, progress))
    except Unusable as unusable:
        fail(str(unusable))
    typer.echo(f"{found.entries} entries in {found.lanes} lanes of {found.counties} counties verified")
    if found.unchecked:
        typer.echo("the signature of the head was not checked: YAOSU_AUDIT_KEY names no key", err=True)
    if (place := found.broken) is not None:
        fail(
            f"审计链不完整:区划 {place.county_code},第 {place.lane} 道,第 {place.number} 条 / the audit is not whole:"
            f" county {place.county_code}, lane {place.lane}, number {place.number}"
        )


@auditing.command("head")
def audit_head() -> None:
    """Print where every chain of the audit ends, signed with the key of YAOSU_AUDIT_KEY. 导出链头。"""
    from server.audit import Unusable, head

    given = settings()
    try:
        typer.echo(in_world(lambda world, _: head(world, given.audit_key)))
    except Unusable as unusable:
        fail(str(unusable))


@app.command()
def doctor() -> None:
    """Look for what is wrong with this place, and say how to mend it."""
    from rich.console import Console
    from rich.text import Text

    from server.doctor import examine

    styles = {"ok": "green", "note": "yellow", "wrong": "bold red"}
    console = Console(soft_wrap=True, highlight=False)

    async def look() -> int:
        wrong = 0
        async for finding in examine():
            wrong += finding.verdict == "wrong"
            line = Text(f"{finding.verdict:<6}", styles[finding.verdict])
            console.print(line + Text(f"{finding.about}: {finding.says}", "default"))
            for mend in finding.mend.splitlines():
                console.print(Text(f"      {mend}", "default"))
        return wrong

    wrong = asyncio.run(look())
    console.print(
        "all is well" if not wrong else f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong"
    )
    if wrong:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the schema (SDL)."""
    from schema.root import schema as contract

    typer.echo(contract.as_str())


@app.command()
def documents(
    places: Annotated[
        list[Path], typer.Argument(help="Files, or folders with .graphql files. 文件或文件夹。")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The manifest, for YAOSU_DOCUMENTS. 清单文件。")
    ],
) -> None:
    """Make a manifest of trusted documents, all of them or none. 生成可信文档清单。"""
    import orjson

    from schema.root import schema as contract
    from server.manifests import WrongDocuments, make

    try:
        made = make(places, contract)
        output.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except (WrongDocuments, OSError) as wrong:
        fail(str(wrong))
    typer.echo(f"{output}: {len(made)} {'document' if len(made) == 1 else 'documents'}")


def _development_token(given: Settings, subject: str, claim: dict[str, Any], hours: float) -> str:
    """A token of the built-in issuer, where there is one."""
    from server.identity.development import DevelopmentIssuer
    from server.identity.keys import Unreadable
    from server.world import utc_now

    if given.profile == "production" or given.issuer is not None:
        whose = given.issuer or "your own issuer, which YAOSU_ISSUER names"
        fail(
            f"tokens come from {whose}; there is a built-in issuer only in development, and only without another"
        )
    try:
        issuer = DevelopmentIssuer.kept(given.data_dir)
    except Unreadable as lack:
        fail(str(lack))
    return issuer.token(subject, claim, utc_now(), hours=hours, name=given.claim)


def _serve(given: Settings, beside: "Beside | None" = None) -> None:
    from server.doctor import port_problem
    from server.manifests import WrongDocuments
    from server.serve import serve

    # Before anything is started: a database that was started for nothing takes seconds to stop.
    if (wrong := unfit(given)) is not None:
        fail(wrong)
    if given.port and (problem := port_problem(given.host, given.port)):
        fail(f"{problem}; set YAOSU_HOST or YAOSU_PORT")
    logging.getLogger("uvicorn.error").addFilter(_shorten)
    try:
        served = serve(given, beside)
    except WrongDocuments as wrong:
        fail(f"YAOSU_DOCUMENTS: {wrong}")
    if not served:
        raise typer.Exit(1)


def _shorten(record: logging.LogRecord) -> bool:
    """uvicorn logs a start that failed as a traceback, while the fault is still being handled."""
    fault = sys.exc_info()[1]
    if isinstance(fault, expected()):
        record.msg, record.args = said(fault), ()
    return True


def main() -> None:
    """The entry of the command."""
    app()


if __name__ == "__main__":
    sys.exit(main())
