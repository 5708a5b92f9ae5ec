"""What the types around match runs and meetings are read from."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Text,
    Uuid,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
)

from db.engine import Connection, Statement
from db.enterprises import WITH_ENTERPRISE
from db.fairs import BOOTH, FAIR
from db.fairs.tables import fairs
from db.financing.match_records import (
    assigned_match,
    institution_figures,
    match_run,
    meeting,
    size_figures,
    unmatched_demand,
)
from db.financing.match_tables import (
    financing_meetings,
    match_run_institutions,
    match_run_sizes,
    match_runs,
    matches,
    unmatched_demands,
)
from db.financing.relations import FINANCING_DEMAND
from db.metadata import any_of, given
from db.relations import (
    QUERY,
    SUBSCRIPTION,
    Found,
    Gather,
    Gathered,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Same,
    Seen,
    Type,
    Value,
    equal,
    optional,
    plain,
)
from domain.financing import (
    RunProgress,
    RunState,
    reach_of_meetings,
    reach_of_runs,
    reach_of_shares,
)
from domain.people import Reach, Sight, Viewer

# A name of its own, so that no statement around it is taken for the same rows.
_fairs = fairs.alias("meeting_fairs")


def _takes_place_there(rows: FromClause) -> ColumnElement[bool]:
    there = select(_fairs.c.id).where(any_of(_fairs.c.zone_id, "viewer_zones"))
    return rows.c.session_id.in_(there)


_OWN: Mapping[Reach, Callable[[FromClause], ColumnElement[bool]]] = {
    Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.enterprise_id, "viewer_enterprises"),
    Reach.OWN_ORGANIZATION: lambda rows: (
        rows.c.institution_id == bindparam("viewer_organization", type_=Uuid)
    ),
    Reach.OWN_ZONES: WITH_ENTERPRISE.own[Reach.OWN_ZONES],
}
RUNS = Seen(reach_of_runs)
MEETINGS = Seen(
    reach_of_meetings,
    {**_OWN, Reach.OWN_ZONES: lambda rows: or_(_OWN[Reach.OWN_ZONES](rows), _takes_place_there(rows))},
)
"""A dispatcher keeps the timetable of the sessions of some zones, wherever the enterprises sit."""

MATCHES = Seen(reach_of_meetings, _OWN)
UNMATCHED = Seen(reach_of_meetings, {**_OWN, Reach.OWN_ORGANIZATION: lambda rows: false()})
"""A demand that did not come to an institution is none of its own."""

SHARES = Seen(reach_of_shares, {**_OWN, Reach.OWN_ENTERPRISES: lambda rows: false()})
"""What an institution had is none of an enterprise's own."""


def _percent(part: str, whole: str, hundred: int = 100) -> Callable[[FromClause], ColumnElement[Any]]:
    """As `domain.money.rate` has it."""

    def of(row: FromClause) -> ColumnElement[Any]:
        share = cast(row.c[part], Numeric) * hundred / func.nullif(row.c[whole], 0)
        return func.round(share, 1, type_=Numeric)

    return of


def _share(name: str, part: str, whole: str, hundred: int = 100) -> Value:
    return Value(name, _percent(part, whole, hundred), optional=True)


def _meetings(name: str, theirs: str) -> Paged:
    return Paged(name, "FinancingMeeting", Order("starts_at"), {"state": equal("state")}, theirs=theirs)


def _of_session(name: str, theirs: str = "") -> Paged:
    of_any = {} if theirs else {"session_id": equal("session_id")}
    return Paged(
        name,
        "MatchRun",
        Order("requested_at", descending=True),
        {"state": equal("state"), **of_any},
        theirs=theirs,
    )


