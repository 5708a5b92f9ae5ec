"""What the types of a fair are read from."""

from sqlalchemy import Boolean, ColumnElement, FromClause, Text, bindparam, func, or_, select

from db.enterprises import ENTERPRISE
from db.fairs.counts import (
    counts_by_fair,
    counts_rows,
    counts_stamp,
    satisfaction_by_fair,
    satisfaction_rows,
    versions,
)
from db.fairs.form_types import FORM_TYPES
from db.fairs.records import booth, fair, intake
from db.fairs.remit import INTAKES
from db.fairs.tables import booths, fairs, intakes
from db.relations import (
    QUERY,
    SUBSCRIPTION,
    Found,
    Gathered,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Type,
    Value,
    Variant,
    contains,
    equal,
    optional,
    plain,
    within,
)
from domain.elements import ElementKind
from domain.fairs import Register
from domain.people import Sight


def _named(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return contains(rows.c.name, parameter)


def _open(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return rows.c.disposition.is_(None) == bindparam(parameter, type_=Boolean)


def _about(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """A part of the summary or of the enterprise's name, or its credit code: as far as these are seen."""
    seen = ENTERPRISE.rows(sight, f"{parameter}_of")
    named = select(seen.c.id).where(
        or_(contains(seen.c.name, parameter), seen.c.uscc == func.upper(bindparam(parameter, type_=Text)))
    )
    return or_(contains(rows.c.summary, parameter), rows.c.enterprise_id.in_(named))


def _counts(key: str = "") -> Gathered:
    return Gathered("counts", "FairCounts", counts_rows, batch=counts_by_fair, key=key)


FAIR = Type(
    "Fair",
    Identity(),
    *plain("name", "kind", "state", "venues", "opens_at", "closes_at"),
    *optional("round"),
    One("zone", "Zone", "zone_id"),
    Many("booths", "Booth", "fair_id", order=("code", "id")),
    _counts(),
    Gathered("satisfaction", "Satisfaction", satisfaction_rows, batch=satisfaction_by_fair),
    Paged(
        "intakes",
        "Intake",
        Order("received_at"),
        {
            "booth_id": equal("booth_id"),
            "register": equal("register"),
            "element_kind": equal("element_kind"),
            "disposition": equal("disposition"),
            "open": _open,
            "text": _about,
        },
        theirs="fair_id",
    ),
    table=fairs,
    record=fair,
)
BOOTH = Type(
    "Booth",
    Identity(),
    *plain("code", "name", "state"),
    *optional("capacity"),
    Value("registers", within(Register, "registers")),
    Value("elementKinds", within(ElementKind, "element_kinds")),
    One("fair", "Fair", "fair_id"),
    One("organization", "Organization", "organization_id"),
    table=booths,
    record=booth,
)
INTAKE = Type(
    "Intake",
    Identity(),
    *plain("number", "register", "element_kind", "urgency", "received_at"),
    *optional("summary", "desired_by", "disposition", "disposed_at", "note"),
    Variant("form", by="element_kind", present="form", types=FORM_TYPES),
    One("booth", "Booth", "booth_id"),
    One("fair", "Fair", "fair_id"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One(
        "ledgerEntry",
        "LedgerEntry",
        "id",
        theirs="intake_id",
        optional=True,
        where=("disposition", "SOLUTION_GIVEN"),
    ),
    One("duplicateOf", "Intake", "duplicate_of_id", optional=True),
    table=intakes,
    record=intake,
    seen=INTAKES,
)
QUERY.add(
    Found("fair", "Fair"),
    Paged(
        "fairs",
        "Fair",
        Order("opens_at", descending=True),
        {"kind": equal("kind"), "state": equal("state"), "zone_id": equal("zone_id"), "text": _named},
    ),
)

# What leads on from the answer of an act.
Type("Rating", One("fair", "Fair", "fair_id"), One("enterprise", "Enterprise", "enterprise_id"))
Type("AttendanceRecorded", One("enterprise", "Enterprise", "enterprise_id"))
for _done in ("IntakeSubmitted", "IntakeDisposed", "IntakeWithdrawn", "IntakeMarkedDuplicate"):
    Type(_done, _counts(key="intake.fair_id"))
FAIR_INTAKE_COUNTS = Gathered(
    "fairIntakeCounts",
    "FairCounts",
    counts_rows,
    stamp=counts_stamp,
    versions=versions,
    batch=counts_by_fair,
)
SUBSCRIPTION.add(FAIR_INTAKE_COUNTS)
