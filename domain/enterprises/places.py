"""Zones: where enterprises are, and who is in charge there."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words


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
    `division_code` says where the zone sits."""

    id: UUID
    county_code: str
    name: str
    kind: ZoneKind
    division_code: str


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
