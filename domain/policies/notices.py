"""Telling enterprises of policies (政策宣传): who was told of what, through which channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.liaison import ContactChannel
from domain.policies.publishing import PolicyInWrongState
from domain.policies.records import Clause, Notice, Policy, PolicyState
from domain.refusals import InvalidInput, Problems, Words

AT_ONCE = 200
"""How many enterprises one act notes as told."""


@dataclass(frozen=True, slots=True)
class NotifyPolicy:
    """Note that enterprises were told of a policy, or of one of its clauses. An id that could not be read is `None`."""

    policy_id: UUID | None
    of_clause: bool
    clause_id: UUID | None
    enterprise_ids: tuple[UUID | None, ...]
    channel: ContactChannel
    told_on: date


@dataclass(frozen=True, slots=True)
class Notified:
    """The enterprises were told."""

    policy: Policy
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """How many notices there are, and how many enterprises were told."""

    notices: int
    enterprises: int


def check_notice(command: NotifyPolicy, today: date) -> InvalidInput | None:
    """All that is wrong with an input by itself."""
    problems = Problems()
    ids = command.enterprise_ids
    if not 1 <= len(ids) <= AT_ONCE:
        problems.note(
            "enterpriseIds", Words(f"takes 1 to {AT_ONCE} enterprises", f"每次可填 1 至 {AT_ONCE} 家企业")
        )
    known = [id for id in ids if id is not None]
    for id in dict.fromkeys(known):
        if known.count(id) > 1:
            place = ids.index(id, ids.index(id) + 1)
            problems.note(f"enterpriseIds[{place}]", Words("is there twice", "重复"))
    problems.note("toldOn", day_problem(command.told_on, today))
    return problems.refusal()


def notify(
    command: NotifyPolicy,
    policy: Policy,
    clause: Clause | None,
    enterprise_ids: Sequence[UUID],
    ids: Sequence[UUID],
    told_by: str,
    at: datetime,
) -> Notified | PolicyInWrongState | InvalidInput:
    """The notices of a checked command, of a policy that is public; nobody was told of it before."""
    if policy.state is not PolicyState.PUBLISHED:
        return PolicyInWrongState(policy.state, PolicyState.PUBLISHED)
    assert policy.published_on is not None
    if command.told_on < policy.published_on:
        problems = Problems()
        day = policy.published_on
        problems.note(
            "toldOn", Words(f"must not be before {day}, when it was published", f"不得早于发布日期 {day}")
        )
        return problems.refusal() or InvalidInput(())
    return Notified(
        policy,
        tuple(
            Notice(
                id=id,
                county_code=policy.county_code,
                policy_id=policy.id,
                clause_id=None if clause is None else clause.id,
                enterprise_id=enterprise_id,
                channel=command.channel,
                told_on=command.told_on,
                told_by=told_by,
                recorded_at=at,
            )
            for enterprise_id, id in zip(enterprise_ids, ids, strict=True)
        ),
    )
