"""What a document selects: as a plain tree of names for the plans, and how much it is, before anything is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
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
from domain.refusals import Words
from resolvers.errors import Code, CodedError

ARGUMENT = "argument"
"""Where a field of the schema says, among its extensions, how its arguments are read: from coerced values to what the
reading takes (`domain.pages.Wanted`, `domain.ids.RecordId` or a tuple of these)."""

DEEPEST = 12
"""Fields that one may stand below another."""

LISTS = 3
"""Lists that one may stand below another: each multiplies what is read by up to a hundred."""

FIELDS = 2_000
"""Fields of an operation, with its fragments where they are spread."""

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
            self._wholes[key] = _Tree(executor()).whole()
        return self._wholes[key]

    def part(self, executor: Executor, parent: GraphQLObjectType, details: Details) -> Planned | None:
        """A field with all that is below it as one statement; `None` when something is not declared."""
        nodes = tuple(id(each.node) for each in details)
        key = (parent.name, nodes, self.switched(executor.variable_values))
        if key not in self._parts:
            _make_room(self._parts, 4 * SWITCHED)
            self._parts[key] = _Tree(executor).part(parent, details)
        return self._parts[key]


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


# --- How much ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extent:
    """How deep fields and lists of objects stand below each other, and how many fields there are."""

    depth: int = 0
    lists: int = 0
    fields: int = 0


def too_much(schema: GraphQLSchema, document: DocumentNode) -> CodedError | None:
    """What is wrong with the size of a valid document, if anything. Introspection has its own limits."""
    measure = _Measure(schema, document)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            root = schema.get_root_type(operation.operation)
            extent = measure.extent(root, operation.selection_set, 1)
            if extent.depth > DEEPEST:
                return CodedError(
                    Code.QUERY_TOO_DEEP,
                    Words(
                        f"The fields stand more than {DEEPEST} deep; ask for the rest with node(id:)",
                        f"字段嵌套超过 {DEEPEST} 层,请用 node(id:) 分次查询",
                    ),
                )
            if extent.lists > LISTS:
                return CodedError(
                    Code.QUERY_TOO_EXPENSIVE,
                    Words(
                        f"There are more than {LISTS} lists below each other; ask for the inner ones on their own",
                        f"列表嵌套超过 {LISTS} 层,请分次查询内层列表",
                    ),
                )
            if extent.fields > FIELDS:
                return CodedError(
                    Code.QUERY_TOO_EXPENSIVE,
                    Words(
                        f"The operation has {min(extent.fields, 10**9)} fields; at most {FIELDS} are answered",
                        f"查询共有 {min(extent.fields, 10**9)} 个字段,最多 {FIELDS} 个",
                    ),
                )
    return None


class _Measure:
    """Measures selections; a fragment once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[str, Extent] = {}

    def extent(self, type_: Any, selected: SelectionSetNode, at: int) -> Extent:
        """The extent of what is selected of a type, `at` a depth; what is too deep anyway is not looked into."""
        depth = lists = fields = 0
        for node in selected.selections if at <= DEEPEST + 1 else ():
            match node:
                case FieldNode():
                    found = self._field(type_, node, at)
                case InlineFragmentNode():
                    condition = node.type_condition
                    inner = self._schema.type_map[condition.name.value] if condition else type_
                    found = self.extent(inner, node.selection_set, at)
                case FragmentSpreadNode():
                    found = self._fragment(node.name.value)
                case _:
                    continue
            depth, lists = max(depth, found.depth), max(lists, found.lists)
            fields += found.fields
        return Extent(depth, lists, fields)

    def _fragment(self, name: str) -> Extent:
        if name not in self._known:
            fragment = self._fragments[name]
            type_ = self._schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.extent(type_, fragment.selection_set, 1)
        return self._known[name]

    def _field(self, type_: Any, node: FieldNode, at: int) -> Extent:
        definition: Any = self._schema.get_field(type_, node.name.value)
        if definition is None or node.selection_set is None or node.name.value.startswith("__"):
            return Extent(1, 0, 1)
        inner = self.extent(get_named_type(definition.type), node.selection_set, at + 1)
        is_list = str(definition.type).startswith("[")
        return Extent(inner.depth + 1, inner.lists + is_list, inner.fields + 1)
