"""Documents by their id: which one runs, which is refused, and what a manifest must be like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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

from resolvers.errors import CodedError
from schema.root import schema
from server import documents, manifests
from server.documents import Documents, Kept, sha256_id
from server.manifests import WrongDocuments

NAMES = "query Names { fairs(first: 1) { edges { node { name } } } }"
KIND = "{ __typename }"
OPERATIONS = Path(__file__).parent.parent / "examples" / "operations"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(sha: object, version: object = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": sha}}}


def refused(held: Documents, asked: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message of what is asked in vain."""
    with pytest.raises(CodedError) as error:
        held.find(asked)
    assert error.value.extensions is not None
    return error.value.extensions["code"], error.value.message


# --- What is asked for ------------------------------------------------------------------------------------------------


def test_a_document_without_an_id_runs_as_it_is() -> None:
    held = Documents()
    assert held.find({"query": KIND}) == KIND
    assert held.find({"query": KIND, "documentId": None, "extensions": {"persistedQuery": None}}) == KIND
    assert held.find({"query": None}) is None
    assert held.find({"query": "", "extensions": {"other": 1}}) is None


def test_a_trusted_document_is_found_by_each_of_its_ids() -> None:
    held = Documents({"names-1": NAMES})
    assert held.find({"documentId": "names-1"}) == NAMES
    assert held.find({"documentId": "names-1", "query": ""}) == NAMES
    assert held.find({"documentId": "names-1", "query": NAMES}) == NAMES
    assert held.find({"documentId": f"sha256:{digest(NAMES)}"}) == NAMES
    assert held.find({"documentId": digest(NAMES)}) == NAMES
    assert held.find(persisted(digest(NAMES))) == NAMES
    assert held.find(persisted("names-1")) == NAMES


def test_an_id_is_the_sha_256_that_graphql_over_http_gives_as_an_example() -> None:
    # Appendix "Persisted Documents" of GraphQL over HTTP.
    assert sha256_id("query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}") == (
        "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
    )


def test_an_id_that_is_not_known_is_refused_with_a_code() -> None:
    unknown = ("PERSISTED_QUERY_NOT_FOUND", "There is no trusted document with this `documentId`")
    held = Documents({"names-1": NAMES})
    assert refused(held, {"documentId": "names-2"}) == unknown
    assert refused(held, {"documentId": ""}) == unknown
    assert refused(held, {"documentId": "names-2", "query": NAMES}) == unknown


def test_an_id_beside_another_document_is_refused() -> None:
    code, message = refused(Documents({"names-1": NAMES}), {"documentId": "names-1", "query": KIND})
    assert (code, message) == (
        "BAD_REQUEST",
        "Send `query` or `documentId`, not both: the document with this id is another one",
    )


@pytest.mark.parametrize("id", [5, True, ["names-1"], {"id": "names-1"}])
def test_an_id_that_is_no_text_is_refused(id: object) -> None:
    assert refused(Documents(), {"documentId": id}) == ("BAD_REQUEST", "`documentId` must be a text")


# --- Automatic persisted queries --------------------------------------------------------------------------------------


def test_a_persisted_query_is_unknown_until_it_was_sent_whole_once() -> None:
    held = Documents()
    assert refused(held, persisted(digest(KIND))) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert held.find({"query": KIND, **persisted(digest(KIND))}) == KIND
    assert held.find(persisted(digest(KIND))) == KIND


def test_not_found_has_the_same_message_in_every_language_because_clients_look_for_it() -> None:
    with pytest.raises(CodedError) as error:
        Documents().find(persisted(digest(KIND)))
    assert {error.value.words.in_language(language) for language in ("zh", "en")} == {
        "PersistedQueryNotFound"
    }


