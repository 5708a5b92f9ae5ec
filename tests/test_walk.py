"""What is refused because of its size before it is validated, and what validation or execution would do without."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSyntaxError, get_introspection_query, parse, validate
from graphql.validation.rules import known_directives, overlapping_fields_can_be_merged

from resolvers.context import Context
from resolvers.cost import _Pricing
from resolvers.errors import CodedError
from resolvers.walk import Limits, Walk, parsed, too_much
from schema.engine import LIMITS
from schema.root import schema
from tests.offices import Api
from tests.test_guard import NAMED, door

pytestmark = pytest.mark.anyio

DEEP, DEAR = "QUERY_TOO_DEEP", "QUERY_TOO_EXPENSIVE"
LIFTED = 10**9


def of_type(times: int) -> str:
    return "name" if times == 0 else f"kind ofType {{ {of_type(times - 1)} }}"


def levels(depth: int, field: str = "duplicateOf") -> str:
    """Fields below each other, the first two and the leaf included."""
    below = "number"
    for _ in range(depth - 2):
        below = f"{field} {{ {below} }}"
    return f'{{ node(id: "x") {{ ... on Intake {{ {below} }} }} }}'


BOMB = '{ node(id: "x") { ...F0 } } ' + " ".join(
    f"fragment F{n} on Intake {{ "
    + (f"a: duplicateOf {{ ...F{n + 1} }} b: duplicateOf {{ ...F{n + 1} }} }}" if n < 14 else "number }")
    for n in range(15)
)
"""2^14 numbers in 200 tokens."""

SAME = f"{{ {'__typename ' * 300} }}"
CROSSED = f"{{ {'fairs { pageInfo { hasNextPage } } ' * 110} }}"

ATTACKS: dict[str, tuple[str, dict[str, int], str, str]] = {
    "a long text": (f"{{ __typename }} {' ' * 20_000}", {"characters": LIFTED}, DEAR, "longer than 20000 characters"),
    "many tokens": (
        f"{{ {'__typename ' * 1_000}}}",
        {"tokens": LIFTED, "comparisons": LIFTED},
        DEAR,
        "more than 1000 tokens",
    ),
    "comments": ("#\n" * 1_000 + "{ __typename }", {"tokens": LIFTED}, DEAR, "more than 1000 tokens"),
    "a deep document": (levels(13), {"depth": 13}, DEEP, "The fields stand more than 12 deep"),
    "empty braces": (f"{{ {'... { ' * 61} __typename {'} ' * 62}", {"nesting": 62}, DEEP, "more than 12 deep"),
    "aliases": (
        f"{{ {' '.join(f'a{n}: __typename' for n in range(51))} }}",
        {"aliases": 51},
        DEAR,
        "The document has 51 aliases; at most 50 are answered",
    ),
    "directives": (
        f"{{ {'__typename @skip(if: false) ' * 51} }}",
        {"directives": 51},
        DEAR,
        "The document has 51 directives; at most 50 are answered",
    ),
    "variables": (
        f"query({' '.join(f'$v{n}: Int' for n in range(65))}) {{ __typename }}",
        {"variables": 65},
        DEAR,
        "The document has 65 variables; at most 64 are answered",
    ),
    "the same field over and over": (SAME, {"comparisons": LIFTED}, DEAR, "The same fields are selected over and over"),
    "the same lists over and over": (CROSSED, {"comparisons": LIFTED}, DEAR, "The same fields are selected"),
    "types of types of types": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        {"introspected": 3},
        DEEP,
        "Members of types stand more than 2 deep",
    ),
}  # fmt: skip


def refused(query: str, limits: Limits = LIMITS) -> CodedError | None:
    try:
        return too_much(parsed(query, limits), limits)
    except CodedError as error:
        return error


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_is_too_much_is_refused_and_would_come_through_without_its_limit(
    api: Api, attack: str
) -> None:
    query, lifted, code, words = ATTACKS[attack]
    for engine, expected in ((schema, {code}), (schema.within(replace(LIMITS, **lifted)), set[str]())):
        result = await engine.execute(query, {}, Context(api.world, "en"))
        codes = {(error.extensions or {})["code"] for error in result.errors or []}
        assert codes & {DEEP, DEAR} == expected
        if expected:
            (error,) = result.errors or []
            assert words in error.message
            assert result.data is None
            assert result.extensions is None


def test_at_its_limits_a_document_passes() -> None:
    for query in (
        levels(12),
        f"{{ {'... { ' * 58} __typename {'} ' * 59}",
        f"{{ {'__typename ' * 71} }}",
        f"{{ {' '.join(f'a{n}: __typename' for n in range(50))} }}",
        f"{{ {'__typename @skip(if: false) ' * 50} }}",
        f"query({' '.join(f'$v{n}: Int' for n in range(64))}) {{ __typename }}",
        f"{{ {' '.join(f'f{n}' for n in range(998))} }}",
    ):
        assert refused(query) is None, query[:80]


def test_a_fragment_bomb_is_seen_without_looking_at_it_twice() -> None:
    document = parse(BOMB)
    walk = Walk(document, replace(LIMITS, depth=99, aliases=LIFTED))
    with pytest.raises(CodedError, match="The document has 81918 fields; at most 2000 are answered"):
        walk.check()
    assert walk.looked_at <= 90


def test_a_fragment_bomb_without_a_limit_is_looked_at_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    field = _Pricing._field

    def counted(*arguments: Any) -> Any:
        nonlocal looked_at
        looked_at += 1
        return field(*arguments)

    monkeypatch.setattr(_Pricing, "_field", counted)
    lifted = Limits(depth=99, aliases=LIFTED, selections=LIFTED)
    schema.within(lifted)._prepare(BOMB, None)
    assert looked_at > 2**14
    looked_at = 0
    assert isinstance(schema._prepare(BOMB, None), list)
    assert looked_at == 0


def test_an_empty_bomb_is_one_too() -> None:
    bomb = "{ ...F0 } " + " ".join(
        f"fragment F{n} on Query {{ ... {{ ...F{n + 1} }} ... {{ ...F{n + 1} }} }}" for n in range(20)
    )
    error = refused(f"{bomb} fragment F20 on Query {{}}")
    assert error is not None
    assert "fields; at most 2000" in error.message


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { ...A }",
        "{ __typename } fragment A on Query { fairs { edges { node { ...A } } } }",
    ],
)
def test_fragments_in_a_circle_are_the_clients_fault(query: str) -> None:
    error = refused(query)
    assert error is not None
    assert error.extensions == {"code": "BAD_REQUEST"}
    assert "spreads itself" in error.message


def compared(query: str, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pairs of fields validation compares."""
    counted, find = Counter[str](), overlapping_fields_can_be_merged.find_conflict
    with monkeypatch.context() as patch:

        def counting(*arguments: Any) -> Any:
            counted["pairs"] += 1
            return find(*arguments)

        patch.setattr(overlapping_fields_can_be_merged, "find_conflict", counting)
        schema.within(limits)._prepare(query, None)
    return counted["pairs"]


