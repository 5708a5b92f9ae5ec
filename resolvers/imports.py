"""Importing rows of a table: read, held against each other and against what is stored, and added, all of them or none."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

import db.alliances.importing
import db.chains.importing
import db.enterprises.importing
import db.enterprises.importing_liaisons
import domain.alliances.importing
import domain.chains.importing
import domain.enterprises.liaison.importing
from db.engine import Connection
from domain.alliances import Membership
from domain.chains import ChainMembership
from domain.elements import camel
from domain.enterprises import Liaison, importing
from domain.enterprises.keeping import ENTERPRISE, Registered
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, Problem, Words
from domain.tables import (
    Batch,
    Decided,
    Import,
    Imported,
    Line,
    Occasion,
    RowProblem,
    Sheet,
    Table,
    columns_of,
    once,
    pieces,
    read_table,
    together,
)
from resolvers.context import Context
from resolvers.execution import Repeated

AT_ONCE = 1000
"""Rows that one act imports."""

PIECE = 200
"""Rows that are decided, or added, without a pause for others' operations."""

L = TypeVar("L", bound=Line)
G = TypeVar("G")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Importer(Generic[L, G, R]):
    """A table that can be imported: what a line of it is, which record it is about, which lines are decided together, what is
    held meanwhile, what the database knows of some lines, what becomes of them, and how the records that they make are
    stored."""

    name: str
    thing: Words
    line: type[L]
    about: Callable[[L], Hashable]
    whose: Callable[[L], Hashable]
    hold: Callable[[Connection, str, Sequence[L]], Awaitable[None]]
    ground: Callable[[Connection, str, Sequence[L], date], Awaitable[G]]
    decide: Callable[[Table[L], G, Occasion], Decided[R]]
    add: Callable[[Connection, Sequence[R]], Awaitable[None]]
    id_of: Callable[[R], UUID]

    def read(self, sheet: Sheet, problems: list[RowProblem]) -> Table[L]:
        """The lines of a sheet, each record once; what cannot be read, and what contradicts another line, is noted."""
        return together(once(read_table(sheet, self.line, problems), self.about, problems), self.whose)

    async def settle(self, connection: Connection, table: Table[L], occasion: Occasion) -> Decided[R]:
        """What becomes of lines as the database is now."""
        return self.decide(
            table,
            await self.ground(connection, occasion.county_code, table.lines, occasion.today),
            occasion,
        )

    def batch(self, table: Table[L], added: Sequence[R]) -> Batch:
        """What the audit has of records that the lines of a table made."""
        rows = [line.row for line in table.lines]
        return Batch(self.name, min(rows), max(rows), tuple(map(self.id_of, added)))


async def _nothing(connection: Connection, county_code: str, lines: Sequence[Line]) -> None:
    """Nothing is held: keys of the table keep two from adding the same."""


def _enterprise_id(registered: Registered) -> UUID:
    return registered.enterprise.id


def _id(record: ChainMembership | Membership | Liaison) -> UUID:
    return record.id


ENTERPRISES = Importer(
    "enterprises",
    ENTERPRISE,
    importing.EnterpriseLine,
    importing.about,
    importing.about,
    _nothing,
    db.enterprises.importing.ground,
    importing.decide,
    db.enterprises.importing.add,
    _enterprise_id,
)
CHAIN_MEMBERS = Importer(
    "chain-members",
    Words("member of a chain", "产业链成员"),
    domain.chains.importing.ChainMemberLine,
    domain.chains.importing.about,
    domain.chains.importing.whose,
    db.chains.importing.hold,
    db.chains.importing.ground,
    domain.chains.importing.decide,
    db.chains.importing.add,
    _id,
)
ALLIANCE_MEMBERS = Importer(
    "alliance-members",
    Words("member of an alliance", "联盟成员"),
    domain.alliances.importing.AllianceMemberLine,
    domain.alliances.importing.about,
    domain.alliances.importing.whose,
    db.alliances.importing.hold,
    db.alliances.importing.ground,
    domain.alliances.importing.decide,
    db.alliances.importing.add,
    _id,
)
LIAISONS = Importer(
    "liaisons",
    Words("liaison", "联络任务"),
    domain.enterprises.liaison.importing.LiaisonLine,
    domain.enterprises.liaison.importing.about,
    domain.enterprises.liaison.importing.whose,
    db.enterprises.importing_liaisons.hold,
    db.enterprises.importing_liaisons.ground,
    domain.enterprises.liaison.importing.decide,
    db.enterprises.importing_liaisons.add,
    _id,
)

IMPORTERS: Mapping[str, Importer[Any, Any, Any]] = {
    each.name: each for each in (ENTERPRISES, CHAIN_MEMBERS, ALLIANCE_MEMBERS, LIAISONS)
}
"""Every table that can be imported, by its name."""


async def import_rows(
    context: Context, importer: Importer[Any, Any, Any], rows: Sequence[object], *, dry_run: bool
) -> Imported | Repeated | InvalidInput | OutsideRemit:
    """Add the records of some rows, whose attributes are the fields of the importer's lines. When there is nothing to be
    added, or nothing is meant to be, the answer is the same and nothing is done."""
    if context.viewer.zones:
        return OutsideRemit("rows", importer.thing)
    if not 1 <= len(rows) <= AT_ONCE:
        words = Words(
            f"has {len(rows)} rows; send 1 to {AT_ONCE} at once",
            f"共 {len(rows)} 行,每次应为 1 至 {AT_ONCE} 行",
        )
        return InvalidInput((Problem("rows", words),))
    problems: list[RowProblem] = []
    table = importer.read(_sheet(importer.line, rows), problems)
    occasion = Occasion(context.viewer.county_code, context.now, context.today, context.new_id)
    async with context.connection() as connection:
        if not dry_run:
            await importer.hold(connection, occasion.county_code, table.lines)
        added: list[Any] = []
        for piece in pieces(table, importer.whose, PIECE):
            decided = await importer.settle(connection, piece, occasion)
            problems += decided.problems
            added += decided.added
        if problems:
            return _refused(problems)
        imported = Imported(len(rows), len(added), len(rows) - len(added))
        if dry_run or not added:
            return Repeated(imported)
        for start in range(0, len(added), PIECE):
            await importer.add(connection, added[start : start + PIECE])
    context.did(Import(context.new_id()), after=(importer.batch(table, added),))
    return imported


def _sheet(line: type[Line], rows: Sequence[object]) -> Sheet:
    """Rows of an input as a sheet: a problem is then told by the place that the client knows."""
    names = tuple(columns_of(line))
    return Sheet(
        name="",
        letters=("",) * len(names),
        header=tuple(map(camel, names)),
        row=None,
        rows=[(number, [getattr(row, name) for name in names]) for number, row in enumerate(rows)],
    )


def _refused(problems: list[RowProblem]) -> InvalidInput:
    ordered = sorted(problems, key=lambda problem: problem.row or 0)
    return InvalidInput(
        tuple(
            Problem(".".join(filter(None, ("rows", str(each.row), each.column))), each.message)
            for each in ordered
        )
    )
