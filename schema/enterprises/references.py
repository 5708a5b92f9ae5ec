"""What an input names: a record by its id, or by what identifies it outside."""

import strawberry

from domain import enterprises
from schema.backing import key_of
from schema.scalars import DivisionCode, Uscc


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
