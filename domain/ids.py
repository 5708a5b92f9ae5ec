"""What an opaque id names."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordId:
    """The record of a type, by the type's name in the contract, whether it exists or not."""

    type_name: str
    key: UUID
