"""Shots at a process, several at once, and what became of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import asyncpg
import httpx

from db.embedded import Address
from schema.backing import global_id
from schema.prepared import CHARACTERS, LONGEST
from schema.root import schema
from tests.attacks.documents import Documents
from tests.attacks.judgement import Judge
from tests.attacks.shots import Shot, Shots
from tests.attacks.wire import Wire
from tests.conftest import Process
from tests.differential.acts import Acts, Offices
from tests.differential.values import Facts
from tests.offices import USCC, Api, Clock

AT_ONCE, COMPUTED = 12, 2
"""Shots that are under way at once, and how many of them the server may have to compute at once: most of the others wait for
what does not come."""

LOOK = 0.1
"""Seconds from one look at the event loop to the next."""

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
    ids = {name: known for name, known in ids.items() if known}
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

    port: int
    shots: Callable[[str], Shot]
    judge: Judge
    longest: float = 0.0
    """Seconds that the event loop computed at a stretch at most, for whatever was under way."""
    again: int = 0
    """Shots that were fired again, alone, since they were under way when it computed for long."""
    _wrong: list[str] = field(default_factory=list[str])
    _under_way: dict[str, Shot] = field(default_factory=dict[str, Shot])
    """What may have been computed since the last look."""
    _ended: list[str] = field(default_factory=list[str])
    _suspects: dict[str, Shot] = field(default_factory=dict[str, Shot])
    _forgotten: int = 0

    def __post_init__(self) -> None:
        self._looking = self._wire()

    @property
    def told(self) -> str:
        """What was answered, how often, and how long the others waited at most."""
        return (
            f"no fault, no leak, {self.longest * 1000:.0f} ms at a stretch at most, {self.again} looked at alone; "
            f"{self.judge.told}"
        )

    async def hits_nothing(self, count: int, prefix: str) -> None:
        """Fire; nothing is wrong with what comes back, and no shot keeps the others waiting for long."""
        left, computed = iter(range(count)), asyncio.Semaphore(COMPUTED)
        over = asyncio.Event()
        looking = asyncio.create_task(self._look(over))
        await asyncio.gather(*(self._attack(prefix, left, computed) for _ in range(AT_ONCE)))
        over.set()
        await looking
        slow = [] if self._wrong else await self._slow()
        await self._looking.leave()
        assert not self._wrong, "\n".join(self._wrong)
        assert not slow, "\n".join(slow)

    async def stretch(self) -> float:
        """Seconds that the event loop computed at a stretch at most, since this was asked last."""
        told = await self._looking.ask(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        return float(re.findall(rb"^yaosu_loop_turn_worst_seconds (\S+)", told.body, re.MULTILINE)[0])

    async def _attack(self, prefix: str, left: Iterable[int], computed: asyncio.Semaphore) -> None:
        """Fire what is left, until something is wrong."""
        wire = self._wire()
        for number in left:
            seed = f"{prefix}/{number}"
            shot = self._under_way[seed] = self.shots(seed)
            if shot.lingers:
                found = await wire.fire(shot)
            else:
                async with computed:
                    found = await wire.fire(shot)
            self._ended.append(seed)
            if found is not None:
                self._wrong.append(f"{seed} ({shot.kind}): {found}\n  {shot.data[:1500]!r}")
            if self._wrong:
                break
        await wire.leave()

    async def _look(self, over: asyncio.Event) -> None:
        """Look again and again, and once more when all has been fired."""
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), LOOK)
            await self._looked()

    async def _looked(self) -> None:
        """Whatever was under way since the last look may be what the loop computed for long."""
        ended, self._ended = self._ended, []
        stretch = await self.stretch()
        self.longest = max(self.longest, stretch)
        if stretch > STRETCH:
            self._suspects |= self._under_way
        for seed in ended:
            del self._under_way[seed]

    async def _slow(self) -> list[str]:
        """The suspects that keep the loop computing, each alone and as often as it takes: several at once, and whatever
        else the machine does, make any of them slow once."""
        suspects, self._suspects = self._suspects, {}
        self.again += len(suspects)
        slow: list[str] = []
        wire = self._wire()
        if suspects:
            await self._forget(wire)
        for seed, shot in suspects.items():
            stretch = await self._alone(wire, shot)
            for _ in range(TRIES - 1):
                if stretch <= STRETCH:
                    break
                await self._forget(wire)
                stretch = min(stretch, await self._alone(wire, shot))
            if stretch > STRETCH:
                slow.append(f"{seed} ({shot.kind}): {stretch * 1000:.0f} ms\n  {shot.data[:1500]!r}")
        await wire.leave()
        return slow

    async def _alone(self, wire: Wire, shot: Shot) -> float:
        """Seconds that the event loop computes at a stretch for a shot."""
        await wire.fire(shot)
        return await self.stretch()

    async def _forget(self, wire: Wire) -> None:
        """Have the server forget the documents that it keeps, which cost it nothing: it keeps what is asked twice, and so
        much of it."""
        for _ in range(CHARACTERS // LONGEST + 1):
            self._forgotten += 1
            document = f"{{ __typename }} # {self._forgotten} ".ljust(LONGEST, "x")
            body = json.dumps({"query": document}).encode()
            head = f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            for _ in range(2):
                await wire.ask(head.encode() + body)
        await self.stretch()

    def _wire(self) -> Wire:
        return Wire("127.0.0.1", self.port, self.judge)


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
    begun = Campaign(server.port, shots, Judge(await inner_names(owner)))
    await begun.hits_nothing(WARM, "warm")
    begun.longest, begun.again = 0.0, 0
    yield begun
