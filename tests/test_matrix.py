"""Who sees what: every field of every type that is read from rows × every role, as the matrix below says, through the
loaders and through the plan alike.

The matrix is written by hand. A type, a field or a role that has no line in it makes a test fail.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_composite_type
from strawberry.http import process_result

from domain.people import ANYBODY, Role, Viewer
from resolvers.context import Context, World
from resolvers.live import Watch
from schema.backing import global_id
from schema.engine import Frame
from schema.root import schema
from tests.counties import NEIGHBOUR, County, filled
from tests.offices import Api, credit_code, uid

pytestmark = pytest.mark.anyio

BOTH_WAYS = pytest.mark.parametrize("planned", [True, False], ids=["planned", "loaders"])

CAST: dict[str, str] = {
    "PUBLIC": "",
    "ENTERPRISE_REP": "enterprise_1",
    "SECRETARY": "enterprise_2 enterprise_3",
    "FAIR_OPERATOR": "booth_2",
    "FAIR_OPERATOR of no booth": "",
    "HANDLER": "organization_1",
    "HANDLER of no department": "",
    "DEPT_LEAD": "organization_3",
    "DISPATCHER": "",
    "DISPATCHER of a zone": "zone_2",
    "DISPATCHER next door": "",
    "CHAIN_LEAD": "chain_1",
    "CHAIN_LEAD of no chain": "",
    "INSTITUTION_REP": "organization_4",
    "EVALUATOR": "",
    "INSPECTOR": "",
    "OBSERVER": "",
    "PEER": "",
    "ADMIN": "",
}
"""Who asks, and what they hold their role for (`tests/counties.py` has the records)."""

ALL_INTAKES = "intake_1 intake_2 intake_3 intake_4"
ALL_ENTERPRISES = "enterprise_1 enterprise_2 enterprise_3 enterprise_4"
ALL_CONTACTS = "contact_1 contact_2 contact_3"
ALL_STAFF = "staff_1 staff_2"
ALL_LIAISONS = "liaison_1 liaison_2 liaison_3"
ALL_TALKS = "talk_1 talk_2 talk_3"

PUBLIC_RECORDS = {
    "Zone": "zone_1 zone_2",
    "Organization": "organization_1 organization_2 organization_3 organization_4 organization_5",
    "Fair": "fair_1 fair_2",
    "Booth": "booth_1 booth_2 booth_3 booth_4",
    "PartyAlliance": "alliance_1",
    "Carrier": "carrier_1 carrier_2",
    "ServicePoint": "point_1 point_2",
    "Service": "service_1 service_2 service_3",
} | {
    "Track": "track_1",
    "Chain": "chain_1 chain_2",
    "ChainLeader": "leader_1",
    "ChiefLeader": "chief_1",
    "ChainNode": "node_1 node_2",
    "ChainLink": "link_1",
    "TaskForce": "force_1",
    "TaskForceMembership": "joined_1",
}
PUBLIC_RECORDS["SpaceListing"] = "listing_1 listing_2"
"""Directories: everybody sees every row, of every county."""

PUBLIC_RECORDS |= {"Policy": "policy_1", "PolicyClause": "clause_1"}
"""Of these, what was published."""

SEES: dict[str, dict[str, str]] = {
    "Intake": {
        "ENTERPRISE_REP": "intake_1 intake_3",
        "SECRETARY": "intake_2 intake_4",
        "FAIR_OPERATOR": "intake_2 intake_3",
        "FAIR_OPERATOR of no booth": "",
        "HANDLER": "intake_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "intake_4",
        "DISPATCHER": ALL_INTAKES,
        "DISPATCHER of a zone": "intake_4",
        "DISPATCHER next door": ALL_INTAKES,
        "EVALUATOR": ALL_INTAKES,
        "INSPECTOR": ALL_INTAKES,
        "OBSERVER": ALL_INTAKES,
    },
    "LedgerEntry": {
        "ENTERPRISE_REP": "",
        "SECRETARY": "entry_2",
        "FAIR_OPERATOR": "entry_2",
        "FAIR_OPERATOR of no booth": "",
        "HANDLER": "entry_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "",
        "DISPATCHER": "entry_1 entry_2",
        "DISPATCHER of a zone": "entry_1",
        "DISPATCHER next door": "entry_1 entry_2",
        "EVALUATOR": "entry_1 entry_2",
        "INSPECTOR": "entry_1 entry_2",
        "OBSERVER": "entry_1 entry_2",
    },
    "Enterprise": {
        "ENTERPRISE_REP": "enterprise_1",
        "SECRETARY": "enterprise_2 enterprise_3",
        "FAIR_OPERATOR": "enterprise_1 enterprise_2",
        "FAIR_OPERATOR of no booth": "",
        "HANDLER": "enterprise_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "enterprise_3",
        "DISPATCHER": ALL_ENTERPRISES,
        "DISPATCHER of a zone": "enterprise_3 enterprise_4",
        "DISPATCHER next door": ALL_ENTERPRISES,
        "CHAIN_LEAD": "enterprise_1 enterprise_2",
        "CHAIN_LEAD of no chain": "",
        "INSPECTOR": ALL_ENTERPRISES,
        "ADMIN": ALL_ENTERPRISES,
    },
    "Contact": {
        "ENTERPRISE_REP": "contact_1",
        "SECRETARY": "contact_2 contact_3",
        "HANDLER": "contact_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "contact_3",
        "DISPATCHER": ALL_CONTACTS,
        "DISPATCHER of a zone": "contact_3",
        "DISPATCHER next door": ALL_CONTACTS,
        "INSPECTOR": ALL_CONTACTS,
    },
    "Staff": dict.fromkeys((name for name in CAST if name not in {"PUBLIC", "OBSERVER", "PEER"}), ALL_STAFF),
    "Liaison": {
        "ENTERPRISE_REP": "liaison_1",
        "SECRETARY": "liaison_2 liaison_3",
        "FAIR_OPERATOR": "liaison_1 liaison_2",
        "FAIR_OPERATOR of no booth": "",
        "HANDLER": "liaison_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "liaison_3",
        "DISPATCHER": ALL_LIAISONS,
        "DISPATCHER of a zone": "liaison_3",
        "DISPATCHER next door": ALL_LIAISONS,
        "CHAIN_LEAD": "liaison_1 liaison_2",
        "CHAIN_LEAD of no chain": "",
        "INSPECTOR": ALL_LIAISONS,
        "ADMIN": ALL_LIAISONS,
    },
    "LiaisonContact": {
        "ENTERPRISE_REP": "talk_1",
        "SECRETARY": "talk_2 talk_3",
        "FAIR_OPERATOR": "talk_1 talk_2",
        "FAIR_OPERATOR of no booth": "",
        "HANDLER": "talk_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "talk_3",
        "DISPATCHER": ALL_TALKS,
        "DISPATCHER of a zone": "talk_3",
        "DISPATCHER next door": ALL_TALKS,
        "CHAIN_LEAD": "talk_1 talk_2",
        "CHAIN_LEAD of no chain": "",
        "INSPECTOR": ALL_TALKS,
        "ADMIN": ALL_TALKS,
    },
}
SEES["EnterpriseChange"] = {
    name: "change_1" if "enterprise_4" in seen else "" for name, seen in SEES["Enterprise"].items()
}
COUNTYS_OWN = [name for name in CAST if name not in {"PUBLIC", "OBSERVER", "PEER"}]
SEES |= {
    "Memorandum": dict.fromkeys(COUNTYS_OWN, "memorandum_1"),
    "JointConference": dict.fromkeys(COUNTYS_OWN, "conference_1"),
    "ConferenceSession": dict.fromkeys(COUNTYS_OWN, "session_1"),
    "Resolution": {
        "HANDLER": "resolution_1",
        "HANDLER of no department": "",
        "DEPT_LEAD": "",
        "DISPATCHER": "resolution_1",
        "DISPATCHER of a zone": "resolution_1",
        "DISPATCHER next door": "resolution_1",
        "INSPECTOR": "resolution_1",
    },
}
"""Records behind walls: which rows of their own county each sees. Who has no line may not ask for the type at all."""

ALL_MEMBERSHIPS = "membership_1 membership_2 membership_3 membership_4"
SEES["ChainMembership"] = {
    "ENTERPRISE_REP": "membership_1 membership_4",
    "SECRETARY": "membership_2 membership_3",
    "FAIR_OPERATOR": "membership_1 membership_2 membership_4",
    "FAIR_OPERATOR of no booth": "",
    "HANDLER": "membership_1 membership_4",
    "HANDLER of no department": "",
    "DEPT_LEAD": "membership_3",
    "DISPATCHER": ALL_MEMBERSHIPS,
    "DISPATCHER of a zone": "membership_3",
    "DISPATCHER next door": ALL_MEMBERSHIPS,
    "CHAIN_LEAD": "membership_1 membership_2 membership_4",
    "CHAIN_LEAD of no chain": "",
    "INSPECTOR": ALL_MEMBERSHIPS,
    "ADMIN": ALL_MEMBERSHIPS,
}
for _type_name, _only in (("CombatUnit", "unit_1"), ("CombatPlan", "plan_1")):
    SEES[_type_name] = {
        name: _only if "membership_1" in seen else "" for name, seen in SEES["ChainMembership"].items()
    }

OF_ENTERPRISES = {
    "Offering": {"offering_1": "enterprise_1", "offering_2": "enterprise_3"},
    "Need": {"need_1": "enterprise_2"},
    "Introduction": {"introduction_1": "enterprise_1 enterprise_2"},
    "CooperationReport": {"report_1": "enterprise_1 enterprise_2"},
    "SpaceNeed": {"space_need_1": "enterprise_1"},
}
"""What is seen with any of its enterprises."""

for _type_name, _records in OF_ENTERPRISES.items():
    SEES[_type_name] = {
        name: " ".join(record for record, of in _records.items() if set(of.split()) & set(seen.split()))
        for name, seen in SEES["Enterprise"].items()
    }
SEES["ClassSynonym"] = dict.fromkeys(COUNTYS_OWN, "synonym_1")
_DEMANDS = {
    "ENTERPRISE_REP": "demand_1",
    "SECRETARY": "",
    "DISPATCHER": "demand_1 demand_2",
    "DISPATCHER of a zone": "demand_2",
    "DISPATCHER next door": "demand_1 demand_2",
    "INSTITUTION_REP": "demand_1",
    "INSPECTOR": "demand_1 demand_2",
}
SEES |= {
    "FinancingDemand": _DEMANDS,
    "FinancialProduct": {
        name: "product_1" if name == "INSTITUTION_REP" else "product_1 product_2" for name in _DEMANDS
    },
    "FinancingConsent": {name: "consent_1" if "demand_1" in seen else "" for name, seen in _DEMANDS.items()},
}

for _type_name, _all, _of_first, _of_third in (
    ("PolicyNotice", "notice_1", "notice_1", ""),
    ("PolicyApplication", "application_1 application_2", "application_1", "application_2"),
    ("PolicyPayout", "payout_1", "payout_1", ""),
):
    SEES[_type_name] = {
        "ENTERPRISE_REP": _of_first,
        "SECRETARY": _of_third,
        "HANDLER": _of_first,
        "HANDLER of no department": "",
        "DEPT_LEAD": "",
        "DISPATCHER": _all,
        "DISPATCHER of a zone": _of_third,
        "DISPATCHER next door": _all,
        "INSPECTOR": _all,
    }

FIELDS = {
    "Zone": "id name kind divisionCode division endedOn version parent children carriers servicePoints",
    "Organization": "id name kind uscc endedOn version zone policies",
    "Carrier": "id name address area state endedOn version zone spaceListings",
    "ServicePoint": "id name kind address state intendedOn signedOn openedOn closedOn version zone carrier "
    "standardServices specialServices",
    "Service": "id list name since until version point",
    "Fair": "id name kind state venues round opensAt closesAt zone booths counts satisfaction intakes",
    "Booth": "id code name capacity state fair organization registers elementKinds",
    "Intake": "id number register elementKind summary urgency desiredBy form receivedAt disposition disposedAt note "
    "booth fair enterprise ledgerEntry duplicateOf",
    "LedgerEntry": "id state solution ownerName dueOn openedAt intake resolution",
    "Enterprise": "id name formerNames uscc kind status registeredOn endedOn version divisionCode division zone industry "
    "mergedInto tiers statistics history contacts chains "
    "combatUnits liaison liaisons contactLog alliances partyOrganization offerings needs introductions spaceNeeds "
    "policyNotices policyApplications",
    "EnterpriseChange": "id kind at effectiveOn nameBefore nameAfter statusBefore statusAfter divisionBefore divisionAfter "
    "entityKindBefore entityKindAfter industryBefore industryAfter registeredOnBefore registeredOnAfter "
    "zoneBefore zoneAfter other",
    "Contact": "id title enterprise",
} | {
    "PartyAlliance": "id name state preparedOn establishedOn activatedOn dissolvedOn version lead chain organizations "
    "enterprises memoranda conferences",
    "Memorandum": "id topic state signedOn expiresOn terminatedOn recordedAt version counterparty alliance",
    "JointConference": "id name rule alliance sessions",
    "ConferenceSession": "id number heldOn agenda minutes recordedAt version conference resolutions",
    "Resolution": "id number text ownerName dueOn adoptedAt session ledgerEntry",
    "Track": "id code name group chains",
    "Chain": "id name since until version track leader leaders chiefLeader nodes links taskForces masters members "
    "combatUnits alliances",
    "ChainLeader": "id name title since until version chain",
    "ChiefLeader": "id name title since until version",
    "ChainNode": "id name position place since until version chain",
    "ChainLink": "id from to since until version chain",
    "TaskForce": "id name since until version chain leadOrganization members",
    "TaskForceMembership": "id since until version taskForce organization",
    "ChainMembership": "id role since until version chain enterprise chainNode",
    "CombatUnit": "id name state plan target owner plannedOn since until version chain enterprise earlierPlans",
    "CombatPlan": "id number plan target owner since until unit",
    "Staff": "id name organization subject endedOn version roles liaisons enterpriseCount",
    "Liaison": "id role isPrimary since until version enterprise staff",
    "LiaisonContact": "id contactedOn channel note loggedAt enterprise staff",
}
SEES |= {
    "MatchRun": {
        name: "run_1" for name in CAST if name.split()[0] in {
            "ENTERPRISE_REP", "SECRETARY", "DISPATCHER", "INSTITUTION_REP", "INSPECTOR", "EVALUATOR",
        }
    },
    "FinancingMeeting": {name: seen.replace("demand", "meeting") for name, seen in _DEMANDS.items()},
}  # fmt: skip
FIELDS["Fair"] += " financingMeetings matchRuns"
FIELDS["Booth"] += " financingMeetings"
FIELDS |= {
    "MatchRun": "id mode meetingsPerEnterprise slotMinutes startsAt mostSlots withUnknown state failure digest resultDigest "
    "pairsScored pairsTotal demands eligiblePairs unknownPairs unknownShare withoutOffer withoutOfferShare assigned unmatched "
    "blockingPairs slots concentration requestedAt startedAt finishedAt version policy session institutions sizes matches "
    "notMatched",
    "FinancingMeeting": "id desk slot startsAt endsAt state version session booth institution enterprise demand product run",
}
_DEALS = "deal_1 deal_4 deal_5 deal_6 deal_7"
SEES |= {
    "Deal": {
        "ENTERPRISE_REP": f"{_DEALS} deal_3",
        "SECRETARY": "",
        "DISPATCHER": f"{_DEALS} deal_2 deal_3",
        "DISPATCHER of a zone": "deal_2",
        "DISPATCHER next door": f"{_DEALS} deal_2 deal_3",
        # What the enterprise has not consented to, the institution does not know of.
        "INSTITUTION_REP": _DEALS,
        "INSPECTOR": f"{_DEALS} deal_2 deal_3",
    },
    "BondIssue": {
        name: "bond_1" if "demand_1" in seen and name != "INSTITUTION_REP" else ""
        for name, seen in _DEMANDS.items()
    },
}
FIELDS |= {
    "Deal": "id kind amount state declineReason grantedAmount disbursedAmount proposedOn proposedAt consentedOn version "
    "demand product institution enterprise applicant session meeting backs guarantees bondIssues steps disbursements",
    "BondIssue": "id authority amount issuedAmount state appliedOn registeredOn listedOn issuedOn withdrawnOn recordedAt "
    "version enterprise deal",
}
FIELDS["Organization"] += " financialProducts"
FIELDS["Enterprise"] += " financingDemands"
FIELDS |= {
    "FinancingDemand": "id amount purpose termMonths maxAnnualRateBp kinds collateral revenueLastYear taxGrade dishonest "
    "neededBy submittedAt state version enterprise applicant intake chain consents meetings matches notMatched",
    "FinancialProduct": "id name kind leastAmount mostAmount leastTermMonths mostTermMonths leastRateBp mostRateBp "
    "collateralKinds mostLtvPercent leastYears leastRevenue taxGrades industriesIn industriesOut chains divisions quotaLeft "
    "decisionDays validFrom validUntil version institution",
    "FinancingConsent": "id everyone institutions fields givenOn expiresOn withdrawnAt version demand",
}

FIELDS |= {
    "Offering": "id product classCode capacity unit leastOrder certificates leadDays priceModel price regions state "
    "submittedAt version enterprise chainNode matches",
    "Need": "id product classCode volume unit certificates deliverBy region distanceKm state submittedAt version enterprise",
    "ClassSynonym": "id one other approvedAt",
    "Introduction": "id product state reason supplierName customerName introducedOn contractedOn runningOn failedOn "
    "submittedAt version offering need introducedBy endorsedBy steps reports",
    "CooperationReport": "id month volume unit amount note reportedAt introduction",
    "SpaceListing": "id address area clearHeight floorLoad power crane fireClass hazardClasses sewage rent availableFrom "
    "state submittedAt endedAt version zone carrier",
    "SpaceNeed": "id area clearHeight floorLoad power crane fireClass hazardClass sewage mostRent neededBy state submittedAt "
    "endedAt version enterprise intake listing",
}

FIELDS |= {
    "Policy": "id title documentNumber legalBasis reviewStatus reviewedOn reviewer exemptionGround validFrom validUntil "
    "state publishedOn endedOn version organization supersedes clauses",
    "PolicyClause": "id number title text benefit amountRule amount rateBp ceiling opensOn closesOn struckOn policy "
    "conditions eligibility",
    "PolicyNotice": "id channel toldOn toldBy recordedAt policy clause enterprise",
    "PolicyApplication": "id applicantName applicantUscc year amount revenue certificates evidence state outcome draftedAt "
    "submittedAt decidedAt granted paid reason reasonText version policy clause enterprise payouts",
    "PolicyPayout": "id number amount paidOn recordedAt application",
}

ANONYMISED = {"EVALUATOR", "OBSERVER"}
"""Who sees that there is a case, and neither whose it is nor what it says."""

MASKED = {("Intake", "summary"), ("Intake", "form"), ("Intake", "note")}
"""What they read as null."""

WITHHELD = {
    ("LiaisonContact", "note"): {"ADMIN", "CHAIN_LEAD"},
    ("Staff", "subject"): CAST.keys() - {"ADMIN", *(name for name in CAST if name.startswith("DISPATCHER"))},
}
"""What is null to others who see the record."""

UNSHARED = ("maxAnnualRateBp", "revenueLastYear", "taxGrade", "dishonest", "neededBy")
WITHHELD |= {("FinancingDemand", field): {"INSTITUTION_REP"} for field in UNSHARED}
WITHHELD[("PolicyNotice", "toldBy")] = CAST.keys() - {name for name in CAST if name.startswith("DISPATCHER")}

LOOKED_AFTER = {"staff_1": "liaison_1 liaison_3", "staff_2": "liaison_2"}
"""The liaisons of each of the staff, which are of as many enterprises."""

CONNECTIONS = {"intakes": "Intake", "liaisons": "Liaison", "contactLog": "LiaisonContact"}
CONNECTIONS |= {"financingMeetings": "FinancingMeeting", "matchRuns": "MatchRun"}
for _type_name, _field in (
    ("Organization", "deals"),
    ("Enterprise", "deals"),
    ("FinancingDemand", "deals"),
    ("Fair", "financingCounts"),
):
    FIELDS[_type_name] += f" {_field}"
CONNECTIONS |= {"financingDemands": "FinancingDemand", "financialProducts": "FinancialProduct"}
CONNECTIONS |= {"policyNotices": "PolicyNotice", "policyApplications": "PolicyApplication"}
"""Lists in pages, and what they list."""

REFUSED = {("LedgerEntry", "solution"), ("LedgerEntry", "ownerName")}
"""What they may not ask for, beside what leads to types that they have no line for."""

PUBLISHED = {"PUBLIC", "OBSERVER", "PEER"}
"""Who sees figures without small cells; whoever is from another county does, too."""

LEADS = {
    "Fair.intakes": "Intake",
    "IntakeEdge.node": "Intake",
    "IntakeConnection.edges": "Intake",
    "Intake.enterprise": "Enterprise",
    "Intake.ledgerEntry": "LedgerEntry",
    "Intake.duplicateOf": "Intake",
    "LedgerEntry.intake": "Intake",
    "IntakeSubmitted.intake": "Intake",
    "IntakeDisposed.intake": "Intake",
    "IntakeDisposed.ledgerEntry": "LedgerEntry",
    "IntakeWithdrawn.intake": "Intake",
    "IntakeMarkedDuplicate.intake": "Intake",
    "IntakeMarkedDuplicate.original": "Intake",
    "AttendanceRecorded.enterprise": "Enterprise",
    "Rating.enterprise": "Enterprise",
    "Enterprise.contacts": "Contact",
    # Of the register: what is about an enterprise is seen with it.
    **dict.fromkeys(
        (
            "Query.enterprise",
            "Query.enterprises",
            "EnterpriseConnection.edges",
            "EnterpriseEdge.node",
            "Enterprise.mergedInto",
            "Enterprise.tiers",
            "Enterprise.statistics",
            "StatStatus.steps",
            "EnterpriseChange.other",
            "EnterpriseRegistered.enterprise",
            "EnterpriseActivated.enterprise",
            "EnterpriseRenamed.enterprise",
            "EnterpriseMoved.enterprise",
            "EnterpriseClosed.enterprise",
            "EnterpriseReclassified.enterprise",
            "EnterprisesMerged.enterprise",
            "EnterprisesMerged.duplicate",
            "UsccTaken.enterprise",
            "EnterpriseEnded.mergedInto",
            "TierGranted.enterprise",
            "TierGranted.status",
            "TierEnded.enterprise",
            "TierEnded.status",
            "StatisticsRecorded.enterprise",
            "StatisticsRecorded.status",
        ),
        "Enterprise",
    ),
    "Contact.enterprise": "Enterprise",
    "ContactRecorded.contact": "Contact",
    "ContactRevealed.contact": "Contact",
    "Query.searchEnterprises": "Enterprise",
    "EnterpriseHits.edges": "Enterprise",
    "EnterpriseHit.node": "Enterprise",
    "LedgerEntry.resolution": "Resolution",
    "Enterprise.alliances": "Enterprise",
    "Enterprise.partyOrganization": "Enterprise",
    "PartyAlliance.enterprises": "Enterprise",
    "PartyAlliance.memoranda": "Memorandum",
    "PartyAlliance.conferences": "JointConference",
    "Query.memoranda": "Memorandum",
    "Query.memorandaFigures": "Memorandum",
    "MemorandumConnection.edges": "Memorandum",
    "MemorandumEdge.node": "Memorandum",
    "JointConference.sessions": "ConferenceSession",
    "ConferenceSessionConnection.edges": "ConferenceSession",
    "ConferenceSessionEdge.node": "ConferenceSession",
    "ConferenceSession.conference": "JointConference",
    "ConferenceSession.resolutions": "Resolution",
    "Resolution.session": "ConferenceSession",
    "Resolution.ledgerEntry": "LedgerEntry",
    "AllianceEnterpriseConnection.edges": "Enterprise",
    "AllianceEnterpriseEdge.node": "Enterprise",
    "EnterpriseAllianceConnection.edges": "Enterprise",
    "AllianceMembership.enterprise": "Enterprise",
    "PartyOrganization.enterprise": "Enterprise",
    "PartyOrganization.steps": "Enterprise",
    "MemorandumSigned.memorandum": "Memorandum",
    "MemorandumTerminated.memorandum": "Memorandum",
    "MemorandumExists.memorandum": "Memorandum",
    "SessionConvened.session": "ConferenceSession",
    "MinutesRecorded.session": "ConferenceSession",
    "ResolutionAdopted.resolution": "Resolution",
    "ResolutionAdopted.entry": "LedgerEntry",
    "PartyOrganizationRecorded.partyOrganization": "Enterprise",
} | {
    "Enterprise.history": "EnterpriseChange",
    "EnterpriseChangeConnection.edges": "EnterpriseChange",
    "EnterpriseChangeEdge.node": "EnterpriseChange",
    "Chain.masters": "Enterprise",
    "Chain.members": "ChainMembership",
    "ChainMemberConnection.edges": "ChainMembership",
    "ChainMemberEdge.node": "Enterprise",
    "Enterprise.chains": "ChainMembership",
    "EnterpriseChainConnection.edges": "ChainMembership",
    "ChainMembership.enterprise": "Enterprise",
    "ChainJoined.membership": "ChainMembership",
    "ChainLeft.membership": "ChainMembership",
    "ChainMasterNamed.membership": "ChainMembership",
    "Chain.combatUnits": "CombatUnit",
    "CombatUnitConnection.edges": "CombatUnit",
    "CombatUnitEdge.node": "CombatUnit",
    "Enterprise.combatUnits": "CombatUnit",
    "CombatUnit.enterprise": "Enterprise",
    "CombatUnit.earlierPlans": "CombatPlan",
    "CombatPlan.unit": "CombatUnit",
    "CombatUnitFormed.unit": "CombatUnit",
    "CombatUnitReplanned.unit": "CombatUnit",
    "CombatUnitReplanned.earlier": "CombatPlan",
    "CombatUnitDisbanded.unit": "CombatUnit",
    "Query.staff": "Staff",
    "StaffConnection.edges": "Staff",
    "StaffEdge.node": "Staff",
    "Staff.liaisons": "Liaison",
    "Enterprise.liaison": "Liaison",
    "Enterprise.liaisons": "Liaison",
    "Enterprise.contactLog": "LiaisonContact",
    "Liaison.staff": "Staff",
    "Liaison.enterprise": "Enterprise",
    "LiaisonConnection.edges": "Liaison",
    "LiaisonEdge.node": "Liaison",
    "LiaisonContact.staff": "Staff",
    "LiaisonContact.enterprise": "Enterprise",
    "LiaisonContactConnection.edges": "LiaisonContact",
    "LiaisonContactEdge.node": "LiaisonContact",
    "StaffRegistered.staff": "Staff",
    "StaffEnded.staff": "Staff",
    "SubjectTaken.staff": "Staff",
    "StaffHasEnded.staff": "Staff",
    "StaffStillAssigned.staff": "Staff",
    "StaffLacksRole.staff": "Staff",
    "DoesNotLookAfter.staff": "Staff",
    "LiaisonAssigned.liaison": "Liaison",
    "StaffAssigned.liaison": "Liaison",
    "LiaisonHandedOver.ended": "Liaison",
    "LiaisonHandedOver.begun": "Liaison",
    "LiaisonEnded.liaison": "Liaison",
    "LiaisonOverlaps.liaison": "Liaison",
    "AlreadyAssigned.liaison": "Liaison",
    "DayOutsideLiaison.liaison": "Liaison",
    "LiaisonContactLogged.liaisonContact": "LiaisonContact",
    "EnterpriseHasEnded.enterprise": "Enterprise",
}
LEADS |= {
    **{
        f"Query.{name}": to
        for name, to in (
            ("offering", "Offering"),
            ("offerings", "Offering"),
            ("need", "Need"),
            ("needs", "Need"),
            ("introduction", "Introduction"),
            ("introductions", "Introduction"),
            ("classSynonyms", "ClassSynonym"),
            ("spaceNeed", "SpaceNeed"),
            ("spaceNeeds", "SpaceNeed"),
            ("supplyMatches", "Need"),
            ("spaceMatches", "SpaceNeed"),
            ("supplyFigures", "Introduction"),
        )
    },
    **{
        f"{name}Connection.edges": name
        for name in ("Offering", "Need", "Introduction", "ClassSynonym", "SpaceNeed", "CooperationReport")
    },
    **{
        f"{name}Edge.node": name
        for name in ("Offering", "Need", "Introduction", "ClassSynonym", "SpaceNeed", "CooperationReport")
    },
    "Enterprise.offerings": "Offering",
    "Enterprise.needs": "Need",
    "Enterprise.introductions": "Introduction",
    "Enterprise.spaceNeeds": "SpaceNeed",
    "EnterpriseIntroductionConnection.edges": "Introduction",
    "EnterpriseIntroductionEdge.node": "Introduction",
    "Offering.enterprise": "Enterprise",
    "Offering.matches": "Need",
    "Need.enterprise": "Enterprise",
    "Introduction.offering": "Offering",
    "Introduction.need": "Need",
    "Introduction.introducedBy": "Staff",
    "Introduction.steps": "Introduction",
    "Introduction.reports": "CooperationReport",
    "CooperationReport.introduction": "Introduction",
    "SpaceNeed.enterprise": "Enterprise",
    "SpaceNeed.intake": "Intake",
    "SupplyMatches.edges": "Need",
    "SupplyMatch.offering": "Offering",
    "SupplyMatch.need": "Need",
    "SpaceMatches.edges": "SpaceNeed",
    "OfferingRegistered.offering": "Offering",
    "OfferingWithdrawn.offering": "Offering",
    "NeedRegistered.need": "Need",
    "NeedWithdrawn.need": "Need",
    "SynonymApproved.synonym": "ClassSynonym",
    "SynonymExists.synonym": "ClassSynonym",
    "IntroductionSuggested.introduction": "Introduction",
    "IntroductionAdvanced.introduction": "Introduction",
    "AlreadyIntroduced.introduction": "Introduction",
    "CooperationReported.report": "CooperationReport",
    "MonthReported.report": "CooperationReport",
    "SpaceNeedRegistered.need": "SpaceNeed",
    "SpaceNeedWithdrawn.need": "SpaceNeed",
    "SpaceAssigned.need": "SpaceNeed",
    **dict.fromkeys(
        (
            "Fair.financingMeetings",
            "FinancingMeetingConnection.edges",
            "Match.slot",
            "Deal.meeting",
            "FinancingMeetingEdge.node",
            "Booth.financingMeetings",
            "FinancingDemand.meetings",
            "MatchRun.matches",
            "MatchRun.notMatched",
            "AssignedMatchConnection.edges",
            "AssignedMatchEdge.meeting",
            "UnmatchedDemandConnection.edges",
            "MeetingMoved.meeting",
            "MeetingHeld.meeting",
            "MeetingMissed.meeting",
            "MeetingCancelled.meeting",
        ),
        "FinancingMeeting",
    ),
    **dict.fromkeys(
        (
            "Fair.matchRuns",
            "MatchRunConnection.edges",
            "MatchRunEdge.node",
            "MatchRun.policy",
            "MatchRun.institutions",
            "MatchRun.sizes",
            "FinancingMeeting.run",
            "Query.matchRun",
            "Query.matchRuns",
            "MatchingRun.run",
            "MatchingUnderWay.run",
            "MatchingCancelled.run",
            "MatchRunOver.run",
            "Subscription.matchRunProgress",
        ),
        "MatchRun",
    ),
    **dict.fromkeys(
        (
            "AssignedMatchEdge.demand",
            "UnmatchedDemandEdge.node",
            "FinancingMeeting.demand",
        ),
        "FinancingDemand",
    ),
    **dict.fromkeys(
        (
            "AssignedMatchEdge.node",
            "UnmatchedDemandEdge.nearest",
            "FinancingMeeting.product",
        ),
        "FinancialProduct",
    ),
    **dict.fromkeys(
        ("FinancingMeeting.enterprise",),
        "Enterprise",
    ),
}
LEADS |= {
    **dict.fromkeys(
        (
            "Organization.financialProducts",
            "FinancialProductConnection.edges",
            "FinancialProductEdge.node",
            "Match.product",
            "NotMatched.product",
            "Query.financialProducts",
            "Query.financialProduct",
            "Query.matchPolicies",
            "Query.currentMatchPolicy",
            "MatchExplanation.policy",
            "FinancialProductOffered.product",
            "FinancialProductNameTaken.product",
            "FinancialProductChanged.product",
            "FinancialProductEnded.product",
            "MatchPolicyDrafted.policy",
            "MatchPolicyChanged.policy",
            "MatchPolicyAlreadyPublished.policy",
            "MatchPolicyPublished.policy",
        ),
        "FinancialProduct",
    ),
    **dict.fromkeys(
        (
            "Enterprise.financingDemands",
            "FinancingDemandConnection.edges",
            "FinancingDemandEdge.node",
            "FinancingDemand.applicant",
            "FinancingConsent.demand",
            "Query.financingDemands",
            "Query.financingDemand",
            "Query.explainMatch",
            "FinancingDemandSubmitted.demand",
            "IntakeHasDemand.demand",
            "FinancingDemandAmended.demand",
            "FinancingDemandWithdrawn.demand",
            "FinancingDemandClosed.demand",
        ),
        "FinancingDemand",
    ),
    **dict.fromkeys(("FinancingDemand.enterprise",), "Enterprise"),
    **dict.fromkeys(("FinancingDemand.intake",), "Intake"),
    **dict.fromkeys(
        (
            "FinancingDemand.consents",
            "FinancingDemandSubmitted.consent",
            "FinancingConsentGiven.consent",
            "FinancingConsentWithdrawn.consent",
        ),
        "FinancingConsent",
    ),
    "Query.eligibleEnterprises": "Enterprise",
    "Query.policyEligibility": "Enterprise",
    "PolicyClause.eligibility": "Enterprise",
    "ClauseEligibilityConnection.edges": "Enterprise",
    "PolicyApplicationSubmitted.eligibility": "Enterprise",
    "PolicyNotice.enterprise": "Enterprise",
    "PolicyApplication.enterprise": "Enterprise",
    "Query.policyNotices": "PolicyNotice",
    "Query.policyNoticeFigures": "PolicyNotice",
    "Enterprise.policyNotices": "PolicyNotice",
    "PolicyNoticeConnection.edges": "PolicyNotice",
    "PolicyNoticeEdge.node": "PolicyNotice",
    "PolicyNotified.notices": "PolicyNotice",
    "Query.policyApplications": "PolicyApplication",
    "Enterprise.policyApplications": "PolicyApplication",
    "PolicyApplicationConnection.edges": "PolicyApplication",
    "PolicyApplicationEdge.node": "PolicyApplication",
    "PolicyPayout.application": "PolicyApplication",
    "PolicyApplicationExists.application": "PolicyApplication",
    **{
        f"PolicyApplication{done}.application": "PolicyApplication"
        for done in ("Drafted", "Submitted", "Withdrawn", "Approved", "Rejected", "Paid")
    },
    "PolicyApplication.payouts": "PolicyPayout",
    "PolicyApplicationPaid.payout": "PolicyPayout",
}  # fmt: skip
"""Every way to a record behind a wall, but for `node` and `nodes`."""

COUNTED = {"Staff.enterpriseCount": "Liaison"}
"""Numbers of records behind a wall, which those who see what has the number may ask for if they may ask for these."""

FIGURES = {
    "LiaisonCoverage",
    "FairCounts",
    "Tally",
    "RegisterTally",
    "BoothTally",
    "Satisfaction",
    "LevelCount",
    "MemorandaFigures",
    "ServiceCoverage",
    "MarketEntities",
    "KindFigure",
    "ZoneFigure",
    "Rate",
    "DatePeriod",
}
FIGURES |= {"NoticeFigures", "PolicyPayouts", "PolicyPayoutFigure"}
PARTS = {
    *(
        f"{name}{part}"
        for name in ("Zone", "Organization", "Carrier", "ServicePoint")
        for part in ("Edge", "Connection")
    ),
    "EnterpriseHits",
    "EnterpriseHit",
    "FairConnection",
    "FairEdge",
    "IntakeConnection",
    "IntakeEdge",
    "PageInfo",
    "Position",
    "InputProblem",
    "Rating",
    "PartyAllianceConnection",
    "PartyAllianceEdge",
    "AllianceOrganizationConnection",
    "AllianceOrganizationEdge",
    "AllianceEnterpriseConnection",
    "AllianceEnterpriseEdge",
    "EnterpriseAllianceConnection",
    "EnterpriseAllianceEdge",
    "AllianceMembership",
    "MemorandumConnection",
    "MemorandumEdge",
    "ConferenceSessionConnection",
    "ConferenceSessionEdge",
    "PartyOrganization",
    "PartyStep",
} | {
    "ChainMemberConnection",
    "ChainMemberEdge",
    "EnterpriseChainConnection",
    "EnterpriseChainEdge",
    "CombatUnitConnection",
    "CombatUnitEdge",
    # Of the register.
    *("Division", "Industry", "StatThreshold", "TierStatus", "StatStatus", "StatStep"),
    *(
        "EnterpriseConnection",
        "EnterpriseEdge",
        "EnterpriseChangeConnection",
        "EnterpriseChangeEdge",
    ),
    "StaffConnection",
    "StaffEdge",
    "LiaisonConnection",
    "LiaisonEdge",
    "LiaisonContactConnection",
    "LiaisonContactEdge",
}
FIGURES |= {"SupplyFigures", "IntroductionCount", "RunningVolume"}
PARTS |= {
    *(
        f"{name}{part}"
        for name in (
            "Offering",
            "Need",
            "ClassSynonym",
            "Introduction",
            "CooperationReport",
            "EnterpriseIntroduction",
            "SpaceListing",
            "SpaceNeed",
        )
        for part in ("Edge", "Connection")
    ),
    *("IntroductionStep", "SupplyMatches", "SupplyMatch", "SpaceMatches", "SpaceMatch"),
    *("FitRule", "FitComponent", "PriceEstimate"),
}
PARTS |= {"FinancingMoney", "ClauseCondition", "ConditionTrace", "ClauseEligibility"} | {
    f"{name}{part}"
    for name in ("Policy", "PolicyClause", "PolicyNotice", "PolicyApplication", "ClauseEligibility")
    for part in ("Edge", "Connection")
}
"""What is read with a record or a page."""

PARTS |= {
    *(
        f"{name}{part}"
        for name in ("MatchRun", "FinancingMeeting", "AssignedMatch", "UnmatchedDemand")
        for part in ("Edge", "Connection")
    ),
    "MatchRunProgress",
    *("MatchRunInstitution", "MatchRunSize", "MatchRunPolicy"),
}
PARTS |= {
    *(f"{name}{part}" for name in ("FinancingDemand", "FinancialProduct") for part in ("Edge", "Connection")),
    *("FinancingMoney", "FinancingCollateral", "FinancingApplicant"),
    *(
        "MatchPolicy",
        "EnterpriseWeights",
        "InstitutionWeights",
        "MatchExplanation",
        "MatchRule",
        "Relaxation",
    ),
    *(
        "Matches",
        "MatchEdge",
        "Match",
        "NotMatchedProducts",
        "NotMatchedEdge",
        "NotMatched",
        "NotMatchedReason",
    ),
    *("Utility", "UtilityComponent"),
}
CONNECTIONS |= {"deals": "Deal"}
LEADS |= {
    **dict.fromkeys(
        (
            "Organization.deals",
            "Enterprise.deals",
            "FinancingDemand.deals",
            "DealConnection.edges",
            "DealEdge.node",
            "Query.deals",
            "Query.deal",
            "Deal.backs",
            "Deal.guarantees",
            "Deal.steps",
            "Deal.disbursements",
            "BondIssue.deal",
            "DealProposed.deal",
            "DealAdvanced.deal",
            "CreditGranted.deal",
            "DisbursementRecorded.deal",
            "DisbursementRecorded.disbursement",
            "DealEnded.deal",
            "DealExists.deal",
            "GuaranteeLinked.guarantee",
        ),
        "Deal",
    ),
    **dict.fromkeys(
        (
            "Query.bondIssues",
            "Query.bondIssue",
            "BondIssueConnection.edges",
            "BondIssueEdge.node",
            "Deal.bondIssues",
            "BondIssueRecorded.bondIssue",
            "BondIssueAdvanced.bondIssue",
            "BondIssueLinked.bondIssue",
        ),
        "BondIssue",
    ),
    **dict.fromkeys(("Deal.demand", "Deal.applicant"), "FinancingDemand"),
    "Deal.product": "FinancialProduct",
    **dict.fromkeys(("Deal.enterprise", "BondIssue.enterprise"), "Enterprise"),
}
FIGURES |= {"FinancedTotal", "KindTotal", "InstitutionTotal", "SessionCounts", "DealCount"}
PARTS |= {
    *(f"{name}{part}" for name in ("Deal", "BondIssue") for part in ("Edge", "Connection")),
    *("DealStep", "Disbursement"),
}

ROUTERS = {"_Service"}
"""What a federation router reads: the schema, which everybody may."""

NOBODY = global_id("Enterprise", uid(1))
PAGE = "{ totalCount edges { node { id } } pageInfo { hasNextPage } }"
BELOW = {
    "counts": "{ version total { received } booths { received } }",
    "satisfaction": "{ attending rated mean levels { count } }",
    "intakes": PAGE,
    "liaisons": PAGE,
    "contactLog": PAGE,
    "form": "{ __typename }",
    "division": "{ code name }",
    "industry": "{ code name }",
    "tiers": "{ tier grantedOn source }",
    "statistics": "{ state since lagDays steps { state reachedOn } }",
    "history": "{ totalCount edges { node { kind nameAfter zoneAfter { id } } } }",
    "organizations": "{ totalCount edges { role node { id } } }",
    "enterprises": "{ totalCount edges { role node { id } } }",
    "Enterprise.alliances": "{ totalCount edges { role node { id } } }",
    "memoranda": "{ totalCount edges { node { id } } }",
    "sessions": "{ totalCount edges { node { id } } }",
    "partyOrganization": "{ status steps { status } }",
    "carriers": "{ totalCount edges { node { id } } }",
    "servicePoints": "{ totalCount edges { node { id } } }",
    "Chain.members": "{ totalCount edges { role node { id } } }",
    "Enterprise.chains": "{ totalCount edges { role node { id } } }",
    "Chain.combatUnits": "{ totalCount edges { node { id } } }",
} | {
    "financingDemands": PAGE,
    "financialProducts": PAGE,
    "financingMeetings": PAGE,
    "matchRuns": PAGE,
    "policy": "{ version }",
    "sizes": "{ size demands matched }",
    "MatchRun.institutions": "{ meetings institution { id } }",
    "MatchRun.matches": "{ totalCount edges { meeting { id } } }",
    "MatchRun.notMatched": "{ totalCount edges { node { id } } }",
    **dict.fromkeys(
        ("amount", "revenueLastYear", "leastAmount", "mostAmount", "leastRevenue", "quotaLeft"),
        "{ yuan display }",
    ),
    **dict.fromkeys(("grantedAmount", "disbursedAmount", "issuedAmount"), "{ yuan display }"),
    "deals": PAGE,
    "financingCounts": "{ version demands offers granted { deals amount { yuan } } disbursed { deals } }",
    "steps": "{ number state on }",
    "disbursements": "{ number on amount { yuan } }",
    "collateral": "{ kind value { yuan } }",
    "applicant": "{ name uscc }",
    "matches": "{ totalCount }",
    "notMatched": "{ totalCount }",
}
BELOW |= {
    "Carrier.spaceListings": "{ totalCount edges { node { id } } }",
    "Offering.matches": "{ eligible edges { score rules { code outcome } need { id } } }",
    "Introduction.steps": "{ number state takenOn note }",
    "Introduction.reports": "{ totalCount edges { node { id } } }",
    **dict.fromkeys(
        ("Enterprise.offerings", "Enterprise.needs", "Enterprise.spaceNeeds"),
        "{ totalCount edges { node { id } } }",
    ),
    "Enterprise.introductions": "{ totalCount edges { side node { id } } }",
}
BELOW |= {
    "policies": "{ totalCount edges { node { id } } }",
    "policyNotices": PAGE,
    "policyApplications": PAGE,
    "conditions": "{ kind codes zone { id } }",
    "eligibility": f'(enterpriseId: "{NOBODY}") {{ outcome }}',
    **dict.fromkeys(("amount", "ceiling", "revenue", "granted", "paid"), "{ yuan display }"),
}
"""What is selected of a field that is an object; of a record, its id."""


class Offices:
    """Two counties, and who asks there."""

    def __init__(self, world: World, here: County, there: County) -> None:
        self.world, self.here, self.there = world, here, there

    def county(self, name: str) -> County:
        return self.there if name.endswith("next door") else self.here

    def viewer(self, name: str) -> Viewer:
        role = Role(name.split(maxsplit=1)[0])
        return ANYBODY if role is Role.PUBLIC else self.county(name).viewer(role, *CAST[name].split())

    def ids(self, type_name: str) -> list[str]:
        """Every record of a type, of both counties."""
        names = PUBLIC_RECORDS.get(type_name) or " ".join(SEES[type_name].values())
        return [county[name] for county in (self.here, self.there) for name in sorted(set(names.split()))]

    def seen(self, name: str, type_name: str) -> set[str]:
        """What the matrix says."""
        if type_name in PUBLIC_RECORDS:
            return set(self.ids(type_name))
        return self.county(name).named(*SEES[type_name].get(name, "").split())

    async def ask(self, name: str, query: str, **variables: Any) -> Any:
        """The data of an answer, or the code of the only error, which leaves no data."""
        context = Context(self.world, "en", self.viewer(name))
        answer = orjson.loads(orjson.dumps(process_result(await schema.execute(query, variables, context))))
        if "errors" not in answer:
            return answer["data"]
        (error,) = answer["errors"]
        assert answer["data"] is None
        return error["extensions"]["code"]


async def offices(api: Api, *, planned: bool) -> Offices:
    here, there = await filled(api), await filled(api, NEIGHBOUR)
    return Offices(replace(api.world, planned=planned), here, there)


def may_not(name: str, type_name: str, field: str) -> bool:
    """Whether the matrix refuses a field."""
    to = LEADS.get(f"{type_name}.{field}")
    if name in SEES.get(type_name, ()):
        to = COUNTED.get(f"{type_name}.{field}", to)
    return (to is not None and name not in SEES[to]) or (name in ANONYMISED and (type_name, field) in REFUSED)


def code_for(name: str) -> str:
    return "UNAUTHENTICATED" if name == "PUBLIC" else "FORBIDDEN"


def selected(type_name: str, field: str) -> str:
    of = get_named_type(schema._schema.type_map[type_name].fields[field].type)
    below = BELOW.get(f"{type_name}.{field}", BELOW.get(field, "{ id }"))
    return f"{field} {below}" if is_composite_type(of) else field


# --- The matrix has a line for everything -----------------------------------------------------------------------------


def test_every_role_is_in_the_matrix() -> None:
    assert {name.split()[0] for name in CAST} == set(Role.__members__)
    assert {name for lines in SEES.values() for name in lines} <= CAST.keys()


def test_every_type_and_every_field_is_in_the_matrix() -> None:
    types = {
        type_.name: type_
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
    }
    assert PUBLIC_RECORDS.keys() | SEES.keys() == FIELDS.keys()
    assert {name: set(types[name].fields) for name in FIELDS} == {
        name: set(fields.split()) for name, fields in FIELDS.items()
    }
    roots = {"Query", "Mutation", "Subscription"}
    forms = {type_.name for type_ in schema._schema.type_map["IntakeForm"].types}
    answers = {
        member.name for act in types["Mutation"].fields.values() for member in get_named_type(act.type).types
    }
    assert types.keys() == FIELDS.keys() | roots | forms | answers | FIGURES | PARTS | ROUTERS


def test_every_way_to_a_record_behind_a_wall_is_in_the_matrix() -> None:
    walled = {
        "Intake": "Intake",
        "LedgerEntry": "LedgerEntry",
        "Enterprise": "Enterprise",
        "Contact": "Contact",
    }
    papers = ("Memorandum", "JointConference", "ConferenceSession", "Resolution")
    walled |= {name: name for name in papers} | {"MemorandaFigures": "Memorandum"}
    walled |= {
        f"{name}{part}": name
        for name in ("Memorandum", "ConferenceSession")
        for part in ("Connection", "Edge")
    }
    # A link to an enterprise, and what is about one, is seen as the enterprise is.
    links = ("AllianceEnterprise", "EnterpriseAlliance")
    walled |= {f"{name}{part}": "Enterprise" for name in links for part in ("Connection", "Edge")}
    walled |= dict.fromkeys(("PartyOrganization", "PartyStep"), "Enterprise")
    walled |= {
        "ChainMembership": "ChainMembership",
        "ChainMemberConnection": "ChainMembership",
        "ChainMemberEdge": "ChainMembership",
        "EnterpriseChainConnection": "ChainMembership",
        "EnterpriseChainEdge": "ChainMembership",
        "CombatUnit": "CombatUnit",
        "CombatUnitConnection": "CombatUnit",
        "CombatUnitEdge": "CombatUnit",
        "CombatPlan": "CombatPlan",
    }
    walled |= dict.fromkeys(
        (
            "EnterpriseConnection",
            "EnterpriseEdge",
            "TierStatus",
            "StatStatus",
            "StatStep",
            "EnterpriseHits",
            "EnterpriseHit",
        ),
        "Enterprise",
    )
    walled |= {name: name for name in ("Staff", "Liaison", "LiaisonContact")}
    walled["EnterpriseChange"] = "EnterpriseChange"
    for name in (*OF_ENTERPRISES, "ClassSynonym"):
        walled |= dict.fromkeys((name, f"{name}Connection", f"{name}Edge"), name)
    walled |= dict.fromkeys(
        (
            "EnterpriseIntroductionConnection",
            "EnterpriseIntroductionEdge",
            "IntroductionStep",
            "SupplyFigures",
        ),
        "Introduction",
    )
    walled |= {"SupplyMatches": "Need", "SupplyMatch": "Need"}
    walled |= {"SpaceMatches": "SpaceNeed", "SpaceMatch": "SpaceNeed"}
    walled |= {name: name for name in ("FinancingDemand", "FinancialProduct", "FinancingConsent")}
    walled |= {name: name for name in ("MatchRun", "FinancingMeeting")}
    walled |= dict.fromkeys(
        ("MatchRunInstitution", "MatchRunSize", "MatchRunPolicy", "MatchRunProgress"), "MatchRun"
    )
    for name in ("AssignedMatch", "UnmatchedDemand"):
        walled |= dict.fromkeys((f"{name}Connection", f"{name}Edge"), "FinancingMeeting")
    walled |= dict.fromkeys(("FinancingApplicant", "MatchExplanation"), "FinancingDemand")
    walled["MatchPolicy"] = "FinancialProduct"
    walled |= {name: name for name in ("Deal", "BondIssue")}
    walled |= dict.fromkeys(("DealStep", "Disbursement"), "Deal")
    walled |= {name: name for name in ("PolicyNotice", "PolicyApplication", "PolicyPayout")}
    walled |= {
        f"{name}{part}": name
        for name in ("PolicyNotice", "PolicyApplication")
        for part in ("Connection", "Edge")
    }
    walled["NoticeFigures"] = "PolicyNotice"
    walled |= {f"ClauseEligibility{part}": "Enterprise" for part in ("", "Connection", "Edge")}
    for name in (
        "Deal",
        "BondIssue",
        "FinancingDemand",
        "FinancialProduct",
        "MatchRun",
        "FinancingMeeting",
        "EnterpriseChange",
        "Intake",
        "Staff",
        "Liaison",
        "LiaisonContact",
    ):
        walled |= {f"{name}Connection": name, f"{name}Edge": name}
    assert SEES.keys() == set(walled.values())
    found = {
        f"{type_.name}.{name}": walled[to]
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in type_.fields.items()
        if (to := get_named_type(field.type).name) in walled
    }
    assert found == LEADS


# --- Fields -----------------------------------------------------------------------------------------------------------


@BOTH_WAYS
async def test_every_field_is_allowed_masked_or_refused_as_the_matrix_says(
    api: Api, *, planned: bool
) -> None:
    house = await offices(api, planned=planned)
    wrong = list[Any]()
    for type_name, fields in FIELDS.items():
        ids = house.ids(type_name)
        for field in fields.split():
            query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {{ {selected(type_name, field)} }} }} }}"
            truth = await true_values(house, query, ids)
            for name in CAST:
                said = await house.ask(name, query, ids=ids)
                right: Any = {
                    "nodes": [right_value(house, name, type_name, field, id, truth[id]) for id in ids]
                }
                if may_not(name, type_name, field):
                    right = code_for(name)
                if said != right:
                    wrong.append((name, f"{type_name}.{field}", said, right))
    assert wrong == []


async def true_values(house: Offices, query: str, ids: list[str]) -> dict[str, Any]:
    """What stands there: each county's own dispatcher sees all of it."""
    found: dict[str, Any] = {}
    for name in ("DISPATCHER", "DISPATCHER next door"):
        answer = await house.ask(name, query, ids=ids)
        own = set(house.county(name).records.values())
        found |= {id: value for id, value in zip(ids, answer["nodes"], strict=True) if id in own}
    assert None not in found.values()
    return found


