"""Runs as jobs, the timetables that they make, and what becomes of the meetings."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from domain.people import Role, Viewer
from resolvers.context import Context
from resolvers.jobs import Jobs
from schema.root import schema
from tests.offices import COUNTY, Api
from tests.sessions import demand, key, session

pytestmark = pytest.mark.anyio


def test_the_server_begins_without_numpy() -> None:
    loaded = "import sys, server.app, server.world; print([m for m in sys.modules if m in {'numpy', 'scipy', 'rustworkx'}])"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


async def test_a_run_fills_the_timetable_and_says_how_everybody_was_treated(api: Api) -> None:
    made = await session(api)
    run = await made.done(meetingsPerEnterprise=2, slotMinutes=20)
    assert {
        name: run[name] for name in ("demands", "pairsTotal", "assigned", "unmatched", "blockingPairs")
    } == {
        "demands": 4,
        "pairsTotal": 8,
        "assigned": 8,
        "unmatched": 0,
        "blockingPairs": 0,
    }
    # Each bank has a desk and four guests: no timetable has fewer slots.
    assert (run["slots"], run["mostSlots"], run["policy"]) == (4, 6, {"version": 0})
    assert (run["concentration"], run["withoutOfferShare"], run["unknownShare"]) == (5000, "0.0", "0.0")
    assert [(each["size"], each["demands"], each["matched"]) for each in run["sizes"]] == [
        ("LARGE", 1, 1),
        ("MEDIUM", 2, 2),
        ("SMALL", 0, 0),
        ("MICRO", 1, 1),
        ("UNKNOWN", 0, 0),
    ]
    assert [(each["offers"], each["meetings"], each["share"]) for each in run["institutions"]] == [
        (4, 4, "50.0"),
        (4, 4, "50.0"),
    ]
    meetings = await made.timetable()
    assert len({(each["booth"]["code"], each["startsAt"]) for each in meetings}) == 8
    assert len({(each["demand"]["id"], each["startsAt"]) for each in meetings}) == 8
    assert {each["startsAt"] for each in meetings} == {
        f"2023-06-13T{at}:00.000+08:00" for at in ("14:00", "14:20", "14:40", "15:00")
    }
    slots = """query($id: ID!) { financingDemand(id: $id) {
      matches { edges { node { slot { id desk startsAt } } } } } }"""
    for of in {each["demand"]["id"] for each in meetings}:
        found = (await api.ask(slots, id=of))["financingDemand"]["matches"]["edges"]
        told = {(edge["node"]["slot"]["desk"], edge["node"]["slot"]["startsAt"]) for edge in found}
        assert told == {(each["desk"], each["startsAt"]) for each in meetings if each["demand"]["id"] == of}
    again = await made.done(meetingsPerEnterprise=2, slotMinutes=20)
    assert (again["digest"], again["resultDigest"]) == (run["digest"], run["resultDigest"])
    # The new timetable took the place of the first.
    assert len(await made.timetable()) == 8
    states = await api.owner.fetch("SELECT state, count(*) FROM financing_meetings GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in states] == [("CANCELLED", 8), ("SCHEDULED", 8)]
    other = await made.done(meetingsPerEnterprise=1)
    assert other["digest"] != run["digest"]


READ = """query($id: ID!) { matchRun(id: $id) { state
  matches(first: 10) { totalCount edges { node { rank enterpriseUtility unknown product { name } demand { id }
    meeting { desk startsAt } } } }
  notMatched(first: 10) { totalCount edges { node { why failed unknown nearest { name } demand { id } } } } } }"""


async def test_who_is_not_matched_is_told_why(api: Api) -> None:
    made = await session(api, banks=1, enterprises=3)
    too_long = await demand(api, 8, key(made.enterprises[0]), term_months=99)
    nobody_looked = await demand(api, 9, key(made.enterprises[1]), dishonest=None)
    run = await made.done(mode="MAX_COVERAGE", meetingsPerEnterprise=1, slots=2)
    found = (await api.ask(READ, id=run["id"]))["matchRun"]
    matched = [edge["node"]["demand"]["id"] for edge in found["matches"]["edges"]]
    assert matched == made.demands[:2]
    assert [edge["node"]["rank"] for edge in found["matches"]["edges"]] == [1, 1]
    assert [edge["node"] for edge in found["notMatched"]["edges"]] == [
        {"why": "NO_PLACE", "failed": [], "unknown": [], "nearest": None, "demand": {"id": made.demands[2]}},
        {
            "why": "NOT_ELIGIBLE",
            "failed": ["TERM"],
            "unknown": [],
            "nearest": {"name": "1 号贷"},
            "demand": {"id": too_long},
        },
        {
            "why": "NOT_ELIGIBLE",
            "failed": [],
            "unknown": ["SERIOUS_DISHONESTY"],
            "nearest": {"name": "1 号贷"},
            "demand": {"id": nobody_looked},
        },
    ]
    assert (run["withoutOffer"], run["withoutOfferShare"]) == (2, "40.0")
    assert (run["unknownPairs"], run["unknownShare"]) == (1, "20.0")
    open_ = await made.done(withUnknown=True, demandIds=[nobody_looked])
    found = (await api.ask(READ, id=open_["id"]))["matchRun"]
    assert [edge["node"]["unknown"] for edge in found["matches"]["edges"]] == [["SERIOUS_DISHONESTY"]]


async def test_each_side_sees_its_own_and_the_public_nothing(api: Api) -> None:
    made = await session(api)
    run = await made.done()
    assert len(await made.timetable(**made.of_bank(1))) == 4
    assert len(await made.timetable(**made.of_enterprise(2))) == 2
    mine = "query($id: ID!) { matchRun(id: $id) { matches { totalCount } institutions { meetings } } }"
    told = await api.ask(mine, as_=made.of_bank(2), id=run["id"])
    assert told["matchRun"] == {"matches": {"totalCount": 4}, "institutions": [{"meetings": 4}]}
    refused = await api.send(mine, {"id": run["id"]}, authorization="")
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_run_that_cannot_be_is_refused_and_leaves_nothing(api: Api) -> None:
    made = await session(api, banks=1, enterprises=1)
    empty = await api.plan_fair(name="没有银行的活动")
    before = await api.written()
    answers = {
        "InvalidInput": {"meetingsPerEnterprise": 0, "slotMinutes": 3, "slots": 501, "waitSeconds": 31},
        "NotFound": {"demandIds": [made.demands[0], made.fair]},
        "SessionWithoutInstitutions": {"sessionId": empty},
    }
    for expected, given in answers.items():
        assert (await made.run(**given))["__typename"] == expected
    problems = (await made.run(**answers["InvalidInput"]))["problems"]
    assert [each["path"] for each in problems] == [
        "meetingsPerEnterprise",
        "slotMinutes",
        "waitSeconds",
        "slots",
    ]
    late = await made.run(startsAt="2023-06-13T15:50:00+08:00")
    assert (late["__typename"], late["problems"][0]["path"]) == ("InvalidInput", "startsAt")
    full = await made.run(slots=7)
    assert (full["__typename"], full["problems"][0]["path"]) == ("InvalidInput", "slots")
    assert await made.run(policyVersion=7) | {"message": ""} == {
        "__typename": "NotFound",
        "path": "policyVersion",
        "message": "",
    }
    assert await api.written() == before


class Slow:
    """Computes when it is told to."""

    def __init__(self) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, function: Any, *arguments: Any) -> Any:
        self.asked.set()
        await self.go.wait()
        return function(*arguments)


PROGRESS = """subscription($id: ID!) { matchRunProgress(runId: $id) { state pairsScored pairsTotal assigned version } }"""


async def test_a_long_run_goes_on_behind_its_answer_and_one_session_has_one(api: Api) -> None:
    made = await session(api, banks=1, enterprises=2)
    slow = Slow()
    api.world.jobs.compute = slow
    answer = await made.run(waitSeconds=0)
    run = answer["run"]
    assert (answer["__typename"], run["assigned"]) == ("MatchingRun", None)
    assert run["state"] in {"QUEUED", "RUNNING"}
    await slow.asked.wait()
    refused = await made.run()
    assert (refused["__typename"], refused["run"]["id"]) == ("MatchingUnderWay", run["id"])
    slow.go.set()
    await api.world.jobs.wait(key(run["id"]), 5)
    found = (await api.ask(READ, id=run["id"]))["matchRun"]
    assert (found["state"], found["matches"]["totalCount"]) == ("DONE", 2)


async def test_a_run_is_cancelled_from_anywhere_and_leaves_no_timetable(api: Api) -> None:
    made = await session(api, banks=1, enterprises=2)
    slow = Slow()
    api.world.jobs.compute = slow
    run = (await made.run(waitSeconds=0))["run"]
    await slow.asked.wait()
    payload = "... on MatchingCancelled { run { state version } } ... on MatchRunOver { run { state } }"
    wrong = await made.act("cancelMatching", payload, runId=run["id"], version=1)
    assert (wrong["__typename"], wrong["currentVersion"]) == ("Outdated", 2)
    done = await made.act("cancelMatching", payload, runId=run["id"], version=2)
    assert done == {"__typename": "MatchingCancelled", "run": {"state": "CANCELLED", "version": 3}}
    slow.go.set()
    await api.world.jobs.wait(key(run["id"]), 5)
    assert await made.timetable() == []
    over = await made.act("cancelMatching", payload, runId=run["id"], version=3)
    assert (over["__typename"], over["run"]["state"]) == ("MatchRunOver", "CANCELLED")
    assert await made.done(waitSeconds=5)


async def test_a_run_whose_process_has_died_is_lost_and_not_under_way_for_ever(api: Api) -> None:
    made = await session(api, banks=1, enterprises=1)
    slow = Slow()
    api.world.jobs.compute = slow
    run = (await made.run(waitSeconds=0))["run"]
    await slow.asked.wait()
    await api.owner.execute("UPDATE match_runs SET heartbeat_at = heartbeat_at - interval '29 seconds'")
    assert (await made.run())["__typename"] == "MatchingUnderWay"
    await api.owner.execute("UPDATE match_runs SET heartbeat_at = heartbeat_at - interval '2 seconds'")
    api.world.jobs.compute = _at_once
    assert (await made.run())["__typename"] == "MatchingRun"
    told = await api.ask("query($id: ID!) { matchRun(id: $id) { state failure } }", id=run["id"])
    assert told["matchRun"] == {"state": "FAILED", "failure": "LOST"}
    # The lost one wakes up: nobody wants what it found.
    held = await made.timetable()
    slow.go.set()
    await api.world.jobs.wait(key(run["id"]), 5)
    assert await made.timetable() == held


async def _at_once(function: Any, *given: Any) -> Any:
    return function(*given)


async def test_a_run_that_breaks_says_so(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    made = await session(api, banks=1, enterprises=1)

    async def broken(function: Any, *arguments: Any) -> Any:
        raise ArithmeticError("no numbers today")

    api.world.jobs.compute = broken
    run = (await made.run())["run"]
    assert (run["state"], run["failure"], run["assigned"]) == ("FAILED", "BROKEN", None)
    assert "no numbers today" in caplog.text
    assert await made.timetable() == []


async def test_a_meeting_is_moved_where_there_is_room(api: Api) -> None:
    made = await session(api, banks=2, enterprises=2)
    await made.done(meetingsPerEnterprise=2, slotMinutes=20)
    first = (await made.timetable())[0]
    beside = next(
        each
        for each in await made.timetable()
        if each["startsAt"] != first["startsAt"] and each["institution"] == first["institution"]
    )
    payload = """... on MeetingMoved { meeting { startsAt endsAt desk slot version } }
      ... on SlotTaken { path startsAt } ... on InvalidInput { problems { path } }"""
    given = {"meetingId": first["id"], "version": 1}
    before = await api.written()
    taken = await made.act("moveMeeting", payload, **given, startsAt=beside["startsAt"])
    assert (taken["__typename"], taken["path"], taken["startsAt"]) == (
        "SlotTaken",
        "desk",
        beside["startsAt"],
    )
    late = await made.act("moveMeeting", payload, **given, startsAt="2023-06-13T15:50:00+08:00", desk=2)
    assert [each["path"] for each in late["problems"]] == ["startsAt", "desk"]
    old = await made.act("moveMeeting", payload, meetingId=first["id"], version=2, startsAt=first["startsAt"])
    assert (old["__typename"], old["currentVersion"]) == ("Outdated", 1)
    assert await api.written() == before
    moved = await made.act("moveMeeting", payload, **given, startsAt="2023-06-13T15:10:00+08:00")
    assert moved["meeting"] == {
        "startsAt": "2023-06-13T15:10:00.000+08:00",
        "endsAt": "2023-06-13T15:30:00.000+08:00",
        "desk": 1,
        "slot": None,
        "version": 2,
    }


async def test_two_who_move_to_one_slot_at_once_do_not_both_get_it(api: Api) -> None:
    made = await session(api, banks=1, enterprises=2)
    await made.done()
    one, other = await made.timetable()
    payload = "... on MeetingMoved { meeting { id } } ... on SlotTaken { path }"
    free = "2023-06-13T15:00:00+08:00"
    answers = await asyncio.gather(
        *(
            made.act("moveMeeting", payload, meetingId=each["id"], version=1, startsAt=free)
            for each in (one, other)
        )
    )
    assert sorted(each["__typename"] for each in answers) == ["MeetingMoved", "SlotTaken"]


async def test_a_meeting_is_held_by_its_institution_once_it_has_begun_and_stands(api: Api) -> None:
    made = await session(api, banks=2, enterprises=2)
    await made.done()
    held = next(each for each in await made.timetable() if each["institution"]["name"] == "1 号银行")
    payload = "... on MeetingHeld { meeting { state version } } ... on MeetingYetToCome { startsAt }"
    given = {"meetingId": held["id"], "version": 1}
    early = await made.act("holdMeeting", payload, as_=made.of_bank(1), **given)
    assert (early["__typename"], early["startsAt"]) == ("MeetingYetToCome", held["startsAt"])
    api.clock.advance(hours=3)
    others = await made.act("holdMeeting", payload, as_=made.of_bank(2), **given)
    assert (others["__typename"], others["path"]) == ("OutsideRemit", "meetingId")
    done = await made.act("holdMeeting", payload, as_=made.of_bank(1), **given)
    assert done["meeting"] == {"state": "HELD", "version": 2}
    again = await made.act("cancelMeeting", "... on MeetingOver { state }", meetingId=held["id"], version=2)
    assert (again["__typename"], again["state"]) == ("MeetingOver", "HELD")
    early = await made.run(startsAt=held["startsAt"])
    assert (early["__typename"], early["until"]) == ("SessionHasMet", held["endsAt"])
    # Who has met does not meet again.
    run = await made.done()
    assert run["assigned"] == 3


async def test_what_becomes_of_a_run_is_told_live(api: Api) -> None:
    made = await session(api, banks=1, enterprises=1)
    slow = Slow()
    api.world.jobs.compute = slow
    run = (await made.run(waitSeconds=0))["run"]
    await slow.asked.wait()
    context = Context(api.world, "en", Viewer(Role.DISPATCHER, COUNTY, "tester"))
    frames = await schema.stream(PROGRESS, {"id": run["id"]}, context)
    first = (await anext(frames)).json
    assert b'"state":"RUNNING","pairsScored":0,"pairsTotal":null' in first
    slow.go.set()
    last = first
    async with asyncio.timeout(5):
        while b'"DONE"' not in last:
            last = (await anext(frames)).json
    assert b'"pairsScored":1,"pairsTotal":1,"assigned":1' in last
    await frames.aclose()


async def test_a_run_is_audited_when_it_is_begun_and_asked_for_once(api: Api) -> None:
    made = await session(api, banks=1, enterprises=1)
    run = await made.done()
    rows = await api.owner.fetch("SELECT act, subject_id FROM audit_entries WHERE act = 'runMatching'")
    assert [tuple(row) for row in rows] == [("runMatching", key(run["id"]))]


@pytest.mark.parametrize("mode", ["STABLE", "TOP_K", "MAX_COVERAGE"])
async def test_a_session_without_demands_has_an_empty_run(api: Api, mode: str) -> None:
    made = await session(api, banks=1, enterprises=0)
    run = await made.done(mode=mode)
    assert (run["demands"], run["assigned"], run["slots"], run["concentration"]) == (0, 0, 0, None)


async def test_a_worker_computes_the_same_as_this_process(api: Api) -> None:
    made = await session(api)
    here = await made.done()
    jobs, api.world.jobs.compute = api.world.jobs.compute, Jobs().compute
    there = await made.done(waitSeconds=30)
    api.world.jobs.compute = jobs
    assert (there["digest"], there["resultDigest"]) == (here["digest"], here["resultDigest"])
