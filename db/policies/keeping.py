"""Writing policies and their clauses. Whoever changes either holds the policy first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, insert, select, update

from db.engine import Connection, Statement, columns
from db.policies import records
from db.policies.tables import clause_conditions, policies, policy_clauses
from domain.enterprises.industries import SECTIONS, pattern_within, section_of
from domain.policies import Clause, Condition, Policy
from domain.policies import PolicyConditionKind as Kind

_LOCK = Statement(select(policies).where(policies.c.id == bindparam("id")).with_for_update())
_NUMBERED = Statement(
    select(policies).where(
        policies.c.county_code == bindparam("county_code"), policies.c.document_number == bindparam("number")
    )
)
_ADD = Statement(insert(policies).values({name: bindparam(name) for name in Policy.__slots__}))
_CHANGED = (
    "title",
    "document_number",
    "legal_basis",
    "review_status",
    "reviewed_on",
    "reviewer",
    "exemption_ground",
    "valid_from",
    "valid_until",
    "state",
    "published_on",
    "ended_on",
    "version",
)
_CHANGE = Statement(
    update(policies)
    .where(policies.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=policies.c[name].type) for name in _CHANGED})
)
_CLAUSE = Statement(select(policy_clauses).where(policy_clauses.c.id == bindparam("id")))
_CLAUSES = Statement(
    select(policy_clauses)
    .where(policy_clauses.c.policy_id == bindparam("policy_id"))
    .order_by(policy_clauses.c.number)
)
_ADD_CLAUSE = Statement(insert(policy_clauses))
_STRIKE = Statement(
    update(policy_clauses)
    .where(policy_clauses.c.id == bindparam("id_"))
    .values(struck_on=bindparam("struck_on", type_=Date))
)
_ADD_CONDITION = Statement(
    insert(clause_conditions).values(
        {
            name: bindparam(name, type_=clause_conditions.c[name].type)
            for name in (*Condition.__slots__, "pattern", "wider")
        }
    )
)
_of_policy = policy_clauses.c.policy_id == bindparam("of_policy")
_PUBLISH_CLAUSES = Statement(
    update(policy_clauses).where(_of_policy, policy_clauses.c.struck_on.is_(None)).values(published=True)
)
_PUBLISH_CONDITIONS = Statement(
    update(clause_conditions)
    .where(
        clause_conditions.c.clause_id.in_(
            select(policy_clauses.c.id).where(_of_policy, policy_clauses.c.struck_on.is_(None))
        )
    )
    .values(published=True)
)


async def lock_policy(connection: Connection, id: UUID) -> Policy | None:
    """The policy, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return records.policy(row) if row else None


async def policy_numbered(connection: Connection, county_code: str, number: str) -> Policy | None:
    """The policy with this document number in the county."""
    row = await _NUMBERED.one(connection, county_code=county_code, number=number)
    return records.policy(row) if row else None


async def add_policy(connection: Connection, added: Policy) -> None:
    """Store a new policy."""
    await _ADD.run(connection, **columns(added))


async def change_policy(connection: Connection, changed: Policy) -> None:
    """Store a policy as an act has left it."""
    values = columns(changed)
    await _CHANGE.run(connection, id_=changed.id, **{name: values[name] for name in _CHANGED})


async def publish_clauses(connection: Connection, policy_id: UUID) -> None:
    """Show the clauses of a policy, and their conditions, to everybody."""
    await _PUBLISH_CLAUSES.run(connection, of_policy=policy_id)
    await _PUBLISH_CONDITIONS.run(connection, of_policy=policy_id)


async def clause_of(connection: Connection, id: UUID) -> Clause | None:
    """The clause of an id; clauses that were published are everybody's."""
    row = await _CLAUSE.one(connection, id=id)
    return records.clause(row) if row else None


async def clauses_of(connection: Connection, policy_id: UUID) -> list[Clause]:
    """All clauses that a policy has, and those that were struck out of it."""
    return [records.clause(row) for row in await _CLAUSES.all(connection, policy_id=policy_id)]


async def add_clause(connection: Connection, added: Clause, conditions: Sequence[Condition]) -> None:
    """Store a new clause with its conditions."""
    await _ADD_CLAUSE.run(connection, **columns(added))
    for each in conditions:
        await _ADD_CONDITION.run(connection, **condition_columns(each))


async def strike_clause(connection: Connection, struck: Clause) -> None:
    """Store that a clause was struck out."""
    await _STRIKE.run(connection, id_=struck.id, struck_on=struck.struck_on)


def condition_columns(condition: Condition) -> dict[str, Any]:
    """A condition as it is stored: its codes also as they are asked for in SQL."""
    return columns(condition) | {"pattern": _pattern(condition), "wider": _wider(condition)}


def _pattern(condition: Condition) -> str | None:
    """A regular expression of the codes that meet a condition, or fail it."""
    match condition.kind:
        case Kind.INDUSTRY_IN | Kind.INDUSTRY_OUT:
            return "|".join(map(pattern_within, condition.codes))
        case Kind.DIVISION:
            return "^(" + "|".join(condition.codes) + ")"
        case _:
            return None


def _wider(condition: Condition) -> list[str]:
    """The industries that one of a condition's lies within."""
    if condition.kind not in {Kind.INDUSTRY_IN, Kind.INDUSTRY_OUT}:
        return []
    codes = [code for code in condition.codes if code not in SECTIONS]
    found = {section_of(code) for code in codes} | {code[:n] for code in codes for n in range(2, len(code))}
    return sorted(found)
