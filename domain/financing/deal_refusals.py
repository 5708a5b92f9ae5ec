"""Why an act on a deal is refused, with the facts that a screen needs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.financing.deals import DEAL_STATE_NAMES, Deal, DealState
from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class DealInWrongState(Refusal):
    """A deal in this state becomes none but one of the `possible`."""

    state: DealState
    possible: tuple[DealState, ...]

    @property
    def message(self) -> Words:
        is_, can = DEAL_STATE_NAMES[self.state], [DEAL_STATE_NAMES[each] for each in self.possible]
        if not can:
            return Words(f"The deal is over: {is_.en.lower()}", f"该对接已结束({is_.zh}),不能再变更")
        return Words(
            f"The deal is: {is_.en.lower()}; next it can be: {' or '.join(word.en.lower() for word in can)}",
            f"该对接目前{is_.zh},接下来只能是:{'、'.join(word.zh for word in can)}",
        )


@dataclass(frozen=True, slots=True)
class DealDayOutOfOrder(Refusal):
    """The steps of a deal come one after the other: the day is before that of the last one, `earliest`."""

    path: str
    earliest: date

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: must not be before {self.earliest}, the day of the last step",
            f"{self.path}:不得早于上一步的日期 {self.earliest}",
        )


@dataclass(frozen=True, slots=True)
class DealExists(Refusal):
    """The institution is at work on this demand already."""

    deal: Deal

    @property
    def message(self) -> Words:
        return Words(
            "This institution has a deal of this kind on this demand already; go on with that one",
            "该机构对这一需求已有同类对接,请继续办理原对接",
        )


@dataclass(frozen=True, slots=True)
class ConsentMissing(Refusal):
    """The enterprise has not consented that this institution sees the demand, or has taken that back."""

    institution_id: UUID

    @property
    def message(self) -> Words:
        return Words(
            "There is no consent for this institution on the demand; the enterprise has to give it first",
            "该需求尚未授权给这家机构,请先由企业授权",
        )


@dataclass(frozen=True, slots=True)
class ConsentExpired(Refusal):
    """The consent for this institution is over."""

    institution_id: UUID
    expired_on: date

    @property
    def message(self) -> Words:
        return Words(
            f"The consent for this institution ended on {self.expired_on}; the enterprise has to give it anew",
            f"对该机构的授权已于 {self.expired_on} 到期,请企业重新授权",
        )


@dataclass(frozen=True, slots=True)
class MeetingDoesNotFit(Refusal):
    """The meeting is between others, or takes place no more."""

    @property
    def message(self) -> Words:
        return Words(
            "meetingId: this meeting is of another demand, institution or session, or was called off",
            "meetingId:该洽谈属于其他需求、机构或场次,或已取消",
        )


@dataclass(frozen=True, slots=True)
class QuotaNotEnough(Refusal):
    """The quota of the product has less left, in yuan, than the credit."""

    left: Decimal

    @property
    def message(self) -> Words:
        return Words(
            f"amount: the quota of the product has {self.left:,.2f} yuan left",
            f"amount:该产品剩余额度为 {self.left:,.2f} 元",
        )


@dataclass(frozen=True, slots=True)
class AboveGrantedCredit(Refusal):
    """More than what is left of the granted credit, in yuan."""

    granted: Decimal
    left: Decimal

    @property
    def message(self) -> Words:
        return Words(
            f"amount: {self.left:,.2f} yuan are left of the granted {self.granted:,.2f}",
            f"amount:授信 {self.granted:,.2f} 元,剩余可放款 {self.left:,.2f} 元",
        )


class LinkObstacle(StrEnum):
    """Why a guarantee does not back a deal. 担保不能关联的原因。"""

    ITSELF = "ITSELF"
    NOT_A_GUARANTEE = "NOT_A_GUARANTEE"
    BACKS_A_GUARANTEE = "BACKS_A_GUARANTEE"
    ANOTHER_DEMAND = "ANOTHER_DEMAND"
    LINKED_ALREADY = "LINKED_ALREADY"
    OVER = "OVER"


LINK_OBSTACLE_NAMES: dict[LinkObstacle, Words] = {
    LinkObstacle.ITSELF: Words("A deal does not back itself", "不能关联自身"),
    LinkObstacle.NOT_A_GUARANTEE: Words(
        "The deal that is to back is no guarantee", "用于担保的对接不是担保业务"
    ),
    LinkObstacle.BACKS_A_GUARANTEE: Words(
        "The deal that is to be backed is a guarantee itself", "被担保的对接本身是担保业务"
    ),
    LinkObstacle.ANOTHER_DEMAND: Words("The two deals are of different demands", "两项对接不属于同一需求"),
    LinkObstacle.LINKED_ALREADY: Words("The guarantee backs a deal already", "该担保已关联其他对接"),
    LinkObstacle.OVER: Words(
        "One of the two deals was declined, withdrawn or lapsed", "其中一项对接已未通过、撤回或失效"
    ),
}


@dataclass(frozen=True, slots=True)
class CannotBack(Refusal):
    """The guarantee does not back this deal."""

    obstacle: LinkObstacle

    @property
    def message(self) -> Words:
        return LINK_OBSTACLE_NAMES[self.obstacle]
