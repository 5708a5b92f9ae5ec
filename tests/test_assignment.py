"""Assignment and timetable: what holds of every market, and what brute force says of the small ones."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.financing.assignment import (
    Market,
    assign,
    best,
    blocking_pairs,
    covering,
    stable,
    within_places,
)
from domain.financing.runs import MatchMode
from domain.financing.solving import Question, solve
from domain.financing.timetable import least_slots, timetable


def market(candidates, most, places):
    """A market of candidates (enterprise, institution, demand, wished, liked)."""
    columns = np.array(sorted(candidates), np.int64).reshape(-1, 5).T
    enterprise, institution, demand, wished, liked = columns
    return Market(
        enterprise, institution, demand, wished, liked, np.array(most, np.int64), np.array(places, np.int64)
    )


@st.composite
def markets(draw, enterprises=6, institutions=4, demands=9, most=3, places=4):
    """Markets of demands of enterprises, some of which fit some institutions."""
    n, m = draw(st.integers(1, enterprises)), draw(st.integers(1, institutions))
    owners = draw(st.lists(st.integers(0, n - 1), max_size=demands))
    utility = st.integers(0, 3)
    candidates = [
        (owner, institution, demand, draw(utility), draw(utility))
        for demand, owner in enumerate(owners)
        for institution in range(m)
        if draw(st.booleans())
    ]
    return market(
        candidates,
        draw(st.lists(st.integers(0, most), min_size=n, max_size=n)),
        draw(st.lists(st.integers(0, places), min_size=m, max_size=m)),
    )


def wishes(of):
    """How each enterprise's candidates rank with it, the most wished being 0."""
    ranks = np.empty(of.demand.size, np.int64)
    ranks[of.by_enterprise] = np.arange(of.demand.size)
    return ranks


def fits(of, assigned):
    """Whether nobody has more meetings than it may have."""
    enterprises = np.bincount(of.enterprise[assigned], minlength=of.most.size)
    institutions = np.bincount(of.institution[assigned], minlength=of.places.size)
    return bool((enterprises <= of.most).all() and (institutions <= of.places).all())


@pytest.mark.parametrize("mode", [MatchMode.STABLE, MatchMode.MAX_COVERAGE])
@given(of=markets())
@settings(max_examples=150, deadline=None)
def test_nobody_has_more_meetings_than_it_may_have(mode, of):
    assigned = assign(of, mode)
    assert fits(of, assigned)
    assert np.unique(assigned).size == assigned.size


@given(of=markets())
@settings(max_examples=300, deadline=None)
def test_a_stable_assignment_has_no_blocking_pair(of):
    assigned = stable(of)
    assert blocking_pairs(of, assigned) == 0
    assert blocking_pairs(of, assigned) == len(blocking(of, assigned))


