"""Carriers (产业载体): the parks and buildings that enterprises are in."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.names import name_problem
from domain.people import Acts, Role
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem

CARRIER = Words("carrier", "产业载体")
ADDRESS_LIMIT = 200
MOST_AREA = Decimal("1e18")
"""Areas fit PostgreSQL's numeric(20,2)."""

CENTI = Decimal("0.01")

_OFFICE = frozenset({Role.ADMIN, Role.DISPATCHER})

ACTS: Acts = {"registerCarrier": _OFFICE, "endCarrier": _OFFICE}
"""Who changes the carriers; a dispatcher with zones, those in these zones."""


class CarrierState(StrEnum):
    """Whether a carrier takes enterprises. 载体状态。"""

    IN_USE = "IN_USE"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A park or a building. `area` is in square metres; `None` when nobody has said."""

    id: UUID
    county_code: str
    name: str
    zone_id: UUID
    address: str
    area: Decimal | None
    state: CarrierState
    ended_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class CarrierFilter:
    """Which carriers; `None` does not matter."""

    zone_id: UUID | None = None
    state: CarrierState | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterCarrier:
    """Register a carrier in a zone."""

    name: str
    zone_id: UUID | None
    address: str
    area: Decimal | None


@dataclass(frozen=True, slots=True)
class EndCarrier:
    """End a carrier; without a day, today."""

    carrier_id: UUID | None
    version: int
    on: date | None


@dataclass(frozen=True, slots=True)
class CarrierRegistered:
    """The carrier was registered."""

    carrier: Carrier


@dataclass(frozen=True, slots=True)
class CarrierEnded:
    """The carrier has ended."""

    carrier: Carrier


@dataclass(frozen=True, slots=True)
class CarrierNameTaken(Refusal):
    """The county has a carrier of this name."""

    carrier: Carrier

    @property
    def message(self) -> Words:
        name = self.carrier.name
        return Words(
            f"There is a carrier {name} already; use it, or give another name",
            f"已有产业载体“{name}”,请直接使用或更换名称",
        )


@dataclass(frozen=True, slots=True)
class CarrierHasEnded(Refusal):
    """The carrier has ended."""

    path: str
    carrier: Carrier
    ended_on: date

    @property
    def message(self) -> Words:
        name, day = self.carrier.name, self.ended_on
        return Words(
            f"{self.path}: the carrier {name} ended on {day}",
            f"{self.path}:产业载体“{name}”已于 {day} 停用",
        )


@dataclass(frozen=True, slots=True)
class CarrierInUse(Refusal):
    """Service points are left in the carrier: how many, and the names of the first."""

    service_points: int
    names: tuple[str, ...]

    @property
    def message(self) -> Words:
        n, names = self.service_points, self.names
        return Words(
            f"{n} service points are left in the carrier, such as {', '.join(names)}; close them first",
            f"该载体内尚有 {n} 个服务点(如{'、'.join(names)}),请先关闭",
        )


def check_carrier(command: RegisterCarrier) -> InvalidInput | None:
    """All that is wrong with a carrier by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("address", text_problem(command.address, ADDRESS_LIMIT))
    if command.area is not None:
        problems.note("area", area_problem(command.area))
    return problems.refusal()


def area_problem(area: Decimal) -> Words | None:
    """What is wrong with an area in square metres, if anything."""
    if not 0 < area < MOST_AREA:
        return Words("must be more than 0 and less than 10^18 m²", "面积应大于 0 且小于 10^18 平方米")
    if area != area.quantize(CENTI):
        return Words(
            f"{area} has more than two digits after the point; square metres have two",
            f"{area} 的小数超过两位,面积以平方米计,最多两位小数",
        )
    return None


def add_carrier(
    command: RegisterCarrier, zone_id: UUID, county_code: str, known: Carrier | None, id: UUID
) -> CarrierRegistered | CarrierNameTaken:
    """Add a checked carrier to a zone that has not ended; `known` is the one that has its name."""
    if known is not None:
        return CarrierNameTaken(known)
    return CarrierRegistered(
        Carrier(
            id=id,
            county_code=county_code,
            name=command.name.strip(),
            zone_id=zone_id,
            address=command.address.strip(),
            area=command.area and command.area.quantize(CENTI),
            state=CarrierState.IN_USE,
            ended_on=None,
            version=1,
        )
    )


def check_carrier_end(command: EndCarrier, today: date) -> InvalidInput | None:
    """What is wrong with the end of a carrier by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def end_carrier(
    command: EndCarrier, carrier: Carrier, left: int, names: tuple[str, ...], today: date
) -> CarrierEnded | Outdated | CarrierHasEnded | CarrierInUse:
    """End a carrier in which no service points are `left`."""
    if carrier.version != command.version:
        return Outdated("version", carrier.version)
    if carrier.ended_on is not None:
        return CarrierHasEnded("id", carrier, carrier.ended_on)
    if left:
        return CarrierInUse(left, names)
    ended_on = command.on or today
    return CarrierEnded(
        replace(carrier, state=CarrierState.ENDED, ended_on=ended_on, version=carrier.version + 1)
    )
