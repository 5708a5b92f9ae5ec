"""The audit (审计): who did what to which record, what it was before and after, told by the acts themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.people import Role


class Subject(Protocol):
    """A record that has an id of its own."""

    @property
    def id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act did: to which record, and the records that it wrote, as they were before and as they are after, one
    of a kind. `kept` says that the statement that did it has kept its entry already."""

    subject: Subject
    before: tuple[object, ...] = ()
    after: tuple[object, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in the audit. `before` and `after` are json, an object with a member for each record; `reference` is the
    request's, under which the logs have it too."""

    county_code: str
    at: datetime
    actor: str
    role: Role
    act: str
    subject_type: str
    subject_id: UUID
    before: str | None
    after: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the audit: entries of a lane of a county are numbered from 1 without gaps."""

    county_code: str
    lane: int
    number: int


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a lane: whoever keeps it elsewhere can tell whether all that led there is still as it was."""

    place: Place
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole audit found: entries and lanes, and the first place that is not right, if any."""

    entries: int
    lanes: int
    broken: Place | None = None
