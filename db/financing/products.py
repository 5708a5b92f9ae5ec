"""Reading and writing products. Whoever writes one holds its institution first, so that no name is taken twice."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, insert, or_, select, update

from db.engine import Connection, Statement, columns
from db.financing.records import product
from db.financing.tables import financial_products
from db.metadata import any_of
from domain.financing import FinancialProduct

_FIXED = frozenset({"id", "county_code", "institution_id"})
_DAY = bindparam("day", type_=Date)

_LOCK = Statement(
    select(financial_products).where(financial_products.c.id == bindparam("id")).with_for_update()
)
_NAMED = Statement(
    select(financial_products).where(
        financial_products.c.institution_id == bindparam("institution_id"),
        financial_products.c.name == bindparam("name"),
    )
)
_OFFERED = Statement(
    select(financial_products).where(
        any_of(financial_products.c.kind, "kinds"),
        financial_products.c.valid_from <= _DAY,
        or_(financial_products.c.valid_until.is_(None), financial_products.c.valid_until > _DAY),
    )
)
_ADD = Statement(insert(financial_products))
_KEEP = Statement(
    update(financial_products)
    .where(financial_products.c.id == bindparam("of_id", type_=Uuid))
    .values(
        {
            each.name: bindparam(each.name, type_=each.type)
            for each in financial_products.c
            if each.name not in _FIXED
        }
    )
)


async def lock_product(connection: Connection, id: UUID) -> FinancialProduct | None:
    """The product, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return product(row) if row else None


async def products_named(connection: Connection, institution_id: UUID, name: str) -> list[FinancialProduct]:
    """The products of an institution that have, or had, a name."""
    rows = await _NAMED.all(connection, institution_id=institution_id, name=name)
    return [product(row) for row in rows]


async def products_offered(
    connection: Connection, kinds: tuple[str, ...], day: date
) -> list[FinancialProduct]:
    """The products of the county of some kinds that are offered on a day, whoever asks."""
    rows = await _OFFERED.all(connection, kinds=kinds, day=day)
    return [product(row) for row in rows]


async def add_product(connection: Connection, added: FinancialProduct) -> None:
    """Store a new product."""
    await _ADD.run(connection, **columns(added))


async def keep_product(connection: Connection, kept: FinancialProduct) -> None:
    """Store a product as an act has left it."""
    await _KEEP.run(connection, of_id=kept.id, **columns(kept))
