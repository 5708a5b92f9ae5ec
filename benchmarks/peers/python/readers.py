"""What Ariadne reads through: raw SQL on asyncpg, many keys in and an answer for each in the same order."""

import base64
import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg

from benchmarks.peers.python.scalars import rate

Row: TypeAlias = dict[str, Any]
PageKey: TypeAlias = tuple[str, int]
"""An id, and how many of its rows."""

TOTALS = ("received", "onSite", "solution", "open", "withdrawn", "duplicate")

ZONES = "SELECT id, name FROM zones WHERE id = ANY($1)"
ORGANIZATIONS = "SELECT id, name, kind FROM organizations WHERE id = ANY($1)"
ENTERPRISES = "SELECT id, name, uscc, status FROM enterprises WHERE id = ANY($1)"
BOOTHS = 'SELECT id, code, name, organization_id AS "organizationId" FROM booths WHERE id = ANY($1)'
FAIRS = """SELECT id, name, state, opens_at AS "opensAt", closes_at AS "closesAt", zone_id AS "zoneId"
    FROM fairs WHERE id = ANY($1)"""
CHAINS = """SELECT enterprise_id AS of, role, id, name FROM chain_memberships JOIN chains ON id = chain_id
    WHERE enterprise_id = ANY($1) ORDER BY chain_id"""
ALLIANCES = """SELECT enterprise_id AS of, role, since, id, name
    FROM alliance_memberships JOIN alliances ON id = alliance_id
    WHERE enterprise_id = ANY($1) ORDER BY alliance_id"""
TALLIES = """SELECT tally.fair_id AS of, booth_id AS "boothId", register, received, on_site AS "onSite", solution, open,
        withdrawn, duplicate, version
    FROM booth_tallies AS tally JOIN booths AS booth ON booth.id = booth_id
    WHERE tally.fair_id = ANY($1) ORDER BY booth.code, booth.id, register"""
MATCHES = """SELECT wanted.id AS of, page.* FROM unnest($1::uuid[], $2::integer[]) AS wanted(id, first)
    CROSS JOIN LATERAL (
        SELECT id, product, amount, state, scored_at AS "scoredAt" FROM matches
        WHERE enterprise_id = wanted.id ORDER BY matches.scored_at DESC, matches.id DESC LIMIT wanted.first) AS page"""
INTAKES = """SELECT wanted.id AS of, page.* FROM unnest($1::uuid[], $2::integer[]) AS wanted(id, first)
    CROSS JOIN LATERAL (
        SELECT id, number, register, element_kind AS "elementKind", summary, urgency, received_at AS "receivedAt",
            disposition, enterprise_id AS "enterpriseId", booth_id AS "boothId"
        FROM intakes WHERE fair_id = wanted.id ORDER BY received_at, intakes.id LIMIT wanted.first) AS page"""
INTAKE_TOTALS = "SELECT fair_id AS id, count(*) AS n FROM intakes WHERE fair_id = ANY($1) GROUP BY fair_id"
ENTERPRISE_PAGE = """SELECT id, name, uscc, status FROM enterprises
    WHERE (name, id) > ($1, $2::uuid) ORDER BY name, id LIMIT $3"""
ENTERPRISE_TOTAL = "SELECT count(*) FROM enterprises"

FIRST_CURSOR = ("", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers over one pool."""

    pool: "asyncpg.Pool[asyncpg.Record]"

    def one(self, sql: str) -> Callable[[list[str]], Coroutine[Any, Any, list[Row | None]]]:
        """Reads records by their ids."""

        async def load(ids: list[str]) -> list[Row | None]:
            found = {row["id"]: dict(row) for row in await self.pool.fetch(sql, ids)}
            return [found.get(id) for id in ids]

        return load

    def many(self, sql: str) -> Callable[[list[str]], Coroutine[Any, Any, list[list[Row]]]]:
        """Reads all rows of each id."""

        async def load(ids: list[str]) -> list[list[Row]]:
            return _grouped(ids, await self.pool.fetch(sql, ids))

        return load

    def pages(self, sql: str) -> Callable[[list[PageKey]], Coroutine[Any, Any, list[Row]]]:
        """Reads the first rows of each id, as a connection."""

        async def load(keys: list[PageKey]) -> list[Row]:
            ids = [id for id, _ in keys]
            found = _grouped(ids, await self.pool.fetch(sql, ids, [first for _, first in keys]))
            return [
                {"of": id, "edges": [{"node": row} for row in rows]}
                for id, rows in zip(ids, found, strict=True)
            ]

        return load

    async def counts(self, ids: list[str]) -> list[Row]:
        """The counts of each fair."""
        return [_counts(tallies) for tallies in await self.many(TALLIES)(ids)]

    async def intake_totals(self, ids: list[str]) -> list[int]:
        """How many intakes each fair has."""
        found = {row["id"]: row["n"] for row in await self.pool.fetch(INTAKE_TOTALS, ids)}
        return [found.get(id, 0) for id in ids]

    async def enterprise_page(self, first: int, after: str | None) -> Row:
        """One page of all enterprises by name; the cursor is the name and the id of the last."""
        name, id = json.loads(base64.urlsafe_b64decode(after)) if after else FIRST_CURSOR
        rows = await self.pool.fetch(ENTERPRISE_PAGE, name, id, first + 1)
        edges = [{"cursor": _cursor(row), "node": dict(row)} for row in rows[:first]]
        end = edges[-1]["cursor"] if edges else None
        return {"edges": edges, "pageInfo": {"hasNextPage": len(rows) > first, "endCursor": end}}

    async def enterprise_total(self) -> int:
        """How many enterprises there are."""
        return await self.pool.fetchval(ENTERPRISE_TOTAL)


async def connect() -> Readers:
    """Open the pool. Where the database is comes from the PG* variables."""
    pool = await asyncpg.create_pool(
        min_size=16,
        max_size=16,
        server_settings={"search_path": "yaosu,bench"},
        init=_prepare,
    )
    return Readers(pool)


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Ids are texts in GraphQL, so they are read as such; forms are written as they come."""
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str, format="text")
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


def _grouped(ids: Sequence[str], rows: Iterable[Any]) -> list[list[Row]]:
    found: dict[str, list[Row]] = {id: [] for id in ids}
    for row in rows:
        found[row["of"]].append(dict(row))
    return [found[id] for id in ids]


def _counts(tallies: list[Row]) -> Row:
    registers = sorted({tally["register"] for tally in tallies})
    return {
        "version": sum(tally["version"] for tally in tallies),
        "total": _sum(tallies),
        "registers": [
            {"register": register, **_sum([tally for tally in tallies if tally["register"] == register])}
            for register in registers
        ],
        "booths": [{**tally, "onSiteRate": rate(tally["onSite"], tally["received"])} for tally in tallies],
    }


def _sum(tallies: list[Row]) -> Row:
    total: Row = {name: sum(tally[name] for tally in tallies) for name in TOTALS}
    return {**total, "onSiteRate": rate(total["onSite"], total["received"])}


def _cursor(row: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([row["name"], row["id"]]).encode()).decode()
