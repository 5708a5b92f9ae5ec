"""Why not: the refusals of acts on chains."""

from datetime import date

from domain import chains
from schema.backing import Refusal, about, backed_by
from schema.chains.types import ChainNode
from schema.costs import about_as_long


@backed_by(chains.NameTaken)
class ChainNameTaken(Refusal):
    """There is another one of this name, or code. 名称或编码已被使用。"""

    path: str = about("The field with it. 字段路径。")
    name: str = about("The name or code. 名称或编码。")


@backed_by(chains.DayTooEarly)
class ChainDayTooEarly(Refusal):
    """The day lies before what has to be before it. 日期过早。"""

    path: str = about("The field with the day. 字段路径。")
    earliest: date = about("The first day that would do. 最早日期。")


@backed_by(chains.LimitReached)
class ChainLimitReached(Refusal):
    """There are as many as there may be. 数量已达上限。"""

    limit: int = about("How many there may be. 上限。")


@backed_by(chains.ChainInUse)
class ChainInUse(Refusal):
    """Somebody is still in the chain, or works for it. 产业链仍有企业、专班或攻坚作战单元。"""

    members: int = about("Enterprises in it. 链内企业数。")
    task_forces: int = about("Its task forces. 专班数。")
    combat_units: int = about("Its combat units that are at work. 运行中的攻坚作战单元数。")


@backed_by(chains.NodeInUse)
class ChainNodeInUse(Refusal):
    """The node is still linked, or enterprises stand there. 环节仍有关联或企业。"""

    links: int = about("Its links. 上下游关系数。")
    members: int = about("Enterprises that stand there. 链内企业数。")


@backed_by(chains.NodesApart)
class ChainNodesApart(Refusal):
    """The nodes are of different chains. 两个环节不属于同一产业链。"""


@backed_by(chains.NodesLinked)
class ChainNodesLinked(Refusal):
    """The nodes are linked already. 两个环节已关联。"""

    since: date = about("Since when. 起始日期。")


@backed_by(chains.Cycle)
class ChainCycle(Refusal):
    """The link would close a circle. 该关联会形成环路。"""

    nodes: list[ChainNode] = about(
        "The way that it would close, from its beginning on and back to it. 环路经过的环节。",
        about_as_long(5),
    )


@backed_by(chains.AlreadyMember)
class AlreadyChainMember(Refusal):
    """The enterprise is in the chain already. 企业已在链中。"""

    since: date = about("Since when. 起始日期。")


@backed_by(chains.NotMember)
class NotChainMember(Refusal):
    """The enterprise is not in the chain: a chain master is one of its members. 企业不在链中。"""

    path: str = about("The field that names the enterprise. 字段路径。")


@backed_by(chains.AlreadyMaster)
class AlreadyChainMaster(Refusal):
    """The enterprise is a chain master already. 企业已是链主。"""

    since: date = about("Since when. 起始日期。")


@backed_by(chains.UnitActive)
class CombatUnitActive(Refusal):
    """A combat unit of the chain is at work for the enterprise. 该企业已有运行中的攻坚作战单元。"""

    name: str = about("Name of the unit. 名称。")
    since: date = about("Since when. 起始日期。")


@backed_by(chains.AlreadyInTaskForce)
class AlreadyInTaskForce(Refusal):
    """The organization is in the task force already. 该单位已在专班中。"""

    since: date = about("Since when. 起始日期。")


@backed_by(chains.NotInTaskForce)
class NotInTaskForce(Refusal):
    """The organization is not among those that joined the task force. 该单位不是专班成员单位。"""
