"""Who looks after which enterprise: one primary liaison at any instant, no gap at a hand-over, and the contact log."""

from __future__ import annotations

import asyncio
import importlib
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.enterprises
from schema.backing import global_id, key_of
from schema.root import schema
from tests.offices import Api, bearer, credit_code, uid

pytestmark = pytest.mark.anyio

migration: Any = importlib.import_module("db.migrations.versions.0007_liaison")

LIAISON = "id role isPrimary since until version staff { name }"
FACTS = f"""... on Outdated {{ currentVersion }} ... on NotFound {{ path }} ... on OutsideRemit {{ path }}
  ... on LiaisonOverlaps {{ liaison {{ since until staff {{ name }} }} }}
  ... on AlreadyAssigned {{ liaison {{ since role }} }} ... on DayOutsideLiaison {{ liaison {{ since until }} }}
  ... on StaffLacksRole {{ needed roles staff {{ name }} }} ... on StaffHasEnded {{ endedOn }}
  ... on EnterpriseHasEnded {{ enterprise {{ status }} }} ... on PrimaryNeedsSuccessor {{ on }}
  ... on LiaisonAssigned {{ liaison {{ {LIAISON} }} }} ... on StaffAssigned {{ liaison {{ {LIAISON} }} }}
  ... on LiaisonEnded {{ liaison {{ {LIAISON} }} }} ... on DoesNotLookAfter {{ contactedOn staff {{ name }} }}
  ... on LiaisonHandedOver {{ ended {{ {LIAISON} }} begun {{ {LIAISON} }} }}
  ... on LiaisonContactLogged {{ liaisonContact {{ id contactedOn channel note loggedAt staff {{ name }} }} }}"""

LOOKED_AFTER = """query($id: ID!, $filter: LiaisonFilter) { node(id: $id) { ... on Enterprise {
  liaison { since role staff { name organization { name } } }
  liaisons(filter: $filter) { totalCount edges { node { since until isPrimary staff { name } } } } } } }"""


class Office:
    """An enterprise, and three who may look after it."""

    def __init__(self, api: Api, booth: str) -> None:
        self.api, self.booth = api, booth
        self.enterprise = ""
        self.staff: dict[str, str] = {}

    async def enterprise_number(self, number: int) -> str:
        """Another enterprise."""
        registration = {"uscc": credit_code(number), "name": f"{number} 号企业"}
        await self.api.taken(self.booth, f"k-{number}", enterprise={"registration": registration})
        id = await self.api.owner.fetchval("SELECT id FROM enterprises WHERE uscc = $1", registration["uscc"])
        return global_id("Enterprise", id)

    async def act(self, name: str, **given: Any) -> dict[str, Any]:
        """What an act answers."""
        title = name[0].upper() + name[1:]
        members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
        facts = "... on ".join(
            each for each in FACTS.split("... on ") if not each or each.split(" ", 1)[0] in members
        )
        return await self.api.act(name, facts, **given)

    async def assign(self, who: str = "甲", since: str = "2023-06-01", **changes: Any) -> dict[str, Any]:
        given = {"enterpriseId": self.enterprise, "staffId": self.staff[who], "since": since, **changes}
        return await self.act("assignStaff" if "role" in changes else "assignLiaison", **given)

    async def hand_over(self, liaison: dict[str, Any], who: str, on: str, **changes: Any) -> dict[str, Any]:
        given = {
            "liaisonId": liaison["id"],
            "version": liaison["version"],
            "staffId": self.staff[who],
            "on": on,
        }
        return await self.act("handOverLiaison", **given | changes)

    async def end(self, liaison: dict[str, Any], on: str) -> dict[str, Any]:
        return await self.act("endLiaison", liaisonId=liaison["id"], version=liaison["version"], on=on)

    async def log(self, who: str, day: str, **changes: Any) -> dict[str, Any]:
        given = {"enterpriseId": self.enterprise, "staffId": self.staff[who], "contactedOn": day}
        return await self.act("logContact", **given | {"channel": "VISIT"} | changes)

    async def becomes(self, status: str) -> None:
        await self.api.owner.execute("UPDATE enterprises SET status = $1", status)

    async def looked_after(self, **filter: Any) -> Any:
        return (await self.api.ask(LOOKED_AFTER, id=self.enterprise, filter=filter))["node"]


