"""What an import of enterprises asks and writes, each in one statement for many lines."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, or_, select

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement
from db.enterprises.divisions import divisions
from db.enterprises.history import enterprise_changes
from db.enterprises.industries import industries
from db.enterprises.places import zone, zones
from db.enterprises.register import add_enterprises, enterprises
from db.metadata import any_of
from domain.enterprises.importing import EnterpriseLine, Ground
from domain.enterprises.keeping import EnterpriseChange, Registered
from domain.enterprises.register import EnterpriseKind, EnterpriseStatus

_CHANGE = tuple(EnterpriseChange.__slots__)

_day = bindparam("day", type_=Date)
_ZONES = Statement(
    select(zones).where(zones.c.county_code == bindparam("county_code"), any_of(zones.c.name, "names"))
)
_DIVISIONS = Statement(
    select(divisions.c.code).where(
        any_of(divisions.c.code, "codes"),
        or_(divisions.c.valid_from.is_(None), divisions.c.valid_from <= _day),
        or_(divisions.c.valid_to.is_(None), divisions.c.valid_to > _day),
    )
)
_INDUSTRIES = Statement(select(industries.c.code).where(any_of(industries.c.code, "codes")))
_stored = (
    select(enterprises, zones.c.name.label("zone"))
    .outerjoin(zones, zones.c.id == enterprises.c.zone_id)
    .where(enterprises.c.county_code == bindparam("county_code"))
)
_CODED = Statement(_stored.where(any_of(enterprises.c.uscc, "usccs")))
_NAMED = Statement(_stored.where(any_of(enterprises.c.name, "names")))
_ADD_CHANGES = insert_many(enterprise_changes, _CHANGE)


async def ground(
    connection: Connection, county_code: str, lines: Sequence[EnterpriseLine], today: date
) -> Ground:
    """What the database knows of what these lines speak about."""
    found: dict[Hashable, EnterpriseLine] = {}
    preparing = [line.name for line in lines if line.uscc is None and line.name is not None]
    if preparing:
        for row in await _NAMED.all(connection, county_code=county_code, names=preparing):
            found[row["name"],] = _line(row)
    usccs = [line.uscc for line in lines if line.uscc is not None]
    for row in await _CODED.all(connection, county_code=county_code, usccs=usccs):
        found[row["uscc"]] = _line(row)
    named = await _ZONES.all(connection, county_code=county_code, names=_said(lines, "zone"))
    codes = await _DIVISIONS.all(connection, codes=_said(lines, "division_code"), day=today)
    known = await _INDUSTRIES.all(connection, codes=_said(lines, "industry_code"))
    return Ground(
        zones={row["name"]: zone(row) for row in named},
        divisions=frozenset(row["code"] for row in codes),
        industries=frozenset(row["code"] for row in known),
        stored=found,
    )


def _said(lines: Sequence[EnterpriseLine], name: str) -> list[Any]:
    """What a column has, each once."""
    return list({getattr(line, name) for line in lines} - {None})


def _line(row: Row) -> EnterpriseLine:
    """An enterprise as a line would have it."""
    return EnterpriseLine(
        row=0,
        bad=frozenset(),
        name=row["name"],
        uscc=row["uscc"],
        kind=EnterpriseKind(row["kind"]),
        division_code=row["known_division_code"],
        zone=row["zone"],
        industry_code=row["industry_code"],
        registered_on=row["registered_on"],
        status=EnterpriseStatus(row["status"]),
        ended_on=row["ended_on"],
    )


async def add(connection: Connection, added: Sequence[Registered]) -> None:
    """Store new enterprises, each with the first entry of its history."""
    await add_enterprises(connection, [each.enterprise for each in added])
    await _ADD_CHANGES.run(connection, **arrays([each.change for each in added], _CHANGE))
