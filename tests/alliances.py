"""An office that founds alliances: its organizations and enterprises, and the acts on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.counties import known
from tests.offices import Api

ALLIANCE = (
    """alliance { id name state preparedOn establishedOn activatedOn dissolvedOn version lead { id } }"""
)
MEMBERSHIP = "membership { role since until version }"
MEMORANDUM = "memorandum { id topic state signedOn expiresOn terminatedOn version counterparty { id } }"

REFUSED = """... on Outdated { path currentVersion }"""

FACTS = {
    "InvalidInput": "problems { path message }",
    "NotFound": "path",
    "Outdated": "path currentVersion",
    "RecordEnded": "path until",
    "DayOutOfOrder": "path earliest latest",
    "OutsideAllianceLife": "path establishedOn dissolvedOn",
    "AllianceInWrongState": "state possible",
    "AllianceNameTaken": "alliance { id }",
    "MembershipOverlaps": "membership { role since until }",
    "NotAMember": "path",
    "MemorandumExists": "memorandum { id }",
    "MemorandumOver": "state endedOn",
    "SessionYetToCome": "heldOn",
    "PartyStepOutOfOrder": "status next",
    "OutsideRemit": "path",
}
"""What is selected of a refusal beside its message."""


@dataclass
class Office:
    """The API, and what there is in the county by its number."""

    api: Api
    organizations: list[str] = field(default_factory=list)
    enterprises: list[str] = field(default_factory=list)

    async def act(self, name: str, payload: str, /, as_: dict[str, str] | None = None, **given: Any) -> Any:
        """What an act answers: the success member's payload, or a refusal with its facts."""
        from schema.root import schema

        title = name[0].upper() + name[1:]
        members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
        facts = " ".join(f"... on {each} {{ {of} }}" for each, of in FACTS.items() if each in members)
        query = f"""mutation($input: {title}Input!) {{ {name}(input: $input) {{
          __typename ... on Refusal {{ message }} {facts} {payload} }} }}"""
        return (await self.api.ask(query, as_=as_ or {}, input=given))[name]

    async def prepared(self, name: str = "高端化工产业链党建联盟", lead: int = 0) -> str:
        """The id of an alliance that is being prepared since 2022-01-01."""
        made = await self.act(
            "prepareAlliance",
            "... on AlliancePrepared { alliance { id } }",
            name=name,
            leadId=self.organizations[lead],
            preparedOn="2022-01-01",
        )
        return made["alliance"]["id"]

    async def established(self, name: str = "高端化工产业链党建联盟", lead: int = 0) -> str:
        """The id of an alliance that was established on 2022-03-01."""
        id = await self.prepared(name, lead)
        made = await self.advance(id, 1, "ESTABLISHED", "2022-03-01")
        assert made["__typename"] == "AllianceAdvanced", made
        return id

    async def advance(self, id: str, version: int, state: str, on: str) -> Any:
        payload = f"... on AllianceAdvanced {{ {ALLIANCE} }}"
        return await self.act("advanceAlliance", payload, allianceId=id, version=version, state=state, on=on)

    async def change_lead(self, id: str, version: int, lead: int, since: str, **more: Any) -> Any:
        payload = f"... on LeadChanged {{ {ALLIANCE} }}"
        given = {"allianceId": id, "version": version, "leadId": self.organizations[lead], "since": since}
        return await self.act("changeLead", payload, **given, **more)

    async def join(self, id: str, member: dict[str, str], since: str, **more: Any) -> Any:
        payload = f"... on AllianceJoined {{ {MEMBERSHIP} }}"
        given = {"allianceId": id, "member": member, "role": "MEMBER", "since": since, **more}
        return await self.act("joinAlliance", payload, **given)

    async def leave(self, id: str, member: dict[str, str], version: int, until: str) -> Any:
        payload = f"... on AllianceLeft {{ {MEMBERSHIP} }}"
        given = {"allianceId": id, "member": member, "version": version, "until": until}
        return await self.act("leaveAlliance", payload, **given)

    async def sign(self, counterparty: int, topic: str = "党风廉政共建", **changes: Any) -> Any:
        payload = f"... on MemorandumSigned {{ {MEMORANDUM} }}"
        given = {
            "counterpartyId": self.organizations[counterparty],
            "topic": topic,
            "signedOn": "2023-01-10",
            "expiresOn": "2024-01-10",
            **changes,
        }
        return await self.act("signMemorandum", payload, **given)

    async def members(self, id: str) -> list[dict[str, Any]]:
        """The organizations of an alliance, each with the number that it has here."""
        query = """query($id: ID!) { alliance(id: $id) { organizations { edges { node { id } role since until } } } }"""
        edges = (await self.api.ask(query, id=id))["alliance"]["organizations"]["edges"]
        return [{"member": self.organizations.index(edge.pop("node")["id"]), **edge} for edge in edges]

    def organization(self, number: int) -> dict[str, str]:
        return {"organizationId": self.organizations[number]}

    def enterprise(self, number: int) -> dict[str, str]:
        return {"enterpriseId": self.enterprises[number]}


async def office(api: Api, organizations: int = 4, enterprises: int = 0) -> Office:
    """An office with so many organizations and enterprises."""
    held = Office(api)
    fair = await api.plan_fair()
    for number in range(organizations):
        await api.add_booth(fair, f"A{number:02}")
    query = "query($id: ID!) { fair(id: $id) { booths { organization { id } } } }"
    booths = (await api.ask(query, id=fair))["fair"]["booths"]
    held.organizations = [booth["organization"]["id"] for booth in booths]
    await api.act("openFair", "", fairId=fair)
    for number in range(1, enterprises + 1):
        came = await api.act(
            "recordAttendance",
            "... on AttendanceRecorded { enterprise { id } }",
            fairId=fair,
            enterprise=known(number),
        )
        held.enterprises.append(came["enterprise"]["id"])
    return held
