"""Who sees and does what around demands, products, consents and match policies. An administrator has no part in it."""

from uuid import UUID

from domain.financing.products import INSTITUTION
from domain.people import Acts, OutsideRemit, Reach, Role, Sight, Viewer
from domain.refusals import Words

ENTERPRISE = Words("enterprise", "企业")

_ENTERPRISE_SIDE = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY})
_DEMANDING = _ENTERPRISE_SIDE | {Role.DISPATCHER}
_OFFERING = frozenset({Role.INSTITUTION_REP, Role.DISPATCHER})
_DISPATCHER = frozenset({Role.DISPATCHER})

ACTS: Acts = {
    "submitFinancingDemand": _DEMANDING,
    "amendFinancingDemand": _DEMANDING,
    "withdrawFinancingDemand": _DEMANDING,
    "closeFinancingDemand": _DEMANDING,
    "giveFinancingConsent": _ENTERPRISE_SIDE,
    "withdrawFinancingConsent": _ENTERPRISE_SIDE,
    "offerFinancialProduct": _OFFERING,
    "changeFinancialProduct": _OFFERING,
    "endFinancialProduct": _OFFERING,
    "draftMatchPolicy": _DISPATCHER,
    "changeMatchPolicy": _DISPATCHER,
    "publishMatchPolicy": _DISPATCHER,
}
"""Which roles do which act; on which records they do it, the functions below decide."""


def reach_of_demands(sight: Sight) -> Reach:
    """Which demands a role sees: those of its enterprises, or, of an institution, those that were shared with it."""
    match sight.role:
        case Role.ENTERPRISE_REP | Role.SECRETARY:
            return Reach.OWN_ENTERPRISES
        case Role.INSTITUTION_REP:
            return Reach.OWN_ORGANIZATION
        case Role.DISPATCHER:
            return Reach.OWN_ZONES if sight.limited else Reach.ALL
        case Role.INSPECTOR:
            return Reach.ALL
        case _:
            return Reach.NONE


def reach_of_products(sight: Sight) -> Reach:
    """Which products a role sees: an institution its own, whoever asks for financing and whoever brings both together all
    of them."""
    match sight.role:
        case Role.INSTITUTION_REP:
            return Reach.OWN_ORGANIZATION
        case Role.ENTERPRISE_REP | Role.SECRETARY | Role.DISPATCHER | Role.INSPECTOR:
            return Reach.ALL
        case _:
            return Reach.NONE


def reach_of_match_policies(sight: Sight) -> Reach:
    """Which match policies a role sees: whoever sees products, for they say why a match stands where it stands."""
    return Reach.NONE if reach_of_products(sight) is Reach.NONE else Reach.ALL


def over_institution(viewer: Viewer, institution_id: UUID, path: str) -> OutsideRemit | None:
    """Whether a viewer acts for an institution: a dispatcher for every one, its representative for it alone."""
    inside = viewer.role is Role.DISPATCHER or institution_id == viewer.organization
    return None if inside else OutsideRemit(path, INSTITUTION)
