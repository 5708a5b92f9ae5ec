"""How names are spelled: what they are searched and sorted by."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import Any, cast

LEGAL_FORMS = (
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "个体工商户",
    "合伙企业",
    "有限合伙",
    "普通合伙",
    "集团",
    "公司",
)
"""What names end in without being known by it."""

AMBIGUOUS = 2
"""Of how many characters of a name the second reading is known, too."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is kept of a name beside it: the terms that it is found by, and the key that it is sorted by."""

    search_terms: tuple[str, ...]
    pinyin: str


def spelled(county_code: str, name: str, former_names: Sequence[str] = ()) -> Spelling:
    """How an enterprise of a county is spelled."""
    return Spelling(terms(county_code, name, former_names), sort_key(name))


def plain(text: str) -> str:
    """The letters, digits and characters of a text: narrow, small, and without what stands between them."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def core(text: str) -> str:
    """A plain name without its legal form; a name that is nothing else stays."""
    if not text.endswith(LEGAL_FORMS) or text in LEGAL_FORMS:
        return text
    return core(text.removesuffix(next(filter(text.endswith, LEGAL_FORMS))))


def pairs(text: str) -> tuple[str, ...]:
    """Every two neighbours of a plain text, each once, in their order; a single one is its own."""
    return tuple(dict.fromkeys(map("".join, pairwise(text)))) if len(text) > 1 else (text,) if text else ()


def letters(initials: str) -> tuple[str, ...]:
    """The terms of a name by its initials: every three neighbours, and the two that it begins with. Marked, so that no
    letters of a name are taken for them."""
    threes = (f"~{initials[at : at + 3]}" for at in range(len(initials) - 2))
    return tuple(dict.fromkeys((*threes, f"^{initials[:2]}"))) if initials else ()


def terms(county_code: str, name: str, former_names: Sequence[str] = ()) -> tuple[str, ...]:
    """What a name is found by, each with its county, so that no county's search walks through another's names: its pairs of
    characters, those of its former names, these as a whole, and its initials."""
    former = [plain(each) for each in former_names]
    found = {pair for each in (plain(name), *former) for pair in pairs(core(each))}
    found |= {f"={each}" for each in former if each}
    found |= {term for each in initials(name) for term in letters(each)}
    return tuple(sorted(county_code + term for term in found))


def sort_key(name: str) -> str:
    """What names are sorted by: their syllables without tones, then the name itself, which tells those apart that sound
    alike."""
    return f"{' '.join(_syllables(plain(name)))} {name}"


def initials(name: str) -> tuple[str, ...]:
    """The initials of a name without its legal form, as it is usually read first; and with the second reading of the first
    characters that have one, `AMBIGUOUS` at most."""
    known = core(plain(name))
    usual = "".join(syllable[0] for syllable in _syllables(known))
    choices = list(usual)
    others = (
        (place, other)
        for place, (character, letter) in enumerate(zip(known, usual, strict=False))
        if (other := _other(character, letter))
    )
    for place, other in islice(others, AMBIGUOUS):
        choices[place] += other
    return tuple(map("".join, product(*choices)))


def _syllables(text: str) -> Iterator[str]:
    """The syllables of a plain text; a letter or a digit is one by itself."""
    # Loaded by who writes names: 0.15 s and 58 MB.
    from pypinyin.seg.mmseg import seg

    for word in seg.cut(text):
        yield from _read(word)


@lru_cache(65_536)
def _read(word: str) -> list[str]:
    """How a word is read: 重庆 and 重型 begin alike and sound otherwise."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(word, errors=cast("Any", list))


@lru_cache(65_536)
def _other(character: str, letter: str) -> str | None:
    """The initial of the first reading of a character that begins with another letter, among its common ones."""
    from pypinyin import Style, pinyin

    (readings,) = pinyin(character, Style.FIRST_LETTER, heteronym=True)
    return next((each for each in readings[:AMBIGUOUS] if each != letter), None)
