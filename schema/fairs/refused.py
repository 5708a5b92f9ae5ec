"""Why not: the refusals that the acts' answers can be, with the facts that a screen needs."""

from datetime import date, datetime

import strawberry

from domain import fairs
from domain.elements import ElementKind
from domain.enterprises import OrganizationKind
from schema.backing import Refusal, about, backed_by, global_id, resolved


@backed_by(fairs.FairInWrongState)
class FairInWrongState(Refusal):
    """The fair is in none of the states that the act needs. 活动状态不符。"""

    state: fairs.FairState = about("The state that it is in. 当前状态。")
    needed: list[fairs.FairState] = about("Any of these is needed. 所需状态(其一)。")


@backed_by(fairs.FairWithoutBooths)
class FairWithoutBooths(Refusal):
    """A fair opens with at least one booth. 活动没有摊位。"""


def open_ids(refusal: strawberry.Parent[fairs.IntakesStillOpen]) -> list[strawberry.ID]:
    """Global ids of the open intakes."""
    return [global_id("Intake", id) for id in refusal.intake_ids]


@backed_by(fairs.IntakesStillOpen)
class IntakesStillOpen(Refusal):
    """A fair closes only when every intake has its disposition. 仍有未处理的受理单。"""

    open_count: int = about("How many are open. 未处理数。")
    intake_ids: list[strawberry.ID] = resolved(open_ids, "The first twenty of them. 前二十件的标识。")
    labels: list[str] = about('The same as "booth-number". 摊位编号-受理号。')


@backed_by(fairs.BoothClosed)
class BoothClosed(Refusal):
    """The booth takes no intakes now. 摊位未开放受理。"""

    state: fairs.FairState = about("State of the fair. 活动状态。")
    opens_at: datetime = about("When the fair is to open. 计划开始时间。")
    closes_at: datetime = about("When the fair is to close. 计划结束时间。")


@backed_by(fairs.BoothDoesNotTake)
class BoothDoesNotTake(Refusal):
    """The booth does not take this register or kind. 摊位不受理此类需求。"""

    registers: list[fairs.Register] = about("Registers that it takes. 可受理类别。")
    element_kinds: list[ElementKind] = about("Element kinds that it takes. 可受理要素。")


@backed_by(fairs.BoothCodeTaken)
class BoothCodeTaken(Refusal):
    """The fair has a booth with this code. 摊位编号已存在。"""

    code: str = about("The code. 编号。")


@backed_by(fairs.OrganizationCannotStaff)
class OrganizationCannotStaff(Refusal):
    """A booth is staffed by a department or an institution of finance that has not ended. 该机构不能设摊。"""

    kind: OrganizationKind = about("What the organization is. 机构类别。")
    ended_on: date | None = about("When it ended. 撤销日期。")
    kinds: list[OrganizationKind] = about("The kinds that can staff a booth. 可设摊的机构类别。")


@backed_by(fairs.AlreadyDisposed)
class AlreadyDisposed(Refusal):
    """An intake gets exactly one disposition. 受理单已有处理结果。"""

    disposition: fairs.Disposition = about("The one that it has. 已有结果。")
    disposed_at: datetime = about("When it got it. 处理时间。")


@backed_by(fairs.OriginalUnsuitable)
class OriginalUnsuitable(Refusal):
    """The original of a duplicate is an earlier, genuine intake of the same enterprise and fair. 原受理单不符合要求。"""


@backed_by(fairs.HasDuplicates)
class HasDuplicates(Refusal):
    """An intake that others repeat stays, or the need would leave the counts. 已有重复件指向本件。"""

    duplicates: int = about("How many repeat it. 重复件数。")


@backed_by(fairs.NotAttending)
class NotAttending(Refusal):
    """Only an enterprise that attended rates a fair. 企业未参加活动。"""


@backed_by(fairs.AlreadyRated)
class AlreadyRated(Refusal):
    """An enterprise rates a fair once. 企业已评价。"""

    rated_at: datetime = about("When it rated. 评价时间。")
