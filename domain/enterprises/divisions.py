"""Divisions (行政区划, GB/T 2260): codes and names, dated, for a code is given up when counties merge."""

from dataclasses import dataclass
from datetime import date

from domain.refusals import Words


@dataclass(frozen=True, slots=True)
class Division:
    """A division by its code, from `valid_from` (`None`: longer than anybody asks) until before `valid_to`."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


def unknown_division(code: str, on: date) -> Words:
    """What to say of a code that no division has on a day."""
    return Words(
        f"{code} is the code of no division on {on}; see the codes of GB/T 2260",
        f"{on} 没有代码为 {code} 的行政区划,请核对 GB/T 2260 代码",
    )
