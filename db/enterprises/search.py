"""Statements of the search for enterprises.

The operators that the index of terms answers are not leakproof: behind the county wall they would be asked of row after
row. So functions of the owner look the candidates up and hold to the county themselves; what they find leaves through the
rows that the viewer sees. Of who sees some enterprises only, these are looked through.
"""

from collections.abc import Iterable
from functools import cache
from itertools import combinations
from typing import Any

from sqlalchemy import (
    ARRAY,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from db.engine import Connection, Row, Statement
from db.enterprises.register import ENTERPRISE, WITH_ENTERPRISE
from db.relations import One, Type, of_viewer
from domain.enterprises.search import COMPARED, FREQUENT, RANKED, Asked, Candidate, Enough
from domain.people import Reach, Sight, Viewer

Type("EnterpriseHits", seen=WITH_ENTERPRISE)
Type("EnterpriseHit", One("node", "Enterprise", "enterprise_id"), seen=WITH_ENTERPRISE)

WALKED = 1_000
"""Names that are walked in their order for a part of them that is too frequent to be looked up by."""

_MOST = bindparam("most", type_=Integer)
_TERMS = bindparam("terms", type_=ARRAY(Text))
_SOUGHT = cast(bindparam("sought", type_=Text), TSQUERY)

_met: Any = (
    func.enterprise_frequencies(_TERMS)
    .table_valued(column("term", Text), column("n", Integer), name="met")
    .render_derived()
)
_FREQUENCIES = Statement(select(_met.c.term, _met.c.n))

_LOOK_UPS: dict[str, Any] = {
    "beginning": func.enterprises_beginning(
        bindparam("beginning", type_=Text),
        bindparam("code", type_=Text),
        bindparam("former", type_=Text),
        _MOST,
    ),
    "with": func.enterprises_with(_SOUGHT, _MOST),
    "similar": func.enterprises_similar(_SOUGHT, _TERMS, literal_column(str(COMPARED)), _MOST),
    "in order": func.enterprises_in_order(_TERMS, _MOST, literal_column(str(WALKED))),
    "as they sound": func.enterprises_as_they_sound(
        bindparam("sound", type_=Text), _TERMS, _MOST, literal_column(str(WALKED))
    ),
}
"""Functions that answer ids, by how they look for them."""


async def candidates(connection: Connection, asked: Asked, first: int, viewer: Viewer) -> list[Candidate]:
    """Enterprises that may be meant, as far as the viewer sees them. What answers worse is looked for only while there are
    fewer than `first` that answer better."""
    search = _Search(connection, asked, viewer)
    if ENTERPRISE.seen.reach(viewer.sight) is not Reach.ALL:
        await search.look_through()
        return search.found
    await search.look_up("beginning", first)
    if len(search.found) < first:
        frequency = await search.frequencies()
        for whole in asked.wholes:
            await search.whole(whole, frequency, first)
        if len(search.found) < first:
            await search.similar(asked.similar(frequency))
    return search.found


class _Search:
    """One search, and what it has found so far: the same enterprise more than once."""

    def __init__(self, connection: Connection, asked: Asked, viewer: Viewer) -> None:
        self.found: list[Candidate] = []
        self._connection, self._asked, self._viewer = connection, asked, viewer
        self._given: dict[str, Any] = {
            "beginning": asked.known,
            "code": asked.code,
            "former": self._term(f"={asked.text}"),
            "spelling": self._terms(asked.spelling) or None,
            **of_viewer(viewer),
        }

    async def frequencies(self) -> dict[str, int]:
        """How many names each term is in, by a sample of them."""
        terms = (*self._asked.parts, *self._asked.spelling)
        rows = await _FREQUENCIES.all(self._connection, terms=self._terms(terms))
        counts = {row["term"]: row["n"] for row in rows}
        return {term: counts[self._term(term)] for term in terms}

    async def look_up(self, how: str, most: int, **given: Any) -> int:
        """Take what one of the functions finds; answers how many there are."""
        statement = _looked_up(how, self._viewer.sight)
        rows = await statement.all(self._connection, most=most, **given, **self._given)
        self.found += map(_candidate, rows)
        return len(rows)

    async def whole(self, whole: Enough, frequency: dict[str, int], first: int) -> None:
        """Take what has all of these terms: where very many names have them, the first of all in the order of names, or of
        how they sound."""
        if min(frequency[term] for term in whole.terms) > FREQUENT:
            how = "as they sound" if whole.terms == self._asked.spelling else "in order"
            terms, sound = self._terms(whole.terms), self._asked.text[0]
            if await self.look_up(how, first, terms=terms, sound=sound) == first:
                return
        await self.look_up("with", RANKED, sought=self._sought([whole]))

    async def similar(self, wanted: Iterable[Enough]) -> None:
        """Take what has enough of any of these terms: those that have the most of the text."""
        if sought := self._sought(wanted):
            terms = self._terms(self._asked.parts)
            await self.look_up("similar", RANKED, sought=sought, terms=terms)

    async def look_through(self) -> None:
        """Take, of the enterprises that are seen, all that may be meant."""
        asked = self._asked
        former = Enough(1, (f"={asked.text}",))
        sought = self._sought((*asked.wholes, *asked.similar({}), former))
        statement = _looked_through(self._viewer.sight)
        self.found += map(_candidate, await statement.all(self._connection, sought=sought, **self._given))

    def _sought(self, wanted: Iterable[Enough]) -> str:
        """Terms as a query of a text search. They are made of letters and digits alone."""
        return " | ".join(
            "(" + " & ".join(f"'{self._term(term)}'" for term in terms) + ")"
            for each in wanted
            for terms in combinations(each.terms, each.least)
        )

    def _terms(self, terms: Iterable[str]) -> list[str]:
        return [self._term(term) for term in terms]

    def _term(self, term: str) -> str:
        return self._viewer.county_code + term


@cache
def _looked_up(how: str, sight: Sight) -> Statement:
    found = _LOOK_UPS[how].table_valued(column("id", Uuid), name="met").render_derived()
    rows = ENTERPRISE.rows(sight, "seen")
    return Statement(_as_candidates(rows).select_from(rows.join(found, found.c.id == rows.c.id)))


@cache
def _looked_through(sight: Sight) -> Statement:
    rows = ENTERPRISE.rows(sight, "seen")
    may_be_meant = or_(
        func.array_to_tsvector(rows.c.search_terms).bool_op("@@")(_SOUGHT),
        func.starts_with(func.lower(rows.c.name), bindparam("beginning", type_=Text)),
        func.starts_with(rows.c.uscc, bindparam("code", type_=Text)),
    )
    return Statement(
        _as_candidates(rows)
        .where(may_be_meant)
        .order_by(rows.c.name, rows.c.id)
        .limit(literal_column(str(RANKED)))
    )


def _as_candidates(rows: FromClause) -> Select[*tuple[Any, ...]]:
    spelled = rows.c.search_terms.bool_op("@>")(bindparam("spelling", type_=ARRAY(Text)))
    return select(
        rows.c.id, rows.c.name, rows.c.former_names, rows.c.uscc, rows.c.pinyin, spelled.label("spelled")
    )


def _candidate(row: Row) -> Candidate:
    return Candidate(
        id=row["id"],
        name=row["name"],
        former_names=tuple(row["former_names"]),
        uscc=row["uscc"],
        pinyin=row["pinyin"],
        spelled=bool(row["spelled"]),
    )
