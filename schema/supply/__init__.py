"""Supply and demand, and factory space, in the contract."""

from schema.supply.goods_acts import GoodsMutations
from schema.supply.introduction_acts import IntroductionMutations
from schema.supply.matches import MatchQueries
from schema.supply.questions import SupplyQueries
from schema.supply.space_acts import SpaceMutations
from schema.supply.spaces import SpaceListing, SpaceNeed
from schema.supply.types import ClassSynonym, CooperationReport, Introduction, Need, Offering

__all__ = ["MUTATIONS", "QUERIES", "SUBSCRIPTIONS", "TYPES"]

TYPES: tuple[type, ...] = (
    Offering,
    Need,
    ClassSynonym,
    Introduction,
    CooperationReport,
    SpaceListing,
    SpaceNeed,
)
"""What is reached by its key alone."""

QUERIES: tuple[type, ...] = (SupplyQueries, MatchQueries)
MUTATIONS: tuple[type, ...] = (GoodsMutations, IntroductionMutations, SpaceMutations)
SUBSCRIPTIONS: tuple[type, ...] = ()
