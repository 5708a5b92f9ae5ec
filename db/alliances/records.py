"""How rows become alliances, memberships, memoranda, conferences and party organizations."""

from db.engine import Row
from domain.alliances import (
    AllianceState,
    ConferenceSession,
    JointConference,
    MemberRole,
    Membership,
    Memorandum,
    PartyAlliance,
    PartyOrganization,
    PartyStatus,
    PartyStep,
    Resolution,
)


def alliance(row: Row) -> PartyAlliance:
    """The record of a row."""
    return PartyAlliance(
        id=row["id"],
        county_code=row["county_code"],
        name=row["name"],
        chain_id=row["chain_id"],
        lead_id=row["lead_id"],
        state=AllianceState(row["state"]),
        prepared_on=row["prepared_on"],
        established_on=row["established_on"],
        activated_on=row["activated_on"],
        dissolved_on=row["dissolved_on"],
        version=row["version"],
    )


def membership(row: Row) -> Membership:
    """The record of a row, of an organization or of an enterprise."""
    return Membership(
        id=row["id"],
        county_code=row["county_code"],
        alliance_id=row["alliance_id"],
        organization_id=row.get("organization_id"),
        enterprise_id=row.get("enterprise_id"),
        role=MemberRole(row["role"]),
        since=row["since"],
        until=row["until"],
        recorded_at=row["recorded_at"],
        version=row["version"],
    )


def memorandum(row: Row) -> Memorandum:
    """The record of a row."""
    return Memorandum(
        id=row["id"],
        county_code=row["county_code"],
        counterparty_id=row["counterparty_id"],
        alliance_id=row["alliance_id"],
        topic=row["topic"],
        signed_on=row["signed_on"],
        expires_on=row["expires_on"],
        terminated_on=row["terminated_on"],
        recorded_at=row["recorded_at"],
        version=row["version"],
    )


def conference(row: Row) -> JointConference:
    """The record of a row."""
    return JointConference(row["id"], row["county_code"], row["alliance_id"], row["name"], row["rule"])


def session(row: Row) -> ConferenceSession:
    """The record of a row."""
    return ConferenceSession(
        id=row["id"],
        county_code=row["county_code"],
        conference_id=row["conference_id"],
        number=row["number"],
        held_on=row["held_on"],
        agenda=row["agenda"],
        minutes=row["minutes"],
        recorded_at=row["recorded_at"],
        version=row["version"],
    )


def resolution(row: Row) -> Resolution:
    """The record of a row."""
    return Resolution(
        id=row["id"],
        county_code=row["county_code"],
        session_id=row["session_id"],
        number=row["number"],
        text=row["text"],
        owner_name=row["owner_name"],
        due_on=row["due_on"],
        adopted_at=row["adopted_at"],
    )


def party_organization(row: Row) -> PartyOrganization:
    """The record of a row."""
    return PartyOrganization(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        status=PartyStatus(row["status"]),
        level=row["level"],
        since=row["since"],
        version=row["version"],
    )


def party_step(row: Row) -> PartyStep:
    """The record of a row."""
    return PartyStep(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        status=PartyStatus(row["status"]),
        level=row["level"],
        since=row["since"],
        recorded_at=row["recorded_at"],
    )