@pytest.fixture
async def office(api: Api) -> Office:
    fair = await api.plan_fair()
    found = Office(api, await api.add_booth(fair, "A01"))
    await api.act("openFair", "", fairId=fair)
    found.enterprise = await found.enterprise_number(1)
    organization = global_id(
        "Organization", await api.owner.fetchval("SELECT id FROM organizations WHERE name = 'A01 部门'")
    )
    for name, roles in (
        ("甲", ["LIAISON_OFFICER", "INSTRUCTOR"]),
        ("乙", ["LIAISON_OFFICER"]),
        ("丙", ["STEWARD"]),
    ):
        made = await api.act(
            "registerStaff",
            "... on StaffRegistered { staff { id } }",
            name=name,
            organizationId=organization,
            roles=roles,
        )
        found.staff[name] = made["staff"]["id"]
    return found


def member(answer: dict[str, Any]) -> str:
    return answer["__typename"]


async def test_an_enterprise_gets_its_primary_liaison(office: Office) -> None:
    made = await office.assign()
    assert made == {
        "__typename": "LiaisonAssigned",
        "liaison": {
            "id": made["liaison"]["id"],
            "role": "LIAISON",
            "isPrimary": True,
            "since": "2023-06-01",
            "until": None,
            "version": 1,
            "staff": {"name": "甲"},
        },
    }
    seen = await office.looked_after()
    assert seen["liaison"] == {
        "since": "2023-06-01",
        "role": "LIAISON",
        "staff": {"name": "甲", "organization": {"name": "A01 部门"}},
    }
    assert seen["liaisons"]["totalCount"] == 1


async def test_who_begins_tomorrow_is_not_the_liaison_today(office: Office) -> None:
    await office.assign(since="2023-06-14")
    assert (await office.looked_after())["liaison"] is None
    office.api.clock.advance(days=1)
    assert (await office.looked_after())["liaison"]["staff"]["name"] == "甲"


async def test_a_second_primary_liaison_is_refused_and_told_who_is_there(office: Office) -> None:
    await office.assign()
    before = await office.api.written()
    for since, until in (("2023-07-01", None), ("2023-01-01", None), ("2023-01-01", "2023-06-02")):
        assert await office.assign("乙", since, until=until) == {
            "__typename": "LiaisonOverlaps",
            "liaison": {"since": "2023-06-01", "until": None, "staff": {"name": "甲"}},
            "message": "The enterprise has a primary liaison from 2023-06-01 on; hand that one over, or give days that it leaves free",
        }
    assert await office.api.written() == before


async def test_what_was_before_is_filled_in_up_to_the_liaison_that_is_known(office: Office) -> None:
    await office.assign()
    before = await office.api.written()
    gap = await office.assign("乙", "2023-01-01", until="2023-05-01")
    assert (member(gap), gap["on"]) == ("PrimaryNeedsSuccessor", "2023-05-01")
    assert await office.api.written() == before
    assert member(await office.assign("乙", "2023-01-01", until="2023-06-01")) == "LiaisonAssigned"
    listed = (await office.looked_after())["liaisons"]["edges"]
    assert [(edge["node"]["since"], edge["node"]["until"]) for edge in listed] == [
        ("2023-01-01", "2023-06-01"),
        ("2023-06-01", None),
    ]
    of_day = (await office.looked_after(on="2023-05-31", isPrimary=True))["liaisons"]
    assert [edge["node"]["staff"]["name"] for edge in of_day["edges"]] == ["乙"]
    of_day = (await office.looked_after(on="2023-06-01"))["liaisons"]
    assert (of_day["totalCount"], of_day["edges"][0]["node"]["staff"]["name"]) == (1, "甲")
    assert (await office.looked_after(on="2022-12-31"))["liaisons"]["totalCount"] == 0


async def test_a_liaison_is_handed_over_on_a_day_without_a_gap(office: Office) -> None:
    first = (await office.assign())["liaison"]
    handed = await office.hand_over(first, "乙", "2023-06-20")
    assert handed["ended"] == {**first, "until": "2023-06-20", "version": 2}
    begun = handed["begun"]
    assert begun == {**first, "id": begun["id"], "since": "2023-06-20", "staff": {"name": "乙"}}
    # In the middle of what is over: who takes over has the days that are left.
    again = await office.hand_over(handed["ended"], "乙", "2023-06-10")
    assert (again["ended"]["until"], again["begun"]["until"]) == ("2023-06-10", "2023-06-20")
    entry = await office.api.owner.fetchrow(
        "SELECT * FROM audit_entries WHERE act = 'handOverLiaison' ORDER BY number LIMIT 1"
    )
    assert entry["subject_id"] == key_of("Liaison", first["id"])
    assert json.loads(entry["before"])["Liaison"]["until"] is None
    after = json.loads(entry["after"])["LiaisonHandedOver"]
    assert (after["ended"]["until"], after["begun"]["since"]) == ("2023-06-20", "2023-06-20")


