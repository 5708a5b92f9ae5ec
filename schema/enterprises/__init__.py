"""Enterprises, organizations and zones in the contract."""

from schema.enterprises.organizations import Organization
from schema.enterprises.places import Zone
from schema.enterprises.references import (
    EnterpriseReferenceInput,
    OrganizationReferenceInput,
    ZoneReferenceInput,
    read_enterprise,
    read_organization,
    read_zone,
)
from schema.enterprises.register import Enterprise
from schema.enterprises.search import SearchQueries

__all__ = [
    "Enterprise",
    "EnterpriseReferenceInput",
    "Organization",
    "OrganizationReferenceInput",
    "SearchQueries",
    "Zone",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
