"""Public tools of others, as they ship them, held against the contract and a real `yaosu run`: docs/conformance.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
)

from db.embedded import Address
from tests.conftest import CONFORMANCE, ROOT, Score, Serve
from tests.offices import Api

AUDITS = 61
"""How many npm `graphql-http` has."""

COVERAGE = 0.9
"""Share of the contract's fields that the example operations ask for, at least."""

MODERN = "application/graphql-response+json"
SDL = ROOT / "schema" / "schema.graphql"
OPERATIONS = ROOT / "examples" / "operations"
GENERATED = CONFORMANCE / "generated"


def tool(*command: str, cwd: Path = CONFORMANCE, **environment: str) -> subprocess.CompletedProcess[str]:
    """A tool of the locked folder, run to its end."""
    name, *arguments = command
    path = "node" if name == "node" else str(CONFORMANCE / "node_modules" / ".bin" / name)
    return subprocess.run(
        [path, *arguments],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def passed(ran: subprocess.CompletedProcess[str]) -> str:
    """What a tool printed that had nothing to find fault with."""
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.node
def test_every_audit_of_graphql_over_http_passes(database: Address, serve: Serve, score: Score) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    said = passed(tool("node", "audit.mjs", f"{server.url}/graphql"))
    audits: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    failed = [audit for audit in audits if audit["status"] != "ok"]
    score("graphql-http", f"{len(audits) - len(failed)} of {len(audits)} audits")
    assert failed == []
    assert len(audits) == AUDITS


def lint(path: Path) -> list[dict[str, Any]]:
    """What eslint finds wrong with a contract."""
    ran = tool(
        "eslint",
        "--config",
        str(CONFORMANCE / "eslint.config.mjs"),
        "--format",
        "json",
        path.name,
        cwd=path.parent,
        SCHEMA=str(path),
    )
    (file,) = json.loads(ran.stdout)
    return file["messages"]


@pytest.mark.node
def test_the_contract_passes_the_recommended_rules_and_those_of_relay(score: Score) -> None:
    found = lint(SDL)
    score("@graphql-eslint", f"{len(found)} findings")
    assert found == []


@pytest.mark.node
def test_the_rules_find_what_is_wrong_with_a_contract(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.graphql"
    sdl = SDL.read_text(encoding="utf-8").replace("  hasNextPage: Boolean!", "  hasMore: Boolean!")
    wrong.write_text(f"{sdl}\ntype zone_Size {{ mu: Int }}\n", encoding="utf-8")
    assert sorted(found["ruleId"].partition("/")[2] for found in lint(wrong)) == [
        "naming-convention",
        "no-unreachable-types",
        "relay-page-info",
        "require-description",
    ]


@pytest.mark.node
def test_relays_compiler_takes_the_example_project_and_its_types_are_strict(score: Score) -> None:
    shutil.rmtree(GENERATED / "relay", ignore_errors=True)
    said = passed(tool("relay-compiler", "relay.config.json"))
    (compiled,) = re.findall("compiled documents: (.+)", said)
    assert compiled == "8 reader, 5 normalization, 9 operation text"
    passed(tool("tsc", "--project", "relay"))
    score("relay-compiler and tsc --strict", compiled)


@pytest.mark.node
def test_relays_compiler_refuses_a_contract_without_its_conventions(tmp_path: Path) -> None:
    """A connection whose edges have no cursor."""
    sdl = SDL.read_text(encoding="utf-8")
    edge = sdl[sdl.index("type IntakeEdge {") :].partition("}")[0]
    changed = sdl.replace(edge, edge.replace("cursor: String!", "place: String!"))
    assert changed != sdl
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "schema.graphql").write_text(changed, encoding="utf-8")
    project = tmp_path / "tests" / "conformance"
    shutil.copytree(CONFORMANCE / "relay", project / "relay")
    shutil.copy(CONFORMANCE / "relay.config.json", project)
    ran = tool("relay-compiler", "relay.config.json", cwd=project)
    assert ran.returncode != 0
    assert "cursor" in ran.stdout + ran.stderr


@pytest.mark.node
def test_types_are_generated_for_every_example_operation_and_are_strict(score: Score) -> None:
    shutil.rmtree(GENERATED / "codegen", ignore_errors=True)
    passed(tool("graphql-codegen", "--config", "codegen.mjs"))
    made = (GENERATED / "codegen" / "graphql.ts").read_text(encoding="utf-8")
    names = [path.stem for path in sorted(OPERATIONS.glob("*.graphql"))]
    assert names
    assert [name for name in names if f"export const {name}Document = " not in made] == []
    passed(tool("tsc", "--project", "codegen"))
    score("@graphql-codegen and tsc --strict", f"{len(names)} example operations")


def test_the_example_operations_ask_for_nearly_every_field(score: Score) -> None:
    contract = build_schema(SDL.read_text(encoding="utf-8"), assume_valid_sdl=True)
    asked: set[tuple[str, str]] = set()
    for path in OPERATIONS.glob("*.graphql"):
        document = parse(path.read_text(encoding="utf-8"))
        assert validate(contract, document) == [], path.name
        asked |= set(fields_of(contract, document))
    # What begins with an underscore is for routers and for tools.
    known = {
        (type_.name, field)
        for type_ in contract.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("_")
        for field in type_.fields
        if not field.startswith("_")
    }
    missing = sorted(f"{type_}.{field}" for type_, field in known - asked)
    score("fields in the example operations", f"{len(known & asked)} of {len(known)}")
    assert len(missing) <= (1 - COVERAGE) * len(known), (len(missing), len(known), missing)


def test_a_field_counts_for_every_type_that_can_stand_where_it_is_asked_for() -> None:
    contract = build_schema("""
      interface Refusal { message: String }
      type Late implements Refusal { message: String, since: Int }
      type Early implements Refusal { message: String }
      type Done { fair: Fair }
      type Fair { id: ID, name: String }
      union Answer = Done | Late | Early
      type Query { ask: Answer }""")
    document = parse("""{ ask { ... on Done { fair { ...Known } } ... on Refusal { message } } }
      fragment Known on Fair { id }""")
    assert set(fields_of(contract, document)) == {
        ("Query", "ask"),
        ("Done", "fair"),
        ("Fair", "id"),
        ("Late", "message"),
        ("Early", "message"),
    }


def fields_of(contract: GraphQLSchema, document: DocumentNode) -> Iterator[tuple[str, str]]:
    """The fields of object types that a document asks for; one of an interface or of a union is asked of every type
    that can stand there."""
    fragments = {
        part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
    }

    def possible(type_: Any) -> set[str]:
        if is_abstract_type(type_):
            return {member.name for member in contract.get_possible_types(type_)}
        return {type_.name}

    def field(asked: FieldNode, types: set[str]) -> Iterator[tuple[str, str]]:
        for name in types:
            holder: Any = contract.type_map[name]
            if (known := holder.fields.get(asked.name.value)) is not None:
                yield name, asked.name.value
                if asked.selection_set is not None:
                    yield from walk(asked.selection_set, possible(get_named_type(known.type)))

    def walk(selections: SelectionSetNode, types: set[str]) -> Iterator[tuple[str, str]]:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                yield from field(selection, types)
                continue
            part = fragments[selection.name.value] if isinstance(selection, FragmentSpreadNode) else selection
            assert isinstance(part, FragmentDefinitionNode | InlineFragmentNode)
            condition = part.type_condition
            among = possible(contract.type_map[condition.name.value]) if condition else types
            yield from walk(part.selection_set, types & among)

    for part in document.definitions:
        if isinstance(part, OperationDefinitionNode):
            root = contract.get_root_type(part.operation)
            assert root is not None
            yield from walk(part.selection_set, {root.name})


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("defer", "{ __typename ... @defer { fairs { totalCount } } }"),
        ("stream", "query ($id: ID!) { fair(id: $id) { booths @stream(initialCount: 1) { name } } }"),
    ],
)
@pytest.mark.parametrize("accept", [MODERN, f"multipart/mixed;deferSpec=20220824, {MODERN}"])
async def test_defer_and_stream_are_off(api: Api, name: str, query: str, accept: str) -> None:
    response = await api.post(query, {"id": "x"}, accept=accept)
    (error,) = answer_of(response)["errors"]
    assert error["message"] == f"Unknown directive '@{name}'."
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "data" not in answer_of(response) or answer_of(response)["data"] is None


def answer_of(response: httpx.Response) -> dict[str, Any]:
    """The one answer of a response, be it json or a multipart stream with one part."""
    (answer,) = [json.loads(line) for line in response.text.splitlines() if line.startswith("{")]
    return answer.get("payload", answer)


def test_the_locks_of_the_tools_carry_hashes_and_never_an_address() -> None:
    packages: dict[str, dict[str, Any]] = json.loads((CONFORMANCE / "package-lock.json").read_text())[
        "packages"
    ]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package or "funding" in package] == []
    assert "://" not in (CONFORMANCE / "requirements.lock").read_text()
