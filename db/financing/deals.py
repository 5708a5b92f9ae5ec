"""Writing deals: whoever takes a step holds the deal, and then the product whose quota it changes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from db.engine import Connection, Statement, columns
from db.financing.deal_records import deal
from db.financing.deal_tables import deal_disbursements, deal_steps, financing_deals
from db.financing.records import consent
from db.financing.tables import financing_consents
from db.metadata import any_of
from domain.financing import (
    Consent,
    Deal,
    DealStep,
    Disbursement,
)

# What the trigger on the disbursements keeps is not written here.
_CHANGED = (
    "session_id",
    "meeting_id",
    "backs_id",
    "state",
    "decline_reason",
    "granted_amount",
    "from_quota",
    "consented_on",
    "last_step_on",
    "steps",
    "version",
)

_ADD = Statement(insert(financing_deals))
_HOLD = Statement(
    select(financing_deals)
    .where(any_of(financing_deals.c.id))
    .order_by(financing_deals.c.id)
    .with_for_update()
)
_ON_DEMAND = Statement(select(financing_deals).where(financing_deals.c.demand_id == bindparam("demand_id")))
_CHANGE = Statement(
    update(financing_deals)
    .where(financing_deals.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=financing_deals.c[name].type) for name in _CHANGED})
)
_ADD_STEP = Statement(insert(deal_steps))
_ADD_DISBURSEMENT = Statement(insert(deal_disbursements))
_PAID = Statement(
    select(func.count().label("n"))
    .select_from(deal_disbursements)
    .where(deal_disbursements.c.deal_id == bindparam("deal_id"))
)
_CONSENTS = Statement(
    select(financing_consents).where(financing_consents.c.demand_id == bindparam("demand_id"))
)


async def add_deal(connection: Connection, added: Deal) -> None:
    """Store a new deal."""
    await _ADD.run(connection, **columns(added))


async def hold_deals(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Deal]:
    """The deals of these ids that are of the county, held until the transaction ends, one after the other by their ids."""
    return {row["id"]: deal(row) for row in await _HOLD.all(connection, ids=ids)}


async def deals_on(connection: Connection, demand_id: UUID) -> list[Deal]:
    """All deals on a demand."""
    return [deal(row) for row in await _ON_DEMAND.all(connection, demand_id=demand_id)]


async def change_deal(connection: Connection, changed: Deal) -> None:
    """Store a deal as an act has left it."""
    values = columns(changed)
    await _CHANGE.run(connection, id_=changed.id, **{name: values[name] for name in _CHANGED})


async def add_step(connection: Connection, added: DealStep) -> None:
    """Store a step."""
    await _ADD_STEP.run(connection, **columns(added))


async def add_disbursement(connection: Connection, added: Disbursement) -> None:
    """Store a disbursement; the database adds it to what its deal was paid."""
    await _ADD_DISBURSEMENT.run(connection, **columns(added))


async def disbursements_of(connection: Connection, deal_id: UUID) -> int:
    """How many disbursements a deal has."""
    row = await _PAID.one(connection, deal_id=deal_id)
    return row["n"] if row else 0


async def consents_to(connection: Connection, demand_id: UUID) -> list[Consent]:
    """All consents that were given on a demand."""
    return [consent(row) for row in await _CONSENTS.all(connection, demand_id=demand_id)]
