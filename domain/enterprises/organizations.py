"""Departments, institutions, committees and associations: who serves enterprises. Their kinds are no synonyms: banks are
counted apart from other institutions of finance."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.codes import clean_uscc, uscc_problem
from domain.enterprises.days import day_problem
from domain.enterprises.names import name_problem
from domain.people import Acts, Role
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words

ORGANIZATION = Words("organization", "机构")

_ADMIN = frozenset({Role.ADMIN})

ACTS: Acts = {
    "registerOrganization": _ADMIN,
    "renameOrganization": _ADMIN,
    "endOrganization": _ADMIN,
}
"""Who changes the directory."""


class OrganizationKind(StrEnum):
    """Kind of organization: a department assures elements, institutions of finance are told apart, and committees and
    associations build alliances. 机构类别。"""

    DEPARTMENT = "DEPARTMENT"
    BANK = "BANK"
    FINANCIAL_LEASING = "FINANCIAL_LEASING"
    FINANCING_GUARANTEE = "FINANCING_GUARANTEE"
    BOND = "BOND"
    OTHER_INSTITUTION = "OTHER_INSTITUTION"
    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    TOWN_COMMITTEE = "TOWN_COMMITTEE"
    ENTERPRISE_PARTY_ORGANIZATION = "ENTERPRISE_PARTY_ORGANIZATION"
    ASSOCIATION = "ASSOCIATION"
    OTHER = "OTHER"


ORGANIZATION_KIND_NAMES: dict[OrganizationKind, Words] = {
    OrganizationKind.DEPARTMENT: Words("Department that assures elements", "要素保障部门"),
    OrganizationKind.BANK: Words("Bank", "银行"),
    OrganizationKind.FINANCIAL_LEASING: Words("Financial leasing company", "融资租赁公司"),
    OrganizationKind.FINANCING_GUARANTEE: Words("Financing guarantee company", "融资担保公司"),
    OrganizationKind.BOND: Words("Institution that issues bonds for enterprises", "债券机构"),
    OrganizationKind.OTHER_INSTITUTION: Words("Another institution of finance", "其他金融机构"),
    OrganizationKind.PARTY_COMMITTEE: Words("Party committee or party working committee", "党委(党工委)"),
    OrganizationKind.TOWN_COMMITTEE: Words("Party committee of a town or street", "镇街党(工)委"),
    OrganizationKind.ENTERPRISE_PARTY_ORGANIZATION: Words(
        "Party organization of an enterprise", "企业党组织"
    ),
    OrganizationKind.ASSOCIATION: Words("Industry association", "行业协会"),
    OrganizationKind.OTHER: Words("Another organization", "其他组织"),
}

STAFFING = (
    OrganizationKind.DEPARTMENT,
    OrganizationKind.BANK,
    OrganizationKind.FINANCIAL_LEASING,
    OrganizationKind.FINANCING_GUARANTEE,
    OrganizationKind.BOND,
    OrganizationKind.OTHER_INSTITUTION,
)
"""Kinds that can staff a booth: departments, and institutions of finance."""


@dataclass(frozen=True, slots=True)
class Organization:
    """A department, an institution, a committee or an association. Its name is its own in the county; `zone_id` is where
    it works, if not in all of the county."""

    id: UUID
    county_code: str
    name: str
    kind: OrganizationKind
    zone_id: UUID | None = None
    uscc: str | None = None
    ended_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class OrganizationFilter:
    """Which organizations; `None` does not matter."""

    kind: OrganizationKind | None = None
    zone_id: UUID | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRegistration:
    """An organization by its name in the county, with its kind when it is not known yet."""

    name: str | None
    kind: OrganizationKind


def register_organization(registration: OrganizationRegistration, county_code: str, id: UUID) -> Organization:
    """The organization of a checked registration, to be stored unless its name is known already."""
    assert registration.name is not None
    return Organization(id, county_code, registration.name.strip(), registration.kind)


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterOrganization:
    """Register an organization."""

    name: str
    kind: OrganizationKind
    zone_id: UUID | None
    uscc: str | None


@dataclass(frozen=True, slots=True)
class RenameOrganization:
    """Give an organization another name."""

    organization_id: UUID | None
    version: int
    name: str


@dataclass(frozen=True, slots=True)
class EndOrganization:
    """End an organization; without a day, today."""

    organization_id: UUID | None
    version: int
    on: date | None


@dataclass(frozen=True, slots=True)
class OrganizationRegistered:
    """The organization was registered."""

    organization: Organization


@dataclass(frozen=True, slots=True)
class OrganizationRenamed:
    """The organization has its new name."""

    organization: Organization
    former_name: str


@dataclass(frozen=True, slots=True)
class OrganizationEnded:
    """The organization has ended."""

    organization: Organization


@dataclass(frozen=True, slots=True)
class OrganizationNameTaken(Refusal):
    """The county has an organization of this name."""

    organization: Organization

    @property
    def message(self) -> Words:
        name, kind = self.organization.name, ORGANIZATION_KIND_NAMES[self.organization.kind]
        return Words(
            f"There is an organization {name} already ({kind.en.lower()}); use it, or give another name",
            f"已有机构“{name}”({kind.zh}),请直接使用或更换名称",
        )


@dataclass(frozen=True, slots=True)
class OrganizationHasEnded(Refusal):
    """The organization has ended."""

    organization: Organization
    ended_on: date

    @property
    def message(self) -> Words:
        name, day = self.organization.name, self.ended_on
        return Words(
            f"{name} ended on {day}, and does not change any more", f"“{name}”已于 {day} 撤销,不能再变更"
        )


def check_organization(command: RegisterOrganization) -> InvalidInput | None:
    """All that is wrong with an organization by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    if command.uscc is not None:
        problems.note("uscc", uscc_problem(command.uscc))
    return problems.refusal()


