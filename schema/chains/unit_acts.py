"""Acts on combat units in the contract: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.chains
from domain import chains
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.chains.happened import CombatUnitDisbanded, CombatUnitFormed, CombatUnitReplanned
from schema.chains.refused import ChainDayTooEarly, CombatUnitActive, NotChainMember
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit, RecordEnded


@strawberry.input(description="Form a combat unit. 成立攻坚作战单元。")
class FormCombatUnitInput:
    chain_id: strawberry.ID = strawberry.field(description="The chain. 产业链。")
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    plan: str = strawberry.field(description="How it goes about it, at most 2000 characters. 工作方案。")
    target: str = strawberry.field(description="To what end, at most 200 characters. 攻坚目标。")
    owner: str = strawberry.field(
        description="Who answers for it, at most 120 characters. 责任人或责任单位。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.FormUnit:
        return chains.FormUnit(
            chain_id=key_of("Chain", self.chain_id),
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            name=self.name,
            since=self.since,
            plan=chains.Plan(self.plan, self.target, self.owner),
        )


FormCombatUnitResult = Annotated[
    CombatUnitFormed
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | NotChainMember
    | CombatUnitActive
    | ChainDayTooEarly,
    strawberry.union("FormCombatUnitResult", description="What formCombatUnit answers. 结果。"),
]


@strawberry.input(description="Give a combat unit another plan. 调整攻坚方案。")
class ReplanCombatUnitInput:
    unit_id: strawberry.ID = strawberry.field(description="The combat unit. 攻坚作战单元。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    plan: str = strawberry.field(description="How it goes about it, at most 2000 characters. 工作方案。")
    target: str = strawberry.field(description="To what end, at most 200 characters. 攻坚目标。")
    owner: str = strawberry.field(
        description="Who answers for it, at most 120 characters. 责任人或责任单位。"
    )
    since: date | None = strawberry.field(
        default=None, description="From which day on; today when left out, never later. 起始日期,默认今天。"
    )

    def command(self) -> chains.Replan:
        return chains.Replan(
            unit_id=key_of("CombatUnit", self.unit_id),
            version=self.version,
            since=self.since,
            plan=chains.Plan(self.plan, self.target, self.owner),
        )


ReplanCombatUnitResult = Annotated[
    CombatUnitReplanned | InvalidInput | NotFound | OutsideRemit | Outdated | RecordEnded | ChainDayTooEarly,
    strawberry.union("ReplanCombatUnitResult", description="What replanCombatUnit answers. 结果。"),
]


@strawberry.input(description="Disband a combat unit. 解散攻坚作战单元。")
class DisbandCombatUnitInput:
    unit_id: strawberry.ID = strawberry.field(description="The combat unit. 攻坚作战单元。")
    version: int = strawberry.field(description="The version that was looked at. 所见版本号。")
    until: date | None = strawberry.field(
        default=None,
        description="The first day on which it is no longer; today when left out, never later. 终止日期,默认今天。",
    )

    def command(self) -> chains.DisbandUnit:
        return chains.DisbandUnit(
            unit_id=key_of("CombatUnit", self.unit_id), version=self.version, until=self.until
        )


DisbandCombatUnitResult = Annotated[
    CombatUnitDisbanded | InvalidInput | NotFound | OutsideRemit | Outdated | RecordEnded | ChainDayTooEarly,
    strawberry.union("DisbandCombatUnitResult", description="What disbandCombatUnit answers. 结果。"),
]


@strawberry.type
class CombatUnitMutations:
    """Acts on combat units; the root puts them together with the other contexts'."""

    @act(
        FormCombatUnitResult,
        "Form a combat unit of a chain for one of its enterprises, with its plan. 成立攻坚作战单元。",
    )
    async def form_combat_unit(self, info: Info, input: Annotated[FormCombatUnitInput, Given]) -> object:
        return await resolvers.chains.form_unit(info.context, input.command())

    @act(
        ReplanCombatUnitResult,
        "Give a combat unit another plan; the one that it had is kept. 调整攻坚方案,原方案留存。",
    )
    async def replan_combat_unit(self, info: Info, input: Annotated[ReplanCombatUnitInput, Given]) -> object:
        return await resolvers.chains.replan_unit(info.context, input.command())

    @act(DisbandCombatUnitResult, "Disband a combat unit. 解散攻坚作战单元。")
    async def disband_combat_unit(
        self, info: Info, input: Annotated[DisbandCombatUnitInput, Given]
    ) -> object:
        return await resolvers.chains.disband_unit(info.context, input.command())
