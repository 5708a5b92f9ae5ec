"""Statements of nodes and links."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select

from db.chains import records
from db.chains.keeping import adding, changing, held_chain, locking_of, reading
from db.chains.tables import chain_links, chain_memberships, chain_nodes
from db.engine import Connection, Statement, columns
from domain.chains import Chain, ChainLink, ChainNode

_id = bindparam("id", type_=Uuid)
_chain_id = bindparam("chain_id", type_=Uuid)
_of_node = or_(chain_links.c.from_id == _id, chain_links.c.to_id == _id)
_at_node = chain_memberships.c.node_id == _id

_LOCK_OF_NODE, _LOCK_OF_LINK = locking_of(chain_nodes), locking_of(chain_links)
_NODE, _LINK = reading(chain_nodes), reading(chain_links)
_NODES = Statement(select(chain_nodes).where(chain_nodes.c.current_chain_id == _chain_id))
_LINKS = Statement(select(chain_links).where(chain_links.c.current_chain_id == _chain_id))
_UNLINKED = Statement(
    select(func.max(chain_links.c.until).label("day")).where(
        chain_links.c.from_id == bindparam("from_id", type_=Uuid),
        chain_links.c.to_id == bindparam("to_id", type_=Uuid),
    )
)
_ADD_NODE, _ADD_LINK = adding(chain_nodes, ChainNode), adding(chain_links, ChainLink)
_END_NODE, _END_LINK = changing(chain_nodes, "until", "version"), changing(chain_links, "until", "version")
_USES = Statement(
    select(
        *(
            select(func.count())
            .select_from(table)
            .where(condition, table.c.until.is_(None))
            .scalar_subquery()
            .label(name)
            for name, table, condition in (
                ("links", chain_links, _of_node),
                ("members", chain_memberships, _at_node),
            )
        ),
        func.greatest(
            *(
                select(func.max(table.c.until)).where(condition).scalar_subquery()
                for table, condition in ((chain_links, _of_node), (chain_memberships, _at_node))
            )
        ).label("latest"),
    )
)


async def lock_chain_of_node(connection: Connection, id: UUID) -> Chain | None:
    """The chain of a node, held until the transaction ends."""
    return await held_chain(connection, _LOCK_OF_NODE, id)


async def lock_chain_of_link(connection: Connection, id: UUID) -> Chain | None:
    """The chain of a link, held until the transaction ends."""
    return await held_chain(connection, _LOCK_OF_LINK, id)


async def node(connection: Connection, id: UUID) -> ChainNode | None:
    """The node."""
    row = await _NODE.one(connection, id=id)
    return records.node(row) if row else None


async def link(connection: Connection, id: UUID) -> ChainLink | None:
    """The link."""
    row = await _LINK.one(connection, id=id)
    return records.link(row) if row else None


async def nodes_of(connection: Connection, chain_id: UUID) -> Sequence[ChainNode]:
    """The nodes that a chain has just now."""
    return [records.node(row) for row in await _NODES.all(connection, chain_id=chain_id)]


async def links_of(connection: Connection, chain_id: UUID) -> Sequence[ChainLink]:
    """The links that a chain has just now."""
    return [records.link(row) for row in await _LINKS.all(connection, chain_id=chain_id)]


async def unlinked(connection: Connection, from_id: UUID, to_id: UUID) -> date | None:
    """When the last link between two nodes ended, if there was one."""
    row = await _UNLINKED.one(connection, from_id=from_id, to_id=to_id)
    return row["day"] if row else None


async def add_node(connection: Connection, added: ChainNode) -> None:
    """Store a new node."""
    await _ADD_NODE.run(connection, **columns(added))


async def uses_of(connection: Connection, id: UUID) -> tuple[int, int, date | None]:
    """How many links and members a node has, and when the last of those that it had ended."""
    row = await _USES.one(connection, id=id)
    assert row is not None
    return row["links"], row["members"], row["latest"]


async def end_node(connection: Connection, ended: ChainNode) -> None:
    """Store that a node has ended."""
    await _END_NODE.run(connection, **columns(ended))


async def add_link(connection: Connection, added: ChainLink) -> None:
    """Store a new link."""
    await _ADD_LINK.run(connection, **columns(added))


async def end_link(connection: Connection, ended: ChainLink) -> None:
    """Store that a link has ended."""
    await _END_LINK.run(connection, **columns(ended))
