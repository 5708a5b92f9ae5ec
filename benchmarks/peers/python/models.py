"""The tables as SQLAlchemy's ORM sees them, and a session for each piece of work."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Computed, DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

# Where the database is comes from the PG* variables.
engine = create_async_engine(
    "postgresql+asyncpg://",
    pool_size=16,
    max_overflow=0,
    connect_args={"server_settings": {"search_path": "yaosu,bench"}},
)
session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """What all models share."""

    type_annotation_map = {str: Text, list[str]: ARRAY(Text), datetime: DateTime(timezone=True)}  # noqa: RUF012 - declared so by SQLAlchemy


class Zone(Base):
    __tablename__ = "zones"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Organization(Base):
    __tablename__ = "organizations"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]


class Enterprise(Base):
    __tablename__ = "enterprises"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str]
    name: Mapped[str]
    uscc: Mapped[str | None]
    status: Mapped[str]


class Chain(Base):
    __tablename__ = "chains"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class ChainMembership(Base):
    __tablename__ = "chain_memberships"
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    chain_id: Mapped[UUID] = mapped_column(ForeignKey("chains.id"), primary_key=True)
    role: Mapped[str]
    chain: Mapped[Chain] = relationship()


class Alliance(Base):
    __tablename__ = "alliances"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class AllianceMembership(Base):
    __tablename__ = "alliance_memberships"
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    alliance_id: Mapped[UUID] = mapped_column(ForeignKey("alliances.id"), primary_key=True)
    role: Mapped[str]
    since: Mapped[date]
    alliance: Mapped[Alliance] = relationship()


class Match(Base):
    __tablename__ = "matches"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprises.id"))
    product: Mapped[str]
    amount: Mapped[Decimal]
    state: Mapped[str]
    scored_at: Mapped[datetime]


class Fair(Base):
    __tablename__ = "fairs"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    zone_id: Mapped[UUID] = mapped_column(ForeignKey("zones.id"))
    name: Mapped[str]
    state: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Booth(Base):
    __tablename__ = "booths"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str]
    fair_id: Mapped[UUID] = mapped_column(ForeignKey("fairs.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str]
    name: Mapped[str]
    registers: Mapped[list[str]]
    element_kinds: Mapped[list[str]]
    state: Mapped[str]
    last_number: Mapped[int]


class BoothTally(Base):
    __tablename__ = "booth_tallies"
    booth_id: Mapped[UUID] = mapped_column(ForeignKey("booths.id"), primary_key=True)
    register: Mapped[str] = mapped_column(primary_key=True)
    fair_id: Mapped[UUID] = mapped_column(ForeignKey("fairs.id"))
    on_site: Mapped[int]
    solution: Mapped[int]
    open: Mapped[int]
    withdrawn: Mapped[int]
    duplicate: Mapped[int]
    received: Mapped[int] = mapped_column(Computed("on_site + solution + open"))
    version: Mapped[int]


class Intake(Base):
    __tablename__ = "intakes"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str]
    fair_id: Mapped[UUID] = mapped_column(ForeignKey("fairs.id"))
    booth_id: Mapped[UUID] = mapped_column(ForeignKey("booths.id"))
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprises.id"))
    number: Mapped[int]
    register: Mapped[str]
    element_kind: Mapped[str]
    form: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    summary: Mapped[str | None]
    urgency: Mapped[str]
    desired_by: Mapped[date | None]
    received_at: Mapped[datetime]
    disposition: Mapped[str | None]


class Answer(Base):
    __tablename__ = "answers"
    idempotency_key: Mapped[str] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intakes.id"))
    input_digest: Mapped[bytes]
    question_digest: Mapped[bytes]
    answer: Mapped[bytes]
    answered_at: Mapped[datetime]
