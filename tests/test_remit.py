"""Who does what: every act × every role. Who may not is refused before anything runs; who may, does it where they answer
for it and nowhere else. A refusal writes nothing.

The table of acts is written by hand; an act or a role without a line in it makes a test fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from strawberry.http import process_result

from domain.people import ANYBODY, Role, Viewer
from resolvers.context import Context
from schema.root import schema
from tests.counties import NEIGHBOUR, County, filled, known, need
from tests.offices import COUNTY, LATER, SOLUTION, Api, credit_code, intake

pytestmark = pytest.mark.anyio

MAY: dict[str, str] = {
    "planFair": "DISPATCHER",
    "addBooth": "DISPATCHER",
    "openFair": "DISPATCHER",
    "closeFair": "DISPATCHER",
    "submitIntake": "DISPATCHER FAIR_OPERATOR ENTERPRISE_REP SECRETARY",
    "disposeIntake": "DISPATCHER FAIR_OPERATOR HANDLER DEPT_LEAD",
    "withdrawIntake": "DISPATCHER FAIR_OPERATOR ENTERPRISE_REP SECRETARY",
    "markDuplicate": "DISPATCHER FAIR_OPERATOR",
    "recordAttendance": "DISPATCHER FAIR_OPERATOR",
    "rateFair": "ENTERPRISE_REP",
    "recordContact": "DISPATCHER ENTERPRISE_REP SECRETARY",
    "revealContact": "DISPATCHER ENTERPRISE_REP SECRETARY HANDLER DEPT_LEAD",
    # Of the register.
    "registerEnterprise": "DISPATCHER ADMIN",
    "activateEnterprise": "DISPATCHER ADMIN",
    "renameEnterprise": "DISPATCHER ADMIN",
    "moveEnterprise": "DISPATCHER ADMIN",
    "closeEnterprise": "DISPATCHER ADMIN",
    "mergeEnterprises": "DISPATCHER ADMIN",
    "grantTier": "DISPATCHER ADMIN",
    "endTier": "DISPATCHER ADMIN",
    "recordStatistics": "DISPATCHER ADMIN",
    "setThreshold": "ADMIN",
}

ZONE = {"kind": "DEV_ZONE", "divisionCode": COUNTY}
TIMES = {"opensAt": "2023-06-13T09:00:00+08:00", "closesAt": "2023-06-13T17:00:00+08:00"}

Input = dict[str, Any]


def fair_in(zone: Any) -> Input:
    return {"name": "新大集", "kind": "ELEMENT_FAIR", "zone": zone, **TIMES}


def booth_at(county: County, fair: str) -> Input:
    return {
        "fairId": county[fair], "code": "Z01", "name": "新台", "registers": ["ELEMENT"], "elementKinds": ["LAND"],
        "organization": {"id": county["organization_1"]},
    }  # fmt: skip


RIGHT: dict[str, Callable[[County], Input]] = {
    "planFair": lambda c: fair_in({"id": c["zone_1"]}),
    "addBooth": lambda c: booth_at(c, "fair_1"),
    "openFair": lambda c: {"fairId": c["planned_1"]},
    "closeFair": lambda c: {"fairId": c["fair_2"]},
    "submitIntake": lambda c: need(c, "booth_1", "new", "enterprise_1"),
    "disposeIntake": lambda c: {
        "intakeId": c["intake_1"],
        "disposition": "SOLUTION_GIVEN",
        "solution": SOLUTION,
    },
    "withdrawIntake": lambda c: {"intakeId": c["intake_5"], "reason": "不再需要"},
    "markDuplicate": lambda c: {"intakeId": c["intake_6"], "originalId": c["intake_5"]},
    "recordAttendance": lambda c: {"fairId": c["fair_1"], "enterprise": {"id": c["enterprise_3"]}},
    "rateFair": lambda c: {"fairId": c["fair_2"], "enterpriseId": c["enterprise_3"], "level": "SATISFIED"},
    "recordContact": lambda c: {
        "enterpriseId": c["enterprise_1"],
        "title": "会计",
        "name": "密某",
        "phone": "13905380000",
    },
    "revealContact": lambda c: {"id": c["contact_1"], "purpose": "回访办理进度"},
    # Of the register.
    "registerEnterprise": lambda c: {"name": "新厂", "zoneId": c["zone_1"]},
    "activateEnterprise": lambda c: {**about(c, "enterprise_5"), "uscc": credit_code(99)},
    "renameEnterprise": lambda c: {**about(c, "enterprise_5"), "name": "新名", "on": DAY},
    "moveEnterprise": lambda c: {**about(c, "enterprise_5"), "divisionCode": "370902", "on": DAY},
    "closeEnterprise": lambda c: {**about(c, "enterprise_5"), "on": DAY},
    "mergeEnterprises": lambda c: {
        "duplicateId": c["enterprise_5"],
        "duplicateVersion": 2,
        "survivorId": c["enterprise_6"],
        "survivorVersion": 2,
    },
    "grantTier": lambda c: {
        **about(c, "enterprise_5"),
        "tier": "UNICORN",
        "grantedOn": DAY,
        "source": "公示",
    },
    "endTier": lambda c: {**about(c, "enterprise_5"), "tier": "GAZELLE", "on": DAY},
    "recordStatistics": lambda c: {**about(c, "enterprise_5"), "state": "BELOW", "on": DAY},
    "setThreshold": lambda c: {"industryCode": "F", "amount": "1", "validFrom": DAY},
}
"""An input that is right for who answers for all of it."""


DAY = "2023-06-01"


def about(county: County, name: str) -> Input:
    """An enterprise, as it was left by `office`."""
    return {"enterpriseId": county[name], "version": 2}


async def _register(api: Api, county: County) -> None:
    """Two enterprises in zone_1 that are about to settle, of a tier each."""
    payload = "... on EnterpriseRegistered { enterprise { id } }"
    for n in (5, 6):
        given = {"name": f"第 {n} 项目", "zoneId": county["zone_1"]}
        made = await api.act("registerEnterprise", payload, **given)
        county.records[f"enterprise_{n}"] = id = made["enterprise"]["id"]
        tier = {"tier": "GAZELLE", "grantedOn": "2022-01-01", "source": "公示"}
        await api.act("grantTier", "", enterpriseId=id, version=1, **tier)


async def office(api: Api) -> County:
    """A county with a fair that can be opened, and two open intakes of the same enterprise at booth_1."""
    county = await filled(api)
    zone = {"id": county["zone_1"]}
    county.records["planned_1"] = await api.plan_fair(name="下次大集", zone=zone)
    await api.add_booth(county["planned_1"], "P01")
    for n in (5, 6):
        made = await api.submit(county["booth_1"], f"more-{n}", enterprise={"id": county["enterprise_1"]})
        county.records[f"intake_{n}"] = made["intake"]["id"]
    await _register(api, county)
    return county


FACTS = {"NotFound": "path", "OutsideRemit": "path", "InvalidInput": "problems { path message }"}


async def act(api: Api, viewer: Viewer, name: str, given: Input) -> Any:
    """What an act answers: its member and the path of what was refused, or the code of an error."""
    title = name[0].upper() + name[1:]
    members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
    facts = " ".join(f"... on {member} {{ {below} }}" for member, below in FACTS.items() if member in members)
    query = f"mutation($input: {title}Input!) {{ {name}(input: $input) {{ __typename {facts} }} }}"
    told = await schema.execute(query, {"input": given}, Context(api.world, "en", viewer))
    answer = orjson.loads(orjson.dumps(process_result(told)))
    if "errors" in answer:
        assert answer["data"] is None
        return answer["errors"][0]["extensions"]["code"]
    payload = answer["data"][name]
    assert not payload.get("problems"), payload
    return payload["__typename"], payload.get("path")


def test_every_act_and_every_role_is_in_the_table() -> None:
    acts = schema._schema.mutation_type
    assert acts is not None
    assert set(acts.fields) == MAY.keys() == RIGHT.keys()
    assert {role for roles in MAY.values() for role in roles.split()} <= set(Role.__members__)


async def test_who_may_not_act_is_refused_and_nothing_is_written(api: Api) -> None:
    county = await office(api)
    everything = tuple(name for name in county.records if name.split("_")[0] in {"enterprise", "booth"})
    before = await api.written()
    for name, roles in MAY.items():
        for role in Role:
            if role.value in roles.split():
                continue
            viewer = ANYBODY if role is Role.PUBLIC else county.viewer(role, *everything, "organization_1")
            code = "UNAUTHENTICATED" if role is Role.PUBLIC else "FORBIDDEN"
            assert await act(api, viewer, name, RIGHT[name](county)) == code, (name, role)
    assert await api.written() == before


async def test_a_refused_role_runs_nothing_of_a_document_with_several_acts(api: Api) -> None:
    county = await office(api)
    before = await api.written()
    query = """mutation($close: CloseFairInput!, $came: RecordAttendanceInput!) {
      recordAttendance(input: $came) { __typename } closeFair(input: $close) { __typename } }"""
    variables = {"came": RIGHT["recordAttendance"](county), "close": RIGHT["closeFair"](county)}
    viewer = county.viewer(Role.FAIR_OPERATOR, "booth_1")
    told = await schema.execute(query, variables, Context(api.world, "en", viewer))
    assert told.data is None
    assert [error.extensions for error in told.errors or ()] == [
        {"code": "FORBIDDEN", "field": "Mutation.closeFair", "role": "FAIR_OPERATOR"}
    ]
    assert await api.written() == before


# --- Where each role acts ---------------------------------------------------------------------------------------------

REGISTER = {
    "registerEnterprise": ("EnterpriseRegistered", "zoneId"),
    "activateEnterprise": ("EnterpriseActivated", "enterpriseId"),
    "renameEnterprise": ("EnterpriseRenamed", "enterpriseId"),
    "moveEnterprise": ("EnterpriseMoved", "enterpriseId"),
    "closeEnterprise": ("EnterpriseClosed", "enterpriseId"),
    "mergeEnterprises": ("EnterprisesMerged", "duplicateId"),
    "grantTier": ("TierGranted", "enterpriseId"),
    "endTier": ("TierEnded", "enterpriseId"),
    "recordStatistics": ("StatisticsRecorded", "enterpriseId"),
}
"""Acts on the register: what happens, and what is another's to a dispatcher of another zone."""

