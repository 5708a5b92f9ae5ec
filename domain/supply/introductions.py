"""Introductions (牵线搭桥): the office brings an offering and a need together, and what became of it, step by step. Who
introduces and who endorses is recorded; an endorsement is never a guarantee."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem, tidy
from domain.supply.checks import NOTE_LIMIT
from domain.supply.records import NEED, OFFERING, Need, Offering, SupplyState
from domain.supply.refusals import NotOnOffer, StepTooEarly

INTRODUCTION, STAFF, ORGANIZATION = (
    Words("introduction", "牵线记录"),
    Words("member of the staff", "工作人员"),
    Words("organization", "机构"),
)


class IntroductionState(StrEnum):
    """How far an introduction has come. 牵线进展。"""

    SUGGESTED = "SUGGESTED"
    INTRODUCED = "INTRODUCED"
    TALKS = "TALKS"
    TRIAL = "TRIAL"
    CONTRACTED = "CONTRACTED"
    RUNNING = "RUNNING"
    FAILED = "FAILED"


INTRODUCTION_STATE_NAMES: Mapping[IntroductionState, Words] = {
    IntroductionState.SUGGESTED: Words("Suggested, not yet introduced", "已推荐"),
    IntroductionState.INTRODUCED: Words("The two know of each other", "已牵线"),
    IntroductionState.TALKS: Words("They talk", "洽谈中"),
    IntroductionState.TRIAL: Words("They try", "试用"),
    IntroductionState.CONTRACTED: Words("They have a contract", "已签约"),
    IntroductionState.RUNNING: Words("They work together; volumes are reported monthly", "合作运行"),
    IntroductionState.FAILED: Words("Nothing came of it, or it has ended", "未成或终止"),
}

NEXT: Mapping[IntroductionState, tuple[IntroductionState, ...]] = {
    IntroductionState.SUGGESTED: (IntroductionState.INTRODUCED, IntroductionState.FAILED),
    IntroductionState.INTRODUCED: (IntroductionState.TALKS, IntroductionState.FAILED),
    IntroductionState.TALKS: (
        IntroductionState.TRIAL,
        IntroductionState.CONTRACTED,
        IntroductionState.FAILED,
    ),
    IntroductionState.TRIAL: (IntroductionState.CONTRACTED, IntroductionState.FAILED),
    IntroductionState.CONTRACTED: (IntroductionState.RUNNING, IntroductionState.FAILED),
    IntroductionState.RUNNING: (IntroductionState.FAILED,),
    IntroductionState.FAILED: (),
}
"""What may follow; a trial may be left out."""


class FailureReason(StrEnum):
    """Why nothing came of an introduction, or no more. 未成原因。"""

    PRICE = "PRICE"
    QUALITY = "QUALITY"
    CAPACITY = "CAPACITY"
    LOGISTICS = "LOGISTICS"
    PAYMENT = "PAYMENT"
    NO_RESPONSE = "NO_RESPONSE"
    OTHER = "OTHER"


FAILURE_REASON_NAMES: Mapping[FailureReason, Words] = {
    FailureReason.PRICE: Words("Price", "价格"),
    FailureReason.QUALITY: Words("Quality", "质量"),
    FailureReason.CAPACITY: Words("Capacity", "产能"),
    FailureReason.LOGISTICS: Words("Logistics", "物流"),
    FailureReason.PAYMENT: Words("Terms of payment", "付款条件"),
    FailureReason.NO_RESPONSE: Words("One side did not answer", "一方无回应"),
    FailureReason.OTHER: Words("Another reason", "其他"),
}


class Side(StrEnum):
    """What an enterprise is in an introduction. 供需角色。"""

    SUPPLIES = "SUPPLIES"
    NEEDS = "NEEDS"


SIDE_NAMES: Mapping[Side, Words] = {
    Side.SUPPLIES: Words("It supplies", "供方"),
    Side.NEEDS: Words("It needs", "需方"),
}


@dataclass(frozen=True, slots=True)
class Introduction:
    """An offering and a need that are brought together. The names of the two enterprises are `None` until they are
    introduced. It ran from `running_on`, and ended on `failed_on`."""

    id: UUID
    county_code: str
    offering_id: UUID
    need_id: UUID
    product: str
    supplier_name: str | None
    customer_name: str | None
    staff_id: UUID | None
    organization_id: UUID | None
    state: IntroductionState
    reason: FailureReason | None
    introduced_on: date | None
    contracted_on: date | None
    running_on: date | None
    failed_on: date | None
    submitted_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class IntroductionParty:
    """An enterprise of an introduction."""

    id: UUID
    county_code: str
    introduction_id: UUID
    enterprise_id: UUID
    side: Side
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class IntroductionStep:
    """A step that an introduction took: on a day, and recorded at a moment."""

    id: UUID
    county_code: str
    introduction_id: UUID
    number: int
    state: IntroductionState
    taken_on: date
    recorded_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class IntroductionFilter:
    """Which introductions; what is `None` does not matter."""

    state: IntroductionState | None = None


@dataclass(frozen=True, slots=True)
class SuggestIntroduction:
    """Suggest an introduction. Of staff and organization one is named at least: `by_staff` and `by_organization` say
    whether the input names them, and the ids are `None` when they could not be read."""

    offering_id: UUID | None
    need_id: UUID | None
    staff_id: UUID | None
    by_staff: bool
    organization_id: UUID | None
    by_organization: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class AdvanceIntroduction:
    """Record the next step of an introduction; without a day, today's."""

    introduction_id: UUID | None
    version: int
    state: IntroductionState
    on: date | None
    reason: FailureReason | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """An introduction that was suggested, its two parties and its first step."""

    introduction: Introduction
    parties: tuple[IntroductionParty, IntroductionParty]
    step: IntroductionStep


