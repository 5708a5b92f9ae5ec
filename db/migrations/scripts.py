"""How a migration runs SQL."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import asyncpg
from alembic import op


async def _execute(script: str, connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await connection.execute(script)


def run(*scripts: str) -> None:
    """Run scripts of several statements each, in the migration's transaction."""
    adapted = cast("Any", op.get_bind().connection.dbapi_connection)
    for script in scripts:
        adapted.run_async(partial(_execute, script))
