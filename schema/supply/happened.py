"""What happened: the success members of the answers of acts around supply, demand and space."""

from domain import supply
from schema.backing import about, backed_by
from schema.supply.spaces import SpaceListing, SpaceNeed
from schema.supply.types import ClassSynonym, CooperationReport, Introduction, Need, Offering


@backed_by(supply.OfferingRegistered)
class OfferingRegistered:
    """The offering stands. 供给已登记。"""

    offering: Offering = about("The offering. 供给。")


@backed_by(supply.OfferingWithdrawn)
class OfferingWithdrawn:
    """The offering was taken back. 供给已撤回。"""

    offering: Offering = about("The offering. 供给。")


@backed_by(supply.NeedRegistered)
class NeedRegistered:
    """The need stands. 需求已登记。"""

    need: Need = about("The need. 需求。")


@backed_by(supply.NeedWithdrawn)
class NeedWithdrawn:
    """The need was taken back. 需求已撤回。"""

    need: Need = about("The need. 需求。")


@backed_by(supply.SynonymApproved)
class SynonymApproved:
    """The synonym counts from now on. 同义品类已审定。"""

    synonym: ClassSynonym = about("The synonym. 同义品类。")


@backed_by(supply.Suggested)
class IntroductionSuggested:
    """The introduction is suggested. 已推荐牵线。"""

    introduction: Introduction = about("The introduction. 牵线记录。")


@backed_by(supply.Advanced)
class IntroductionAdvanced:
    """The introduction has come further. 进展已登记。"""

    introduction: Introduction = about("The introduction. 牵线记录。")


@backed_by(supply.CooperationReported)
class CooperationReported:
    """The month is reported. 月报已填报。"""

    report: CooperationReport = about("The report. 月报。")


@backed_by(supply.ListingRegistered)
class SpaceListingRegistered:
    """The space is to be had. 房源已登记。"""

    listing: SpaceListing = about("The listing. 房源。")


@backed_by(supply.ListingWithdrawn)
class SpaceListingWithdrawn:
    """The space was taken back. 房源已撤回。"""

    listing: SpaceListing = about("The listing. 房源。")


@backed_by(supply.SpaceNeedRegistered)
class SpaceNeedRegistered:
    """The space is looked for. 空间需求已登记。"""

    need: SpaceNeed = about("The need. 空间需求。")


@backed_by(supply.SpaceNeedWithdrawn)
class SpaceNeedWithdrawn:
    """The space is looked for no more. 空间需求已撤回。"""

    need: SpaceNeed = about("The need. 空间需求。")


@backed_by(supply.SpaceAssigned)
class SpaceAssigned:
    """The listing is taken and the need met, both at once. 房源已分配。"""

    listing: SpaceListing = about("The listing. 房源。")
    need: SpaceNeed = about("The need that it has met. 空间需求。")
