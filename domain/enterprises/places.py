"""Zones: where enterprises are, and who is in charge there. They are a tree, of as many trees as have no parent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.codes import division_problem
from domain.enterprises.days import day_problem
from domain.enterprises.names import name_problem
from domain.people import Acts, OutsideRemit, Role, Viewer
from domain.refusals import InvalidInput, NotFound, Outdated, Problems, Refusal, Words

ZONE = Words("zone", "区域")

_ADMIN = frozenset({Role.ADMIN})

ACTS: Acts = {"registerZone": _ADMIN, "placeZone": _ADMIN, "endZone": _ADMIN}
"""Who changes the tree."""


class ZoneKind(StrEnum):
    """Kind of zone. 区域类别。"""

    PREFECTURE = "PREFECTURE"
    COUNTY = "COUNTY"
    DEV_ZONE = "DEV_ZONE"
    HIGH_TECH = "HIGH_TECH"
    PORT = "PORT"
    TOWN = "TOWN"


ZONE_KIND_NAMES: dict[ZoneKind, Words] = {
    ZoneKind.PREFECTURE: Words("Prefecture-level city", "设区市"),
    ZoneKind.COUNTY: Words("County or district", "县(市、区)"),
    ZoneKind.DEV_ZONE: Words("Development zone", "开发区"),
    ZoneKind.HIGH_TECH: Words("High-tech zone", "高新区"),
    ZoneKind.PORT: Words("Port zone", "港区"),
    ZoneKind.TOWN: Words("Town or street", "镇街"),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A county, a prefecture or a functional zone. Functional zones have no GB/T 2260 code of their own:
    `division_code` says where the zone sits. `parent_id` is the zone that it is a part of, and no zone is above itself.
    One that has ended is no place for anything new."""

    id: UUID
    county_code: str
    name: str
    kind: ZoneKind
    division_code: str
    parent_id: UUID | None = None
    ended_on: date | None = None
    version: int = 1


Tree = Mapping[UUID, Zone]
"""All zones of a county, by their ids."""


@dataclass(frozen=True, slots=True)
class ZoneFilter:
    """Which zones; `None` does not matter."""

    kind: ZoneKind | None = None
    parent_id: UUID | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ZoneRegistration:
    """A zone by its name in the county of its division code."""

    name: str | None
    kind: ZoneKind
    division_code: str | None


def register_zone(registration: ZoneRegistration, id: UUID) -> Zone:
    """The zone of a checked registration, to be stored unless its name is known already."""
    assert registration.name is not None
    assert registration.division_code is not None
    return Zone(
        id,
        registration.division_code,
        registration.name.strip(),
        registration.kind,
        registration.division_code,
    )


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterZone:
    """Register a zone, as a part of another or of none."""

    name: str
    kind: ZoneKind
    division_code: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlaceZone:
    """Make a zone a part of another, or of none."""

    zone_id: UUID | None
    version: int
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class EndZone:
    """End a zone; without a day, today."""

    zone_id: UUID | None
    version: int
    on: date | None


@dataclass(frozen=True, slots=True)
class ZoneRegistered:
    """The zone was registered."""

    zone: Zone


@dataclass(frozen=True, slots=True)
class ZonePlaced:
    """The zone has its parent."""

    zone: Zone


@dataclass(frozen=True, slots=True)
class ZoneEnded:
    """The zone has ended."""

    zone: Zone


@dataclass(frozen=True, slots=True)
class ZoneNameTaken(Refusal):
    """The county has a zone of this name."""

    zone: Zone

    @property
    def message(self) -> Words:
        name = self.zone.name
        return Words(
            f"There is a zone {name} already; use it, or give another name",
            f"已有区域“{name}”,请直接使用或更换名称",
        )


@dataclass(frozen=True, slots=True)
class ZoneHasEnded(Refusal):
    """The zone has ended: nothing new comes there."""

    path: str
    zone: Zone
    ended_on: date

    @property
    def message(self) -> Words:
        name, day = self.zone.name, self.ended_on
        return Words(
            f"{self.path}: the zone {name} ended on {day}; choose one that has not",
            f"{self.path}:区域“{name}”已于 {day} 撤销,请选择未撤销的区域",
        )


@dataclass(frozen=True, slots=True)
class ZoneCycle(Refusal):
    """A zone would be above itself. `line` leads from the parent that was asked for up to the zone."""

    zone: Zone
    line: tuple[Zone, ...]

    @property
    def message(self) -> Words:
        name, names = self.zone.name, [zone.name for zone in self.line]
        if len(names) == 1:
            return Words(
                f"{name} cannot be a part of itself; choose another parent",
                f"“{name}”不能隶属于自身,请另选上级",
            )
        return Words(
            f"{name} cannot be a part of {names[0]}, which is below it: {' < '.join(names)}; choose another parent",
            f"“{name}”不能隶属于“{names[0]}”,后者是其下级:{' < '.join(names)},请另选上级",
        )


