"""Chains, alliances and matches as this project would have them: tables, relations and types, declared as its own are."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import strawberry
from sqlalchemy import Column, Date, DateTime, MetaData, Numeric, Table, Text, Uuid

import resolvers.relations
from benchmarks.peers.python.enums import AllianceRole, ChainRole, MatchState
from db.engine import Row
from db.enterprises import enterprise, enterprises
from db.relations import QUERY, Found, Identity, Many, One, Order, Paged, Type, optional, plain
from domain import enterprises as domain_enterprises
from schema.backing import about, backed_by, identity, related, resolved
from schema.nodes import found
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.scalars import Money, Uscc

metadata = MetaData(schema="bench")


@dataclass(frozen=True, slots=True)
class Named:
    """A chain or an alliance."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An enterprise's place in a chain."""

    chain_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class AllianceLink:
    """An enterprise's place in an alliance."""

    alliance_id: UUID
    role: str
    since: date


@dataclass(frozen=True, slots=True)
class Matched:
    """A product that was matched with an enterprise."""

    id: UUID
    product: str
    amount: Decimal
    state: str
    scored_at: datetime


def _named(name: str) -> Table:
    return Table(name, metadata, Column("id", Uuid, primary_key=True), Column("name", Text, nullable=False))


chains, alliances = _named("chains"), _named("alliances")
chain_memberships = Table(
    "chain_memberships",
    metadata,
    Column("enterprise_id", Uuid, nullable=False),
    Column("chain_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
)
alliance_memberships = Table(
    "alliance_memberships",
    metadata,
    Column("enterprise_id", Uuid, nullable=False),
    Column("alliance_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Date, nullable=False),
)
matches = Table(
    "matches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount", Numeric(20, 2), nullable=False),
    Column("state", Text, nullable=False),
    Column("scored_at", DateTime(timezone=True), nullable=False),
)


def _record(row: Row) -> Named:
    return Named(row["id"], row["name"])


def _chain_link(row: Row) -> ChainLink:
    return ChainLink(row["chain_id"], row["role"])


def _alliance_link(row: Row) -> AllianceLink:
    return AllianceLink(row["alliance_id"], row["role"], row["since"])


def _match(row: Row) -> Matched:
    return Matched(row["id"], row["product"], row["amount"], row["state"], row["scored_at"])


Type("Chain", Identity(), *plain("name"), table=chains, record=_record)
Type("Alliance", Identity(), *plain("name"), table=alliances, record=_record)
Type(
    "ChainMembership",
    *plain("role"),
    One("chain", "Chain", "chain_id"),
    table=chain_memberships,
    record=_chain_link,
)
Type(
    "AllianceMembership",
    *plain("role", "since"),
    One("alliance", "Alliance", "alliance_id"),
    table=alliance_memberships,
    record=_alliance_link,
)
Type("Match", Identity(), *plain("product", "amount", "state", "scored_at"), table=matches, record=_match)
Type(
    "EnterpriseProfile",
    Identity(),
    *plain("name", "status"),
    *optional("uscc"),
    Many("chains", "ChainMembership", "enterprise_id", order=("chain_id",)),
    Many("alliances", "AllianceMembership", "enterprise_id", order=("alliance_id",)),
    Paged("matches", "Match", Order("scored_at", descending=True), {}, theirs="enterprise_id"),
    table=enterprises,
    record=enterprise,
)
QUERY.add(
    Found("enterpriseProfile", "EnterpriseProfile"),
    Paged("enterpriseProfiles", "EnterpriseProfile", Order("name"), {}),
)


@backed_by(Named)
class Chain:
    """A chain."""

    id: strawberry.ID = identity("Chain")
    name: str = about("Name.")


@backed_by(Named)
class Alliance:
    """An alliance."""

    id: strawberry.ID = identity("Alliance")
    name: str = about("Name.")


@backed_by(ChainLink)
class ChainMembership:
    """An enterprise's place in a chain."""

    role: ChainRole = about("Role.")
    chain: Chain = related("Chain.")


@backed_by(AllianceLink)
class AllianceMembership:
    """An enterprise's place in an alliance."""

    role: AllianceRole = about("Role.")
    since: date = about("Since.")
    alliance: Alliance = related("Alliance.")


@backed_by(Matched)
class Match:
    """A product that was matched with an enterprise."""

    id: strawberry.ID = identity("Match")
    product: str = about("Product.")
    amount: Money = about("Amount.")
    state: MatchState = about("State.")
    scored_at: datetime = about("When.")


@strawberry.type
class MatchEdge:
    cursor: str = about("Place.")
    node: Match = about("Match.")


@strawberry.type
class MatchConnection:
    page_info: PageInfo = resolved(page_info, "Page.")
    edges: list[MatchEdge] = resolved(edges_of(MatchEdge), "Edges.")
    total_count: int = resolved(resolvers.relations.total, "Total.")


@strawberry.input
class ProfileFilter:
    name: str | None = strawberry.field(default=None)


def _everything(given: ProfileFilter | None) -> None:
    """The benchmark filters nothing."""


@backed_by(domain_enterprises.Enterprise)
class EnterpriseProfile:
    """An enterprise with its chains, alliances and matches."""

    id: strawberry.ID = identity("EnterpriseProfile")
    name: str = about("Name.")
    uscc: Uscc | None = about("Credit code.")
    status: domain_enterprises.EnterpriseStatus = about("Status.")
    chains: list[ChainMembership] = related("Chains.")
    alliances: list[AllianceMembership] = related("Alliances.")
    matches: MatchConnection = listed(MatchConnection, ProfileFilter, _everything, "Matches.")


@strawberry.type
class EnterpriseProfileEdge:
    cursor: str = about("Place.")
    node: EnterpriseProfile = about("Enterprise.")


@strawberry.type
class EnterpriseProfileConnection:
    page_info: PageInfo = resolved(page_info, "Page.")
    edges: list[EnterpriseProfileEdge] = resolved(edges_of(EnterpriseProfileEdge), "Edges.")
    total_count: int = resolved(resolvers.relations.total, "Total.")


@strawberry.type
class ProfileQueries:
    """What the project's root does not have yet."""

    enterprise_profiles: EnterpriseProfileConnection = listed(
        EnterpriseProfileConnection, ProfileFilter, _everything, "Enterprises.", sorted_by=str
    )
    enterprise_profile: EnterpriseProfile | None = found(
        EnterpriseProfile, "EnterpriseProfile", "One enterprise.", "Id."
    )
