"""What a fair consists of: records and commands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.elements import ElementKind, Form, Urgency
from domain.enterprises import EnterpriseReference, OrganizationReference, ZoneReference
from domain.ledger import Solution
from domain.refusals import Words


class FairKind(StrEnum):
    """Kind of fair. 活动类别。"""

    ELEMENT_FAIR = "ELEMENT_FAIR"
    ELEMENT_WEEK = "ELEMENT_WEEK"
    FRONTLINE_SERVICE = "FRONTLINE_SERVICE"
    OPEN_DAY = "OPEN_DAY"
    FINANCING_SESSION = "FINANCING_SESSION"


FAIR_KIND_NAMES: dict[FairKind, Words] = {
    FairKind.ELEMENT_FAIR: Words("Element fair", "要素保障大集"),
    FairKind.ELEMENT_WEEK: Words("Element week", "要素保障周"),
    FairKind.FRONTLINE_SERVICE: Words("Frontline service", "一线服务"),
    FairKind.OPEN_DAY: Words("Open day of a carrier", "产业载体开放日"),
    FairKind.FINANCING_SESSION: Words("Meeting of government, banks and enterprises", "政银企对接会"),
}


class FairState(StrEnum):
    """State of a fair and of its booths: PLANNED, then OPEN, then CLOSED, then RECONCILED. 活动状态。"""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    RECONCILED = "RECONCILED"


class Register(StrEnum):
    """Which register an intake is written in. 受理类别。"""

    ELEMENT = "ELEMENT"
    FINANCE = "FINANCE"


class Disposition(StrEnum):
    """What became of an intake; each gets exactly one. 处理结果。"""

    RESOLVED_ON_SITE = "RESOLVED_ON_SITE"
    SOLUTION_GIVEN = "SOLUTION_GIVEN"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"


class Level(StrEnum):
    """How satisfied an enterprise is, in the five levels of the public rating of services. 满意度。"""

    VERY_SATISFIED = "VERY_SATISFIED"
    SATISFIED = "SATISFIED"
    FAIRLY_SATISFIED = "FAIRLY_SATISFIED"
    DISSATISFIED = "DISSATISFIED"
    VERY_DISSATISFIED = "VERY_DISSATISFIED"


@dataclass(frozen=True, slots=True)
class Fair:
    """An event at which intakes are taken or questions answered."""

    id: UUID
    county_code: str
    zone_id: UUID
    name: str
    kind: FairKind
    state: FairState
    venues: tuple[str, ...]
    round: int | None
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Booth:
    """A place at a fair where one organization takes intakes. `state` follows the fair's, so that the booth's row
    alone decides whether an intake is taken."""

    id: UUID
    county_code: str
    fair_id: UUID
    code: str
    name: str
    organization_id: UUID
    registers: frozenset[Register]
    element_kinds: frozenset[ElementKind]
    capacity: int | None
    state: FairState


@dataclass(frozen=True, slots=True)
class Intake:
    """One need that a booth took from an enterprise. `number` is gapless within the booth."""

    id: UUID
    county_code: str
    fair_id: UUID
    booth_id: UUID
    number: int
    register: Register
    element_kind: ElementKind
    enterprise_id: UUID
    form: Form | None
    summary: str | None
    urgency: Urgency
    desired_by: date | None
    received_at: datetime
    disposition: Disposition | None
    disposed_at: datetime | None
    duplicate_of_id: UUID | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Rating:
    """What one attending enterprise thought of a fair."""

    county_code: str
    fair_id: UUID
    enterprise_id: UUID
    level: Level
    comment: str | None
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class PlanFair:
    """Plan a fair in a zone."""

    name: str
    kind: FairKind
    zone: ZoneReference
    venues: tuple[str, ...]
    round: int | None
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class AddBooth:
    """Add a booth to a fair that is not over yet."""

    fair_id: UUID | None
    code: str
    name: str
    organization: OrganizationReference
    registers: tuple[Register, ...]
    element_kinds: tuple[ElementKind, ...]
    capacity: int | None


@dataclass(frozen=True, slots=True)
class SubmitIntake:
    """Hand in a need at a booth. An id that could not be read arrives as `None`."""

    booth_id: UUID | None
    register: Register
    element_kind: ElementKind
    enterprise: EnterpriseReference
    form: Form
    summary: str | None
    urgency: Urgency
    desired_by: date | None
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class DisposeIntake:
    """Give an intake its answer."""

    intake_id: UUID | None
    disposition: Disposition
    solution: Solution | None


@dataclass(frozen=True, slots=True)
class WithdrawIntake:
    """Take an intake back at the enterprise's wish."""

    intake_id: UUID | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class MarkDuplicate:
    """Mark an intake as a repetition of an earlier one."""

    intake_id: UUID | None
    original_id: UUID | None


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """Note that an enterprise came, with or without a need."""

    fair_id: UUID | None
    enterprise: EnterpriseReference


@dataclass(frozen=True, slots=True)
class RateFair:
    """Rate a fair as an enterprise that attended it."""

    fair_id: UUID | None
    enterprise_id: UUID | None
    level: Level
    comment: str | None


@dataclass(frozen=True, slots=True)
class FairFilter:
    """Which fairs; what is `None` does not matter."""

    kind: FairKind | None = None
    state: FairState | None = None
    zone_id: UUID | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class IntakeFilter:
    """Which intakes of a fair; what is `None` does not matter. `open` are those without a disposition."""

    booth_id: UUID | None = None
    register: Register | None = None
    element_kind: ElementKind | None = None
    disposition: Disposition | None = None
    open: bool | None = None
    text: str | None = None