@dataclass(frozen=True, slots=True)
class ZoneInUse(Refusal):
    """Zones, carriers or service points are left in the zone: how many of each, and the names of the first."""

    zones: int
    carriers: int
    service_points: int
    names: tuple[str, ...]

    @property
    def message(self) -> Words:
        z, c, p, names = self.zones, self.carriers, self.service_points, self.names
        return Words(
            f"{z} zones, {c} carriers and {p} service points are left in the zone, such as {', '.join(names)}; "
            "place them elsewhere or end them first",
            f"该区域内尚有下级区域 {z} 个、载体 {c} 个、服务点 {p} 个(如{'、'.join(names)}),请先调整或撤销",
        )


@dataclass(frozen=True, slots=True)
class LeftInZone:
    """What has not ended in a zone and in those below it, other than the zone itself."""

    zones: int
    carriers: int
    service_points: int
    names: tuple[str, ...]


def check_zone(command: RegisterZone) -> InvalidInput | None:
    """All that is wrong with a zone by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("divisionCode", division_problem(command.division_code))
    return problems.refusal()


def add_zone(
    command: RegisterZone, county_code: str, tree: Tree, id: UUID
) -> ZoneRegistered | NotFound | ZoneNameTaken | ZoneHasEnded:
    """Add a checked zone to the tree."""
    parent = zone_at(tree, command.parent_id, "parentId")
    if isinstance(parent, NotFound | ZoneHasEnded):
        return parent
    name = command.name.strip()
    known = next((zone for zone in tree.values() if zone.name == name), None)
    if known is not None:
        return ZoneNameTaken(known)
    parent_id = parent and parent.id
    return ZoneRegistered(
        Zone(id, county_code, name, command.kind, command.division_code, parent_id=parent_id)
    )


def place_zone(command: PlaceZone, tree: Tree) -> ZonePlaced | NotFound | Outdated | ZoneHasEnded | ZoneCycle:
    """Give a zone another parent, which must not be below it."""
    zone = changed_zone(tree, command.zone_id, command.version)
    if not isinstance(zone, Zone):
        return zone
    parent = zone_at(tree, command.parent_id, "parentId")
    if isinstance(parent, NotFound | ZoneHasEnded):
        return parent
    above = line(tree, command.parent_id)
    if zone in above:
        return ZoneCycle(zone, above[: above.index(zone) + 1])
    return ZonePlaced(replace(zone, parent_id=parent and parent.id, version=zone.version + 1))


def check_zone_end(command: EndZone, today: date) -> InvalidInput | None:
    """What is wrong with the end of a zone by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def end_zone(command: EndZone, zone: Zone, left: LeftInZone, today: date) -> ZoneEnded | ZoneInUse:
    """End a zone that `changed_zone` found, in which nothing is left."""
    if left.zones or left.carriers or left.service_points:
        return ZoneInUse(left.zones, left.carriers, left.service_points, left.names)
    return ZoneEnded(replace(zone, ended_on=command.on or today, version=zone.version + 1))


def changed_zone(tree: Tree, id: UUID | None, version: int) -> Zone | NotFound | Outdated | ZoneHasEnded:
    """The zone that an act changes: it stands as the act knows it, and has not ended."""
    zone = None if id is None else tree.get(id)
    if zone is None:
        return NotFound("id", ZONE)
    if zone.version != version:
        return Outdated("version", zone.version)
    return ZoneHasEnded("id", zone, zone.ended_on) if zone.ended_on else zone


def zone_at(tree: Tree, id: UUID | None, path: str) -> Zone | NotFound | ZoneHasEnded | None:
    """The zone that something new comes to, if it is to have one."""
    if id is None:
        return None
    zone = tree.get(id)
    if zone is None:
        return NotFound(path, ZONE)
    return ZoneHasEnded(path, zone, zone.ended_on) if zone.ended_on else zone


def line(tree: Tree, id: UUID | None) -> tuple[Zone, ...]:
    """A zone and all that are above it, the nearest first."""
    found: list[Zone] = []
    while id is not None:
        zone = tree[id]
        found.append(zone)
        id = zone.parent_id
    return tuple(found)


def in_own_zone(viewer: Viewer, zone_id: UUID | None, path: str, thing: Words) -> OutsideRemit | None:
    """Whether a dispatcher with zones answers for what is in this one, or in none of them."""
    outside = bool(viewer.zones) and zone_id not in viewer.zones
    return OutsideRemit(path, thing) if outside else None
