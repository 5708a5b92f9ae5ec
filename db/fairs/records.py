"""How rows become fairs, booths, intakes and ratings."""

from db.engine import Row
from db.fairs import forms
from domain.elements import ElementKind, Urgency
from domain.fairs import (
    Booth,
    Disposition,
    Fair,
    FairKind,
    FairState,
    Intake,
    Level,
    Rating,
    Register,
)


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
