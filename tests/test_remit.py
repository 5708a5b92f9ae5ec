"""Who does what: every act × every role. Who may not is refused before anything runs; who may, does it where they answer
for it and nowhere else. A refusal writes nothing.

The table of acts is written by hand; an act or a role without a line in it makes a test fail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from strawberry.http import process_result

from db.embedded import Address
from domain.ids import RecordId, written
from domain.people import ANYBODY, Role, Viewer
from resolvers.context import Context
from schema.root import schema
from tests.conftest import TEMPLATE, Copies, copied, serving
from tests.counties import (
    CLAUSE,
    FINANCING,
    NEIGHBOUR,
    OFFERED,
    POLICY,
    County,
    applied,
    filled,
    insert,
    known,
    need,
)
from tests.offices import COUNTY, LATER, NOON, SOLUTION, Api, bearer, credit_code, intake, uid
from tests.places import zone as registered_zone

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
    "reclassifyEnterprise": "DISPATCHER ADMIN",
    "mergeEnterprises": "DISPATCHER ADMIN",
    "grantTier": "DISPATCHER ADMIN",
    "endTier": "DISPATCHER ADMIN",
    "recordStatistics": "DISPATCHER ADMIN",
    "setThreshold": "ADMIN",
    "importEnterprises": "DISPATCHER ADMIN",
    "registerStaff": "ADMIN DISPATCHER",
    "endStaff": "ADMIN DISPATCHER",
    "assignLiaison": "ADMIN DISPATCHER",
    "assignStaff": "ADMIN DISPATCHER",
    "handOverLiaison": "ADMIN DISPATCHER",
    "endLiaison": "ADMIN DISPATCHER",
    "logContact": "ADMIN DISPATCHER SECRETARY",
    **dict.fromkeys(("registerZone", "placeZone", "endZone"), "ADMIN"),
    **dict.fromkeys(("registerOrganization", "renameOrganization", "endOrganization"), "ADMIN"),
    **dict.fromkeys(("registerCarrier", "endCarrier"), "ADMIN DISPATCHER"),
    **dict.fromkeys(("registerServicePoint", "advanceServicePoint"), "ADMIN DISPATCHER"),
    **dict.fromkeys(("addService", "endService", "recordTravelTimes"), "ADMIN DISPATCHER"),
} | {
    "registerTrack": "ADMIN DISPATCHER",
    "registerChain": "ADMIN DISPATCHER",
    "endChain": "ADMIN DISPATCHER",
    "appointChainLeader": "ADMIN DISPATCHER",
    "appointChiefLeader": "ADMIN DISPATCHER",
    "addChainNode": "ADMIN DISPATCHER",
    "endChainNode": "ADMIN DISPATCHER",
    "linkChainNodes": "ADMIN DISPATCHER",
    "unlinkChainNodes": "ADMIN DISPATCHER",
    "joinChain": "ADMIN DISPATCHER",
    "leaveChain": "ADMIN DISPATCHER",
    "nameChainMaster": "ADMIN DISPATCHER",
    "formTaskForce": "ADMIN DISPATCHER",
    "joinTaskForce": "ADMIN DISPATCHER",
    "leaveTaskForce": "ADMIN DISPATCHER",
    "dissolveTaskForce": "ADMIN DISPATCHER",
    "formCombatUnit": "ADMIN DISPATCHER CHAIN_LEAD",
    "replanCombatUnit": "ADMIN DISPATCHER CHAIN_LEAD",
    "disbandCombatUnit": "ADMIN DISPATCHER CHAIN_LEAD",
}
MAY |= {
    **dict.fromkeys(
        ("registerOffering", "withdrawOffering", "registerNeed", "withdrawNeed"),
        "DISPATCHER ENTERPRISE_REP SECRETARY",
    ),
    **dict.fromkeys(("registerSpaceNeed", "withdrawSpaceNeed"), "DISPATCHER ENTERPRISE_REP SECRETARY"),
    "approveSynonym": "DISPATCHER",
    "suggestIntroduction": "DISPATCHER CHAIN_LEAD",
    "advanceIntroduction": "DISPATCHER CHAIN_LEAD",
    "reportCooperation": "DISPATCHER CHAIN_LEAD",
    "registerSpaceListing": "DISPATCHER ADMIN",
    "withdrawSpaceListing": "DISPATCHER ADMIN",
    "assignSpace": "DISPATCHER",
}
MAY |= {
    "prepareAlliance": "ADMIN DISPATCHER",
    "advanceAlliance": "ADMIN DISPATCHER",
    "changeLead": "ADMIN DISPATCHER",
    "joinAlliance": "ADMIN DISPATCHER",
    "leaveAlliance": "ADMIN DISPATCHER",
    "signMemorandum": "ADMIN DISPATCHER",
    "terminateMemorandum": "ADMIN DISPATCHER",
    "recordPartyOrganization": "ADMIN DISPATCHER",
    "conveneSession": "DISPATCHER",
    "recordMinutes": "DISPATCHER",
    "adoptResolution": "DISPATCHER",
}
MAY |= {
    **dict.fromkeys(
        (
            "submitFinancingDemand",
            "amendFinancingDemand",
            "withdrawFinancingDemand",
            "closeFinancingDemand",
        ),
        "DISPATCHER ENTERPRISE_REP SECRETARY",
    ),
    **dict.fromkeys(("giveFinancingConsent", "withdrawFinancingConsent"), "ENTERPRISE_REP SECRETARY"),
    **dict.fromkeys(
        ("offerFinancialProduct", "changeFinancialProduct", "endFinancialProduct"),
        "DISPATCHER INSTITUTION_REP",
    ),
    **dict.fromkeys(("draftMatchPolicy", "changeMatchPolicy", "publishMatchPolicy"), "DISPATCHER"),
}

MAY |= {
    **dict.fromkeys(
        ("proposeDeal", "scheduleDeal", "lapseDeal", "recordBondIssue", "advanceBondIssue", "linkBondIssue"),
        "DISPATCHER",
    ),
    **dict.fromkeys(("consentToDeal", "withdrawDeal"), "DISPATCHER ENTERPRISE_REP SECRETARY"),
    **dict.fromkeys(
        ("advanceDeal", "grantCredit", "recordDisbursement", "declineDeal", "linkGuarantee"),
        "DISPATCHER INSTITUTION_REP",
    ),
}

OF_DEPARTMENTS = {
    *("draftPolicy", "revisePolicy", "addPolicyClause", "strikePolicyClause", "publishPolicy", "endPolicy"),
}
"""Acts on policies: in no zone, and each department's own."""
DECIDING = ("approvePolicyApplication", "rejectPolicyApplication", "payPolicyApplication")
APPLYING = ("draftPolicyApplication", "submitPolicyApplication", "withdrawPolicyApplication")
MAY |= dict.fromkeys((*OF_DEPARTMENTS, *DECIDING), "DISPATCHER HANDLER DEPT_LEAD")
MAY |= dict.fromkeys(APPLYING, "DISPATCHER ENTERPRISE_REP SECRETARY") | {
    "notifyPolicy": "DISPATCHER SECRETARY HANDLER"
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


def somebody(county: County, name: str) -> Input:
    return {"name": name, "organizationId": county["organization_1"], "roles": ["LIAISON_OFFICER"]}


def whom(county: County) -> Input:
    return {"enterpriseId": county["enterprise_1"], "staffId": county["staff_1"]}


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
    "reclassifyEnterprise": lambda c: {**about(c, "enterprise_5"), "kind": "OTHER", "on": DAY},
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
    "importEnterprises": lambda _: {"rows": [{"name": "引进企业", "uscc": credit_code(98)}]},
    "registerStaff": lambda c: somebody(c, "新来的"),
    "endStaff": lambda c: {"staffId": c["staff_3"], "version": 1, "endedOn": "2023-06-30"},
    "assignLiaison": lambda c: {**whom(c), "since": "2023-01-01", "until": "2023-06-01"},
    "assignStaff": lambda c: {**whom(c), "role": "INSTRUCTOR", "since": "2023-06-13"},
    "handOverLiaison": lambda c: {
        "liaisonId": c["liaison_1"],
        "version": 1,
        "staffId": c["staff_2"],
        "on": "2023-06-13",
    },
    "endLiaison": lambda c: {"liaisonId": c["liaison_4"], "version": 1, "on": "2023-06-13"},
    "logContact": lambda c: {**whom(c), "contactedOn": "2023-06-13", "channel": "PHONE"},
    "registerZone": lambda c: {"name": "新区", "parentId": c["zone_1"], **ZONE},
    "placeZone": lambda c: {"id": c["zone_2"], "version": 1, "parentId": c["zone_1"]},
    "endZone": lambda c: {"id": c["zone_3"], "version": 1},
    "registerOrganization": lambda c: {"name": "新行", "kind": "BANK", "zoneId": c["zone_1"]},
    "renameOrganization": lambda c: {"id": c["organization_1"], "version": 1, "name": "新名"},
    "endOrganization": lambda c: {"id": c["organization_1"], "version": 1},
    "registerCarrier": lambda c: {"name": "新园", "zoneId": c["zone_1"], "address": "路"},
    "endCarrier": lambda c: {"id": c["carrier_1"], "version": 1},
    "registerServicePoint": lambda c: {
        "name": "新厅",
        "kind": "HALL",
        "zoneId": c["zone_1"],
        "address": "路",
    },
    "advanceServicePoint": lambda c: {"id": c["point_1"], "version": 3, "state": "CLOSED"},
    "addService": lambda c: {"list": "SPECIAL", "name": "新事项", "servicePointId": c["point_1"]},
    "endService": lambda c: {"id": c["service_1"], "version": 1},
    "recordTravelTimes": lambda c: {
        "servicePointId": c["point_1"],
        "mode": "DRIVE",
        "source": "实测",
        "measuredOn": "2023-06-01",
        "times": [{"enterpriseId": c["enterprise_1"], "minutes": 3}],
    },
}
RIGHT |= {
    "prepareAlliance": lambda c: {
        "name": "新联盟",
        "leadId": c["organization_1"],
        "preparedOn": "2023-06-01",
    },
    "advanceAlliance": lambda c: {
        "allianceId": c["alliance_1"],
        "version": 2,
        "state": "ACTIVE",
        "on": "2023-06-01",
    },
    "changeLead": lambda c: {
        "allianceId": c["alliance_1"],
        "version": 2,
        "leadId": c["organization_3"],
        "since": "2023-06-01",
    },
    "joinAlliance": lambda c: {
        "allianceId": c["alliance_1"],
        "member": {"organizationId": c["organization_3"]},
        "role": "MEMBER",
        "since": "2023-05-01",
    },
    "leaveAlliance": lambda c: {
        "allianceId": c["alliance_1"],
        "member": {"enterpriseId": c["enterprise_1"]},
        "version": 1,
        "until": "2023-06-01",
    },
    "signMemorandum": lambda c: {
        "counterpartyId": c["organization_1"],
        "topic": "消防共建",
        "signedOn": "2023-06-01",
        "expiresOn": "2024-06-01",
    },
    "terminateMemorandum": lambda c: {"memorandumId": c["memorandum_1"], "version": 1, "on": "2023-06-01"},
    "recordPartyOrganization": lambda c: {
        "enterpriseId": c["enterprise_1"],
        "version": 1,
        "status": "ESTABLISHED",
        "since": "2023-06-01",
    },
    "conveneSession": lambda c: {
        "conference": {"id": c["conference_1"]},
        "heldOn": "2023-07-01",
        "agenda": "要素保障",
    },
    "recordMinutes": lambda c: {"sessionId": c["session_1"], "version": 1, "minutes": "已议"},
    "adoptResolution": lambda c: {
        "sessionId": c["session_1"],
        "text": "协调用电",
        "ownerName": "王主任",
        "dueOn": LATER,
    },
}
RIGHT |= {
    "registerOffering": lambda c: {
        "enterpriseId": c["enterprise_1"], "product": "轮胎", "classCode": "29", "unit": "条", "priceModel": "UNIT",
    },
    "withdrawOffering": lambda c: {"id": c["offering_1"], "version": 1},
    "registerNeed": lambda c: {
        "enterpriseId": c["enterprise_1"], "product": "轮胎", "classCode": "29", "unit": "条", "volume": "1",
    },
    "withdrawNeed": lambda c: {"id": c["need_3"], "version": 1},
    "approveSynonym": lambda c: {"one": "汽车", "other": "36"},
    "suggestIntroduction": lambda c: {
        "offeringId": c["offering_1"], "needId": c["need_2"], "staffId": c["staff_1"],
    },
    "advanceIntroduction": lambda c: {
        "introductionId": c["introduction_1"], "version": 5, "state": "FAILED", "reason": "PRICE",
    },
    "reportCooperation": lambda c: {
        "introductionId": c["introduction_2"], "month": "2023-06-01", "volume": "1500", "unit": "条",
    },
    "registerSpaceListing": lambda c: {"area": "100", "carrierId": c["carrier_1"]},
    "withdrawSpaceListing": lambda c: {"id": c["listing_1"], "version": 1},
    "registerSpaceNeed": lambda c: {"enterpriseId": c["enterprise_1"], "area": "100"},
    "withdrawSpaceNeed": lambda c: {"id": c["space_need_2"], "version": 1},
    "assignSpace": lambda c: {
        "listingId": c["listing_1"], "listingVersion": 1, "needId": c["space_need_1"], "needVersion": 1,
    },
}  # fmt: skip
"""An input that is right for who answers for all of it."""

