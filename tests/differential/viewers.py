"""Who asks: every role, held for a few, for many or for none of the records that there are, here or in the other county."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from domain.ids import read
from domain.people import ANYBODY, Role, Sight, Viewer
from resolvers.visibility import Field, refusal
from tests.differential.values import Facts
from tests.offices import COUNTY

OTHER_COUNTY = "370983"

OFTEN = (
    Role.DISPATCHER, Role.DISPATCHER, Role.DISPATCHER, Role.INSPECTOR, Role.ENTERPRISE_REP, Role.SECRETARY,
    Role.FAIR_OPERATOR, Role.HANDLER, Role.DEPT_LEAD, Role.EVALUATOR, Role.OBSERVER, Role.CHAIN_LEAD,
)  # fmt: skip
"""Roles that see cases: most documents ask for some."""

ACTING = (
    *[Role.DISPATCHER] * 16, Role.FAIR_OPERATOR, Role.ENTERPRISE_REP, Role.SECRETARY, Role.HANDLER, Role.DEPT_LEAD,
)  # fmt: skip
"""Roles that act."""

REFUSED = 0.08
"""How often a refusal is welcome."""


def _sights(roles: Sequence[Role], limited: int) -> tuple[Sight, ...]:
    """How these roles see, and so many dispatchers with zones."""
    return (*map(Sight, roles), *[Sight(Role.DISPATCHER, limited=True)] * limited)


EVERY = _sights(tuple(Role), 1)


class Viewers:
    """Draws viewers. Those of one sight are answered by the same statements."""

    def __init__(self, schema: Any, facts: Facts, *, acting: bool = False) -> None:
        self._schema = schema
        self._often = _sights(ACTING, 1) if acting else _sights(OFTEN, 2)
        self._shares = (0.8, 1.0, 1.0) if acting else (0.15, 0.5, 0.8, 1.0)
        self._elsewhere = 0.03 if acting else 0.07
        self._ids = {
            name: tuple(known.key for id in ids if (known := read(id)) is not None)
            for name, ids in facts.ids.items()
        }

    def sight(self, random: Random, asked: frozenset[Field]) -> Sight:
        """How somebody sees who may ask for these fields, as a rule: a refusal is soon compared."""
        if random.random() < REFUSED:
            return random.choice(EVERY)
        sights = self._often if random.random() < 0.85 else EVERY
        fitting = [sight for sight in sights if refusal(self._schema, asked, sight) is None]
        return random.choice(fitting or sights)

    def viewer(self, random: Random, sight: Sight) -> Viewer:
        """One who sees like this."""
        if sight.role is Role.PUBLIC:
            return ANYBODY
        organizations = self._ids["Organization"]
        return Viewer(
            sight.role,
            COUNTY if random.random() >= self._elsewhere else OTHER_COUNTY,
            subject=f"{sight.role} {random.randrange(2)}",
            enterprises=self._some(random, "Enterprise"),
            booths=self._some(random, "Booth"),
            organization=random.choice(organizations) if random.random() < 0.95 else None,
            zones=self._some(random, "Zone", least=1) if sight.limited else (),
            chains=self._some(random, "Chain"),
        )

    def _some(self, random: Random, kind: str, least: int = 0) -> tuple[UUID, ...]:
        """A few, most, or all of a kind."""
        ids: Sequence[UUID] = self._ids[kind]
        share = random.choice(self._shares)
        return tuple(random.sample(ids, max(least, round(share * len(ids)))))
