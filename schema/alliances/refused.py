"""Why not: the refusals of acts around alliances, with the facts that a screen needs."""

from datetime import date

from domain import alliances
from schema.alliances.types import AllianceMembership, Memorandum, PartyAlliance
from schema.backing import Refusal, about, backed_by
from schema.costs import about_as_long


@backed_by(alliances.AllianceNameTaken)
class AllianceNameTaken(Refusal):
    """The county has an alliance of this name. 联盟名称已存在。"""

    alliance: PartyAlliance = about("The one that has the name. 已有联盟。")


@backed_by(alliances.AllianceInWrongState)
class AllianceInWrongState(Refusal):
    """The alliance cannot become that from where it stands. 联盟状态不符。"""

    state: alliances.AllianceState = about("The state that it is in. 当前状态。")
    possible: list[alliances.AllianceState] = about("What it can become. 可变更为的状态。", about_as_long(2))


@backed_by(alliances.AlreadyLead)
class AlreadyLead(Refusal):
    """The organization leads the alliance already. 该机构已是牵头单位。"""


@backed_by(alliances.DayOutOfOrder)
class DayOutOfOrder(Refusal):
    """What is recorded stands: the day does not fit it. 日期与已有记录不符。"""

    path: str = about("The field with the day. 字段路径。")
    earliest: date = about("The first day that fits. 最早日期。")
    latest: date | None = about("The last day that fits, if there is one. 最晚日期。")


@backed_by(alliances.OutsideAllianceLife)
class OutsideAllianceLife(Refusal):
    """The alliance was not there then. 不在联盟存续期间。"""

    path: str = about("The field with the day. 字段路径。")
    established_on: date | None = about("When it was established; null: not yet. 成立日期。")
    dissolved_on: date | None = about("When it was dissolved, if it was. 解散日期。")


@backed_by(alliances.MembershipOverlaps)
class MembershipOverlaps(Refusal):
    """The member has a membership in that time. 成员期重叠。"""

    membership: AllianceMembership = about("The one that it has. 已有成员关系。")


@backed_by(alliances.NotAMember)
class NotAMember(Refusal):
    """Who is to leave is no member now. 目前不是成员。"""

    path: str = about("The field that names it. 字段路径。")


@backed_by(alliances.LeadMustHandOver)
class LeadMustHandOver(Refusal):
    """The lead organization hands over before it leaves. 牵头单位须先移交。"""


@backed_by(alliances.MemorandumExists)
class MemorandumExists(Refusal):
    """The counterparty has a memorandum on the topic in that time. 备忘录重复。"""

    memorandum: Memorandum = about("The one that there is. 已有备忘录。")


@backed_by(alliances.MemorandumOver)
class MemorandumOver(Refusal):
    """The memorandum has ended already. 备忘录已结束。"""

    state: alliances.MemorandumState = about("How it ended. 当前状态。")
    ended_on: date = about("When. 结束日期。")


@backed_by(alliances.SessionYetToCome)
class SessionYetToCome(Refusal):
    """The session is on a day to come. 会议尚未召开。"""

    held_on: date = about("The day. 召开日期。")


@backed_by(alliances.PartyStepOutOfOrder)
class PartyStepOutOfOrder(Refusal):
    """From where the party organization stands, another step is next. 党组织状态变更次序不符。"""

    status: alliances.PartyStatus = about("Where it stands. 当前状态。")
    next: alliances.PartyStatus = about("What is next. 下一步。")
