"""Who sees and does what around match runs and meetings. An administrator has no part in it."""

from domain.people import Acts, Reach, Role, Sight, reach_of_cases

_DISPATCHER = frozenset({Role.DISPATCHER})
_DESK = _DISPATCHER | {Role.INSTITUTION_REP}

ACTS: Acts = {
    "runMatching": _DISPATCHER,
    "cancelMatching": _DISPATCHER,
    "moveMeeting": _DISPATCHER,
    "holdMeeting": _DESK,
    "missMeeting": _DESK,
    "cancelMeeting": _DESK | {Role.ENTERPRISE_REP, Role.SECRETARY},
}
"""Which roles do which act; on which meetings, `answers_for` decides."""

_TAKE_PART = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY, Role.INSTITUTION_REP})


def reach_of_runs(sight: Sight) -> Reach:
    """Which runs a role sees, with their figures: whoever takes part, and whoever answers for it or looks after it."""
    whole = _TAKE_PART | {Role.DISPATCHER, Role.INSPECTOR, Role.EVALUATOR}
    return Reach.ALL if sight.role in whole else Reach.NONE


def reach_of_shares(sight: Sight) -> Reach:
    """Which institutions' figures of a run a role sees: an institution its own, an enterprise none."""
    match sight.role:
        case Role.INSTITUTION_REP:
            return Reach.OWN_ORGANIZATION
        case Role.ENTERPRISE_REP | Role.SECRETARY:
            return Reach.OWN_ENTERPRISES
        case _:
            return reach_of_runs(sight)


def reach_of_meetings(sight: Sight) -> Reach:
    """Which meetings and matches a role sees: an enterprise its own, an institution its own."""
    match sight.role:
        case Role.INSTITUTION_REP:
            return Reach.OWN_ORGANIZATION
        case Role.ENTERPRISE_REP | Role.SECRETARY | Role.DISPATCHER | Role.INSPECTOR:
            return reach_of_cases(sight)
        case _:
            return Reach.NONE