def add_organization(
    command: RegisterOrganization, county_code: str, known: Organization | None, id: UUID
) -> OrganizationRegistered | OrganizationNameTaken:
    """Add a checked organization; `known` is the one that has its name."""
    if known is not None:
        return OrganizationNameTaken(known)
    uscc = None if command.uscc is None else clean_uscc(command.uscc)
    return OrganizationRegistered(
        Organization(id, county_code, command.name.strip(), command.kind, command.zone_id, uscc)
    )


def check_organization_name(command: RenameOrganization) -> InvalidInput | None:
    """What is wrong with a new name by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    return problems.refusal()


def rename_organization(
    command: RenameOrganization, organization: Organization, known: Organization | None
) -> OrganizationRenamed | Outdated | OrganizationHasEnded | OrganizationNameTaken:
    """Rename an organization; `known` is the one that has the new name."""
    if refusal := _unchangeable(organization, command.version):
        return refusal
    if known is not None and known.id != organization.id:
        return OrganizationNameTaken(known)
    renamed = replace(organization, name=command.name.strip(), version=organization.version + 1)
    return OrganizationRenamed(renamed, organization.name)


def check_organization_end(command: EndOrganization, today: date) -> InvalidInput | None:
    """What is wrong with the end of an organization by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def end_organization(
    command: EndOrganization, organization: Organization, today: date
) -> OrganizationEnded | Outdated | OrganizationHasEnded:
    """End an organization."""
    if refusal := _unchangeable(organization, command.version):
        return refusal
    return OrganizationEnded(
        replace(organization, ended_on=command.on or today, version=organization.version + 1)
    )


def _unchangeable(organization: Organization, version: int) -> Outdated | OrganizationHasEnded | None:
    """Why an organization is not changed, if anything is in the way."""
    if organization.version != version:
        return Outdated("version", organization.version)
    return OrganizationHasEnded(organization, organization.ended_on) if organization.ended_on else None
