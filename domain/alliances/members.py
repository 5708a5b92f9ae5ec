"""Joining an alliance and leaving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.alliances.days import ONE_DAY, DayOutOfOrder, check_day, check_period
from domain.alliances.lives import end
from domain.alliances.records import (
    JoinAlliance,
    LeaveAlliance,
    MemberRole,
    Membership,
    PartyAlliance,
)
from domain.enterprises import Enterprise, Organization
from domain.refusals import InvalidInput, Outdated, Problems, RecordEnded, Refusal, Words


@dataclass(frozen=True, slots=True)
class Joined:
    """A member that joined."""

    membership: Membership


@dataclass(frozen=True, slots=True)
class Left:
    """A member that leaves, with the membership as it was."""

    membership: Membership
    before: Membership


@dataclass(frozen=True, slots=True)
class OutsideAllianceLife(Refusal):
    """What `path` names is not within the life of the alliance."""

    path: str
    established_on: date | None
    dissolved_on: date | None

    @property
    def message(self) -> Words:
        if self.established_on is None:
            return Words(
                f"{self.path}: the alliance is not established; establish it first",
                f"{self.path}:联盟尚未成立,请先办理成立",
            )
        if self.dissolved_on is None:
            return Words(
                f"{self.path}: must not be before {self.established_on}, when the alliance was established",
                f"{self.path}:不得早于联盟成立日 {self.established_on}",
            )
        return Words(
            f"{self.path}: must lie within the life of the alliance, from {self.established_on} "
            f"until {self.dissolved_on}",
            f"{self.path}:应在联盟存续期间({self.established_on} 起,{self.dissolved_on} 止)之内",
        )


@dataclass(frozen=True, slots=True)
class MembershipOverlaps(Refusal):
    """The member has a membership of the alliance in that time."""

    membership: Membership

    @property
    def message(self) -> Words:
        held = self.membership
        return Words(
            f"since: it is a member from {held.since} {f'until {held.until}' if held.until else 'on'} already; "
            "choose a period that does not overlap",
            f"since:该单位自 {held.since} 起{f'至 {held.until} 止' if held.until else ''}已是成员,成员期不得重叠",
        )


@dataclass(frozen=True, slots=True)
class NotAMember(Refusal):
    """Who is to leave is no member, or has left already."""

    path: str

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: is no member of the alliance now, so that there is nothing to end",
            f"{self.path}:目前不是联盟成员,无需退出",
        )


@dataclass(frozen=True, slots=True)
class LeadMustHandOver(Refusal):
    """The lead organization hands over before it leaves."""

    @property
    def message(self) -> Words:
        return Words(
            "The lead organization cannot leave: hand the lead over first (changeLead)",
            "牵头单位不能直接退出,请先办理牵头单位变更(changeLead)",
        )


def check_joining(command: JoinAlliance, today: date) -> InvalidInput | None:
    """All that is wrong with a membership by itself."""
    problems = Problems()
    check_day(command.since, "since", problems, today=today)
    if command.until is not None:
        check_day(command.until, "until", problems)
    check_period(command.since, command.until, "until", problems)
    if command.role is MemberRole.LEAD:
        problems.note(
            "role",
            Words(
                "cannot be LEAD: the lead is handed over by changeLead",
                "不能为 LEAD,牵头单位由 changeLead 变更",
            ),
        )
    return problems.refusal()


def join(
    command: JoinAlliance,
    alliance: PartyAlliance,
    member: Enterprise | Organization,
    held: Sequence[Membership],
    id: UUID,
    at: datetime,
) -> Joined | RecordEnded | OutsideAllianceLife | MembershipOverlaps:
    """Make a checked member of one that has had the memberships `held` of the alliance. One that has ended was a member
    until then at the longest."""
    if member.ended_on is not None and (command.until is None or command.until > member.ended_on):
        return RecordEnded(command.member.path, command.member.thing, member.ended_on)
    if not alliance.is_within_life(command.since, command.until):
        path = "since"
        if alliance.is_within_life(command.since, command.since + ONE_DAY):
            path = "until"
        return OutsideAllianceLife(path, alliance.established_on, alliance.dissolved_on)
    for each in held:
        if each.overlaps(command.since, command.until):
            return MembershipOverlaps(each)
    is_enterprise = command.member.is_enterprise
    return Joined(
        Membership(
            id=id,
            county_code=alliance.county_code,
            alliance_id=alliance.id,
            organization_id=None if is_enterprise else member.id,
            enterprise_id=member.id if is_enterprise else None,
            role=command.role,
            since=command.since,
            until=command.until,
            recorded_at=at,
            version=1,
        )
    )


def check_leaving(command: LeaveAlliance) -> InvalidInput | None:
    """What is wrong with the day by itself."""
    problems = Problems()
    check_day(command.until, "until", problems)
    return problems.refusal()


def leave(
    command: LeaveAlliance, held: Sequence[Membership], today: date
) -> Left | Outdated | NotAMember | LeadMustHandOver | DayOutOfOrder:
    """End the last of the memberships `held`; one that ends on a day yet to come may end sooner."""
    last = max(held, key=lambda each: each.since, default=None)
    if last is None:
        return NotAMember(command.member.path)
    if command.version != last.version:
        return Outdated("version", last.version)
    if not last.goes_on_after(today):
        return NotAMember(command.member.path)
    if last.role is MemberRole.LEAD:
        return LeadMustHandOver()
    if command.until <= last.since or (last.until is not None and command.until > last.until):
        return DayOutOfOrder("until", last.since + ONE_DAY, last.until)
    return Left(end(last, command.until), last)
