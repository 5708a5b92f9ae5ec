"""What the types around alliances are read from."""

from sqlalchemy import ColumnElement, Date, FromClause, bindparam, func

from db.alliances.records import (
    alliance,
    conference,
    memorandum,
    party_organization,
    party_step,
    resolution,
    session,
)
from db.alliances.remit import PAPERS, RESOLUTIONS, WITH_ENTERPRISE
from db.alliances.tables import (
    conference_sessions,
    joint_conferences,
    memoranda,
    party_alliances,
    party_organizations,
    party_steps,
    resolutions,
)
from db.enterprises import ENTERPRISE
from db.ledger import LEDGER_ENTRY
from db.relations import (
    QUERY,
    Found,
    Identity,
    Many,
    One,
    Order,
    Paged,
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
        Order("recorded_at"),
        {"counterparty_id": equal("counterparty_id"), "topic": _about, "active_on": _active_on},
        theirs=theirs,
    )


PARTY_ALLIANCE = Type(
    "PartyAlliance",
    Identity(),
    *plain("name", "state", "prepared_on", "version"),
    *optional("established_on", "activated_on", "dissolved_on"),
    One("lead", "Organization", "lead_id"),
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
    Paged("sessions", "ConferenceSession", Order("recorded_at"), {}, theirs="conference_id"),
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
    Many("steps", "PartyStep", "party_organization_id", order=("since",)),
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
)
ENTERPRISE.add(One("partyOrganization", "PartyOrganization", "id", theirs="enterprise_id", optional=True))
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
