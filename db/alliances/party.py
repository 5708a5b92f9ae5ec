"""Writing how far the party organizations of enterprises have come."""

from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.alliances.records import party_organization
from db.alliances.tables import party_organizations, party_steps
from db.engine import Connection, Statement, columns
from domain.alliances import PartyOrganization, PartyStep

_LOCK = Statement(
    select(party_organizations)
    .where(party_organizations.c.enterprise_id == bindparam("enterprise_id"))
    .with_for_update()
)
_ADD = Statement(insert(party_organizations))
_CHANGED = ("status", "level", "since", "version")
_CHANGE = Statement(
    update(party_organizations)
    .where(party_organizations.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=party_organizations.c[name].type) for name in _CHANGED})
)
_ADD_STEP = Statement(insert(party_steps))


async def lock_party_organization(connection: Connection, enterprise_id: UUID) -> PartyOrganization | None:
    """The party organization of an enterprise, held until the transaction ends; of two that begin one at once, the
    second has to look again."""
    row = await _LOCK.one(connection, enterprise_id=enterprise_id)
    return party_organization(row) if row else None


async def take_step(connection: Connection, now: PartyOrganization, step: PartyStep) -> None:
    """Store how a party organization stands, and the step that brought it there."""
    values = columns(now)
    if now.version == 1:
        await _ADD.run(connection, **values)
    else:
        await _CHANGE.run(connection, id_=now.id, **{name: values[name] for name in _CHANGED})
    await _ADD_STEP.run(connection, **columns(step))
