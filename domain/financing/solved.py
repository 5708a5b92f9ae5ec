"""What a worker is asked to solve and what it answers, in numbers that any process can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from domain.financing.runs import MatchMode


@dataclass(frozen=True, slots=True)
class Session:
    """Whom to bring together. `enterprises` says whose each demand is and `sizes` of which class, both counted from 0 in the
    order of the demands; `desks` how many each institution has; `met` are demands and institutions that have met."""

    enterprises: list[int]
    sizes: list[int]
    desks: list[int]
    met: list[tuple[int, int]]
    most: int
    slots: int
    mode: MatchMode


class Matched(NamedTuple):
    """A match: everything by its number, but the utilities; `desk` and `slot` are -1 without a meeting. `unknown` are bits in
    the order of the rules."""

    demand: int
    institution: int
    product: int
    wished: int
    liked: int
    unknown: int
    rank: int
    desk: int
    slot: int


class Unmatched(NamedTuple):
    """A demand without a match: to how many institutions it might have gone, and the product that is nearest, if there is
    any, with the rules that fail and that cannot be told, as bits."""

    demand: int
    offers: int
    nearest: int
    failed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Solved:
    """What a run found. Matches and demands without one are given as columns, which take a tenth of the time to be read that
    as many objects take; `matches` and `left` go through them. `offers_of` counts the demands that each institution has an offer for, `offers_to` the offers for
    the demands of each size."""

    matched: list[list[int]]
    unmatched: list[list[int]]
    length: int
    blocking: int
    eligible_pairs: int
    unknown_pairs: int
    without_offer: int
    offers_of: list[int]
    offers_to: list[int]

    @property
    def matches(self) -> Iterator[Matched]:
        """The matches, by demand and rank."""
        return (Matched(*row) for row in zip(*self.matched, strict=True))

    @property
    def demands(self) -> list[int]:
        """The demand of each match."""
        return self.matched[0]

    @property
    def left(self) -> Iterator[Unmatched]:
        """The demands without a match."""
        return (Unmatched(*row) for row in zip(*self.unmatched, strict=True))
