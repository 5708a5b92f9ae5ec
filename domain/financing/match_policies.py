"""Match policies (匹配规则): what weighs how much in the two views of a match, in versions of which none changes once it
was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words

MATCH_POLICY = Words("match policy", "匹配规则")


class MatchPolicyState(StrEnum):
    """Whether a match policy may still be changed. 匹配规则状态。"""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


MATCH_POLICY_STATE_NAMES: Mapping[MatchPolicyState, Words] = {
    MatchPolicyState.DRAFT: Words("A draft, which may be changed", "草稿"),
    MatchPolicyState.PUBLISHED: Words("Published, and never changed again", "已发布"),
}


@dataclass(frozen=True, slots=True)
class EnterpriseWeights:
    """What weighs how much for an enterprise, a hundred together: the price, how much of the amount is covered, how fast is
    decided, and how well the term fits."""

    price: int = 40
    amount_coverage: int = 25
    decision_speed: int = 20
    term_fit: int = 15


@dataclass(frozen=True, slots=True)
class InstitutionWeights:
    """What weighs how much for an institution, a hundred together: its appetite for the chain or the industry, how well the
    size of the ticket fits, how much collateral covers, and how complete the data are."""

    appetite: int = 35
    ticket_size: int = 25
    collateral_coverage: int = 25
    completeness: int = 15


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """The weights of a match. Policies of a county are numbered from 1 by `version`; 0 is what is built in, for a county
    that has published none. The current one is the one that was published last. `revision` says how often the
    draft was written."""

    id: UUID
    county_code: str
    version: int
    enterprise: EnterpriseWeights
    institution: InstitutionWeights
    state: MatchPolicyState
    published_at: datetime | None = None
    revision: int = 1


def built_in(county_code: str) -> MatchPolicy:
    """The policy of a county that has published none."""
    return MatchPolicy(
        id=UUID(int=0),
        county_code=county_code,
        version=0,
        enterprise=EnterpriseWeights(),
        institution=InstitutionWeights(),
        state=MatchPolicyState.PUBLISHED,
    )


def current(policies: Sequence[MatchPolicy], county_code: str) -> MatchPolicy:
    """The policy that matches are computed by: the one that was published last."""
    published = [
        (each.published_at, each.version, each) for each in policies if each.published_at is not None
    ]
    return max(published, key=lambda each: each[:2])[2] if published else built_in(county_code)
