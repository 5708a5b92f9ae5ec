"""Bonds that enterprises issue (企业债券): applied for, registered, listed (挂网) and issued."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.elements import FinancingKind
from domain.enterprises.days import day_problem
from domain.financing.deals import FAILED, Deal
from domain.money import amount_problem
from domain.refusals import (
    InvalidInput,
    Outdated,
    Problems,
    Refusal,
    Words,
    text_problem,
)

BOND_ISSUE = Words("bond issue", "债券发行")

AUTHORITY_LIMIT = 120


class BondState(StrEnum):
    """How far a bond issue has come. 债券发行状态。"""

    APPLIED = "APPLIED"
    REGISTERED = "REGISTERED"
    LISTED = "LISTED"
    ISSUED = "ISSUED"
    WITHDRAWN = "WITHDRAWN"


BOND_STATE_NAMES: Mapping[BondState, Words] = {
    BondState.APPLIED: Words("Applied for", "已申报"),
    BondState.REGISTERED: Words("Registered by the authority", "已注册(批复)"),
    BondState.LISTED: Words("Listed", "已挂网"),
    BondState.ISSUED: Words("Issued: the money has come", "已发行"),
    BondState.WITHDRAWN: Words("Withdrawn", "已撤回"),
}

BOND_STEPS: Mapping[BondState, tuple[BondState, ...]] = {
    BondState.APPLIED: (BondState.REGISTERED, BondState.WITHDRAWN),
    BondState.REGISTERED: (BondState.LISTED, BondState.WITHDRAWN),
    BondState.LISTED: (BondState.ISSUED, BondState.WITHDRAWN),
    BondState.ISSUED: (),
    BondState.WITHDRAWN: (),
}
"""What a bond issue can become; it never goes back."""


@dataclass(frozen=True, slots=True)
class BondIssue:
    """A bond issue of an enterprise; amounts are yuan. `amount` is what was applied for, `issued_amount` what it brought.
    It may be what a deal of the kind BOND is about, `deal_id`."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    deal_id: UUID | None
    authority: str
    amount: Decimal
    issued_amount: Decimal | None
    state: BondState
    applied_on: date
    registered_on: date | None
    listed_on: date | None
    issued_on: date | None
    withdrawn_on: date | None
    recorded_at: datetime
    version: int

    @property
    def last_step_on(self) -> date:
        """The day of its last step."""
        days = (self.applied_on, self.registered_on, self.listed_on, self.issued_on, self.withdrawn_on)
        return max(day for day in days if day is not None)


@dataclass(frozen=True, slots=True)
class BondFilter:
    """Which bond issues; what is `None` does not matter."""

    state: BondState | None = None
    enterprise_id: UUID | None = None


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordBondIssue:
    """Record that an enterprise has applied for a bond issue."""

    enterprise_id: UUID | None
    authority: str
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class AdvanceBondIssue:
    """Bring a bond issue to a later state; with what it brought, once it is issued."""

    bond_issue_id: UUID | None
    version: int
    state: BondState
    issued_amount: Decimal | None
    on: date


@dataclass(frozen=True, slots=True)
class LinkBondIssue:
    """Say which deal a bond issue is what comes of."""

    bond_issue_id: UUID | None
    version: int
    deal_id: UUID | None


@dataclass(frozen=True, slots=True)
class BondRecorded:
    """A bond issue that was applied for."""

    bond_issue: BondIssue


@dataclass(frozen=True, slots=True)
class BondAdvanced:
    """A bond issue that has come further."""

    bond_issue: BondIssue


@dataclass(frozen=True, slots=True)
class BondLinked:
    """A bond issue that is what comes of a deal."""

    bond_issue: BondIssue


@dataclass(frozen=True, slots=True)
class BondInWrongState(Refusal):
    """A bond issue in this state becomes none but one of the `possible`."""

    state: BondState
    possible: tuple[BondState, ...]

    @property
    def message(self) -> Words:
        is_, can = BOND_STATE_NAMES[self.state], [BOND_STATE_NAMES[each] for each in self.possible]
        if not can:
            return Words(f"The bond issue is over: {is_.en.lower()}", f"债券发行已结束({is_.zh}),不能再变更")
        return Words(
            f"The bond issue is: {is_.en.lower()}; next it can be: {' or '.join(w.en.lower() for w in can)}",
            f"债券发行目前{is_.zh},接下来只能是:{'、'.join(w.zh for w in can)}",
        )


@dataclass(frozen=True, slots=True)
class BondDayOutOfOrder(Refusal):
    """The steps of a bond issue come one after the other: the day is before that of the last one, `earliest`."""

    path: str
    earliest: date

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: must not be before {self.earliest}, the day of the last step",
            f"{self.path}:不得早于上一步的日期 {self.earliest}",
        )


@dataclass(frozen=True, slots=True)
class AboveRegisteredAmount(Refusal):
    """More than what was applied for, in yuan."""

    amount: Decimal

    @property
    def message(self) -> Words:
        return Words(
            f"issuedAmount: at most the {self.amount:,.2f} yuan that were applied for can be issued",
            f"issuedAmount:发行金额不得超过申报的 {self.amount:,.2f} 元",
        )


