"""Enterprises by a text."""

import db.enterprises.search
from domain.enterprises.search import EnterpriseHits, asked, how_many, ranked
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input


async def search_enterprises(context: Context, text: str, first: int | None) -> EnterpriseHits:
    """What a text finds, as far as the viewer sees it; asking wrongly is an error of the client."""
    sought, wanted = asked(text), how_many(first)
    if isinstance(sought, Words):
        raise bad_input(sought)
    if isinstance(wanted, Words):
        raise bad_input(wanted)
    async with context.connection() as connection:
        met = await db.enterprises.search.candidates(connection, sought, wanted, context.viewer)
    return ranked(sought, met, wanted)
