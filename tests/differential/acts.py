"""Inputs of acts: mostly such that something happens, often such that a rule forbids it, at times wrong in one place."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import asyncpg
from graphql import GraphQLInputObjectType

from domain.elements import ElementKind
from domain.enterprises import ContactChannel, LiaisonRole, StaffRole
from schema.backing import global_id
from tests.differential import deals, financing, goods, matching, policies
from tests.differential.data import NAMES
from tests.differential.leagues import Leagues, recipes
from tests.differential.place_acts import PlaceActs, Places
from tests.differential.register import RegisterActs
from tests.differential.values import Facts, Values
from tests.offices import FORMS, LATER, SOLUTION, credit_code

GOOD_NAMES = tuple(name for name in NAMES if len(name) < 100 and name.isprintable() and name.strip())
PERIOD = ("2019-12-01", "2020-01-02", "2021-02-03", "2023-06-12", "2023-06-13", "2024-01-01", "2099-01-01")
COMMENTS = (None, "", "好", "two\nlines\tand a tab", "😀 \"'\\ <&>")


@dataclass
class Offices:
    """What acts can be about, as it stands in the database now."""

    fairs: dict[str, list[str]]
    booths: list[tuple[str, str, str]]
    open_intakes: list[str]
    intakes: list[str]
    twins: list[tuple[str, str]]
    guests: list[tuple[str, str]]
    enterprises: list[tuple[str, int]]
    places: Places
    liaisons: list[tuple[str, int]]
    leavers: list[tuple[str, int]]
    leagues: Leagues
    goods: goods.Goods
    finances: financing.Finances
    dealings: deals.Dealings
    supports: policies.Supports

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Offices:
        """Look."""
        fairs: dict[str, list[str]] = {}
        for row in await owner.fetch("SELECT id, state FROM fairs ORDER BY id"):
            fairs.setdefault(row["state"], []).append(global_id("Fair", row["id"]))
        booths = await owner.fetch(
            """SELECT t.booth_id, t.register, b.element_kinds FROM booth_tallies AS t JOIN booths AS b ON b.id = t.booth_id
               JOIN fairs AS f ON f.id = b.fair_id WHERE b.state = 'OPEN' ORDER BY 1, 2"""
        )
        intakes = await owner.fetch("SELECT id, disposition FROM intakes ORDER BY id")
        twins = await owner.fetch(
            """SELECT a.id AS later, b.id AS earlier FROM intakes AS a JOIN intakes AS b
               ON a.fair_id = b.fair_id AND a.enterprise_id = b.enterprise_id AND b.received_at <= a.received_at AND a.id <> b.id
               WHERE a.disposition IS NULL AND (b.disposition IS NULL OR b.disposition NOT IN ('DUPLICATE', 'WITHDRAWN'))
               ORDER BY 1, 2 LIMIT 50"""
        )
        guests = await owner.fetch(
            """SELECT fair_id, enterprise_id FROM attendances UNION SELECT fair_id, enterprise_id FROM intakes
               ORDER BY 1, 2"""
        )
        liaisons = await owner.fetch("SELECT id, version FROM liaisons ORDER BY id")
        leavers = await owner.fetch("SELECT id, version FROM staff ORDER BY id")
        return cls(
            fairs,
            [
                (global_id("Booth", row["booth_id"]), row["register"], kind)
                for row in booths
                for kind in (["CAPITAL"] if row["register"] == "FINANCE" else row["element_kinds"])
            ],
            [global_id("Intake", row["id"]) for row in intakes if row["disposition"] is None],
            [global_id("Intake", row["id"]) for row in intakes],
            [(global_id("Intake", row["later"]), global_id("Intake", row["earlier"])) for row in twins],
            [
                (global_id("Fair", row["fair_id"]), global_id("Enterprise", row["enterprise_id"]))
                for row in guests
            ],
            [
                (global_id("Enterprise", row["id"]), row["version"])
                for row in await owner.fetch("SELECT id, version FROM enterprises ORDER BY id")
            ],
            await Places.now(owner),
            [(global_id("Liaison", row["id"]), row["version"]) for row in liaisons],
            [(global_id("Staff", row["id"]), row["version"]) for row in leavers],
            await Leagues.now(owner),
            await goods.Goods.now(owner),
            await financing.Finances.now(owner),
            await deals.Dealings.now(owner),
            await policies.Supports.now(owner),
        )


class Acts(Values):
    """Values whose inputs of acts fit what stands in the database."""

    def __init__(self, facts: Facts, offices: Offices) -> None:
        super().__init__(facts)
        self.offices = offices
        self._recipes = (
            {
                "PlanFairInput": self._plan_fair,
                "AddBoothInput": self._add_booth,
                "OpenFairInput": self._open_fair,
                "CloseFairInput": self._close_fair,
                "SubmitIntakeInput": self._submit_intake,
                "DisposeIntakeInput": self._dispose_intake,
                "WithdrawIntakeInput": self._withdraw_intake,
                "MarkDuplicateInput": self._mark_duplicate,
                "RecordAttendanceInput": self._record_attendance,
                "RateFairInput": self._rate_fair,
                "RecordContactInput": self._record_contact,
                "RevealContactInput": self._reveal_contact,
                **RegisterActs(self, offices.enterprises, GOOD_NAMES, NAMES, COMMENTS).recipes,
                **PlaceActs(self, offices.places, GOOD_NAMES).recipes,
                "RegisterStaffInput": self._register_staff,
                "EndStaffInput": self._end_staff,
                "AssignLiaisonInput": self._assign_liaison,
                "AssignStaffInput": self._assign_staff,
                "HandOverLiaisonInput": self._hand_over_liaison,
                "EndLiaisonInput": self._end_liaison,
                "LogContactInput": self._log_contact,
            }
            | recipes(self)
            | goods.recipes(self)
            | financing.recipes(self, offices.finances)
            | deals.recipes(self, offices.dealings)
            | matching.recipes(self)
            | policies.recipes(self, offices.supports)
        )

    def _record(self, random: Random, type_: GraphQLInputObjectType, wrong: float) -> dict[str, Any]:
        recipe = self._recipes.get(type_.name)
        if recipe is None:
            return super()._record(random, type_, wrong)
        try:
            given = recipe(random)
        except IndexError:
            # There is nothing of the kind to do it with.
            return super()._record(random, type_, wrong)
        if random.random() < 0.1:
            name = random.choice(tuple(given))
            given[name] = self.draw(random, type_.fields[name].type, name, wrong)
        return given

    def _fair(self, random: Random, *states: str) -> str:
        """A fair, mostly in one of the states."""
        fitting = [id for state in states for id in self.offices.fairs.get(state, ())]
        return random.choice(fitting) if fitting and random.random() < 0.85 else self.id(random, "Fair")

    def _intake(self, random: Random) -> str:
        """An intake, mostly an open one."""
        held = self.offices.open_intakes if random.random() < 0.7 else self.offices.intakes
        return random.choice(held) if held else self.id(random, "Intake")

    def _enterprise(self, random: Random) -> dict[str, Any]:
        if random.random() < 0.5:
            return {"id": self.id(random, "Enterprise")}
        uscc = credit_code(random.randrange(30)) if random.random() < 0.95 else "91370900000000000X"
        return {"registration": {"uscc": uscc, "name": random.choice(GOOD_NAMES)}}

    def _plan_fair(self, random: Random) -> dict[str, Any]:
        registration = {"name": random.choice(GOOD_NAMES), "kind": "TOWN", "divisionCode": "370900"}
        known = {"id": self.id(random, "Zone")}
        return {
            "name": random.choice((*GOOD_NAMES, *NAMES)),
            "kind": random.choice(("ELEMENT_FAIR", "OPEN_DAY")),
            "zone": random.choice((known, known, {"registration": registration})),
            "opensAt": random.choice(
                ("2023-06-14T09:00:00.1234567+08:00", "1988-07-01T09:00:00", "2040-02-29T01:00:00Z")
            ),
            "closesAt": random.choice(
                ("2023-06-14T17:00:00Z", "1988-07-02T09:00:00+09:00", "2040-03-01T09:00:00")
            ),
            "venues": random.choice(([], ["会展中心", "<b>"], [random.choice(NAMES)])),
            "round": random.choice((None, 1, 2, 0)),
        }

    def _add_booth(self, random: Random) -> dict[str, Any]:
        registration = {"name": random.choice(GOOD_NAMES), "kind": "DEPARTMENT"}
        kinds = random.sample([kind.value for kind in ElementKind], random.randrange(1, 6))
        return {
            "fairId": random.choice((self.facts.ids["Fair"][0], self._fair(random, "PLANNED", "OPEN"))),
            "code": f"{random.choice('A中')}{random.randrange(2)}",
            "name": random.choice(GOOD_NAMES),
            "organization": random.choice(
                ({"registration": registration}, {"id": self.id(random, "Organization")})
            ),
            "registers": random.choice((["ELEMENT"], ["ELEMENT"], ["FINANCE", "ELEMENT"], [])),
            "elementKinds": random.choice((kinds, kinds, list(FORMS), [])),
            "capacity": random.choice((None, 1, 1000, 1001)),
        }

    def _open_fair(self, random: Random) -> dict[str, Any]:
        return {"fairId": self._fair(random, "PLANNED")}

    def _close_fair(self, random: Random) -> dict[str, Any]:
        return {"fairId": self._fair(random, "OPEN")}

    def _submit_intake(self, random: Random) -> dict[str, Any]:
        booth, register, kind = random.choice(self.offices.booths)
        if random.random() < 0.15:
            booth, kind = self.id(random, "Booth"), random.choice(tuple(FORMS))
        form = dict(FORMS[kind])
        if random.random() < 0.1:
            del form[random.choice(tuple(form))]
        return {
            "boothId": booth,
            "register": register,
            "elementKind": kind,
            "enterprise": self._enterprise(random),
            "form": {kind.lower(): form},
            # Now and then a key that was used before.
            "idempotencyKey": f"k-{random.randrange(10**9) if random.random() < 0.85 else random.randrange(9)}",
            "summary": random.choice(COMMENTS),
            "urgency": random.choice(("NORMAL", "BLOCKING")),
            "desiredBy": random.choice((None, LATER, "2020-01-01")),
        }

    def _dispose_intake(self, random: Random) -> dict[str, Any]:
        given = {"intakeId": self._intake(random), "disposition": "RESOLVED_ON_SITE"}
        if random.random() < 0.6:
            given |= {"disposition": "SOLUTION_GIVEN", "solution": dict(SOLUTION)}
        return given | ({"disposition": "WITHDRAWN"} if random.random() < 0.05 else {})

    def _withdraw_intake(self, random: Random) -> dict[str, Any]:
        return {"intakeId": self._intake(random), "reason": random.choice(COMMENTS)}

    def _mark_duplicate(self, random: Random) -> dict[str, Any]:
        if self.offices.twins and random.random() < 0.8:
            later, earlier = random.choice(self.offices.twins)
            return {"intakeId": later, "originalId": earlier}
        return {"intakeId": self._intake(random), "originalId": self._intake(random)}

    def _record_attendance(self, random: Random) -> dict[str, Any]:
        return {"fairId": self._fair(random, "OPEN"), "enterprise": self._enterprise(random)}

    def _rate_fair(self, random: Random) -> dict[str, Any]:
        fair, enterprise = self._fair(random, "OPEN", "CLOSED"), self.id(random, "Enterprise")
        if self.offices.guests and random.random() < 0.6:
            fair, enterprise = random.choice(self.offices.guests)
        return {
            "fairId": fair,
            "enterpriseId": enterprise,
            "level": random.choice(("VERY_SATISFIED", "DISSATISFIED")),
            "comment": random.choice(COMMENTS),
        }

    def _record_contact(self, random: Random) -> dict[str, Any]:
        return {
            "enterpriseId": self.id(random, "Enterprise"),
            "title": random.choice((*GOOD_NAMES, *NAMES)),
            "name": random.choice(GOOD_NAMES),
            "phone": random.choice(("13905380000", "+86 538 822 0000", "110", "")),
        }

    def _reveal_contact(self, random: Random) -> dict[str, Any]:
        return {"id": self.id(random, "Contact"), "purpose": random.choice(("回访", "x", NAMES[4]))}

    def _register_staff(self, random: Random) -> dict[str, Any]:
        return {
            "name": random.choice(GOOD_NAMES),
            "organizationId": self.id(random, "Organization"),
            "roles": random.sample([role.value for role in StaffRole], random.randrange(5)),
            "subject": random.choice((None, None, "sub-1", f"sub-{random.randrange(10**6)}")),
        }

    def _end_staff(self, random: Random) -> dict[str, Any]:
        id, version = random.choice(self.offices.leavers)
        return {"staffId": id, "version": version, "endedOn": random.choice(PERIOD)}

    def _looked_after(self, random: Random) -> dict[str, Any]:
        return {"enterpriseId": self.id(random, "Enterprise"), "staffId": self.id(random, "Staff")}

    def _assign_liaison(self, random: Random) -> dict[str, Any]:
        until = random.choice((None, "2020-01-01", "2020-01-02"))
        role = random.choice(tuple(LiaisonRole)).value
        return {**self._looked_after(random), "role": role, "since": random.choice(PERIOD), "until": until}

    def _assign_staff(self, random: Random) -> dict[str, Any]:
        given = {**self._looked_after(random), "since": random.choice(PERIOD)}
        return {
            **given,
            "role": random.choice(tuple(LiaisonRole)).value,
            "until": random.choice((None, *PERIOD)),
        }

    def _hand_over_liaison(self, random: Random) -> dict[str, Any]:
        id, version = random.choice(self.offices.liaisons)
        staff = {"staffId": self.id(random, "Staff"), "role": random.choice((None, *tuple(LiaisonRole)))}
        return {"liaisonId": id, "version": version, "on": random.choice(PERIOD), **staff}

    def _end_liaison(self, random: Random) -> dict[str, Any]:
        id, version = random.choice(self.offices.liaisons)
        return {"liaisonId": id, "version": version, "on": random.choice(PERIOD)}

    def _log_contact(self, random: Random) -> dict[str, Any]:
        given = {**self._looked_after(random), "contactedOn": random.choice(PERIOD)}
        return {
            **given,
            "channel": random.choice(tuple(ContactChannel)).value,
            "note": random.choice(COMMENTS),
        }
