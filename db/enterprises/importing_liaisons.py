"""What an import of liaisons asks and writes, each in one statement for many lines."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from db.bulk import arrays, insert_many
from db.engine import Connection, Statement
from db.enterprises.liaison import liaison, liaisons
from db.enterprises.organizations import organizations
from db.enterprises.register import enterprises, enterprises_coded
from db.enterprises.staff import member_of_staff, staff
from db.metadata import any_of
from domain.enterprises.liaison import Liaison
from domain.enterprises.liaison.importing import Ground, LiaisonLine
from domain.enterprises.staff import Staff

_FIELDS = tuple(Liaison.__slots__)

_of_staff = select(staff).where(
    staff.c.county_code == bindparam("county_code"), any_of(staff.c.name, "names")
)
_HOLD_ENTERPRISES = Statement(
    select(enterprises.c.id)
    .where(enterprises.c.county_code == bindparam("county_code"), any_of(enterprises.c.uscc, "usccs"))
    .order_by(enterprises.c.id)
    .with_for_update()
)
_HOLD_STAFF = Statement(_of_staff.order_by(staff.c.id).with_for_update())
_STAFF = Statement(
    _of_staff.join(organizations, organizations.c.id == staff.c.organization_id).add_columns(
        organizations.c.name.label("organization")
    )
)
_HELD = Statement(
    select(liaisons, staff.c.name.label("staff"))
    .join(staff, staff.c.id == liaisons.c.staff_id)
    .where(any_of(liaisons.c.enterprise_id))
)
_ADD = insert_many(liaisons, _FIELDS)


async def hold(connection: Connection, county_code: str, lines: Sequence[LiaisonLine]) -> None:
    """Hold the enterprises and then the staff that these lines name, as every act on liaisons does."""
    usccs = [line.uscc for line in lines if line.uscc is not None]
    await _HOLD_ENTERPRISES.run(connection, county_code=county_code, usccs=usccs)
    names = list({line.staff for line in lines} - {None})
    await _HOLD_STAFF.run(connection, county_code=county_code, names=names)


async def ground(
    connection: Connection, county_code: str, lines: Sequence[LiaisonLine], today: date
) -> Ground:
    """What the database knows of what these lines speak about."""
    usccs = [line.uscc for line in lines if line.uscc is not None]
    known = await enterprises_coded(connection, county_code, usccs)
    names = list({line.staff for line in lines} - {None})
    people: dict[str, tuple[tuple[Staff, str], ...]] = defaultdict(tuple)
    for row in await _STAFF.all(connection, county_code=county_code, names=names):
        people[row["name"]] += ((member_of_staff(row), row["organization"]),)
    held: dict[UUID, tuple[Liaison, ...]] = defaultdict(tuple)
    called: dict[UUID, str] = {}
    for row in await _HELD.all(connection, ids=[each.id for each in known.values()]):
        held[row["enterprise_id"]] += (liaison(row),)
        called[row["staff_id"]] = row["staff"]
    return Ground(known, people, called, held)


async def add(connection: Connection, added: Sequence[Liaison]) -> None:
    """Store new liaisons."""
    await _ADD.run(connection, **arrays(added, _FIELDS))
