"""How rows become deals, their steps and disbursements, and bond issues."""

from db.engine import Row
from domain.elements import FinancingKind
from domain.financing import (
    BondIssue,
    BondState,
    Deal,
    DealState,
    DealStep,
    DeclineReason,
    Disbursement,
)


def deal(row: Row) -> Deal:
    """The record of a row."""
    return Deal(
        id=row["id"],
        county_code=row["county_code"],
        demand_id=row["demand_id"],
        product_id=row["product_id"],
        institution_id=row["institution_id"],
        enterprise_id=row["enterprise_id"],
        session_id=row["session_id"],
        meeting_id=row["meeting_id"],
        backs_id=row["backs_id"],
        kind=FinancingKind(row["kind"]),
        amount=row["amount"],
        state=DealState(row["state"]),
        decline_reason=None if row["decline_reason"] is None else DeclineReason(row["decline_reason"]),
        granted_amount=row["granted_amount"],
        from_quota=row["from_quota"],
        disbursed_amount=row["disbursed_amount"],
        proposed_on=row["proposed_on"],
        proposed_at=row["proposed_at"],
        consented_on=row["consented_on"],
        last_step_on=row["last_step_on"],
        steps=row["steps"],
        version=row["version"],
    )


def deal_step(row: Row) -> DealStep:
    """The record of a row."""
    return DealStep(
        id=row["id"],
        county_code=row["county_code"],
        deal_id=row["deal_id"],
        number=row["number"],
        state=DealState(row["state"]),
        happened_on=row["happened_on"],
        recorded_at=row["recorded_at"],
        note=row["note"],
    )


def disbursement(row: Row) -> Disbursement:
    """The record of a row."""
    return Disbursement(
        id=row["id"],
        county_code=row["county_code"],
        deal_id=row["deal_id"],
        number=row["number"],
        amount=row["amount"],
        disbursed_on=row["disbursed_on"],
        recorded_at=row["recorded_at"],
    )


def bond_issue(row: Row) -> BondIssue:
    """The record of a row."""
    return BondIssue(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        deal_id=row["deal_id"],
        authority=row["authority"],
        amount=row["amount"],
        issued_amount=row["issued_amount"],
        state=BondState(row["state"]),
        applied_on=row["applied_on"],
        registered_on=row["registered_on"],
        listed_on=row["listed_on"],
        issued_on=row["issued_on"],
        withdrawn_on=row["withdrawn_on"],
        recorded_at=row["recorded_at"],
        version=row["version"],
    )
