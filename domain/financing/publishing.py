"""Drafting, changing and publishing match policies."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from domain.financing.match_policies import (
    MATCH_POLICY,
    EnterpriseWeights,
    InstitutionWeights,
    MatchPolicy,
    MatchPolicyState,
)
from domain.financing.refusals import MatchPolicyPublished
from domain.refusals import InvalidInput, NotFound, Outdated, Problems, Words

WHOLE = 100


@dataclass(frozen=True, slots=True)
class DraftPolicy:
    """Begin a match policy."""

    enterprise: EnterpriseWeights
    institution: InstitutionWeights


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """Weigh anew in a draft."""

    version: int
    revision: int
    enterprise: EnterpriseWeights
    institution: InstitutionWeights


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """Match by a draft from now on, and never change it again."""

    version: int
    revision: int


@dataclass(frozen=True, slots=True)
class PolicyDrafted:
    """A match policy that may still be changed."""

    policy: MatchPolicy


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """A draft with other weights."""

    policy: MatchPolicy


@dataclass(frozen=True, slots=True)
class PolicyPublished:
    """The policy that matches are computed by from now on."""

    policy: MatchPolicy


def check_weights(enterprise: EnterpriseWeights, institution: InstitutionWeights) -> InvalidInput | None:
    """What is wrong with weights: none is negative, and each view's are a hundred together."""
    problems = Problems()
    for path, weights in (("enterprise", enterprise), ("institution", institution)):
        values = [getattr(weights, each.name) for each in fields(weights)]
        if min(values) < 0 or sum(values) != WHOLE:
            total = sum(values)
            problems.note(
                path,
                Words(
                    f"the weights must be from 0 to 100 and 100 together; these are {total}",
                    f"各项权重应在 0 至 100 之间且合计 100,现合计 {total}",
                ),
            )
    return problems.refusal()


def draft(command: DraftPolicy, held: Sequence[MatchPolicy], county_code: str, id: UUID) -> PolicyDrafted:
    """The next policy, beside all that the county has."""
    number = 1 + max((each.version for each in held), default=0)
    return PolicyDrafted(
        MatchPolicy(id, county_code, number, command.enterprise, command.institution, MatchPolicyState.DRAFT)
    )


def change_policy(
    command: ChangePolicy, held: Sequence[MatchPolicy]
) -> PolicyChanged | NotFound | Outdated | MatchPolicyPublished:
    """The draft with other weights."""
    found = _draft(command, held)
    if not isinstance(found, MatchPolicy):
        return found
    return PolicyChanged(
        replace(
            found,
            enterprise=command.enterprise,
            institution=command.institution,
            revision=found.revision + 1,
        )
    )


def publish(
    command: PublishPolicy, held: Sequence[MatchPolicy], at: datetime
) -> PolicyPublished | NotFound | Outdated | MatchPolicyPublished:
    """The draft, published."""
    found = _draft(command, held)
    if not isinstance(found, MatchPolicy):
        return found
    state = MatchPolicyState.PUBLISHED
    return PolicyPublished(replace(found, state=state, published_at=at, revision=found.revision + 1))


def before(policy: MatchPolicy, held: Sequence[MatchPolicy]) -> MatchPolicy:
    """A policy as it was held."""
    return next(each for each in held if each.id == policy.id)


def _draft(
    command: ChangePolicy | PublishPolicy, held: Sequence[MatchPolicy]
) -> MatchPolicy | NotFound | Outdated | MatchPolicyPublished:
    for each in held:
        if each.version == command.version:
            if each.state is MatchPolicyState.PUBLISHED:
                return MatchPolicyPublished(each)
            return each if each.revision == command.revision else Outdated("revision", each.revision)
    return NotFound("version", MATCH_POLICY)
