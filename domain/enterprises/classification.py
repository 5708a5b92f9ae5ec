"""Reclassifying an enterprise: what kind of market entity it is, what it does, and since when it is registered. One that a
booth took down knows nothing of it yet."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.industries import industry_problem
from domain.enterprises.keeping import Changed, ChangeKind, Moment, before_it_was, change_of, ended, touched
from domain.enterprises.refusals import EnterpriseEnded
from domain.enterprises.register import Enterprise, EnterpriseKind
from domain.refusals import InvalidInput, Problem, Problems, Words


@dataclass(frozen=True, slots=True)
class ReclassifyEnterprise:
    """Say what an enterprise is; what is `None` stays as it is."""

    enterprise_id: UUID | None
    version: int
    on: date
    kind: EnterpriseKind | None
    industry_code: str | None
    registered_on: date | None


@dataclass(frozen=True, slots=True)
class Reclassified(Changed):
    """The enterprise is what was said."""


def classification_problems(command: ReclassifyEnterprise, today: date) -> Problems:
    """All that is wrong with a classification by itself."""
    problems = Problems()
    if command.industry_code is not None:
        problems.note("industryCode", industry_problem(command.industry_code))
    problems.note("registeredOn", day_problem(command.registered_on, today))
    problems.note("on", day_problem(command.on, today))
    return problems


def reclassify(
    command: ReclassifyEnterprise, enterprise: Enterprise, moment: Moment
) -> Reclassified | EnterpriseEnded | InvalidInput:
    """Say what an enterprise is, with what it was thought to be in its history."""
    if refused := ended(enterprise):
        return refused
    said = replace(
        enterprise,
        kind=command.kind or enterprise.kind,
        industry_code=command.industry_code or enterprise.industry_code,
        registered_on=command.registered_on or enterprise.registered_on,
    )
    if said == enterprise:
        words = Words(
            "says nothing new: give a kind, an industryCode or a registeredOn that is another",
            "没有变化,请填写与现登记不同的类别、行业代码或登记日期",
        )
        return InvalidInput((Problem("kind", words),))
    if early := before_it_was(said, command.on):
        return early
    changed = touched(said)
    change = change_of(ChangeKind.RECLASSIFIED, enterprise, changed, command.on, moment)
    return Reclassified(changed, change)
