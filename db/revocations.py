"""Table and statements of what was revoked: tokens that no longer count, whatever their signature says."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Table, Text, bindparam, func, insert, select

from db.engine import Connection, Statement
from db.metadata import metadata

revocations = Table(
    "revocations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("revoked_at", DateTime(timezone=True), primary_key=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
"""A token is named by its id, all tokens of one bearer by their subject. The table belongs to no county: whoever comes
from anywhere, and whatever they claim, this is asked first."""

_ADD = Statement(insert(revocations))

_IN_FORCE = Statement(
    select(revocations.c.name, func.max(revocations.c.revoked_at).label("revoked_at"))
    .where(revocations.c.expires_at > bindparam("now", type_=DateTime(timezone=True)))
    .group_by(revocations.c.name)
)


async def revoke(connection: Connection, name: str, at: datetime, until: datetime) -> None:
    """No token of this id or of this subject that was issued until `at` counts any more. The row is read until `until`."""
    await _ADD.run(connection, name=name, revoked_at=at, expires_at=until)


async def in_force(connection: Connection, now: datetime) -> dict[str, datetime]:
    """What was revoked and when, without that which has ended by itself since."""
    return {row["name"]: row["revoked_at"] for row in await _IN_FORCE.all(connection, now=now)}
