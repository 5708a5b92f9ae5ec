"""Arguments of a field: left out, literal, by variable, or literal with variables inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_argument,
)

from tests.differential.values import OMITTED, Values, is_one_of, literal

CONDITION = GraphQLNonNull(GraphQLBoolean)
PAGE = ("first", "after", "last", "before")
PAGES = (
    (),
    ("first",), ("first",), ("first",), ("first",), ("first", "after"), ("first", "after"), ("after",),
    ("last",), ("last",), ("last", "before"), ("last", "before"), ("before",),
)  # fmt: skip
WRONG_PAGES = (("first", "last"), ("first", "before"), ("after", "before"), PAGE)
UNSAID = 20
"""How many a page has when nothing is said."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, how it is declared, where it belongs, and how a value is drawn for it: `OMITTED` is not sent."""

    name: str
    declared: str
    use: tuple[str, str]
    draw: Callable[[Random], Any]


class Arguments:
    """Writes the arguments of a document's fields, and declares its variables. `keeping` is how often a variable has
    the value that a literal would have had: for inputs whose parts must match."""

    def __init__(self, random: Random, values: Values, keeping: float) -> None:
        self._random = random
        self._values = values
        self._keeping = keeping
        self.variables: dict[str, Variable] = {}

    def of(self, field: GraphQLField, owner: str, roomy: bool) -> tuple[str, tuple[str, ...], int]:
        """The text of a field's arguments, the variables in it, and about how many a page of it has."""
        random, used, parts = self._random, list[str](), list[str]()
        paged = PAGE[0] in field.args
        page = self._page(roomy) if paged else ()
        for name, argument in field.args.items():
            if paged and name in PAGE:
                if name not in page and not (roomy and random.random() < 0.05):
                    continue
                value = None if name not in page else OMITTED
            elif not is_required_argument(argument) and random.random() < 0.5:
                continue
            else:
                value = OMITTED
            hint = f"{owner}:{name}"
            text = "null" if value is None else self._written(argument.type, hint, used)
            parts.append(f"{name}: {text}")
        random.shuffle(parts)
        size = 3 if "first" in page or "last" in page else UNSAID
        return (f"({', '.join(parts)})" if parts else ""), tuple(used), size

    def condition(self, used: list[str]) -> str:
        """The condition of a directive."""
        if self._random.random() < 0.4:
            return self._random.choice(("true", "false"))
        return self._variable(CONDITION, ":if", used, OMITTED)

    def _page(self, roomy: bool) -> tuple[str, ...]:
        if self._random.random() < 0.01:
            return self._random.choice(WRONG_PAGES)
        return self._random.choice([page for page in PAGES if roomy or "first" in page or "last" in page])

    def _written(self, type_: GraphQLInputType, hint: str, used: list[str]) -> str:
        """A value, in one of the ways in which it can be written."""
        chance = self._random.random()
        if chance < 0.5:
            value = self._values.draw(self._random, type_, hint) if self._keeping else OMITTED
            return self._variable(type_, hint, used, value)
        value = self._values.draw(self._random, type_, hint, wrong=0)
        return self._mixed(type_, hint, value, used) if chance < 0.75 else literal(type_, value)

    def _mixed(self, type_: Any, hint: str, value: Any, used: list[str]) -> str:
        """A literal with variables in the place of some of its parts."""
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList) and isinstance(value, list):
            return f"[{', '.join(self._part(inner.of_type, hint, one, used) for one in value)}]"
        if isinstance(inner, GraphQLInputObjectType) and isinstance(value, dict):
            parts = list[str]()
            for name, one in value.items():
                write = self._mixed if is_one_of(inner) else self._part
                parts.append(f"{name}: {write(inner.fields[name].type, name, one, used)}")
            return f"{{{', '.join(parts)}}}"
        return literal(type_, value)

    def _part(self, type_: Any, hint: str, value: Any, used: list[str]) -> str:
        if self._random.random() < 0.4:
            return self._variable(type_, hint, used, value if self._keeping else OMITTED)
        return self._mixed(type_, hint, value, used)

    def _variable(self, type_: GraphQLInputType, hint: str, used: list[str], value: Any) -> str:
        """A variable for a place: one that is declared already for the like, or a new one."""
        use = (str(type_), hint)
        known = [one.name for one in self.variables.values() if one.use == use] if value is OMITTED else []
        if known and self._random.random() < 0.35:
            name = self._random.choice(known)
        else:
            name = f"v{len(self.variables)}"
            self.variables[name] = self._declared(name, type_, hint, value)
        used.append(name)
        return f"${name}"

    def _declared(self, name: str, type_: Any, hint: str, kept: Any) -> Variable:
        """A variable of the type of its place, of a stricter one, or of a looser one with a default."""
        random, values, keeping = self._random, self._values, self._keeping
        declared, default, chance = str(type_), "", random.random()
        strict = isinstance(type_, GraphQLNonNull)
        if chance < 0.2 and (value := values.draw(random, type_, hint, 0)) is not None:
            default = f" = {literal(type_, value)}"
            if chance < 0.1:
                declared = declared.rstrip("!")
        elif chance < 0.35 and not strict:
            declared += "!"
        omitted = 0.4 if default else 0.15 if not declared.endswith("!") else 0.004

        def draw(again: Random) -> Any:
            if kept is not OMITTED and again.random() < keeping:
                return kept
            if again.random() < omitted:
                return OMITTED
            return values.draw(again, type_, hint)

        return Variable(name, declared + default, use=(str(type_), hint), draw=draw)
