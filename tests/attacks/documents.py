"""Documents: some that are made up from the schema, some that were right before they were broken, and bombs."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
)

from tests.attacks.hostile import broken, text, torn_text
from tests.attacks.judgement import DONE
from tests.differential.acts import Acts
from tests.differential.documents import Asked, Generator

WORDS = (
    "query", "mutation", "subscription", "fragment", "on", "{", "}", "(", ")", "[", "]", ":", "=", "!", "|", "&", "@", "...", "$", "#",
    "$v", "$first", "F", "...F", "@skip(if: true)", "@include(if: $v)", "@defer", "@stream(initialCount: 0)", "@cost(weight: -1)", "Int",
    "ID!", "[_Any!]!", "FairFilter", "__typename", "__schema", "__type", "_service", "_entities", "types", "fields", "name", "ofType",
    "fairs", "fair", "node", "nodes", "id", "edges", "totalCount", "first: 101", "first: 2147483648", "first: -1", 'after: "x"', 'id: ""',
    "planFair", "submitIntake", "input", "input: {}", "null", "true", "1", "1.5e999", '"\\u0000"', '"""x', '"\\uD800"', "\ufeff", "泰", "\0",
    "extend type Query { x: Int }", "schema { query: Query }", "type Query { x: Int }", "fairIntakeCounts", "intakes", "counts", "booths",
)  # fmt: skip


def nested(field: str, depth: int) -> str:
    """A field below itself."""
    return f"{{ {field} {{ " * depth + "__typename" + " } }" * depth


def _chain(random: Random) -> str:
    """Fragments each of which spreads the next twice; at times the last one spreads the first."""
    length = random.choice((3, 14, 40, 150))
    last = "...F0" if random.random() < 0.3 else "id"
    below = [f"fragment F{n} on Fair {{ a: zone {{ id }} ...F{n + 1} ...F{n + 1} }}" for n in range(length)]
    return f'{{ fair(id: "x") {{ ...F0 }} }} {" ".join(below)} fragment F{length} on Fair {{ {last} }}'


def bomb(random: Random) -> str:
    """A document that is much."""
    many = random.choice((30, 60, 200, 1000, 3000))
    return random.choice((_wide, _wide, _deep))(random, many)


def _wide(random: Random, many: int) -> str:
    match random.randrange(8):
        case 0:
            return f"{{ {' '.join(f'a{n}: __typename' for n in range(many))} }}"
        case 1:
            return f"{{ {'__typename ' * many} }}"
        case 2:
            return f"{{ {'fairs { edges { node { id } } } ' * (many // 4)} }}"
        case 3:
            return f"{{ __typename {'@skip(if: false) ' * many} }}"
        case 4:
            return f"query({' '.join(f'$v{n}: Int' for n in range(many))}) {{ __typename }}"
        case 5:
            return f"{{ nodes(ids: [{', '.join([ID] * many)}]) {{ id }} }}"
        case 6:
            return f"{{ fairs(filter: {{ {'nothing: 1 ' * many} }}) {{ totalCount }} }}"
        case _:
            return "{ __typename } " + "# " * random.choice((1000, 20_000)) + "\n#" * many


def _deep(random: Random, many: int) -> str:
    match random.randrange(5):
        case 0:
            return nested(random.choice(("node", "... on Query", "fairs", "fairs { edges { node")), many)
        case 1:
            return _chain(random)
        case 2:
            return f"{{ __schema {nested('types { fields { type', random.choice((1, 2, 5, 40)))} }}"
        case 3:
            page = "first: " + str(random.choice((100, 101, 2**31 - 1, 2**31, 10**30)))
            return f"{{ fairs({page}) {{ edges {{ node {{ intakes({page}) {{ edges {{ node {{ fair {{ intakes({page}) {{ totalCount }} }} }} }} }} }} }} }} }}"
        case _:
            return f"{{ fairs(filter: {'{ zone: ' * many}1{' }' * many}) {{ totalCount }} }}"


ID = '"x"'

ALIKE = 60
"""How many documents of a kind there are in one turn."""


def soup(random: Random) -> str:
    """Words of the language in any order."""
    return " ".join(
        random.choice(WORDS) if random.random() < 0.97 else text(random) for _ in range(random.randrange(40))
    )


class Documents:
    """Draws operations: documents, variables and names. Right documents come again with other variables, as those of clients
    do; `turn` brings new ones."""

    def __init__(self, schema: GraphQLSchema, acts: Acts) -> None:
        self._generator = Generator(schema, acts, keeping=0.9)
        self._right = lru_cache(4 * ALIKE)(self._made)
        self.turn = 0

    def _made(self, turn: int, kind: str, number: int) -> tuple[str, tuple[Asked, ...]]:
        random = Random(f"{turn}/{kind}/{number}")  # noqa: S311 - it is to come again
        document = self._generator.document(random, kind)
        return told(document.text) if kind == "mutation" else document.text, document.operations

    def valid(self, random: Random, kind: str) -> dict[str, Any]:
        """An operation of a kind that is right, but for its values at times."""
        query, operations = self._right(self.turn, kind, random.randrange(ALIKE))
        operation = random.choice(operations)
        return {"query": query, "variables": operation.values(random), "operationName": operation.name}

    def wrong(self, random: Random) -> dict[str, Any]:
        """An operation whose document is wrong, or too much, or was right before it was torn. It can do nothing."""
        chance = random.random()
        if chance < 0.3:
            return {"query": soup(random)}
        if chance < 0.5:
            return {"query": bomb(random)}
        asked = self.valid(random, random.choice(("query", "query", "subscription")))
        return {**asked, "query": torn_text(random, asked["query"])}

    def with_wrong_variables(self, random: Random, kind: str) -> dict[str, Any]:
        """An operation that is right, with variables that are not."""
        asked = self.valid(random, kind)
        for _ in range(5):
            if asked["variables"]:
                break
            asked = self.valid(random, kind)
        return {**asked, "variables": broken(random, asked["variables"])}


def told(document: str) -> str:
    """A document whose acts say what became of them, under a key that nothing else has."""
    places = [
        act.selection_set.loc.start + 1
        for definition in parse(document).definitions
        if isinstance(definition, OperationDefinitionNode)
        for act in definition.selection_set.selections
        if isinstance(act, FieldNode) and act.selection_set is not None and act.selection_set.loc is not None
    ]
    for place in sorted(places, reverse=True):
        document = f"{document[:place]} {DONE}: __typename {document[place:]}"
    return document
