"""Combat units and memberships in the contract: what is about an enterprise, seen as the enterprise is."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import chains
from schema.backing import Node, about, backed_by, identity, related
from schema.chains.words import SINCE, UNTIL, VERSION
from schema.costs import about_as_long
from schema.enterprises import Enterprise

if TYPE_CHECKING:
    from schema.chains.types import Chain, ChainNode

ChainType = Annotated["Chain", strawberry.lazy("schema.chains.types")]
ChainNodeType = Annotated["ChainNode", strawberry.lazy("schema.chains.types")]


@backed_by(chains.ChainMembership, keys=("id",))
class ChainMembership(Node):
    """An enterprise in a chain, for a while in one role at one node. 企业在产业链中的一段经历。"""

    id: strawberry.ID = identity("ChainMembership")
    role: chains.ChainRole = about("What it is there. 角色。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: ChainType = related("The chain. 产业链。")
    enterprise: Enterprise = related("The enterprise. 企业。")
    chain_node: ChainNodeType | None = related("Where it stands in the chain. 所处环节。")


@backed_by(chains.CombatUnit, keys=("id",))
class CombatUnit(Node):
    """Who storms what keeps a key enterprise of a chain back, by a plan. 攻坚作战单元。"""

    id: strawberry.ID = identity("CombatUnit")
    name: str = about("Name of the unit. 名称。")
    state: chains.CombatUnitState = about("State of the unit. 状态。")
    plan: str = about("How it goes about it: the plan as it is now. 现行工作方案。")
    target: str = about("To what end. 攻坚目标。")
    owner: str = about("Who answers for it. 责任人或责任单位。")
    planned_on: date = about("From which day on the plan is this one. 现行方案起始日期。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: ChainType = related("The chain. 产业链。")
    enterprise: Enterprise = related("The enterprise. 企业。")
    earlier_plans: list[Annotated["CombatPlan", strawberry.lazy("schema.chains.units")]] = related(
        "The plans that it had before, in their order. 历次方案。", about_as_long(5)
    )


@backed_by(chains.CombatPlan, keys=("id",))
class CombatPlan(Node):
    """A plan that a combat unit had before. 攻坚作战单元的历次方案。"""

    id: strawberry.ID = identity("CombatPlan")
    number: int = about("The version that the unit had with it. 当时的版本号。")
    plan: str = about("How the unit went about it. 工作方案。")
    target: str = about("To what end. 攻坚目标。")
    owner: str = about("Who answered for it. 责任人或责任单位。")
    since: date = about(SINCE)
    until: date = about("The day from which on another took its place. 被替换日期。")
    unit: CombatUnit = related("The unit. 攻坚作战单元。")
