"""How values are written: the same for every peer in Python."""

from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

OFFICE_TIME = timezone(timedelta(hours=8))


def moment_text(moment: datetime) -> str:
    """A moment with milliseconds, in office time."""
    return moment.astimezone(OFFICE_TIME).isoformat(timespec="milliseconds")


def rate(part: int, whole: int) -> str | None:
    """`part` of `whole` in percent with one digit, rounded half up."""
    if whole == 0:
        return None
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))
