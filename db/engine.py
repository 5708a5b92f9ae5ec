"""Connections and statements: Core writes SQL once, asyncpg runs it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias, TypeVar, cast

import asyncpg
import asyncpg.exceptions as pg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import BindParameter, ClauseElement, literal_column
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.visitors import replacement_traverse

from db.metadata import SCHEMA

Pooled: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Row = Mapping[str, Any]

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")

RUNTIME_ROLE = "yaosu_runtime"
"""The role that the API works as. It owns nothing and can delete nothing."""

TIMEOUTS = {
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
}
"""Milliseconds."""

CONFLICTS = (pg.UniqueViolationError, pg.DeadlockDetectedError, pg.SerializationError)
"""Another act was faster; the same act may be tried again."""

UNAVAILABLE = (
    OSError,
    TimeoutError,
    pg.PostgresConnectionError,
    pg.InterfaceError,
    pg.InternalClientError,  # a session that the server has ended, before the socket says so
    pg.CannotConnectNowError,
    pg.AdminShutdownError,
    pg.CrashShutdownError,
    pg.TooManyConnectionsError,
    pg.LockNotAvailableError,
    pg.QueryCanceledError,
    pg.IdleInTransactionSessionTimeoutError,
    pg.DiskFullError,
)
"""The database cannot answer now; the same request may succeed later."""

_POSTGRESQL = dialect(paramstyle="numeric_dollar")  # pyright: ignore[reportNoOverloadImplementation,reportCallIssue]


def is_away(error: BaseException | None) -> bool:
    """Whether an error means that the database cannot answer now. A value that asyncpg cannot send is an
    InterfaceError too, but no other try would help it."""
    return isinstance(error, UNAVAILABLE) and not isinstance(error, ValueError)


class GivenUp(Exception):
    """PostgreSQL ended a transaction without keeping it: a statement in it had failed."""


class Statement:
    """A Core statement, compiled once. Values are given by the names of its parameters; a value without a name is a
    constant of ours and stands in the text."""

    __slots__ = ("_defaults", "_names", "sql")

    def __init__(self, statement: ClauseElement) -> None:
        written: Any = replacement_traverse(statement, {}, _constant)
        compiled = written.compile(dialect=_POSTGRESQL)
        self.sql: str = compiled.string
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._defaults: dict[str, Any] = compiled.params

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the placeholders."""
        defaults = self._defaults
        return [given[name] if name in given else defaults[name] for name in self._names]

    async def all(self, connection: Connection, /, **given: Any) -> list[Row]:
        """Every row."""
        return cast("list[Row]", await connection.fetch(self.sql, *self.values(given)))

    async def one(self, connection: Connection, /, **given: Any) -> Row | None:
        """The only row, or `None`."""
        return cast("Row | None", await connection.fetchrow(self.sql, *self.values(given)))

    async def run(self, connection: Connection, /, **given: Any) -> None:
        """No rows."""
        await connection.execute(self.sql, *self.values(given))


def _constant(element: Any, **_: Any) -> Any:
    if not isinstance(element, BindParameter) or not element.unique:
        return None
    value, type_ = cast("Any", element).value, cast("Any", element).type
    match value:
        case bool():
            return None
        case int():
            return literal_column(str(value), type_)
        case str():
            return literal_column("'{}'".format(value.replace("'", "''")), type_)
        case _:
            return None


def columns(record: Any) -> dict[str, Any]:
    """What a record is stored as: its fields are named as the columns are."""
    names: tuple[str, ...] = record.__slots__
    return {name: getattr(record, name) for name in names}


class Transaction:
    """A transaction and the connection that it has for itself until it ends."""

    __slots__ = ("_begin", "_database", "connection")

    def __init__(self, database: "Database", connection: Pooled, *, write: bool) -> None:
        self._database = database
        self.connection = connection
        self._begin = "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    async def start(self) -> None:
        """Begin; a connection that cannot goes back at once."""
        try:
            await self.connection.execute(self._begin)
        except BaseException:
            await self._database.discard(self.connection)
            raise

    async def commit(self) -> None:
        """Make everything durable; when this raises, nothing can be said about what was written."""
        try:
            # After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and that is no error.
            if await self.connection.execute("COMMIT") != "COMMIT":
                raise GivenUp("the transaction was rolled back")
        finally:
            await self._database.let_go(self.connection)

    async def rollback(self) -> None:
        """Leave nothing. A connection that is gone has left nothing already."""
        try:
            with suppress(*UNAVAILABLE):
                await self.connection.execute("ROLLBACK")
        finally:
            await self._database.let_go(self.connection)


