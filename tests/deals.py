"""What the tests of deals begin with: a bank, an enterprise, its demand and its consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from domain.ids import RecordId, read, written
from tests.offices import COUNTY, Api, bearer, credit_code

PAYLOADS = {
    "proposeDeal": "... on DealProposed { deal { id version state } } ... on DealExists { deal { id } }",
    "grantCredit": "... on CreditGranted { deal { id version state product { quotaLeft { yuan } } } }"
    " ... on QuotaNotEnough { left }",
    "recordDisbursement": "... on DisbursementRecorded { deal { id version state disbursedAmount { yuan } }"
    " disbursement { number amount { yuan display } on } } ... on AboveGrantedCredit { granted left }",
    "declineDeal": "... on DealEnded { deal { id version state } }",
    "withdrawDeal": "... on DealEnded { deal { id version state } }",
    "lapseDeal": "... on DealEnded { deal { id version state } }",
    "linkGuarantee": "... on GuaranteeLinked { guarantee { id version backs { id } } } ... on CannotBack { obstacle }",
    "recordBondIssue": "... on BondIssueRecorded { bondIssue { id version state } }",
    "advanceBondIssue": "... on BondIssueAdvanced { bondIssue { id version state issuedAmount { yuan } } }",
    "linkBondIssue": "... on BondIssueLinked { bondIssue { id version deal { id } } } ... on CannotLinkBond { obstacle }",
}
"""What the tests ask each act for; the others bring a deal further."""

WAY = ("consentToDeal", "scheduleDeal", "MET", "IN_REVIEW", "grantCredit", "SIGNED")
"""From a proposal to the signature."""


def key(id: str) -> UUID:
    """The key of an id that the API gave."""
    known = read(id)
    assert known is not None
    return known.key


@dataclass
class Office:
    """A dispatcher's work on deals in one county."""

    api: Api
    county: str = COUNTY

    async def organization(self, name: str, kind: str = "BANK") -> str:
        """An organization that is new; answers its id."""
        made = await self.api.ask(
            "mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) "
            "{ ... on OrganizationRegistered { organization { id } } } }",
            as_=bearer("ADMIN", county=self.county),
            input={"name": name, "kind": kind},
        )
        return made["registerOrganization"]["organization"]["id"]

    async def demand(self, enterprise: str, amount: int = 10_000_000, *, intake: str | None = None) -> str:
        """An open demand of an enterprise, with a consent for every institution; answers its id."""
        id = uuid4()
        await self.api.owner.execute(
            "INSERT INTO financing_demands (id, county_code, enterprise_id, intake_id, amount, purpose, term_months, kinds,"
            " collateral_kinds, collateral_values, submitted_at, state, version)"
            " VALUES ($1, $2, $3, $4, $5, 'EQUIPMENT', 36, '{LOAN}', '{}', '{}', $6, 'OPEN', 1)",
            id,
            self.county,
            key(enterprise),
            None if intake is None else key(intake),
            amount,
            self.api.clock.now,
        )
        await self.consent(id)
        return written(RecordId("FinancingDemand", id))

    async def consent(self, demand: UUID, expires_on: str = "2024-01-01") -> None:
        """A consent for every institution."""
        await self.api.owner.execute(
            "INSERT INTO financing_consents (id, county_code, demand_id, everyone, institution_ids, fields, given_on,"
            " expires_on, version) VALUES ($1, $2, $3, true, '{}', '{APPLICANT}', '2023-01-01', $4::text::date, 1)",
            uuid4(),
            self.county,
            demand,
            expires_on,
        )

    async def product(self, institution: str, kind: str = "LOAN", quota: int | None = None) -> str:
        """A product of an institution; answers its id."""
        id = uuid4()
        await self.api.owner.execute(
            "INSERT INTO financial_products (id, county_code, institution_id, name, kind, least_amount, most_amount,"
            " least_term_months, most_term_months, least_rate_bp, most_rate_bp, collateral_kinds, tax_grades,"
            " industries_in, industries_out, chain_ids, divisions, quota_left, valid_from, version)"
            " VALUES ($1, $2, $3, $4, $5, 1, 1000000000, 1, 60, 300, 600, '{}', '{}', '{}', '{}', '{}', '{}', $6,"
            " '2023-01-01', 1)",
            id,
            self.county,
            key(institution),
            f"{kind} 产品 {id}",
            kind,
            quota,
        )
        return written(RecordId("FinancialProduct", id))

    async def act(self, name: str, as_: dict[str, str] | None = None, /, **given: Any) -> dict[str, Any]:
        """What an act on a deal answers, to the dispatcher or to who signs in `as_` another."""
        payload = PAYLOADS.get(name, "... on DealAdvanced { deal { id version state } }")
        if as_ is None:
            return await self.api.act(name, payload, **given)
        capital = name[0].upper() + name[1:]
        query = (
            f"mutation($input: {capital}Input!) {{ {name}(input: $input) {{ __typename {payload}"
            " ... on Refusal { message } ... on InvalidInput { problems { path message } } } }"
        )
        return (await self.api.ask(query, as_=as_, input=given))[name]

    async def propose(self, demand: str, **given: Any) -> str:
        """A deal on a demand; answers its id."""
        proposal = {"demandId": demand, "amount": "10000000", "on": "2023-06-13", **given}
        done = await self.act("proposeDeal", **proposal)
        assert done["__typename"] == "DealProposed", done
        return done["deal"]["id"]

    async def bring(
        self, deal: str, to: int = len(WAY), amount: str = "10000000", on: str = "2023-06-13"
    ) -> int:
        """Take the first steps of the way to the signature; answers the version that the deal has then."""
        version = 1
        for step in WAY[:to]:
            given: dict[str, Any] = {"dealId": deal, "version": version, "on": on}
            if step == "grantCredit":
                given["amount"] = amount
            name = step if step.endswith(("Deal", "Credit")) else "advanceDeal"
            if name == "advanceDeal":
                given["state"] = step
            done = await self.act(name, **given)
            assert "message" not in done, done
            version = done["deal"]["version"]
        return version

    async def paid(self, deal: str, amount: str, version: int, on: str = "2023-06-13") -> int:
        """Pay out; answers the version that the deal has then."""
        given = {"dealId": deal, "version": version, "amount": amount, "on": on}
        done = await self.act("recordDisbursement", **given)
        assert "message" not in done, done
        return done["deal"]["version"]

    async def enterprise(self, n: int) -> str:
        """An enterprise that is new; answers its id."""
        given = {"name": f"{n} 号企业", "uscc": credit_code(n)}
        made = await self.api.act(
            "registerEnterprise", "... on EnterpriseRegistered { enterprise { id } }", **given
        )
        return made["enterprise"]["id"]
