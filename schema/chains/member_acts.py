"""Acts on enterprises in chains in the contract: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.chains
from domain import chains
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.chains.happened import ChainJoined, ChainLeft, ChainMasterNamed
from schema.chains.refused import (
    AlreadyChainMaster,
    AlreadyChainMember,
    ChainDayTooEarly,
    CombatUnitActive,
    NotChainMember,
)
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit, RecordEnded


@strawberry.input(description="Take an enterprise into a chain. 企业加入产业链。")
class JoinChainInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    node_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it stands in the chain. 所处环节。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.JoinChain:
        return chains.JoinChain(
            chain_id=key_of("Chain", self.chain_id),
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            node_id=key_of("ChainNode", self.node_id or ""),
            since=self.since,
            at_node=self.node_id is not None,
        )


JoinChainResult = Annotated[
    ChainJoined
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | ChainDayTooEarly
    | AlreadyChainMember,
    strawberry.union("JoinChainResult", description="What joinChain answers. 结果。"),
]


@strawberry.input(description="An enterprise leaves a chain. 企业退出产业链。")
class LeaveChainInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    version: int = strawberry.field(
        description="Version of what the enterprise is in the chain. 链内身份的版本号。"
    )
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.LeaveChain:
        return chains.LeaveChain(
            chain_id=key_of("Chain", self.chain_id),
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            until=self.until,
        )


LeaveChainResult = Annotated[
    ChainLeft
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | NotChainMember
    | ChainDayTooEarly
    | CombatUnitActive,
    strawberry.union("LeaveChainResult", description="What leaveChain answers. 结果。"),
]


@strawberry.input(description="Name a member its chain's master. 确定链主企业。")
class NameChainMasterInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    version: int = strawberry.field(
        description="Version of what the enterprise is in the chain. 链内身份的版本号。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.NameMaster:
        return chains.NameMaster(
            chain_id=key_of("Chain", self.chain_id),
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            since=self.since,
        )


NameChainMasterResult = Annotated[
    ChainMasterNamed
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | NotChainMember
    | AlreadyChainMaster
    | ChainDayTooEarly,
    strawberry.union("NameChainMasterResult", description="What nameChainMaster answers. 结果。"),
]


@strawberry.type
class ChainMemberMutations:
    """Acts on enterprises in chains; the root puts them together with the other contexts'."""

    @act(JoinChainResult, "Take an enterprise into a chain, at a node if one is named. 企业加入产业链。")
    async def join_chain(self, info: Info, input: Annotated[JoinChainInput, Given]) -> object:
        return await resolvers.chains.join_chain(info.context, input.command())

    @act(
        LeaveChainResult,
        "An enterprise leaves a chain; not while a combat unit is at work for it. 企业退出产业链。",
    )
    async def leave_chain(self, info: Info, input: Annotated[LeaveChainInput, Given]) -> object:
        return await resolvers.chains.leave_chain(info.context, input.command())

    @act(
        NameChainMasterResult,
        "Name an enterprise of a chain its master; what it was there is kept. 确定链主企业,须为链内企业。",
    )
    async def name_chain_master(self, info: Info, input: Annotated[NameChainMasterInput, Given]) -> object:
        return await resolvers.chains.name_master(info.context, input.command())
