"""The enumerations of chains in the contract, and what is said of every record that lasts for a while."""

from domain import chains
from schema.backing import by_name, enum_of

enum_of(
    chains.TrackGroup,
    "Group of a track: 441X is four, four, one and X. 赛道分组(“441X”)。",
    by_name(chains.TRACK_GROUP_NAMES),
)
enum_of(
    chains.ChainPosition, "Where a node stands in its chain. 上中下游位置。", by_name(chains.POSITION_NAMES)
)
enum_of(
    chains.ChainRole,
    "What an enterprise is in a chain. 企业在产业链中的角色。",
    by_name(chains.CHAIN_ROLE_NAMES),
)
enum_of(
    chains.CombatUnitState, "State of a combat unit. 攻坚作战单元状态。", by_name(chains.UNIT_STATE_NAMES)
)

SINCE = "From which day on. 起始日期。"
UNTIL = "The first day on which it is no longer; null while it lasts. 终止日期,存续期间为空。"
VERSION = "Rises with every change; an act on it says which it is about. 版本号,办理时须提供。"
