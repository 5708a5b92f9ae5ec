"""What acts of every context name: enterprises and organizations of the viewer's county."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain.enterprises import ORGANIZATION, Enterprise, Organization
from domain.enterprises.keeping import ENTERPRISE
from domain.people import OutsideRemit, office, outside
from domain.refusals import NotFound
from resolvers.context import Context


async def named_organization(
    connection: Connection, context: Context, id: UUID | None, path: str = "organizationId"
) -> Organization | NotFound:
    """The organization of an id, if it is of the viewer's county: the directories of others are public, too."""
    county = context.viewer.county_code
    batch = db.enterprises.ORGANIZATION.by_id
    known = None if id is None else (await batch(connection, [id], office(county))).get(id)
    return known if known and known.county_code == county else NotFound(path, ORGANIZATION)


async def named_enterprise(
    connection: Connection, context: Context, id: UUID | None, path: str = "enterpriseId"
) -> Enterprise | NotFound | OutsideRemit:
    """The enterprise of an id in the viewer's county, if the viewer sees it, which is to answer for it here."""
    batch = db.enterprises.ENTERPRISE.by_id
    county = office(context.viewer.county_code)
    known = None if id is None else (await batch(connection, [id], county)).get(id)
    if id is None or known is None:
        return NotFound(path, ENTERPRISE)
    seen = id in await batch(connection, [id], context.viewer)
    return outside(seen, path, ENTERPRISE) or known
