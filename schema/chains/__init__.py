"""Industry chains in the contract."""

import strawberry

from schema.backing import related
from schema.chains.directory_acts import ChainDirectoryMutations
from schema.chains.force_acts import TaskForceMutations
from schema.chains.graph_acts import ChainGraphMutations
from schema.chains.member_acts import ChainMemberMutations
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
from schema.chains.unit_acts import CombatUnitMutations
from schema.chains.units import ChainMembership, CombatPlan, CombatUnit
from schema.costs import about_as_long
from schema.nodes import found

TYPES = (
    Track,
    Chain,
    ChainLeader,
    ChiefLeader,
    ChainNode,
    ChainLink,
    ChainMembership,
    TaskForce,
    TaskForceMembership,
    CombatUnit,
    CombatPlan,
)
"""What is reached by its key alone."""

MUTATIONS = (
    ChainDirectoryMutations,
    ChainGraphMutations,
    ChainMemberMutations,
    TaskForceMutations,
    CombatUnitMutations,
)
"""Acts on chains, part by part."""

__all__ = ["MUTATIONS", "QUERIES", "TYPES"]


@strawberry.type
class ChainQueries:
    """Questions about chains; the root puts them together with the other contexts'."""

    chains: list[Chain] = related("All chains as of now, by name. 现有产业链。", about_as_long(20))
    chain: Chain | None = found(
        Chain,
        "Chain",
        "One chain, also one that has ended; null when there is none. 按标识查产业链。",
        "Id of the chain. 产业链标识。",
    )
    tracks: list[Track] = related("All tracks, by code. 产业赛道。", about_as_long(10))


QUERIES = (ChainQueries,)
"""Questions about chains."""
