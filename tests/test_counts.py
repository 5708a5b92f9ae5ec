"""Counts: exact at every moment, and the figures that were printed."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import fairs
from domain.fairs import (
    BoothTally,
    Disposition,
    FairCounts,
    FairState,
    Level,
    Register,
    Satisfaction,
)
from domain.ledger import Solution
from tests.offices import BOOTH, FAIR, NEED, NOON, SOLUTION, TODAY, Api, OpenFair, credit_code, uid

pytestmark = pytest.mark.anyio


def tally(
    register: Register,
    on_site: int,
    solution: int,
    open_: int = 0,
    *apart: int,
    booth: int = 10,
    version: int = 1,
) -> BoothTally:
    withdrawn, duplicate = apart or (0, 0)
    return BoothTally(on_site, solution, open_, withdrawn, duplicate, uid(booth), register, version)


def counts_of(*booths: BoothTally) -> FairCounts:
    return FairCounts(FAIR.id, "epoch", NOON, booths)


# --- Figures --------------------------------------------------------------------------------------------------------


def test_the_figures_of_the_fair_of_2023_come_out_as_printed() -> None:
    """A01, A02 and A03, over several booths."""
    counts = counts_of(
        tally(Register.ELEMENT, 40, 9, booth=10),
        tally(Register.ELEMENT, 37, 30, booth=11),
        tally(Register.FINANCE, 80, 1, booth=12),
        tally(Register.FINANCE, 2, 70, booth=13),
    )
    element, finance = counts.registers
    assert (element.register, element.received, element.on_site, element.solution) == (
        Register.ELEMENT,
        116,
        77,
        39,
    )
    assert (finance.register, finance.received, finance.on_site, finance.solution) == (
        Register.FINANCE,
        153,
        82,
        71,
    )
    assert (counts.total.received, counts.total.on_site, counts.total.solution) == (269, 159, 110)
    assert [str(t.on_site_rate) for t in (element, finance, counts.total)] == ["66.4", "53.6", "59.1"]


def test_a_rate_has_no_value_where_nothing_was_received() -> None:
    counts = counts_of(tally(Register.ELEMENT, 0, 0, 0, 3, 2))
    assert counts.total.received == 0
    assert counts.total.on_site_rate is None
    assert counts.registers[0].on_site_rate is None
    assert counts_of().total.on_site_rate is None


def test_withdrawn_and_duplicates_are_not_received() -> None:
    total = counts_of(tally(Register.ELEMENT, 1, 2, 3, 4, 5)).total
    assert (total.received, total.withdrawn, total.duplicate) == (6, 4, 5)
    assert total.on_site_rate == Decimal("16.7")


def test_a_register_that_no_booth_takes_is_left_out_and_element_comes_first() -> None:
    element, finance = tally(Register.ELEMENT, 1, 0), tally(Register.FINANCE, 0, 1)
    assert [t.register for t in counts_of(finance, element).registers] == [Register.ELEMENT, Register.FINANCE]
    assert [t.register for t in counts_of(finance).registers] == [Register.FINANCE]
    assert counts_of().registers == ()
    assert counts_of().version == 0


numbers = st.integers(0, 1000)
tallies = st.builds(
    BoothTally,
    numbers,
    numbers,
    numbers,
    numbers,
    numbers,
    st.uuids(),
    st.sampled_from(Register),
    st.integers(1),
)


@given(st.lists(tallies, max_size=8))
def test_the_total_is_the_sum_of_the_booths_and_of_the_registers(booths: list[BoothTally]) -> None:
    counts = counts_of(*booths)
    assert counts.version == sum(booth.version for booth in booths)
    for name in ("received", "on_site", "solution", "open", "withdrawn", "duplicate"):
        total = getattr(counts.total, name)
        assert total == sum(getattr(booth, name) for booth in booths)
        assert total == sum(getattr(register, name) for register in counts.registers)


def satisfaction(*, published: bool = False, **given: int) -> Satisfaction:
    counts = {level: given[level.name] for level in Level if level.name in given}
    return fairs.satisfaction(FAIR.id, 10, counts, published=published)


@pytest.mark.parametrize(
    ("given_", "rated", "mean"),
    [
        ({}, 0, None),
        ({"VERY_SATISFIED": 3}, 3, "5.0"),
        ({"VERY_DISSATISFIED": 2}, 2, "1.0"),
        ({"VERY_SATISFIED": 2, "FAIRLY_SATISFIED": 1}, 3, "4.3"),
        ({"SATISFIED": 1, "DISSATISFIED": 1}, 2, "3.0"),
        ({"VERY_SATISFIED": 1, "SATISFIED": 19}, 20, "4.1"),
    ],
)
def test_the_mean_of_ratings_is_over_those_who_rated(
    given_: dict[str, int], rated: int, mean: str | None
) -> None:
    thought = satisfaction(**given_)
    assert (thought.rated, thought.unrated) == (rated, 10 - rated)
    assert (None if thought.mean is None else str(thought.mean)) == mean


# --- Any sequence of acts -------------------------------------------------------------------------------------------


class FairDay(RuleBasedStateMachine):
    """The decisions of a fair with several booths, in any order; the machine keeps what they answer, as a database
    would, and counts by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.fair = FAIR
        self.booths: dict[Any, fairs.Booth] = {}
        self.intakes: dict[Any, fairs.Intake] = {}
        self.entries: list[Any] = []
        self.ids = iter(range(1000, 10**6))

    @initialize(booths=st.integers(1, 3))
    def open(self, booths: int) -> None:
        planned = fairs.open_fair(fairs.Fair(**{**_fields(FAIR), "state": FairState.PLANNED}), booths)
        assert isinstance(planned, fairs.Opened)
        self.fair = planned.fair
        for number in range(booths):
            self.booths[uid(10 + number)] = fairs.Booth(
                **{**_fields(BOOTH), "id": uid(10 + number), "state": self.fair.state}
            )

    def of(self, which: int) -> fairs.Intake | None:
        return list(self.intakes.values())[which % len(self.intakes)] if self.intakes else None

    def keep(self, answer: Any) -> None:
        """Store the intake of an act that was done; an act on one that has its disposition must have been refused."""
        if isinstance(answer, fairs.AlreadyDisposed | fairs.OriginalUnsuitable):
            if isinstance(answer, fairs.AlreadyDisposed):
                assert self.intakes[answer.intake_id].disposition is answer.disposition
            return
        assert self.intakes[answer.intake.id].disposition is None
        self.intakes[answer.intake.id] = answer.intake

    @rule(which=st.integers(0, 2), enterprise=st.integers(20, 22))
    def submit(self, which: int, enterprise: int) -> None:
        booth = list(self.booths.values())[which % len(self.booths)]
        number = 1 + sum(intake.booth_id == booth.id for intake in self.intakes.values())
        taken = fairs.submit(NEED, self.fair, booth, uid(enterprise), number, uid(next(self.ids)), NOON)
        if self.fair.state is FairState.OPEN:
            assert isinstance(taken, fairs.Submitted)
            self.intakes[taken.intake.id] = taken.intake
        else:
            assert isinstance(taken, fairs.BoothClosed)

    @precondition(lambda self: self.intakes)
    @rule(which=st.integers(0, 50), solve=st.booleans())
    def dispose(self, which: int, solve: bool) -> None:
        intake = self.of(which)
        assert intake is not None
        solution = Solution("跟进", "王主任", TODAY) if solve else None
        disposition = Disposition.SOLUTION_GIVEN if solve else Disposition.RESOLVED_ON_SITE
        command = fairs.DisposeIntake(intake.id, disposition, solution)
        assert fairs.check_disposition(command, TODAY) is None
        answer = fairs.dispose(command, intake, uid(next(self.ids)), NOON)
        self.keep(answer)
        if isinstance(answer, fairs.Disposed):
            assert (answer.entry is not None) is solve
            self.entries += [answer.entry] if answer.entry else []

    @precondition(lambda self: self.intakes)
    @rule(which=st.integers(0, 50))
    def withdraw(self, which: int) -> None:
        intake = self.of(which)
        assert intake is not None
        self.keep(fairs.withdraw(fairs.WithdrawIntake(intake.id, None), intake, NOON))

    @precondition(lambda self: self.intakes)
    @rule(which=st.integers(0, 50), original=st.integers(0, 50))
    def mark_duplicate(self, which: int, original: int) -> None:
        intake, earlier = self.of(which), self.of(original)
        assert intake is not None
        assert earlier is not None
        answer = fairs.mark_duplicate(fairs.MarkDuplicate(intake.id, earlier.id), intake, earlier, NOON)
        self.keep(answer)
        if isinstance(answer, fairs.MarkedDuplicate):
            assert earlier.enterprise_id == intake.enterprise_id
            assert earlier.id != intake.id

    @rule()
    def close(self) -> None:
        waiting = [
            (intake.id, str(intake.number)) for intake in self.intakes.values() if intake.disposition is None
        ]
        answer = fairs.close_fair(self.fair, len(waiting), tuple(waiting))
        if self.fair.state is not FairState.OPEN:
            assert isinstance(answer, fairs.FairInWrongState)
        elif waiting:
            assert isinstance(answer, fairs.IntakesStillOpen)
            assert answer.intake_ids == tuple(id for id, _ in waiting)
        else:
            assert isinstance(answer, fairs.Closed)
            self.fair = answer.fair
            self.booths = {
                id: fairs.Booth(**{**_fields(booth), "state": self.fair.state})
                for id, booth in self.booths.items()
            }

    @invariant()
    def counts_add_up(self) -> None:
        found = Counter(intake.disposition for intake in self.intakes.values())
        counts = counts_of(
            *(
                tally(
                    Register.ELEMENT,
                    here[Disposition.RESOLVED_ON_SITE],
                    here[Disposition.SOLUTION_GIVEN],
                    here[None],
                    here[Disposition.WITHDRAWN],
                    here[Disposition.DUPLICATE],
                )
                for booth in self.booths
                for here in [Counter(i.disposition for i in self.intakes.values() if i.booth_id == booth)]
            )
        )
        apart = found[Disposition.WITHDRAWN] + found[Disposition.DUPLICATE]
        assert counts.total.received == len(self.intakes) - apart
        assert len(self.entries) == counts.total.solution
        assert len({entry.intake_id for entry in self.entries}) == len(self.entries)
        if self.fair.state is FairState.CLOSED:
            assert counts.total.open == 0


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


