"""How rows become records of supply, demand and space."""

from typing import Any

from db.engine import Row
from domain.supply import (
    ClassSynonym,
    CooperationReport,
    FailureReason,
    FireClass,
    HazardClass,
    Introduction,
    IntroductionParty,
    IntroductionState,
    IntroductionStep,
    ListingState,
    Need,
    Offering,
    PriceModel,
    Side,
    SpaceListing,
    SpaceNeed,
    SpaceNeedState,
    SupplyState,
)


def _plain(row: Row, kind: Any, *others: str) -> dict[str, Any]:
    """The fields of a record that are columns as they are, all but `others`."""
    names: tuple[str, ...] = kind.__slots__
    return {name: row[name] for name in names if name not in others}


def _several(values: Any) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def offering(row: Row) -> Offering:
    """The record of a row."""
    return Offering(
        certificates=_several(row["certificates"]),
        price_model=PriceModel(row["price_model"]),
        regions=tuple(row["regions"]),
        state=SupplyState(row["state"]),
        **_plain(row, Offering, "certificates", "price_model", "regions", "state"),
    )


def need(row: Row) -> Need:
    """The record of a row."""
    return Need(
        certificates=tuple(row["certificates"]),
        state=SupplyState(row["state"]),
        **_plain(row, Need, "certificates", "state"),
    )


def synonym(row: Row) -> ClassSynonym:
    """The record of a row."""
    return ClassSynonym(**_plain(row, ClassSynonym))


def introduction(row: Row) -> Introduction:
    """The record of a row."""
    return Introduction(
        state=IntroductionState(row["state"]),
        reason=FailureReason(row["reason"]) if row["reason"] else None,
        **_plain(row, Introduction, "state", "reason"),
    )


def party(row: Row) -> IntroductionParty:
    """The record of a row."""
    return IntroductionParty(side=Side(row["side"]), **_plain(row, IntroductionParty, "side"))


def step(row: Row) -> IntroductionStep:
    """The record of a row."""
    return IntroductionStep(state=IntroductionState(row["state"]), **_plain(row, IntroductionStep, "state"))


def report(row: Row) -> CooperationReport:
    """The record of a row."""
    return CooperationReport(**_plain(row, CooperationReport))


def listing(row: Row) -> SpaceListing:
    """The record of a row."""
    hazards = row["hazard_classes"]
    return SpaceListing(
        fire_class=FireClass(row["fire_class"]) if row["fire_class"] else None,
        hazard_classes=None if hazards is None else tuple(map(HazardClass, hazards)),
        state=ListingState(row["state"]),
        **_plain(row, SpaceListing, "fire_class", "hazard_classes", "state"),
    )


def space_need(row: Row) -> SpaceNeed:
    """The record of a row."""
    return SpaceNeed(
        fire_class=FireClass(row["fire_class"]) if row["fire_class"] else None,
        hazard_class=HazardClass(row["hazard_class"]) if row["hazard_class"] else None,
        state=SpaceNeedState(row["state"]),
        **_plain(row, SpaceNeed, "fire_class", "hazard_class", "state"),
    )
