"""Departments and institutions: who serves enterprises."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words


class OrganizationKind(StrEnum):
    """Kind of organization: a department assures elements, the others are institutions of finance. 机构类别。"""

    DEPARTMENT = "DEPARTMENT"
    BANK = "BANK"
    FINANCIAL_LEASING = "FINANCIAL_LEASING"
    FINANCING_GUARANTEE = "FINANCING_GUARANTEE"
    OTHER_INSTITUTION = "OTHER_INSTITUTION"


ORGANIZATION_KIND_NAMES: dict[OrganizationKind, Words] = {
    OrganizationKind.DEPARTMENT: Words("Department that assures elements", "要素保障部门"),
    OrganizationKind.BANK: Words("Bank", "银行"),
    OrganizationKind.FINANCIAL_LEASING: Words("Financial leasing company", "融资租赁公司"),
    OrganizationKind.FINANCING_GUARANTEE: Words("Financing guarantee company", "融资担保公司"),
    OrganizationKind.OTHER_INSTITUTION: Words("Another institution of finance", "其他金融机构"),
}


@dataclass(frozen=True, slots=True)
class Organization:
    """A department or an institution that can staff a booth."""

    id: UUID
    county_code: str
    name: str
    kind: OrganizationKind


@dataclass(frozen=True, slots=True)
class OrganizationRegistration:
    """An organization by its name in the county, with its kind when it is not known yet."""

    name: str | None
    kind: OrganizationKind


def register_organization(registration: OrganizationRegistration, county_code: str, id: UUID) -> Organization:
    """The organization of a checked registration, to be stored unless its name is known already."""
    assert registration.name is not None
    return Organization(id, county_code, registration.name.strip(), registration.kind)
