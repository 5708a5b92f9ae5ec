"""Each act at a fair: check, hold what decides, decide, write."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

import db.enterprises
import db.fairs
import db.ledger
from db.engine import Connection
from db.relations import Batch
from domain import fairs
from domain.codes import clean_uscc
from domain.enterprises import (
    Enterprise,
    EnterpriseReference,
    EnterpriseRegistration,
    Organization,
    OrganizationReference,
    OrganizationRegistration,
    Zone,
    ZoneHasEnded,
    ZoneReference,
    register_enterprise,
    register_organization,
    register_zone,
)
from domain.people import OutsideRemit, office
from domain.refusals import InvalidInput, KeyReused, NotFound, Words
from resolvers.context import Claim, Context
from resolvers.execution import Answered, Repeated

FAIR, BOOTH, INTAKE = Words("fair", "活动"), Words("booth", "摊位"), Words("intake", "受理单")
ENTERPRISE, ORGANIZATION, ZONE = (
    Words("enterprise", "企业"),
    Words("organization", "机构"),
    Words("zone", "区域"),
)


async def plan_fair(
    context: Context, command: fairs.PlanFair
) -> fairs.Planned | InvalidInput | NotFound | OutsideRemit | ZoneHasEnded:
    if problem := fairs.check_plan(command):
        return problem
    async with context.connection() as connection:
        zone, is_new = await _zone(connection, context, command.zone)
        if zone is None:
            return NotFound("zone.id", ZONE)
        if outside := fairs.over_zone(context.viewer, zone.county_code, None if is_new else zone.id, "zone"):
            return outside
        if zone.ended_on is not None:
            return ZoneHasEnded("zone", zone, zone.ended_on)
        if is_new:
            await db.enterprises.add_zone(connection, zone)
        planned = fairs.plan(command, zone, context.new_id())
        await db.fairs.add_fair(connection, planned.fair)
    context.did(planned.fair, after=(planned.fair, zone if is_new else None))
    return planned


async def add_booth(
    context: Context, command: fairs.AddBooth
) -> (
    fairs.BoothAdded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | fairs.FairInWrongState
    | fairs.OrganizationCannotStaff
    | fairs.BoothCodeTaken
):
    if problem := fairs.check_booth(command):
        return problem
    async with context.connection() as connection:
        fair = await _lock_fair(connection, command.fair_id)
        if fair is None:
            return NotFound("fairId", FAIR)
        if outside := fairs.over_fair(context.viewer, fair):
            return outside
        organization, is_new = await _organization(
            connection, context, fair.county_code, command.organization
        )
        if organization is None:
            return NotFound("organization.id", ORGANIZATION)
        codes = await db.fairs.booth_codes(connection, fair.id)
        added = fairs.add_booth(command, fair, codes, organization, context.new_id())
        if isinstance(added, fairs.BoothAdded):
            if is_new:
                await db.enterprises.add_organization(connection, organization)
            await db.fairs.add_booth(connection, added.booth)
            context.did(added.booth, after=(added.booth, organization if is_new else None))
    return added


async def open_fair(
    context: Context, fair_id: UUID | None
) -> fairs.Opened | NotFound | OutsideRemit | fairs.FairInWrongState | fairs.FairWithoutBooths:
    async with context.connection() as connection:
        fair = await _lock_fair(connection, fair_id)
        if fair is None:
            return NotFound("fairId", FAIR)
        if outside := fairs.over_fair(context.viewer, fair):
            return outside
        opened = fairs.open_fair(fair, len(await db.fairs.booth_codes(connection, fair.id)))
        if isinstance(opened, fairs.Opened):
            await db.fairs.set_state(connection, opened.fair)
            context.did(fair, before=(fair,), after=(opened.fair,))
    return opened


async def close_fair(
    context: Context, fair_id: UUID | None
) -> fairs.Closed | NotFound | OutsideRemit | fairs.FairInWrongState | fairs.IntakesStillOpen:
    async with context.connection() as connection:
        fair = await _lock_fair(connection, fair_id)
        if fair is None:
            return NotFound("fairId", FAIR)
        if outside := fairs.over_fair(context.viewer, fair):
            return outside
        await db.fairs.hold_booths(connection, fair.id)
        closed = fairs.close_fair(fair, *await db.fairs.open_intakes(connection, fair.id))
        if isinstance(closed, fairs.Closed):
            await db.fairs.set_state(connection, closed.fair)
            context.did(fair, before=(fair,), after=(closed.fair,))
    return closed


async def submit_intake(
    context: Context, command: fairs.SubmitIntake
) -> (
    fairs.Submitted
    | Answered
    | Repeated
    | InvalidInput
    | NotFound
    | OutsideRemit
    | KeyReused
    | fairs.BoothClosed
    | fairs.BoothDoesNotTake
):
    """Two statements: read and hold the booth, then write. The executor keeps the answer with the claim."""
    # A key is its owner's: what was answered to one is not told to another.
    digest = hashlib.sha256(orjson.dumps((context.viewer.subject, command), default=str)).digest()
    if problem := fairs.check_intake(command, context.today):
        # A day that was to come when the key was first used may be past when it is used again.
        return await _first_answer(context, command, digest) or problem
    if command.booth_id is None:
        return NotFound("boothId", BOOTH)
    by_id, uscc = None, None
    if isinstance(command.enterprise, EnterpriseRegistration):
        uscc = clean_uscc(command.enterprise.uscc or "")
    else:
        by_id = command.enterprise
    async with context.connection() as connection:
        desk = await db.fairs.desk(connection, command.booth_id, by_id, uscc, command.idempotency_key)
        if desk is None:
            return NotFound("boothId", BOOTH)
        if outside := fairs.at_booth(context.viewer, desk.fair, desk.booth):
            return outside
        if desk.first is not None:
            return await _again(connection, context, desk.first, digest, command.idempotency_key)
        enterprise = desk.enterprise
        if outside := fairs.for_enterprise(context.viewer, enterprise and enterprise.id, "enterprise"):
            return outside
        if enterprise is None:
            if not isinstance(command.enterprise, EnterpriseRegistration):
                return NotFound("enterprise.id", ENTERPRISE)
            enterprise = register_enterprise(command.enterprise, desk.booth.county_code, context.new_id())
        taken = fairs.submit(
            command, desk.fair, desk.booth, enterprise.id, desk.next_number, context.new_id(), context.now
        )
        if not isinstance(taken, fairs.Submitted):
            return taken
        if desk.enterprise is None:
            await db.enterprises.add_enterprise(connection, enterprise)
        await db.fairs.take(connection, taken.intake)
    context.claim = Claim(command.idempotency_key, taken.intake.id, digest)
    context.did(taken.intake, after=(taken.intake, None if desk.enterprise else enterprise))
    context.prime(db.enterprises.ENTERPRISE.by_id, enterprise.id, enterprise)
    context.prime(db.fairs.BOOTH.by_id, desk.booth.id, desk.booth)
    context.prime(db.fairs.FAIR.by_id, desk.fair.id, desk.fair)
    return taken


async def dispose_intake(
    context: Context, command: fairs.DisposeIntake
) -> fairs.Disposed | InvalidInput | NotFound | fairs.AlreadyDisposed:
    if problem := fairs.check_disposition(command, context.today):
        return problem
    async with context.connection() as connection:
        intake = await _lock_intake(connection, context, command.intake_id)
        if intake is None:
            return NotFound("intakeId", INTAKE)
        disposed = fairs.dispose(command, intake, context.new_id(), context.now)
        if isinstance(disposed, fairs.Disposed):
            await db.fairs.dispose(connection, disposed.intake)
            if disposed.entry is not None:
                await db.ledger.add_entry(connection, disposed.entry)
            context.did(intake, before=(intake,), after=(disposed.intake, disposed.entry))
    return disposed


async def withdraw_intake(
    context: Context, command: fairs.WithdrawIntake
) -> fairs.Withdrawn | InvalidInput | NotFound | fairs.AlreadyDisposed | fairs.HasDuplicates:
    if problem := fairs.check_withdrawal(command):
        return problem
    async with context.connection() as connection:
        intake = await _lock_intake(connection, context, command.intake_id)
        if intake is None:
            return NotFound("intakeId", INTAKE)
        repeated = await db.fairs.duplicates_of(connection, intake)
        withdrawn = fairs.withdraw(command, intake, context.now, repeated)
        if isinstance(withdrawn, fairs.Withdrawn):
            await db.fairs.dispose(connection, withdrawn.intake)
            context.did(intake, before=(intake,), after=(withdrawn.intake,))
    return withdrawn


async def mark_duplicate(
    context: Context, command: fairs.MarkDuplicate
) -> (
    fairs.MarkedDuplicate | NotFound | fairs.AlreadyDisposed | fairs.HasDuplicates | fairs.OriginalUnsuitable
):
    if command.intake_id is None:
        return NotFound("intakeId", INTAKE)
    if command.original_id is None:
        return NotFound("originalId", INTAKE)
    async with context.connection() as connection:
        # In the order of ids, so that two acts on the same pair wait for each other instead of both for ever.
        held = {
            id: await db.fairs.lock_intake(connection, id, context.viewer)
            for id in sorted({command.intake_id, command.original_id})
        }
        intake, original = held[command.intake_id], held[command.original_id]
        if intake is None:
            return NotFound("intakeId", INTAKE)
        if original is None:
            return NotFound("originalId", INTAKE)
        repeated = await db.fairs.duplicates_of(connection, intake)
        marked = fairs.mark_duplicate(command, intake, original, context.now, repeated)
        if isinstance(marked, fairs.MarkedDuplicate):
            await db.fairs.dispose(connection, marked.intake)
            context.did(intake, before=(intake,), after=(marked.intake,))
    return marked


async def record_attendance(
    context: Context, command: fairs.RecordAttendance
) -> fairs.Attended | InvalidInput | NotFound | OutsideRemit | fairs.FairInWrongState:
    if problem := fairs.check_attendance(command):
        return problem
    async with context.connection() as connection:
        fair = await _lock_fair(connection, command.fair_id)
        if fair is None:
            return NotFound("fairId", FAIR)
        if outside := fairs.over_fair(context.viewer, fair):
            return outside
        enterprise, is_new = await _enterprise(connection, context, fair.county_code, command.enterprise)
        if enterprise is None:
            return NotFound("enterprise.id", ENTERPRISE)
        attended = fairs.attend(fair, enterprise.id)
        if isinstance(attended, fairs.Attended):
            if is_new:
                await db.enterprises.add_enterprise(connection, enterprise)
            await db.fairs.attend(connection, fair, enterprise.id, context.now)
            context.did(fair, after=(attended, enterprise if is_new else None))
    context.prime(db.enterprises.ENTERPRISE.by_id, enterprise.id, enterprise)
    return attended


async def rate_fair(
    context: Context, command: fairs.RateFair
) -> (
    fairs.Rated
    | InvalidInput
    | NotFound
    | OutsideRemit
    | fairs.FairInWrongState
    | fairs.NotAttending
    | fairs.AlreadyRated
):
    if problem := fairs.check_rating(command):
        return problem
    async with context.connection() as connection:
        fair = await _lock_fair(connection, command.fair_id)
        if fair is None:
            return NotFound("fairId", FAIR)
        enterprise, _ = await _enterprise(connection, context, fair.county_code, command.enterprise_id)
        if enterprise is None:
            return NotFound("enterpriseId", ENTERPRISE)
        if outside := fairs.for_enterprise(context.viewer, enterprise.id, "enterpriseId"):
            return outside
        attended = await db.fairs.attended(connection, fair.id, enterprise.id)
        earlier = await db.fairs.rating_of(connection, fair.id, enterprise.id)
        rated = fairs.rate_fair(command, fair, enterprise.id, attended, earlier, context.now)
        if isinstance(rated, fairs.Rated):
            await db.fairs.add_rating(connection, rated.rating)
            context.did(fair, after=(rated.rating,))
    return rated


async def _lock_fair(connection: Connection, id: UUID | None) -> fairs.Fair | None:
    return None if id is None else await db.fairs.lock_fair(connection, id)


async def _lock_intake(connection: Connection, context: Context, id: UUID | None) -> fairs.Intake | None:
    return None if id is None else await db.fairs.lock_intake(connection, id, context.viewer)


async def _zone(
    connection: Connection, context: Context, reference: ZoneReference
) -> tuple[Zone | None, bool]:
    """The zone of a reference, and whether it is yet to be stored."""
    if reference is None or isinstance(reference, UUID):
        batch = db.enterprises.ZONE.by_id
        found = {} if reference is None else await batch(connection, [reference], context.viewer)
        return next(iter(found.values()), None), False
    fresh = register_zone(reference, context.new_id())
    known = await db.enterprises.zone_named(connection, fresh.county_code, fresh.name)
    return known or fresh, known is None


async def _organization(
    connection: Connection, context: Context, county_code: str, reference: OrganizationReference
) -> tuple[Organization | None, bool]:
    """The organization of a reference, and whether it is yet to be stored."""
    if not isinstance(reference, OrganizationRegistration):
        batch = db.enterprises.ORGANIZATION.by_id
        return await _of_county(connection, batch, reference, county_code), False
    fresh = register_organization(reference, county_code, context.new_id())
    known = await db.enterprises.organization_named(connection, county_code, fresh.name)
    return known or fresh, known is None


async def _enterprise(
    connection: Connection, context: Context, county_code: str, reference: EnterpriseReference
) -> tuple[Enterprise | None, bool]:
    """The enterprise of a reference, and whether it is yet to be stored."""
    if not isinstance(reference, EnterpriseRegistration):
        batch = db.enterprises.ENTERPRISE.by_id
        return await _of_county(connection, batch, reference, county_code), False
    fresh = register_enterprise(reference, county_code, context.new_id())
    known = await db.enterprises.enterprise_coded(connection, county_code, fresh.uscc or "")
    return known or fresh, known is None


async def _of_county(connection: Connection, batch: Batch, id: UUID | None, county_code: str) -> Any:
    """The record of an id, if there is one and it is of the county."""
    known = None if id is None else (await batch(connection, [id], office(county_code))).get(id)
    return known if known and known.county_code == county_code else None


async def _first_answer(
    context: Context, command: fairs.SubmitIntake, digest: bytes
) -> Answered | Repeated | KeyReused | None:
    """What the key was answered with before; `None` when it is new."""
    if command.booth_id is None or fairs.key_problem(command.idempotency_key):
        return None
    async with context.connection() as connection:
        first = await db.fairs.first_answer(connection, command.booth_id, command.idempotency_key)
        return first and await _again(connection, context, first, digest, command.idempotency_key)


async def _again(
    connection: Connection, context: Context, first: db.fairs.FirstAnswer, digest: bytes, key: str
) -> Answered | Repeated | KeyReused:
    """The first answer again: its very bytes to the same question, the same intake to another."""
    if first.input_digest != digest:
        return KeyReused(key)
    if first.question_digest == context.question:
        return Answered(first.answer)
    county = office(context.viewer.county_code)
    intake = (await db.fairs.INTAKE.by_id(connection, [first.intake_id], county))[first.intake_id]
    return Repeated(fairs.as_submitted(intake))
