"""Whether the servers give the same answers, and whether what they acknowledged is what was stored."""

from typing import Any

import asyncpg

from benchmarks.peers.data import INTAKES as INTAKES_BEFORE
from benchmarks.peers.data import Data
from benchmarks.peers.dialects import comparable
from benchmarks.peers.operations import BY_ID, ENTERPRISES, SUBMIT, Submission, Value
from benchmarks.peers.servers import Running
from db.engine import Connection

_BEFORE = """SELECT last_number AS number,
        (SELECT sum(version) FROM yaosu.booth_tallies AS tally WHERE tally.fair_id = booths.fair_id) AS version,
        (SELECT sum(received) FROM yaosu.booth_tallies AS tally WHERE tally.fair_id = booths.fair_id) AS received,
        (SELECT sum(open) FROM yaosu.booth_tallies AS tally WHERE tally.fair_id = booths.fair_id) AS open
    FROM yaosu.booths WHERE id = $1"""
_STORED = """SELECT (SELECT count(*) FROM yaosu.intakes) AS intakes, (SELECT count(*) FROM yaosu.answers) AS answers,
        (SELECT sum(on_site + solution + open + withdrawn + duplicate) FROM yaosu.booth_tallies) AS tallied,
        (SELECT sum(last_number) FROM yaosu.booths) AS numbered"""


async def same_answers(
    operation: str, data: Data, running: list[Running], connection: Connection
) -> dict[str, bool]:
    """Whether each server answers as the first of them does. The submissions of this are acknowledged twice each, and
    count once."""
    if operation == SUBMIT:
        given = {each.server.name: [await _submitted(each, data, connection)] for each in running}
    else:
        asked = _samples(operation, data)
        given = {
            each.server.name: [comparable(each.ask(operation, value)) for value in asked] for each in running
        }
    reference = given[running[0].server.name]
    return {name: answers == reference for name, answers in given.items()}


def _samples(operation: str, data: Data) -> list[Value]:
    if operation == ENTERPRISES:
        return [None]
    return [*(data.enterprises[::97] if operation == BY_ID else data.fairs[::7])]


async def _submitted(running: Running, data: Data, connection: Connection) -> Any:
    """What a submission changed, as the answer tells it, and whether the same key gets the same answer again."""
    submission = Submission(data.booths[0], data.usccs[0], f"compare-{running.server.name}")
    before = await connection.fetchrow(_BEFORE, submission.booth.id)
    assert before is not None
    first, again = (running.ask(SUBMIT, submission)["submitIntake"] for _ in range(2))
    stored = await connection.fetchval(
        "SELECT received_at FROM yaosu.intakes WHERE id = $1", first["intake"]["id"]
    )
    return {
        "type": first["__typename"],
        "number": first["intake"]["number"] - before["number"],
        "moment": stored is not None and len(first["intake"]["receivedAt"]),
        "version": first["counts"]["version"] - before["version"],
        "received": first["counts"]["total"]["received"] - before["received"],
        "open": first["counts"]["total"]["open"] - before["open"],
        "again": first == again,
    }


async def is_stored(dsn: str, acknowledged: int) -> bool:
    """Whether intakes, answers, tallies and numbers all equal what was acknowledged."""
    connection = await asyncpg.connect(dsn)
    try:
        stored = await connection.fetchrow(_STORED)
    finally:
        await connection.close()
    assert stored is not None
    print(f"acknowledged {acknowledged:,}; stored {dict(stored)}")
    total = INTAKES_BEFORE + acknowledged
    return (
        stored["answers"] == acknowledged
        and stored["intakes"] == stored["tallied"] == stored["numbered"] == total
    )
