"""What can be watched of a fair."""

from collections.abc import AsyncIterator

from db.fairs import FAIR, FAIR_INTAKE_COUNTS
from domain import fairs
from domain.ids import RecordId
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import not_found
from resolvers.live import Topic
from resolvers.relations import found


async def watch_fair(context: Context, id: RecordId) -> AsyncIterator[fairs.FairCounts]:
    """The topic of a fair's counts; the hub makes its frames."""
    fair = await found(context, id, FAIR.name)
    if fair is None:
        raise not_found(Words("there is no such fair", "没有这个活动"))
    return Topic(FAIR_INTAKE_COUNTS, fair.id)
