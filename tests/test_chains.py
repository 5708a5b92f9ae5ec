"""Industry chains over the API: what a client reads and does, what is refused, and what two at once may not do."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

import db.chains
from db.engine import Statement
from domain.ids import read
from domain.people import office
from tests.counties import NEIGHBOUR, known
from tests.offices import COUNTY, NOON, Api, bearer

pytestmark = pytest.mark.anyio

OF_ISSUE = """{ chains { id name track { name } leader { name } masters { name } nodes { id name position }
  links { from { id } to { id } } members { totalCount } } }"""

NAMED_BY_THE_SOURCE = ("医药及医疗器械", "汽车及零部件", "输变电装备及电线电缆", "特色金属材料")
"""The chains of Tai'an that the source names, of thirteen."""


class House:
    """A track with a chain, in a county where enterprises came to a fair."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.fair = ""
        self.track = ""
        self.chain = ""

    async def enterprise(self, number: int) -> str:
        """An enterprise that is registered."""
        came = await self.api.act(
            "recordAttendance",
            "... on AttendanceRecorded { enterprise { id } }",
            fairId=self.fair,
            enterprise=known(number),
        )
        return came["enterprise"]["id"]

    async def register_chain(self, name: str, **changes: Any) -> str:
        given = {"trackId": self.track, "name": name, **changes}
        done = await self.api.act("registerChain", "... on ChainRegistered { chain { id } }", **given)
        return done["chain"]["id"]

    async def node(self, name: str, position: str = "MIDSTREAM", **changes: Any) -> str:
        given = {"chainId": self.chain, "name": name, "position": position, "place": 1, **changes}
        done = await self.api.act("addChainNode", "... on ChainNodeAdded { node { id } }", **given)
        return done["node"]["id"]

    async def link(self, source: str, target: str, **changes: Any) -> dict[str, Any]:
        payload = """... on ChainLinked { link { id version } } ... on ChainCycle { nodes { name } }
          ... on ChainNodesLinked { since }"""
        return await self.api.act("linkChainNodes", payload, fromId=source, toId=target, **changes)

    async def join(self, enterprise: str, **changes: Any) -> dict[str, Any]:
        payload = """... on ChainJoined { membership { role version since chainNode { id } } }
          ... on AlreadyChainMember { since } ... on ChainDayTooEarly { path earliest }"""
        return await self.api.act(
            "joinChain", payload, chainId=self.chain, enterpriseId=enterprise, **changes
        )

    async def leave(self, enterprise: str, version: int, **changes: Any) -> dict[str, Any]:
        payload = """... on ChainLeft { membership { until version } } ... on Outdated { currentVersion }
          ... on CombatUnitActive { name since } ... on ChainDayTooEarly { path earliest }"""
        given = {"chainId": self.chain, "enterpriseId": enterprise, "version": version, **changes}
        return await self.api.act("leaveChain", payload, **given)

    async def master(self, enterprise: str, version: int, **changes: Any) -> dict[str, Any]:
        payload = """... on ChainMasterNamed { membership { role since version } } ... on Outdated { currentVersion }
          ... on NotChainMember { path } ... on AlreadyChainMaster { since }"""
        given = {"chainId": self.chain, "enterpriseId": enterprise, "version": version, **changes}
        return await self.api.act("nameChainMaster", payload, **given)

    async def appoint(self, name: str, version: int, **changes: Any) -> dict[str, Any]:
        payload = """... on ChainLeaderAppointed { leader { name since until version }
          predecessor { name until version } } ... on Outdated { currentVersion }
          ... on ChainDayTooEarly { path earliest }"""
        given = {"chainId": self.chain, "name": name, "title": "副市长", "version": version, **changes}
        return await self.api.act("appointChainLeader", payload, **given)

    async def read(self, selected: str, **headers: str) -> Any:
        query = f"query($id: ID!) {{ chain(id: $id) {{ {selected} }} }}"
        return (await self.api.ask(query, as_=headers, id=self.chain))["chain"]

    async def unchanged(self, act: Any) -> dict[str, Any]:
        """What an act answers that writes nothing."""
        before = await self.api.written()
        answer = await act
        assert await self.api.written() == before
        return answer


@pytest.fixture
async def house(api: Api) -> House:
    made = House(api)
    made.fair = (await api.open_fair()).id
    given = {"code": "A1", "name": "新材料", "group": "FIRST_FOUR"}
    done = await api.act("registerTrack", "... on TrackRegistered { track { id } }", **given)
    made.track = done["track"]["id"]
    made.chain = await made.register_chain("特色金属材料", since="2021-01-01")
    return made


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were sent."""
    sent: list[str] = []
    values = Statement.values

    def noted(self: Statement, given: Any) -> list[Any]:
        sent.append(self.sql)
        return values(self, given)

    monkeypatch.setattr(Statement, "values", noted)
    return sent


# --- Reading ----------------------------------------------------------------------------------------------------------


