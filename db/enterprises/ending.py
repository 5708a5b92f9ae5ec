"""Whatever lasts for an enterprise, declared by the contexts beside their tables, is ended with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Table, Uuid, bindparam, or_, select, update

from db.engine import Connection, Row, Statement
from domain.enterprises.ending import Lasting, ended_with_enterprise

LONGER, AT_ONCE = timedelta(days=1), timedelta()
"""How long a record of a table lasts at least."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One table of what lasts for enterprises."""

    lasting: Statement
    end: Statement
    record: Callable[[Row], Lasting]
    shortest: timedelta


@dataclass(frozen=True, slots=True)
class LetGo:
    """What ended with an enterprise, as it was and as it is."""

    before: Sequence[Lasting] = ()
    after: Sequence[Lasting] = ()


_kinds: list[_Kind] = []


def ends_with_enterprise(table: Table, record: Callable[[Row], Any], shortest: timedelta = LONGER) -> None:
    """Declare that rows of a table last for their `enterprise_id`, from `since` until `until`."""
    lasting = (
        select(table)
        .where(
            table.c.enterprise_id == bindparam("enterprise_id", type_=Uuid),
            or_(table.c.until.is_(None), table.c.until > bindparam("today", type_=Date)),
        )
        .order_by(table.c.id)
        .with_for_update()
    )
    values: dict[str, Any] = {
        "until": bindparam("ended_on", type_=Date),
        "version": bindparam("raised", type_=Integer),
    }
    end = update(table).where(table.c.id == bindparam("ended_id", type_=Uuid)).values(values)
    _kinds.append(_Kind(Statement(lasting), Statement(end), record, shortest))


async def let_go(connection: Connection, enterprise_id: UUID, on: date, today: date) -> LetGo:
    """End everything that still lasts today for an enterprise, on the day on which it ends."""
    before: list[Lasting] = []
    after: list[Lasting] = []
    for kind in _kinds:
        for row in await kind.lasting.all(connection, enterprise_id=enterprise_id, today=today):
            was = kind.record(row)
            ended = ended_with_enterprise(was, on, kind.shortest)
            await kind.end.run(connection, ended_id=row["id"], ended_on=ended.until, raised=ended.version)
            before.append(was)
            after.append(ended)
    return LetGo(before, after)
