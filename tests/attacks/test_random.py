"""Attacks at random, from a seed, against real processes: `YAOSU_ATTACKS=1000000` for a campaign, `YAOSU_SEED` for other
attacks. A shot that hits is told by its seed: `Shots(...)("1/4711")` is that shot again."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from db.embedded import Address
from domain.people import Role
from resolvers.visibility import ACTS
from schema.backing import global_id
from schema.root import schema
from tests.attacks.documents import Documents
from tests.attacks.judgement import Judge
from tests.attacks.shots import Shots
from tests.attacks.wire import Wire
from tests.conftest import Process, Score, Serve
from tests.differential.acts import Acts, Offices
from tests.differential.values import Facts
from tests.issuers import ISSUER, claims, key, published, signed
from tests.offices import USCC, Api, Clock, bearer
from tests.test_counts import assert_tallies_equal_a_recount

pytestmark = pytest.mark.anyio

ATTACKS = int(os.environ.get("YAOSU_ATTACKS", "20000"))
SEED = os.environ.get("YAOSU_SEED", "1")

AT_ONCE, BATCH = 8, 250
"""Connections of the attacker, and how many shots there are until the event loop is looked at."""

STRETCH, TRIES = 0.050, 5
"""Seconds that the event loop may compute for one shot, at the quickest of so many tries."""

WARM = 300
"""Shots before it counts how long the loop computes: what is loaded when it is needed first is loaded."""

WITHOUT_SHARES = {"YAOSU_RATE": 0, "YAOSU_SOCKETS": 0, "YAOSU_SUBSCRIPTIONS": 0}
"""The attacker is not told to wait: every shot is to reach what it aims at."""

IDLE = [
    role.value for role in Role if role is not Role.PUBLIC and not any(role in may for may in ACTS.values())
]
"""Roles that have signed in and act nowhere."""


@asynccontextmanager
async def owning(database: Address) -> AsyncGenerator[asyncpg.Connection]:
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    try:
        yield owner
    finally:
        await owner.close()


async def prepare(url: str) -> None:
    """An open fair, a planned one, and some intakes at each other's side."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        api = Api(client, owner=None, clock=Clock())  # type: ignore[arg-type]
        fair = await api.open_fair()
        await api.plan_fair(name="计划中的大集")
        # The server's clock goes: forms without a day in them.
        intakes = [
            await api.taken(fair.booths["A02"], f"k-{number}", elementKind=kind)
            for number, kind in enumerate(["LOGISTICS", "TECH", "DATA", "CERT", "SAFETY"] * 4)
        ]
        await api.dispose(intakes[0])


async def facts_of(owner: asyncpg.Connection) -> Facts:
    """What a client can name of what is there."""
    tables = {"Fair": "fairs", "Booth": "booths", "Intake": "intakes", "Enterprise": "enterprises", "Organization": "organizations", "Zone": "zones"}  # fmt: skip
    ids = {
        name: tuple(global_id(name, row["id"]) for row in await owner.fetch(f"SELECT id FROM {table} ORDER BY id"))  # noqa: S608
        for name, table in tables.items()
    }  # fmt: skip
    return Facts(ids, {"Fair": ("x",), "Intake": ("x",)}, ("泰山", "A09", "k-1"), (USCC,))


async def inner_names(owner: asyncpg.Connection) -> set[str]:
    """Names of tables, columns and constraints that no contract of ours has: those with an underscore."""
    rows = await owner.fetch(
        """SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'yaosu'::regnamespace
           UNION SELECT attname FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
             WHERE relnamespace = 'yaosu'::regnamespace AND NOT attisdropped
           UNION SELECT conname FROM pg_constraint WHERE connamespace = 'yaosu'::regnamespace"""
    )
    return {row["name"] for row in rows if "_" in row["name"].strip("_")}