OWN = {
    "ADMIN": "",
    "DISPATCHER": "zone_1 zone_2",
    "FAIR_OPERATOR": "booth_1",
    "HANDLER": "organization_1",
    "DEPT_LEAD": "organization_1",
    "ENTERPRISE_REP": "enterprise_1 enterprise_3",
    "SECRETARY": "enterprise_1",
}
"""For what a role is held so that the right input is within its remit."""

FOREIGN = {
    "DISPATCHER": "zone_2",
    "FAIR_OPERATOR": "booth_2",
    "HANDLER": "organization_3",
    "DEPT_LEAD": "organization_3",
    "ENTERPRISE_REP": "enterprise_2",
    "SECRETARY": "enterprise_2",
}
"""For what it is held so that the right input is another's."""

OUTSIDE: dict[tuple[str, str], tuple[str, str]] = {
    ("planFair", "DISPATCHER"): ("OutsideRemit", "zone"),
    ("addBooth", "DISPATCHER"): ("OutsideRemit", "fairId"),
    ("openFair", "DISPATCHER"): ("OutsideRemit", "fairId"),
    ("submitIntake", "DISPATCHER"): ("OutsideRemit", "boothId"),
    ("submitIntake", "FAIR_OPERATOR"): ("OutsideRemit", "boothId"),
    ("submitIntake", "ENTERPRISE_REP"): ("OutsideRemit", "enterprise"),
    ("submitIntake", "SECRETARY"): ("OutsideRemit", "enterprise"),
    ("disposeIntake", "DISPATCHER"): ("NotFound", "intakeId"),
    ("disposeIntake", "FAIR_OPERATOR"): ("NotFound", "intakeId"),
    ("disposeIntake", "HANDLER"): ("NotFound", "intakeId"),
    ("disposeIntake", "DEPT_LEAD"): ("NotFound", "intakeId"),
    ("withdrawIntake", "DISPATCHER"): ("NotFound", "intakeId"),
    ("withdrawIntake", "FAIR_OPERATOR"): ("NotFound", "intakeId"),
    ("withdrawIntake", "ENTERPRISE_REP"): ("NotFound", "intakeId"),
    ("withdrawIntake", "SECRETARY"): ("NotFound", "intakeId"),
    ("markDuplicate", "DISPATCHER"): ("NotFound", "intakeId"),
    ("markDuplicate", "FAIR_OPERATOR"): ("NotFound", "intakeId"),
    ("recordAttendance", "DISPATCHER"): ("OutsideRemit", "fairId"),
    ("rateFair", "ENTERPRISE_REP"): ("OutsideRemit", "enterpriseId"),
    ("recordContact", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("recordContact", "ENTERPRISE_REP"): ("OutsideRemit", "enterpriseId"),
    ("recordContact", "SECRETARY"): ("OutsideRemit", "enterpriseId"),
    ("revealContact", "DISPATCHER"): ("OutsideRemit", "id"),
    ("revealContact", "ENTERPRISE_REP"): ("OutsideRemit", "id"),
    ("revealContact", "SECRETARY"): ("OutsideRemit", "id"),
    ("revealContact", "HANDLER"): ("OutsideRemit", "id"),
    ("revealContact", "DEPT_LEAD"): ("OutsideRemit", "id"),
    **{(name, "DISPATCHER"): ("OutsideRemit", path) for name, (_, path) in REGISTER.items()},
}
"""What is said when the record is another's: an intake that is not seen is not there. (closeFair closes a fair of zone_2,
and an operator notes who comes to any fair of the county: both have a test of their own.)"""

NEXT_DOOR: dict[str, tuple[str, str]] = {
    "planFair": ("OutsideRemit", "zone"),
    "addBooth": ("NotFound", "fairId"),
    "openFair": ("NotFound", "fairId"),
    "closeFair": ("NotFound", "fairId"),
    "submitIntake": ("NotFound", "boothId"),
    "disposeIntake": ("NotFound", "intakeId"),
    "withdrawIntake": ("NotFound", "intakeId"),
    "markDuplicate": ("NotFound", "intakeId"),
    "recordAttendance": ("NotFound", "fairId"),
    "rateFair": ("NotFound", "fairId"),
    "recordContact": ("NotFound", "enterpriseId"),
    "revealContact": ("NotFound", "id"),
    **{name: ("NotFound", path) for name, (_, path) in REGISTER.items()},
}
"""What is said to who holds the same role, for the same records, in another county."""

NO_RECORD = {"setThreshold"}
"""Acts that are about no record that there is: each county's own."""

DONE = {
    "planFair": "FairPlanned", "addBooth": "BoothAdded", "openFair": "FairOpened", "closeFair": "FairClosed",
    "submitIntake": "IntakeSubmitted", "disposeIntake": "IntakeDisposed", "withdrawIntake": "IntakeWithdrawn",
    "markDuplicate": "IntakeMarkedDuplicate", "recordAttendance": "AttendanceRecorded", "rateFair": "FairRated",
    "recordContact": "ContactRecorded", "revealContact": "ContactRevealed", "setThreshold": "ThresholdSet",
    **{name: done for name, (done, _) in REGISTER.items()},
}  # fmt: skip

PAIRS = [(name, role) for name, roles in MAY.items() for role in roles.split()]


@pytest.mark.parametrize(("name", "role"), PAIRS)
async def test_who_may_act_does_so_where_they_answer_for_it_and_nowhere_else(
    api: Api, name: str, role: str
) -> None:
    county = await office(api)
    given = RIGHT[name](county)
    before = await api.written()
    own = county.viewer(Role(role), *OWN[role].split())
    for next_door in (replace(own, county_code=NEIGHBOUR), replace(own, county_code=NEIGHBOUR, zones=())):
        if name in NO_RECORD:
            continue
        assert await act(api, next_door, name, given) == NEXT_DOOR[name]
    if (name, role) in OUTSIDE:
        foreign = county.viewer(Role(role), *FOREIGN[role].split())
        assert await act(api, foreign, name, given) == OUTSIDE[name, role]
    if role != "DISPATCHER" and (name, role) in OUTSIDE:
        # Who holds the role for nothing answers for nothing.
        assert await act(api, county.viewer(Role(role)), name, given) == OUTSIDE[name, role]
    assert await api.written() == before
    assert await act(api, own, name, given) == (DONE[name], None)
    assert await api.written() != before


@pytest.mark.parametrize("name", [name for name, roles in MAY.items() if "DISPATCHER" in roles])
async def test_a_dispatcher_of_the_whole_county_acts_in_every_zone(api: Api, name: str) -> None:
    county = await office(api)
    assert await act(api, county.viewer(Role.DISPATCHER), name, RIGHT[name](county)) == (DONE[name], None)


def test_every_pair_has_an_answer_for_what_is_anothers() -> None:
    everywhere = {("closeFair", "DISPATCHER"), ("recordAttendance", "FAIR_OPERATOR")}
    everywhere |= {pair for pair in PAIRS if pair[1] == "ADMIN"}
    assert set(PAIRS) - OUTSIDE.keys() == everywhere
    assert MAY.keys() - NO_RECORD == NEXT_DOOR.keys()
    assert MAY.keys() == DONE.keys()


async def test_a_dispatcher_closes_no_fair_of_another_zone(api: Api) -> None:
    county = await office(api)
    before = await api.written()
    viewer = county.viewer(Role.DISPATCHER, "zone_1")
    assert await act(api, viewer, "closeFair", RIGHT["closeFair"](county)) == ("OutsideRemit", "fairId")
    assert await api.written() == before


async def test_an_operator_notes_who_comes_to_any_fair_of_the_county(api: Api) -> None:
    county = await office(api)
    viewer = county.viewer(Role.FAIR_OPERATOR, "booth_3")
    given = {"fairId": county["fair_1"], "enterprise": known(9)}
    assert await act(api, viewer, "recordAttendance", given) == ("AttendanceRecorded", None)


async def test_a_zone_that_is_new_is_planned_in_by_who_has_the_whole_county(api: Api) -> None:
    county = await office(api)
    before = await api.written()
    given = fair_in({"registration": {"name": "新区", **ZONE}})
    limited = county.viewer(Role.DISPATCHER, "zone_1")
    assert await act(api, limited, "planFair", given) == ("OutsideRemit", "zone")
    elsewhere = fair_in({"registration": {"name": "邻区", "kind": "DEV_ZONE", "divisionCode": NEIGHBOUR}})
    assert await act(api, county.viewer(Role.DISPATCHER), "planFair", elsewhere) == ("OutsideRemit", "zone")
    assert await api.written() == before
    assert await act(api, county.viewer(Role.DISPATCHER), "planFair", given) == ("FairPlanned", None)


@pytest.mark.parametrize("role", ["ENTERPRISE_REP", "SECRETARY"])
async def test_who_speaks_for_an_enterprise_registers_no_other(api: Api, role: str) -> None:
    county = await office(api)
    before = await api.written()
    viewer = county.viewer(Role(role), "enterprise_1")
    for number, said in ((2, ("OutsideRemit", "enterprise")), (9, ("OutsideRemit", "enterprise"))):
        given = intake(county["booth_1"], "new", enterprise=known(number))
        assert await act(api, viewer, "submitIntake", given) == said
    assert await api.written() == before
    given = intake(county["booth_1"], "new", enterprise=known(1), desiredBy=LATER)
    assert await act(api, viewer, "submitIntake", given) == ("IntakeSubmitted", None)


async def test_an_intake_repeats_none_that_its_operator_does_not_see(api: Api) -> None:
    county = await office(api)
    before = await api.written()
    there = await api.submit(county["booth_2"], "there", enterprise={"id": county["enterprise_1"]})
    changed = await api.written()
    given = {"intakeId": there["intake"]["id"], "originalId": county["intake_1"]}
    viewer = county.viewer(Role.FAIR_OPERATOR, "booth_2")
    assert await act(api, viewer, "markDuplicate", given) == ("NotFound", "originalId")
    assert await api.written() == changed != before


async def test_a_key_tells_nobody_else_what_it_was_answered_with(api: Api) -> None:
    """A key of another's is only known to be used."""
    county = await office(api)
    given = intake(county["booth_1"], "ours", enterprise={"id": county["enterprise_1"]})
    first, second = (
        replace(county.viewer(Role.ENTERPRISE_REP, "enterprise_1"), subject=subject)
        for subject in ("one", "two")
    )
    assert await act(api, first, "submitIntake", given) == ("IntakeSubmitted", None)
    before = await api.written()
    assert await act(api, first, "submitIntake", given) == ("IntakeSubmitted", None)
    assert await act(api, second, "submitIntake", given) == ("IdempotencyKeyReused", None)
    assert await api.written() == before


async def test_without_its_remit_an_operator_would_take_intakes_at_any_booth(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = await office(api)
    viewer, given = county.viewer(Role.FAIR_OPERATOR, "booth_2"), RIGHT["submitIntake"](county)
    monkeypatch.setattr("domain.fairs.at_booth", lambda *_: None)
    assert await act(api, viewer, "submitIntake", given) == ("IntakeSubmitted", None)


async def test_without_its_line_an_act_would_be_anybodys(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    county = await office(api)
    monkeypatch.setattr("schema.engine.refusal", lambda *_: None)
    viewer = county.viewer(Role.INSPECTOR)
    assert await act(api, viewer, "closeFair", RIGHT["closeFair"](county)) == ("FairClosed", None)
