"""Who sees and does what with chains."""

from domain import enterprises
from domain.chains.records import CHAIN
from domain.people import Acts, OutsideRemit, Reach, Role, Sight, Viewer

_KEEPERS = frozenset({Role.ADMIN, Role.DISPATCHER})
_UNITS = _KEEPERS | {Role.CHAIN_LEAD}

ACTS: Acts = {
    "registerTrack": _KEEPERS,
    "registerChain": _KEEPERS,
    "endChain": _KEEPERS,
    "appointChainLeader": _KEEPERS,
    "appointChiefLeader": _KEEPERS,
    "addChainNode": _KEEPERS,
    "endChainNode": _KEEPERS,
    "linkChainNodes": _KEEPERS,
    "unlinkChainNodes": _KEEPERS,
    "joinChain": _KEEPERS,
    "leaveChain": _KEEPERS,
    "nameChainMaster": _KEEPERS,
    "importChainMembers": _KEEPERS,
    "formTaskForce": _KEEPERS,
    "joinTaskForce": _KEEPERS,
    "leaveTaskForce": _KEEPERS,
    "dissolveTaskForce": _KEEPERS,
    "formCombatUnit": _UNITS,
    "replanCombatUnit": _UNITS,
    "disbandCombatUnit": _UNITS,
}
"""Which roles do which act."""


def reach_of_members(sight: Sight) -> Reach:
    """Which memberships and combat units a role sees: those of the enterprises that it sees."""
    return enterprises.reach(sight)


def over_chain(viewer: Viewer, chain_id: object, path: str) -> OutsideRemit | None:
    """Whether who leads chains leads this one."""
    if viewer.role is Role.CHAIN_LEAD and chain_id not in viewer.chains:
        return OutsideRemit(path, CHAIN)
    return None
