"""Manifests of trusted documents: read at the start of the server, made by `yaosu documents`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import orjson
from graphql import GraphQLError

from schema.engine import Engine
from server.documents import Documents, sha256_id
from server.settings import Settings

SUFFIXES = {".graphql", ".gql"}
ID = re.compile(r"(?:sha256:[0-9a-f]{64}|x-[\w.~-]+:[\w.~-]+|[\w.~-]+)", re.ASCII)
"""How GraphQL over HTTP writes the id of a document."""

APOLLO = "apollo-persisted-query-manifest"


class WrongDocuments(Exception):
    """Documents that cannot be trusted; the message has a line for everything that is wrong, with its place."""


def trusted(settings: Settings, contract: Engine) -> Documents:
    """The documents of the settings' manifest; none, and no strict list, without one."""
    if settings.documents is None:
        return Documents()
    return Documents(read(settings.documents, contract), only=settings.documents_only)


def read(path: Path, contract: Engine) -> dict[str, str]:
    """The documents of a manifest by id: an object of ids and documents, as Relay's compiler and `yaosu documents` write
    it, or Apollo's manifest. Every document must be able to run."""
    try:
        written = orjson.loads(path.read_bytes())
    except OSError as error:
        raise WrongDocuments(f"{path} cannot be read: {error.strerror or error}") from error
    except orjson.JSONDecodeError as error:
        raise WrongDocuments(f"{path} is not json: {error}") from error
    try:
        documents = dict(_entries(written))
    except ValueError as wrong:
        raise WrongDocuments(f"{path}: {wrong}") from wrong
    problems = [
        f"{path}: {id}{problem}"
        for id, text in documents.items()
        for problem in _problems(id, text, contract)
    ]
    if not documents:
        problems.append(f"{path} has no document")
    if problems:
        raise WrongDocuments("\n".join(problems))
    return documents


def make(places: Sequence[Path], contract: Engine) -> dict[str, str]:
    """A manifest of .graphql files, or of all those in folders: a document a file, as it stands, by its SHA-256."""
    documents: dict[str, str] = {}
    problems: list[str] = []
    for file in _files(places):
        try:
            text = file.read_bytes().decode()
        except OSError as error:
            problems.append(f"{file}: cannot be read: {error.strerror or error}")
        except UnicodeDecodeError:
            problems.append(f"{file}: is not UTF-8")
        else:
            problems.extend(f"{file}{problem}" for problem in _places(contract.problems(text)))
            documents[sha256_id(text)] = text
    if not documents and not problems:
        problems.append(f"no .graphql file in {', '.join(map(str, places))}")
    if problems:
        raise WrongDocuments("\n".join(problems))
    return documents


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from sorted(file for file in place.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        else:
            yield place


def _entries(written: object) -> Iterator[tuple[str, str]]:
    """Ids and documents of either format; ValueError where it is neither."""
    if not isinstance(written, dict):
        raise ValueError("a manifest is an object of ids and documents, or Apollo's manifest")
    manifest = cast("dict[str, Any]", written)
    if "format" not in manifest:
        pairs = list(manifest.items())
    elif (manifest["format"], manifest.get("version")) == (APOLLO, 1) and isinstance(
        manifest.get("operations"), list
    ):
        operations = [
            cast("dict[str, Any]", each) if isinstance(each, dict) else {}
            for each in cast("list[object]", manifest["operations"])
        ]
        pairs = [(each.get("id"), each.get("body")) for each in operations]
    else:
        raise ValueError(f'the only format that is known by name is "{APOLLO}", version 1, with `operations`')
    found: dict[str, str] = {}
    for id, text in pairs:
        if not isinstance(id, str) or not isinstance(text, str):
            raise ValueError(f"the id and the document must be texts: {str(id)[:80]}")
        if found.setdefault(id, text) != text:
            raise ValueError(f"{id[:80]} is the id of two documents")
        yield id, text


def _problems(id: str, text: str, contract: Engine) -> Iterator[str]:
    if len(id) > 200 or not ID.fullmatch(id):
        yield ": is no id: letters, digits and - . _ ~ may be in it, and sha256: or x-...: before it"
    elif id.startswith("sha256:") and id != sha256_id(text):
        yield f": is not the SHA-256 of its document, which is {sha256_id(text)}"
    yield from _places(contract.problems(text))


def _places(errors: Iterable[GraphQLError]) -> Iterator[str]:
    """What to write behind the name of a document: line, column and message."""
    for error in errors:
        place = "".join(f":{where.line}:{where.column}" for where in (error.locations or ())[:1])
        yield f"{place}: {error.message}"
