"""Table and statements of contacts. Nothing here reads a name or a phone but `reveal`, and the role of the API may not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    select,
)

from db.engine import Connection, Row, Statement, columns
from db.enterprises import ENTERPRISE
from db.metadata import any_of, county_check, county_column, id_column, metadata
from db.relations import Identity, Many, One, Seen, Type, plain
from domain.contacts import Contact, Sealed, reach
from domain.people import Reach, Viewer

contacts = Table(
    "contacts",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    county_check(),
    CheckConstraint("place BETWEEN 1 AND 20", name="place"),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    # Of two that are recorded at once, one has to look again: an enterprise never has more than its places.
    UniqueConstraint("enterprise_id", "place"),
)

SEALED = frozenset(Sealed.__slots__)
"""Columns that no statement may name but the function that reveals them."""

_ADD = Statement(insert(contacts))
_HELD = Statement(
    select(func.count().label("n"))
    .select_from(contacts)
    .where(contacts.c.enterprise_id == bindparam("enterprise_id"))
)
_REVEAL = Statement(
    select(
        func.reveal_contact(
            bindparam("contact_id", type_=Uuid),
            bindparam("purpose", type_=Text),
            bindparam("at", type_=DateTime(timezone=True)),
            bindparam("actor", type_=Text),
            bindparam("role", type_=Text),
            bindparam("reference", type_=Text),
        ).table_valued(column("name", Text), column("phone", Text))
    )
)


def contact(row: Row) -> Contact:
    """The record of a row."""
    return Contact(row["id"], row["county_code"], row["enterprise_id"], row["place"], row["title"])


CONTACT = Type(
    "Contact",
    Identity(),
    *plain("title"),
    One("enterprise", "Enterprise", "enterprise_id"),
    table=contacts,
    record=contact,
    seen=Seen(
        reach,
        {Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.enterprise_id, "viewer_enterprises")},
        hidden=lambda sight: SEALED,
    ),
)
ENTERPRISE.add(Many("contacts", "Contact", "enterprise_id", order=("place",)))


async def held(connection: Connection, enterprise_id: UUID) -> int:
    """How many contacts an enterprise has."""
    row = await _HELD.one(connection, enterprise_id=enterprise_id)
    return row["n"] if row else 0


async def add_contact(connection: Connection, added: Contact, sealed: Sealed) -> None:
    """Store a new contact."""
    await _ADD.run(connection, **columns(added), **columns(sealed))


async def reveal(
    connection: Connection, contact_id: UUID, purpose: str, viewer: Viewer, at: datetime, reference: str
) -> Sealed | None:
    """What of a contact is sealed. The same statement adds the entry of the audit first: they must not leave before the
    transaction is kept."""
    row = await _REVEAL.one(
        connection,
        contact_id=contact_id,
        purpose=purpose,
        at=at,
        actor=viewer.subject,
        role=viewer.role,
        reference=reference,
    )
    return Sealed(row["name"], row["phone"]) if row else None
