"""`yaosu doctor`: what is wrong with the place that Yaosu is to run in, and how to mend it."""

import difflib
import errno
import http.client
import os
import shutil
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import asyncpg

import db.access
from db.embedded.places import EmbeddedUnavailable
from db.engine import RUNTIME_ROLE
from db.metadata import SCHEMA
from db.migrations import HEAD
from server import settings as declared
from server.identity import trusted
from server.identity.development import KEPT_AS
from server.identity.keys import Unreadable
from server.settings import Settings, WrongSetting, masked
from server.world import address

NEEDED = (3, 11)
ROOM = 1 << 30
"""Bytes that should be free where the data is: PostgreSQL's log alone may take as much."""

SKEW = 5.0
"""Seconds by which the clocks of Yaosu and of the database may differ."""

Verdict = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do, where there is something to do."""

    verdict: Verdict
    about: str
    says: str
    mend: str = ""


async def examine(
    environment: Mapping[str, str] | None = None, directory: Path | None = None
) -> AsyncGenerator[Finding]:
    """Look at everything, one finding after the other. The embedded PostgreSQL runs for as long as it is looked at,
    unless it runs already."""
    yield _python()
    try:
        found = declared.look(environment, directory)
        strangers = declared.unknown(environment, directory)
    except WrongSetting as wrong:
        yield Finding("wrong", "settings", str(wrong), "Make it a UTF-8 text that may be read.")
        return
    for each in found:
        says = f"{each.variable} = {declared.shown(each)} ({each.origin})"
        if each.problem is None:
            yield Finding("ok", "settings", says)
        else:
            yield Finding("wrong", "settings", says, masked(each.problem))
    for name in strangers:
        near = difflib.get_close_matches(name, [each.variable for each in found], n=1)
        mend = f"Did you mean {near[0]}?" if near else "Remove it."
        yield Finding("wrong", "settings", f"{name} is no setting of Yaosu", mend)
    if any(each.problem is not None for each in found):
        yield Finding("note", "settings", "Nothing else is looked at until the settings are right.")
        return
    settings = declared.read(environment, directory)
    if (wrong := declared.unfit(settings)) is not None:
        yield Finding("wrong", "settings", wrong, "Set it where the process is started.")
    if settings.documents is not None:
        yield _documents(settings.documents)
    if settings.database_url is None:
        yield _data_directory(settings.data_dir)
    yield _port(settings.host, settings.port)
    yield await _identity(settings)
    async for finding in _database(settings):
        yield finding


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < NEEDED:
        return Finding("wrong", "python", f"Python {version} is too old", "Install Python 3.11 or newer.")
    return Finding("ok", "python", f"Python {version}, {sys.platform}")


def _documents(manifest: Path) -> Finding:
    from schema.root import schema
    from server.manifests import WrongDocuments, read

    try:
        return Finding("ok", "documents", f"{manifest} has {len(read(manifest, schema))}")
    except WrongDocuments as wrong:
        return Finding("wrong", "documents", str(wrong), "Make it anew: yaosu documents FOLDER -o MANIFEST")


async def _identity(settings: Settings) -> Finding:
    """Whose tokens count, and whether their keys can be had."""
    found = trusted(settings)
    if found is None:
        return Finding("ok", "identity", "nobody can sign in: without YAOSU_ISSUER every token is refused")
    if settings.issuer is None:
        path = settings.data_dir / KEPT_AS
        says = f"the built-in issuer of the development profile, its key in {path}"
        if not path.exists():
            return Finding("ok", "identity", f"{says} (made when it is needed)")
    else:
        place = settings.jwks_file or settings.jwks_url or "where it says"
        says = f"tokens of {settings.issuer} for {settings.audience}, keys from {place}"
    try:
        keys = await found.ring.read()
    except Unreadable as lack:
        mend = "Check YAOSU_ISSUER, YAOSU_JWKS_URL and YAOSU_JWKS_FILE, and the way there."
        return Finding("wrong", "identity", f"{says}: {lack}", mend)
    return Finding("ok", "identity", f"{says}: {len(keys)} {'key' if len(keys) == 1 else 'keys'}")


def _data_directory(data_dir: Path) -> Finding:
    where = data_dir.resolve()
    standing = next(each for each in (where, *where.parents) if each.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        return Finding(
            "wrong",
            "data directory",
            f"{where} cannot be written: {standing} is not a directory that this user may write to",
            "Give it to this user, or set YAOSU_DATA_DIR to another.",
        )
    return _room(standing, f"{where}{'' if where.exists() else ' (new)'}")


def _room(directory: Path, says: str) -> Finding:
    free = shutil.disk_usage(directory).free
    says = f"{says}, {free / (1 << 30):.1f} GB free"
    if free < ROOM:
        return Finding("wrong", "data directory", says, "Make room: at least 1 GB should be free.")
    return Finding("ok", "data directory", says)


def _port(host: str, port: int) -> Finding:
    if port == 0:
        return Finding("ok", "port", "any that is free")
    if (problem := port_problem(host, port)) is None:
        return Finding("ok", "port", f"{host}:{port} is free")
    if _is_yaosu(host, port):
        return Finding("ok", "port", f"{host}:{port} is where a Yaosu listens already")
    return Finding("wrong", "port", problem, "Stop what uses it, or set YAOSU_HOST and YAOSU_PORT.")


def port_problem(host: str, port: int) -> str | None:
    """Why nothing can listen there, if so."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"port {port} of {host} is in use"
        return f"cannot listen on {host}:{port}: {error.strerror or error}"
    return None


