"""Cells that are too small to be published: nobody can work them out, and the database keeps back what the domain does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import fairs
from domain.fairs import Level
from domain.figures import small_cells
from domain.people import Role
from resolvers.context import Context
from schema.root import schema
from tests.counties import filled
from tests.differential.values import seeded
from tests.offices import FAIR, Api, credit_code

pytestmark = pytest.mark.anyio

PUBLISHED = {Role.PUBLIC, Role.PEER, Role.OBSERVER}
"""Who is told what is published, and no more."""

Counts = tuple[int, ...]


def shown(counts: Counts) -> tuple[int | None, ...]:
    """What is published of cells."""
    return tuple(None if place in small_cells(counts) else n for place, n in enumerate(counts))


def divided(total: int, cells: int = 5) -> Iterator[Counts]:
    """Every way to divide a total among cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in divided(total - first, cells - 1))


@pytest.mark.parametrize("total", range(1, 16))
def test_a_cell_that_is_kept_back_could_have_another_count(total: int) -> None:
    """For whoever knows the total, the cells that are shown, and this very rule."""
    alike = defaultdict[Any, list[Counts]](list)
    for counts in divided(total):
        alike[shown(counts)].append(counts)
    for published, possible in alike.items():
        for place, count in enumerate(published):
            if count is None:
                assert len({counts[place] for counts in possible}) >= 2, (published, possible)


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5).map(tuple))
def test_every_small_cell_is_kept_back_and_never_one_alone(counts: Counts) -> None:
    kept_back = small_cells(counts)
    assert {place for place, n in enumerate(counts) if n < 3} <= kept_back
    assert len(kept_back) != 1
    assert bool(kept_back) is (min(counts) < 3)


@given(st.permutations(range(5)), st.lists(st.integers(0, 6), min_size=5, max_size=5))
def test_no_place_is_preferred(order: list[int], counts: list[int]) -> None:
    moved = tuple(counts[place] for place in order)
    assert shown(moved) == tuple(shown(tuple(counts))[place] for place in order)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((3, 4, 5, 6, 7), (3, 4, 5, 6, 7)),
        ((9, 8, 1, 4, 4), (9, 8, None, None, None)),
        ((9, 8, 7, 1, 2), (9, 8, 7, None, None)),
        ((9, 8, 7, 0, 0), (9, 8, None, None, None)),
        ((0, 0, 0, 0, 0), (None,) * 5),
    ],
)
def test_what_is_published_of_cells(counts: Counts, published: tuple[int | None, ...]) -> None:
    assert shown(counts) == published


def test_a_rule_that_hid_the_small_ones_alone_would_tell_them() -> None:
    """One that is hidden is what is left of the total; several that are alike are an equal share of it."""
    for counts in ((9, 8, 7, 4, 1), (9, 8, 7, 0, 0), (2, 2, 2, 5, 9)):
        hidden = [n for n in counts if n < 3]
        possible = [other for other in divided(sum(hidden), len(hidden)) if max(other) < 3]
        assert possible == [tuple(hidden)]


DISTRIBUTIONS = 24

ASK = "query($id: ID!) { fair(id: $id) { satisfaction { attending rated unrated mean levels { level count } } } }"


@pytest.mark.parametrize("planned", [True, False], ids=["planned", "loaders"])
async def test_the_database_keeps_back_what_the_domain_keeps_back(api: Api, *, planned: bool) -> None:
    county = await filled(api)
    world, random = replace(api.world, planned=planned), seeded(7)
    await api.owner.execute("DELETE FROM ratings; DELETE FROM attendances")
    fair = county.key("fair_2")
    for number in range(DISTRIBUTIONS):
        counts = [random.choice((0, 0, 1, 2, 3, 3, 4, 5)) for _ in Level]
        await rated(api, county.code, fair, counts)
        # An enterprise with an intake at the fair is its guest, too, and did not rate.
        for role in Role:
            viewer = county.viewer(role) if role is not Role.PUBLIC else None
            context = Context(world, "en", viewer) if viewer else Context(world, "en")
            answer = await schema.execute(ASK, {"id": county["fair_2"]}, context)
            assert answer.errors is None
            assert thought(answer) == expected(counts, published=role in PUBLISHED), (number, role, counts)


def thought(answer: Any) -> Any:
    """What an answer says of a fair's guests."""
    return orjson.loads(orjson.dumps(answer.data))["fair"]["satisfaction"]


def expected(counts: list[int], *, published: bool) -> dict[str, Any]:
    """What the domain has, as the contract writes it."""
    right = fairs.satisfaction(
        FAIR.id, sum(counts) + 1, dict(zip(Level, counts, strict=True)), published=published
    )
    return {
        "attending": right.attending,
        "rated": right.rated,
        "unrated": 1,
        "mean": None if right.mean is None else str(right.mean),
        "levels": [{"level": each.level.value, "count": each.count} for each in right.levels],
    }


async def rated(api: Api, county: str, fair: Any, counts: list[int]) -> None:
    """A fair whose ratings are these, and no others."""
    await api.owner.execute(
        "DELETE FROM ratings; DELETE FROM attendances; DELETE FROM enterprises WHERE name = 'guest'"
    )
    levels = [level.value for level, count in zip(Level, counts, strict=True) for _ in range(count)]
    for number, level in enumerate(levels):
        enterprise = await api.owner.fetchval(
            "INSERT INTO enterprises VALUES (gen_random_uuid(), $1, 'guest', $2, 'ACTIVE') RETURNING id",
            county,
            credit_code(100 + number),
        )
        for statement, values in (
            ("INSERT INTO attendances VALUES ($1, $2, $3, now())", (fair, enterprise, county)),
            ("INSERT INTO ratings VALUES ($1, $2, $3, $4, NULL, now())", (fair, enterprise, county, level)),
        ):
            await api.owner.execute(statement, *values)
