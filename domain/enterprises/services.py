"""Service points (服务点): halls, micro-windows and self-service, and what they serve. A list of standard services is the
same for all points of a county; each point has special ones beside it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.enterprises.carriers import ADDRESS_LIMIT, Carrier, CarrierHasEnded
from domain.enterprises.days import day_problem
from domain.enterprises.names import name_problem
from domain.people import Acts, Role
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem

SERVICE_POINT, SERVICE, STANDARD_LIST = (
    Words("service point", "服务点"),
    Words("service", "服务事项"),
    Words("standard list", "标准清单"),
)

LONGEST_LIST = 50
"""How many services a list has at most, of those that have not ended."""

_OFFICE = frozenset({Role.ADMIN, Role.DISPATCHER})

ACTS: Acts = {
    "registerServicePoint": _OFFICE,
    "advanceServicePoint": _OFFICE,
    "addService": _OFFICE,
    "endService": _OFFICE,
}
"""Who changes service points; a dispatcher with zones, those in these zones, and not the standard list."""


class ServicePointKind(StrEnum):
    """Kind of service point. 服务点类别。"""

    HALL = "HALL"
    MICRO_WINDOW = "MICRO_WINDOW"
    SELF_SERVICE = "SELF_SERVICE"


class ServicePointState(StrEnum):
    """How far a service point is. 服务点状态。"""

    INTENDED = "INTENDED"
    SIGNED = "SIGNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


STATE_NAMES: dict[ServicePointState, Words] = {
    ServicePointState.INTENDED: Words("intended", "意向"),
    ServicePointState.SIGNED: Words("signed", "已签约"),
    ServicePointState.OPEN: Words("open", "已开放"),
    ServicePointState.CLOSED: Words("closed", "已关闭"),
}

NEXT: dict[ServicePointState, tuple[ServicePointState, ...]] = {
    ServicePointState.INTENDED: (ServicePointState.SIGNED, ServicePointState.CLOSED),
    ServicePointState.SIGNED: (ServicePointState.OPEN, ServicePointState.CLOSED),
    ServicePointState.OPEN: (ServicePointState.CLOSED,),
    ServicePointState.CLOSED: (),
}
"""What can follow a state: the next one, or the end."""


class ServiceList(StrEnum):
    """Which list a service is on. 服务清单。"""

    STANDARD = "STANDARD"
    SPECIAL = "SPECIAL"


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A place where enterprises are served, with the day of each state that it has reached."""

    id: UUID
    county_code: str
    name: str
    kind: ServicePointKind
    zone_id: UUID
    carrier_id: UUID | None
    address: str
    state: ServicePointState
    intended_on: date
    signed_on: date | None
    opened_on: date | None
    closed_on: date | None
    version: int

    @property
    def since(self) -> date:
        """The day of its state."""
        return self.closed_on or self.opened_on or self.signed_on or self.intended_on


@dataclass(frozen=True, slots=True)
class Service:
    """What is served from the day `since` until the day `until`, which is not served any more: at every point of the
    county (STANDARD), or at one (SPECIAL)."""

    id: UUID
    county_code: str
    service_point_id: UUID | None
    list: ServiceList
    name: str
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ServicePointFilter:
    """Which service points; `None` does not matter."""

    zone_id: UUID | None = None
    kind: ServicePointKind | None = None
    state: ServicePointState | None = None


@dataclass(frozen=True, slots=True)
class RegisterServicePoint:
    """Register a point that is intended; without a day, since today."""

    name: str
    kind: ServicePointKind
    zone_id: UUID | None
    carrier_id: UUID | None
    address: str
    on: date | None


@dataclass(frozen=True, slots=True)
class AdvanceServicePoint:
    """Take a point to its next state; without a day, today."""

    service_point_id: UUID | None
    version: int
    state: ServicePointState
    on: date | None


@dataclass(frozen=True, slots=True)
class AddService:
    """Put a service on a list; without a day, from today."""

    list: ServiceList
    name: str
    service_point_id: UUID | None
    since: date | None


