"""`make bench-peers`: the same operations against every server, in one run on one PostgreSQL.

Each server has one core while it is asked; the database and the load share another. Servers take turns within each
operation, in rounds, so that a noisy minute of the machine falls on all of them.
"""

import argparse
import itertools
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import uvloop

import db.access
from benchmarks.load import percentile
from benchmarks.peers import report
from benchmarks.peers.client import drive
from benchmarks.peers.compare import is_stored, same_answers
from benchmarks.peers.data import Data, fill
from benchmarks.peers.operations import CONNECTIONS, OPERATIONS, SUBMIT, Value, answered, values
from benchmarks.peers.prepare import prepare
from benchmarks.peers.servers import Postgres, Running, Server, serve, servers
from db.embedded import Address, Embedded

APPLICATION, DATABASE = 0, 1  # cores
PREPARED = 1_000  # requests of a question


@dataclass(slots=True)
class Spent:
    """What the rounds of a server at an operation came to."""

    measured: float = 0.0  # seconds
    seconds: list[float] = field(default_factory=list[float])
    answered: int = 0
    application: float = 0.0  # seconds of CPU
    database: float = 0.0

    def row(self, server: str, operation: str, same_answer: bool) -> report.Row:
        """The row of the report."""
        return {
            "server": server,
            "operation": operation,
            "rps": round(len(self.seconds) / self.measured, 1),
            "p50_ms": round(percentile(self.seconds, 0.5), 2),
            "p99_ms": round(percentile(self.seconds, 0.99), 2),
            "app_cpu_ms": round(1000 * self.application / self.answered, 4),
            "db_cpu_ms": round(1000 * self.database / self.answered, 4),
            "same_answer": same_answer,
        }


class Run:
    """One run over servers that are up. `acknowledged` counts the intakes that were, by any of them."""

    def __init__(
        self, data: Data, running: list[Running], postgres: Postgres, asked: argparse.Namespace
    ) -> None:
        self._data, self._running, self._postgres = data, running, postgres
        self._seconds: float = asked.seconds
        self._warm_up: float = asked.warm_up
        self._rounds: int = asked.rounds
        self.acknowledged = 0

    async def measure(self, operation: str, dsn: str) -> list[report.Row]:
        """Compare the answers, then measure in turns."""
        taking_part = [each for each in self._running if operation in each.server.operations]
        connection = await asyncpg.connect(dsn)
        same = await same_answers(operation, self._data, taking_part, connection)
        await connection.close()
        self.acknowledged += len(taking_part) if operation == SUBMIT else 0
        spent: defaultdict[str, Spent] = defaultdict(Spent)
        for number in range(self._rounds):
            for running in taking_part:
                seed = f"{running.server.name}-{number}"
                await self._round(running, operation, f"warm-up-{seed}", self._warm_up, Spent())
                await self._round(running, operation, seed, self._seconds, spent[running.server.name])
        rows = [one.row(name, operation, same[name]) for name, one in spent.items()]
        for row in rows:
            print(f"{operation:<13} {row['server']:<15} {row['rps']:>9,.1f}/s", flush=True)
        return rows

    async def _round(self, running: Running, operation: str, seed: str, seconds: float, spent: Spent) -> None:
        application, database = running.cpu(), self._postgres.cpu()
        seen = await drive(
            running.port,
            CONNECTIONS[operation],
            seconds,
            _requests(running, operation, values(operation, self._data, seed)),
            answered(operation, running.server.dialect.documents),
        )
        if seen.wrong:
            raise RuntimeError(f"{running.server.name}, {operation}: {seen.wrong[0][:1000]!r}")
        spent.measured += seconds
        spent.seconds += seen.seconds
        spent.answered += seen.answered
        spent.application += running.cpu() - application
        spent.database += self._postgres.cpu() - database
        self.acknowledged += seen.answered if operation == SUBMIT else 0


def _requests(running: Running, operation: str, value: Callable[[], Value]) -> Callable[[], bytes]:
    """Makes requests: submissions one by one, because no key may come twice, questions beforehand."""
    if operation == SUBMIT:
        return lambda: running.request(operation, value())
    made = [running.request(operation, value()) for _ in range(PREPARED)]
    return itertools.cycle(made).__next__


async def run(asked: argparse.Namespace, wanted: list[Server], directory: Path) -> list[report.Row]:
    """Everything, on a fresh PostgreSQL that keeps what it acknowledges."""
    embedded = Embedded(directory)
    address = await embedded.start()
    try:
        return await _measured(asked, wanted, address, Postgres(embedded.directory), directory)
    finally:
        await embedded.stop()


async def _measured(
    asked: argparse.Namespace, wanted: list[Server], address: Address, postgres: Postgres, directory: Path
) -> list[report.Row]:
    owner = address.dsn("postgres")
    await db.access.migrate(owner)
    data = await fill(owner)
    rows: list[report.Row] = []
    with ExitStack() as stack:
        running = [stack.enter_context(serve(server, address, APPLICATION, directory)) for server in wanted]
        going = Run(data, running, postgres, asked)
        # The act comes last: the questions are asked about the same rows throughout.
        for operation in (operation for operation in OPERATIONS if operation in asked.operations):
            rows += await going.measure(operation, owner)
    if not await is_stored(owner, going.acknowledged):
        raise RuntimeError("what is stored is not what was acknowledged")
    return rows


def main() -> None:
    """Measure, keep the rows, print the table and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    parser.add_argument("--warm-up", type=float, default=2, help="seconds before each measurement")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--operations", nargs="+", choices=OPERATIONS, default=OPERATIONS)
    parser.add_argument("--servers", nargs="+", help="only these")
    parser.add_argument("--no-write", action="store_true", help="leave results.json as it is")
    parser.add_argument(
        "--table", action="store_true", help="only print the table and the ratios of the last run"
    )
    asked = parser.parse_args()
    if asked.table:
        rows = report.read()
    else:
        prepare()
        known = servers()
        wanted = [server for server in known if server.name in (asked.servers or [one.name for one in known])]
        os.sched_setaffinity(0, {DATABASE})
        with tempfile.TemporaryDirectory(prefix="yaosu-peers-") as directory:
            Path(directory).chmod(0o755)
            rows = uvloop.run(run(asked, wanted, Path(directory)))
        if not asked.no_write:
            report.write(rows)
    print("\n" + report.table(rows) + "\n\n" + "\n".join(report.ratios(rows)))
    sys.exit(0 if all(row["same_answer"] for row in rows) else 1)


if __name__ == "__main__":
    main()
