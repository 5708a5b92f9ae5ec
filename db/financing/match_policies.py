"""Reading and writing match policies. Whoever adds one or publishes one holds the county's numbers first."""

from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, cast, func, insert, select, update

from db.engine import Connection, Statement
from db.financing.records import columns_of_match_policy, match_policy
from db.financing.tables import match_policies
from domain.financing import MatchPolicy

_FIXED = frozenset({"id", "county_code", "version"})

# Nothing stands there yet that two who draft the first could wait for: they wait for the county's numbers themselves.
_HOLD = Statement(
    select(
        func.pg_advisory_xact_lock(
            func.hashtextextended(func.concat("match policies of ", cast(bindparam("county_code"), Text)), 0)
        )
    )
)
_ALL = Statement(
    select(match_policies)
    .where(match_policies.c.county_code == bindparam("county_code"))
    .order_by(match_policies.c.version)
)
_ADD = Statement(insert(match_policies))
_KEEP = Statement(
    update(match_policies)
    .where(match_policies.c.id == bindparam("of_id", type_=Uuid))
    .values(
        {
            each.name: bindparam(each.name, type_=each.type)
            for each in match_policies.c
            if each.name not in _FIXED
        }
    )
)


async def match_policies_of(connection: Connection, county_code: str) -> list[MatchPolicy]:
    """All policies of a county, by number."""
    rows = await _ALL.all(connection, county_code=county_code)
    return [match_policy(row) for row in rows]


async def hold_match_policies(connection: Connection, county_code: str) -> list[MatchPolicy]:
    """The same, while nobody else changes them until the transaction ends."""
    await _HOLD.run(connection, county_code=county_code)
    return await match_policies_of(connection, county_code)


async def add_match_policy(connection: Connection, added: MatchPolicy) -> None:
    """Store a new draft."""
    await _ADD.run(connection, **columns_of_match_policy(added))


async def keep_match_policy(connection: Connection, kept: MatchPolicy) -> None:
    """Store a draft as an act has left it."""
    id: UUID = kept.id
    await _KEEP.run(connection, of_id=id, **columns_of_match_policy(kept))
