"""Runs whose process has ended without a word."""

import asyncio
import logging

from db.engine import UNAVAILABLE, Database
from db.financing import settle_lost_runs

EVERY = 10.0
"""Seconds from one look for lost runs to the next."""

log = logging.getLogger("yaosu.jobs")


async def look_for_lost_runs(database: Database) -> None:
    """Say of runs that are not heard of any more that they have failed, until cancelled. Every process looks: which of them
    computed a run does not matter."""
    while True:
        try:
            async with database.connection() as connection:
                await settle_lost_runs(connection)
        except UNAVAILABLE as error:
            log.warning("lost runs are looked for again when the database is back: %s", type(error).__name__)
        await asyncio.sleep(EVERY)
