"""Liaisons and the contact log: records, commands, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.periods import Period
from domain.enterprises.register import EnterpriseStatus, reach
from domain.enterprises.staff import KEEPERS, StaffRole, reach_of_staff
from domain.money import rate
from domain.people import Acts, Reach, Role, Sight, reach_of_cases
from domain.refusals import Words

ENTERPRISE, LIAISON = Words("enterprise", "企业"), Words("liaison", "联络任务")

ACTS: Acts = {
    "assignLiaison": KEEPERS,
    "assignStaff": KEEPERS,
    "handOverLiaison": KEEPERS,
    "endLiaison": KEEPERS,
    "importLiaisons": KEEPERS,
    "logContact": KEEPERS | {Role.SECRETARY},
}
"""Which roles do which act; for which enterprises, those that they see."""

ENDED = frozenset({EnterpriseStatus.MOVED, EnterpriseStatus.CLOSED})
"""Where an enterprise needs nobody any more."""


class LiaisonRole(StrEnum):
    """What somebody of the staff is to an enterprise. 联络角色。"""

    LIAISON = "LIAISON"
    SECRETARY = "SECRETARY"
    STEWARD = "STEWARD"
    INSTRUCTOR = "INSTRUCTOR"


LIAISON_ROLE_NAMES: dict[LiaisonRole, Words] = {
    LiaisonRole.LIAISON: Words("Liaison officer", "联络员"),
    LiaisonRole.SECRETARY: Words("Project secretary", "项目秘书"),
    LiaisonRole.STEWARD: Words("Project steward", "项目管家"),
    LiaisonRole.INSTRUCTOR: Words("Instructor of party building", "党建工作指导员"),
}

NEEDED: Mapping[LiaisonRole, StaffRole] = {
    LiaisonRole.LIAISON: StaffRole.LIAISON_OFFICER,
    LiaisonRole.SECRETARY: StaffRole.PROJECT_SECRETARY,
    LiaisonRole.STEWARD: StaffRole.STEWARD,
    LiaisonRole.INSTRUCTOR: StaffRole.INSTRUCTOR,
}
"""What somebody of the staff has to be for a role."""


class ContactChannel(StrEnum):
    """How an enterprise was contacted. 联络方式。"""

    VISIT = "VISIT"
    PHONE = "PHONE"
    WECHAT = "WECHAT"
    ONSITE_OFFICE = "ONSITE_OFFICE"


CONTACT_CHANNEL_NAMES: dict[ContactChannel, Words] = {
    ContactChannel.VISIT: Words("Visit", "走访"),
    ContactChannel.PHONE: Words("Telephone", "电话"),
    ContactChannel.WECHAT: Words("WeChat", "微信"),
    ContactChannel.ONSITE_OFFICE: Words("Office hours on site", "驻点"),
}


def refused_of_staff(sight: Sight) -> frozenset[str]:
    """The fields of the staff that a role may not ask for: how many they look after, if it sees not one of these."""
    sees_staff, sees_liaisons = (of(sight) is not Reach.NONE for of in (reach_of_staff, reach))
    return frozenset({"enterpriseCount"}) if sees_staff and not sees_liaisons else frozenset()


def hidden_of_log(sight: Sight) -> frozenset[str]:
    """What of a contact a role reads as null: the note, unless it sees what the enterprise's cases say."""
    sees_cases = reach_of_cases(sight) is not Reach.NONE
    return frozenset() if sees_cases or reach(sight) is Reach.NONE else frozenset({"note"})


def reach_of_coverage(sight: Sight) -> Reach:
    """Over which enterprises a role is told how many are looked after: those that it sees; an evaluator, over all."""
    return Reach.ALL if sight.role is Role.EVALUATOR else reach(sight)


@dataclass(frozen=True, slots=True)
class Liaison:
    """Somebody looks after an enterprise from `since` on and before `until`; without, for ever."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    staff_id: UUID
    role: LiaisonRole
    is_primary: bool
    since: date
    until: date | None
    version: int

    @property
    def period(self) -> Period:
        """When."""
        return Period(self.since, self.until)


@dataclass(frozen=True, slots=True)
class LiaisonFilter:
    """Which liaisons a list shows; `None` does not matter."""

    role: LiaisonRole | None = None
    is_primary: bool | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LiaisonContact:
    """One contact with an enterprise, as it was logged: a contact that was logged wrongly stays, and the right one is
    logged beside it."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    staff_id: UUID
    contacted_on: date
    channel: ContactChannel
    note: str | None
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Which contacts a list shows; `None` does not matter."""

    channel: ContactChannel | None = None
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LiaisonCoverage:
    """How many of the active enterprises have a primary liaison on a day."""

    active: int
    covered: int

    @property
    def rate(self) -> Decimal | None:
        """Covered in percent of active."""
        return rate(self.covered, self.active)


# --- Commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AssignLiaison:
    """Have somebody look after an enterprise: as its primary liaison, or beside it."""

    enterprise_id: UUID | None
    staff_id: UUID | None
    role: LiaisonRole
    is_primary: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class HandOverLiaison:
    """Have somebody else take over on a day, in the same role unless another is given."""

    liaison_id: UUID | None
    version: int
    staff_id: UUID | None
    on: date
    role: LiaisonRole | None


@dataclass(frozen=True, slots=True)
class EndLiaison:
    """End a liaison: `on` is the first day on which it is no more."""

    liaison_id: UUID | None
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class LogContact:
    """Log a contact with an enterprise."""

    enterprise_id: UUID | None
    staff_id: UUID | None
    contacted_on: date
    channel: ContactChannel
    note: str | None


# --- What happened ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LiaisonAssigned:
    """An enterprise has its primary liaison."""

    liaison: Liaison


@dataclass(frozen=True, slots=True)
class StaffAssigned:
    """Somebody looks after an enterprise beside its primary liaison."""

    liaison: Liaison


@dataclass(frozen=True, slots=True)
class LiaisonHandedOver:
    """Somebody took over: one ends on the day on which the other begins."""

    ended: Liaison
    begun: Liaison


@dataclass(frozen=True, slots=True)
class LiaisonEnded:
    """A liaison has its last day."""

    liaison: Liaison


@dataclass(frozen=True, slots=True)
class LiaisonContactLogged:
    """A contact was logged."""

    liaison_contact: LiaisonContact