def right_value(house: Offices, name: str, type_name: str, field: str, id: str, truth: Any) -> Any:
    """What the matrix lets a viewer see of one record's field."""
    if id not in house.seen(name, type_name):
        return None
    value = truth[field]
    if name in ANONYMISED and (type_name, field) in MASKED:
        value = None
    if field == "duplicateOf" and value is not None and value["id"] not in house.seen(name, "Intake"):
        value = None
    if field == "satisfaction" and (name in PUBLISHED or id not in house.county(name).records.values()):
        value = value | {"mean": None, "levels": [{"count": None}] * 5}
    if (
        type_name in {"LedgerEntry", "Resolution"}
        and field in {"resolution", "ledgerEntry"}
        and value is not None
    ):
        to = "Resolution" if field == "resolution" else "LedgerEntry"
        value = value if value["id"] in house.seen(name, to) else None
    if type_name == "Introduction" and field in {"offering", "need"} and value is not None:
        value = value if value["id"] in house.seen(name, field.title()) else None
    if name in WITHHELD.get((type_name, field), ()):
        value = None
    return {field: right_list(house, name, type_name, field, id, value)}


def right_list(house: Offices, name: str, type_name: str, field: str, id: str, value: Any) -> Any:
    """The same of a list: what of it the viewer sees, and no more is counted."""
    if field == "resolutions":
        value = [each for each in value if each["id"] in house.seen(name, "Resolution")]
    if field == "enterprises":
        edges = [edge for edge in value["edges"] if edge["node"]["id"] in house.seen(name, "Enterprise")]
        value = {"totalCount": len(edges), "edges": edges}
    if field in {"memoranda", "conferences"} and id not in house.county(name).records.values():
        value = [] if field == "conferences" else {"totalCount": 0, "edges": []}
    if field == "masters":
        value = [each for each in value if each["id"] in house.seen(name, "Enterprise")]
    if (type_name, field) in {("Chain", "members"), ("Chain", "combatUnits")}:
        lists = "Enterprise" if field == "members" else "CombatUnit"
        edges = [edge for edge in value["edges"] if edge["node"]["id"] in house.seen(name, lists)]
        value = {"totalCount": len(edges), "edges": edges}
    if type_name == "MatchRun":
        return right_of_run(house, name, field, value)
    if (type_name, field) == ("Offering", "matches"):
        edges = [edge for edge in value["edges"] if edge["need"]["id"] in house.seen(name, "Need")]
        value = {"eligible": len(edges), "edges": edges}
    if type_name in {"FinancingDemand", "FinancingConsent"} and field not in CONNECTIONS:
        return right_of_demand(house, name, field, value)
    if field == "enterpriseCount":
        (staff,) = (each for each in LOOKED_AFTER if house.county(name)[each] == id)
        of_staff = house.county(name).named(*LOOKED_AFTER[staff].split())
        value = len(of_staff & house.seen(name, "Liaison"))
    if field in CONNECTIONS:
        seen = house.seen(name, CONNECTIONS[field])
        edges = [edge for edge in value["edges"] if edge["node"]["id"] in seen]
        value = {"totalCount": len(edges), "edges": edges, "pageInfo": {"hasNextPage": False}}
    return value


