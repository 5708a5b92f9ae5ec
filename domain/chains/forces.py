"""Task forces of a chain, and the organizations in them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.chains.periods import day_problem, ending, outdated, too_early
from domain.chains.records import CHAIN, ORGANIZATION, TASK_FORCE, Chain, TaskForce, TaskForceMembership
from domain.chains.refusals import AlreadyInTaskForce, DayTooEarly, LimitReached, NameTaken, NotInTaskForce
from domain.enterprises import Organization, name_problem
from domain.refusals import InvalidInput, Outdated, Problems, RecordEnded, over

FORCES, ORGANIZATIONS = 20, 60
"""How many task forces a chain has at most at a time, and how many organizations are in one."""


@dataclass(frozen=True, slots=True)
class FormForce:
    """Form a task force for a chain."""

    chain_id: UUID | None
    name: str
    lead_organization_id: UUID | None
    since: date | None


@dataclass(frozen=True, slots=True)
class JoinForce:
    """An organization joins a task force."""

    task_force_id: UUID | None
    organization_id: UUID | None
    since: date | None


@dataclass(frozen=True, slots=True)
class LeaveForce:
    """An organization leaves a task force."""

    task_force_id: UUID | None
    organization_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class DissolveForce:
    """Dissolve a task force."""

    task_force_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class ForceFormed:
    """A task force that was formed."""

    task_force: TaskForce


@dataclass(frozen=True, slots=True)
class ForceJoined:
    """An organization that is in a task force from now on."""

    membership: TaskForceMembership


@dataclass(frozen=True, slots=True)
class ForceLeft:
    """An organization that has left a task force."""

    membership: TaskForceMembership


@dataclass(frozen=True, slots=True)
class ForceDissolved:
    """A task force that is no more; whoever was in it has left it on the same day."""

    task_force: TaskForce


def check_force(command: FormForce, today: date) -> InvalidInput | None:
    """All that is wrong with a task force by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def form_force(
    command: FormForce, chain: Chain, lead: Organization, forces: Collection[TaskForce], today: date, id: UUID
) -> ForceFormed | RecordEnded | DayTooEarly | NameTaken | LimitReached:
    """Form a checked task force beside those that the chain has just now."""
    since, name = command.since or today, command.name.strip()
    if wrong := over("chainId", CHAIN, chain.until) or too_early("since", since, chain.since):
        return wrong
    if any(force.name == name for force in forces):
        return NameTaken("name", name)
    if len(forces) >= FORCES:
        return LimitReached(TASK_FORCE, FORCES)
    return ForceFormed(TaskForce(id, chain.county_code, chain.id, name, lead.id, since, None, 1))


def join_force(
    command: JoinForce,
    force: TaskForce,
    organization: Organization,
    latest: TaskForceMembership | None,
    members: int,
    today: date,
    id: UUID,
) -> ForceJoined | RecordEnded | AlreadyInTaskForce | DayTooEarly | LimitReached:
    """Take an organization into a task force that it is not in; `latest` is its last time there."""
    if ended := over("taskForceId", TASK_FORCE, force.until):
        return ended
    if organization.id == force.lead_organization_id:
        return AlreadyInTaskForce(force.since)
    if latest is not None and latest.until is None:
        return AlreadyInTaskForce(latest.since)
    since = command.since or today
    if early := too_early("since", since, force.since, latest and latest.until):
        return early
    if members >= ORGANIZATIONS:
        return LimitReached(ORGANIZATION, ORGANIZATIONS)
    version = (latest.version if latest else 0) + 1
    return ForceJoined(
        TaskForceMembership(id, force.county_code, force.id, organization.id, since, None, version)
    )


def leave_force(
    command: LeaveForce, latest: TaskForceMembership | None, today: date
) -> ForceLeft | NotInTaskForce | Outdated | DayTooEarly:
    """End an organization's time in a task force."""
    if latest is None:
        return NotInTaskForce()
    if wrong := outdated(command.version, latest.version):
        return wrong
    if latest.until is not None:
        return NotInTaskForce()
    until = command.until or today
    if early := too_early("until", until, latest.since):
        return early
    return ForceLeft(replace(latest, until=until, version=latest.version + 1))


def dissolve_force(
    command: DissolveForce, force: TaskForce, latest: date | None, today: date
) -> ForceDissolved | Outdated | RecordEnded | DayTooEarly:
    """Dissolve a task force; `latest` is the last day on which somebody joined or left it."""
    until = command.until or today
    if wrong := ending(force, TASK_FORCE, "taskForceId", command.version, until):
        return wrong
    if early := too_early("until", until, latest):
        return early
    return ForceDissolved(replace(force, until=until, version=force.version + 1))
