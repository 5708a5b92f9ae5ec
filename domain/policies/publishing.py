"""Drafting, publishing and ending policies. A draft may be changed; what was published stands, and a policy that supersedes it
takes its place. A policy needs a legal basis, and cannot be published before its fair-competition review."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.policies.records import (
    POLICY_STATE_NAMES,
    Clause,
    Policy,
    PolicyState,
    Review,
    ReviewStatus,
)
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem, tidy

TITLE_LIMIT, NUMBER_LIMIT, BASIS_LIMIT, REVIEWER_LIMIT = 200, 60, 1_000, 120

EARLIEST, LATEST = 1949, 2999
"""Years that a day can be in: what is beyond was mistyped."""


@dataclass(frozen=True, slots=True)
class PolicyText:
    """What a draft says, as far as it is no clause."""

    title: str
    document_number: str
    legal_basis: str
    review: Review
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class DraftPolicy:
    """Begin a policy; one that is to take another's place names that."""

    organization_id: UUID | None
    text: PolicyText
    supersedes: bool
    supersedes_id: UUID | None


@dataclass(frozen=True, slots=True)
class RevisePolicy:
    """Change what a draft says."""

    policy_id: UUID | None
    version: int
    text: PolicyText


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """Publish a draft, today."""

    policy_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class EndPolicy:
    """End a policy that was published, today."""

    policy_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class PolicyDrafted:
    """The policy is a draft."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class PolicyRevised:
    """The draft says something else now."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Published:
    """The policy is public; what it supersedes has ended."""

    policy: Policy
    superseded: Policy | None