def right_of_demand(house: Offices, name: str, field: str, value: Any) -> Any:
    """What of a demand's lists is shared with the viewer."""
    if field == "notMatched":
        return {"totalCount": len(house.seen(name, "FinancialProduct"))}
    if name == "INSTITUTION_REP" and field == "collateral":
        return [each | {"value": None} for each in value]
    return [] if name == "INSTITUTION_REP" and field == "institutions" else value


def right_of_run(house: Offices, name: str, field: str, value: Any) -> Any:
    """What of a run's lists is the viewer's own."""
    if field == "institutions":
        own = {"INSTITUTION_REP": house.here["organization_4"], "ENTERPRISE_REP": "", "SECRETARY": ""}
        return [
            each for each in value if each["institution"]["id"] == own.get(name, each["institution"]["id"])
        ]
    if field not in {"matches", "notMatched"}:
        return value
    to, of = {"matches": ("FinancingMeeting", "meeting"), "notMatched": ("FinancingDemand", "node")}[field]
    none = field == "notMatched" and name == "INSTITUTION_REP"
    seen = set[str]() if none else house.seen(name, to)
    edges = [edge for edge in value["edges"] if edge[of]["id"] in seen]
    return {"totalCount": len(edges), "edges": edges}


async def test_what_is_masked_and_refused_is_there_to_be_seen(api: Api) -> None:
    """Or the test above would not notice."""
    house = await offices(api, planned=True)
    for type_name, field in MASKED | REFUSED | WITHHELD.keys():
        query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {{ {selected(type_name, field)} }} }} }}"
        truth = await true_values(house, query, house.ids(type_name))
        assert any(value[field] is not None for value in truth.values()), (type_name, field)
    repeated = await house.ask(
        "DISPATCHER",
        "query($id: ID!) { node(id: $id) { ... on Intake { duplicateOf { id } } } }",
        id=house.here["intake_3"],
    )
    assert repeated["node"]["duplicateOf"]["id"] == house.here["intake_1"]


