"""Enterprises, the organizations that serve them, and the zones both live in, as far as a fair needs them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.codes import clean_uscc, division_problem, uscc_problem
from domain.people import Reach, Role, Sight, reach_of_cases
from domain.refusals import Problems, Words, text_problem

NAME_LIMIT = 120


class ZoneKind(StrEnum):
    """Kind of zone. 区域类别。"""

    PREFECTURE = "PREFECTURE"
    COUNTY = "COUNTY"
    DEV_ZONE = "DEV_ZONE"
    HIGH_TECH = "HIGH_TECH"
    PORT = "PORT"
    TOWN = "TOWN"


ZONE_KIND_NAMES: dict[ZoneKind, Words] = {
    ZoneKind.PREFECTURE: Words("Prefecture-level city", "设区市"),
    ZoneKind.COUNTY: Words("County or district", "县(市、区)"),
    ZoneKind.DEV_ZONE: Words("Development zone", "开发区"),
    ZoneKind.HIGH_TECH: Words("High-tech zone", "高新区"),
    ZoneKind.PORT: Words("Port zone", "港区"),
    ZoneKind.TOWN: Words("Town or street", "镇街"),
}


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


class EnterpriseStatus(StrEnum):
    """Where an enterprise stands. 企业状态。"""

    PREPARING = "PREPARING"
    ACTIVE = "ACTIVE"
    MOVED = "MOVED"
    CLOSED = "CLOSED"


def reach(sight: Sight) -> Reach:
    """Which enterprises a role sees: those of its cases. The register as a whole is for who keeps it."""
    return Reach.ALL if sight.role is Role.ADMIN else reach_of_cases(sight)


@dataclass(frozen=True, slots=True)
class Zone:
    """A county, a prefecture or a functional zone. Functional zones have no GB/T 2260 code of their own:
    `division_code` says where the zone sits."""

    id: UUID
    county_code: str
    name: str
    kind: ZoneKind
    division_code: str


@dataclass(frozen=True, slots=True)
class Organization:
    """A department or an institution that can staff a booth."""

    id: UUID
    county_code: str
    name: str
    kind: OrganizationKind


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise. The USCC (GB 32100) is unique in its county; it may be missing only while PREPARING."""

    id: UUID
    county_code: str
    name: str
    uscc: str | None
    status: EnterpriseStatus


@dataclass(frozen=True, slots=True)
class EnterpriseRegistration:
    """An enterprise by its credit code, with the name to register when the code is not known yet."""

    uscc: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class OrganizationRegistration:
    """An organization by its name in the county, with its kind when it is not known yet."""

    name: str | None
    kind: OrganizationKind


@dataclass(frozen=True, slots=True)
class ZoneRegistration:
    """A zone by its name in the county of its division code."""

    name: str | None
    kind: ZoneKind
    division_code: str | None


# By id, or by what identifies it outside. An id that could not be read is `None` and names nothing.
EnterpriseReference = UUID | EnterpriseRegistration | None
OrganizationReference = UUID | OrganizationRegistration | None
ZoneReference = UUID | ZoneRegistration | None


def check_registration(
    reference: EnterpriseReference | OrganizationReference | ZoneReference, path: str, problems: Problems
) -> None:
    """Note what is wrong with a reference; one by id is right as it stands."""
    if reference is None or isinstance(reference, UUID):
        return
    problems.note(f"{path}.registration.name", name_problem(reference.name))
    match reference:
        case EnterpriseRegistration():
            problems.note(f"{path}.registration.uscc", uscc_problem(reference.uscc))
        case ZoneRegistration():
            problems.note(f"{path}.registration.divisionCode", division_problem(reference.division_code))
        case _:
            pass


def name_problem(name: str | None) -> Words | None:
    """What is wrong with a name, if anything."""
    return text_problem(name, NAME_LIMIT)


def register_enterprise(registration: EnterpriseRegistration, county_code: str, id: UUID) -> Enterprise:
    """The enterprise of a checked registration, to be stored unless its code is known already."""
    assert registration.uscc is not None
    assert registration.name is not None
    return Enterprise(
        id, county_code, registration.name.strip(), clean_uscc(registration.uscc), EnterpriseStatus.ACTIVE
    )


def register_organization(registration: OrganizationRegistration, county_code: str, id: UUID) -> Organization:
    """The organization of a checked registration, to be stored unless its name is known already."""
    assert registration.name is not None
    return Organization(id, county_code, registration.name.strip(), registration.kind)


def register_zone(registration: ZoneRegistration, id: UUID) -> Zone:
    """The zone of a checked registration, to be stored unless its name is known already."""
    assert registration.name is not None
    assert registration.division_code is not None
    return Zone(
        id,
        registration.division_code,
        registration.name.strip(),
        registration.kind,
        registration.division_code,
    )
