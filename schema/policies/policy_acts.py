"""What can be done with policies and their clauses: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.policies
from domain import policies
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.policies.happened import (
    PolicyClauseAdded,
    PolicyClauseStruck,
    PolicyDrafted,
    PolicyEnded,
    PolicyPublished,
    PolicyRevised,
)
from schema.policies.refused import (
    ClauseAlreadyStruck,
    ClauseNumberTaken,
    DocumentNumberTaken,
    PolicyInWrongState,
    PolicyStands,
    PolicyWithoutClauses,
    ReviewPending,
)
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

VERSION = "The version of the policy that was looked at. 所依据的政策版本号。"
THE_POLICY = "The policy. 政策。"
TITLE = "Title, at most 200 characters. 标题。"
NUMBER = "Document number, at most 60 characters, unique in the county. 文号。"
BASIS = "The law or the higher policy that it rests on, at most 1,000 characters. 制定依据。"
REVIEW = "Its fair-competition review. 公平竞争审查。"
SINCE = "First day on which it holds. 生效日期。"
UNTIL = "First day on which it does not hold any more, if there is one. 失效日期。"


@strawberry.input(description="The fair-competition review of a policy. 公平竞争审查。")
class PolicyReviewInput:
    status: policies.ReviewStatus = strawberry.field(description="Where it stands. 状态。")
    reviewed_on: date | None = strawberry.field(
        default=None, description="When it was passed, for PASSED. 审查通过日期。"
    )
    reviewer: str | None = strawberry.field(
        default=None, description="Who reviewed it, for PASSED, at most 120 characters. 审查单位。"
    )
    ground: str | None = strawberry.field(
        default=None, description="Why it is exempt, for EXEMPT, at most 1,000 characters. 豁免依据。"
    )

    def review(self) -> policies.Review:
        return policies.Review(self.status, self.reviewed_on, self.reviewer, self.ground)


@strawberry.input(description="Begin a policy. 起草政策。")
class DraftPolicyInput:
    organization_id: strawberry.ID = strawberry.field(description="Who issues it. 发文单位。")
    title: str = strawberry.field(description=TITLE)
    document_number: str = strawberry.field(description=NUMBER)
    legal_basis: str = strawberry.field(description=BASIS)
    review: PolicyReviewInput = strawberry.field(description=REVIEW)
    valid_from: date = strawberry.field(description=SINCE)
    valid_until: date | None = strawberry.field(default=None, description=UNTIL)
    supersedes_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The policy that was published and whose place it takes once it is. 所替代的政策。",
    )

    def command(self) -> policies.DraftPolicy:
        return policies.DraftPolicy(
            organization_id=key_of("Organization", self.organization_id),
            text=policies.PolicyText(
                self.title,
                self.document_number,
                self.legal_basis,
                self.review.review(),
                self.valid_from,
                self.valid_until,
            ),
            supersedes=self.supersedes_id is not None,
            supersedes_id=key_of("Policy", self.supersedes_id or ""),
        )


DraftPolicyResult = Annotated[
    PolicyDrafted | InvalidInput | NotFound | OutsideRemit | DocumentNumberTaken | PolicyInWrongState,
    strawberry.union("DraftPolicyResult", description="What draftPolicy answers. 结果。"),
]


@strawberry.input(description="Change what a draft says. 修改政策草案。")
class RevisePolicyInput:
    policy_id: strawberry.ID = strawberry.field(description=THE_POLICY)
    version: int = strawberry.field(description=VERSION)
    title: str = strawberry.field(description=TITLE)
    document_number: str = strawberry.field(description=NUMBER)
    legal_basis: str = strawberry.field(description=BASIS)
    review: PolicyReviewInput = strawberry.field(description=REVIEW)
    valid_from: date = strawberry.field(description=SINCE)
    valid_until: date | None = strawberry.field(default=None, description=UNTIL)

    def command(self) -> policies.RevisePolicy:
        return policies.RevisePolicy(
            policy_id=key_of("Policy", self.policy_id),
            version=self.version,
            text=policies.PolicyText(
                self.title,
                self.document_number,
                self.legal_basis,
                self.review.review(),
                self.valid_from,
                self.valid_until,
            ),
        )


RevisePolicyResult = Annotated[
    PolicyRevised | InvalidInput | NotFound | OutsideRemit | Outdated | PolicyStands | DocumentNumberTaken,
    strawberry.union("RevisePolicyResult", description="What revisePolicy answers. 结果。"),
]


@strawberry.input(description="A condition of a clause: what its kind needs, and nothing else. 条款条件。")
class ClauseConditionInput:
    kind: policies.PolicyConditionKind = strawberry.field(description="What it asks. 条件类别。")
    alternative: int | None = strawberry.field(
        default=None,
        description="Conditions with the same number, 1 to 30, are any of them; without one it must be met. 同号为“任一”。",
    )
    codes: list[str] | None = strawberry.field(
        default=None,
        description="Industries (GB/T 4754), beginnings of divisions (GB/T 2260), values of the enumeration, or names of "
        "certificates; at most 50. 代码或取值。",
    )
    zone_id: strawberry.ID | None = strawberry.field(default=None, description="For ZONE. 区域。")
    chain_id: strawberry.ID | None = strawberry.field(default=None, description="For CHAIN. 产业链。")
    years: int | None = strawberry.field(
        default=None, description="For YEARS_AT_LEAST and YEARS_AT_MOST, 0 to 200. 登记年数。"
    )
    amount: Money | None = strawberry.field(
        default=None, description="For REVENUE_AT_LEAST, in yuan. 营业收入下限(元)。"
    )

    def condition(self) -> policies.GivenCondition:
        return policies.GivenCondition(
            kind=self.kind,
            alternative=self.alternative,
            codes=tuple(self.codes or ()),
            zone_id=key_of("Zone", self.zone_id or ""),
            has_zone=self.zone_id is not None,
            chain_id=key_of("Chain", self.chain_id or ""),
            has_chain=self.chain_id is not None,
            years=self.years,
            amount=self.amount,
        )


@strawberry.input(description="Add a clause to a draft. 添加政策条款。")
class AddPolicyClauseInput:
    policy_id: strawberry.ID = strawberry.field(description=THE_POLICY)
    version: int = strawberry.field(description=VERSION)
    number: int = strawberry.field(description="Number in the policy, 1 to 200. 条款序号。")
    title: str = strawberry.field(description=TITLE)
    text: str = strawberry.field(description="What it says, at most 4,000 characters. 正文。")
    benefit: policies.BenefitKind = strawberry.field(description="What it gives. 支持方式。")
    amount_rule: policies.AmountRule = strawberry.field(description="How the amount is found. 金额计算方式。")
    amount: Money | None = strawberry.field(default=None, description="For FIXED, in yuan. 定额(元)。")
    rate_bp: int | None = strawberry.field(
        default=None, description="For RATE, in hundredths of a percent, 1 to 10000. 比例(万分之一)。"
    )
    ceiling: Money | None = strawberry.field(default=None, description="For RATE, in yuan. 上限(元)。")
    opens_on: date | None = strawberry.field(
        default=None, description="First day on which it may be applied for. 受理开始日期。"
    )
    closes_on: date | None = strawberry.field(
        default=None, description="First day on which it may not be any more. 受理截止(不含)。"
    )
    conditions: list[ClauseConditionInput] | None = strawberry.field(
        default=None, description="To whom it gives that, at most 30. 适用条件。"
    )

    def command(self) -> policies.AddClause:
        return policies.AddClause(
            policy_id=key_of("Policy", self.policy_id),
            version=self.version,
            number=self.number,
            title=self.title,
            text=self.text,
            benefit=self.benefit,
            amount_rule=self.amount_rule,
            amount=self.amount,
            rate_bp=self.rate_bp,
            ceiling=self.ceiling,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            conditions=tuple(each.condition() for each in self.conditions or ()),
        )


AddPolicyClauseResult = Annotated[
    PolicyClauseAdded | InvalidInput | NotFound | OutsideRemit | Outdated | PolicyStands | ClauseNumberTaken,
    strawberry.union("AddPolicyClauseResult", description="What addPolicyClause answers. 结果。"),
]


@strawberry.input(description="Strike a clause out of a draft. 删去草案条款。")
class StrikePolicyClauseInput:
    clause_id: strawberry.ID = strawberry.field(description="The clause. 条款。")
    version: int = strawberry.field(description=VERSION)

    def command(self) -> policies.StrikeClause:
        return policies.StrikeClause(key_of("PolicyClause", self.clause_id), self.version)


StrikePolicyClauseResult = Annotated[
    PolicyClauseStruck
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | PolicyStands
    | ClauseAlreadyStruck,
    strawberry.union("StrikePolicyClauseResult", description="What strikePolicyClause answers. 结果。"),
]


@strawberry.input(description="Publish a draft, today. 发布政策。")
class PublishPolicyInput:
    policy_id: strawberry.ID = strawberry.field(description=THE_POLICY)
    version: int = strawberry.field(description=VERSION)

    def command(self) -> policies.PublishPolicy:
        return policies.PublishPolicy(key_of("Policy", self.policy_id), self.version)


PublishPolicyResult = Annotated[
    PolicyPublished
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | PolicyStands
    | ReviewPending
    | PolicyWithoutClauses,
    strawberry.union("PublishPolicyResult", description="What publishPolicy answers. 结果。"),
]


@strawberry.input(description="End a policy that was published, today. 废止政策。")
class EndPolicyInput:
    policy_id: strawberry.ID = strawberry.field(description=THE_POLICY)
    version: int = strawberry.field(description=VERSION)

    def command(self) -> policies.EndPolicy:
        return policies.EndPolicy(key_of("Policy", self.policy_id), self.version)


EndPolicyResult = Annotated[
    PolicyEnded | InvalidInput | NotFound | OutsideRemit | Outdated | PolicyInWrongState,
    strawberry.union("EndPolicyResult", description="What endPolicy answers. 结果。"),
]


@strawberry.type
class PolicyMutations:
    """Acts on policies and their clauses; the root puts them together with the other contexts'."""

    @act(DraftPolicyResult, "Begin a policy: it needs a legal basis. 起草政策,须有制定依据。")
    async def draft_policy(self, info: Info, input: Annotated[DraftPolicyInput, Given]) -> object:
        return await resolvers.policies.draft_policy(info.context, input.command())

    @act(RevisePolicyResult, "Change what a draft says, its review with it. 修改政策草案。")
    async def revise_policy(self, info: Info, input: Annotated[RevisePolicyInput, Given]) -> object:
        return await resolvers.policies.revise_policy(info.context, input.command())

    @act(AddPolicyClauseResult, "Add a clause to a draft, with its conditions. 添加政策条款。")
    async def add_policy_clause(self, info: Info, input: Annotated[AddPolicyClauseInput, Given]) -> object:
        return await resolvers.policies.add_clause(info.context, input.command())

    @act(StrikePolicyClauseResult, "Strike a clause out of a draft. 删去草案条款。")
    async def strike_policy_clause(
        self, info: Info, input: Annotated[StrikePolicyClauseInput, Given]
    ) -> object:
        return await resolvers.policies.strike_clause(info.context, input.command())

    @act(
        PublishPolicyResult,
        "Publish a draft after its fair-competition review; from then on it stands as it is. 发布政策,发布后不得修改。",
    )
    async def publish_policy(self, info: Info, input: Annotated[PublishPolicyInput, Given]) -> object:
        return await resolvers.policies.publish_policy(info.context, input.command())

    @act(EndPolicyResult, "End a policy; what was applied for before is decided still. 废止政策。")
    async def end_policy(self, info: Info, input: Annotated[EndPolicyInput, Given]) -> object:
        return await resolvers.policies.end_policy(info.context, input.command())
