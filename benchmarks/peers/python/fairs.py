"""Fairs in Strawberry: types made of ORM rows, relations through loaders."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from sqlalchemy import func, select

from benchmarks.peers.python import models
from benchmarks.peers.python.contract import DecimalText, Info, Uscc
from benchmarks.peers.python.enums import (
    Disposition,
    ElementKind,
    FairState,
    OrganizationKind,
    Register,
    Urgency,
)
from benchmarks.peers.python.scalars import rate


@strawberry.type
class Zone:
    id: strawberry.ID
    name: str


@strawberry.type
class Organization:
    id: strawberry.ID
    name: str
    kind: OrganizationKind


@strawberry.type
class Booth:
    organization_id: strawberry.Private[UUID]
    id: strawberry.ID
    code: str
    name: str

    @classmethod
    async def load(cls, info: Info, id: UUID) -> "Booth":
        row = await info.context.booths.load(id)
        assert row is not None
        return cls(
            organization_id=row.organization_id, id=strawberry.ID(str(row.id)), code=row.code, name=row.name
        )

    @strawberry.field
    async def organization(self, info: Info) -> Organization:
        row = await info.context.organizations.load(self.organization_id)
        assert row is not None
        return Organization(id=strawberry.ID(str(row.id)), name=row.name, kind=OrganizationKind(row.kind))


@strawberry.type
class Tally:
    received: int
    on_site: int
    solution: int
    open: int
    withdrawn: int
    duplicate: int

    @strawberry.field
    def on_site_rate(self) -> DecimalText | None:
        text = rate(self.on_site, self.received)
        return None if text is None else DecimalText(text)


@strawberry.type
class RegisterTally(Tally):
    register: Register


@strawberry.type
class BoothTally(Tally):
    booth_id: strawberry.Private[UUID]
    register: Register

    @strawberry.field
    async def booth(self, info: Info) -> Booth:
        return await Booth.load(info, self.booth_id)


def add(rows: Iterable[models.BoothTally]) -> dict[str, int]:
    """The sums of tallies."""
    names = ("received", "on_site", "solution", "open", "withdrawn", "duplicate")
    found = list(rows)
    return {name: sum(getattr(row, name) for row in found) for name in names}


@strawberry.type
class FairCounts:
    version: int
    total: Tally
    registers: list[RegisterTally]
    booths: list[BoothTally]

    @classmethod
    def of(cls, rows: Sequence[models.BoothTally]) -> "FairCounts":
        return cls(
            version=sum(row.version for row in rows),
            total=Tally(**add(rows)),
            registers=[
                RegisterTally(register=register, **add(row for row in rows if row.register == register))
                for register in Register
                if any(row.register == register for row in rows)
            ],
            booths=[
                BoothTally(booth_id=row.booth_id, register=Register(row.register), **add([row]))
                for row in rows
            ],
        )


@strawberry.type
class Enterprise:
    id: strawberry.ID
    name: str
    uscc: Uscc | None


@strawberry.type
class Intake:
    booth_id: strawberry.Private[UUID]
    enterprise_id: strawberry.Private[UUID]
    id: strawberry.ID
    number: int
    register: Register
    element_kind: ElementKind
    summary: str | None
    urgency: Urgency
    received_at: datetime
    disposition: Disposition | None

    @classmethod
    def of(cls, row: models.Intake) -> "Intake":
        return cls(
            booth_id=row.booth_id,
            enterprise_id=row.enterprise_id,
            id=strawberry.ID(str(row.id)),
            number=row.number,
            register=Register(row.register),
            element_kind=ElementKind(row.element_kind),
            summary=row.summary,
            urgency=Urgency(row.urgency),
            received_at=row.received_at,
            disposition=Disposition(row.disposition) if row.disposition else None,
        )

    @strawberry.field
    async def enterprise(self, info: Info) -> Enterprise:
        row = await info.context.enterprises.load(self.enterprise_id)
        assert row is not None
        uscc = None if row.uscc is None else Uscc(row.uscc)
        return Enterprise(id=strawberry.ID(str(row.id)), name=row.name, uscc=uscc)

    @strawberry.field
    async def booth(self, info: Info) -> Booth:
        return await Booth.load(info, self.booth_id)


@strawberry.type
class IntakeEdge:
    node: Intake


@strawberry.type
class IntakeConnection:
    fair_id: strawberry.Private[UUID]
    edges: list[IntakeEdge]

    @strawberry.field
    async def total_count(self) -> int:
        query = select(func.count()).select_from(models.Intake).where(models.Intake.fair_id == self.fair_id)
        async with models.session() as opened:
            return await opened.scalar(query) or 0


@strawberry.type
class Fair:
    zone_id: strawberry.Private[UUID]
    id: strawberry.ID
    name: str
    state: FairState
    opens_at: datetime
    closes_at: datetime

    @strawberry.field
    async def zone(self, info: Info) -> Zone:
        row = await info.context.zones.load(self.zone_id)
        assert row is not None
        return Zone(id=strawberry.ID(str(row.id)), name=row.name)

    @strawberry.field
    async def counts(self, info: Info) -> FairCounts:
        return FairCounts.of(await info.context.tallies.load(UUID(self.id)))

    @strawberry.field
    async def intakes(self, first: int = 20) -> IntakeConnection:
        fair_id = UUID(self.id)
        query = (
            select(models.Intake)
            .where(models.Intake.fair_id == fair_id)
            .order_by(models.Intake.received_at, models.Intake.id)
            .limit(first)
        )
        async with models.session() as opened:
            rows = (await opened.scalars(query)).all()
        return IntakeConnection(fair_id=fair_id, edges=[IntakeEdge(node=Intake.of(row)) for row in rows])