def _is_yaosu(host: str, port: int) -> bool:
    """Whether a process of ours answers there."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(near, port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return b'"yaosu"' in connection.getresponse().read(1000)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def _database(settings: Settings) -> AsyncGenerator[Finding]:
    try:
        async with address(settings) as (owner, runtime):
            async for finding in _look_into(owner, runtime, settings):
                yield finding
    except EmbeddedUnavailable as lack:
        yield Finding("wrong", "database", "the embedded PostgreSQL does not run", str(lack))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        yield Finding(
            "wrong",
            "database",
            f"cannot be reached: {error or type(error).__name__}",
            "Start it, and check user, password, host, port and name in YAOSU_DATABASE_URL.",
        )


async def _look_into(owner: str, runtime: str, settings: Settings) -> AsyncGenerator[Finding]:
    connection = await asyncpg.connect(owner, timeout=5)
    try:
        version = connection.get_server_version()
        if version.major < db.access.OLDEST:
            yield Finding(
                "wrong",
                "database",
                f"PostgreSQL {version.major} is too old",
                f"Use PostgreSQL {db.access.OLDEST} or newer.",
            )
            return
        yield Finding("ok", "database", f"PostgreSQL {connection.get_settings().server_version} answers")
        if settings.database_url is None:
            data = Path(await connection.fetchval("SHOW data_directory")).parent
            if data != settings.data_dir.resolve():
                says = (
                    f"really in {data}, because PostgreSQL does not run as root and its user must get there"
                )
                yield _room(data if os.access(data, os.X_OK) else Path("/"), says)
        async for finding in _suitability(connection, settings):
            yield finding
    finally:
        await connection.close()
    async for finding in _rights(runtime, settings):
        yield finding


async def _suitability(
    connection: "asyncpg.Connection[asyncpg.Record]", settings: Settings
) -> AsyncGenerator[Finding]:
    before = datetime.now(UTC)
    row: Any = await connection.fetchrow(
        """SELECT current_setting('server_encoding') AS encoding, current_database() AS name,
            '要素' ~ '^[[:alpha:]]+$' AS reads_chinese, clock_timestamp() AS now,
            current_setting('max_connections')::int AS most"""
    )
    if row["encoding"] != "UTF8" or not row["reads_chinese"]:
        yield Finding(
            "wrong",
            "locale",
            f"database {row['name']} ({row['encoding']}) takes Chinese characters for no letters: search finds none",
            "Create it with ENCODING 'UTF8' and a locale such as C.UTF-8 (LC_CTYPE 'C' does not do).",
        )
    else:
        yield Finding("ok", "locale", f"{row['encoding']}, Chinese characters are letters")
    skew = abs((row["now"] - before).total_seconds())
    if skew > SKEW:
        mend = "Set both by NTP: what is due would be due at another time."
        yield Finding("wrong", "clock", f"the database's clock is {skew:.0f} s off", mend)
    if settings.pool_size + 5 > row["most"]:
        yield Finding(
            "wrong",
            "connections",
            f"the database allows {row['most']}, YAOSU_POOL_SIZE is {settings.pool_size}",
            "Lower YAOSU_POOL_SIZE or raise max_connections.",
        )


async def _rights(runtime: str, settings: Settings) -> AsyncGenerator[Finding]:
    revision = await db.access.revision(runtime)
    if revision != HEAD:
        production = settings.profile == "production" and settings.database_url is not None
        yield Finding(
            "wrong" if production else "note",
            "migrations",
            f"the database is at revision {revision or 'none'}, this program needs {HEAD}",
            "Run `yaosu migrate`." if production else "`yaosu run` migrates it.",
        )
        if revision is None:
            return
    else:
        yield Finding("ok", "migrations", f"revision {revision}, the newest")
    connection = await asyncpg.connect(runtime, timeout=5)
    try:
        login: Any = await connection.fetchrow(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user"
        )
        if login["rolsuper"] or login["rolbypassrls"]:
            yield Finding(
                "wrong" if settings.profile == "production" else "note",
                "role",
                f"{login['rolname']} logs in as a superuser or past row-level security",
                f"In production log in as a role that is a member of {RUNTIME_ROLE} and no more.",
            )
        try:
            await connection.execute(f"SET ROLE {RUNTIME_ROLE}")
        except asyncpg.PostgresError as error:
            mend = f"As a superuser: GRANT {RUNTIME_ROLE} TO {login['rolname']}"
            yield Finding("wrong", "role", f"{login['rolname']} cannot work as {RUNTIME_ROLE}: {error}", mend)
            return
        wrong: list[Any] = await connection.fetch(
            """SELECT tablename FROM (
                SELECT tablename, format('%I.%I', schemaname, tablename) AS place
                FROM pg_tables WHERE schemaname = $1 AND tablename <> 'alembic_version') AS found
            WHERE NOT has_any_column_privilege(place, 'SELECT')
               OR has_any_column_privilege(place, 'INSERT')
                = (tablename IN ('audit_heads', 'divisions', 'industries', 'session_tallies'))
               OR has_table_privilege(place, 'UPDATE, DELETE, TRUNCATE')
               OR (tablename = 'contacts' AND has_table_privilege(place, 'SELECT'))
               OR (tablename = 'audit_entries' AND has_table_privilege(place, 'INSERT'))
            ORDER BY tablename""",
            SCHEMA,
        )
    finally:
        await connection.close()
    if wrong:
        names = ", ".join(row["tablename"] for row in wrong)
        mend = f"{RUNTIME_ROLE} may SELECT and INSERT, with exceptions, and UPDATE a few columns; grant as the migrations do."
        yield Finding("wrong", "role", f"{RUNTIME_ROLE} has other rights than it should on {names}", mend)
    else:
        yield Finding("ok", "role", f"{login['rolname']} works as {RUNTIME_ROLE}, which deletes nothing")
