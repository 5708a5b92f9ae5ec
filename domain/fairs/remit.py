"""Who sees and does what at a fair."""

from uuid import UUID

from domain.fairs.records import Booth, Fair
from domain.people import (
    FIGURES_ONLY,
    Acts,
    OutsideRemit,
    Reach,
    Role,
    Sight,
    Viewer,
    reach_of_cases,
)
from domain.refusals import Words

BOOTH, ENTERPRISE, FAIR, ZONE = (
    Words("booth", "摊位"),
    Words("enterprise", "企业"),
    Words("fair", "活动"),
    Words("zone", "区域"),
)

_DISPATCHER = frozenset({Role.DISPATCHER})
_DESK = frozenset({Role.DISPATCHER, Role.FAIR_OPERATOR})
_OFFICE = _DESK | {Role.HANDLER, Role.DEPT_LEAD}

ACTS: Acts = {
    "planFair": _DISPATCHER,
    "addBooth": _DISPATCHER,
    "openFair": _DISPATCHER,
    "closeFair": _DISPATCHER,
    "submitIntake": _DESK | {Role.ENTERPRISE_REP, Role.SECRETARY},
    "disposeIntake": _OFFICE,
    "withdrawIntake": _DESK | {Role.ENTERPRISE_REP, Role.SECRETARY},
    "markDuplicate": _DESK,
    "recordAttendance": _DESK,
    "rateFair": frozenset({Role.ENTERPRISE_REP}),
}
"""Which roles do which act; on which records they do it, the functions below decide."""


def reach_of_intakes(sight: Sight) -> Reach:
    """Which intakes a role sees."""
    return Reach.ALL if sight.role in FIGURES_ONLY else reach_of_cases(sight)


def hidden_of_intakes(sight: Sight) -> frozenset[str]:
    """What of an intake a role reads as null: what the case says."""
    return frozenset({"summary", "form", "note"}) if sight.role in FIGURES_ONLY else frozenset()


def refused_of_intakes(sight: Sight) -> frozenset[str]:
    """The fields of an intake that a role may not ask for: whose case it is."""
    return frozenset({"enterprise"}) if sight.role in FIGURES_ONLY else frozenset()


def over_zone(viewer: Viewer, county_code: str, zone_id: UUID | None, path: str) -> OutsideRemit | None:
    """Whether a dispatcher answers for a zone; a zone that is new, `None`, only with the whole county."""
    if viewer.county_code != county_code or (viewer.zones and zone_id not in viewer.zones):
        return OutsideRemit(path, ZONE)
    return None


def over_fair(viewer: Viewer, fair: Fair, path: str = "fairId") -> OutsideRemit | None:
    """Whether a dispatcher answers for a fair; anybody else needs to be of its county."""
    if viewer.county_code != fair.county_code or (viewer.zones and fair.zone_id not in viewer.zones):
        return OutsideRemit(path, FAIR)
    return None


def at_booth(viewer: Viewer, fair: Fair, booth: Booth, path: str = "boothId") -> OutsideRemit | None:
    """Whether who works at a booth, or for who works there, answers for it."""
    match viewer.role:
        case Role.FAIR_OPERATOR:
            answers = booth.id in viewer.booths
        case Role.HANDLER | Role.DEPT_LEAD:
            answers = booth.organization_id == viewer.organization
        case Role.DISPATCHER:
            return over_fair(viewer, fair, path)
        case _:
            answers = True
    return None if answers and viewer.county_code == booth.county_code else OutsideRemit(path, BOOTH)


def for_enterprise(viewer: Viewer, enterprise_id: UUID | None, path: str) -> OutsideRemit | None:
    """Whether who speaks for enterprises speaks for this one; one that is new, `None`, is nobody's yet."""
    speaks = viewer.role in {Role.ENTERPRISE_REP, Role.SECRETARY}
    if speaks and enterprise_id not in viewer.enterprises:
        return OutsideRemit(path, ENTERPRISE)
    return None
