"""What a role may ask for at all. Which records of it are seen, the statements decide (`db.relations.Seen`)."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

from db.relations import Paged, catalogue
from domain import alliances, chains, contacts, enterprises, fairs, financing, ledger, policies, supply
from domain.enterprises import search
from domain.people import ROLE_NAMES, Acts, Reach, Role, Sight
from domain.refusals import Words
from resolvers.errors import Code, CodedError

ACTS: Acts = {
    **fairs.ACTS,
    **contacts.ACTS,
    **enterprises.ACTS,
    **chains.ACTS,
    **alliances.ACTS,
    **financing.ACTS,
    **supply.ACTS,
    **policies.ACTS,
}
"""Which roles do which act."""

REFUSED: Mapping[str, Callable[[Sight], frozenset[str]]] = {
    "Intake": fairs.refused_of_intakes,
    "LedgerEntry": ledger.refused,
    "Query": search.refused,
    "Staff": enterprises.refused_of_staff,
}
"""The fields of a type that some roles may not ask for."""

Field = tuple[str, str]
"""The type and the name of a field."""


@lru_cache(64)
def refused(schema: GraphQLSchema, sight: Sight) -> frozenset[Field]:
    """The fields that may not be asked for: acts of other roles, fields that are refused, and whatever leads to records
    of which not one is seen."""
    return frozenset(
        (type_.name, name)
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in type_.fields.items()
        if _is_refused(schema, type_.name, name, field, sight)
    )


def _is_refused(schema: GraphQLSchema, type_name: str, name: str, field: Any, sight: Sight) -> bool:
    if schema.mutation_type is not None and type_name == schema.mutation_type.name:
        return sight.role not in ACTS[name]
    if type_name in REFUSED and name in REFUSED[type_name](sight):
        return True
    reached = reached_type(type_name, name, field)
    return reached in catalogue and catalogue[reached].seen.reach(sight) is Reach.NONE


def reached_type(type_name: str, name: str, field: Any) -> str:
    """The type of the records that a field leads to; of a list in pages, the type of what is listed."""
    member = catalogue[type_name].members.get(name) if type_name in catalogue else None
    return member.to if isinstance(member, Paged) else cast("Any", get_named_type(field.type)).name


def refusal(schema: GraphQLSchema, asked: frozenset[Field], sight: Sight) -> CodedError | None:
    """Why an operation that asks for these fields is not answered to this role, if it is not."""
    forbidden = asked & refused(schema, sight)
    if not forbidden:
        return None
    # The question itself says more than what it leads to.
    roots = {"Query", "Mutation", "Subscription"}
    type_name, name = min(forbidden, key=lambda field: (field[0] not in roots, field))
    field, role = f"{type_name}.{name}", ROLE_NAMES[sight.role]
    if sight.role is Role.PUBLIC:
        words = Words(f"{field} is not public; sign in", f"{field} 不对公众开放,请先登录")
        return CodedError(Code.UNAUTHENTICATED, words, field=field)
    words = Words(f"{field} is not for the role {role.en}", f"{field} 不对“{role.zh}”开放")
    return CodedError(Code.FORBIDDEN, words, field=field, role=sight.role.value)


def is_public(schema: GraphQLSchema, asked: frozenset[Field]) -> bool:
    """Whether everybody is answered the same: no record among them, and no figure, depends on who looks."""
    for type_name, name in asked:
        type_: Any = schema.type_map[type_name]
        # A fragment may ask for a type where none of it can be: that is refused to some, too.
        if not personal().isdisjoint((type_name, reached_type(type_name, name, type_.fields[name]))):
            return False
    return True


def asked_fields(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> frozenset[Field]:
    """Every field of an operation of a valid document, switched on or not."""
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    found: set[Field] = set()
    spread: set[str] = set()

    def look(type_: Any, selected: SelectionSetNode) -> None:
        for node in selected.selections:
            match node:
                case FieldNode() if not node.name.value.startswith("__"):
                    name = node.name.value
                    found.add((type_.name, name))
                    if node.selection_set is not None:
                        look(get_named_type(type_.fields[name].type), node.selection_set)
                case InlineFragmentNode():
                    condition = node.type_condition
                    look(schema.type_map[condition.name.value] if condition else type_, node.selection_set)
                case FragmentSpreadNode() if node.name.value not in spread:
                    spread.add(node.name.value)
                    fragment = fragments[node.name.value]
                    look(schema.type_map[fragment.type_condition.name.value], fragment.selection_set)
                case _:
                    pass

    look(schema.get_root_type(operation.operation), operation.selection_set)
    return frozenset(found)


@cache
def personal() -> frozenset[str]:
    """Types of which not everybody sees the same: whole types, or by small cells, or because a node or an entity may be of
    such a type. It is asked when every context has declared its types."""
    return frozenset(
        {
            "Node",
            "_Entity",
            "Satisfaction",
            "ServiceCoverage",
            "MarketEntities",
            "PolicyPayouts",
            "FinancedTotal",
            "StatThreshold",
            *_walled(),
        }
    )


def _walled() -> Iterator[str]:
    for type_ in catalogue.values():
        sights = [Sight(role, limited) for role in Role for limited in (False, True)]
        if any(type_.seen.reach(sight) is not Reach.ALL for sight in sights):
            yield type_.name