@BOTH_WAYS
async def test_an_id_finds_what_is_seen_and_nothing_else(api: Api, *, planned: bool) -> None:
    house = await offices(api, planned=planned)
    for name in CAST:
        for type_name in FIELDS:
            for id in house.ids(type_name):
                found = await house.ask(name, "query($id: ID!) { node(id: $id) { id } }", id=id)
                assert found == {"node": {"id": id} if id in house.seen(name, type_name) else None}, name
        for fair in house.ids("Fair"):
            assert await house.ask(name, "query($id: ID!) { fair(id: $id) { id } }", id=fair) == {
                "fair": {"id": fair}
            }
        everything = "{ fairs(first: 100) { totalCount edges { node { id } } } }"
        listed = (await house.ask(name, everything))["fairs"]
        assert listed["totalCount"] == 4
        assert {edge["node"]["id"] for edge in listed["edges"]} == set(house.ids("Fair"))


# --- Lists ------------------------------------------------------------------------------------------------------------

LISTED = """query($text: String, $first: Int, $after: String, $id: ID!) { fair(id: $id) {
  intakes(filter: { text: $text }, first: $first, after: $after) {
    totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }"""

WHOSE = {"intake_1": 1, "intake_2": 2, "intake_3": 1, "intake_4": 3}
"""The enterprise of each intake."""


