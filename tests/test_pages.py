"""Pages: windows that an insert does not move."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pages import Page, decode_cursor, encode_cursor, page
from domain.refusals import Words
from tests.offices import FORMS, NOON, Api, OpenFair, credit_code, uid

pytestmark = pytest.mark.anyio

BOTH_WAYS = Words("use first/after or last/before, not both", "first/after 与 last/before 不能同时使用")
NO_CURSOR = Words("the cursor is not one that this server gave", "游标无效,请使用本服务返回的游标")
PLACE = encode_cursor(NOON, uid(7))


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


FORGED = [
    "",
    "abc",
    "!!!!",
    "中文",
    PLACE[:-4],
    forged("arrayconnection:1"),
    forged(f"{uid(7)}"),
    forged(f"@ {uid(7)}"),
    forged(f"@{NOON.timestamp()}"),
    forged(f"@{NOON.isoformat()} {uid(7)}"),
    forged(f"@{'9' * 30} {uid(7)}"),
    forged(f"@-{'9' * 18} {uid(7)}"),
    forged(f"@1'; DROP TABLE fairs {uid(7)}"),
    forged(f"=a\0b {uid(7)}"),
]


def test_a_page_has_twenty_records_from_the_start_unless_it_is_told() -> None:
    assert page(None, None, None, None) == Page(20, None, backward=False)
    assert page(None, PLACE, None, None) == Page(20, (NOON, uid(7)), backward=False)
    assert page(None, None, None, PLACE) == Page(20, (NOON, uid(7)), backward=True)
    assert page(1, PLACE, None, None) == Page(1, (NOON, uid(7)), backward=False)
    assert page(None, None, 100, None) == Page(100, None, backward=True)


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
def test_a_page_has_one_to_a_hundred_records(size: int) -> None:
    assert page(size, None, None, None) == Words("first must be from 1 to 100", "first 应在 1 至 100 之间")
    assert page(None, None, size, None) == Words("last must be from 1 to 100", "last 应在 1 至 100 之间")


@pytest.mark.parametrize(
    ("first", "after", "last", "before"), [(1, None, 1, None), (1, None, None, PLACE), (None, PLACE, 1, None)]
)
def test_a_page_goes_one_way(
    first: int | None, after: str | None, last: int | None, before: str | None
) -> None:
    assert page(first, after, last, before) == BOTH_WAYS


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_no_place(cursor: str) -> None:
    assert decode_cursor(cursor) is None
    assert page(None, cursor, None, None) == NO_CURSOR
    assert page(None, None, None, cursor) == NO_CURSOR


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)), st.uuids())  # noqa: DTZ001
def test_a_cursor_brings_back_its_moment_and_id(moment: datetime, id: Any) -> None:
    office = moment.astimezone(timezone(timedelta(hours=8)))
    assert decode_cursor(encode_cursor(office, id)) == (moment, id)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.uuids())
def test_a_cursor_brings_back_its_text_and_id(text: str, id: Any) -> None:
    assert decode_cursor(encode_cursor(text, id)) == (text, id)


def test_a_place_among_texts_is_none_among_moments() -> None:
    named = encode_cursor("泰山", uid(7))
    assert page(1, named, None, None) == NO_CURSOR
    assert page(1, named, None, None, str) == Page(1, ("泰山", uid(7)), backward=False)
    assert page(1, PLACE, None, None, str) == NO_CURSOR


@given(st.text(max_size=60))
def test_no_text_breaks_a_cursor(text: str) -> None:
    place = decode_cursor(text)
    assert place is None or isinstance(place[0], str) or place[0].utcoffset() == timedelta(0)


# --- Over HTTP ------------------------------------------------------------------------------------------------------

INTAKES = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: IntakeFilter) {
  fair(id: $id) { intakes(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { number booth { code } } } } } }"""
FAIRS = """query($first: Int, $after: String, $last: Int, $before: String, $filter: FairFilter) {
  fairs(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { name } } } }"""


