"""What the types around financing demands are read from."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Numeric,
    Text,
    any_,
    bindparam,
    column,
    func,
    or_,
    select,
)

from db.engine import Connection, Statement
from db.enterprises import ENTERPRISE, ORGANIZATION, enterprises
from db.enterprises.register import enterprise
from db.financing.records import consent, demand, match_policy, product
from db.financing.remit import APPLICANTS, CONSENTS, DEMANDS, EXPLANATIONS, MATCH_POLICIES, PRODUCTS
from db.financing.tables import financial_products, financing_consents, financing_demands, match_policies
from db.metadata import any_of
from db.money import money
from db.relations import (
    QUERY,
    Found,
    Gather,
    Gathered,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Same,
    Type,
    Value,
    catalogue,
    equal,
    of_viewer,
    optional,
    plain,
    within,
)
from domain.elements import FinancingKind
from domain.financing import CollateralKind, ConsentField, TaxGrade
from domain.people import Sight, Viewer


def _offered(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Whether a product is offered today is what is asked for."""
    today = bindparam("viewer_today", type_=Date)
    now = (rows.c.valid_from <= today) & or_(rows.c.valid_until.is_(None), rows.c.valid_until > today)
    return now == bindparam(parameter, type_=Boolean)


def _demands(name: str, theirs: str = "") -> Paged:
    filters = {name: equal(name) for name in ("state", "purpose", "enterprise_id")}
    return Paged(
        name,
        "FinancingDemand",
        Order("submitted_at", descending=True),
        {} if theirs else filters,
        theirs=theirs,
    )


def _products(name: str, theirs: str = "") -> Paged:
    filters = {"kind": equal("kind"), "institution_id": equal("institution_id"), "active": _offered}
    return Paged(name, "FinancialProduct", Order("name"), {} if theirs else filters, theirs=theirs)


def _named_by(name: str, to: str, owner: str, ids: str) -> Gathered:
    """Records that a row names in an array of ids, by name."""

    def rows(row: FromClause, sight: Sight) -> Gather:
        # By its key alone: below what Python has answered no more of a row is there.
        named = catalogue[to].rows(sight, f"named_{ids}")
        owners = catalogue[owner].rows(sight, f"owners_{ids}")
        return select(named).join(owners, named.c.id == any_(owners.c[ids])).where(owners.c.id == row.c.id)

    @cache
    def statement(sight: Sight) -> Statement:
        named = catalogue[to].rows(sight, "named")
        owners = catalogue[owner].rows(sight, "owners")
        return Statement(
            select(owners.c.id.label("owner_id"), named)
            .join(named, named.c.id == any_(owners.c[ids]))
            .where(any_of(owners.c.id))
            .order_by(named.c.name, named.c.id)
        )

    async def batch(connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, Any]:
        found: dict[UUID, list[Any]] = {key: [] for key in keys}
        rows = await statement(viewer.sight).all(connection, ids=keys, **of_viewer(viewer))
        for row, record in zip(rows, catalogue[to].records(rows), strict=True):
            found[row["owner_id"]].append(record)
        return {key: tuple(records) for key, records in found.items()}

    return Gathered(name, to, rows, order=("name", "id"), batch=batch)


def _collateral(row: FromClause, sight: Sight) -> Gather:
    each = (
        func.unnest(row.c.collateral_kinds, row.c.collateral_values)
        .table_valued(
            column("kind", Text),
            column("value", Numeric(20, 2)),
            with_ordinality="place",
            name="each",
        )
        .render_derived()
    )
    return select(each.c.kind, each.c.value, each.c.place)


Type("FinancingCollateral", *plain("kind"), money("value", "value", optional=True))
Type(
    "FinancingApplicant",
    *plain("name"),
    *optional("uscc", "registered_on"),
    Value("divisionCode", lambda row: row.c.known_division_code),
    One("industry", "Industry", "industry_code", theirs="code", optional=True),
    table=enterprises,
    record=enterprise,
    seen=APPLICANTS,
)
FINANCING_DEMAND = Type(
    "FinancingDemand",
    Identity(),
    *plain("purpose", "term_months", "submitted_at", "state", "version"),
    *optional("max_annual_rate_bp", "tax_grade", "dishonest", "needed_by"),
    money("amount", "amount"),
    money("revenueLastYear", "revenue_last_year", optional=True),
    Value("kinds", within(FinancingKind, "kinds")),
    Gathered("collateral", "FinancingCollateral", _collateral, order=("place",)),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    One("applicant", "FinancingApplicant", "enterprise_id", optional=True),
    One("intake", "Intake", "intake_id", optional=True),
    One("chain", "Chain", "chain_id", optional=True),
    Many("consents", "FinancingConsent", "demand_id", order=("given_on", "id")),
    table=financing_demands,
    record=demand,
    seen=DEMANDS,
)
FINANCIAL_PRODUCT = Type(
    "FinancialProduct",
    Identity(),
    *plain(
        "name",
        "kind",
        "least_term_months",
        "most_term_months",
        "least_rate_bp",
        "most_rate_bp",
        "industries_in",
        "industries_out",
        "divisions",
        "valid_from",
        "version",
    ),
    *optional("most_ltv_percent", "least_years", "decision_days", "valid_until"),
    money("leastAmount", "least_amount"),
    money("mostAmount", "most_amount"),
    money("leastRevenue", "least_revenue", optional=True),
    money("quotaLeft", "quota_left", optional=True),
    Value("collateralKinds", within(CollateralKind, "collateral_kinds")),
    Value("taxGrades", within(TaxGrade, "tax_grades")),
    _named_by("chains", "Chain", "FinancialProduct", "chain_ids"),
    One("institution", "Organization", "institution_id"),
    table=financial_products,
    record=product,
    seen=PRODUCTS,
)
FINANCING_CONSENT = Type(
    "FinancingConsent",
    Identity(),
    *plain("everyone", "given_on", "expires_on", "version"),
    *optional("withdrawn_at"),
    Value("fields", within(ConsentField, "fields")),
    _named_by("institutions", "Organization", "FinancingConsent", "institution_ids"),
    One("demand", "FinancingDemand", "demand_id"),
    table=financing_consents,
    record=consent,
    seen=CONSENTS,
)
Type("EnterpriseWeights", *plain("price", "amount_coverage", "decision_speed", "term_fit"))
Type("InstitutionWeights", *plain("appetite", "ticket_size", "collateral_coverage", "completeness"))
MATCH_POLICY = Type(
    "MatchPolicy",
    *plain("version", "state", "revision"),
    *optional("published_at"),
    Same("enterprise", "EnterpriseWeights"),
    Same("institution", "InstitutionWeights"),
    table=match_policies,
    record=match_policy,
    seen=MATCH_POLICIES,
)
ENTERPRISE.add(_demands("financingDemands", "enterprise_id"))
ORGANIZATION.add(_products("financialProducts", "institution_id"))
QUERY.add(
    Found("financingDemand", "FinancingDemand"),
    _demands("financingDemands"),
    Found("financialProduct", "FinancialProduct"),
    _products("financialProducts"),
    Many("matchPolicies", "MatchPolicy", "", order=("version",)),
)

# What is no record, and not for everybody.
Type("MatchExplanation", seen=EXPLANATIONS)
