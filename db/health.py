"""What a running process asks of its database."""

from sqlalchemy import Text, column, select, table

from db.engine import Connection, Statement
from db.metadata import SCHEMA

_REVISIONS = table("alembic_version", column("version_num", Text()), schema=SCHEMA)
_REVISION = Statement(select(_REVISIONS.c.version_num))


async def revision(connection: Connection) -> str | None:
    """The revision that the database is at; this is also the shortest proof that it answers."""
    row = await _REVISION.one(connection)
    return None if row is None else row["version_num"]
