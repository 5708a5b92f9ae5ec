"""Counts of notices, and sums of payouts: these for whoever asks, by a function of the owner."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Numeric, Text, Uuid, bindparam, column, func, select

from db.engine import Connection, Row, Statement
from db.pages import matching
from db.policies.relations import NOTICE, NOTICE_LIST
from db.relations import of_viewer
from domain.enterprises.stock import DatePeriod
from domain.people import Sight, Viewer
from domain.policies import NoticeFigures, NoticeFilter, PayoutSum

_summed: Any = (
    func.policy_payout_sums(
        bindparam("county", type_=Text),
        bindparam("since", type_=Date),
        bindparam("until", type_=Date),
        bindparam("organization", type_=Uuid),
        bindparam("policy", type_=Uuid),
    )
    .table_valued(
        column("policy_id", Uuid),
        column("amount", Numeric(20, 2)),
        *(column(name, Integer) for name in ("payouts", "applications", "enterprises")),
        column("outstanding", Numeric(20, 2)),
        *(column(name, Integer) for name in ("waiting", "waiting_enterprises")),
        name="summed",
    )
    .render_derived()
)
_SUMS = Statement(select(*_summed.c))


async def payout_sums(
    connection: Connection,
    county_code: str,
    period: DatePeriod,
    organization_id: UUID | None,
    policy_id: UUID | None,
) -> list[PayoutSum]:
    """The sums of a county in a period, of each policy and of all together."""
    rows = await _SUMS.all(
        connection,
        county=county_code,
        since=period.first,
        until=period.last,
        organization=organization_id,
        policy=policy_id,
    )
    return [_sum(row) for row in rows]


def _sum(row: Row) -> PayoutSum:
    return PayoutSum(
        policy_id=row["policy_id"],
        amount=row["amount"],
        payouts=row["payouts"],
        applications=row["applications"],
        enterprises=row["enterprises"],
        outstanding=row["outstanding"],
        waiting=row["waiting"],
        waiting_enterprises=row["waiting_enterprises"],
    )


async def notice_figures(connection: Connection, filter: NoticeFilter, viewer: Viewer) -> NoticeFigures:
    """How many of the notices that a viewer sees there are, and how many enterprises they told."""
    given = {name: value for name in filter.__slots__ if (value := getattr(filter, name)) is not None}
    row = await _notices(tuple(given), viewer.sight).one(connection, **given, **of_viewer(viewer))
    return NoticeFigures(row["notices"], row["enterprises"]) if row else NoticeFigures(0, 0)


@cache
def _notices(filters: tuple[str, ...], sight: Sight) -> Statement:
    rows = NOTICE.rows(sight, "counted")
    counts = func.count().label("notices"), func.count(rows.c.enterprise_id.distinct()).label("enterprises")
    return Statement(select(*counts).select_from(rows).where(*matching(NOTICE_LIST, rows, filters, sight)))
