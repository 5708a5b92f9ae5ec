"""Exact counts of a fair, from the tallies of its booths; every rate names its denominator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.fairs.records import Level, Register
from domain.figures import SMALL, small_cells
from domain.money import rate


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over intakes. `received` = on site + solution + open; withdrawn and duplicates stand apart."""

    on_site: int
    solution: int
    open: int
    withdrawn: int
    duplicate: int

    @property
    def received(self) -> int:
        """Intakes that count: those answered and those still open."""
        return self.on_site + self.solution + self.open

    @property
    def on_site_rate(self) -> Decimal | None:
        """Resolved on site in percent of received, one digit; `None` when nothing was received."""
        return rate(self.on_site, self.received)


@dataclass(frozen=True, slots=True)
class BoothTally(Tally):
    """The tally of one register of one booth, kept by the database; `version` rises with every change."""

    booth_id: UUID
    register: Register
    version: int


@dataclass(frozen=True, slots=True)
class RegisterTally(Tally):
    """The tally of one register over all booths of a fair."""

    register: Register


@dataclass(frozen=True, slots=True)
class FairCounts:
    """All counts of one fair in one snapshot. `version` rises strictly within an `epoch`; `epoch` changes when the
    database is restored."""

    fair_id: UUID
    epoch: str
    as_of: datetime
    booths: tuple[BoothTally, ...]

    @property
    def version(self) -> int:
        """The sum of the booths' versions: strictly rising, with no row that every intake would fight for."""
        return sum(booth.version for booth in self.booths)

    @property
    def total(self) -> Tally:
        """Both registers together."""
        return Tally(*add(self.booths))

    @property
    def registers(self) -> tuple[RegisterTally, ...]:
        """One tally a register that the fair takes, ELEMENT first."""
        taken = {booth.register for booth in self.booths}
        return tuple(
            RegisterTally(*add(b for b in self.booths if b.register is register), register)
            for register in Register
            if register in taken
        )


def add(tallies: Iterable[Tally]) -> tuple[int, int, int, int, int]:
    """The sums of tallies, in the order of a tally's fields."""
    on_site = solution = open_ = withdrawn = duplicate = 0
    for tally in tallies:
        on_site += tally.on_site
        solution += tally.solution
        open_ += tally.open
        withdrawn += tally.withdrawn
        duplicate += tally.duplicate
    return on_site, solution, open_, withdrawn, duplicate


POINTS: dict[Level, int] = {level: 5 - place for place, level in enumerate(Level)}
"""Points of a level (ours): 5 for very satisfied down to 1 for very dissatisfied."""


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many enterprises gave one level; `None` when that is not published."""

    level: Level
    count: int | None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Ratings of a fair: the mean is over those who rated; those who did not are counted, not averaged."""

    fair_id: UUID
    attending: int
    rated: int
    mean: Decimal | None
    levels: tuple[LevelCount, ...]

    @property
    def unrated(self) -> int:
        """Enterprises that attended and did not rate."""
        return self.attending - self.rated


def satisfaction(
    fair_id: UUID, attending: int, counts: Mapping[Level, int], *, published: bool
) -> Satisfaction:
    """What the guests of a fair thought, with the mean points of those who rated, from 1.0 to 5.0. What is `published`
    has no small cells and no mean of so few; attendance and ratings are the fair's own totals."""
    rated = sum(counts.values())
    points = sum(POINTS[level] * count for level, count in counts.items())
    of_each = {level: counts.get(level, 0) for level in Level}
    kept_back = small_cells(tuple(of_each.values())) if published else frozenset[int]()
    return Satisfaction(
        fair_id,
        attending,
        rated,
        None if published and rated < SMALL else rate(points, 100 * rated),
        tuple(
            LevelCount(level, None if place in kept_back else count)
            for place, (level, count) in enumerate(of_each.items())
        ),
    )