@BOTH_WAYS
async def test_a_text_filter_finds_by_nothing_that_is_not_seen(api: Api, *, planned: bool) -> None:
    house = await offices(api, planned=planned)
    for name in SEES["Intake"]:
        county = house.county(name)
        seen, enterprises = house.seen(name, "Intake"), house.seen(name, "Enterprise")
        for number, (intake, enterprise) in enumerate(WHOSE.items(), 1):
            by_enterprise = {
                each
                for each, whose in WHOSE.items()
                if whose == enterprise and county[f"enterprise_{whose}"] in enterprises
            }
            by_summary = set[str]() if name in ANONYMISED else {intake}
            for text, right in (
                (f"密 {number} 号事项", by_summary),
                (f"密 {enterprise} 号企", by_enterprise),
                (credit_code(enterprise).lower(), by_enterprise),
            ):
                found = set[str]()
                for fair in ("fair_1", "fair_2"):
                    page = (await house.ask(name, LISTED, id=county[fair], text=text))["fair"]["intakes"]
                    found |= {edge["node"]["id"] for edge in page["edges"]}
                    assert page["totalCount"] == len(page["edges"])
                assert found == county.named(*right) & seen, (name, text)


@BOTH_WAYS
async def test_pages_and_totals_are_of_what_is_seen(api: Api, *, planned: bool) -> None:
    house = await offices(api, planned=planned)
    for name in SEES["Intake"]:
        for fair in house.ids("Fair"):
            found, after = list[str](), None
            while True:
                page = (await house.ask(name, LISTED, id=fair, first=1, after=after))["fair"]["intakes"]
                found += [edge["node"]["id"] for edge in page["edges"]]
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
            of_fair = {id for id in house.seen(name, "Intake") if id in await intakes_of(house, fair)}
            assert set(found) == of_fair, name
            assert page["totalCount"] == len(found) == len(of_fair)


