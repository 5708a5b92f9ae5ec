"""What ends with an enterprise: whatever lasts for it, such as who looks after it and what it is a member of."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar


class Lasting(Protocol):
    """A record that lasts from a day until a day that is no longer in it."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...

    @property
    def version(self) -> int: ...


L = TypeVar("L", bound=Lasting)


def ended_with_enterprise(record: L, on: date, shortest: timedelta) -> L:
    """A record that still lasts when its enterprise ends: it ends on the enterprise's day, or, where it began later, as
    soon as such a record can."""
    lasting: Any = record
    return replace(lasting, until=max(on, record.since + shortest), version=record.version + 1)
