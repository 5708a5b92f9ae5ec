"""What happened: the success members of the answers of acts around alliances."""

from domain import alliances
from schema.alliances.party import PartyOrganization
from schema.alliances.types import (
    AllianceMembership,
    ConferenceSession,
    Memorandum,
    PartyAlliance,
    Resolution,
)
from schema.backing import about, backed_by
from schema.ledger import LedgerEntry


@backed_by(alliances.Prepared)
class AlliancePrepared:
    """The alliance is being prepared. 联盟已筹备。"""

    alliance: PartyAlliance = about("The alliance. 联盟。")


@backed_by(alliances.Advanced)
class AllianceAdvanced:
    """The alliance has come further. 联盟状态已变更。"""

    alliance: PartyAlliance = about("The alliance. 联盟。")


@backed_by(alliances.LeadChanged)
class LeadChanged:
    """The alliance has another lead. 牵头单位已变更。"""

    alliance: PartyAlliance = about("The alliance. 联盟。")


@backed_by(alliances.Joined)
class AllianceJoined:
    """The alliance has one more member. 已加入联盟。"""

    membership: AllianceMembership = about("The membership. 成员关系。")


@backed_by(alliances.Left)
class AllianceLeft:
    """The membership ends. 已退出联盟。"""

    membership: AllianceMembership = about("The membership. 成员关系。")


@backed_by(alliances.Signed)
class MemorandumSigned:
    """The memorandum was recorded. 备忘录已登记。"""

    memorandum: Memorandum = about("The memorandum. 备忘录。")


@backed_by(alliances.Terminated)
class MemorandumTerminated:
    """The memorandum ends before its term. 备忘录已终止。"""

    memorandum: Memorandum = about("The memorandum. 备忘录。")


@backed_by(alliances.Convened)
class SessionConvened:
    """The session was convened. 会议已登记。"""

    session: ConferenceSession = about("The session. 会议。")


@backed_by(alliances.MinutesRecorded)
class MinutesRecorded:
    """The session has its minutes. 会议纪要已登记。"""

    session: ConferenceSession = about("The session. 会议。")


@backed_by(alliances.Adopted)
class ResolutionAdopted:
    """The resolution is in the ledger. 议定事项已进入台账。"""

    resolution: Resolution = about("The resolution. 议定事项。")
    entry: LedgerEntry = about("Its entry. 台账条目。")


@backed_by(alliances.PartyOrganizationRecorded)
class PartyOrganizationRecorded:
    """The step was recorded. 党组织状态已登记。"""

    party_organization: PartyOrganization = about("How it stands now. 党组织。")
