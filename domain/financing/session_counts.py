"""What a session (政银企对接会) has brought, counted live."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DealCount:
    """So many deals, and their money in yuan."""

    deals: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """The counts of one session in one snapshot. `demands` are those that were handed in at it, met or got a deal;
    `offers` the pairs of a demand and an institution that were brought together, by a meeting that was not called off or
    by a deal. What was `granted` and what was `disbursed` of it leave guarantees out, and credits that came to nothing.
    `version` rises strictly within an `epoch`; `epoch` changes when the database is restored."""

    session_id: UUID
    epoch: str
    as_of: datetime
    version: int
    demands: int
    offers: int
    meetings_scheduled: int
    meetings_held: int
    granted: DealCount
    disbursed: DealCount
