"""Statements of task forces."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select

from db.chains import records
from db.chains.keeping import adding, changing, ending, held_chain, locking_of, reading
from db.chains.tables import task_force_memberships, task_forces
from db.engine import Connection, Statement, columns
from domain.chains import Chain, TaskForce, TaskForceMembership

_task_force_id = bindparam("task_force_id", type_=Uuid)
_of_force = task_force_memberships.c.task_force_id == _task_force_id

_LOCK_OF_FORCE = locking_of(task_forces)
_FORCE = reading(task_forces)
_FORCES = Statement(
    select(task_forces).where(task_forces.c.current_chain_id == bindparam("chain_id", type_=Uuid))
)
_ADD_FORCE = adding(task_forces, TaskForce)
_END_FORCE = changing(task_forces, "until", "version")
_MEMBERSHIP = Statement(
    select(task_force_memberships)
    .where(_of_force, task_force_memberships.c.organization_id == bindparam("organization_id", type_=Uuid))
    .order_by(task_force_memberships.c.version.desc())
    .limit(1)
)
_IN_FORCE = Statement(
    select(
        func.count(task_force_memberships.c.current_task_force_id).label("members"),
        func.max(func.coalesce(task_force_memberships.c.until, task_force_memberships.c.since)).label(
            "latest"
        ),
    ).where(_of_force)
)
_ADD_MEMBERSHIP = adding(task_force_memberships, TaskForceMembership)
_END_MEMBERSHIP = changing(task_force_memberships, "until", "version")
_END_MEMBERSHIPS = ending(task_force_memberships, _of_force)


async def lock_chain_of_force(connection: Connection, id: UUID) -> Chain | None:
    """The chain of a task force, held until the transaction ends."""
    return await held_chain(connection, _LOCK_OF_FORCE, id)


async def force(connection: Connection, id: UUID) -> TaskForce | None:
    """The task force."""
    row = await _FORCE.one(connection, id=id)
    return records.task_force(row) if row else None


async def forces_of(connection: Connection, chain_id: UUID) -> Sequence[TaskForce]:
    """The task forces that a chain has just now."""
    return [records.task_force(row) for row in await _FORCES.all(connection, chain_id=chain_id)]


async def add_force(connection: Connection, added: TaskForce) -> None:
    """Store a new task force."""
    await _ADD_FORCE.run(connection, **columns(added))


async def force_membership(
    connection: Connection, task_force_id: UUID, organization_id: UUID
) -> TaskForceMembership | None:
    """An organization's time in a task force, or its last."""
    row = await _MEMBERSHIP.one(connection, task_force_id=task_force_id, organization_id=organization_id)
    return records.force_membership(row) if row else None


async def in_force(connection: Connection, task_force_id: UUID) -> tuple[int, date | None]:
    """How many organizations are in a task force, and the last day on which one joined or left."""
    row = await _IN_FORCE.one(connection, task_force_id=task_force_id)
    assert row is not None
    return row["members"], row["latest"]


async def add_force_membership(connection: Connection, added: TaskForceMembership) -> None:
    """Store that an organization is in a task force."""
    await _ADD_MEMBERSHIP.run(connection, **columns(added))


async def end_force_membership(connection: Connection, ended: TaskForceMembership) -> None:
    """Store until when it was."""
    await _END_MEMBERSHIP.run(connection, **columns(ended))


async def end_force(connection: Connection, ended: TaskForce) -> None:
    """Store that a task force has ended, and with it the time of all that were in it."""
    await _END_FORCE.run(connection, **columns(ended))
    await _END_MEMBERSHIPS.run(connection, task_force_id=ended.id, until=ended.until)
