"""Match runs (撮合): one assignment of the demands that are open to the desks of a session, as a job that can be watched and
stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.fairs import Fair, FairState
from domain.financing.demands import DEMAND
from domain.financing.match_policies import MatchPolicy, MatchPolicyState, built_in, current
from domain.money import rate
from domain.refusals import InvalidInput, NotFound, Outdated, Problems, Refusal, Words

MATCH_RUN = Words("match run", "撮合批次")

MOST_MEETINGS = 20
"""Meetings of one enterprise at one session."""

SLOT_MINUTES = range(5, 241)
MOST_SLOTS = 500
MOST_WAIT = 30
"""Seconds that an answer waits for its run."""

MOST_DEMANDS = 20_000
"""Demands that may be named for one run."""

LOST_AFTER = timedelta(seconds=30)
"""A run of which nothing was heard for so long has lost its process."""


class MatchMode(StrEnum):
    """What an assignment is to be. 撮合方式。"""

    STABLE = "STABLE"
    TOP_K = "TOP_K"
    MAX_COVERAGE = "MAX_COVERAGE"


class RunState(StrEnum):
    """Where a run stands. 撮合批次状态。"""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


UNDER_WAY = frozenset({RunState.QUEUED, RunState.RUNNING})

RUN_STATE_NAMES: Mapping[RunState, Words] = {
    RunState.QUEUED: Words("Waits to begin", "排队中"),
    RunState.RUNNING: Words("Is being computed", "计算中"),
    RunState.DONE: Words("Done: its meetings are in the timetable", "已完成"),
    RunState.CANCELLED: Words("Cancelled: nothing of it is in the timetable", "已取消"),
    RunState.FAILED: Words("Failed: nothing of it is in the timetable", "已失败"),
}


class Failure(StrEnum):
    """Why a run failed. 失败原因。"""

    LOST = "LOST"
    BROKEN = "BROKEN"


class SizeClass(StrEnum):
    """Size of an enterprise by last year's revenue, by the limits that the statistics have for industry (2017): from 400,
    from 20 and from 3 million yuan. 企业规模(按上年营业收入)。"""

    LARGE = "LARGE"
    MEDIUM = "MEDIUM"
    SMALL = "SMALL"
    MICRO = "MICRO"
    UNKNOWN = "UNKNOWN"


SIZES: tuple[tuple[Decimal, SizeClass], ...] = (
    (Decimal(400_000_000), SizeClass.LARGE),
    (Decimal(20_000_000), SizeClass.MEDIUM),
    (Decimal(3_000_000), SizeClass.SMALL),
    (Decimal(0), SizeClass.MICRO),
)


def size_class(revenue: Decimal | None) -> SizeClass:
    """The class of a revenue of last year, in yuan."""
    if revenue is None:
        return SizeClass.UNKNOWN
    return next((size for least, size in SIZES if revenue >= least), SizeClass.MICRO)


class WhyNot(StrEnum):
    """Why a demand has no meeting. 未撮合原因。"""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NO_PLACE = "NO_PLACE"


@dataclass(frozen=True, slots=True)
class MatchRun:
    """A run and, once it is done, what it found. `session_id` is the fair; each of its enterprises has at most
    `meetings_per_enterprise` meetings of `slot_minutes` from `starts_at` on, in at most `most_slots` slots. `digest` is of
    everything that was decided upon: the same digest, the same result."""

    id: UUID
    county_code: str
    session_id: UUID
    mode: MatchMode
    policy_id: UUID | None
    policy_version: int
    meetings_per_enterprise: int
    slot_minutes: int
    starts_at: datetime
    most_slots: int
    with_unknown: bool
    state: RunState
    failure: Failure | None
    digest: str | None
    result_digest: str | None
    pairs_scored: int
    pairs_total: int | None
    demands: int | None
    eligible_pairs: int | None
    unknown_pairs: int | None
    without_offer: int | None
    assigned: int | None
    unmatched: int | None
    blocking_pairs: int | None
    slots: int | None
    concentration: int | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: int
    version: int = 1

    @property
    def policy(self) -> "PolicyNumber":
        """By which policy it was computed."""
        return PolicyNumber(self.policy_version)

    @property
    def unknown_share(self) -> Decimal | None:
        """Pairs of which something is not known in percent of all pairs."""
        return _part_of(self.unknown_pairs, self.pairs_total)

    @property
    def without_offer_share(self) -> Decimal | None:
        """Demands without an eligible product in percent of all demands."""
        return _part_of(self.without_offer, self.demands)


@dataclass(frozen=True, slots=True)
class PolicyNumber:
    """The number of a match policy; 0 is what is built in."""

    version: int


@dataclass(frozen=True, slots=True)
class RunMatching:
    """Match the open demands, or those that are named, at a session. What is `None` follows from the session."""

    session_id: UUID | None
    mode: MatchMode
    meetings_per_enterprise: int
    slot_minutes: int
    starts_at: datetime | None
    slots: int | None
    policy_version: int | None
    demand_ids: tuple[UUID | None, ...] | None
    with_unknown: bool
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs; what is `None` does not matter."""

    state: RunState | None = None
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RunOfSessionFilter:
    """Which runs of one session."""

    state: RunState | None = None