async def test_a_chain_is_drawn_from_one_query_which_is_one_statement(
    house: House, statements: list[str]
) -> None:
    upstream, downstream = (
        await house.node("冶炼", "UPSTREAM"),
        await house.node("极薄板", "DOWNSTREAM", place=2),
    )
    await house.link(upstream, downstream)
    first, second = await house.enterprise(1), await house.enterprise(2)
    await house.join(first, nodeId=downstream)
    await house.join(second)
    await house.master(first, 1)
    await house.appoint("王伟", 0)
    right = {
        "id": house.chain,
        "name": "特色金属材料",
        "track": {"name": "新材料"},
        "leader": {"name": "王伟"},
        "masters": [{"name": "密 1 号企业"}],
        "nodes": [
            {"id": upstream, "name": "冶炼", "position": "UPSTREAM"},
            {"id": downstream, "name": "极薄板", "position": "DOWNSTREAM"},
        ],
        "links": [{"from": {"id": upstream}, "to": {"id": downstream}}],
        "members": {"totalCount": 2},
    }
    statements.clear()
    assert await house.api.ask(OF_ISSUE) == {"chains": [right]}
    assert len(statements) == 1
    house.api.client._transport.app.state.world = replace(house.api.world, planned=False)  # type: ignore[attr-defined]
    assert await house.api.ask(OF_ISSUE) == {"chains": [right]}


async def test_the_directory_of_chains_is_public_and_who_is_in_them_is_not(house: House) -> None:
    await house.appoint("王伟", 0)
    await house.node("冶炼")
    public = bearer("PUBLIC")
    seen = await house.read("name leader { name title } nodes { name } track { group }", **public)
    assert seen == {
        "name": "特色金属材料",
        "leader": {"name": "王伟", "title": "副市长"},
        "nodes": [{"name": "冶炼"}],
        "track": {"group": "FIRST_FOUR"},
    }
    for hidden in ("masters { name }", "members { totalCount }", "combatUnits { totalCount }"):
        answer = await house.api.send(
            f"query($id: ID!) {{ chain(id: $id) {{ {hidden} }} }}", {"id": house.chain}, **public
        )
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_thirteen_chains_stand_in_the_tracks_of_441x(house: House) -> None:
    """A22: four, four, one and X, which is four."""
    groups = ["FIRST_FOUR"] * 4 + ["SECOND_FOUR"] * 4 + ["ONE"] + ["X"] * 4
    for number, group in enumerate(groups[1:], 2):
        given = {"code": f"A{number}", "name": f"赛道 {number}", "group": group}
        done = await house.api.act("registerTrack", "... on TrackRegistered { track { id } }", **given)
        known_ = NAMED_BY_THE_SOURCE[number - 2] if number < 5 else f"链 {number}"
        await house.register_chain(known_, trackId=done["track"]["id"])
    found = await house.api.ask("{ chains { track { group } } tracks { group chains { id } } }")
    of_chains = Counter(chain["track"]["group"] for chain in found["chains"])
    assert of_chains == {"FIRST_FOUR": 4, "SECOND_FOUR": 4, "ONE": 1, "X": 4}
    assert sum(of_chains.values()) == 13
    assert Counter(track["group"] for track in found["tracks"]) == of_chains
    assert all(len(track["chains"]) == 1 for track in found["tracks"])


