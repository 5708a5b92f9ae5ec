"""What an import of chains' members asks and writes, each in one statement for many lines."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

import db.enterprises
from db.bulk import arrays, insert_many
from db.chains import records
from db.chains.tables import chain_memberships, chain_nodes, chains
from db.engine import Connection, Statement
from db.metadata import any_of
from domain.chains import ChainMembership
from domain.chains.importing import ChainMemberLine, Ground

_FIELDS = tuple(ChainMembership.__slots__)

_named = select(chains).where(
    chains.c.county_code == bindparam("county_code"), any_of(chains.c.name, "names")
)
# Of chains of one name the one that lasts comes last.
_CHAINS = Statement(_named.order_by(chains.c.until.asc().nulls_last()))
_HOLD = Statement(_named.order_by(chains.c.id).with_for_update())
_NODES = Statement(select(chain_nodes).where(any_of(chain_nodes.c.chain_id)))
_HELD = Statement(
    select(chain_memberships)
    .where(any_of(chain_memberships.c.chain_id), any_of(chain_memberships.c.enterprise_id, "enterprise_ids"))
    .order_by(chain_memberships.c.version)
)
_ADD = insert_many(chain_memberships, _FIELDS)


async def hold(connection: Connection, county_code: str, lines: Sequence[ChainMemberLine]) -> None:
    """Hold the chains that these lines name, as every act on their members does."""
    names = list({line.chain for line in lines} - {None})
    await _HOLD.run(connection, county_code=county_code, names=names)


async def ground(
    connection: Connection, county_code: str, lines: Sequence[ChainMemberLine], today: date
) -> Ground:
    """What the database knows of what these lines speak about."""
    usccs = [line.uscc for line in lines if line.uscc is not None]
    enterprises = await db.enterprises.enterprises_coded(connection, county_code, usccs)
    names = list({line.chain for line in lines} - {None})
    rows = await _CHAINS.all(connection, county_code=county_code, names=names)
    named = {row["name"]: records.chain(row) for row in rows}
    ids = [chain.id for chain in named.values()]
    nodes = [records.node(row) for row in await _NODES.all(connection, ids=ids)]
    held: dict[tuple[UUID, UUID], tuple[ChainMembership, ...]] = defaultdict(tuple)
    enterprise_ids = [enterprise.id for enterprise in enterprises.values()]
    for row in await _HELD.all(connection, ids=ids, enterprise_ids=enterprise_ids):
        held[row["chain_id"], row["enterprise_id"]] += (records.membership(row),)
    ordered = sorted(nodes, key=lambda node: (node.until is None, node.since))
    return Ground(enterprises, named, {(node.chain_id, node.name): node for node in ordered}, held)


async def add(connection: Connection, added: Sequence[ChainMembership]) -> None:
    """Store new memberships."""
    await _ADD.run(connection, **arrays(added, _FIELDS))
