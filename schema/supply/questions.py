"""Questions about supply, demand and space."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain import supply
from domain.refusals import Words
from resolvers.errors import bad_input
from schema.costs import SEARCHED, cost
from schema.filters import filtered_by, part_of_text
from schema.nodes import found
from schema.pages import listed
from schema.supply.lists import (
    ClassSynonymConnection,
    IntroductionConnection,
    NeedConnection,
    OfferingConnection,
    SpaceListingConnection,
    SpaceNeedConnection,
)
from schema.supply.spaces import SpaceListing, SpaceNeed
from schema.supply.types import Introduction, Need, Offering

WITHIN = "Beginning of the class code. 产品分类代码前缀。"
CALLED = "Part of the product's name. 名称包含。"
STATE = "State. 状态。"


@strawberry.input(description="Which offerings; what is left out does not matter. 供给筛选。")
class OfferingFilter:
    class_code: str | None = strawberry.field(default=None, description=WITHIN)
    state: supply.SupplyState | None = strawberry.field(default=None, description=STATE)
    text: str | None = strawberry.field(default=None, description=CALLED, directives=[cost(SEARCHED)])


@strawberry.input(description="Which needs; what is left out does not matter. 需求筛选。")
class NeedFilter:
    class_code: str | None = strawberry.field(default=None, description=WITHIN)
    state: supply.SupplyState | None = strawberry.field(default=None, description=STATE)
    text: str | None = strawberry.field(default=None, description=CALLED, directives=[cost(SEARCHED)])


@strawberry.input(description="Which introductions; what is left out does not matter. 牵线记录筛选。")
class IntroductionFilter:
    state: supply.IntroductionState | None = strawberry.field(default=None, description=STATE)


@strawberry.input(description="Which listings; what is left out does not matter. 房源筛选。")
class SpaceListingFilter:
    zone_id: strawberry.ID | None = strawberry.field(default=None, description="Zone. 所在区域。")
    state: supply.ListingState | None = strawberry.field(default=None, description=STATE)
    least_area: Decimal | None = strawberry.field(
        default=None, description="Square metres at least. 最小面积(平方米)。"
    )


@strawberry.input(description="Which needs of space; what is left out does not matter. 空间需求筛选。")
class SpaceNeedFilter:
    state: supply.SpaceNeedState | None = strawberry.field(default=None, description=STATE)


def _code(code: str | None) -> str | None:
    """The beginning of a class code in a filter."""
    if code is not None and not (code.isascii() and code.isdigit() and len(code) <= 10):
        raise bad_input(Words("filter.classCode has 1 to 10 digits", "filter.classCode 应为 1 至 10 位数字"))
    return code


def read_offering_filter(given: OfferingFilter | None) -> supply.OfferingFilter:
    """The domain's filter."""
    if given is None:
        return supply.OfferingFilter()
    return supply.OfferingFilter(_code(given.class_code), given.state, part_of_text(given.text))


def read_need_filter(given: NeedFilter | None) -> supply.NeedFilter:
    """The domain's filter."""
    if given is None:
        return supply.NeedFilter()
    return supply.NeedFilter(_code(given.class_code), given.state, part_of_text(given.text))


def read_introduction_filter(given: IntroductionFilter | None) -> supply.IntroductionFilter:
    """The domain's filter."""
    return supply.IntroductionFilter(None if given is None else given.state)


def read_listing_filter(given: SpaceListingFilter | None) -> supply.SpaceListingFilter:
    """The domain's filter."""
    if given is None:
        return supply.SpaceListingFilter()
    return supply.SpaceListingFilter(filtered_by("Zone", given.zone_id), given.state, given.least_area)


def read_space_need_filter(given: SpaceNeedFilter | None) -> supply.SpaceNeedFilter:
    """The domain's filter."""
    return supply.SpaceNeedFilter(None if given is None else given.state)


@strawberry.type
class SupplyQueries:
    """Questions about supply, demand and space; the root puts them together with the other contexts'."""

    offerings: OfferingConnection = listed(
        OfferingConnection,
        OfferingFilter,
        read_offering_filter,
        "Offerings that are seen, the latest first. 供给列表,按登记时间倒序。",
        datetime,
    )
    offering: Offering | None = found(
        Offering, "Offering", "One offering; null when there is none. 按标识查供给。", "Its id. 供给标识。"
    )
    needs: NeedConnection = listed(
        NeedConnection,
        NeedFilter,
        read_need_filter,
        "Needs that are seen, the latest first. 需求列表,按登记时间倒序。",
        datetime,
    )
    need: Need | None = found(
        Need, "Need", "One need; null when there is none. 按标识查需求。", "Its id. 需求标识。"
    )
    class_synonyms: ClassSynonymConnection = listed(
        ClassSynonymConnection,
        None,
        lambda given: None,
        "Synonyms that were approved, the latest first. 同义品类列表。",
        datetime,
    )
    introductions: IntroductionConnection = listed(
        IntroductionConnection,
        IntroductionFilter,
        read_introduction_filter,
        "Introductions that are seen, the latest first. 牵线记录列表,按推荐时间倒序。",
        datetime,
    )
    introduction: Introduction | None = found(
        Introduction,
        "Introduction",
        "One introduction; null when there is none. 按标识查牵线记录。",
        "Its id. 牵线记录标识。",
    )
    space_listings: SpaceListingConnection = listed(
        SpaceListingConnection,
        SpaceListingFilter,
        read_listing_filter,
        "Factory space, the latest first. 房源列表,按登记时间倒序。",
        datetime,
    )
    space_listing: SpaceListing | None = found(
        SpaceListing,
        "SpaceListing",
        "One listing; null when there is none. 按标识查房源。",
        "Its id. 房源标识。",
    )
    space_needs: SpaceNeedConnection = listed(
        SpaceNeedConnection,
        SpaceNeedFilter,
        read_space_need_filter,
        "Needs of space that are seen, the latest first. 空间需求列表。",
        datetime,
    )
    space_need: SpaceNeed | None = found(
        SpaceNeed,
        "SpaceNeed",
        "One need of space; null when there is none. 按标识查空间需求。",
        "Its id. 空间需求标识。",
    )
