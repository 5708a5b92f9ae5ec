"""Money in CNY yuan with two digits, how it is shown, and the rates that are printed with one."""

from decimal import ROUND_HALF_UP, Decimal

from domain.refusals import REQUIRED, Words

MOST = Decimal("1e18")
"""Amounts fit PostgreSQL's numeric(20,2)."""

_CENT = Decimal("0.01")
_WAN, _YI = Decimal("1e4"), Decimal("1e8")


def shown(yuan: Decimal) -> str:
    """An amount as an office writes it, in 元, 万元 or 亿元 with at most two digits after the point; where digits had to be
    left out, 约 says so. `db.money` writes the same in SQL."""
    if yuan < _WAN:
        return f"{yuan:,.2f} 元"
    rounded, unit, name = (yuan / _WAN).quantize(_CENT, ROUND_HALF_UP), _WAN, "万元"
    if rounded >= _WAN:
        rounded, unit, name = (yuan / _YI).quantize(_CENT, ROUND_HALF_UP), _YI, "亿元"
    number = f"{rounded:,.2f}".rstrip("0").rstrip(".")
    return f"{number} {name}" if rounded * unit == yuan else f"约 {number} {name}"


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
