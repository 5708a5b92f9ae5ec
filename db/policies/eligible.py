"""Which enterprises a clause comes to ELIGIBLE for, or to another outcome: the same that `domain.policies.judge` says of one of
them, asked of all of them in SQL."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from db.chains.tables import chain_memberships
from db.enterprises import zones
from db.enterprises.standing import statistics_statuses, tier_statuses
from db.policies.tables import clause_conditions
from domain.enterprises.statistics import StatState
from domain.policies import GRADES, LADDER, OUTCOMES, ConditionOutcome
from domain.policies import PolicyConditionKind as Kind

FAIL, UNKNOWN, PASS = (
    GRADES[outcome] for outcome in (ConditionOutcome.FAIL, ConditionOutcome.UNKNOWN, ConditionOutcome.PASS)
)

_TODAY = bindparam("viewer_today", type_=Date)

# Names of their own, so that no statement around them is taken for the same rows.
_tiers, _statistics, _members, _zones = (
    tier_statuses.alias("held_tiers"),
    statistics_statuses.alias("held_statistics"),
    chain_memberships.alias("held_memberships"),
    zones.alias("below_zones"),
)


def outcome_of(rows: FromClause, clause: str) -> ColumnElement[int]:
    """What the clause of a parameter comes to for each row of enterprises, as a place of `OUTCOMES`."""
    asked = _asked(clause)
    grades = (
        select(func.max(_grade(rows, asked)).label("grade"))
        .select_from(asked)
        .group_by(asked.c.alternative)
        .correlate(rows)
        .subquery()
    )
    return func.coalesce(select(func.min(grades.c.grade)).correlate(rows).scalar_subquery(), PASS)


def comes_to(rows: FromClause, clause: str, outcome: str) -> ColumnElement[bool]:
    """Whether the clause of a parameter comes to the outcome of another."""
    place = func.array_position(_texts(OUTCOMES), bindparam(outcome, type_=Text)) - 1
    return outcome_of(rows, clause) == place


def _asked(clause: str) -> CTE:
    """The conditions of a clause, each with the zones that are met: worked out once, and not for every enterprise."""
    of_clause = clause_conditions.c.clause_id == bindparam(clause, type_=Uuid)
    below = (
        select(clause_conditions.c.id.label("condition_id"), clause_conditions.c.zone_id)
        .where(of_clause, clause_conditions.c.zone_id.is_not(None))
        .cte(recursive=True)
    )
    below = below.union(
        select(below.c.condition_id, _zones.c.id).join(below, _zones.c.parent_id == below.c.zone_id)
    )
    within = (
        select(func.array_agg(below.c.zone_id)).where(below.c.condition_id == clause_conditions.c.id)
    ).scalar_subquery()
    return (
        select(clause_conditions, within.label("zone_ids"))
        .where(of_clause)
        .cte()
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )


def _grade(rows: FromClause, asked: FromClause) -> ColumnElement[int]:
    met = {
        Kind.INDUSTRY_IN: _industry(rows, asked, within=PASS, beyond=FAIL),
        Kind.INDUSTRY_OUT: _industry(rows, asked, within=FAIL, beyond=PASS),
        Kind.ENTERPRISE_KIND: _yes(rows.c.kind == any_(asked.c.codes)),
        Kind.ENTERPRISE_STATUS: _yes(rows.c.status == any_(asked.c.codes)),
        Kind.ZONE: _known(rows.c.zone_id, rows.c.zone_id == any_(asked.c.zone_ids)),
        Kind.DIVISION: case(
            (func.coalesce(rows.c.division_code, rows.c.county_code).regexp_match(asked.c.pattern), PASS),
            (rows.c.division_code.is_(None), UNKNOWN),
            else_=FAIL,
        ),
        Kind.TIER: _yes(
            select(_tiers.c.id)
            .where(
                _tiers.c.enterprise_id == rows.c.id,
                _tiers.c.tier == any_(asked.c.codes),
                _tiers.c.granted_on <= _TODAY,
                or_(_tiers.c.until.is_(None), _tiers.c.until > _TODAY),
            )
            .correlate(rows, asked)
            .exists()
        ),
        Kind.STATISTICS: _far_enough(rows, asked),
        Kind.CHAIN: _yes(
            select(_members.c.id)
            .where(
                _members.c.current_enterprise_id == rows.c.id, _members.c.current_chain_id == asked.c.chain_id
            )
            .correlate(rows, asked)
            .exists()
        ),
        Kind.YEARS_AT_LEAST: _known(rows.c.registered_on, _anniversary(rows, asked) <= _TODAY),
        Kind.YEARS_AT_MOST: _known(rows.c.registered_on, _anniversary(rows, asked) >= _TODAY),
    }
    # What an enterprise has to supply itself, nobody knows of all of them.
    return case(*((asked.c.kind == kind, grade) for kind, grade in met.items()), else_=UNKNOWN)


def _yes(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, PASS), else_=FAIL)


def _known(value: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((value.is_(None), UNKNOWN), (condition, PASS), else_=FAIL)


def _industry(rows: FromClause, asked: FromClause, *, within: int, beyond: int) -> ColumnElement[int]:
    """A code that is less exact than those of the condition says nothing."""
    code = rows.c.industry_code
    return case(
        (code.is_(None), UNKNOWN),
        (code.regexp_match(asked.c.pattern), within),
        (code == any_(asked.c.wider), UNKNOWN),
        else_=beyond,
    )


def _far_enough(rows: FromClause, asked: FromClause) -> ColumnElement[int]:
    codes: Any = asked.c.codes
    state = select(_rung(_statistics.c.state)).where(_statistics.c.enterprise_id == rows.c.id)
    rung = state.correlate(rows).scalar_subquery()
    return case((rung.is_(None), UNKNOWN), (rung >= _rung(codes[1]), PASS), else_=FAIL)


def _rung(state: ColumnElement[Any]) -> ColumnElement[int]:
    return case(
        (state == StatState.DROPPED, 1),
        else_=func.array_position(_texts(LADDER), cast(state, Text), type_=Integer),
    )


def _anniversary(rows: FromClause, asked: FromClause) -> ColumnElement[Any]:
    return cast(rows.c.registered_on + func.make_interval(asked.c.years), Date)


def _texts(values: Any) -> ColumnElement[Any]:
    return literal_column("ARRAY[" + ", ".join(f"'{value}'" for value in values) + "]", ARRAY(Text))