@pytest.mark.parametrize(("query", "pairs"), [(SAME, 300 * 299 // 2), (CROSSED, 3 * 110 * 109 // 2)])
def test_validation_would_compare_every_field_with_every_other(
    monkeypatch: pytest.MonkeyPatch, query: str, pairs: int
) -> None:
    assert compared(query, replace(LIMITS, comparisons=LIFTED), monkeypatch) >= pairs
    assert compared(query, LIMITS, monkeypatch) == 0


def test_fragments_in_one_place_are_compared_with_each_other_too() -> None:
    def spread(times: int) -> str:
        names = [f"F{n}" for n in range(times)]
        return f"{{ {' '.join(f'...{name}' for name in names)} }} " + " ".join(
            f"fragment {name} on Query {{ a{name}: __typename }}" for name in names
        )

    lifted = replace(LIMITS, aliases=LIFTED)
    assert refused(spread(71), lifted) is None
    error = refused(spread(72), lifted)
    assert error is not None
    assert "more than 2500 pairs" in error.message


def test_directives_in_one_place_would_all_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    query, seen = f"{{ __typename {'@skip(if: false) ' * 11} }}", Counter[str]()
    enter = known_directives.KnownDirectivesRule.enter_directive

    def counting(*arguments: Any) -> Any:
        seen["directives"] += 1
        return enter(*arguments)

    monkeypatch.setattr(known_directives.KnownDirectivesRule, "enter_directive", counting)
    (error,) = schema._prepare(query, None)  # type: ignore[misc]
    assert "The document has 11 directives in one place; at most 10 are answered" in error.message
    assert seen["directives"] == 0
    schema.within(replace(LIMITS, directives_at_once=11))._prepare(query, None)
    assert seen["directives"] == 11


def test_all_operations_of_a_document_count_together() -> None:
    operations = " ".join(f"query Q{n} {{ ...F }}" for n in range(60))
    error = refused(f"{operations} fragment F on Query {{ {'__typename ' * 40} }}")
    assert error is not None
    assert error.message == "The document has 2460 fields; at most 2000 are answered"


def test_what_is_wrong_is_told_a_few_times_and_not_for_every_field() -> None:
    query = f"{{ fairs(filter: {{ {'nothing: 1 ' * 250} }}) {{ totalCount }} }}"
    errors = schema._prepare(query, None)
    assert isinstance(errors, list)
    assert len(errors) == 11
    assert len(validate(schema._schema, parse(query), max_errors=LIFTED)) > 200


@pytest.mark.parametrize("times", [7, 9, 12])
def test_the_questions_of_tools_pass(times: int) -> None:
    every = {
        "descriptions": True,
        "specified_by_url": True,
        "directive_is_repeatable": True,
        "schema_description": True,
        "input_value_deprecation": True,
        "one_of": True,
    }
    assert refused(get_introspection_query(**every, type_depth=times)) is None
    assert refused(get_introspection_query(descriptions=False)) is None
    assert refused(f"{{ __schema {{ types {{ fields {{ type {{ {of_type(times)} }} }} }} }} }}") is None


def test_ofType_counts_below_introspection_alone() -> None:  # noqa: N802 - as it is written there
    error = refused(levels(13, "ofType"))
    assert error is not None
    assert error.extensions == {"code": DEEP}


def test_what_is_no_document_is_told_as_such() -> None:
    for query in ("", "{", "{ a: }", "query", '{ a(b: "Parsing aborted.) }'):
        with pytest.raises(GraphQLSyntaxError):
            parsed(query, LIMITS)


async def test_words_are_in_the_language_of_the_request(api: Api) -> None:
    for language, words in (
        ("en", "The document has 51 aliases; at most 50 are answered"),
        ("zh-CN", "查询共有 51 个别名,最多 50 个"),
    ):
        answer = await api.send(ATTACKS["aliases"][0], **{"accept-language": language})
        (error,) = answer["errors"]
        assert (error["message"], error["extensions"]) == (words, {"code": DEAR})


# --- Without introspection ----------------------------------------------------------------------------------------

CLOSED = schema.within(replace(LIMITS, introspected=0))


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ x: __type(name: "Fair") { name } }',
        "{ ...F } fragment F on Query { ... { __schema { queryType { name } } } }",
        "{ __schema }",
        "{ _service { sdl } }",
    ],
)
async def test_a_closed_schema_is_not_told(api: Api, query: str) -> None:
    result = await CLOSED.execute(query, {}, Context(api.world, "en"))
    (error,) = result.errors or []
    assert (error.message, error.extensions) == (
        "This server does not tell its schema; ask who runs it",
        {"code": "FORBIDDEN"},
    )
    open_ = await schema.execute(query, {}, Context(api.world, "en"))
    assert "FORBIDDEN" not in {(error.extensions or {})["code"] for error in open_.errors or []}


