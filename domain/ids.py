"""Ids of the contract: opaque, global, and made of the type's name and the record's key."""

import base64
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordId:
    """The record of a type, by the type's name in the contract, whether it exists or not."""

    type_name: str
    key: UUID


@dataclass(frozen=True, slots=True)
class Coded:
    """The record of a type by a code that others gave it, whether it exists or not."""

    type_name: str
    column: str
    code: str


def head(type_name: str) -> str:
    """How every id of a type begins. It stands for a multiple of three bytes, as the key's text does, so that the base64
    of a whole id is this and the base64 of the key, without padding."""
    name = f"{type_name}:"
    return base64.urlsafe_b64encode(name.ljust(-(-len(name) // 3) * 3, ":").encode()).decode()


def written(id: RecordId) -> str:
    """The id that clients see."""
    return head(id.type_name) + base64.urlsafe_b64encode(str(id.key).encode()).decode()


def read(text: str) -> RecordId | None:
    """The record that `written` wrote the id of; `None` when it never did."""
    try:
        type_name, _, key = (
            base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode().partition(":")
        )
        return RecordId(type_name, UUID(key.lstrip(":")))
    except ValueError:
        return None
