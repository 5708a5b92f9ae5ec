"""The whole of a match run between its scores and its timetable, as numbers in and numbers out: what a worker computes."""

from dataclasses import dataclass

import numpy as np

from domain.financing.assignment import (
    Market,
    Numbers,
    assign,
    blocking_pairs,
    within_places,
)
from domain.financing.runs import MatchMode
from domain.financing.timetable import timetable


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Whom to bring together. The candidates stand in the order in which the demands were handed in; `enterprises` says
    whose each demand is, `desks` how many each institution has. An enterprise has at most `most` meetings, and there are
    at most `slots`."""

    demand: Numbers
    institution: Numbers
    wished: Numbers
    liked: Numbers
    enterprises: Numbers
    desks: Numbers
    most: int
    slots: int
    mode: MatchMode


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The candidates that are matched, by demand and then as the enterprise ranks them; of each its `rank` among those of
    its demand, and its desk and slot, both from 0, or -1 where it has no place. And how many slots the timetable has, and
    how many pairs would rather have met."""

    candidates: Numbers
    rank: Numbers
    desk: Numbers
    slot: Numbers
    length: int
    blocking: int


def solve(question: Question) -> Answer:
    """Assign, and make the timetable. The places of an institution are its desks in all slots, and nobody has more
    meetings than there are slots. `TOP_K` matches beyond the places: whom an institution likes most has a meeting."""
    enterprise = question.enterprises[question.demand]
    enterprises = int(question.enterprises.max(initial=-1)) + 1
    market = Market(
        enterprise=enterprise,
        institution=question.institution,
        demand=question.demand,
        wished=question.wished,
        liked=question.liked,
        most=np.full(enterprises, min(question.most, question.slots)),
        places=question.desks * question.slots,
    )
    assigned = assign(market, question.mode)
    meeting = within_places(market, assigned) if question.mode is MatchMode.TOP_K else assigned
    made = timetable(enterprise[meeting], question.institution[meeting], question.desks)
    assert made.length <= question.slots, "nobody has more meetings than there are slots"
    desk, slot = np.full((2, question.demand.size), -1)
    desk[meeting], slot[meeting] = made.desks, made.slots
    order = market.by_enterprise
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    listed = assigned[np.lexsort((place[assigned], question.demand[assigned]))]
    demands = question.demand[listed]
    begins = np.searchsorted(demands, demands)
    return Answer(
        candidates=listed,
        rank=np.arange(listed.size) - begins + 1,
        desk=desk[listed],
        slot=slot[listed],
        length=made.length,
        blocking=blocking_pairs(market, assigned),
    )
