"""Acts on products: check, hold the institution or the product, decide, write."""

import db.enterprises
import db.financing
from db.engine import Connection
from domain import financing
from domain.enterprises import Organization
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.enterprises.held import note_industry
from resolvers.financing.found import institution, no_chains


async def offer_product(
    context: Context, command: financing.OfferProduct
) -> (
    financing.ProductOffered
    | InvalidInput
    | NotFound
    | OutsideRemit
    | financing.NotAnInstitution
    | financing.ProductNameTaken
):
    async with context.connection() as connection:
        if invalid := await _invalid(connection, context, command.terms):
            return invalid
        of = await institution(connection, context, command.institution_id, "institutionId")
        if not isinstance(of, Organization):
            return of
        if outside := financing.over_institution(context.viewer, of.id, "institutionId"):
            return outside
        if refused := await no_chains(connection, context, command.terms.chain_ids, "terms.chainIds"):
            return refused
        await db.enterprises.lock_organization(connection, of.id)
        named_so = await db.financing.products_named(connection, of.id, _name(command.terms))
        offered = financing.offer(command, of.county_code, of.id, named_so, context.new_id())
        if isinstance(offered, financing.ProductOffered):
            await db.financing.add_product(connection, offered.product)
            context.did(offered.product, after=(offered.product,))
    return offered


async def change_product(
    context: Context, command: financing.ChangeProduct
) -> (
    financing.ProductChanged
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | financing.ProductOver
    | financing.ProductNameTaken
):
    async with context.connection() as connection:
        if invalid := await _invalid(connection, context, command.terms):
            return invalid
        held = None
        if command.product_id is not None:
            held = await db.financing.lock_product(connection, command.product_id)
        if held is None:
            return NotFound("productId", financing.PRODUCT)
        if outside := financing.over_institution(context.viewer, held.institution_id, "productId"):
            return outside
        if refused := await no_chains(connection, context, command.terms.chain_ids, "terms.chainIds"):
            return refused
        named_so = await db.financing.products_named(connection, held.institution_id, _name(command.terms))
        changed = financing.change(command, held, named_so, context.today)
        if isinstance(changed, financing.ProductChanged):
            await db.financing.keep_product(connection, changed.product)
            context.did(held, before=(held,), after=(changed.product,))
    return changed


async def end_product(
    context: Context, command: financing.EndProduct
) -> financing.ProductEnded | InvalidInput | NotFound | OutsideRemit | Outdated | financing.ProductOver:
    if problem := financing.check_end(command, context.today):
        return problem
    async with context.connection() as connection:
        held = None
        if command.product_id is not None:
            held = await db.financing.lock_product(connection, command.product_id)
        if held is None:
            return NotFound("productId", financing.PRODUCT)
        if outside := financing.over_institution(context.viewer, held.institution_id, "productId"):
            return outside
        ended = financing.end(command, held, context.today)
        if isinstance(ended, financing.ProductEnded):
            await db.financing.keep_product(connection, ended.product)
            context.did(held, before=(held,), after=(ended.product,))
    return ended


async def _invalid(
    connection: Connection, context: Context, terms: financing.ProductTerms
) -> InvalidInput | None:
    """All that is wrong with a product by itself, industries that nobody knows among it."""
    problems = financing.product_problems(terms, context.today)
    for field, codes in (("industriesIn", terms.industries_in), ("industriesOut", terms.industries_out)):
        for n, code in enumerate(codes[: financing.MOST_CODES]):
            await note_industry(connection, code, problems, f"terms.{field}.{n}")
    return problems.refusal()


def _name(terms: financing.ProductTerms) -> str:
    return " ".join(terms.name.split())
