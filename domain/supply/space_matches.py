"""How well a listing answers a need of space: ten hard rules, and a score from 0 to 100 of price, distance and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.refusals import Words
from domain.supply.rules import FitCode, FitComponent, FitRule, fails, rule, said
from domain.supply.spaces import (
    FIRE_CLASS_NAMES,
    HAZARD_CLASS_NAMES,
    FireClass,
    HazardClass,
    SpaceListing,
    SpaceNeed,
)

PRICE, DISTANCE, EARLIEST = 50, 25, 25
"""What each component counts at most; together 100."""

FAR = 50
"""Kilometres from which on distance counts nothing."""

WEEK = 7
"""Days of waiting that cost a point."""

DISTANCES = 100
"""How many distances may be supplied."""


@dataclass(frozen=True, slots=True)
class SpaceMatch:
    """A listing that may meet a need. `eligible` when no rule fails."""

    rank: int
    listing_id: UUID
    eligible: bool
    score: int
    components: tuple[FitComponent, ...]
    rules: tuple[FitRule, ...]


@dataclass(frozen=True, slots=True)
class SpaceMatches:
    """The best of so many candidates, and how many of these are eligible."""

    candidates: int
    eligible: int
    edges: tuple[SpaceMatch, ...]


def distances_problem(distances: Sequence[int]) -> Words | None:
    """What is wrong with supplied kilometres."""
    if len(distances) > DISTANCES or not all(0 <= each <= 100_000 for each in distances):
        return Words(
            f"distances takes at most {DISTANCES}, each from 0 to 100000 km",
            f"distances 最多 {DISTANCES} 项,每项 0 至 100000 公里",
        )
    return None


def ranked(
    need: SpaceNeed, listings: Sequence[SpaceListing], distances: Mapping[UUID, int], wanted: int, today: date
) -> SpaceMatches:
    """The listings by how well they fit: the eligible before the others, the higher score first; equals by who came
    first."""
    judged = [
        (each, rules(need, each), components(need, each, distances.get(each.id), today)) for each in listings
    ]
    judged.sort(
        key=lambda entry: (
            fails(entry[1]),
            -sum(part.value for part in entry[2]),
            entry[0].submitted_at,
            entry[0].id,
        )
    )
    edges = tuple(
        SpaceMatch(rank, each.id, not fails(found), sum(part.value for part in parts), parts, found)
        for rank, (each, found, parts) in enumerate(judged[:wanted], 1)
    )
    return SpaceMatches(len(judged), sum(not fails(found) for _, found, _ in judged), edges)


def rules(need: SpaceNeed, listing: SpaceListing) -> tuple[FitRule, ...]:
    """The ten hard rules, in their order."""
    return (
        _least(FitCode.AREA, need.area, listing.area),
        _least(FitCode.CLEAR_HEIGHT, need.clear_height, listing.clear_height),
        _least(FitCode.FLOOR_LOAD, need.floor_load, listing.floor_load),
        _least(FitCode.POWER, need.power, listing.power),
        _least(FitCode.CRANE, need.crane, listing.crane),
        _resists(need.fire_class, listing.fire_class),
        _allows(need.hazard_class, listing.hazard_classes),
        _least(FitCode.SEWAGE, need.sewage, listing.sewage),
        _rent(need.most_rent, listing.rent),
        _in_time(need.needed_by, listing.available_from),
    )


def _least(code: FitCode, least: Decimal | None, offered: Decimal | None) -> FitRule:
    return rule(
        code, said(least), said(offered), None if least is None or offered is None else offered >= least
    )


def _resists(weakest: FireClass | None, offered: FireClass | None) -> FitRule:
    """A building of a stronger class than is asked for will do."""
    order = tuple(FireClass)
    fits = None if weakest is None or offered is None else order.index(offered) <= order.index(weakest)
    return rule(
        FitCode.FIRE_CLASS,
        None if weakest is None else FIRE_CLASS_NAMES[weakest].zh,
        None if offered is None else FIRE_CLASS_NAMES[offered].zh,
        fits,
    )


def _allows(needed: HazardClass | None, allowed: tuple[HazardClass, ...] | None) -> FitRule:
    """What is less dangerous than anything that is allowed is allowed, too."""
    order = tuple(HazardClass)
    offered = None if allowed is None else "、".join(HAZARD_CLASS_NAMES[each].zh for each in allowed) or "–"
    fits = None
    if needed is not None and allowed is not None:
        fits = any(order.index(each) <= order.index(needed) for each in allowed)
    return rule(
        FitCode.HAZARD_CLASS, None if needed is None else HAZARD_CLASS_NAMES[needed].zh, offered, fits
    )


def _rent(most: Decimal | None, rent: Decimal | None) -> FitRule:
    return rule(FitCode.RENT, said(most), said(rent), None if most is None or rent is None else rent <= most)


def _in_time(needed_by: date | None, available: date | None) -> FitRule:
    fits = None if needed_by is None or available is None else available <= needed_by
    return rule(
        FitCode.AVAILABLE,
        None if needed_by is None else f"{needed_by}",
        None if available is None else f"{available}",
        fits,
    )


def components(
    need: SpaceNeed, listing: SpaceListing, distance: int | None, today: date
) -> tuple[FitComponent, ...]:
    """The parts of the score; whole numbers, rounded down, nothing for what nobody has said."""
    return (
        FitComponent("PRICE", _cheap(need.most_rent, listing.rent), PRICE),
        FitComponent(
            "DISTANCE", 0 if distance is None else DISTANCE * max(FAR - distance, 0) // FAR, DISTANCE
        ),
        FitComponent("EARLIEST_DATE", _early(listing.available_from, today), EARLIEST),
    )


def _cheap(most: Decimal | None, rent: Decimal | None) -> int:
    """How far the rent is below the ceiling: at the ceiling half of the points, all of them for nothing."""
    if most is None or rent is None or rent > most:
        return 0
    return int(PRICE * (2 * most - rent) / (2 * most))


def _early(available: date | None, today: date) -> int:
    """All points for what is to be had today, one less for every week of waiting that has begun."""
    if available is None:
        return 0
    weeks = -(-max((available - today).days, 0) // WEEK)
    return max(EARLIEST - weeks, 0)
