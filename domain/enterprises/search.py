"""Searching enterprises: what a text asks for, and how well a name answers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from domain.enterprises.register import reach
from domain.enterprises.spelling import core, letters, pairs, plain
from domain.people import Reach, Sight
from domain.refusals import Words, text_problem

LONGEST = 100
"""Characters of a text that is sought."""

USUAL, MOST = 10, 50
"""How many hits are answered unless it is said, and at most."""

RANKED = 100
"""How many names that have a text in them, or are similar to it, are ranked: where more are, these are any of them. Names
that begin with it are never missed."""

FREQUENT = 10_000
"""Names that a part of a text may be in before it is too frequent to be looked up by: some milliseconds."""

COMPARED = 500
"""Names that are compared with a text for being similar to it: a few milliseconds."""

WHOLE, BEGINS, CODE_BEGINS, HAS, SIMILAR = 1.0, 0.9, 0.88, 0.7, 0.6
"""How well a name answers that is the text, begins with it, has it in it, or is as similar as can be. A credit code that
begins with it stands behind the names that do."""

FORMER = 0.95
"""What a former name counts of that: a little less, so that it stays above what answers worse."""

SPELLED, SPELLED_BEGINS, SPELLED_HAS, SPELLED_OTHERWISE = 0.8, 0.75, 0.65, 0.5
"""The same of the initials; otherwise by a second reading of a character."""


STRETCH, STRETCHES = 6, 4
"""Pairs of a long text that are sought together, and how many such stretches of it: their combinations are few."""


class Enough(NamedTuple):
    """A name that has at least `least` of these terms."""

    least: int
    terms: tuple[str, ...]


def refused(sight: Sight) -> frozenset[str]:
    """The questions of the root that a role may not ask: who sees no enterprise searches for none."""
    return frozenset({"searchEnterprises"}) if reach(sight) is Reach.NONE else frozenset()


@dataclass(frozen=True)
class Asked:
    """A text that is sought, plain."""

    text: str

    @cached_property
    def known(self) -> str:
        """The text without a legal form: every other name has one."""
        return core(self.text)

    @cached_property
    def code(self) -> str | None:
        """What a credit code may begin with."""
        return self.text.upper() if self.text.isascii() and len(self.text) > 1 else None

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The terms of a name, or of a former one, that has all of the text."""
        return pairs(self.known)

    @property
    def spelling(self) -> tuple[str, ...]:
        """The terms of a name that has the text in its initials; none of a text that cannot be."""
        if not self.text.isascii() or len(self.text) < 2:
            return ()
        terms = letters(self.text)
        return tuple(term for term in terms if term[0] == "~") or terms

    @property
    def wholes(self) -> tuple[Enough, ...]:
        """What has all of the text."""
        return tuple(Enough(len(terms), terms) for terms in (self.parts, self.spelling) if terms)

    def similar(self, frequency: Mapping[str, int]) -> tuple[Enough, ...]:
        """What may be similar to the text, by its rare parts: those that no more names have together than can be compared. A
        name has as many of them as makes it similar, were all of the others in it; one at least. A name that has some of
        many parts has its share of one of their stretches."""
        if len(self.parts) < 3:
            return ()
        rare = self._rare(frequency)
        if not rare:
            return ()
        number = -(-len(rare) // STRETCH)
        size = -(-len(rare) // number)
        least = max(1, alike(len(self.parts)) - (len(self.parts) - len(rare)))
        return tuple(
            Enough(min(-(-least // number), len(terms)), terms)
            for terms in (rare[at : at + size] for at in range(0, len(rare), size))
        )

    def _rare(self, frequency: Mapping[str, int]) -> tuple[str, ...]:
        """The rarest parts, in their order in the text: of one that is longer than names are, no more than a name has."""
        rising = sorted(self.parts, key=lambda part: frequency.get(part, 0))
        together = accumulate(frequency.get(part, 0) for part in rising)
        affordable = sum(count <= COMPARED for count in together)
        chosen = frozenset(rising[: min(affordable, STRETCH * STRETCHES)])
        return tuple(part for part in self.parts if part in chosen)


def alike(parts: int) -> int:
    """How many of so many pairs make two names similar: two fifths, and two at least. One wrong character is in two pairs."""
    return max(2, -(-2 * parts // 5))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that may be meant. `spelled` when the text is in its initials, however they are read."""

    id: UUID
    name: str
    former_names: tuple[str, ...]
    uscc: str | None
    pinyin: str
    spelled: bool


@dataclass(frozen=True, slots=True)
class EnterpriseHit:
    """An enterprise that a text finds, and how well it answers, from 0 to 1."""

    enterprise_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class EnterpriseHits:
    """What a text finds, the best first."""

    edges: tuple[EnterpriseHit, ...]


def asked(text: str) -> Asked | Words:
    """What a text asks for, or what is wrong with it."""
    if problem := text_problem(text, LONGEST):
        return Words(f"text {problem.en}", f"text {problem.zh}")
    known = plain(text)
    if not known:
        return Words(
            "text has no letter, digit or character to look for", "text 应含有可检索的文字、字母或数字"
        )
    return Asked(known)


def how_many(first: int | None) -> int | Words:
    """How many hits are asked for, or what is wrong with that."""
    if first is None:
        return USUAL
    return (
        first
        if 1 <= first <= MOST
        else Words(f"first must be from 1 to {MOST}", f"first 应在 1 至 {MOST} 之间")
    )


def ranked(asked: Asked, candidates: Iterable[Candidate], first: int) -> EnterpriseHits:
    """The best of the candidates, each once; those that answer as well in the order of their names, then of their ids."""
    each = {candidate.id: candidate for candidate in candidates}.values()
    scored = ((score(asked, candidate), candidate) for candidate in each)
    best = sorted((-points, candidate.name, candidate.id) for points, candidate in scored if points)
    return EnterpriseHits(tuple(EnterpriseHit(id, -points) for points, _, id in best[:first]))


def score(asked: Asked, candidate: Candidate) -> float:
    """How well an enterprise answers: 0 when it does not."""
    names = [_by_name(asked, plain(candidate.name))]
    names += [FORMER * _by_name(asked, plain(name)) for name in candidate.former_names]
    return round(max(*names, _by_code(asked, candidate.uscc), _by_initials(asked, candidate)), 4)


def _by_name(asked: Asked, name: str) -> float:
    if name == asked.text:
        return WHOLE
    known = core(name)
    if name.startswith(asked.text) or known.startswith(asked.known):
        return BEGINS
    if asked.text in name or asked.known in known:
        return HAS
    held = frozenset(pairs(known))
    shared = sum(part in held for part in asked.parts)
    if shared < min(len(asked.parts), alike(len(asked.parts))):
        return 0
    return SIMILAR * 2 * shared / (len(asked.parts) + len(held))


def _by_code(asked: Asked, uscc: str | None) -> float:
    if uscc is None or asked.code is None or not uscc.startswith(asked.code):
        return 0
    return WHOLE if uscc == asked.code else CODE_BEGINS


def _by_initials(asked: Asked, candidate: Candidate) -> float:
    if not candidate.spelled:
        return 0
    syllables = candidate.pinyin.removesuffix(candidate.name).split()
    usual = "".join(syllable[0] for syllable in syllables)
    if usual.startswith(asked.text):
        return SPELLED if len(asked.text) == len(core(plain(candidate.name))) else SPELLED_BEGINS
    return SPELLED_HAS if asked.text in usual else SPELLED_OTHERWISE