async def test_a_liaison_is_handed_over_after_its_first_day(office: Office) -> None:
    first = (await office.assign())["liaison"]
    before = await office.api.written()
    for on in ("2023-05-31", "2023-06-01"):
        assert await office.hand_over(first, "乙", on) == {
            "__typename": "DayOutsideLiaison",
            "liaison": {"since": "2023-06-01", "until": None},
            "message": "The day must be after 2023-06-01, when this liaison began",
        }
    assert await office.api.written() == before


async def test_a_liaison_is_not_handed_over_to_who_has_it(office: Office) -> None:
    first = (await office.assign())["liaison"]
    before = await office.api.written()
    refused = await office.hand_over(first, "甲", "2023-06-20")
    assert (member(refused), refused["liaison"]) == (
        "AlreadyAssigned",
        {"since": "2023-06-01", "role": "LIAISON"},
    )
    assert await office.api.written() == before
    # In another role somebody may go on.
    handed = await office.hand_over(first, "甲", "2023-06-20", role="INSTRUCTOR")
    assert handed["begun"]["role"] == "INSTRUCTOR"


async def test_a_primary_liaison_ends_only_when_the_enterprise_has(office: Office) -> None:
    first = (await office.assign())["liaison"]
    before = await office.api.written()
    refused = await office.end(first, "2023-07-01")
    assert refused == {
        "__typename": "PrimaryNeedsSuccessor",
        "on": "2023-07-01",
        "message": "Nobody would be the primary liaison from 2023-07-01 on; hand it over to somebody instead",
    }
    assert await office.api.written() == before
    await office.becomes("CLOSED")
    await office.api.owner.execute("UPDATE enterprises SET ended_on = '2023-07-01'")
    assert member(await office.end(first, "2023-06-30")) == "PrimaryNeedsSuccessor"
    ended = await office.end(first, "2023-07-01")
    assert ended["liaison"] == {**first, "until": "2023-07-01", "version": 2}
    refused = await office.assign("乙", "2023-07-01")
    assert (member(refused), refused["enterprise"]) == ("EnterpriseHasEnded", {"status": "CLOSED"})
    refused = await office.hand_over(ended["liaison"], "乙", "2023-06-20")
    assert member(refused) == "EnterpriseHasEnded"


async def test_several_look_after_an_enterprise_beside_its_primary_liaison(office: Office) -> None:
    await office.assign()
    guide = (await office.assign("甲", role="INSTRUCTOR"))["liaison"]
    steward = (await office.assign("丙", role="STEWARD", until="2023-12-31"))["liaison"]
    assert (guide["isPrimary"], steward["until"]) == (False, "2023-12-31")
    assert member(await office.assign("乙", role="LIAISON")) == "StaffAssigned"
    assert (await office.looked_after())["liaisons"]["totalCount"] == 4
    before = await office.api.written()
    twice = await office.assign("丙", "2023-12-30", role="STEWARD")
    assert (member(twice), twice["liaison"]["since"]) == ("AlreadyAssigned", "2023-06-01")
    assert await office.api.written() == before
    assert member(await office.assign("丙", "2023-12-31", role="STEWARD")) == "StaffAssigned"
    assert (await office.end(guide, "2023-06-13"))["liaison"]["until"] == "2023-06-13"
    late = await office.end(steward, "2023-12-31")
    assert (member(late), late["message"]) == (
        "DayOutsideLiaison",
        "The day must be after 2023-06-01, when this liaison began and before 2023-12-31",
    )


async def test_a_role_is_taken_by_who_is_appointed_to_it(office: Office) -> None:
    before = await office.api.written()
    assert await office.assign("丙") == {
        "__typename": "StaffLacksRole",
        "needed": "LIAISON_OFFICER",
        "roles": ["STEWARD"],
        "staff": {"name": "丙"},
        "message": "丙 is no liaison officer but project steward; choose a liaison officer",
    }
    assert await office.api.written() == before


