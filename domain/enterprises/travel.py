"""How long enterprises travel to service points: minutes that somebody measured and supplied, never worked out here; and
which share of them has a point within reach (十分钟服务圈)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.services import ServicePoint
from domain.figures import SMALL, small_cells
from domain.money import rate
from domain.people import Acts, Role, Viewer
from domain.refusals import InvalidInput, Problem, Problems, Refusal, Words, text_problem

BATCH = 1000
"""How many enterprises one batch has at most."""

LONGEST = 600
"""Minutes: nobody travels longer within a county."""

SOURCE_LIMIT = 200

CIRCLE = 10
"""Minutes: the circle that is published."""

ACTS: Acts = {"recordTravelTimes": frozenset({Role.ADMIN, Role.DISPATCHER})}
"""Who supplies travel times; a dispatcher with zones, for points in these zones."""

_TOLD_EXACTLY = frozenset({Role.ADMIN, Role.DISPATCHER, Role.INSPECTOR, Role.EVALUATOR})
"""Roles that are told the coverage of their county exactly, and for any number of minutes."""


class TravelMode(StrEnum):
    """How one gets to a service point. 出行方式。"""

    WALK = "WALK"
    DRIVE = "DRIVE"


@dataclass(frozen=True, slots=True)
class TravelTime:
    """The minutes that an enterprise needs."""

    enterprise_id: UUID | None
    minutes: int


@dataclass(frozen=True, slots=True)
class RecordTravelTimes:
    """Record what was measured on a day from enterprises to one service point."""

    service_point_id: UUID | None
    mode: TravelMode
    source: str
    measured_on: date
    times: tuple[TravelTime, ...]


@dataclass(frozen=True, slots=True)
class TravelTimesRecorded:
    """The batch is recorded; `known` of it was known before."""

    service_point: ServicePoint
    mode: TravelMode
    source: str
    measured_on: date
    recorded: int
    known: int


@dataclass(frozen=True, slots=True)
class TravelTimesContradict(Refusal):
    """Other minutes were recorded for the same day: which of the batch."""

    problems: tuple[Problem, ...]

    @property
    def message(self) -> Words:
        n = len(self.problems)
        return Words(
            f"{n} {'enterprise has' if n == 1 else 'enterprises have'} other minutes for this day; "
            "leave them out, or measure again on another day",
            f"{n} 家企业当日已有不同的记录,请删去,或以新的测量日期提交",
        )


def check_travel_times(command: RecordTravelTimes, today: date) -> InvalidInput | None:
    """All that is wrong with a batch by itself."""
    problems = Problems()
    problems.note("source", text_problem(command.source, SOURCE_LIMIT))
    problems.note("measuredOn", day_problem(command.measured_on, today))
    if not 1 <= len(command.times) <= BATCH:
        words = Words(f"takes 1 to {BATCH} enterprises at a time", f"每批 1 至 {BATCH} 家企业")
        problems.note("times", words)
        return problems.refusal()
    named = Counter(time.enterprise_id for time in command.times)
    for place, time in enumerate(command.times):
        if not 0 <= time.minutes <= LONGEST:
            words = Words(f"must be from 0 to {LONGEST}", f"应在 0 至 {LONGEST} 之间")
            problems.note(f"times.{place}.minutes", words)
        if time.enterprise_id is not None and named[time.enterprise_id] > 1:
            words = Words("is there more than once", "同一企业重复出现")
            problems.note(f"times.{place}.enterpriseId", words)
    return problems.refusal()


def unknown_enterprises(command: RecordTravelTimes, known: frozenset[UUID]) -> InvalidInput | None:
    """The places of a batch that name no enterprise of the county."""
    problems = Problems()
    for place, time in enumerate(command.times):
        if time.enterprise_id not in known:
            problems.note(f"times.{place}.enterpriseId", Words("there is no such enterprise", "没有这个企业"))
    return problems.refusal()


def record_travel_times(
    command: RecordTravelTimes, point: ServicePoint, recorded: dict[UUID, int]
) -> TravelTimesRecorded | TravelTimesContradict:
    """Record a checked batch of known enterprises, beside the minutes that are `recorded` for the same day. What is said
    again is known; nothing is overwritten, and of several days the last one counts."""
    contradictions = tuple(
        Problem(
            f"times.{place}.minutes",
            Words(f"{held} minutes are recorded for this day", f"当日已记录 {held} 分钟"),
        )
        for place, time in enumerate(command.times)
        if time.enterprise_id and (held := recorded.get(time.enterprise_id, time.minutes)) != time.minutes
    )
    if contradictions:
        return TravelTimesContradict(contradictions)
    return TravelTimesRecorded(
        point,
        command.mode,
        command.source.strip(),
        command.measured_on,
        len(command.times) - len(recorded),
        len(recorded),
    )


# --- Coverage ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reached:
    """The active enterprises of a zone and of those below it, or of a county; those with an open point within so many
    minutes; and those of which no travel time was supplied."""

    county_code: str
    enterprises: int
    covered: int
    unmeasured: int


@dataclass(frozen=True, slots=True)
class ServiceCoverage:
    """The share of active enterprises that have an open service point within `minutes`. What is not published is
    `None`."""

    zone_id: UUID | None
    mode: TravelMode
    minutes: int
    enterprises: int | None
    covered: int | None
    unmeasured: int | None
    rate: Decimal | None


def told_exactly(viewer: Viewer, county_code: str) -> bool:
    """Whether a viewer is told a county's coverage as it is, and not as it is published."""
    return viewer.county_code == county_code and viewer.role in _TOLD_EXACTLY


def minutes_problem(minutes: int) -> Words | None:
    """What is wrong with the minutes of a circle, if anything."""
    if not 0 <= minutes <= LONGEST:
        return Words(f"minutes must be from 0 to {LONGEST}", f"minutes 应在 0 至 {LONGEST} 之间")
    return None


UNPUBLISHED = Words(
    f"Only the circle of {CIRCLE} minutes is published; leave minutes out",
    f"仅公布 {CIRCLE} 分钟服务圈,请勿填写其他 minutes",
)
"""Circles of all sizes would tell, one minute more at a time, how far a single enterprise is from a point."""


def service_coverage(
    zone_id: UUID | None, mode: TravelMode, minutes: int, reached: Reached, *, published: bool
) -> ServiceCoverage:
    """The coverage. What is `published` has no small cells: neither the covered, nor those without a travel time, nor the
    others; and nothing of so few enterprises."""
    total, covered, unmeasured = reached.enterprises, reached.covered, reached.unmeasured
    kept_back = frozenset[int]()
    if published:
        # Measured only to points that are not open, or too far from all that are: the rest of the total.
        kept_back = small_cells((covered, unmeasured, total - covered - unmeasured))
    whole = None if published and total < SMALL else total
    return ServiceCoverage(
        zone_id,
        mode,
        minutes,
        enterprises=whole,
        covered=None if 0 in kept_back else covered,
        unmeasured=None if 1 in kept_back else unmeasured,
        rate=None if 0 in kept_back else rate(covered, total),
    )