async def intakes(api: Api, fair: OpenFair, **given: Any) -> Any:
    return (await api.ask(INTAKES, id=fair.id, **given))["fair"]["intakes"]


def labels(connection: Any) -> list[str]:
    return [f"{edge['node']['booth']['code']}-{edge['node']['number']}" for edge in connection["edges"]]


async def seven_intakes(api: Api) -> OpenFair:
    """A01-1 to A01-7; those of one minute share their moment, so that only the id breaks the tie."""
    fair = await api.open_fair()
    for number in range(7):
        if number in {2, 5}:
            api.clock.advance(minutes=1)
        await api.taken(fair.booths["A01"], f"k-{number}")
    return fair


async def test_all_pages_forward_are_the_whole_list_once(api: Api) -> None:
    fair = await seven_intakes(api)
    seen, after = [], None
    for more in (True, True, False):
        got = await intakes(api, fair, first=3, after=after)
        assert got["totalCount"] == 7
        assert got["pageInfo"] == {
            "hasNextPage": more,
            "hasPreviousPage": after is not None,
            "startCursor": got["edges"][0]["cursor"],
            "endCursor": got["edges"][-1]["cursor"],
        }
        seen += labels(got)
        after = got["pageInfo"]["endCursor"]
    assert seen == [f"A01-{number}" for number in range(1, 8)]


async def test_all_pages_backward_are_the_whole_list_once_and_each_in_the_lists_order(api: Api) -> None:
    fair = await seven_intakes(api)
    pages, before = [], None
    for more in (True, True, False):
        got = await intakes(api, fair, last=3, before=before)
        assert got["pageInfo"]["hasPreviousPage"] is more
        assert got["pageInfo"]["hasNextPage"] is (before is not None)
        pages.append(labels(got))
        before = got["pageInfo"]["startCursor"]
    assert pages == [["A01-5", "A01-6", "A01-7"], ["A01-2", "A01-3", "A01-4"], ["A01-1"]]


async def test_a_page_after_the_end_is_empty(api: Api) -> None:
    fair = await seven_intakes(api)
    end = (await intakes(api, fair))["pageInfo"]["endCursor"]
    got = await intakes(api, fair, after=end)
    assert got == {
        "totalCount": 7,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
        "edges": [],
    }


async def test_a_page_stays_where_it_was_when_records_come_before_and_after_it(api: Api) -> None:
    fair = await seven_intakes(api)
    first = await intakes(api, fair, first=3)
    last = await intakes(api, fair, last=2)
    place = first["pageInfo"]["endCursor"]
    second = labels(await intakes(api, fair, first=3, after=place))
    # One that is older than all (a load of past intakes) and one that is newer.
    api.clock.advance(hours=-5)
    await api.taken(fair.booths["A02"], "old")
    api.clock.advance(hours=10)
    await api.taken(fair.booths["A02"], "new")
    assert labels(await intakes(api, fair, first=3, after=place)) == second == ["A01-4", "A01-5", "A01-6"]
    assert labels(await intakes(api, fair, last=2, before=last["pageInfo"]["startCursor"])) == [
        "A01-4",
        "A01-5",
    ]
    assert labels(await intakes(api, fair, first=1)) == ["A02-1"]
    assert labels(await intakes(api, fair, last=1)) == ["A02-2"]


async def test_fairs_come_latest_first_in_both_directions(api: Api) -> None:
    for day in (1, 2, 3, 4):
        await api.plan_fair(
            name=f"第 {day} 场",
            opensAt=f"2023-06-0{day}T09:00:00+08:00",
            closesAt=f"2023-06-0{day}T17:00:00+08:00",
        )

    async def names(**given: Any) -> tuple[list[str], str, str]:
        got = (await api.ask(FAIRS, **given))["fairs"]
        assert got["totalCount"] == 4
        return (
            [edge["node"]["name"] for edge in got["edges"]],
            got["pageInfo"]["startCursor"],
            got["pageInfo"]["endCursor"],
        )

    newest, _, end = await names(first=2)
    assert newest == ["第 4 场", "第 3 场"]
    assert (await names(first=2, after=end))[0] == ["第 2 场", "第 1 场"]
    oldest, start, _ = await names(last=3)
    assert oldest == ["第 3 场", "第 2 场", "第 1 场"]
    assert (await names(last=3, before=start))[0] == ["第 4 场"]


