"""What fields cost, as the contract says it: the directives of the IBM specification, which routers read too."""

from typing import Any, cast

import strawberry
from graphql import GraphQLInputObjectType, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema_directive import Location

from domain.pages import DEFAULT
from resolvers.cost import Charge

ACT = 10
"""What an act costs: its transaction, and about as many statements."""

COUNTED, SEARCHED, SUMMED_UP = 100, 100, 100
"""What it costs to count all that match, to look for a text in every one, and to sum up what all of them said: a
millisecond or two at a few thousand records, as long as a hundred objects or more."""


NAMED = "named"
"""Marks a list of as many as one of its arguments, which is a list itself, names. The directive has no word for it: its
slicing arguments are whole numbers."""

IMPORTED = 500
"""What it costs to look at the rows of an import and to store them: a thousand take as long as some hundred objects."""

PRINTED = 500
"""What it costs to print the contract: seven milliseconds."""


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.ARGUMENT_DEFINITION,
        Location.ENUM,
        Location.FIELD_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
        Location.OBJECT,
        Location.SCALAR,
    ],
    description="What a field costs besides the objects that it answers, or an argument that is given. 字段或参数的附加开销。",
)
class Cost:
    weight: int


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="How long a list is, or the lists below a field: what the largest of the slicing arguments says, otherwise "
    "the assumed size. 列表长度:取分页参数,否则取预计值。",
)
class ListSize:
    assumed_size: int | None = strawberry.UNSET
    slicing_arguments: list[str] | None = strawberry.UNSET
    sized_fields: list[str] | None = strawberry.UNSET
    require_one_slicing_argument: bool | None = True


def cost(weight: int) -> Cost:
    """What is done for a field besides looking up objects."""
    return Cost(weight=weight)


def about_as_long(size: int) -> ListSize:
    """The size of a list that cannot grow much."""
    return ListSize(assumed_size=size, require_one_slicing_argument=False)


def in_pages() -> ListSize:
    """A connection, whose edges are as many as the client asks for."""
    return ListSize(
        assumed_size=DEFAULT,
        slicing_arguments=["first", "last"],
        sized_fields=["edges"],
        require_one_slicing_argument=False,
    )


def charge(field: Any) -> Charge:
    """What the directives of a field say, and those of its arguments and of the fields of their inputs."""
    declared = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    size = _directive(field, ListSize) or ListSize()
    given: list[tuple[str, str | None, int]] = []
    for argument, holder in field.args.items():
        given += [(argument, None, _weight(holder))] if _weight(holder) else []
        type_ = cast("Any", get_named_type(holder.type))
        if isinstance(type_, GraphQLInputObjectType):
            given += [
                (argument, inner, _weight(held)) for inner, held in type_.fields.items() if _weight(held)
            ]
    return Charge(
        weight=_weight(field),
        given=tuple(given),
        assumed=size.assumed_size or DEFAULT,
        slicing=(declared.metadata[NAMED],)
        if NAMED in declared.metadata
        else tuple(size.slicing_arguments or ()),
        sized=tuple(size.sized_fields or ()),
    )


def _weight(place: Any) -> int:
    found = _directive(place, Cost)
    return found.weight if found else 0


def _directive(place: Any, kind: type) -> Any:
    """The directive of a kind that stands at a field, an argument or an input's field."""
    declared = place.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return next((each for each in getattr(declared, "directives", ()) if isinstance(each, kind)), None)