@dataclass(frozen=True, slots=True)
class PolicyEnded:
    """The policy has ended."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class PolicyPublished(Refusal):
    """What was published stands."""

    state: PolicyState
    published_on: date | None

    @property
    def message(self) -> Words:
        return Words(
            f"The policy was published on {self.published_on} and stands as it is; draft another that supersedes it",
            f"该政策已于 {self.published_on} 发布,不得修改;请另行起草政策并注明替代关系",
        )


@dataclass(frozen=True, slots=True)
class PolicyInWrongState(Refusal):
    """The policy is not in the state that the act needs."""

    state: PolicyState
    needed: PolicyState

    @property
    def message(self) -> Words:
        is_, need = POLICY_STATE_NAMES[self.state], POLICY_STATE_NAMES[self.needed]
        return Words(
            f"The policy is: {is_.en.lower()}; it has to be: {need.en.lower()}",
            f"该政策{is_.zh},须为{need.zh}方可办理",
        )


@dataclass(frozen=True, slots=True)
class ReviewPending(Refusal):
    """A policy is not published before its fair-competition review."""

    @property
    def message(self) -> Words:
        return Words(
            "The fair-competition review is pending; record that it has passed, or on what ground the policy is exempt, then publish",
            "公平竞争审查尚未完成,请先登记审查通过或豁免依据,再行发布",
        )


@dataclass(frozen=True, slots=True)
class PolicyWithoutClauses(Refusal):
    """A policy that gives nothing is none."""

    @property
    def message(self) -> Words:
        return Words(
            "The policy has no clause; add what it gives, then publish", "该政策没有条款,请先添加条款再发布"
        )


@dataclass(frozen=True, slots=True)
class DocumentNumberTaken(Refusal):
    """The county has a policy of this document number."""

    policy: Policy

    @property
    def message(self) -> Words:
        number, title = self.policy.document_number, self.policy.title
        return Words(
            f"The document number {number} is that of “{title}”; choose another",
            f"文号 {number} 已用于《{title}》,请核对文号",
        )


def check_text(text: PolicyText, today: date, path: str = "") -> InvalidInput | None:
    """All that is wrong with what a draft says, by itself."""
    problems = Problems()
    problems.note(f"{path}title", text_problem(text.title, TITLE_LIMIT))
    problems.note(f"{path}documentNumber", text_problem(text.document_number, NUMBER_LIMIT))
    problems.note(f"{path}legalBasis", text_problem(text.legal_basis, BASIS_LIMIT, lines=True))
    _check_review(text.review, problems, f"{path}review.", today)
    check_period(text.valid_from, text.valid_until, problems, (f"{path}validFrom", f"{path}validUntil"))
    return problems.refusal()


def check_period(since: date | None, until: date | None, problems: Problems, paths: tuple[str, str]) -> None:
    """Note what is wrong with a period."""
    for day, path in zip((since, until), paths, strict=True):
        if day is not None and not EARLIEST <= day.year <= LATEST:
            between = Words(
                f"must be in a year from {EARLIEST} to {LATEST}", f"应在 {EARLIEST} 至 {LATEST} 年之间"
            )
            problems.note(path, between)
    if since is not None and until is not None and until <= since:
        problems.note(paths[1], Words(f"must be after {since}", f"应晚于 {since}"))


def _check_review(review: Review, problems: Problems, path: str, today: date) -> None:
    """A review that has passed has a day and a reviewer, one that is exempt a ground, and no other has either."""
    passed, exempt = (review.status is each for each in (ReviewStatus.PASSED, ReviewStatus.EXEMPT))
    if passed and review.reviewed_on is None:
        problems.note(
            f"{path}reviewedOn", Words("is required when the review has passed", "审查通过的须填写日期")
        )
    if review.reviewed_on is not None and not date(EARLIEST, 1, 1) <= review.reviewed_on <= today:
        problems.note(
            f"{path}reviewedOn",
            Words(f"must be from {EARLIEST} to today, {today}", f"应在 {EARLIEST} 年至今天({today})之间"),
        )
    problems.note(f"{path}reviewer", text_problem(review.reviewer, REVIEWER_LIMIT, required=passed))
    problems.note(f"{path}ground", text_problem(review.ground, BASIS_LIMIT, required=exempt, lines=True))
    only = Words("does not go with this status of the review", "与审查状态不符,请勿填写")
    if not passed and review.reviewed_on is not None:
        problems.note(f"{path}reviewedOn", only)
    if not passed and tidy(review.reviewer) is not None:
        problems.note(f"{path}reviewer", only)
    if not exempt and tidy(review.ground) is not None:
        problems.note(f"{path}ground", only)


def document_number_of(text: PolicyText) -> str:
    """The document number as it is stored and compared: with single spaces between its words."""
    return " ".join(text.document_number.split())


def draft(
    command: DraftPolicy,
    county_code: str,
    organization_id: UUID,
    superseded: Policy | None,
    numbered_so: Policy | None,
    id: UUID,
) -> PolicyDrafted | DocumentNumberTaken | PolicyInWrongState:
    """The policy of a checked command, beside the one that has its document number, if there is one."""
    if numbered_so is not None:
        return DocumentNumberTaken(numbered_so)
    if superseded is not None and superseded.state is PolicyState.DRAFT:
        return PolicyInWrongState(superseded.state, PolicyState.PUBLISHED)
    policy = Policy(
        id=id,
        county_code=county_code,
        title="",
        document_number="",
        organization_id=organization_id,
        legal_basis="",
        review_status=ReviewStatus.PENDING,
        reviewed_on=None,
        reviewer=None,
        exemption_ground=None,
        valid_from=command.text.valid_from,
        valid_until=None,
        state=PolicyState.DRAFT,
        published_on=None,
        ended_on=None,
        supersedes_id=None if superseded is None else superseded.id,
        version=1,
    )
    return PolicyDrafted(_saying(policy, command.text))


def changeable(policy: Policy, version: int) -> Outdated | PolicyPublished | None:
    """Why a policy cannot be changed, if it cannot."""
    if policy.state is not PolicyState.DRAFT:
        return PolicyPublished(policy.state, policy.published_on)
    return None if policy.version == version else Outdated("version", policy.version)


def raised(policy: Policy) -> Policy:
    """A policy of which a clause has changed."""
    return replace(policy, version=policy.version + 1)


def revise(
    command: RevisePolicy, policy: Policy, numbered_so: Policy | None
) -> PolicyRevised | Outdated | PolicyPublished | DocumentNumberTaken:
    """Change what a draft says, by a checked command."""
    if refused := changeable(policy, command.version):
        return refused
    if numbered_so is not None and numbered_so.id != policy.id:
        return DocumentNumberTaken(numbered_so)
    return PolicyRevised(raised(_saying(policy, command.text)))


def publish(
    command: PublishPolicy, policy: Policy, clauses: Sequence[Clause], superseded: Policy | None, today: date
) -> Published | Outdated | PolicyPublished | ReviewPending | PolicyWithoutClauses:
    """Publish a draft with all of its clauses, and end what it supersedes."""
    if refused := changeable(policy, command.version):
        return refused
    if policy.review_status is ReviewStatus.PENDING:
        return ReviewPending()
    if all(clause.struck_on is not None for clause in clauses):
        return PolicyWithoutClauses()
    ended = None
    if superseded is not None and superseded.state is PolicyState.PUBLISHED:
        ended = _ended(superseded, today)
    return Published(raised(replace(policy, state=PolicyState.PUBLISHED, published_on=today)), ended)


def end(command: EndPolicy, policy: Policy, today: date) -> PolicyEnded | Outdated | PolicyInWrongState:
    """End a policy that was published; what was applied for before is decided still."""
    if policy.state is not PolicyState.PUBLISHED:
        return PolicyInWrongState(policy.state, PolicyState.PUBLISHED)
    if policy.version != command.version:
        return Outdated("version", policy.version)
    return PolicyEnded(_ended(policy, today))


def _ended(policy: Policy, today: date) -> Policy:
    return raised(replace(policy, state=PolicyState.ENDED, ended_on=today))


def _saying(policy: Policy, text: PolicyText) -> Policy:
    return replace(
        policy,
        title=text.title.strip(),
        document_number=document_number_of(text),
        legal_basis=text.legal_basis.strip(),
        review_status=text.review.status,
        reviewed_on=text.review.reviewed_on,
        reviewer=tidy(text.review.reviewer),
        exemption_ground=tidy(text.review.ground),
        valid_from=text.valid_from,
        valid_until=text.valid_until,
    )
