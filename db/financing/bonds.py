"""Writing bond issues."""

from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.engine import Connection, Statement, columns
from db.financing.deal_records import bond_issue
from db.financing.deal_tables import bond_issues
from domain.financing import BondIssue, BondState

_CHANGED = (
    "deal_id",
    "issued_amount",
    "state",
    "registered_on",
    "listed_on",
    "issued_on",
    "withdrawn_on",
    "version",
)

_ADD = Statement(insert(bond_issues))
_HOLD = Statement(select(bond_issues).where(bond_issues.c.id == bindparam("id")).with_for_update())
_OF_DEAL = Statement(
    select(bond_issues).where(
        bond_issues.c.deal_id == bindparam("deal_id"), bond_issues.c.state != str(BondState.WITHDRAWN)
    )
)
_CHANGE = Statement(
    update(bond_issues)
    .where(bond_issues.c.id == bindparam("id_"))
    .values({name: bindparam(name, type_=bond_issues.c[name].type) for name in _CHANGED})
)


async def add_bond_issue(connection: Connection, added: BondIssue) -> None:
    """Store a new bond issue."""
    await _ADD.run(connection, **columns(added))


async def hold_bond_issue(connection: Connection, id: UUID) -> BondIssue | None:
    """The bond issue, held until the transaction ends, if it is of the county."""
    row = await _HOLD.one(connection, id=id)
    return bond_issue(row) if row else None


async def bond_issue_of(connection: Connection, deal_id: UUID) -> BondIssue | None:
    """The bond issue of a deal that was not withdrawn."""
    row = await _OF_DEAL.one(connection, deal_id=deal_id)
    return bond_issue(row) if row else None


async def change_bond_issue(connection: Connection, changed: BondIssue) -> None:
    """Store a bond issue as an act has left it."""
    values = columns(changed)
    await _CHANGE.run(connection, id_=changed.id, **{name: values[name] for name in _CHANGED})
