"""Documents from a seed. They are valid by construction: what may be selected together is kept in a scope, and a variable
is declared by the operations that use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_object_type,
    is_union_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from tests.differential.arguments import Arguments, Variable
from tests.differential.selections import (
    Field,
    Fragment,
    Held,
    Inline,
    Place,
    Scope,
    Selection,
    Spread,
    enter,
    every,
    fits,
    printed,
    write,
)
from tests.differential.values import OMITTED, Values

DEPTH = 6
"""How deep selections nest; a connection with its edges and nodes is one level."""

LISTS = 3
"""How many lists may lie within each other."""

FIELDS, WEIGHT = 90, 160
"""How many fields a document has at most, and about how many an answer has."""

LENGTH = 8_000
"""Characters that a document stays below."""

KNOWN = 12
"""How many members of a union a client knows at most."""

SIZES = {"booths": 4, "levels": 5}
"""About how long a list is that is no page; the others are shorter."""

LONG = "a" * 62
ALIASES = (
    "a", "b", "A", "Name", "NAME", "id", "name", "node", "edges", "code", "fair", "state", "total", "select", "order",
    "null", "true", "on", "fragment", "constructor", "_", "_0", "json", "key", "value", "type", "cursor", "data",
    f"{LONG}b", f"{LONG}c", f"{LONG}_booth_one", f"{LONG}_booth_two", "LongAliasesAreLegalAndPostgreSQLCutsNamesAt63Bytes" * 2,
)  # fmt: skip
"""Names that fields get: those of other fields, those that differ in case or beyond their 63rd character only."""

INTROSPECTION = (
    "__schema { queryType { name } }",
    '__type(name: "Fair") { kind name fields { name } }',
    '__type(name: "Nonsense") { name }',
    "__schema { subscriptionType { name } directives { name } }",
)
OFTEN = {"fairs": 10, "fair": 10, "booths": 2, "node": 2, "intakes": 2, "edges": 4, "form": 5, "positions": 3}
"""Fields that lead somewhere are taken more often."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of a document and the variables that it declares."""

    name: str | None
    variables: tuple[Variable, ...]

    def values(self, random: Random) -> dict[str, Any]:
        """Values for the variables."""
        drawn = ((variable.name, variable.draw(random)) for variable in self.variables)
        return {name: value for name, value in drawn if value is not OMITTED}