FINANCING_MEETING = Type(
    "FinancingMeeting",
    Identity(),
    *plain("desk", "starts_at", "ends_at", "state", "version"),
    *optional("slot"),
    One("session", "Fair", "session_id"),
    One("booth", "Booth", "booth_id"),
    One("institution", "Organization", "institution_id"),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    One("demand", "FinancingDemand", "demand_id", optional=True),
    One("product", "FinancialProduct", "product_id"),
    One("run", "MatchRun", "run_id"),
    table=financing_meetings,
    record=meeting,
    seen=MEETINGS,
)
Type(
    "AssignedMatchEdge",
    *plain("rank", "enterprise_utility", "institution_utility", "unknown"),
    One("node", "FinancialProduct", "product_id"),
    One("demand", "FinancingDemand", "demand_id", optional=True),
    One("meeting", "FinancingMeeting", "meeting_id", optional=True),
    table=matches,
    record=assigned_match,
    seen=MATCHES,
)
Type(
    "UnmatchedDemandEdge",
    *plain("why", "failed", "unknown"),
    One("node", "FinancingDemand", "demand_id"),
    One("nearest", "FinancialProduct", "product_id", optional=True),
    table=unmatched_demands,
    record=unmatched_demand,
    seen=UNMATCHED,
)
Type(
    "MatchRunInstitution",
    *plain("desks", "offers", "meetings", "all_meetings"),
    _share("share", "meetings", "all_meetings"),
    One("institution", "Organization", "institution_id"),
    table=match_run_institutions,
    record=institution_figures,
    seen=SHARES,
)
Type(
    "MatchRunSize",
    *plain("size", "demands", "offers", "matched"),
    _share("offersPerDemand", "offers", "demands", 1),
    _share("matchedShare", "matched", "demands"),
    table=match_run_sizes,
    record=size_figures,
    seen=RUNS,
)
Type("MatchRunPolicy", Value("version", lambda row: row.c.policy_version), seen=RUNS)
MATCH_RUN = Type(
    "MatchRun",
    Identity(),
    *plain(
        "mode",
        "meetings_per_enterprise",
        "slot_minutes",
        "starts_at",
        "most_slots",
        "with_unknown",
        "state",
        "pairs_scored",
        "requested_at",
        "version",
    ),
    *optional(
        "failure",
        "digest",
        "result_digest",
        "pairs_total",
        "demands",
        "eligible_pairs",
        "unknown_pairs",
        "without_offer",
        "assigned",
        "unmatched",
        "blocking_pairs",
        "slots",
        "concentration",
        "started_at",
        "finished_at",
    ),
    _share("unknownShare", "unknown_pairs", "pairs_total"),
    _share("withoutOfferShare", "without_offer", "demands"),
    Same("policy", "MatchRunPolicy"),
    One("session", "Fair", "session_id"),
    Many("institutions", "MatchRunInstitution", "run_id", order=("institution_id",)),
    Many("sizes", "MatchRunSize", "run_id", order=("place",)),
    Paged("matches", "AssignedMatchEdge", Order("place"), {}, theirs="run_id", links=True),
    Paged("notMatched", "UnmatchedDemandEdge", Order("place"), {}, theirs="run_id", links=True),
    table=match_runs,
    record=match_run,
    seen=RUNS,
)
FAIR.add(_meetings("financingMeetings", "session_id"), _of_session("matchRuns", "session_id"))
BOOTH.add(_meetings("financingMeetings", "booth_id"))
FINANCING_DEMAND.add(Many("meetings", "FinancingMeeting", "demand_id", order=("starts_at", "id")))
QUERY.add(Found("matchRun", "MatchRun"), _of_session("matchRuns"))

# --- How far a run has come ---------------------------------------------------------------------------------------------

_EPOCH = select(func.current_epoch(type_=Text)).scalar_subquery()
_wanted = given("ids", "id", "wanted")
_PROGRESS = Statement(select(match_runs, _EPOCH.label("epoch")).where(any_of(match_runs.c.id)))
_VERSIONS = Statement(
    select(
        _wanted.c.id,
        func.coalesce(match_runs.c.progress, 0).label("version"),
        _EPOCH.label("epoch"),
    ).select_from(_wanted.outerjoin(match_runs, match_runs.c.id == _wanted.c.id))
)


async def _versions(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """Epoch and version of the progress of each run among `ids`."""
    rows = await _VERSIONS.all(connection, ids=ids)
    return {row["id"]: (row["epoch"], row["version"]) for row in rows}


async def _progress(connection: Connection, ids: Sequence[UUID], viewer: Viewer) -> dict[UUID, RunProgress]:
    """How far each run among `ids` has come."""
    return {
        row["id"]: RunProgress(
            run_id=row["id"],
            epoch=row["epoch"],
            version=row["progress"],
            state=RunState(row["state"]),
            pairs_scored=row["pairs_scored"],
            pairs_total=row["pairs_total"],
            assigned=row["assigned"],
            unmatched=row["unmatched"],
        )
        for row in await _PROGRESS.all(connection, ids=ids)
    }


def _progress_rows(key: FromClause, sight: Sight) -> Gather:
    return select(match_runs, _EPOCH.label("epoch")).where(match_runs.c.id == key.c.id)


def _progress_stamp(key: FromClause) -> list[ColumnElement[Any]]:
    of_run = select(func.coalesce(func.max(match_runs.c.progress), 0, type_=Integer))
    version = of_run.where(match_runs.c.id == key.c.id).correlate(key).scalar_subquery()
    return [_EPOCH.label("epoch"), version.label("version")]


Type(
    "MatchRunProgress",
    *plain("epoch", "state", "pairs_scored"),
    *optional("pairs_total", "assigned", "unmatched"),
    Value("version", lambda row: row.c.progress),
    seen=RUNS,
)
MATCH_RUN_PROGRESS = Gathered(
    "matchRunProgress",
    "MatchRunProgress",
    _progress_rows,
    stamp=_progress_stamp,
    versions=_versions,
    batch=_progress,
)
SUBSCRIPTION.add(MATCH_RUN_PROGRESS)
