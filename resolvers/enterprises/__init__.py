"""Enterprises: each act that keeps the register, and each on where an enterprise stands."""

from resolvers.enterprises.carriers import end_carrier, register_carrier
from resolvers.enterprises.keeping import (
    activate_enterprise,
    close_enterprise,
    merge_enterprises,
    move_enterprise,
    reclassify_enterprise,
    register_enterprise,
    rename_enterprise,
)
from resolvers.enterprises.liaison import (
    assign_liaison,
    assign_staff,
    end_liaison,
    enterprise_count,
    hand_over_liaison,
    liaison_coverage,
    log_contact,
    primary_liaison,
)
from resolvers.enterprises.organizations import end_organization, register_organization, rename_organization
from resolvers.enterprises.places import end_zone, place_zone, register_zone
from resolvers.enterprises.services import (
    add_service,
    advance_service_point,
    end_service,
    register_service_point,
)
from resolvers.enterprises.staff import end_staff, register_staff
from resolvers.enterprises.standing import end_tier, grant_tier, record_statistics, set_threshold, thresholds
from resolvers.enterprises.travel import record_travel_times, service_coverage

__all__ = [
    "activate_enterprise",
    "add_service",
    "advance_service_point",
    "assign_liaison",
    "assign_staff",
    "close_enterprise",
    "end_carrier",
    "end_liaison",
    "end_organization",
    "end_service",
    "end_staff",
    "end_tier",
    "end_zone",
    "enterprise_count",
    "grant_tier",
    "hand_over_liaison",
    "liaison_coverage",
    "log_contact",
    "merge_enterprises",
    "move_enterprise",
    "place_zone",
    "primary_liaison",
    "reclassify_enterprise",
    "record_statistics",
    "record_travel_times",
    "register_carrier",
    "register_enterprise",
    "register_organization",
    "register_service_point",
    "register_staff",
    "register_zone",
    "rename_enterprise",
    "rename_organization",
    "service_coverage",
    "set_threshold",
    "thresholds",
]
