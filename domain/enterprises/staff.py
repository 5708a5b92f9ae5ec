"""Staff (工作人员): public servants who look after enterprises. Names are kept, phones are not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.enterprises.organizations import Organization, OrganizationHasEnded
from domain.enterprises.periods import planned_day_problem
from domain.people import Acts, Reach, Role, Sight
from domain.refusals import REQUIRED, InvalidInput, Outdated, Problems, Refusal, Words, text_problem, tidy

STAFF_NAME_LIMIT, SUBJECT_LIMIT = 60, 200

STAFF = Words("member of the staff", "工作人员")

KEEPERS = frozenset({Role.ADMIN, Role.DISPATCHER})
"""Roles that keep the staff and who looks after whom."""

ACTS: Acts = {"registerStaff": KEEPERS, "endStaff": KEEPERS}
"""Which roles do which act."""

_STRANGERS = frozenset({Role.PUBLIC, Role.PEER, Role.OBSERVER})
"""Roles outside the offices of a county."""


class StaffRole(StrEnum):
    """What somebody of the staff may be to enterprises. 岗位。"""

    PROJECT_SECRETARY = "PROJECT_SECRETARY"
    LIAISON_OFFICER = "LIAISON_OFFICER"
    STEWARD = "STEWARD"
    INSTRUCTOR = "INSTRUCTOR"


STAFF_ROLE_NAMES: dict[StaffRole, Words] = {
    StaffRole.PROJECT_SECRETARY: Words("Project secretary", "项目秘书"),
    StaffRole.LIAISON_OFFICER: Words("Liaison officer", "联络员"),
    StaffRole.STEWARD: Words("Project steward", "项目管家"),
    StaffRole.INSTRUCTOR: Words("Instructor of party building", "党建工作指导员"),
}


def reach_of_staff(sight: Sight) -> Reach:
    """Which staff a role sees: whoever works for the county, or speaks for an enterprise there, knows its officers."""
    return Reach.NONE if sight.role in _STRANGERS else Reach.ALL


def hidden_of_staff(sight: Sight) -> frozenset[str]:
    """What of the staff a role reads as null: who signs in as whom is for those who keep it."""
    return frozenset() if sight.role in KEEPERS | _STRANGERS else frozenset({"subject"})


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who looks after enterprises. `subject` is the `sub` of the identity that they sign in with, unique in the
    county; from `ended_on` on they look after nobody."""

    id: UUID
    county_code: str
    name: str
    organization_id: UUID
    roles: frozenset[StaffRole]
    subject: str | None
    ended_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """Which staff a list shows; `None` does not matter."""

    organization_id: UUID | None = None
    role: StaffRole | None = None
    current: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterStaff:
    """Register somebody of an organization's staff."""

    name: str
    organization_id: UUID | None
    roles: tuple[StaffRole, ...]
    subject: str | None


@dataclass(frozen=True, slots=True)
class EndStaff:
    """Somebody leaves: `ended_on` is the first day on which they are no more."""

    staff_id: UUID | None
    version: int
    ended_on: date


@dataclass(frozen=True, slots=True)
class StaffRegistered:
    """Somebody was registered."""

    staff: Staff


@dataclass(frozen=True, slots=True)
class StaffEnded:
    """Somebody has left, or will."""

    staff: Staff


@dataclass(frozen=True, slots=True)
class SubjectTaken(Refusal):
    """An identity is one person's."""

    staff: Staff

    @property
    def message(self) -> Words:
        name = self.staff.name
        return Words(
            f"{name} signs in as this subject already; one identity is of one person",
            f"该登录标识(subject)已属于{name},一个标识只能对应一人",
        )


@dataclass(frozen=True, slots=True)
class StaffHasEnded(Refusal):
    """Who has left looks after nobody from that day on."""

    staff: Staff
    ended_on: date

    @property
    def message(self) -> Words:
        name, day = self.staff.name, self.ended_on
        return Words(
            f"{name} left on {day} and looks after nobody from then on; choose somebody else",
            f"{name}已于 {day} 离岗,此后不能再承担联络,请另选他人",
        )


@dataclass(frozen=True, slots=True)
class StaffStillAssigned(Refusal):
    """Who looks after enterprises hands them over before leaving."""

    staff: Staff
    assignments: int

    @property
    def message(self) -> Words:
        name, n = self.staff.name, self.assignments
        return Words(
            f"{name} would still look after enterprises on that day, {n} times; hand them over or end them first",
            f"{name}届时仍承担 {n} 项联络任务,请先交接或结束",
        )


def check_staff(command: RegisterStaff) -> InvalidInput | None:
    """All that is wrong with a registration by itself."""
    problems = Problems()
    problems.note("name", text_problem(command.name, STAFF_NAME_LIMIT))
    problems.note("roles", None if command.roles else REQUIRED)
    problems.note("subject", text_problem(command.subject, SUBJECT_LIMIT, required=False))
    return problems.refusal()


def register_staff(
    command: RegisterStaff, organization: Organization, id: UUID
) -> StaffRegistered | OrganizationHasEnded:
    """The staff of a checked registration; an organization that has ended has nobody new."""
    if organization.ended_on is not None:
        return OrganizationHasEnded(organization, organization.ended_on)
    return StaffRegistered(
        Staff(
            id,
            organization.county_code,
            command.name.strip(),
            organization.id,
            frozenset(command.roles),
            tidy(command.subject),
            ended_on=None,
            version=1,
        )
    )


def check_end_of_staff(command: EndStaff, today: date) -> InvalidInput | None:
    """What is wrong with the day."""
    problems = Problems()
    problems.note("endedOn", planned_day_problem(command.ended_on, today))
    return problems.refusal()


def end_staff(
    command: EndStaff, staff: Staff, assignments: int
) -> StaffEnded | Outdated | StaffHasEnded | StaffStillAssigned:
    """Somebody leaves who would have so many `assignments` on that day or after it."""
    if staff.version != command.version:
        return Outdated("version", staff.version)
    if staff.ended_on is not None:
        return StaffHasEnded(staff, staff.ended_on)
    if assignments:
        return StaffStillAssigned(staff, assignments)
    return StaffEnded(replace(staff, ended_on=command.ended_on, version=staff.version + 1))


def names_of(roles: Sequence[StaffRole]) -> Words:
    """The names of roles, one behind the other."""
    names = [STAFF_ROLE_NAMES[role] for role in roles]
    return Words(", ".join(name.en.lower() for name in names), "、".join(name.zh for name in names))
