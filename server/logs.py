"""What a process says while it runs: a line for every event, as text or as json. Nothing personal is in it: no variables,
no documents, no tokens, no addresses, and of an error in production only where it came from, for its words may quote
what somebody sent."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

from server.settings import Settings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

QUIET = ("alembic", "strawberry", "uvicorn.access", "asyncio")
"""Loggers of others that say at INFO what nobody needs, or more than they should."""


class Reticent(logging.Formatter):
    """Text in which an error has no words of its own: its type, and where it came from."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return "\n".join(origin(ei[1], ei[2]))


class Json(Reticent):
    """One json object a line: time, level, logger, message, reference and, of an error, where it came from."""

    def __init__(self, *, reticent: bool) -> None:
        super().__init__()
        self._reticent = reticent

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (reference := getattr(record, "reference", None)) is not None:
            event["reference"] = reference
        if record.exc_info and record.exc_info[1] is not None:
            _, error, place = record.exc_info
            event["error"] = origin(error, place) if self._reticent else traceback.format_exception(error)
        return orjson.dumps(event).decode()


def origin(error: BaseException | None, place: TracebackType | None) -> list[str]:
    """The types of an error and of its causes, and the lines of ours and of others that it passed; not what it says."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(place)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        place = error.__traceback__ if error is not None else None
    return lines


def configure(settings: Settings) -> None:
    """Have every logger of the process write to stderr in the form of the settings."""
    form = settings.log or ("text" if settings.develops else "json")
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(Json(reticent=not settings.develops))
    else:
        handler.setFormatter(logging.Formatter(TEXT) if settings.develops else Reticent(TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
