"""The search for enterprises in the contract."""

from typing import Annotated

import strawberry

import resolvers.enterprises.search
from domain.enterprises import search
from resolvers.context import Info
from schema.backing import about, backed_by, related
from schema.costs import SEARCHED, ListSize, cost
from schema.enterprises.register import Enterprise

Text = Annotated[
    str,
    strawberry.argument(
        description=f"What to look for, at most {search.LONGEST} characters: a part of a name or a former name, also with a "
        "typing error; initials in pinyin; the beginning of a credit code. 关键词:名称或曾用名、拼音首字母、信用代码前缀。"
    ),
]
First = Annotated[
    int | None, strawberry.argument(description=f"How many, 1 to {search.MOST} ({search.USUAL}). 条数。")
]


@backed_by(search.EnterpriseHit)
class EnterpriseHit:
    """An enterprise that a text finds. 检索结果。"""

    score: float = about("How well it answers, from 0 to 1. 匹配度,0 至 1。")
    node: Enterprise = related("The enterprise. 企业。")


@backed_by(search.EnterpriseHits)
class EnterpriseHits:
    """What a text finds, the best first: by names, before former names, before what is similar; equals by name. Of a part
    that more than 100 names have in their middle, some of these. 检索结果,按匹配度排序。"""

    edges: list[EnterpriseHit] = about("The hits. 结果。")


@strawberry.type
class SearchQueries:
    """Enterprises by a text."""

    @strawberry.field(
        graphql_type=EnterpriseHits,
        description="Enterprises by a part of their names, by initials in pinyin, or by credit code. 检索企业。",
        directives=[
            cost(SEARCHED),
            ListSize(
                assumed_size=search.USUAL,
                slicing_arguments=["first"],
                sized_fields=["edges"],
                require_one_slicing_argument=False,
            ),
        ],
    )
    async def search_enterprises(self, info: Info, text: Text, first: First = strawberry.UNSET) -> object:
        wanted = None if first is strawberry.UNSET else first
        return await resolvers.enterprises.search.search_enterprises(info.context, text, wanted)
