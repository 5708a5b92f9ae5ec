"""Inputs of acts on places, as they stand in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import asyncpg

from schema.backing import global_id
from tests.differential.values import Values

GOOD_KINDS = ("BANK", "BOND", "DEPARTMENT", "OTHER")
PATHS = ("路 1 号", "路 2 号")
DAYS = (None, None, "2023-06-01", "2023-06-13", "2024-01-01")

TABLES = {
    "Zone": "zones", "Organization": "organizations", "Carrier": "carriers", "ServicePoint": "service_points",
    "Service": "services",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """The version of every record of a place, and the state that a service point may have next."""

    versions: dict[str, tuple[tuple[str, int], ...]]
    steps: tuple[tuple[str, int, str], ...]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Places:
        """Look."""
        versions = {
            name: tuple(
                (global_id(name, row["id"]), row["version"])
                for row in await owner.fetch(f"SELECT id, version FROM {table} ORDER BY id")  # noqa: S608 - names of ours
            )
            for name, table in TABLES.items()
        }
        following = {"INTENDED": "SIGNED", "SIGNED": "OPEN", "OPEN": "CLOSED"}
        points = await owner.fetch(
            "SELECT id, version, state FROM service_points WHERE state <> 'CLOSED' ORDER BY id"
        )
        steps = tuple(
            (global_id("ServicePoint", row["id"]), row["version"], following[row["state"]]) for row in points
        )
        return cls(versions, steps)


class PlaceActs:
    """Recipes of inputs, by the name of the input."""

    def __init__(self, values: Values, places: Places, names: tuple[str, ...]) -> None:
        self._values, self._places, self._names = values, places, names
        self.recipes: dict[str, Callable[[Random], dict[str, Any]]] = {
            "RegisterZoneInput": lambda random: {
                "name": random.choice(names), "kind": "TOWN", "divisionCode": "370900",
                "parentId": random.choice((None, self._id(random, "Zone"))),
            },
            "PlaceZoneInput": lambda random: {
                **self._known(random, "Zone"), "parentId": random.choice((None, self._id(random, "Zone"))),
            },
            "EndZoneInput": lambda random: {**self._known(random, "Zone"), "on": random.choice(DAYS)},
            "RegisterOrganizationInput": lambda random: {
                "name": random.choice(names), "kind": random.choice(GOOD_KINDS),
                "zoneId": random.choice((None, self._id(random, "Zone"))),
            },
            "RenameOrganizationInput": lambda random: {
                **self._known(random, "Organization"), "name": random.choice(names),
            },
            "EndOrganizationInput": lambda random: {
                **self._known(random, "Organization"), "on": random.choice(DAYS),
            },
            "RegisterCarrierInput": lambda random: {
                **self._place(random), "area": random.choice((None, "12000.5", "0.001")),
            },
            "EndCarrierInput": lambda random: {**self._known(random, "Carrier"), "on": random.choice(DAYS)},
            "RegisterServicePointInput": lambda random: {
                **self._place(random), "kind": "HALL", "on": random.choice(DAYS),
                "carrierId": random.choice((None, self._id(random, "Carrier"))),
            },
            "AdvanceServicePointInput": self._advance,
            "AddServiceInput": self._add_service,
            "EndServiceInput": lambda random: {**self._known(random, "Service"), "until": random.choice(DAYS)},
            "RecordTravelTimesInput": self._travel,
        }  # fmt: skip

    def _id(self, random: Random, kind: str) -> str:
        return self._values.id(random, kind)

    def _known(self, random: Random, kind: str) -> dict[str, Any]:
        """A record at its version, or at another."""
        id, version = random.choice(self._places.versions[kind])
        return {"id": id, "version": version if random.random() < 0.85 else version + 1}

    def _place(self, random: Random) -> dict[str, Any]:
        return {
            "name": random.choice(self._names),
            "zoneId": self._id(random, "Zone"),
            "address": random.choice(PATHS),
        }

    def _advance(self, random: Random) -> dict[str, Any]:
        if not self._places.steps or random.random() < 0.2:
            return {**self._known(random, "ServicePoint"), "state": "OPEN", "on": random.choice(DAYS)}
        id, version, state = random.choice(self._places.steps)
        return {"id": id, "version": version, "state": state, "on": random.choice((None, "2023-06-13"))}

    def _add_service(self, random: Random) -> dict[str, Any]:
        given: dict[str, Any] = {"list": "STANDARD", "name": random.choice(self._names)}
        if random.random() < 0.6:
            given |= {"list": "SPECIAL", "servicePointId": self._id(random, "ServicePoint")}
        return given

    def _travel(self, random: Random) -> dict[str, Any]:
        enterprises = {self._id(random, "Enterprise") for _ in range(random.randrange(1, 4))}
        return {
            "servicePointId": self._id(random, "ServicePoint"),
            "mode": random.choice(("WALK", "DRIVE")),
            "source": "实测",
            "measuredOn": random.choice(("2023-05-01", "2023-06-01")),
            "times": [
                {"enterpriseId": id, "minutes": random.choice((5, 10, 601))} for id in sorted(enterprises)
            ],
        }
