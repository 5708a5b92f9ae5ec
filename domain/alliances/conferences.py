"""Joint conferences (联席会议) of an alliance: sessions, and what they resolve, which enters the ledger."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain import ledger
from domain.alliances.days import ONE_DAY, check_day
from domain.alliances.members import OutsideAllianceLife
from domain.alliances.records import PartyAlliance
from domain.enterprises import name_problem
from domain.ledger import LedgerEntry, Solution
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem, tidy

RULE_LIMIT = 200
AGENDA_LIMIT = 2_000
MINUTES_LIMIT = 20_000

CONFERENCE, SESSION = Words("joint conference", "联席会议"), Words("session", "会议")


@dataclass(frozen=True, slots=True)
class JointConference:
    """A conference of an alliance. `rule` says when it meets, in the office's own words. Its name is unique in the
    alliance."""

    id: UUID
    county_code: str
    alliance_id: UUID
    name: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class ConferenceSession:
    """A meeting of a conference, numbered from 1 without gaps."""

    id: UUID
    county_code: str
    conference_id: UUID
    number: int
    held_on: date
    agenda: str
    minutes: str | None
    recorded_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a session resolved: what is to be done, by whom, until when. Numbered from 1 without gaps in its session."""

    id: UUID
    county_code: str
    session_id: UUID
    number: int
    text: str
    owner_name: str
    due_on: date
    adopted_at: datetime


@dataclass(frozen=True, slots=True)
class ConferenceRegistration:
    """A conference by its name in an alliance, with its rule when it is not known yet."""

    alliance_id: UUID | None
    name: str
    rule: str | None


ConferenceReference = UUID | ConferenceRegistration | None


@dataclass(frozen=True, slots=True)
class ConveneSession:
    """Convene a session of a conference; one that was held already may bring its minutes."""

    conference: ConferenceReference
    held_on: date
    agenda: str
    minutes: str | None


@dataclass(frozen=True, slots=True)
class RecordMinutes:
    """Write down what was said."""

    session_id: UUID | None
    version: int
    minutes: str


@dataclass(frozen=True, slots=True)
class AdoptResolution:
    """Write down what a session resolved."""

    session_id: UUID | None
    text: str
    owner_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Convened:
    """A session that was convened, and its conference."""

    session: ConferenceSession
    conference: JointConference


@dataclass(frozen=True, slots=True)
class MinutesRecorded:
    """A session with its minutes."""

    session: ConferenceSession


@dataclass(frozen=True, slots=True)
class Adopted:
    """A resolution, and the entry that it opened in the ledger."""

    resolution: Resolution
    entry: LedgerEntry


@dataclass(frozen=True, slots=True)
class SessionYetToCome(Refusal):
    """Nothing was said or resolved yet: the session is on a day to come."""

    held_on: date

    @property
    def message(self) -> Words:
        return Words(
            f"The session is on {self.held_on}, which is yet to come; come back when it was held",
            f"会议定于 {self.held_on} 召开,请在会后办理",
        )


def check_session(command: ConveneSession, today: date) -> InvalidInput | None:
    """All that is wrong with a session by itself."""
    problems = Problems()
    if isinstance(command.conference, ConferenceRegistration):
        problems.note("conference.registration.name", name_problem(command.conference.name))
        rule = text_problem(command.conference.rule, RULE_LIMIT, required=False)
        problems.note("conference.registration.rule", rule)
    check_day(command.held_on, "heldOn", problems)
    problems.note("agenda", text_problem(command.agenda, AGENDA_LIMIT, lines=True))
    problems.note("minutes", text_problem(command.minutes, MINUTES_LIMIT, required=False, lines=True))
    if tidy(command.minutes) and command.held_on > today:
        problems.note(
            "minutes",
            Words("cannot be there before the session was held", "会议尚未召开,不能填写纪要"),
        )
    return problems.refusal()


def register_conference(
    registration: ConferenceRegistration, alliance: PartyAlliance, id: UUID
) -> JointConference:
    """The conference of a checked registration, to be stored unless its name is known already."""
    return JointConference(
        id, alliance.county_code, alliance.id, registration.name.strip(), tidy(registration.rule)
    )


def convene(
    command: ConveneSession,
    alliance: PartyAlliance,
    conference: JointConference,
    sessions: int,
    id: UUID,
    at: datetime,
) -> Convened | OutsideAllianceLife:
    """Convene a checked session of an alliance's conference, which has had so many."""
    if not alliance.is_within_life(command.held_on, command.held_on + ONE_DAY):
        return OutsideAllianceLife("heldOn", alliance.established_on, alliance.dissolved_on)
    session = ConferenceSession(
        id=id,
        county_code=alliance.county_code,
        conference_id=conference.id,
        number=sessions + 1,
        held_on=command.held_on,
        agenda=command.agenda.strip(),
        minutes=tidy(command.minutes),
        recorded_at=at,
        version=1,
    )
    return Convened(session, conference)


def check_minutes(command: RecordMinutes) -> InvalidInput | None:
    """What is wrong with minutes."""
    problems = Problems()
    problems.note("minutes", text_problem(command.minutes, MINUTES_LIMIT, lines=True))
    return problems.refusal()


def record_minutes(
    command: RecordMinutes, session: ConferenceSession, today: date
) -> MinutesRecorded | Outdated | SessionYetToCome:
    """A session that was held, with its minutes; the audit has what stood there before."""
    if command.version != session.version:
        return Outdated("version", session.version)
    if session.held_on > today:
        return SessionYetToCome(session.held_on)
    return MinutesRecorded(replace(session, minutes=command.minutes.strip(), version=session.version + 1))


def check_resolution(command: AdoptResolution, today: date) -> InvalidInput | None:
    """All that is wrong with a resolution by itself: it promises what a solution in the ledger does."""
    problems = Problems()
    ledger.check_promise(_promise(command), "", today, problems)
    return problems.refusal()


def adopt(
    command: AdoptResolution,
    session: ConferenceSession,
    alliance: PartyAlliance,
    resolutions: int,
    ids: tuple[UUID, UUID],
    at: datetime,
    today: date,
) -> Adopted | SessionYetToCome | OutsideAllianceLife:
    """What a session resolved, which has resolved so much already, and its entry in the ledger. A session that was
    convened for a day on which the alliance was no more did not take place."""
    if session.held_on > today:
        return SessionYetToCome(session.held_on)
    if not alliance.is_within_life(session.held_on, session.held_on + ONE_DAY):
        return OutsideAllianceLife("sessionId", alliance.established_on, alliance.dissolved_on)
    resolution_id, entry_id = ids
    promise = _promise(command)
    resolution = Resolution(
        id=resolution_id,
        county_code=session.county_code,
        session_id=session.id,
        number=resolutions + 1,
        text=command.text.strip(),
        owner_name=command.owner_name.strip(),
        due_on=command.due_on,
        adopted_at=at,
    )
    return Adopted(
        resolution, ledger.enter_resolution(entry_id, session.county_code, resolution_id, promise, at)
    )


def _promise(command: AdoptResolution) -> Solution:
    return Solution(command.text, command.owner_name, command.due_on)
