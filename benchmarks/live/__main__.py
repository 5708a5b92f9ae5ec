"""`python -m benchmarks.live`: writes the key `live` of `benchmarks/results.json` and prints it against the goals."""

import argparse
import json
import resource
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

import db.access
from benchmarks.live.documents import COUNTS, DASHBOARD
from benchmarks.live.fair import connect, open_fair
from benchmarks.live.figures import Row
from benchmarks.live.measure import Case, first_answer, measure
from benchmarks.live.servers import LOAD, Name, install_node, pin
from benchmarks.live.table import goals, render
from db.embedded import SUPERUSER, Address, Embedded

RESULTS = Path(__file__).parents[1] / "results.json"
SERVERS: tuple[Name, ...] = ("yaosu", "graphql-ws")

FULL = (
    *(Case(server, COUNTS, 500) for server in SERVERS),
    *(Case(server, COUNTS, 2000) for server in SERVERS),
    *(Case(server, COUNTS, 5000, stalls=True) for server in SERVERS),
    *(Case(server, DASHBOARD, 200, stalls=True) for server in SERVERS),
    *(Case(server, DASHBOARD, 1000) for server in SERVERS),
    Case("yaosu", DASHBOARD, 5000),
)
QUICK = (
    *(Case(server, COUNTS, 500) for server in SERVERS),
    *(Case(server, DASHBOARD, 50, stalls=True) for server in SERVERS),
)


@asynccontextmanager
async def postgresql(directory: Path) -> AsyncGenerator[Address]:
    """An embedded server, migrated."""
    server = Embedded(directory)
    try:
        address = await server.start()
        await db.access.migrate(address.dsn(SUPERUSER))
        yield address
    finally:
        await server.stop()


async def run(cases: Sequence[Case], seconds: float, directory: Path) -> list[Row]:
    """The rows of the cases."""
    async with postgresql(directory) as database:
        connection = await connect(database.dsn(SUPERUSER))
        fair = await open_fair(connection)
        await connection.close()
        answers = [await first_answer(server, database, fair) for server in SERVERS]
        same: Row = {"same_answer": answers[0] == answers[1]}
        print(json.dumps(same), flush=True)
        rows: list[Row] = []
        for case in cases:
            rows.append(await measure(case, database, fair, seconds) | same)
            print(json.dumps(rows[-1]), flush=True)
    return rows


def keep(rows: Sequence[Row]) -> None:
    """Put the rows into the results, beside what others have put there."""
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(results | {"live": rows}, ensure_ascii=False, indent=2) + "\n")


def main() -> None:
    """Measure, keep and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long each case is watched")
    parser.add_argument("--quick", action="store_true", help="few subscribers; nothing is written")
    parser.add_argument("--table", action="store_true", help="only print what the last run has written")
    asked = parser.parse_args()
    if asked.table:
        rows: list[Row] = json.loads(RESULTS.read_text())["live"]
    else:
        install_node()
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        pin(LOAD)
        with tempfile.TemporaryDirectory(prefix="yaosu-live-") as place:
            Path(place).chmod(0o755)  # PostgreSQL may belong to another user
            rows = uvloop.run(run(QUICK if asked.quick else FULL, asked.seconds, Path(place)))
        if not asked.quick:
            keep(rows)
    print("\n".join(["", render(rows), "", *goals(rows)]))


if __name__ == "__main__":
    main()
