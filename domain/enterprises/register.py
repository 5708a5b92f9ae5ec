"""The register of enterprises (主体库): what is known of each."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.codes import clean_uscc
from domain.people import Reach, Role, Sight, reach_of_cases
from domain.refusals import Words


class EnterpriseStatus(StrEnum):
    """Where an enterprise stands. 企业状态。"""

    PREPARING = "PREPARING"
    ACTIVE = "ACTIVE"
    MOVED = "MOVED"
    CLOSED = "CLOSED"


class EnterpriseKind(StrEnum):
    """Kind of market entity: the stock of them counts all three, each apart. 经营主体类别。"""

    ENTERPRISE = "ENTERPRISE"
    SOLE_TRADER = "SOLE_TRADER"
    OTHER = "OTHER"


STATUS_NAMES: dict[EnterpriseStatus, Words] = {
    EnterpriseStatus.PREPARING: Words("about to settle here", "拟落地"),
    EnterpriseStatus.ACTIVE: Words("active", "在营"),
    EnterpriseStatus.MOVED: Words("moved away", "已迁出"),
    EnterpriseStatus.CLOSED: Words("closed", "已注销"),
}
ENTERPRISE_KIND_NAMES: dict[EnterpriseKind, Words] = {
    EnterpriseKind.ENTERPRISE: Words("Enterprise with legal personality, or a branch of one", "企业"),
    EnterpriseKind.SOLE_TRADER: Words("Sole trader", "个体工商户"),
    EnterpriseKind.OTHER: Words("Another market entity, such as a farmers' cooperative", "其他经营主体"),
}


class EnterpriseSort(StrEnum):
    """What a list of enterprises may be sorted by. 企业排序字段。"""

    NAME = "NAME"
    REGISTERED_ON = "REGISTERED_ON"


ENDED = frozenset({EnterpriseStatus.MOVED, EnterpriseStatus.CLOSED})
"""Where an enterprise stands when nothing more is done with its record."""


def reach(sight: Sight) -> Reach:
    """Which enterprises a role sees: those of its cases, or of the chains that it leads. The register as a whole is for
    who keeps it."""
    if sight.role is Role.CHAIN_LEAD:
        return Reach.OWN_CHAINS
    return Reach.ALL if sight.role is Role.ADMIN else reach_of_cases(sight)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise. The USCC (GB 32100) is unique in its county; it is missing only while PREPARING, and of one that was
    given up before it had any. `division_code` (GB/T 2260) says where it sits, as far as that is known, if no more than
    the county; `industry_code` (GB/T 4754) what it does. `ended_on` is the day since when it is MOVED or CLOSED; the record
    of a duplicate is CLOSED and says which one it was merged into."""

    id: UUID
    county_code: str
    name: str
    uscc: str | None
    status: EnterpriseStatus
    division_code: str
    kind: EnterpriseKind = EnterpriseKind.ENTERPRISE
    former_names: tuple[str, ...] = ()
    zone_id: UUID | None = None
    industry_code: str | None = None
    registered_on: date | None = None
    ended_on: date | None = None
    merged_into_id: UUID | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class EnterpriseFilter:
    """Which enterprises; what is `None` does not matter. `industry` is a pattern of codes (`industries.pattern_within`)."""

    zone_id: UUID | None = None
    kind: EnterpriseKind | None = None
    status: EnterpriseStatus | None = None
    industry: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class EnterpriseRegistration:
    """An enterprise by its credit code, with the name to register when the code is not known yet."""

    uscc: str | None
    name: str | None


def register_enterprise(registration: EnterpriseRegistration, county_code: str, id: UUID) -> Enterprise:
    """The enterprise of a checked registration, to be stored unless its code is known already. Nothing more is known of it
    than that it is of this county."""
    assert registration.uscc is not None
    assert registration.name is not None
    uscc, name = clean_uscc(registration.uscc), registration.name.strip()
    return Enterprise(id, county_code, name, uscc, EnterpriseStatus.ACTIVE, county_code)
