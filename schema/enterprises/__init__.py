"""Enterprises, organizations and zones in the contract."""

from schema.enterprises.keeping import RegisterMutations
from schema.enterprises.listing import EnterpriseQueries
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
from schema.enterprises.standing_acts import StandingMutations, StandingQueries

__all__ = [
    "Enterprise",
    "EnterpriseQueries",
    "EnterpriseReferenceInput",
    "Organization",
    "OrganizationReferenceInput",
    "RegisterMutations",
    "StandingMutations",
    "StandingQueries",
    "Zone",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
