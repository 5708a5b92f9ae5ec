"""How rows become demands, products, consents and match policies, and demands rows again."""

from typing import Any

from db.engine import Row, columns
from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import (
    Collateral,
    CollateralKind,
    Consent,
    ConsentField,
    DemandState,
    EnterpriseWeights,
    FinancialProduct,
    FinancingDemand,
    InstitutionWeights,
    MatchPolicy,
    MatchPolicyState,
    TaxGrade,
)


def demand(row: Row) -> FinancingDemand:
    """The record of a row, as far as it is seen."""
    kinds = row["collateral_kinds"]
    values = row["collateral_values"] or [None] * len(kinds)
    return FinancingDemand(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        intake_id=row["intake_id"],
        amount=row["amount"],
        purpose=FinancingPurpose(row["purpose"]),
        term_months=row["term_months"],
        max_annual_rate_bp=row["max_annual_rate_bp"],
        kinds=tuple(FinancingKind(each) for each in row["kinds"]),
        collateral=tuple(
            Collateral(CollateralKind(kind), value) for kind, value in zip(kinds, values, strict=True)
        ),
        revenue_last_year=row["revenue_last_year"],
        tax_grade=row["tax_grade"] and TaxGrade(row["tax_grade"]),
        dishonest=row["dishonest"],
        chain_id=row["chain_id"],
        needed_by=row["needed_by"],
        submitted_at=row["submitted_at"],
        state=DemandState(row["state"]),
        version=row["version"],
    )


def columns_of_demand(record: FinancingDemand) -> dict[str, Any]:
    """What a demand is stored as."""
    stored = columns(record)
    collateral = stored.pop("collateral")
    stored["collateral_kinds"] = [each.kind for each in collateral]
    stored["collateral_values"] = [each.value for each in collateral]
    return stored


def product(row: Row) -> FinancialProduct:
    """The record of a row."""
    return FinancialProduct(
        id=row["id"],
        county_code=row["county_code"],
        institution_id=row["institution_id"],
        name=row["name"],
        kind=FinancingKind(row["kind"]),
        least_amount=row["least_amount"],
        most_amount=row["most_amount"],
        least_term_months=row["least_term_months"],
        most_term_months=row["most_term_months"],
        least_rate_bp=row["least_rate_bp"],
        most_rate_bp=row["most_rate_bp"],
        collateral_kinds=tuple(CollateralKind(each) for each in row["collateral_kinds"]),
        most_ltv_percent=row["most_ltv_percent"],
        least_years=row["least_years"],
        least_revenue=row["least_revenue"],
        tax_grades=tuple(TaxGrade(each) for each in row["tax_grades"]),
        industries_in=tuple(row["industries_in"]),
        industries_out=tuple(row["industries_out"]),
        chain_ids=tuple(row["chain_ids"]),
        divisions=tuple(row["divisions"]),
        quota_left=row["quota_left"],
        decision_days=row["decision_days"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        version=row["version"],
    )


def consent(row: Row) -> Consent:
    """The record of a row, as far as it is seen."""
    return Consent(
        id=row["id"],
        county_code=row["county_code"],
        demand_id=row["demand_id"],
        everyone=row["everyone"],
        institution_ids=tuple(row["institution_ids"] or ()),
        fields=tuple(ConsentField(each) for each in row["fields"]),
        given_on=row["given_on"],
        expires_on=row["expires_on"],
        withdrawn_at=row["withdrawn_at"],
        version=row["version"],
    )


def match_policy(row: Row) -> MatchPolicy:
    """The record of a row."""
    return MatchPolicy(
        id=row["id"],
        county_code=row["county_code"],
        version=row["version"],
        enterprise=EnterpriseWeights(**{name: row[name] for name in EnterpriseWeights.__slots__}),
        institution=InstitutionWeights(**{name: row[name] for name in InstitutionWeights.__slots__}),
        state=MatchPolicyState(row["state"]),
        published_at=row["published_at"],
        revision=row["revision"],
    )


def columns_of_match_policy(record: MatchPolicy) -> dict[str, Any]:
    """What a match policy is stored as."""
    stored = columns(record)
    return {**stored, **columns(stored.pop("enterprise")), **columns(stored.pop("institution"))}
