"""Inputs of acts on the register of enterprises."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.differential.values import Values
from tests.offices import credit_code

DAYS = (None, "2023-06-01", "2023-06-12", "1999-12-31", "2040-02-29")


class RegisterActs:
    """Inputs that fit the enterprises as they stand, each an id and a version."""

    def __init__(
        self,
        values: Values,
        enterprises: list[tuple[str, int]],
        good: tuple[str, ...],
        names: tuple[str, ...],
        comments: tuple[str | None, ...],
    ) -> None:
        self._values, self._enterprises = values, enterprises
        self._good, self._names, self._comments = good, names, comments
        self.recipes: dict[str, Callable[[Random], dict[str, Any]]] = {
            "RegisterEnterpriseInput": self._register_enterprise,
            "ActivateEnterpriseInput": self._activate,
            "RenameEnterpriseInput": self._rename,
            "MoveEnterpriseInput": self._move,
            "CloseEnterpriseInput": self._close,
            "MergeEnterprisesInput": self._merge,
            "ReclassifyEnterpriseInput": self._reclassify,
            "GrantTierInput": self._grant_tier,
            "EndTierInput": self._end_tier,
            "RecordStatisticsInput": self._record_statistics,
            "SetThresholdInput": self._set_threshold,
        }

    def _kept(self, random: Random) -> dict[str, Any]:
        """An enterprise in the version that it has, or now and then in another."""
        id, version = random.choice(self._enterprises)
        if random.random() < 0.05:
            return {"enterpriseId": self._values.id(random, "Enterprise"), "version": version}
        return {"enterpriseId": id, "version": version + (random.random() < 0.1)}

    def _register_enterprise(self, random: Random) -> dict[str, Any]:
        return {
            "name": random.choice((*self._good, *self._names)),
            "uscc": random.choice((None, credit_code(random.randrange(200)), "9")),
            "kind": random.choice(("ENTERPRISE", "SOLE_TRADER", "OTHER")),
            "zoneId": random.choice((None, self._values.id(random, "Zone"))),
            "divisionCode": random.choice((None, "370911", "370911", "999999", "x")),
            "industryCode": random.choice((None, "C", "T", "33", "Z")),
            "registeredOn": random.choice(DAYS),
        }

    def _activate(self, random: Random) -> dict[str, Any]:
        uscc = random.choice((credit_code(random.randrange(300, 900)), credit_code(3), "1"))
        return {**self._kept(random), "uscc": uscc, "registeredOn": random.choice(DAYS)}

    def _rename(self, random: Random) -> dict[str, Any]:
        name = random.choice((*self._good, *self._names, "新名"))
        return {**self._kept(random), "name": name, "on": random.choice(DAYS[1:])}

    def _move(self, random: Random) -> dict[str, Any]:
        to = random.choice(
            ({"zoneId": self._values.id(random, "Zone")}, {"divisionCode": "370902"}, {"away": True}, {})
        )
        return {**self._kept(random), "on": random.choice(DAYS[1:]), **to}

    def _close(self, random: Random) -> dict[str, Any]:
        return {**self._kept(random), "on": random.choice(DAYS[1:])}

    def _reclassify(self, random: Random) -> dict[str, Any]:
        said: dict[str, Any] = {
            "kind": random.choice((None, "ENTERPRISE", "SOLE_TRADER")),
            "industryCode": random.choice((None, "C", "Z")),
            "registeredOn": random.choice(DAYS),
        }
        return {**self._kept(random), "on": random.choice(DAYS[1:]), **said}

    def _merge(self, random: Random) -> dict[str, Any]:
        one, other = self._kept(random), self._kept(random)
        return {
            "duplicateId": one["enterpriseId"],
            "duplicateVersion": one["version"],
            "survivorId": other["enterpriseId"],
            "survivorVersion": other["version"],
        }

    def _grant_tier(self, random: Random) -> dict[str, Any]:
        return {
            **self._kept(random),
            "tier": random.choice(("GAZELLE", "UNICORN")),
            "grantedOn": random.choice(DAYS[1:]),
            "until": random.choice((None, "2023-06-02", "9999-12-31")),
            "source": random.choice(self._names),
        }

    def _end_tier(self, random: Random) -> dict[str, Any]:
        tier = random.choice(("GAZELLE", "UNICORN", "INNOVATIVE"))
        return {**self._kept(random), "tier": tier, "on": random.choice(DAYS[1:])}

    def _record_statistics(self, random: Random) -> dict[str, Any]:
        return {
            **self._kept(random),
            "state": random.choice(("BELOW", "APPROACHING", "THRESHOLD_MET", "FILED", "ENROLLED", "DROPPED")),
            "on": random.choice(DAYS[1:]),
            "evidence": random.choice(self._comments),
        }

    def _set_threshold(self, random: Random) -> dict[str, Any]:
        return {
            "industryCode": random.choice(("C", "A", "33")),
            "amount": random.choice(("1", "0.001", "18000000.50")),
            "validFrom": random.choice(DAYS[1:]),
        }