async def test_a_closed_schema_still_tells_what_an_object_is(api: Api) -> None:
    result = await CLOSED.execute("{ __typename }", {}, Context(api.world, "en"))
    assert result.errors is None
    assert result.extensions == {"cost": {"requested": 1, "limit": 10_000}}


@pytest.mark.parametrize(
    ("query", "variables", "suggested"),
    [
        ("{ fair_s { totalCount } }", {}, "Did you mean 'fairs'"),
        ("{ fairs(filte: {}) { totalCount } }", {}, "Did you mean 'filter'"),
        ("{ fairs(filter: { kind: ELEMENT_FAI }) { totalCount } }", {}, "Did you mean"),
        ("query($f: FairFilter) { fairs(filter: $f) { totalCount } }", {"f": {"kind": "ELEMENT_FAI"}}, "Did you mean"),
        ("query($f: FairFilte) { __typename }", {}, "Did you mean 'FairFilter'"),
    ],
)  # fmt: skip
async def test_a_closed_schema_suggests_nothing(
    api: Api, query: str, variables: dict[str, Any], suggested: str
) -> None:
    for engine, told in ((schema, True), (CLOSED, False)):
        result = await engine.execute(query, variables, Context(api.world, "en"))
        assert result.errors
        assert any(suggested in error.message for error in result.errors) is told


@pytest.mark.parametrize(("told", "words"), [(False, {"FORBIDDEN"}), (True, set[str]())])
async def test_whether_the_schema_is_told_is_a_setting(api: Api, told: bool, words: set[str]) -> None:
    async with door(api, replace(NAMED, introspection=told)) as client:
        answer = (await client.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})).json()
    assert {error["extensions"]["code"] for error in answer.get("errors", ())} == words
    assert ("data" in answer) is told