OFFICIAL = {"name": "李", "title": "副市长"}
PLAN = {"plan": "每周调度", "target": "年底投产", "owner": "工信局"}


def in_chain(county: County, chain: int, enterprise: int, **more: Any) -> Input:
    return {"chainId": county[f"chain_{chain}"], "enterpriseId": county[f"enterprise_{enterprise}"], **more}


RIGHT |= {
    "registerTrack": lambda c: {"code": "B", "name": "新赛道", "group": "ONE"},
    "registerChain": lambda c: {"trackId": c["track_1"], "name": "新链"},
    "endChain": lambda c: {"chainId": c["chain_3"], "version": 1},
    "appointChainLeader": lambda c: {"chainId": c["chain_1"], "version": 1, **OFFICIAL},
    "appointChiefLeader": lambda c: {"version": 1, **OFFICIAL},
    "addChainNode": lambda c: {"chainId": c["chain_1"], "name": "新环节", "position": "MIDSTREAM", "place": 1},
    "endChainNode": lambda c: {"nodeId": c["node_3"], "version": 1},
    "linkChainNodes": lambda c: {"fromId": c["node_2"], "toId": c["node_3"]},
    "unlinkChainNodes": lambda c: {"linkId": c["link_1"], "version": 1},
    "joinChain": lambda c: in_chain(c, 2, 1),
    "leaveChain": lambda c: in_chain(c, 1, 2, version=1),
    "nameChainMaster": lambda c: in_chain(c, 1, 2, version=1),
    "formTaskForce": lambda c: {
        "chainId": c["chain_1"], "name": "新专班", "leadOrganizationId": c["organization_1"],
    },
    "joinTaskForce": lambda c: {"taskForceId": c["force_1"], "organizationId": c["organization_3"]},
    "leaveTaskForce": lambda c: {
        "taskForceId": c["force_1"], "organizationId": c["organization_2"], "version": 1,
    },
    "dissolveTaskForce": lambda c: {"taskForceId": c["force_1"], "version": 1},
    "formCombatUnit": lambda c: in_chain(c, 1, 2, name="新单元", **PLAN),
    "replanCombatUnit": lambda c: {"unitId": c["unit_1"], "version": 2, **PLAN},
    "disbandCombatUnit": lambda c: {"unitId": c["unit_1"], "version": 2},
}  # fmt: skip

