"""The contract as a subgraph: entities by their keys, and what composers make of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLScalarType,
    NamedTypeNode,
    NameNode,
    TypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

import resolvers.entities
from db.engine import Statement
from domain.people import Role, Viewer
from resolvers.context import Context
from schema.backing import global_id
from schema.federation import VERSION, keys_of
from schema.root import TYPES, schema
from tests.conftest import CONFORMANCE
from tests.offices import USCC, Api, OpenFair, bearer, credit_code, uid

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parent.parent
SDL = ROOT / "schema" / "schema.graphql"
PORTAL = ROOT / "examples" / "federation" / "portal.graphql"

DISPATCHER = Viewer(Role.DISPATCHER, "370900", "tester")

ENTITIES = """query($of: [_Any!]!) { _entities(representations: $of) { __typename
  ... on Booth { code organization { name } fair { name zone { name } } }
  ... on Enterprise { name uscc }
  ... on Fair { name }
} }"""


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were sent, BEGIN and COMMIT besides."""
    sent: list[str] = []
    values = Statement.values

    def noted(self: Statement, given: Any) -> list[Any]:
        sent.append(self.sql)
        return values(self, given)

    monkeypatch.setattr(Statement, "values", noted)
    return sent


async def fair_with_intakes(api: Api) -> tuple[OpenFair, str]:
    """An open fair where one enterprise was taken in, and that enterprise's id."""
    fair = await api.open_fair()
    intake = await api.submit(fair.booths["A02"], "k-1")
    asked = "query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id } } } }"
    return fair, (await api.ask(asked, id=intake["intake"]["id"]))["node"]["enterprise"]["id"]


def booth(id: str) -> dict[str, Any]:
    return {"__typename": "Booth", "id": id}


# --- Entities ---------------------------------------------------------------------------------------------------------


async def test_the_service_tells_the_committed_contract(api: Api) -> None:
    sdl = (await api.ask("{ _service { sdl } }"))["_service"]["sdl"]
    assert sdl.strip() == SDL.read_text(encoding="utf-8").strip()
    assert f"federation/v{VERSION}" in sdl


def test_everything_with_an_id_is_an_entity_by_it_and_an_enterprise_by_its_credit_code_too() -> None:
    keys = keys_of(TYPES)
    assert {name for name, columns in keys.items() if columns == ("id",)} == keys.keys() - {"Enterprise"}
    assert keys["Enterprise"] == ("id", "uscc")
    assert {column for columns in keys.values() for column in columns} == {"id", *resolvers.entities.CODES}
    assert set(keys) == {
        type_.name for type_ in schema._schema.get_implementations(schema._schema.type_map["Node"]).objects
    }


async def test_entities_come_in_the_order_of_their_representations(api: Api) -> None:
    fair, enterprise = await fair_with_intakes(api)
    got = await api.ask(
        ENTITIES,
        of=[
            booth(fair.booths["B01"]),
            {"__typename": "Enterprise", "uscc": USCC},
            {"__typename": "Fair", "id": fair.id},
            booth(fair.booths["A01"]),
            {"__typename": "Enterprise", "id": enterprise, "uscc": None},
        ],
    )
    the_fair = {"name": "泰安要素保障大集", "zone": {"name": "泰安市"}}
    the_enterprise = {"__typename": "Enterprise", "name": "泰山精密制造有限公司", "uscc": USCC}
    assert got["_entities"] == [
        {"__typename": "Booth", "code": "B01", "organization": {"name": "B01 银行"}, "fair": the_fair},
        the_enterprise,
        {"__typename": "Fair", "name": "泰安要素保障大集"},
        {"__typename": "Booth", "code": "A01", "organization": {"name": "A01 部门"}, "fair": the_fair},
        the_enterprise,
    ]


@pytest.mark.parametrize("number", [1, 3, resolvers.entities.MOST])
async def test_entities_by_their_ids_are_one_statement_with_all_that_is_below_them(
    api: Api, statements: list[str], number: int
) -> None:
    fair, enterprise = await fair_with_intakes(api)
    ids = [*map(booth, fair.booths.values()), {"__typename": "Enterprise", "id": enterprise}]
    statements.clear()
    got = await api.ask(ENTITIES, of=[ids[place % 4] for place in range(number)])
    assert len(statements) == 1
    assert len(got["_entities"]) == number
    assert [one["__typename"] for one in got["_entities"][:4]] == ["Booth", "Booth", "Booth", "Enterprise"][
        :number
    ]


