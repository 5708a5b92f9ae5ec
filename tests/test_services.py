"""Service points: what they serve, how far they are, and how many enterprises they reach."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import enterprises
from domain.enterprises import (
    AdvanceServicePoint,
    Reached,
    ServicePoint,
    ServicePointAdvanced,
    ServicePointKind,
    ServicePointState,
    TravelMode,
)
from schema.backing import global_id, key_of
from tests.offices import COUNTY, TODAY, Api, bearer, credit_code, uid
from tests.places import ADVANCED, POINT, acted, carrier, message, opened, point, refused, zone

pytestmark = pytest.mark.anyio

WRONG_STATE = "... on ServicePointInWrongState { state possible }"
ADDED = "... on ServiceAdded { service { id list name since until version point { id } } }"
LISTS = """query($id: ID!) { servicePoint(id: $id) {
  standardServices { name } specialServices { name point { id } } } }"""

FIRST_DAY = date(2023, 1, 1)
INTENDED = ServicePoint(
    id=uid(1),
    county_code=COUNTY,
    name="窗口",
    kind=ServicePointKind.HALL,
    zone_id=uid(2),
    carrier_id=None,
    address="路 1 号",
    state=ServicePointState.INTENDED,
    intended_on=FIRST_DAY,
    signed_on=None,
    opened_on=None,
    closed_on=None,
    version=1,
)

# --- States -----------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from(ServicePointState), st.one_of(st.none(), st.integers(-40, 200))), max_size=8
)


@given(STEPS)
def test_a_point_goes_forward_only_and_its_days_are_in_order(
    steps: list[tuple[ServicePointState, int | None]],
) -> None:
    held, order = INTENDED, list(ServicePointState)
    for state, days in steps:
        day = None if days is None else FIRST_DAY + timedelta(days=days)
        command = AdvanceServicePoint(held.id, held.version, state, day)
        if enterprises.check_advance(command, TODAY):
            assert (day or TODAY) > TODAY
            continue
        answer = enterprises.advance(command, held, TODAY)
        forward = order.index(state) == order.index(held.state) + 1
        right = forward or (state is ServicePointState.CLOSED and held.state is not ServicePointState.CLOSED)
        in_order = (day or TODAY) >= held.since
        assert isinstance(answer, ServicePointAdvanced) is (right and in_order)
        if isinstance(answer, ServicePointAdvanced):
            held = answer.service_point
            assert (held.state, held.since) == (state, day or TODAY)
        days_ = [d for d in (held.intended_on, held.signed_on, held.opened_on, held.closed_on) if d]
        assert days_ == sorted(days_)


async def test_a_point_is_registered_and_goes_from_intended_to_closed(api: Api) -> None:
    east = await zone(api, "东区")
    park = await carrier(api, east)
    made = await acted(
        api,
        "registerServicePoint",
        POINT,
        name=" 一号窗口 ",
        kind="MICRO_WINDOW",
        zoneId=east,
        carrierId=park,
        address="路",
    )
    id = made["servicePoint"].pop("id")
    assert made["servicePoint"] == {"state": "INTENDED", "intendedOn": "2023-06-13", "version": 1}
    for version, state in ((1, "SIGNED"), (2, "OPEN"), (3, "CLOSED")):
        answer = await acted(api, "advanceServicePoint", ADVANCED, id=id, version=version, state=state)
        assert answer["servicePoint"]["state"] == state
    assert answer["servicePoint"] == {
        "state": "CLOSED", "intendedOn": "2023-06-13", "signedOn": "2023-06-13", "openedOn": "2023-06-13",
        "closedOn": "2023-06-13", "version": 4,
    }  # fmt: skip
    query = "query($id: ID!) { servicePoint(id: $id) { name kind zone { id } carrier { id } } }"
    found = (await api.ask(query, id=id))["servicePoint"]
    assert found == {
        "name": "一号窗口",
        "kind": "MICRO_WINDOW",
        "zone": {"id": east},
        "carrier": {"id": park},
    }


@pytest.mark.parametrize(
    ("steps", "wanted", "possible"),
    [
        ([], "OPEN", ["SIGNED", "CLOSED"]),
        ([], "INTENDED", ["SIGNED", "CLOSED"]),
        (["SIGNED"], "INTENDED", ["OPEN", "CLOSED"]),
        (["SIGNED", "OPEN"], "SIGNED", ["CLOSED"]),
        (["CLOSED"], "OPEN", []),
        (["SIGNED", "OPEN", "CLOSED"], "CLOSED", []),
    ],
)
async def test_a_step_that_is_not_possible_is_refused_with_those_that_are(
    api: Api, steps: list[str], wanted: str, possible: list[str]
) -> None:
    id = await point(api, await zone(api, "东区"))
    for version, state in enumerate(steps, 1):
        await acted(api, "advanceServicePoint", id=id, version=version, state=state)
    version = len(steps) + 1
    assert await refused(api, "advanceServicePoint", WRONG_STATE, id=id, version=version, state=wanted) == {
        "__typename": "ServicePointInWrongState",
        "state": steps[-1] if steps else "INTENDED",
        "possible": possible,
    }


async def test_a_step_says_in_words_what_is_possible_and_on_which_days(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    assert await message(api, "advanceServicePoint", id=id, version=1, state="OPEN") == (
        "The service point is intended; it can only become signed or closed"
    )
    assert await message(api, "advanceServicePoint", "zh-CN", id=id, version=1, state="OPEN") == (
        "服务点意向,只能变更为已签约或已关闭"
    )
    for on, problem in (
        ("2022-12-31", "must not be before 2023-01-01, when it was intended"),
        ("2023-06-14", "must not be after today, 2023-06-13"),
    ):
        answer = await refused(api, "advanceServicePoint", id=id, version=1, state="SIGNED", on=on)
        assert answer["problems"] == [{"path": "on", "message": problem}]


async def test_of_two_that_advance_one_point_at_once_one_is_too_late(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    answers = await asyncio.gather(
        *(acted(api, "advanceServicePoint", id=id, version=1, state=state) for state in ("SIGNED", "CLOSED"))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Outdated", "ServicePointAdvanced"]
    assert {answer.get("currentVersion") for answer in answers} == {None, 2}


async def test_a_point_is_refused_that_has_a_taken_name_or_a_carrier_of_another_place(api: Api) -> None:
    east, west = await zone(api, "东区"), await zone(api, "西区")
    known, park = await point(api, east), await carrier(api, west)
    new: dict[str, Any] = {"name": "二号窗口", "kind": "HALL", "zoneId": east, "address": "路"}
    taken = "... on ServicePointNameTaken { servicePoint { id } }"
    assert await refused(api, "registerServicePoint", taken, **{**new, "name": " 一号窗口"}) == {
        "__typename": "ServicePointNameTaken",
        "servicePoint": {"id": known},
    }
    elsewhere = "... on CarrierElsewhere { carrier { id zone { id } } }"
    assert await refused(api, "registerServicePoint", elsewhere, carrierId=park, **new) == {
        "__typename": "CarrierElsewhere",
        "carrier": {"id": park, "zone": {"id": west}},
    }
    for path, given_ in (("carrierId", {"carrierId": "nonsense"}), ("zoneId", {"zoneId": park})):
        assert await refused(api, "registerServicePoint", **{**new, **given_}) == {
            "__typename": "NotFound",
            "path": path,
        }
    await acted(api, "endCarrier", id=park, version=1)
    ended = "... on CarrierHasEnded { path endedOn }"
    told = await refused(api, "registerServicePoint", ended, **{**new, "zoneId": west}, carrierId=park)
    assert told == {"__typename": "CarrierHasEnded", "path": "carrierId", "endedOn": "2023-06-13"}
    wrong = {**new, "name": "", "address": "", "on": "2023-06-14"}
    assert [each["path"] for each in (await refused(api, "registerServicePoint", **wrong))["problems"]] == [
        "name",
        "address",
        "on",
    ]


async def test_points_are_listed_by_zone_kind_and_state(api: Api) -> None:
    east, west = await zone(api, "东区"), await zone(api, "西区")
    await point(api, east, "乙"), await opened(api, east, "甲", kind="HALL"), await point(api, west, "丙")
    query = """query($filter: ServicePointFilter) { servicePoints(filter: $filter) { totalCount
      edges { node { name } } } }"""

    async def names(**filter: Any) -> list[str]:
        found = (await api.ask(query, filter=filter))["servicePoints"]
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"]["name"] for edge in found["edges"]]

    assert await names() == sorted(["甲", "乙", "丙"])
    assert await names(zoneId=east) == sorted(["甲", "乙"])
    assert await names(kind="HALL") == await names(state="OPEN") == ["甲"]
    below = "query($id: ID!) { zone(id: $id) { servicePoints(filter: { state: INTENDED }) { totalCount } } }"
    assert (await api.ask(below, id=east))["zone"] == {"servicePoints": {"totalCount": 1}}


# --- Services ---------------------------------------------------------------------------------------------------------


async def test_the_standard_list_is_the_same_for_all_points_and_the_special_one_is_not(api: Api) -> None:
    east = await zone(api, "东区")
    one, two = await point(api, east, "甲"), await point(api, east, "乙")
    made = await acted(api, "addService", ADDED, list="STANDARD", name=" 企业开办 ")
    standard = made["service"]
    assert standard == {
        "id": standard["id"], "list": "STANDARD", "name": "企业开办", "since": "2023-06-13", "until": None,
        "version": 1, "point": None,
    }  # fmt: skip
    await acted(api, "addService", list="SPECIAL", name="专利代办", servicePointId=one, since="2023-06-01")
    shared = {"standardServices": [{"name": "企业开办"}]}
    special = [{"name": "专利代办", "point": {"id": one}}]
    assert (await api.ask(LISTS, id=one))["servicePoint"] == {**shared, "specialServices": special}
    assert (await api.ask(LISTS, id=two))["servicePoint"] == {**shared, "specialServices": []}
    ended = "... on ServiceEnded { service { until version } }"
    assert await acted(api, "endService", ended, id=standard["id"], version=1) == {
        "__typename": "ServiceEnded",
        "service": {"until": "2023-06-13", "version": 2},
    }
    assert (await api.ask(LISTS, id=two))["servicePoint"]["standardServices"] == []
    # It ended and may begin anew.
    assert (await acted(api, "addService", list="STANDARD", name="企业开办"))["__typename"] == "ServiceAdded"


async def test_a_service_that_is_not_right_is_refused(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    listed = await acted(api, "addService", ADDED, list="SPECIAL", name="代办", servicePointId=id)
    service = listed["service"]["id"]
    already = "... on ServiceListed { service { id } }"
    assert await refused(api, "addService", already, list="SPECIAL", name="代办", servicePointId=id) == {
        "__typename": "ServiceListed",
        "service": {"id": service},
    }
    for given_, problem in (
        ({"list": "SPECIAL", "name": "x"}, "is required for a special service"),
        (
            {"list": "STANDARD", "name": "x", "servicePointId": id},
            "must be left out: a standard service is of every point",
        ),
    ):
        answer = await refused(api, "addService", **given_)
        assert answer["problems"] == [{"path": "servicePointId", "message": problem}]
    missing = {"list": "SPECIAL", "name": "x", "servicePointId": "nonsense"}
    assert (await refused(api, "addService", **missing))["path"] == "servicePointId"
    early = await refused(api, "endService", id=service, version=1, until="2023-06-12")
    assert early["problems"] == [{"path": "until", "message": "must not be before 2023-06-13, its first day"}]
    assert (await refused(api, "endService", id=service, version=2))["currentVersion"] == 1
    await acted(api, "endService", id=service, version=1)
    has_ended = "... on ServiceHasEnded { until }"
    assert await refused(api, "endService", has_ended, id=service, version=2) == {
        "__typename": "ServiceHasEnded",
        "until": "2023-06-13",
    }
    assert (await refused(api, "endService", id=id, version=1))["__typename"] == "NotFound"
    await acted(api, "advanceServicePoint", id=id, version=1, state="CLOSED")
    closed = await refused(api, "addService", WRONG_STATE, list="SPECIAL", name="x", servicePointId=id)
    assert closed == {"__typename": "ServicePointInWrongState", "state": "CLOSED", "possible": []}


async def test_a_list_takes_fifty_services_and_two_at_once_make_one(api: Api) -> None:
    answers = await asyncio.gather(
        *(acted(api, "addService", list="STANDARD", name="企业开办") for _ in range(2))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["ServiceAdded", "ServiceListed"]
    await api.owner.execute(
        """INSERT INTO services SELECT gen_random_uuid(), county_code, NULL, list, name || n, since, NULL, 1
           FROM services, generate_series(1, 49) AS n"""
    )
    full = await refused(api, "addService", "... on ServiceListFull { limit }", list="STANDARD", name="x")
    assert full == {"__typename": "ServiceListFull", "limit": 50}


# --- Travel times -----------------------------------------------------------------------------------------------------

RECORDED = "... on TravelTimesRecorded { recorded known }"
CONTRADICTS = "... on TravelTimesContradict { problems { path message } }"


async def registered(api: Api, count: int) -> list[str]:
    """The ids of enterprises that are active."""
    fair = await api.open_fair()
    came = "... on AttendanceRecorded { enterprise { id } }"
    return [
        (
            await api.act(
                "recordAttendance",
                came,
                fairId=fair.id,
                enterprise={"registration": {"uscc": credit_code(n), "name": f"{n} 号企业"}},
            )
        )["enterprise"]["id"]
        for n in range(count)
    ]


def batch(point_id: str, times: dict[str, int], **changes: Any) -> dict[str, Any]:
    return {
        "servicePointId": point_id,
        "mode": "WALK",
        "source": "地图服务 2023 版",
        "measuredOn": "2023-06-01",
        "times": [{"enterpriseId": id, "minutes": minutes} for id, minutes in times.items()],
        **changes,
    }


async def test_travel_times_are_recorded_once_and_never_overwritten(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    one, two, three = await registered(api, 3)
    first = await acted(api, "recordTravelTimes", RECORDED, **batch(id, {one: 5, two: 12}))
    assert first == {"__typename": "TravelTimesRecorded", "recorded": 2, "known": 0}
    again = await acted(api, "recordTravelTimes", RECORDED, **batch(id, {two: 12, three: 7}))
    assert again == {"__typename": "TravelTimesRecorded", "recorded": 1, "known": 1}
    other = batch(id, {one: 5, two: 9, three: 8})
    assert await refused(api, "recordTravelTimes", CONTRADICTS, **other) == {
        "__typename": "TravelTimesContradict",
        "problems": [
            {"path": "times.1.minutes", "message": "12 minutes are recorded for this day"},
            {"path": "times.2.minutes", "message": "7 minutes are recorded for this day"},
        ],
    }
    later = await acted(api, "recordTravelTimes", RECORDED, **{**other, "measuredOn": "2023-06-02"})
    assert later == {"__typename": "TravelTimesRecorded", "recorded": 3, "known": 0}


async def test_a_batch_is_told_all_its_problems(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    (one,) = await registered(api, 1)
    given_ = batch(id, {one: 601}, source=" ", measuredOn="2023-06-14")
    given_["times"].append({"enterpriseId": one, "minutes": -1})
    answer = await refused(api, "recordTravelTimes", **given_)
    assert [each["path"] for each in answer["problems"]] == [
        "source", "measuredOn", "times.0.minutes", "times.0.enterpriseId", "times.1.minutes", "times.1.enterpriseId",
    ]  # fmt: skip
    strangers = {global_id("Enterprise", uid(404)): 1, one: 2, "nonsense": 3}
    answer = await refused(api, "recordTravelTimes", **batch(id, strangers))
    assert answer["problems"] == [
        {"path": f"times.{place}.enterpriseId", "message": "there is no such enterprise"} for place in (0, 2)
    ]
    for times in ({}, {global_id("Enterprise", uid(n)): 1 for n in range(1, 1002)}):
        answer = await refused(api, "recordTravelTimes", **batch(id, times))
        assert answer["problems"] == [{"path": "times", "message": "takes 1 to 1000 enterprises at a time"}]
    assert (await refused(api, "recordTravelTimes", **batch(one, {one: 1})))["path"] == "servicePointId"


async def test_a_batch_of_a_thousand_is_taken_in_one_request(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    ids = [uid(n) for n in range(1, 1001)]
    await api.owner.execute(
        """INSERT INTO enterprises (id, county_code, name, status)
           SELECT id, '370900', '拟落地企业', 'PREPARING' FROM unnest($1::uuid[]) AS id""",
        ids,
    )
    times = {global_id("Enterprise", id): 10 for id in ids}
    answer = await acted(api, "recordTravelTimes", RECORDED, **batch(id, times))
    assert answer == {"__typename": "TravelTimesRecorded", "recorded": 1000, "known": 0}


async def test_two_batches_of_one_point_at_once_do_not_contradict_each_other(api: Api) -> None:
    id = await point(api, await zone(api, "东区"))
    (one,) = await registered(api, 1)
    answers = await asyncio.gather(
        *(acted(api, "recordTravelTimes", **batch(id, {one: minutes})) for minutes in (5, 6))
    )
    assert sorted(answer["__typename"] for answer in answers) == [
        "TravelTimesContradict",
        "TravelTimesRecorded",
    ]


# --- Coverage ---------------------------------------------------------------------------------------------------------

COVERAGE = """query($zone: ID, $minutes: Int = 10, $mode: TravelMode! = WALK) {
  serviceCoverage(zoneId: $zone, minutes: $minutes, mode: $mode) {
    zone { name } mode minutes covered enterprises unmeasured rate } }"""
SEE_ALL = ("ADMIN", "DISPATCHER", "INSPECTOR", "EVALUATOR")


async def covered(api: Api, as_: dict[str, str] | None = None, **asked: Any) -> dict[str, Any]:
    return (await api.ask(COVERAGE, as_=as_ or bearer("EVALUATOR"), **asked))["serviceCoverage"]


def figures(answer: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(answer[name] for name in ("covered", "enterprises", "unmeasured", "rate"))


class Circle:
    """Twelve active enterprises, ten of them in the east, of which four are in a town there; a hall in the town that is
    open and a window that is not. Seven are measured to the hall: five at ten minutes, one at eleven, one at five that
    drives."""

    east: str
    town: str
    west: str
    hall: str
    window: str
    enterprises: list[str]


@pytest.fixture
async def circle(api: Api) -> Circle:
    found = Circle()
    found.east = await zone(api, "东区")
    found.town, found.west = await zone(api, "东镇", found.east), await zone(api, "西区")
    found.hall = await opened(api, found.town, "大厅", kind="HALL")
    found.window = await point(api, found.east, "窗口")
    found.enterprises = await registered(api, 12)
    places = [found.town] * 4 + [found.east] * 6 + [found.west] * 2
    for id, place in zip(found.enterprises, places, strict=True):
        await api.owner.execute(
            "UPDATE enterprises SET zone_id = $1 WHERE id = $2",
            key_of("Zone", place),
            key_of("Enterprise", id),
        )
    walk = dict.fromkeys(found.enterprises[:5], 10) | {found.enterprises[5]: 11}
    await acted(api, "recordTravelTimes", **batch(found.hall, walk))
    await acted(api, "recordTravelTimes", **batch(found.hall, {found.enterprises[6]: 5}, mode="DRIVE"))
    return found


async def test_coverage_is_of_active_enterprises_with_an_open_point_within_ten_minutes(
    api: Api, circle: Circle
) -> None:
    assert await covered(api, zone=circle.east) == {
        "zone": {"name": "东区"}, "mode": "WALK", "minutes": 10,
        "covered": 5, "enterprises": 10, "unmeasured": 4, "rate": "50.0",
    }  # fmt: skip
    assert figures(await covered(api, zone=circle.town)) == (4, 4, 0, "100.0")
    assert figures(await covered(api, zone=circle.west)) == (0, 2, 2, "0.0")
    whole = await covered(api)
    assert (whole["zone"], *figures(whole)) == (None, 5, 12, 6, "41.7")
    assert figures(await covered(api, zone=circle.east, minutes=11)) == (6, 10, 4, "60.0")
    assert figures(await covered(api, zone=circle.east, mode="DRIVE", minutes=5)) == (1, 10, 9, "10.0")
    nowhere = await zone(api, "空区")
    assert figures(await covered(api, zone=nowhere)) == (0, 0, 0, None)
    assert await covered(api, zone=global_id("Zone", uid(404))) is None


async def test_a_point_that_is_not_open_and_an_enterprise_that_is_not_active_do_not_count(
    api: Api, circle: Circle
) -> None:
    await acted(api, "recordTravelTimes", **batch(circle.window, {circle.enterprises[7]: 1}))
    assert figures(await covered(api, zone=circle.east)) == (5, 10, 3, "50.0")
    for version, state in ((1, "SIGNED"), (2, "OPEN")):
        await acted(api, "advanceServicePoint", id=circle.window, version=version, state=state)
    assert figures(await covered(api, zone=circle.east)) == (6, 10, 3, "60.0")
    await api.owner.execute(
        "UPDATE enterprises SET status = 'CLOSED' WHERE id = $1", key_of("Enterprise", circle.enterprises[0])
    )
    assert figures(await covered(api, zone=circle.east)) == (5, 9, 3, "55.6")
    await acted(api, "advanceServicePoint", id=circle.hall, version=3, state="CLOSED")
    assert figures(await covered(api, zone=circle.east)) == (1, 9, 3, "11.1")


async def test_of_several_days_the_last_measurement_counts(api: Api, circle: Circle) -> None:
    nearest = circle.enterprises[0]
    await acted(api, "recordTravelTimes", **batch(circle.hall, {nearest: 3}, measuredOn="2023-05-01"))
    assert figures(await covered(api, zone=circle.town)) == (4, 4, 0, "100.0")
    await acted(api, "recordTravelTimes", **batch(circle.hall, {nearest: 30}, measuredOn="2023-06-02"))
    assert figures(await covered(api, zone=circle.town)) == (3, 4, 0, "75.0")


async def test_who_keeps_the_register_is_told_exactly_and_others_what_is_published(
    api: Api, circle: Circle
) -> None:
    await acted(api, "recordTravelTimes", **batch(circle.hall, dict.fromkeys(circle.enterprises[6:8], 30)))
    # Of the ten in the east five are covered, two unmeasured, three too far.
    exact, published = (5, 10, 2, "50.0"), (5, 10, None, "50.0")
    for role in SEE_ALL:
        assert figures(await covered(api, bearer(role), zone=circle.east)) == exact, role
        next_door = bearer(role, county="370911")
        told = await covered(api, next_door, zone=circle.east)
        assert figures(told) == published, role
    for role in ("OBSERVER", "PEER", "SECRETARY", "CHAIN_LEAD", "ENTERPRISE_REP"):
        assert figures(await covered(api, bearer(role), zone=circle.east)) == published, role
    # So few are not published at all.
    assert figures(await covered(api, bearer("PEER"), zone=circle.west)) == (None, None, None, None)


async def test_only_the_circle_of_ten_minutes_is_published(api: Api, circle: Circle) -> None:
    """Or a minute more at a time would tell how far each enterprise is."""
    for role, county in (("PEER", COUNTY), ("ADMIN", "370911")):
        asked = {"zone": circle.east, "minutes": 9}
        answer = await api.send(COVERAGE, asked, **bearer(role, county=county))
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert (
            answer["errors"][0]["message"] == "Only the circle of 10 minutes is published; leave minutes out"
        )
    assert figures(await covered(api, bearer("ADMIN"), zone=circle.east, minutes=9))[0] == 0


async def test_circles_of_every_size_would_tell_how_far_one_enterprise_is(
    api: Api, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enterprises, "told_exactly", lambda viewer, county_code: True)
    told = [
        (await covered(api, bearer("PEER"), zone=circle.east, minutes=minutes))["covered"]
        for minutes in (10, 11)
    ]
    assert told == [5, 6]


async def test_the_public_asks_for_a_zone_and_sees_no_small_cells(api: Api, circle: Circle) -> None:
    del api.client.headers["authorization"]

    async def told(**asked: Any) -> Any:
        return await api.send(COVERAGE, asked)

    answer = (await told(zone=circle.east))["data"]["serviceCoverage"]
    # One is too far: with the next smallest cell it stays untold.
    assert figures(answer) == (5, 10, None, "50.0")
    missing = await told()
    assert missing["errors"][0]["message"] == "zoneId is needed by who is of no county"
    assert (await told(zone=circle.east, minutes=601))["errors"][0]["message"] == (
        "minutes must be from 0 to 600"
    )


async def test_the_county_is_what_it_was_after_another_county_was_counted(api: Api, circle: Circle) -> None:
    next_door = bearer("ADMIN", county="370911")
    query = """query($zone: ID!) { serviceCoverage(zoneId: $zone) { enterprises }
      fairs { edges { node { name } } } again: serviceCoverage { enterprises } }"""
    assert await api.ask(query, as_=next_door, zone=circle.east) == {
        "serviceCoverage": {"enterprises": 10},
        "fairs": {"edges": [{"node": {"name": "泰安要素保障大集"}}]},
        "again": {"enterprises": 0},
    }


async def test_the_coverage_of_a_zone_is_counted_in_one_statement(api: Api, circle: Circle) -> None:
    key = key_of("Zone", circle.east)
    async with api.world.database.connection("") as connection:
        row = await connection.fetchrow("SELECT * FROM reached_by_service($1, 'WALK', 10)", key)
    assert tuple(row) == (COUNTY, 10, 5, 4)


CELLS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@given(CELLS)
def test_no_small_cell_is_published_and_none_can_be_told_from_the_others(cells: tuple[int, int, int]) -> None:
    covered_, unmeasured, others = cells
    reached = Reached(COUNTY, sum(cells), covered_, unmeasured)
    told = enterprises.service_coverage(uid(1), TravelMode.WALK, 10, reached, published=True)
    shown = [cell for cell in (told.covered, told.unmeasured) if cell is not None]
    assert all(cell >= 3 for cell in shown)
    assert (told.rate is None) is (told.covered is None)
    if told.enterprises is None:
        assert shown == []
        assert sum(cells) < 3
    elif len(shown) == 2:
        # Both are shown where the third is not small either.
        assert others >= 3
    exact = enterprises.service_coverage(uid(1), TravelMode.WALK, 10, reached, published=False)
    assert (exact.covered, exact.unmeasured, exact.enterprises) == (covered_, unmeasured, sum(cells))
    assert exact.rate == (None if not sum(cells) else exact.rate)
    assert isinstance(exact.rate, Decimal | None)