async def intakes_of(house: Offices, fair: str) -> set[str]:
    """All intakes of a fair."""
    name = "DISPATCHER" if fair in house.here.records.values() else "DISPATCHER next door"
    page = (await house.ask(name, LISTED, id=fair))["fair"]["intakes"]
    return {edge["node"]["id"] for edge in page["edges"]}


# --- Subscriptions ----------------------------------------------------------------------------------------------------

DEEP = """subscription($id: ID!) { fairIntakeCounts(fairId: $id) { total { received }
  booths { booth { fair { intakes { totalCount edges { node { id summary } } } } } } } }"""
PLAIN = "subscription($id: ID!) { fairIntakeCounts(fairId: $id) { version total { received } booths { booth { name } } } }"
FIGURED = "subscription($id: ID!) { fairIntakeCounts(fairId: $id) { booths { booth { fair { satisfaction { mean } } } } } }"


async def first_frame(house: Offices, name: str, query: str) -> Any:
    stream = await schema.stream(
        query, {"id": house.here["fair_1"]}, Context(house.world, "en", house.viewer(name))
    )
    async with aclosing(stream):
        answer = await anext(stream)
    return orjson.loads(answer.json if isinstance(answer, Frame) else orjson.dumps(process_result(answer)))


@BOTH_WAYS
async def test_a_frame_shows_what_its_viewer_sees(api: Api, *, planned: bool) -> None:
    house = await offices(api, planned=planned)
    frames = await asyncio.gather(*(first_frame(house, name, DEEP) for name in CAST))
    of_fair = house.here.named("intake_1", "intake_2", "intake_3")
    for name, frame in zip(CAST, frames, strict=True):
        if name not in SEES["Intake"]:
            assert [error["extensions"]["code"] for error in frame["errors"]] == [code_for(name)]
            assert frame["data"] is None
            continue
        assert "errors" not in frame, (name, frame)
        counts = frame["data"]["fairIntakeCounts"]
        assert counts["total"]["received"] == 2
        right = of_fair & house.seen(name, "Intake")
        for booth in counts["booths"]:
            intakes = booth["booth"]["fair"]["intakes"]
            assert intakes["totalCount"] == len(right), name
            assert {edge["node"]["id"] for edge in intakes["edges"]} == right
            told = {edge["node"]["summary"] is not None for edge in intakes["edges"]}
            assert told <= {name not in ANONYMISED}


async def test_a_frame_is_shared_by_those_alone_to_whom_it_shows_the_same(api: Api) -> None:
    house = await offices(api, planned=True)

    async def key(name: str, query: str) -> Any:
        context = Context(house.world, "en", house.viewer(name))
        watch = await schema.begin(query, {"id": house.here["fair_1"]}, None, context)
        assert isinstance(watch, Watch), name
        return watch.key

    assert len({await key(name, PLAIN) for name in CAST}) == 1
    assert len({await key(name, DEEP) for name in SEES["Intake"]}) == len(SEES["Intake"])
    assert len({await key(name, FIGURED) for name in CAST}) == len(CAST)
