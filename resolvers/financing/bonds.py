"""Acts on bond issues: check, hold, decide, write."""

from uuid import UUID

import db.financing
from db.engine import Connection
from domain import financing
from domain.people import OutsideRemit, outside
from domain.refusals import InvalidInput, NotFound, Outdated, Refusal
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise
from resolvers.financing.deals import held_deal


async def record_bond_issue(
    context: Context, command: financing.RecordBondIssue
) -> financing.BondRecorded | InvalidInput | NotFound | OutsideRemit:
    if problem := financing.check_bond(command, context.today):
        return problem
    async with context.connection() as connection:
        of = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(of, Refusal):
            return of
        recorded = financing.record_bond(command, of.id, of.county_code, context.new_id(), context.now)
        await db.financing.add_bond_issue(connection, recorded.bond_issue)
        context.did(recorded.bond_issue, after=(recorded.bond_issue,))
    return recorded


async def advance_bond_issue(
    context: Context, command: financing.AdvanceBondIssue
) -> (
    financing.BondAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | financing.BondInWrongState
    | financing.BondDayOutOfOrder
    | financing.AboveRegisteredAmount
):
    if problem := financing.check_bond_step(command, context.today):
        return problem
    async with context.connection() as connection:
        issue = await _held(connection, context, command.bond_issue_id)
        if not isinstance(issue, financing.BondIssue):
            return issue
        advanced = financing.advance_bond(command, issue)
        if isinstance(advanced, financing.BondAdvanced):
            await db.financing.change_bond_issue(connection, advanced.bond_issue)
            context.did(issue, before=(issue,), after=(advanced.bond_issue,))
    return advanced


async def link_bond_issue(
    context: Context, command: financing.LinkBondIssue
) -> financing.BondLinked | NotFound | OutsideRemit | Outdated | financing.CannotLinkBond:
    """The deal is held before the bond issue: two issues that are linked to one deal come one after the other."""
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        issue = await _held(connection, context, command.bond_issue_id)
        if not isinstance(issue, financing.BondIssue):
            return issue
        of_deal = await db.financing.bond_issue_of(connection, deal.id)
        linked = financing.link_bond(command, issue, deal, of_deal)
        if isinstance(linked, financing.BondLinked):
            await db.financing.change_bond_issue(connection, linked.bond_issue)
            context.did(issue, before=(issue,), after=(linked.bond_issue,))
    return linked


async def _held(
    connection: Connection, context: Context, id: UUID | None
) -> financing.BondIssue | NotFound | OutsideRemit:
    """The bond issue of an id, held, if it is of the county and the viewer sees it."""
    issue = None if id is None else await db.financing.hold_bond_issue(connection, id)
    if issue is None:
        return NotFound("bondIssueId", financing.BOND_ISSUE)
    seen = await db.financing.BOND_ISSUE.by_id(connection, [issue.id], context.viewer)
    return outside(issue.id in seen, "bondIssueId", financing.BOND_ISSUE) or issue
