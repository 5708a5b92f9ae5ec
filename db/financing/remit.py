"""What of financing is a viewer's own: an enterprise its demands, an institution its products and the demands that were
shared with it, each as far as it was."""

from collections.abc import Callable, Mapping

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Text,
    Uuid,
    any_,
    bindparam,
    literal_column,
    or_,
    select,
)

import db.fairs  # noqa: F401  # pyright: ignore[reportUnusedImport] - declares which enterprises sit in one's own zones
from db.enterprises import ENTERPRISE, enterprises
from db.financing.tables import financing_consents, financing_demands
from db.metadata import any_of
from db.relations import Seen
from domain.financing import ConsentField, reach_of_demands, reach_of_match_policies, reach_of_products
from domain.people import Reach, Role, Sight

Condition = Callable[[FromClause], ColumnElement[bool]]

# Names of their own, so that no statement around them is taken for the same rows.
_consents, _demands, _enterprises = (
    financing_consents.alias("own_consents"),
    financing_demands.alias("own_demands"),
    enterprises.alias("own_enterprises"),
)

_ORGANIZATION = bindparam("viewer_organization", type_=Uuid)
_TODAY = bindparam("viewer_today", type_=Date)


def _holds(consents: FromClause) -> ColumnElement[bool]:
    """Whether a consent lets the viewer's institution see its demand today."""
    return (
        consents.c.withdrawn_at.is_(None)
        & (consents.c.given_on <= _TODAY)
        & (consents.c.expires_on > _TODAY)
        & _ORGANIZATION.is_not(None)
        & or_(consents.c.everyone, any_(consents.c.institution_ids) == _ORGANIZATION)
    )


def _shares(field: ConsentField) -> ColumnElement[bool]:
    return literal_column(f"'{field}'", Text) == any_(_consents.c.fields)


def shared(demand_id: str, field: ConsentField | None = None) -> Condition:
    """Rows of a demand that was shared with the viewer's institution; with a field, of one of which that was shared."""

    def condition(rows: FromClause) -> ColumnElement[bool]:
        of = select(_consents.c.demand_id).where(_holds(_consents))
        return rows.c[demand_id].in_(of if field is None else of.where(_shares(field)))

    return condition


def _in_zones(rows: FromClause) -> ColumnElement[bool]:
    """Of enterprises that are seen by their zones. Which those are, contexts further down have their say in, too."""
    seen = select(_enterprises.c.id).where(ENTERPRISE.seen.own[Reach.OWN_ZONES](_enterprises))
    return rows.c.enterprise_id.in_(seen)


def _of_enterprises(rows: FromClause) -> ColumnElement[bool]:
    return any_of(rows.c.enterprise_id, "viewer_enterprises")


def _of_demands(condition: Condition) -> Condition:
    return lambda rows: rows.c.demand_id.in_(select(_demands.c.id).where(condition(_demands)))


def _applied(rows: FromClause) -> ColumnElement[bool]:
    """Enterprises who let the viewer's institution know that it is they who ask."""
    by = select(_demands.c.enterprise_id).where(shared("id", ConsentField.APPLICANT)(_demands))
    return rows.c.id.in_(by)


_SHARED: Mapping[str, Condition] = {
    column: shared("id", field)
    for field, columns in {
        ConsentField.APPLICANT: ("chain_id",),
        ConsentField.RATE_CEILING: ("max_annual_rate_bp",),
        ConsentField.COLLATERAL_VALUES: ("collateral_values",),
        ConsentField.REVENUE: ("revenue_last_year",),
        ConsentField.TAX_GRADE: ("tax_grade",),
        ConsentField.DISHONESTY: ("dishonest",),
        ConsentField.NEEDED_BY: ("needed_by",),
    }.items()
    for column in columns
}


def _hidden_but_shared(sight: Sight) -> Mapping[str, Condition]:
    return _SHARED if sight.role is Role.INSTITUTION_REP else {}


def _hidden_of_consents(sight: Sight) -> frozenset[str]:
    """An institution is not told who else was let in."""
    return frozenset({"institution_ids"}) if sight.role is Role.INSTITUTION_REP else frozenset()


DEMANDS = Seen(
    reach_of_demands,
    {
        Reach.OWN_ENTERPRISES: _of_enterprises,
        Reach.OWN_ZONES: _in_zones,
        Reach.OWN_ORGANIZATION: shared("id"),
    },
    shared=_hidden_but_shared,
)
CONSENTS = Seen(
    reach_of_demands,
    {
        Reach.OWN_ENTERPRISES: _of_demands(_of_enterprises),
        Reach.OWN_ZONES: _of_demands(_in_zones),
        Reach.OWN_ORGANIZATION: _holds,
    },
    _hidden_of_consents,
)
APPLICANTS = Seen(
    reach_of_demands,
    {
        Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.id, "viewer_enterprises"),
        Reach.OWN_ZONES: ENTERPRISE.seen.own[Reach.OWN_ZONES],
        Reach.OWN_ORGANIZATION: _applied,
    },
)
PRODUCTS = Seen(
    reach_of_products, {Reach.OWN_ORGANIZATION: lambda rows: rows.c.institution_id == _ORGANIZATION}
)
MATCH_POLICIES = Seen(reach_of_match_policies)
EXPLANATIONS = Seen(reach_of_demands)
"""Of pairs of which both are seen."""
