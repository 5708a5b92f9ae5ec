"""What the types around alliances are read from."""

from sqlalchemy import ColumnElement, Date, FromClause, Table, bindparam, func, or_

from db.alliances.records import (
    alliance,
    conference,
    membership,
    memorandum,
    party_organization,
    party_step,
    resolution,
    session,
)
from db.alliances.remit import PAPERS, RESOLUTIONS
from db.alliances.tables import (
    alliance_enterprises,
    alliance_organizations,
    conference_sessions,
    joint_conferences,
    memoranda,
    party_alliances,
    party_organizations,
    party_steps,
    resolutions,
)
from db.chains import CHAIN
from db.enterprises import ENTERPRISE, WITH_ENTERPRISE, ends_with_enterprise
from db.ledger import LEDGER_ENTRY
from db.relations import (
    PUBLISHED,
    QUERY,
    Found,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Seen,
    Type,
    contains,
    equal,
    optional,
    plain,
)
from domain.people import Sight


def active(rows: FromClause, parameter: str) -> ColumnElement[bool]:
    """Whether a memorandum is active on the day of the parameter."""
    day = bindparam(parameter, type_=Date)
    ends = func.coalesce(rows.c.terminated_on, rows.c.expires_on)
    return (rows.c.signed_on <= day) & (ends > day)


def _active_on(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return active(rows, parameter)


def _about(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return contains(rows.c.topic, parameter)


def _memoranda(theirs: str = "") -> Paged:
    return Paged(
        "memoranda",
        "Memorandum",
        Order("signed_on", descending=True),
        {"counterparty_id": equal("counterparty_id"), "topic": _about, "active_on": _active_on},
        theirs=theirs,
    )


def _member_on(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    day = bindparam(parameter, type_=Date)
    return (rows.c.since <= day) & or_(rows.c.until.is_(None), rows.c.until > day)


def _memberships(name: str, to: str, theirs: str) -> Paged:
    """A list of memberships, from either end."""
    return Paged(
        name,
        to,
        Order("since"),
        {"role": equal("role"), "active_on": _member_on},
        theirs=theirs,
        links=True,
    )


def _membership(name: str, node: One, table: Table, seen: Seen) -> None:
    """An edge to or from a member, with what the membership says."""
    Type(
        name,
        *plain("role", "since", "version"),
        *optional("until"),
        node,
        table=table,
        record=membership,
        seen=seen,
    )


_membership(
    "AllianceOrganizationEdge",
    One("node", "Organization", "organization_id"),
    alliance_organizations,
    PUBLISHED,
)
_membership(
    "AllianceEnterpriseEdge",
    One("node", "Enterprise", "enterprise_id"),
    alliance_enterprises,
    WITH_ENTERPRISE,
)
_membership(
    "EnterpriseAllianceEdge",
    One("node", "PartyAlliance", "alliance_id"),
    alliance_enterprises,
    WITH_ENTERPRISE,
)
ends_with_enterprise(alliance_enterprises, membership)
PARTY_ALLIANCE = Type(
    "PartyAlliance",
    Identity(),
    *plain("name", "state", "prepared_on", "version"),
    *optional("established_on", "activated_on", "dissolved_on"),
    One("lead", "Organization", "lead_id"),
    One("chain", "Chain", "chain_id", optional=True),
    _memberships("organizations", "AllianceOrganizationEdge", "alliance_id"),
    _memberships("enterprises", "AllianceEnterpriseEdge", "alliance_id"),
    _memoranda("alliance_id"),
    Many("conferences", "JointConference", "alliance_id", order=("name", "id")),
    table=party_alliances,
    record=alliance,
)
MEMORANDUM = Type(
    "Memorandum",
    Identity(),
    *plain("topic", "signed_on", "expires_on", "recorded_at", "version"),
    *optional("terminated_on"),
    One("counterparty", "Organization", "counterparty_id"),
    One("alliance", "PartyAlliance", "alliance_id", optional=True),
    table=memoranda,
    record=memorandum,
    seen=PAPERS,
)
JOINT_CONFERENCE = Type(
    "JointConference",
    Identity(),
    *plain("name"),
    *optional("rule"),
    One("alliance", "PartyAlliance", "alliance_id"),
    Paged("sessions", "ConferenceSession", Order("held_on", descending=True), {}, theirs="conference_id"),
    table=joint_conferences,
    record=conference,
    seen=PAPERS,
)
CONFERENCE_SESSION = Type(
    "ConferenceSession",
    Identity(),
    *plain("number", "held_on", "agenda", "recorded_at", "version"),
    *optional("minutes"),
    One("conference", "JointConference", "conference_id"),
    Many("resolutions", "Resolution", "session_id", order=("number",)),
    table=conference_sessions,
    record=session,
    seen=PAPERS,
)
RESOLUTION = Type(
    "Resolution",
    Identity(),
    *plain("number", "text", "owner_name", "due_on", "adopted_at"),
    One("session", "ConferenceSession", "session_id"),
    One("ledgerEntry", "LedgerEntry", "id", theirs="resolution_id"),
    table=resolutions,
    record=resolution,
    seen=RESOLUTIONS,
)
PARTY_ORGANIZATION = Type(
    "PartyOrganization",
    *plain("status", "since", "version"),
    *optional("level"),
    One("enterprise", "Enterprise", "enterprise_id"),
    Many("steps", "PartyStep", "enterprise_id", order=("since",), ours="enterprise_id"),
    table=party_organizations,
    record=party_organization,
    seen=WITH_ENTERPRISE,
)
Type(
    "PartyStep",
    *plain("status", "since", "recorded_at"),
    *optional("level"),
    table=party_steps,
    record=party_step,
    seen=WITH_ENTERPRISE,
)
ENTERPRISE.add(
    _memberships("alliances", "EnterpriseAllianceEdge", "enterprise_id"),
    One("partyOrganization", "PartyOrganization", "id", theirs="enterprise_id", optional=True),
)
CHAIN.add(Many("alliances", "PartyAlliance", "chain_id", order=("name", "id")))
LEDGER_ENTRY.add(One("resolution", "Resolution", "resolution_id", optional=True))
QUERY.add(
    Found("alliance", "PartyAlliance"),
    Paged(
        "alliances",
        "PartyAlliance",
        Order("name"),
        {"chain_id": equal("chain_id"), "state": equal("state")},
    ),
    _memoranda(),
)

# What leads on from the answer of an act, and figures that are no record.
Type(
    "AllianceMembership",
    One("alliance", "PartyAlliance", "alliance_id"),
    One("organization", "Organization", "organization_id", optional=True),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
)
Type("MemorandaFigures", seen=PAPERS)
