"""Fairs in the database."""

from db.fairs.counts import counts_by_fair, satisfaction_by_fair
from db.fairs.intakes import (
    Desk,
    FirstAnswer,
    desk,
    dispose,
    duplicates_of,
    first_answer,
    keep_answer,
    lock_intake,
    take,
)
from db.fairs.planning import (
    add_booth,
    add_fair,
    add_rating,
    attend,
    attended,
    booth_codes,
    hold_booths,
    lock_fair,
    open_intakes,
    rating_of,
    set_state,
)
from db.fairs.relations import BOOTH, FAIR, FAIR_INTAKE_COUNTS, INTAKE

__all__ = [
    "BOOTH",
    "FAIR",
    "FAIR_INTAKE_COUNTS",
    "INTAKE",
    "Desk",
    "FirstAnswer",
    "add_booth",
    "add_fair",
    "add_rating",
    "attend",
    "attended",
    "booth_codes",
    "counts_by_fair",
    "desk",
    "dispose",
    "duplicates_of",
    "first_answer",
    "hold_booths",
    "keep_answer",
    "lock_fair",
    "lock_intake",
    "open_intakes",
    "rating_of",
    "satisfaction_by_fair",
    "set_state",
    "take",
]
