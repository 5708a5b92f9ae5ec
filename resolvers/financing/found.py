"""What acts around financing name, looked up and held."""

from collections.abc import Sequence
from uuid import UUID

import db.enterprises
import db.financing
from db.engine import Connection
from db.relations import Batch, catalogue
from domain import financing
from domain.enterprises import Enterprise, Organization
from domain.people import OutsideRemit, office
from domain.refusals import NotFound, Words
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise

CHAIN = Words("chain", "产业链")


async def held_demand(
    connection: Connection, context: Context, id: UUID | None
) -> financing.FinancingDemand | NotFound | OutsideRemit:
    """A demand of an enterprise that the viewer acts for, held."""
    held = None if id is None else await db.financing.lock_demand(connection, id)
    if held is None:
        return NotFound("demandId", financing.DEMAND)
    of = await named_enterprise(connection, context, held.enterprise_id, "demandId")
    return held if isinstance(of, Enterprise) else of


async def institution(
    connection: Connection, context: Context, id: UUID | None, path: str
) -> Organization | NotFound | financing.NotAnInstitution:
    """An institution of finance of the county."""
    batch: Batch = db.enterprises.ORGANIZATION.by_id
    county = context.viewer.county_code
    known: Organization | None = None
    if id is not None:
        known = (await batch(connection, [id], office(county))).get(id)
    if known is None or known.county_code != county:
        return NotFound(path, financing.INSTITUTION)
    if known.kind not in financing.OF_FINANCE or known.ended_on is not None:
        return financing.NotAnInstitution(path, known)
    return known


async def no_institutions(
    connection: Connection, context: Context, terms: financing.ConsentTerms | None, at: str = ""
) -> NotFound | financing.NotAnInstitution | None:
    """Why a consent cannot be for those that it names, if it cannot."""
    for n, id in enumerate(() if terms is None else terms.institution_ids):
        found = await institution(connection, context, id, f"{at}institutionIds.{n}")
        if not isinstance(found, Organization):
            return found
    return None


async def no_chains(
    connection: Connection, context: Context, ids: Sequence[UUID | None], path: str
) -> NotFound | None:
    """Which of several chains is none of the county, if one is."""
    county = context.viewer.county_code
    batch: Batch = catalogue["Chain"].by_id
    known = await batch(connection, [id for id in ids if id is not None], office(county))
    for n, id in enumerate(ids):
        if id is None or id not in known or known[id].county_code != county:
            return NotFound(path if len(ids) == 1 and path.endswith("Id") else f"{path}.{n}", CHAIN)
    return None
