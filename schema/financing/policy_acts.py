"""What can be done with match policies: one input and one union of answers an act."""

from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import Given, act
from schema.financing.happened import MatchPolicyChanged, MatchPolicyDrafted, MatchPolicyPublished
from schema.financing.refused import MatchPolicyAlreadyPublished
from schema.refused import InvalidInput, NotFound, Outdated

NUMBER = "Its number in the county. 规则版本。"
REVISION = "The revision of the draft that was looked at. 所依据的草稿修订号。"
FOR_ENTERPRISE = "The enterprise's view. 企业侧权重。"
FOR_INSTITUTION = "The institution's view. 机构侧权重。"


@strawberry.input(description="What weighs how much for an enterprise, 100 together. 企业侧权重,合计 100。")
class EnterpriseWeightsInput:
    price: int = strawberry.field(description="How cheap it is. 价格。")
    amount_coverage: int = strawberry.field(description="How much of the amount is covered. 金额满足度。")
    decision_speed: int = strawberry.field(description="How fast is decided. 审批速度。")
    term_fit: int = strawberry.field(description="How well the term fits. 期限匹配度。")

    def weights(self) -> financing.EnterpriseWeights:
        return financing.EnterpriseWeights(
            self.price, self.amount_coverage, self.decision_speed, self.term_fit
        )


@strawberry.input(description="What weighs how much for an institution, 100 together. 机构侧权重,合计 100。")
class InstitutionWeightsInput:
    appetite: int = strawberry.field(description="Whether its chains and industries are meant. 产业偏好。")
    ticket_size: int = strawberry.field(description="How well the size fits. 额度匹配度。")
    collateral_coverage: int = strawberry.field(description="How much the collateral covers. 担保覆盖度。")
    completeness: int = strawberry.field(description="How complete the data are. 资料完整度。")

    def weights(self) -> financing.InstitutionWeights:
        return financing.InstitutionWeights(
            self.appetite, self.ticket_size, self.collateral_coverage, self.completeness
        )


@strawberry.input(description="Begin a match policy. 起草匹配规则。")
class DraftMatchPolicyInput:
    enterprise: EnterpriseWeightsInput = strawberry.field(description=FOR_ENTERPRISE)
    institution: InstitutionWeightsInput = strawberry.field(description=FOR_INSTITUTION)

    def command(self) -> financing.DraftPolicy:
        return financing.DraftPolicy(self.enterprise.weights(), self.institution.weights())


DraftMatchPolicyResult = Annotated[
    MatchPolicyDrafted | InvalidInput,
    strawberry.union("DraftMatchPolicyResult", description="What draftMatchPolicy answers. 结果。"),
]


@strawberry.input(description="Weigh anew in a draft. 修改匹配规则草稿。")
class ChangeMatchPolicyInput:
    version: int = strawberry.field(description=NUMBER)
    revision: int = strawberry.field(description=REVISION)
    enterprise: EnterpriseWeightsInput = strawberry.field(description=FOR_ENTERPRISE)
    institution: InstitutionWeightsInput = strawberry.field(description=FOR_INSTITUTION)

    def command(self) -> financing.ChangePolicy:
        return financing.ChangePolicy(
            self.version, self.revision, self.enterprise.weights(), self.institution.weights()
        )


ChangeMatchPolicyResult = Annotated[
    MatchPolicyChanged | InvalidInput | NotFound | Outdated | MatchPolicyAlreadyPublished,
    strawberry.union("ChangeMatchPolicyResult", description="What changeMatchPolicy answers. 结果。"),
]


@strawberry.input(description="Match by a draft from now on. 发布匹配规则。")
class PublishMatchPolicyInput:
    version: int = strawberry.field(description=NUMBER)
    revision: int = strawberry.field(description=REVISION)

    def command(self) -> financing.PublishPolicy:
        return financing.PublishPolicy(self.version, self.revision)


PublishMatchPolicyResult = Annotated[
    MatchPolicyPublished | InvalidInput | NotFound | Outdated | MatchPolicyAlreadyPublished,
    strawberry.union("PublishMatchPolicyResult", description="What publishMatchPolicy answers. 结果。"),
]


@strawberry.type
class MatchPolicyMutations:
    """Acts on match policies; the root puts them together with the other contexts'."""

    @act(DraftMatchPolicyResult, "Begin a match policy. 起草匹配规则。")
    async def draft_match_policy(self, info: Info, input: Annotated[DraftMatchPolicyInput, Given]) -> object:
        return await resolvers.financing.draft_match_policy(info.context, input.command())

    @act(ChangeMatchPolicyResult, "Weigh anew in a draft. 修改匹配规则草稿。")
    async def change_match_policy(
        self, info: Info, input: Annotated[ChangeMatchPolicyInput, Given]
    ) -> object:
        return await resolvers.financing.change_match_policy(info.context, input.command())

    @act(
        PublishMatchPolicyResult,
        "Match by a draft from now on, and never change it again. 发布匹配规则,发布后不再变更。",
    )
    async def publish_match_policy(
        self, info: Info, input: Annotated[PublishMatchPolicyInput, Given]
    ) -> object:
        return await resolvers.financing.publish_match_policy(info.context, input.command())
