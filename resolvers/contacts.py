"""Contacts: recording one, and revealing what of it is sealed."""

from uuid import UUID

import db.contacts
from db.engine import Connection
from domain import contacts
from domain.people import OutsideRemit, office, outside
from domain.refusals import InvalidInput, NotFound, Refusal
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise


async def record_contact(
    context: Context, command: contacts.RecordContact
) -> contacts.Recorded | InvalidInput | NotFound | OutsideRemit | contacts.TooManyContacts:
    if problem := contacts.check_contact(command):
        return problem
    async with context.connection() as connection:
        enterprise = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(enterprise, Refusal):
            return enterprise
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
        contact = await _named(connection, context, command.contact_id)
        if isinstance(contact, Refusal):
            return contact
        sealed = await db.contacts.reveal(
            connection, contact.id, command.purpose.strip(), context.viewer, context.now, context.reference
        )
        assert sealed is not None, "a contact is never deleted"
    context.did(contact, kept=True)
    return contacts.Revealed(contact, sealed.name, sealed.phone)


async def _named(
    connection: Connection, context: Context, id: UUID | None
) -> contacts.Contact | NotFound | OutsideRemit:
    """The contact of an id in the viewer's county, if the viewer sees it."""
    batch, county = db.contacts.CONTACT.by_id, office(context.viewer.county_code)
    known = None if id is None else (await batch(connection, [id], county)).get(id)
    if id is None or known is None:
        return NotFound("id", contacts.CONTACT)
    return outside(id in await batch(connection, [id], context.viewer), "id", contacts.CONTACT) or known
