"""What is a viewer's own around policies: a department's drafts, and what was told, applied for and paid of its policies; of an
enterprise, what is about it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, FromClause, Uuid, and_, bindparam, or_, select

from db.enterprises import WITH_ENTERPRISE
from db.policies.tables import policies, policy_applications, policy_clauses
from db.relations import Seen
from domain.people import Reach
from domain.policies import hidden_of_notices, reach_of_applications, reach_of_policies

Condition = Callable[[FromClause], ColumnElement[bool]]

# Names of their own, so that no statement around them is taken for the same rows.
_policies, _clauses, _applications = (
    policies.alias("own_policies"),
    policy_clauses.alias("own_clauses"),
    policy_applications.alias("own_applications"),
)
_OURS = _policies.c.organization_id == bindparam("viewer_organization", type_=Uuid)
_OF_ORGANIZATION = select(_policies.c.id).where(_OURS)


def _is_published(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.published


def _own_policies(rows: FromClause) -> ColumnElement[bool]:
    return or_(rows.c.published, rows.c.organization_id == bindparam("viewer_organization", type_=Uuid))


def _own_clauses(rows: FromClause) -> ColumnElement[bool]:
    return or_(rows.c.published, rows.c.policy_id.in_(_OF_ORGANIZATION))


def _own_conditions(rows: FromClause) -> ColumnElement[bool]:
    of_clauses = select(_clauses.c.id).where(_clauses.c.policy_id.in_(_OF_ORGANIZATION))
    return or_(rows.c.published, rows.c.clause_id.in_(of_clauses))


def _public(own: Condition) -> Seen:
    return Seen(reach_of_policies, {Reach.PUBLISHED: _is_published, Reach.OWN_ORGANIZATION: own})


POLICIES, CLAUSES, CONDITIONS = _public(_own_policies), _public(_own_clauses), _public(_own_conditions)


def _of_policy(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.policy_id.in_(_OF_ORGANIZATION)


def _submitted(rows: FromClause) -> ColumnElement[bool]:
    """A draft is the enterprise's own."""
    return and_(_of_policy(rows), rows.c.submitted_at.is_not(None))


def _of_application(own: Condition) -> Condition:
    return lambda rows: rows.c.application_id.in_(select(_applications.c.id).where(own(_applications)))


_BY_ENTERPRISE = {reach: WITH_ENTERPRISE.own[reach] for reach in (Reach.OWN_ENTERPRISES, Reach.OWN_ZONES)}

NOTICES = Seen(
    reach_of_applications, {**_BY_ENTERPRISE, Reach.OWN_ORGANIZATION: _of_policy}, hidden_of_notices
)
APPLICATIONS = Seen(reach_of_applications, {**_BY_ENTERPRISE, Reach.OWN_ORGANIZATION: _submitted})
PAYOUTS = Seen(
    reach_of_applications, {reach: _of_application(own) for reach, own in APPLICATIONS.own.items()}
)
