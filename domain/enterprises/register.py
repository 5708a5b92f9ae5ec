"""The register of enterprises."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.codes import clean_uscc
from domain.people import Reach, Role, Sight, reach_of_cases


class EnterpriseStatus(StrEnum):
    """Where an enterprise stands. 企业状态。"""

    PREPARING = "PREPARING"
    ACTIVE = "ACTIVE"
    MOVED = "MOVED"
    CLOSED = "CLOSED"


def reach(sight: Sight) -> Reach:
    """Which enterprises a role sees: those of its cases, or of the chains that it leads. The register as a whole is for
    who keeps it."""
    if sight.role is Role.CHAIN_LEAD:
        return Reach.OWN_CHAINS
    return Reach.ALL if sight.role is Role.ADMIN else reach_of_cases(sight)


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


def register_enterprise(registration: EnterpriseRegistration, county_code: str, id: UUID) -> Enterprise:
    """The enterprise of a checked registration, to be stored unless its code is known already."""
    assert registration.uscc is not None
    assert registration.name is not None
    return Enterprise(
        id, county_code, registration.name.strip(), clean_uscc(registration.uscc), EnterpriseStatus.ACTIVE
    )
