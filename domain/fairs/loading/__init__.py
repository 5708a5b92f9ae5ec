"""Loading a fair from a file: parsed rows in; what to write, or everything that is wrong, out."""

from domain.fairs.loading.lines import (
    IGNORED,
    LINES,
    SHEET_NAMES,
    BoothLine,
    FairLine,
    IntakeLine,
    Tables,
    read,
)
from domain.fairs.loading.plans import Ground, IntakeKey, Load, plan

__all__ = [
    "IGNORED",
    "LINES",
    "SHEET_NAMES",
    "BoothLine",
    "FairLine",
    "Ground",
    "IntakeKey",
    "IntakeLine",
    "Load",
    "Tables",
    "plan",
    "read",
]