MAY |= {
    **dict.fromkeys(("runMatching", "cancelMatching", "moveMeeting"), "DISPATCHER"),
    **dict.fromkeys(("holdMeeting", "missMeeting"), "DISPATCHER INSTITUTION_REP"),
    "cancelMeeting": "DISPATCHER ENTERPRISE_REP INSTITUTION_REP SECRETARY",
}
MEETING = {"moveMeeting", "holdMeeting", "missMeeting", "cancelMeeting"}


def meeting(county: County, **more: Any) -> Input:
    return {"meetingId": county["meeting_1"], "version": 1, **more}


RIGHT |= {
    "runMatching": lambda c: {"sessionId": c["fair_1"]},
    "cancelMatching": lambda c: {"runId": c["run_2"], "version": 2},
    "moveMeeting": lambda c: meeting(c, startsAt="2023-06-13T15:00:00+08:00"),
    **dict.fromkeys(("holdMeeting", "missMeeting", "cancelMeeting"), meeting),
}

WEIGHTS = {
    "enterprise": {"price": 25, "amountCoverage": 25, "decisionSpeed": 25, "termFit": 25},
    "institution": {"appetite": 25, "ticketSize": 25, "collateralCoverage": 25, "completeness": 25},
}


def demand(county: County, **more: Any) -> Input:
    return {"demandId": county["demand_1"], "version": 1, **more}


RIGHT |= {
    "submitFinancingDemand": lambda c: {"enterpriseId": c["enterprise_1"], "terms": FINANCING},
    "amendFinancingDemand": lambda c: demand(c, terms=FINANCING),
    "withdrawFinancingDemand": demand,
    "closeFinancingDemand": demand,
    "giveFinancingConsent": lambda c: {
        "demandId": c["demand_1"], "everyone": True, "fields": [], "expiresOn": LATER,
    },
    "withdrawFinancingConsent": lambda c: {"consentId": c["consent_1"], "version": 1},
    "offerFinancialProduct": lambda c: {
        "institutionId": c["organization_4"], "terms": {**OFFERED, "name": "流水贷"},
    },
    "changeFinancialProduct": lambda c: {"productId": c["product_1"], "version": 1, "terms": OFFERED},
    "endFinancialProduct": lambda c: {"productId": c["product_1"], "version": 1, "until": LATER},
    "draftMatchPolicy": lambda c: WEIGHTS,
    "changeMatchPolicy": lambda c: {"version": 1, "revision": 1, **WEIGHTS},
    "publishMatchPolicy": lambda c: {"version": 1, "revision": 1},
}  # fmt: skip


