"""The ledger (台账): what an office promised and has to strike off."""

from dataclasses import dataclass, replace
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
    """One promise, opened by the intake whose solution it is, at a fair, or by the resolution of a joint conference."""

    id: UUID
    county_code: str
    fair_id: UUID | None
    intake_id: UUID | None
    state: EntryState
    solution: str
    owner_name: str
    due_on: date
    opened_at: datetime
    resolution_id: UUID | None = None


def reach(sight: Sight) -> Reach:
    """Which entries a role sees: those of its cases. An evaluator counts them all and reads none."""
    return Reach.ALL if sight.role in FIGURES_ONLY else reach_of_cases(sight)


def refused(sight: Sight) -> frozenset[str]:
    """The fields of an entry that a role may not ask for, by their names in the contract."""
    return frozenset({"solution", "ownerName"}) if sight.role in FIGURES_ONLY else frozenset()


def check_solution(solution: Solution, path: str, today: date, problems: Problems) -> None:
    """Note what is wrong with a promised solution; it names its owner and a day that is not past."""
    check_promise(solution, f"{path}.", today, problems)


def check_promise(promise: Solution, prefix: str, today: date, problems: Problems) -> None:
    """The same of a promise whose fields stand behind `prefix`."""
    problems.note(f"{prefix}text", text_problem(promise.text, SOLUTION_LIMIT, lines=True))
    problems.note(f"{prefix}ownerName", text_problem(promise.owner_name, OWNER_LIMIT))
    problems.note(
        f"{prefix}dueOn", REQUIRED if promise.due_on is None else day_problem(promise.due_on, today)
    )


def open_entry(
    id: UUID, county_code: str, fair_id: UUID, intake_id: UUID, solution: Solution, at: datetime
) -> LedgerEntry:
    """The entry that a checked solution of an intake opens."""
    return replace(_opened(id, county_code, solution, at), fair_id=fair_id, intake_id=intake_id)


def enter_resolution(
    id: UUID, county_code: str, resolution_id: UUID, promise: Solution, at: datetime
) -> LedgerEntry:
    """The entry that a checked resolution opens."""
    return replace(_opened(id, county_code, promise, at), resolution_id=resolution_id)


def _opened(id: UUID, county_code: str, solution: Solution, at: datetime) -> LedgerEntry:
    assert solution.text is not None
    assert solution.owner_name is not None
    assert solution.due_on is not None
    return LedgerEntry(
        id=id,
        county_code=county_code,
        fair_id=None,
        intake_id=None,
        state=EntryState.OPEN,
        solution=solution.text.strip(),
        owner_name=solution.owner_name.strip(),
        due_on=solution.due_on,
        opened_at=at,
    )