FairDay.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnySequenceOfDecisions = FairDay.TestCase

# --- Against the database -------------------------------------------------------------------------------------------

RECOUNT = """
    SELECT t.booth_id, t.register, t.on_site, t.solution, t.open, t.withdrawn, t.duplicate, t.received
    FROM booth_tallies AS t
    EXCEPT
    SELECT t.booth_id, t.register,
           count(i) FILTER (WHERE i.disposition = 'RESOLVED_ON_SITE')::int,
           count(i) FILTER (WHERE i.disposition = 'SOLUTION_GIVEN')::int,
           count(i) FILTER (WHERE i.id IS NOT NULL AND i.disposition IS NULL)::int,
           count(i) FILTER (WHERE i.disposition = 'WITHDRAWN')::int,
           count(i) FILTER (WHERE i.disposition = 'DUPLICATE')::int,
           count(i) FILTER (WHERE i.disposition IS NULL OR i.disposition IN ('RESOLVED_ON_SITE', 'SOLUTION_GIVEN'))::int
    FROM booth_tallies AS t LEFT JOIN intakes AS i ON i.booth_id = t.booth_id AND i.register = t.register
    GROUP BY t.booth_id, t.register
"""


async def assert_tallies_equal_a_recount(api: Api) -> None:
    assert [dict(row) for row in await api.owner.fetch(RECOUNT)] == []
    gaps = await api.owner.fetch(
        "SELECT booth_id FROM intakes GROUP BY booth_id HAVING count(*) <> max(number) OR min(number) <> 1"
    )
    assert gaps == []


