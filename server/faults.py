"""What the door answers when it does not let a request in: a status, a code and a sentence in both languages."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from domain.refusals import Words
from resolvers.errors import Code

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A request that is not answered. `facts` go beside the code into `extensions`, `headers` beside the others."""

    status: int
    code: Code
    words: Words
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    headers: tuple[tuple[bytes, bytes], ...] = ()

    def json(self, language: str) -> bytes:
        """The answer's body."""
        return orjson.dumps({"errors": [self.error(language)]})

    def error(self, language: str) -> dict[str, Any]:
        """The one error of the answer."""
        extensions = {"code": self.code.value, **self.facts}
        return {"message": self.words.in_language(language), "extensions": extensions}


def bad_request(en: str, zh: str, status: int = 400) -> Fault:
    """A request that no client should send."""
    return Fault(status, Code.BAD_REQUEST, Words(en, zh))


def forbidden(en: str, zh: str, status: int = 403) -> Fault:
    """A request that a client could send, but not from there or not in this way."""
    return Fault(status, Code.FORBIDDEN, Words(en, zh))


def too_fast(seconds: float) -> Fault:
    """A caller that has used up what it may; `seconds` from now there is something again."""
    wait = max(1, int(seconds + 0.999))
    return Fault(
        429,
        Code.RATE_LIMITED,
        Words(f"Too much was asked for; try again in {wait} s", f"请求过于频繁,请在 {wait} 秒后重试"),
        {"retryAfter": wait},
        ((b"retry-after", str(wait).encode()),),
    )


def broken(reference: str) -> Fault:
    """Something went wrong here; the log has it under the reference."""
    return Fault(
        500,
        Code.INTERNAL,
        Words(f"Something went wrong here; reference {reference}", f"服务内部错误,编号 {reference}"),
        {"reference": reference},
    )
