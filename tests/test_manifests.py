"""Manifests of trusted documents, and the example operations."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)

from schema.root import schema
from server import manifests
from server.documents import sha256_id
from server.manifests import WrongDocuments

NAMES = "query Names { fairs(first: 1) { edges { node { name } } } }"
KIND = "{ __typename }"
OPERATIONS = Path(__file__).parent.parent / "examples" / "operations"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def written(tmp_path: Path, manifest: object) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest), encoding="utf-8")
    return path


def wrong_manifest(tmp_path: Path, manifest: object) -> str:
    """What is said of a manifest, with its path cut off."""
    path = written(tmp_path, manifest)
    with pytest.raises(WrongDocuments) as wrong:
        manifests.read(path, schema)
    return str(wrong.value).replace(str(path), "manifest.json")


def test_relays_manifest_and_ours_and_apollos_are_read(tmp_path: Path) -> None:
    relay = {hashlib.md5(NAMES.encode()).hexdigest(): NAMES, f"sha256:{digest(KIND)}": KIND}  # noqa: S324 - Relay's
    assert manifests.read(written(tmp_path, relay), schema) == relay
    operation = {"id": digest(NAMES), "name": "Names", "type": "query", "body": NAMES}
    apollo = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]}
    assert manifests.read(written(tmp_path, apollo), schema) == {digest(NAMES): NAMES}


def test_a_document_with_several_operations_is_looked_at_whole(tmp_path: Path) -> None:
    two = "query A { __typename } query B { __typename }"
    assert manifests.read(written(tmp_path, {"two": two}), schema) == {"two": two}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("{", "manifest.json is not json: unexpected end of data: line 1 column 2 (char 1)"),
        ("[]", "manifest.json: a manifest is an object of ids and documents, or Apollo's manifest"),
        ("{}", "manifest.json has no document"),
        ({"a": 5}, "manifest.json: the id and the document must be texts: a"),
        (
            {"format": "apollo-persisted-query-manifest", "version": 2, "operations": []},
            (
                'manifest.json: the only format that is known by name is "apollo-persisted-query-manifest", version 1,'
                " with `operations`"
            ),
        ),
        (
            {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [5]},
            "manifest.json: the id and the document must be texts: None",
        ),
        (
            {
                "format": "apollo-persisted-query-manifest",
                "version": 1,
                "operations": [{"id": "a", "body": KIND}, {"id": "a", "body": NAMES}],
            },
            "manifest.json: a is the id of two documents",
        ),
        (
            {"a b": KIND},
            "manifest.json: a b: is no id: letters, digits and - . _ ~ may be in it, and sha256: or x-...: before it",
        ),
        (
            {f"sha256:{'0' * 64}": KIND},
            f"manifest.json: sha256:{'0' * 64}: is not the SHA-256 of its document, which is {sha256_id(KIND)}",
        ),
        (
            {"a": "{ __typename", "b": "{\n  nothing\n}", "c": "query A { __typename }"},
            (
                "manifest.json: a:1:13: Syntax Error: Expected Name, found <EOF>.\n"
                "manifest.json: b:2:3: Cannot query field 'nothing' on type 'Query'."
            ),
        ),
    ],
)
def test_a_manifest_that_is_wrong_is_told_with_its_places(
    tmp_path: Path, manifest: object, said: str
) -> None:
    assert wrong_manifest(tmp_path, manifest) == said


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongDocuments) as wrong:
        manifests.read(tmp_path / "none.json", schema)
    assert str(wrong.value) == f"{tmp_path / 'none.json'} cannot be read: No such file or directory"


def test_a_manifest_is_made_of_files_and_folders_by_the_sha_256_of_what_stands_there(tmp_path: Path) -> None:
    folder = tmp_path / "operations" / "deep"
    folder.mkdir(parents=True)
    (folder / "names.graphql").write_bytes(NAMES.encode() + b"\r\n# \xe5\xa4\xa7\xe9\x9b\x86\n")
    (folder / "other.txt").write_text("no document")
    alone = tmp_path / "alone.gql"
    alone.write_text(KIND)
    whole = NAMES + "\r\n# 大集\n"
    assert manifests.make([tmp_path / "operations", alone], schema) == {
        f"sha256:{digest(whole)}": whole,
        f"sha256:{digest(KIND)}": KIND,
    }


def test_documents_that_cannot_run_make_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("query A {\n  fairs {\n    nothing\n  }\n}\n")
    (tmp_path / "b.graphql").write_text("fragment F on Fair { name }")
    (tmp_path / "c.graphql").write_bytes("query 大".encode("gb18030"))
    (tmp_path / "d.graphql").write_text(KIND)
    with pytest.raises(WrongDocuments) as wrong:
        manifests.make([tmp_path, tmp_path / "e.graphql"], schema)
    assert str(wrong.value).replace(f"{tmp_path}/", "").splitlines() == [
        "a.graphql:3:5: Cannot query field 'nothing' on type 'FairConnection'.",
        "b.graphql:1:1: Fragment 'F' is never used.",
        "c.graphql: is not UTF-8",
        "e.graphql: cannot be read: No such file or directory",
    ]


def test_a_folder_without_documents_makes_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(WrongDocuments) as wrong:
        manifests.make([tmp_path], schema)
    assert str(wrong.value) == f"no .graphql file in {tmp_path}"


# --- The examples -----------------------------------------------------------------------------------------------------


OF_A_ROUTER = {("Query", "_entities"), ("Query", "_service"), ("_Service", "sdl")}
"""What a federation router asks for, and no portal."""


class Fields(Visitor):
    """Collects the fields that a document asks for."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.found: set[tuple[str, str]] = set()

    def enter_field(self, node: Any, *_: Any) -> None:
        parent = self.info.get_parent_type()
        if parent is not None and not node.name.value.startswith("__"):
            self.found.add((parent.name, node.name.value))


def test_the_example_operations_run_and_ask_for_nine_tenths_of_the_schema() -> None:
    made = manifests.make([OPERATIONS], schema)
    assert len(made) == len(list(OPERATIONS.iterdir())) >= 12
    asked: set[tuple[str, str]] = set()
    for document in made.values():
        info = TypeInfo(schema._schema)
        fields = Fields(info)
        visit(parse(document), TypeInfoVisitor(info, fields))
        asked |= fields.found
    every = {
        (type_.name, field)
        for type_ in schema._schema.type_map.values()
        if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)) and not type_.name.startswith("__")
        for field in type_.fields
    } - OF_A_ROUTER
    assert len(asked & every) / len(every) >= 0.9, sorted(every - asked)


def test_each_example_is_named_as_its_file_and_prints_as_it_is_written() -> None:
    for file in OPERATIONS.iterdir():
        document = parse(file.read_text(encoding="utf-8"))
        assert getattr(document.definitions[0], "name").value == file.stem  # noqa: B009 - a union's member
        code = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("#"))
        assert print_ast(document) == code, file.name


def test_each_example_may_cost_what_it_asks_for_with_the_longest_pages() -> None:
    for file in OPERATIONS.iterdir():
        asked = schema._asked(file.read_text(encoding="utf-8"), None, None)
        assert not isinstance(asked, list), file.name
        bill = asked.price.bill({"first": 100, "last": 100}, schema.limits.cost)
        assert 0 < bill.requested <= bill.limit, file.name
