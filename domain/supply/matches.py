"""How well an offering answers a need: six hard rules and a score from 0 to 100 with its components. Nobody is preferred
for being local: `LOCAL_BONUS` is 0 and says so (fair-competition review)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from domain.enterprises.spelling import pairs, plain
from domain.pages import LARGEST
from domain.refusals import Words
from domain.supply.positions import Positions
from domain.supply.records import ClassSynonym, Need, Offering, PriceModel
from domain.supply.rules import FitCode, FitComponent, FitOutcome, FitRule, fails, rule, said

DEPTH, NAME, HEADROOM, CHAIN = 40, 25, 15, 20
"""What each component counts at most; together 100."""

BY_SYNONYM = DEPTH // 2
"""What the class counts where an approved synonym alone makes the two alike."""

SAME_CHAIN = CHAIN // 2
"""What counts being in one chain without a link between the nodes."""

LOCAL_BONUS = 0
"""What being local counts."""

USUAL, CONSIDERED = 10, 500
"""How many matches are told unless it is said, and how many candidates are looked at."""

CENTI = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A need and an offering of its class."""

    need: Need
    offering: Offering


@dataclass(frozen=True, slots=True)
class PriceEstimate:
    """What a need would cost by an offering's price, in yuan, with the parts that it is made of. No promise of anybody."""

    model: PriceModel
    price: Decimal
    distance_km: int | None
    volume: Decimal
    per_unit: Decimal | None
    per_month: Decimal


@dataclass(frozen=True, slots=True)
class SupplyMatch:
    """An offering that may answer a need. `eligible` when no rule fails; what is unknown is to be asked for."""

    rank: int
    offering_id: UUID
    need_id: UUID
    eligible: bool
    score: int
    components: tuple[FitComponent, ...]
    local_bonus: int
    rules: tuple[FitRule, ...]
    estimate: PriceEstimate | None


@dataclass(frozen=True, slots=True)
class SupplyMatches:
    """The best matches of how many candidates that were considered, and how many of these are eligible."""

    candidates: int
    eligible: int
    edges: tuple[SupplyMatch, ...]


def how_many(first: int | None) -> int | Words:
    """How many matches are wanted, or what is wrong with that."""
    wanted = USUAL if first is None else first
    if not 1 <= wanted <= LARGEST:
        return Words(f"first must be from 1 to {LARGEST}", f"first 应在 1 至 {LARGEST} 之间")
    return wanted


def across(synonyms: Iterable[ClassSynonym], class_code: str, product: str) -> tuple[str, ...]:
    """What the other side may be of: its own class first, then what synonyms lead to."""
    led = (term for each in synonyms for term in each.across(class_code, product))
    return tuple(dict.fromkeys((class_code, *led)))


def ranked(
    candidates: Sequence[Candidate],
    synonyms: Sequence[ClassSynonym],
    positions: Positions,
    wanted: int,
    today: date,
) -> SupplyMatches:
    """The candidates by how well they fit: the eligible before the others, the higher score first; equals by who came
    first."""
    judged = [
        (each, rules(each.need, each.offering, synonyms, today), components(each, positions))
        for each in candidates
    ]

    def place(entry: tuple[Candidate, tuple[FitRule, ...], tuple[FitComponent, ...]]) -> tuple[object, ...]:
        each, found, parts = entry
        return (
            fails(found),
            -sum(part.value for part in parts),
            each.offering.submitted_at,
            each.need.submitted_at,
            each.offering.id,
            each.need.id,
        )

    judged.sort(key=place)
    edges = tuple(
        SupplyMatch(
            rank=rank,
            offering_id=each.offering.id,
            need_id=each.need.id,
            eligible=not fails(found),
            score=sum(part.value for part in parts) + LOCAL_BONUS,
            components=parts,
            local_bonus=LOCAL_BONUS,
            rules=found,
            estimate=estimate(each.need, each.offering),
        )
        for rank, (each, found, parts) in enumerate(judged[:wanted], 1)
    )
    return SupplyMatches(len(judged), sum(not fails(found) for _, found, _ in judged), edges)


def rules(
    need: Need, offering: Offering, synonyms: Sequence[ClassSynonym], today: date
) -> tuple[FitRule, ...]:
    """The six hard rules, in their order."""
    same_unit = plain(need.unit) == plain(offering.unit)
    volume = said(need.volume, need.unit)
    return (
        rule(FitCode.CLASS, _called(need), _called(offering), alike(need, offering, synonyms)),
        rule(FitCode.UNIT, need.unit, offering.unit, same_unit),
        rule(FitCode.CAPACITY, volume, _capacity(offering), _covers(need, offering) if same_unit else None),
        _certified(need, offering),
        _delivers(need, offering),
        _in_time(need, offering, today),
    )


def alike(need: Need, offering: Offering, synonyms: Sequence[ClassSynonym]) -> bool:
    """Whether one class is the other or within it, or an approved synonym makes them alike."""
    return _within(need.class_code, offering.class_code) or any(
        _is(term, offering) for each in synonyms for term in each.across(need.class_code, need.product)
    )