@dataclass
class Model:
    """What the fair should be, counted by hand."""

    fair: OpenFair
    intakes: list[dict[str, Any]] = field(default_factory=list)
    version: int = 3

    def found(self, code: str | None = None) -> dict[str, int]:
        states = Counter(i["state"] for i in self.intakes if code in {None, i["code"]})
        return {
            "received": states["open"] + states["onSite"] + states["solution"],
            **{name: states[name] for name in ("onSite", "solution", "open", "withdrawn", "duplicate")},
        }


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["submit", "submit", "submit", "resolve", "solve", "withdraw", "duplicate", "close", "wrong"]
        ),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=5,
    max_size=25,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_any_sequence_of_acts_keeps_the_counts_exact(
    api: Api, acts: list[tuple[str, int, int]]
) -> None:
    model = Model(await api.open_fair())
    closed = False
    for step, (act, one, other) in enumerate(acts):
        done = await _do(api, model, act, one, other, f"{model.fair.id}-{step}")
        closed = closed or done == "FairClosed"
        counts = await api.counts(model.fair.id)
        assert counts["version"] >= model.version
        changed = done in {"IntakeSubmitted", "IntakeDisposed", "IntakeWithdrawn", "IntakeMarkedDuplicate"}
        assert (counts["version"] > model.version) is changed, (act, done)
        model.version = counts["version"]
        total = {name: counts["total"][name] for name in model.found()}
        assert total == model.found()
        assert total["received"] == total["onSite"] + total["solution"] + total["open"]
        for booth in counts["booths"]:
            here = model.found(booth["booth"]["code"])
            assert {name: booth[name] for name in ("received", "onSite", "solution", "open")} == {
                name: here[name] for name in ("received", "onSite", "solution", "open")
            }
        assert not (closed and total["open"])
    await assert_tallies_equal_a_recount(api)


