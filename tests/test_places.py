"""Zones: a tree that acts change one at a time, in which no zone is above itself."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import enterprises
from domain.enterprises import PlaceZone, Zone, ZoneCycle, ZoneKind, ZonePlaced
from schema.backing import global_id, key_of
from tests.offices import COUNTY, TODAY, Api, bearer, uid
from tests.places import acted, carrier, message, opened, point, refused, zone

pytestmark = pytest.mark.anyio

SEEN = "query($id: ID!) { zone(id: $id) { name endedOn version parent { name } children { name } } }"


async def seen(api: Api, id: str) -> dict[str, Any]:
    return (await api.ask(SEEN, id=id))["zone"]


# --- The tree, as the domain has it -----------------------------------------------------------------------------------

COUNT = 7


def grown() -> dict[Any, Zone]:
    return {uid(n): Zone(uid(n), COUNTY, f"{n} 区", ZoneKind.TOWN, COUNTY) for n in range(1, COUNT + 1)}


MOVES = st.lists(
    st.tuples(st.integers(1, COUNT), st.one_of(st.none(), st.integers(1, COUNT))), min_size=1, max_size=40
)


@given(MOVES)
def test_no_zone_is_ever_above_itself(moves: list[tuple[int, int | None]]) -> None:
    tree = grown()
    for moved, parent in moves:
        held = tree[uid(moved)]
        command = PlaceZone(held.id, held.version, parent and uid(parent))
        below = {id for id in tree if held.id in ancestors(tree, id)}
        placed = enterprises.place_zone(command, tree)
        # It is refused exactly where the parent is the zone itself or one below it.
        assert isinstance(placed, ZoneCycle) is (parent is not None and uid(parent) in below)
        if isinstance(placed, ZonePlaced):
            tree[held.id] = placed.zone
        else:
            assert isinstance(placed, ZoneCycle)
            assert placed.line[0].id == command.parent_id
            assert placed.line[-1] == held
            assert all(
                up.id == down.parent_id for down, up in zip(placed.line, placed.line[1:], strict=False)
            )
        for id in tree:
            assert len(ancestors(tree, id)) <= COUNT


def ancestors(tree: dict[Any, Zone], id: Any) -> list[Any]:
    """A zone and all above it; more than there are when it goes round."""
    found: list[Any] = []
    while id is not None and len(found) <= COUNT:
        found.append(id)
        id = tree[id].parent_id
    return found


def test_without_the_look_at_what_is_above_two_moves_make_a_cycle() -> None:
    """What the test above would see: the moves that it refuses, made all the same."""
    tree = grown()
    for moved, parent in ((1, 2), (2, 1)):
        tree[uid(moved)] = Zone(uid(moved), COUNTY, "", ZoneKind.TOWN, COUNTY, parent_id=uid(parent))
    assert len(ancestors(tree, uid(1))) > COUNT


# --- Registering and placing ------------------------------------------------------------------------------------------


async def test_zones_are_registered_as_parts_of_others_and_listed_below_them(api: Api) -> None:
    city = await zone(api, "泰安市", kind="PREFECTURE")
    east, west = await zone(api, " 东区 ", city), await zone(api, "西区", city)
    assert await seen(api, city) == {
        "name": "泰安市", "endedOn": None, "version": 1, "parent": None, "children": [{"name": "东区"}, {"name": "西区"}],
    }  # fmt: skip
    assert (await seen(api, east))["parent"] == {"name": "泰安市"}
    moved = await acted(
        api,
        "placeZone",
        "... on ZonePlaced { zone { version parent { id } } }",
        id=west,
        version=1,
        parentId=east,
    )
    assert moved == {"__typename": "ZonePlaced", "zone": {"version": 2, "parent": {"id": east}}}
    assert (await seen(api, city))["children"] == [{"name": "东区"}]
    top = await acted(api, "placeZone", "... on ZonePlaced { zone { parent { id } } }", id=west, version=2)
    assert top["zone"] == {"parent": None}


async def test_a_list_of_zones_is_filtered_and_paged_by_name(api: Api) -> None:
    city = await zone(api, "C 市", kind="PREFECTURE")
    for name in ("B 区", "A 区", "D 港"):
        await zone(api, name, city, kind="PORT" if "港" in name else "TOWN")
    query = """query($filter: ZoneFilter, $after: String) { zones(filter: $filter, first: 2, after: $after) {
      totalCount edges { node { name } } pageInfo { endCursor hasNextPage } } }"""

    async def names(after: str | None = None, **filter: Any) -> tuple[list[str], int, str]:
        page = (await api.ask(query, filter=filter, after=after))["zones"]
        found = [edge["node"]["name"] for edge in page["edges"]]
        return found, page["totalCount"], page["pageInfo"]["endCursor"]

    first, total, cursor = await names()
    assert (first, total) == (["A 区", "B 区"], 4)
    assert (await names(cursor))[:2] == (["C 市", "D 港"], 4)
    assert (await names(parentId=city))[:2] == (["A 区", "B 区"], 3)
    assert (await names(kind="PORT"))[:2] == (["D 港"], 1)
    assert (await names(text="区", parentId=city))[:2] == (["A 区", "B 区"], 2)
    wrong = await api.send(query, {"filter": {"parentId": global_id("Fair", uid(1))}})
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_zone_that_is_not_right_is_told_all_its_problems(api: Api) -> None:
    assert await refused(api, "registerZone", name=" ", kind="TOWN", divisionCode="37") == {
        "__typename": "InvalidInput",
        "problems": [
            {"path": "name", "message": "is required"},
            {"path": "divisionCode", "message": "'37' is not a division code of six digits"},
        ],
    }


@pytest.mark.parametrize("parent", [global_id("Zone", uid(404)), global_id("Fair", uid(1)), "nonsense"])
async def test_a_parent_that_is_not_there_is_refused(api: Api, parent: str) -> None:
    id = await zone(api, "东区")
    missing = {"__typename": "NotFound", "path": "parentId"}
    given = {"name": "西区", "kind": "TOWN", "divisionCode": COUNTY, "parentId": parent}
    assert await refused(api, "registerZone", **given) == missing
    assert await refused(api, "placeZone", id=id, version=1, parentId=parent) == missing
    assert await refused(api, "placeZone", id=parent, version=1) == {"__typename": "NotFound", "path": "id"}


async def test_a_name_is_given_once_in_a_county_and_again_in_another(api: Api) -> None:
    known = await zone(api, "东区")
    given = {"name": " 东区", "kind": "TOWN", "divisionCode": COUNTY}
    taken = "... on ZoneNameTaken { zone { id } }"
    assert await refused(api, "registerZone", taken, **given) == {
        "__typename": "ZoneNameTaken",
        "zone": {"id": known},
    }
    next_door = bearer("ADMIN", county="370911")
    assert (await acted(api, "registerZone", as_=next_door, **given))["__typename"] == "ZoneRegistered"


async def test_a_cycle_is_refused_with_the_line_that_it_would_close(api: Api) -> None:
    top = await zone(api, "上")
    middle = await zone(api, "中", top)
    bottom = await zone(api, "下", middle)
    cycle = "... on ZoneCycle { zone { name } line { name } }"
    assert await refused(api, "placeZone", cycle, id=top, version=1, parentId=bottom) == {
        "__typename": "ZoneCycle",
        "zone": {"name": "上"},
        "line": [{"name": "下"}, {"name": "中"}, {"name": "上"}],
    }
    assert await message(api, "placeZone", id=top, version=1, parentId=bottom) == (
        "上 cannot be a part of 下, which is below it: 下 < 中 < 上; choose another parent"
    )
    assert await message(api, "placeZone", "zh-CN", id=top, version=1, parentId=top) == (
        "“上”不能隶属于自身,请另选上级"
    )


async def test_a_version_that_is_not_the_last_is_refused_with_the_last(api: Api) -> None:
    id, other = await zone(api, "东区"), await zone(api, "西区")
    await acted(api, "placeZone", id=id, version=1, parentId=other)
    outdated = {"__typename": "Outdated", "path": "version", "currentVersion": 2}
    assert await refused(api, "placeZone", id=id, version=1) == outdated
    assert await refused(api, "endZone", id=id, version=1) == outdated


async def test_of_two_that_place_one_zone_at_once_one_is_too_late(api: Api) -> None:
    id, one, two = await zone(api, "丙"), await zone(api, "甲"), await zone(api, "乙")
    answers = await asyncio.gather(
        *(acted(api, "placeZone", id=id, version=1, parentId=parent) for parent in (one, two))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Outdated", "ZonePlaced"]
    assert [answer.get("currentVersion") for answer in answers if "path" in answer] == [2]


async def test_two_that_place_each_other_at_once_make_no_cycle(api: Api) -> None:
    one, two = await zone(api, "甲"), await zone(api, "乙")
    # A third holds the tree, so that both come at the same time.
    async with api.owner.transaction():
        await api.owner.execute("SELECT id FROM zones ORDER BY id FOR UPDATE")
        both = asyncio.gather(
            acted(api, "placeZone", id=one, version=1, parentId=two),
            acted(api, "placeZone", id=two, version=1, parentId=one),
        )
        await api.until_one_waits()
    assert sorted(answer["__typename"] for answer in await both) == ["ZoneCycle", "ZonePlaced"]


async def test_the_database_takes_no_zone_that_is_its_own_parent(api: Api) -> None:
    id = key_of("Zone", await zone(api, "东区"))
    with pytest.raises(Exception, match="zones_parent_id_ck"):
        await api.owner.execute("UPDATE zones SET parent_id = id WHERE id = $1", id)


# --- Ending -----------------------------------------------------------------------------------------------------------


async def test_a_zone_ends_once_and_takes_nothing_new(api: Api) -> None:
    id = await zone(api, "东区")
    ended = await acted(
        api,
        "endZone",
        "... on ZoneEnded { zone { endedOn version } }",
        id=id,
        version=1,
        on="2023-06-01",
    )
    assert ended == {"__typename": "ZoneEnded", "zone": {"endedOn": "2023-06-01", "version": 2}}
    has_ended = "... on ZoneHasEnded { path endedOn zone { id } }"

    def told(path: str) -> dict[str, Any]:
        return {"__typename": "ZoneHasEnded", "path": path, "endedOn": "2023-06-01", "zone": {"id": id}}

    assert await refused(api, "endZone", has_ended, id=id, version=2) == told("id")
    assert await refused(api, "placeZone", has_ended, id=id, version=2) == told("id")
    new = {"name": "新", "address": "路 1 号"}
    below = {"name": "新", "kind": "TOWN", "divisionCode": COUNTY, "parentId": id}
    assert await refused(api, "registerZone", has_ended, **below) == told("parentId")
    assert await refused(api, "registerCarrier", has_ended, zoneId=id, **new) == told("zoneId")
    hall = {"kind": "HALL", "zoneId": id, **new}
    assert await refused(api, "registerServicePoint", has_ended, **hall) == told("zoneId")
    bank = {"name": "新", "kind": "BANK", "zoneId": id}
    assert await refused(api, "registerOrganization", has_ended, **bank) == told("zoneId")
    fair = {
        "name": "大集", "kind": "ELEMENT_FAIR", "zone": {"id": id},
        "opensAt": "2023-06-13T09:00:00+08:00", "closesAt": "2023-06-13T17:00:00+08:00",
    }  # fmt: skip
    assert await refused(api, "planFair", has_ended, as_=bearer("DISPATCHER"), **fair) == told("zone")


async def test_without_a_day_a_zone_ends_today_and_never_after_today(api: Api) -> None:
    id = await zone(api, "东区")
    for on, problem in (
        ("2023-06-14", "must not be after today, 2023-06-13"),
        ("1948-12-31", "must not be before 1949-01-01"),
    ):
        answer = await refused(api, "endZone", id=id, version=1, on=on)
        assert answer["problems"] == [{"path": "on", "message": problem}]
    await acted(api, "endZone", id=id, version=1)
    assert (await seen(api, id))["endedOn"] == TODAY.isoformat()


async def test_a_zone_in_which_something_is_left_does_not_end(api: Api) -> None:
    top = await zone(api, "上")
    low = await zone(api, "下", top)
    park = await carrier(api, low)
    window = await point(api, top, carrierId=None)
    in_use = "... on ZoneInUse { zones carriers servicePoints names }"
    assert await refused(api, "endZone", in_use, id=top, version=1) == {
        "__typename": "ZoneInUse",
        "zones": 1,
        "carriers": 1,
        "servicePoints": 1,
        "names": ["一号园", "一号窗口", "下"],
    }
    await acted(api, "advanceServicePoint", id=window, version=1, state="CLOSED")
    await acted(api, "endCarrier", id=park, version=1)
    assert (await refused(api, "endZone", in_use, id=top, version=1))["names"] == ["下"]
    assert (await acted(api, "endZone", id=low, version=1))["__typename"] == "ZoneEnded"
    assert (await acted(api, "endZone", id=top, version=1))["__typename"] == "ZoneEnded"


async def test_a_carrier_that_is_registered_while_its_zone_ends_is_refused(api: Api) -> None:
    id = await zone(api, "东区")
    # The end is under way: it holds the zone.
    async with api.owner.transaction():
        await api.owner.execute(
            "UPDATE zones SET ended_on = $1, version = 2 WHERE id = $2", date(2023, 6, 1), key_of("Zone", id)
        )
        coming = asyncio.create_task(acted(api, "registerCarrier", name="园", zoneId=id, address="路 1 号"))
        await api.until_one_waits()
    assert (await coming)["__typename"] == "ZoneHasEnded"


# --- Carriers ---------------------------------------------------------------------------------------------------------


async def test_a_carrier_is_registered_in_a_zone_and_ends(api: Api) -> None:
    id = await zone(api, "东区")
    payload = "... on CarrierRegistered { carrier { id name address area state version zone { id } } }"
    made = await acted(
        api, "registerCarrier", payload, name=" 一号园 ", zoneId=id, address=" 路 1 号", area="12000.5"
    )
    park = made["carrier"].pop("id")
    assert made["carrier"] == {
        "name": "一号园", "address": "路 1 号", "area": "12000.50", "state": "IN_USE", "version": 1, "zone": {"id": id},
    }  # fmt: skip
    query = """query($id: ID!, $zone: ID!) { zone(id: $zone) { carriers(filter: { state: IN_USE }) { totalCount
      edges { node { id } } } } carrier(id: $id) { state endedOn } carriers(filter: { text: "一号" }) { totalCount } }"""
    found = await api.ask(query, id=park, zone=id)
    assert found["zone"]["carriers"] == {"totalCount": 1, "edges": [{"node": {"id": park}}]}
    assert found["carriers"] == {"totalCount": 1}
    ended = "... on CarrierEnded { carrier { state endedOn version } }"
    assert await acted(api, "endCarrier", ended, id=park, version=1) == {
        "__typename": "CarrierEnded",
        "carrier": {"state": "ENDED", "endedOn": "2023-06-13", "version": 2},
    }
    assert (await api.ask(query, id=park, zone=id))["zone"]["carriers"]["totalCount"] == 0
    has_ended = "... on CarrierHasEnded { path endedOn }"
    told = {"__typename": "CarrierHasEnded", "path": "id", "endedOn": "2023-06-13"}
    assert await refused(api, "endCarrier", has_ended, id=park, version=2) == told
    assert (await refused(api, "endCarrier", id=park, version=1))["currentVersion"] == 2


async def test_a_carrier_that_is_not_right_is_refused(api: Api) -> None:
    id = await zone(api, "东区")
    for area, problem in (
        ("0", "must be more than 0 and less than 10^18 m²"),
        ("1e18", "must be more than 0 and less than 10^18 m²"),
        ("0.001", "0.001 has more than two digits after the point; square metres have two"),
    ):
        answer = await refused(api, "registerCarrier", name="", zoneId=id, address=" ", area=area)
        assert answer["problems"] == [
            {"path": "name", "message": "is required"},
            {"path": "address", "message": "is required"},
            {"path": "area", "message": problem},
        ]
    park = await carrier(api, id)
    taken = "... on CarrierNameTaken { carrier { id } }"
    assert await refused(api, "registerCarrier", taken, name="一号园", zoneId=id, address="路") == {
        "__typename": "CarrierNameTaken",
        "carrier": {"id": park},
    }
    assert await refused(api, "registerCarrier", name="二号园", zoneId=park, address="路") == {
        "__typename": "NotFound",
        "path": "zoneId",
    }
    window = await opened(api, id, carrierId=park)
    in_use = "... on CarrierInUse { servicePoints names }"
    assert await refused(api, "endCarrier", in_use, id=park, version=1) == {
        "__typename": "CarrierInUse",
        "servicePoints": 1,
        "names": ["一号窗口"],
    }
    await acted(api, "advanceServicePoint", id=window, version=3, state="CLOSED")
    assert (await acted(api, "endCarrier", id=park, version=1))["__typename"] == "CarrierEnded"


async def test_a_dispatcher_keeps_carriers_and_points_of_own_zones_alone(api: Api) -> None:
    east, west = await zone(api, "东区"), await zone(api, "西区")
    park, window = await carrier(api, west), await point(api, west)
    limited = bearer("DISPATCHER", zones=[east])
    outside = {"__typename": "OutsideRemit"}
    new = {"name": "新", "zoneId": west, "address": "路"}
    for name, path, input in (
        ("registerCarrier", "zoneId", new),
        ("endCarrier", "id", {"id": park, "version": 1}),
        ("registerServicePoint", "zoneId", {**new, "kind": "HALL"}),
        ("advanceServicePoint", "id", {"id": window, "version": 1, "state": "CLOSED"}),
        ("addService", "servicePointId", {"list": "SPECIAL", "name": "代办", "servicePointId": window}),
        ("addService", "list", {"list": "STANDARD", "name": "代办"}),
    ):
        assert await refused(api, name, as_=limited, **input) == {**outside, "path": path}, name
    made = await acted(api, "registerCarrier", as_=limited, **{**new, "zoneId": east})
    assert made["__typename"] == "CarrierRegistered"
