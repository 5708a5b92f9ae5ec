"""What the types around deals and bond issues are read from, and which of them are a viewer's own."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, FromClause, Uuid, bindparam, select

from db.enterprises import ENTERPRISE, ORGANIZATION
from db.financing.deal_records import bond_issue, deal, deal_step, disbursement
from db.financing.deal_tables import bond_issues, deal_disbursements, deal_steps, financing_deals
from db.financing.relations import FINANCING_DEMAND
from db.financing.remit import DEMANDS
from db.money import money
from db.relations import (
    QUERY,
    Found,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Seen,
    Type,
    Value,
    equal,
    optional,
    plain,
)
from domain.financing import reach_of_deals
from domain.people import Reach

Condition = Callable[[FromClause], ColumnElement[bool]]

# A name of its own, so that no statement around it is taken for the same rows.
_deals = financing_deals.alias("own_deals")

_FILTERS = ("state", "kind", "institution_id", "enterprise_id", "session_id")


def _of_institution(rows: FromClause) -> ColumnElement[bool]:
    """An institution's deals, once the enterprise has consented."""
    ours = rows.c.institution_id == bindparam("viewer_organization", type_=Uuid)
    return ours & rows.c.consented_on.is_not(None)


# What is of an enterprise is its own and its zone's as a demand is.
_OWN: dict[Reach, Condition] = {
    Reach.OWN_ENTERPRISES: DEMANDS.own[Reach.OWN_ENTERPRISES],
    Reach.OWN_ZONES: DEMANDS.own[Reach.OWN_ZONES],
    Reach.OWN_ORGANIZATION: _of_institution,
}


def _with_deal(own: Condition) -> Condition:
    return lambda rows: rows.c.deal_id.in_(select(_deals.c.id).where(own(_deals)))


DEALS = Seen(reach_of_deals, _OWN)
OF_DEALS = Seen(reach_of_deals, {reach: _with_deal(own) for reach, own in _OWN.items()})
BOND_ISSUES = Seen(reach_of_deals, {**_OWN, Reach.OWN_ORGANIZATION: _with_deal(_of_institution)})


def _listed(theirs: str = "") -> Paged:
    return Paged(
        "deals",
        "Deal",
        Order("proposed_at", descending=True),
        {} if theirs else {name: equal(name) for name in _FILTERS},
        theirs=theirs,
    )


DEAL = Type(
    "Deal",
    Identity(),
    *plain("kind", "state", "proposed_on", "proposed_at", "version"),
    *optional("decline_reason", "consented_on"),
    money("amount", "amount"),
    money("grantedAmount", "granted_amount", optional=True),
    money("disbursedAmount", "disbursed_amount"),
    One("demand", "FinancingDemand", "demand_id", optional=True),
    One("product", "FinancialProduct", "product_id", optional=True),
    One("institution", "Organization", "institution_id"),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    One("applicant", "FinancingApplicant", "enterprise_id", optional=True),
    One("session", "Fair", "session_id", optional=True),
    One("meeting", "FinancingMeeting", "meeting_id", optional=True),
    One("backs", "Deal", "backs_id", optional=True),
    Many("bondIssues", "BondIssue", "deal_id", order=("applied_on", "id")),
    Many("guarantees", "Deal", "backs_id", order=("proposed_at", "id")),
    Many("steps", "DealStep", "deal_id", order=("number",)),
    Many("disbursements", "Disbursement", "deal_id", order=("number",)),
    table=financing_deals,
    record=deal,
    seen=DEALS,
)
Type(
    "DealStep",
    *plain("number", "state", "recorded_at"),
    *optional("note"),
    Value("on", lambda row: row.c.happened_on),
    table=deal_steps,
    record=deal_step,
    seen=OF_DEALS,
)
Type(
    "Disbursement",
    *plain("number", "recorded_at"),
    Value("on", lambda row: row.c.disbursed_on),
    money("amount", "amount"),
    table=deal_disbursements,
    record=disbursement,
    seen=OF_DEALS,
)
BOND_ISSUE = Type(
    "BondIssue",
    Identity(),
    *plain("authority", "state", "applied_on", "recorded_at", "version"),
    *optional("registered_on", "listed_on", "issued_on", "withdrawn_on"),
    money("amount", "amount"),
    money("issuedAmount", "issued_amount", optional=True),
    One("enterprise", "Enterprise", "enterprise_id", optional=True),
    One("deal", "Deal", "deal_id", optional=True),
    table=bond_issues,
    record=bond_issue,
    seen=BOND_ISSUES,
)

# What leads on from a refusal.
for _refused in ("ConsentMissing", "ConsentExpired"):
    Type(_refused, One("institution", "Organization", "institution_id"))

FINANCING_DEMAND.add(_listed("demand_id"))
ENTERPRISE.add(_listed("enterprise_id"))
ORGANIZATION.add(_listed("institution_id"))
QUERY.add(
    Found("deal", "Deal"),
    _listed(),
    Found("bondIssue", "BondIssue"),
    Paged(
        "bondIssues",
        "BondIssue",
        Order("applied_on", descending=True),
        {"state": equal("state"), "enterprise_id": equal("enterprise_id")},
    ),
)
