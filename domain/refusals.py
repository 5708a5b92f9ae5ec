"""How the domain says no: values, never exceptions, in English and in Chinese."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages, ready to show."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The sentence in `language` ("zh" or anything else, which is English)."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that a rule forbids. Nothing was written. Each kind carries the facts that a screen needs."""

    @property
    def message(self) -> Words:
        """What was wrong and what would be right."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the input; `path` names the field as the client wrote it."""

    path: str
    message: Words


@dataclass(frozen=True, slots=True)
class InvalidInput(Refusal):
    """Input that no form should have let through: all of its problems at once."""

    problems: tuple[Problem, ...]

    @property
    def message(self) -> Words:
        n = len(self.problems)
        return Words(
            f"{n} {'field is' if n == 1 else 'fields are'} not right: "
            + ", ".join(p.path for p in self.problems),
            f"有 {n} 处填写有误:" + "、".join(p.path for p in self.problems),
        )


@dataclass(frozen=True, slots=True)
class NotFound(Refusal):
    """An id in the input names nothing that the caller can see."""

    path: str
    thing: Words

    @property
    def message(self) -> Words:
        return Words(f"{self.path}: there is no such {self.thing.en}", f"{self.path}:没有这个{self.thing.zh}")


@dataclass(frozen=True, slots=True)
class Outdated(Refusal):
    """The record has changed since the version that the input is about: somebody else was faster."""

    path: str
    current_version: int

    @property
    def message(self) -> Words:
        n = self.current_version
        return Words(
            f"{self.path}: the record has changed, its version is {n} now; look at it again",
            f"{self.path}:该记录已被修改,当前版本为 {n},请重新查看后再办理",
        )


@dataclass(frozen=True, slots=True)
class RecordEnded(Refusal):
    """What the input names has ended."""

    path: str
    thing: Words
    until: date

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: this {self.thing.en} has ended on {self.until}",
            f"{self.path}:该{self.thing.zh}已于 {self.until} 终止",
        )


def over(path: str, thing: Words, until: date | None) -> RecordEnded | None:
    """Whether what the input names has ended."""
    return None if until is None else RecordEnded(path, thing, until)


@dataclass(frozen=True, slots=True)
class KeyReused(Refusal):
    """An idempotency key came back with other input: the first answer belongs to the first input."""

    idempotency_key: str
    first_used: ClassVar[Words] = Words(
        "This idempotencyKey was used with other input; send a new key for a new act",
        "该幂等键(idempotencyKey)已用于另一份内容,新的提交请使用新的键",
    )

    @property
    def message(self) -> Words:
        return self.first_used


REQUIRED = Words("is required", "必填")


def text_problem(
    value: str | None, limit: int, *, required: bool = True, lines: bool = False
) -> Words | None:
    """What is wrong with a text, if anything.

    `limit` counts characters. Control characters are refused, except line breaks and tabs where `lines`.
    """
    if value is None or not value.strip():
        return REQUIRED if required else None
    if len(value) > limit:
        return Words(
            f"has {len(value)} characters; at most {limit} are allowed", f"共 {len(value)} 字,最多 {limit} 字"
        )
    for character in value:
        if _is_control(character) and not (lines and character in "\n\r\t"):
            return Words(
                f"contains the control character U+{ord(character):04X}; remove it",
                f"含有控制字符 U+{ord(character):04X},请删除",
            )
    return None


def tidy(text: str | None) -> str | None:
    """A text that may be left out, as it is stored: one that is blank says nothing."""
    return (text or "").strip() or None


def _is_control(character: str) -> bool:
    """Control characters, halves of surrogate pairs, and what turns or hides the text around it. The joiners of
    emoji and scripts (U+200C, U+200D) are none."""
    return unicodedata.category(character) in {"Cc", "Cs", "Cf"} and character not in "\u200c\u200d"


class Problems:
    """Collects what is wrong with one input, so that all of it is answered at once."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def note(self, path: str, words: Words | None) -> None:
        """Keep `words` for `path`; `None` means that there is nothing wrong."""
        if words is not None:
            self._found.append(Problem(path, words))

    def refusal(self) -> InvalidInput | None:
        """The refusal, or `None` when the input is right."""
        return InvalidInput(tuple(self._found)) if self._found else None
