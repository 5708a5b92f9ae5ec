"""Values of arguments and variables: mostly right, at times what no client should send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    is_required_input_field,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.backing import global_id
from tests.offices import uid


def seeded(seed: int) -> Random:
    """Chance that comes again."""
    return Random(seed)  # noqa: S311 - nothing here is secret


OMITTED: Any = object()
"""In place of a variable's value: the client does not send it."""

WRONG = 0.012
"""How often a value is one that no client should send."""

MISSING = uid(999_999)
MALFORMED = ("nonsense", "", "中文", "RmFpcjoxMjM", "\u0000", "Fair:1")
CURSORS_OF_NOBODY = ("", "nonsense", "MjAyMy0wNi0xM3x4", "中文", "MjAyMy0wNi0xM1QwMDowMDowMHwwMDAw")
WRONG_VALUES = (True, 5, 1.5, "nonsense", "2023-02-30", [], {}, {"nope": 1}, None)

TEXTS = (
    "企业",
    "a",
    "A",
    "%",
    "_",
    "\\",
    "'",
    '"',
    "  ",
    "",
    "0.5%",
    "😀",
    "<b>&",
    "有限 公司",
    "{}",
    "$1",
    ":x",
)
LONG_TEXT = "长" * 101
DECIMALS = ("12.50", "1E+3", "0.10", "12.500", "1e-3", 7, 2.5)
DAYS = ("2023-06-13", "2023-08-31", "2024-02-29", "1899-12-31")
MOMENTS = (
    "2023-06-13T09:00:00.123456+08:00",
    "2023-06-13T17:00:00Z",
    "1988-07-01T09:00:00",
    "2040-01-01T00:00",
)
SCALARS: dict[str, tuple[Any, ...]] = {
    "Int": (1, 2, 3, 7, 20),
    "Boolean": (True, False),
    "Decimal": DECIMALS,
    "Money": DECIMALS,
    "Date": DAYS,
    "DateTime": MOMENTS,
    "DivisionCode": ("370900", "370983", "x"),
}

OWNERS = (
    {"fairId": "Fair", "zoneId": "Zone", "boothId": "Booth", "intakeId": "Intake"}
    | {
        "chainId": "Chain",
        "trackId": "Track",
        "nodeId": "ChainNode",
        "fromId": "ChainNode",
        "toId": "ChainNode",
        "linkId": "ChainLink",
        "taskForceId": "TaskForce",
        "organizationId": "Organization",
        "leadOrganizationId": "Organization",
        "unitId": "CombatUnit",
        "enterpriseId": "Enterprise",
    }
    | {
        "parentId": "Zone",
        "carrierId": "Carrier",
        "servicePointId": "ServicePoint",
        "staffId": "Staff",
        "liaisonId": "Liaison",
        "allianceId": "PartyAlliance",
        "counterpartyId": "Organization",
        "leadId": "Organization",
        "memorandumId": "Memorandum",
        "sessionId": "ConferenceSession",
    }
    | {
        "offeringId": "Offering",
        "needId": "Need",
        "introductionId": "Introduction",
        "listingId": "SpaceListing",
        "chainNodeId": "ChainNode",
        "policyId": "Policy",
        "supersedesId": "Policy",
        "clauseId": "PolicyClause",
        "applicationId": "PolicyApplication",
        "enterpriseIds": "Enterprise",
    }
)
"""Which type an id is of, by the name of its argument."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data have that a client can name: ids by type, cursors by the type that is listed, texts to look for."""

    ids: dict[str, tuple[str, ...]]
    cursors: dict[str, tuple[str, ...]]
    texts: tuple[str, ...]
    usccs: tuple[str, ...]


