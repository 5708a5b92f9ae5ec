"""What the acts around supply look up before they decide."""

from typing import Any
from uuid import UUID

from db.engine import Connection
from db.relations import Type, catalogue
from domain import supply
from domain.enterprises import Enterprise
from domain.people import OutsideRemit, office, outside
from domain.refusals import NotFound, RecordEnded, Refusal, Words, over
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise


async def enterprise(
    connection: Connection, context: Context, id: UUID | None
) -> Enterprise | NotFound | OutsideRemit | RecordEnded:
    """An enterprise of the county that goes on and that the viewer answers for."""
    known = await named_enterprise(connection, context, id)
    if isinstance(known, Refusal):
        return known
    return over("enterpriseId", supply.ENTERPRISE, known.ended_on) or known


async def of_county(connection: Connection, context: Context, type_name: str, id: UUID | None) -> Any:
    """The record of an id, if it is of the viewer's county: the directories of others are public, too."""
    if id is None:
        return None
    county = context.viewer.county_code
    known = (await catalogue[type_name].by_id(connection, [id], office(county))).get(id)
    return known if known is not None and known.county_code == county else None


async def beyond(
    connection: Connection, context: Context, type_: Type, id: UUID, path: str, thing: Words
) -> OutsideRemit | None:
    """Whether a record of the county is one that the viewer does not see, and does not answer for."""
    seen = id in await type_.by_id(connection, [id], context.viewer)
    return outside(seen, path, thing)
