"""What is wrong with the fields of offerings, needs and space, one by one."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.refusals import REQUIRED, Problems, Words, text_problem

PRODUCT_LIMIT, UNIT_LIMIT, CERTIFICATE_LIMIT, NOTE_LIMIT = 120, 20, 80, 500
"""Characters."""

CERTIFICATES, REGIONS = 20, 40
"""How many of each at most."""

CLASS_DIGITS = 10
"""Digits of a class code at most; two at least."""

MOST = Decimal("1e18")
CENTI = Decimal("0.01")
"""Quantities have two digits and fit PostgreSQL's numeric(20,2)."""

AHEAD = timedelta(days=3653)
"""How far ahead a day may be: ten years."""


def quantity_problem(value: Decimal | None, *, required: bool = False, zero: bool = False) -> Words | None:
    """What is wrong with a quantity: it is positive, or from zero on, and has at most two digits after the point."""
    if value is None:
        return REQUIRED if required else None
    if not value.is_finite() or value < 0 or (value == 0 and not zero) or value >= MOST:
        return Words(
            f"must be {'0 or more' if zero else 'more than 0'} and less than 10^18",
            f"应{'不小于' if zero else '大于'} 0 且小于 10^18",
        )
    if value != value.quantize(CENTI):
        return Words(
            f"{value} has more than two digits after the point; two are kept",
            f"{value} 的小数超过两位,最多保留两位",
        )
    return None


def centi(value: Decimal | None) -> Decimal | None:
    """A checked quantity as it is stored."""
    return None if value is None else value.quantize(CENTI)


def digits_problem(code: str, lengths: Sequence[int], what: Words) -> Words | None:
    """What is wrong with a code of digits, which has one of these lengths."""
    if code.isascii() and code.isdigit() and len(code) in lengths:
        return None
    first, last = lengths[0], lengths[-1]
    return Words(
        f"{code[:20]!r} is no {what.en} of {first} to {last} digits",
        f"“{code[:20]}”不是 {first} 至 {last} 位{what.zh}",
    )


def class_problem(code: str) -> Words | None:
    """What is wrong with a class code, or the beginning of one."""
    return digits_problem(code, range(2, CLASS_DIGITS + 1), Words("class code", "产品分类代码"))


def region_problem(code: str) -> Words | None:
    """What is wrong with the beginning of a division code (GB/T 2260): a province's, a prefecture's or a county's."""
    return digits_problem(code, (2, 4, 6), Words("beginning of a division code", "行政区划代码(前缀)"))


def note_texts(
    texts: Sequence[str], most: int, limit: int, path: str, problems: Problems, *, required: bool = False
) -> None:
    """Note what is wrong with a list of short texts."""
    if len(texts) > most or (required and not texts):
        problems.note(path, Words(f"takes at most {most}", f"最多 {most} 项"))
        return
    for place, text in enumerate(texts):
        problems.note(f"{path}[{place}]", text_problem(text, limit))


def day_to_come_problem(day: date | None, today: date) -> Words | None:
    """What is wrong with the day by which something is needed."""
    if day is not None and not today <= day <= today + AHEAD:
        latest = today + AHEAD
        return Words(f"must be from today, {today}, to {latest}", f"应在今天({today})至 {latest} 之间")
    return None


def whole_problem(value: int | None, most: int) -> Words | None:
    """What is wrong with a whole number from 0 on."""
    if value is not None and not 0 <= value <= most:
        return Words(f"must be from 0 to {most}", f"应在 0 至 {most} 之间")
    return None


def tidied(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts without what surrounds them, each once."""
    return tuple(dict.fromkeys(text.strip() for text in texts))
