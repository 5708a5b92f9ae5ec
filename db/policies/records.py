"""How rows become policies, clauses and their conditions, notices, applications and payouts."""

from db.engine import Row
from domain.enterprises import ContactChannel
from domain.policies import (
    AmountRule,
    Application,
    BenefitKind,
    Clause,
    ClauseOutcome,
    Condition,
    Notice,
    Payout,
    Policy,
    PolicyApplicationState,
    PolicyConditionKind,
    PolicyState,
    RejectionReason,
    ReviewStatus,
)


def policy(row: Row) -> Policy:
    """The record of a row."""
    return Policy(
        id=row["id"],
        county_code=row["county_code"],
        title=row["title"],
        document_number=row["document_number"],
        organization_id=row["organization_id"],
        legal_basis=row["legal_basis"],
        review_status=ReviewStatus(row["review_status"]),
        reviewed_on=row["reviewed_on"],
        reviewer=row["reviewer"],
        exemption_ground=row["exemption_ground"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        state=PolicyState(row["state"]),
        published_on=row["published_on"],
        ended_on=row["ended_on"],
        supersedes_id=row["supersedes_id"],
        version=row["version"],
    )


def clause(row: Row) -> Clause:
    """The record of a row."""
    return Clause(
        id=row["id"],
        county_code=row["county_code"],
        policy_id=row["policy_id"],
        number=row["number"],
        title=row["title"],
        text=row["text"],
        benefit=BenefitKind(row["benefit"]),
        amount_rule=AmountRule(row["amount_rule"]),
        amount=row["amount"],
        rate_bp=row["rate_bp"],
        ceiling=row["ceiling"],
        opens_on=row["opens_on"],
        closes_on=row["closes_on"],
        struck_on=row["struck_on"],
        published=row["published"],
    )


def condition(row: Row) -> Condition:
    """The record of a row."""
    return Condition(
        id=row["id"],
        county_code=row["county_code"],
        clause_id=row["clause_id"],
        place=row["place"],
        alternative=row["alternative"],
        kind=PolicyConditionKind(row["kind"]),
        codes=tuple(row["codes"]),
        zone_id=row["zone_id"],
        chain_id=row["chain_id"],
        years=row["years"],
        amount=row["amount"],
        published=row["published"],
    )


def notice(row: Row) -> Notice:
    """The record of a row."""
    return Notice(
        id=row["id"],
        county_code=row["county_code"],
        policy_id=row["policy_id"],
        clause_id=row["clause_id"],
        enterprise_id=row["enterprise_id"],
        channel=ContactChannel(row["channel"]),
        told_on=row["told_on"],
        told_by=row["told_by"],
        recorded_at=row["recorded_at"],
    )


def application(row: Row) -> Application:
    """The record of a row."""
    return Application(
        id=row["id"],
        county_code=row["county_code"],
        policy_id=row["policy_id"],
        clause_id=row["clause_id"],
        enterprise_id=row["enterprise_id"],
        applicant_name=row["applicant_name"],
        applicant_uscc=row["applicant_uscc"],
        year=row["year"],
        amount=row["amount"],
        revenue=row["revenue"],
        certificates=tuple(row["certificates"]),
        evidence=row["evidence"],
        state=PolicyApplicationState(row["state"]),
        outcome=None if row["outcome"] is None else ClauseOutcome(row["outcome"]),
        drafted_at=row["drafted_at"],
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
        granted=row["granted"],
        paid=row["paid"],
        reason=None if row["reason"] is None else RejectionReason(row["reason"]),
        reason_text=row["reason_text"],
        version=row["version"],
    )


def payout(row: Row) -> Payout:
    """The record of a row."""
    return Payout(
        id=row["id"],
        county_code=row["county_code"],
        application_id=row["application_id"],
        policy_id=row["policy_id"],
        number=row["number"],
        amount=row["amount"],
        paid_on=row["paid_on"],
        recorded_at=row["recorded_at"],
    )