@dataclass(frozen=True, slots=True)
class Advanced:
    """An introduction that has come further."""

    introduction: Introduction
    step: IntroductionStep


@dataclass(frozen=True, slots=True)
class AlreadyIntroduced(Refusal):
    """The offering and the need have an introduction that has not failed."""

    introduction: Introduction

    @property
    def message(self) -> Words:
        return Words(
            "This offering and this need are being brought together already; go on with that introduction",
            "该供给与该需求已有进行中的牵线记录,请在原记录上办理",
        )


@dataclass(frozen=True, slots=True)
class SameEnterprise(Refusal):
    """The offering and the need are of one enterprise."""

    @property
    def message(self) -> Words:
        return Words(
            "The offering and the need are of the same enterprise; choose those of two",
            "供给与需求属于同一企业,请选择两家企业",
        )


@dataclass(frozen=True, slots=True)
class IntroductionOutOfOrder(Refusal):
    """From where the introduction is, another step is next."""

    state: IntroductionState
    possible: tuple[IntroductionState, ...]

    @property
    def message(self) -> Words:
        possible = ", ".join(self.possible) or "–"
        return Words(
            f"state: the introduction is {self.state}; what may follow: {possible}",
            f"state:当前为“{INTRODUCTION_STATE_NAMES[self.state].zh}”,下一步只能是:"
            + ("、".join(INTRODUCTION_STATE_NAMES[each].zh for each in self.possible) or "无"),
        )


def check_suggestion(command: SuggestIntroduction) -> InvalidInput | None:
    """All that is wrong with a suggestion by itself."""
    problems = Problems()
    problems.note("note", text_problem(command.note, NOTE_LIMIT, required=False, lines=True))
    if not command.by_staff and not command.by_organization:
        problems.note(
            "staffId",
            Words(
                "say who introduces: staffId, organizationId or both",
                "请填写牵线人:staffId、organizationId 至少一项",
            ),
        )
    return problems.refusal()


def suggest(
    command: SuggestIntroduction,
    offering: Offering,
    need: Need,
    current: Introduction | None,
    ids: tuple[UUID, UUID, UUID, UUID],
    at: datetime,
    today: date,
) -> Suggested | NotOnOffer | SameEnterprise | AlreadyIntroduced:
    """Suggest a checked introduction of what stands; `current` is one of the two that has not failed."""
    for path, thing, record in (("offeringId", OFFERING, offering), ("needId", NEED, need)):
        if record.state is not SupplyState.OPEN:
            return NotOnOffer(path, thing, record.state)
    if offering.enterprise_id == need.enterprise_id:
        return SameEnterprise()
    if current is not None:
        return AlreadyIntroduced(current)
    county, id = need.county_code, ids[0]
    introduction = Introduction(
        id=id,
        county_code=county,
        offering_id=offering.id,
        need_id=need.id,
        product=need.product,
        supplier_name=None,
        customer_name=None,
        staff_id=command.staff_id,
        organization_id=command.organization_id,
        state=IntroductionState.SUGGESTED,
        reason=None,
        introduced_on=None,
        contracted_on=None,
        running_on=None,
        failed_on=None,
        submitted_at=at,
        version=1,
    )
    parties = (
        IntroductionParty(ids[1], county, id, offering.enterprise_id, Side.SUPPLIES, at),
        IntroductionParty(ids[2], county, id, need.enterprise_id, Side.NEEDS, at),
    )
    step = IntroductionStep(ids[3], county, id, 1, IntroductionState.SUGGESTED, today, at, tidy(command.note))
    return Suggested(introduction, parties, step)


def check_advance(command: AdvanceIntroduction, today: date) -> InvalidInput | None:
    """All that is wrong with a step by itself: a failure has a reason, and nothing else has."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    problems.note("note", text_problem(command.note, NOTE_LIMIT, required=False, lines=True))
    if (command.state is IntroductionState.FAILED) is not (command.reason is not None):
        problems.note("reason", Words("is for FAILED, which needs one", "仅在 FAILED 时填写,且为必填"))
    return problems.refusal()


def advance(
    command: AdvanceIntroduction,
    introduction: Introduction,
    last: IntroductionStep,
    names: tuple[str, str],
    id: UUID,
    at: datetime,
    today: date,
) -> Advanced | Outdated | IntroductionOutOfOrder | StepTooEarly:
    """Take a checked step after the `last` one; `names` are those of who supplies and who needs, which each side may know
    from the introduction on."""
    if command.version != introduction.version:
        return Outdated("version", introduction.version)
    if command.state not in NEXT[introduction.state]:
        return IntroductionOutOfOrder(introduction.state, NEXT[introduction.state])
    day = command.on or today
    if day < last.taken_on:
        return StepTooEarly("on", last.taken_on)
    introduced = command.state is IntroductionState.INTRODUCED
    days = {_DAYS[command.state]: day} if command.state in _DAYS else {}
    changed = replace(
        introduction,
        state=command.state,
        reason=command.reason,
        supplier_name=names[0] if introduced else introduction.supplier_name,
        customer_name=names[1] if introduced else introduction.customer_name,
        version=introduction.version + 1,
        **days,
    )
    step = IntroductionStep(
        id,
        introduction.county_code,
        introduction.id,
        last.number + 1,
        command.state,
        day,
        at,
        tidy(command.note),
    )
    return Advanced(changed, step)


_DAYS: Mapping[IntroductionState, str] = {
    IntroductionState.INTRODUCED: "introduced_on",
    IntroductionState.CONTRACTED: "contracted_on",
    IntroductionState.RUNNING: "running_on",
    IntroductionState.FAILED: "failed_on",
}
"""The days that an introduction keeps of its steps."""
