"""Who sees and does what around deals and bond issues."""

from domain.financing.remit import reach_of_demands
from domain.people import Acts, Reach, Role, Sight

_DISPATCHER = frozenset({Role.DISPATCHER})
_ENTERPRISE_SIDE = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY, Role.DISPATCHER})
_INSTITUTION = frozenset({Role.INSTITUTION_REP, Role.DISPATCHER})

ACTS: Acts = {
    "proposeDeal": _DISPATCHER,
    "consentToDeal": _ENTERPRISE_SIDE,
    "scheduleDeal": _DISPATCHER,
    "advanceDeal": _INSTITUTION,
    "grantCredit": _INSTITUTION,
    "recordDisbursement": _INSTITUTION,
    "declineDeal": _INSTITUTION,
    "withdrawDeal": _ENTERPRISE_SIDE,
    "lapseDeal": _DISPATCHER,
    "linkGuarantee": _INSTITUTION,
    "recordBondIssue": _DISPATCHER,
    "advanceBondIssue": _DISPATCHER,
    "linkBondIssue": _DISPATCHER,
}
"""Which roles do which act: each side tells its own steps, and a dispatcher those of either."""


def reach_of_deals(sight: Sight) -> Reach:
    """Which deals a role sees: an enterprise's as its demands, an institution its own, once the enterprise has consented.
    Whoever leads a chain is told figures and no deal."""
    return reach_of_demands(sight)
