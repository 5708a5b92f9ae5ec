"""`yaosu import`: a table of the registry from a file. Nothing is written while any row is wrong; what is written is written
in batches, and a run that was cut off is simply run again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import db.audit
import db.enterprises
from db.engine import CONFLICTS, Connection
from domain.audit import Deed
from domain.clocks import office_day
from domain.codes import division_problem
from domain.enterprises.divisions import unknown_division
from domain.people import Role, Viewer
from domain.refusals import Words
from domain.tables import Decided, Import, Imported, Occasion, RowProblem, Table, pieces
from resolvers.context import World
from resolvers.execution import TRIES
from resolvers.imports import IMPORTERS, Importer
from server.tables import Progress, Refused, Unreadable, files

BATCH = 2000
"""Rows of one transaction: enough to be fast, few enough that a statement ends in time and that little is done again."""

KINDS = (".xlsx", ".csv")


async def bring(
    world: World, table: str, path: Path, county_code: str, *, dry_run: bool, progress: Progress
) -> Imported:
    """Import a file of the table of a name into a county; in a dry run everything is looked at, and nothing is written.

    Raises Unreadable for a file or a county that cannot be had, Refused with every problem of the rows.
    """
    sheets = files.read(path, lambda done, total: progress("读取 reading", done, total), KINDS)
    if len(sheets) > 1:
        words = Words(
            f"the file has {len(sheets)} sheets; leave one", f"文件有 {len(sheets)} 个工作表,只能有一个"
        )
        raise Unreadable(words)
    run = _Run(world, IMPORTERS[table], county_code)
    await run.check_county()
    problems: list[RowProblem] = []
    read = run.importer.read(sheets[0], problems)
    added, found = await run.check(read, progress)
    problems += found
    if problems:
        raise Refused(sorted(problems, key=lambda problem: problem.row or 0))
    if not dry_run:
        added = await run.write(read, progress)
    rows = len([None for _, cells in sheets[0].rows if any(cell is not None for cell in cells)])
    return Imported(rows, added, rows - added)


class _Run:
    """One import under way."""

    def __init__(self, world: World, importer: Importer[Any, Any, Any], county_code: str) -> None:
        self.importer = importer
        self._world, self._county = world, county_code
        self._import = Import(world.new_id())

    def _occasion(self) -> Occasion:
        now = self._world.now()
        return Occasion(self._county, now, office_day(now), self._world.new_id)

    async def check_county(self) -> None:
        """Raises Unreadable when there is no such county."""
        problem, today = division_problem(self._county), office_day(self._world.now())
        if problem is None:
            async with self._world.database.connection() as connection:
                if not await db.enterprises.is_division(connection, self._county, today):
                    problem = unknown_division(self._county, today)
        if problem is not None:
            raise Unreadable(Words(f"the county {problem.en}", f"区划代码:{problem.zh}"))

    async def check(self, table: Table[Any], progress: Progress) -> tuple[int, list[RowProblem]]:
        """How many records a table adds, as of one moment, and all that is wrong with it."""
        added, problems = 0, list[RowProblem]()
        transaction = await self._world.database.begin(self._county, write=False)
        try:
            for done, batch in self._batches(table):
                decided = await self.importer.settle(transaction.connection, batch, self._occasion())
                added += len(decided.added)
                problems += decided.problems
                progress("核对 checking", done, len(table.lines))
        finally:
            await transaction.rollback()
        return added, problems

    async def write(self, table: Table[Any], progress: Progress) -> int:
        """Add what is not stored, batch by batch; answers how many records were added."""
        added = 0
        for done, batch in self._batches(table):
            decided = await self._keep(batch)
            if decided.problems:
                raise Refused(list(decided.problems), written=added)
            added += len(decided.added)
            progress("写入 writing", done, len(table.lines))
        return added

    async def _keep(self, batch: Table[Any]) -> Decided[Any]:
        """Add the records of one batch in a transaction, with its entry in the audit. Somebody else may be adding the same:
        then it is looked at again."""
        tries = 0
        while True:
            tries += 1
            transaction = await self._world.database.begin(self._county, write=True)
            try:
                decided = await self._add(transaction.connection, batch)
            except CONFLICTS:
                await transaction.rollback()
                if tries == TRIES:
                    raise
            except BaseException:
                await transaction.rollback()
                raise
            else:
                await (transaction.rollback() if decided.problems else transaction.commit())
                return decided

    async def _add(self, connection: Connection, batch: Table[Any]) -> Decided[Any]:
        occasion = self._occasion()
        await self.importer.hold(connection, self._county, batch.lines)
        decided: Decided[Any] = await self.importer.settle(connection, batch, occasion)
        if decided.added and not decided.problems:
            await self.importer.add(connection, decided.added)
            who = Viewer(Role.ADMIN, self._county, "yaosu import")
            deed = Deed(self._import, after=(self.importer.batch(batch, decided.added),))
            act = f"import {self.importer.name}"
            await db.audit.add(connection, db.audit.entry(deed, act, who, occasion.now, ""))
        return decided

    def _batches(self, table: Table[Any]) -> Iterator[tuple[int, Table[Any]]]:
        """A table in pieces, each with how many lines there are up to its end."""
        done = 0
        for piece in pieces(table, self.importer.whose, BATCH):
            done += len(piece.lines)
            yield done, piece
