"""Writing alliances and who belongs to them. Whoever changes either holds the alliance first."""

from datetime import date
from itertools import chain
from uuid import UUID

from sqlalchemy import Date, bindparam, func, insert, select, update

from db.alliances.records import alliance, membership
from db.alliances.tables import (
    alliance_enterprises,
    alliance_organizations,
    conference_sessions,
    joint_conferences,
    party_alliances,
)
from db.engine import Connection, Statement, columns
from domain.alliances import Member, Membership, Memberships, PartyAlliance

_MEMBERS = {"organization_id": alliance_organizations, "enterprise_id": alliance_enterprises}

_ADD = Statement(insert(party_alliances))
_NAMED = Statement(
    select(party_alliances).where(
        party_alliances.c.county_code == bindparam("county_code"), party_alliances.c.name == bindparam("name")
    )
)
_LOCK = Statement(select(party_alliances).where(party_alliances.c.id == bindparam("id")).with_for_update())
_CHANGED = ("lead_id", "state", "established_on", "activated_on", "dissolved_on", "version")
_CHANGE = Statement(
    update(party_alliances)
    .where(party_alliances.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=party_alliances.c[name].type) for name in _CHANGED})
)
_OF_ALLIANCE = {
    column: Statement(select(table).where(table.c.alliance_id == bindparam("alliance_id")))
    for column, table in _MEMBERS.items()
}
_OF_MEMBER = {
    column: Statement(
        select(table).where(
            table.c.alliance_id == bindparam("alliance_id"), table.c[column] == bindparam("member_id")
        )
    )
    for column, table in _MEMBERS.items()
}
_BEGIN = {column: Statement(insert(table)) for column, table in _MEMBERS.items()}
_END = {
    column: Statement(
        update(table)
        .where(table.c.id == bindparam("id_"))
        .values(until=bindparam("until", type_=Date), version=bindparam("version"))
    )
    for column, table in _MEMBERS.items()
}
_LAST_SESSION = Statement(
    select(func.max(conference_sessions.c.held_on).label("day"))
    .join(joint_conferences, joint_conferences.c.id == conference_sessions.c.conference_id)
    .where(
        joint_conferences.c.alliance_id == bindparam("alliance_id"),
        conference_sessions.c.held_on <= bindparam("today", type_=Date),
    )
)


async def add_alliance(connection: Connection, added: PartyAlliance) -> None:
    """Store a new alliance."""
    await _ADD.run(connection, **columns(added))


async def alliance_named(connection: Connection, county_code: str, name: str) -> PartyAlliance | None:
    """The alliance with this name in the county."""
    row = await _NAMED.one(connection, county_code=county_code, name=name)
    return alliance(row) if row else None


async def lock_alliance(connection: Connection, id: UUID) -> PartyAlliance | None:
    """The alliance, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return alliance(row) if row else None


async def change_alliance(connection: Connection, changed: PartyAlliance, memberships: Memberships) -> None:
    """Store an alliance that has changed, and the memberships that ended and began with it, in this order: there is one
    lead at a time."""
    values = columns(changed)
    await _CHANGE.run(connection, id_=changed.id, **{name: values[name] for name in _CHANGED})
    for each in memberships.ended:
        await end_membership(connection, each)
    for each in memberships.begun:
        await begin_membership(connection, each)


async def memberships_of(connection: Connection, alliance_id: UUID) -> list[Membership]:
    """All memberships that an alliance has and had."""
    rows = [await each.all(connection, alliance_id=alliance_id) for each in _OF_ALLIANCE.values()]
    return [membership(row) for row in chain(*rows)]


async def memberships_of_member(
    connection: Connection, alliance_id: UUID, member: Member
) -> list[Membership]:
    """The memberships that one member has and had of an alliance."""
    column = "enterprise_id" if member.is_enterprise else "organization_id"
    rows = await _OF_MEMBER[column].all(connection, alliance_id=alliance_id, member_id=member.id)
    return [membership(row) for row in rows]


async def begin_membership(connection: Connection, added: Membership) -> None:
    """Store a new membership."""
    column, other = _columns_of(added)
    await _BEGIN[column].run(
        connection, **{name: value for name, value in columns(added).items() if name != other}
    )


async def end_membership(connection: Connection, ended: Membership) -> None:
    """Store the day on which a membership ends."""
    column, _ = _columns_of(ended)
    await _END[column].run(connection, id_=ended.id, until=ended.until, version=ended.version)


async def last_session(connection: Connection, alliance_id: UUID, today: date) -> date | None:
    """The day of the last session that an alliance held."""
    row = await _LAST_SESSION.one(connection, alliance_id=alliance_id, today=today)
    return row["day"] if row else None


def _columns_of(membership: Membership) -> tuple[str, str]:
    """The column that names the member, and the other one, which its table does not have."""
    if membership.enterprise_id is not None:
        return "enterprise_id", "organization_id"
    return "organization_id", "enterprise_id"
