"""The columns of an export: what each leaf is called in Chinese, and how its value is written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLObjectType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    is_object_type,
)

from domain.clocks import OFFICE_TIME
from domain.refusals import Words
from resolvers.errors import bad_input

CHINESE = re.compile("[\u4e00-\u9fff]")
"""How one knows that a description has become Chinese."""

ENDS = re.compile("[\u3002\uff0c\uff1b\uff1a,;:]")
"""Where a header is long enough."""

LAYERS = {"edges", "node"}
"""Fields of a connection that a person need not read of."""


@dataclass(frozen=True, slots=True)
class Column:
    """A leaf of what is selected: its header, the keys that lead to it, and how a value of it is written. Below a list there
    are `several` values, which stand in one cell."""

    header: str
    path: tuple[str, ...]
    several: bool
    written: Callable[[Any], Any]

    def cell(self, edge: Any) -> Any:
        """What the column has of one edge."""
        found = [self.written(value) for value in _gathered(edge, self.path)]
        if self.several:
            return "、".join(map(_text, found)) or None
        return found[0] if found else None


def chinese(description: str | None) -> str:
    """The Chinese part of a description, "English. 中文。", as far as a header goes."""
    text = description or ""
    first = CHINESE.search(text)
    if first is None:
        return ""
    begins = text.rfind(". ", 0, first.start()) + 2
    return ENDS.split(text[begins if begins > 1 else 0 :], maxsplit=1)[0].strip()


def columns(type_: GraphQLObjectType, selected: SelectionSetNode) -> tuple[Column, ...]:
    """The columns of what is selected of an edge. Two with one header are told apart by the keys that lead to them."""
    found = list(_columns(type_, selected, (), (), several=False))
    headers = [column.header for column in found]
    return tuple(
        replace(column, header=f"{column.header} ({'.'.join(column.path)})")
        if headers.count(column.header) > 1
        else column
        for column in found
    )


def _columns(
    type_: GraphQLObjectType,
    selected: SelectionSetNode,
    path: tuple[str, ...],
    heads: tuple[str, ...],
    *,
    several: bool,
) -> Iterator[Column]:
    for node in selected.selections:
        if not isinstance(node, FieldNode):
            raise bad_input(
                Words("An export selects fields only, without fragments", "导出只能选择字段,不能使用片段")
            )
        name = node.name.value
        key = (node.alias or node.name).value
        field = type_.fields.get(name)
        if field is None:
            raise bad_input(Words(f"{type_.name} has no field {name}", f"{type_.name} 没有字段 {name}"))
        below = cast("Any", get_named_type(field.type))
        many = several or "[" in str(field.type)
        head = key if node.alias else chinese(field.description) or name
        here = heads if name in LAYERS else (*heads, head)
        if not is_composite_type(below):
            yield Column(".".join(here), (*path, key), many, _writer(below))
        elif is_object_type(below) and node.selection_set is not None:
            yield from _columns(below, node.selection_set, (*path, key), here, several=many)
        else:
            raise bad_input(
                Words(
                    f"{type_.name}.{name} cannot be a column; select fields of it that are of one type",
                    f"{type_.name}.{name} 不能作为列,请选择其下类型确定的字段",
                )
            )


def _gathered(value: Any, path: tuple[str, ...]) -> list[Any]:
    """Every value that a path leads to, through whatever lists are on the way."""
    if value is None:
        return []
    if isinstance(value, list):
        return [found for each in cast("list[Any]", value) for found in _gathered(each, path)]
    return _gathered(value[path[0]], path[1:]) if path else [value]


def _writer(type_: Any) -> Callable[[Any], Any]:
    """How a value of a leaf's type is written: as what it is, an enumeration in Chinese."""
    if isinstance(type_, GraphQLEnumType):
        words = {name: _whole(value.description) or name for name, value in type_.values.items()}
        return words.__getitem__
    return _WRITERS.get(type_.name, _as_it_is)


def _whole(description: str | None) -> str:
    """The Chinese part of an enumeration's value, all of it."""
    text = description or ""
    first = CHINESE.search(text)
    return text[first.start() :].rstrip("。") if first else ""


def _as_it_is(value: Any) -> Any:
    return value


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "Boolean": lambda value: "是" if value else "否",
    "Date": date.fromisoformat,
    "DateTime": datetime.fromisoformat,
    "Decimal": Decimal,
    "Money": Decimal,
}


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M:%S")
    return str(value)
