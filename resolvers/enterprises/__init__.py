"""Acts on the register: places, organizations, carriers and service points."""

from resolvers.enterprises.carriers import end_carrier, register_carrier
from resolvers.enterprises.organizations import end_organization, register_organization, rename_organization
from resolvers.enterprises.places import end_zone, place_zone, register_zone
from resolvers.enterprises.services import (
    add_service,
    advance_service_point,
    end_service,
    register_service_point,
)
from resolvers.enterprises.travel import record_travel_times, service_coverage

__all__ = [
    "add_service",
    "advance_service_point",
    "end_carrier",
    "end_organization",
    "end_service",
    "end_zone",
    "place_zone",
    "record_travel_times",
    "register_carrier",
    "register_organization",
    "register_service_point",
    "register_zone",
    "rename_organization",
    "service_coverage",
]
