"""Money in CNY yuan with two digits, and the rates that are printed with one."""

from decimal import ROUND_HALF_UP, Decimal

from domain.refusals import REQUIRED, Words

MOST = Decimal("1e18")
"""Amounts fit PostgreSQL's numeric(20,2)."""


def amount_problem(value: Decimal | None) -> Words | None:
    """What is wrong with an amount of yuan: it must be positive and have at most two digits after the point."""
    if value is None:
        return REQUIRED
    if not value.is_finite() or value <= 0 or value >= MOST:
        return Words("must be more than 0 and less than 10^18 yuan", "金额应大于 0 且小于 10^18 元")
    if value != value.quantize(Decimal("0.01")):
        return Words(
            f"{value} has more than two digits after the point; yuan have two (fen)",
            f"{value} 的小数超过两位,金额以元计,最多到分",
        )
    return None


def rate(part: int, whole: int, digits: int = 1) -> Decimal | None:
    """`part` of `whole` in percent, rounded half up to so many digits; `None` when there is no denominator."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