RIGHT |= {
    "draftPolicy": lambda c: drafted(c, 3),
    "revisePolicy": lambda c: {
        **{name: value for name, value in drafted(c, 4).items() if name != "organizationId"},
        "policyId": c["policy_2"],
        "version": 2,
    },
    "addPolicyClause": lambda c: {
        "policyId": c["policy_2"], "version": 2, "number": 2, "title": "贴息", **CLAUSE,
    },
    "strikePolicyClause": lambda c: {"clauseId": c["clause_2"], "version": 2},
    "publishPolicy": lambda c: {"policyId": c["policy_2"], "version": 2},
    "endPolicy": lambda c: {"policyId": c["policy_1"], "version": 3},
    "notifyPolicy": lambda c: {
        "policyId": c["policy_1"],
        "enterpriseIds": [c["enterprise_1"]],
        "channel": "PHONE",
        "toldOn": "2023-06-13",
    },
    "draftPolicyApplication": lambda c: {
        "clauseId": c["clause_1"], "enterpriseId": c["enterprise_1"], "year": 2022, "amount": "1.00",
    },
    "submitPolicyApplication": lambda c: {
        "applicationId": c["application_3"], "version": 1, "evidence": "材料",
    },
    "withdrawPolicyApplication": lambda c: {"applicationId": c["application_3"], "version": 1},
    "approvePolicyApplication": lambda c: {
        "applicationId": c["application_4"], "version": 2, "amount": "1.00",
    },
    "rejectPolicyApplication": lambda c: {
        "applicationId": c["application_5"], "version": 2, "reason": "OTHER", "text": "不符",
    },
    "payPolicyApplication": lambda c: {
        "applicationId": c["application_1"], "version": 4, "amount": "1.00", "paidOn": "2023-06-13",
    },
}  # fmt: skip


def drafted(county: County, number: int) -> Input:
    title = {"title": "新办法", "documentNumber": f"{county.code} {number} 号"}
    return {"organizationId": county["organization_1"], **title, **POLICY}


async def _support(api: Api, county: County) -> None:
    """A draft of organization_1 with a clause, and applications of enterprise_1, all but the first of which are submitted."""
    made = await api.act("draftPolicy", "... on PolicyDrafted { policy { id } }", **drafted(county, 2))
    county.records["policy_2"] = policy = made["policy"]["id"]
    payload = "... on PolicyClauseAdded { clause { id } }"
    given = {"policyId": policy, "version": 1, "number": 1, "title": "奖补", **CLAUSE}
    county.records["clause_2"] = (await api.act("addPolicyClause", payload, **given))["clause"]["id"]
    for n, year in ((3, 2021), (4, 2020), (5, 2019)):
        county.records[f"application_{n}"] = await applied(api, county, "enterprise_1", year)
    for n in (4, 5):
        given = {"applicationId": county[f"application_{n}"], "version": 1, "evidence": "材料"}
        await api.act("submitPolicyApplication", "", **given)


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


async def _supply(api: Api, county: County) -> None:
    """Two more needs, a cooperation that runs and has no report yet, and a need of space to take back."""
    goods = {"product": "轮胎", "classCode": "2911", "unit": "条", "volume": "100"}
    for n, of in ((2, 2), (3, 1), (4, 2)):
        given = {**goods, "enterpriseId": county[f"enterprise_{of}"]}
        made = await api.act("registerNeed", "... on NeedRegistered { need { id } }", **given)
        county.records[f"need_{n}"] = made["need"]["id"]
    given = {"offeringId": county["offering_1"], "needId": county["need_4"], "staffId": county["staff_1"]}
    payload = "... on IntroductionSuggested { introduction { id } }"
    made = await api.act("suggestIntroduction", payload, **given)
    county.records["introduction_2"] = id = made["introduction"]["id"]
    for version, state in enumerate(("INTRODUCED", "TALKS", "CONTRACTED", "RUNNING"), 1):
        await api.act("advanceIntroduction", "", introductionId=id, version=version, state=state)
    given = {"enterpriseId": county["enterprise_1"], "area": "100"}
    made = await api.act("registerSpaceNeed", "... on SpaceNeedRegistered { need { id } }", **given)
    county.records["space_need_2"] = made["need"]["id"]


async def _being_matched(api: Api, county: County) -> None:
    """A run that is under way."""
    county.records["run_2"] = written(RecordId("MatchRun", uid(77)))
    run = {
        "id": uid(77), "county_code": county.code, "session_id": county.key("planned_1"), "mode": "STABLE",
        "policy_version": 0, "meetings_per_enterprise": 3, "slot_minutes": 20, "starts_at": NOON, "most_slots": 9,
        "with_unknown": False, "state": "RUNNING", "pairs_scored": 0, "requested_at": NOON, "started_at": NOON,
        "progress": 2, "version": 2,
    }  # fmt: skip
    await insert(api, "match_runs", run)


async def office(api: Api) -> County:
    """A county with a fair that can be opened, two open intakes of the same enterprise at booth_1, a zone without anything in
    it, somebody who looks after nobody, and an enterprise that is looked after beside its primary liaison, too."""
    county = await filled(api)
    zone = {"id": county["zone_1"]}
    county.records["planned_1"] = await api.plan_fair(name="下次大集", zone=zone)
    await api.add_booth(county["planned_1"], "P01")
    await _being_matched(api, county)
    for n in (5, 6):
        made = await api.submit(county["booth_1"], f"more-{n}", enterprise={"id": county["enterprise_1"]})
        county.records[f"intake_{n}"] = made["intake"]["id"]
    given = {"chainId": county["chain_1"], "name": "3 号环节", "position": "DOWNSTREAM", "place": 2}
    node = await api.act("addChainNode", "... on ChainNodeAdded { node { id } }", **given)
    county.records["node_3"] = node["node"]["id"]
    given = {"trackId": county["track_1"], "name": "3 号链"}
    chain = await api.act("registerChain", "... on ChainRegistered { chain { id } }", **given)
    county.records["chain_3"] = chain["chain"]["id"]
    await _register(api, county)
    made = await api.act(
        "registerStaff", "... on StaffRegistered { staff { id } }", **somebody(county, "要走的")
    )
    county.records["staff_3"] = made["staff"]["id"]
    beside = {**whom(county), "staffId": county["staff_2"], "role": "INSTRUCTOR", "since": "2023-06-01"}
    made = await api.act("assignStaff", "... on StaffAssigned { liaison { id } }", **beside)
    county.records["liaison_4"] = made["liaison"]["id"]
    await _supply(api, county)
    county.records["zone_3"] = await registered_zone(api, "空区")
    await _support(api, county)
    return county


MADE: dict[str, str] = {}
"""The records of the office that every test has a copy of."""


@pytest.fixture(scope="module")
def copies(postgres: Address) -> Generator[Copies]:
    """Copies of an office that is made once."""

    async def make(database: Address) -> None:
        async with serving(database) as api:
            MADE.update((await office(api)).records)

    with copied(postgres, TEMPLATE) as database:
        asyncio.run(make(database))
        copies = Copies(postgres, database.database)
        yield copies
        copies.end()


