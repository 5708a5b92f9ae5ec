"""What can be done around alliances: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.alliances
from domain import alliances
from resolvers.context import Info
from schema.alliances.happened import (
    AllianceAdvanced,
    AllianceJoined,
    AllianceLeft,
    AlliancePrepared,
    LeadChanged,
    PartyOrganizationRecorded,
)
from schema.alliances.refused import (
    AllianceInWrongState,
    AllianceNameTaken,
    AlreadyLead,
    DayOutOfOrder,
    LeadMustHandOver,
    MembershipOverlaps,
    NotAMember,
    OutsideAllianceLife,
    PartyStepOutOfOrder,
)
from schema.backing import Given, act, key_of
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit, RecordEnded

VERSION = "The version that was looked at. 所依据的版本号。"
THE_ALLIANCE = "The alliance. 联盟。"


@strawberry.input(description="Begin to prepare an alliance. 筹备联盟。")
class PrepareAllianceInput:
    name: str = strawberry.field(description="Name, at most 120 characters, unique in the county. 名称。")
    lead_id: strawberry.ID = strawberry.field(description="The organization that is to lead it. 牵头单位。")
    prepared_on: date = strawberry.field(description="When the preparation began. 筹备日期。")
    chain_id: strawberry.ID | None = strawberry.field(
        default=None, description="The chain that it is of. 所属产业链。"
    )

    def command(self) -> alliances.PrepareAlliance:
        return alliances.PrepareAlliance(
            name=self.name,
            chain_id=key_of("Chain", self.chain_id or ""),
            lead_id=key_of("Organization", self.lead_id),
            prepared_on=self.prepared_on,
        )


PrepareAllianceResult = Annotated[
    AlliancePrepared | InvalidInput | NotFound | RecordEnded | AllianceNameTaken,
    strawberry.union("PrepareAllianceResult", description="What prepareAlliance answers. 结果。"),
]


@strawberry.input(description="Bring an alliance to a later state. 变更联盟状态。")
class AdvanceAllianceInput:
    alliance_id: strawberry.ID = strawberry.field(description=THE_ALLIANCE)
    version: int = strawberry.field(description=VERSION)
    state: alliances.AllianceState = strawberry.field(description="What it becomes. 新状态。")
    on: date = strawberry.field(description="On which day, not after today. 日期。")

    def command(self) -> alliances.AdvanceAlliance:
        return alliances.AdvanceAlliance(
            key_of("PartyAlliance", self.alliance_id), self.version, self.state, self.on
        )


AdvanceAllianceResult = Annotated[
    AllianceAdvanced | InvalidInput | NotFound | Outdated | AllianceInWrongState | DayOutOfOrder,
    strawberry.union("AdvanceAllianceResult", description="What advanceAlliance answers. 结果。"),
]


@strawberry.input(description="Hand the lead of an alliance over, without a gap. 变更牵头单位。")
class ChangeLeadInput:
    alliance_id: strawberry.ID = strawberry.field(description=THE_ALLIANCE)
    version: int = strawberry.field(description=VERSION)
    lead_id: strawberry.ID = strawberry.field(description="Who leads it from then on. 新牵头单位。")
    since: date = strawberry.field(description="From which day on, not after today. 起始日期。")
    former_role: alliances.MemberRole | None = strawberry.field(
        default=None,
        description="What the former lead is from then on: DEPUTY or MEMBER; without it, it leaves. 原牵头单位的新角色。",
    )

    def command(self) -> alliances.ChangeLead:
        return alliances.ChangeLead(
            alliance_id=key_of("PartyAlliance", self.alliance_id),
            version=self.version,
            lead_id=key_of("Organization", self.lead_id),
            since=self.since,
            former_role=self.former_role,
        )


ChangeLeadResult = Annotated[
    LeadChanged
    | InvalidInput
    | NotFound
    | RecordEnded
    | Outdated
    | AllianceInWrongState
    | AlreadyLead
    | DayOutOfOrder,
    strawberry.union("ChangeLeadResult", description="What changeLead answers. 结果。"),
]


@strawberry.input(
    one_of=True,
    description="Who is a member: an organization or an enterprise, never a person. 成员:机构或企业,不登记个人。",
)
class AllianceMemberInput:
    organization_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="An organization. 机构。"
    )
    enterprise_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="An enterprise. 企业。"
    )

    def member(self) -> alliances.Member:
        if self.enterprise_id:
            return alliances.Member(key_of("Enterprise", self.enterprise_id), is_enterprise=True)
        return alliances.Member(key_of("Organization", self.organization_id or ""), is_enterprise=False)


@strawberry.input(description="Make an organization or an enterprise a member. 加入联盟。")
class JoinAllianceInput:
    alliance_id: strawberry.ID = strawberry.field(description=THE_ALLIANCE)
    member: AllianceMemberInput = strawberry.field(description="Who joins. 成员。")
    role: alliances.MemberRole = strawberry.field(description="DEPUTY or MEMBER. 角色。")
    since: date = strawberry.field(description="First day, not after today. 加入日期。")
    until: date | None = strawberry.field(
        default=None, description="Day on which it ends, if that is known. 退出日期。"
    )

    def command(self) -> alliances.JoinAlliance:
        return alliances.JoinAlliance(
            alliance_id=key_of("PartyAlliance", self.alliance_id),
            member=self.member.member(),
            role=self.role,
            since=self.since,
            until=self.until,
        )


JoinAllianceResult = Annotated[
    AllianceJoined
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | OutsideAllianceLife
    | MembershipOverlaps,
    strawberry.union("JoinAllianceResult", description="What joinAlliance answers. 结果。"),
]


@strawberry.input(description="End a member's last membership. 退出联盟。")
class LeaveAllianceInput:
    alliance_id: strawberry.ID = strawberry.field(description=THE_ALLIANCE)
    member: AllianceMemberInput = strawberry.field(description="Who leaves. 成员。")
    version: int = strawberry.field(
        description="The version of the membership that was looked at. 所依据的成员关系版本号。"
    )
    until: date = strawberry.field(description="First day without it. 退出日期。")

    def command(self) -> alliances.LeaveAlliance:
        return alliances.LeaveAlliance(
            key_of("PartyAlliance", self.alliance_id), self.member.member(), self.version, self.until
        )


LeaveAllianceResult = Annotated[
    AllianceLeft
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | NotAMember
    | LeadMustHandOver
    | DayOutOfOrder,
    strawberry.union("LeaveAllianceResult", description="What leaveAlliance answers. 结果。"),
]


@strawberry.input(
    description="Record how far the party organization of an enterprise has come. 登记企业党组织状态。"
)
class RecordPartyOrganizationInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    version: int = strawberry.field(
        description="The version that was looked at; 0 where nothing is recorded yet. 所依据的版本号,尚无记录填 0。"
    )
    status: alliances.PartyStatus = strawberry.field(description="The next step. 新状态。")
    since: date = strawberry.field(description="From which day on, not after today. 起始日期。")
    level: str | None = strawberry.field(
        default=None,
        description="At which level, for ADVANCED only, at most 60 characters. 先进等级,仅先进填写。",
    )

    def command(self) -> alliances.RecordPartyOrganization:
        return alliances.RecordPartyOrganization(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            status=self.status,
            level=self.level,
            since=self.since,
        )


RecordPartyOrganizationResult = Annotated[
    PartyOrganizationRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | Outdated
    | PartyStepOutOfOrder
    | DayOutOfOrder,
    strawberry.union(
        "RecordPartyOrganizationResult", description="What recordPartyOrganization answers. 结果。"
    ),
]


@strawberry.type
class AllianceMutations:
    """Acts on alliances and their members; the root puts them together with the other contexts'."""

    @act(PrepareAllianceResult, "Begin to prepare an alliance. 筹备联盟。")
    async def prepare_alliance(self, info: Info, input: Annotated[PrepareAllianceInput, Given]) -> object:
        of_chain = input.chain_id is not None
        return await resolvers.alliances.prepare_alliance(info.context, input.command(), of_chain=of_chain)

    @act(AdvanceAllianceResult, "Establish an alliance, set it to work or dissolve it. 变更联盟状态。")
    async def advance_alliance(self, info: Info, input: Annotated[AdvanceAllianceInput, Given]) -> object:
        return await resolvers.alliances.advance_alliance(info.context, input.command())

    @act(ChangeLeadResult, "Hand the lead to another organization, without a gap. 变更牵头单位。")
    async def change_lead(self, info: Info, input: Annotated[ChangeLeadInput, Given]) -> object:
        return await resolvers.alliances.change_lead(info.context, input.command())

    @act(JoinAllianceResult, "Make an organization or an enterprise a member. 加入联盟。")
    async def join_alliance(self, info: Info, input: Annotated[JoinAllianceInput, Given]) -> object:
        return await resolvers.alliances.join_alliance(info.context, input.command())

    @act(LeaveAllianceResult, "End a membership; its period stays on record. 退出联盟。")
    async def leave_alliance(self, info: Info, input: Annotated[LeaveAllianceInput, Given]) -> object:
        return await resolvers.alliances.leave_alliance(info.context, input.command())

    @act(
        RecordPartyOrganizationResult,
        "Record the next step of an enterprise's party organization. 登记企业党组织状态。",
    )
    async def record_party_organization(
        self, info: Info, input: Annotated[RecordPartyOrganizationInput, Given]
    ) -> object:
        return await resolvers.alliances.record_party_organization(info.context, input.command())