@dataclass
class Campaign:
    """Shots at one process, and what became of it."""

    server: Process
    shots: Shots
    judge: Judge
    looking: Wire
    longest: float = 0.0
    """Seconds that the event loop computed at a stretch at most, for whatever was under way."""

    async def hits_nothing(self, count: int, prefix: str) -> None:
        """Fire; nothing is wrong with what comes back, and no shot keeps the others waiting for long."""
        for first in range(0, count, BATCH):
            seeds = [f"{prefix}/{number}" for number in range(first, min(first + BATCH, count))]
            wrong = await self._fired(seeds)
            assert not wrong, "\n".join(wrong)
            stretch = await self.stretch()
            self.longest = max(self.longest, stretch)
            if stretch > STRETCH:
                slow = await self._slow(seeds)
                assert not slow, "\n".join(slow)

    async def _fired(self, seeds: Sequence[str]) -> list[str]:
        wrong: list[str] = []
        left = iter(seeds)

        async def attack() -> None:
            wire = Wire("127.0.0.1", self.server.port, self.judge)
            for seed in left:
                shot = self.shots(seed)
                found = await wire.fire(shot)
                if found is not None:
                    wrong.append(f"{seed} ({shot.kind}): {found}\n  {shot.data[:1500]!r}")
            await wire.leave()

        await asyncio.gather(*(attack() for _ in range(AT_ONCE)))
        return wrong

    async def _slow(self, seeds: Sequence[str]) -> list[str]:
        """The shots that keep the loop computing, each alone and as often as it takes: several at once, and whatever
        else the machine does, make any of them slow once."""
        slow: list[str] = []
        wire = Wire("127.0.0.1", self.server.port, self.judge)
        for seed in seeds:
            shot, stretch = self.shots(seed), 1.0
            for _ in range(TRIES):
                await wire.fire(shot)
                stretch = min(stretch, await self.stretch())
                if stretch <= STRETCH:
                    break
            else:
                slow.append(f"{seed} ({shot.kind}): {stretch * 1000:.0f} ms\n  {shot.data[:1500]!r}")
        await wire.leave()
        return slow

    async def stretch(self) -> float:
        """Seconds that the event loop computed at a stretch at most, since this was asked last."""
        told = await self.looking.ask(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        assert b"yaosu_loop_turn" in told.body, told
        return float(re.findall(rb"^yaosu_loop_turn_worst_seconds (\S+)", told.body, re.MULTILINE)[0])


def failures(server: Process) -> list[str]:
    """What the server has logged as a failure of its own."""
    return [line for line in server.said if "failed" in line or "Traceback" in line or "Exception" in line]


def verified(database: Address) -> str:
    """What `yaosu audit verify` says."""
    environment = {name: held for name, held in os.environ.items() if not name.startswith("YAOSU_")}
    return subprocess.run(
        [sys.executable, "-m", "server.cli", "audit", "verify"],
        env={**environment, "YAOSU_DATABASE_URL": database.dsn("postgres")},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


async def campaign(
    server: Process,
    owner: asyncpg.Connection,
    tokens: Sequence[Mapping[str, str]],
    acting: Sequence[Mapping[str, str]],
) -> Campaign:
    """Shots that know what is there."""
    facts = await facts_of(owner)
    documents = Documents(schema._schema, Acts(facts, await Offices.now(owner)))
    shots = Shots(documents, f"127.0.0.1:{server.port}", tokens, acting)
    judge = Judge(await inner_names(owner))
    return Campaign(server, shots, judge, Wire("127.0.0.1", server.port, judge))


async def test_in_development_nothing_breaks_leaks_or_stalls_and_only_acts_write(
    database: Address, serve: Serve, score: Score
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **WITHOUT_SHARES)
    async with owning(database) as owner:
        await prepare(server.url)
        attack = await campaign(
            server, owner, [bearer(role) for role in IDLE], [bearer("DISPATCHER"), bearer("ADMIN"), {}]
        )
        acts = await owner.fetchval("SELECT count(*) FROM audit_entries")
        await attack.hits_nothing(WARM, "warm")
        attack.longest = 0.0
        count = ATTACKS * 7 // 10
        await attack.hits_nothing(count, f"{SEED}/development")
        score(
            "attacks in development",
            f"{count} at random, 0 faults, 0 leaks, {attack.longest * 1000:.0f} ms at a stretch, {attack.judge.told}",
        )
        assert failures(server) == []
        # Something was written, and nothing that was not answered as an act that was done.
        written = await owner.fetchval("SELECT count(*) FROM audit_entries") - acts
        assert 0 < written <= attack.judge.done
        await assert_tallies_equal_a_recount(Api(httpx.AsyncClient(), owner, Clock()))
    assert " verified" in verified(database)


async def test_in_production_nothing_breaks_leaks_or_stalls_and_who_may_not_act_writes_nothing(
    database: Address, serve: Serve, score: Score, tmp_path: Path
) -> None:
    async with owning(database) as owner:
        prepared = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
        await prepare(prepared.url)
        prepared.kill()
        issued, keys = key("k-1"), tmp_path / "jwks.json"
        keys.write_bytes(published(issued))
        now = int(time.time())
        tokens = [
            {"authorization": "Bearer " + signed(issued, claims(iat=now, exp=now + 86_400, yaosu={"role": role, "county": "370900"}))}
            for role in IDLE
        ]  # fmt: skip
        server = serve(
            YAOSU_DATABASE_URL=database.dsn("yaosu_runtime"),
            YAOSU_PROFILE="production",
            YAOSU_ALLOWED_HOSTS="127.0.0.1",
            YAOSU_ISSUER=ISSUER,
            YAOSU_JWKS_FILE=keys,
            **WITHOUT_SHARES,
        )
        attack = await campaign(server, owner, tokens, [])
        as_it_was = await Api(httpx.AsyncClient(), owner, Clock()).written()
        await attack.hits_nothing(WARM, "warm")
        attack.longest = 0.0
        count = ATTACKS * 3 // 10
        await attack.hits_nothing(count, f"{SEED}/production")
        score(
            "attacks in production",
            f"{count} at random, 0 faults, 0 leaks, {attack.longest * 1000:.0f} ms at a stretch, {attack.judge.told}",
        )
        assert failures(server) == []
        assert attack.judge.done == 0
        assert await Api(httpx.AsyncClient(), owner, Clock()).written() == as_it_was