@dataclass(frozen=True, slots=True)
class Document:
    """A document, its operations, and what is in it: `used` counts features, and fields by their depth."""

    text: str
    operations: tuple[Asked, ...]
    used: Counter[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that may be selected."""

    name: str
    of: GraphQLField
    type: Any
    shape: str
    is_composite: bool
    is_list: bool
    is_computed: bool


class Generator:
    """Makes documents for a schema. `keeping` is how often the variables of one operation have values that match."""

    def __init__(self, schema: GraphQLSchema, values: Values, keeping: float = 0) -> None:
        self.schema = schema
        self.values = values
        self.keeping = keeping
        self.menus = {
            type_.name: self._menu(type_) for type_ in schema.type_map.values() if hasattr(type_, "fields")
        }
        self.conditions = {
            type_.name: self._conditions(type_)
            for type_ in schema.type_map.values()
            if is_composite_type(type_) and not type_.name.startswith("__")
        }

    def document(self, random: Random, kind: str = "query") -> Document:
        """A document of one or more operations of a kind: "query", "mutation" or "subscription"."""
        return Draft(self, random).finished(kind)

    def possible(self, type_: Any) -> frozenset[str]:
        """The object types that a value of a type can have."""
        members = self.schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        return frozenset(member.name for member in members)

    def _conditions(self, parent: Any) -> tuple[Any, ...]:
        """The types that a fragment inside `parent` may name: those that some value of `parent` is of."""
        return tuple(
            other
            for other in self.schema.type_map.values()
            if is_composite_type(other)
            and not other.name.startswith("__")
            and self.possible(parent) & self.possible(other)
        )

    @staticmethod
    def _menu(parent: Any) -> tuple[Choice, ...]:
        return tuple(
            choice
            for name, of in parent.fields.items()
            if is_object_type(parent) or is_abstract_type(parent)
            for choice in [_choice(name, of)] * OFTEN.get(name, 1)
        )


def _choice(name: str, of: GraphQLField) -> Choice:
    named = get_named_type(of.type)
    is_composite = is_composite_type(named)
    # Where two fields write one key, lists and nulls must agree, and the type where it is a leaf.
    shape = str(of.type).replace(named.name, "{}") if is_composite else str(of.type)
    is_list = is_composite and is_list_type(get_nullable_type(of.type))
    is_computed = GraphQLCoreConverter.DEFINITION_BACKREF not in of.extensions
    return Choice(name, of, named, shape, is_composite, is_list, is_computed)


class Draft:
    """A document that is being written."""

    def __init__(self, generator: Generator, random: Random) -> None:
        self._generator = generator
        self._random = random
        self._arguments = Arguments(random, generator.values, generator.keeping)
        self._fragments: list[Fragment] = []
        self._fields = 3 + int((FIELDS - 3) * random.random() ** 2)
        self._weight = WEIGHT
        self._computed = random.random() < 0.3
        self._directives = random.choice((0.0, 0.0, 0.04, 0.12))
        self._aliases = random.choice((0.05, 0.2, 0.6))
        self._used: Counter[str] = Counter()

    def finished(self, kind: str) -> Document:
        """The document."""
        random = self._random
        count = 1 if random.random() < 0.88 else random.randint(2, 3)
        anonymous = count == 1 and random.random() < 0.5
        roots = [self._root(kind) for _ in range(count)]
        operations, texts = list[Asked](), list[str]()
        for number, root in enumerate(roots):
            name = None if anonymous else f"Op{number}"
            variables = self._declared(root)
            operations.append(Asked(name, variables))
            declared = ", ".join(f"${one.name}: {one.declared}" for one in variables)
            head = f"{kind} {name or ''}{f'({declared})' if declared else ''}"
            texts.append(("" if head == "query " else head) + _text(root))
        texts += [f"fragment {one.name} on {one.parent.name}{_text(one.children)}" for one in self._fragments]
        random.shuffle(texts)
        self._used[f"{count} operations"] += 1
        return Document("\n".join(texts).strip(), tuple(operations), self._used)

    def _declared(self, root: list[Selection]) -> tuple[Variable, ...]:
        names = {name for one in every(root) for name in one.variables}
        return tuple(one for one in self._arguments.variables.values() if one.name in names)

    def _root(self, kind: str) -> list[Selection]:
        parent, scope = getattr(self._generator.schema, f"{kind}_type"), Scope()
        self._weight, self._fields = WEIGHT, max(self._fields, 3)
        if kind == "query":
            return self._selections(parent, scope, Place())
        made = list[Selection]()
        for _ in range(1 if kind == "subscription" else self._random.randint(1, 2)):
            choice = self._random.choice(self._generator.menus[parent.name])
            self._fields = max(self._fields, 12)
            made.append(self._field(parent, choice, scope, Place()))
        return made

    def _selections(self, parent: Any, scope: Scope, place: Place) -> list[Selection]:
        """A selection set of at least one."""
        random, made = self._random, list[Selection]()
        if is_union_type(parent) and random.random() < 0.4:
            # As clients do: each member that they know of, which of all entities is a few.
            members = parent.types if len(parent.types) <= KNOWN else random.sample(parent.types, KNOWN)
            made += [self._inline(member, f" on {member.name}", scope, place) for member in members]
        wanted = random.choice((2, 3, 4, 6) if is_abstract_type(parent) else (1, 2, 2, 3, 3, 4, 5, 7))
        while not made or (len(made) < wanted and self._fields > 0):
            chance = random.random()
            if chance < 0.07:
                made.append(self._typename(parent, scope, place))
            elif chance < 0.18 or (is_abstract_type(parent) and chance < 0.8):
                made.append(self._fragment(parent, scope, place))
            else:
                made.append(self._any_field(parent, scope, place))
        if random.random() < 0.1:
            made += self._again(made, scope)
        if place.raw == 1 and random.random() < 0.03:
            self._used["introspection"] += 1
            made.append(Field(f"i{len(scope)}", random.choice(INTROSPECTION), parent, "", place))
        return made

    def _typename(self, parent: Any, scope: Scope, place: Place) -> Field:
        self._used["__typename"] += 1
        key = self._key("__typename", "", "String!", parent, scope)
        made = Field(key, "__typename", parent, "String!", place)
        write(scope, made)
        return made

    def _any_field(self, parent: Any, scope: Scope, place: Place) -> Field:
        """A field that there is room for."""
        menu = self._generator.menus.get(parent.name, ())
        roomy = self._fields > 0 and self._weight > place.times
        deeper = roomy and (place.depth < DEPTH or parent.name.endswith(("Connection", "Edge")))
        listed = place.lists < LISTS and place.times * 4 <= max(self._weight, 4)
        choices = [
            choice
            for choice in menu
            if (deeper or not choice.is_composite)
            and (listed or not choice.is_list)
            and (self._computed or not choice.is_computed)
        ]
        if not choices:
            return self._typename(parent, scope, place)
        return self._field(parent, self._random.choice(choices), scope, place)

    def _field(self, parent: Any, choice: Choice, scope: Scope, place: Place) -> Field:
        self._fields -= 1
        self._weight -= place.times
        self._used[f"depth {place.raw}"] += 1
        arguments, variables, size = "", (), SIZES.get(choice.name, 2)
        if choice.of.args:
            owner = choice.type.name.removesuffix("Connection")
            arguments, variables, size = self._arguments.of(choice.of, owner, roomy=place.times == 1)
        key = self._key(choice.name, arguments, choice.shape, parent, scope)
        directives, more = self._directive() if place.raw > 1 or parent.name == "Query" else ("", ())
        made = Field(
            key,
            choice.name,
            parent,
            choice.shape,
            place,
            arguments,
            directives,
            (*variables, *more),
            choice.of,
        )
        held = write(scope, made)
        if choice.is_composite:
            made.place = _below(parent, choice, place, size)
            made.children = self._selections(choice.type, held.below, made.place)
        return made

    def _key(self, name: str, arguments: str, shape: str, parent: Any, scope: Scope) -> str:
        """A response key that the field may write here."""
        random = self._random
        key = name if random.random() >= self._aliases else random.choice(ALIASES)
        held = scope.get(key)
        if held is not None and not held.takes(parent, name, arguments, shape):
            key = f"{random.choice(('x', LONG))}{len(scope)}"
            while key in scope:
                key += "x"
        if key != name:
            self._used["alias"] += 1
            self._used["alias of more than 63 characters"] += len(key) > 63
        return key

    def _directive(self) -> tuple[str, tuple[str, ...]]:
        if self._random.random() >= self._directives:
            return "", ()
        used, text = list[str](), ""
        for name in self._random.choice((("skip",), ("include",), ("skip", "include"))):
            self._used[f"@{name}"] += 1
            text += f" @{name}(if: {self._arguments.condition(used)})"
        return text, tuple(used)

    def _fragment(self, parent: Any, scope: Scope, place: Place) -> Selection:
        """An inline fragment, a named one that is new, or one that is used again."""
        random = self._random
        directives, variables = self._directive() if place.raw > 1 or parent.name == "Query" else ("", ())
        if random.random() < 0.5:
            for known in random.sample(self._fragments, min(3, len(self._fragments))):
                if self._may_use(known, parent, place) and fits(scope, known.children):
                    enter(scope, known.children)
                    self._weight -= known.weight * place.times
                    self._used["fragment used again"] += 1
                    return Spread(known, directives, variables)
        on = random.choice(self._generator.conditions[parent.name])
        named, bare = random.random() < 0.35, random.random() < 0.15
        if bare and not named:
            on = parent
        self._used[
            f"{'named' if named else 'inline'} fragment on {'an abstract' if is_abstract_type(on) else 'an object'}"
        ] += 1
        if not named:
            return self._inline(on, "" if bare else f" on {on.name}", scope, place, directives, variables)
        children = self._selections(on, scope, place)
        fragment = Fragment(f"F{len(self._fragments)}", on, children, *_extent(children, place))
        self._fragments.append(fragment)
        return Spread(fragment, directives, variables)

    def _inline(
        self,
        on: Any,
        condition: str,
        scope: Scope,
        place: Place,
        directives: str = "",
        variables: tuple[str, ...] = (),
    ) -> Inline:
        return Inline(condition, on, directives, variables, self._selections(on, scope, place))

    def _may_use(self, fragment: Fragment, parent: Any, place: Place) -> bool:
        return (
            place.depth + fragment.depth <= DEPTH
            and place.lists + fragment.lists <= LISTS
            and fragment.weight * place.times <= self._weight
            and fragment.parent in self._generator.conditions[parent.name]
        )

    def _again(self, made: list[Selection], scope: Scope) -> list[Selection]:
        """A field once more, which merges with the first: with other selections below it where it has any."""
        fields = [one for one in made if isinstance(one, Field) and one.of is not None]
        if not fields or self._fields <= 0:
            return []
        first = self._random.choice(fields)
        self._used["merged field"] += 1
        directives, more = self._directive() if first.place.raw > 2 else ("", ())
        held: Held = scope[first.key]
        merged = Field(
            first.key, first.name, first.parent, first.shape, first.place, first.arguments, directives, (*first.variables, *more), first.of
        )  # fmt: skip
        if first.children:
            self._fields -= 1
            merged.children = self._selections(get_named_type(first.of.type), held.below, first.place)
        return [merged]


def _below(parent: Any, choice: Choice, place: Place, size: int) -> Place:
    """Where the selections of a composite field are."""
    inner = parent.name.endswith(("Connection", "Edge"))
    is_page = choice.type.name.endswith("Connection")
    lists = place.lists + choice.is_list
    times = place.times * (place.page if choice.name == "edges" else size if choice.is_list else 1)
    return Place(place.depth + (not inner), lists, times, size if is_page else place.page, place.raw + 1)


def _extent(children: list[Selection], place: Place) -> tuple[int, int, int]:
    """How many levels and lists selections add to their place, and about how many fields an answer has of them."""
    depth, lists, weight = 0, 0, 0
    for one in every(children):
        if isinstance(one, Field):
            depth = max(depth, one.place.depth - place.depth)
            lists = max(lists, one.place.lists - place.lists)
            weight += max(1, one.place.times // max(1, place.times))
    return depth, lists, weight


def _text(selections: list[Selection]) -> str:
    parts = list[str]()
    printed(selections, parts)
    return "".join(parts)