@dataclass(frozen=True, slots=True)
class EndService:
    """Take a service from its list; without a day, from today."""

    service_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class ServicePointRegistered:
    """The service point was registered."""

    service_point: ServicePoint


@dataclass(frozen=True, slots=True)
class ServicePointAdvanced:
    """The service point has its next state."""

    service_point: ServicePoint


@dataclass(frozen=True, slots=True)
class ServiceAdded:
    """The service is on its list."""

    service: Service


@dataclass(frozen=True, slots=True)
class ServiceEnded:
    """The service is on its list no more."""

    service: Service


@dataclass(frozen=True, slots=True)
class ServicePointNameTaken(Refusal):
    """The county has a service point of this name."""

    service_point: ServicePoint

    @property
    def message(self) -> Words:
        name = self.service_point.name
        return Words(
            f"There is a service point {name} already; use it, or give another name",
            f"已有服务点“{name}”,请直接使用或更换名称",
        )


@dataclass(frozen=True, slots=True)
class CarrierElsewhere(Refusal):
    """The carrier is in another zone than the service point is to be in."""

    carrier: Carrier

    @property
    def message(self) -> Words:
        name = self.carrier.name
        return Words(
            f"carrierId: the carrier {name} is in another zone; give the zone of the carrier",
            f"carrierId:产业载体“{name}”位于其他区域,请填写载体所在区域",
        )


@dataclass(frozen=True, slots=True)
class ServicePointInWrongState(Refusal):
    """The service point is not in a state that this can follow; `possible` is what can."""

    state: ServicePointState
    possible: tuple[ServicePointState, ...]

    @property
    def message(self) -> Words:
        is_, can = STATE_NAMES[self.state], [STATE_NAMES[state] for state in self.possible]
        if not can:
            return Words(
                f"The service point is {is_.en} and does not change any more", f"服务点{is_.zh},不能再变更"
            )
        return Words(
            f"The service point is {is_.en}; it can only become {' or '.join(words.en for words in can)}",
            f"服务点{is_.zh},只能变更为{'或'.join(words.zh for words in can)}",
        )


@dataclass(frozen=True, slots=True)
class ServiceListed(Refusal):
    """The list has this service."""

    service: Service

    @property
    def message(self) -> Words:
        name, day = self.service.name, self.service.since
        return Words(f"{name} is on the list since {day}", f"“{name}”自 {day} 起已在清单中")


@dataclass(frozen=True, slots=True)
class ServiceListFull(Refusal):
    """The list has as many services as it may have."""

    limit: int = LONGEST_LIST

    @property
    def message(self) -> Words:
        return Words(
            f"The list has {self.limit} services already; end one first",
            f"清单已有 {self.limit} 项,请先停办一项",
        )


@dataclass(frozen=True, slots=True)
class ServiceHasEnded(Refusal):
    """The service has ended."""

    until: date

    @property
    def message(self) -> Words:
        return Words(f"The service ended on {self.until}", f"该服务事项已于 {self.until} 停办")


