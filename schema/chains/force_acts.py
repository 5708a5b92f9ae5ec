"""Acts on task forces in the contract: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.chains
from domain import chains
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.chains.happened import TaskForceDissolved, TaskForceFormed, TaskForceJoined, TaskForceLeft
from schema.chains.refused import (
    AlreadyInTaskForce,
    ChainDayTooEarly,
    ChainLimitReached,
    ChainNameTaken,
    NotInTaskForce,
)
from schema.refused import InvalidInput, NotFound, Outdated, RecordEnded


@strawberry.input(description="Form a task force. 成立专班。")
class FormTaskForceInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    lead_organization_id: strawberry.ID = strawberry.field(
        description="The organization that leads it. 牵头单位。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.FormForce:
        return chains.FormForce(
            chain_id=key_of("Chain", self.chain_id),
            name=self.name,
            lead_organization_id=key_of("Organization", self.lead_organization_id),
            since=self.since,
        )


FormTaskForceResult = Annotated[
    TaskForceFormed
    | InvalidInput
    | NotFound
    | RecordEnded
    | ChainDayTooEarly
    | ChainNameTaken
    | ChainLimitReached,
    strawberry.union("FormTaskForceResult", description="What formTaskForce answers. 结果。"),
]


@strawberry.input(description="An organization joins a task force. 单位加入专班。")
class JoinTaskForceInput:
    task_force_id: strawberry.ID = strawberry.field(description="The task force. 专班。")
    organization_id: strawberry.ID = strawberry.field(description="The organization. 单位。")
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.JoinForce:
        return chains.JoinForce(
            task_force_id=key_of("TaskForce", self.task_force_id),
            organization_id=key_of("Organization", self.organization_id),
            since=self.since,
        )


JoinTaskForceResult = Annotated[
    TaskForceJoined
    | InvalidInput
    | NotFound
    | RecordEnded
    | ChainDayTooEarly
    | AlreadyInTaskForce
    | ChainLimitReached,
    strawberry.union("JoinTaskForceResult", description="What joinTaskForce answers. 结果。"),
]


@strawberry.input(description="An organization leaves a task force. 单位退出专班。")
class LeaveTaskForceInput:
    task_force_id: strawberry.ID = strawberry.field(description="The task force. 专班。")
    organization_id: strawberry.ID = strawberry.field(description="The organization. 单位。")
    version: int = strawberry.field(description="Version of the time that ends. 成员单位的版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.LeaveForce:
        return chains.LeaveForce(
            task_force_id=key_of("TaskForce", self.task_force_id),
            organization_id=key_of("Organization", self.organization_id),
            version=self.version,
            until=self.until,
        )


LeaveTaskForceResult = Annotated[
    TaskForceLeft | InvalidInput | NotFound | Outdated | NotInTaskForce | ChainDayTooEarly,
    strawberry.union("LeaveTaskForceResult", description="What leaveTaskForce answers. 结果。"),
]


@strawberry.input(description="Dissolve a task force. 解散专班。")
class DissolveTaskForceInput:
    task_force_id: strawberry.ID = strawberry.field(description="The task force. 专班。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.DissolveForce:
        return chains.DissolveForce(
            task_force_id=key_of("TaskForce", self.task_force_id), version=self.version, until=self.until
        )


DissolveTaskForceResult = Annotated[
    TaskForceDissolved | InvalidInput | NotFound | Outdated | RecordEnded | ChainDayTooEarly,
    strawberry.union("DissolveTaskForceResult", description="What dissolveTaskForce answers. 结果。"),
]


@strawberry.type
class TaskForceMutations:
    """Acts on task forces; the root puts them together with the other contexts'."""

    @act(FormTaskForceResult, "Form a task force for a chain. 成立产业链专班。")
    async def form_task_force(self, info: Info, input: Annotated[FormTaskForceInput, Given]) -> object:
        return await resolvers.chains.form_force(info.context, input.command())

    @act(JoinTaskForceResult, "An organization joins a task force. 单位加入专班。")
    async def join_task_force(self, info: Info, input: Annotated[JoinTaskForceInput, Given]) -> object:
        return await resolvers.chains.join_force(info.context, input.command())

    @act(LeaveTaskForceResult, "An organization leaves a task force. 单位退出专班。")
    async def leave_task_force(self, info: Info, input: Annotated[LeaveTaskForceInput, Given]) -> object:
        return await resolvers.chains.leave_force(info.context, input.command())

    @act(DissolveTaskForceResult, "Dissolve a task force; whoever is in it leaves it. 解散专班。")
    async def dissolve_task_force(
        self, info: Info, input: Annotated[DissolveTaskForceInput, Given]
    ) -> object:
        return await resolvers.chains.dissolve_force(info.context, input.command())
