"""Why an enterprise is not looked after as somebody wanted."""

from dataclasses import dataclass
from datetime import date

from domain.enterprises.liaison.records import LIAISON_ROLE_NAMES, Liaison
from domain.enterprises.register import Enterprise, EnterpriseStatus
from domain.enterprises.staff import Staff, StaffRole, names_of
from domain.refusals import Refusal, Words


def _days(liaison: Liaison) -> Words:
    since, until = liaison.since, liaison.until
    if until is None:
        return Words(f"from {since} on", f"自 {since} 起")
    return Words(f"from {since} to {until}", f"{since} 至 {until}(不含)")


@dataclass(frozen=True, slots=True)
class LiaisonOverlaps(Refusal):
    """An enterprise has one primary liaison at a time."""

    liaison: Liaison

    @property
    def message(self) -> Words:
        days = _days(self.liaison)
        return Words(
            f"The enterprise has a primary liaison {days.en}; hand that one over, or give days that it leaves free",
            f"该企业{days.zh}已有主联络员,请办理交接,或改选其未占用的日期",
        )


@dataclass(frozen=True, slots=True)
class AlreadyAssigned(Refusal):
    """Somebody has a role for an enterprise once at a time."""

    liaison: Liaison

    @property
    def message(self) -> Words:
        days, role = _days(self.liaison), LIAISON_ROLE_NAMES[self.liaison.role]
        return Words(
            f"This person is the enterprise's {role.en.lower()} {days.en} already",
            f"此人{days.zh}已是该企业的{role.zh}",
        )


@dataclass(frozen=True, slots=True)
class PrimaryNeedsSuccessor(Refusal):
    """Before an enterprise has ended, its primary liaison only gives way to the next."""

    on: date

    @property
    def message(self) -> Words:
        return Words(
            f"Nobody would be the primary liaison from {self.on} on; hand it over to somebody instead",
            f"自 {self.on} 起该企业将没有主联络员,请改为办理交接",
        )


@dataclass(frozen=True, slots=True)
class DayOutsideLiaison(Refusal):
    """A liaison is handed over or ended on a day after its first and before it is over."""

    liaison: Liaison

    @property
    def message(self) -> Words:
        since, until = self.liaison.since, self.liaison.until
        before = Words(f" and before {until}", f"、早于 {until}") if until else Words("", "")
        return Words(
            f"The day must be after {since}, when this liaison began{before.en}",
            f"日期应晚于该联络任务的开始日期 {since}{before.zh}",
        )


@dataclass(frozen=True, slots=True)
class StaffLacksRole(Refusal):
    """Who takes a role has to be appointed to it."""

    staff: Staff
    needed: StaffRole
    roles: tuple[StaffRole, ...]

    @property
    def message(self) -> Words:
        name, needed, held = self.staff.name, names_of([self.needed]), names_of(self.roles)
        return Words(
            f"{name} is no {needed.en} but {held.en}; choose a {needed.en}",
            f"{name}的岗位是{held.zh},不是{needed.zh},请选择{needed.zh}",
        )


@dataclass(frozen=True, slots=True)
class EnterpriseHasEnded(Refusal):
    """An enterprise that has moved away or closed is looked after by nobody new."""

    enterprise: Enterprise

    @property
    def message(self) -> Words:
        gone = {
            EnterpriseStatus.MOVED: Words("moved away", "迁出"),
            EnterpriseStatus.CLOSED: Words("closed", "注销"),
        }[self.enterprise.status]
        return Words(
            f"The enterprise has {gone.en}; nobody new is assigned to it",
            f"该企业已{gone.zh},不再安排联络",
        )


@dataclass(frozen=True, slots=True)
class DoesNotLookAfter(Refusal):
    """A contact is logged for who looked after the enterprise on that day."""

    staff: Staff
    contacted_on: date

    @property
    def message(self) -> Words:
        name, day = self.staff.name, self.contacted_on
        return Words(
            f"{name} did not look after this enterprise on {day}; give who did, or assign them from that day on",
            f"{name}在 {day} 并未联络该企业,请填写当日的负责人,或先补录其联络任务",
        )
