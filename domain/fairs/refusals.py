"""Why an act at a fair is refused, with the facts that a screen needs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from domain.elements import ELEMENT_NAMES, ElementKind
from domain.enterprises import ORGANIZATION_KIND_NAMES, STAFFING, OrganizationKind
from domain.fairs.records import Disposition, FairState, Register
from domain.refusals import Refusal, Words

STATE_NAMES: dict[FairState, Words] = {
    FairState.PLANNED: Words("planned", "筹备中"),
    FairState.OPEN: Words("open", "进行中"),
    FairState.CLOSED: Words("closed", "已结束"),
    FairState.RECONCILED: Words("reconciled", "已对账"),
}
REGISTER_NAMES: dict[Register, Words] = {
    Register.ELEMENT: Words("element needs", "要素需求"),
    Register.FINANCE: Words("finance needs", "资金需求"),
}
DISPOSITION_NAMES: dict[Disposition, Words] = {
    Disposition.RESOLVED_ON_SITE: Words("resolved on site", "现场办结"),
    Disposition.SOLUTION_GIVEN: Words("given a solution", "现场拿出解决方案"),
    Disposition.WITHDRAWN: Words("withdrawn", "撤回"),
    Disposition.DUPLICATE: Words("a duplicate", "重复件"),
}


@dataclass(frozen=True, slots=True)
class FairInWrongState(Refusal):
    """The fair is in none of the states that the act needs."""

    fair_id: UUID
    state: FairState
    needed: tuple[FairState, ...]

    @property
    def message(self) -> Words:
        is_, need = STATE_NAMES[self.state], [STATE_NAMES[state] for state in self.needed]
        return Words(
            f"The fair is {is_.en}; this needs a fair that is {' or '.join(words.en for words in need)}",
            f"活动{is_.zh},此操作要求活动{'或'.join(words.zh for words in need)}",
        )


@dataclass(frozen=True, slots=True)
class FairWithoutBooths(Refusal):
    """A fair opens with at least one booth."""

    fair_id: UUID
    words: ClassVar[Words] = Words("The fair has no booth yet; add one first", "活动还没有摊位,请先添加摊位")

    @property
    def message(self) -> Words:
        return self.words


@dataclass(frozen=True, slots=True)
class IntakesStillOpen(Refusal):
    """A fair closes only when every intake has its disposition; `intake_ids` are the first open ones."""

    fair_id: UUID
    open_count: int
    intake_ids: tuple[UUID, ...]
    labels: tuple[str, ...]

    @property
    def message(self) -> Words:
        n, names = self.open_count, ", ".join(self.labels)
        more = n > len(self.labels)
        return Words(
            f"{n} {'intake is' if n == 1 else 'intakes are'} still open: {names}{' and others' if more else ''}",
            f"还有 {n} 件受理单未处理:{names}{'等' if more else ''}",
        )


@dataclass(frozen=True, slots=True)
class BoothClosed(Refusal):
    """The booth takes no intakes now."""

    booth_id: UUID
    state: FairState
    opens_at: datetime
    closes_at: datetime

    @property
    def message(self) -> Words:
        is_ = STATE_NAMES[self.state]
        return Words(f"The booth takes no intakes: its fair is {is_.en}", f"摊位未开放受理:活动{is_.zh}")


@dataclass(frozen=True, slots=True)
class BoothDoesNotTake(Refusal):
    """The booth does not take this register or this element kind; it says what it takes."""

    booth_id: UUID
    register: Register
    element_kind: ElementKind
    registers: tuple[Register, ...]
    element_kinds: tuple[ElementKind, ...]

    @property
    def message(self) -> Words:
        register, kind = REGISTER_NAMES[self.register], ELEMENT_NAMES[self.element_kind]
        taken = [REGISTER_NAMES[r] for r in self.registers]
        kinds = [ELEMENT_NAMES[k] for k in self.element_kinds]
        return Words(
            f"The booth does not take {register.en} for {kind.en}; it takes {' and '.join(w.en for w in taken)}"
            f" for {', '.join(w.en for w in kinds)}",
            f"该摊位不受理“{register.zh}·{kind.zh}”,只受理{'、'.join(w.zh for w in taken)}"
            f"({'、'.join(w.zh for w in kinds)})",
        )


@dataclass(frozen=True, slots=True)
class BoothCodeTaken(Refusal):
    """A booth's code is unique in its fair."""

    fair_id: UUID
    code: str

    @property
    def message(self) -> Words:
        return Words(f"The fair has a booth {self.code} already", f"活动中已有 {self.code} 号摊位")


@dataclass(frozen=True, slots=True)
class OrganizationCannotStaff(Refusal):
    """A booth is staffed by a department or an institution of finance that has not ended."""

    organization_id: UUID
    kind: OrganizationKind
    ended_on: date | None
    kinds: tuple[OrganizationKind, ...] = STAFFING

    @property
    def message(self) -> Words:
        if self.ended_on is not None:
            return Words(
                f"The organization ended on {self.ended_on} and staffs no booth; choose another",
                f"该机构已于 {self.ended_on} 撤销,不能设摊,请另选机构",
            )
        kind, kinds = ORGANIZATION_KIND_NAMES[self.kind], [ORGANIZATION_KIND_NAMES[k] for k in self.kinds]
        return Words(
            f"{kind.en} cannot staff a booth; these can: {', '.join(words.en.lower() for words in kinds)}",
            f"{kind.zh}不能设摊,可设摊的机构类别:{'、'.join(words.zh for words in kinds)}",
        )


@dataclass(frozen=True, slots=True)
class AlreadyDisposed(Refusal):
    """An intake gets exactly one disposition."""

    intake_id: UUID
    disposition: Disposition
    disposed_at: datetime

    @property
    def message(self) -> Words:
        name = DISPOSITION_NAMES[self.disposition]
        return Words(f"The intake is {name.en} already", f"该受理单已有处理结果:{name.zh}")


@dataclass(frozen=True, slots=True)
class OriginalUnsuitable(Refusal):
    """The original of a duplicate is an earlier, genuine intake of the same enterprise at the same fair."""

    intake_id: UUID
    original_id: UUID
    reason: Words

    @property
    def message(self) -> Words:
        return self.reason


@dataclass(frozen=True, slots=True)
class HasDuplicates(Refusal):
    """An intake that others repeat stays, or the need would leave the counts altogether."""

    intake_id: UUID
    duplicates: int

    @property
    def message(self) -> Words:
        n = self.duplicates
        return Words(
            f"{n} {'intake is' if n == 1 else 'intakes are'} marked as a duplicate of this one; answer it instead",
            f"已有 {n} 件受理单标记为本件的重复件,请直接处理本件",
        )


@dataclass(frozen=True, slots=True)
class NotAttending(Refusal):
    """Only an enterprise that attended a fair rates it."""

    fair_id: UUID
    enterprise_id: UUID
    words: ClassVar[Words] = Words(
        "The enterprise has no intake and no attendance at this fair; record its attendance first",
        "该企业在本次活动中没有受理单或签到记录,请先登记到场",
    )

    @property
    def message(self) -> Words:
        return self.words


@dataclass(frozen=True, slots=True)
class AlreadyRated(Refusal):
    """An enterprise rates a fair once."""

    fair_id: UUID
    enterprise_id: UUID
    rated_at: datetime

    @property
    def message(self) -> Words:
        return Words("The enterprise has rated this fair already", "该企业已对本次活动作出评价")
