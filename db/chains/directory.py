"""Statements of tracks, chains and their leaders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select

from db.chains import records
from db.chains.keeping import adding, changing, ending, held_chain, locking, reading
from db.chains.tables import (
    chain_leaders,
    chain_links,
    chain_memberships,
    chain_nodes,
    chains,
    chief_leaders,
    combat_units,
    task_forces,
    tracks,
)
from db.engine import Connection, Statement, columns
from domain.chains import Chain, ChainLeader, ChiefLeader, InChain, Track

_chain_id = bindparam("chain_id", type_=Uuid)

_TRACKS = Statement(select(tracks).where(tracks.c.county_code == bindparam("county_code")))
_TRACK = reading(tracks)
_ADD_TRACK = adding(tracks, Track)
_NAMES = Statement(select(chains.c.name).where(chains.c.current_county == bindparam("county_code")))
_LOCK_CHAIN = locking(bindparam("id", type_=Uuid))
_ADD_CHAIN = adding(chains, Chain)
_END_CHAIN = changing(chains, "until", "version")
_IN_CHAIN = Statement(
    select(
        *(
            select(func.count())
            .select_from(table)
            .where(table.c.current_chain_id == _chain_id)
            .scalar_subquery()
            .label(name)
            for name, table in (
                ("members", chain_memberships),
                ("task_forces", task_forces),
                ("combat_units", combat_units),
            )
        ),
        func.greatest(
            *(
                select(func.max(func.coalesce(table.c.until, table.c.since)))
                .where(table.c.chain_id == _chain_id)
                .scalar_subquery()
                for table in (
                    chain_leaders,
                    chain_nodes,
                    chain_links,
                    chain_memberships,
                    task_forces,
                    combat_units,
                )
            )
        ).label("latest"),
    )
)
_END_PARTS = tuple(
    ending(table, table.c.chain_id == _chain_id) for table in (chain_leaders, chain_nodes, chain_links)
)
_LEADER = Statement(select(chain_leaders).where(chain_leaders.c.current_chain_id == _chain_id))
_ADD_LEADER = adding(chain_leaders, ChainLeader)
_END_LEADER = changing(chain_leaders, "until")
_CHIEF = Statement(
    select(chief_leaders)
    .where(chief_leaders.c.county_code == bindparam("county_code"))
    .order_by(chief_leaders.c.version.desc())
    .limit(1)
    .with_for_update()
)
_ADD_CHIEF = adding(chief_leaders, ChiefLeader)
_END_CHIEF = changing(chief_leaders, "until")


async def tracks_of(connection: Connection, county_code: str) -> Sequence[Track]:
    """The tracks of a county."""
    return [records.track(row) for row in await _TRACKS.all(connection, county_code=county_code)]


async def track(connection: Connection, id: UUID) -> Track | None:
    """The track."""
    row = await _TRACK.one(connection, id=id)
    return records.track(row) if row else None


async def add_track(connection: Connection, added: Track) -> None:
    """Store a new track."""
    await _ADD_TRACK.run(connection, **columns(added))


async def chain_names(connection: Connection, county_code: str) -> frozenset[str]:
    """The names of the chains that a county has just now."""
    return frozenset(row["name"] for row in await _NAMES.all(connection, county_code=county_code))


async def lock_chain(connection: Connection, id: UUID) -> Chain | None:
    """The chain, held until the transaction ends."""
    return await held_chain(connection, _LOCK_CHAIN, id)


async def add_chain(connection: Connection, added: Chain) -> None:
    """Store a new chain."""
    await _ADD_CHAIN.run(connection, **columns(added))


async def in_chain(connection: Connection, chain_id: UUID) -> InChain:
    """What is in a chain that is held."""
    row = await _IN_CHAIN.one(connection, chain_id=chain_id)
    assert row is not None
    return InChain(row["members"], row["task_forces"], row["combat_units"], row["latest"])


async def end_chain(connection: Connection, ended: Chain) -> None:
    """Store that a chain has ended, and with it its leader, its nodes and its links."""
    await _END_CHAIN.run(connection, **columns(ended))
    for statement in _END_PARTS:
        await statement.run(connection, chain_id=ended.id, until=ended.until)


async def chain_leader(connection: Connection, chain_id: UUID) -> ChainLeader | None:
    """Who leads a chain that is held."""
    row = await _LEADER.one(connection, chain_id=chain_id)
    return records.chain_leader(row) if row else None


async def hand_over(connection: Connection, to: ChainLeader, predecessor: ChainLeader | None) -> None:
    """Store the leader of a chain, and until when the one before led it."""
    if predecessor is not None:
        await _END_LEADER.run(connection, id=predecessor.id, until=predecessor.until)
    await _ADD_LEADER.run(connection, **columns(to))


async def lock_chief_leader(connection: Connection, county_code: str) -> ChiefLeader | None:
    """The chief leader of a county, held until the transaction ends. Of two who are appointed at once, the second is found
    out when it is stored: it would have the version of the first."""
    row = await _CHIEF.one(connection, county_code=county_code)
    return records.chief_leader(row) if row else None


async def hand_over_county(connection: Connection, to: ChiefLeader, predecessor: ChiefLeader | None) -> None:
    """Store the chief leader of a county, and until when the one before was it."""
    if predecessor is not None:
        await _END_CHIEF.run(connection, id=predecessor.id, until=predecessor.until)
    await _ADD_CHIEF.run(connection, **columns(to))
