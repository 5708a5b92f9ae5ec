"""Telling enterprises of policies, applying, deciding and paying: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.policies
from domain import policies
from domain.enterprises import ContactChannel
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.enterprises.keeping import EnterpriseEnded
from schema.policies.happened import (
    PolicyApplicationApproved,
    PolicyApplicationDrafted,
    PolicyApplicationPaid,
    PolicyApplicationRejected,
    PolicyApplicationSubmitted,
    PolicyApplicationWithdrawn,
    PolicyNotified,
)
from schema.policies.refused import (
    AboveClause,
    AboveGranted,
    EvidenceNeeded,
    NotEligible,
    PolicyApplicationExists,
    PolicyApplicationInWrongState,
    PolicyClauseNotOpen,
    PolicyInWrongState,
)
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

VERSION = "The version that was looked at. 所依据的版本号。"
THE_APPLICATION = "The application. 申报。"


@strawberry.input(description="Note that enterprises were told of a policy. 登记政策告知。")
class NotifyPolicyInput:
    policy_id: strawberry.ID = strawberry.field(description="The policy. 政策。")
    clause_id: strawberry.ID | None = strawberry.field(
        default=None, description="The clause, if it was about one. 条款。"
    )
    enterprise_ids: list[strawberry.ID] = strawberry.field(
        description="Who was told, 1 to 200; all of them are noted, or none. 企业,1 至 200 家。"
    )
    channel: ContactChannel = strawberry.field(description="How. 告知方式。")
    told_on: date = strawberry.field(description="When, not after today. 告知日期。")

    def command(self) -> policies.NotifyPolicy:
        return policies.NotifyPolicy(
            policy_id=key_of("Policy", self.policy_id),
            of_clause=self.clause_id is not None,
            clause_id=key_of("PolicyClause", self.clause_id or ""),
            enterprise_ids=tuple(key_of("Enterprise", id) for id in self.enterprise_ids),
            channel=self.channel,
            told_on=self.told_on,
        )


NotifyPolicyResult = Annotated[
    PolicyNotified | InvalidInput | NotFound | OutsideRemit | PolicyInWrongState,
    strawberry.union("NotifyPolicyResult", description="What notifyPolicy answers. 结果。"),
]


@strawberry.input(description="Begin an application for a clause and a year. 起草申报。")
class DraftPolicyApplicationInput:
    clause_id: strawberry.ID = strawberry.field(description="For which clause. 条款。")
    enterprise_id: strawberry.ID = strawberry.field(description="For which enterprise. 企业。")
    year: int = strawberry.field(description="For which year, not after this one. 申报年度。")
    amount: Money = strawberry.field(description="How much is applied for, in yuan. 申报金额(元)。")
    revenue: Money | None = strawberry.field(
        default=None, description="Revenue of last year in yuan. 上年营业收入(元)。"
    )
    certificates: list[str] | None = strawberry.field(
        default=None, description="Certificates that it has, at most 20. 证书。"
    )
    evidence: str | None = strawberry.field(
        default=None, description="What shows it, at most 1,000 characters. 证明材料。"
    )

    def command(self) -> policies.DraftApplication:
        return policies.DraftApplication(
            clause_id=key_of("PolicyClause", self.clause_id),
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            year=self.year,
            amount=self.amount,
            revenue=self.revenue,
            certificates=tuple(self.certificates or ()),
            evidence=self.evidence,
        )


DraftPolicyApplicationResult = Annotated[
    PolicyApplicationDrafted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | EnterpriseEnded
    | PolicyClauseNotOpen
    | PolicyApplicationExists
    | AboveClause,
    strawberry.union(
        "DraftPolicyApplicationResult", description="What draftPolicyApplication answers. 结果。"
    ),
]


@strawberry.input(description="Submit a draft. 提交申报。")
class SubmitPolicyApplicationInput:
    application_id: strawberry.ID = strawberry.field(description=THE_APPLICATION)
    version: int = strawberry.field(description=VERSION)
    evidence: str | None = strawberry.field(
        default=None,
        description="What shows that the conditions are met, at most 1,000 characters; replaces what the draft named. 证明材料。",
    )

    def command(self) -> policies.SubmitApplication:
        return policies.SubmitApplication(
            key_of("PolicyApplication", self.application_id), self.version, self.evidence
        )


SubmitPolicyApplicationResult = Annotated[
    PolicyApplicationSubmitted
    | InvalidInput
    | NotFound
    | Outdated
    | PolicyApplicationInWrongState
    | PolicyClauseNotOpen
    | NotEligible
    | EvidenceNeeded,
    strawberry.union(
        "SubmitPolicyApplicationResult", description="What submitPolicyApplication answers. 结果。"
    ),
]


@strawberry.input(description="Take an application back. 撤回申报。")
class WithdrawPolicyApplicationInput:
    application_id: strawberry.ID = strawberry.field(description=THE_APPLICATION)
    version: int = strawberry.field(description=VERSION)

    def command(self) -> policies.WithdrawApplication:
        return policies.WithdrawApplication(key_of("PolicyApplication", self.application_id), self.version)


WithdrawPolicyApplicationResult = Annotated[
    PolicyApplicationWithdrawn | InvalidInput | NotFound | Outdated | PolicyApplicationInWrongState,
    strawberry.union(
        "WithdrawPolicyApplicationResult", description="What withdrawPolicyApplication answers. 结果。"
    ),
]


@strawberry.input(description="Approve an application. 批准申报。")
class ApprovePolicyApplicationInput:
    application_id: strawberry.ID = strawberry.field(description=THE_APPLICATION)
    version: int = strawberry.field(description=VERSION)
    amount: Money = strawberry.field(description="How much is granted, in yuan. 批准金额(元)。")

    def command(self) -> policies.ApproveApplication:
        return policies.ApproveApplication(
            key_of("PolicyApplication", self.application_id), self.version, self.amount
        )


ApprovePolicyApplicationResult = Annotated[
    PolicyApplicationApproved
    | InvalidInput
    | NotFound
    | Outdated
    | PolicyApplicationInWrongState
    | AboveClause,
    strawberry.union(
        "ApprovePolicyApplicationResult", description="What approvePolicyApplication answers. 结果。"
    ),
]


@strawberry.input(description="Reject an application. 不予通过申报。")
class RejectPolicyApplicationInput:
    application_id: strawberry.ID = strawberry.field(description=THE_APPLICATION)
    version: int = strawberry.field(description=VERSION)
    reason: policies.RejectionReason = strawberry.field(description="Why. 原因。")
    text: str = strawberry.field(description="The same in words, at most 500 characters. 说明。")

    def command(self) -> policies.RejectApplication:
        return policies.RejectApplication(
            key_of("PolicyApplication", self.application_id), self.version, self.reason, self.text
        )


RejectPolicyApplicationResult = Annotated[
    PolicyApplicationRejected | InvalidInput | NotFound | Outdated | PolicyApplicationInWrongState,
    strawberry.union(
        "RejectPolicyApplicationResult", description="What rejectPolicyApplication answers. 结果。"
    ),
]


@strawberry.input(description="Note that an amount was paid. 登记兑付。")
class PayPolicyApplicationInput:
    application_id: strawberry.ID = strawberry.field(description=THE_APPLICATION)
    version: int = strawberry.field(description=VERSION)
    amount: Money = strawberry.field(description="How much was paid, in yuan. 拨付金额(元)。")
    paid_on: date = strawberry.field(description="When, not after today. 拨付日期。")

    def command(self) -> policies.PayApplication:
        return policies.PayApplication(
            key_of("PolicyApplication", self.application_id), self.version, self.amount, self.paid_on
        )


PayPolicyApplicationResult = Annotated[
    PolicyApplicationPaid | InvalidInput | NotFound | Outdated | PolicyApplicationInWrongState | AboveGranted,
    strawberry.union("PayPolicyApplicationResult", description="What payPolicyApplication answers. 结果。"),
]


@strawberry.type
class PolicyApplicationMutations:
    """Acts of telling, applying, deciding and paying; the root puts them together with the other contexts'."""

    @act(NotifyPolicyResult, "Note that enterprises were told of a policy, up to 200 at once. 登记政策告知。")
    async def notify_policy(self, info: Info, input: Annotated[NotifyPolicyInput, Given]) -> object:
        return await resolvers.policies.notify_policy(info.context, input.command())

    @act(
        DraftPolicyApplicationResult,
        "Begin an application of an enterprise for a clause and a year. 起草申报。",
    )
    async def draft_policy_application(
        self, info: Info, input: Annotated[DraftPolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.draft_application(info.context, input.command())

    @act(
        SubmitPolicyApplicationResult,
        "Submit a draft: no condition may fail, and what is not known needs evidence. 提交申报。",
    )
    async def submit_policy_application(
        self, info: Info, input: Annotated[SubmitPolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.submit_application(info.context, input.command())

    @act(WithdrawPolicyApplicationResult, "Take an application back that was not decided yet. 撤回申报。")
    async def withdraw_policy_application(
        self, info: Info, input: Annotated[WithdrawPolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.withdraw_application(info.context, input.command())

    @act(ApprovePolicyApplicationResult, "Grant an amount, no more than was applied for. 批准申报。")
    async def approve_policy_application(
        self, info: Info, input: Annotated[ApprovePolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.approve_application(info.context, input.command())

    @act(RejectPolicyApplicationResult, "Reject an application, for a reason. 不予通过申报。")
    async def reject_policy_application(
        self, info: Info, input: Annotated[RejectPolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.reject_application(info.context, input.command())

    @act(
        PayPolicyApplicationResult,
        "Note that an amount was paid, in parts or at once, never more than was granted. 登记兑付。",
    )
    async def pay_policy_application(
        self, info: Info, input: Annotated[PayPolicyApplicationInput, Given]
    ) -> object:
        return await resolvers.policies.pay_application(info.context, input.command())
