"""The command `yaosu`."""

import asyncio
from typing import Annotated, NoReturn

import typer

from server.settings import Settings, WrongSetting, read

app = typer.Typer(
    name="yaosu",
    help="Yaosu (要素): a headless GraphQL backend for the offices that serve enterprises.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)


def settings() -> Settings:
    """The settings, or a word about the wrong one."""
    try:
        return read()
    except WrongSetting as wrong:
        fail(str(wrong))


def fail(message: str) -> NoReturn:
    """Say what is wrong and leave with 1."""
    typer.echo(f"yaosu: {message}", err=True)
    raise typer.Exit(1)


@app.command()
def run() -> None:
    """Serve the API. The embedded PostgreSQL starts with it, unless YAOSU_DATABASE_URL names another."""
    from server.serve import serve

    if not serve(settings()):
        raise typer.Exit(1)


@app.command()
def demo(
    speed: Annotated[
        str, typer.Option(help="1 takes about a minute, 20 three seconds, max as fast as it goes.")
    ] = "1",
) -> None:
    """Serve, and replay the element fair of 2023-06-13 through the API."""
    from server.demo import pace, replay
    from server.serve import serve

    try:
        seconds = pace(speed)
    except ValueError as wrong:
        fail(str(wrong))
    if not serve(settings(), beside=lambda url: replay(url, seconds)):
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    from db.access import migrate as bring
    from server.world import address

    async def run() -> tuple[str | None, str]:
        async with address(settings()) as (owner, _):
            return await bring(owner)

    before, after = asyncio.run(run())
    typer.echo(
        f"the database is at revision {after}" + ("" if before == after else f" (was {before or 'empty'})")
    )


@app.command()
def schema() -> None:
    """Print the schema (SDL)."""
    from schema.root import schema as contract

    typer.echo(contract.as_str())


def main() -> None:
    """The entry of the command."""
    app()


if __name__ == "__main__":
    main()
