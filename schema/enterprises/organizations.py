"""Organizations in the contract."""

import strawberry

from domain import enterprises
from schema.backing import Node, about, backed_by, by_name, enum_of, identity

enum_of(
    enterprises.OrganizationKind,
    "Kind of organization. 机构类别。",
    by_name(enterprises.ORGANIZATION_KIND_NAMES),
)


@backed_by(enterprises.Organization, keys=("id",))
class Organization(Node):
    """A department or an institution that can staff a booth. 部门或金融机构。"""

    id: strawberry.ID = identity("Organization")
    name: str = about("Name of the organization. 名称。")
    kind: enterprises.OrganizationKind = about("Kind of organization. 类别。")