@dataclass(frozen=True, slots=True)
class CancelMatching:
    """Stop a run."""

    run_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class Began:
    """A run was begun; `run` is as it stands when that is answered."""

    run: MatchRun


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """A run was stopped."""

    run: MatchRun


@dataclass(frozen=True, slots=True)
class MatchingUnderWay(Refusal):
    """A session is matched by one run at a time."""

    run: MatchRun

    @property
    def message(self) -> Words:
        return Words(
            "The session is being matched already; wait for that run or cancel it",
            "该对接会正在撮合,请等待其完成或先取消",
        )


@dataclass(frozen=True, slots=True)
class SessionWithoutInstitutions(Refusal):
    """Nobody sits at the session who could be met: no booth of an institution of finance."""

    session_id: UUID

    @property
    def message(self) -> Words:
        return Words(
            "No institution of finance has a booth that takes finance needs at this session; add one first",
            "该活动还没有受理资金需求的金融机构摊位,请先添加",
        )


@dataclass(frozen=True, slots=True)
class SessionOver(Refusal):
    """A session that has closed is not matched any more."""

    session_id: UUID

    @property
    def message(self) -> Words:
        return Words(
            "The session is over; match at one that is planned or open",
            "该活动已结束,请在筹备中或进行中的活动发起撮合",
        )


@dataclass(frozen=True, slots=True)
class SessionHasMet(Refusal):
    """Meetings of the session that were held or missed stand: a new timetable begins after them."""

    until: datetime

    @property
    def message(self) -> Words:
        return Words(
            f"startsAt: meetings have taken place until {self.until.isoformat()}; begin then or later",
            f"startsAt:已有对接进行至 {self.until.isoformat()},新的时间表应从该时间之后开始",
        )


@dataclass(frozen=True, slots=True)
class RunOver(Refusal):
    """A run that is over cannot be cancelled."""

    run: MatchRun

    @property
    def message(self) -> Words:
        state = RUN_STATE_NAMES[self.run.state]
        return Words(
            f"The run is over: {state.en.lower()}; begin another one", f"该批次已结束({state.zh}),可重新发起"
        )


def check_run(command: RunMatching) -> InvalidInput | None:
    """What is wrong with the input, all of it."""
    problems = Problems()
    problems.note("meetingsPerEnterprise", _between(command.meetings_per_enterprise, 1, MOST_MEETINGS))
    problems.note("slotMinutes", _between(command.slot_minutes, SLOT_MINUTES.start, SLOT_MINUTES.stop - 1))
    problems.note("waitSeconds", _between(command.wait_seconds, 0, MOST_WAIT))
    if command.slots is not None:
        problems.note("slots", _between(command.slots, 1, MOST_SLOTS))
    if command.starts_at is not None and command.starts_at.tzinfo is None:
        problems.note("startsAt", Words("needs an offset, such as +08:00", "须带时区,例如 +08:00"))
    if command.demand_ids is not None:
        problems.note("demandIds", _between(len(command.demand_ids), 1, MOST_DEMANDS))
    return problems.refusal()