WRONG_PAGES: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first must be from 1 to 100"),
    ({"first": 101}, "first must be from 1 to 100"),
    ({"first": -1}, "first must be from 1 to 100"),
    ({"last": 0}, "last must be from 1 to 100"),
    ({"last": 101}, "last must be from 1 to 100"),
    ({"first": 1, "last": 1}, "use first/after or last/before, not both"),
    *(({"after": cursor}, "the cursor is not one that this server gave") for cursor in FORGED),
    ({"before": FORGED[-3]}, "the cursor is not one that this server gave"),
]


async def test_a_page_that_is_asked_for_wrongly_is_bad_user_input(api: Api) -> None:
    for asked, message in WRONG_PAGES:
        answer = await api.send(FAIRS, asked)
        assert answer["data"] is None
        assert [(error["message"], error["extensions"], error["path"]) for error in answer["errors"]] == [
            (message, {"code": "BAD_USER_INPUT"}, ["fairs"])
        ], asked


async def test_a_hundred_is_the_largest_page(api: Api) -> None:
    fair = await seven_intakes(api)
    assert len((await intakes(api, fair, first=100))["edges"]) == 7
    assert len((await intakes(api, fair, last=100))["edges"]) == 7


# --- Filters --------------------------------------------------------------------------------------------------------


def of(number: int, name: str) -> dict[str, Any]:
    return {"registration": {"uscc": credit_code(number), "name": name}}


async def test_intakes_are_filtered_by_booth_register_kind_and_disposition(api: Api) -> None:
    fair = await api.open_fair()
    energy = await api.taken(fair.booths["A01"], "1")
    await api.taken(fair.booths["A01"], "2", elementKind="LAND")
    solved = await api.taken(fair.booths["A02"], "3", elementKind="LAND")
    finance = await api.taken(fair.booths["B01"], "4", register="FINANCE", elementKind="CAPITAL")
    await api.dispose(energy)
    await api.dispose(
        solved,
        disposition="SOLUTION_GIVEN",
        solution={"text": "跟进", "ownerName": "王主任", "dueOn": "2023-07-13"},
    )
    await api.act("withdrawIntake", "... on IntakeWithdrawn { intake { id } }", intakeId=finance)

    async def found(**filter: Any) -> list[str]:
        got = await intakes(api, fair, filter=filter)
        assert got["totalCount"] == len(got["edges"])
        return labels(got)

    assert await found() == ["A01-1", "A01-2", "A02-1", "B01-1"]
    assert await found(boothId=fair.booths["A01"]) == ["A01-1", "A01-2"]
    assert await found(register="FINANCE") == ["B01-1"]
    assert await found(register="ELEMENT") == ["A01-1", "A01-2", "A02-1"]
    assert await found(elementKind="LAND") == ["A01-2", "A02-1"]
    assert await found(disposition="RESOLVED_ON_SITE") == ["A01-1"]
    assert await found(disposition="SOLUTION_GIVEN") == ["A02-1"]
    assert await found(disposition="WITHDRAWN") == ["B01-1"]
    assert await found(disposition="DUPLICATE") == []
    assert await found(open=True) == ["A01-2"]
    assert await found(open=False) == ["A01-1", "A02-1", "B01-1"]
    assert await found(elementKind="LAND", boothId=fair.booths["A02"], open=False) == ["A02-1"]
    assert await found(open=True, disposition="WITHDRAWN") == []


