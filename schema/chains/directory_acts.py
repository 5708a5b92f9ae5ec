"""Acts on tracks, chains and their leaders in the contract: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.chains
from domain import chains
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.chains.happened import (
    ChainEnded,
    ChainLeaderAppointed,
    ChainRegistered,
    ChiefLeaderAppointed,
    TrackRegistered,
)
from schema.chains.refused import ChainDayTooEarly, ChainInUse, ChainLimitReached, ChainNameTaken
from schema.refused import InvalidInput, NotFound, Outdated, RecordEnded


@strawberry.input(description="Register a track. 登记赛道。")
class RegisterTrackInput:
    code: str = strawberry.field(description="Code, at most 20 characters. 编码。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    group: chains.TrackGroup = strawberry.field(description="Its group in 441X. 分组。")

    def command(self) -> chains.RegisterTrack:
        return chains.RegisterTrack(code=self.code, name=self.name, group=self.group)


RegisterTrackResult = Annotated[
    TrackRegistered | InvalidInput | ChainNameTaken | ChainLimitReached,
    strawberry.union("RegisterTrackResult", description="What registerTrack answers. 结果。"),
]


@strawberry.input(description="Register a chain. 登记产业链。")
class RegisterChainInput:
    track_id: strawberry.ID = strawberry.field(description="Its track. 所属赛道。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.RegisterChain:
        return chains.RegisterChain(track_id=key_of("Track", self.track_id), name=self.name, since=self.since)


RegisterChainResult = Annotated[
    ChainRegistered | InvalidInput | NotFound | ChainNameTaken | ChainLimitReached,
    strawberry.union("RegisterChainResult", description="What registerChain answers. 结果。"),
]


@strawberry.input(description="End a chain. 终止产业链。")
class EndChainInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.EndChain:
        return chains.EndChain(
            chain_id=key_of("Chain", self.chain_id), version=self.version, until=self.until
        )


EndChainResult = Annotated[
    ChainEnded | InvalidInput | NotFound | Outdated | RecordEnded | ChainDayTooEarly | ChainInUse,
    strawberry.union("EndChainResult", description="What endChain answers. 结果。"),
]


@strawberry.input(description="Appoint the leader of a chain. 任命链长。")
class AppointChainLeaderInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    version: int = strawberry.field(
        description="Version of the leader whom this one follows; 0 where there is none. 前任的版本号,无前任时填 0。"
    )
    name: str = strawberry.field(description="Name of the official, at most 60 characters. 姓名。")
    title: str = strawberry.field(description="Office that they hold, at most 60 characters. 职务。")
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.AppointChainLeader:
        return chains.AppointChainLeader(
            chain_id=key_of("Chain", self.chain_id),
            version=self.version,
            name=self.name,
            title=self.title,
            since=self.since,
        )


AppointChainLeaderResult = Annotated[
    ChainLeaderAppointed | InvalidInput | NotFound | Outdated | RecordEnded | ChainDayTooEarly,
    strawberry.union("AppointChainLeaderResult", description="What appointChainLeader answers. 结果。"),
]


@strawberry.input(description="Appoint the chief leader of the county. 任命总链长。")
class AppointChiefLeaderInput:
    version: int = strawberry.field(
        description="Version of the leader whom this one follows; 0 where there is none. 前任的版本号,无前任时填 0。"
    )
    name: str = strawberry.field(description="Name of the official, at most 60 characters. 姓名。")
    title: str = strawberry.field(description="Office that they hold, at most 60 characters. 职务。")
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.AppointChiefLeader:
        return chains.AppointChiefLeader(
            version=self.version, name=self.name, title=self.title, since=self.since
        )


AppointChiefLeaderResult = Annotated[
    ChiefLeaderAppointed | InvalidInput | Outdated | ChainDayTooEarly,
    strawberry.union("AppointChiefLeaderResult", description="What appointChiefLeader answers. 结果。"),
]


@strawberry.type
class ChainDirectoryMutations:
    """Acts on tracks, chains and their leaders; the root puts them together with the other contexts'."""

    @act(RegisterTrackResult, "Register a track of 441X; its code and its name are its own. 登记赛道。")
    async def register_track(self, info: Info, input: Annotated[RegisterTrackInput, Given]) -> object:
        return await resolvers.chains.register_track(info.context, input.command())

    @act(RegisterChainResult, "Register a chain in a track. 登记产业链。")
    async def register_chain(self, info: Info, input: Annotated[RegisterChainInput, Given]) -> object:
        return await resolvers.chains.register_chain(info.context, input.command())

    @act(EndChainResult, "End a chain that nobody is in any more. 终止产业链。")
    async def end_chain(self, info: Info, input: Annotated[EndChainInput, Given]) -> object:
        return await resolvers.chains.end_chain(info.context, input.command())

    @act(
        AppointChainLeaderResult,
        "Appoint the leader of a chain, who takes over from the one that there is. 任命链长,自动交接。",
    )
    async def appoint_chain_leader(
        self, info: Info, input: Annotated[AppointChainLeaderInput, Given]
    ) -> object:
        return await resolvers.chains.appoint_chain_leader(info.context, input.command())

    @act(
        AppointChiefLeaderResult,
        "Appoint the leader of all chains of the county, who takes over from the one that there is. 任命总链长,自动交接。",
    )
    async def appoint_chief_leader(
        self, info: Info, input: Annotated[AppointChiefLeaderInput, Given]
    ) -> object:
        return await resolvers.chains.appoint_chief_leader(info.context, input.command())
