"""Shots at a real process, one after the other and several at once, and what became of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import httpx

from db.embedded import Address
from schema.backing import global_id
from schema.root import schema
from tests.attacks.documents import Documents
from tests.attacks.judgement import Judge
from tests.attacks.shots import Shots
from tests.attacks.wire import Wire
from tests.conftest import Process
from tests.differential.acts import Acts, Offices
from tests.differential.values import Facts
from tests.offices import USCC, Api, Clock

AT_ONCE, BATCH = 4, 250
"""Connections of the attacker, and how many shots there are until the event loop is looked at."""

STRETCH, TRIES = 0.050, 5
"""Seconds that the event loop may compute for one shot, at the quickest of so many tries."""

WARM = 300
"""Shots before it counts how long the loop computes: what is loaded when it is needed first is loaded."""


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

    @property
    def told(self) -> str:
        """What was answered, how often, and how long the others waited at most."""
        return f"no fault, no leak, {self.longest * 1000:.0f} ms at a stretch at most; {self.judge.told}"

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
        return float(re.findall(rb"^yaosu_loop_turn_worst_seconds (\S+)", told.body, re.MULTILINE)[0])


@asynccontextmanager
async def campaign(
    server: Process,
    owner: asyncpg.Connection,
    tokens: Sequence[Mapping[str, str]],
    acting: Sequence[Mapping[str, str]],
) -> AsyncGenerator[Campaign]:
    """Shots that know what is there; the server has been asked enough to have loaded what it needs."""
    documents = Documents(schema._schema, Acts(await facts_of(owner), await Offices.now(owner)))
    shots = Shots(documents, f"127.0.0.1:{server.port}", tokens, acting)
    judge = Judge(await inner_names(owner))
    looking = Wire("127.0.0.1", server.port, judge)
    begun = Campaign(server, shots, judge, looking)
    await begun.hits_nothing(WARM, "warm")
    begun.longest = 0.0
    yield begun
    await looking.leave()
