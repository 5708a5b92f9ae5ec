"""What can be watched of a session."""

from collections.abc import AsyncIterator

from db.fairs import FAIR
from db.financing import FINANCING_COUNTS
from domain import financing
from domain.ids import RecordId
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import not_found
from resolvers.live import Topic
from resolvers.relations import found


async def watch_session(context: Context, id: RecordId) -> AsyncIterator[financing.SessionCounts]:
    """The topic of a session's counts; the hub makes its frames."""
    session = await found(context, id, FAIR.name)
    if session is None:
        raise not_found(Words("there is no such session", "没有这个对接会"))
    return Topic(FINANCING_COUNTS, session.id)
