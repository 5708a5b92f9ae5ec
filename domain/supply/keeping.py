"""Registering and taking back offerings and needs, and approving synonyms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from domain.enterprises.spelling import plain
from domain.money import amount_problem
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem
from domain.supply.checks import (
    CERTIFICATE_LIMIT,
    CERTIFICATES,
    PRODUCT_LIMIT,
    REGIONS,
    UNIT_LIMIT,
    centi,
    class_problem,
    day_to_come_problem,
    note_texts,
    quantity_problem,
    region_problem,
    tidied,
    whole_problem,
)
from domain.supply.records import ClassSynonym, Need, Offering, PriceModel, SupplyState
from domain.supply.refusals import NotOnOffer

LEAD_DAYS, DISTANCE = 3650, 100_000
"""Days and kilometres at most."""

R = TypeVar("R", Offering, Need)


@dataclass(frozen=True, slots=True)
class RegisterOffering:
    """Say what an enterprise offers; `at_node` when the input names a chain node, whether its id could be read or not."""

    enterprise_id: UUID | None
    product: str
    class_code: str
    capacity: Decimal | None
    unit: str
    least_order: Decimal | None
    certificates: tuple[str, ...] | None
    lead_days: int | None
    price_model: PriceModel
    price: Decimal | None
    regions: tuple[str, ...]
    chain_node_id: UUID | None
    at_node: bool


@dataclass(frozen=True, slots=True)
class RegisterNeed:
    """Say what an enterprise needs."""

    enterprise_id: UUID | None
    product: str
    class_code: str
    volume: Decimal
    unit: str
    certificates: tuple[str, ...]
    deliver_by: date | None
    region: str | None
    distance_km: int | None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take an offering, a need, or a listing or a need of space back."""

    id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ApproveSynonym:
    """Approve two class codes or words as the same."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class OfferingRegistered:
    """An offering that stands."""

    offering: Offering


@dataclass(frozen=True, slots=True)
class NeedRegistered:
    """A need that stands."""

    need: Need


@dataclass(frozen=True, slots=True)
class OfferingWithdrawn:
    """An offering that was taken back."""

    offering: Offering


@dataclass(frozen=True, slots=True)
class NeedWithdrawn:
    """A need that was taken back."""

    need: Need


@dataclass(frozen=True, slots=True)
class SynonymApproved:
    """A synonym that counts from now on."""

    synonym: ClassSynonym


@dataclass(frozen=True, slots=True)
class SynonymExists(Refusal):
    """The two are synonyms already."""

    synonym: ClassSynonym

    @property
    def message(self) -> Words:
        one, other = self.synonym.one, self.synonym.other
        return Words(f"{one} and {other} are synonyms already", f"“{one}”与“{other}”已是同义品类")


def _note_goods(
    command: RegisterOffering | RegisterNeed, certificates: Sequence[str], problems: Problems
) -> None:
    problems.note("product", text_problem(command.product, PRODUCT_LIMIT))
    problems.note("classCode", class_problem(command.class_code))
    problems.note("unit", text_problem(command.unit, UNIT_LIMIT))
    note_texts(certificates, CERTIFICATES, CERTIFICATE_LIMIT, "certificates", problems)


def check_offering(command: RegisterOffering) -> InvalidInput | None:
    """All that is wrong with an offering by itself."""
    problems = Problems()
    _note_goods(command, command.certificates or (), problems)
    problems.note("capacity", quantity_problem(command.capacity))
    problems.note("leastOrder", quantity_problem(command.least_order))
    problems.note("leadDays", whole_problem(command.lead_days, LEAD_DAYS))
    if command.price is not None:
        problems.note("price", amount_problem(command.price))
    if len(command.regions) > REGIONS:
        problems.note("regions", Words(f"takes at most {REGIONS}", f"最多 {REGIONS} 项"))
    else:
        for place, region in enumerate(command.regions):
            problems.note(f"regions[{place}]", region_problem(region))
    return problems.refusal()


def register_offering(
    command: RegisterOffering, county_code: str, enterprise_id: UUID, id: UUID, at: datetime
) -> OfferingRegistered:
    """Register a checked offering."""
    return OfferingRegistered(
        Offering(
            id=id,
            county_code=county_code,
            enterprise_id=enterprise_id,
            product=command.product.strip(),
            class_code=command.class_code,
            capacity=centi(command.capacity),
            unit=command.unit.strip(),
            least_order=centi(command.least_order),
            certificates=None if command.certificates is None else tidied(command.certificates),
            lead_days=command.lead_days,
            price_model=command.price_model,
            price=centi(command.price),
            regions=tidied(command.regions),
            chain_node_id=command.chain_node_id,
            state=SupplyState.OPEN,
            submitted_at=at,
            version=1,
        )
    )


def check_need(command: RegisterNeed, today: date) -> InvalidInput | None:
    """All that is wrong with a need by itself."""
    problems = Problems()
    _note_goods(command, command.certificates, problems)
    problems.note("volume", quantity_problem(command.volume, required=True))
    problems.note("deliverBy", day_to_come_problem(command.deliver_by, today))
    if command.region is not None:
        problems.note("region", region_problem(command.region))
    problems.note("distanceKm", whole_problem(command.distance_km, DISTANCE))
    return problems.refusal()


def register_need(
    command: RegisterNeed, county_code: str, enterprise_id: UUID, id: UUID, at: datetime
) -> NeedRegistered:
    """Register a checked need."""
    return NeedRegistered(
        Need(
            id=id,
            county_code=county_code,
            enterprise_id=enterprise_id,
            product=command.product.strip(),
            class_code=command.class_code,
            volume=command.volume.quantize(Decimal("0.01")),
            unit=command.unit.strip(),
            certificates=tidied(command.certificates),
            deliver_by=command.deliver_by,
            region=command.region,
            distance_km=command.distance_km,
            state=SupplyState.OPEN,
            submitted_at=at,
            version=1,
        )
    )


def check_versions(**versions: int) -> InvalidInput | None:
    """What is wrong with the versions that an act is about, by the names of their fields: they count from 1."""
    problems = Problems()
    for path, version in versions.items():
        if version < 1:
            problems.note(path, Words("must be 1 or more", "应不小于 1"))
    return problems.refusal()


def unfit(record: Any, version: int, path: str, thing: Words, standing: str) -> Outdated | NotOnOffer | None:
    """Why an act on a record in this version is not done, if it has changed or stands no longer."""
    if version != record.version:
        return Outdated("version", record.version)
    return None if record.state == standing else NotOnOffer(path, thing, record.state)


def withdraw(record: R, version: int, path: str, thing: Words) -> R | Outdated | NotOnOffer:
    """Take back what stands."""
    if refused := unfit(record, version, path, thing, SupplyState.OPEN):
        return refused
    return replace(record, state=SupplyState.WITHDRAWN, version=record.version + 1)


def check_synonym(command: ApproveSynonym) -> InvalidInput | None:
    """All that is wrong with a synonym by itself."""
    problems = Problems()
    for path, term in (("one", command.one), ("other", command.other)):
        text = term.strip()
        if text.isdigit():
            problems.note(path, class_problem(text))
        elif problem := text_problem(term, PRODUCT_LIMIT):
            problems.note(path, problem)
        elif len(plain(term)) < 2:
            problems.note(path, Words("a word has two letters or more", "词语至少两个字"))
    if not problems.refusal() and _term(command.one) == _term(command.other):
        problems.note("other", Words("must be another than one", "应与 one 不同"))
    return problems.refusal()


def terms(command: ApproveSynonym) -> tuple[str, str]:
    """The two terms of a checked synonym as they are stored: whichever was said first, they are the same pair."""
    one, other = sorted((_term(command.one), _term(command.other)))
    return one, other


def approve_synonym(
    command: ApproveSynonym, county_code: str, known: ClassSynonym | None, id: UUID, at: datetime
) -> SynonymApproved | SynonymExists:
    """Approve a checked synonym, unless it is `known`."""
    if known is not None:
        return SynonymExists(known)
    return SynonymApproved(ClassSynonym(id, county_code, *terms(command), at))


def _term(text: str) -> str:
    """A code as it is, a word by its letters."""
    return plain(text)