def check_service_point(command: RegisterServicePoint, today: date) -> InvalidInput | None:
    """All that is wrong with a service point by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("address", text_problem(command.address, ADDRESS_LIMIT))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def add_service_point(
    command: RegisterServicePoint,
    zone_id: UUID,
    county_code: str,
    carrier: Carrier | None,
    known: ServicePoint | None,
    id: UUID,
    today: date,
) -> ServicePointRegistered | CarrierHasEnded | CarrierElsewhere | ServicePointNameTaken:
    """Add a checked service point to a zone that has not ended, in a carrier if there is one; `known` is the point that
    has its name."""
    if carrier is not None and carrier.ended_on is not None:
        return CarrierHasEnded("carrierId", carrier, carrier.ended_on)
    if carrier is not None and carrier.zone_id != zone_id:
        return CarrierElsewhere(carrier)
    if known is not None:
        return ServicePointNameTaken(known)
    return ServicePointRegistered(
        ServicePoint(
            id=id,
            county_code=county_code,
            name=command.name.strip(),
            kind=command.kind,
            zone_id=zone_id,
            carrier_id=carrier and carrier.id,
            address=command.address.strip(),
            state=ServicePointState.INTENDED,
            intended_on=command.on or today,
            signed_on=None,
            opened_on=None,
            closed_on=None,
            version=1,
        )
    )


def check_advance(command: AdvanceServicePoint, today: date) -> InvalidInput | None:
    """What is wrong with a step by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def advance(
    command: AdvanceServicePoint, point: ServicePoint, today: date
) -> ServicePointAdvanced | InvalidInput | Outdated | ServicePointInWrongState:
    """Take a service point forward by one state, or to its end, on a day that is not before the last step's."""
    if point.version != command.version:
        return Outdated("version", point.version)
    possible = NEXT[point.state]
    if command.state not in possible:
        return ServicePointInWrongState(point.state, possible)
    day, since = command.on or today, point.since
    if day < since:
        state, problems = STATE_NAMES[point.state], Problems()
        early = Words(
            f"must not be before {since}, when it was {state.en}", f"不能早于{state.zh}之日({since})"
        )
        problems.note("on", early)
        return problems.refusal() or InvalidInput(())
    moved = replace(point, state=command.state, version=point.version + 1)
    match command.state:
        case ServicePointState.SIGNED:
            return ServicePointAdvanced(replace(moved, signed_on=day))
        case ServicePointState.OPEN:
            return ServicePointAdvanced(replace(moved, opened_on=day))
        case _:
            return ServicePointAdvanced(replace(moved, closed_on=day))


def check_service(command: AddService, today: date) -> InvalidInput | None:
    """All that is wrong with a service by itself: a special one is of a point, a standard one of none."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("since", day_problem(command.since, today))
    has_point = command.service_point_id is not None
    if command.list is ServiceList.SPECIAL and not has_point:
        words = Words("is required for a special service", "特色清单事项必须填写服务点")
        problems.note("servicePointId", words)
    if command.list is ServiceList.STANDARD and has_point:
        words = Words(
            "must be left out: a standard service is of every point", "标准清单适用于全部服务点,请勿填写"
        )
        problems.note("servicePointId", words)
    return problems.refusal()


def add_service(
    command: AddService,
    point: ServicePoint | None,
    county_code: str,
    listed: tuple[Service, ...],
    id: UUID,
    today: date,
) -> ServiceAdded | ServicePointInWrongState | ServiceListed | ServiceListFull:
    """Put a checked service on a list, which has those that are `listed`."""
    if point is not None and point.state is ServicePointState.CLOSED:
        return ServicePointInWrongState(point.state, ())
    name = command.name.strip()
    known = next((service for service in listed if service.name == name), None)
    if known is not None:
        return ServiceListed(known)
    if len(listed) >= LONGEST_LIST:
        return ServiceListFull()
    since = command.since or today
    return ServiceAdded(
        Service(id, county_code, point and point.id, command.list, name, since, until=None, version=1)
    )


def check_service_end(command: EndService, today: date) -> InvalidInput | None:
    """What is wrong with the end of a service by itself."""
    problems = Problems()
    problems.note("until", day_problem(command.until, today))
    return problems.refusal()


def end_service(
    command: EndService, service: Service, today: date
) -> ServiceEnded | InvalidInput | Outdated | ServiceHasEnded:
    """Take a service from its list, from a day on that is not before its first."""
    if service.version != command.version:
        return Outdated("version", service.version)
    if service.until is not None:
        return ServiceHasEnded(service.until)
    until, problems = command.until or today, Problems()
    if until < service.since:
        early = Words(
            f"must not be before {service.since}, its first day", f"不能早于开办之日({service.since})"
        )
        problems.note("until", early)
        return problems.refusal() or InvalidInput(())
    return ServiceEnded(replace(service, until=until, version=service.version + 1))
