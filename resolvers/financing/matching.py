"""Acts on match runs. A run is begun and kept like any act; the job goes on from there, and the answer waits a little."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import db.fairs
import db.financing
from db.engine import Connection
from domain import fairs, financing
from domain.fairs.remit import FAIR
from domain.people import OutsideRemit, office
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.execution import GoesOn
from resolvers.financing.computing import Work, compute


async def run_matching(
    context: Context, command: financing.RunMatching
) -> (
    GoesOn
    | InvalidInput
    | NotFound
    | OutsideRemit
    | financing.SessionOver
    | financing.MatchingUnderWay
    | financing.SessionWithoutInstitutions
    | financing.SessionHasMet
):
    if problem := financing.check_run(command):
        return problem
    async with context.connection() as connection:
        session = await _session(connection, context, command.session_id)
        if session is None:
            return NotFound("sessionId", FAIR)
        if outside := fairs.over_fair(context.viewer, session, "sessionId"):
            return outside
        policies = await db.financing.match_policies_of(connection, session.county_code)
        policy = financing.policy_of(policies, session.county_code, command.policy_version)
        if policy is None:
            return NotFound("policyVersion", financing.MATCH_POLICY)
        open_ = await db.financing.open_demands(connection, context.viewer)
        demand_ids = financing.taking_part(command, open_)
        if isinstance(demand_ids, NotFound):
            return demand_ids
        await db.financing.hold_session(connection, session.id)
        await db.financing.settle_lost_runs(connection)
        if under_way := await db.financing.run_under_way(connection, session.id):
            return financing.MatchingUnderWay(under_way)
        if not await db.financing.desks_of(connection, session.id):
            return financing.SessionWithoutInstitutions(session.id)
        met_until = await db.financing.met_until(connection, session.id)
        run = financing.queued(command, session, policy, met_until, context.new_id(), context.now)
        if not isinstance(run, financing.MatchRun):
            return run
        await db.financing.add_run(connection, run)
        context.did(run, after=(run,))
    work = Work(run, context.viewer, policy, demand_ids)
    return GoesOn(_goes_on(context, work, command.wait_seconds))


def _goes_on(context: Context, work: Work, seconds: int) -> Callable[[], Awaitable[financing.Began]]:
    """Begin the job, and answer with the run as it stands when it is over or nobody waits any longer."""

    async def then() -> financing.Began:
        jobs = context.world.jobs
        jobs.begin(work.run.id, compute(context.world, work))
        await jobs.wait(work.run.id, seconds)
        async with context.connection() as connection:
            run = await db.financing.run_of(connection, work.run.id)
        assert run is not None, "a run is never deleted"
        return financing.Began(run)

    return then


async def cancel_matching(
    context: Context, command: financing.CancelMatching
) -> financing.RunCancelled | NotFound | OutsideRemit | Outdated | financing.RunOver:
    async with context.connection() as connection:
        held = None
        if command.run_id is not None:
            held = await db.financing.lock_run(connection, command.run_id)
        if held is None:
            return NotFound("runId", financing.MATCH_RUN)
        session = await _session(connection, context, held.session_id)
        if session is None:
            return NotFound("runId", financing.MATCH_RUN)
        if fairs.over_fair(context.viewer, session):
            return OutsideRemit("runId", financing.MATCH_RUN)
        done = financing.cancel(command, held, context.now)
        if isinstance(done, financing.RunCancelled):
            run = done.run
            await db.financing.end_run(connection, run.id, run.state, None, context.now)
            context.did(run, before=(held,), after=(run,))
    return done


async def _session(connection: Connection, context: Context, id: UUID | None) -> fairs.Fair | None:
    """The fair of an id, if it is of the county."""
    county = office(context.viewer.county_code)
    found = None if id is None else (await db.fairs.FAIR.by_id(connection, [id], county)).get(id)
    return found if found is not None and found.county_code == county.county_code else None