class Database:
    """A pool of connections that work as the runtime role, each within the wall of one county or, as "", of none.
    asyncpg's own pool makes a task and two timers for every connection that it hands out, which cost as much as a small
    query: those that are free are kept here with the county that they are of, and the pool is asked only when there is
    none."""

    __slots__ = ("_counties", "_free", "_pool", "_waiting")

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._free: list[Pooled] = []
        self._counties: dict[Pooled, str] = {}
        self._waiting = 0

    @property
    def size(self) -> int:
        """How many connections there are."""
        return self._pool.get_size()

    @property
    def idle(self) -> int:
        """How many of them nobody uses."""
        return len(self._free) + self._pool.get_idle_size()

    async def take(self, county: str) -> Pooled:
        """A connection for the caller alone, within the wall of a county, until it is let go; a TimeoutError after five
        seconds without."""
        connection = await self._found(county)
        if self._counties.get(connection) != county:
            try:
                await connection.execute("SELECT set_config('app.county', $1, false)", county)
            except BaseException:
                await self.discard(connection)
                raise
            self._counties[connection] = county
        return connection

    async def _found(self, county: str) -> Pooled:
        """A connection that is free: of the county, if there is one."""
        while self._free:
            place = next((n for n, each in enumerate(self._free) if self._counties[each] == county), -1)
            connection = self._free.pop(place)
            if not _is_gone(connection):
                return connection
            await self._release(connection)
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=5)
        finally:
            self._waiting -= 1

    async def let_go(self, connection: Pooled) -> None:
        """The next one may have it. One that was cut off in the middle of something is closed."""
        if self._waiting or _is_gone(connection) or connection.is_in_transaction():
            await self._release(connection)
        else:
            self._free.append(connection)

    async def discard(self, connection: Pooled) -> None:
        """Nobody may have it again. One that has ended needs no end."""
        if not _is_gone(connection):
            connection.terminate()
        await self._release(connection)

    async def _release(self, connection: Pooled) -> None:
        self._counties.pop(connection, None)
        await self._pool.release(connection)

    @asynccontextmanager
    async def connection(self, county: str = "") -> AsyncGenerator[Connection]:
        """A connection outside any transaction: one statement, one snapshot."""
        connection = await self.take(county)
        try:
            yield connection
        finally:
            await self.let_go(connection)

    async def read(
        self, county: str, ask: Callable[[Connection, A, B], Awaitable[T]], arguments: A, more: B
    ) -> T:
        """What one statement answers, outside any transaction: a statement is a snapshot of its own."""
        connection = await self.take(county)
        try:
            answer = await ask(connection, arguments, more)
        except BaseException:
            # A statement that was cut short, or not sent for its values, leaves a session in the middle of something.
            await self.discard(connection)
            raise
        await self.let_go(connection)
        return answer

    async def begin(self, county: str, *, write: bool) -> Transaction:
        """Begin a transaction within the wall of a county: one that writes, or one that reads everything as of one
        moment."""
        transaction = Transaction(self, await self.take(county), write=write)
        await transaction.start()
        return transaction

    async def close(self) -> None:
        """Wait for what is under way, then close every connection."""
        for connection in self._free:
            await self._release(connection)
        self._free.clear()
        await self._pool.close()


def _is_gone(connection: Pooled) -> bool:
    """Whether a session has ended; the pool may have taken it back by itself."""
    try:
        return connection.is_closed()
    except pg.InterfaceError:
        return True


async def connect(dsn: str, *, least: int = 2, most: int = 16) -> Database:
    """Open the pool. The session works as `RUNTIME_ROLE`, whoever logs in."""
    pool = await asyncpg.create_pool(
        dsn,
        min_size=least,
        max_size=most,
        max_inactive_connection_lifetime=0,
        statement_cache_size=1024,
        max_cached_statement_lifetime=0,
        timeout=5,
        server_settings={
            "role": RUNTIME_ROLE,
            "search_path": SCHEMA,
            "timezone": "Asia/Shanghai",
            "application_name": "yaosu",
            "jit": "off",
            # A county's database is in memory: what a page costs is the work on its rows.
            "random_page_cost": "0.11",
            "seq_page_cost": "0.1",
            **TIMEOUTS,
        },
        reset=_keep,
    )
    return Database(pool)


async def _keep(connection: Connection) -> None:
    """Sessions hold no state between transactions, so a connection goes back without a round trip. One that was
    cut off in the middle of a transaction does not go back."""
    if connection.is_in_transaction():
        connection.terminate()
