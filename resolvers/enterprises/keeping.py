"""Each act that keeps the register: check, hold the enterprise, decide, write it with its history."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain.codes import clean_uscc
from domain.enterprises import ZoneHasEnded, classification, keeping
from domain.enterprises.refusals import (
    CannotMerge,
    EnterpriseEnded,
    EnterpriseInWrongStatus,
    MergeObstacle,
    UsccTaken,
)
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, Refusal
from resolvers.context import Context
from resolvers.enterprises.held import hold, note_division, note_industry
from resolvers.enterprises.places import held_zone

Change = TypeVar("Change", bound=keeping.Changed)
No = TypeVar("No", bound=Refusal)


async def register_enterprise(
    context: Context, command: keeping.RegisterEnterprise
) -> keeping.Registered | InvalidInput | NotFound | OutsideRemit | ZoneHasEnded | UsccTaken:
    problems = keeping.registration_problems(command, context.today)
    async with context.connection() as connection:
        await note_division(connection, context, command.division_code, problems)
        await note_industry(connection, command.industry_code, problems)
        if invalid := problems.refusal():
            return invalid
        zone = None if command.zone_id is None else await held_zone(connection, command.zone_id)
        if isinstance(zone, Refusal):
            return zone
        if outside := keeping.into_zone(context.viewer, command.zone_id):
            return outside
        if command.uscc is not None and (taken := await _taken(connection, context, command.uscc)):
            return taken
        county = context.viewer.county_code
        registered = keeping.register(command, zone, county, context.new_id(), _moment(context))
        await db.enterprises.add_enterprise(connection, registered.enterprise)
        await db.enterprises.add_change(connection, registered.change)
    context.did(registered.enterprise, after=(registered.enterprise,))
    return registered


async def activate_enterprise(
    context: Context, command: keeping.ActivateEnterprise
) -> (
    keeping.Activated
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | UsccTaken
    | EnterpriseEnded
    | EnterpriseInWrongStatus
):
    if invalid := keeping.check_activation(command, context.today):
        return invalid
    async with context.connection() as connection:
        held = await hold(connection, context, command.enterprise_id, command.version)
        if isinstance(held, Refusal):
            return held
        activated = keeping.activate(command, held, _moment(context))
        if isinstance(activated, Refusal):
            return activated
        if taken := await _taken(connection, context, command.uscc):
            return taken
        await _keep(connection, context, held, activated)
    return activated


async def rename_enterprise(
    context: Context, command: keeping.RenameEnterprise
) -> keeping.Renamed | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded:
    if invalid := keeping.check_name(command, context.today):
        return invalid
    return await _change(
        context,
        command.enterprise_id,
        command.version,
        lambda held: keeping.rename(command, held, _moment(context)),
    )


async def move_enterprise(
    context: Context, command: keeping.MoveEnterprise
) -> (
    keeping.Moved
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | ZoneHasEnded
    | EnterpriseEnded
    | EnterpriseInWrongStatus
):
    problems = keeping.move_problems(command, context.today)
    async with context.connection() as connection:
        await note_division(connection, context, command.division_code, problems)
        if invalid := problems.refusal():
            return invalid
        zone = None if command.zone_id is None else await held_zone(connection, command.zone_id)
        if isinstance(zone, Refusal):
            return zone
    return await _change(
        context,
        command.enterprise_id,
        command.version,
        lambda held: keeping.move(command, held, zone, _moment(context)),
    )


async def reclassify_enterprise(
    context: Context, command: classification.ReclassifyEnterprise
) -> classification.Reclassified | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded:
    problems = classification.classification_problems(command, context.today)
    async with context.connection() as connection:
        await note_industry(connection, command.industry_code, problems)
    if invalid := problems.refusal():
        return invalid
    return await _change(
        context,
        command.enterprise_id,
        command.version,
        lambda held: classification.reclassify(command, held, _moment(context)),
    )


async def close_enterprise(
    context: Context, command: keeping.CloseEnterprise
) -> keeping.Closed | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded:
    if invalid := keeping.check_closing(command, context.today):
        return invalid
    return await _change(
        context,
        command.enterprise_id,
        command.version,
        lambda held: keeping.close(command, held, _moment(context)),
    )


async def merge_enterprises(
    context: Context, command: keeping.MergeEnterprises
) -> keeping.Merged | NotFound | OutsideRemit | Outdated | EnterpriseEnded | CannotMerge:
    if command.duplicate_id is None:
        return NotFound("duplicateId", keeping.ENTERPRISE)
    if command.survivor_id is None:
        return NotFound("survivorId", keeping.ENTERPRISE)
    if command.duplicate_id == command.survivor_id:
        return CannotMerge(MergeObstacle.SAME)
    asked = {
        command.duplicate_id: (command.duplicate_version, "duplicateId", "duplicateVersion"),
        command.survivor_id: (command.survivor_version, "survivorId", "survivorVersion"),
    }
    async with context.connection() as connection:
        # In the order of ids, so that two acts on the same pair wait for each other instead of both for ever.
        held = {id: await hold(connection, context, id, *asked[id]) for id in sorted(asked)}
        duplicate, survivor = held[command.duplicate_id], held[command.survivor_id]
        if isinstance(duplicate, Refusal):
            return duplicate
        if isinstance(survivor, Refusal):
            return survivor
        absorbed = await db.enterprises.absorbed_by(connection, duplicate.id)
        merged = keeping.merge(duplicate, survivor, absorbed, _moment(context), context.new_id())
        if isinstance(merged, Refusal):
            return merged
        for kept in (merged.duplicate, merged.enterprise):
            await db.enterprises.keep_enterprise(connection, kept)
        for change in merged.changes:
            await db.enterprises.add_change(connection, change)
        gone = await _let_go(connection, merged.duplicate, context.today)
    before = keeping.Merger(survivor, duplicate)
    context.did(duplicate, before=(before, *gone.before), after=(merged.merger, *gone.after))
    return merged


async def _change(
    context: Context,
    id: UUID | None,
    version: int,
    decide: Callable[[keeping.Enterprise], Change | No],
) -> Change | No | NotFound | OutsideRemit | Outdated:
    """Hold an enterprise, decide, and write what was decided unless it is a refusal."""
    async with context.connection() as connection:
        held = await hold(connection, context, id, version)
        if isinstance(held, Refusal):
            return held
        decided = decide(held)
        if isinstance(decided, keeping.Changed):
            await _keep(connection, context, held, decided)
    return decided


async def _keep(
    connection: Connection, context: Context, before: keeping.Enterprise, changed: keeping.Changed
) -> None:
    await db.enterprises.keep_enterprise(connection, changed.enterprise)
    await db.enterprises.add_change(connection, changed.change)
    gone = await _let_go(connection, changed.enterprise, context.today)
    context.did(changed.enterprise, before=(before, *gone.before), after=(changed.enterprise, *gone.after))


async def _let_go(
    connection: Connection, enterprise: keeping.Enterprise, today: date
) -> db.enterprises.LetGo:
    """End what lasts for an enterprise that has ended."""
    on = enterprise.ended_on
    if on is None:
        return db.enterprises.LetGo()
    return await db.enterprises.let_go(connection, enterprise.id, on, today)


async def _taken(connection: Connection, context: Context, uscc: str) -> UsccTaken | None:
    """Whose a credit code is. (Of two acts that give it at once, the second is tried again and sees the first's.)"""
    code = clean_uscc(uscc)
    known = await db.enterprises.enterprise_coded(connection, context.viewer.county_code, code)
    return known and UsccTaken(code, known.id)


def _moment(context: Context) -> keeping.Moment:
    return keeping.Moment(context.now, context.today, context.new_id())
