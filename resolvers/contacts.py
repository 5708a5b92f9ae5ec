"""Contacts: recording one, and revealing what of it is sealed."""

from typing import Any
from uuid import UUID

import db.contacts
import db.enterprises
from db.engine import Connection
from db.relations import Batch
from domain import contacts
from domain.people import OutsideRemit, office
from domain.refusals import InvalidInput, NotFound
from resolvers.context import Context


async def record_contact(
    context: Context, command: contacts.RecordContact
) -> contacts.Recorded | InvalidInput | NotFound | OutsideRemit | contacts.TooManyContacts:
    if problem := contacts.check_contact(command):
        return problem
    async with context.connection() as connection:
        batch = db.enterprises.ENTERPRISE.by_id
        enterprise, seen = await _looked_up(connection, context, batch, command.enterprise_id)
        if enterprise is None:
            return NotFound("enterpriseId", contacts.ENTERPRISE)
        if outside := contacts.outside(seen, "enterpriseId", contacts.ENTERPRISE):
            return outside
        held = await db.contacts.held(connection, enterprise.id)
        decided = contacts.record(command, enterprise, held, context.new_id())
        if isinstance(decided, contacts.TooManyContacts):
            return decided
        recorded, sealed = decided
        await db.contacts.add_contact(connection, recorded.contact, sealed)
    context.did(recorded.contact, after=(recorded.contact,))
    return recorded


async def reveal_contact(
    context: Context, command: contacts.RevealContact
) -> contacts.Revealed | InvalidInput | NotFound | OutsideRemit:
    """The statement that reads what is sealed adds the act's entry first; the answer leaves when both are kept."""
    if problem := contacts.check_purpose(command):
        return problem
    async with context.connection() as connection:
        contact, seen = await _looked_up(connection, context, db.contacts.CONTACT.by_id, command.contact_id)
        if contact is None:
            return NotFound("id", contacts.CONTACT)
        if outside := contacts.outside(seen, "id", contacts.CONTACT):
            return outside
        sealed = await db.contacts.reveal(
            connection, contact.id, command.purpose.strip(), context.viewer, context.now, context.reference
        )
        assert sealed is not None, "a contact is never deleted"
    context.did(contact, kept=True)
    return contacts.Revealed(contact, sealed.name, sealed.phone)


async def _looked_up(
    connection: Connection, context: Context, batch: Batch, id: UUID | None
) -> tuple[Any, bool]:
    """The record of an id in the viewer's county, if there is one, and whether the viewer sees it."""
    if id is None:
        return None, False
    known = (await batch(connection, [id], office(context.viewer.county_code))).get(id)
    return known, id in await batch(connection, [id], context.viewer)
