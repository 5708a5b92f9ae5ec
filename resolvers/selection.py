"""What a client asks for below a field."""

from typing import Any, cast

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from resolvers.context import Info


def asks(info: Info, *names: str) -> bool:
    """Whether any of the fields `names` may be asked for right below this field; directives are not looked at."""
    raw: Any = cast("Any", info)._raw_info  # noqa: SLF001 - strawberry converts the whole selection, this needs a glance
    return any(_names(node.selection_set, raw.fragments, set(names)) for node in raw.field_nodes)


def _names(selected: SelectionSetNode | None, fragments: dict[str, Any], names: set[str]) -> bool:
    for node in selected.selections if selected else ():
        match node:
            case FieldNode():
                found = node.name.value in names
            case InlineFragmentNode():
                found = _names(node.selection_set, fragments, names)
            case FragmentSpreadNode():
                found = _names(fragments[node.name.value].selection_set, fragments, names)
            case _:
                found = False
        if found:
            return True
    return False
