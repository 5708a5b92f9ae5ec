"""Writing offerings, needs, synonyms, introductions and reports, and looking up what acts on them are about."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Table, Text, Uuid, bindparam, insert, select, update

from db.engine import Connection, Statement, columns
from db.enterprises import ENTERPRISE
from db.supply import records
from db.supply.tables import (
    class_synonyms,
    cooperation_reports,
    introduction_parties,
    introduction_steps,
    introductions,
    offerings,
    supply_needs,
)
from domain.enterprises.spelling import plain
from domain.supply import (
    ClassSynonym,
    CooperationReport,
    Introduction,
    IntroductionParty,
    IntroductionStep,
    Need,
    Offering,
    Suggested,
)

_id = bindparam("id", type_=Uuid)


def adding(table: Table, kind: Any, *more: str) -> Statement:
    """Stores a new record of a kind, with what else its row has."""
    names: tuple[str, ...] = (*kind.__slots__, *more)
    return Statement(
        insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names})
    )


def changing(table: Table, *names: str) -> Statement:
    """Stores some columns of a record."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return Statement(update(table).where(table.c.id == bindparam("of_id", type_=Uuid)).values(values))


def locking(table: Table) -> Statement:
    """Holds a record of one's own county until the transaction ends."""
    return Statement(select(table).where(table.c.id == _id).with_for_update(of=table))


_ADD_OFFERING = adding(offerings, Offering, "letters")
_ADD_NEED = adding(supply_needs, Need, "letters")
_LOCK_OFFERING, _LOCK_NEED = locking(offerings), locking(supply_needs)
_CHANGE_OFFERING, _CHANGE_NEED = (changing(table, "state", "version") for table in (offerings, supply_needs))
_ADD_SYNONYM = adding(class_synonyms, ClassSynonym)
_SYNONYM = Statement(
    select(class_synonyms).where(
        class_synonyms.c.county_code == bindparam("county_code", type_=Text),
        class_synonyms.c.one == bindparam("one", type_=Text),
        class_synonyms.c.other == bindparam("other", type_=Text),
    )
)
_ADD_INTRODUCTION = adding(introductions, Introduction)
_ADD_PARTY = adding(introduction_parties, IntroductionParty)
_ADD_STEP = adding(introduction_steps, IntroductionStep)
_LOCK_INTRODUCTION = locking(introductions)
_CHANGED = (
    "supplier_name",
    "customer_name",
    "state",
    "reason",
    "introduced_on",
    "contracted_on",
    "running_on",
    "failed_on",
    "version",
)
_CHANGE_INTRODUCTION = changing(introductions, *_CHANGED)
_CURRENT = Statement(
    select(introductions).where(
        introductions.c.offering_id == bindparam("offering_id", type_=Uuid),
        introductions.c.need_id == bindparam("need_id", type_=Uuid),
        introductions.c.state != "FAILED",
    )
)
_LAST_STEP = Statement(
    select(introduction_steps)
    .where(introduction_steps.c.introduction_id == _id)
    .order_by(introduction_steps.c.number.desc())
    .limit(1)
)
_enterprises = ENTERPRISE.table
_NAMES = Statement(
    select(introduction_parties.c.side, _enterprises.c.name)
    .join(_enterprises, _enterprises.c.id == introduction_parties.c.enterprise_id)
    .where(introduction_parties.c.introduction_id == _id)
    .order_by(introduction_parties.c.side.desc())
)
_ADD_REPORT = adding(cooperation_reports, CooperationReport)
_REPORT = Statement(
    select(cooperation_reports).where(
        cooperation_reports.c.introduction_id == _id,
        cooperation_reports.c.month == bindparam("month", type_=Date),
    )
)


async def add_offering(connection: Connection, added: Offering) -> None:
    """Store a new offering."""
    await _ADD_OFFERING.run(connection, **columns(added), letters=plain(added.product))


async def add_need(connection: Connection, added: Need) -> None:
    """Store a new need."""
    await _ADD_NEED.run(connection, **columns(added), letters=plain(added.product))


async def lock_offering(connection: Connection, id: UUID) -> Offering | None:
    """An offering of the county, held."""
    row = await _LOCK_OFFERING.one(connection, id=id)
    return records.offering(row) if row else None


async def lock_need(connection: Connection, id: UUID) -> Need | None:
    """A need of the county, held."""
    row = await _LOCK_NEED.one(connection, id=id)
    return records.need(row) if row else None


async def change_offering(connection: Connection, changed: Offering) -> None:
    """Store where an offering stands."""
    await _CHANGE_OFFERING.run(connection, of_id=changed.id, state=changed.state, version=changed.version)


async def change_need(connection: Connection, changed: Need) -> None:
    """Store where a need stands."""
    await _CHANGE_NEED.run(connection, of_id=changed.id, state=changed.state, version=changed.version)


async def synonym_of(connection: Connection, county_code: str, terms: tuple[str, str]) -> ClassSynonym | None:
    """The synonym of two terms of the county, in their order."""
    row = await _SYNONYM.one(connection, county_code=county_code, one=terms[0], other=terms[1])
    return records.synonym(row) if row else None


async def add_synonym(connection: Connection, added: ClassSynonym) -> None:
    """Store a new synonym."""
    await _ADD_SYNONYM.run(connection, **columns(added))


async def current_introduction(
    connection: Connection, offering_id: UUID, need_id: UUID
) -> Introduction | None:
    """The introduction of the two that has not failed."""
    row = await _CURRENT.one(connection, offering_id=offering_id, need_id=need_id)
    return records.introduction(row) if row else None


async def add_introduction(connection: Connection, suggested: Suggested) -> None:
    """Store a new introduction with its parties and its first step."""
    await _ADD_INTRODUCTION.run(connection, **columns(suggested.introduction))
    for party in suggested.parties:
        await _ADD_PARTY.run(connection, **columns(party))
    await _ADD_STEP.run(connection, **columns(suggested.step))


async def lock_introduction(connection: Connection, id: UUID) -> Introduction | None:
    """An introduction of the county, held."""
    row = await _LOCK_INTRODUCTION.one(connection, id=id)
    return records.introduction(row) if row else None


async def last_step(connection: Connection, introduction_id: UUID) -> IntroductionStep:
    """The step that an introduction took last; it has one from the beginning."""
    row = await _LAST_STEP.one(connection, id=introduction_id)
    assert row is not None
    return records.step(row)


async def names_of(connection: Connection, introduction_id: UUID) -> tuple[str, str]:
    """The names of who supplies and who needs."""
    rows: Sequence[Any] = await _NAMES.all(connection, id=introduction_id)
    supplier, customer = (row["name"] for row in rows)
    return supplier, customer


async def advance_introduction(connection: Connection, changed: Introduction, step: IntroductionStep) -> None:
    """Store a step, and the introduction as it is after it."""
    values = columns(changed)
    await _CHANGE_INTRODUCTION.run(connection, of_id=changed.id, **{name: values[name] for name in _CHANGED})
    await _ADD_STEP.run(connection, **columns(step))


async def report_of(connection: Connection, introduction_id: UUID, month: Any) -> CooperationReport | None:
    """The report of a month."""
    row = await _REPORT.one(connection, id=introduction_id, month=month)
    return records.report(row) if row else None


async def add_report(connection: Connection, added: CooperationReport) -> None:
    """Store a report."""
    await _ADD_REPORT.run(connection, **columns(added))
