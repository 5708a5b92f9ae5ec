"""Enterprises, organizations and zones in the database."""

from db.enterprises.divisions import DIVISION, divisions, is_division, keep_divisions
from db.enterprises.history import add_change, enterprise_changes
from db.enterprises.industries import INDUSTRY, industries, is_industry, keep_industries
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
    WITH_ENTERPRISE,
    absorbed_by,
    add_enterprise,
    add_enterprises,
    enterprise,
    enterprise_coded,
    enterprises,
    enterprises_coded,
    keep_enterprise,
    lock_enterprise,
)
from db.enterprises.standing import add_step, add_tier, end_tier, statistics_of, tiers_of
from db.enterprises.thresholds import latest_threshold, set_threshold, thresholds_on

__all__ = [
    "DIVISION",
    "ENTERPRISE",
    "INDUSTRY",
    "ORGANIZATION",
    "WITH_ENTERPRISE",
    "ZONE",
    "absorbed_by",
    "add_change",
    "add_enterprise",
    "add_enterprises",
    "add_organization",
    "add_organizations",
    "add_step",
    "add_tier",
    "add_zone",
    "divisions",
    "end_tier",
    "enterprise",
    "enterprise_changes",
    "enterprise_coded",
    "enterprises",
    "enterprises_coded",
    "industries",
    "is_division",
    "is_industry",
    "keep_divisions",
    "keep_enterprise",
    "keep_industries",
    "latest_threshold",
    "lock_enterprise",
    "organization",
    "organization_named",
    "organizations",
    "organizations_named",
    "set_threshold",
    "statistics_of",
    "thresholds_on",
    "tiers_of",
    "zone",
    "zone_named",
    "zones",
]
