"""Who sees and does what around supply, demand and space. What an enterprise offers and needs is seen with the enterprise;
an introduction from either side."""

from domain.people import PUBLISHED_ONLY, Acts, Reach, Role, Sight

_DISPATCHER = frozenset({Role.DISPATCHER})
_SPEAKERS = _DISPATCHER | {Role.ENTERPRISE_REP, Role.SECRETARY}
_INTRODUCERS = _DISPATCHER | {Role.CHAIN_LEAD}
_LANDLORDS = _DISPATCHER | {Role.ADMIN}

ACTS: Acts = {
    "registerOffering": _SPEAKERS,
    "withdrawOffering": _SPEAKERS,
    "registerNeed": _SPEAKERS,
    "withdrawNeed": _SPEAKERS,
    "approveSynonym": _DISPATCHER,
    "suggestIntroduction": _INTRODUCERS,
    "advanceIntroduction": _INTRODUCERS,
    "reportCooperation": _INTRODUCERS,
    "registerSpaceListing": _LANDLORDS,
    "withdrawSpaceListing": _LANDLORDS,
    "registerSpaceNeed": _SPEAKERS,
    "withdrawSpaceNeed": _SPEAKERS,
    "assignSpace": _DISPATCHER,
}
"""Which roles do which act."""


def reach_of_synonyms(sight: Sight) -> Reach:
    """The county's own people see what was approved."""
    return Reach.NONE if sight.role in PUBLISHED_ONLY else Reach.ALL
