"""A fair: planned, opened, closed; its booths, its guests and what they thought."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import db.fairs
from domain import fairs
from domain.elements import ElementKind
from domain.enterprises import (
    Organization,
    OrganizationKind,
    OrganizationRegistration,
    Zone,
    ZoneKind,
    ZoneRegistration,
)
from domain.fairs import FairState, Level, Register
from domain.refusals import REQUIRED, InvalidInput, Problem, Words
from tests.offices import BOOTH, COUNTS, COUNTY, FAIR, NOON, SOLUTION, Api, credit_code, intake, uid

pytestmark = pytest.mark.anyio

ZONE = Zone(uid(2), COUNTY, "泰安市", ZoneKind.PREFECTURE, COUNTY)
OFFICE = Organization(uid(3), COUNTY, "自然资源局", OrganizationKind.DEPARTMENT)
PLANNED = replace(FAIR, state=FairState.PLANNED)
CLOSED = replace(FAIR, state=FairState.CLOSED)
RECONCILED = replace(FAIR, state=FairState.RECONCILED)

PLAN = fairs.PlanFair(
    name=" 泰安要素保障大集 ",
    kind=fairs.FairKind.ELEMENT_FAIR,
    zone=ZoneRegistration("泰安市", ZoneKind.PREFECTURE, COUNTY),
    venues=(" 会展中心 ",),
    round=1,
    opens_at=FAIR.opens_at,
    closes_at=FAIR.closes_at,
)
ADD = fairs.AddBooth(
    fair_id=FAIR.id,
    code=" A01 ",
    name=" 自然资源 ",
    organization=OrganizationRegistration("自然资源局", OrganizationKind.DEPARTMENT),
    registers=(Register.ELEMENT,),
    element_kinds=(ElementKind.LAND, ElementKind.ENERGY),
    capacity=None,
)


def told(refusal: InvalidInput | None) -> dict[str, Words]:
    return {problem.path: problem.message for problem in refusal.problems} if refusal else {}


def wrong_state(state: FairState, *needed: FairState) -> fairs.FairInWrongState:
    return fairs.FairInWrongState(FAIR.id, state, needed)


# --- Decisions ------------------------------------------------------------------------------------------------------


def test_a_planned_fair_is_tidied_and_belongs_to_the_county_of_its_zone() -> None:
    assert fairs.check_plan(PLAN) is None
    assert fairs.plan(PLAN, ZONE, FAIR.id) == fairs.Planned(PLANNED)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": "  "}, {"name": REQUIRED}),
        (
            {"name": "大" * 121},
            {"name": Words("has 121 characters; at most 120 are allowed", "共 121 字,最多 120 字")},
        ),
        (
            {"name": "大\n集"},
            {"name": Words("contains the control character U+000A; remove it", "含有控制字符 U+000A,请删除")},
        ),
        ({"venues": ("会展中心", "")}, {"venues.1": REQUIRED}),
        ({"venues": ("馆",) * 101}, {"venues": Words("takes at most 100 venues", "最多 100 个场地")}),
        ({"round": 0}, {"round": Words("must be from 1 to 10000", "场次应在 1 至 10000 之间")}),
        ({"round": 10_001}, {"round": Words("must be from 1 to 10000", "场次应在 1 至 10000 之间")}),
        (
            {"closes_at": FAIR.opens_at},
            {"closesAt": Words("must be after opensAt", "结束时间应晚于开始时间")},
        ),
        (
            {"closes_at": FAIR.opens_at + timedelta(days=31, microseconds=1)},
            {"closesAt": Words("is more than 31 days after opensAt", "活动时长不得超过 31 天")},
        ),
        (
            {"opens_at": datetime(1, 1, 1, tzinfo=UTC), "closes_at": datetime(1, 1, 2, tzinfo=UTC)},
            {"opensAt": Words("must be in a year from 1949 to 2999", "开始时间应在 1949 至 2999 年之间")},
        ),
        (
            {
                "opens_at": datetime(9999, 12, 31, 20, tzinfo=UTC),
                "closes_at": datetime(9999, 12, 31, 23, tzinfo=UTC),
            },
            {"opensAt": Words("must be in a year from 1949 to 2999", "开始时间应在 1949 至 2999 年之间")},
        ),
        (
            {"zone": ZoneRegistration(None, ZoneKind.COUNTY, "37")},
            {
                "zone.registration.name": REQUIRED,
                "zone.registration.divisionCode": Words(
                    "'37' is not a division code of six digits", "“37”不是六位行政区划代码"
                ),
            },
        ),
        (
            {"name": "", "round": 0, "venues": ("",)},
            {
                "name": REQUIRED,
                "venues.0": REQUIRED,
                "round": Words("must be from 1 to 10000", "场次应在 1 至 10000 之间"),
            },
        ),
    ],
)
def test_a_wrong_plan_is_told_all_its_problems(changes: dict[str, Any], problems: dict[str, Words]) -> None:
    assert told(fairs.check_plan(replace(PLAN, **changes))) == problems


def test_a_fair_lasts_at_most_thirty_one_days() -> None:
    assert fairs.check_plan(replace(PLAN, closes_at=FAIR.opens_at + timedelta(days=31))) is None


def test_a_booth_is_added_in_the_state_of_its_fair() -> None:
    assert fairs.check_booth(ADD) is None
    assert fairs.add_booth(ADD, FAIR, frozenset(), OFFICE, BOOTH.id) == fairs.BoothAdded(BOOTH)
    assert fairs.add_booth(ADD, PLANNED, frozenset({"A02"}), OFFICE, BOOTH.id) == fairs.BoothAdded(
        replace(BOOTH, state=FairState.PLANNED)
    )


def test_a_booth_for_finance_takes_capital_by_itself() -> None:
    command = replace(ADD, registers=(Register.FINANCE,), element_kinds=())
    assert fairs.check_booth(command) is None
    added = fairs.add_booth(command, FAIR, frozenset(), OFFICE, BOOTH.id)
    assert isinstance(added, fairs.BoothAdded)
    assert added.booth.registers == {Register.FINANCE}
    assert added.booth.element_kinds == {ElementKind.CAPITAL}


@pytest.mark.parametrize("state", [FairState.CLOSED, FairState.RECONCILED])
def test_a_fair_that_is_over_gets_no_booth(state: FairState) -> None:
    over = replace(FAIR, state=state)
    assert fairs.add_booth(ADD, over, frozenset(), OFFICE, BOOTH.id) == wrong_state(
        state, FairState.PLANNED, FairState.OPEN
    )


def test_a_booths_code_is_unique_in_its_fair() -> None:
    refusal = fairs.add_booth(ADD, FAIR, frozenset({"A01"}), OFFICE, BOOTH.id)
    assert refusal == fairs.BoothCodeTaken(FAIR.id, "A01")
    assert refusal.message == Words("The fair has a booth A01 already", "活动中已有 A01 号摊位")


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"code": ""}, {"code": REQUIRED}),
        (
            {"code": "A" * 21},
            {"code": Words("has 21 characters; at most 20 are allowed", "共 21 字,最多 20 字")},
        ),
        ({"name": " "}, {"name": REQUIRED}),
        ({"registers": ()}, {"registers": Words("takes at least one register", "至少选择一个受理类别")}),
        (
            {"element_kinds": ()},
            {"elementKinds": Words("takes at least one element kind", "至少选择一种要素")},
        ),
        ({"capacity": 0}, {"capacity": Words("must be from 1 to 1000", "接待能力应在 1 至 1000 之间")}),
        ({"capacity": 1001}, {"capacity": Words("must be from 1 to 1000", "接待能力应在 1 至 1000 之间")}),
        (
            {"organization": OrganizationRegistration("", OrganizationKind.BANK)},
            {"organization.registration.name": REQUIRED},
        ),
    ],
)
def test_a_wrong_booth_is_told_all_its_problems(changes: dict[str, Any], problems: dict[str, Words]) -> None:
    assert told(fairs.check_booth(replace(ADD, **changes))) == problems


@pytest.mark.parametrize(
    ("kind", "register"),
    [
        (kind, Register.ELEMENT if kind is OrganizationKind.DEPARTMENT else Register.FINANCE)
        for kind in OrganizationKind
    ],
)
def test_institutions_take_finance_needs_and_departments_element_needs(
    kind: OrganizationKind, register: Register
) -> None:
    assert fairs.default_registers(kind) == (register,)


def test_a_planned_fair_with_a_booth_opens() -> None:
    assert fairs.open_fair(PLANNED, 1) == fairs.Opened(FAIR)


def test_a_fair_without_a_booth_does_not_open() -> None:
    refusal = fairs.open_fair(PLANNED, 0)
    assert refusal == fairs.FairWithoutBooths(FAIR.id)
    assert refusal.message == Words("The fair has no booth yet; add one first", "活动还没有摊位,请先添加摊位")


@pytest.mark.parametrize("state", [FairState.OPEN, FairState.CLOSED, FairState.RECONCILED])
def test_only_a_planned_fair_opens(state: FairState) -> None:
    assert fairs.open_fair(replace(FAIR, state=state), 1) == wrong_state(state, FairState.PLANNED)


def test_an_open_fair_with_nothing_open_closes() -> None:
    assert fairs.close_fair(FAIR, 0, ()) == fairs.Closed(CLOSED)


@pytest.mark.parametrize("state", [FairState.PLANNED, FairState.CLOSED, FairState.RECONCILED])
def test_only_an_open_fair_closes(state: FairState) -> None:
    assert fairs.close_fair(replace(FAIR, state=state), 0, ()) == wrong_state(state, FairState.OPEN)


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [
        (1, "1 intake is still open: A01-1", "还有 1 件受理单未处理:A01-1"),
        (2, "2 intakes are still open: A01-1, A01-2", "还有 2 件受理单未处理:A01-1, A01-2"),
        (3, "3 intakes are still open: A01-1, A01-2 and others", "还有 3 件受理单未处理:A01-1, A01-2等"),
    ],
)
def test_a_fair_with_open_intakes_does_not_close_and_says_which_they_are(
    count: int, en: str, zh: str
) -> None:
    shown = ((uid(101), "A01-1"), (uid(102), "A01-2"))[:count]
    refusal = fairs.close_fair(FAIR, count, shown)
    assert refusal == fairs.IntakesStillOpen(
        FAIR.id, count, tuple(id for id, _ in shown), tuple(label for _, label in shown)
    )
    assert refusal.message == Words(en, zh)


@pytest.mark.parametrize(
    ("state", "needed", "en", "zh"),
    [
        (
            "PLANNED",
            "OPEN",
            "The fair is planned; this needs a fair that is open",
            "活动筹备中,此操作要求活动进行中",
        ),
        (
            "OPEN",
            "PLANNED",
            "The fair is open; this needs a fair that is planned",
            "活动进行中,此操作要求活动筹备中",
        ),
        (
            "CLOSED",
            "OPEN",
            "The fair is closed; this needs a fair that is open",
            "活动已结束,此操作要求活动进行中",
        ),
        (
            "RECONCILED",
            "OPEN",
            "The fair is reconciled; this needs a fair that is open",
            "活动已对账,此操作要求活动进行中",
        ),
    ],
)
def test_a_wrong_state_is_told_with_the_right_one(state: str, needed: str, en: str, zh: str) -> None:
    assert wrong_state(FairState(state), FairState(needed)).message == Words(en, zh)


def test_an_enterprise_attends_a_fair_that_is_open() -> None:
    assert fairs.attend(FAIR, uid(20)) == fairs.Attended(FAIR, uid(20))
    for fair in (PLANNED, CLOSED, RECONCILED):
        assert fairs.attend(fair, uid(20)) == wrong_state(fair.state, FairState.OPEN)


RATE = fairs.RateFair(FAIR.id, uid(20), Level.SATISFIED, " 很好 ")
RATING = fairs.Rating(COUNTY, FAIR.id, uid(20), Level.SATISFIED, "很好", NOON)


def test_an_enterprise_that_attended_rates_once_from_the_opening_on() -> None:
    for fair in (FAIR, CLOSED, RECONCILED):
        assert fairs.rate_fair(RATE, fair, uid(20), True, None, NOON) == fairs.Rated(RATING)
    assert fairs.rate_fair(RATE, PLANNED, uid(20), True, None, NOON) == wrong_state(
        FairState.PLANNED, FairState.OPEN, FairState.CLOSED
    )


def test_a_rating_of_a_stranger_is_refused() -> None:
    refusal = fairs.rate_fair(RATE, FAIR, uid(20), False, None, NOON)
    assert refusal == fairs.NotAttending(FAIR.id, uid(20))
    assert refusal.message == Words(
        "The enterprise has no intake and no attendance at this fair; record its attendance first",
        "该企业在本次活动中没有受理单或签到记录,请先登记到场",
    )


def test_a_second_rating_is_refused() -> None:
    refusal = fairs.rate_fair(RATE, FAIR, uid(20), True, RATING, NOON + timedelta(minutes=1))
    assert refusal == fairs.AlreadyRated(FAIR.id, uid(20), NOON)
    assert refusal.message == Words(
        "The enterprise has rated this fair already", "该企业已对本次活动作出评价"
    )


def test_a_comment_is_held_to_its_limit_and_a_blank_one_says_nothing() -> None:
    assert fairs.check_rating(replace(RATE, comment="好" * 500)) is None
    assert fairs.check_rating(replace(RATE, comment="好" * 501)) == InvalidInput(
        (Problem("comment", Words("has 501 characters; at most 500 are allowed", "共 501 字,最多 500 字")),)
    )
    rated = fairs.rate_fair(replace(RATE, comment=" \n"), FAIR, uid(20), True, None, NOON)
    assert isinstance(rated, fairs.Rated)
    assert rated.rating.comment is None


# --- Through the API ------------------------------------------------------------------------------------------------

FAIRS = """query Fairs { fairs(first: 20, filter: { kind: ELEMENT_FAIR, state: OPEN }) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id name state } } } }"""
DASHBOARD = """query Dashboard($id: ID!) { fair(id: $id) { id name kind state opensAt closesAt zone { name }
  counts { epoch version asOf total { received onSite solution open withdrawn duplicate onSiteRate }
    registers { register received onSite solution open onSiteRate }
    booths { booth { id code name organization { id name kind } } register received onSite solution open } } } }"""
STATE = "query($id: ID!) { fair(id: $id) { state booths { code state } } }"


async def close(api: Api, fair_id: str) -> dict[str, Any]:
    payload = "... on FairClosed { fair { id state } } ... on IntakesStillOpen { openCount intakeIds labels } ... on FairInWrongState { state needed }"
    return await api.act("closeFair", payload, fairId=fair_id)


async def open_(api: Api, fair_id: str) -> dict[str, Any]:
    payload = "... on FairOpened { fair { id state } } ... on FairInWrongState { state needed }"
    return await api.act("openFair", payload, fairId=fair_id)


async def test_an_intake_gets_the_next_number_of_its_booth_and_is_counted(api: Api) -> None:
    fair = await api.open_fair()
    first = await api.submit(fair.booths["A01"], "k-1")
    second = await api.submit(fair.booths["A01"], "k-2")
    assert [first["intake"]["number"], second["intake"]["number"]] == [1, 2]
    assert first["intake"]["receivedAt"] == "2023-06-13T12:00:00.000+08:00"
    assert second["counts"] == {"version": 5, "total": {"received": 2, "open": 2}}


async def test_the_operation_fairs_runs_as_it_is_promised(api: Api) -> None:
    fair = await api.open_fair()
    await api.plan_fair(name="下一场")
    await api.plan_fair(name="开放日", kind="OPEN_DAY")
    listed = (await api.ask(FAIRS))["fairs"]
    cursor = listed["edges"][0]["cursor"]
    assert listed == {
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "endCursor": cursor},
        "edges": [{"cursor": cursor, "node": {"id": fair.id, "name": "泰安要素保障大集", "state": "OPEN"}}],
    }


async def test_the_operation_dashboard_runs_as_it_is_promised(api: Api) -> None:
    fair = await api.open_fair()
    solved = await api.taken(fair.booths["A01"], "k-1")
    await api.taken(fair.booths["A02"], "k-2")
    await api.dispose(solved)
    shown = (await api.ask(DASHBOARD, id=fair.id))["fair"]
    counts = shown.pop("counts")
    assert shown == {
        "id": fair.id,
        "name": "泰安要素保障大集",
        "kind": "ELEMENT_FAIR",
        "state": "OPEN",
        "opensAt": "2023-06-13T09:00:00.000+08:00",
        "closesAt": "2023-06-13T17:00:00.000+08:00",
        "zone": {"name": "泰安市"},
    }
    assert datetime.fromisoformat(counts.pop("asOf")).utcoffset() == timedelta(hours=8)
    assert len(counts.pop("epoch")) == 12
    booths = counts.pop("booths")
    organizations = [booth["booth"].pop("organization") for booth in booths]
    assert [(o["name"], o["kind"]) for o in organizations] == [
        ("A01 部门", "DEPARTMENT"),
        ("A02 部门", "DEPARTMENT"),
        ("B01 银行", "BANK"),
    ]
    assert counts == {
        "version": 6,
        "total": {
            "received": 2,
            "onSite": 1,
            "solution": 0,
            "open": 1,
            "withdrawn": 0,
            "duplicate": 0,
            "onSiteRate": "50.0",
        },
        "registers": [
            {
                "register": "ELEMENT",
                "received": 2,
                "onSite": 1,
                "solution": 0,
                "open": 1,
                "onSiteRate": "50.0",
            },
            {"register": "FINANCE", "received": 0, "onSite": 0, "solution": 0, "open": 0, "onSiteRate": None},
        ],
    }
    assert booths == [
        {
            "booth": {"id": fair.booths[code], "code": code, "name": f"{code} 台"},
            "register": register,
            "received": sum(numbers),
            "onSite": numbers[0],
            "solution": 0,
            "open": numbers[1],
        }
        for code, register, numbers in (
            ("A01", "ELEMENT", (1, 0)),
            ("A02", "ELEMENT", (0, 1)),
            ("B01", "FINANCE", (0, 0)),
        )
    ]


async def test_a_fair_is_planned_as_it_was_said(api: Api) -> None:
    planned = await api.act(
        "planFair",
        "... on FairPlanned { fair { name kind state venues round opensAt closesAt zone { name kind divisionCode } booths { id } counts { version total { received onSiteRate } registers { register } booths { register } } } }",
        name=" 一线服务 ",
        kind="FRONTLINE_SERVICE",
        zone={"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}},
        opensAt="2023-06-13T01:00:00Z",
        closesAt="2023-06-13T17:00:00",
        venues=["一号馆", "二号馆"],
        round=4,
    )
    assert planned == {
        "__typename": "FairPlanned",
        "fair": {
            "name": "一线服务",
            "kind": "FRONTLINE_SERVICE",
            "state": "PLANNED",
            "venues": ["一号馆", "二号馆"],
            "round": 4,
            "opensAt": "2023-06-13T09:00:00.000+08:00",
            "closesAt": "2023-06-13T17:00:00.000+08:00",
            "zone": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"},
            "booths": [],
            "counts": {
                "version": 0,
                "total": {"received": 0, "onSiteRate": None},
                "registers": [],
                "booths": [],
            },
        },
    }


async def test_a_zone_is_registered_once_and_taken_by_its_id_after_that(api: Api) -> None:
    first, second = await api.plan_fair(), await api.plan_fair(name="第二场")
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Fair { zone { id } } } }"
    zones = {fair["zone"]["id"] for fair in (await api.ask(query, ids=[first, second]))["nodes"]}
    assert len(zones) == 1
    third = await api.plan_fair(name="第三场", zone={"id": zones.pop()})
    assert (await api.ask(query, ids=[third]))["nodes"][0]["zone"]["id"]
    assert (await api.rows())["zones"] == 1


async def test_a_zone_that_two_plan_in_at_the_same_moment_is_registered_once(api: Api) -> None:
    await asyncio.gather(*(api.plan_fair(name=f"第 {number} 场") for number in range(6)))
    rows = await api.rows()
    assert (rows["zones"], rows["fairs"]) == (1, 6)


@pytest.mark.parametrize("id", ["nonsense", "", "RmFpcjoxMjM"])
async def test_a_plan_in_an_unknown_zone_is_refused(api: Api, id: str) -> None:
    given = {
        "name": "大集",
        "kind": "ELEMENT_FAIR",
        "zone": {"id": id},
        "opensAt": "2023-06-13T09:00:00+08:00",
        "closesAt": "2023-06-13T17:00:00+08:00",
    }
    assert await api.act("planFair", "... on NotFound { path }", **given) == {
        "__typename": "NotFound",
        "path": "zone.id",
        "message": "zone.id: there is no such zone",
    }
    assert (await api.rows())["fairs"] == 0


async def test_a_plan_out_of_all_time_is_a_refusal_and_nothing_is_written(api: Api) -> None:
    before = await api.rows()
    for opens, closes in (
        ("9999-12-31T20:00:00Z", "9999-12-31T23:00:00Z"),
        ("0001-01-01T00:00:00+08:00", "0001-01-02T00:00:00+08:00"),
    ):
        refused = await api.act(
            "planFair",
            "",
            name="大集",
            kind="ELEMENT_FAIR",
            zone={"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}},
            opensAt=opens,
            closesAt=closes,
        )
        assert refused["problems"] == [{"path": "opensAt", "message": "must be in a year from 1949 to 2999"}]
    assert await api.rows() == before


async def test_a_booth_is_added_as_it_was_said(api: Api) -> None:
    fair = await api.plan_fair()
    added = await api.act(
        "addBooth",
        "... on BoothAdded { booth { code name capacity state registers elementKinds organization { name kind } fair { id booths { code } } } }",
        fairId=fair,
        code=" C01 ",
        name=" 综合台 ",
        organization={"registration": {"name": "金融办", "kind": "DEPARTMENT"}},
        registers=["FINANCE", "ELEMENT"],
        elementKinds=["SAFETY", "LAND"],
        capacity=3,
    )
    assert added == {
        "__typename": "BoothAdded",
        "booth": {
            "code": "C01",
            "name": "综合台",
            "capacity": 3,
            "state": "PLANNED",
            "registers": ["ELEMENT", "FINANCE"],
            "elementKinds": ["LAND", "CAPITAL", "SAFETY"],
            "organization": {"name": "金融办", "kind": "DEPARTMENT"},
            "fair": {"id": fair, "booths": [{"code": "C01"}]},
        },
    }
    counts = await api.counts(fair)
    assert [(booth["booth"]["code"], booth["register"]) for booth in counts["booths"]] == [
        ("C01", "ELEMENT"),
        ("C01", "FINANCE"),
    ]


async def test_booths_come_in_the_order_of_their_codes(api: Api) -> None:
    fair = await api.plan_fair()
    for code in ("B2", "A10", "A2"):
        await api.add_booth(fair, code)
    assert [booth["code"] for booth in (await api.ask(STATE, id=fair))["fair"]["booths"]] == [
        "A10",
        "A2",
        "B2",
    ]


async def test_a_code_is_given_once_even_to_two_at_the_same_moment(api: Api) -> None:
    fair = await api.plan_fair()
    given = {
        "fairId": fair,
        "code": "A01",
        "name": "台",
        "organization": {"registration": {"name": "自然资源局", "kind": "DEPARTMENT"}},
        "registers": ["ELEMENT"],
        "elementKinds": ["LAND"],
    }
    payload = "... on BoothCodeTaken { code }"
    answers = await asyncio.gather(*(api.act("addBooth", payload, **given) for _ in range(4)))
    assert sorted(answer["__typename"] for answer in answers) == ["BoothAdded"] + ["BoothCodeTaken"] * 3
    taken = next(answer for answer in answers if answer["__typename"] == "BoothCodeTaken")
    assert taken == {
        "__typename": "BoothCodeTaken",
        "code": "A01",
        "message": "The fair has a booth A01 already",
    }
    rows = await api.rows()
    assert (rows["booths"], rows["booth_tallies"], rows["organizations"]) == (1, 1, 1)


async def test_a_booth_that_is_added_to_an_open_fair_takes_intakes_at_once(api: Api) -> None:
    fair = await api.open_fair()
    version = (await api.counts(fair.id))["version"]
    late = await api.add_booth(fair.id, "A03")
    assert (await api.counts(fair.id))["version"] == version + 1
    assert (await api.submit(late, "k-1"))["intake"]["number"] == 1


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"fairId": "nonsense"}, "fairId"), ({"organization": {"id": "x"}}, "organization.id")],
)
async def test_a_booth_of_nothing_known_is_refused(api: Api, changes: dict[str, Any], path: str) -> None:
    fair = await api.plan_fair()
    before = await api.written()
    given = {
        "fairId": fair,
        "code": "A01",
        "name": "台",
        "organization": {"registration": {"name": "局", "kind": "DEPARTMENT"}},
        "registers": ["ELEMENT"],
        "elementKinds": ["LAND"],
        **changes,
    }
    refused = await api.act("addBooth", "... on NotFound { path }", **given)
    assert (refused["__typename"], refused["path"]) == ("NotFound", path)
    assert await api.written() == before


async def test_a_fair_opens_with_all_its_booths(api: Api) -> None:
    fair = await api.plan_fair()
    await api.add_booth(fair, "A01")
    await api.add_booth(fair, "A02")
    assert await open_(api, fair) == {"__typename": "FairOpened", "fair": {"id": fair, "state": "OPEN"}}
    assert (await api.ask(STATE, id=fair))["fair"] == {
        "state": "OPEN",
        "booths": [{"code": "A01", "state": "OPEN"}, {"code": "A02", "state": "OPEN"}],
    }


async def test_a_fair_without_a_booth_stays_planned(api: Api) -> None:
    fair = await api.plan_fair()
    before = await api.written()
    assert await open_(api, fair) == {
        "__typename": "FairWithoutBooths",
        "message": "The fair has no booth yet; add one first",
    }
    assert await api.written() == before


async def test_an_open_fair_does_not_open_again_and_a_planned_one_does_not_close(api: Api) -> None:
    fair = await api.open_fair()
    planned = await api.plan_fair(name="下一场")
    before = await api.written()
    assert await open_(api, fair.id) == {
        "__typename": "FairInWrongState",
        "state": "OPEN",
        "needed": ["PLANNED"],
        "message": "The fair is open; this needs a fair that is planned",
    }
    assert await close(api, planned) == {
        "__typename": "FairInWrongState",
        "state": "PLANNED",
        "needed": ["OPEN"],
        "message": "The fair is planned; this needs a fair that is open",
    }
    assert await api.written() == before


async def test_a_fair_with_open_intakes_stays_open_and_says_which_they_are(api: Api) -> None:
    fair = await api.open_fair()
    second = await api.taken(fair.booths["A02"], "k-1")
    first = await api.taken(fair.booths["A01"], "k-2")
    await api.dispose(await api.taken(fair.booths["A01"], "k-3"))
    before = await api.written()
    assert await close(api, fair.id) == {
        "__typename": "IntakesStillOpen",
        "openCount": 2,
        "intakeIds": [first, second],
        "labels": ["A01-1", "A02-1"],
        "message": "2 intakes are still open: A01-1, A02-1",
    }
    assert await api.written() == before


async def test_of_many_open_intakes_the_first_twenty_are_named(api: Api) -> None:
    fair = await api.open_fair()
    for number in range(1, 23):
        await api.taken(fair.booths["A01"], f"k-{number}")
    refused = await close(api, fair.id)
    assert refused["openCount"] == 22
    assert refused["labels"] == [f"A01-{number}" for number in range(1, 21)]
    assert len(refused["intakeIds"]) == 20
    assert refused["message"].endswith("A01-20 and others")


async def test_a_closed_fair_takes_nothing_more(api: Api) -> None:
    fair = await api.open_fair()
    await api.dispose(await api.taken(fair.booths["A01"], "k-1"))
    assert await close(api, fair.id) == {
        "__typename": "FairClosed",
        "fair": {"id": fair.id, "state": "CLOSED"},
    }
    states = (await api.ask(STATE, id=fair.id))["fair"]
    assert {booth["state"] for booth in states["booths"]} == {states["state"]} == {"CLOSED"}
    before = await api.written()
    assert (await close(api, fair.id))["__typename"] == "FairInWrongState"
    refused = await api.ask(
        "mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename ... on BoothClosed { message state opensAt closesAt } } }",
        input=intake(fair.booths["A01"], "k-2"),
    )
    assert refused["submitIntake"] == {
        "__typename": "BoothClosed",
        "message": "The booth takes no intakes: its fair is closed",
        "state": "CLOSED",
        "opensAt": "2023-06-13T09:00:00.000+08:00",
        "closesAt": "2023-06-13T17:00:00.000+08:00",
    }
    attend = await api.act(
        "recordAttendance",
        "",
        fairId=fair.id,
        enterprise={"registration": {"uscc": credit_code(1), "name": "企业"}},
    )
    assert attend["__typename"] == "FairInWrongState"
    booth = await api.act(
        "addBooth",
        "",
        fairId=fair.id,
        code="A09",
        name="台",
        organization={"registration": {"name": "新局", "kind": "DEPARTMENT"}},
        registers=["ELEMENT"],
        elementKinds=["LAND"],
    )
    assert booth["__typename"] == "FairInWrongState"
    assert await api.written() == before


@pytest.mark.parametrize("mutation", ["openFair", "closeFair"])
async def test_a_fair_that_is_not_there_neither_opens_nor_closes(api: Api, mutation: str) -> None:
    booth = (await api.open_fair()).booths["A01"]
    for id in ("nonsense", booth, ""):
        assert await api.act(mutation, "... on NotFound { path }", fairId=id) == {
            "__typename": "NotFound",
            "path": "fairId",
            "message": "fairId: there is no such fair",
        }


async def test_a_fair_that_closes_in_a_rush_leaves_no_intake_open(api: Api) -> None:
    fair = await api.open_fair()
    booths = [fair.booths["A01"], fair.booths["A02"]]
    answered: list[str] = []
    closing: list[str] = []

    async def visitor(number: int) -> None:
        for round_ in range(6):
            got = await api.submit(booths[number % 2], f"k-{number}-{round_}")
            answered.append(got["__typename"])
            if got["__typename"] == "IntakeSubmitted":
                assert (await api.dispose(got["intake"]["id"]))["__typename"] == "IntakeDisposed"

    async def closer() -> None:
        while not closing or closing[-1] == "IntakesStillOpen":
            closing.append((await close(api, fair.id))["__typename"])

    await asyncio.gather(*(visitor(number) for number in range(6)), closer())
    assert closing[-1] == "FairClosed"
    assert set(answered) <= {"IntakeSubmitted", "BoothClosed"}
    assert await api.owner.fetchval("SELECT count(*) FROM intakes WHERE disposition IS NULL") == 0
    assert await api.owner.fetchval("SELECT count(*) FROM intakes") == answered.count("IntakeSubmitted")
    counts = await api.counts(fair.id)
    assert counts["total"]["open"] == 0
    assert counts["total"]["received"] == answered.count("IntakeSubmitted")


async def test_intakes_that_race_the_closing_are_refused_or_hold_the_fair_open(api: Api) -> None:
    fair = await api.open_fair()
    for attempt in range(12):
        submitted, closed = await asyncio.gather(
            api.submit(fair.booths["A01"], f"k-{attempt}"), close(api, fair.id)
        )
        is_open = await api.owner.fetchval("SELECT count(*) FROM intakes WHERE disposition IS NULL")
        if closed["__typename"] == "FairClosed":
            assert (submitted["__typename"], is_open) == ("BoothClosed", 0)
            break
        assert (closed["__typename"], submitted["__typename"], is_open) == (
            "IntakesStillOpen",
            "IntakeSubmitted",
            1,
        )
        await api.dispose(submitted["intake"]["id"])
    states = await api.owner.fetch(
        "SELECT DISTINCT f.state AS fair, b.state AS booth FROM fairs f JOIN booths b ON b.fair_id = f.id"
    )
    assert len(states) == 1
    assert states[0]["fair"] == states[0]["booth"]


# --- Guests ---------------------------------------------------------------------------------------------------------

SATISFACTION = "query($id: ID!) { fair(id: $id) { satisfaction { attending rated unrated mean levels { level count } } } }"


async def attend(api: Api, fair_id: str, number: int) -> str:
    payload = "... on AttendanceRecorded { fair { id } enterprise { id uscc } }"
    enterprise = {"registration": {"uscc": credit_code(number), "name": f"企业 {number}"}}
    recorded = await api.act("recordAttendance", payload, fairId=fair_id, enterprise=enterprise)
    assert recorded["fair"]["id"] == fair_id
    assert recorded["enterprise"]["uscc"] == credit_code(number)
    return recorded["enterprise"]["id"]


async def rate(
    api: Api, fair_id: str, enterprise_id: str, level: str = "SATISFIED", **given: Any
) -> dict[str, Any]:
    payload = "... on FairRated { rating { level comment ratedAt fair { id } enterprise { id } } } ... on AlreadyRated { ratedAt } ... on NotFound { path }"
    return await api.act(
        "rateFair", payload, fairId=fair_id, enterpriseId=enterprise_id, level=level, **given
    )


async def test_satisfaction_is_the_mean_of_those_who_rated(api: Api) -> None:
    fair = await api.open_fair()
    guests = [await attend(api, fair.id, number) for number in range(4)]
    await api.taken(fair.booths["A01"], "k-1", enterprise={"id": guests[0]})
    fifth = await api.taken(fair.booths["A01"], "k-2")
    query = "query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id } } } }"
    guests.append((await api.ask(query, id=fifth))["node"]["enterprise"]["id"])
    none = (await api.ask(SATISFACTION, id=fair.id))["fair"]["satisfaction"]
    assert (none["attending"], none["rated"], none["unrated"], none["mean"]) == (5, 0, 5, None)
    for guest, level in zip(guests, ("VERY_SATISFIED", "VERY_SATISFIED", "FAIRLY_SATISFIED"), strict=False):
        assert (await rate(api, fair.id, guest, level))["__typename"] == "FairRated"
    assert (await api.ask(SATISFACTION, id=fair.id))["fair"]["satisfaction"] == {
        "attending": 5,
        "rated": 3,
        "unrated": 2,
        "mean": "4.3",
        "levels": [
            {"level": "VERY_SATISFIED", "count": 2},
            {"level": "SATISFIED", "count": 0},
            {"level": "FAIRLY_SATISFIED", "count": 1},
            {"level": "DISSATISFIED", "count": 0},
            {"level": "VERY_DISSATISFIED", "count": 0},
        ],
    }


async def test_a_rating_is_answered_and_a_second_one_refused_with_the_time_of_the_first(api: Api) -> None:
    fair = await api.open_fair()
    guest = await attend(api, fair.id, 1)
    assert await rate(api, fair.id, guest, "DISSATISFIED", comment=" 等得久 ") == {
        "__typename": "FairRated",
        "rating": {
            "level": "DISSATISFIED",
            "comment": "等得久",
            "ratedAt": "2023-06-13T12:00:00.000+08:00",
            "fair": {"id": fair.id},
            "enterprise": {"id": guest},
        },
    }
    api.clock.advance(minutes=5)
    before = await api.written()
    assert await rate(api, fair.id, guest) == {
        "__typename": "AlreadyRated",
        "ratedAt": "2023-06-13T12:00:00.000+08:00",
        "message": "The enterprise has rated this fair already",
    }
    assert await api.written() == before


async def test_of_ratings_at_the_same_moment_one_counts(api: Api) -> None:
    fair = await api.open_fair()
    guest = await attend(api, fair.id, 1)
    answers = await asyncio.gather(*(rate(api, fair.id, guest) for _ in range(5)))
    assert sorted(answer["__typename"] for answer in answers) == ["AlreadyRated"] * 4 + ["FairRated"]


async def test_a_closed_fair_is_still_rated(api: Api) -> None:
    fair = await api.open_fair()
    guest = await attend(api, fair.id, 1)
    await close(api, fair.id)
    assert (await rate(api, fair.id, guest))["__typename"] == "FairRated"


async def test_a_stranger_an_unknown_enterprise_and_a_wrong_comment_rate_nothing(api: Api) -> None:
    fair = await api.open_fair()
    guest = await attend(api, fair.id, 1)
    second = await api.plan_fair(name="第二场")
    await api.add_booth(second, "A01")
    assert (await rate(api, second, guest))["__typename"] == "FairInWrongState"
    await open_(api, second)
    before = await api.written()
    assert (await rate(api, second, guest))["__typename"] == "NotAttending"
    assert (await rate(api, guest, guest))["path"] == "fairId"
    refused = await rate(api, fair.id, guest, comment="好\x07")
    assert refused["problems"] == [
        {"path": "comment", "message": "contains the control character U+0007; remove it"}
    ]
    assert await api.written() == before


async def test_an_enterprise_that_comes_twice_attends_once(api: Api) -> None:
    fair = await api.open_fair()
    ids = await asyncio.gather(*(attend(api, fair.id, 1) for _ in range(5)))
    assert len(set(ids)) == 1
    rows = await api.rows()
    assert (rows["attendances"], rows["enterprises"]) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "path"), [({"fairId": "x"}, "fairId"), ({"enterprise": {"id": "x"}}, "enterprise.id")]
)
async def test_an_attendance_of_nothing_known_is_refused(
    api: Api, changes: dict[str, Any], path: str
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    given = {
        "fairId": fair.id,
        "enterprise": {"registration": {"uscc": credit_code(1), "name": "企业"}},
        **changes,
    }
    refused = await api.act("recordAttendance", "... on NotFound { path }", **given)
    assert (refused["__typename"], refused["path"]) == ("NotFound", path)
    assert await api.written() == before


async def test_round_four_of_the_frontline_service_counts_as_it_was_printed(api: Api) -> None:
    """A19: 12 venues, 88 enterprises, 34 answered on the spot, and the open ones go to the ledger."""
    fair = await api.plan_fair(
        name="一线服务",
        kind="FRONTLINE_SERVICE",
        round=4,
        venues=[f"{number} 号服务点" for number in range(1, 13)],
    )
    booth = await api.add_booth(fair, "F01", elementKinds=["ENERGY"])
    await open_(api, fair)
    for number in range(88):
        await attend(api, fair, number)
    for number in range(40):
        id = await api.taken(
            booth, f"k-{number}", enterprise={"registration": {"uscc": credit_code(number), "name": "企业"}}
        )
        if number < 34:
            await api.dispose(id)
        else:
            await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    shown = (
        await api.ask(
            f"query($id: ID!) {{ fair(id: $id) {{ round venues satisfaction {{ attending }} counts {{ {COUNTS} }} }} }}",
            id=fair,
        )
    )["fair"]
    total = shown["counts"]["total"]
    assert (shown["round"], len(shown["venues"]), shown["satisfaction"]["attending"]) == (4, 12, 88)
    assert (total["received"], total["onSite"], total["solution"], total["open"]) == (40, 34, 6, 0)
    assert (await api.rows())["ledger_entries"] == 6
    assert (await close(api, fair))["__typename"] == "FairClosed"


async def test_an_intake_that_comes_while_the_fair_closes_waits_and_is_refused(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    looked, late = db.fairs.open_intakes, list[asyncio.Task[dict[str, Any]]]()

    async def look(*given: Any) -> Any:
        found = await looked(*given)
        late.append(asyncio.create_task(api.submit(fair.booths["A01"], "late")))
        await api.until_one_waits()
        return found

    monkeypatch.setattr(db.fairs, "open_intakes", look)
    assert (await close(api, fair.id))["__typename"] == "FairClosed"
    assert (await late[0])["__typename"] == "BoothClosed"
    assert (await api.rows())["intakes"] == 0


async def test_a_closing_that_comes_while_an_intake_is_taken_waits_and_is_refused(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    taken, closing = db.fairs.take, list[asyncio.Task[dict[str, Any]]]()

    async def take(*given: Any) -> None:
        closing.append(asyncio.create_task(close(api, fair.id)))
        await api.until_one_waits()
        await taken(*given)

    monkeypatch.setattr(db.fairs, "take", take)
    assert (await api.submit(fair.booths["A01"], "k"))["__typename"] == "IntakeSubmitted"
    refused = await closing[0]
    assert (refused["__typename"], refused["labels"]) == ("IntakesStillOpen", ["A01-1"])
