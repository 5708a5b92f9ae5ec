"""What came to enterprises in a period, for whoever asks: a function of the owner sums up the county that is asked for."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Integer, Numeric, Text, Uuid, bindparam, column, func, select

from db.engine import Connection, Row, Statement
from db.relations import One, Type
from domain.elements import FinancingKind
from domain.enterprises.stock import DatePeriod
from domain.financing import FinancedSum

Type("FinancedTotal")
Type("KindTotal")
Type("InstitutionTotal", One("institution", "Organization", "institution_id", optional=True))

_summed: Any = (
    func.financed(
        bindparam("county", type_=Text),
        bindparam("zone", type_=Uuid),
        bindparam("chain", type_=Uuid),
        bindparam("since", type_=Date),
        bindparam("until", type_=Date),
    )
    .table_valued(
        column("kind", Text),
        column("institution_id", Uuid),
        column("enterprise_id", Uuid),
        column("linked", Boolean),
        column("inside", Boolean),
        column("amount", Numeric(20, 2)),
        column("deals", Integer),
        name="summed",
    )
    .render_derived()
)
_SUMS = Statement(select(*_summed.c))


async def sums(
    connection: Connection, county_code: str, period: DatePeriod, zone_id: UUID | None, chain_id: UUID | None
) -> list[FinancedSum]:
    """What came in a county, by kind, institution and enterprise: inside are enterprises that sit in the zone or below it,
    and that were in the chain on the day."""
    rows = await _SUMS.all(
        connection,
        county=county_code,
        zone=zone_id,
        chain=chain_id,
        since=period.first,
        until=period.last,
    )
    return [_sum(row) for row in rows]


def _sum(row: Row) -> FinancedSum:
    return FinancedSum(
        kind=FinancingKind(row["kind"]),
        institution_id=row["institution_id"],
        enterprise_id=row["enterprise_id"],
        linked=row["linked"],
        inside=row["inside"],
        amount=row["amount"],
        deals=row["deals"],
    )