async def _do(api: Api, model: Model, act: str, one: int, other: int, key: str) -> str:
    intake = model.intakes[one % len(model.intakes)] if model.intakes else None
    if act in {"submit", "wrong"}:
        code = ("A01", "A02")[one % 2]
        changes = {"elementKind": "DATA"} if act == "wrong" and code == "A01" else {}
        if act == "wrong" and code == "A02":
            changes = {"summary": "\x07"}
        got = await api.submit(model.fair.booths[code], key, **changes)
        if got["__typename"] == "IntakeSubmitted":
            assert got["intake"]["number"] == 1 + sum(i["code"] == code for i in model.intakes)
            model.intakes.append({"id": got["intake"]["id"], "code": code, "state": "open"})
        return got["__typename"]
    if act == "close":
        return (await api.act("closeFair", "", fairId=model.fair.id))["__typename"]
    if intake is None:
        return "nothing"
    if act == "resolve":
        got, state = await api.dispose(intake["id"]), "onSite"
    elif act == "solve":
        got, state = (
            await api.dispose(intake["id"], disposition="SOLUTION_GIVEN", solution=SOLUTION),
            "solution",
        )
    elif act == "withdraw":
        got, state = await api.act("withdrawIntake", "", intakeId=intake["id"]), "withdrawn"
    else:
        original = model.intakes[other % len(model.intakes)]["id"]
        got, state = (
            await api.act("markDuplicate", "", intakeId=intake["id"], originalId=original),
            "duplicate",
        )
    done = got["__typename"]
    if done in {"IntakeDisposed", "IntakeWithdrawn", "IntakeMarkedDuplicate"}:
        assert intake["state"] == "open"
        intake["state"] = state
    return done


