"""Writing intakes. Taking one costs two statements: `desk` reads and locks, `take` writes."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, func, insert, select, update

import db.audit
from db.engine import Connection, Row, Statement, columns
from db.enterprises import enterprise, enterprises
from db.fairs import forms
from db.fairs.records import booth, fair, intake
from db.fairs.relations import INTAKE
from db.fairs.tables import answers, booths, fairs, intakes
from db.relations import of_viewer
from domain.audit import Entry
from domain.enterprises import Enterprise
from domain.fairs import Booth, Fair, Intake
from domain.people import Sight, Viewer


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What an idempotency key was answered with."""

    intake_id: UUID
    input_digest: bytes
    question_digest: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """All that decides about one intake, read while the booth is held."""

    fair: Fair
    booth: Booth
    next_number: int
    enterprise: Enterprise | None
    first: FirstAnswer | None


_known = (
    select(enterprises.c.id)
    .where(
        enterprises.c.county_code == booths.c.county_code, enterprises.c.uscc == bindparam("uscc", type_=Text)
    )
    .correlate(booths)
    .scalar_subquery()
)
_DESK = Statement(
    select(
        booths,
        *(c.label(f"fair__{c.name}") for c in fairs.c),
        *(c.label(f"enterprise__{c.name}") for c in enterprises.c),
        answers.c.intake_id,
        answers.c.input_digest,
        answers.c.question_digest,
        answers.c.answer,
    )
    .select_from(booths)
    .join(fairs, fairs.c.id == booths.c.fair_id)
    .outerjoin(
        enterprises,
        and_(
            enterprises.c.id == func.coalesce(bindparam("enterprise_id", type_=Uuid), _known),
            enterprises.c.county_code == booths.c.county_code,
        ),
    )
    .outerjoin(
        answers,
        and_(
            answers.c.idempotency_key == bindparam("idempotency_key", type_=Text),
            answers.c.county_code == booths.c.county_code,
        ),
    )
    .where(booths.c.id == bindparam("booth_id", type_=Uuid))
    .with_for_update(of=booths, key_share=True)
)
_TAKE = Statement(
    insert(intakes)
    .values({c.name: bindparam(c.name, type_=c.type) for c in intakes.c if c.name in Intake.__slots__})
    .add_cte(
        update(booths)
        .where(booths.c.id == bindparam("booth_id"))
        .values(last_number=bindparam("number"))
        .cte("numbered_booth")
    )
)
_DUPLICATES = Statement(
    select(func.count().label("n"))
    .select_from(intakes)
    .where(intakes.c.fair_id == bindparam("fair_id"), intakes.c.duplicate_of_id == bindparam("intake_id"))
)
_DISPOSE = Statement(
    update(intakes)
    .where(intakes.c.id == bindparam("intake_id"))
    .values({c: bindparam(c) for c in ("disposition", "disposed_at", "duplicate_of_id", "note")})
)
# The entry is written after the answer: an act that waits for another one with its key holds no lane meanwhile.
_ANSWER = Statement(
    insert(answers)
    .values({c.name: bindparam(c.name, type_=c.type) for c in answers.c})
    .add_cte(db.audit.adding().cte("added_entry"))
)
_FIRST = Statement(
    select(answers)
    .join(booths, booths.c.county_code == answers.c.county_code)
    .where(
        booths.c.id == bindparam("booth_id", type_=Uuid),
        answers.c.idempotency_key == bindparam("idempotency_key", type_=Text),
    )
)


class _Part(dict[str, Any]):
    """The columns of one of the joined tables, under their own names."""

    def __init__(self, row: Row, prefix: str) -> None:
        self._row, self._prefix = row, prefix

    def __missing__(self, name: str) -> Any:
        return self._row[self._prefix + name]


async def desk(
    connection: Connection, booth_id: UUID, enterprise_id: UUID | None, uscc: str | None, idempotency_key: str
) -> Desk | None:
    """Hold the booth and read what decides about an intake there; `None` when there is no such booth.

    The enterprise is looked up by id or by credit code, in the booth's county.
    """
    row = await _DESK.one(
        connection, booth_id=booth_id, enterprise_id=enterprise_id, uscc=uscc, idempotency_key=idempotency_key
    )
    if row is None:
        return None
    return Desk(
        fair=fair(_Part(row, "fair__")),
        booth=booth(row),
        next_number=row["last_number"] + 1,
        enterprise=enterprise(_Part(row, "enterprise__")) if row["enterprise__id"] else None,
        first=_first(row) if row["answer"] is not None else None,
    )


async def first_answer(connection: Connection, booth_id: UUID, idempotency_key: str) -> FirstAnswer | None:
    """What an idempotency key was answered with in the booth's county."""
    row = await _FIRST.one(connection, booth_id=booth_id, idempotency_key=idempotency_key)
    return _first(row) if row else None


def _first(row: Row) -> FirstAnswer:
    return FirstAnswer(row["intake_id"], row["input_digest"], row["question_digest"], row["answer"])


async def take(connection: Connection, taken: Intake) -> None:
    """Store a new intake and move the booth's number on; a trigger keeps the tally."""
    await _TAKE.run(connection, **columns(taken) | {"form": forms.dump(taken.form)})


@cache
def _lock(sight: Sight) -> Statement:
    rows = INTAKE.rows(sight, "seen")
    return Statement(select(rows).where(rows.c.id == bindparam("id")).with_for_update(key_share=True))


async def lock_intake(connection: Connection, id: UUID, viewer: Viewer) -> Intake | None:
    """The intake, if the viewer sees it, held until the transaction ends."""
    row = await _lock(viewer.sight).one(connection, id=id, **of_viewer(viewer))
    return intake(row) if row else None


async def duplicates_of(connection: Connection, intake: Intake) -> int:
    """How many intakes are marked as repetitions of this one."""
    row = await _DUPLICATES.one(connection, fair_id=intake.fair_id, intake_id=intake.id)
    return row["n"] if row else 0


async def dispose(connection: Connection, disposed: Intake) -> None:
    """Store what became of an intake; a trigger keeps the tally."""
    await _DISPOSE.run(
        connection,
        intake_id=disposed.id,
        disposition=disposed.disposition,
        disposed_at=disposed.disposed_at,
        duplicate_of_id=disposed.duplicate_of_id,
        note=disposed.note,
    )


async def keep_answer(connection: Connection, idempotency_key: str, first: FirstAnswer, entry: Entry) -> None:
    """Store the first answer to an idempotency key and the act's entry in the audit, in one statement, the last of the
    transaction that did the act."""
    await _ANSWER.run(
        connection,
        idempotency_key=idempotency_key,
        answered_at=entry.at,
        **columns(first),
        **columns(entry),
    )
