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
from schema.enterprises.stock import StockQueries

__all__ = [
    "Enterprise",
    "EnterpriseReferenceInput",
    "Organization",
    "OrganizationReferenceInput",
    "SearchQueries",
    "StockQueries",
    "Zone",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
