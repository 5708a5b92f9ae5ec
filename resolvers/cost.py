"""What an operation may cost, told from its text and its variables alone, before anything is read.

An operation costs 1; an object 1, each time that it may come; a leaf nothing; a field what its `@cost` adds. The size of a list is what
its `@listSize` says: the largest of its slicing arguments, or an assumed one. Fields that are merged are counted once, and
of the types that an abstract field may have, the dearest counts. `@skip` and `@include` are not asked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    value_from_ast_untyped,
)

from domain.pages import DEFAULT
from domain.refusals import Words
from resolvers.errors import Code, CodedError
from resolvers.walk import META, Limits

CHARGE = "charge"
"""Where a field of the schema says, among its extensions, what it costs (`Charge`)."""

CEILING = 10**9
"""More than this is not told apart."""

INTROSPECTED = {
    "types": 150, "fields": 5, "args": 1, "inputFields": 2, "enumValues": 2, "interfaces": 1, "possibleTypes": 1,
    "directives": 8,
}  # fmt: skip
"""How long the lists of introspection are, about. They are not counted: tools ask for all of a schema at once, and may do
so however much it grows."""

INTROSPECTIVE = 5
"""How many objects of introspection cost as much as one that is read."""

Variables = Mapping[str, Any]
Amount = int | Callable[[Variables], int]
"""A number, or how it follows from the variables as they were sent."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What is known of a field: what it costs besides the objects that it answers, also for arguments that are given (by
    the name of the argument and, within it, of an input's field), and how long its list is, or the lists below it."""

    weight: int = 0
    given: tuple[tuple[str, str | None, int], ...] = ()
    assumed: int = DEFAULT
    slicing: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()


FREE = Charge()


@dataclass(frozen=True, slots=True)
class Bill:
    """What an operation may cost, and what it might. It is told where the contract publishes what it is made of."""

    requested: int
    limit: int
    told: bool = True

    @property
    def extensions(self) -> dict[str, Any]:
        """As an answer has it."""
        if not self.told:
            return {}
        return {"cost": {"requested": self.requested, "limit": self.limit}}

    @property
    def json(self) -> bytes:
        """The same as json, with the comma that it stands behind."""
        if not self.told:
            return b""
        return b',"extensions":{"cost":{"requested":%d,"limit":%d}}' % (self.requested, self.limit)

    def refusal(self) -> CodedError | None:
        """What is wrong with it, if anything."""
        if self.requested <= self.limit:
            return None
        return CodedError(
            Code.QUERY_TOO_EXPENSIVE,
            Words(
                f"The operation may cost {self.requested}, more than {self.limit}; ask for smaller pages (first, last) or "
                "for fewer lists below each other",
                f"查询预计开销 {self.requested},超过上限 {self.limit};请减小每页条数(first、last)或减少列表嵌套",
            ),
            cost=self.requested,
            limit=self.limit,
        )


@dataclass(frozen=True, slots=True)
class Price:
    """What an operation of a valid document costs, and how many of its lists stand below each other."""

    amount: Amount
    lists: int

    def bill(self, variables: Variables | None, limit: int, *, told: bool = True) -> Bill:
        """The price with the variables as they were sent. What is wrong with them is told later."""
        amount = self.amount if isinstance(self.amount, int) else self.amount(variables or {})
        return Bill(min(amount, CEILING), limit, told)


def price(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, limits: Limits
) -> Price | CodedError:
    """The price of an operation of a valid document, unless too many of its lists stand below each other."""
    found = _Pricing(schema, document, operation).whole()
    if found.lists > limits.lists:
        return CodedError(
            Code.QUERY_TOO_EXPENSIVE,
            Words(
                f"There are more than {limits.lists} lists below each other; ask for the inner ones on their own",
                f"列表嵌套超过 {limits.lists} 层,请分次查询内层列表",
            ),
        )
    return found


