"""What the types around policies are read from."""

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    not_,
    or_,
    select,
    true,
)

from db.enterprises import ENTERPRISE, ORGANIZATION, WITH_ENTERPRISE
from db.money import money
from db.policies import records
from db.policies.eligible import comes_to
from db.policies.remit import APPLICATIONS, CLAUSES, CONDITIONS, NOTICES, PAYOUTS, POLICIES
from db.policies.tables import (
    clause_conditions,
    policies,
    policy_applications,
    policy_clauses,
    policy_notices,
    policy_payouts,
)
from db.relations import (
    QUERY,
    Filter,
    Found,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Type,
    contains,
    equal,
    optional,
    plain,
)
from domain.people import Sight
from domain.policies import PolicyState

_TODAY = bindparam("viewer_today", type_=Date)
_of, _told = policies.alias("policies_of"), policy_notices.alias("told_notices")


def _in_force(rows: FromClause) -> ColumnElement[bool]:
    """Whether a policy holds today."""
    return and_(
        rows.c.state == PolicyState.PUBLISHED,
        rows.c.valid_from <= _TODAY,
        or_(rows.c.valid_until.is_(None), rows.c.valid_until > _TODAY),
    )


def _active(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return _in_force(rows) == bindparam(parameter, type_=true().type)


def _open(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Whether a clause may be applied for today."""
    is_open = and_(
        rows.c.policy_id.in_(select(_of.c.id).where(_in_force(_of))),
        or_(rows.c.opens_on.is_(None), rows.c.opens_on <= _TODAY),
        or_(rows.c.closes_on.is_(None), rows.c.closes_on > _TODAY),
    )
    return is_open == bindparam(parameter, type_=true().type)


def _text(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """A part of the title or of the document number."""
    return or_(contains(rows.c.title, parameter), contains(rows.c.document_number, parameter))


def _from(column: str) -> Filter:
    return lambda rows, parameter, sight: rows.c[column] >= bindparam(parameter, type_=Date)


def _to(column: str) -> Filter:
    return lambda rows, parameter, sight: rows.c[column] <= bindparam(parameter, type_=Date)


_POLICY_FILTERS = {
    "state": equal("state"),
    "organization_id": equal("organization_id"),
    "text": _text,
    "active": _active,
}
_CLAUSE_FILTERS = {
    "policy_id": equal("policy_id"),
    "benefit": equal("benefit"),
    "active": _open,
    "county_code": equal("county_code"),
}
_NOTICE_FILTERS = {
    "policy_id": equal("policy_id"),
    "clause_id": equal("clause_id"),
    "channel": equal("channel"),
    "since": _from("told_on"),
    "until": _to("told_on"),
}
_APPLICATION_FILTERS = {
    name: equal(name) for name in ("policy_id", "clause_id", "enterprise_id", "state", "year")
}


def _policies(theirs: str = "") -> Paged:
    return Paged("policies", "Policy", Order("valid_from", descending=True), _POLICY_FILTERS, theirs=theirs)


def _notices(theirs: str = "") -> Paged:
    latest_first = Order("told_on", descending=True)
    return Paged("policyNotices", "PolicyNotice", latest_first, _NOTICE_FILTERS, theirs=theirs)


def _applications(theirs: str = "") -> Paged:
    latest_first = Order("drafted_at", descending=True)
    return Paged("policyApplications", "PolicyApplication", latest_first, _APPLICATION_FILTERS, theirs=theirs)


POLICY = Type(
    "Policy",
    Identity(),
    *plain("title", "document_number", "legal_basis", "review_status", "valid_from", "state", "version"),
    *optional("reviewed_on", "reviewer", "exemption_ground", "valid_until", "published_on", "ended_on"),
    One("organization", "Organization", "organization_id"),
    One("supersedes", "Policy", "supersedes_id", optional=True),
    Many(
        "clauses",
        "PolicyClause",
        "policy_id",
        order=("number", "id"),
        where=lambda rows: rows.c.struck_on.is_(None),
    ),
    table=policies,
    record=records.policy,
    seen=POLICIES,
)
CLAUSE = Type(
    "PolicyClause",
    Identity(),
    *plain("number", "title", "text", "benefit", "amount_rule"),
    *optional("rate_bp", "opens_on", "closes_on", "struck_on"),
    money("amount", "amount", optional=True),
    money("ceiling", "ceiling", optional=True),
    One("policy", "Policy", "policy_id"),
    Many("conditions", "ClauseCondition", "clause_id", order=("place",)),
    table=policy_clauses,
    record=records.clause,
    seen=CLAUSES,
)
CONDITION = Type(
    "ClauseCondition",
    *plain("kind", "alternative", "codes"),
    *optional("years"),
    money("amount", "amount", optional=True),
    One("zone", "Zone", "zone_id", optional=True),
    One("chain", "Chain", "chain_id", optional=True),
    table=clause_conditions,
    record=records.condition,
    seen=CONDITIONS,
)
NOTICE = Type(
    "PolicyNotice",
    Identity(),
    *plain("channel", "told_on", "recorded_at"),
    *optional("told_by"),
    One("policy", "Policy", "policy_id"),
    One("clause", "PolicyClause", "clause_id", optional=True),
    # A department sees whom it told; of the enterprise itself it sees no more than before.
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    table=policy_notices,
    record=records.notice,
    seen=NOTICES,
)
APPLICATION = Type(
    "PolicyApplication",
    Identity(),
    *plain("applicant_name", "year", "certificates", "state", "drafted_at", "version"),
    *optional("applicant_uscc", "evidence", "outcome", "submitted_at", "decided_at", "reason", "reason_text"),
    *(money(name, name) for name in ("amount", "paid")),
    *(money(name, name, optional=True) for name in ("revenue", "granted")),
    One("policy", "Policy", "policy_id"),
    One("clause", "PolicyClause", "clause_id"),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    Many("payouts", "PolicyPayout", "application_id", order=("number",)),
    table=policy_applications,
    record=records.application,
    seen=APPLICATIONS,
)
PAYOUT = Type(
    "PolicyPayout",
    Identity(),
    *plain("number", "paid_on", "recorded_at"),
    money("amount", "amount"),
    One("application", "PolicyApplication", "application_id"),
    table=policy_payouts,
    record=records.payout,
    seen=PAYOUTS,
)
ENTERPRISE.add(_notices("enterprise_id"), _applications("enterprise_id"))
ORGANIZATION.add(_policies("organization_id"))


def _clause(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Nobody is eligible for a clause that there is not, or that one does not see; its outcome is asked for beside it."""
    clauses = CLAUSE.rows(sight, "asked_clauses")
    known = exists(select(clauses.c.id).where(clauses.c.id == bindparam(parameter, type_=Uuid)))
    return and_(known, comes_to(rows, parameter, _beside(parameter, "outcome")))


def _outcome(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """The clause's condition has it."""
    return bindparam(parameter, type_=Text).is_not(None)


def _not_told(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Whether an enterprise was told of the clause, or of its policy."""
    clause = bindparam(_beside(parameter, "clause_id"), type_=Uuid)
    of_policy = select(policy_clauses.c.policy_id).where(policy_clauses.c.id == clause).scalar_subquery()
    told = exists().where(
        _told.c.enterprise_id == rows.c.id,
        _told.c.policy_id == of_policy,
        or_(_told.c.clause_id.is_(None), _told.c.clause_id == clause),
    )
    return not_(told) == bindparam(parameter, type_=true().type)


def _beside(parameter: str, name: str) -> str:
    """The parameter of another field of the same filter: both have the same beginning."""
    own = next(each for each in ("clause_id", "untold") if parameter.endswith(each))
    return parameter.removesuffix(own) + name


NOTICE_LIST = _notices()
CLAUSE_LIST = Paged("policyClauses", "PolicyClause", Order("title"), _CLAUSE_FILTERS)
QUERY.add(
    Found("policy", "Policy"),
    _policies(),
    CLAUSE_LIST,
    NOTICE_LIST,
    _applications(),
    Paged(
        "eligibleEnterprises",
        "Enterprise",
        Order("pinyin"),
        {"clause_id": _clause, "outcome": _outcome, "untold": _not_told, "zone_id": equal("zone_id")},
    ),
)

# Figures that are no record, and what Python works out.
Type("NoticeFigures", seen=NOTICES)
Type("PolicyPayouts")
Type("PolicyPayoutFigure", One("policy", "Policy", "policy_id"))
# What a clause comes to for an enterprise is seen with the enterprise.
Type("ClauseEligibility", One("clause", "PolicyClause", "id"), seen=WITH_ENTERPRISE)
Type("ClauseEligibilityEdge", One("node", "PolicyClause", "id"), seen=WITH_ENTERPRISE)
Type("ClauseEligibilityConnection", seen=WITH_ENTERPRISE)
Type("ConditionTrace")
