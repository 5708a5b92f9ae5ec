"""A selection that one statement can answer, with the statements that were made for it."""

import typing
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import db.pages
from db.engine import Connection, Statement
from db.plans.selected import Selected
from db.plans.writer import Writer
from db.relations import of_viewer
from domain.ids import Coded, RecordId
from domain.people import Viewer

KEPT = 64
"""How many statements a selection keeps: one for every shape of its arguments, and every sight, that is in use."""

Ids = tuple[RecordId, ...]


@dataclass(slots=True, eq=False)
class Reading:
    """A selection that one statement can answer, and the statements that were made for it: the `whole` object of the
    root's fields, the value of one `field` of the root, or the value of a relation for `each` of many keys, or for one
    that is `watched`."""

    kind: Literal["whole", "field", "each", "watched"]
    type_name: str
    fields: tuple[Selected, ...]
    _statements: dict[tuple[Any, ...], Statement] = field(default_factory=dict[tuple[Any, ...], Statement])

    async def one(self, connection: Connection, arguments: Sequence[Any], viewer: Viewer) -> bytes:
        """The json text of the root's fields, or of one."""
        statement, values = self._prepared(arguments, viewer)
        return await connection.fetchval(statement.sql, *statement.values(values))

    async def each(
        self, connection: Connection, keys: Sequence[UUID], arguments: Sequence[Any], viewer: Viewer
    ) -> dict[UUID, bytes]:
        """The json text of each key."""
        statement, values = self._prepared(arguments, viewer)
        return {row["key"]: row["json"] for row in await statement.all(connection, keys=keys, **values)}

    async def stamped(
        self, connection: Connection, key: UUID, arguments: Sequence[Any], viewer: Viewer
    ) -> tuple[bytes, tuple[Any, ...]]:
        """The json text of what is watched, and its stamp, of one moment."""
        statement, values = self._prepared(arguments, viewer)
        row: Any = await statement.one(connection, keys=[key], **values)
        return row["json"], tuple(row)[2:]

    def _prepared(self, arguments: Sequence[Any], viewer: Viewer) -> tuple[Statement, dict[str, Any]]:
        """The statement for arguments of this shape and who sees like this, and its parameters."""
        shapes = tuple(map(_shape, arguments))
        sight = viewer.sight
        statement = self._statements.get((sight, shapes))
        if statement is None:
            if len(self._statements) >= KEPT:
                del self._statements[next(iter(self._statements))]
            statement = self._statements[sight, shapes] = Writer(shapes, sight).statement(
                self.kind, self.type_name, self.fields
            )
        values = of_viewer(viewer)
        for place, argument in enumerate(arguments):
            values.update(_values(argument, f"a{place}_"))
        return statement, values


def _shape(argument: Any) -> Any:
    """What of an argument decides the statement."""
    match argument:
        case RecordId(type_name):
            return type_name, "id"
        case Coded(type_name, column):
            return type_name, column
        case tuple():
            return tuple(sorted({id.type_name for id in typing.cast("Ids", argument)}))
        case _:
            return db.pages.shape_of(argument)


def _values(argument: Any, prefix: str) -> dict[str, Any]:
    match argument:
        case RecordId(_, key):
            return {f"{prefix}id": key}
        case Coded(_, column, code):
            return {f"{prefix}{column}": code}
        case tuple():
            ids = typing.cast("Ids", argument)
            return {f"{prefix}types": [id.type_name for id in ids], f"{prefix}ids": [id.key for id in ids]}
        case _:
            return db.pages.values_of(argument, prefix)
