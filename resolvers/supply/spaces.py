"""Acts on factory space: look up, hold, decide, write. Who assigns holds the listing first, then the need."""

from uuid import UUID

import db.supply
from db.engine import Connection
from domain import supply
from domain.enterprises import in_own_zone
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.context import Context
from resolvers.supply.found import beyond, enterprise, of_county


async def register_space_listing(
    context: Context, command: supply.RegisterListing
) -> supply.ListingRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded:
    if problem := supply.check_listing(command):
        return problem
    async with context.connection() as connection:
        place = await _place(connection, context, command)
        if not isinstance(place, tuple):
            return place
        zone_id, address = place
        path = "carrierId" if command.in_carrier else "zoneId"
        thing = supply.CARRIER if command.in_carrier else supply.ZONE
        if outside := in_own_zone(context.viewer, zone_id, path, thing):
            return outside
        county = context.viewer.county_code
        registered = supply.register_listing(command, county, zone_id, address, context.new_id(), context.now)
        await db.supply.add_listing(connection, registered.listing)
        context.did(registered.listing, after=(registered.listing,))
    return registered


async def _place(
    connection: Connection, context: Context, command: supply.RegisterListing
) -> tuple[UUID, str] | NotFound | RecordEnded:
    """The zone and the address of a listing: those of its carrier, or those that the input says."""
    if command.in_carrier:
        carrier = await of_county(connection, context, "Carrier", command.carrier_id)
        if carrier is None:
            return NotFound("carrierId", supply.CARRIER)
        ended = over("carrierId", supply.CARRIER, carrier.ended_on)
        return ended or (carrier.zone_id, carrier.address)
    zone = await of_county(connection, context, "Zone", command.zone_id)
    if zone is None:
        return NotFound("zoneId", supply.ZONE)
    return over("zoneId", supply.ZONE, zone.ended_on) or (zone.id, command.address or "")


async def withdraw_space_listing(
    context: Context, command: supply.Withdraw
) -> supply.ListingWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | supply.NotOnOffer:
    if problem := supply.check_versions(version=command.version):
        return problem
    async with context.connection() as connection:
        held = None if command.id is None else await db.supply.lock_listing(connection, command.id)
        if held is None:
            return NotFound("id", supply.LISTING)
        if outside := in_own_zone(context.viewer, held.zone_id, "id", supply.LISTING):
            return outside
        withdrawn = supply.withdraw_listing(command.version, held, context.now)
        if isinstance(withdrawn, supply.ListingWithdrawn):
            await db.supply.change_listing(connection, withdrawn.listing)
            context.did(held, before=(held,), after=(withdrawn.listing,))
    return withdrawn


async def register_space_need(
    context: Context, command: supply.RegisterSpaceNeed
) -> supply.SpaceNeedRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded:
    if problem := supply.check_space_need(command, context.today):
        return problem
    async with context.connection() as connection:
        known = await enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit | RecordEnded):
            return known
        if command.of_intake:
            intake = await of_county(connection, context, "Intake", command.intake_id)
            if intake is None or intake.enterprise_id != known.id:
                return NotFound("intakeId", supply.INTAKE)
        registered = supply.register_space_need(
            command, known.county_code, known.id, context.new_id(), context.now
        )
        await db.supply.add_space_need(connection, registered.need)
        context.did(registered.need, after=(registered.need,))
    return registered


async def withdraw_space_need(
    context: Context, command: supply.Withdraw
) -> supply.SpaceNeedWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | supply.NotOnOffer:
    if problem := supply.check_versions(version=command.version):
        return problem
    async with context.connection() as connection:
        held = None if command.id is None else await db.supply.lock_space_need(connection, command.id)
        if held is None:
            return NotFound("id", supply.SPACE_NEED)
        seen = db.supply.SPACE_NEED
        if outside := await beyond(connection, context, seen, held.id, "id", supply.SPACE_NEED):
            return outside
        withdrawn = supply.withdraw_space_need(command.version, held, context.now)
        if isinstance(withdrawn, supply.SpaceNeedWithdrawn):
            await db.supply.change_space_need(connection, withdrawn.need)
            context.did(held, before=(held,), after=(withdrawn.need,))
    return withdrawn


async def assign_space(
    context: Context, command: supply.AssignSpace
) -> (
    supply.SpaceAssigned
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | supply.NotOnOffer
    | supply.SpaceDoesNotFit
):
    versions = {"listingVersion": command.listing_version, "needVersion": command.need_version}
    if problem := supply.check_versions(**versions):
        return problem
    async with context.connection() as connection:
        listing = need = None
        if command.listing_id is not None:
            listing = await db.supply.lock_listing(connection, command.listing_id)
        if listing is None:
            return NotFound("listingId", supply.LISTING)
        if command.need_id is not None:
            need = await db.supply.lock_space_need(connection, command.need_id)
        if need is None:
            return NotFound("needId", supply.SPACE_NEED)
        seen = db.supply.SPACE_NEED
        outside = in_own_zone(context.viewer, listing.zone_id, "listingId", supply.LISTING)
        if outside or (
            outside := await beyond(connection, context, seen, need.id, "needId", supply.SPACE_NEED)
        ):
            return outside
        rules = supply.rules_of_space(need, listing)
        assigned = supply.assign(command, listing, need, rules, context.now)
        if isinstance(assigned, supply.SpaceAssigned):
            await db.supply.change_listing(connection, assigned.listing)
            await db.supply.change_space_need(connection, assigned.need)
            context.did(need, before=(listing, need), after=(assigned.listing, assigned.need))
    return assigned