class BondLinkObstacle(StrEnum):
    """Why a bond issue is not what comes of a deal. 债券不能关联的原因。"""

    NOT_OF_BONDS = "NOT_OF_BONDS"
    ANOTHER_ENTERPRISE = "ANOTHER_ENTERPRISE"
    LINKED_ALREADY = "LINKED_ALREADY"
    OVER = "OVER"


BOND_LINK_OBSTACLE_NAMES: Mapping[BondLinkObstacle, Words] = {
    BondLinkObstacle.NOT_OF_BONDS: Words("The deal is not of the kind BOND", "该对接不是债券业务"),
    BondLinkObstacle.ANOTHER_ENTERPRISE: Words("The deal is another enterprise's", "该对接属于其他企业"),
    BondLinkObstacle.LINKED_ALREADY: Words(
        "The bond issue or the deal is linked already", "该债券或该对接已有关联"
    ),
    BondLinkObstacle.OVER: Words(
        "The bond issue was withdrawn, or the deal was declined, withdrawn or lapsed",
        "债券发行已撤回,或该对接已未通过、撤回或失效",
    ),
}


@dataclass(frozen=True, slots=True)
class CannotLinkBond(Refusal):
    """The bond issue is not what comes of this deal."""

    obstacle: BondLinkObstacle

    @property
    def message(self) -> Words:
        return BOND_LINK_OBSTACLE_NAMES[self.obstacle]


def check_bond(command: RecordBondIssue, today: date) -> InvalidInput | None:
    """All that is wrong with a bond issue by itself."""
    problems = Problems()
    problems.note("authority", text_problem(command.authority, AUTHORITY_LIMIT))
    problems.note("amount", amount_problem(command.amount))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def check_bond_step(command: AdvanceBondIssue, today: date) -> InvalidInput | None:
    """All that is wrong with a step by itself: what was issued is said with that step, and with no other."""
    problems = Problems()
    if command.state is BondState.ISSUED:
        problems.note("issuedAmount", amount_problem(command.issued_amount))
    elif command.issued_amount is not None:
        problems.note("issuedAmount", Words("is said when the bond is issued", "仅在已发行时填写"))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def record_bond(
    command: RecordBondIssue, enterprise_id: UUID, county_code: str, id: UUID, at: datetime
) -> BondRecorded:
    """The bond issue of a checked command."""
    return BondRecorded(
        BondIssue(
            id=id,
            county_code=county_code,
            enterprise_id=enterprise_id,
            deal_id=None,
            authority=command.authority.strip(),
            amount=command.amount,
            issued_amount=None,
            state=BondState.APPLIED,
            applied_on=command.on,
            registered_on=None,
            listed_on=None,
            issued_on=None,
            withdrawn_on=None,
            recorded_at=at,
            version=1,
        )
    )


_DAYS: Mapping[BondState, str] = {
    BondState.REGISTERED: "registered_on",
    BondState.LISTED: "listed_on",
    BondState.ISSUED: "issued_on",
    BondState.WITHDRAWN: "withdrawn_on",
}


def advance_bond(
    command: AdvanceBondIssue, issue: BondIssue
) -> BondAdvanced | Outdated | BondInWrongState | BondDayOutOfOrder | AboveRegisteredAmount:
    """Bring a bond issue to its next state."""
    if command.version != issue.version:
        return Outdated("version", issue.version)
    possible = BOND_STEPS[issue.state]
    if command.state not in possible:
        return BondInWrongState(issue.state, possible)
    if command.on < issue.last_step_on:
        return BondDayOutOfOrder("on", issue.last_step_on)
    if command.issued_amount is not None and command.issued_amount > issue.amount:
        return AboveRegisteredAmount(issue.amount)
    further = replace(
        issue, state=command.state, version=issue.version + 1, issued_amount=command.issued_amount
    )
    return BondAdvanced(replace(further, **{_DAYS[command.state]: command.on}))


def link_bond(
    command: LinkBondIssue, issue: BondIssue, deal: Deal, linked: BondIssue | None
) -> BondLinked | Outdated | CannotLinkBond:
    """Have a bond issue be what comes of a deal; `linked` is the one that the deal has, if any that was not withdrawn."""
    if command.version != issue.version:
        return Outdated("version", issue.version)
    if deal.kind is not FinancingKind.BOND:
        return CannotLinkBond(BondLinkObstacle.NOT_OF_BONDS)
    if deal.enterprise_id != issue.enterprise_id:
        return CannotLinkBond(BondLinkObstacle.ANOTHER_ENTERPRISE)
    if linked is not None or issue.deal_id is not None:
        return CannotLinkBond(BondLinkObstacle.LINKED_ALREADY)
    if issue.state is BondState.WITHDRAWN or deal.state in FAILED:
        return CannotLinkBond(BondLinkObstacle.OVER)
    return BondLinked(replace(issue, deal_id=deal.id, version=issue.version + 1))
