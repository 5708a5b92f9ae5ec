"""Candidates for matches: whatever is of another class never leaves the database."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from db.chains.tables import chain_links, chain_memberships, chain_nodes
from db.engine import Connection, Statement
from db.metadata import any_of
from db.relations import of_viewer
from db.supply import records
from db.supply.relations import NEED, OFFERING
from db.supply.tables import class_synonyms
from domain.people import Sight, Viewer
from domain.supply import (
    CONSIDERED,
    ClassSynonym,
    Need,
    Offering,
    Positions,
    SupplyState,
)

_SYNONYMS = Statement(select(class_synonyms).order_by(class_synonyms.c.one, class_synonyms.c.other))
_TERMS = bindparam("terms", type_=ARRAY(Text))
_MOST: ColumnElement[int] = literal_column(str(CONSIDERED), Integer)
_STANDING = Statement(
    select(
        chain_memberships.c.enterprise_id, chain_memberships.c.chain_id, chain_memberships.c.node_id
    ).where(any_of(chain_memberships.c.current_enterprise_id))
)
_CHAIN_OF = Statement(select(chain_nodes.c.id, chain_nodes.c.chain_id).where(any_of(chain_nodes.c.id)))
_LINKS = Statement(
    select(chain_links.c.from_id, chain_links.c.to_id).where(any_of(chain_links.c.current_chain_id))
)


async def synonyms(connection: Connection) -> list[ClassSynonym]:
    """All that is approved in the county."""
    return [records.synonym(row) for row in await _SYNONYMS.all(connection)]


def _of_class(rows: FromClause) -> ColumnElement[bool]:
    """Whether a row is of one of the terms: a code is the row's, above it or below it; a word is in its name."""
    term = func.unnest(_TERMS).table_valued(column("term", Text), name="terms").render_derived()
    is_code = term.c.term.regexp_match("^[0-9]+$")
    code = or_(
        func.starts_with(rows.c.class_code, term.c.term), func.starts_with(term.c.term, rows.c.class_code)
    )
    word = func.strpos(rows.c.letters, term.c.term) > 0
    alike = or_(and_(is_code, code), and_(~is_code, word))
    return exists(select(term.c.term).where(alike))


@cache
def _candidates(sight: Sight, *, of_need: bool) -> Statement:
    """Offerings for a need, or needs for an offering: the likeliest, should there be more than are considered."""
    rows = (OFFERING if of_need else NEED).rows(sight, "seen")
    code = bindparam("code", type_=Text)
    near = or_(func.starts_with(rows.c.class_code, code), func.starts_with(code, rows.c.class_code))
    quantity = bindparam("quantity", type_=Numeric(20, 2))
    enough = rows.c.capacity >= quantity if of_need else rows.c.volume <= quantity
    return Statement(
        select(rows)
        .where(
            rows.c.county_code == bindparam("county_code", type_=Text),
            rows.c.state == SupplyState.OPEN.value,
            rows.c.enterprise_id != bindparam("enterprise_id", type_=Uuid),
            _of_class(rows),
        )
        .order_by(
            near.desc(),
            case((enough, 0), else_=1),
            func.length(rows.c.class_code).desc(),
            rows.c.submitted_at,
            rows.c.id,
        )
        .limit(_MOST)
    )


async def offerings_for(
    connection: Connection, need: Need, terms: Sequence[str], viewer: Viewer
) -> list[Offering]:
    """Offerings of these classes that the viewer sees, of other enterprises than the need's."""
    rows = await _candidates(viewer.sight, of_need=True).all(
        connection,
        county_code=need.county_code,
        enterprise_id=need.enterprise_id,
        code=need.class_code,
        quantity=need.volume,
        terms=terms,
        **of_viewer(viewer),
    )
    return [records.offering(row) for row in rows]


async def needs_for(
    connection: Connection, offering: Offering, terms: Sequence[str], viewer: Viewer
) -> list[Need]:
    """Needs of these classes that the viewer sees, of other enterprises than the offering's."""
    rows = await _candidates(viewer.sight, of_need=False).all(
        connection,
        county_code=offering.county_code,
        enterprise_id=offering.enterprise_id,
        code=offering.class_code,
        quantity=offering.capacity,
        terms=terms,
        **of_viewer(viewer),
    )
    return [records.need(row) for row in rows]


async def positions(
    connection: Connection, offerings: Sequence[Offering], needs: Sequence[Need]
) -> Positions:
    """Where those who offer and those who need stand in chains just now."""
    ids = list({each.enterprise_id for each in (*offerings, *needs)})
    nodes_named = list({each.chain_node_id for each in offerings if each.chain_node_id is not None})
    chains: dict[UUID, set[UUID]] = {}
    nodes: dict[UUID, set[UUID]] = {}
    for row in await _STANDING.all(connection, ids=ids):
        chains.setdefault(row["enterprise_id"], set()).add(row["chain_id"])
        if row["node_id"] is not None:
            nodes.setdefault(row["enterprise_id"], set()).add(row["node_id"])
    chain_of = {row["id"]: row["chain_id"] for row in await _CHAIN_OF.all(connection, ids=nodes_named)}
    within = list({*chain_of.values(), *(each for held in chains.values() for each in held)})
    links = await _LINKS.all(connection, ids=within)
    return Positions(
        chains={id: frozenset(held) for id, held in chains.items()},
        nodes={id: frozenset(held) for id, held in nodes.items()},
        chain_of=chain_of,
        links=frozenset((row["from_id"], row["to_id"]) for row in links),
    )
