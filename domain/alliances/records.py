"""Party-building alliances (党建联盟) and who belongs to them. Days are days at the office; a period is half-open: it
has its first day, `since`, and not the day it ends on, `until`; without one it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words

ALLIANCE, ENTERPRISE, ORGANIZATION, CHAIN = (
    Words("alliance", "党建联盟"),
    Words("enterprise", "企业"),
    Words("organization", "机构"),
    Words("chain", "产业链"),
)


class AllianceState(StrEnum):
    """How far an alliance has come; it never goes back. 联盟状态。"""

    PREPARING = "PREPARING"
    ESTABLISHED = "ESTABLISHED"
    ACTIVE = "ACTIVE"
    DISSOLVED = "DISSOLVED"


ALLIANCE_STATE_NAMES: Mapping[AllianceState, Words] = {
    AllianceState.PREPARING: Words("Being prepared", "筹备中"),
    AllianceState.ESTABLISHED: Words("Established", "已成立"),
    AllianceState.ACTIVE: Words("At work", "运行中"),
    AllianceState.DISSOLVED: Words("Dissolved", "已解散"),
}


class MemberRole(StrEnum):
    """What a member is in its alliance. 成员角色。"""

    LEAD = "LEAD"
    DEPUTY = "DEPUTY"
    MEMBER = "MEMBER"


MEMBER_ROLE_NAMES: Mapping[MemberRole, Words] = {
    MemberRole.LEAD: Words("The one lead organization", "牵头单位"),
    MemberRole.DEPUTY: Words("Deputy of the lead", "副牵头单位"),
    MemberRole.MEMBER: Words("Member", "成员单位"),
}


@dataclass(frozen=True, slots=True)
class PartyAlliance:
    """An alliance of organizations, mostly of a chain. Its life is from the day it was established to the day it was
    dissolved; every membership and every session lies within. `lead_id` is who leads it now, or is to lead it."""

    id: UUID
    county_code: str
    name: str
    chain_id: UUID | None
    lead_id: UUID
    state: AllianceState
    prepared_on: date
    established_on: date | None
    activated_on: date | None
    dissolved_on: date | None
    version: int

    def is_within_life(self, since: date, until: date | None) -> bool:
        """Whether a period lies within the alliance's life."""
        if self.established_on is None or since < self.established_on:
            return False
        return self.dissolved_on is None or (until is not None and until <= self.dissolved_on)


@dataclass(frozen=True, slots=True)
class Membership:
    """An organization or an enterprise, one of the two, in an alliance for a period. A natural person cannot be named:
    which organization of the party a person is in is nobody's to record here (PIPL, article 28)."""

    id: UUID
    county_code: str
    alliance_id: UUID
    organization_id: UUID | None
    enterprise_id: UUID | None
    role: MemberRole
    since: date
    until: date | None
    recorded_at: datetime
    version: int

    def goes_on_after(self, day: date) -> bool:
        """Whether any of the period lies on that day or after it."""
        return self.until is None or self.until > day

    def overlaps(self, since: date, until: date | None) -> bool:
        """Whether a period has a day in common with this one."""
        return self.goes_on_after(since) and (until is None or self.since < until)


@dataclass(frozen=True, slots=True)
class Member:
    """Who is meant to be a member: an enterprise or another organization, by its id, which is `None` when it could not
    be read."""

    id: UUID | None
    is_enterprise: bool

    @property
    def path(self) -> str:
        """Where the input names it."""
        return "member.enterpriseId" if self.is_enterprise else "member.organizationId"

    @property
    def thing(self) -> Words:
        """What it is."""
        return ENTERPRISE if self.is_enterprise else ORGANIZATION


@dataclass(frozen=True, slots=True)
class PrepareAlliance:
    """Begin to prepare an alliance."""

    name: str
    chain_id: UUID | None
    lead_id: UUID | None
    prepared_on: date


@dataclass(frozen=True, slots=True)
class AdvanceAlliance:
    """Bring an alliance to a later state, from a day on."""

    alliance_id: UUID | None
    version: int
    state: AllianceState
    on: date


@dataclass(frozen=True, slots=True)
class ChangeLead:
    """Hand the lead to another organization; the former lead stays in `former_role`, or leaves without one."""

    alliance_id: UUID | None
    version: int
    lead_id: UUID | None
    since: date
    former_role: MemberRole | None


@dataclass(frozen=True, slots=True)
class JoinAlliance:
    """Make an organization or an enterprise a member for a period."""

    alliance_id: UUID | None
    member: Member
    role: MemberRole
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class LeaveAlliance:
    """End a member's last membership."""

    alliance_id: UUID | None
    member: Member
    version: int
    until: date


@dataclass(frozen=True, slots=True)
class AllianceFilter:
    """Which alliances; what is `None` does not matter."""

    chain_id: UUID | None = None
    state: AllianceState | None = None


@dataclass(frozen=True, slots=True)
class MembershipFilter:
    """Which memberships; what is `None` does not matter. `active_on` is a day of the period."""

    role: MemberRole | None = None
    active_on: date | None = None
