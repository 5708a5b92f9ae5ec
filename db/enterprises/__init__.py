"""Enterprises, organizations and zones in the database."""

from db.enterprises.organizations import (
    ORGANIZATION,
    add_organization,
    add_organizations,
    organization,
    organization_named,
    organizations,
    organizations_named,
)
from db.enterprises.places import ZONE, add_zone, zone, zone_named, zones
from db.enterprises.register import (
    ENTERPRISE,
    add_enterprise,
    add_enterprises,
    enterprise,
    enterprise_coded,
    enterprises,
    enterprises_coded,
)

__all__ = [
    "ENTERPRISE",
    "ORGANIZATION",
    "ZONE",
    "add_enterprise",
    "add_enterprises",
    "add_organization",
    "add_organizations",
    "add_zone",
    "enterprise",
    "enterprise_coded",
    "enterprises",
    "enterprises_coded",
    "organization",
    "organization_named",
    "organizations",
    "organizations_named",
    "zone",
    "zone_named",
    "zones",
]
