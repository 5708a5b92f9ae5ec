"""Who meets whom: an assignment under the places that both sides have. Enterprises propose, as Gale and Shapley have it; or
each has its best whatever the room; or as many enterprises as can be have a meeting at all.

Everything here is numbers: enterprises and institutions are counted from 0, and whoever counts them does so in an order
that does not depend on how the records came. So the same market has the same assignment, to the byte."""

from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]
from scipy.sparse.csgraph import (  # pyright: ignore[reportMissingTypeStubs]
    maximum_flow,  # pyright: ignore[reportUnknownVariableType]
)

from domain.financing.runs import MatchMode

Numbers = NDArray[np.int64]
"""One number a candidate, a place or a pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """The candidates: each is one demand at one institution. `enterprise`, `institution` and `demand` say whose a
    candidate is, `demand` in the order in which demands were handed in; `wished` and `liked` are its utilities, 0 to 100,
    to the enterprise and to the institution. `most` says how many meetings each enterprise may have, `places` how many
    each institution has."""

    enterprise: Numbers
    institution: Numbers
    demand: Numbers
    wished: Numbers
    liked: Numbers
    most: Numbers
    places: Numbers

    @property
    def by_enterprise(self) -> Numbers:
        """The candidates, enterprise by enterprise, the most wished first; ties by what the institution likes, then by
        who was first."""
        return np.lexsort((self.institution, self.demand, -self.liked, -self.wished, self.enterprise))

    @property
    def by_institution(self) -> Numbers:
        """The candidates, institution by institution, the most liked first; ties by who was first."""
        return np.lexsort((self.demand, -self.liked, self.institution))


def assign(market: Market, mode: MatchMode) -> Numbers:
    """The candidates that are to meet, in their own order."""
    match mode:
        case MatchMode.STABLE:
            return stable(market)
        case MatchMode.TOP_K:
            return best(market)
        case MatchMode.MAX_COVERAGE:
            return covering(market)


def stable(market: Market) -> Numbers:
    """No enterprise and institution would both rather meet than keep what they have, and of all such assignments this is
    the best for every enterprise: each proposes to its most wished institutions, and these hold whom they like most."""
    return _deferred(market, market.most.tolist(), market.places.tolist(), np.zeros(market.demand.size, bool))


def best(market: Market) -> Numbers:
    """The most wished candidates of each enterprise, as many as it may have, whatever room the institutions have."""
    order = market.by_enterprise
    return np.sort(order[_rank_within(market.enterprise[order]) < market.most[market.enterprise[order]]])


def covering(market: Market) -> Numbers:
    """As many enterprises as can be have a meeting; what room is left is given as `stable` would give it. A maximum flow
    from the enterprises, one each, to the places of the institutions says who covers whom."""
    covers = _covers(market)
    taken = np.zeros(market.demand.size, bool)
    taken[covers] = True
    most, places = market.most.copy(), market.places.copy()
    np.subtract.at(most, market.enterprise[covers], 1)
    np.subtract.at(places, market.institution[covers], 1)
    more = _deferred(market, most.tolist(), places.tolist(), taken)
    return np.sort(np.concatenate((covers, more)))


def blocking_pairs(market: Market, assigned: Numbers) -> int:
    """How many candidates are not to meet although both sides would rather: each has a place left, or somebody in a place
    whom it wants less."""
    meets = np.zeros(market.demand.size, bool)
    meets[assigned] = True
    enterprises = _would(market.by_enterprise, market.enterprise, market.most, meets)
    institutions = _would(market.by_institution, market.institution, market.places, meets)
    return int(np.count_nonzero(enterprises & institutions & ~meets))


def within_places(market: Market, assigned: Numbers) -> Numbers:
    """Those of the assigned whom an institution has a place for: the ones that it likes most."""
    meets = np.zeros(market.demand.size, bool)
    meets[assigned] = True
    order = market.by_institution
    order = order[meets[order]]
    return np.sort(order[_rank_within(market.institution[order]) < market.places[market.institution[order]]])


def _deferred(market: Market, most: list[int], places: list[int], taken: NDArray[np.bool_]) -> Numbers:
    """Deferred acceptance among the candidates that are not taken, `most` and `places` being what is left."""
    order = market.by_enterprise
    order = order[~taken[order]]
    ends: list[int] = np.cumsum(np.bincount(market.enterprise[order], minlength=len(most))).tolist()
    nexts = [0, *ends[:-1]]
    ranks = np.empty(market.demand.size, np.int64)
    ranks[market.by_institution] = np.arange(market.demand.size)
    proposals: list[int] = order.tolist()
    rank: list[int] = ranks.tolist()
    institution: list[int] = market.institution.tolist()
    enterprise: list[int] = market.enterprise.tolist()
    held: list[list[tuple[int, int]]] = [[] for _ in places]
    waiting = [each for each, left in enumerate(most) if left > 0]
    while waiting:
        proposer = waiting.pop()
        while most[proposer] > 0 and nexts[proposer] < ends[proposer]:
            candidate = proposals[nexts[proposer]]
            nexts[proposer] += 1
            heap = held[institution[candidate]]
            if len(heap) < places[institution[candidate]]:
                heappush(heap, (-rank[candidate], candidate))
                most[proposer] -= 1
            elif heap and -rank[candidate] > heap[0][0]:
                _, refused = heapreplace(heap, (-rank[candidate], candidate))
                most[proposer] -= 1
                most[enterprise[refused]] += 1
                waiting.append(enterprise[refused])
    return np.sort(np.array([candidate for heap in held for _, candidate in heap], np.int64))


def _covers(market: Market) -> Numbers:
    """A candidate for each of as many enterprises as can be covered: the one that it wishes most at the institution that
    the flow gives it."""
    order = market.by_enterprise
    order = order[market.most[market.enterprise[order]] > 0]
    enterprises, institutions = market.most.size, market.places.size
    pairs = market.enterprise[order] * institutions + market.institution[order]
    pair, first = np.unique(pairs, return_index=True)
    if pair.size == 0:
        return pair
    source, sink = enterprises + institutions, enterprises + institutions + 1
    offers = np.arange(institutions)
    begins = np.concatenate((np.full(enterprises, source), pair // institutions, enterprises + offers))
    ends = np.concatenate(
        (np.arange(enterprises), enterprises + pair % institutions, np.full(institutions, sink))
    )
    rooms = np.concatenate((np.ones(enterprises + pair.size), market.places)).astype(np.int32)
    edges: Any = csr_array((rooms, (begins, ends)), shape=(sink + 1, sink + 1))
    flow = cast("Any", maximum_flow)(edges, source, sink).flow
    flows = cast("Numbers", flow[pair // institutions, enterprises + pair % institutions]).ravel()
    return np.sort(order[first[flows > 0]])


def _would(order: Numbers, whose: Numbers, rooms: Numbers, meets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the side of a candidate would rather have it, by the side's own order: it has room, or the last of those
    whom it meets comes later."""
    ranks = np.empty(order.size, np.int64)
    ranks[order] = np.arange(order.size)
    last = np.full(rooms.size, -1, np.int64)
    np.maximum.at(last, whose[meets], ranks[meets])
    room = np.bincount(whose[meets], minlength=rooms.size) < rooms
    return room[whose] | (ranks < last[whose])


def _rank_within(groups: Numbers) -> Numbers:
    """The place of each within its group, the groups standing together."""
    begins = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1]))) if groups.size else groups
    sizes = np.diff(np.append(begins, groups.size))
    return np.arange(groups.size) - np.repeat(begins, sizes)
