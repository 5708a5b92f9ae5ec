"""The servers that are measured: how each is started, in which dialect it is asked, what it has cost."""

import os
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import psutil

from benchmarks.load import request
from benchmarks.peers import ours
from benchmarks.peers.data import COUNTY
from benchmarks.peers.dialects import CONTRACT, OPAQUE, POSTGRAPHILE, Dialect
from benchmarks.peers.operations import OPERATIONS, Value
from benchmarks.peers.prepare import HERE, PYTHON, node
from benchmarks.signing import token
from db.embedded import Address

ROOT = HERE.parent.parent
READY_WITHIN = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its command, and which operations it answers."""

    name: str
    command: tuple[str | Path, ...]
    dialect: Dialect
    operations: tuple[str, ...] = OPERATIONS


def servers() -> list[Server]:
    """Ours first: where it answers, the others are compared with it."""
    module = (PYTHON, "-m")
    return [
        Server("ours", ours.COMMAND, OPAQUE, ours.OPERATIONS),
        Server("strawberry-orm", (*module, "benchmarks.peers.python.strawberry_orm"), CONTRACT),
        Server("postgraphile", (node(), HERE / "node" / "postgraphile.mjs"), POSTGRAPHILE),
        Server("mercurius-jit", (node(), HERE / "node" / "mercurius.mjs"), CONTRACT),
        Server("yoga", (node(), HERE / "node" / "yoga.mjs"), CONTRACT),
        Server("ariadne", (*module, "benchmarks.peers.python.ariadne_sql"), CONTRACT),
    ]


class Running:
    """A server that listens."""

    def __init__(self, server: Server, process: psutil.Process, port: int, token: str) -> None:
        self.server, self.port, self.token = server, port, token
        self._process = process

    def cpu(self) -> float:
        """Seconds of CPU that the server and its children have had."""
        return sum(_seconds(process) for process in [self._process, *self._process.children(recursive=True)])

    def request(self, operation: str, value: Value) -> bytes:
        """The bytes of a request."""
        dialect = self.server.dialect
        return request(
            {"query": dialect.documents[operation], "variables": dialect.variables(operation, value)},
            self.token,
        )

    def ask(self, operation: str, value: Value) -> Any:
        """The data of an answer, in the shape of the contract; an answer with errors is a RuntimeError."""
        dialect = self.server.dialect
        body = {"query": dialect.documents[operation], "variables": dialect.variables(operation, value)}
        headers = {"authorization": f"Bearer {self.token}"}
        answer = httpx.post(f"http://127.0.0.1:{self.port}/graphql", json=body, headers=headers, timeout=30)
        read = orjson.loads(answer.content)
        if answer.status_code != 200 or read.get("errors"):
            raise RuntimeError(f"{self.server.name}, {operation}: {answer.text[:1000]}")
        return dialect.plain(operation, read["data"])


@contextmanager
def serve(server: Server, address: Address, core: int, directory: Path) -> Generator[Running]:
    """The server on a free port and one core, until the block ends. All are asked with a token; ours reads it, by the key
    in its data directory."""
    port = _free_port()
    popen = subprocess.Popen(
        ["taskset", "--cpu-list", str(core), *server.command],
        env={**os.environ, **_environment(address, port), "YAOSU_DATA_DIR": str(directory)},
        cwd=ROOT,
    )
    try:
        _wait_for(server.name, popen, port)
        yield Running(server, psutil.Process(popen.pid), port, token(directory, COUNTY))
    finally:
        popen.terminate()
        try:
            popen.wait(20)
        finally:
            popen.kill()
            popen.wait()


def _environment(address: Address, port: int) -> dict[str, str]:
    """Where to listen, and where the database is. The peers read the PG* variables and work as the superuser, whom
    no wall stops; ours reads its own and works as the runtime role."""
    return {
        "PORT": str(port),
        "NODE_ENV": "production",
        "PGHOST": address.host,
        "PGPORT": str(address.port),
        "PGDATABASE": address.database,
        "PGUSER": "postgres",
        "PGPASSWORD": address.superuser_password,
        "YAOSU_PORT": str(port),
        "YAOSU_PROFILE": "development",
        "YAOSU_RATE": "0",
        "YAOSU_DATABASE_URL": address.dsn("yaosu_runtime"),
    }


def _wait_for(name: str, popen: subprocess.Popen[bytes], port: int) -> None:
    """Return once it answers a question."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if popen.poll() is not None:
            raise RuntimeError(f"{name} ended with {popen.returncode}")
        try:
            if httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{ __typename }"}).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"{name} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """What the database has cost. `directory` is where the embedded server keeps its files."""

    def __init__(self, directory: Path) -> None:
        pid = int((directory / "pg" / "postmaster.pid").read_text().splitlines()[0])
        self._postmaster = psutil.Process(pid)

    def cpu(self) -> float:
        """Seconds of CPU of all its processes, those that have ended included."""
        times = self._postmaster.cpu_times()
        ended = times.children_user + times.children_system
        return ended + sum(_seconds(process) for process in self._postmaster.children())


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system