async def test_two_hundred_submissions_at_the_same_moment_are_counted_exactly(api: Api) -> None:
    fair = await api.open_fair()
    extra = [await api.add_booth(fair.id, f"C{number:02}") for number in range(5)]
    booths = [fair.booths["A01"], fair.booths["A02"], *extra]

    async def visit(number: int) -> int:
        enterprise = {"registration": {"uscc": credit_code(number % 40), "name": f"企业 {number % 40}"}}
        got = await api.submit(booths[number % 7], f"k-{number}", enterprise=enterprise)
        if number % 3 == 0:
            await api.dispose(got["intake"]["id"])
        if number % 3 == 1:
            await api.dispose(got["intake"]["id"], disposition="SOLUTION_GIVEN", solution=SOLUTION)
        return got["counts"]["version"]

    await asyncio.gather(*(visit(number) for number in range(200)))
    await assert_tallies_equal_a_recount(api)
    counts = await api.counts(fair.id)
    total = {name: counts["total"][name] for name in ("received", "onSite", "solution", "open")}
    assert total == {"received": 200, "onSite": 67, "solution": 67, "open": 66}
    assert counts["version"] == 8 + 200 + 134
    rows = await api.rows()
    assert (rows["intakes"], rows["ledger_entries"], rows["enterprises"], rows["answers"]) == (
        200,
        67,
        40,
        200,
    )


async def test_whoever_reads_in_a_rush_sees_counts_that_add_up_and_versions_that_rise(api: Api) -> None:
    fair = await api.open_fair()
    seen: list[int] = []

    async def visit(number: int) -> None:
        id = await api.taken(fair.booths[("A01", "A02")[number % 2]], f"k-{number}")
        await api.dispose(id)

    async def watch(rush: asyncio.Future[Any]) -> None:
        while not rush.done():
            counts = await api.counts(fair.id)
            total = counts["total"]
            assert total["received"] == total["onSite"] + total["solution"] + total["open"]
            for name in ("received", "onSite", "solution", "open"):
                assert total[name] == sum(booth[name] for booth in counts["booths"])
                assert total[name] == sum(register[name] for register in counts["registers"])
            seen.append(counts["version"])

    rush = asyncio.gather(*(visit(number) for number in range(40)))
    await watch(rush)
    await rush
    assert seen == sorted(seen)
    assert (await api.counts(fair.id))["version"] == 4 - 1 + 80


async def test_the_version_in_an_answer_includes_the_act_itself(api: Api) -> None:
    fair = await api.open_fair()
    versions = [
        (await api.submit(fair.booths["A01"], f"k-{number}"))["counts"]["version"] for number in range(4)
    ]
    assert versions == [4, 5, 6, 7]
    assert (await api.counts(fair.id))["version"] == 7


async def test_another_fair_is_not_counted(api: Api) -> None:
    one, two = await api.open_fair(), await api.open_fair()
    await api.taken(one.booths["A01"], "k-1")
    counts = await api.counts(two.id)
    assert (counts["version"], counts["total"]["received"]) == (3, 0)
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Fair { id counts { total { received } } satisfaction { attending } } } }"
    both = (await api.ask(query, ids=[one.id, two.id]))["nodes"]
    assert [fair["counts"]["total"]["received"] for fair in both] == [1, 0]
    assert [fair["satisfaction"]["attending"] for fair in both] == [1, 0]


# --- Tallies without the API ----------------------------------------------------------------------------------------

LOAD = """
    INSERT INTO intakes (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, urgency,
                         received_at, disposition, disposed_at)
    SELECT gen_random_uuid(), b.county_code, b.fair_id, b.id, n, t.register, 'CAPITAL', e.id, 'NORMAL', now(),
           CASE WHEN n <= $2 THEN 'RESOLVED_ON_SITE' WHEN n <= $3 THEN 'SOLUTION_GIVEN' END,
           CASE WHEN n <= $3 THEN now() END
    FROM booths AS b JOIN booth_tallies AS t ON t.booth_id = b.id, enterprises AS e, generate_series(1, $4) AS n
    WHERE b.code = $1
"""