class Values:
    """Draws values of input types. `hint` is the name of the argument or field that a value is for, with what it means
    there before a colon: `Intake:after` is a cursor in a list of intakes."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._every_id = tuple(id for ids in facts.ids.values() for id in ids)
        self._missing = tuple(global_id(name, MISSING) for name in (*facts.ids, "Nonsense"))
        self._texts = (*TEXTS, *facts.texts)

    def draw(self, random: Random, type_: GraphQLInputType, hint: str, wrong: float = WRONG) -> Any:
        """A value as json has it; `None` where null is right, too."""
        if isinstance(type_, GraphQLNonNull):
            return self._draw(random, type_.of_type, hint, wrong)
        return None if random.random() < 0.08 else self._draw(random, type_, hint, wrong)

    def _draw(self, random: Random, type_: Any, hint: str, wrong: float) -> Any:
        if random.random() < wrong:
            return random.choice(WRONG_VALUES)
        if isinstance(type_, GraphQLList):
            return [self.draw(random, type_.of_type, hint, wrong) for _ in range(random.randrange(5))]
        if isinstance(type_, GraphQLEnumType):
            return random.choice(tuple(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return self._record(random, type_, wrong)
        return self.scalar(random, type_.name, hint)

    def _record(self, random: Random, type_: GraphQLInputObjectType, wrong: float) -> dict[str, Any]:
        fields = type_.fields
        if is_one_of(type_):
            name = random.choice(tuple(fields))
            return {name: self._draw(random, fields[name].type, name, wrong)}
        share = random.choice((0.15, 0.3, 1.0))
        return {
            name: self.draw(random, field.type, name, wrong)
            for name, field in fields.items()
            if is_required_input_field(field) or random.random() < share
        }

    def scalar(self, random: Random, type_name: str, hint: str) -> Any:
        """A value of a scalar for the place that `hint` names."""
        owner, _, name = hint.rpartition(":")
        if type_name == "ID":
            return self.id(random, OWNERS.get(name, owner))
        if name in {"after", "before"}:
            return self._cursor(random, owner)
        if name in {"first", "last"}:
            return (
                random.choice((1, 1, 2, 2, 3, 3, 4, 5))
                if random.random() < 0.97
                else random.choice((0, -1, 101))
            )
        if type_name == "_Any":
            return self._representation(random)
        if type_name == "Uscc":
            return random.choice(self.facts.usccs)
        if type_name in SCALARS:
            return random.choice(SCALARS[type_name])
        return random.choice(self._texts) if random.random() < 0.98 else LONG_TEXT

    def id(self, random: Random, owner: str) -> str:
        """Mostly an id of the type `owner`, or of any when that has none."""
        chance = random.random()
        if owner in self.facts.ids and chance < 0.9:
            return random.choice(self.facts.ids[owner])
        if chance < 0.95:
            return random.choice(self._every_id)
        return random.choice(self._missing if chance < 0.985 else MALFORMED)

    def _representation(self, random: Random) -> dict[str, Any]:
        """A type and a key, mostly of an entity of that type."""
        if random.random() < 0.1:
            return {"__typename": "Enterprise", "uscc": random.choice(self.facts.usccs)}
        owner = random.choice(tuple(self.facts.ids))
        return {"__typename": owner, "id": self.id(random, owner)}

    def _cursor(self, random: Random, owner: str) -> str:
        chance = random.random()
        if chance < 0.9 and owner in self.facts.cursors:
            return random.choice(self.facts.cursors[owner])
        if chance < 0.96:
            return random.choice(random.choice(tuple(self.facts.cursors.values())))
        return random.choice(CURSORS_OF_NOBODY)


def is_one_of(type_: GraphQLInputObjectType) -> bool:
    """Whether exactly one field of an input object is given; strawberry keeps that to itself."""
    return type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of


def literal(type_: Any, value: Any) -> str:
    """A value as a document writes it; what is not of the type is written as it looks."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return "null"
    if isinstance(type_, GraphQLEnumType) and isinstance(value, str):
        return value
    if isinstance(value, list):
        item = type_.of_type if isinstance(type_, GraphQLList) else None
        return f"[{', '.join(literal(item, one) for one in value)}]"
    if isinstance(value, dict):
        fields = type_.fields if isinstance(type_, GraphQLInputObjectType) else {}
        named = (
            f"{name}: {literal(getattr(fields.get(name), 'type', None), one)}" for name, one in value.items()
        )
        return f"{{{', '.join(named)}}}"
    return json.dumps(value, ensure_ascii=False)