async def test_entities_by_several_keys_are_one_statement_a_key_and_one_a_relation(
    api: Api, statements: list[str]
) -> None:
    fair, enterprise = await fair_with_intakes(api)
    of = [*map(booth, fair.booths.values())] * 50
    of += [{"__typename": "Enterprise", "id": enterprise}, {"__typename": "Enterprise", "uscc": USCC}] * 50
    statements.clear()
    got = await api.ask(ENTITIES, of=of)
    assert None not in got["_entities"]
    # Booths by id, enterprises by id and by code; below the booths the organizations and the fairs with their zones.
    assert len(statements) == 5


async def test_both_ways_of_reading_give_the_same_entities(api: Api) -> None:
    fair, enterprise = await fair_with_intakes(api)
    of = [booth(fair.booths["A01"]), {"__typename": "Enterprise", "id": enterprise}, booth("x")]
    for given in (of[:2], of):
        told = [
            await schema.execute(
                ENTITIES, {"of": given}, Context(replace(api.world, planned=planned), "en", DISPATCHER)
            )
            for planned in (True, False)
        ]
        planned, reference = (
            (orjson.loads(orjson.dumps(one.data)), [error.formatted for error in one.errors or ()])
            for one in told
        )
        assert planned == reference


async def test_what_nobody_has_is_null_and_the_rest_stands(api: Api) -> None:
    fair, _ = await fair_with_intakes(api)
    got = await api.ask(
        ENTITIES,
        of=[
            booth(global_id("Booth", uid(404))),
            {"__typename": "Enterprise", "uscc": credit_code(404)},
            booth(global_id("Fair", uid(404))),
            booth(fair.id),
            {"__typename": "Fair", "id": fair.id},
        ],
    )
    assert got["_entities"] == [None] * 4 + [{"__typename": "Fair", "name": "泰安要素保障大集"}]


async def test_a_viewer_is_told_of_the_entities_that_are_the_viewers_to_see(api: Api) -> None:
    fair, enterprise = await fair_with_intakes(api)
    of = [
        {"__typename": "Enterprise", "uscc": USCC},
        {"__typename": "Enterprise", "id": enterprise},
        {"__typename": "Fair", "id": fair.id},
    ]
    seen = {"__typename": "Enterprise", "name": "泰山精密制造有限公司", "uscc": USCC}
    the_fair = {"__typename": "Fair", "name": "泰安要素保障大集"}
    viewers = {
        "its own": (bearer("ENTERPRISE_REP", enterprises=[enterprise]), [seen, seen, the_fair]),
        "another's": (
            bearer("ENTERPRISE_REP", enterprises=[global_id("Enterprise", uid(5))]),
            [None, None, the_fair],
        ),
        "another county's": (bearer("DISPATCHER", county="370911"), [None, None, the_fair]),
    }
    for who, (signed, answer) in viewers.items():
        # By ids alone the plan answers, with a credit code the loaders do.
        assert (await api.ask(ENTITIES, as_=signed, of=of))["_entities"] == answer, who
        assert (await api.ask(ENTITIES, as_=signed, of=of[1:]))["_entities"] == answer[1:], who

    del api.client.headers["authorization"]
    assert (await api.ask(ENTITIES, of=of))["_entities"] == [None, None, the_fair]
    assert (await api.ask(ENTITIES, of=of[1:]))["_entities"] == [None, the_fair]


async def test_a_credit_code_is_of_the_enterprise_of_the_viewers_own_county(api: Api) -> None:
    """Two counties may have registered one enterprise."""
    await fair_with_intakes(api)
    await api.owner.execute(
        "INSERT INTO enterprises VALUES ($1, '370911', '岱岳所登记', $2, 'ACTIVE')", uid(20), USCC
    )
    of = [{"__typename": "Enterprise", "uscc": USCC}]
    names = [
        (await api.ask(ENTITIES, as_=bearer("DISPATCHER", county=county), of=of))["_entities"][0]["name"]
        for county in ("370900", "370911")
    ]
    assert names == ["泰山精密制造有限公司", "岱岳所登记"]