class _Pricing:
    """Goes through what an operation selects, of every type that may come."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value is not None
        }

    def whole(self) -> Price:
        root = self._schema.get_root_type(self._operation.operation)
        found = self._selected(root, [self._operation.selection_set], FREE, {})
        return Price(_plus(1, found.amount), found.lists)

    def _selected(
        self, type_: Any, sets: list[SelectionSetNode], above: Charge, arguments: dict[str, ValueNode]
    ) -> Price:
        """What is selected of a type: the most that a value of it can cost. `above` is the field that answers it."""
        members = self._schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        prices: list[Price] = []
        for member in cast("Iterable[GraphQLObjectType]", members):
            grouped: dict[str, list[FieldNode]] = {}
            seen: set[str] = set()
            for each in sets:
                self._collect(member, each, seen, grouped)
            fields = [self._field(member, nodes, above, arguments) for nodes in grouped.values()]
            prices.append(_sum(fields))
        return Price(_most(each.amount for each in prices), max((each.lists for each in prices), default=0))

    def _collect(
        self,
        type_: GraphQLObjectType,
        selected: SelectionSetNode,
        seen: set[str],
        grouped: dict[str, list[FieldNode]],
    ) -> None:
        """The fields of an object type, merged by their response keys."""
        for node in selected.selections:
            if isinstance(node, FieldNode):
                grouped.setdefault((node.alias or node.name).value, []).append(node)
                continue
            inner: Any = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in seen:
                    continue
                seen.add(node.name.value)
                inner = self._fragments[node.name.value]
            condition = inner.type_condition and self._schema.type_map[inner.type_condition.name.value]
            if condition in {None, type_} or (
                is_abstract_type(condition) and self._schema.is_sub_type(condition, type_)
            ):
                self._collect(type_, inner.selection_set, seen, grouped)

    def _field(
        self, parent: GraphQLObjectType, nodes: list[FieldNode], above: Charge, given: dict[str, ValueNode]
    ) -> Price:
        node = nodes[0]
        name = node.name.value
        field: Any = self._schema.get_field(parent, name)
        charge: Charge = field.extensions.get(CHARGE, FREE)
        arguments = {each.name.value: each.value for each in node.arguments or ()}
        own = _plus(charge.weight, *(self._extra(arguments, extra) for extra in charge.given))
        type_ = cast("Any", get_named_type(field.type))
        if not is_composite_type(type_):
            return Price(own, 0)
        below = self._selected(
            type_, [each.selection_set for each in nodes if each.selection_set], charge, arguments
        )
        introspective = type_.name.startswith("__")
        if name in META:
            # Nothing in introspection depends on variables.
            return Price(1 + cast("int", below.amount) // INTROSPECTIVE, 0)
        one = _plus(1, below.amount)
        if not str(field.type).startswith("["):
            return Price(_plus(own, one), below.lists)
        if introspective:
            size = INTROSPECTED.get(name, DEFAULT)
        elif name in above.sized:
            size = self._size(given, above)
        else:
            size = self._size(arguments, charge)
        return Price(_plus(own, _times(size, one)), below.lists + (not introspective))

    def _size(self, arguments: dict[str, ValueNode], charge: Charge) -> Amount:
        """How long a list may be: what its slicing arguments say, or what is assumed."""
        said = [self._said(arguments[name]) for name in charge.slicing if name in arguments]
        assumed = charge.assumed
        if all(isinstance(each, int) or each is None for each in said):
            return max((each for each in said if isinstance(each, int)), default=assumed)

        def size(variables: Variables) -> int:
            found = [each(variables) if callable(each) else each for each in said]
            return max((each for each in found if each is not None), default=assumed)

        return size

    def _said(self, node: ValueNode) -> int | Callable[[Variables], int | None] | None:
        """The size that the value of a slicing argument stands for."""
        if isinstance(node, VariableNode):
            name, default = node.name.value, self._defaults.get(node.name.value)
            return lambda variables: _length(variables.get(name, default))
        return len(node.values) if isinstance(node, ListValueNode) else _length(value_from_ast_untyped(node))

    def _extra(self, arguments: dict[str, ValueNode], extra: tuple[str, str | None, int]) -> Amount:
        """What an argument costs where it is given."""
        argument, name, weight = extra
        node = arguments.get(argument)
        if name is not None and isinstance(node, ObjectValueNode):
            node = next((each.value for each in node.fields if each.name.value == name), None)
            name = None
        if node is None or isinstance(node, NullValueNode):
            return 0
        if not isinstance(node, VariableNode):
            return weight
        variable, default = node.name.value, self._defaults.get(node.name.value)

        def extra_cost(variables: Variables) -> int:
            value = variables.get(variable, default)
            if name is not None:
                value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
            return 0 if value is None else weight

        return extra_cost


def _length(value: Any) -> int | None:
    """The size that a slicing argument's value, as it was sent, stands for; `None` when it says nothing."""
    if isinstance(value, list):
        return len(cast("list[Any]", value))
    if isinstance(value, int | float):
        return int(value) if 0 <= value <= CEILING else CEILING if value > 0 else 0
    return None if value is None else 1


def _sum(prices: list[Price]) -> Price:
    return Price(_plus(*(each.amount for each in prices)), max((each.lists for each in prices), default=0))


def _plus(*amounts: Amount) -> Amount:
    fixed = sum(each for each in amounts if isinstance(each, int))
    moving = [each for each in amounts if callable(each)]
    if not moving:
        return fixed
    if len(moving) == 1:
        (only,) = moving
        return (lambda variables: fixed + only(variables)) if fixed else only
    return lambda variables: fixed + sum(each(variables) for each in moving)


def _times(size: Amount, one: Amount) -> Amount:
    if isinstance(size, int):
        return size * one if isinstance(one, int) else lambda variables: size * one(variables)
    if isinstance(one, int):
        return lambda variables: size(variables) * one
    return lambda variables: size(variables) * one(variables)


def _most(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    fixed = max((each for each in found if isinstance(each, int)), default=0)
    moving = [each for each in found if callable(each)]
    if not moving:
        return fixed
    if len(found) == 1:
        return moving[0]
    return lambda variables: max(fixed, *(each(variables) for each in moving))
