"""Writing demands and their consents. Whoever changes either holds the demand first."""

from uuid import UUID

from sqlalchemy import DateTime, Integer, Uuid, bindparam, insert, select, update

from db.engine import Connection, Row, Statement, columns
from db.financing.records import columns_of_demand, consent, demand
from db.financing.tables import financing_consents, financing_demands
from domain.financing import Consent, FinancingDemand

_FIXED = frozenset({"id", "county_code", "enterprise_id", "intake_id", "submitted_at"})

_LOCK = Statement(
    select(financing_demands).where(financing_demands.c.id == bindparam("id")).with_for_update()
)
_OF_INTAKE = Statement(
    select(financing_demands).where(financing_demands.c.intake_id == bindparam("intake_id"))
)
_ADD = Statement(insert(financing_demands))
_KEEP = Statement(
    update(financing_demands)
    .where(financing_demands.c.id == bindparam("of_id", type_=Uuid))
    .values(
        {
            each.name: bindparam(each.name, type_=each.type)
            for each in financing_demands.c
            if each.name not in _FIXED
        }
    )
)
_CONSENT = Statement(select(financing_consents).where(financing_consents.c.id == bindparam("id")))
_ADD_CONSENT = Statement(insert(financing_consents))
_WITHDRAW = Statement(
    update(financing_consents)
    .where(financing_consents.c.id == bindparam("of_id", type_=Uuid))
    .values(
        withdrawn_at=bindparam("withdrawn_at", type_=DateTime(timezone=True)),
        version=bindparam("version", type_=Integer),
    )
)


async def lock_demand(connection: Connection, id: UUID) -> FinancingDemand | None:
    """The demand, held until the transaction ends, if it is of the county."""
    row: Row | None = await _LOCK.one(connection, id=id)
    return demand(row) if row else None


async def demand_of_intake(connection: Connection, intake_id: UUID) -> FinancingDemand | None:
    """The demand that an intake has become."""
    row = await _OF_INTAKE.one(connection, intake_id=intake_id)
    return demand(row) if row else None


async def add_demand(connection: Connection, added: FinancingDemand) -> None:
    """Store a new demand."""
    await _ADD.run(connection, **columns_of_demand(added))


async def keep_demand(connection: Connection, kept: FinancingDemand) -> None:
    """Store a demand as an act has left it."""
    await _KEEP.run(connection, of_id=kept.id, **columns_of_demand(kept))


async def lock_consent(connection: Connection, id: UUID) -> tuple[FinancingDemand, Consent] | None:
    """A consent, if it is of the county, with its demand, which is held until the transaction ends."""
    found = await _CONSENT.one(connection, id=id)
    held = await lock_demand(connection, found["demand_id"]) if found else None
    row = await _CONSENT.one(connection, id=id)
    return None if held is None or row is None else (held, consent(row))


async def add_consent(connection: Connection, added: Consent) -> None:
    """Store a new consent."""
    await _ADD_CONSENT.run(connection, **columns(added))


async def withdraw_consent(connection: Connection, withdrawn: Consent) -> None:
    """Store when a consent was withdrawn."""
    await _WITHDRAW.run(
        connection,
        of_id=withdrawn.id,
        withdrawn_at=withdrawn.withdrawn_at,
        version=withdrawn.version,
    )
