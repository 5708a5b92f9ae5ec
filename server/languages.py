"""The language of an answer."""

from functools import lru_cache
from operator import itemgetter


@lru_cache(256)
def language(accepted: bytes) -> str:
    """The language of an `Accept-Language` header: "en" when English weighs more than Chinese or, at the same weight,
    is named before it; otherwise "zh"."""
    named = [part.partition(";q=") for part in accepted.decode("latin-1").lower().replace(" ", "").split(",")]
    weighed = [(_weight(weight), tag[:2]) for tag, _, weight in named if tag[:2] in {"zh", "en"}]
    return max(weighed, key=itemgetter(0), default=(1, "zh"))[1]


def _weight(written: str) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 0.0
