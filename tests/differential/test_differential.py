"""Operations run both ways: generated ones, those that this repository shows, acts, and the frames of subscriptions."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import asyncpg
import pytest
from graphql import (
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
    type_from_ast,
)

from schema.engine import Engine
from tests.differential import known
from tests.differential.acts import Acts, Offices
from tests.differential.documents import LENGTH, Document, Generator
from tests.differential.values import Facts, Values, seeded
from tests.differential.viewers import Viewers
from tests.differential.ways import Operation, Tally, Ways
from tests.offices import Api, Clock

pytestmark = pytest.mark.anyio

ENOUGH = 20_000
"""How many queries reach nearly every field of the schema."""

OPERATIONS = int(os.environ.get("YAOSU_DIFFERENTIAL", "4000"))
SEED = int(os.environ.get("YAOSU_DIFFERENTIAL_SEED", "1"))

ROUNDS = 6
"""How often a document runs, each time with other variables: a plan is of a document, not of its variables."""

KNOWN_ROUNDS = 12
LOOK, AT_ONCE = 20, 50
"""How many acts until the database is looked at again; how many subscriptions wait for one look of the hub."""


def reachable(engine: Engine, root: str) -> set[tuple[str, str]]:
    """Every field of every object type that a root leads to, computed ones too."""
    schema, found = engine._schema, set[tuple[str, str]]()
    left: list[Any] = [schema.type_map[root]]
    seen = set(left)
    while left:
        type_ = left.pop()
        if is_abstract_type(type_):
            below = list(schema.get_possible_types(type_))
        else:
            found |= {(type_.name, name) for name in type_.fields}
            below = [get_named_type(field.type) for field in type_.fields.values()]
        fresh = [one for one in below if is_composite_type(one) and one not in seen]
        seen.update(fresh)
        left += fresh
    return found


def unreached(wanted: set[tuple[str, str]], tally: Tally) -> set[tuple[str, str]]:
    """The fields that were never answered, unless they are so few that chance may have left them out."""
    left = wanted - tally.reached.keys()
    return left if len(left) > len(wanted) // 20 else set()


def asked(
    engine: Engine, document: Document, random: Random, viewers: Viewers, times: int = 1
) -> list[Operation]:
    """One operation of a document, several times: each with other values for its variables, and asked by another who
    sees alike."""
    one = random.choice(document.operations)
    name = one.name if len(document.operations) > 1 or random.random() < 0.5 else None
    if random.random() < 0.01:
        name = random.choice((None, "Nope"))
    sight = viewers.sight(random, fields_of(engine, document.text, name))
    return [
        Operation(
            document.text,
            one.values(random),
            random.choice(("zh", "en")),
            name,
            viewers.viewer(random, sight),
        )
        for _ in range(times)
    ]


def fields_of(engine: Engine, text: str, name: str | None) -> frozenset[tuple[str, str]]:
    """What an operation asks for; one that is not right asks for nothing."""
    prepared = engine._asked(text, name, None)
    return frozenset() if isinstance(prepared, list) else prepared.fields


async def hunt(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways], tally: Tally, operations: int
) -> str | None:
    """The first difference among so many operations, with the seed of its document."""
    generator, viewers = Generator(engine._schema, Values(facts)), Viewers(engine._schema, facts)
    # Whoever comes again goes on.
    seed = SEED + tally.used["documents"]
    while tally.used["operations"] < operations:
        random = seeded(seed)
        document = generator.document(random)
        tally.used["documents"] += 1
        if len(document.text) >= LENGTH or not known.is_valid(engine._schema, document.text):
            tally.used["documents dropped"] += 1
        else:
            tally.used += document.used
            for operation in asked(engine, document, random, viewers, ROUNDS):
                # The torn database is asked one time in three.
                way = random.choice((ways[0], ways[0], ways[1]))
                if difference := await way.differ(operation, tally):
                    return f"seed {seed}: the ways differ\n{difference}"
        seed += 1
    return None


async def test_generated_queries_are_answered_the_same_both_ways(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways], capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    wanted = reachable(engine, "Query") if OPERATIONS >= ENOUGH else set()
    with tally.looking():
        found = await hunt(engine, facts, ways, tally, OPERATIONS)
        # Some fields are rare: what is left after all is looked for a while longer.
        while found is None and unreached(wanted, tally) and tally.used["operations"] < 2 * OPERATIONS:
            found = await hunt(engine, facts, ways, tally, tally.used["operations"] + 500)
    if found is not None:
        pytest.fail(found, pytrace=False)
    with capsys.disabled():
        print(f"\nqueries from seed {SEED}:\n{tally.report()}")  # noqa: T201 - what was covered is to be seen
    assert tally.used["documents dropped"] <= tally.used["documents"] // 20
    assert tally.used["answers that the role may not have"] <= tally.used["operations"] // 10
    assert unreached(wanted, tally) == set()


def known_operations(
    engine: Engine, values: Values, text: str, kind: str, random: Random, viewers: Viewers
) -> list[Operation]:
    """The operations of a kind in a known document, with values for their variables."""
    operations = list[Operation]()
    for node in parse(text).definitions:
        if isinstance(node, OperationDefinitionNode) and node.operation.value == kind:
            name = node.name.value if node.name else None
            asked_for = fields_of(engine, text, name)
            for _ in range(KNOWN_ROUNDS):
                owner = random.choice(("Fair", "Fair", "Intake", ""))
                variables: dict[str, Any] = {
                    one.variable.name.value: values.draw(
                        random,
                        type_from_ast(engine._schema, one.type),
                        f"{owner or 'any'}:{one.variable.name.value}",
                    )
                    for one in node.variable_definitions or ()
                }
                viewer = viewers.viewer(random, viewers.sight(random, asked_for))
                operations.append(Operation(text, variables, random.choice(("zh", "en")), name, viewer))
    return operations


async def test_known_queries_are_answered_the_same_both_ways(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways]
) -> None:
    documents, values, random, tally = known.documents(engine._schema), Values(facts), seeded(1), Tally()
    viewers = Viewers(engine._schema, facts)
    with tally.looking():
        for text, path in documents.items():
            for operation in known_operations(engine, values, text, "query", random, viewers):
                difference = await random.choice(ways).differ(operation, tally)
                if difference is not None:
                    pytest.fail(f"{path}: the ways differ\n{difference}", pytrace=False)
    assert {"README.md", "examples/dashboard/dashboard.js", "tests/offices.py"} <= set(documents.values())
    assert tally.used["operations"] >= 300


async def test_the_first_frames_of_subscriptions_are_the_same_both_ways(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways]
) -> None:
    generator, tally, seed = Generator(engine._schema, Values(facts)), Tally(), SEED
    known_random, viewers = seeded(1), Viewers(engine._schema, facts)
    operations = [
        operation
        for text in known.documents(engine._schema)
        for operation in known_operations(
            engine, generator.values, text, "subscription", known_random, viewers
        )
    ]
    with tally.looking():
        while tally.used["frames"] < max(OPERATIONS // 20, 1):
            while len(operations) < AT_ONCE:
                random = seeded(seed)
                document = generator.document(random, "subscription")
                operations += asked(engine, document, random, viewers, ROUNDS)
                seed += 1
            assert await ways[seed % 3 == 0].frames_differ(operations, tally) == []
            operations = []
    assert tally.used["answers without errors"] >= tally.used["frames"] // 2
    if OPERATIONS >= ENOUGH:
        assert reachable(engine, "Subscription") - reachable(engine, "Fair") - tally.reached.keys() == set()


async def test_acts_are_answered_the_same_both_ways_and_write_the_same(
    engine: Engine,
    facts: Facts,
    twins: tuple[Ways, asyncpg.Connection, asyncpg.Connection],
    capsys: pytest.CaptureFixture[str],
) -> None:
    ways, planned, reference = twins
    values, tally, seed = Acts(facts, await Offices.now(planned)), Tally(), SEED
    generator, random = Generator(engine._schema, values, keeping=0.95), seeded(1)
    viewers = Viewers(engine._schema, facts, acting=True)
    known_acts = [
        operation
        for text in known.documents(engine._schema)
        for operation in known_operations(engine, values, text, "mutation", random, viewers)
    ]
    wanted = reachable(engine, "Mutation") - reachable(engine, "Query") if OPERATIONS >= ENOUGH else set()
    least = max(OPERATIONS // 10, 1)
    with tally.looking():
        # Some refusals are rare: what is left after all is looked for a while longer.
        while tally.used["operations"] < (4 * least if unreached(wanted, tally) else least):
            if tally.used["operations"] % LOOK == 0:
                values.offices = await Offices.now(planned)
            seed += 1
            random = seeded(seed)
            document = generator.document(random, "mutation")
            if known_acts and seed % 2:
                operation = known_acts.pop()
            else:
                (operation,) = asked(engine, document, random, viewers)
            tally.used["documents"] += 1
            tally.used["documents dropped"] += not known.is_valid(engine._schema, operation.query)
            difference = await ways.differ(operation, tally)
            if difference is not None:
                pytest.fail(f"seed {seed}: the ways differ\n{difference}", pytrace=False)
    with capsys.disabled():
        print(f"\n{tally.used['operations']} operations with acts from seed {SEED}")  # noqa: T201 - what was covered
    assert tally.used["documents dropped"] <= tally.used["documents"] // 20
    assert unreached(wanted, tally) == set()
    assert await written(planned) == await written(reference)


async def written(owner: asyncpg.Connection) -> tuple[dict[str, str], list[asyncpg.Record]]:
    """What stands in a database. Answers that were kept have a moment of the database's clock in them."""
    tables = await Api(None, owner, Clock()).written()
    keys = "SELECT idempotency_key, intake_id, input_digest, question_digest FROM answers ORDER BY 1"
    return {name: digest for name, digest in tables.items() if name != "answers"}, await owner.fetch(keys)


SABOTAGE: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("Fair", "name"): lambda name: f"{name} ",
    ("Fair", "round"): lambda round_: round_ or 0,
    ("Intake", "summary"): lambda summary: summary or "",
    ("Booth", "registers"): lambda registers: registers[::-1],
    ("Organization", "kind"): lambda kind: None,
}
"""Slight changes of one field: a space, nulls that are a zero or an empty text, another order, an error."""


@pytest.mark.parametrize("place", SABOTAGE, ids=".".join)
async def test_a_way_that_answers_one_field_otherwise_is_found_out(
    engine: Engine,
    facts: Facts,
    ways: tuple[Ways, Ways],
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[str, str],
) -> None:
    type_name, name = place
    field = engine._schema.type_map[type_name].fields[name]
    resolve, change = field.resolve, SABOTAGE[place]

    def sabotaged(source: Any, info: Any, **arguments: Any) -> Any:
        answer = resolve(source, info, **arguments)
        return answer if info.context.world.planned else change(answer)

    monkeypatch.setattr(field, "resolve", sabotaged)
    found = await hunt(engine, facts, ways, Tally(), 8000)
    assert found is not None
    assert found.startswith("seed ")
    assert name in found
