"""How much a document is, seen by a walk over what was parsed: before validation, which takes a hundred times as long and
may take the square of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from domain.refusals import Words
from resolvers.errors import Code, CodedError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may be. Fragments count wherever they are spread."""

    characters: int = 20_000
    tokens: int = 1_000
    depth: int = 12
    """Fields below each other; in introspection, `ofType` does not count."""
    nesting: int = 60
    """Braces and fragments below each other."""
    lists: int = 3
    """Lists below each other: each multiplies what is read by up to a hundred."""
    selections: int = 2_000
    """Fields and fragments."""
    aliases: int = 50
    directives: int = 50
    directives_at_once: int = 10
    """Directives of one field, fragment or operation."""
    variables: int = 64
    """Variables of one operation."""
    comparisons: int = 2_500
    """Pairs of fields with one response key in one place, or of fragments, which validation compares with each other."""
    introspected: int = 2
    """Lists of a type's members below each other in introspection; 0 refuses introspection."""
    cost: int = 10_000
    """Static cost (`resolvers.cost`)."""

    @property
    def introspection(self) -> bool:
        """Whether the schema may be asked for."""
        return self.introspected > 0


MEMBERS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})
"""The lists of introspection that lead from a type to types."""

META = frozenset({"__schema", "__type"})

TOLD = META | {"_service"}
"""What tells the schema."""


