"""What acts on enterprises look up and hold."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain.codes import division_problem
from domain.enterprises import Enterprise
from domain.enterprises.divisions import unknown_division
from domain.enterprises.industries import industry_problem, unknown_industry
from domain.enterprises.keeping import ENTERPRISE, over_enterprise
from domain.people import OutsideRemit
from domain.refusals import NotFound, Outdated, Problems
from resolvers.context import Context

Unheld = NotFound | OutsideRemit | Outdated
"""Why an act is not done with an enterprise."""


async def hold(
    connection: Connection,
    context: Context,
    id: UUID | None,
    version: int,
    path: str = "enterpriseId",
    version_path: str = "version",
) -> Enterprise | Unheld:
    """An enterprise that the viewer keeps the record of, held in the version that the act is about."""
    held = None if id is None else await db.enterprises.lock_enterprise(connection, id)
    if held is None:
        return NotFound(path, ENTERPRISE)
    if outside := over_enterprise(context.viewer, held, path):
        return outside
    return held if held.version == version else Outdated(version_path, held.version)


async def note_division(
    connection: Connection, context: Context, code: str | None, problems: Problems
) -> None:
    """Note that no division has a code that is written rightly."""
    if code is None or division_problem(code) is not None:
        return
    if not await db.enterprises.is_division(connection, code, context.today):
        problems.note("divisionCode", unknown_division(code, context.today))


async def note_industry(
    connection: Connection, code: str | None, problems: Problems, path: str = "industryCode"
) -> None:
    """Note that no industry has a code that is written rightly."""
    if code is None or industry_problem(code) is not None:
        return
    if not await db.enterprises.is_industry(connection, code):
        problems.note(path, unknown_industry(code))
