"""Enterprises, organizations and zones in the contract."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import enterprises
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, in_words, key_of, related
from schema.costs import about_as_long
from schema.scalars import DivisionCode, Uscc

if TYPE_CHECKING:
    from schema.contacts import Contact

enum_of(enterprises.ZoneKind, "Kind of zone. 区域类别。", by_name(enterprises.ZONE_KIND_NAMES))
enum_of(
    enterprises.OrganizationKind,
    "Kind of organization. 机构类别。",
    by_name(enterprises.ORGANIZATION_KIND_NAMES),
)
enum_of(
    enterprises.EnterpriseStatus,
    "Where an enterprise stands. 企业状态。",
    in_words(
        {
            "PREPARING": "About to settle here|拟落地",
            "ACTIVE": "Active|在营",
            "MOVED": "Moved away|已迁出",
            "CLOSED": "Closed|已注销",
        }
    ),
)


@backed_by(enterprises.Zone, keys=("id",))
class Zone(Node):
    """A county, a prefecture or a functional zone. 功能区或行政区。"""

    id: strawberry.ID = identity("Zone")
    name: str = about("Name of the zone. 名称。")
    kind: enterprises.ZoneKind = about("Kind of zone. 类别。")
    division_code: DivisionCode = about(
        "Where the zone sits: functional zones have no code of their own. 所在行政区划代码。"
    )


@backed_by(enterprises.Organization, keys=("id",))
class Organization(Node):
    """A department or an institution that can staff a booth. 部门或金融机构。"""

    id: strawberry.ID = identity("Organization")
    name: str = about("Name of the organization. 名称。")
    kind: enterprises.OrganizationKind = about("Kind of organization. 类别。")


@backed_by(enterprises.Enterprise, keys=("id", "uscc"))
class Enterprise(Node):
    """An enterprise. 企业。"""

    id: strawberry.ID = identity("Enterprise")
    name: str = about("Registered name. 名称。")
    uscc: Uscc | None = about(
        "Credit code; missing only while PREPARING. 统一社会信用代码,拟落地企业可暂缺。"
    )
    status: enterprises.EnterpriseStatus = about("Where the enterprise stands. 状态。")
    contacts: list[Annotated["Contact", strawberry.lazy("schema.contacts")]] = related(
        "Its contacts, at most 20; their names and phones are sealed. 联系人,至多 20 位,姓名与电话封存。",
        about_as_long(5),
    )


@strawberry.input(
    description="An enterprise by its credit code; the name registers one that is not known yet. 按统一社会信用代码登记企业。"
)
class EnterpriseRegistrationInput:
    uscc: Uscc | None = strawberry.field(
        default=None, description="Credit code, 18 characters. 统一社会信用代码。"
    )
    name: str | None = strawberry.field(default=None, description="Registered name. 名称。")


@strawberry.input(
    one_of=True, description="An enterprise, by id or by credit code. 企业:按标识或按信用代码。"
)
class EnterpriseReferenceInput:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a registered enterprise. 已登记企业的标识。"
    )
    registration: EnterpriseRegistrationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Credit code and name. 信用代码与名称。"
    )


@strawberry.input(
    description="An organization by its name; the kind registers one that is not known yet. 按名称登记机构。"
)
class OrganizationRegistrationInput:
    kind: enterprises.OrganizationKind = strawberry.field(description="Kind of organization. 类别。")
    name: str | None = strawberry.field(default=None, description="Name of the organization. 名称。")


@strawberry.input(one_of=True, description="An organization, by id or by name. 机构:按标识或按名称。")
class OrganizationReferenceInput:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a known organization. 已有机构的标识。"
    )
    registration: OrganizationRegistrationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Name and kind. 名称与类别。"
    )


@strawberry.input(
    description="A zone by its name and division; registered when it is not known yet. 按名称登记区域。"
)
class ZoneRegistrationInput:
    kind: enterprises.ZoneKind = strawberry.field(description="Kind of zone. 类别。")
    name: str | None = strawberry.field(default=None, description="Name of the zone. 名称。")
    division_code: DivisionCode | None = strawberry.field(
        default=None, description="Division code, six digits. 行政区划代码。"
    )


@strawberry.input(one_of=True, description="A zone, by id or by name. 区域:按标识或按名称。")
class ZoneReferenceInput:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Id of a known zone. 已有区域的标识。"
    )
    registration: ZoneRegistrationInput | None = strawberry.field(
        default=strawberry.UNSET, description="Name, kind and division. 名称、类别与行政区划。"
    )


def read_enterprise(given: EnterpriseReferenceInput) -> enterprises.EnterpriseReference:
    """The domain's reference; an id that is none of ours names nothing."""
    if given.registration:
        return enterprises.EnterpriseRegistration(given.registration.uscc, given.registration.name)
    return key_of("Enterprise", given.id or "")


def read_organization(given: OrganizationReferenceInput) -> enterprises.OrganizationReference:
    """The domain's reference; an id that is none of ours names nothing."""
    if given.registration:
        return enterprises.OrganizationRegistration(given.registration.name, given.registration.kind)
    return key_of("Organization", given.id or "")


def read_zone(given: ZoneReferenceInput) -> enterprises.ZoneReference:
    """The domain's reference; an id that is none of ours names nothing."""
    if given.registration:
        return enterprises.ZoneRegistration(
            given.registration.name, given.registration.kind, given.registration.division_code
        )
    return key_of("Zone", given.id or "")
