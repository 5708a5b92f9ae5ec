"""Who sees and does what around demands, products, consents and match policies. An administrator has no part in it."""

from domain.people import Acts, Reach, Role, Sight

_ENTERPRISE_SIDE = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY})

ACTS: Acts = {}
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
