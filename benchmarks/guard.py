"""`python -m benchmarks.guard`: what the walk and the static cost take of the requests a second on cached documents, what
they cost a document once, and how long the refusals of attacks take.

Rounds with the guard and without alternate, so that whatever else the machine does falls on both.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graphql import get_introspection_query, validate
from uuid_utils.compat import uuid7

import db.access
import db.embedded
import db.engine
from benchmarks.peers.data import COUNTY, fill
from benchmarks.peers.operations import DOCUMENTS
from domain.people import Role, Viewer
from resolvers.context import Context, World
from resolvers.cost import Bill, Price, Variables, price
from resolvers.live import Hub
from resolvers.walk import parsed, too_much
from schema.backing import global_id
from schema.engine import LIMITS, Planned
from schema.root import schema

VIEWER = Viewer(Role.DISPATCHER, COUNTY, "benchmark")
CORE: Any = schema._schema  # pyright: ignore[reportPrivateUsage] # noqa: SLF001
ASKED = {name: DOCUMENTS[name] for name in ("dashboard", "intakes")}
ASKED["pages by variable"] = (
    "query($id: ID!, $first: Int = 20) { fair(id: $id) { intakes(first: $first) { edges { node { id number } } } } }"
)

ATTACKS = {
    "100 KB of fields": "{" + "a " * 50_000 + "}",
    "20,000 characters of fields": "{" + "a " * 9_990 + "}",
    "an open block of text": '{ a(b: """' + "\n" * 19_900,
    "300 aliases": "{" + " ".join(f"a{n}: __typename" for n in range(300)) + "}",
    "490 fields of one name": "{" + "__typename " * 490 + "}",
    "a fragment bomb, 2^60": "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ ... {{ ...F{n + 1} }} ...F{n + 1} }}" for n in range(60))
    + " fragment F60 on Query { __typename }",
    "lists of 100 in lists of 100": "{ fairs(first: 100) { edges { node { intakes(first: 100) { edges { node { "
    "booth { fair { intakes(first: 100) { edges { cursor } } } } } } } } } } }",
    "types of types of types": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
}


def microseconds(work: Any, times: int = 200) -> float:
    """The least of several means."""

    def once() -> float:
        begun = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - begun) / times

    return 1e6 * min(once() for _ in range(5))


def documents() -> None:
    """What a document costs once, and a request that finds it cached."""
    print(f"{'µs':<28}{'parse':>9}{'walk':>9}{'validate':>10}{'price':>9}{'request':>9}")
    for name, query in {**ASKED, "introspection": get_introspection_query()}.items():
        document = parsed(query, LIMITS)
        operation: Any = document.definitions[0]
        found: Any = price(CORE, document, operation, LIMITS)

        def billed(found: Any = found) -> object:
            bill = found.bill({"id": "x", "first": 7}, LIMITS.cost)
            return bill.refusal() or bill.json

        each = (
            lambda q=query: parsed(q, LIMITS),
            lambda d=document: too_much(d, LIMITS),
            lambda d=document: validate(CORE, d),
            lambda d=document, o=operation: price(CORE, d, o, LIMITS),
        )
        told = [microseconds(work, 30) for work in each]
        print(
            f"{name:<28}{told[0]:>9.0f}{told[1]:>9.0f}{told[2]:>10.0f}{told[3]:>9.0f}{microseconds(billed):>9.2f}"
        )


def refusals() -> None:
    """How long an attack is looked at."""

    def looked_at(query: str) -> None:
        schema._prepare(query, None)  # pyright: ignore[reportPrivateUsage] # noqa: SLF001

    print(f"\n{'ms until refused (goal: 20)':<36}")
    for name, query in ATTACKS.items():
        print(f"{name:<36}{microseconds(lambda q=query: looked_at(q), 3) / 1000:>9.2f}")


async def rounds(directory: Path, total: int) -> None:
    """Requests a second on cached documents, with the guard and without, in this process: what the door does besides is
    left out, so that the guard's share is the most that it can be."""
    server = db.embedded.Embedded(directory)
    address = await server.start()
    try:
        await db.access.migrate(address.dsn("postgres"))
        data = await fill(address.dsn("postgres"))
        pool = await db.engine.connect(address.dsn("yaosu_runtime"), least=4, most=4)
        now = datetime.now(UTC)
        world = World(database=pool, hub=Hub(pool), now=lambda: now, new_id=uuid7)
        print(f"\n{'requests/s, cached':<28}{'with':>9}{'without':>9}{'share':>9}")
        for name, query in ASKED.items():
            given = {"id": global_id("Fair", data.fairs[0])}
            speeds: dict[bool, list[float]] = {True: [], False: []}
            for number in range(12):
                guarded = number % 2 == 0
                speeds[guarded].append(await speed(world, query, given, total, guarded=guarded))
            with_, without = (statistics.median(speeds[guarded]) for guarded in (True, False))
            print(f"{name:<28}{with_:>9.0f}{without:>9.0f}{100 * (1 - with_ / without):>8.1f}%", flush=True)
        await pool.close()
    finally:
        await server.stop()


def unbilled(self: Price, variables: Variables | None, limit: int, *, told: bool = True) -> Bill:
    """A bill that nobody worked out."""
    return Bill(0, limit)


async def speed(world: World, query: str, variables: dict[str, Any], total: int, *, guarded: bool) -> float:
    """Requests a second."""
    bill = Price.bill
    if not guarded:
        Price.bill = unbilled
    try:
        begun = time.perf_counter()
        for _ in range(total):
            result = await schema.execute(query, variables, Context(world, "en", VIEWER))
            assert isinstance(result, Planned), result.errors
        return total / (time.perf_counter() - begun)
    finally:
        Price.bill = bill


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guard", description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000)
    asked = parser.parse_args()
    documents()
    refusals()
    with tempfile.TemporaryDirectory(prefix="yaosu-guard-") as directory:
        Path(directory).chmod(0o755)
        asyncio.run(rounds(Path(directory), asked.requests))


if __name__ == "__main__":
    main()
