"""The rules of chains, without a database: periods that follow each other, links that never close a circle."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import chains
from domain.chains.graph import path
from domain.enterprises import Organization, OrganizationKind
from domain.refusals import InvalidInput, NotFound, Outdated, Problem, RecordEnded, Words
from tests.offices import COUNTY, TODAY, uid

DAY = timedelta(days=1)
CHAIN = chains.Chain(uid(1), COUNTY, uid(2), "特色金属材料", date(2021, 1, 1), None, 1)
TRACK = chains.Track(uid(2), COUNTY, "A1", "新材料", chains.TrackGroup.FIRST_FOUR)
LEADER = chains.AppointChainLeader(0, " 王伟 ", "副市长", None, CHAIN.id)
BEFORE = st.integers(0, 400).map(lambda days: TODAY - days * DAY)


def node(number: int, **changes: Any) -> chains.ChainNode:
    made = chains.ChainNode(
        uid(100 + number), COUNTY, CHAIN.id, f"环节 {number}", chains.ChainPosition.UPSTREAM, 1, CHAIN.since, None, 1
    )  # fmt: skip
    return replace(made, **changes)


# --- Leaders ----------------------------------------------------------------------------------------------------------


@given(st.lists(BEFORE, max_size=8))
def test_leaders_follow_each_other_without_a_gap_and_never_two_at_a_time(days: list[date]) -> None:
    held: list[chains.ChainLeader] = []
    for number, day in enumerate(days):
        current = held[-1] if held else None
        command = replace(LEADER, version=current.version if current else 0, since=day)
        done = chains.appoint_chain_leader(command, CHAIN, current, TODAY, uid(number))
        if isinstance(done, chains.ChainLeaderAppointed):
            assert done.predecessor is None or done.predecessor.id == held[-1].id
            held[-1:] = [*([done.predecessor] if done.predecessor else []), done.leader]
        else:
            assert current is not None
            assert done == chains.DayTooEarly("since", current.since)
            assert day < current.since
    assert [leader.version for leader in held] == list(range(1, len(held) + 1))
    assert all(one.until == other.since for one, other in itertools.pairwise(held))
    for day in days:
        leading = [each for each in held if each.since <= day and (each.until is None or day < each.until)]
        assert len(leading) == (1 if held and held[0].since <= day else 0)


def test_a_leader_is_appointed_for_today_when_no_day_is_given() -> None:
    done = chains.appoint_chain_leader(LEADER, CHAIN, None, TODAY, uid(9))
    assert done == chains.ChainLeaderAppointed(
        chains.ChainLeader(uid(9), COUNTY, CHAIN.id, "王伟", "副市长", TODAY, None, 1), None
    )


@pytest.mark.parametrize("version", [0, 2])
def test_who_takes_over_says_from_whom(version: int) -> None:
    current = chains.ChainLeader(uid(9), COUNTY, CHAIN.id, "王伟", "副市长", CHAIN.since, None, 1)
    command = replace(LEADER, version=version)
    assert chains.appoint_chain_leader(command, CHAIN, current, TODAY, uid(8)) == Outdated("version", 1)
    chief = chains.ChiefLeader(uid(9), COUNTY, "王伟", "书记", CHAIN.since, None, 1)
    appoint = chains.AppointChiefLeader(version, "李", "市长", None)
    assert chains.appoint_chief_leader(appoint, chief, COUNTY, TODAY, uid(8)) == Outdated("version", 1)


def test_nothing_begins_or_ends_on_a_day_that_is_still_to_come() -> None:
    tomorrow = TODAY + DAY
    words = Words("must not be after today, 2023-06-13", "不得晚于今天(2023-06-13)")
    since, until = (InvalidInput((Problem(name, words),)) for name in ("since", "until"))
    plan = chains.Plan("方案", "目标", "责任人")
    assert chains.check_appointment(replace(LEADER, since=tomorrow), TODAY) == since
    assert chains.check_chain(chains.RegisterChain(TRACK.id, "链", tomorrow), TODAY) == since
    assert chains.check_node(chains.AddNode(CHAIN.id, "环节", chains.ChainPosition.UPSTREAM, 1, tomorrow), TODAY) == since  # fmt: skip
    assert chains.check_link(tomorrow, TODAY) == since
    assert chains.check_joining(chains.JoinChain(CHAIN.id, uid(3), None, False, tomorrow), TODAY) == since
    assert chains.check_force(chains.FormForce(CHAIN.id, "专班", uid(3), tomorrow), TODAY) == since
    assert chains.check_unit(chains.FormUnit(CHAIN.id, uid(3), "单元", plan, tomorrow), TODAY) == since
    assert chains.check_plan(chains.Replan(uid(3), 1, plan, tomorrow), TODAY) == since
    assert chains.check_end(tomorrow, TODAY) == until
    assert chains.check_end(TODAY, TODAY) is None
    ancient = chains.check_end(date(1900, 1, 1), TODAY)
    assert ancient is not None
    assert ancient.problems[0].message.en == "must not be before 1949-10-01"


def test_all_that_is_wrong_with_an_input_is_told_at_once() -> None:
    wrong = chains.check_unit(
        chains.FormUnit(CHAIN.id, uid(3), "", chains.Plan("长" * 2001, " ", "\x00"), TODAY + DAY), TODAY
    )
    assert wrong is not None
    assert [problem.path for problem in wrong.problems] == ["name", "plan", "target", "owner", "since"]
    assert chains.check_unit(
        chains.FormUnit(CHAIN.id, uid(3), "单元", chains.Plan("一\n" * 1000, "目标", "人"), None), TODAY
    ) is None  # fmt: skip
    track = chains.check_track(chains.RegisterTrack("", "长" * 121, chains.TrackGroup.ONE))
    assert track is not None
    assert [problem.path for problem in track.problems] == ["code", "name"]
    placed = chains.check_node(chains.AddNode(CHAIN.id, "", chains.ChainPosition.UPSTREAM, 101, None), TODAY)
    assert placed is not None
    assert [problem.path for problem in placed.problems] == ["name", "place"]


# --- Links ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_links_never_close_a_circle_and_one_that_is_refused_would_have(pairs: list[tuple[int, int]]) -> None:
    nodes = [node(number) for number in range(7)]
    links: list[chains.ChainLink] = []

    def has_circle(edges: list[tuple[Any, Any]]) -> bool:
        sorter: TopologicalSorter[Any] = TopologicalSorter()
        for source, target in edges:
            sorter.add(target, source)
        try:
            sorter.prepare()
        except CycleError:
            return True
        return False

    for number, (one, other) in enumerate(pairs):
        source, target = nodes[one], nodes[other]
        command = chains.LinkNodes(source.id, target.id, None)
        done = chains.link_nodes(command, source, target, nodes, links, None, TODAY, uid(number))
        edges = [(link.from_id, link.to_id) for link in links]
        match done:
            case chains.Linked(link):
                links.append(link)
            case chains.NodesLinked():
                assert (source.id, target.id) in edges
            case chains.Cycle(way):
                assert has_circle([*edges, (source.id, target.id)])
                assert way[0] == way[-1] == source
                steps = [(a.id, b.id) for a, b in itertools.pairwise(way)]
                assert steps[0] == (source.id, target.id)
                assert set(steps[1:]) <= set(edges)
            case _:
                raise AssertionError(done)
        assert not has_circle([(link.from_id, link.to_id) for link in links])


def test_a_way_is_a_shortest_one_and_there_may_be_none() -> None:
    def link(one: int, other: int) -> chains.ChainLink:
        return chains.ChainLink(
            uid(one * 10 + other), COUNTY, CHAIN.id, node(one).id, node(other).id, CHAIN.since, None, 1
        )

    links = [link(1, 2), link(2, 3), link(3, 4), link(2, 4)]
    assert path(node(1).id, node(4).id, links) == (node(1).id, node(2).id, node(4).id)
    assert path(node(4).id, node(1).id, links) == ()
    assert path(node(1).id, node(1).id, []) == (node(1).id,)


def test_a_link_joins_two_nodes_of_one_chain_that_are_there() -> None:
    def linked(source: chains.ChainNode, target: chains.ChainNode, **given: Any) -> Any:
        command = chains.LinkNodes(source.id, target.id, given.get("since"))
        return chains.link_nodes(
            command, source, target, [source, target], given.get("links", []), given.get("earlier"), TODAY, uid(9)
        )  # fmt: skip

    assert linked(node(1), node(2, chain_id=uid(77))) == chains.NodesApart()
    ended = linked(node(1), node(2, until=TODAY))
    assert ended == RecordEnded("toId", chains.NODE, TODAY)
    assert ended.message == Words(
        "toId: this node of a chain has ended on 2023-06-13", "toId:该产业链环节已于 2023-06-13 终止"
    )
    assert linked(node(1, since=TODAY), node(2), since=TODAY - DAY) == chains.DayTooEarly("since", TODAY)
    assert linked(node(1), node(2), since=TODAY - DAY, earlier=TODAY) == chains.DayTooEarly("since", TODAY)
    assert linked(node(1), node(1)) == chains.Cycle((node(1), node(1)))


# --- Members ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from(("join", "leave", "master")), BEFORE), max_size=12))
def test_an_enterprise_is_in_a_chain_once_at_a_time(steps: list[tuple[str, date]]) -> None:
    held: list[chains.ChainMembership] = []
    for number, (act, day) in enumerate(steps):
        latest = held[-1] if held else None
        version = latest.version if latest else 0
        if act == "join":
            joining = chains.JoinChain(CHAIN.id, uid(3), None, False, day)
            done: Any = chains.join_chain(joining, CHAIN, uid(3), None, latest, TODAY, uid(number))
        elif act == "leave":
            leaving = chains.LeaveChain(CHAIN.id, uid(3), version, day)
            done = chains.leave_chain(leaving, CHAIN, uid(3), latest, None, TODAY)
        else:
            naming = chains.NameMaster(CHAIN.id, uid(3), version, day)
            done = chains.name_master(naming, CHAIN, uid(3), latest, TODAY, uid(number))
        match done:
            case chains.Joined(membership):
                held.append(membership)
            case chains.Left(membership):
                held[-1] = membership
            case chains.MasterNamed(membership, before):
                held[-1:] = [before, membership]
            case _:
                assert isinstance(
                    done,
                    chains.AlreadyMember | chains.NotMember | chains.AlreadyMaster | chains.DayTooEarly,
                )
    versions = [each.version for each in held]
    assert versions == sorted(set(versions))
    for one, other in itertools.pairwise(held):
        assert one.until is not None
        assert one.since <= one.until <= other.since
        assert (other.role is chains.ChainRole.MASTER) <= (one.until == other.since)


def test_who_joins_at_a_node_joins_at_one_of_the_chain_that_is_there() -> None:
    def joined(at: chains.ChainNode | None, chain: chains.Chain = CHAIN) -> Any:
        command = chains.JoinChain(CHAIN.id, uid(3), at and at.id, True, None)
        return chains.join_chain(command, chain, uid(3), at, None, TODAY, uid(9))

    assert joined(None) == joined(node(1, chain_id=uid(77))) == NotFound("nodeId", chains.NODE)
    assert joined(node(1, until=TODAY)) == RecordEnded("nodeId", chains.NODE, TODAY)
    ended = replace(CHAIN, until=TODAY)
    assert joined(node(1), ended) == RecordEnded("chainId", chains.CHAIN, TODAY)
    assert joined(node(1)).membership.node_id == node(1).id


# --- As many as there may be ------------------------------------------------------------------------------------------


def test_lists_that_are_shown_whole_have_an_end() -> None:
    tracks = [replace(TRACK, code=f"T{n}", name=f"{n}") for n in range(chains.TRACKS)]
    register = chains.RegisterTrack("A", "赛道", chains.TrackGroup.ONE)
    assert chains.register_track(register, tracks, COUNTY, uid(9)) == chains.LimitReached(chains.TRACK, 40)
    assert isinstance(chains.register_track(register, tracks[1:], COUNTY, uid(9)), chains.TrackRegistered)
    names = [f"{n}" for n in range(chains.CHAINS)]
    chain = chains.RegisterChain(TRACK.id, "链", None)
    assert chains.register_chain(chain, TRACK, names, TODAY, uid(9)) == chains.LimitReached(chains.CHAIN, 60)
    add = chains.AddNode(CHAIN.id, "环节", chains.ChainPosition.UPSTREAM, 1, None)
    nodes = [node(n) for n in range(chains.NODES)]
    assert chains.add_node(add, CHAIN, nodes, TODAY, uid(9)) == chains.LimitReached(chains.NODE, 60)
    bank = Organization(uid(5), COUNTY, "银行", OrganizationKind.BANK)
    force = chains.TaskForce(uid(6), COUNTY, CHAIN.id, "专班", uid(7), CHAIN.since, None, 1)
    forces = [replace(force, name=f"{n}") for n in range(chains.FORCES)]
    form = chains.FormForce(CHAIN.id, "专班", bank.id, None)
    assert chains.form_force(form, CHAIN, bank, forces, TODAY, uid(9)) == chains.LimitReached(
        chains.TASK_FORCE, 20
    )
    join = chains.JoinForce(force.id, bank.id, None)
    assert chains.join_force(join, force, bank, None, 60, TODAY, uid(9)) == chains.LimitReached(
        chains.ORGANIZATION, 60
    )
    links = [
        chains.ChainLink(uid(n), COUNTY, CHAIN.id, uid(1000 + n), uid(2000 + n), CHAIN.since, None, 1)
        for n in range(chains.LINKS)
    ]
    link = chains.LinkNodes(node(1).id, node(2).id, None)
    assert chains.link_nodes(
        link, node(1), node(2), nodes, links, None, TODAY, uid(9)
    ) == chains.LimitReached(chains.LINK, 200)
    assert chains.LimitReached(chains.NODE, 60).message == Words(
        "There are 60 already: of a node of a chain there may not be more", "产业链环节已达 60 个,不能再增加"
    )


# --- What is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "en", "zh"),
    [
        (chains.NameTaken("name", "链"), "name: there is 链 already; choose another", "name:已有“链”,请另取"),
        (chains.ChainInUse(2, 1, 0), "The chain still has 2 member(s), 1 task force(s) and 0 combat unit(s); end these first", "该产业链仍有链内企业 2 家、专班 1 个、攻坚作战单元 0 个,请先办理退出或解散"),
        (chains.NodeInUse(1, 3), "The node still has 1 link(s) and 3 member(s); end these first", "该环节仍有上下游关系 1 条、链内企业 3 家,请先解除"),
        (chains.NodesApart(), "The nodes are of different chains; a link joins two of the same", "两个环节不属于同一条产业链,不能关联"),
        (chains.NodesLinked(TODAY), "These nodes are linked since 2023-06-13", "两个环节自 2023-06-13 起已关联"),
        (chains.AlreadyMaster(TODAY), "The enterprise is a chain master since 2023-06-13", "该企业自 2023-06-13 起已是链主企业"),
        (chains.NotInTaskForce(), "The organization is not among those that joined the task force", "该机构不是专班的成员单位"),
        (chains.AlreadyInTaskForce(TODAY), "The organization is in the task force since 2023-06-13", "该机构自 2023-06-13 起已在专班中"),
    ],
)  # fmt: skip
def test_a_refusal_says_in_both_languages_what_is_wrong(refusal: Any, en: str, zh: str) -> None:
    assert refusal.message == Words(en, zh)
