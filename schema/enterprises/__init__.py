"""Enterprises, organizations and zones in the contract."""

from schema.enterprises.liaison import Liaison, LiaisonContact, LiaisonQueries
from schema.enterprises.liaison_acts import LiaisonMutations
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
from schema.enterprises.staff import Staff, StaffMutations, StaffQueries

__all__ = [
    "Enterprise",
    "EnterpriseReferenceInput",
    "Liaison",
    "LiaisonContact",
    "LiaisonMutations",
    "LiaisonQueries",
    "Organization",
    "OrganizationReferenceInput",
    "Staff",
    "StaffMutations",
    "StaffQueries",
    "Zone",
    "ZoneReferenceInput",
    "read_enterprise",
    "read_organization",
    "read_zone",
]
