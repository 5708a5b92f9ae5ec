"""Table and statements of the thresholds of statistics: the nation's, and those that a county has set of its own."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on

from db.engine import Connection, Row, Statement, columns
from db.enterprises.industries import INDUSTRY
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import One, Type
from domain.enterprises.statistics import NATION, StatMeasure, Threshold

statistics_thresholds = Table(
    "statistics_thresholds",
    metadata,
    id_column(),
    county_column(),
    Column("industry_code", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("amount", Numeric(20, 2), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    county_check(),
    one_of("measure", StatMeasure),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("valid_to > valid_from", name="period"),
    UniqueConstraint(
        "county_code", "industry_code", "measure", "valid_from", name="statistics_thresholds_day_uq"
    ),
    # Of two that are set at once, one has to look again: one alone has no end.
    Index(
        "statistics_thresholds_open_ix",
        "county_code",
        "industry_code",
        "measure",
        unique=True,
        postgresql_where=text("valid_to IS NULL"),
    ),
)

_rows, _day = statistics_thresholds.c, bindparam("day", type_=Date)
_ON = Statement(
    select(statistics_thresholds)
    .ext(distinct_on(_rows.industry_code, _rows.measure))
    .where(
        or_(_rows.county_code == bindparam("county_code"), _rows.county_code == NATION),
        _rows.valid_from <= _day,
        or_(_rows.valid_to.is_(None), _rows.valid_to > _day),
    )
    # The county's own comes before the nation's.
    .order_by(_rows.industry_code, _rows.measure, _rows.county_code == NATION)
)
_LATEST = Statement(
    select(statistics_thresholds)
    .where(
        _rows.county_code == bindparam("county_code"),
        _rows.industry_code == bindparam("industry_code"),
        _rows.measure == bindparam("measure"),
    )
    .order_by(_rows.valid_from.desc())
    .limit(1)
    .with_for_update()
)
_ADD = Statement(insert(statistics_thresholds))
_END = Statement(
    update(statistics_thresholds)
    .where(_rows.id == bindparam("of_id", type_=Uuid))
    .values(valid_to=bindparam("valid_to"))
)

Type("StatThreshold", One("industry", INDUSTRY.name, "industry_code", theirs="code", optional=True))


def threshold(row: Row) -> Threshold:
    """The record of a row."""
    return Threshold(
        id=row["id"],
        county_code=row["county_code"],
        industry_code=row["industry_code"],
        measure=StatMeasure(row["measure"]),
        amount=row["amount"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


async def thresholds_on(connection: Connection, county_code: str, day: date) -> Sequence[Threshold]:
    """What holds in a county on a day: its own, and the nation's where it has none, in the order of the codes."""
    rows = await _ON.all(connection, county_code=county_code, day=day)
    return [threshold(row) for row in rows]


async def latest_threshold(
    connection: Connection, county_code: str, industry_code: str, measure: StatMeasure
) -> Threshold | None:
    """The last one that a county has set for an industry, held until the transaction ends."""
    row = await _LATEST.one(connection, county_code=county_code, industry_code=industry_code, measure=measure)
    return threshold(row) if row else None


async def set_threshold(connection: Connection, added: Threshold, ended: Threshold | None) -> None:
    """Store a threshold, and the end of the one before it."""
    if ended is not None:
        await _END.run(connection, of_id=ended.id, valid_to=ended.valid_to)
    await _ADD.run(connection, **columns(added))
