"""What demands are judged by besides themselves, read for many demands in a fixed number of statements, and as far as the
viewer sees it: what is not shared is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Date, bindparam, or_, select

from db.chains.tables import chain_memberships
from db.engine import Connection, Statement
from db.financing.match_policies import match_policies_of
from db.financing.records import consent, demand, product
from db.financing.relations import FINANCIAL_PRODUCT, FINANCING_DEMAND
from db.financing.tables import financing_consents
from db.metadata import any_of
from db.relations import catalogue, of_viewer
from domain.financing import (
    Applicant,
    Consent,
    FinancialProduct,
    FinancingDemand,
    MatchPolicy,
    current,
)
from domain.people import Sight, Viewer

UNSEEN = Applicant()


@dataclass(frozen=True, slots=True)
class Judged:
    """Demands, and all that decides about each."""

    demands: Sequence[FinancingDemand]
    applicants: Mapping[UUID, Applicant]
    products: Sequence[FinancialProduct]
    consents: Mapping[UUID, Sequence[Consent]]
    policy: MatchPolicy


@cache
def _demands(sight: Sight) -> Statement:
    rows = FINANCING_DEMAND.rows(sight, "judged")
    return Statement(select(rows).where(any_of(rows.c.id)))


@cache
def _applicants(sight: Sight) -> Statement:
    rows = catalogue["FinancingApplicant"].rows(sight, "applicants")
    return Statement(
        select(rows.c.id, rows.c.industry_code, rows.c.known_division_code, rows.c.registered_on).where(
            any_of(rows.c.id)
        )
    )


_CHAINS = Statement(
    select(chain_memberships.c.enterprise_id, chain_memberships.c.chain_id)
    .where(any_of(chain_memberships.c.current_enterprise_id))
    .order_by(chain_memberships.c.chain_id)
)


_CONSENTS = Statement(select(financing_consents).where(any_of(financing_consents.c.demand_id)))
"""Of demands that are seen, whole: whom else a consent is for is not told by what comes of a rule."""


@cache
def _products(sight: Sight) -> Statement:
    """Those that are offered today or later, or the one that is asked for."""
    rows = FINANCIAL_PRODUCT.rows(sight, "products")
    today = bindparam("viewer_today", type_=Date)
    return Statement(
        select(rows).where(or_(rows.c.valid_until.is_(None), rows.c.valid_until > today)).order_by(rows.c.id)
    )


@cache
def _product(sight: Sight) -> Statement:
    rows = FINANCIAL_PRODUCT.rows(sight, "product")
    return Statement(select(rows).where(any_of(rows.c.id)))


async def judged(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer, product_id: UUID | None = None
) -> Judged:
    """What is needed to judge demands by all products, or by one of any time."""
    sight, own = viewer.sight, of_viewer(viewer)
    demands = [demand(row) for row in await _demands(sight).all(connection, ids=ids, **own)]
    enterprises = list({each.enterprise_id for each in demands})
    found = await _applicants(sight).all(connection, ids=enterprises, **own)
    chains: dict[UUID, list[UUID]] = {row["id"]: [] for row in found}
    for row in await _CHAINS.all(connection, ids=list(chains)):
        chains[row["enterprise_id"]].append(row["chain_id"])
    applicants = {
        row["id"]: Applicant(
            row["industry_code"], row["known_division_code"], row["registered_on"], tuple(chains[row["id"]])
        )
        for row in found
    }
    consents: dict[UUID, list[Consent]] = {each.id: [] for each in demands}
    for row in await _CONSENTS.all(connection, ids=list(consents)):
        consents[row["demand_id"]].append(consent(row))
    if product_id is None:
        products = await _products(sight).all(connection, **own)
    else:
        products = await _product(sight).all(connection, ids=[product_id], **own)
    policies = await match_policies_of(connection, viewer.county_code)
    return Judged(
        demands,
        {each.id: applicants.get(each.enterprise_id, UNSEEN) for each in demands},
        [product(row) for row in products],
        consents,
        current(policies, viewer.county_code),
    )
