"""Importing who looks after which enterprise: the columns of the table, and what becomes of its lines."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from domain.enterprises.importing import enterprise_problems
from domain.enterprises.liaison.records import (
    LIAISON_ROLE_NAMES,
    AssignLiaison,
    Liaison,
    LiaisonRole,
)
from domain.enterprises.liaison.refusals import (
    EnterpriseHasEnded,
    PrimaryNeedsSuccessor,
    StaffLacksRole,
)
from domain.enterprises.liaison.rules import assign, check_assignment
from domain.enterprises.names import NAME_LIMIT
from domain.enterprises.register import Enterprise
from domain.enterprises.staff import STAFF_NAME_LIMIT, Staff, StaffHasEnded
from domain.refusals import Words
from domain.tables import (
    Choice,
    Day,
    Decided,
    Line,
    Occasion,
    RowProblem,
    Table,
    Text,
    Uscc,
    YesNo,
    against_stored,
    bare,
    column,
)


@dataclass(frozen=True, slots=True)
class LiaisonLine(Line):
    """Somebody looks after an enterprise for a while: as its primary liaison, unless the line says no."""

    uscc: str | None = field(
        default=None, metadata=column("uscc", "统一社会信用代码", Uscc(), "信用代码", "credit code")
    )
    enterprise: str | None = field(
        default=None,
        metadata=column(
            "enterprise", "企业名称", Text(NAME_LIMIT), "企业", "enterprise name", required=False
        ),
    )
    staff: str | None = field(
        default=None,
        metadata=column(
            "staff", "工作人员", Text(STAFF_NAME_LIMIT), "姓名", "联络员姓名", "项目秘书", "staff name"
        ),
    )
    organization: str | None = field(
        default=None,
        metadata=column("organization", "机构名称", Text(NAME_LIMIT), "机构", "所属机构", required=False),
    )
    role: LiaisonRole | None = field(
        default=None,
        metadata=column("role", "联络角色", Choice(LIAISON_ROLE_NAMES), "角色", required=False),
    )
    primary: bool | None = field(
        default=None,
        metadata=column("primary", "主联络", YesNo(), "是否主联络", required=False, truth=True),
    )
    since: date | None = field(default=None, metadata=column("since", "开始日期", Day(), "起始日期"))
    until: date | None = field(
        default=None, metadata=column("until", "结束日期", Day(), "终止日期", required=False)
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What the database knows of what some lines speak about: `staff` by name, each with the name of its organization;
    `people` has whoever looks after one of the enterprises; `held` has all liaisons that an enterprise had and will have."""

    enterprises: Mapping[str, Enterprise]
    staff: Mapping[str, tuple[tuple[Staff, str], ...]]
    people: Mapping[UUID, str]
    held: Mapping[UUID, tuple[Liaison, ...]]


def about(line: LiaisonLine) -> Hashable:
    """What tells one liaison from another: the enterprise and when it began; of those beside the primary one also who, and in
    which role."""
    if line.uscc is None or line.since is None or "primary" in line.bad:
        return None
    primary = line.primary is not False
    return (line.uscc, line.since, None if primary else (line.staff, line.organization, line.role))


def whose(line: LiaisonLine) -> Hashable:
    """What the lines have in common that follow each other."""
    return line.uscc


def decide(table: Table[LiaisonLine], ground: Ground, occasion: Occasion) -> Decided[Liaison]:
    """What becomes of lines of which no two are about the same liaison. A primary liaison ends when the next begins, so that
    the last is decided first."""
    added: list[Liaison] = []
    problems: list[RowProblem] = []
    unchanged = 0
    held = {id: list(liaisons) for id, liaisons in ground.held.items()}
    for line in sorted(table.lines, key=lambda line: line.since or date.max, reverse=True):
        enterprise = None if line.uscc is None else ground.enterprises.get(line.uscc)
        staff = _staff(line, ground)
        wrong = [
            table.problem(line, name, words)
            for name, words in _wrong(line, ground, staff, occasion.today)
            if words is not None and name not in line.bad
        ]
        if wrong or line.bad or enterprise is None or not isinstance(staff, Staff):
            problems += wrong
            continue
        before = held.setdefault(enterprise.id, [])
        stored = next((each for each in before if _is_about(line, staff, each)), None)
        if stored is not None:
            who = line.staff if stored.staff_id == staff.id else ground.people[stored.staff_id]
            as_stored = replace(line, staff=who, role=stored.role, until=stored.until)
            found = against_stored(table, line, as_stored)
            problems += found
            unchanged += not found
            continue
        assigned = _assigned(line, enterprise, staff, before, occasion)
        if isinstance(assigned, Liaison):
            before.append(assigned)
            added.append(assigned)
        else:
            problems.append(table.problem(line, *assigned))
    return Decided(tuple(added), unchanged, tuple(problems))


def _is_about(line: LiaisonLine, staff: Staff, stored: Liaison) -> bool:
    """Whether a line is about what is stored."""
    if stored.since != line.since or stored.is_primary is not (line.primary is not False):
        return False
    return stored.is_primary or (stored.staff_id, stored.role) == (staff.id, _role(line))


def _role(line: LiaisonLine) -> LiaisonRole:
    return line.role or LiaisonRole.LIAISON


def _staff(line: LiaisonLine, ground: Ground) -> Staff | int | None:
    """The one whom a line names, or how many it may be; `None` when it names nobody."""
    if line.staff is None:
        return None
    found = [
        staff
        for staff, organization in ground.staff.get(line.staff, ())
        if line.organization in {None, organization}
    ]
    return found[0] if len(found) == 1 else len(found)


def _wrong(
    line: LiaisonLine, ground: Ground, staff: Staff | int | None, today: date
) -> list[tuple[str, Words | None]]:
    """What is wrong with a line before it is held against others."""
    found = enterprise_problems(line.uscc, line.enterprise, ground.enterprises)
    if staff == 0:
        words = Words(
            f"nobody of the staff is called {line.staff}; register them first",
            f"工作人员中没有“{line.staff}”,请先登记",
        )
        found.append(("staff", words))
    elif isinstance(staff, int):
        words = Words(
            f"{staff} of the staff are called {line.staff}; say of which organization",
            f"有 {staff} 名工作人员叫“{line.staff}”,请填写机构名称",
        )
        found.append(("staff", words))
    if line.since is not None:
        command = AssignLiaison(None, None, _role(line), is_primary=True, since=line.since, until=line.until)
        invalid = check_assignment(command, today)
        found += [(problem.path, problem.message) for problem in invalid.problems] if invalid else []
    return found


def _assigned(
    line: LiaisonLine, enterprise: Enterprise, staff: Staff, before: list[Liaison], occasion: Occasion
) -> Liaison | tuple[str, Words]:
    """The liaison that a line makes beside those that there are, or which field is wrong."""
    assert line.since is not None
    command = AssignLiaison(
        enterprise.id,
        staff.id,
        _role(line),
        is_primary=line.primary is not False,
        since=line.since,
        until=line.until,
    )
    assigned = assign(command, enterprise, staff, before, occasion.new_id())
    match assigned:
        case Liaison():
            return assigned
        case EnterpriseHasEnded():
            return "uscc", bare(assigned)
        case StaffHasEnded() | StaffLacksRole():
            return "staff", bare(assigned)
        case PrimaryNeedsSuccessor():
            return "until", bare(assigned)
        case _:
            return "since", bare(assigned)
