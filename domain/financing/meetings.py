"""Meetings (对接): one demand at one desk of an institution, in one slot of a session's timetable."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.clocks import OFFICE_TIME
from domain.fairs import Fair
from domain.people import OutsideRemit, Role, Viewer
from domain.refusals import InvalidInput, Outdated, Problem, Refusal, Words

MEETING = Words("financing meeting", "对接安排")


class MeetingState(StrEnum):
    """Where a meeting stands. 对接状态。"""

    SCHEDULED = "SCHEDULED"
    HELD = "HELD"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"


MEETING_STATE_NAMES: Mapping[MeetingState, Words] = {
    MeetingState.SCHEDULED: Words("Is to take place", "已安排"),
    MeetingState.HELD: Words("Has taken place", "已对接"),
    MeetingState.MISSED: Words("Somebody did not come", "未到场"),
    MeetingState.CANCELLED: Words("Does not take place; its slot is free", "已取消"),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a demand's enterprise with an institution about one of its products. `desk` counts from 1 at the
    booth, `slot` from 1 in the timetable of the run; a meeting that was moved keeps the number of its slot as `None`."""

    id: UUID
    county_code: str
    run_id: UUID
    session_id: UUID
    booth_id: UUID
    desk: int
    slot: int | None
    starts_at: datetime
    ends_at: datetime
    demand_id: UUID
    product_id: UUID
    enterprise_id: UUID
    institution_id: UUID
    state: MeetingState = MeetingState.SCHEDULED
    version: int = 1

    def overlaps(self, other: "Meeting") -> bool:
        """Whether both take place at the same time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """Which meetings; what is `None` does not matter."""

    state: MeetingState | None = None


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    """Give a meeting another time or another desk of its institution: of another booth where one is named (`to_booth`)."""

    meeting_id: UUID | None
    version: int
    starts_at: datetime
    booth_id: UUID | None
    desk: int | None
    to_booth: bool = False


@dataclass(frozen=True, slots=True)
class SettleMeeting:
    """Say what became of a meeting."""

    meeting_id: UUID | None
    version: int
    state: MeetingState


@dataclass(frozen=True, slots=True)
class MeetingMoved:
    """A meeting takes place at another time or desk."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting took place."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class MeetingMissed:
    """Somebody did not come to a meeting."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    """A meeting does not take place."""

    meeting: Meeting


SETTLED: Mapping[MeetingState, type[MeetingHeld] | type[MeetingMissed] | type[MeetingCancelled]] = {
    MeetingState.HELD: MeetingHeld,
    MeetingState.MISSED: MeetingMissed,
    MeetingState.CANCELLED: MeetingCancelled,
}


@dataclass(frozen=True, slots=True)
class SlotTaken(Refusal):
    """The desk, or the enterprise, has another meeting at that time."""

    path: str
    meeting: Meeting

    @property
    def starts_at(self) -> datetime:
        """When the other meeting begins. (Whose it is, is not told.)"""
        return self.meeting.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.meeting.ends_at

    @property
    def message(self) -> Words:
        begins, ends = (
            moment.astimezone(OFFICE_TIME).strftime("%H:%M")
            for moment in (self.meeting.starts_at, self.meeting.ends_at)
        )
        return Words(
            f"{self.path}: there is another meeting from {begins} to {ends}; choose another time or desk",
            f"{self.path}:{begins} 至 {ends} 已有其他对接,请另选时段或窗口",
        )


@dataclass(frozen=True, slots=True)
class MeetingOver(Refusal):
    """Only a meeting that is to take place is moved, held, missed or cancelled."""

    meeting: Meeting
    state: MeetingState

    @property
    def message(self) -> Words:
        state = MEETING_STATE_NAMES[self.state]
        return Words(
            f"The meeting is not to take place any more: {state.en.lower()}", f"该对接已结束:{state.zh}"
        )


@dataclass(frozen=True, slots=True)
class MeetingYetToCome(Refusal):
    """What becomes of a meeting is known when it has begun."""

    starts_at: datetime

    @property
    def message(self) -> Words:
        begins = self.starts_at.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M")
        return Words(
            f"The meeting begins at {begins}; say what became of it then",
            f"对接将于 {begins} 开始,请届时登记",
        )


def answers_for(viewer: Viewer, meeting: Meeting, session: Fair) -> OutsideRemit | None:
    """Whether a viewer who may act on meetings may on this one: an institution on its own, an enterprise on its own, a
    dispatcher on those of the sessions of its zones."""
    match viewer.role:
        case Role.INSTITUTION_REP:
            own = meeting.institution_id == viewer.organization
        case Role.ENTERPRISE_REP | Role.SECRETARY:
            own = meeting.enterprise_id in viewer.enterprises
        case _:
            own = not viewer.zones or session.zone_id in viewer.zones
    return None if own and viewer.county_code == meeting.county_code else OutsideRemit("meetingId", MEETING)


def check_move(command: MoveMeeting) -> InvalidInput | None:
    """What is wrong with the input."""
    if command.starts_at.tzinfo is None:
        return InvalidInput(
            (Problem("startsAt", Words("needs an offset, such as +08:00", "须带时区,例如 +08:00")),)
        )
    return None


def settle(
    command: SettleMeeting, held: Meeting, now: datetime
) -> MeetingHeld | MeetingMissed | MeetingCancelled | Outdated | MeetingOver | MeetingYetToCome:
    """Say what became of a meeting: that it took place or was missed once it has begun, that it will not before its end."""
    if held.version != command.version:
        return Outdated("version", held.version)
    if held.state is not MeetingState.SCHEDULED:
        return MeetingOver(held, held.state)
    if command.state is not MeetingState.CANCELLED and now < held.starts_at:
        return MeetingYetToCome(held.starts_at)
    return SETTLED[command.state](replace(held, state=command.state, version=held.version + 1))


def move(
    command: MoveMeeting,
    held: Meeting,
    session: Fair,
    desks: tuple[UUID, int],
    others: tuple[Meeting, ...],
) -> MeetingMoved | Outdated | MeetingOver | InvalidInput | SlotTaken:
    """Give a meeting another time or desk. `desks` is the booth and how many desks it has; `others` are the meetings of
    the session that stand and are its institution's or its enterprise's."""
    if held.version != command.version:
        return Outdated("version", held.version)
    if held.state is not MeetingState.SCHEDULED:
        return MeetingOver(held, held.state)
    booth_id, most = desks
    desk = command.desk or (held.desk if booth_id == held.booth_id else 1)
    ends_at = command.starts_at + (held.ends_at - held.starts_at)
    problems: list[Problem] = []
    if not session.opens_at <= command.starts_at or ends_at > session.closes_at:
        begins, ends = session.opens_at.isoformat(), session.closes_at.isoformat()
        problems.append(
            Problem(
                "startsAt",
                Words(f"the meeting must be from {begins} to {ends}", f"对接应在 {begins} 至 {ends} 之间"),
            )
        )
    if not 1 <= desk <= most:
        problems.append(
            Problem("desk", Words(f"the booth has the desks 1 to {most}", f"该摊位有 1 至 {most} 号窗口"))
        )
    if problems:
        return InvalidInput(tuple(problems))
    moved = replace(
        held,
        booth_id=booth_id,
        desk=desk,
        slot=None,
        starts_at=command.starts_at,
        ends_at=ends_at,
        version=held.version + 1,
    )
    beside = [other for other in others if other.id != moved.id and other.overlaps(moved)]
    seat = (moved.booth_id, moved.desk)
    if (guest := next((each for each in beside if (each.booth_id, each.desk) == seat), None)) is not None:
        return SlotTaken("desk", guest)
    own = next((each for each in beside if each.enterprise_id == moved.enterprise_id), None)
    if own is not None:
        return SlotTaken("startsAt", own)
    return MeetingMoved(moved)
