"""What a match run decides upon, read as of one moment and a part at a time, so that others are answered meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, func, literal_column, or_, select

from db.chains.tables import chain_memberships
from db.engine import Connection, Statement
from db.enterprises import enterprises
from db.financing.match_tables import financing_meetings
from db.financing.records import consent, demand, product
from db.financing.relations import FINANCING_DEMAND
from db.financing.tables import financial_products, financing_consents
from db.metadata import any_of
from db.relations import of_viewer
from domain.financing import (
    Applicant,
    Consent,
    DemandState,
    FinancialProduct,
    FinancingDemand,
    MeetingState,
)
from domain.people import Sight, Viewer


@dataclass(frozen=True, slots=True)
class Asking:
    """A demand, and what it is judged by besides itself."""

    demand: FinancingDemand
    applicant: Applicant
    consents: tuple[Consent, ...]


@cache
def _open(sight: Sight) -> Statement:
    rows = FINANCING_DEMAND.rows(sight, "open")
    return Statement(
        select(rows.c.id)
        .where(rows.c.state == DemandState.OPEN.value)
        .order_by(rows.c.submitted_at, rows.c.id)
    )


@cache
def _asking(sight: Sight) -> Statement:
    rows = FINANCING_DEMAND.rows(sight, "asking")
    chains = (
        select(
            func.coalesce(
                func.array_agg(chain_memberships.c.chain_id), literal_column("'{}'"), type_=ARRAY(Uuid)
            )
        )
        .where(chain_memberships.c.current_enterprise_id == rows.c.enterprise_id)
        .correlate(rows)
        .scalar_subquery()
    )
    return Statement(
        select(
            rows,
            enterprises.c.industry_code,
            enterprises.c.known_division_code,
            enterprises.c.registered_on,
            chains.label("chain_ids"),
        )
        .select_from(rows.join(enterprises, enterprises.c.id == rows.c.enterprise_id))
        .where(any_of(rows.c.id))
        .order_by(rows.c.submitted_at, rows.c.id)
    )


_on = bindparam("on", type_=Date)
_CONSENTS = Statement(
    select(financing_consents).where(
        any_of(financing_consents.c.demand_id),
        financing_consents.c.withdrawn_at.is_(None),
        financing_consents.c.given_on <= _on,
        financing_consents.c.expires_on > _on,
    )
)
_PRODUCTS = Statement(
    select(financial_products)
    .where(
        any_of(financial_products.c.institution_id),
        financial_products.c.valid_from <= _on,
        or_(financial_products.c.valid_until.is_(None), financial_products.c.valid_until > _on),
    )
    .order_by(financial_products.c.id)
)
_MET = Statement(
    select(financing_meetings.c.demand_id, financing_meetings.c.institution_id).where(
        financing_meetings.c.session_id == bindparam("session_id"),
        financing_meetings.c.state == MeetingState.HELD.value,
    )
)


async def open_demands(connection: Connection, viewer: Viewer) -> list[UUID]:
    """The open demands that a viewer sees, in the order in which they were handed in."""
    rows = await _open(viewer.sight).all(connection, **of_viewer(viewer))
    return [row["id"] for row in rows]


async def asking(connection: Connection, ids: Sequence[UUID], on: date, viewer: Viewer) -> list[Asking]:
    """Demands with what else they are judged by on a day, in the order in which they were handed in."""
    consents: dict[UUID, tuple[Consent, ...]] = {}
    for row in await _CONSENTS.all(connection, ids=ids, on=on):
        consents[row["demand_id"]] = (*consents.get(row["demand_id"], ()), consent(row))
    rows = await _asking(viewer.sight).all(connection, ids=ids, **of_viewer(viewer))
    return [
        Asking(
            demand(row),
            Applicant(
                row["industry_code"],
                row["known_division_code"],
                row["registered_on"],
                tuple(row["chain_ids"]),
            ),
            consents.get(row["id"], ()),
        )
        for row in rows
    ]


async def products_on(
    connection: Connection, institution_ids: Sequence[UUID], on: date
) -> list[FinancialProduct]:
    """What institutions offer on a day, by id."""
    return [product(row) for row in await _PRODUCTS.all(connection, ids=institution_ids, on=on)]


async def met_pairs(connection: Connection, session_id: UUID) -> frozenset[tuple[UUID, UUID]]:
    """Which demands have met which institutions at a session."""
    rows = await _MET.all(connection, session_id=session_id)
    return frozenset((row["demand_id"], row["institution_id"]) for row in rows)
