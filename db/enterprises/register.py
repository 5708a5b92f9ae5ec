"""Table and statements of enterprises. Every name is written here."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Date,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement, columns
from db.enterprises.divisions import DIVISION
from db.enterprises.industries import INDUSTRY
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of
from db.relations import (
    QUERY,
    Found,
    Identity,
    One,
    Order,
    Paged,
    Seen,
    Type,
    Value,
    contains,
    equal,
    optional,
    plain,
)
from domain.enterprises.register import (
    Enterprise,
    EnterpriseKind,
    EnterpriseSort,
    EnterpriseStatus,
    reach,
)
from domain.enterprises.spelling import Spelling, spelled
from domain.people import Reach, Sight

_FIRST_DAY = text("(coalesce(registered_on, '0001-01-01'::date))")

enterprises = Table(
    "enterprises",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("uscc", Text),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'ENTERPRISE'")),
    Column("former_names", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("division_code", Text),
    # Where no division was said, the county is one.
    Column("known_division_code", Text, Computed("coalesce(division_code, county_code)"), nullable=False),
    Column("zone_id", Uuid),
    Column("industry_code", Text),
    Column("registered_on", Date),
    Column("ended_on", Date),
    Column("merged_into_id", Uuid),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("search_terms", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("pinyin", Text, nullable=False, server_default=text("''")),
    county_check(),
    one_of("status", EnterpriseStatus),
    one_of("kind", EnterpriseKind),
    # One that was given up before it had any is CLOSED without.
    CheckConstraint("uscc IS NOT NULL OR status IN ('PREPARING', 'CLOSED')", name="uscc"),
    CheckConstraint("merged_into_id IS NULL OR status = 'CLOSED'", name="merged"),
    ForeignKeyConstraint(["zone_id", "county_code"], ["zones.id", "zones.county_code"]),
    ForeignKeyConstraint(["merged_into_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    UniqueConstraint("county_code", "uscc"),
    Index("enterprises_zone_id_ix", "zone_id", "name", "id"),
    # The wall asks for the county of every row.
    Index("enterprises_registered_on_ix", "county_code", _FIRST_DAY, "id"),
    Index(
        "enterprises_merged_into_id_ix",
        "merged_into_id",
        postgresql_where=text("merged_into_id IS NOT NULL"),
    ),
    Index("enterprises_uscc_ix", "county_code", "uscc", "id", postgresql_ops={"uscc": "text_pattern_ops"}),
    Index("enterprises_pinyin_ix", "county_code", "pinyin", "id"),
)
Index(
    "enterprises_search_terms_ix",
    func.array_to_tsvector(enterprises.c.search_terms),
    postgresql_using="gin",
    postgresql_with={"fastupdate": "off"},
)
Index(
    "enterprises_name_ix",
    enterprises.c.county_code,
    func.lower(enterprises.c.name).label("lowered"),
    enterprises.c.id,
    postgresql_ops={"lowered": "text_pattern_ops"},
)

_FIELDS = tuple(Enterprise.__slots__)
_FIXED = frozenset({"id", "county_code"})
_SPELLED = tuple(Spelling.__slots__)
# An array a column: that of an array column would have to be a rectangle, and no load brings former names.
_LOADED = tuple(name for name in _FIELDS if name != "former_names")

_ENTERPRISE_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), enterprises.c.uscc == bindparam("uscc")
    )
)
_LOCK = Statement(select(enterprises).where(enterprises.c.id == bindparam("id")).with_for_update())
_ABSORBED = Statement(
    select(func.count().label("n"))
    .select_from(enterprises)
    .where(enterprises.c.merged_into_id == bindparam("id"))
)
_ADD_ENTERPRISE = Statement(
    insert(enterprises).values({name: bindparam(name) for name in (*_FIELDS, *_SPELLED)})
)
_KEEP = Statement(
    update(enterprises)
    .where(enterprises.c.id == bindparam("of_id", type_=Uuid))
    .values({name: bindparam(name) for name in (*_FIELDS, *_SPELLED) if name not in _FIXED})
)
_ENTERPRISES_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), any_of(enterprises.c.uscc, "usccs")
    )
)
_ADD_ENTERPRISES = insert_many(enterprises, (*_LOADED, *_SPELLED))


def enterprise(row: Row) -> Enterprise:
    """The record of a row."""
    return Enterprise(
        id=row["id"],
        county_code=row["county_code"],
        name=row["name"],
        uscc=row["uscc"],
        status=EnterpriseStatus(row["status"]),
        division_code=row["known_division_code"],
        kind=EnterpriseKind(row["kind"]),
        former_names=tuple(row["former_names"]),
        zone_id=row["zone_id"],
        industry_code=row["industry_code"],
        registered_on=row["registered_on"],
        ended_on=row["ended_on"],
        merged_into_id=row["merged_into_id"],
        version=row["version"],
    )


ENTERPRISE = Type(
    "Enterprise",
    Identity(),
    *plain("name", "status", "kind", "former_names", "version"),
    *optional("uscc", "registered_on", "ended_on"),
    Value("divisionCode", lambda row: row.c.known_division_code),
    One("division", DIVISION.name, "known_division_code", theirs="code", key="division_code", optional=True),
    One("zone", "Zone", "zone_id", optional=True),
    One("industry", INDUSTRY.name, "industry_code", theirs="code", optional=True),
    One("mergedInto", "Enterprise", "merged_into_id", optional=True),
    table=enterprises,
    record=enterprise,
    seen=Seen(reach, {Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.id, "viewer_enterprises")}),
)


def _within(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return rows.c.industry_code.regexp_match(bindparam(parameter, type_=Text))


def _called(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """A part of the name, or the credit code."""
    return or_(contains(rows.c.name, parameter), rows.c.uscc == func.upper(bindparam(parameter, type_=Text)))


def _registered_on(rows: FromClause) -> ColumnElement[Any]:
    """Those of which no day is known come as the earliest."""
    return func.coalesce(rows.c.registered_on, cast(literal_column("'0001-01-01'"), Date))


QUERY.add(
    Found("enterprise", "Enterprise"),
    Paged(
        "enterprises",
        "Enterprise",
        Order("pinyin"),
        {
            "zone_id": equal("zone_id"),
            "kind": equal("kind"),
            "status": equal("status"),
            "industry": _within,
            "text": _called,
        },
        orders={
            EnterpriseSort.NAME: Order("pinyin"),
            EnterpriseSort.REGISTERED_ON: Order("registered_on", of=_registered_on),
        },
    ),
)

# A name of its own, so that no statement around it is taken for the same rows.
_seen = enterprises.alias("seen_enterprises")


def _with(reach: Reach) -> Callable[[FromClause], ColumnElement[bool]]:
    return lambda rows: rows.c.enterprise_id.in_(select(_seen.c.id).where(ENTERPRISE.seen.own[reach](_seen)))


class _WithEnterprise(Mapping[Reach, Callable[[FromClause], ColumnElement[bool]]]):
    """By each reach, whatever is of an enterprise that is seen by it: also by those that other contexts declare later."""

    def __getitem__(self, reach: Reach) -> Callable[[FromClause], ColumnElement[bool]]:
        return _with(reach)

    def __iter__(self):
        return iter(ENTERPRISE.seen.own)

    def __len__(self) -> int:
        return len(ENTERPRISE.seen.own)


WITH_ENTERPRISE = Seen(reach, _WithEnterprise())
"""What is about an enterprise, by its `enterprise_id`, is seen with it."""


async def enterprise_coded(connection: Connection, county_code: str, uscc: str) -> Enterprise | None:
    """The enterprise with this credit code in the county."""
    row = await _ENTERPRISE_CODED.one(connection, county_code=county_code, uscc=uscc)
    return enterprise(row) if row else None


async def add_enterprise(connection: Connection, added: Enterprise) -> None:
    """Store a new enterprise."""
    await _ADD_ENTERPRISE.run(connection, **columns(added), **await _spelled(added))


async def lock_enterprise(connection: Connection, id: UUID) -> Enterprise | None:
    """The enterprise, if it is of the county, held until the transaction ends."""
    row = await _LOCK.one(connection, id=id)
    return enterprise(row) if row else None


async def absorbed_by(connection: Connection, id: UUID) -> int:
    """How many records were merged into this one."""
    row = await _ABSORBED.one(connection, id=id)
    return row["n"] if row else 0


async def keep_enterprise(connection: Connection, kept: Enterprise) -> None:
    """Store an enterprise as an act has left it."""
    await _KEEP.run(connection, of_id=kept.id, **columns(kept), **await _spelled(kept))


# --- Many at once: a load ---


async def enterprises_coded(
    connection: Connection, county_code: str, usccs: Sequence[str]
) -> dict[str, Enterprise]:
    """The enterprises with these credit codes in the county."""
    rows = await _ENTERPRISES_CODED.all(connection, county_code=county_code, usccs=usccs)
    return {row["uscc"]: enterprise(row) for row in rows}


async def add_enterprises(connection: Connection, added: Sequence[Enterprise]) -> None:
    """Store new enterprises in one statement, without former names."""
    spellings = await asyncio.to_thread(lambda: [spelled(each.county_code, each.name) for each in added])
    await _ADD_ENTERPRISES.run(
        connection,
        **arrays(added, _LOADED),
        search_terms=[",".join(each.search_terms) for each in spellings],
        pinyin=[each.pinyin for each in spellings],
    )


async def _spelled(record: Enterprise) -> dict[str, Any]:
    """How the names of an enterprise are spelled, as it is stored with them. The readings of all characters are loaded with
    the first name, which takes a while: no time of the loop's."""
    names = record.county_code, record.name, record.former_names
    return columns(await asyncio.to_thread(spelled, *names))
