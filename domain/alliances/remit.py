"""Who sees and does what around alliances. Who belongs to an alliance is public as far as its members are."""

from domain.people import PUBLISHED_ONLY, Acts, Reach, Role, Sight

_OFFICE = frozenset({Role.ADMIN, Role.DISPATCHER})
_CONVENER = frozenset({Role.DISPATCHER})

ACTS: Acts = {
    "prepareAlliance": _OFFICE,
    "advanceAlliance": _OFFICE,
    "changeLead": _OFFICE,
    "joinAlliance": _OFFICE,
    "leaveAlliance": _OFFICE,
    "importAllianceMembers": _OFFICE,
    "signMemorandum": _OFFICE,
    "terminateMemorandum": _OFFICE,
    "conveneSession": _CONVENER,
    "recordMinutes": _CONVENER,
    "adoptResolution": _CONVENER,
    "recordPartyOrganization": _OFFICE,
}
"""Which roles do which act. An alliance is the whole county's: whoever dispatches, in whichever zones, may act on it."""


def reach_of_papers(sight: Sight) -> Reach:
    """Which memoranda, conferences and sessions a role sees: the county's own people see all of them."""
    return Reach.NONE if sight.role in PUBLISHED_ONLY else Reach.ALL


def reach_of_resolutions(sight: Sight) -> Reach:
    """Which resolutions a role sees: who sees to it that all are kept sees all, a department or an institution those of
    its alliances."""
    if sight.role in {Role.HANDLER, Role.DEPT_LEAD}:
        return Reach.OWN_ORGANIZATION
    return Reach.ALL if sight.role in {Role.DISPATCHER, Role.INSPECTOR} else Reach.NONE
