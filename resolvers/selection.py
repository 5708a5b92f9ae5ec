"""What a document selects, as a plain tree of names for the plans."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields
from graphql.execution.executor import Executor as CoreExecutor
from graphql.execution.values import VariableValues, get_argument_values

from db.plans import Reading, Selected, covers

ARGUMENT = "argument"
"""Where a field of the schema says, among its extensions, how its arguments are read: from coerced values to what the
reading takes (`domain.pages.Wanted`, `domain.ids.RecordId` or a tuple of these)."""

SWITCHED = 64
"""How many ways to switch its fields on and off a document is kept planned for; how many of its parts, four times that."""

Details = list[FieldDetails]
Executor = CoreExecutor[Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """The arguments of a selected field, yet to be read."""

    definition: GraphQLField
    node: FieldNode
    read: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A part of an operation that one statement answers."""

    reading: Reading
    arguments: tuple[Argument, ...]

    def values(self, variables: VariableValues) -> list[Any]:
        """What is asked for; raises when an argument is not right."""
        return [
            each.read(get_argument_values(each.definition, each.node, variables)) for each in self.arguments
        ]


class Document:
    """A valid document, and what of it is planned. Both depend on the variables of @skip and @include alone."""

    __slots__ = ("_parts", "_switches", "_wholes", "node")

    def __init__(self, node: DocumentNode) -> None:
        self.node = node
        self._switches = _switches(node)
        self._wholes: dict[Any, Planned | None] = {}
        self._parts: dict[Any, Planned | None] = {}

    def switched(self, variables: VariableValues) -> tuple[Any, ...]:
        """The values of the variables that switch fields on and off."""
        return tuple(variables.coerced.get(name) for name in self._switches)

    def whole(
        self, operation: OperationDefinitionNode, variables: VariableValues, executor: Callable[[], Executor]
    ) -> Planned | None:
        """A query as one statement; `None` when a field of it is not declared. Worked out with an executor, once."""
        key = (id(operation), self.switched(variables))
        if key not in self._wholes:
            _make_room(self._wholes, SWITCHED)
            self._wholes[key] = _planned(_Tree(executor()).whole)
        return self._wholes[key]

    def part(self, executor: Executor, parent: GraphQLObjectType, details: Details) -> Planned | None:
        """A field with all that is below it as one statement; `None` when something is not declared."""
        nodes = tuple(id(each.node) for each in details)
        key = (parent.name, nodes, self.switched(executor.variable_values))
        if key not in self._parts:
            _make_room(self._parts, 4 * SWITCHED)
            self._parts[key] = _planned(lambda: _Tree(executor).part(parent, details))
        return self._parts[key]


def _planned(make: Callable[[], Planned | None]) -> Planned | None:
    """What is planned; nothing where a switch has a value that it may not have, such as an explicit null: the executor tells
    that in its place."""
    try:
        return make()
    except GraphQLError:
        return None


def _make_room(kept: dict[Any, Any], most: int) -> None:
    if len(kept) >= most:
        del kept[next(iter(kept))]


class _Tree:
    """Makes a tree of names of what an executor would visit."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._arguments: list[Argument] = []

    def whole(self) -> Planned | None:
        executor = self._executor
        root = cast("GraphQLObjectType", executor.schema.query_type)
        grouped = collect_fields(
            executor.schema, executor.fragments, executor.variable_values, root, executor.operation
        ).grouped_field_set
        return self._planned("whole", root, self._fields(root, grouped))

    def part(self, parent: GraphQLObjectType, details: Details) -> Planned | None:
        schema = self._executor.schema
        roots = {schema.query_type: "field", schema.subscription_type: "watched"}
        kind = roots.get(parent, "each")
        key = details[0].node.alias or details[0].node.name
        return self._planned(kind, parent, (self._field(parent, key.value, details),))

    def _planned(self, kind: Any, parent: GraphQLObjectType, fields: tuple[Selected, ...]) -> Planned | None:
        if not covers(parent.name, fields):
            return None
        return Planned(Reading(kind, parent.name, fields), tuple(self._arguments))

    def _fields(self, type_: GraphQLObjectType, grouped: Mapping[str, Details]) -> tuple[Selected, ...]:
        return tuple(self._field(type_, key, details) for key, details in grouped.items())

    def _field(self, parent: GraphQLObjectType, key: str, details: Details) -> Selected:
        node = details[0].node
        name = node.name.value
        definition: Any = self._executor.schema.get_field(parent, name)
        argument = None
        if read := definition.extensions.get(ARGUMENT):
            argument = len(self._arguments)
            self._arguments.append(Argument(definition, node, read))
        below: dict[str, tuple[Selected, ...]] = {}
        type_ = cast("Any", get_named_type(definition.type))
        if is_composite_type(type_) and not name.startswith("__"):
            possible = self._executor.schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
            for each in cast("Sequence[GraphQLObjectType]", possible):
                grouped = self._executor.collect_subfields(each, details).grouped_field_set
                below[each.name] = self._fields(each, grouped)
        return Selected(key, name, argument, below)


def _switches(document: DocumentNode) -> tuple[str, ...]:
    """The variables that @skip and @include ask."""
    found: set[str] = set()

    class Look(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value in {"skip", "include"}:
                for argument in node.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        found.add(argument.value.name.value)

    visit(document, Look())
    return tuple(sorted(found))
