"""Enterprises, organizations and zones in the contract."""

from schema.enterprises.carriers import Carrier, CarrierMutations, CarrierQueries
from schema.enterprises.keeping import RegisterMutations
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
from schema.enterprises.search import SearchQueries
from schema.enterprises.services import Service, ServicePoint, ServicePointMutations, ServicePointQueries
from schema.enterprises.standing_acts import StandingMutations, StandingQueries
from schema.enterprises.stock import StockQueries
from schema.enterprises.travel import ServiceCoverageQueries, TravelMutations

TYPES = (Zone, Organization, Carrier, ServicePoint, Service, Enterprise)
"""What is reached by its key alone."""

QUERIES = (
    StandingQueries,
    ZoneQueries,
    OrganizationQueries,
    CarrierQueries,
    ServicePointQueries,
    ServiceCoverageQueries,
    SearchQueries,
    StockQueries,
)
MUTATIONS = (
    RegisterMutations,
    StandingMutations,
    ZoneMutations,
    OrganizationMutations,
    CarrierMutations,
    ServicePointMutations,
    TravelMutations,
)

__all__ = [
    "MUTATIONS",
    "QUERIES",
    "TYPES",
    "Carrier",
    "Enterprise",
    "EnterpriseReferenceInput",
    "Organization",
    "OrganizationReferenceInput",
    "Service",
    "ServicePoint",
    "Zone",
    "ZoneHasEnded",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