def policy_of(policies: Sequence[MatchPolicy], county_code: str, version: int | None) -> MatchPolicy | None:
    """The current policy of a county, or the published one of a version; 0 is what is built in."""
    if version is None:
        return current(policies, county_code)
    published = (
        built_in(county_code),
        *(each for each in policies if each.state is MatchPolicyState.PUBLISHED),
    )
    return next((each for each in published if each.version == version), None)


def taking_part(command: RunMatching, open_demands: Sequence[UUID]) -> Sequence[UUID] | NotFound:
    """The demands that take part, in the order in which they were handed in: all that are open and seen, or those of them
    that are named."""
    if command.demand_ids is None:
        return open_demands
    there, named = frozenset(open_demands), frozenset(command.demand_ids)
    for place, id in enumerate(command.demand_ids):
        if id not in there:
            return NotFound(f"demandIds.{place}", DEMAND)
    return [id for id in open_demands if id in named]


def queued(
    command: RunMatching,
    session: Fair,
    policy: MatchPolicy,
    met_until: datetime | None,
    id: UUID,
    now: datetime,
) -> MatchRun | InvalidInput | SessionOver | SessionHasMet:
    """A run that waits to begin. Without `starts_at` its timetable begins with the session or, once that has opened, with
    the next slot, and after the meetings that stand; without `slots` it has as many as there are until the session
    closes."""
    slot = timedelta(minutes=command.slot_minutes)
    passed = max(now - session.opens_at, timedelta(0))
    next_slot = session.opens_at + -(-passed // slot) * slot
    starts_at = command.starts_at or max(next_slot, met_until or next_slot)
    if session.state not in {FairState.PLANNED, FairState.OPEN}:
        return SessionOver(session.id)
    if met_until is not None and starts_at < met_until:
        return SessionHasMet(met_until)
    most = (session.closes_at - starts_at) // slot
    problems = Problems()
    if starts_at < session.opens_at or most < 1:
        problems.note(
            "startsAt",
            Words(
                f"must be from {session.opens_at.isoformat()} on and leave room for a meeting before "
                f"{session.closes_at.isoformat()}",
                f"应不早于 {session.opens_at.isoformat()},且在 {session.closes_at.isoformat()} 之前至少容纳一场对接",
            ),
        )
    elif command.slots is not None and command.slots > most:
        problems.note(
            "slots",
            Words(
                f"{command.slots} slots end after the session; there is room for {most}",
                f"{command.slots} 个时段超出活动时间,最多 {most} 个",
            ),
        )
    if refusal := problems.refusal():
        return refusal
    return MatchRun(
        id=id,
        county_code=session.county_code,
        session_id=session.id,
        mode=command.mode,
        policy_id=policy.id if policy.version else None,
        policy_version=policy.version,
        meetings_per_enterprise=command.meetings_per_enterprise,
        slot_minutes=command.slot_minutes,
        starts_at=starts_at,
        most_slots=min(command.slots or most, MOST_SLOTS),
        with_unknown=command.with_unknown,
        state=RunState.QUEUED,
        failure=None,
        digest=None,
        result_digest=None,
        pairs_scored=0,
        pairs_total=None,
        demands=None,
        eligible_pairs=None,
        unknown_pairs=None,
        without_offer=None,
        assigned=None,
        unmatched=None,
        blocking_pairs=None,
        slots=None,
        concentration=None,
        requested_at=now,
        started_at=None,
        finished_at=None,
        progress=1,
    )


def cancel(command: CancelMatching, held: MatchRun, now: datetime) -> RunCancelled | Outdated | RunOver:
    """Stop a run that is not over. How far it has come does not make it another version."""
    if held.state not in UNDER_WAY:
        return RunOver(held)
    if held.version != command.version:
        return Outdated("version", held.version)
    stopped = replace(
        held,
        state=RunState.CANCELLED,
        finished_at=now,
        progress=held.progress + 1,
        version=held.version + 1,
    )
    return RunCancelled(stopped)


def _part_of(part: int | None, whole: int | None) -> Decimal | None:
    return None if part is None or whole is None else rate(part, whole)


def _between(value: int, least: int, most: int) -> Words | None:
    if least <= value <= most:
        return None
    return Words(f"must be from {least} to {most}", f"应在 {least} 至 {most} 之间")
