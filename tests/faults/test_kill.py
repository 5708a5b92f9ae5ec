"""kill -9 of the API and of PostgreSQL in the middle of a rush: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest

from db.embedded import Embedded
from tests.conftest import Serve
from tests.faults.screens import LIMIT, Screen, hand_in, insist, need
from tests.offices import DISPOSE, SOLUTION, SUBMIT, Api, Clock, OpenFair

pytestmark = pytest.mark.anyio

LONG = bool(os.environ.get("YAOSU_LONG"))
ROUNDS = 25 if LONG else 2
"""How often each of the two is killed, and both at once."""

WORKERS, BOOTHS = 8, ("A02", "A03", "B01")
DUE = "2099-12-31"


@pytest.fixture
def home() -> Generator[Path]:
    """Where a process keeps its PostgreSQL; readable for all, so that under root the data stays here."""
    directory = Path(tempfile.mkdtemp(prefix="yaosu-kill-"))
    directory.chmod(0o755)
    yield directory
    left = [process for process in psutil.process_iter(["cwd"]) if _is_below(process.info["cwd"], directory)]
    for process in left:
        process.kill()
    psutil.wait_procs(left, 10)
    shutil.rmtree(directory)
    assert left == [], "the last process took its PostgreSQL with it"


def _is_below(cwd: str | None, directory: Path) -> bool:
    return cwd is not None and Path(cwd).is_relative_to(directory)


def kill_postgres(home: Path) -> None:
    """kill -9 of the postmaster; its children end when they notice."""
    pid = int((home / "pg" / "postmaster.pid").read_text().split()[0])
    assert psutil.Process(pid).name() == "postgres"
    os.kill(pid, signal.SIGKILL)


@dataclass
class Rush:
    """Clients that hand in and dispose of intakes until they are told to stop, and what they were told."""

    client: httpx.AsyncClient
    fair: OpenFair
    stopping: bool = False
    workers: list[asyncio.Task[None]] = field(default_factory=list)
    answers: dict[str, tuple[str, bytes, dict[str, Any]]] = field(default_factory=dict)
    disposed: Counter[str] = field(default_factory=Counter)

    async def work(self, worker: int) -> None:
        chance, n = random.Random(worker), 0  # noqa: S311
        while not self.stopping:
            key, booth = f"w{worker}-{n}", chance.choice(BOOTHS)
            raw, taken = await hand_in(self.client, self.fair, key, booth)
            self.answers[key] = booth, raw, taken
            if chance.random() < 0.5:
                await self._dispose(taken["intake"]["id"], chance.choice(["onSite", "solution"]))
            n += 1

    async def _dispose(self, intake_id: str, how: str) -> None:
        given: dict[str, Any] = {"intakeId": intake_id, "disposition": "RESOLVED_ON_SITE"}
        if how == "solution":
            given |= {"disposition": "SOLUTION_GIVEN", "solution": {**SOLUTION, "dueOn": DUE}}
        _, data = await insist(self.client, DISPOSE, input=given)
        # A repeated act whose first answer was lost on the way is told that it is done.
        assert data["disposeIntake"]["__typename"] in {"IntakeDisposed", "AlreadyDisposed"}, data
        self.disposed[how] += 1

    async def goes_on(self, more: int = 40) -> None:
        """Wait for that many more acknowledgements."""
        wanted = len(self.answers) + more
        async with asyncio.timeout(LIMIT):
            while len(self.answers) < wanted:
                await asyncio.sleep(0.01)
                for worker in self.workers:
                    if worker.done():
                        worker.result()


async def test_kill_9_of_the_api_and_of_postgresql_in_a_rush_loses_and_doubles_nothing(
    home: Path, serve: Serve
) -> None:
    server = await asyncio.to_thread(serve, YAOSU_DATA_DIR=home)
    async with httpx.AsyncClient(base_url=server.url, timeout=LIMIT) as client:
        fair = await _fair(client)
        screen = Screen(server.url, fair.id)
        watching = asyncio.create_task(screen.run())
        first = await screen.until(lambda frame: True)

        rush = Rush(client, fair)
        rush.workers = [asyncio.create_task(rush.work(n)) for n in range(WORKERS)]
        for _ in range(ROUNDS):
            await rush.goes_on()
            server.kill()
            server = await asyncio.to_thread(serve, YAOSU_DATA_DIR=home, YAOSU_PORT=server.port)
            await rush.goes_on()
            kill_postgres(home)
            await rush.goes_on()
            server.kill()
            kill_postgres(home)
            server = await asyncio.to_thread(serve, YAOSU_DATA_DIR=home, YAOSU_PORT=server.port)
        await rush.goes_on()
        rush.stopping = True
        await asyncio.gather(*rush.workers)

        taken, done = len(rush.answers), rush.disposed
        last_version = first["version"] + taken + done.total()
        last = await screen.until(lambda frame: frame["version"] >= last_version)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        again = await _replayed(rush)
        await _nothing_is_lost_or_doubled(home, rush)

    assert again == {key: raw for key, (_, raw, _) in rush.answers.items()}
    assert last["version"] == last_version
    open_ = taken - done.total()
    totals = {name: last["total"][name] for name in ("received", "onSite", "solution", "open")}
    assert totals == {
        "received": taken,
        "onSite": done["onSite"],
        "solution": done["solution"],
        "open": open_,
    }
    by_booth = Counter(booth for booth, _, _ in rush.answers.values())
    assert {booth["booth"]["name"]: booth["received"] for booth in last["booths"]} == {
        f"{booth} 台": by_booth[booth] for booth in ("A01", *BOOTHS)
    }
    screen.check()
    assert len({frame["epoch"] for frame in screen.frames}) == 1
    assert screen.connections > 2 * ROUNDS


async def _fair(client: httpx.AsyncClient) -> OpenFair:
    """An open fair with one more booth, without a look into the database."""
    api = Api(client, None, Clock())  # type: ignore[arg-type]
    fair = OpenFair(await api.plan_fair())
    fair.booths["A01"] = await api.add_booth(fair.id, "A01")
    for code in ("A02", "A03"):
        fair.booths[code] = await api.add_booth(fair.id, code, elementKinds=["SAFETY"])
    bank = {"registration": {"name": "B01 银行", "kind": "BANK"}}
    fair.booths["B01"] = await api.add_booth(
        fair.id, "B01", organization=bank, registers=["FINANCE"], elementKinds=[]
    )
    await api.act("openFair", "... on FairOpened { fair { state } }", fairId=fair.id)
    return fair


async def _replayed(rush: Rush) -> dict[str, bytes]:
    """What every key is answered with when it is used again."""
    again: dict[str, bytes] = {}

    async def replay(keys: list[str]) -> None:
        for key in keys:
            booth = rush.answers[key][0]
            again[key], _ = await insist(rush.client, SUBMIT, input=need(rush.fair, key, booth))

    keys = list(rush.answers)
    await asyncio.gather(*(replay(keys[n::WORKERS]) for n in range(WORKERS)))
    return again


async def _nothing_is_lost_or_doubled(home: Path, rush: Rush) -> None:
    guest = Embedded(home)
    address = await guest.start()
    assert not guest.supervising
    owner = await asyncpg.connect(address.dsn("postgres"), server_settings={"search_path": "yaosu"})
    try:
        stored = await owner.fetch(
            "SELECT idempotency_key, number, code FROM answers JOIN intakes ON intakes.id = answers.intake_id"
            " JOIN booths ON booths.id = intakes.booth_id"
        )
        assert {row["idempotency_key"]: (row["code"], row["number"]) for row in stored} == {
            key: (booth, taken["intake"]["number"]) for key, (booth, _, taken) in rush.answers.items()
        }
        assert len(stored) == len(rush.answers) == await owner.fetchval("SELECT count(*) FROM intakes")
        gaps = await owner.fetch(
            "SELECT code FROM booths LEFT JOIN intakes ON intakes.booth_id = booths.id GROUP BY booths.id, code, last_number"
            " HAVING count(intakes.id) <> last_number OR max(number) <> last_number"
        )
        assert gaps == []
        tallies = (
            "SELECT booth_id, register, on_site, solution, open, withdrawn, duplicate FROM booth_tallies"
        )
        recount = """SELECT booth_id, register, count(*) FILTER (WHERE disposition = 'RESOLVED_ON_SITE'),
          count(*) FILTER (WHERE disposition = 'SOLUTION_GIVEN'), count(*) FILTER (WHERE disposition IS NULL), 0, 0
          FROM intakes GROUP BY booth_id, register"""
        assert set(await owner.fetch(f"{tallies} WHERE received > 0")) == set(await owner.fetch(recount))
        assert await owner.fetchval("SELECT count(*) FROM ledger_entries") == rush.disposed["solution"]
    finally:
        await owner.close()
        await guest.stop()
