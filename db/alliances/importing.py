"""What an import of alliances' members asks and writes, each in one statement for many lines."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

import db.enterprises
from db.alliances.records import alliance, membership
from db.alliances.tables import alliance_enterprises, alliance_organizations, party_alliances
from db.bulk import arrays, insert_many
from db.engine import Connection, Statement
from db.metadata import any_of
from domain.alliances import Membership
from domain.alliances.importing import AllianceMemberLine, Ground

_MEMBERS = {"organization_id": alliance_organizations, "enterprise_id": alliance_enterprises}
_FIELDS = {
    column: tuple(name for name in Membership.__slots__ if name not in _MEMBERS or name == column)
    for column in _MEMBERS
}

_named = select(party_alliances).where(
    party_alliances.c.county_code == bindparam("county_code"), any_of(party_alliances.c.name, "names")
)
_ALLIANCES = Statement(_named)
_HOLD = Statement(_named.order_by(party_alliances.c.id).with_for_update())
_HELD = {
    column: Statement(select(table).where(any_of(table.c.alliance_id), any_of(table.c[column], "member_ids")))
    for column, table in _MEMBERS.items()
}
_ADD = {column: insert_many(table, _FIELDS[column]) for column, table in _MEMBERS.items()}


async def hold(connection: Connection, county_code: str, lines: Sequence[AllianceMemberLine]) -> None:
    """Hold the alliances that these lines name, as every act on their members does."""
    names = list({line.alliance for line in lines} - {None})
    await _HOLD.run(connection, county_code=county_code, names=names)


async def ground(
    connection: Connection, county_code: str, lines: Sequence[AllianceMemberLine], today: date
) -> Ground:
    """What the database knows of what these lines speak about."""
    usccs = [line.uscc for line in lines if line.uscc is not None]
    enterprises = await db.enterprises.enterprises_coded(connection, county_code, usccs)
    organizations = await db.enterprises.organizations_named(
        connection, county_code, [line.organization for line in lines if line.organization is not None]
    )
    names = list({line.alliance for line in lines} - {None})
    rows = await _ALLIANCES.all(connection, county_code=county_code, names=names)
    alliances = {row["name"]: alliance(row) for row in rows}
    ids = [each.id for each in alliances.values()]
    members = [each.id for each in (*enterprises.values(), *organizations.values())]
    held: dict[tuple[UUID, UUID], tuple[Membership, ...]] = defaultdict(tuple)
    for column, statement in _HELD.items():
        for row in await statement.all(connection, ids=ids, member_ids=members):
            held[row["alliance_id"], row[column]] += (membership(row),)
    return Ground(enterprises, organizations, alliances, held)


async def add(connection: Connection, added: Sequence[Membership]) -> None:
    """Store new memberships, those of organizations and those of enterprises."""
    for column, statement in _ADD.items():
        if of_kind := [each for each in added if getattr(each, column) is not None]:
            await statement.run(connection, **arrays(of_kind, _FIELDS[column]))
