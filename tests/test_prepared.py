"""Which documents are kept, and what of them."""

from __future__ import annotations

from collections import Counter

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse

from schema.prepared import LONGEST, Prepared


class Counted:
    """Documents, and how often each was prepared."""

    def __init__(self, characters: int) -> None:
        self.times: Counter[str] = Counter()
        self.prepared = Prepared(self.prepare, lambda document: document, characters)

    def prepare(self, query: str, operation_name: str | None) -> DocumentNode:
        self.times[query] += 1
        return parse(query)


def test_a_document_is_kept_when_it_is_asked_for_again_and_gives_way_to_later_ones() -> None:
    counted = Counted(characters=300)
    for n in range(1000):
        counted.prepared(f"{{ once{n} }}", None)
    assert (len(counted.prepared), counted.prepared.characters) == (0, 0)
    for _ in range(5):
        kept = counted.prepared("{ often }", None)
    assert counted.times["{ often }"] == 2
    assert counted.prepared("{ often }", None) is kept
    for n in range(100):
        for _ in range(2):
            counted.prepared(f"{{ twice{n} }}", None)
        assert counted.prepared.characters <= 300
    counted.prepared("{ often }", None)
    assert counted.times["{ often }"] == 3
    long = "{ long } #" + "x" * LONGEST
    for _ in range(3):
        counted.prepared(long, None)
    assert counted.times[long] == 3


def test_what_is_kept_of_a_document_knows_where_its_parts_stand_and_has_no_tokens() -> None:
    counted = Counted(characters=300)
    for _ in range(2):
        kept = counted.prepared("{ a(b: [1]) { ... on C { d } } }", None)
    (operation,) = kept.definitions
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert GraphQLError("wrong", [field]).locations == [(1, 3)]
    assert operation.loc is not None
    assert field.loc is not None
    assert [operation.loc.start_token, operation.loc.end_token, field.loc.start_token] == [None] * 3
