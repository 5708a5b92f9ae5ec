"""Writing listings and needs of space, and which listings may meet a need."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric, Text, bindparam, literal_column, select

from db.engine import Connection, Statement, columns
from db.supply import records
from db.supply.keeping import adding, changing, locking
from db.supply.tables import space_listings, space_needs
from domain.supply import CONSIDERED, ListingState, SpaceListing, SpaceNeed

_ADD_LISTING, _ADD_NEED = adding(space_listings, SpaceListing), adding(space_needs, SpaceNeed)
_LOCK_LISTING, _LOCK_NEED = locking(space_listings), locking(space_needs)
_CHANGE_LISTING = changing(space_listings, "state", "ended_at", "version")
_CHANGE_NEED = changing(space_needs, "state", "listing_id", "ended_at", "version")
_area = bindparam("area", type_=Numeric(20, 2))
_OFFERED = Statement(
    select(space_listings)
    .where(
        space_listings.c.county_code == bindparam("county_code", type_=Text),
        space_listings.c.state == ListingState.OFFERED.value,
    )
    # What is large enough first, the tightest before the others.
    .order_by((space_listings.c.area >= _area).desc(), space_listings.c.area, space_listings.c.id)
    .limit(literal_column(str(CONSIDERED)))
)


async def add_listing(connection: Connection, added: SpaceListing) -> None:
    """Store new space."""
    await _ADD_LISTING.run(connection, **columns(added))


async def add_space_need(connection: Connection, added: SpaceNeed) -> None:
    """Store a new need of space."""
    await _ADD_NEED.run(connection, **columns(added))


async def lock_listing(connection: Connection, id: UUID) -> SpaceListing | None:
    """A listing of the county, held."""
    row = await _LOCK_LISTING.one(connection, id=id)
    return records.listing(row) if row else None


async def lock_space_need(connection: Connection, id: UUID) -> SpaceNeed | None:
    """A need of space of the county, held."""
    row = await _LOCK_NEED.one(connection, id=id)
    return records.space_need(row) if row else None


async def change_listing(connection: Connection, changed: SpaceListing) -> None:
    """Store where a listing stands."""
    await _CHANGE_LISTING.run(
        connection,
        of_id=changed.id,
        state=changed.state,
        ended_at=changed.ended_at,
        version=changed.version,
    )


async def change_space_need(connection: Connection, changed: SpaceNeed) -> None:
    """Store where a need of space stands."""
    await _CHANGE_NEED.run(
        connection,
        of_id=changed.id,
        state=changed.state,
        listing_id=changed.listing_id,
        ended_at=changed.ended_at,
        version=changed.version,
    )


async def listings_on_offer(connection: Connection, county_code: str, area: Decimal) -> list[SpaceListing]:
    """What is to be had in a county, as many as are considered for so large a need."""
    rows = await _OFFERED.all(connection, county_code=county_code, area=area)
    return [records.listing(row) for row in rows]
