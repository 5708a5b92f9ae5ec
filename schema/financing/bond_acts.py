"""What can be done on bond issues: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.financing.deal_happened import BondIssueAdvanced, BondIssueLinked, BondIssueRecorded
from schema.financing.deal_refused import (
    AboveRegisteredAmount,
    BondDayOutOfOrder,
    BondInWrongState,
    CannotLinkBond,
)
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

THE_BOND = "The bond issue. 债券发行。"
VERSION = "The version that was looked at. 所依据的版本号。"


@strawberry.input(description="Record that an enterprise has applied for a bond issue. 登记债券申报。")
class RecordBondIssueInput:
    enterprise_id: strawberry.ID = strawberry.field(description="Who issues. 发行企业。")
    authority: str = strawberry.field(
        description="Where it was applied for, at most 120 characters. 注册(审批)机关。"
    )
    amount: Money = strawberry.field(description="What was applied for, in yuan. 申报金额(元)。")
    on: date = strawberry.field(description="When, not after today. 申报日期。")

    def command(self) -> financing.RecordBondIssue:
        enterprise = key_of("Enterprise", self.enterprise_id)
        return financing.RecordBondIssue(enterprise, self.authority, self.amount, self.on)


RecordBondIssueResult = Annotated[
    BondIssueRecorded | InvalidInput | NotFound | OutsideRemit,
    strawberry.union("RecordBondIssueResult", description="What recordBondIssue answers. 结果。"),
]


@strawberry.input(description="Bring a bond issue to its next state. 推进债券发行。")
class AdvanceBondIssueInput:
    bond_issue_id: strawberry.ID = strawberry.field(description=THE_BOND)
    version: int = strawberry.field(description=VERSION)
    state: financing.BondState = strawberry.field(description="What it becomes. 新状态。")
    on: date = strawberry.field(description="When, not after today nor before the last step. 日期。")
    issued_amount: Money | None = strawberry.field(
        default=None, description="What it brought, in yuan, once it is issued. 发行金额(元),已发行时填写。"
    )

    def command(self) -> financing.AdvanceBondIssue:
        return financing.AdvanceBondIssue(
            key_of("BondIssue", self.bond_issue_id), self.version, self.state, self.issued_amount, self.on
        )


AdvanceBondIssueResult = Annotated[
    BondIssueAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | BondInWrongState
    | BondDayOutOfOrder
    | AboveRegisteredAmount,
    strawberry.union("AdvanceBondIssueResult", description="What advanceBondIssue answers. 结果。"),
]


@strawberry.input(description="Say which deal a bond issue comes of. 关联债券与对接。")
class LinkBondIssueInput:
    bond_issue_id: strawberry.ID = strawberry.field(description=THE_BOND)
    version: int = strawberry.field(description=VERSION)
    deal_id: strawberry.ID = strawberry.field(
        description="A deal of the kind BOND of the same enterprise. 该企业的债券类对接。"
    )

    def command(self) -> financing.LinkBondIssue:
        return financing.LinkBondIssue(
            key_of("BondIssue", self.bond_issue_id), self.version, key_of("Deal", self.deal_id)
        )


LinkBondIssueResult = Annotated[
    BondIssueLinked | InvalidInput | NotFound | OutsideRemit | Outdated | CannotLinkBond,
    strawberry.union("LinkBondIssueResult", description="What linkBondIssue answers. 结果。"),
]


@strawberry.type
class BondMutations:
    """Acts on bond issues; the root puts them together with the other contexts'."""

    @act(RecordBondIssueResult, "Record that an enterprise has applied for a bond issue. 登记债券申报。")
    async def record_bond_issue(self, info: Info, input: Annotated[RecordBondIssueInput, Given]) -> object:
        return await resolvers.financing.record_bond_issue(info.context, input.command())

    @act(AdvanceBondIssueResult, "Register, list, issue or withdraw a bond issue. 推进债券发行。")
    async def advance_bond_issue(self, info: Info, input: Annotated[AdvanceBondIssueInput, Given]) -> object:
        return await resolvers.financing.advance_bond_issue(info.context, input.command())

    @act(LinkBondIssueResult, "Say which deal a bond issue comes of: it is counted once. 关联债券与对接。")
    async def link_bond_issue(self, info: Info, input: Annotated[LinkBondIssueInput, Given]) -> object:
        return await resolvers.financing.link_bond_issue(info.context, input.command())
