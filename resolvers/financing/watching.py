"""What can be watched of financing."""

from collections.abc import AsyncIterator

from db.financing import MATCH_RUN, MATCH_RUN_PROGRESS
from domain import financing
from domain.ids import RecordId
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import not_found
from resolvers.live import Topic
from resolvers.relations import found


async def watch_run(context: Context, id: RecordId) -> AsyncIterator[financing.RunProgress]:
    """How far a run that the viewer sees has come, live: at once and after every step."""
    run = await found(context, id, MATCH_RUN.name)
    if run is None:
        raise not_found(Words("there is no such match run", "没有这个撮合批次"))
    return Topic(MATCH_RUN_PROGRESS, run.id, run.county_code)