MALFORMED: list[tuple[Any, str]] = [
    (booth("nonsense"), "the id is not one that this server gave"),
    (booth("\x01"), "the id is not one that this server gave"),
    ({"__typename": "Booth"}, "a representation of Booth has one of: id"),
    ({"__typename": "Booth", "id": 7}, "a representation of Booth has one of: id"),
    ({"__typename": "Booth", "id": None}, "a representation of Booth has one of: id"),
    ({"__typename": "Booth", "code": "A01"}, "a representation of Booth has one of: id"),
    ({"__typename": "Enterprise", "uscc": ["x"]}, "a representation of Enterprise has one of: id, uscc"),
    (
        {"__typename": "Enterprise", "uscc": "\x01"},
        "uscc has 1 characters; a unified social credit code has 18",
    ),
    (
        {"__typename": "Enterprise", "uscc": "\x01" * 18},
        "uscc contains '\\x01'; a unified social credit code uses digits and capitals without I, O, S, V, Z",
    ),
    ({"__typename": "PageInfo", "id": "x"}, "a representation is an object whose __typename is an entity's"),
    ({"__typename": "Query"}, "a representation is an object whose __typename is an entity's"),
    ({"__typename": ["Booth"]}, "a representation is an object whose __typename is an entity's"),
    ({"id": "x"}, "a representation is an object whose __typename is an entity's"),
    ("Booth", "a representation is an object whose __typename is an entity's"),
    (5, "a representation is an object whose __typename is an entity's"),
    ([], "a representation is an object whose __typename is an entity's"),
]


@pytest.mark.parametrize(("wrong", "message"), MALFORMED, ids=range(len(MALFORMED)))
async def test_what_is_no_representation_is_an_error_in_its_place_alone(
    api: Api, wrong: Any, message: str
) -> None:
    fair, _ = await fair_with_intakes(api)
    right = {"__typename": "Fair", "id": fair.id}
    answer = await api.send(ENTITIES, {"of": [right, wrong, right]})
    found = {"__typename": "Fair", "name": "泰安要素保障大集"}
    assert answer["data"] == {"_entities": [found, None, found]}
    assert [(error["message"], error["path"], error["extensions"]) for error in answer["errors"]] == [
        (message, ["_entities", 1], {"code": "BAD_USER_INPUT"})
    ]


async def test_what_is_wrong_with_a_representation_is_told_in_chinese_too(api: Api) -> None:
    answer = await api.send(ENTITIES, {"of": [{"__typename": "Booth"}, {}]}, **{"accept-language": "zh-CN"})
    assert [error["message"] for error in answer["errors"]] == [
        "Booth 的引用应含以下键之一:id",
        "实体引用应为对象,其 __typename 应为实体类型",
    ]


async def test_a_document_may_have_representations_of_its_own(api: Api) -> None:
    fair, _ = await fair_with_intakes(api)
    asked = '{ _entities(representations: [{__typename: "Fair", id: "%s"}]) { ... on Fair { name } } }'
    assert await api.ask(asked % fair.id) == {"_entities": [{"name": "泰安要素保障大集"}]}