def _is(term: str, offering: Offering) -> bool:
    if term.isdigit():
        return _within(term, offering.class_code)
    return term in plain(offering.product)


def _within(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _called(goods: Need | Offering) -> str:
    return f"{goods.class_code} {goods.product}"


def _capacity(offering: Offering) -> str | None:
    if offering.capacity is None:
        return None
    most = said(offering.capacity, offering.unit)
    return most if offering.least_order is None else f"{said(offering.least_order)}–{most}"


def _covers(need: Need, offering: Offering) -> bool | None:
    """Whether a month's volume is no less than the least order and no more than the capacity."""
    if offering.least_order is not None and need.volume < offering.least_order:
        return False
    return None if offering.capacity is None else need.volume <= offering.capacity


def _certified(need: Need, offering: Offering) -> FitRule:
    demanded = "、".join(need.certificates) or None
    if offering.certificates is None:
        return rule(FitCode.CERTIFICATES, demanded, None, None)
    held = {plain(each) for each in offering.certificates}
    fits = all(plain(each) in held for each in need.certificates)
    return rule(FitCode.CERTIFICATES, demanded, "、".join(offering.certificates) or "–", fits)


def _delivers(need: Need, offering: Offering) -> FitRule:
    if not offering.regions:
        return rule(FitCode.REGION, need.region, "*", True)
    offered = "、".join(offering.regions)
    if need.region is None:
        # Not everywhere is delivered to, and nobody has said where it is needed.
        return FitRule(FitCode.REGION, FitOutcome.UNKNOWN, None, offered)
    region = need.region
    if any(region.startswith(each) for each in offering.regions):
        return rule(FitCode.REGION, region, offered, True)
    # A part of what is needed may lie within.
    part = any(each.startswith(region) for each in offering.regions)
    return rule(FitCode.REGION, region, offered, None if part else False)


def _in_time(need: Need, offering: Offering, today: date) -> FitRule:
    demanded = None if need.deliver_by is None else f"{need.deliver_by}"
    if offering.lead_days is None:
        return rule(FitCode.DATE, demanded, None, None)
    ready = today + timedelta(days=offering.lead_days)
    return rule(FitCode.DATE, demanded, f"{ready}", need.deliver_by is None or ready <= need.deliver_by)


def components(candidate: Candidate, positions: Positions) -> tuple[FitComponent, ...]:
    """The parts of the score; whole numbers, rounded down."""
    need, offering = candidate.need, candidate.offering
    chain = CHAIN if positions.linked(offering, need) else 0
    chain = chain or (SAME_CHAIN if positions.same_chain(offering, need) else 0)
    return (
        FitComponent("CLASS_DEPTH", _depth(need.class_code, offering.class_code), DEPTH),
        FitComponent("NAME_SIMILARITY", similarity(need.product, offering.product), NAME),
        FitComponent("CAPACITY_HEADROOM", _headroom(need, offering), HEADROOM),
        FitComponent("CHAIN_COMPLEMENTARITY", chain, CHAIN),
    )


def _depth(needed: str, offered: str) -> int:
    """How much of the needed class the offered one shares from the beginning on."""
    if not _within(needed, offered):
        return BY_SYNONYM
    return DEPTH * min(len(needed), len(offered)) // len(needed)


def similarity(one: str, other: str) -> int:
    """How alike two names are: twice the pairs of characters that they share of all that they have (Dice)."""
    here, there = set(pairs(plain(one))), set(pairs(plain(other)))
    return NAME * 2 * len(here & there) // (len(here) + len(there)) if here or there else 0


def _headroom(need: Need, offering: Offering) -> int:
    """What capacity is left over, of the volume; twice the volume counts in full."""
    if offering.capacity is None or plain(need.unit) != plain(offering.unit):
        return 0
    over = min(max(offering.capacity - need.volume, Decimal(0)), need.volume)
    return int(HEADROOM * over / need.volume)


def estimate(need: Need, offering: Offering) -> PriceEstimate | None:
    """What the need would cost; `None` where the price, the unit or the kilometres do not say."""
    price, distance = offering.price, need.distance_km
    if price is None:
        return None
    per_unit, per_month = price, price
    match offering.price_model:
        case PriceModel.SUBSCRIPTION:
            per_unit = None
        case PriceModel.PER_KM if distance is not None:
            per_unit = price * distance
        case PriceModel.PER_KM:
            return None
        case PriceModel.UNIT:
            distance = None
    if per_unit is not None:
        if plain(need.unit) != plain(offering.unit):
            return None
        per_month = (per_unit * need.volume).quantize(CENTI, ROUND_HALF_UP)
    return PriceEstimate(
        model=offering.price_model,
        price=price,
        distance_km=distance if offering.price_model is PriceModel.PER_KM else None,
        volume=need.volume,
        per_unit=per_unit,
        per_month=per_month,
    )