def test_a_hash_of_another_document_is_refused_and_nothing_is_kept() -> None:
    held = Documents()
    assert refused(held, {"query": KIND, **persisted(digest(NAMES))}) == (
        "BAD_REQUEST",
        "`sha256Hash` is not the SHA-256 of `query`",
    )
    assert refused(held, persisted(digest(NAMES)))[0] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "wrong",
    [
        persisted(digest(KIND), version=2),
        persisted(digest(KIND), version=None),
        persisted(None),
        persisted(5),
        persisted(""),
        persisted("not-a-hash"),
        persisted(digest(KIND).upper()),
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {"persistedQuery": []}},
    ],
)
def test_a_persisted_query_that_is_not_written_as_it_must_be_is_refused(wrong: dict[str, Any]) -> None:
    for asked in (wrong, {"query": KIND, **wrong}):
        assert refused(Documents(), asked)[0] == "BAD_REQUEST"


def test_half_a_surrogate_pair_is_a_document_like_any_other_to_the_hash() -> None:
    assert refused(Documents(), {"query": "\ud800", **persisted(digest(KIND))})[0] == "BAD_REQUEST"


def test_of_too_many_documents_those_not_asked_for_longest_are_forgotten() -> None:
    kept = Kept(most=2, most_bytes=1_000, longest=100)
    kept.keep("a", "{ a }")
    kept.keep("b", "{ b }")
    assert kept.get("a") == "{ a }"
    kept.keep("c", "{ c }")
    assert [kept.get(digest) for digest in "abc"] == ["{ a }", None, "{ c }"]


def test_the_documents_that_are_kept_are_bounded_in_bytes_of_utf_8() -> None:
    kept = Kept(most=100, most_bytes=20, longest=10)
    kept.keep("a", "#大集")  # 7 bytes
    kept.keep("a", "#大集")
    kept.keep("b", "#大集")
    assert (kept.get("a"), kept.get("b")) == ("#大集", "#大集")
    kept.keep("c", "#大集")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, "#大集", "#大集")


def test_a_long_document_is_answered_and_not_kept() -> None:
    long = KIND.ljust(documents.LONGEST + 1)
    held = Documents()
    assert held.find({"query": long, **persisted(digest(long))}) == long
    assert refused(held, persisted(digest(long)))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_without_bounds_whoever_sends_documents_fills_the_memory() -> None:
    def flooded(kept: Kept) -> int:
        for n in range(3 * documents.KEPT):
            kept.keep(str(n), f"{{ a{n} }}".ljust(2_000))
        return sum(kept.get(str(n)) is not None for n in range(3 * documents.KEPT))

    assert flooded(Kept(documents.KEPT, documents.KEPT_BYTES, documents.LONGEST)) == documents.KEPT
    assert flooded(Kept(1 << 30, 1 << 40, 1 << 30)) == 3 * documents.KEPT


# --- The strict list --------------------------------------------------------------------------------------------------

FORBIDDEN = ("FORBIDDEN", "This server answers trusted documents only: send the `documentId` of one")


def test_with_a_strict_list_only_trusted_documents_run() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert held.find({"documentId": "names-1"}) == NAMES
    assert held.find(persisted(digest(NAMES))) == NAMES
    assert refused(held, {"query": KIND}) == FORBIDDEN
    assert refused(held, {"query": NAMES + " "}) == FORBIDDEN
    assert Documents({"names-1": NAMES}).find({"query": KIND}) == KIND


def test_the_text_of_a_trusted_document_is_as_good_as_its_id() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert held.find({"query": NAMES}) == NAMES
    assert held.find({"query": NAMES, **persisted(digest(NAMES))}) == NAMES


def test_with_a_strict_list_no_persisted_query_is_kept() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert refused(held, {"query": KIND, **persisted(digest(KIND))}) == FORBIDDEN
    assert refused(held, persisted(digest(KIND)))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_is_trusted_for_its_text() -> None:
    held = Documents({"names-1": NAMES})
    assert (held.trusts(NAMES), held.trusts(KIND), held.trusts(None)) == (True, False, False)


# --- Manifests --------------------------------------------------------------------------------------------------------


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
    }
    assert len(asked & every) / len(every) >= 0.9, sorted(every - asked)


def test_each_example_is_named_as_its_file_and_prints_as_it_is_written() -> None:
    for file in OPERATIONS.iterdir():
        document = parse(file.read_text(encoding="utf-8"))
        assert getattr(document.definitions[0], "name").value == file.stem  # noqa: B009 - a union's member
        code = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("#"))
        assert print_ast(document) == code, file.name
