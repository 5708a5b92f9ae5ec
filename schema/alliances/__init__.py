"""Alliances in the contract."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.alliances
from domain import alliances
from resolvers.context import Info
from schema.alliances.acts import AllianceMutations
from schema.alliances.papers import PaperMutations
from schema.alliances.party import PartyOrganization
from schema.alliances.types import (
    ConferenceSession,
    EnterpriseAllianceConnection,
    JointConference,
    MemorandaFigures,
    Memorandum,
    MemorandumConnection,
    MemorandumFilter,
    PartyAlliance,
    PartyAllianceConnection,
    Resolution,
    key_in,
    read_memorandum_filter,
)
from schema.costs import SUMMED_UP, cost
from schema.nodes import found
from schema.pages import listed

__all__ = [
    "MUTATIONS",
    "QUERIES",
    "TYPES",
    "ConferenceSession",
    "EnterpriseAllianceConnection",
    "JointConference",
    "Memorandum",
    "PartyAlliance",
    "PartyOrganization",
    "Resolution",
]

TYPES = (PartyAlliance, Memorandum, JointConference, ConferenceSession, Resolution)
"""What is reached by its key alone."""

TheDay = Annotated[date, strawberry.argument(description="The day. 统计日期。")]


@strawberry.input(description="Which alliances; what is left out does not matter. 联盟筛选。")
class AllianceFilter:
    chain_id: strawberry.ID | None = strawberry.field(default=None, description="Its chain. 所属产业链。")
    state: alliances.AllianceState | None = strawberry.field(default=None, description="State. 状态。")


def read_alliance_filter(given: AllianceFilter | None) -> alliances.AllianceFilter:
    """The domain's filter."""
    if given is None:
        return alliances.AllianceFilter()
    return alliances.AllianceFilter(key_in("Chain", given.chain_id), given.state)


@strawberry.type
class AllianceQueries:
    """Questions about alliances; the root puts them together with the other contexts'."""

    alliances: PartyAllianceConnection = listed(
        PartyAllianceConnection,
        AllianceFilter,
        read_alliance_filter,
        "All alliances, by name. 联盟列表。",
        str,
    )
    alliance: PartyAlliance | None = found(
        PartyAlliance,
        "PartyAlliance",
        "One alliance; null when there is none. 按标识查联盟。",
        "Id of the alliance. 联盟标识。",
    )
    memoranda: MemorandumConnection = listed(
        MemorandumConnection,
        MemorandumFilter,
        read_memorandum_filter,
        "All memoranda, the latest first. 备忘录列表,按签订日期倒序。",
        date,
    )

    @strawberry.field(
        graphql_type=MemorandaFigures,
        description="How many memoranda are active on a day, and with how many counterparties. 某日有效备忘录统计。",
        directives=[cost(SUMMED_UP)],
    )
    async def memoranda_figures(self, info: Info, on: TheDay) -> object:
        return await resolvers.alliances.memoranda_figures(info.context, on)


QUERIES = (AllianceQueries,)
MUTATIONS = (AllianceMutations, PaperMutations)