async def test_intakes_are_found_by_a_part_of_the_summary_or_the_name_and_by_the_credit_code(
    api: Api,
) -> None:
    fair = await api.open_fair()
    booth = fair.booths["A01"]
    await api.taken(booth, "1", summary="厂区增容 100% 双回路", enterprise=of(1, "泰山精密制造有限公司"))
    await api.taken(booth, "2", summary="增容 1000 kVA", enterprise=of(2, "岱岳_铸造厂"))
    await api.taken(booth, "3", summary=None, enterprise=of(3, "岱岳铸造厂"))
    await api.taken(booth, "4", summary=r"路径 C:\temp 与 a/b", enterprise=of(4, "Taishan Steel"))

    async def found(text: str) -> list[str]:
        got = await intakes(api, fair, filter={"text": text})
        assert got["totalCount"] == len(got["edges"])
        return labels(got)

    assert await found("增容") == ["A01-1", "A01-2"]
    assert await found("精密") == ["A01-1"]
    assert await found("岱岳") == ["A01-2", "A01-3"]
    assert await found("TAISHAN") == ["A01-4"]
    assert await found(credit_code(3)) == ["A01-3"]
    assert await found(credit_code(3).lower()) == ["A01-3"]
    assert await found(f" {credit_code(3)} ") == ["A01-3"]
    assert await found(credit_code(3)[:-1]) == []
    assert await found("%") == ["A01-1"]
    assert await found("100%") == ["A01-1"]
    assert await found("_") == ["A01-2"]
    assert await found("\\") == ["A01-4"]
    assert await found("/") == ["A01-4"]
    assert await found("'") == []
    assert await found("  ") == ["A01-1", "A01-2", "A01-3", "A01-4"]


async def test_fairs_are_filtered_by_kind_state_zone_and_name(api: Api) -> None:
    held = await api.open_fair()
    await api.plan_fair(name="开放日 50%", kind="OPEN_DAY")
    other = {"registration": {"name": "岱岳区", "kind": "COUNTY", "divisionCode": "370911"}}
    await api.beside("370911").plan_fair(name="岱岳对接会", kind="FINANCING_SESSION", zone=other)
    zone = (await api.ask("query($id: ID!) { fair(id: $id) { zone { id } } }", id=held.id))["fair"]["zone"][
        "id"
    ]

    async def found(**filter: Any) -> list[str]:
        got = (await api.ask(FAIRS, filter=filter))["fairs"]
        assert got["totalCount"] == len(got["edges"])
        return sorted(edge["node"]["name"] for edge in got["edges"])

    assert await found(kind="OPEN_DAY") == ["开放日 50%"]
    assert await found(state="OPEN") == ["泰安要素保障大集"]
    assert await found(state="PLANNED") == ["岱岳对接会", "开放日 50%"]
    assert await found(zoneId=zone) == ["开放日 50%", "泰安要素保障大集"]
    assert await found(text="%") == ["开放日 50%"]
    assert await found(text="大集", kind="OPEN_DAY") == []


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        ({"boothId": "nonsense"}, "the filter has an id that is not of a Booth"),
        ({"boothId": "RmFpcjow"}, "the filter has an id that is not of a Booth"),
        ({"text": "字" * 101}, "filter.text has 101 characters; at most 100 are allowed"),
        ({"text": "a\x07b"}, "filter.text contains the control character U+0007; remove it"),
    ],
)
async def test_a_filter_that_no_client_should_send_is_bad_user_input(
    api: Api, filter: dict[str, Any], message: str
) -> None:
    fair = await api.plan_fair()
    answer = await api.send(INTAKES, {"id": fair, "filter": filter})
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        (message, {"code": "BAD_USER_INPUT"})
    ]
    assert answer["data"] == {"fair": None}


async def test_a_booth_of_another_fair_has_no_intakes_here(api: Api) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "1", form={"energy": FORMS["ENERGY"]})
    other = await api.plan_fair(name="另一场")
    strange = await api.add_booth(other, "A01")
    assert labels(await intakes(api, fair, filter={"boothId": strange})) == []