async def test_who_leaves_hands_over_first_and_gets_nothing_new(office: Office) -> None:
    first = (await office.assign())["liaison"]
    leaving = {"staffId": office.staff["甲"], "version": 1, "endedOn": "2023-06-20"}
    before = await office.api.written()
    assert await office.api.act("endStaff", "... on StaffStillAssigned { assignments }", **leaving) == {
        "__typename": "StaffStillAssigned",
        "assignments": 1,
        "message": "甲 would still look after enterprises on that day, 1 times; hand them over or end them first",
    }
    assert await office.api.written() == before
    await office.hand_over(first, "乙", "2023-06-20")
    assert member(await office.api.act("endStaff", "", **leaving)) == "StaffEnded"
    refused = await office.assign("甲", role="INSTRUCTOR")
    assert (member(refused), refused["endedOn"]) == ("StaffHasEnded", "2023-06-20")
    assert member(await office.assign("甲", role="INSTRUCTOR", until="2023-06-20")) == "StaffAssigned"


async def test_days_are_such_as_an_office_writes(office: Office) -> None:
    before = await office.api.written()
    years = "must be from 1949-01-01 to 2033-06-13"
    for since, until, problem in (
        ("1948-12-31", None, f"since: 1948-12-31 {years}"),
        ("2033-06-14", None, f"since: 2033-06-14 {years}"),
        (
            "2023-06-13",
            "2023-06-13",
            "until: 2023-06-13 must be after since: the first day on which it is over",
        ),
    ):
        refused = await office.assign("甲", since, until=until)
        assert [f"{each['path']}: {each['message']}" for each in refused["problems"]] == [problem]
    assert await office.api.written() == before


async def test_refusals_are_told_in_chinese_too(office: Office) -> None:
    await office.assign()
    query = """mutation($input: AssignLiaisonInput!) { assignLiaison(input: $input) { ... on Refusal { message } } }"""
    given = {"enterpriseId": office.enterprise, "staffId": office.staff["乙"], "since": "2023-07-01"}
    answer = await office.api.send(query, {"input": given}, **{"accept-language": "zh-CN"})
    assert answer["data"]["assignLiaison"]["message"] == (
        "该企业自 2023-06-01 起已有主联络员,请办理交接,或改选其未占用的日期"
    )


async def test_what_is_not_there_is_not_found(office: Office) -> None:
    first = (await office.assign())["liaison"]
    before = await office.api.written()
    for changes, path in (
        ({"enterpriseId": "x"}, "enterpriseId"),
        ({"staffId": global_id("Staff", uid(9))}, "staffId"),
    ):
        given = {"enterpriseId": office.enterprise, "staffId": office.staff["甲"], "since": "2023-06-01"}
        refused = await office.act("assignLiaison", **given | changes)
        assert (member(refused), refused["path"]) == ("NotFound", path)
    refused = await office.end({**first, "id": office.enterprise}, "2023-06-20")
    assert (member(refused), refused["path"]) == ("NotFound", "liaisonId")
    assert await office.api.written() == before


# --- One at any instant -----------------------------------------------------------------------------------------------

OVERLAPPING = """INSERT INTO liaisons (id, county_code, enterprise_id, staff_id, role, is_primary, since, until, version)
    SELECT gen_random_uuid(), county_code, enterprise_id, staff_id, role, $1, $2, $3, 1 FROM liaisons LIMIT 1"""


@pytest.mark.parametrize("key", ["temporal", "excluding"])
async def test_the_database_itself_refuses_a_second_primary_liaison(office: Office, key: str) -> None:
    """Also with the key that it has before PostgreSQL 18."""
    owner = office.api.owner
    if key == "excluding":
        await owner.execute(f"ALTER TABLE liaisons DROP CONSTRAINT {migration.KEY}; {migration.EXCLUDING}")
    kind = await owner.fetchval("SELECT contype::text FROM pg_constraint WHERE conname = $1", migration.KEY)
    assert kind == ("u" if key == "temporal" else "x")
    await office.assign()
    before = await office.api.written()
    for since, until in (("2023-06-30", None), ("2000-01-01", "2023-06-02"), ("2023-06-01", "2023-06-02")):
        days = [None if day is None else date.fromisoformat(day) for day in (since, until)]
        with pytest.raises(asyncpg.ExclusionViolationError, match=migration.KEY):
            await owner.execute(OVERLAPPING, True, *days)
    with pytest.raises(asyncpg.CheckViolationError, match="liaisons_until_ck"):
        await owner.execute(OVERLAPPING, True, date(2000, 1, 2), date(2000, 1, 2))
    assert await office.api.written() == before
    await owner.execute(OVERLAPPING, False, date(2023, 6, 30), None)
    await owner.execute(OVERLAPPING, True, date(2000, 1, 1), date(2023, 6, 1))


