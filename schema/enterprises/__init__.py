"""Enterprises, organizations, zones and what is in them, in the contract."""

from schema.enterprises.carriers import Carrier, CarrierMutations, CarrierQueries
from schema.enterprises.organizations import Organization, OrganizationMutations, OrganizationQueries
from schema.enterprises.places import Zone, ZoneHasEnded, ZoneMutations, ZoneQueries
from schema.enterprises.references import (
    EnterpriseReferenceInput,
    OrganizationReferenceInput,
    ZoneReferenceInput,
    read_enterprise,
    read_organization,
    read_zone,
)
from schema.enterprises.register import Enterprise
from schema.enterprises.services import Service, ServicePoint, ServicePointMutations, ServicePointQueries
from schema.enterprises.travel import ServiceCoverageQueries, TravelMutations

__all__ = [
    "Carrier",
    "CarrierMutations",
    "CarrierQueries",
    "Enterprise",
    "EnterpriseReferenceInput",
    "Organization",
    "OrganizationMutations",
    "OrganizationQueries",
    "OrganizationReferenceInput",
    "Service",
    "ServiceCoverageQueries",
    "ServicePoint",
    "ServicePointMutations",
    "ServicePointQueries",
    "TravelMutations",
    "Zone",
    "ZoneHasEnded",
    "ZoneMutations",
    "ZoneQueries",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