async def as_owner(api: Api) -> asyncpg.Connection:
    """The database's owner, with one enterprise to load intakes of."""
    await api.owner.execute("SET ROLE yaosu_owner")
    await api.owner.execute("SELECT set_config('app.county', '370900', false)")
    await api.owner.execute(
        f"INSERT INTO enterprises VALUES (gen_random_uuid(), '370900', '企业', '{credit_code(1)}', 'ACTIVE')"  # noqa: S608
    )
    return api.owner


async def test_a_load_of_past_intakes_gives_the_figures_that_were_printed(api: Api) -> None:
    """A01 to A03 from the database."""
    fair = await api.open_fair()
    owner = await as_owner(api)
    await owner.execute(LOAD, "A01", 77, 116, 116)
    await owner.execute(LOAD, "B01", 82, 153, 153)
    counts = await api.counts(fair.id)
    shown = [counts["total"], *counts["registers"]]
    assert [(t["received"], t["onSite"], t["solution"], t["open"], t["onSiteRate"]) for t in shown] == [
        (269, 159, 110, 0, "59.1"),
        (116, 77, 39, 0, "66.4"),
        (153, 82, 71, 0, "53.6"),
    ]
    await assert_tallies_equal_a_recount(api)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intakes SET disposition = 'RESOLVED_ON_SITE', disposed_at = now() WHERE number % 2 = 0",
        "UPDATE intakes SET disposition = NULL, disposed_at = NULL WHERE number <= 5",
        "UPDATE intakes SET disposition = 'WITHDRAWN', disposed_at = now()",
        "UPDATE intakes SET disposition = 'DUPLICATE', disposed_at = now(), duplicate_of_id = (SELECT min(id::text)::uuid FROM intakes) WHERE number > 3",
        "UPDATE intakes SET number = number + 1000, booth_id = (SELECT id FROM booths WHERE code = 'A02') WHERE register = 'ELEMENT' AND number < 4",
        "UPDATE intakes SET summary = '改'",
        "DELETE FROM intakes WHERE number % 3 = 0",
        "DELETE FROM intakes",
        "WITH gone AS (DELETE FROM intakes WHERE number = 1 RETURNING id) UPDATE intakes SET disposition = 'WITHDRAWN', disposed_at = now() WHERE number = 2",
        "MERGE INTO intakes AS i USING (SELECT id, number FROM intakes) AS s ON s.id = i.id WHEN MATCHED AND s.number < 4 THEN DELETE WHEN MATCHED THEN UPDATE SET disposition = 'WITHDRAWN', disposed_at = now()",
    ],
)
async def test_whatever_is_done_to_intakes_by_hand_the_tallies_follow(api: Api, statement: str) -> None:
    fair = await api.open_fair()
    owner = await as_owner(api)
    await owner.execute(LOAD, "A01", 3, 7, 10)
    await owner.execute(LOAD, "B01", 2, 5, 9)
    before = (await api.counts(fair.id))["version"]
    await owner.execute(statement)
    assert [dict(row) for row in await owner.fetch(RECOUNT)] == []
    assert (await api.counts(fair.id))["version"] > before


async def test_what_is_rolled_back_is_not_counted(api: Api) -> None:
    fair = await api.open_fair()
    owner = await as_owner(api)
    before = await api.counts(fair.id)
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute(LOAD, "A01", 3, 7, 10)
    during = await api.counts(fair.id)
    await transaction.rollback()
    for counts in (before, during):
        counts.pop("asOf")
    assert before == during
    await assert_tallies_equal_a_recount(api)


async def test_an_intake_in_a_register_that_its_booth_does_not_take_cannot_be_written(api: Api) -> None:
    await api.open_fair()
    owner = await as_owner(api)
    await owner.execute(LOAD, "A01", 0, 0, 1)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="intakes_booth_id_fk"):
        await owner.execute("UPDATE intakes SET register = 'FINANCE'")
    await assert_tallies_equal_a_recount(api)