async def test_the_chains_of_an_enterprise_say_what_it_is_there(house: House) -> None:
    enterprise, other = (
        await house.enterprise(1),
        await house.register_chain("汽车及零部件", since="2022-01-01"),
    )
    node = await house.node("冶炼", since="2022-01-01")
    await house.join(enterprise, since="2022-03-01", nodeId=node)
    await house.api.act("joinChain", "", chainId=other, enterpriseId=enterprise, since="2023-01-01")
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on Enterprise {
      chains(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        edges { role since version chainNode { name } node { name track { name } } } } } } }"""
    first = (await house.api.ask(query, id=enterprise))["node"]["chains"]
    assert first["totalCount"] == 2
    assert first["edges"] == [
        {
            "role": "MEMBER",
            "since": "2022-03-01",
            "version": 1,
            "chainNode": {"name": "冶炼"},
            "node": {"name": "特色金属材料", "track": {"name": "新材料"}},
        }
    ]
    after = first["pageInfo"]["endCursor"]
    second = (await house.api.ask(query, id=enterprise, after=after))["node"]["chains"]
    assert [edge["node"]["name"] for edge in second["edges"]] == ["汽车及零部件"]
    assert second["pageInfo"]["hasNextPage"] is False


async def test_members_are_filtered_by_role_and_by_node(house: House) -> None:
    node = await house.node("冶炼")
    first, second, third = [await house.enterprise(number) for number in (1, 2, 3)]
    await house.join(first, nodeId=node)
    await house.join(second, nodeId=node)
    await house.join(third)
    await house.master(first, 1)

    async def found(filter: str) -> list[str]:
        page = await house.read(f"members(filter: {filter}) {{ totalCount edges {{ node {{ name }} }} }}")
        names = [edge["node"]["name"] for edge in page["members"]["edges"]]
        assert page["members"]["totalCount"] == len(names)
        return sorted(names)

    assert await found("{ role: MASTER }") == ["密 1 号企业"]
    assert await found("{ role: MEMBER }") == ["密 2 号企业", "密 3 号企业"]
    assert await found(f'{{ nodeId: "{node}" }}') == ["密 1 号企业", "密 2 号企业"]
    assert await found(f'{{ role: MEMBER, nodeId: "{node}" }}') == ["密 2 号企业"]
    answer = await house.api.send(
        "query($id: ID!) { chain(id: $id) { members(filter: { nodeId: $id }) { totalCount } } }",
        {"id": house.chain},
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


# --- Who sees ---------------------------------------------------------------------------------------------------------


async def test_who_leads_a_chain_sees_who_is_in_it_just_now_and_nothing_else(house: House) -> None:
    first, second, stranger = [await house.enterprise(number) for number in (1, 2, 3)]
    await house.join(first)
    await house.join(second)
    lead = bearer("CHAIN_LEAD", chains=[house.chain])
    members = "masters { name } members { totalCount edges { node { id name } } }"
    assert (await house.read(members, **lead))["members"]["totalCount"] == 2
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Enterprise { id } } }"
    ids = [first, second, stranger]
    assert await house.api.ask(query, as_=lead, ids=ids) == {"nodes": [{"id": first}, {"id": second}, None]}
    await house.leave(second, 1)
    assert await house.api.ask(query, as_=lead, ids=ids) == {"nodes": [{"id": first}, None, None]}
    nobody = bearer("CHAIN_LEAD")
    assert await house.api.ask(query, as_=nobody, ids=ids) == {"nodes": [None, None, None]}
    assert (await house.read(members, **nobody))["members"] == {"totalCount": 0, "edges": []}
    query = "query($id: ID!) { node(id: $id) { ... on Enterprise { contacts { title } } } }"
    answer = await house.api.send(query, {"id": first}, **lead)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_a_total_counts_no_member_that_is_not_seen(house: House) -> None:
    first, second = await house.enterprise(1), await house.enterprise(2)
    await house.join(first)
    await house.join(second)
    await house.master(second, 1)
    rep = bearer("ENTERPRISE_REP", enterprises=[first])
    seen = await house.read("masters { id } members { totalCount edges { node { id } } }", **rep)
    assert seen == {"masters": [], "members": {"totalCount": 1, "edges": [{"node": {"id": first}}]}}
    there = bearer("DISPATCHER", county=NEIGHBOUR)
    assert (await house.read("name masters { id } members { totalCount }", **there)) == {
        "name": "特色金属材料",
        "masters": [],
        "members": {"totalCount": 0},
    }


# --- The directory ----------------------------------------------------------------------------------------------------


async def test_names_of_tracks_and_chains_are_their_own(house: House) -> None:
    for given, path in (({"code": "A1", "name": "别的"}, "code"), ({"code": "A9", "name": "新材料"}, "name")):
        act = house.api.act("registerTrack", "... on ChainNameTaken { path }", group="ONE", **given)
        refused = await house.unchanged(act)
        assert (refused["__typename"], refused["path"]) == ("ChainNameTaken", path)
    chain = {"trackId": house.track, "name": " 特色金属材料 "}
    refused = await house.unchanged(house.api.act("registerChain", "", **chain))
    assert refused["message"] == "name: there is 特色金属材料 already; choose another"
    missing = await house.unchanged(house.api.act("registerChain", "", trackId=house.chain, name="链"))
    assert missing["message"] == "trackId: there is no such track"
    there = house.api.beside(NEIGHBOUR)
    missing = await house.unchanged(there.act("registerChain", "", trackId=house.track, name="链"))
    assert missing["__typename"] == "NotFound"


async def test_leaders_hand_over_without_a_gap_and_their_history_stays(house: House) -> None:
    assert await house.read("leader { name }") == {"leader": None}
    first = await house.appoint("王伟", 0, since="2022-01-10")
    assert first["leader"] == {"name": "王伟", "since": "2022-01-10", "until": None, "version": 1}
    second = await house.appoint("李强", 1, since="2023-02-01")
    assert second["predecessor"] == {"name": "王伟", "until": "2023-02-01", "version": 1}
    refused = await house.unchanged(house.appoint("赵敏", 2, since="2023-01-31"))
    assert (refused["path"], refused["earliest"]) == ("since", "2023-02-01")
    assert await house.read("leader { name } leaders { name since until version }") == {
        "leader": {"name": "李强"},
        "leaders": [
            {"name": "王伟", "since": "2022-01-10", "until": "2023-02-01", "version": 1},
            {"name": "李强", "since": "2023-02-01", "until": None, "version": 2},
        ],
    }


async def test_the_chief_leader_leads_every_chain_of_the_county(house: House) -> None:
    await house.register_chain("汽车及零部件")
    payload = "... on ChiefLeaderAppointed { leader { version } predecessor { name until } }"
    official = {"title": "市长", "name": "王伟"}
    await house.api.act("appointChiefLeader", payload, version=0, since="2022-01-01", **official)
    done = await house.api.act("appointChiefLeader", payload, version=1, **official | {"name": "李强"})
    assert done["leader"] == {"version": 2}
    assert done["predecessor"] == {"name": "王伟", "until": "2023-06-13"}
    chains = (await house.api.ask("{ chains { chiefLeader { name until } } }"))["chains"]
    assert chains == [{"chiefLeader": {"name": "李强", "until": None}}] * 2
    refused = await house.unchanged(house.api.act("appointChiefLeader", "", version=1, **official))
    assert refused["message"] == "version: the record has changed, its version is 2 now; look at it again"


async def test_nobody_is_appointed_for_a_day_to_come(house: House) -> None:
    refused = await house.unchanged(house.appoint("王伟", 0, since="2023-06-14"))
    assert refused["problems"] == [{"path": "since", "message": "must not be after today, 2023-06-13"}]


async def test_a_chain_ends_when_nobody_is_in_it_and_its_structure_with_it(house: House) -> None:
    enterprise = await house.enterprise(1)
    one, other = await house.node("甲", since="2023-05-01"), await house.node("乙", since="2023-05-01")
    await house.link(one, other, since="2023-05-02")
    await house.appoint("王伟", 0, since="2023-05-03")
    await house.join(enterprise, since="2023-05-04")
    payload = """... on ChainEnded { chain { until version leader { name } nodes { id } links { id } } }
      ... on ChainInUse { members taskForces combatUnits } ... on ChainDayTooEarly { earliest }
      ... on RecordEnded { path until } ... on Outdated { currentVersion }"""

    async def end(version: int, **given: Any) -> dict[str, Any]:
        return await house.api.act("endChain", payload, chainId=house.chain, version=version, **given)

    used = await house.unchanged(end(1))
    assert (used["members"], used["taskForces"], used["combatUnits"]) == (1, 0, 0)
    await house.leave(enterprise, 1, until="2023-05-20")
    assert (await house.unchanged(end(1, until="2023-05-19")))["earliest"] == "2023-05-20"
    assert (await house.unchanged(end(2)))["currentVersion"] == 1
    ended = await end(1)
    assert ended["chain"] == {"until": "2023-06-13", "version": 2, "leader": None, "nodes": [], "links": []}
    again = await house.unchanged(end(2))
    assert (again["path"], again["until"]) == ("chainId", "2023-06-13")
    assert await house.api.ask("{ chains { id } tracks { chains { id } } }") == {
        "chains": [],
        "tracks": [{"chains": []}],
    }
    assert await house.read("name leaders { until }") == {
        "name": "特色金属材料",
        "leaders": [{"until": "2023-06-13"}],
    }
    late = await house.unchanged(house.join(enterprise))
    assert late["message"] == "chainId: this chain has ended on 2023-06-13"
    # Its name is free again.
    await house.register_chain("特色金属材料")


# --- Nodes and links --------------------------------------------------------------------------------------------------


async def test_a_link_that_would_close_a_circle_is_refused_with_the_way(house: House) -> None:
    one, two, three = [await house.node(name) for name in ("矿石", "冶炼", "极薄板")]
    assert (await house.link(one, two))["__typename"] == "ChainLinked"
    assert (await house.link(two, three))["__typename"] == "ChainLinked"
    refused = await house.unchanged(house.link(three, one))
    assert refused["__typename"] == "ChainCycle"
    assert [node["name"] for node in refused["nodes"]] == ["极薄板", "矿石", "冶炼", "极薄板"]
    assert refused["message"] == "The link would close a circle: 极薄板 → 矿石 → 冶炼 → 极薄板"
    itself = await house.unchanged(house.link(one, one))
    assert [node["name"] for node in itself["nodes"]] == ["矿石", "矿石"]
    twice = await house.unchanged(house.link(one, two))
    assert (twice["__typename"], twice["since"]) == ("ChainNodesLinked", "2023-06-13")


async def test_a_link_joins_nodes_of_one_chain(house: House) -> None:
    one = await house.node("矿石")
    other = await house.node("整车", chainId=await house.register_chain("汽车及零部件"))
    assert (await house.unchanged(house.link(one, other)))["__typename"] == "ChainNodesApart"
    assert (await house.unchanged(house.link(one, house.chain)))["message"] == "toId: there is no such node of a chain"  # fmt: skip


async def test_a_link_ends_and_the_way_is_free(house: House) -> None:
    one, two = await house.node("矿石", since="2023-01-01"), await house.node("冶炼", since="2023-01-01")
    link = (await house.link(one, two, since="2023-02-01"))["link"]
    payload = "... on ChainUnlinked { link { until version } } ... on Outdated { currentVersion }"
    given = {"linkId": link["id"], "version": 1, "until": "2023-03-01"}
    done = await house.api.act("unlinkChainNodes", payload, **given)
    assert done["link"] == {"until": "2023-03-01", "version": 2}
    again = await house.unchanged(house.api.act("unlinkChainNodes", payload, **given))
    assert again["currentVersion"] == 2
    ended = await house.unchanged(house.api.act("unlinkChainNodes", payload, **given | {"version": 2}))
    assert ended["message"] == "linkId: this link of a chain has ended on 2023-03-01"
    assert (await house.link(two, one))["__typename"] == "ChainLinked"
    assert await house.read("links { from { name } to { name } }") == {
        "links": [{"from": {"name": "冶炼"}, "to": {"name": "矿石"}}]
    }


async def test_a_node_ends_when_nothing_is_linked_and_nobody_stands_there(house: House) -> None:
    one, two = await house.node("矿石"), await house.node("冶炼")
    link = (await house.link(one, two))["link"]["id"]
    enterprise = await house.enterprise(1)
    await house.join(enterprise, nodeId=two)
    payload = "... on ChainNodeEnded { node { until } } ... on ChainNodeInUse { links members }"
    used = await house.unchanged(house.api.act("endChainNode", payload, nodeId=two, version=1))
    assert (used["links"], used["members"]) == (1, 1)
    await house.api.act("unlinkChainNodes", "", linkId=link, version=1)
    await house.leave(enterprise, 1)
    done = await house.api.act("endChainNode", payload, nodeId=two, version=1)
    assert done["node"] == {"until": "2023-06-13"}
    refused = await house.unchanged(house.link(one, two))
    assert refused["message"] == "toId: this node of a chain has ended on 2023-06-13"
    assert (await house.read("nodes { name }")) == {"nodes": [{"name": "矿石"}]}
    # Its name is free again, another's is not.
    await house.node("冶炼")
    taken = {"chainId": house.chain, "name": "矿石", "position": "UPSTREAM", "place": 1}
    refused = await house.unchanged(house.api.act("addChainNode", "", **taken))
    assert refused["__typename"] == "ChainNameTaken"


# --- Members ----------------------------------------------------------------------------------------------------------


async def test_a_master_is_a_member_and_what_it_was_is_kept(house: House) -> None:
    enterprise = await house.enterprise(1)
    stranger = await house.unchanged(house.master(enterprise, 1))
    assert (stranger["__typename"], stranger["path"]) == ("NotChainMember", "enterpriseId")
    assert stranger["message"] == (
        "enterpriseId: the enterprise is not in the chain 特色金属材料; it has to join first"
    )
    await house.join(enterprise, since="2022-01-01")
    named = await house.master(enterprise, 1, since="2023-01-01")
    assert named["membership"] == {"role": "MASTER", "since": "2023-01-01", "version": 2}
    assert (await house.unchanged(house.master(enterprise, 1)))["currentVersion"] == 2
    assert (await house.unchanged(house.master(enterprise, 2)))["since"] == "2023-01-01"
    rows = await house.api.owner.fetch(
        "SELECT role, since::text, until::text, version FROM chain_memberships ORDER BY version"
    )
    assert [tuple(row) for row in rows] == [
        ("MEMBER", "2022-01-01", "2023-01-01", 1),
        ("MASTER", "2023-01-01", None, 2),
    ]


async def test_an_enterprise_leaves_and_joins_again_later(house: House) -> None:
    enterprise = await house.enterprise(1)
    await house.join(enterprise, since="2022-01-01")
    twice = await house.unchanged(house.join(enterprise))
    assert (twice["__typename"], twice["since"]) == ("AlreadyChainMember", "2022-01-01")
    early = await house.unchanged(house.leave(enterprise, 1, until="2021-12-31"))
    assert (early["path"], early["earliest"]) == ("until", "2022-01-01")
    left = await house.leave(enterprise, 1, until="2022-06-01")
    assert left["membership"] == {"until": "2022-06-01", "version": 2}
    assert (await house.unchanged(house.leave(enterprise, 1)))["currentVersion"] == 2
    assert (await house.unchanged(house.leave(enterprise, 2)))["__typename"] == "NotChainMember"
    overlapping = await house.unchanged(house.join(enterprise, since="2022-05-31"))
    assert (overlapping["path"], overlapping["earliest"]) == ("since", "2022-06-01")
    again = await house.join(enterprise, since="2022-06-01")
    assert again["membership"]["version"] == 3
    before_chain = await house.unchanged(house.join(await house.enterprise(2), since="2020-12-31"))
    assert before_chain["earliest"] == "2021-01-01"


async def test_who_has_ended_joins_nothing_any_more(house: House) -> None:
    enterprise = await house.enterprise(1)
    await house.join(enterprise)
    booths = "query($id: ID!) { fair(id: $id) { booths { organization { id } } } }"
    rows = (await house.api.ask(booths, id=house.fair))["fair"]["booths"]
    lead, other = (row["organization"]["id"] for row in rows[:2])
    force = {"chainId": house.chain, "name": "专班", "leadOrganizationId": lead}
    formed = await house.api.act("formTaskForce", "... on TaskForceFormed { taskForce { id } }", **force)
    await house.api.owner.execute("UPDATE enterprises SET status = 'CLOSED', ended_on = '2023-06-01'")
    await house.api.owner.execute("UPDATE organizations SET ended_on = '2023-06-02'")
    ended = "has ended on 2023-06-0"
    chain = house.chain
    house.chain = await house.register_chain("汽车及零部件")
    refused = await house.unchanged(house.join(enterprise))
    assert refused["message"] == f"enterpriseId: this enterprise {ended}1"
    unit = {"chainId": chain, "enterpriseId": enterprise, "name": "单元", **PLAN}
    refused = await house.unchanged(house.api.act("formCombatUnit", "", **unit))
    assert refused["message"] == f"enterpriseId: this enterprise {ended}1"
    refused = await house.unchanged(house.api.act("formTaskForce", "", **force | {"name": "新专班"}))
    assert refused["message"] == f"leadOrganizationId: this organization {ended}2"
    joining = {"taskForceId": formed["taskForce"]["id"], "organizationId": other}
    refused = await house.unchanged(house.api.act("joinTaskForce", "", **joining))
    assert refused["message"] == f"organizationId: this organization {ended}2"
    # Out of what it is in, it is still taken.
    house.chain = chain
    assert (await house.leave(enterprise, 1))["__typename"] == "ChainLeft"


# --- Task forces ------------------------------------------------------------------------------------------------------


async def test_organizations_join_and_leave_a_task_force_until_it_is_dissolved(house: House) -> None:
    rows = await house.api.ask(
        "query($id: ID!) { fair(id: $id) { booths { organization { id name } } } }", id=house.fair
    )
    lead, second, third = [booth["organization"]["id"] for booth in rows["fair"]["booths"]]
    given = {"chainId": house.chain, "name": "专班", "leadOrganizationId": lead, "since": "2022-01-01"}
    formed = await house.api.act("formTaskForce", "... on TaskForceFormed { taskForce { id } }", **given)
    force = formed["taskForce"]["id"]
    assert (await house.unchanged(house.api.act("formTaskForce", "", **given)))["__typename"] == (
        "ChainNameTaken"
    )
    payload = "... on TaskForceJoined { membership { version } } ... on AlreadyInTaskForce { since }"

    async def join(organization: str, **more: Any) -> dict[str, Any]:
        return await house.api.act(
            "joinTaskForce", payload, taskForceId=force, organizationId=organization, **more
        )

    assert (await house.unchanged(join(lead)))["since"] == "2022-01-01"
    assert (await join(second, since="2022-02-01"))["membership"] == {"version": 1}
    assert (await house.unchanged(join(second)))["since"] == "2022-02-01"
    assert (await join(third))["membership"] == {"version": 1}
    leaving = {"taskForceId": force, "organizationId": second, "version": 1}
    left = await house.api.act("leaveTaskForce", "... on TaskForceLeft { membership { until } }", **leaving)
    assert left["membership"] == {"until": "2023-06-13"}
    assert (await house.unchanged(house.api.act("leaveTaskForce", "", **leaving)))["__typename"] == "Outdated"
    gone = await house.unchanged(house.api.act("leaveTaskForce", "", **leaving | {"version": 2}))
    assert gone["__typename"] == "NotInTaskForce"
    assert await house.read("taskForces { leadOrganization { id } members { organization { id } } }") == {
        "taskForces": [{"leadOrganization": {"id": lead}, "members": [{"organization": {"id": third}}]}]
    }
    ending = {"taskForceId": force, "version": 1}
    early = await house.unchanged(house.api.act("dissolveTaskForce", "", until="2023-06-12", **ending))
    assert early["message"] == "until: must be 2023-06-13 or later"
    payload = "... on TaskForceDissolved { taskForce { until members { id } } }"
    done = await house.api.act("dissolveTaskForce", payload, **ending)
    assert done["taskForce"] == {"until": "2023-06-13", "members": []}
    assert await house.read("taskForces { id }") == {"taskForces": []}


# --- Combat units -----------------------------------------------------------------------------------------------------

PLAN = {"plan": "每周调度,破解融资瓶颈", "target": "年底投产", "owner": "专班"}
UNIT = """... on CombatUnitFormed { unit { id state plan version } } ... on CombatUnitActive { name since }
  ... on NotChainMember { path }"""


async def test_a_key_enterprise_has_one_combat_unit_and_its_old_plans_are_kept(house: House) -> None:
    enterprise = await house.enterprise(1)
    lead = bearer("CHAIN_LEAD", chains=[house.chain])
    given = {"chainId": house.chain, "enterpriseId": enterprise, "name": "极薄板攻坚", **PLAN}
    assert (await house.unchanged(house.api.act("formCombatUnit", UNIT, **given)))["path"] == "enterpriseId"
    await house.join(enterprise, since="2022-01-01")
    query = f"mutation($input: FormCombatUnitInput!) {{ formCombatUnit(input: $input) {{ {UNIT} }} }}"
    formed = await house.api.ask(query, as_=lead, input=given | {"since": "2022-03-26"})
    unit = formed["formCombatUnit"]["unit"]
    assert (unit["state"], unit["plan"], unit["version"]) == ("ACTIVE", PLAN["plan"], 1)
    twice = await house.unchanged(house.api.act("formCombatUnit", UNIT, **given))
    assert (twice["name"], twice["since"]) == ("极薄板攻坚", "2022-03-26")
    held = await house.unchanged(house.leave(enterprise, 1))
    assert (held["name"], held["since"]) == ("极薄板攻坚", "2022-03-26")
    payload = """... on CombatUnitReplanned { unit { plan version plannedOn } earlier { number plan since until } }
      ... on Outdated { currentVersion } ... on ChainDayTooEarly { earliest }"""
    changed = {"unitId": unit["id"], "version": 1, **PLAN, "plan": "引入融资租赁"}
    done = await house.api.act("replanCombatUnit", payload, **changed, since="2022-06-01")
    assert done["unit"] == {"plan": "引入融资租赁", "version": 2, "plannedOn": "2022-06-01"}
    assert done["earlier"] == {
        "number": 1,
        "plan": PLAN["plan"],
        "since": "2022-03-26",
        "until": "2022-06-01",
    }
    assert (await house.unchanged(house.api.act("replanCombatUnit", payload, **changed)))[
        "currentVersion"
    ] == 2
    early = {**changed, "version": 2, "since": "2022-05-31"}
    assert (await house.unchanged(house.api.act("replanCombatUnit", payload, **early)))[
        "earliest"
    ] == "2022-06-01"
    units = (
        "combatUnits(filter: { state: ACTIVE }) { totalCount edges { node { name earlierPlans { plan } } } }"
    )
    assert (await house.read(units, **lead))["combatUnits"] == {
        "totalCount": 1,
        "edges": [{"node": {"name": "极薄板攻坚", "earlierPlans": [{"plan": PLAN["plan"]}]}}],
    }
    ended = await house.api.act(
        "disbandCombatUnit", "... on CombatUnitDisbanded { unit { state until } }", unitId=unit["id"], version=2
    )  # fmt: skip
    assert ended["unit"] == {"state": "DISBANDED", "until": "2023-06-13"}
    again = await house.unchanged(house.api.act("replanCombatUnit", payload, **changed | {"version": 3}))
    assert again["message"] == "unitId: this combat unit has ended on 2023-06-13"
    assert (await house.read(units))["combatUnits"]["totalCount"] == 0
    disbanded = "combatUnits(filter: { state: DISBANDED }) { totalCount }"
    assert (await house.read(disbanded))["combatUnits"] == {"totalCount": 1}


async def test_the_plan_of_a_unit_may_have_two_thousand_characters(house: House) -> None:
    given = {"chainId": house.chain, "enterpriseId": await house.enterprise(1), "name": "单元", **PLAN}
    refused = await house.unchanged(house.api.act("formCombatUnit", "", **given | {"plan": "长" * 2001}))
    assert refused["problems"] == [
        {"path": "plan", "message": "has 2001 characters; at most 2000 are allowed"}
    ]


# --- Two at once ------------------------------------------------------------------------------------------------------


async def both(house: House, first: Any, second: Any) -> list[dict[str, Any]]:
    """What two acts answer whose transactions both wait for the chain before either goes on."""
    key = read(house.chain)
    assert key is not None
    async with house.api.owner.transaction():
        await house.api.owner.fetch("SELECT FROM chains WHERE id = $1 FOR UPDATE", key.key)
        acts = [asyncio.ensure_future(first), asyncio.ensure_future(second)]
        # What a transaction has seen of the other sessions it sees again, unless it is told to look anew.
        look, waiting = (
            "SELECT pg_stat_clear_snapshot()",
            """SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'""",
        )
        async with asyncio.timeout(2):
            while await house.api.owner.fetchval(waiting) < 2:
                await asyncio.sleep(0.002)
                await house.api.owner.execute(look)
    return list(await asyncio.gather(*acts))


