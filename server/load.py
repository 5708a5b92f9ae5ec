"""`yaosu load`: a fair's plan and its past intakes from a file, all of it or nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import db.audit
import db.enterprises
import db.fairs
import db.fairs.loading
from db.engine import Connection
from domain.audit import Deed
from domain.fairs import Fair, loading
from domain.fairs.loading import Ground, Load, Tables
from domain.people import ANYBODY, Role, Viewer
from domain.refusals import Words
from domain.tables import RowProblem
from resolvers.context import World
from schema.backing import key_of
from server.tables import Progress, Refused, Unreadable, files

__all__ = ["Loaded", "Progress", "Refused", "Unreadable", "find_fair", "load"]

CHUNK = 5000
"""Rows of one insert: enough to be fast, few enough that the statement ends in time and a bar moves."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written."""

    fair: Fair
    booths: int
    intakes: int
    entries: int
    organizations: int
    enterprises: int


async def load(world: World, path: Path, fair: str | None, progress: Progress) -> Loaded:
    """Load a file, into `fair` (an id or a name) or into the fair that the file plans.

    Raises Unreadable for a file or a fair that cannot be had, Refused with every problem of the rows.
    """
    sheets = files.read(path, lambda done, total: progress("读取 reading", done, total))
    tables, unread = loading.read(sheets)
    if fair is None and tables.fair is None and not unread:
        words = Words(
            "the file plans no fair; name one with --fair", "文件中没有“活动”表,请用 --fair 指定活动"
        )
        raise Unreadable(words)
    if fair is not None and tables.fair is not None:
        words = Words(
            "the file plans a fair; leave --fair out, or that part of the file",
            "文件已含“活动”表,不能同时使用 --fair",
        )
        raise Unreadable(words)
    transaction = await world.database.begin(await _county(world, tables, fair), write=True)
    try:
        planned = await _decide(transaction.connection, world, tables, unread, fair)
        await _write(transaction.connection, planned, progress)
        loaded = _loaded(planned)
        # The audit has the load as one act: what it brought is in the fair's own records, and in the file.
        who = Viewer(Role.ADMIN, planned.fair.county_code, "yaosu load")
        deed = Deed(planned.fair, after=(loaded,))
        await db.audit.add(transaction.connection, db.audit.entry(deed, "load", who, world.now(), ""))
    except BaseException:
        await transaction.rollback()
        raise
    await transaction.commit()
    return loaded


def _loaded(planned: Load) -> Loaded:
    return Loaded(
        planned.fair,
        booths=len(planned.booths),
        intakes=len(planned.intakes),
        entries=len(planned.entries),
        organizations=len(planned.organizations),
        enterprises=len(planned.enterprises),
    )


async def _county(world: World, tables: Tables, fair: str | None) -> str:
    """The county that a file belongs to: the fair's that it is loaded into, or the one that it plans its fair in."""
    if fair is None:
        return (tables.plan and tables.plan.division_code) or ""
    async with world.database.connection() as connection:
        return (await find_fair(connection, fair)).county_code


async def _decide(
    connection: Connection, world: World, tables: Tables, unread: list[RowProblem], fair: str | None
) -> Load:
    await db.fairs.loading.begin(connection)
    ground = await _ground(connection, tables, fair)
    planned, undecided = loading.plan(tables, ground, world.now(), world.new_id)
    if planned is None or unread:
        raise Refused(_in_order(tables, unread + undecided))
    return planned


async def find_fair(connection: Connection, fair: str) -> Fair:
    """The fair of a global id, or the only one of exactly this name; Unreadable when there is none."""
    if key := key_of("Fair", fair):
        found = list((await db.fairs.FAIR.by_id(connection, [key], ANYBODY)).values())
    else:
        found = await db.fairs.loading.fairs_named(connection, fair)
    if not found:
        raise Unreadable(Words(f"there is no fair {fair}", f"没有活动“{fair}”"))
    if len(found) > 1:
        n = len(found)
        raise Unreadable(
            Words(f"{n} fairs are called {fair}; give the id", f"有 {n} 个活动名为“{fair}”,请改用标识")
        )
    return found[0]


async def _ground(connection: Connection, tables: Tables, fair: str | None) -> Ground:
    """What the database knows; the fair and its booths are held, so that no intake comes in between."""
    held = None if fair is None else await find_fair(connection, fair)
    zone, name_taken, county = None, False, held.county_code if held else ""
    if held is not None:
        held = await db.fairs.lock_fair(connection, held.id)
        assert held is not None
        await db.fairs.hold_booths(connection, held.id)
    elif (plan := tables.plan) and plan.division_code:
        county = plan.division_code
        if plan.zone:
            zone = await db.enterprises.zone_named(connection, county, plan.zone)
        named = await db.fairs.loading.fairs_named(connection, plan.name or "")
        name_taken = any(each.county_code == county for each in named)
    return Ground(
        fair=held,
        name_taken=name_taken,
        zone=zone,
        booths=await db.fairs.loading.booths_with_numbers(connection, held.id) if held else {},
        organizations=await db.enterprises.organizations_named(connection, county, tables.organizations),
        enterprises=await db.enterprises.enterprises_coded(connection, county, tables.usccs),
        taken=await db.fairs.loading.taken_at(connection, held.id) if held else frozenset(),
    )


async def _write(connection: Connection, planned: Load, progress: Progress) -> None:
    if planned.zone is not None:
        await db.enterprises.add_zone(connection, planned.zone)
    if planned.is_new:
        await db.fairs.add_fair(connection, planned.fair)
    done, total = 0, sum(map(len, (planned.enterprises, planned.intakes, planned.entries)))

    def advance(by: int) -> None:
        nonlocal done
        done += by
        progress("写入 writing", done, total)

    for chunk in _chunks(planned.organizations):
        await db.enterprises.add_organizations(connection, chunk)
    for chunk in _chunks(planned.booths):
        await db.fairs.loading.add_booths(connection, chunk)
    for chunk in _chunks(planned.enterprises):
        await db.enterprises.add_enterprises(connection, chunk)
        advance(len(chunk))
    for chunk in _chunks(planned.intakes):
        await db.fairs.loading.add_intakes(connection, chunk)
        advance(len(chunk))
    for chunk in _chunks(planned.entries):
        await db.fairs.loading.add_entries(connection, chunk)
        advance(len(chunk))
    if planned.last_numbers:
        await db.fairs.loading.set_last_numbers(connection, planned.last_numbers)


def _chunks(rows: tuple[T, ...]) -> list[tuple[T, ...]]:
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]


def _in_order(tables: Tables, problems: list[RowProblem]) -> list[RowProblem]:
    """By sheet as a fair is read, then by row; what concerns a whole sheet comes first."""
    found = (tables.fair, tables.booths, tables.intakes)
    order = {table.sheet: place for place, table in enumerate(found) if table is not None}
    return sorted(problems, key=lambda p: (order.get(p.sheet, -1), p.row or 0))
