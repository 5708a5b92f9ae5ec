"""How rows become match runs, what they found, and meetings."""

from db.engine import Row
from domain.financing import (
    AssignedMatch,
    Failure,
    InstitutionFigures,
    MatchMode,
    MatchRun,
    Meeting,
    MeetingState,
    RuleCode,
    RunState,
    SizeClass,
    SizeFigures,
    UnmatchedDemand,
    WhyNot,
)

_AS_THEY_ARE = tuple(name for name in MatchRun.__slots__ if name not in {"mode", "state", "failure"})


def match_run(row: Row) -> MatchRun:
    """The record of a row."""
    return MatchRun(
        mode=MatchMode(row["mode"]),
        state=RunState(row["state"]),
        failure=row["failure"] and Failure(row["failure"]),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def meeting(row: Row) -> Meeting:
    """The record of a row."""
    return Meeting(
        id=row["id"],
        county_code=row["county_code"],
        run_id=row["run_id"],
        session_id=row["session_id"],
        booth_id=row["booth_id"],
        desk=row["desk"],
        slot=row["slot"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        demand_id=row["demand_id"],
        product_id=row["product_id"],
        enterprise_id=row["enterprise_id"],
        institution_id=row["institution_id"],
        state=MeetingState(row["state"]),
        version=row["version"],
    )


def assigned_match(row: Row) -> AssignedMatch:
    """The record of a row."""
    return AssignedMatch(
        id=row["id"],
        county_code=row["county_code"],
        run_id=row["run_id"],
        place=row["place"],
        demand_id=row["demand_id"],
        product_id=row["product_id"],
        enterprise_id=row["enterprise_id"],
        institution_id=row["institution_id"],
        rank=row["rank"],
        enterprise_utility=row["enterprise_utility"],
        institution_utility=row["institution_utility"],
        unknown=tuple(map(RuleCode, row["unknown"])),
        meeting_id=row["meeting_id"],
    )


def unmatched_demand(row: Row) -> UnmatchedDemand:
    """The record of a row."""
    return UnmatchedDemand(
        id=row["id"],
        county_code=row["county_code"],
        run_id=row["run_id"],
        place=row["place"],
        demand_id=row["demand_id"],
        enterprise_id=row["enterprise_id"],
        why=WhyNot(row["why"]),
        product_id=row["product_id"],
        failed=tuple(map(RuleCode, row["failed"])),
        unknown=tuple(map(RuleCode, row["unknown"])),
    )


def institution_figures(row: Row) -> InstitutionFigures:
    """The record of a row."""
    return InstitutionFigures(
        id=row["id"],
        county_code=row["county_code"],
        run_id=row["run_id"],
        institution_id=row["institution_id"],
        desks=row["desks"],
        offers=row["offers"],
        meetings=row["meetings"],
        all_meetings=row["all_meetings"],
    )


def size_figures(row: Row) -> SizeFigures:
    """The record of a row."""
    return SizeFigures(
        id=row["id"],
        county_code=row["county_code"],
        run_id=row["run_id"],
        size=SizeClass(row["size"]),
        place=row["place"],
        demands=row["demands"],
        offers=row["offers"],
        matched=row["matched"],
    )
