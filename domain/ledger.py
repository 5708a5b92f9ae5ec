"""The ledger (台账): what an office promised and has to strike off."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.elements import day_problem
from domain.people import FIGURES_ONLY, Reach, Sight, reach_of_cases
from domain.refusals import REQUIRED, Problems, Words, text_problem

OWNER_LIMIT = 80
SOLUTION_LIMIT = 1000


class EntryState(StrEnum):
    """State of a ledger entry. 台账状态。"""

    OPEN = "OPEN"
    STRUCK_OFF = "STRUCK_OFF"


ENTRY_STATE_NAMES: dict[EntryState, Words] = {
    EntryState.OPEN: Words("To be done", "待销号"),
    EntryState.STRUCK_OFF: Words("Done and struck off", "已销号"),
}


@dataclass(frozen=True, slots=True)
class Solution:
    """A promised solution: what will be done, by whom, until when. All three are needed; they may be missing
    until the solution is checked."""

    text: str | None
    owner_name: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One promise, opened by the intake whose solution it is."""

    id: UUID
    county_code: str
    fair_id: UUID
    intake_id: UUID
    state: EntryState
    solution: str
    owner_name: str
    due_on: date
    opened_at: datetime


def reach(sight: Sight) -> Reach:
    """Which entries a role sees: those of its cases. An evaluator counts them all and reads none."""
    return Reach.ALL if sight.role in FIGURES_ONLY else reach_of_cases(sight)


def refused(sight: Sight) -> frozenset[str]:
    """The fields of an entry that a role may not ask for, by their names in the contract."""
    return frozenset({"solution", "ownerName"}) if sight.role in FIGURES_ONLY else frozenset()


def check_solution(solution: Solution, path: str, today: date, problems: Problems) -> None:
    """Note what is wrong with a promised solution; it names its owner and a day that is not past."""
    problems.note(f"{path}.text", text_problem(solution.text, SOLUTION_LIMIT, lines=True))
    problems.note(f"{path}.ownerName", text_problem(solution.owner_name, OWNER_LIMIT))
    problems.note(
        f"{path}.dueOn", REQUIRED if solution.due_on is None else day_problem(solution.due_on, today)
    )


def open_entry(
    id: UUID, county_code: str, fair_id: UUID, intake_id: UUID, solution: Solution, at: datetime
) -> LedgerEntry:
    """The entry that a checked solution opens."""
    assert solution.text is not None
    assert solution.owner_name is not None
    assert solution.due_on is not None
    return LedgerEntry(
        id=id,
        county_code=county_code,
        fair_id=fair_id,
        intake_id=intake_id,
        state=EntryState.OPEN,
        solution=solution.text.strip(),
        owner_name=solution.owner_name.strip(),
        due_on=solution.due_on,
        opened_at=at,
    )
