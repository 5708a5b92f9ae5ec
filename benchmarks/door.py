"""`python -m benchmarks.door`: what all that stands before an operation takes of the requests a second: host, origin and
body looked at, strict json, the token, the bucket, the walk and the static cost, the role's fields, headers, figures.

Two servers answer the same queries from the same database over HTTP on one core, the load and PostgreSQL on the other:
the one that `yaosu run` starts, asked with a token, and one that reads a body and runs the operation, nothing else.
Rounds alternate, so that whatever else the machine does falls on both.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import orjson
import uvicorn
from strawberry.http import process_result

import db.access
import db.embedded
from benchmarks.guard import unbilled
from benchmarks.load import request
from benchmarks.peers.client import drive
from benchmarks.peers.data import COUNTY, fill
from benchmarks.peers.operations import DOCUMENTS
from benchmarks.signing import token
from domain.people import Role, Viewer
from resolvers.context import Context, World
from resolvers.cost import Price
from schema.backing import global_id
from schema.engine import Planned
from schema.root import schema
from server import world
from server.serve import OPTIONS, serve
from server.settings import read

QUERIES = ("dashboard", "intakes")
PORTS = {"guarded": 18431, "bare": 18432}


def bare() -> Any:
    """An application that does nothing but answer."""
    held: dict[str, World] = {}
    viewer = Viewer(Role.DISPATCHER, COUNTY, "bench")
    Price.bill = unbilled

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            async with world.opened(read()) as opened:
                held["world"] = opened
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = orjson.loads((await receive())["body"])
        context = Context(held["world"], "zh", viewer)
        result = await schema.execute(body["query"], body.get("variables"), context)
        if isinstance(result, Planned):
            answer = result.json
        else:
            answer = orjson.dumps(process_result(cast("Any", result)))
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    return app


@asynccontextmanager
async def server(kind: str, environment: dict[str, str]) -> AsyncGenerator[None]:
    """One of the two, on the first core."""
    command = [sys.executable, "-m", "benchmarks.door", "--serve", kind]
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment, "YAOSU_PORT": str(PORTS[kind])}
    )
    try:
        for _ in range(100):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", PORTS[kind])
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.1)
        yield
    finally:
        process.terminate()
        await process.wait()


async def measure(directory: Path, seconds: float, rounds: int) -> None:
    """Print the requests a second of both."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    embedded = db.embedded.Embedded(directory / "postgres")
    address = await embedded.start()
    try:
        await db.access.migrate(address.dsn("postgres"))
        data = await fill(address.dsn("postgres"))
        signed = token(directory, COUNTY)
        environment = {
            "YAOSU_DATABASE_URL": address.dsn("yaosu_runtime"),
            "YAOSU_DATA_DIR": str(directory),
            "YAOSU_PROFILE": "development",
            "YAOSU_RATE": "999999999",
            "YAOSU_BURST": "999999999",
        }
        async with server("guarded", environment), server("bare", environment):
            print(f"{'requests/s over HTTP':<24}{'guarded':>9}{'bare':>9}{'share':>9}")
            for name in QUERIES:
                await _compare(name, data.fairs, signed, seconds, rounds)
    finally:
        await embedded.stop()


async def _compare(name: str, fairs: list[UUID], signed: str, seconds: float, rounds: int) -> None:
    body = {"query": DOCUMENTS[name], "variables": {"id": global_id("Fair", fairs[0])}}
    asked = request(body, signed)
    speeds: dict[str, list[float]] = {kind: [] for kind in PORTS}
    for number in range(2 * rounds + 2):
        kind = ("guarded", "bare")[number % 2]
        seen = await drive(PORTS[kind], 16, seconds, lambda: asked, b'"data"')
        assert not seen.wrong, seen.wrong[0][:300]
        if number >= 2:  # the first round of each warms up
            speeds[kind].append(len(seen.seconds) / seconds)
    guarded, without = (statistics.median(speeds[kind]) for kind in ("guarded", "bare"))
    print(f"{name:<24}{guarded:>9.0f}{without:>9.0f}{100 * (1 - guarded / without):>8.1f}%", flush=True)


def main() -> None:
    """Measure and print, or be one of the servers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.door", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--serve", choices=tuple(PORTS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        settings = read()
        if asked.serve == "guarded":
            serve(settings)
        else:
            uvicorn.run(bare(), host=settings.host, port=settings.port, **OPTIONS)
        return
    with tempfile.TemporaryDirectory(prefix="yaosu-door-") as directory:
        Path(directory).chmod(0o755)
        asyncio.run(measure(Path(directory), asked.seconds, asked.rounds))


if __name__ == "__main__":
    main()
