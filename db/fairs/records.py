"""Reading fairs, booths and intakes: many keys in, all of them answered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

import db.pages
from db.engine import Connection, Row, Statement
from db.enterprises import enterprises
from db.fairs import forms
from db.fairs.tables import booths, fairs, intakes
from db.metadata import any_of
from domain.elements import ElementKind, Urgency
from domain.fairs import (
    Booth,
    Disposition,
    Fair,
    FairFilter,
    FairKind,
    FairState,
    Intake,
    IntakeFilter,
    Level,
    Rating,
    Register,
)
from domain.pages import Page, Slice

FAIR_ORDER = db.pages.Order(fairs, fairs.c.opens_at, descending=True)
INTAKE_ORDER = db.pages.Order(intakes, intakes.c.received_at, descending=False)

_FAIRS = Statement(select(fairs).where(any_of(fairs.c.id)))
_BOOTHS = Statement(select(booths).where(any_of(booths.c.id)))
_BOOTHS_OF_FAIRS = Statement(
    select(booths).where(any_of(booths.c.fair_id)).order_by(booths.c.code, booths.c.id)
)
_INTAKES = Statement(select(intakes).where(any_of(intakes.c.id)))


def fair(row: Row) -> Fair:
    """The record of a row."""
    return Fair(
        id=row["id"],
        county_code=row["county_code"],
        zone_id=row["zone_id"],
        name=row["name"],
        kind=FairKind(row["kind"]),
        state=FairState(row["state"]),
        venues=tuple(row["venues"]),
        round=row["round"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
    )


def booth(row: Row) -> Booth:
    """The record of a row."""
    return Booth(
        id=row["id"],
        county_code=row["county_code"],
        fair_id=row["fair_id"],
        code=row["code"],
        name=row["name"],
        organization_id=row["organization_id"],
        registers=frozenset(map(Register, row["registers"])),
        element_kinds=frozenset(map(ElementKind, row["element_kinds"])),
        capacity=row["capacity"],
        state=FairState(row["state"]),
    )


def intake(row: Row) -> Intake:
    """The record of a row."""
    kind, disposition = ElementKind(row["element_kind"]), row["disposition"]
    return Intake(
        id=row["id"],
        county_code=row["county_code"],
        fair_id=row["fair_id"],
        booth_id=row["booth_id"],
        number=row["number"],
        register=Register(row["register"]),
        element_kind=kind,
        enterprise_id=row["enterprise_id"],
        form=forms.load(kind, row["form"]),
        summary=row["summary"],
        urgency=Urgency(row["urgency"]),
        desired_by=row["desired_by"],
        received_at=row["received_at"],
        disposition=Disposition(disposition) if disposition else None,
        disposed_at=row["disposed_at"],
        duplicate_of_id=row["duplicate_of_id"],
        note=row["note"],
    )


def rating(row: Row) -> Rating:
    """The record of a row."""
    return Rating(
        county_code=row["county_code"],
        fair_id=row["fair_id"],
        enterprise_id=row["enterprise_id"],
        level=Level(row["level"]),
        comment=row["comment"],
        rated_at=row["rated_at"],
    )


async def fairs_by_id(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Fair]:
    """The fairs that exist among `ids`."""
    return {row["id"]: fair(row) for row in await _FAIRS.all(connection, ids=ids)}


async def booths_by_id(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Booth]:
    """The booths that exist among `ids`."""
    return {row["id"]: booth(row) for row in await _BOOTHS.all(connection, ids=ids)}


async def booths_by_fair(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[Booth, ...]]:
    """The booths of each fair among `ids`, in the order of their codes."""
    rows = await _BOOTHS_OF_FAIRS.all(connection, ids=ids)
    return {id: tuple(booth(row) for row in rows if row["fair_id"] == id) for id in ids}


async def intakes_by_id(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Intake]:
    """The intakes that exist among `ids`."""
    return {row["id"]: intake(row) for row in await _INTAKES.all(connection, ids=ids)}


async def page_of_fairs(connection: Connection, wanted: FairFilter, page: Page) -> Slice[Fair]:
    """One page of the fairs that match, the latest first."""
    return await db.pages.slice_of(connection, FAIR_ORDER, _fairs_where(wanted), page, fair)


async def count_fairs(connection: Connection, wanted: FairFilter) -> int:
    """How many fairs match."""
    return await db.pages.count_of(connection, fairs, _fairs_where(wanted))


async def page_of_intakes(connection: Connection, wanted: IntakeFilter, page: Page) -> Slice[Intake]:
    """One page of a fair's intakes that match, the earliest first."""
    return await db.pages.slice_of(connection, INTAKE_ORDER, _intakes_where(wanted), page, intake)


async def count_intakes(connection: Connection, wanted: IntakeFilter) -> int:
    """How many of a fair's intakes match."""
    return await db.pages.count_of(connection, intakes, _intakes_where(wanted))


def _fairs_where(wanted: FairFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        where.append(fairs.c.kind == wanted.kind.value)
    if wanted.state is not None:
        where.append(fairs.c.state == wanted.state.value)
    if wanted.zone_id is not None:
        where.append(fairs.c.zone_id == wanted.zone_id)
    if wanted.text:
        where.append(_contains(fairs.c.name, wanted.text))
    return where


def _intakes_where(wanted: IntakeFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [intakes.c.fair_id == wanted.fair_id]
    if wanted.booth_id is not None:
        where.append(intakes.c.booth_id == wanted.booth_id)
    if wanted.register is not None:
        where.append(intakes.c.register == wanted.register.value)
    if wanted.element_kind is not None:
        where.append(intakes.c.element_kind == wanted.element_kind.value)
    if wanted.disposition is not None:
        where.append(intakes.c.disposition == wanted.disposition.value)
    if wanted.open is not None:
        where.append(intakes.c.disposition.is_(None) if wanted.open else intakes.c.disposition.is_not(None))
    if wanted.text:
        named = select(enterprises.c.id).where(
            or_(_contains(enterprises.c.name, wanted.text), enterprises.c.uscc == wanted.text.strip().upper())
        )
        where.append(or_(_contains(intakes.c.summary, wanted.text), intakes.c.enterprise_id.in_(named)))
    return where


def _contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return column.icontains(text.strip(), autoescape=True)