@pytest.mark.parametrize("key", ["temporal", "excluding"])
async def test_what_the_database_refuses_is_a_refusal_like_any_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    if key == "excluding":
        await office.api.owner.execute(
            f"ALTER TABLE liaisons DROP CONSTRAINT {migration.KEY}; {migration.EXCLUDING}"
        )
    await office.assign()
    forgetful(monkeypatch)
    before = await office.api.written()
    refused = await office.assign("乙", "2023-07-01")
    assert (member(refused), refused["liaison"]["staff"]) == ("LiaisonOverlaps", {"name": "甲"})
    assert await office.api.written() == before


async def test_without_the_key_there_would_be_two(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.api.owner.execute(f"ALTER TABLE liaisons DROP CONSTRAINT {migration.KEY}")
    await office.assign()
    forgetful(monkeypatch)
    assert member(await office.assign("乙", "2023-07-01")) == "LiaisonAssigned"


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next look at who looks after an enterprise finds nobody."""
    look = db.enterprises.liaisons_of

    async def nobody(connection: Any, enterprise_id: Any) -> tuple[()]:
        monkeypatch.setattr("db.enterprises.liaisons_of", look)
        return ()

    monkeypatch.setattr("db.enterprises.liaisons_of", nobody)


async def at_once(api: Api, *acts: Any) -> list[dict[str, Any]]:
    """What acts answer that all wait for the same enterprise."""
    held = api.owner.transaction()
    await held.start()
    await api.owner.execute("SELECT FROM enterprises FOR NO KEY UPDATE")
    tasks = [asyncio.create_task(act) for act in acts]
    await api.until_one_waits()
    await held.rollback()
    return sorted(await asyncio.gather(*tasks), key=member)


async def test_of_two_hand_overs_at_once_one_is_told_that_the_record_has_changed(office: Office) -> None:
    office.staff["丁"] = office.staff["乙"]
    first = (await office.assign())["liaison"]
    done, refused = await at_once(
        office.api,
        office.hand_over(first, "乙", "2023-06-20"),
        office.hand_over(first, "丁", "2023-06-25"),
    )
    assert (member(done), member(refused)) == ("LiaisonHandedOver", "Outdated")
    assert refused["currentVersion"] == 2
    assert await office.api.owner.fetchval("SELECT count(*) FROM liaisons") == 2


async def test_of_two_who_assign_at_once_one_is_told_who_is_there(office: Office) -> None:
    done, refused = await at_once(office.api, office.assign("甲"), office.assign("乙"))
    assert (member(done), member(refused)) == ("LiaisonAssigned", "LiaisonOverlaps")
    assert done["liaison"]["staff"] == refused["liaison"]["staff"]


async def test_nobody_is_given_an_enterprise_while_they_leave(office: Office) -> None:
    """Whoever comes second waits for the first, and sees what that one did."""
    leaving = {"staffId": office.staff["甲"], "version": 1, "endedOn": "2023-06-20"}
    held = office.api.owner.transaction()
    await held.start()
    await office.api.owner.execute("SELECT FROM staff FOR UPDATE")
    both = [
        asyncio.create_task(office.assign("甲")),
        asyncio.create_task(office.api.act("endStaff", "", **leaving)),
    ]
    await office.api.until_one_waits()
    await held.rollback()
    answers = {member(answer) for answer in await asyncio.gather(*both)}
    assert answers in ({"LiaisonAssigned", "StaffStillAssigned"}, {"StaffHasEnded", "StaffEnded"})


# --- Whatever is done -------------------------------------------------------------------------------------------------

BEGIN, HORIZON = date(2023, 6, 1), 24
"""Days are counted from the first; whatever has no end has all up to the last."""

DAY = st.integers(0, HORIZON - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("assign"), st.sampled_from("甲乙"), DAY, st.none() | DAY),
        st.tuples(st.just("hand over"), st.sampled_from("甲乙"), st.integers(0, 5), DAY),
        st.tuples(st.just("end"), st.just(""), st.integers(0, 5), DAY),
        st.tuples(st.just("close"), st.just(""), st.just(0), st.none()),
    ),
    min_size=3,
    max_size=9,
)
NUMBERS = iter(range(100, 10_000))


class Model:
    """Who looks after the enterprise on each day, by the rules alone: a run of days of one liaison has one number."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, range]] = []
        self.closed = False

    def days(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for who, run in self.runs:
            assert not found.keys() & set(run), "two on a day"
            found |= dict.fromkeys(run, who)
        return found

    def assign(self, who: str, since: int, until: int | None) -> bool:
        run = range(since, HORIZON if until is None else until)
        may = (
            not self.closed
            and len(run) > 0
            and not self.days().keys() & set(run)
            and (until is None or until in {other.start for _, other in self.runs})
        )
        if may:
            self.runs.append((who, run))
        return may

    def cut(self, place: int, on: int, successor: str | None) -> bool:
        """Hand over to a successor, or to nobody."""
        who, run = self.runs[place]
        may = run.start < on < run.stop and self.closed is (successor is None) and who != successor
        if may:
            self.runs[place] = (who, range(run.start, on))
            if successor is not None:
                self.runs.append((successor, range(on, run.stop)))
        return may


def written(day: int) -> str:
    return str(BEGIN + timedelta(days=day))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
async def test_whatever_is_done_there_is_one_primary_liaison_a_day_and_no_gap_at_a_hand_over(
    office: Office, steps: list[tuple[str, str, int, int | None]]
) -> None:
    office.enterprise = await office.enterprise_number(next(NUMBERS))
    model, liaisons = Model(), list[dict[str, Any]]()
    for act, who, first, second in steps:
        if act == "close":
            await close(office)
            model.closed = True
            continue
        if act == "assign":
            answer = await office.assign(
                who, written(first), until=second if second is None else written(second)
            )
            done = model.assign(who, first, second)
            liaisons += [answer["liaison"]] if done else []
        else:
            if not liaisons:
                continue
            place, on, covered = first % len(liaisons), written(second or 0), model.days().keys()
            if act == "end":
                answer = await office.end(liaisons[place], on)
                done = model.cut(place, second or 0, None)
                liaisons[place] = answer["liaison"] if done else liaisons[place]
            else:
                answer = await office.hand_over(liaisons[place], who, on)
                if done := model.cut(place, second or 0, who):
                    assert model.days().keys() == covered
                    liaisons[place] = answer["ended"]
                    liaisons.append(answer["begun"])
        assert (member(answer) in {"LiaisonAssigned", "LiaisonHandedOver", "LiaisonEnded"}) is done, answer
        assert await by_day(office) == model.days()


async def test_the_coverage_of_a_zone_is_of_those_below_it_too(office: Office) -> None:
    await office.assign()
    other = await office.enterprise_number(2)
    upper = await office.api.owner.fetchval("SELECT id FROM zones")
    await office.api.owner.execute(
        """INSERT INTO zones (id, county_code, name, kind, division_code, parent_id, version)
           VALUES ($1, '370900', '开发区', 'DEV_ZONE', '370900', $2, 1)""",
        uid(77),
        upper,
    )
    for enterprise, zone in ((office.enterprise, uid(77)), (other, upper)):
        await office.api.owner.execute(
            "UPDATE enterprises SET zone_id = $2 WHERE id = $1", key_of("Enterprise", enterprise), zone
        )
    query = "query($id: ID) { liaisonCoverage(zoneId: $id) { active covered rate } }"
    for zone, right in ((uid(77), (1, 1, "100.0")), (upper, (2, 1, "50.0")), (uid(78), (0, 0, None))):
        told = (await office.api.ask(query, id=global_id("Zone", zone)))["liaisonCoverage"]
        assert tuple(told.values()) == right
    wrong = await office.api.send(query, {"id": office.enterprise})
    assert [error["extensions"]["code"] for error in wrong["errors"]] == ["BAD_USER_INPUT"]


async def close(office: Office) -> None:
    await office.api.owner.execute(
        "UPDATE enterprises SET status = 'CLOSED' WHERE id = $1", key_of("Enterprise", office.enterprise)
    )


async def by_day(office: Office) -> dict[int, str]:
    """Who the database has on each day."""
    rows = await office.api.owner.fetch(
        """SELECT d AS day, array_agg(s.name) AS who FROM generate_series(0, $2) AS d
           JOIN liaisons AS l ON l.enterprise_id = $1 AND l.is_primary AND l.primary_period @> ($3::date + d)
           JOIN staff AS s ON s.id = l.staff_id GROUP BY d""",
        key_of("Enterprise", office.enterprise),
        HORIZON - 1,
        BEGIN,
    )
    assert all(len(row["who"]) == 1 for row in rows)
    return {row["day"]: row["who"][0] for row in rows}


# --- Figures ----------------------------------------------------------------------------------------------------------

COVERAGE = "{ liaisonCoverage { active covered rate } }"


async def test_the_coverage_is_of_the_active_enterprises_of_today(office: Office) -> None:
    others = [await office.enterprise_number(number) for number in (2, 3)]
    await office.assign()
    await office.assign("甲", "2023-06-14", enterpriseId=others[0])
    await office.assign("乙", role="LIAISON", enterpriseId=others[1])
    for planned in (True, False):
        use(office.api, planned=planned)
        covered = (await office.api.ask(COVERAGE))["liaisonCoverage"]
        assert covered == {"active": 3, "covered": 1, "rate": "33.3"}
    office.api.clock.advance(days=1)
    assert (await office.api.ask(COVERAGE))["liaisonCoverage"] == {"active": 3, "covered": 2, "rate": "66.7"}
    await close(office)
    assert (await office.api.ask(COVERAGE))["liaisonCoverage"] == {"active": 2, "covered": 1, "rate": "50.0"}
    whole = (await office.api.ask(COVERAGE, as_=bearer("EVALUATOR")))["liaisonCoverage"]
    assert whole["active"] == 2
    own = bearer("ENTERPRISE_REP", enterprises=[others[1]])
    assert (await office.api.ask(COVERAGE, as_=own))["liaisonCoverage"] == {
        "active": 1,
        "covered": 0,
        "rate": "0.0",
    }
    assert (await office.api.ask(COVERAGE, as_=bearer("SECRETARY")))["liaisonCoverage"] == {
        "active": 0,
        "covered": 0,
        "rate": None,
    }
    refused = await office.api.send(COVERAGE, **bearer("PEER"))
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def use(api: Api, *, planned: bool) -> None:
    api.world = replace(api.world, planned=planned)
    api.client._transport.app.state.world = api.world  # type: ignore[attr-defined]


@pytest.mark.parametrize("planned", [True, False], ids=["planned", "loaders"])
async def test_somebodys_liaisons_are_listed_and_their_enterprises_counted(
    office: Office, *, planned: bool
) -> None:
    other = await office.enterprise_number(2)
    await office.assign()
    await office.assign("甲", role="INSTRUCTOR")
    await office.assign("甲", "2023-05-01", enterpriseId=other)
    handed = (await office.assign("乙", "2023-05-01", enterpriseId=await office.enterprise_number(3)))[
        "liaison"
    ]
    await office.hand_over(handed, "甲", "2023-07-01")
    use(office.api, planned=planned)
    query = """query($id: ID!, $after: String, $on: Date) { node(id: $id) { ... on Staff { enterpriseCount
      liaisons(first: 3, after: $after, filter: { on: $on }) { totalCount edges { node { since enterprise { name } } }
        pageInfo { endCursor hasNextPage } } } } }"""
    staff = (await office.api.ask(query, id=office.staff["甲"]))["node"]
    assert staff["enterpriseCount"] == 2
    page = staff["liaisons"]
    assert [edge["node"]["since"] for edge in page["edges"]] == ["2023-05-01", "2023-06-01", "2023-06-01"]
    assert page["totalCount"] == 4
    cursor = page["pageInfo"]["endCursor"]
    rest = (await office.api.ask(query, id=office.staff["甲"], after=cursor))["node"]["liaisons"]
    assert [edge["node"]["since"] for edge in rest["edges"]] == ["2023-07-01"]
    today = await office.api.ask(query, id=office.staff["甲"], on="2023-06-13")
    assert today["node"]["liaisons"]["totalCount"] == 3


# --- The contact log --------------------------------------------------------------------------------------------------

LOG = """query($id: ID!, $filter: LiaisonContactFilter) { node(id: $id) { ... on Enterprise { contactLog(filter: $filter) {
  totalCount edges { node { contactedOn channel note staff { name } } } } } } }"""


async def test_contacts_are_logged_and_listed_the_latest_first(office: Office) -> None:
    await office.assign()
    await office.assign("丙", role="STEWARD")
    logged = await office.log("甲", "2023-06-10", note=" 谈用电\n谈用地 ")
    assert logged["liaisonContact"] == {
        "id": logged["liaisonContact"]["id"],
        "contactedOn": "2023-06-10",
        "channel": "VISIT",
        "note": "谈用电\n谈用地",
        "loggedAt": "2023-06-13T12:00:00.000+08:00",
        "staff": {"name": "甲"},
    }
    await office.log("丙", "2023-06-13", channel="WECHAT")
    await office.log("甲", "2023-06-01", channel="PHONE", note=" ")
    for planned in (True, False):
        use(office.api, planned=planned)
        listed = (await office.api.ask(LOG, id=office.enterprise))["node"]["contactLog"]
        assert listed["totalCount"] == 3
        assert [(edge["node"]["contactedOn"], edge["node"]["note"]) for edge in listed["edges"]] == [
            ("2023-06-13", None),
            ("2023-06-10", "谈用电\n谈用地"),
            ("2023-06-01", None),
        ]
        for filter, days in (({"channel": "PHONE"}, 1), ({"staffId": office.staff["甲"]}, 2)):
            found = await office.api.ask(LOG, id=office.enterprise, filter=filter)
            assert found["node"]["contactLog"]["totalCount"] == days


async def test_a_contact_is_of_who_looked_after_the_enterprise_on_that_day(office: Office) -> None:
    first = (await office.assign())["liaison"]
    await office.hand_over(first, "乙", "2023-06-10")
    before = await office.api.written()
    for who, day in (
        ("甲", "2023-05-31"),
        ("甲", "2023-06-10"),
        ("乙", "2023-06-09"),
        ("丙", "2023-06-09"),
    ):
        assert await office.log(who, day) == {
            "__typename": "DoesNotLookAfter",
            "contactedOn": day,
            "staff": {"name": who},
            "message": f"{who} did not look after this enterprise on {day}; give who did, or assign them from that day on",
        }
    assert await office.api.written() == before
    assert member(await office.log("甲", "2023-06-09")) == "LiaisonContactLogged"


async def test_a_contact_was_and_its_note_is_short(office: Office) -> None:
    await office.assign()
    before = await office.api.written()
    refused = await office.log("甲", "2023-06-14", note="长" * 501)
    assert [each["path"] for each in refused["problems"]] == ["contactedOn", "note"]
    assert await office.api.written() == before


async def test_the_note_is_for_who_sees_what_the_enterprises_cases_say(office: Office) -> None:
    await office.assign()
    await office.log("甲", "2023-06-13", note="密谈")
    for role, note in (("INSPECTOR", "密谈"), ("ADMIN", None)):
        found = await office.api.ask(LOG, as_=bearer(role), id=office.enterprise)
        assert [edge["node"]["note"] for edge in found["node"]["contactLog"]["edges"]] == [note], role
    for role in ("EVALUATOR", "OBSERVER", "PEER"):
        refused = await office.api.send(LOG, {"id": office.enterprise}, **bearer(role))
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN", role


async def test_a_secretary_logs_for_own_enterprises(office: Office) -> None:
    await office.assign()
    query = "mutation($input: LogContactInput!) { logContact(input: $input) { __typename ... on OutsideRemit { path } } }"
    given = {
        "enterpriseId": office.enterprise,
        "staffId": office.staff["甲"],
        "contactedOn": "2023-06-13",
        "channel": "ONSITE_OFFICE",
    }
    before = await office.api.written()
    refused = await office.api.ask(query, as_=bearer("SECRETARY"), input=given)
    assert refused["logContact"] == {"__typename": "OutsideRemit", "path": "enterpriseId"}
    assert await office.api.written() == before
    own = bearer("SECRETARY", enterprises=[office.enterprise])
    assert (await office.api.ask(query, as_=own, input=given))["logContact"] == {
        "__typename": "LiaisonContactLogged"
    }


async def test_the_api_changes_nothing_but_when_a_liaison_ends(office: Office) -> None:
    await office.assign()
    for statement in (
        "UPDATE liaison_contacts SET note = 'x'",
        "DELETE FROM liaisons",
        "UPDATE liaisons SET since = since - 1",
        "UPDATE liaisons SET staff_id = staff_id",
        "UPDATE staff SET name = 'x'",
    ):
        async with office.api.world.database.connection("370900") as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