async def test_more_representations_than_a_thousand_are_refused_before_anything_is_read(
    api: Api, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, _ = await fair_with_intakes(api)
    of = [{"__typename": "Fair", "id": fair.id}] * 1_001
    statements.clear()
    answer = await api.send(ENTITIES, {"of": of})
    assert [(error["message"], error["path"], error["extensions"]) for error in answer["errors"]] == [
        ("representations takes at most 1000", ["_entities"], {"code": "BAD_USER_INPUT"})
    ]
    assert statements == []

    monkeypatch.setattr(resolvers.entities, "MOST", 2_000)
    assert len((await api.ask(ENTITIES, of=of))["_entities"]) == 1_001


# --- Composition ------------------------------------------------------------------------------------------------------

COMPOSERS = {"apollo", "guild", "wundergraph"}


def composed(
    folder: Path, urls: Mapping[str, str] | None = None, **subgraphs: str
) -> dict[str, dict[str, Any]]:
    """What each of three public composers makes of these subgraphs."""
    given: list[str] = []
    for name, sdl in subgraphs.items():
        path = folder / f"{name}.graphql"
        path.write_text(sdl, encoding="utf-8")
        given.append(f"{name}={(urls or {}).get(name, f'http://{name}.example/graphql')}={path}")
    script = CONFORMANCE / "federation" / "compose.mjs"
    done = subprocess.run(["node", script, *given], capture_output=True, check=True, timeout=120)
    told = json.loads(done.stdout)
    assert set(told) == COMPOSERS
    return told


def ours() -> str:
    return SDL.read_text(encoding="utf-8")


@pytest.mark.node
def test_three_composers_compose_the_contract_and_a_portals_subgraph_without_a_word(tmp_path: Path) -> None:
    told = composed(tmp_path, yaosu=ours(), portal=PORTAL.read_text(encoding="utf-8"))
    assert {name: (made["errors"], made["hints"]) for name, made in told.items()} == {
        name: ([], []) for name in COMPOSERS
    }
    for made in told.values():
        fields = fields_of(made["schema"])
        assert {"creditRating", "uscc", "name", "id"} <= fields["Enterprise"]
        assert {"views", "shareText", "counts", "booths"} <= fields["Fair"]
        assert {"notices", "fair", "fairs", "node", "nodes"} <= fields["Query"]
        assert "fairIntakeCounts" in fields["Subscription"]


@pytest.mark.node
def test_the_composers_refuse_a_field_that_two_subgraphs_have_and_do_not_share(tmp_path: Path) -> None:
    """So composing without a word means something."""
    told = composed(
        tmp_path, yaosu=ours().replace(" @shareable", ""), portal=PORTAL.read_text(encoding="utf-8")
    )
    assert {name: bool(made["errors"]) for name, made in told.items()} == dict.fromkeys(COMPOSERS, True)


@pytest.mark.node
def test_two_counties_do_not_compose_as_they_stand(tmp_path: Path) -> None:
    """Each has root fields that the other would answer wrongly; composers say so instead of choosing one."""
    told = composed(tmp_path, taian=ours(), daiyue=ours())
    assert {name: bool(made["errors"]) for name, made in told.items()} == dict.fromkeys(COMPOSERS, True)


@pytest.mark.node
def test_two_counties_compose_under_names_of_their_own(tmp_path: Path) -> None:
    """What a gateway that renames makes of them: types and root fields carry the county's name, scalars are shared."""
    told = composed(tmp_path, taian=renamed("Taian"), daiyue=renamed("Daiyue"))
    for made in told.values():
        assert (made["errors"], made["hints"]) == ([], [])
        fields = fields_of(made["schema"])
        assert {"taianFairs", "daiyueFairs", "taianNode", "daiyueNode"} <= fields["Query"]
        assert fields["TaianFair"] == fields["DaiyueFair"] >= {"id", "counts"}
        assert "taianFairIntakeCounts" in fields["Subscription"]


@pytest.mark.node
def test_one_composer_refuses_the_newest_version_of_the_specification(tmp_path: Path) -> None:
    """When it no longer does, the version need not be held back."""
    newest = ours().replace(f"federation/v{VERSION}", "federation/v2.11")
    told = composed(tmp_path, yaosu=newest, portal=PORTAL.read_text(encoding="utf-8"))
    assert {name for name, made in told.items() if made["errors"]} == {"guild"}


ROOTS = {"Query", "Mutation", "Subscription"}


def renamed(county: str) -> str:
    """The contract with a county's name in front of its types and root fields."""
    kept = ROOTS | {"ID", "String", "Int", "Float", "Boolean", "_Any", "_Entity", "_Service"}
    kept |= {name for name, type_ in schema._schema.type_map.items() if isinstance(type_, GraphQLScalarType)}

    def prefixed(node: Any) -> Any:
        return (
            node if node.name.value in kept else replace(node, name=NameNode(value=county + node.name.value))
        )

    def asked(field: Any) -> Any:
        name = field.name.value
        own = name if name.startswith("_") else county.lower() + name[0].upper() + name[1:]
        return replace(field, name=NameNode(value=own))

    class Rename(Visitor):
        def leave(self, node: Any, *_: Any) -> Any:
            if isinstance(node, TypeDefinitionNode) and node.name.value in ROOTS:
                return replace(node, fields=tuple(map(asked, node.fields)))
            return prefixed(node) if isinstance(node, TypeDefinitionNode | NamedTypeNode) else None

    return print_ast(visit(parse(ours()), Rename()))


def fields_of(sdl: str) -> dict[str, set[str]]:
    """The fields of each type of a supergraph."""
    return {
        definition.name.value: {field.name.value for field in definition.fields or ()}
        for definition in parse(sdl).definitions
        if definition.kind == "object_type_definition"
    }
