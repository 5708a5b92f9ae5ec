"""The page of roles says what the code does: its tables are made here and must stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.enterprises import WITH_ENTERPRISE
from db.relations import catalogue
from domain.elements import camel
from domain.people import PUBLISHED_ONLY, ROLE_NAMES, Reach, Role, Sight
from resolvers.visibility import ACTS, REFUSED
from schema.root import schema

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"

WORDS = {
    Reach.NONE: "–",
    Reach.ALL: "all",
    Reach.PUBLISHED: "published",
    Reach.OWN_ENTERPRISES: "of own enterprises",
    Reach.OWN_BOOTHS: "at own booths",
    Reach.OWN_ORGANIZATION: "at booths of own organization",
    Reach.OWN_ZONES: "in own zones",
    Reach.OWN_CHAINS: "in own chains",
}

OTHER_WORDS = {("Resolution", Reach.OWN_ORGANIZATION): "of alliances of own organization"}
OTHER_WORDS |= {
    (name, Reach.OWN_ORGANIZATION): "as far as shared with own organization"
    for name in ("FinancingDemand", "FinancingConsent", "FinancingApplicant", "MatchExplanation")
}
OTHER_WORDS["FinancialProduct", Reach.OWN_ORGANIZATION] = "of own organization"
OTHER_WORDS |= {
    (name, Reach.OWN_ORGANIZATION): "published, and drafts of own organization"
    for name in ("Policy", "PolicyClause", "ClauseCondition")
}
OTHER_WORDS |= {
    (name, Reach.OWN_ORGANIZATION): "of policies of own organization"
    for name in ("PolicyNotice", "PolicyApplication", "PolicyPayout", "NoticeFigures")
}
OTHER_WORDS |= {
    (name, Reach.OWN_ORGANIZATION): "of own organization"
    for name in ("FinancingMeeting", "AssignedMatchEdge", "MatchRunInstitution")
}
OTHER_WORDS |= {
    ("FinancingMeeting", Reach.OWN_ZONES): "in own zones, and at sessions there",
    ("UnmatchedDemandEdge", Reach.OWN_ORGANIZATION): "none",
    ("MatchRunInstitution", Reach.OWN_ENTERPRISES): "none",
}
OTHER_WORDS |= {
    (name, Reach.OWN_ORGANIZATION): "of own organization, once consented to"
    for name in ("Deal", "DealStep", "Disbursement", "BondIssue")
}
"""Where a reach means something else."""

SIGHTS = [
    *((f"`{role}` {ROLE_NAMES[role].zh}", Sight(role)) for role in Role),
    ("`DISPATCHER` with zones", Sight(Role.DISPATCHER, limited=True)),
]


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def personal() -> list[str]:
    """The types of which not everybody sees every row, but for what is seen with its enterprise."""
    return [
        name
        for name, type_ in catalogue.items()
        if type_.seen is not WITH_ENTERPRISE
        and any(type_.seen.reach(sight) is not Reach.ALL for _, sight in SIGHTS)
    ]


def seen(type_name: str, sight: Sight) -> str:
    """What of a type is seen."""
    declared = catalogue[type_name].seen
    reach = declared.reach(sight)
    words = OTHER_WORDS.get((type_name, reach), WORDS[reach])
    fields = getattr(schema._schema.type_map[type_name], "fields")  # noqa: B009 - an object type's
    hidden = ", ".join(f"`{camel(name)}`" for name in sorted(declared.hidden(sight)) if camel(name) in fields)
    refused = ", ".join(f"`{name}`" for name in sorted(REFUSED.get(type_name, lambda _: frozenset())(sight)))
    return words + (f"; null: {hidden}" if hidden else "") + (f"; not: {refused}" if refused else "")


def columns() -> dict[tuple[str, ...], list[str]]:
    """What each role sees of the types, those together that are seen alike. (An edge is seen as what it links.)"""
    found: dict[tuple[str, ...], list[str]] = {}
    for type_name in personal():
        if not type_name.endswith("Edge"):
            found.setdefault(tuple(seen(type_name, sight) for _, sight in SIGHTS), []).append(type_name)
    return found


def sights_table() -> str:
    held = columns()
    names = (", ".join(f"`{name}`" for name in names) for names in held.values())
    head = (row("role", *names, "figures"), row(*["---"] * (len(held) + 2)))
    rows = (
        row(name, *cells, "as published" if sight.role in PUBLISHED_ONLY else "exact")
        for (name, sight), *cells in zip(SIGHTS, *held, strict=True)
    )
    return "\n".join((*head, *rows))


def acts_table() -> str:
    rows = (
        row(f"`{name}`", ", ".join(f"`{role}`" for role in Role if role in roles))
        for name, roles in ACTS.items()
    )
    return "\n".join((row("act", "roles"), row("---", "---"), *rows))


@pytest.mark.parametrize("table", [sights_table, acts_table])
def test_the_page_of_roles_has_the_tables_that_the_code_makes(table: object) -> None:
    assert callable(table)
    assert f"\n\n{table()}\n" in PAGE.read_text(encoding="utf-8"), f"docs/roles.md must have:\n{table()}"
