"""Acts on the nodes of a chain and the links between them in the contract: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.chains
from domain import chains
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.chains.happened import ChainLinked, ChainNodeAdded, ChainNodeEnded, ChainUnlinked
from schema.chains.refused import (
    ChainCycle,
    ChainDayTooEarly,
    ChainLimitReached,
    ChainNameTaken,
    ChainNodeInUse,
    ChainNodesApart,
    ChainNodesLinked,
)
from schema.refused import InvalidInput, NotFound, Outdated, RecordEnded


@strawberry.input(description="Add a node to a chain. 添加产业链环节。")
class AddChainNodeInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    position: chains.ChainPosition = strawberry.field(description="Where it stands. 上中下游位置。")
    place: int = strawberry.field(
        description="Its place among those of its position, 1 to 100. 同一位置内的排序。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.AddNode:
        return chains.AddNode(
            chain_id=key_of("Chain", self.chain_id),
            name=self.name,
            position=self.position,
            place=self.place,
            since=self.since,
        )


AddChainNodeResult = Annotated[
    ChainNodeAdded
    | InvalidInput
    | NotFound
    | RecordEnded
    | ChainDayTooEarly
    | ChainNameTaken
    | ChainLimitReached,
    strawberry.union("AddChainNodeResult", description="What addChainNode answers. 结果。"),
]


@strawberry.input(description="End a node. 终止产业链环节。")
class EndChainNodeInput:
    node_id: strawberry.ID = strawberry.field(description="The node. 环节。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.EndNode:
        return chains.EndNode(
            node_id=key_of("ChainNode", self.node_id), version=self.version, until=self.until
        )


EndChainNodeResult = Annotated[
    ChainNodeEnded | InvalidInput | NotFound | Outdated | RecordEnded | ChainDayTooEarly | ChainNodeInUse,
    strawberry.union("EndChainNodeResult", description="What endChainNode answers. 结果。"),
]


@strawberry.input(description="Link two nodes of a chain. 关联上下游环节。")
class LinkChainNodesInput:
    from_id: strawberry.ID = strawberry.field(description="The node upstream. 上游环节。")
    to_id: strawberry.ID = strawberry.field(description="The node downstream. 下游环节。")
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.LinkNodes:
        return chains.LinkNodes(
            from_id=key_of("ChainNode", self.from_id), to_id=key_of("ChainNode", self.to_id), since=self.since
        )


LinkChainNodesResult = Annotated[
    ChainLinked
    | InvalidInput
    | NotFound
    | RecordEnded
    | ChainDayTooEarly
    | ChainNodesApart
    | ChainNodesLinked
    | ChainCycle
    | ChainLimitReached,
    strawberry.union("LinkChainNodesResult", description="What linkChainNodes answers. 结果。"),
]


@strawberry.input(description="End a link. 解除上下游关系。")
class UnlinkChainNodesInput:
    link_id: strawberry.ID = strawberry.field(description="The link. 上下游关系。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.UnlinkNodes:
        return chains.UnlinkNodes(
            link_id=key_of("ChainLink", self.link_id), version=self.version, until=self.until
        )


UnlinkChainNodesResult = Annotated[
    ChainUnlinked | InvalidInput | NotFound | Outdated | RecordEnded | ChainDayTooEarly,
    strawberry.union("UnlinkChainNodesResult", description="What unlinkChainNodes answers. 结果。"),
]


@strawberry.type
class ChainGraphMutations:
    """Acts on the nodes of a chain and the links between them; the root puts them together with the other contexts'."""

    @act(AddChainNodeResult, "Add a node to a chain. 添加产业链环节。")
    async def add_chain_node(self, info: Info, input: Annotated[AddChainNodeInput, Given]) -> object:
        return await resolvers.chains.add_node(info.context, input.command())

    @act(EndChainNodeResult, "End a node that nothing is linked to and nobody stands at. 终止产业链环节。")
    async def end_chain_node(self, info: Info, input: Annotated[EndChainNodeInput, Given]) -> object:
        return await resolvers.chains.end_node(info.context, input.command())

    @act(
        LinkChainNodesResult,
        "Say that one node of a chain supplies another; never in a circle. 关联上下游环节,不得成环。",
    )
    async def link_chain_nodes(self, info: Info, input: Annotated[LinkChainNodesInput, Given]) -> object:
        return await resolvers.chains.link_nodes(info.context, input.command())

    @act(UnlinkChainNodesResult, "Say that a node supplies another no longer. 解除上下游关系。")
    async def unlink_chain_nodes(self, info: Info, input: Annotated[UnlinkChainNodesInput, Given]) -> object:
        return await resolvers.chains.unlink_nodes(info.context, input.command())
