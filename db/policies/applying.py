"""Writing who was told of a policy, what was applied for and what was paid."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from db.bulk import arrays, insert_many
from db.engine import Connection, Statement, columns
from db.policies import records
from db.policies.tables import policy_applications, policy_notices, policy_payouts
from domain.policies import GIVEN_UP, Application, Notice, Payout

_NOTICE_FIELDS = tuple(Notice.__slots__)
_ADD_NOTICES = insert_many(policy_notices, _NOTICE_FIELDS)
_LOCK = Statement(
    select(policy_applications).where(policy_applications.c.id == bindparam("id")).with_for_update()
)
_STANDING = Statement(
    select(policy_applications).where(
        policy_applications.c.enterprise_id == bindparam("enterprise_id"),
        policy_applications.c.clause_id == bindparam("clause_id"),
        policy_applications.c.year == bindparam("year"),
        *(policy_applications.c.state != state for state in sorted(GIVEN_UP)),
    )
)
_ADD = Statement(insert(policy_applications))
_CHANGED = (
    "evidence",
    "state",
    "outcome",
    "submitted_at",
    "decided_at",
    "granted",
    "paid",
    "reason",
    "reason_text",
    "version",
)
_CHANGE = Statement(
    update(policy_applications)
    .where(policy_applications.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=policy_applications.c[name].type) for name in _CHANGED})
)
_PAYOUTS = Statement(
    select(func.count().label("n"))
    .select_from(policy_payouts)
    .where(policy_payouts.c.application_id == bindparam("application_id"))
)
_ADD_PAYOUT = Statement(insert(policy_payouts))


async def add_notices(connection: Connection, added: Sequence[Notice]) -> None:
    """Store new notices in one statement."""
    await _ADD_NOTICES.run(connection, **arrays(added, _NOTICE_FIELDS))


async def lock_application(connection: Connection, id: UUID) -> Application | None:
    """The application, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return records.application(row) if row else None


async def standing_applications(
    connection: Connection, enterprise_id: UUID, clause_id: UUID, year: int
) -> list[Application]:
    """What an enterprise has applied for of a clause and a year, and not given up."""
    rows = await _STANDING.all(connection, enterprise_id=enterprise_id, clause_id=clause_id, year=year)
    return [records.application(row) for row in rows]


async def add_application(connection: Connection, added: Application) -> None:
    """Store a new application."""
    await _ADD.run(connection, **columns(added))


async def change_application(connection: Connection, changed: Application) -> None:
    """Store an application as an act has left it."""
    values = columns(changed)
    await _CHANGE.run(connection, id_=changed.id, **{name: values[name] for name in _CHANGED})


async def payouts_of(connection: Connection, application_id: UUID) -> int:
    """How many payouts an application has."""
    row = await _PAYOUTS.one(connection, application_id=application_id)
    return row["n"] if row else 0


async def add_payout(connection: Connection, added: Payout) -> None:
    """Store a new payout."""
    await _ADD_PAYOUT.run(connection, **columns(added))
