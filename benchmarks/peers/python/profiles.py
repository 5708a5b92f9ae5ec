"""Enterprises in Strawberry: types made of ORM rows, relations through loaders."""

import base64
import json
from datetime import date, datetime
from uuid import UUID

import strawberry
from sqlalchemy import func, select, tuple_

from benchmarks.peers.python import models
from benchmarks.peers.python.contract import Info, Money, Uscc
from benchmarks.peers.python.enums import AllianceRole, ChainRole, EnterpriseStatus, MatchState
from benchmarks.peers.python.loaders import PageKey


@strawberry.type
class Chain:
    id: strawberry.ID
    name: str


@strawberry.type
class ChainMembership:
    role: ChainRole
    chain: Chain


@strawberry.type
class Alliance:
    id: strawberry.ID
    name: str


@strawberry.type
class AllianceMembership:
    role: AllianceRole
    since: date
    alliance: Alliance


@strawberry.type
class Match:
    id: strawberry.ID
    product: str
    amount: Money
    state: MatchState
    scored_at: datetime


@strawberry.type
class MatchEdge:
    node: Match


@strawberry.type
class MatchConnection:
    edges: list[MatchEdge]


@strawberry.type
class EnterpriseProfile:
    id: strawberry.ID
    name: str
    uscc: Uscc | None
    status: EnterpriseStatus

    @classmethod
    def of(cls, row: models.Enterprise) -> "EnterpriseProfile":
        uscc = None if row.uscc is None else Uscc(row.uscc)
        return cls(
            id=strawberry.ID(str(row.id)), name=row.name, uscc=uscc, status=EnterpriseStatus(row.status)
        )

    @strawberry.field
    async def chains(self, info: Info) -> list[ChainMembership]:
        return [
            ChainMembership(
                role=ChainRole(row.role),
                chain=Chain(id=strawberry.ID(str(row.chain.id)), name=row.chain.name),
            )
            for row in await info.context.chains.load(UUID(self.id))
        ]

    @strawberry.field
    async def alliances(self, info: Info) -> list[AllianceMembership]:
        return [
            AllianceMembership(
                role=AllianceRole(row.role),
                since=row.since,
                alliance=Alliance(id=strawberry.ID(str(row.alliance.id)), name=row.alliance.name),
            )
            for row in await info.context.alliances.load(UUID(self.id))
        ]

    @strawberry.field
    async def matches(self, info: Info, first: int = 20) -> MatchConnection:
        rows = await info.context.matches.load(PageKey(UUID(self.id), first))
        return MatchConnection(
            edges=[
                MatchEdge(
                    node=Match(
                        id=strawberry.ID(str(row.id)),
                        product=row.product,
                        amount=Money(row.amount),
                        state=MatchState(row.state),
                        scored_at=row.scored_at,
                    )
                )
                for row in rows
            ]
        )


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class EnterpriseProfileEdge:
    cursor: str
    node: EnterpriseProfile


@strawberry.type
class EnterpriseProfileConnection:
    edges: list[EnterpriseProfileEdge]
    page_info: PageInfo

    @strawberry.field
    async def total_count(self) -> int:
        async with models.session() as opened:
            return await opened.scalar(select(func.count()).select_from(models.Enterprise)) or 0


async def enterprise_page(first: int, after: str | None) -> EnterpriseProfileConnection:
    """One page of all enterprises by name; the cursor is the name and the id of the last."""
    query = select(models.Enterprise).order_by(models.Enterprise.name, models.Enterprise.id).limit(first + 1)
    if after is not None:
        name, id = json.loads(base64.urlsafe_b64decode(after))
        query = query.where(tuple_(models.Enterprise.name, models.Enterprise.id) > (name, UUID(id)))
    async with models.session() as opened:
        rows = (await opened.scalars(query)).all()
    edges = [
        EnterpriseProfileEdge(cursor=_cursor(row), node=EnterpriseProfile.of(row)) for row in rows[:first]
    ]
    return EnterpriseProfileConnection(
        edges=edges,
        page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=edges[-1].cursor if edges else None),
    )


def _cursor(row: models.Enterprise) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.name, str(row.id)]).encode()).decode()
