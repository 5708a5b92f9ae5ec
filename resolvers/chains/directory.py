"""Acts on tracks, chains and their leaders."""

import db.chains
from domain import chains
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded
from resolvers.chains.found import held_chain
from resolvers.context import Context


async def register_track(
    context: Context, command: chains.RegisterTrack
) -> chains.TrackRegistered | InvalidInput | chains.NameTaken | chains.LimitReached:
    if problem := chains.check_track(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        known = await db.chains.tracks_of(connection, county)
        registered = chains.register_track(command, known, county, context.new_id())
        if isinstance(registered, chains.TrackRegistered):
            await db.chains.add_track(connection, registered.track)
            context.did(registered.track, after=(registered.track,))
    return registered


async def register_chain(
    context: Context, command: chains.RegisterChain
) -> chains.ChainRegistered | InvalidInput | NotFound | chains.NameTaken | chains.LimitReached:
    if problem := chains.check_chain(command, context.today):
        return problem
    async with context.connection() as connection:
        track = None if command.track_id is None else await db.chains.track(connection, command.track_id)
        if track is None or track.county_code != context.viewer.county_code:
            return NotFound("trackId", chains.TRACK)
        names = await db.chains.chain_names(connection, track.county_code)
        registered = chains.register_chain(command, track, names, context.today, context.new_id())
        if isinstance(registered, chains.ChainRegistered):
            await db.chains.add_chain(connection, registered.chain)
            context.did(registered.chain, after=(registered.chain,))
    return registered


async def end_chain(
    context: Context, command: chains.EndChain
) -> (
    chains.ChainEnded
    | InvalidInput
    | NotFound
    | Outdated
    | RecordEnded
    | chains.DayTooEarly
    | chains.ChainInUse
):
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        held = await db.chains.in_chain(connection, chain.id)
        ended = chains.end_chain(command, chain, held, context.today)
        if isinstance(ended, chains.ChainEnded):
            await db.chains.end_chain(connection, ended.chain)
            context.did(chain, before=(chain,), after=(ended.chain,))
    return ended


async def appoint_chain_leader(
    context: Context, command: chains.AppointChainLeader
) -> chains.ChainLeaderAppointed | InvalidInput | NotFound | Outdated | RecordEnded | chains.DayTooEarly:
    if problem := chains.check_appointment(command, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        current = await db.chains.chain_leader(connection, chain.id)
        appointed = chains.appoint_chain_leader(command, chain, current, context.today, context.new_id())
        if isinstance(appointed, chains.ChainLeaderAppointed):
            await db.chains.hand_over(connection, appointed.leader, appointed.predecessor)
            context.did(chain, before=(current,) if current else (), after=(appointed.leader,))
    return appointed


async def appoint_chief_leader(
    context: Context, command: chains.AppointChiefLeader
) -> chains.ChiefLeaderAppointed | InvalidInput | Outdated | chains.DayTooEarly:
    if problem := chains.check_appointment(command, context.today):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        current = await db.chains.lock_chief_leader(connection, county)
        appointed = chains.appoint_chief_leader(command, current, county, context.today, context.new_id())
        if isinstance(appointed, chains.ChiefLeaderAppointed):
            await db.chains.hand_over_county(connection, appointed.leader, appointed.predecessor)
            context.did(appointed.leader, before=(current,) if current else (), after=(appointed.leader,))
    return appointed
