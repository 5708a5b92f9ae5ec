"""Enterprises, organizations and zones in the contract."""

from schema.enterprises.carriers import Carrier, CarrierMutations, CarrierQueries
from schema.enterprises.history import EnterpriseChange
from schema.enterprises.keeping import RegisterMutations
from schema.enterprises.liaison import Liaison, LiaisonContact, LiaisonQueries
from schema.enterprises.liaison_acts import LiaisonMutations
from schema.enterprises.listing import EnterpriseQueries
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
from schema.enterprises.staff import Staff, StaffMutations, StaffQueries
from schema.enterprises.standing_acts import StandingMutations, StandingQueries
from schema.enterprises.stock import StockQueries
from schema.enterprises.travel import ServiceCoverageQueries, TravelMutations

TYPES = (
    Zone,
    Organization,
    Carrier,
    ServicePoint,
    Service,
    Enterprise,
    EnterpriseChange,
    Staff,
    Liaison,
    LiaisonContact,
)
"""What is reached by its key alone."""

QUERIES = (
    EnterpriseQueries,
    StandingQueries,
    ZoneQueries,
    OrganizationQueries,
    CarrierQueries,
    ServicePointQueries,
    ServiceCoverageQueries,
    SearchQueries,
    StockQueries,
    StaffQueries,
    LiaisonQueries,
)
MUTATIONS = (
    RegisterMutations,
    StandingMutations,
    ZoneMutations,
    OrganizationMutations,
    CarrierMutations,
    ServicePointMutations,
    TravelMutations,
    StaffMutations,
    LiaisonMutations,
)

__all__ = [
    "MUTATIONS",
    "QUERIES",
    "TYPES",
    "Carrier",
    "Enterprise",
    "EnterpriseReferenceInput",
    "Liaison",
    "LiaisonContact",
    "Organization",
    "OrganizationReferenceInput",
    "Service",
    "ServicePoint",
    "Staff",
    "Zone",
    "ZoneHasEnded",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
