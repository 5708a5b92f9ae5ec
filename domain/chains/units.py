"""Combat units: for each key enterprise of a chain one, with a plan, a target and an owner."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.chains.periods import day_problem, ending, outdated, too_early
from domain.chains.records import CHAIN, UNIT, Chain, ChainMembership, CombatPlan, CombatUnit
from domain.chains.refusals import DayTooEarly, NotMember, UnitActive
from domain.enterprises import name_problem
from domain.refusals import InvalidInput, Outdated, Problems, RecordEnded, over, text_problem

PLAN_LIMIT, TARGET_LIMIT, OWNER_LIMIT = 2000, 200, 120


@dataclass(frozen=True, slots=True)
class Plan:
    """What a unit is to do: how, to what end, and who answers for it."""

    plan: str
    target: str
    owner: str


@dataclass(frozen=True, slots=True)
class FormUnit:
    """Form a combat unit of a chain for one of its enterprises."""

    chain_id: UUID | None
    enterprise_id: UUID | None
    name: str
    plan: Plan
    since: date | None


@dataclass(frozen=True, slots=True)
class Replan:
    """Give a unit another plan."""

    unit_id: UUID | None
    version: int
    plan: Plan
    since: date | None


@dataclass(frozen=True, slots=True)
class DisbandUnit:
    """Disband a unit."""

    unit_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class UnitFormed:
    """A unit that was formed."""

    unit: CombatUnit


@dataclass(frozen=True, slots=True)
class Replanned:
    """A unit with its new plan, and the plan that it had."""

    unit: CombatUnit
    earlier: CombatPlan


@dataclass(frozen=True, slots=True)
class UnitDisbanded:
    """A unit that is no more."""

    unit: CombatUnit


def check_unit(command: FormUnit, today: date) -> InvalidInput | None:
    """All that is wrong with a unit by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    _check_plan(command.plan, problems)
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def check_plan(command: Replan, today: date) -> InvalidInput | None:
    """All that is wrong with a plan by itself."""
    problems = Problems()
    _check_plan(command.plan, problems)
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def _check_plan(plan: Plan, problems: Problems) -> None:
    problems.note("plan", text_problem(plan.plan, PLAN_LIMIT, lines=True))
    problems.note("target", text_problem(plan.target, TARGET_LIMIT))
    problems.note("owner", text_problem(plan.owner, OWNER_LIMIT))


def form_unit(
    command: FormUnit,
    chain: Chain,
    membership: ChainMembership | None,
    latest: CombatUnit | None,
    enterprise_id: UUID,
    today: date,
    id: UUID,
) -> UnitFormed | RecordEnded | NotMember | UnitActive | DayTooEarly:
    """Form a checked unit for an enterprise that is in the chain; `membership` is what it was there last, `latest` the
    last unit that it had."""
    if ended := over("chainId", CHAIN, chain.until):
        return ended
    if membership is None or membership.until is not None:
        return NotMember("enterpriseId", chain.name, enterprise_id)
    if latest is not None and latest.until is None:
        return UnitActive(latest.name, latest.since)
    since = command.since or today
    if early := too_early("since", since, chain.since, latest and latest.until):
        return early
    return UnitFormed(
        CombatUnit(
            id=id,
            county_code=chain.county_code,
            chain_id=chain.id,
            enterprise_id=enterprise_id,
            name=command.name.strip(),
            plan=command.plan.plan.strip(),
            target=command.plan.target.strip(),
            owner=command.plan.owner.strip(),
            planned_on=since,
            since=since,
            until=None,
            version=1,
        )
    )


def replan(
    command: Replan, unit: CombatUnit, today: date, id: UUID
) -> Replanned | Outdated | RecordEnded | DayTooEarly:
    """Give a unit another plan; the one that it had is kept under the unit's version until then."""
    since = command.since or today
    if wrong := (
        outdated(command.version, unit.version)
        or over("unitId", UNIT, unit.until)
        or too_early("since", since, unit.planned_on)
    ):
        return wrong
    earlier = CombatPlan(
        id=id,
        county_code=unit.county_code,
        unit_id=unit.id,
        number=unit.version,
        plan=unit.plan,
        target=unit.target,
        owner=unit.owner,
        since=unit.planned_on,
        until=since,
    )
    changed = replace(
        unit,
        plan=command.plan.plan.strip(),
        target=command.plan.target.strip(),
        owner=command.plan.owner.strip(),
        planned_on=since,
        version=unit.version + 1,
    )
    return Replanned(changed, earlier)


def disband_unit(
    command: DisbandUnit, unit: CombatUnit, today: date
) -> UnitDisbanded | Outdated | RecordEnded | DayTooEarly:
    """Disband a unit; its last plan stays with it."""
    until = command.until or today
    if wrong := ending(unit, UNIT, "unitId", command.version, until) or too_early(
        "until", until, unit.planned_on
    ):
        return wrong
    return UnitDisbanded(replace(unit, until=until, version=unit.version + 1))
