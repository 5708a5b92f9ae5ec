"""submitIntake with the ORM: one session, one transaction."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID, uuid4

import orjson
import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.peers.python import models
from benchmarks.peers.python.contract import DecimalText, Money, Uscc
from benchmarks.peers.python.enums import ElementKind, Register, Urgency
from benchmarks.peers.python.fairs import FairCounts, Intake


@strawberry.input
class EnterpriseRegistrationInput:
    uscc: Uscc | None = None
    name: str | None = None


@strawberry.input
class EnterpriseReferenceInput:
    id: strawberry.ID | None = None
    registration: EnterpriseRegistrationInput | None = None


@strawberry.input
class EnergyFormInput:
    carrier: str | None = None
    quantity: DecimalText | None = None
    unit: str | None = None
    supply: str | None = None
    needed_by: date | None = None


@strawberry.input
class CapitalFormInput:
    amount: Money | None = None
    purpose: str | None = None
    term_months: int | None = None
    kinds: list[str] | None = None
    max_annual_rate_bp: int | None = None


@strawberry.input
class IntakeFormInput:
    energy: EnergyFormInput | None = None
    capital: CapitalFormInput | None = None


@strawberry.input
class SubmitIntakeInput:
    booth_id: strawberry.ID
    register: Register
    element_kind: ElementKind
    enterprise: EnterpriseReferenceInput
    form: IntakeFormInput
    idempotency_key: str
    summary: str | None = None
    urgency: Urgency = Urgency.NORMAL
    desired_by: date | None = None


@strawberry.interface
class Refusal:
    message: str


@strawberry.type
class NotFound(Refusal):
    pass


@strawberry.type
class IdempotencyKeyReused(Refusal):
    pass


@strawberry.type
class BoothClosed(Refusal):
    pass


@strawberry.type
class BoothDoesNotTake(Refusal):
    pass


@strawberry.type
class IntakeSubmitted:
    intake: Intake
    counts: FairCounts


SubmitIntakeResult = Annotated[
    IntakeSubmitted | NotFound | IdempotencyKeyReused | BoothClosed | BoothDoesNotTake,
    strawberry.union("SubmitIntakeResult"),
]


async def submit_intake(
    given: SubmitIntakeInput,
) -> IntakeSubmitted | NotFound | IdempotencyKeyReused | BoothClosed | BoothDoesNotTake:
    """Hold the booth, decide, write, keep the key; the answer is read in the same transaction."""
    async with models.session() as opened, opened.begin():
        booth = await opened.scalar(
            select(models.Booth)
            .where(models.Booth.id == UUID(given.booth_id))
            .with_for_update(key_share=True)
        )
        if booth is None:
            return NotFound(message="no such booth")
        digest = hashlib.sha256(orjson.dumps(given, default=str)).digest()
        first = await opened.get(models.Answer, (given.idempotency_key, booth.county_code))
        if first is not None:
            if first.input_digest != digest:
                return IdempotencyKeyReused(message="the key was used for another input")
            return await _submitted(opened, await opened.get_one(models.Intake, first.intake_id))
        fair = await opened.get_one(models.Fair, booth.fair_id)
        if fair.state != "OPEN" or booth.state != "OPEN":
            return BoothClosed(message="the booth is closed")
        if given.register not in booth.registers or given.element_kind not in booth.element_kinds:
            return BoothDoesNotTake(message="the booth does not take this")
        enterprise = await _enterprise(opened, given.enterprise, booth.county_code)
        if enterprise is None:
            return NotFound(message="no such enterprise")
        booth.last_number += 1
        intake = _intake(given, booth, enterprise)
        opened.add(intake)
        await opened.flush()
        opened.add(
            models.Answer(
                idempotency_key=given.idempotency_key,
                county_code=booth.county_code,
                intake_id=intake.id,
                input_digest=digest,
                question_digest=digest,
                answer=b"",
                answered_at=intake.received_at,
            )
        )
        return await _submitted(opened, intake)


async def _enterprise(
    opened: AsyncSession, reference: EnterpriseReferenceInput, county_code: str
) -> models.Enterprise | None:
    query = select(models.Enterprise).where(models.Enterprise.county_code == county_code)
    if reference.registration is not None:
        query = query.where(models.Enterprise.uscc == reference.registration.uscc)
    else:
        query = query.where(models.Enterprise.id == UUID(reference.id or ""))
    return await opened.scalar(query)


def _intake(given: SubmitIntakeInput, booth: models.Booth, enterprise: models.Enterprise) -> models.Intake:
    form = given.form.energy or given.form.capital
    return models.Intake(
        id=uuid4(),
        county_code=booth.county_code,
        fair_id=booth.fair_id,
        booth_id=booth.id,
        enterprise_id=enterprise.id,
        number=booth.last_number,
        register=given.register,
        element_kind=given.element_kind,
        form=None if form is None else {name: _plain(value) for name, value in vars(form).items()},
        summary=given.summary,
        urgency=given.urgency,
        desired_by=given.desired_by,
        received_at=datetime.now(UTC),
        disposition=None,
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


async def _submitted(opened: AsyncSession, intake: models.Intake) -> IntakeSubmitted:
    query = select(models.BoothTally).where(models.BoothTally.fair_id == intake.fair_id)
    tallies = (await opened.scalars(query)).all()
    return IntakeSubmitted(intake=Intake.of(intake), counts=FairCounts.of(tallies))