async def test_of_two_links_that_together_close_a_circle_one_is_refused(house: House) -> None:
    one, two = await house.node("矿石"), await house.node("冶炼")
    answers = await both(house, house.link(one, two), house.link(two, one))
    assert sorted(answer["__typename"] for answer in answers) == ["ChainCycle", "ChainLinked"]
    assert len((await house.read("links { id }"))["links"]) == 1


async def test_without_the_chain_being_held_two_links_close_a_circle(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await house.node("矿石"), await house.node("冶炼")
    barrier, links_of, key = asyncio.Barrier(2), db.chains.links_of, read(house.chain)
    assert key is not None

    async def not_held(connection: Any, id: Any) -> Any:
        return (await db.chains.CHAIN.by_id(connection, [key.key], office(COUNTY)))[key.key]

    async def read_by_both(connection: Any, chain_id: Any) -> Any:
        found = await links_of(connection, chain_id)
        await barrier.wait()
        return found

    monkeypatch.setattr(db.chains, "lock_chain_of_node", not_held)
    monkeypatch.setattr(db.chains, "links_of", read_by_both)
    answers = await asyncio.gather(house.link(one, two), house.link(two, one))
    assert [answer["__typename"] for answer in answers] == ["ChainLinked", "ChainLinked"]
    assert len((await house.read("links { id }"))["links"]) == 2


async def test_of_two_who_are_appointed_at_once_one_is_told_that_the_other_was_faster(house: House) -> None:
    answers = await both(house, house.appoint("王伟", 0), house.appoint("李强", 0))
    assert sorted(answer["__typename"] for answer in answers) == ["ChainLeaderAppointed", "Outdated"]
    assert next(answer["currentVersion"] for answer in answers if "currentVersion" in answer) == 1
    assert len((await house.read("leaders { id }"))["leaders"]) == 1


async def test_of_two_chief_leaders_who_are_appointed_at_once_one_is_refused(house: House) -> None:
    payload = "... on ChiefLeaderAppointed { leader { name } } ... on Outdated { currentVersion }"
    for version in (0, 1):
        acts = [
            house.api.act("appointChiefLeader", payload, version=version, name=name, title="市长")
            for name in ("王伟", "李强")
        ]
        answers = await asyncio.gather(*acts)
        assert sorted(answer["__typename"] for answer in answers) == ["ChiefLeaderAppointed", "Outdated"]
        assert next(each["currentVersion"] for each in answers if "currentVersion" in each) == version + 1


async def test_of_two_acts_on_one_membership_one_is_outdated(house: House) -> None:
    enterprise = await house.enterprise(1)
    await house.join(enterprise)
    answers = await both(house, house.master(enterprise, 1), house.leave(enterprise, 1))
    done, outdated = sorted(answers, key=lambda answer: answer["__typename"])
    assert done["__typename"] in {"ChainMasterNamed", "ChainLeft"}
    assert (outdated["__typename"], outdated["currentVersion"]) == ("Outdated", 2)


async def test_of_two_plans_for_a_unit_at_once_one_is_outdated(house: House) -> None:
    enterprise = await house.enterprise(1)
    await house.join(enterprise)
    given = {"chainId": house.chain, "enterpriseId": enterprise, "name": "单元", **PLAN}
    unit = (await house.api.act("formCombatUnit", UNIT, **given))["unit"]["id"]
    payload = "... on Outdated { currentVersion }"
    replan = [
        house.api.act("replanCombatUnit", payload, unitId=unit, version=1, **PLAN | {"plan": plan})
        for plan in ("甲", "乙")
    ]
    answers = await both(house, *replan)
    assert sorted(answer["__typename"] for answer in answers) == ["CombatUnitReplanned", "Outdated"]
    assert await house.api.owner.fetchval("SELECT count(*) FROM combat_plans") == 1


# --- What is kept -----------------------------------------------------------------------------------------------------


async def test_the_audit_has_every_act_on_a_chain(house: House) -> None:
    enterprise = await house.enterprise(1)
    await house.join(enterprise)
    await house.master(enterprise, 1)
    rows = await house.api.owner.fetch(
        "SELECT act, subject_type, at FROM audit_entries WHERE act LIKE '%Chain%' ORDER BY act"
    )
    assert [tuple(row) for row in rows] == [
        ("joinChain", "ChainMembership", NOON),
        ("nameChainMaster", "ChainMembership", NOON),
        ("registerChain", "Chain", NOON),
    ]


@pytest.mark.parametrize(
    "table",
    ["tracks", "chains", "chain_leaders", "chain_nodes", "chain_links", "chain_memberships", "task_forces", "combat_units", "combat_plans"],
)  # fmt: skip
async def test_the_role_of_the_api_overwrites_nothing_that_was(api: Api, table: str) -> None:
    changing = {"name", "plan", "target", "owner", "planned_on"} if table == "combat_units" else set[str]()
    granted = await api.owner.fetch(
        """SELECT column_name FROM information_schema.column_privileges WHERE grantee = 'yaosu_runtime'
           AND privilege_type = 'UPDATE' AND table_schema = 'yaosu' AND table_name = $1""",
        table,
    )
    assert {row["column_name"] for row in granted} <= {"until", "version"} | changing
