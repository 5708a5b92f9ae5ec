"""An office that issues policies: its department, the enterprises of a zone, and the acts on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.offices import Api, bearer, credit_code
from tests.places import zone

POLICY = "policy { id state version publishedOn endedOn }"
APPLICATION = """application { id state version outcome granted { yuan } paid { yuan } evidence reason }"""
TRACE = "trace { kind outcome required actual message missingField }"

FACTS = {
    "InvalidInput": "problems { path message }",
    "NotFound": "path",
    "OutsideRemit": "path",
    "Outdated": "path currentVersion",
    "PolicyStands": "state publishedOn",
    "PolicyInWrongState": "state needed",
    "DocumentNumberTaken": "policy { id }",
    "ClauseNumberTaken": "clause { id }",
    "ClauseAlreadyStruck": "struckOn",
    "PolicyApplicationExists": "application { id }",
    "PolicyApplicationInWrongState": "state needed",
    "PolicyClauseNotOpen": "opensOn closesOn today",
    "NotEligible": TRACE,
    "EvidenceNeeded": f"missingFields {TRACE}",
    "AboveClause": "most { yuan display }",
    "AboveGranted": "granted { yuan } paid { yuan } left { yuan }",
    "EnterpriseEnded": "status endedOn",
}
"""What is selected of a refusal beside its message."""

PASSED = {"status": "PASSED", "reviewedOn": "2023-05-01", "reviewer": "市场监管局"}

IN_INDUSTRY = {"kind": "INDUSTRY_IN", "codes": ["C"]}


def text(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What a right draft says."""
    return {
        "title": f"技改奖补办法 {number}",
        "documentNumber": f"泰政办〔2023〕{number} 号",
        "legalBasis": "《中小企业促进法》第八条",
        "review": PASSED,
        "validFrom": "2023-01-01",
        "validUntil": "2025-01-01",
        **changes,
    }


@dataclass
class Office:
    """The API, and what there is in the county: two departments, a zone, and enterprises by their number."""

    api: Api
    zone: str = ""
    departments: list[str] = field(default_factory=list)
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

    async def draft(self, number: int = 1, **changes: Any) -> Any:
        """What draftPolicy answers to a right draft, or to one with `changes`."""
        given = {"organizationId": self.departments[0], **text(number), **changes}
        return await self.act("draftPolicy", f"... on PolicyDrafted {{ {POLICY} }}", **given)

    async def add_clause(self, policy: str, version: int, **changes: Any) -> Any:
        """What addPolicyClause answers to a clause of 100,000 yuan for industry, or to one with `changes`."""
        given = {
            "policyId": policy,
            "version": version,
            "number": 1,
            "title": "设备奖补",
            "text": "按设备投资给予奖补",
            "benefit": "REWARD",
            "amountRule": "FIXED",
            "amount": "100000.00",
            "conditions": [IN_INDUSTRY],
            **changes,
        }
        payload = f"... on PolicyClauseAdded {{ clause {{ id number }} {POLICY} }}"
        return await self.act("addPolicyClause", payload, **given)

    async def publish(self, policy: str, version: int) -> Any:
        """What publishPolicy answers."""
        payload = f"... on PolicyPublished {{ {POLICY} superseded {{ id state endedOn }} }}"
        return await self.act("publishPolicy", payload, policyId=policy, version=version)

    async def published(self, number: int = 1, **clause: Any) -> tuple[str, str]:
        """The ids of a policy that was published, and of its clause."""
        policy = (await self.draft(number))["policy"]["id"]
        added = await self.add_clause(policy, 1, **clause)
        assert (await self.publish(policy, 2))["__typename"] == "PolicyPublished"
        return policy, added["clause"]["id"]

    async def apply(self, clause: str, enterprise: int = 0, **changes: Any) -> Any:
        """What draftPolicyApplication answers for 2023 and 80,000 yuan, or with `changes`."""
        given = {
            "clauseId": clause,
            "enterpriseId": self.enterprises[enterprise],
            "year": 2023,
            "amount": "80000.00",
            **changes,
        }
        payload = f"... on PolicyApplicationDrafted {{ {APPLICATION} }}"
        return await self.act("draftPolicyApplication", payload, **given)

    async def on(self, act: str, application: str, version: int, /, as_: Any = None, **given: Any) -> Any:
        """What an act on an application answers: `submit`, `withdraw`, `approve`, `reject` or `pay`."""
        done = {
            "submit": "Submitted",
            "withdraw": "Withdrawn",
            "approve": "Approved",
            "reject": "Rejected",
            "pay": "Paid",
        }[act]
        payload = f"... on PolicyApplication{done} {{ {APPLICATION} }}"
        named = {"applicationId": application, "version": version}
        return await self.act(f"{act}PolicyApplication", payload, as_, **named, **given)

    async def approved(
        self, clause: str, enterprise: int = 0, amount: str = "80000.00", **changes: Any
    ) -> str:
        """The id of an application that was approved; it has the version 3."""
        id = (await self.apply(clause, enterprise, **changes))["application"]["id"]
        assert (await self.on("submit", id, 1))["__typename"] == "PolicyApplicationSubmitted"
        assert (await self.on("approve", id, 2, amount=amount))["__typename"] == "PolicyApplicationApproved"
        return id

    def handler(self, department: int = 0) -> dict[str, str]:
        """A handler of a department."""
        return bearer("HANDLER", organization=self.departments[department])


async def office(api: Api, enterprises: int = 2) -> Office:
    """Two departments, a zone, and enterprises of machinery in it, registered in 2020."""
    house = Office(api)
    house.zone = await zone(api, "高新区")
    for name in ("工信局", "商务局"):
        made = await api.act(
            "registerOrganization",
            "... on OrganizationRegistered { organization { id } }",
            name=name,
            kind="DEPARTMENT",
        )
        house.departments.append(made["organization"]["id"])
    for number in range(enterprises):
        made = await api.act(
            "registerEnterprise",
            "... on EnterpriseRegistered { enterprise { id } }",
            name=f"{number} 号机械厂",
            uscc=credit_code(number),
            zoneId=house.zone,
            industryCode="C",
            registeredOn="2020-02-29",
        )
        assert made["__typename"] == "EnterpriseRegistered", made
        house.enterprises.append(made["enterprise"]["id"])
    return house