@given(of=markets(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_blocking_pairs_of_any_assignment_are_counted(of, data):
    kept = data.draw(st.lists(st.booleans(), min_size=of.demand.size, max_size=of.demand.size))
    assigned = np.flatnonzero(np.array(kept, bool))
    if fits(of, assigned):
        assert blocking_pairs(of, assigned) == len(blocking(of, assigned))


def blocking(of, assigned):
    """The blocking pairs, as they are defined."""
    meets = set(assigned.tolist())
    wished, liked = wishes(of), np.empty(of.demand.size, np.int64)
    liked[of.by_institution] = np.arange(of.demand.size)

    def would(candidate, whose, ranks, rooms):
        others = [each for each in meets if whose[each] == whose[candidate]]
        return len(others) < rooms[whose[candidate]] or any(ranks[candidate] < ranks[each] for each in others)

    return [
        candidate
        for candidate in range(of.demand.size)
        if candidate not in meets
        and would(candidate, of.enterprise, wished, of.most)
        and would(candidate, of.institution, liked, of.places)
    ]


@given(of=markets(enterprises=3, institutions=3, demands=4, most=2, places=2))
@settings(max_examples=100, deadline=None)
def test_no_stable_assignment_is_better_for_any_enterprise(of):
    ours, ranks = stable(of), wishes(of)

    def having(assigned, enterprise):
        return sorted(int(ranks[each]) for each in assigned if of.enterprise[each] == enterprise)

    size = of.demand.size
    if size > 10:
        return
    for n in range(size + 1):
        for other in combinations(range(size), n):
            assigned = np.array(other, np.int64)
            if not fits(of, assigned) or blocking(of, assigned):
                continue
            for enterprise in range(of.most.size):
                mine, theirs = having(ours, enterprise), having(assigned, enterprise)
                assert len(mine) == len(theirs)
                assert all(one <= another for one, another in zip(mine, theirs, strict=True))


@given(of=markets(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_who_proposes_first_does_not_matter(of, data):
    order = data.draw(st.permutations(range(of.most.size)))
    renamed = np.array(order, np.int64)
    most = np.empty_like(of.most)
    most[renamed] = of.most
    other = Market(renamed[of.enterprise], of.institution, of.demand, of.wished, of.liked, most, of.places)
    assert stable(of).tolist() == stable(other).tolist()


@given(of=markets(enterprises=5, institutions=3, most=2, places=2))
@settings(max_examples=150, deadline=None)
def test_a_covering_assignment_leaves_no_more_out_than_it_must(of):
    covered = set(of.enterprise[covering(of)].tolist())
    assert len(covered) == most_covered(of)


def most_covered(of):
    """How many enterprises can have a meeting: augmenting paths, seat by seat."""
    seats = [institution for institution, n in enumerate(of.places.tolist()) for _ in range(n)]
    taken = {}

    def seat_for(enterprise, tried):
        liked = {int(each) for each in of.institution[of.enterprise == enterprise]}
        for seat, institution in enumerate(seats):
            if institution in liked and seat not in tried:
                tried.add(seat)
                if seat not in taken or seat_for(taken[seat], tried):
                    taken[seat] = enterprise
                    return True
        return False

    return sum(seat_for(each, set()) for each in range(of.most.size) if of.most[each] > 0)


@given(of=markets(), mode=st.sampled_from(MatchMode))
@settings(max_examples=100, deadline=None)
def test_the_same_market_has_the_same_assignment(of, mode):
    assert assign(of, mode).tobytes() == assign(of, mode).tobytes()


def test_stability_is_not_the_most_coverage():
    # Enterprise 0 and the bank want each other; the other bank would take 0 only.
    of = market([(0, 0, 0, 9, 9), (0, 1, 0, 5, 5), (1, 0, 1, 9, 1)], most=[1, 1], places=[1, 1])
    assert of.enterprise[stable(of)].tolist() == [0]
    assert sorted(of.enterprise[covering(of)].tolist()) == [0, 1]
    assert blocking_pairs(of, covering(of)) == 1


def test_ties_go_to_who_was_first():
    of = market([(1, 0, 0, 5, 5), (0, 0, 1, 5, 5)], most=[1, 1], places=[1])
    assert of.demand[stable(of)].tolist() == [0]


def test_the_best_of_each_enterprise_are_taken_whatever_the_room_and_those_liked_most_have_a_place():
    of = market(
        [(0, 0, 0, 9, 1), (0, 1, 0, 8, 1), (0, 2, 0, 7, 1), (1, 0, 1, 9, 5)], most=[2, 2], places=[1, 1, 1]
    )
    chosen = best(of)
    assert sorted(zip(of.demand[chosen], of.institution[chosen], strict=True)) == [(0, 0), (0, 1), (1, 0)]
    meets = within_places(of, chosen)
    assert sorted(zip(of.demand[meets], of.institution[meets], strict=True)) == [(0, 1), (1, 0)]


@st.composite
def meetings(draw):
    desks = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    pair = st.tuples(st.integers(0, 7), st.integers(0, len(desks) - 1))
    pairs = draw(st.lists(pair, max_size=40))
    columns = np.array(pairs, np.int64).reshape(-1, 2).T
    return columns[0], columns[1], np.array(desks, np.int64)


@given(of=meetings())
@settings(max_examples=300, deadline=None)
def test_a_timetable_has_no_clash_and_exactly_as_many_slots_as_the_busiest_needs(of):
    enterprises, institutions, desks = of
    made = timetable(enterprises, institutions, desks)
    seats = list(zip(institutions, made.desks, made.slots, strict=True))
    people = list(zip(enterprises, made.slots, strict=True))
    assert len(set(seats)) == len(seats)
    assert len(set(people)) == len(people)
    assert (made.desks < desks[institutions]).all()
    assert made.length == least_slots(enterprises, institutions, desks)
    assert sorted(set(made.slots.tolist())) == list(range(made.length))


@given(of=meetings())
@settings(max_examples=50, deadline=None)
def test_the_same_meetings_have_the_same_timetable(of):
    one, other = timetable(*of), timetable(*of)
    assert one.slots.tobytes() == other.slots.tobytes()
    assert one.desks.tobytes() == other.desks.tobytes()


def test_a_session_of_153_demands_at_ten_institutions_meets_in_46_slots():
    """The figures of the prototype: three meetings each, 46 places an institution."""
    rng = np.random.default_rng(1)
    n, m = 153, 10
    enterprise = np.repeat(np.arange(n), m)
    institution = np.tile(np.arange(m), n)
    wished, liked = rng.integers(0, 101, (2, n * m))
    of = Market(enterprise, institution, enterprise, wished, liked, np.full(n, 3), np.full(m, 46))
    assigned = stable(of)
    made = timetable(of.enterprise[assigned], of.institution[assigned], np.ones(m, np.int64))
    assert made.length <= 46
    assert fits(of, assigned)


@given(of=markets(), mode=st.sampled_from(MatchMode), slots=st.integers(1, 3), most=st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_run_fits_into_its_slots_and_ranks_what_each_demand_has(of, mode, slots, most):
    owners = np.arange(max([0, *of.demand.tolist()]) + 1) // 2
    desks = np.maximum(of.places % 3, 1)
    question = Question(
        of.demand, of.institution, of.wished, of.liked, owners, desks, most=most, slots=slots, mode=mode
    )
    answer = solve(question)
    placed = answer.slot >= 0
    assert answer.length <= slots
    assert (answer.slot < slots).all()
    assert placed.all() or mode is MatchMode.TOP_K
    whose = owners[of.demand[answer.candidates]]
    assert (np.bincount(whose, minlength=1) <= most).all()
    seats = zip(
        of.institution[answer.candidates][placed], answer.desk[placed], answer.slot[placed], strict=True
    )
    assert len(set(seats)) == placed.sum()
    for demand in set(of.demand[answer.candidates].tolist()):
        mine = of.demand[answer.candidates] == demand
        assert answer.rank[mine].tolist() == list(range(1, mine.sum() + 1))
        wished = of.wished[answer.candidates][mine].tolist()
        assert wished == sorted(wished, reverse=True)
    if mode is MatchMode.STABLE:
        assert answer.blocking == 0
