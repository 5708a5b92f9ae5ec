"""What happened: the success members of the acts' answers."""

from domain import chains
from schema.backing import about, backed_by
from schema.chains.types import (
    Chain,
    ChainLeader,
    ChainLink,
    ChainNode,
    ChiefLeader,
    TaskForce,
    TaskForceMembership,
    Track,
)
from schema.chains.units import ChainMembership, CombatPlan, CombatUnit


@backed_by(chains.TrackRegistered)
class TrackRegistered:
    """The track was registered. 赛道已登记。"""

    track: Track = about("The track. 赛道。")


@backed_by(chains.ChainRegistered)
class ChainRegistered:
    """The chain was registered. 产业链已登记。"""

    chain: Chain = about("The chain. 产业链。")


@backed_by(chains.ChainEnded)
class ChainEnded:
    """The chain has ended, and with it its leader, its nodes and its links. 产业链已终止。"""

    chain: Chain = about("The chain. 产业链。")


@backed_by(chains.ChainLeaderAppointed)
class ChainLeaderAppointed:
    """The leader was appointed. 链长已任命。"""

    leader: ChainLeader = about("The leader. 链长。")
    predecessor: ChainLeader | None = about("Who was it before. 前任链长。")


@backed_by(chains.ChiefLeaderAppointed)
class ChiefLeaderAppointed:
    """The chief leader was appointed. 总链长已任命。"""

    leader: ChiefLeader = about("The chief leader. 总链长。")
    predecessor: ChiefLeader | None = about("Who was it before. 前任总链长。")


@backed_by(chains.NodeAdded)
class ChainNodeAdded:
    """The node was added. 环节已添加。"""

    node: ChainNode = about("The node. 环节。")


@backed_by(chains.NodeEnded)
class ChainNodeEnded:
    """The node has ended. 环节已终止。"""

    node: ChainNode = about("The node. 环节。")


@backed_by(chains.Linked)
class ChainLinked:
    """The nodes are linked. 环节已关联。"""

    link: ChainLink = about("The link. 上下游关系。")


@backed_by(chains.Unlinked)
class ChainUnlinked:
    """The link has ended. 关联已解除。"""

    link: ChainLink = about("The link. 上下游关系。")


@backed_by(chains.Joined)
class ChainJoined:
    """The enterprise is in the chain. 企业已加入产业链。"""

    membership: ChainMembership = about("What it is there. 链内身份。")


@backed_by(chains.Left)
class ChainLeft:
    """The enterprise has left the chain. 企业已退出产业链。"""

    membership: ChainMembership = about("What it was there. 链内身份。")


@backed_by(chains.MasterNamed)
class ChainMasterNamed:
    """The enterprise is a chain master. 链主企业已确定。"""

    membership: ChainMembership = about("What it is there now. 链内身份。")


@backed_by(chains.ForceFormed)
class TaskForceFormed:
    """The task force was formed. 专班已成立。"""

    task_force: TaskForce = about("The task force. 专班。")


@backed_by(chains.ForceJoined)
class TaskForceJoined:
    """The organization is in the task force. 单位已加入专班。"""

    membership: TaskForceMembership = about("Its time there. 成员单位。")


@backed_by(chains.ForceLeft)
class TaskForceLeft:
    """The organization has left the task force. 单位已退出专班。"""

    membership: TaskForceMembership = about("Its time there. 成员单位。")


@backed_by(chains.ForceDissolved)
class TaskForceDissolved:
    """The task force was dissolved; all have left it. 专班已解散。"""

    task_force: TaskForce = about("The task force. 专班。")


@backed_by(chains.UnitFormed)
class CombatUnitFormed:
    """The combat unit was formed. 攻坚作战单元已成立。"""

    unit: CombatUnit = about("The unit. 攻坚作战单元。")


@backed_by(chains.Replanned)
class CombatUnitReplanned:
    """The unit has another plan; the one that it had is kept. 方案已调整,原方案已留存。"""

    unit: CombatUnit = about("The unit with its plan. 攻坚作战单元。")
    earlier: CombatPlan = about("The plan that it had. 原方案。")


@backed_by(chains.UnitDisbanded)
class CombatUnitDisbanded:
    """The combat unit was disbanded. 攻坚作战单元已解散。"""

    unit: CombatUnit = about("The unit. 攻坚作战单元。")
