"""What a match run found: who is to meet, who is not and why, and whether everybody was treated alike."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.financing.meetings import Meeting
from domain.financing.outcomes import RuleCode
from domain.financing.runs import RunState, SizeClass, WhyNot
from domain.money import rate

WHOLE = 10_000
"""The concentration of a session at which one institution has all meetings."""


@dataclass(frozen=True, slots=True)
class AssignedMatch:
    """A demand and the product of an institution that it is to meet about. `place` sorts the matches of a run; `rank` is
    the match's place among those of its demand. `unknown` are the rules that a missing field leaves open. Without a
    `meeting_id` there was no desk for it."""

    id: UUID
    county_code: str
    run_id: UUID
    place: str
    demand_id: UUID
    product_id: UUID
    enterprise_id: UUID
    institution_id: UUID
    rank: int
    enterprise_utility: int
    institution_utility: int
    unknown: tuple[RuleCode, ...]
    meeting_id: UUID | None


@dataclass(frozen=True, slots=True)
class UnmatchedDemand:
    """A demand that has no match, and why: the rules that the nearest product fails, and those that a missing field leaves
    open; neither where all places were taken."""

    id: UUID
    county_code: str
    run_id: UUID
    place: str
    demand_id: UUID
    enterprise_id: UUID
    why: WhyNot
    product_id: UUID | None
    failed: tuple[RuleCode, ...]
    unknown: tuple[RuleCode, ...]


@dataclass(frozen=True, slots=True)
class InstitutionFigures:
    """An institution in a run: on how many desks, to how many demands it had an offer, and its meetings of all."""

    id: UUID
    county_code: str
    run_id: UUID
    institution_id: UUID
    desks: int
    offers: int
    meetings: int
    all_meetings: int

    @property
    def share(self) -> Decimal | None:
        """Its meetings in percent of all."""
        return rate(self.meetings, self.all_meetings)


@dataclass(frozen=True, slots=True)
class SizeFigures:
    """Enterprises of a size in a run: their demands, the offers that these had, and how many of them were matched."""

    id: UUID
    county_code: str
    run_id: UUID
    size: SizeClass
    place: int
    demands: int
    offers: int
    matched: int

    @property
    def offers_per_demand(self) -> Decimal | None:
        """Offers to a demand, on average."""
        return rate(self.offers, 100 * self.demands)

    @property
    def matched_share(self) -> Decimal | None:
        """Demands with a match in percent of all of that size."""
        return rate(self.matched, self.demands)


Found = Meeting | AssignedMatch | UnmatchedDemand | InstitutionFigures | SizeFigures
"""A record of what a run found."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come; `version` rises with every step."""

    run_id: UUID
    epoch: str
    version: int
    state: RunState
    pairs_scored: int
    pairs_total: int | None
    assigned: int | None
    unmatched: int | None


def concentration(meetings: tuple[int, ...]) -> int | None:
    """How concentrated the meetings are: the sum of the squares of the institutions' shares (Herfindahl and Hirschman),
    10000 where one institution has all of them, rounded half up."""
    total = sum(meetings)
    if total == 0:
        return None
    squares = sum(each * each for each in meetings)
    return (2 * WHOLE * squares + total * total) // (2 * total * total)
