"""Why not: the refusals of acts on deals and bond issues."""

from datetime import date

from domain import financing
from schema.backing import Refusal, about, backed_by, related
from schema.costs import about_as_long
from schema.enterprises import Organization
from schema.financing.deals import Deal
from schema.scalars import Money

POSSIBLE = "What it can become. 可变更为。"
EARLIEST = "The first day that is right. 最早日期。"
PATH = "The field. 字段路径。"


@backed_by(financing.DealInWrongState)
class DealInWrongState(Refusal):
    """The deal is not where the step begins. 对接状态不符。"""

    state: financing.DealState = about("Where it stands. 当前状态。")
    possible: list[financing.DealState] = about(POSSIBLE, about_as_long(4))


@backed_by(financing.DealDayOutOfOrder)
class DealDayOutOfOrder(Refusal):
    """The day is before that of the last step. 日期早于上一步。"""

    path: str = about(PATH)
    earliest: date = about(EARLIEST)


@backed_by(financing.DealExists)
class DealExists(Refusal):
    """The institution has a deal of this kind on the demand. 已有同类对接。"""

    deal: Deal = about("That deal. 已有对接。")


@backed_by(financing.ConsentMissing)
class ConsentMissing(Refusal):
    """The enterprise has not consented that this institution sees the demand. 尚未授权该机构。"""

    institution: Organization = related("The institution. 金融机构。")


@backed_by(financing.ConsentExpired)
class ConsentExpired(Refusal):
    """The consent for the institution is over. 授权已到期。"""

    institution: Organization = related("The institution. 金融机构。")
    expired_on: date = about("Since when. 到期日期。")


@backed_by(financing.MeetingDoesNotFit)
class MeetingDoesNotFit(Refusal):
    """The meeting is between others, or was called off. 洽谈不符。"""


@backed_by(financing.QuotaNotEnough)
class QuotaNotEnough(Refusal):
    """The quota of the product has less left. 产品额度不足。"""

    left: Money = about("What is left, in yuan. 剩余额度(元)。")


@backed_by(financing.AboveGrantedCredit)
class AboveGrantedCredit(Refusal):
    """More than what is left of the credit. 超出剩余授信。"""

    granted: Money = about("The credit, in yuan. 授信金额(元)。")
    left: Money = about("What is left of it, in yuan. 剩余可放款(元)。")


@backed_by(financing.CannotBack)
class CannotBack(Refusal):
    """The guarantee does not back this deal. 担保不能关联该对接。"""

    obstacle: financing.LinkObstacle = about("Why not. 原因。")


@backed_by(financing.BondInWrongState)
class BondInWrongState(Refusal):
    """The bond issue is not where the step begins. 债券发行状态不符。"""

    state: financing.BondState = about("Where it stands. 当前状态。")
    possible: list[financing.BondState] = about(POSSIBLE, about_as_long(2))


@backed_by(financing.BondDayOutOfOrder)
class BondDayOutOfOrder(Refusal):
    """The day is before that of the last step. 日期早于上一步。"""

    path: str = about(PATH)
    earliest: date = about(EARLIEST)


@backed_by(financing.AboveRegisteredAmount)
class AboveRegisteredAmount(Refusal):
    """More than what was applied for. 超出申报金额。"""

    amount: Money = about("What was applied for, in yuan. 申报金额(元)。")


@backed_by(financing.CannotLinkBond)
class CannotLinkBond(Refusal):
    """The bond issue is not what comes of this deal. 债券不能关联该对接。"""

    obstacle: financing.BondLinkObstacle = about("Why not. 原因。")
