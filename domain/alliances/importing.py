"""Importing who belongs to an alliance: the columns of the table, and what becomes of its lines."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from domain.alliances.members import (
    Joined,
    MembershipOverlaps,
    OutsideAllianceLife,
    check_joining,
    join,
)
from domain.alliances.records import (
    MEMBER_ROLE_NAMES,
    JoinAlliance,
    Member,
    MemberRole,
    Membership,
    PartyAlliance,
)
from domain.enterprises import NAME_LIMIT, Enterprise, Organization
from domain.enterprises.importing import after_its_end, enterprise_problems
from domain.refusals import RecordEnded, Words
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
    against_stored,
    bare,
    column,
)


@dataclass(frozen=True, slots=True)
class AllianceMemberLine(Line):
    """An organization or an enterprise in an alliance for a while; without a role it is a member."""

    alliance: str | None = field(
        default=None, metadata=column("alliance", "联盟", Text(NAME_LIMIT), "联盟名称", "alliance name")
    )
    organization: str | None = field(
        default=None,
        metadata=column("organization", "机构名称", Text(NAME_LIMIT), "机构", "单位", required=False),
    )
    uscc: str | None = field(
        default=None,
        metadata=column("uscc", "统一社会信用代码", Uscc(), "信用代码", "credit code", required=False),
    )
    enterprise: str | None = field(
        default=None,
        metadata=column(
            "enterprise", "企业名称", Text(NAME_LIMIT), "企业", "enterprise name", required=False
        ),
    )
    role: MemberRole | None = field(
        default=None,
        metadata=column(
            "role",
            "角色",
            Choice(MEMBER_ROLE_NAMES, {"成员": MemberRole.MEMBER}),
            "成员角色",
            required=False,
        ),
    )
    since: date | None = field(default=None, metadata=column("since", "加入日期", Day(), "起始日期"))
    until: date | None = field(
        default=None, metadata=column("until", "退出日期", Day(), "结束日期", required=False)
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What the database knows of what some lines speak about: `held` has the memberships of each member of each alliance."""

    enterprises: Mapping[str, Enterprise]
    organizations: Mapping[str, Organization]
    alliances: Mapping[str, PartyAlliance]
    held: Mapping[tuple[UUID, UUID], tuple[Membership, ...]]


def about(line: AllianceMemberLine) -> Hashable:
    """What tells one membership from another: the alliance, the member, and when it began."""
    named = (line.alliance, line.uscc or line.organization, line.since)
    return None if None in named else named


def whose(line: AllianceMemberLine) -> Hashable:
    """What the lines have in common that must not overlap."""
    return (line.alliance, line.uscc, line.organization)


def decide(table: Table[AllianceMemberLine], ground: Ground, occasion: Occasion) -> Decided[Membership]:
    """What becomes of lines of which no two are about the same membership."""
    added: list[Membership] = []
    problems: list[RowProblem] = []
    unchanged = 0
    held = {pair: list(memberships) for pair, memberships in ground.held.items()}
    for line in table.lines:
        alliance = None if line.alliance is None else ground.alliances.get(line.alliance)
        member = _member(line, ground)
        wrong = [
            table.problem(line, name, words)
            for name, words in _wrong(line, ground, occasion.today)
            if words is not None and name not in line.bad
        ]
        if wrong or line.bad or alliance is None or member is None:
            problems += wrong
            continue
        before = held.setdefault((alliance.id, member.id), [])
        stored = next((each for each in before if each.since == line.since), None)
        if stored is not None:
            as_stored = replace(line, role=stored.role, until=stored.until)
            found = against_stored(table, line, as_stored)
            problems += found
            unchanged += not found
            continue
        joined = _joined(line, alliance, member, before, occasion)
        if isinstance(joined, Membership):
            before.append(joined)
            added.append(joined)
        else:
            problems.append(table.problem(line, *joined))
    return Decided(tuple(added), unchanged, tuple(problems))


def _member(line: AllianceMemberLine, ground: Ground) -> Enterprise | Organization | None:
    if line.uscc is not None:
        return ground.enterprises.get(line.uscc)
    return None if line.organization is None else ground.organizations.get(line.organization)


def _wrong(line: AllianceMemberLine, ground: Ground, today: date) -> list[tuple[str, Words | None]]:
    """What is wrong with a line before it is held against others."""
    found = enterprise_problems(line.uscc, line.enterprise, ground.enterprises)
    if (line.uscc is None) is (line.organization is None) and not {"uscc", "organization"} & line.bad:
        words = Words(
            "give an organization or the credit code of an enterprise, one of the two",
            "机构名称与统一社会信用代码二者填其一",
        )
        found.append(("organization", words))
    if line.alliance is not None and line.alliance not in ground.alliances:
        words = Words(
            f"the county has no alliance {line.alliance}; write its name as it is there",
            f"本县没有联盟“{line.alliance}”,请核对名称",
        )
        found.append(("alliance", words))
    if line.organization is not None and line.organization not in ground.organizations:
        words = Words(
            f"the county has no organization {line.organization}; write its name as it is there, or register it first",
            f"本县没有机构“{line.organization}”,请核对名称或先登记该机构",
        )
        found.append(("organization", words))
    if line.since is not None:
        command = JoinAlliance(
            None, Member(None, is_enterprise=False), line.role or MemberRole.MEMBER, line.since, line.until
        )
        invalid = check_joining(command, today)
        found += [(problem.path, problem.message) for problem in invalid.problems] if invalid else []
    return found


def _joined(
    line: AllianceMemberLine,
    alliance: PartyAlliance,
    member: Enterprise | Organization,
    before: list[Membership],
    occasion: Occasion,
) -> Membership | tuple[str, Words]:
    """The membership that a line makes beside those before, or which field is wrong."""
    assert line.since is not None
    is_enterprise = isinstance(member, Enterprise)
    if is_enterprise and (words := after_its_end(member, line.until)):
        return "until", words
    command = JoinAlliance(
        alliance.id,
        Member(member.id, is_enterprise=is_enterprise),
        line.role or MemberRole.MEMBER,
        line.since,
        line.until,
    )
    joined = join(command, alliance, member, before, occasion.new_id(), occasion.now)
    match joined:
        case Joined(membership):
            return membership
        case RecordEnded(path):
            return "organization", bare(joined, path)
        case OutsideAllianceLife(path):
            return path, bare(joined, path)
        case MembershipOverlaps():
            return "since", bare(joined, "since")
