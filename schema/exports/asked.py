"""Which list is to be exported: a text such as `enterprises(filter: {kind: ENTERPRISE}) { name uscc zone { name } }`, or a
query with variables, becomes the question for one page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_object_type,
    parse,
    print_ast,
)

from domain.refusals import Words
from resolvers.errors import CodedError, bad_input
from resolvers.walk import Limits, parsed, too_much
from schema.exports.columns import Column, chinese, columns

FIRST, AFTER = "exportFirst", "exportAfter"
"""The variables of the pages."""

PAGING = frozenset({"first", "after", "last", "before"})

WHOLE = re.compile(r"\s*(query\b|\{)")
"""How a text begins that is a document of its own."""

_PAGE = cast(
    "OperationDefinitionNode",
    parse(
        f"query(${FIRST}: Int, ${AFTER}: String) {{ list(first: ${FIRST}, after: ${AFTER}) "
        "{ totalCount pageInfo { hasNextPage endCursor } } }"
    ).definitions[0],
)
_LIST = cast("FieldNode", _PAGE.selection_set.selections[0])
_TOTAL, _PAGE_INFO = cast("SelectionSetNode", _LIST.selection_set).selections


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is to be exported: the documents of its first page, with the total, and of the others; the keys that lead
    to it; its columns; and what it is called."""

    first: str
    next: str
    place: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str


def listing(schema: GraphQLSchema, text: str, limits: Limits) -> Listing:
    """The list that a text names; raises CodedError or GraphQLSyntaxError for one that names none. What is wrong with the
    rest of the text is told when the first page is asked for."""
    document = parsed(text if WHOLE.match(text) else f"{{ {text} }}", limits)
    if refused := too_much(document, limits):
        raise refused
    operation = _only(document)
    return _Way(schema, operation).listing()


def _only(document: DocumentNode) -> OperationDefinitionNode:
    """The one query of a document."""
    match document.definitions:
        case (OperationDefinitionNode(operation=OperationType.QUERY) as operation,):
            return operation
        case _:
            raise bad_input(
                Words(
                    "An export is one query, without fragments and without a second operation",
                    "导出内容应为一个查询,不含片段和其他操作",
                )
            )


class _Way:
    """Goes from the root to the list."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema, self._operation = schema, operation

    def listing(self) -> Listing:
        type_: Any = self._schema.query_type
        selected: SelectionSetNode | None = self._operation.selection_set
        way: list[FieldNode] = []
        while True:
            node = _step(type_, selected)
            way.append(node)
            field = type_.fields[node.name.value]
            type_, selected = cast("Any", get_named_type(field.type)), node.selection_set
            if not is_object_type(type_) or str(field.type).startswith("["):
                raise _no_list()
            if {"edges", "pageInfo"} <= type_.fields.keys():
                break
        if any(each.name.value in PAGING for each in way[-1].arguments or ()):
            raise bad_input(
                Words(
                    "first, after, last and before are the export's own; leave them out",
                    "first、after、last、before 由导出自行设置,请删除",
                )
            )
        edge, of_edge = _edge(type_, selected)
        return Listing(
            first=self._document(way, of_edge, (_TOTAL, _PAGE_INFO)),
            next=self._document(way, of_edge, (_PAGE_INFO,)),
            place=tuple((node.alias or node.name).value for node in way),
            columns=columns(edge, of_edge),
            title=chinese(field.description) or way[-1].name.value,
        )

    def _document(self, way: list[FieldNode], of_edge: SelectionSetNode, more: Sequence[Any]) -> str:
        """The question for a page."""
        *before, last = way
        edges = FieldNode(name=NameNode(value="edges"), selection_set=of_edge)
        node = FieldNode(
            name=last.name,
            alias=last.alias,
            arguments=(*(last.arguments or ()), *(_LIST.arguments or ())),
            selection_set=SelectionSetNode(selections=(edges, *more)),
        )
        for each in reversed(before):
            node = FieldNode(
                name=each.name,
                alias=each.alias,
                arguments=each.arguments,
                selection_set=SelectionSetNode(selections=(node,)),
            )
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            variable_definitions=(
                *(self._operation.variable_definitions or ()),
                *(_PAGE.variable_definitions or ()),
            ),
            selection_set=SelectionSetNode(selections=(node,)),
        )
        return print_ast(operation)


def _step(type_: GraphQLObjectType, selected: SelectionSetNode | None) -> FieldNode:
    """The one field that leads on to the list."""
    match selected.selections if selected else ():
        case (FieldNode() as node,) if node.name.value in type_.fields and not node.directives:
            return node
        case (FieldNode() as node,) if not node.directives:
            name = node.name.value
            raise bad_input(Words(f"{type_.name} has no field {name}", f"{type_.name} 没有字段 {name}"))
        case _:
            raise _no_list()


def _edge(type_: GraphQLObjectType, selected: SelectionSetNode | None) -> tuple[Any, SelectionSetNode]:
    """The type of a list's edges, and what is selected of them. Without `edges`, what is selected is of the node."""
    edge = cast("Any", get_named_type(type_.fields["edges"].type))
    given = selected.selections if selected else ()
    for node in given:
        if isinstance(node, FieldNode) and node.name.value == "edges" and node.selection_set:
            return edge, node.selection_set
    if not given:
        raise bad_input(Words("Say which columns: select fields of the list", "请选择要导出的列(字段)"))
    node = FieldNode(name=NameNode(value="node"), selection_set=selected)
    return edge, SelectionSetNode(selections=(node,))


def _no_list() -> CodedError:
    return bad_input(
        Words(
            "An export is one list in pages, or one of a single record: enterprises { name }, or fair(id: ...) { intakes { "
            "number } }",
            "导出内容应为一个分页列表,或单条记录下的一个分页列表,如 enterprises { name }",
        )
    )
