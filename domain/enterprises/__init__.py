"""Enterprises, the organizations that serve them, and the zones both live in."""

from domain.enterprises import importing, keeping, standing, statistics
from domain.enterprises.names import NAME_LIMIT, name_problem
from domain.enterprises.organizations import (
    ORGANIZATION_KIND_NAMES,
    Organization,
    OrganizationKind,
    OrganizationRegistration,
    register_organization,
)
from domain.enterprises.places import ZONE_KIND_NAMES, Zone, ZoneKind, ZoneRegistration, register_zone
from domain.enterprises.references import (
    EnterpriseReference,
    OrganizationReference,
    ZoneReference,
    check_registration,
)
from domain.enterprises.register import (
    ENTERPRISE_KIND_NAMES,
    STATUS_NAMES,
    Enterprise,
    EnterpriseFilter,
    EnterpriseKind,
    EnterpriseRegistration,
    EnterpriseSort,
    EnterpriseStatus,
    reach,
    register_enterprise,
)
from domain.people import Acts

ACTS: Acts = {**keeping.ACTS, **standing.ACTS, **statistics.ACTS, **importing.ACTS}
"""Which roles do which act."""

__all__ = [
    "ACTS",
    "ENTERPRISE_KIND_NAMES",
    "NAME_LIMIT",
    "ORGANIZATION_KIND_NAMES",
    "STATUS_NAMES",
    "ZONE_KIND_NAMES",
    "Enterprise",
    "EnterpriseFilter",
    "EnterpriseKind",
    "EnterpriseReference",
    "EnterpriseRegistration",
    "EnterpriseSort",
    "EnterpriseStatus",
    "Organization",
    "OrganizationKind",
    "OrganizationReference",
    "OrganizationRegistration",
    "Zone",
    "ZoneKind",
    "ZoneReference",
    "ZoneRegistration",
    "check_registration",
    "name_problem",
    "reach",
    "register_enterprise",
    "register_organization",
    "register_zone",
]
