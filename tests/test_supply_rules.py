"""What fits what: rules that pass, fail or cannot be told, and scores with their components."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import supply
from domain.supply import FitCode, FitOutcome, IntroductionState, PriceModel
from tests.offices import COUNTY, NOON, TODAY, uid

PASS, FAIL, UNKNOWN = FitOutcome.PASS, FitOutcome.FAIL, FitOutcome.UNKNOWN

TYRES = supply.Offering(
    id=uid(1), county_code=COUNTY, enterprise_id=uid(11), product="载重汽车轮胎", class_code="29110101",
    capacity=Decimal(3000), unit="条", least_order=Decimal(100), certificates=("CCC",), lead_days=30,
    price_model=PriceModel.PER_KM, price=Decimal("0.02"), regions=(), chain_node_id=None,
    state=supply.SupplyState.OPEN, submitted_at=NOON, version=1,
)  # fmt: skip
TRUCKS = supply.Need(
    id=uid(2), county_code=COUNTY, enterprise_id=uid(12), product="货车轮胎", class_code="291101",
    volume=Decimal(1500), unit="条", certificates=("ccc",), deliver_by=TODAY + timedelta(days=30), region="650100",
    distance_km=3500, state=supply.SupplyState.OPEN, submitted_at=NOON, version=1,
)  # fmt: skip
NOWHERE = supply.Positions({}, {}, {}, frozenset())


def outcomes(offering: supply.Offering = TYRES, need: supply.Need = TRUCKS, *synonyms: Any) -> dict[str, str]:
    return {each.code: each.outcome for each in supply.rules(need, offering, synonyms, TODAY)}


def changed(**fields: Any) -> dict[str, str]:
    """What the rules say when an offering is otherwise; only what does not pass."""
    return {code: said for code, said in outcomes(replace(TYRES, **fields)).items() if said != PASS}


def test_the_tyre_maker_fits_the_logistics_firm_in_xinjiang() -> None:
    assert set(outcomes().values()) == {PASS}
    assert list(outcomes()) == ["CLASS", "UNIT", "CAPACITY", "CERTIFICATES", "REGION", "DATE"]
    parts = supply.components(supply.Candidate(TRUCKS, TYRES), NOWHERE)
    # 货车, 车轮, 轮胎 and 载重, 重汽, 汽车, 车轮, 轮胎 share two pairs of eight.
    assert [(part.name, part.value, part.weight) for part in parts] == [
        ("CLASS_DEPTH", 40, 40),
        ("NAME_SIMILARITY", 12, 25),
        ("CAPACITY_HEADROOM", 15, 15),
        ("CHAIN_COMPLEMENTARITY", 0, 20),
    ]


def test_a_price_by_the_kilometre_is_told_with_its_parts() -> None:
    told = supply.estimate(TRUCKS, TYRES)
    assert told == supply.PriceEstimate(
        PriceModel.PER_KM, Decimal("0.02"), 3500, Decimal(1500), Decimal(70), Decimal(105_000)
    )
    assert supply.estimate(replace(TRUCKS, distance_km=None), TYRES) is None
    assert supply.estimate(TRUCKS, replace(TYRES, price=None)) is None
    by_unit = supply.estimate(TRUCKS, replace(TYRES, price_model=PriceModel.UNIT, price=Decimal(900)))
    assert by_unit is not None
    assert (by_unit.distance_km, by_unit.per_month) == (None, Decimal(1_350_000))
    monthly = supply.estimate(TRUCKS, replace(TYRES, price_model=PriceModel.SUBSCRIPTION))
    assert monthly is not None
    assert (monthly.per_unit, monthly.per_month) == (None, Decimal("0.02"))
    assert supply.estimate(replace(TRUCKS, unit="套"), TYRES) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"class_code": "3611"}, {"CLASS": FAIL}),
        ({"class_code": "29"}, {}),
        ({"unit": "套"}, {"UNIT": FAIL, "CAPACITY": UNKNOWN}),
        ({"unit": " 条"}, {}),
        ({"capacity": Decimal("1499.99")}, {"CAPACITY": FAIL}),
        ({"capacity": Decimal(1500)}, {}),
        ({"least_order": Decimal("1500.01")}, {"CAPACITY": FAIL}),
        ({"capacity": None}, {"CAPACITY": UNKNOWN}),
        ({"capacity": None, "least_order": Decimal(9999)}, {"CAPACITY": FAIL}),
        ({"certificates": ()}, {"CERTIFICATES": FAIL}),
        ({"certificates": None}, {"CERTIFICATES": UNKNOWN}),
        ({"regions": ("37", "65")}, {}),
        ({"regions": ("37",)}, {"REGION": FAIL}),
        ({"lead_days": 31}, {"DATE": FAIL}),
        ({"lead_days": None}, {"DATE": UNKNOWN}),
    ],
)
def test_a_rule_passes_fails_or_cannot_be_told(fields: dict[str, Any], said: dict[str, str]) -> None:
    assert changed(**fields) == said


def test_what_nobody_has_said_of_a_need_is_not_asked_for_or_not_known() -> None:
    open_need = replace(TRUCKS, certificates=(), deliver_by=None, region=None)
    assert set(outcomes(TYRES, open_need).values()) == {PASS}
    somewhere = replace(TYRES, regions=("37",), certificates=None, lead_days=None)
    assert outcomes(somewhere, open_need) | {"REGION": UNKNOWN} == outcomes(somewhere, open_need)
    # A part of the province may be within.
    assert outcomes(replace(TYRES, regions=("6501",)), replace(TRUCKS, region="65"))["REGION"] == UNKNOWN


def test_a_rule_says_in_both_languages_what_is_demanded_and_offered() -> None:
    told = {each.code: each for each in supply.rules(TRUCKS, replace(TYRES, capacity=None), (), TODAY)}
    assert told[FitCode.CAPACITY].message.en == "Capacity: 1500 条 is asked for; what is offered was not said"
    assert told[FitCode.CAPACITY].message.zh == "产能:要求 1500 条,对方未填报"
    short = supply.rules(TRUCKS, replace(TYRES, capacity=Decimal("1200.50")), (), TODAY)[2]
    assert (short.demanded, short.offered) == ("1500 条", "100–1200.5 条")
    assert short.message.zh == "产能:要求 1500 条,提供 100–1200.5 条,不符合"
    free = supply.rules(replace(TRUCKS, deliver_by=None), TYRES, (), TODAY)[5]
    assert free.message.en == "Date: nothing is asked for"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2911", "36", True),
        ("轮胎", "36", True),
        ("货车", "载重", True),
        ("30", "36", False),
        ("轮船", "36", False),
    ],
)
def test_an_approved_synonym_makes_another_class_alike(one: str, other: str, *, alike: bool) -> None:
    synonym = supply.ClassSynonym(uid(9), COUNTY, one, other, NOON)
    other_class = replace(TYRES, class_code="3670")
    assert outcomes(other_class, TRUCKS, synonym)["CLASS"] == (PASS if alike else FAIL)
    depth = supply.components(supply.Candidate(TRUCKS, other_class), NOWHERE)[0]
    assert depth.value == 20


def test_who_stands_next_to_the_other_in_a_chain_counts_more_than_who_is_in_the_same() -> None:
    here, there, chain = uid(21), uid(22), uid(20)
    chains = {uid(11): frozenset({chain}), uid(12): frozenset({chain})}
    nodes = {uid(11): frozenset({here}), uid(12): frozenset({there})}

    def counted(offering: supply.Offering, *links: Any) -> int:
        positions = supply.Positions(chains, nodes, {uid(23): chain}, frozenset(links))
        return supply.components(supply.Candidate(TRUCKS, offering), positions)[3].value

    assert counted(TYRES, (here, there)) == counted(TYRES, (there, here)) == 20
    assert counted(TYRES) == counted(replace(TYRES, chain_node_id=uid(23)), (here, there)) == 10


def test_the_eligible_come_before_the_others_and_the_better_before_the_worse() -> None:
    tight = replace(TYRES, id=uid(3), capacity=Decimal(1500))
    wrong = replace(TYRES, id=uid(4), unit="套", product="货车轮胎")
    candidates = [supply.Candidate(TRUCKS, each) for each in (wrong, tight, TYRES)]
    found = supply.ranked(candidates, (), NOWHERE, 10, TODAY)
    assert (found.candidates, found.eligible) == (3, 2)
    assert [(each.rank, each.offering_id, each.eligible) for each in found.edges] == [
        (1, TYRES.id, True),
        (2, tight.id, True),
        (3, wrong.id, False),
    ]
    assert {each.local_bonus for each in found.edges} == {0}
    assert len(supply.ranked(candidates, (), NOWHERE, 1, TODAY).edges) == 1


QUANTITIES = st.decimals(Decimal("0.01"), Decimal(10_000), places=2)
CODES = st.text("0123456789", min_size=2, max_size=10)
GOODS = st.sampled_from(("轮胎", "载重汽车轮胎", "tyre", "a", "!"))
OFFERINGS = st.builds(
    replace,
    st.just(TYRES),
    product=GOODS,
    class_code=CODES,
    capacity=st.none() | QUANTITIES,
    unit=st.sampled_from(("条", "套")),
    least_order=st.none() | QUANTITIES,
    certificates=st.none() | st.just(()) | st.just(("CCC",)),
    lead_days=st.none() | st.integers(0, 100),
    regions=st.sampled_from(((), ("65",), ("37", "6501"))),
)
NEEDS = st.builds(
    replace,
    st.just(TRUCKS),
    product=GOODS,
    class_code=CODES,
    volume=QUANTITIES,
    deliver_by=st.none() | st.dates(TODAY, date(2024, 1, 1)),
    region=st.sampled_from((None, "65", "650100", "37")),
)


@given(offering=OFFERINGS, need=NEEDS)
def test_a_score_is_the_sum_of_its_components_each_within_its_weight(
    offering: supply.Offering, need: supply.Need
) -> None:
    (match,) = supply.ranked([supply.Candidate(need, offering)], (), NOWHERE, 1, TODAY).edges
    assert match.score == sum(part.value for part in match.components)
    assert all(0 <= part.value <= part.weight for part in match.components)
    assert sum(part.weight for part in match.components) == 100
    assert match.eligible == all(each.outcome is not FAIL for each in match.rules)


@given(offering=OFFERINGS, need=NEEDS)
def test_what_is_unknown_fails_or_passes_once_it_is_said_and_nothing_else_changes(
    offering: supply.Offering, need: supply.Need
) -> None:
    """To say more never turns a rule that was decided."""
    before = outcomes(offering, need)
    said = replace(
        offering,
        capacity=offering.capacity or Decimal(10_000),
        certificates=offering.certificates or ("CCC",),
        lead_days=offering.lead_days or 0,
    )
    after = outcomes(said, need)
    assert {code for code in before if before[code] == UNKNOWN != after[code]} <= {
        "CAPACITY",
        "CERTIFICATES",
        "DATE",
    }
    assert all(before[code] == after[code] for code in ("CLASS", "UNIT", "REGION"))


@given(candidates=st.permutations([replace(TYRES, id=uid(30 + n)) for n in range(5)]))
def test_the_ranking_does_not_depend_on_the_order_of_the_candidates(
    candidates: list[supply.Offering],
) -> None:
    found = supply.ranked([supply.Candidate(TRUCKS, each) for each in candidates], (), NOWHERE, 5, TODAY)
    assert [each.offering_id for each in found.edges] == [uid(30 + n) for n in range(5)]


# --- Space ------------------------------------------------------------------------------------------------------------

HALL = supply.SpaceListing(
    id=uid(41), county_code=COUNTY, zone_id=uid(2), carrier_id=None, address="1 号路", area=Decimal(1000),
    clear_height=Decimal(8), floor_load=Decimal(20), power=Decimal(630), crane=Decimal(10),
    fire_class=supply.FireClass.SECOND, hazard_classes=(supply.HazardClass.C,), sewage=Decimal(50), rent=Decimal(10),
    available_from=TODAY, state=supply.ListingState.OFFERED, submitted_at=NOON, ended_at=None, version=1,
)  # fmt: skip
SOUGHT = supply.SpaceNeed(
    id=uid(42), county_code=COUNTY, enterprise_id=uid(11), intake_id=None, area=Decimal(800),
    clear_height=Decimal(8), floor_load=Decimal(10), power=Decimal(400), crane=Decimal(5),
    fire_class=supply.FireClass.SECOND, hazard_class=supply.HazardClass.D, sewage=Decimal(0), most_rent=Decimal(20),
    needed_by=TODAY + timedelta(days=30), state=supply.SpaceNeedState.OPEN, listing_id=None, submitted_at=NOON,
    ended_at=None, version=1,
)  # fmt: skip


def against(listing: supply.SpaceListing, need: supply.SpaceNeed = SOUGHT) -> dict[str, str]:
    """The rules of space that do not pass."""
    return {
        each.code: each.outcome for each in supply.rules_of_space(need, listing) if each.outcome is not PASS
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, {}),
        ({"area": Decimal("799.99")}, {"AREA": FAIL}),
        ({"clear_height": Decimal("7.9")}, {"CLEAR_HEIGHT": FAIL}),
        ({"floor_load": Decimal(9)}, {"FLOOR_LOAD": FAIL}),
        ({"power": Decimal(399)}, {"POWER": FAIL}),
        ({"crane": None}, {"CRANE": UNKNOWN}),
        ({"fire_class": supply.FireClass.FIRST}, {}),
        ({"fire_class": supply.FireClass.THIRD}, {"FIRE_CLASS": FAIL}),
        ({"hazard_classes": (supply.HazardClass.E,)}, {"HAZARD_CLASS": FAIL}),
        ({"hazard_classes": (supply.HazardClass.A,)}, {}),
        ({"hazard_classes": ()}, {"HAZARD_CLASS": FAIL}),
        ({"hazard_classes": None}, {"HAZARD_CLASS": UNKNOWN}),
        ({"rent": Decimal("20.01")}, {"RENT": FAIL}),
        ({"rent": None, "sewage": None}, {"RENT": UNKNOWN, "SEWAGE": UNKNOWN}),
        ({"available_from": TODAY + timedelta(days=31)}, {"AVAILABLE": FAIL}),
    ],
)
def test_every_rule_of_space_is_hard(fields: dict[str, Any], said: dict[str, str]) -> None:
    assert against(replace(HALL, **fields)) == said


def test_space_is_scored_by_price_distance_and_date() -> None:
    def parts(distance: int | None = None, **fields: Any) -> list[int]:
        found = supply.components_of_space(SOUGHT, replace(HALL, **fields), distance, TODAY)
        return [part.value for part in found]

    assert parts() == [37, 0, 25]
    assert parts(0, rent=Decimal(20)) == [25, 25, 25]
    assert parts(25, rent=None, available_from=None) == [0, 12, 0]
    assert parts(51, available_from=TODAY + timedelta(days=8)) == [37, 0, 23]


def test_what_is_unknown_is_assigned_once_it_is_confirmed_and_what_fails_never() -> None:
    def assigned(listing: supply.SpaceListing, *confirmed: FitCode) -> object:
        command = supply.AssignSpace(listing.id, 1, SOUGHT.id, 1, frozenset(confirmed))
        rules = supply.rules_of_space(SOUGHT, listing)
        return supply.assign(command, listing, SOUGHT, rules, NOON)

    unknown, low = replace(HALL, crane=None), replace(HALL, area=Decimal(1))
    refused = assigned(unknown)
    assert isinstance(refused, supply.SpaceDoesNotFit)
    assert [each.code for each in refused.rules] == [FitCode.CRANE]
    assert isinstance(assigned(unknown, FitCode.CRANE), supply.SpaceAssigned)
    assert isinstance(assigned(low, FitCode.AREA), supply.SpaceDoesNotFit)


# --- Introductions ----------------------------------------------------------------------------------------------------


def suggested() -> supply.Suggested:
    command = supply.SuggestIntroduction(TYRES.id, TRUCKS.id, uid(51), True, None, False, None)
    ids = (uid(61), uid(62), uid(63), uid(64))
    done = supply.suggest(command, TYRES, TRUCKS, None, ids, NOON, TODAY)
    assert isinstance(done, supply.Suggested)
    return done


@given(states=st.lists(st.sampled_from(IntroductionState), max_size=12))
def test_an_introduction_takes_its_steps_in_order_and_keeps_their_days(
    states: list[IntroductionState],
) -> None:
    begun = suggested()
    held, last, taken = begun.introduction, begun.step, [IntroductionState.SUGGESTED]
    for n, state in enumerate(states):
        day = TODAY - timedelta(days=20 - n) if n > 20 else TODAY
        reason = supply.FailureReason.PRICE if state is IntroductionState.FAILED else None
        command = supply.AdvanceIntroduction(held.id, held.version, state, day, reason, None)
        done = supply.advance(command, held, last, ("供方", "需方"), uid(70 + n), NOON, TODAY)
        if state in supply.NEXT[held.state]:
            assert isinstance(done, supply.Advanced)
            held, last = done.introduction, done.step
            taken.append(state)
        else:
            assert done == supply.IntroductionOutOfOrder(held.state, supply.NEXT[held.state])
    assert (held.version, last.number) == (len(taken), len(taken))
    assert (held.supplier_name is not None) == (IntroductionState.INTRODUCED in taken)
    assert (held.running_on is not None) == (IntroductionState.RUNNING in taken)
    assert (held.reason is not None) == (held.state is IntroductionState.FAILED)


def test_a_failure_has_a_reason_and_nothing_else_has() -> None:
    def wrong(state: IntroductionState, reason: supply.FailureReason | None) -> bool:
        command = supply.AdvanceIntroduction(uid(61), 1, state, None, reason, None)
        return supply.check_advance(command, TODAY) is not None

    assert wrong(IntroductionState.FAILED, None)
    assert wrong(IntroductionState.TALKS, supply.FailureReason.OTHER)
    assert not wrong(IntroductionState.FAILED, supply.FailureReason.OTHER)


def test_the_months_that_may_be_reported_are_those_in_which_it_ran() -> None:
    ran = replace(
        suggested().introduction,
        state=IntroductionState.FAILED,
        running_on=date(2023, 2, 20),
        failed_on=date(2023, 4, 3),
    )

    def reported(month: date) -> object:
        command = supply.ReportCooperation(ran.id, month, Decimal(1500), "条", None, None)
        return supply.report(command, ran, None, uid(80), NOON, TODAY)

    for month in (2, 3, 4):
        assert isinstance(reported(date(2023, month, 1)), supply.CooperationReported)
    outside = supply.MonthOutOfOrder("month", date(2023, 2, 1), date(2023, 4, 1))
    assert reported(date(2023, 1, 1)) == reported(date(2023, 5, 1)) == outside
