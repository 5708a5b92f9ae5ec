"""What one operation works with: its moment, its viewer, its language, its one transaction and its loaders."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry
from aiodataloader import DataLoader

from db.engine import Connection, Database, Transaction
from db.relations import Batch
from domain.audit import Deed, Subject
from domain.clocks import office_day
from domain.people import ANYBODY, Viewer
from resolvers.jobs import Jobs
from resolvers.live import Hub
from resolvers.selection import Planned


@dataclass(frozen=True, slots=True)
class World:
    """What a process has once: the database, the live hub, the clock, the source of ids and its jobs. `planned` says
    whether reads are answered by plans where they can be; without, every field is read through the loaders, the
    reference."""

    database: Database
    hub: Hub
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    planned: bool = True
    jobs: Jobs = field(default_factory=Jobs)


class Over(Exception):
    """A loader came to the database after its operation had ended. (No cancellation: aiodataloader would leave those
    who wait for the loader waiting for ever.)"""


@dataclass(slots=True)
class Claim:
    """An idempotency key whose first answer is to be kept with the act that is under way."""

    idempotency_key: str
    intake_id: UUID
    input_digest: bytes


class Context:
    """One operation. A query reads in one snapshot; each act of a mutation is one transaction, and what the act
    answers is read inside it. The transaction begins with the first statement.

    `charge` takes what an operation costs from its caller's share, or answers the seconds to wait; `kind` is the type of
    the operation once that is known, for the figures."""

    __slots__ = (
        "_acting",
        "_failure",
        "_known",
        "_loaders",
        "_one_at_a_time",
        "_operation",
        "_over",
        "_transaction",
        "charge",
        "claim",
        "deed",
        "kind",
        "language",
        "question",
        "reference",
        "viewer",
        "world",
    )

    def __init__(
        self,
        world: World,
        language: str,
        viewer: Viewer = ANYBODY,
        *,
        reference: str = "",
        operation: bytes = b"",
    ) -> None:
        self.world = world
        self.language = language
        today = office_day(world.now())
        self.viewer = viewer if viewer.today == today else replace(viewer, today=today)
        self.reference = reference
        self.charge: Callable[[int], float | None] | None = None
        self.kind = ""
        self.question = b""
        self._operation = operation
        self.claim: Claim | None = None
        self.deed: Deed | None = None
        self._acting = False
        self._failure: BaseException | None = None
        self._over = False
        self._transaction: Transaction | None = None
        self._one_at_a_time = asyncio.Lock()
        self._loaders: dict[Any, DataLoader[UUID, Any]] = {}
        self._known: dict[tuple[Any, UUID], Any] = {}

    def for_operation(self, operation: bytes = b"", viewer: Viewer | None = None) -> "Context":
        """A fresh context for the next operation of the same caller, or of a `viewer` who is answered the same: nothing
        is read from an earlier one's cache.

        `operation` stands for the document and its variables: the same bytes ask the same question.
        """
        return Context(
            self.world, self.language, viewer or self.viewer, reference=self.reference, operation=operation
        )

    @property
    def now(self) -> datetime:
        """The clock."""
        return self.world.now()

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.viewer.today

    def new_id(self) -> UUID:
        """An id that nothing has."""
        return self.world.new_id()

    def connection(self) -> "Held":
        """The connection of the operation's transaction, for one statement after another; the transaction begins with
        the first: `async with context.connection() as connection`."""
        return Held(self)

    async def hold(self) -> Connection:
        """Wait for the connection and keep it from the operation's other fields until it is let go."""
        await self._one_at_a_time.acquire()
        try:
            return (await self._begun()).connection
        except BaseException:
            self._one_at_a_time.release()
            raise

    async def _begun(self) -> Transaction:
        """The transaction of the operation, begun if it was not. One that comes late begins nothing."""
        if self._over:
            raise Over("the operation is over")
        if self._failure is not None:
            raise self._failure
        if self._transaction is None:
            county = self.viewer.county_code
            self._transaction = await self.world.database.begin(county, write=self._acting)
        return self._transaction

    def let_go(self) -> None:
        """The next field may have the connection."""
        self._one_at_a_time.release()

    def fail(self, error: BaseException) -> None:
        """The database is away: whatever is asked of it from here on goes wrong in the same way, without waiting again."""
        self._failure = error

    @property
    def acts(self) -> bool:
        """Whether an act is under way that is not kept yet."""
        return self._acting

    def begin_act(self, response_key: str) -> None:
        """From here on the operation writes, and sees what it wrote."""
        self._acting = True
        self.question = hashlib.sha256(self._operation + response_key.encode()).digest()
        self._loaders.clear()
        self._known.clear()
        self.claim = None
        self.deed = None

    def end_act(self) -> None:
        """What was done is kept: from here on the operation reads, as of another moment."""
        self._acting = False
        self._loaders.clear()
        self._known.clear()

    def did(
        self,
        subject: Subject,
        *,
        before: Sequence[object] = (),
        after: Sequence[object | None] = (),
        kept: bool = False,
    ) -> None:
        """Tell what the act that is under way did: to which record, and what it wrote, as it was and as it is. The
        audit has it with the act, and an act that has told nothing leaves nothing."""
        self.deed = Deed(subject, tuple(before), tuple(each for each in after if each is not None), kept)

    async def commit(self) -> None:
        """End the transaction, if there is one, and keep what it wrote."""
        async with self._one_at_a_time:
            transaction, self._transaction = self._transaction, None
            if transaction is not None:
                await transaction.commit()

    async def rollback(self) -> None:
        """End the transaction, if there is one, and leave nothing of it."""
        async with self._one_at_a_time:
            transaction, self._transaction = self._transaction, None
            if transaction is not None:
                await transaction.rollback()

    async def end(self) -> None:
        """Leave nothing behind. When the caller has gone, a loader may still be at work: it is waited for, and none
        begins a transaction that nobody would end."""
        self._over = True
        await self.rollback()

    async def load(self, batch: Batch, key: UUID) -> Any:
        """The value of `key`, `None` when there is none; all keys that are asked for at the same time cost one
        statement."""
        known = self._known.get((batch, key))
        return await self._answer(batch, batch, key) if known is None else known

    async def read(self, planned: Planned, key: UUID, arguments: list[Any]) -> bytes | None:
        """The json of `key` below a planned field, or of a planned field of the root: one statement as well."""

        async def batch(connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, bytes]:
            if planned.reading.kind == "each":
                return await planned.reading.each(connection, keys, arguments, viewer)
            return {key: await planned.reading.one(connection, arguments, viewer)}

        return await self._answer(planned, batch, key)

    def prime(self, batch: Batch, key: UUID, value: Any) -> None:
        """Spare the loader a record that is known already."""
        self._known[batch, key] = value

    def knows(self, batch: Batch, key: UUID) -> bool:
        """Whether the record was primed."""
        return (batch, key) in self._known

    async def _answer(self, name: Any, batch: Batch, key: UUID) -> Any:
        """What a loader answers. graphql-core cancels the fields beside one that failed; others may wait for the same
        loader, and a statement that is cut off spoils the transaction for all that follow."""
        answer = self._loader(name, batch).load(key)
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            answer.add_done_callback(_forget)
            raise

    def _loader(self, name: Any, batch: Batch) -> DataLoader[UUID, Any]:
        loader = self._loaders.get(name)
        if loader is None:

            async def answer(keys: list[UUID]) -> list[Any]:
                async with self.connection() as connection:
                    found = await batch(connection, keys, self.viewer)
                return [found.get(key) for key in keys]

            loader = self._loaders[name] = DataLoader[UUID, Any](answer)
        return loader


def _forget(answer: asyncio.Future[Any]) -> None:
    """Nobody may be waiting any more: an error that comes instead of the answer is not told either."""
    if not answer.cancelled():
        answer.exception()


class Held:
    """The connection of an operation while one field has it. (contextlib's generators cost as much as a statement.)"""

    __slots__ = ("_context",)

    def __init__(self, context: Context) -> None:
        self._context = context

    async def __aenter__(self) -> Connection:
        return await self._context.hold()

    async def __aexit__(self, *exception: object) -> None:
        self._context.let_go()


Info = strawberry.Info[Context, None]
