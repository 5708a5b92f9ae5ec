"""Every document that this repository shows or tests with, taken from where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLError, GraphQLSchema, parse, validate

from tests import offices

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:subscription|query|mutation)\b[^`]*\{[^`]*)`")
CONSTANT = re.compile(r"""^const (\w+) =\s*(?:"([^"\n]*)"|`([^`]*)`);""", re.MULTILINE)
INSTALLED = {".venv", "node_modules"}
PLACE = re.compile(r"\$\{(\w+)\}")


def documents(schema: GraphQLSchema) -> dict[str, str]:
    """Valid documents by their text, with the file where each was first found."""
    found: dict[str, str] = {}
    for path, text in _texts():
        if text not in found and "{" in text and is_valid(schema, text):
            found[text] = str(path.relative_to(ROOT))
    return found


def _texts() -> Iterator[tuple[Path, str]]:
    for path in (
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "examples").rglob("*.md")),
    ):
        text = path.read_text(encoding="utf-8")
        yield from ((path, found) for pattern in (FENCED, INLINE) for found in pattern.findall(text))
    for path in sorted((ROOT / "examples").rglob("*.js")):
        if "vendor" not in path.parts:
            yield from ((path, found) for found in _of_javascript(path.read_text(encoding="utf-8")))
    for folder in ("tests", "benchmarks", "server"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.parent != Path(__file__).parent and not INSTALLED & set(path.parts):
                yield from ((path, found) for found in _of_python(path.read_text(encoding="utf-8")))


def _of_javascript(source: str) -> list[str]:
    """The constants of a file, with those that they name put in."""
    constants: dict[str, str] = {}
    for name, plain, template in CONSTANT.findall(source):
        constants[name] = PLACE.sub(lambda place: constants.get(place[1], ""), template or plain)
    return list(constants.values())


def _of_python(source: str) -> Iterator[str]:
    """The texts of a file; a constant of the offices that an f-string names is put in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(map(_piece, node.values))


def _piece(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    named = node.value.id if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) else ""
    return str(getattr(offices, named, ""))


def is_valid(schema: GraphQLSchema, text: str) -> bool:
    """Whether a document may run."""
    try:
        return not validate(schema, parse(text))
    except GraphQLError:
        return False
