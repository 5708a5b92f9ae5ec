"""What the acts around alliances name, looked up."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from db.relations import Batch
from domain import alliances
from domain.enterprises import Enterprise, Organization
from domain.people import OutsideRemit, office
from domain.refusals import NotFound
from resolvers.context import Context


async def organization(connection: Connection, context: Context, id: UUID | None) -> Organization | None:
    """The organization of an id, if it is of the viewer's county: the directories of others are public, too."""
    county = context.viewer.county_code
    batch = db.enterprises.ORGANIZATION.by_id
    known = None if id is None else (await batch(connection, [id], office(county))).get(id)
    return known if known and known.county_code == county else None


async def enterprise(
    connection: Connection, context: Context, id: UUID | None, path: str
) -> Enterprise | NotFound | OutsideRemit:
    """The enterprise of an id in the viewer's county, if the viewer sees it."""
    batch: Batch = db.enterprises.ENTERPRISE.by_id
    known = None
    if id is not None:
        known = (await batch(connection, [id], office(context.viewer.county_code))).get(id)
    if id is None or known is None:
        return NotFound(path, alliances.ENTERPRISE)
    seen = id in await batch(connection, [id], context.viewer)
    return alliances.outside(seen, path, alliances.ENTERPRISE) or known
