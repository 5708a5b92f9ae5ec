"""Inputs of acts around alliances, such as fit what stands in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg

from schema.backing import global_id

if TYPE_CHECKING:
    from tests.differential.acts import Acts

DAYS = (
    "2021-06-15",
    "2022-01-01",
    "2022-05-01",
    "2023-01-01",
    "2023-04-01",
    "2023-06-01",
    "2023-06-13",
    "2023-06-14",
)
LATER = ("2023-06-14", "2024-01-01", "2025-01-01", None)
TOPICS = ("廉政", "消防", "泰山精密制造有限公司 0")

Row = dict[str, Any]


@dataclass
class Leagues:
    """What acts can be about, as it stands in the database now."""

    alliances: list[Row]
    members: list[Row]
    memoranda: list[Row]
    sessions: list[Row]
    parties: list[Row]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Leagues:
        """Look."""

        async def rows(table: str) -> list[Row]:
            found = await owner.fetch(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names of ours
            return list(map(dict, found))

        members = await rows("alliance_organizations") + await rows("alliance_enterprises")
        return cls(
            await rows("party_alliances"),
            members,
            await rows("memoranda"),
            await rows("conference_sessions"),
            await rows("party_organizations"),
        )


class Recipes:
    """How each input is drawn."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    @property
    def leagues(self) -> Leagues:
        return self.acts.offices.leagues

    def version(self, random: Random, row: Row) -> int:
        return row["version"] if random.random() < 0.85 else row["version"] + 1

    def of(self, random: Random, row: Row) -> Row:
        return {"allianceId": global_id("PartyAlliance", row["id"]), "version": self.version(random, row)}

    def prepare(self, random: Random) -> Row:
        taken = random.choice(self.leagues.alliances)["name"]
        return {
            "name": taken if random.random() < 0.4 else f"联盟 {random.randrange(10**6)}",
            "leadId": self.acts.id(random, "Organization"),
            "preparedOn": random.choice(DAYS[:6]),
        }

    def advance(self, random: Random) -> Row:
        state = random.choice(("ESTABLISHED", "ESTABLISHED", "ACTIVE", "ACTIVE", "DISSOLVED", "PREPARING"))
        return self.of(random, random.choice(self.leagues.alliances)) | {
            "state": state,
            "on": random.choice(DAYS),
        }

    def change_lead(self, random: Random) -> Row:
        row = random.choice(self.leagues.alliances)
        same = global_id("Organization", row["lead_id"])
        return self.of(random, row) | {
            "leadId": same if random.random() < 0.15 else self.acts.id(random, "Organization"),
            "since": random.choice(DAYS),
            "formerRole": random.choice((None, "MEMBER", "DEPUTY", "LEAD")),
        }

    def member(self, row: Row) -> Row:
        if row.get("enterprise_id"):
            return {"enterpriseId": global_id("Enterprise", row["enterprise_id"])}
        return {"organizationId": global_id("Organization", row["organization_id"])}

    def join(self, random: Random) -> Row:
        held = random.choice(self.leagues.members)
        fresh = random.choice(
            (
                {"organizationId": self.acts.id(random, "Organization")},
                {"enterpriseId": self.acts.id(random, "Enterprise")},
            )
        )
        again = random.random() < 0.4
        id = held["alliance_id"] if again else random.choice(self.leagues.alliances)["id"]
        return {
            "allianceId": global_id("PartyAlliance", id),
            "member": self.member(held) if again else fresh,
            "role": random.choice(("MEMBER", "DEPUTY", "MEMBER", "DEPUTY", "LEAD")),
            "since": random.choice(DAYS),
            "until": random.choice(LATER),
        }

    def leave(self, random: Random) -> Row:
        held = random.choice(self.leagues.members)
        return {
            "allianceId": global_id("PartyAlliance", held["alliance_id"]),
            "member": self.member(held),
            "version": self.version(random, held),
            "until": random.choice((*DAYS, "2024-01-01")),
        }

    def sign(self, random: Random) -> Row:
        held = random.choice(self.leagues.memoranda)
        row = random.choice(self.leagues.alliances)
        return {
            "counterpartyId": global_id("Organization", held["counterparty_id"]),
            "allianceId": random.choice((None, global_id("PartyAlliance", row["id"]))),
            "topic": random.choice((held["topic"], *TOPICS)),
            "signedOn": random.choice(DAYS),
            "expiresOn": random.choice(("2022-06-01", "2024-01-01", "2023-06-20")),
        }

    def terminate(self, random: Random) -> Row:
        held = random.choice(self.leagues.memoranda)
        return {
            "memorandumId": global_id("Memorandum", held["id"]),
            "version": self.version(random, held),
            "on": random.choice(DAYS),
        }

    def convene(self, random: Random) -> Row:
        row = random.choice(self.leagues.alliances)
        known = {"id": self.acts.id(random, "JointConference")}
        fresh = {
            "allianceId": global_id("PartyAlliance", row["id"]),
            "name": random.choice(TOPICS),
            "rule": "每月",
        }
        return {
            "conference": random.choice((known, {"registration": fresh})),
            "heldOn": random.choice((*DAYS, "2024-01-01")),
            "agenda": random.choice(("议程", "two\nlines", "")),
            "minutes": random.choice((None, None, "纪要")),
        }

    def session(self, random: Random) -> Row:
        return random.choice(self.leagues.sessions)

    def minutes(self, random: Random) -> Row:
        held = self.session(random)
        id = global_id("ConferenceSession", held["id"])
        return {
            "sessionId": id,
            "version": self.version(random, held),
            "minutes": random.choice(("纪要", "a\tb")),
        }

    def adopt(self, random: Random) -> Row:
        return {
            "sessionId": global_id("ConferenceSession", self.session(random)["id"]),
            "text": random.choice(("协调", "two\nlines")),
            "ownerName": "王主任",
            "dueOn": random.choice(("2023-08-31", "2023-08-31", "2023-06-12")),
        }

    def record(self, random: Random) -> Row:
        held = random.choice(self.leagues.parties)
        known = random.random() < 0.7
        status = random.choice(("CULTIVATING", "ESTABLISHED", "ADVANCED", "NONE"))
        id = global_id("Enterprise", held["enterprise_id"]) if known else self.acts.id(random, "Enterprise")
        return {
            "enterpriseId": id,
            "version": self.version(random, held) if known else 0,
            "status": status,
            "since": random.choice(DAYS),
            "level": "市级" if status == "ADVANCED" else None,
        }


def recipes(acts: Acts) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name."""
    drawn = Recipes(acts)
    return {
        "PrepareAllianceInput": drawn.prepare,
        "AdvanceAllianceInput": drawn.advance,
        "ChangeLeadInput": drawn.change_lead,
        "JoinAllianceInput": drawn.join,
        "LeaveAllianceInput": drawn.leave,
        "SignMemorandumInput": drawn.sign,
        "TerminateMemorandumInput": drawn.terminate,
        "ConveneSessionInput": drawn.convene,
        "RecordMinutesInput": drawn.minutes,
        "AdoptResolutionInput": drawn.adopt,
        "RecordPartyOrganizationInput": drawn.record,
    }
