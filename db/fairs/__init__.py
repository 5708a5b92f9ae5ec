"""Fairs in the database."""

from db.fairs.counts import counts_by_fair, satisfaction_by_fair, versions
from db.fairs.intakes import Desk, FirstAnswer, desk, dispose, keep_answer, lock_intake, take
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
from db.fairs.records import (
    booths_by_fair,
    booths_by_id,
    count_fairs,
    count_intakes,
    fairs_by_id,
    intakes_by_id,
    page_of_fairs,
    page_of_intakes,
)

__all__ = [
    "Desk",
    "FirstAnswer",
    "add_booth",
    "add_fair",
    "add_rating",
    "attend",
    "attended",
    "booth_codes",
    "booths_by_fair",
    "booths_by_id",
    "count_fairs",
    "count_intakes",
    "counts_by_fair",
    "desk",
    "dispose",
    "fairs_by_id",
    "hold_booths",
    "intakes_by_id",
    "keep_answer",
    "lock_fair",
    "lock_intake",
    "open_intakes",
    "page_of_fairs",
    "page_of_intakes",
    "rating_of",
    "satisfaction_by_fair",
    "set_state",
    "take",
    "versions",
]
