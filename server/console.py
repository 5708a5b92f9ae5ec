"""How a command speaks: what is wrong in a line, what takes its time with a bar."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from server.settings import Settings, WrongSetting, read

if TYPE_CHECKING:
    from domain.tables import RowProblem
    from resolvers.context import World
    from server.tables import Progress

T = TypeVar("T")


def settings() -> Settings:
    """The settings, or a word about the wrong ones."""
    try:
        return read()
    except WrongSetting as wrong:
        fail(str(wrong))


def fail(message: str) -> NoReturn:
    """Say what is wrong and leave with 1."""
    typer.echo(f"yaosu: {message}", err=True)
    raise typer.Exit(1)


def in_world(act: "Callable[[World, Progress], Coroutine[Any, Any, T]]") -> T:
    """Perform an act in a world of its own, with a bar on a terminal."""
    from server.world import opened

    given = settings()

    async def perform() -> T:
        with _bar() as progress:
            async with opened(given) as world:
                return await act(world, progress)

    with plainly():
        return asyncio.run(perform())


@contextmanager
def _bar() -> "Generator[Progress]":
    """A bar on stderr while there is something to wait for; none where stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


def report(file: Path, problems: "list[RowProblem]", written: int = 0) -> None:
    """Say everything that is wrong with a file, and that nothing was written, or how much."""
    for problem in problems:
        row = None if problem.row is None else f"第 {problem.row} 行 row {problem.row}"
        place = ", ".join(part for part in (problem.sheet, row, problem.column) if part)
        typer.echo(f"{place}: {problem.message.zh} / {problem.message.en}", err=True)
    n = len(problems)
    zh = f"此前已写入 {written} 条" if written else "未写入任何数据"
    en = f"{written} records were written before" if written else "nothing was written"
    typer.echo(
        f"yaosu: {file}: 共 {n} 处问题,{zh} / {n} {'problem' if n == 1 else 'problems'}, {en}", err=True
    )


def expected() -> tuple[type[Exception], ...]:
    """What may well happen and is said in a line; anything else is a fault of ours and keeps its traceback."""
    import asyncpg.exceptions as pg

    from db.access import Unsuitable
    from db.embedded.places import EmbeddedUnavailable
    from db.engine import CONFLICTS, UNAVAILABLE

    denied = (
        pg.InvalidAuthorizationSpecificationError,
        pg.InvalidCatalogNameError,
        pg.InsufficientPrivilegeError,
    )
    return (EmbeddedUnavailable, Unsuitable, *UNAVAILABLE, *CONFLICTS, *denied)


def said(fault: BaseException) -> str:
    return f"{fault or type(fault).__name__}; `yaosu doctor` looks closer"


@contextmanager
def plainly() -> Generator[None]:
    """Say what may well happen in a line, and leave with 1."""
    try:
        yield
    except expected() as fault:
        fail(said(fault))
