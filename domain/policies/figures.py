"""What policies have come to: what was paid in a period, of which policies, to how many enterprises. Only payouts count; what
is approved and not paid is told apart. As it is published, no figure is of fewer enterprises than may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.enterprises.stock import DatePeriod
from domain.figures import SMALL, small_cells


@dataclass(frozen=True, slots=True)
class PayoutSum:
    """Sums over the payouts of one policy in a period, or of all of them, and over what is approved as of now and not paid;
    amounts are yuan."""

    policy_id: UUID | None
    amount: Decimal
    payouts: int
    applications: int
    enterprises: int
    outstanding: Decimal
    waiting: int
    waiting_enterprises: int


@dataclass(frozen=True, slots=True)
class PayoutFigure:
    """What is told of a sum; `None` where so few are not published."""

    total: Decimal | None
    payouts: int | None
    applications: int | None
    enterprises: int | None
    outstanding: Decimal | None
    outstanding_applications: int | None


@dataclass(frozen=True, slots=True)
class PolicyPayoutFigure(PayoutFigure):
    """The figure of a policy."""

    policy_id: UUID


@dataclass(frozen=True, slots=True)
class PolicyPayouts(PayoutFigure):
    """The figure of a county in a period, and of each policy that has any."""

    county_code: str
    period: DatePeriod
    by_policy: tuple[PolicyPayoutFigure, ...]


def policy_payouts(
    county_code: str, period: DatePeriod, sums: Sequence[PayoutSum], *, published: bool
) -> PolicyPayouts:
    """The figures of sums, of which the one without a policy is the whole: an enterprise that was paid under two policies
    counts there once."""
    whole = next(each for each in sums if each.policy_id is None)
    of_policies = sorted((each for each in sums if each.policy_id is not None), key=_greatest_first)
    shown = _are_told([each.enterprises for each in of_policies], published=published)
    waiting = _are_told([each.waiting_enterprises for each in of_policies], published=published)
    return PolicyPayouts(
        *_told(
            whole,
            paid=_is_told(whole.enterprises, published=published),
            waiting=_is_told(whole.waiting_enterprises, published=published),
        ),
        county_code,
        period,
        tuple(
            PolicyPayoutFigure(*_told(each, paid=paid, waiting=due), _id_of(each))
            for each, paid, due in zip(of_policies, shown, waiting, strict=True)
        ),
    )


Told = tuple[Decimal | None, int | None, int | None, int | None, Decimal | None, int | None]
"""The fields of a `PayoutFigure`."""


def _told(sums: PayoutSum, *, paid: bool, waiting: bool) -> Told:
    """The parts of a sum that are told."""
    amount, payouts, applications, enterprises = (
        sums.amount,
        sums.payouts,
        sums.applications,
        sums.enterprises,
    )
    return (
        amount if paid else None,
        payouts if paid else None,
        applications if paid else None,
        enterprises if paid else None,
        sums.outstanding if waiting else None,
        sums.waiting if waiting else None,
    )


def _is_told(count: int, *, published: bool) -> bool:
    """A whole is kept back for its own size; that there is none of it tells of nobody."""
    return not published or not 0 < count < SMALL


def _are_told(counts: Sequence[int], *, published: bool) -> list[bool]:
    """Which of the cells are told; one that has none tells of nobody."""
    places = [place for place, count in enumerate(counts) if count]
    small = small_cells(tuple(counts[place] for place in places)) if published else frozenset[int]()
    kept_back = {places[place] for place in small}
    return [place not in kept_back for place in range(len(counts))]


def _greatest_first(sums: PayoutSum) -> tuple[Decimal, UUID]:
    return -sums.amount, _id_of(sums)


def _id_of(sums: PayoutSum) -> UUID:
    assert sums.policy_id is not None
    return sums.policy_id
