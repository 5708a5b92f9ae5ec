"""submitIntake with raw SQL: one transaction that holds the booth."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import uuid4

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy

from benchmarks.peers.python.readers import Row

HOLD = """SELECT booths.id, booths.county_code, fair_id, registers, element_kinds, last_number, booths.state,
        fairs.state AS fair_state
    FROM booths JOIN fairs ON fairs.id = fair_id WHERE booths.id = $1 FOR NO KEY UPDATE OF booths"""
FIRST = "SELECT input_digest, answer FROM answers WHERE idempotency_key = $1 AND county_code = $2"
BY_CODE = "SELECT id FROM enterprises WHERE county_code = $1 AND uscc = $2"
BY_ID = "SELECT id FROM enterprises WHERE county_code = $1 AND id = $2"
NUMBER = "UPDATE booths SET last_number = $2 WHERE id = $1"
TAKE = """INSERT INTO intakes (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, form,
        summary, urgency, desired_by, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
TOTALS = """SELECT sum(version)::integer AS version, sum(received)::integer AS received, sum(open)::integer AS open
    FROM booth_tallies WHERE fair_id = $1"""
KEEP = """INSERT INTO answers (idempotency_key, county_code, intake_id, input_digest, question_digest, answer, answered_at)
    VALUES ($1, $2, $3, $4, $4, $5, $6)"""


async def submit_intake(pool: "asyncpg.Pool[asyncpg.Record]", given: Row) -> Row:
    """What the mutation answers: IntakeSubmitted, or why nothing was written."""
    async with pool.acquire() as connection, connection.transaction():
        return await _submit(connection, given)


async def _submit(connection: "PoolConnectionProxy[asyncpg.Record]", given: Row) -> Row:
    booth = await connection.fetchrow(HOLD, given["boothId"])
    if booth is None:
        return _refusal("NotFound", "no such booth")
    county_code, key = booth["county_code"], given["idempotencyKey"]
    digest = hashlib.sha256(orjson.dumps(given, default=str)).digest()
    first = await connection.fetchrow(FIRST, key, county_code)
    if first is not None:
        if first["input_digest"] != digest:
            return _refusal("IdempotencyKeyReused", "the key was used for another input")
        return _read(first["answer"])
    if booth["fair_state"] != "OPEN" or booth["state"] != "OPEN":
        return _refusal("BoothClosed", "the booth is closed")
    if given["register"] not in booth["registers"] or given["elementKind"] not in booth["element_kinds"]:
        return _refusal("BoothDoesNotTake", "the booth does not take this")
    enterprise_id = await _enterprise(connection, county_code, given["enterprise"])
    if enterprise_id is None:
        return _refusal("NotFound", "no such enterprise")
    intake = await _take(connection, cast("Any", booth), enterprise_id, given)
    totals = await connection.fetchrow(TOTALS, booth["fair_id"])
    assert totals is not None
    total = {"received": totals["received"], "open": totals["open"]}
    answer = {
        "__typename": "IntakeSubmitted",
        "intake": intake,
        "counts": {"version": totals["version"], "total": total},
    }
    kept = orjson.dumps(answer)
    await connection.execute(KEEP, key, county_code, intake["id"], digest, kept, intake["receivedAt"])
    return answer


async def _enterprise(
    connection: "PoolConnectionProxy[asyncpg.Record]", county_code: str, reference: Row
) -> str | None:
    if registration := reference.get("registration"):
        return await connection.fetchval(BY_CODE, county_code, registration["uscc"])
    return await connection.fetchval(BY_ID, county_code, reference["id"])


async def _take(
    connection: "PoolConnectionProxy[asyncpg.Record]", booth: Row, enterprise_id: str, given: Row
) -> Row:
    number = booth["last_number"] + 1
    intake = {"id": str(uuid4()), "number": number, "receivedAt": datetime.now(UTC)}
    desired_by = given.get("desiredBy")
    await connection.execute(NUMBER, booth["id"], number)
    await connection.execute(
        TAKE,
        intake["id"],
        booth["county_code"],
        booth["fair_id"],
        booth["id"],
        number,
        given["register"],
        given["elementKind"],
        enterprise_id,
        given["form"].get(given["elementKind"].lower()),
        given.get("summary"),
        given["urgency"],
        desired_by and date.fromisoformat(desired_by),
        intake["receivedAt"],
    )
    return intake


def _read(kept: bytes) -> Row:
    answer = orjson.loads(kept)
    answer["intake"]["receivedAt"] = datetime.fromisoformat(answer["intake"]["receivedAt"])
    return answer


def _refusal(typename: str, message: str) -> Row:
    return {"__typename": typename, "message": message}
