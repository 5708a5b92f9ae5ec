"""Acts on where an enterprise stands: its tiers, its way into statistics, and the thresholds on that way."""

from collections.abc import Sequence
from datetime import date

import db.enterprises
from domain.enterprises import standing, statistics
from domain.enterprises.refusals import EnterpriseEnded
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, Refusal
from resolvers.context import Context
from resolvers.enterprises.held import hold, note_industry


async def grant_tier(
    context: Context, command: standing.GrantTier
) -> (
    standing.Granted | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded | standing.TierHeld
):
    if invalid := standing.check_grant(command, context.today):
        return invalid
    async with context.connection() as connection:
        held = await hold(connection, context, command.enterprise_id, command.version)
        if isinstance(held, Refusal):
            return held
        tiers = await db.enterprises.tiers_of(connection, held.id)
        granted = standing.grant(command, held, tiers, context.new_id())
        if isinstance(granted, standing.Granted):
            await db.enterprises.keep_enterprise(connection, granted.enterprise)
            await db.enterprises.add_tier(connection, granted.status)
            context.did(held, after=(granted.status,))
    return granted


async def end_tier(
    context: Context, command: standing.EndTier
) -> (
    standing.Ended
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | EnterpriseEnded
    | standing.TierNotHeld
):
    async with context.connection() as connection:
        held = await hold(connection, context, command.enterprise_id, command.version)
        if isinstance(held, Refusal):
            return held
        tiers = await db.enterprises.tiers_of(connection, held.id)
        ended = standing.end(command, held, tiers)
        if isinstance(ended, standing.Ended):
            before = next(each for each in tiers if each.id == ended.status.id)
            await db.enterprises.keep_enterprise(connection, ended.enterprise)
            await db.enterprises.end_tier(connection, ended.status.id, ended.status.until)
            context.did(held, before=(before,), after=(ended.status,))
    return ended


async def record_statistics(
    context: Context, command: statistics.RecordStatistics
) -> (
    statistics.Recorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | EnterpriseEnded
    | statistics.StatStepImpossible
):
    if invalid := statistics.check_step(command, context.today):
        return invalid
    async with context.connection() as connection:
        held = await hold(connection, context, command.enterprise_id, command.version)
        if isinstance(held, Refusal):
            return held
        before = await db.enterprises.statistics_of(connection, held.id)
        recorded = statistics.record(command, held, before, context.new_id(), context.now)
        if isinstance(recorded, statistics.Recorded):
            await db.enterprises.keep_enterprise(connection, recorded.enterprise)
            await db.enterprises.add_step(connection, recorded.step, recorded.status)
            earlier = () if before is None else (before,)
            context.did(held, before=earlier, after=(recorded.status, recorded.step))
    return recorded


async def set_threshold(
    context: Context, command: statistics.SetThreshold
) -> statistics.ThresholdSet | InvalidInput | statistics.ThresholdNotLater:
    problems = statistics.threshold_problems(command)
    county = context.viewer.county_code
    async with context.connection() as connection:
        await note_industry(connection, command.industry_code, problems)
        if invalid := problems.refusal():
            return invalid
        latest = await db.enterprises.latest_threshold(
            connection, county, command.industry_code, command.measure
        )
        done = statistics.set_threshold(command, county, latest, context.new_id())
        if isinstance(done, statistics.ThresholdSet):
            await db.enterprises.set_threshold(connection, done.threshold, done.ended)
            context.did(done.threshold, before=() if latest is None else (latest,), after=(done.threshold,))
    return done


async def thresholds(context: Context, on: date | None) -> Sequence[statistics.Threshold]:
    """What holds in the viewer's county on a day, today unless another is said; for the public the nation's."""
    async with context.connection() as connection:
        return await db.enterprises.thresholds_on(connection, context.viewer.county_code, on or context.today)