def standing(api: Api) -> County:
    """The office that is there already."""
    api.client.headers.update(bearer("DISPATCHER", county=COUNTY))
    return County(COUNTY, dict(MADE))


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
    county = standing(api)
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
    county = standing(api)
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
    "reclassifyEnterprise": ("EnterpriseReclassified", "enterpriseId"),
    "mergeEnterprises": ("EnterprisesMerged", "duplicateId"),
    "grantTier": ("TierGranted", "enterpriseId"),
    "endTier": ("TierEnded", "enterpriseId"),
    "recordStatistics": ("StatisticsRecorded", "enterpriseId"),
}
"""Acts on the register: what happens, and what is another's to a dispatcher of another zone."""

OWN = {
    "DISPATCHER": "zone_1 zone_2",
    "FAIR_OPERATOR": "booth_1",
    "HANDLER": "organization_1",
    "DEPT_LEAD": "organization_1",
    "ENTERPRISE_REP": "enterprise_1 enterprise_3",
    "SECRETARY": "enterprise_1",
    "CHAIN_LEAD": "chain_1",
    "INSTITUTION_REP": "organization_4",
    "ADMIN": "",
}
"""For what a role is held so that the right input is within its remit."""

FOREIGN = {
    "DISPATCHER": "zone_2",
    "FAIR_OPERATOR": "booth_2",
    "HANDLER": "organization_3",
    "DEPT_LEAD": "organization_3",
    "ENTERPRISE_REP": "enterprise_2",
    "SECRETARY": "enterprise_2",
    "CHAIN_LEAD": "chain_2",
    "INSTITUTION_REP": "organization_5",
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
    ("importEnterprises", "DISPATCHER"): ("OutsideRemit", "rows"),
    ("assignLiaison", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("assignStaff", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("handOverLiaison", "DISPATCHER"): ("OutsideRemit", "liaisonId"),
    ("endLiaison", "DISPATCHER"): ("OutsideRemit", "liaisonId"),
    ("logContact", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("logContact", "SECRETARY"): ("OutsideRemit", "enterpriseId"),
    ("registerCarrier", "DISPATCHER"): ("OutsideRemit", "zoneId"),
    ("endCarrier", "DISPATCHER"): ("OutsideRemit", "id"),
    ("registerServicePoint", "DISPATCHER"): ("OutsideRemit", "zoneId"),
    ("advanceServicePoint", "DISPATCHER"): ("OutsideRemit", "id"),
    ("addService", "DISPATCHER"): ("OutsideRemit", "servicePointId"),
    ("endService", "DISPATCHER"): ("OutsideRemit", "id"),
    ("recordTravelTimes", "DISPATCHER"): ("OutsideRemit", "servicePointId"),
} | {
    ("joinChain", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("leaveChain", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("nameChainMaster", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("formCombatUnit", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
    ("formCombatUnit", "CHAIN_LEAD"): ("OutsideRemit", "chainId"),
    ("replanCombatUnit", "DISPATCHER"): ("OutsideRemit", "unitId"),
    ("replanCombatUnit", "CHAIN_LEAD"): ("OutsideRemit", "unitId"),
    ("disbandCombatUnit", "DISPATCHER"): ("OutsideRemit", "unitId"),
    ("disbandCombatUnit", "CHAIN_LEAD"): ("OutsideRemit", "unitId"),
}
OUTSIDE |= {
    ("leaveAlliance", "DISPATCHER"): ("OutsideRemit", "member.enterpriseId"),
    ("recordPartyOrganization", "DISPATCHER"): ("OutsideRemit", "enterpriseId"),
}


def deal(number: int, version: int, **more: Any) -> Callable[[County], Input]:
    return lambda c: {"dealId": c[f"deal_{number}"], "version": version, "on": "2023-06-13", **more}


RIGHT |= {
    "proposeDeal": lambda c: {
        "demandId": c["demand_1"], "productId": c["product_2"], "amount": "1", "on": "2023-06-13",
    },
    "consentToDeal": deal(3, 1),
    "scheduleDeal": deal(5, 2),
    "advanceDeal": deal(6, 3, state="MET"),
    "grantCredit": deal(4, 5, amount="1000000"),
    "recordDisbursement": deal(1, 8, amount="500000"),
    "declineDeal": deal(4, 5, reason="COLLATERAL"),
    "withdrawDeal": deal(3, 1),
    "lapseDeal": deal(3, 1),
    "linkGuarantee": lambda c: {"guaranteeId": c["deal_7"], "version": 2, "dealId": c["deal_1"]},
    "recordBondIssue": lambda c: {
        "enterpriseId": c["enterprise_1"], "authority": "发改委", "amount": "1", "on": "2023-06-13",
    },
    "advanceBondIssue": lambda c: {
        "bondIssueId": c["bond_1"], "version": 1, "state": "REGISTERED", "on": "2023-06-13",
    },
    "linkBondIssue": lambda c: {"bondIssueId": c["bond_1"], "version": 1, "dealId": c["deal_6"]},
}  # fmt: skip
DEALING = {
    "proposeDeal": "demandId",
    **dict.fromkeys(("consentToDeal", "scheduleDeal", "advanceDeal", "grantCredit"), "dealId"),
    **dict.fromkeys(("recordDisbursement", "declineDeal", "withdrawDeal", "lapseDeal"), "dealId"),
    "linkGuarantee": "guaranteeId",
    "recordBondIssue": "enterpriseId",
    "advanceBondIssue": "bondIssueId",
    "linkBondIssue": "dealId",
}
"""Acts on deals and bond issues: what of the input is another's."""

OUTSIDE |= {
    (name, role): ("OutsideRemit", path) for name, path in DEALING.items() for role in MAY[name].split()
}
DONE_WITH_DEALS = {
    "proposeDeal": "DealProposed",
    **dict.fromkeys(("consentToDeal", "scheduleDeal", "advanceDeal"), "DealAdvanced"),
    "grantCredit": "CreditGranted",
    "recordDisbursement": "DisbursementRecorded",
    **dict.fromkeys(("declineDeal", "withdrawDeal", "lapseDeal"), "DealEnded"),
    "linkGuarantee": "GuaranteeLinked",
    "recordBondIssue": "BondIssueRecorded",
    "advanceBondIssue": "BondIssueAdvanced",
    "linkBondIssue": "BondIssueLinked",
}
OF_SUPPLY = {
    "registerOffering": ("OfferingRegistered", "enterpriseId"),
    "withdrawOffering": ("OfferingWithdrawn", "id"),
    "registerNeed": ("NeedRegistered", "enterpriseId"),
    "withdrawNeed": ("NeedWithdrawn", "id"),
    "suggestIntroduction": ("IntroductionSuggested", "offeringId"),
    "advanceIntroduction": ("IntroductionAdvanced", "introductionId"),
    "reportCooperation": ("CooperationReported", "introductionId"),
    "registerSpaceListing": ("SpaceListingRegistered", "carrierId"),
    "withdrawSpaceListing": ("SpaceListingWithdrawn", "id"),
    "registerSpaceNeed": ("SpaceNeedRegistered", "enterpriseId"),
    "withdrawSpaceNeed": ("SpaceNeedWithdrawn", "id"),
    "assignSpace": ("SpaceAssigned", "listingId"),
}
"""Acts around supply and space: what happens, and what is another's."""
OUTSIDE |= {
    (name, role): ("OutsideRemit", path)
    for name, (_, path) in OF_SUPPLY.items()
    for role in MAY[name].split()
    if role != "ADMIN"
}

DEMANDING = {
    "submitFinancingDemand": "enterpriseId",
    "amendFinancingDemand": "demandId",
    "withdrawFinancingDemand": "demandId",
    "closeFinancingDemand": "demandId",
    "giveFinancingConsent": "demandId",
    "withdrawFinancingConsent": "consentId",
}
OFFERING = {
    "offerFinancialProduct": "institutionId",
    "changeFinancialProduct": "productId",
    "endFinancialProduct": "productId",
}
"""Acts of financing: what of the input is another's."""

OUTSIDE |= {
    ("runMatching", "DISPATCHER"): ("OutsideRemit", "sessionId"),
    ("cancelMatching", "DISPATCHER"): ("OutsideRemit", "runId"),
    **{(name, role): ("OutsideRemit", "meetingId") for name in MEETING for role in MAY[name].split()},
}
OUTSIDE |= {
    (name, role): ("OutsideRemit", path)
    for name, path in (DEMANDING | OFFERING).items()
    for role in MAY[name].split()
    if name in DEMANDING or role != "DISPATCHER"
}
for _role in ("HANDLER", "DEPT_LEAD"):
    OUTSIDE |= {(name, _role): ("NotFound", "policyId") for name in OF_DEPARTMENTS}
    OUTSIDE |= {(name, _role): ("NotFound", "applicationId") for name in DECIDING}
    OUTSIDE[("draftPolicy", _role)] = ("OutsideRemit", "organizationId")
    OUTSIDE[("strikePolicyClause", _role)] = ("NotFound", "clauseId")
    OUTSIDE[("endPolicy", _role)] = ("OutsideRemit", "policyId")
for _role in ("DISPATCHER", "ENTERPRISE_REP", "SECRETARY"):
    OUTSIDE |= {(name, _role): ("NotFound", "applicationId") for name in APPLYING}
    OUTSIDE[("draftPolicyApplication", _role)] = ("OutsideRemit", "enterpriseId")
OUTSIDE |= {(name, "DISPATCHER"): ("NotFound", "applicationId") for name in DECIDING}
OUTSIDE |= {
    ("notifyPolicy", "DISPATCHER"): ("OutsideRemit", "enterpriseIds[0]"),
    ("notifyPolicy", "SECRETARY"): ("OutsideRemit", "enterpriseIds[0]"),
    ("notifyPolicy", "HANDLER"): ("OutsideRemit", "policyId"),
}
"""What is said when the record is another's: an intake that is not seen is not there. (closeFair closes a fair of zone_2,
and an operator notes who comes to any fair of the county: both have a test of their own. An administrator answers for
the whole county, and the staff is of no zone.)"""

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
    "registerStaff": ("NotFound", "organizationId"),
    "endStaff": ("NotFound", "staffId"),
    "assignLiaison": ("NotFound", "enterpriseId"),
    "assignStaff": ("NotFound", "enterpriseId"),
    "handOverLiaison": ("NotFound", "liaisonId"),
    "endLiaison": ("NotFound", "liaisonId"),
    "logContact": ("NotFound", "enterpriseId"),
    "registerZone": ("NotFound", "parentId"),
    "placeZone": ("NotFound", "id"),
    "endZone": ("NotFound", "id"),
    "registerOrganization": ("NotFound", "zoneId"),
    "renameOrganization": ("NotFound", "id"),
    "endOrganization": ("NotFound", "id"),
    "registerCarrier": ("NotFound", "zoneId"),
    "endCarrier": ("NotFound", "id"),
    "registerServicePoint": ("NotFound", "zoneId"),
    "advanceServicePoint": ("NotFound", "id"),
    "addService": ("NotFound", "servicePointId"),
    "endService": ("NotFound", "id"),
    "recordTravelTimes": ("NotFound", "servicePointId"),
} | {
    "registerChain": ("NotFound", "trackId"),
    "endChain": ("NotFound", "chainId"),
    "appointChainLeader": ("NotFound", "chainId"),
    "addChainNode": ("NotFound", "chainId"),
    "endChainNode": ("NotFound", "nodeId"),
    "linkChainNodes": ("NotFound", "fromId"),
    "unlinkChainNodes": ("NotFound", "linkId"),
    "joinChain": ("NotFound", "chainId"),
    "leaveChain": ("NotFound", "chainId"),
    "nameChainMaster": ("NotFound", "chainId"),
    "formTaskForce": ("NotFound", "chainId"),
    "joinTaskForce": ("NotFound", "taskForceId"),
    "leaveTaskForce": ("NotFound", "taskForceId"),
    "dissolveTaskForce": ("NotFound", "taskForceId"),
    "formCombatUnit": ("NotFound", "chainId"),
    "replanCombatUnit": ("NotFound", "unitId"),
    "disbandCombatUnit": ("NotFound", "unitId"),
}
NEXT_DOOR |= {
    "prepareAlliance": ("NotFound", "leadId"),
    "advanceAlliance": ("NotFound", "allianceId"),
    "changeLead": ("NotFound", "allianceId"),
    "joinAlliance": ("NotFound", "allianceId"),
    "leaveAlliance": ("NotFound", "allianceId"),
    "signMemorandum": ("NotFound", "counterpartyId"),
    "terminateMemorandum": ("NotFound", "memorandumId"),
    "recordPartyOrganization": ("NotFound", "enterpriseId"),
    "conveneSession": ("NotFound", "conference.id"),
    "recordMinutes": ("NotFound", "sessionId"),
    "adoptResolution": ("NotFound", "sessionId"),
}
NEXT_DOOR |= {name: ("NotFound", path) for name, (_, path) in OF_SUPPLY.items()}
NEXT_DOOR |= {"runMatching": ("NotFound", "sessionId"), "cancelMatching": ("NotFound", "runId")}
NEXT_DOOR |= dict.fromkeys(MEETING, ("NotFound", "meetingId"))
NEXT_DOOR |= {name: ("NotFound", path) for name, path in (DEMANDING | OFFERING).items()}
NEXT_DOOR |= {name: ("NotFound", path) for name, path in DEALING.items()}
NEXT_DOOR |= dict.fromkeys(("changeMatchPolicy", "publishMatchPolicy"), ("NotFound", "version"))
NEXT_DOOR |= dict.fromkeys((*OF_DEPARTMENTS, "notifyPolicy"), ("NotFound", "policyId"))
NEXT_DOOR |= dict.fromkeys((*APPLYING, *DECIDING), ("NotFound", "applicationId")) | {
    "draftPolicy": ("NotFound", "organizationId"),
    "strikePolicyClause": ("NotFound", "clauseId"),
    "draftPolicyApplication": ("NotFound", "enterpriseId"),
}
"""What is said to who holds the same role, for the same records, in another county."""

IMPORTS = {
    "importChainMembers": "ChainMembersImported",
    "importAllianceMembers": "AllianceMembersImported",
    "importLiaisons": "LiaisonsImported",
}
OUTSIDE |= {(name, "DISPATCHER"): ("OutsideRemit", "rows") for name in IMPORTS}
MAY |= dict.fromkeys(IMPORTS, "ADMIN DISPATCHER")
RIGHT |= {
    "importChainMembers": lambda c: {"rows": [{"chain": "1 号链", **imported(4), "since": "2023-06-13"}]},
    "importAllianceMembers": lambda c: {
        "rows": [{"alliance": f"{c.code} 联盟", **imported(4), "since": DAY}]
    },
    "importLiaisons": lambda c: {"rows": [{"staff": "密 1 号联络员", **imported(4), "since": DAY}]},
}


def imported(number: int) -> Input:
    """An enterprise as a row names it."""
    return {"uscc": credit_code(number), "enterprise": f"密 {number} 号企业"}


AT_HOME = {
    "approveSynonym",
    "draftMatchPolicy",
    "registerTrack",
    "appointChiefLeader",
    "setThreshold",
    "importEnterprises",
    *IMPORTS,
}
"""Acts that name no record, or by its name only: whoever does them does them in the own county."""

OF_ALL_ZONES = {"importEnterprises", *IMPORTS}
"""Acts that who is limited to zones, whichever they are, does not do."""

COUNTY_WIDE = {
    "approveSynonym",
    # An alliance is in no zone, nor is an organization.
    *(
        "prepareAlliance",
        "advanceAlliance",
        "changeLead",
        "joinAlliance",
        "signMemorandum",
        "terminateMemorandum",
    ),
    *("conveneSession", "recordMinutes", "adoptResolution"),
    "registerTrack",
    "registerChain",
    "endChain",
    "appointChainLeader",
    "appointChiefLeader",
    "addChainNode",
    "endChainNode",
    "linkChainNodes",
    "unlinkChainNodes",
    "formTaskForce",
    "joinTaskForce",
    "leaveTaskForce",
    "dissolveTaskForce",
    "registerStaff",
    "endStaff",
    *OFFERING,
    *("draftMatchPolicy", "changeMatchPolicy", "publishMatchPolicy"),
}
"""Acts on what no zone has a part in: a dispatcher of any zone keeps the directory of chains, and the staff."""

DONE = {
    "planFair": "FairPlanned", "addBooth": "BoothAdded", "openFair": "FairOpened", "closeFair": "FairClosed",
    "submitIntake": "IntakeSubmitted", "disposeIntake": "IntakeDisposed", "withdrawIntake": "IntakeWithdrawn",
    "markDuplicate": "IntakeMarkedDuplicate", "recordAttendance": "AttendanceRecorded", "rateFair": "FairRated",
    "recordContact": "ContactRecorded", "revealContact": "ContactRevealed",
    "registerStaff": "StaffRegistered", "endStaff": "StaffEnded", "assignLiaison": "LiaisonAssigned",
    "assignStaff": "StaffAssigned", "handOverLiaison": "LiaisonHandedOver", "endLiaison": "LiaisonEnded",
    "logContact": "LiaisonContactLogged",
    "registerZone": "ZoneRegistered", "placeZone": "ZonePlaced", "endZone": "ZoneEnded",
    "registerOrganization": "OrganizationRegistered", "renameOrganization": "OrganizationRenamed",
    "endOrganization": "OrganizationEnded", "registerCarrier": "CarrierRegistered", "endCarrier": "CarrierEnded",
    "registerServicePoint": "ServicePointRegistered", "advanceServicePoint": "ServicePointAdvanced",
    "addService": "ServiceAdded", "endService": "ServiceEnded", "recordTravelTimes": "TravelTimesRecorded",
} | {
    "registerTrack": "TrackRegistered",
    "registerChain": "ChainRegistered",
    "endChain": "ChainEnded",
    "appointChainLeader": "ChainLeaderAppointed",
    "appointChiefLeader": "ChiefLeaderAppointed",
    "addChainNode": "ChainNodeAdded",
    "endChainNode": "ChainNodeEnded",
    "linkChainNodes": "ChainLinked",
    "unlinkChainNodes": "ChainUnlinked",
    "joinChain": "ChainJoined",
    "leaveChain": "ChainLeft",
    "nameChainMaster": "ChainMasterNamed",
    "formTaskForce": "TaskForceFormed",
    "joinTaskForce": "TaskForceJoined",
    "leaveTaskForce": "TaskForceLeft",
    "dissolveTaskForce": "TaskForceDissolved",
    "formCombatUnit": "CombatUnitFormed",
    "replanCombatUnit": "CombatUnitReplanned",
    "disbandCombatUnit": "CombatUnitDisbanded",
    "setThreshold": "ThresholdSet", "importEnterprises": "EnterprisesImported", **{name: done for name, (done, _) in REGISTER.items()},
}  # fmt: skip
DONE |= {
    "prepareAlliance": "AlliancePrepared", "advanceAlliance": "AllianceAdvanced", "changeLead": "LeadChanged",
    "joinAlliance": "AllianceJoined", "leaveAlliance": "AllianceLeft", "signMemorandum": "MemorandumSigned",
    "terminateMemorandum": "MemorandumTerminated", "recordPartyOrganization": "PartyOrganizationRecorded",
    "conveneSession": "SessionConvened", "recordMinutes": "MinutesRecorded", "adoptResolution": "ResolutionAdopted",
}  # fmt: skip

DONE |= {"approveSynonym": "SynonymApproved"} | {name: done for name, (done, _) in OF_SUPPLY.items()}
DONE |= {
    "runMatching": "MatchingRun", "cancelMatching": "MatchingCancelled", "moveMeeting": "MeetingMoved",
    "holdMeeting": "MeetingHeld", "missMeeting": "MeetingMissed", "cancelMeeting": "MeetingCancelled",
}  # fmt: skip
DONE |= {
    "submitFinancingDemand": "FinancingDemandSubmitted", "amendFinancingDemand": "FinancingDemandAmended",
    "withdrawFinancingDemand": "FinancingDemandWithdrawn", "closeFinancingDemand": "FinancingDemandClosed",
    "giveFinancingConsent": "FinancingConsentGiven", "withdrawFinancingConsent": "FinancingConsentWithdrawn",
    "offerFinancialProduct": "FinancialProductOffered", "changeFinancialProduct": "FinancialProductChanged",
    "endFinancialProduct": "FinancialProductEnded", "draftMatchPolicy": "MatchPolicyDrafted",
    "changeMatchPolicy": "MatchPolicyChanged", "publishMatchPolicy": "MatchPolicyPublished",
}  # fmt: skip

DONE |= DONE_WITH_DEALS
DONE |= {
    "draftPolicy": "PolicyDrafted", "revisePolicy": "PolicyRevised", "addPolicyClause": "PolicyClauseAdded",
    "strikePolicyClause": "PolicyClauseStruck", "publishPolicy": "PolicyPublished", "endPolicy": "PolicyEnded",
    "notifyPolicy": "PolicyNotified", "draftPolicyApplication": "PolicyApplicationDrafted",
    "submitPolicyApplication": "PolicyApplicationSubmitted",
    "withdrawPolicyApplication": "PolicyApplicationWithdrawn",
    "approvePolicyApplication": "PolicyApplicationApproved",
    "rejectPolicyApplication": "PolicyApplicationRejected", "payPolicyApplication": "PolicyApplicationPaid",
}  # fmt: skip

DONE |= IMPORTS

PAIRS = [(name, role) for name, roles in MAY.items() for role in roles.split()]


@pytest.mark.parametrize(("name", "role"), PAIRS)
async def test_who_may_act_does_so_where_they_answer_for_it_and_nowhere_else(
    api: Api, name: str, role: str
) -> None:
    county = standing(api)
    given = RIGHT[name](county)
    before = await api.written()
    own = county.viewer(Role(role), *(() if name in OF_ALL_ZONES else OWN[role].split()))
    for next_door in (replace(own, county_code=NEIGHBOUR), replace(own, county_code=NEIGHBOUR, zones=())):
        if name in AT_HOME:
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
    county = standing(api)
    assert await act(api, county.viewer(Role.DISPATCHER), name, RIGHT[name](county)) == (DONE[name], None)


def test_every_pair_has_an_answer_for_what_is_anothers() -> None:
    answers_for_all = {("closeFair", "DISPATCHER"), ("recordAttendance", "FAIR_OPERATOR")}
    answers_for_all |= {
        (name, role)
        for name, role in PAIRS
        if role in {"ADMIN", "DISPATCHER"} and (role == "ADMIN" or name in COUNTY_WIDE)
    }
    answers_for_all |= {(name, "DISPATCHER") for name in OF_DEPARTMENTS}
    assert set(PAIRS) - OUTSIDE.keys() == answers_for_all
    assert MAY.keys() == NEXT_DOOR.keys() | AT_HOME == DONE.keys()


async def test_a_dispatcher_closes_no_fair_of_another_zone(api: Api) -> None:
    county = standing(api)
    before = await api.written()
    viewer = county.viewer(Role.DISPATCHER, "zone_1")
    assert await act(api, viewer, "closeFair", RIGHT["closeFair"](county)) == ("OutsideRemit", "fairId")
    assert await api.written() == before


async def test_an_operator_notes_who_comes_to_any_fair_of_the_county(api: Api) -> None:
    county = standing(api)
    viewer = county.viewer(Role.FAIR_OPERATOR, "booth_3")
    given = {"fairId": county["fair_1"], "enterprise": known(9)}
    assert await act(api, viewer, "recordAttendance", given) == ("AttendanceRecorded", None)


async def test_a_zone_that_is_new_is_planned_in_by_who_has_the_whole_county(api: Api) -> None:
    county = standing(api)
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
    county = standing(api)
    before = await api.written()
    viewer = county.viewer(Role(role), "enterprise_1")
    for number, said in ((2, ("OutsideRemit", "enterprise")), (9, ("OutsideRemit", "enterprise"))):
        given = intake(county["booth_1"], "new", enterprise=known(number))
        assert await act(api, viewer, "submitIntake", given) == said
    assert await api.written() == before
    given = intake(county["booth_1"], "new", enterprise=known(1), desiredBy=LATER)
    assert await act(api, viewer, "submitIntake", given) == ("IntakeSubmitted", None)


async def test_an_intake_repeats_none_that_its_operator_does_not_see(api: Api) -> None:
    county = standing(api)
    before = await api.written()
    there = await api.submit(county["booth_2"], "there", enterprise={"id": county["enterprise_1"]})
    changed = await api.written()
    given = {"intakeId": there["intake"]["id"], "originalId": county["intake_1"]}
    viewer = county.viewer(Role.FAIR_OPERATOR, "booth_2")
    assert await act(api, viewer, "markDuplicate", given) == ("NotFound", "originalId")
    assert await api.written() == changed != before


async def test_a_key_tells_nobody_else_what_it_was_answered_with(api: Api) -> None:
    """A key of another's is only known to be used."""
    county = standing(api)
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
    county = standing(api)
    viewer, given = county.viewer(Role.FAIR_OPERATOR, "booth_2"), RIGHT["submitIntake"](county)
    monkeypatch.setattr("domain.fairs.at_booth", lambda *_: None)
    assert await act(api, viewer, "submitIntake", given) == ("IntakeSubmitted", None)


async def test_without_its_line_an_act_would_be_anybodys(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    county = standing(api)
    monkeypatch.setattr("schema.engine.refusal", lambda *_: None)
    viewer = county.viewer(Role.INSPECTOR)
    assert await act(api, viewer, "closeFair", RIGHT["closeFair"](county)) == ("FairClosed", None)
