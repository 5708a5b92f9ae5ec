"""The lists of supply, demand and space that can grow."""

import strawberry

import resolvers.relations
from domain import supply
from schema.backing import about, related, resolved
from schema.costs import COUNTED, cost
from schema.pages import PageInfo, edges_of, links, page_info
from schema.supply.spaces import SpaceListing, SpaceNeed
from schema.supply.types import ClassSynonym, CooperationReport, Introduction, Need, Offering

TOTAL = "How many match, on all pages. 总数。"
PAGE_OF = "Where the page stands. 分页信息。"
THE_PAGE = "The page. 本页内容。"
PLACE = "Its place in the list. 游标。"


@strawberry.type(description="One offering in a list. 列表项:供给。")
class OfferingEdge:
    cursor: str = about(PLACE)
    node: Offering = about("The offering. 供给。")


@strawberry.type(description="A page of them. 供给分页列表。")
class OfferingConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[OfferingEdge] = resolved(edges_of(OfferingEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One need in a list. 列表项:需求。")
class NeedEdge:
    cursor: str = about(PLACE)
    node: Need = about("The need. 需求。")


@strawberry.type(description="A page of them. 需求分页列表。")
class NeedConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[NeedEdge] = resolved(edges_of(NeedEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One synonym in a list. 列表项:同义品类。")
class ClassSynonymEdge:
    cursor: str = about(PLACE)
    node: ClassSynonym = about("The synonym. 同义品类。")


@strawberry.type(description="A page of them. 同义品类分页列表。")
class ClassSynonymConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[ClassSynonymEdge] = resolved(edges_of(ClassSynonymEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One introduction in a list. 列表项:牵线记录。")
class IntroductionEdge:
    cursor: str = about(PLACE)
    node: Introduction = about("The introduction. 牵线记录。")


@strawberry.type(description="A page of them. 牵线记录分页列表。")
class IntroductionConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[IntroductionEdge] = resolved(edges_of(IntroductionEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One report in a list. 列表项:合作月报。")
class CooperationReportEdge:
    cursor: str = about(PLACE)
    node: CooperationReport = about("The report. 合作月报。")


@strawberry.type(description="A page of them. 合作月报分页列表。")
class CooperationReportConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[CooperationReportEdge] = resolved(edges_of(CooperationReportEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One listing in a list. 列表项:房源。")
class SpaceListingEdge:
    cursor: str = about(PLACE)
    node: SpaceListing = about("The listing. 房源。")


@strawberry.type(description="A page of them. 房源分页列表。")
class SpaceListingConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[SpaceListingEdge] = resolved(edges_of(SpaceListingEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One need of space in a list. 列表项:空间需求。")
class SpaceNeedEdge:
    cursor: str = about(PLACE)
    node: SpaceNeed = about("The need of space. 空间需求。")


@strawberry.type(description="A page of them. 空间需求分页列表。")
class SpaceNeedConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[SpaceNeedEdge] = resolved(edges_of(SpaceNeedEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="An introduction of an enterprise, from its side. 列表项:企业的牵线记录。")
class EnterpriseIntroductionEdge:
    cursor: str = about(PLACE)
    node: Introduction = related("The introduction. 牵线记录。")
    side: supply.Side = about("What the enterprise is there. 角色。")


@strawberry.type(description="A page of the introductions of an enterprise. 企业牵线记录分页列表。")
class EnterpriseIntroductionConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[EnterpriseIntroductionEdge] = resolved(links, THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))