def parsed(query: str, limits: Limits) -> DocumentNode:
    """The document of a text; raises CodedError when it is too long, GraphQLSyntaxError when it is none."""
    if len(query) > limits.characters:
        raise _too_expensive(
            f"The document is longer than {limits.characters} characters; send values as variables",
            f"查询文本超过 {limits.characters} 个字符,请用变量传值",
        )
    try:
        return parse(query, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if error.message.endswith(f"more than {limits.tokens} tokens. Parsing aborted."):
            raise _too_expensive(
                f"The document has more than {limits.tokens} tokens; send several smaller ones",
                f"查询文本超过 {limits.tokens} 个词元,请拆成几次查询",
            ) from None
        raise


def too_much(document: DocumentNode, limits: Limits) -> CodedError | None:
    """What is wrong with the size of a document, which need not be valid, if anything."""
    try:
        Walk(document, limits).check()
    except CodedError as refused:
        return refused
    return None


@dataclass(frozen=True, slots=True)
class Extent:
    """How deep fields, braces and lists of introspection stand below each other, and how many there are."""

    depth: int = 0
    nesting: int = 0
    introspected: int = 0
    selections: int = 0
    aliases: int = 0


class Walk:
    """Looks at selections; at a fragment once, however often it is spread."""

    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._limits = limits
        self._definitions = document.definitions
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[tuple[str, bool], Extent | None] = {}
        self._spread: set[str] = set()
        self._directives = self._pairs = 0
        self.looked_at = 0
        """Selections that were looked at so far."""

    def check(self) -> None:
        """Raises CodedError when the document is too much."""
        limits = self._limits
        whole = [self._whole(each) for each in self._definitions]
        # What is spread somewhere is measured there.
        roots = [(node, extent) for node, extent in whole if node not in self._spread]
        extents = [extent for _, extent in roots]
        if any(extent.introspected > limits.introspected for extent in extents):
            raise CodedError(
                Code.QUERY_TOO_DEEP,
                Words(
                    f"Members of types stand more than {limits.introspected} deep; ask for the others with __type",
                    f"类型成员嵌套超过 {limits.introspected} 层,请用 __type 分次查询",
                ),
            )
        if any(extent.depth > limits.depth or extent.nesting > limits.nesting for extent in extents):
            raise self._too_deep()
        self._count(sum(extent.selections for extent in extents), limits.selections, "fields", "字段")
        self._count(sum(extent.aliases for extent in extents), limits.aliases, "aliases", "别名")
        self._compare()

    def _whole(self, definition: object) -> tuple[str, Extent]:
        """The name of a fragment, empty for an operation, and its extent."""
        limits = self._limits
        if isinstance(definition, FragmentDefinitionNode):
            self._note(len(definition.directives or ()))
            return definition.name.value, self._fragment(definition.name.value, 0, inside=False)
        if not isinstance(definition, OperationDefinitionNode):
            return "", Extent()
        self._note(len(definition.directives or ()))
        variables = definition.variable_definitions or ()
        self._count(len(variables), limits.variables, "variables", "变量")
        for variable in variables:
            self._note(len(variable.directives or ()))
        return "", self._extent(definition.selection_set, 0, inside=False)

    def _extent(self, selected: SelectionSetNode, level: int, *, inside: bool) -> Extent:
        """The extent of a selection; `inside` introspection or not. What is too deep anyway is not looked into."""
        if level > self._limits.nesting:
            raise self._too_deep()
        depth = nesting = introspected = aliases = 0
        selections = len(selected.selections)
        self.looked_at += selections
        for node in selected.selections:
            if node.directives:
                self._note(len(node.directives))
            if isinstance(node, FieldNode):
                aliases += node.alias is not None
                if node.selection_set is None and node.name.value not in TOLD:
                    depth = depth or 1
                    continue
                found = self._field(node, level, inside=inside)
            elif isinstance(node, FragmentSpreadNode):
                found = self._fragment(node.name.value, level + 1, inside=inside)
                self._spread.add(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                found = self._extent(node.selection_set, level + 1, inside=inside)
            else:
                continue
            depth, nesting = max(depth, found.depth), max(nesting, found.nesting)
            introspected = max(introspected, found.introspected)
            selections += found.selections
            aliases += found.aliases
        return Extent(depth, nesting + 1, introspected, selections, aliases)

    def _field(self, node: FieldNode, level: int, *, inside: bool) -> Extent:
        name = node.name.value
        if name in TOLD and not self._limits.introspection:
            raise CodedError(
                Code.FORBIDDEN,
                Words(
                    "This server does not tell its schema; ask who runs it",
                    "本服务不提供模式自省,请联系管理方",
                ),
            )
        inside = inside or name in META
        if node.selection_set is None:
            return Extent(1)
        below = self._extent(node.selection_set, level + 1, inside=inside)
        return Extent(
            below.depth + (not inside or name != "ofType"),
            below.nesting,
            below.introspected + (inside and name in MEMBERS),
            below.selections,
            below.aliases,
        )

    def _fragment(self, name: str, level: int, *, inside: bool) -> Extent:
        key = name, inside
        fragment = self._fragments.get(name)
        if fragment is None:
            return Extent()  # validation tells
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._extent(fragment.selection_set, level, inside=inside)
        found = self._known[key]
        if found is None:
            raise CodedError(
                Code.BAD_REQUEST,
                Words(f"The fragment {name} spreads itself", f"片段 {name} 引用了自身"),
            )
        if level + found.nesting > self._limits.nesting:
            raise self._too_deep()
        return found

    def _compare(self) -> None:
        """Count the pairs that validation compares: of fragments in one place, and of fields with one key, in one place and
        then below each other."""
        left: list[list[SelectionSetNode]] = [
            [each.selection_set]
            for each in self._definitions
            if isinstance(each, OperationDefinitionNode)
            or (isinstance(each, FragmentDefinitionNode) and each.name.value not in self._spread)
        ]
        while left:
            for same in self._by_key(left.pop()).values():
                self._pair(len(same))
                if below := [node.selection_set for node in same if node.selection_set is not None]:
                    left.append(below)

    def _by_key(self, selected: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """The fields of selections that are merged, by their response keys."""
        found: dict[str, list[FieldNode]] = {}
        for each in selected:
            seen: set[str] = set()
            left: list[SelectionNode] = list(each.selections)
            while left:
                node = left.pop()
                self.looked_at += 1
                if isinstance(node, FieldNode):
                    found.setdefault((node.alias or node.name).value, []).append(node)
                elif isinstance(node, InlineFragmentNode):
                    left += node.selection_set.selections
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                    seen.add(node.name.value)
                    fragment = self._fragments.get(node.name.value)
                    left += fragment.selection_set.selections if fragment else ()
            self._pair(len(seen))
        return found

    def _pair(self, alike: int) -> None:
        """Count the pairs of so many that are compared with each other."""
        self._pairs += alike * (alike - 1) // 2
        most = self._limits.comparisons
        if self._pairs > most:
            raise _too_expensive(
                f"The same fields are selected over and over, more than {most} pairs of them; select each once",
                f"同名字段重复过多(超过 {most} 对),每个字段请只选一次",
            )

    def _note(self, directives: int) -> None:
        """Count directives as they are written."""
        self._directives += directives
        self._count(directives, self._limits.directives_at_once, "directives in one place", "同处指令")
        self._count(self._directives, self._limits.directives, "directives", "指令")

    @staticmethod
    def _count(number: int, most: int, english: str, chinese: str) -> None:
        if number > most:
            number = min(number, 10**9)
            raise _too_expensive(
                f"The document has {number} {english}; at most {most} are answered",
                f"查询共有 {number} 个{chinese},最多 {most} 个",
            )

    def _too_deep(self) -> CodedError:
        depth = self._limits.depth
        return CodedError(
            Code.QUERY_TOO_DEEP,
            Words(
                f"The fields stand more than {depth} deep; ask for the rest with node(id:)",
                f"字段嵌套超过 {depth} 层,请用 node(id:) 分次查询",
            ),
        )


def _too_expensive(english: str, chinese: str) -> CodedError:
    return CodedError(Code.QUERY_TOO_EXPENSIVE, Words(english, chinese))
