"""A session of institutions and enterprises: who sits at it, who asks, and what is offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.ids import RecordId, read, written
from tests.counties import insert, known
from tests.offices import COUNTY, Api, bearer, uid

REP = "INSTITUTION_REP"

RUN = """run { id state failure digest resultDigest policy { version } demands pairsTotal pairsScored assigned unmatched
  blockingPairs slots mostSlots startsAt concentration eligiblePairs unknownPairs unknownShare withoutOffer withoutOfferShare
  version sizes { size demands offers matched offersPerDemand matchedShare }
  institutions { institution { name } desks offers meetings allMeetings share } }"""

FACTS = """... on Refusal { message } ... on InvalidInput { problems { path message } } ... on NotFound { path }
  ... on OutsideRemit { path } ... on MatchingUnderWay { run { id } } ... on SessionHasMet { until }"""

RUN_MATCHING = f"""mutation Run($input: RunMatchingInput!) {{ runMatching(input: $input) {{ __typename
  ... on MatchingRun {{ {RUN} }} {FACTS} }} }}"""

TIMETABLE = """query($id: ID!) { fair(id: $id) { financingMeetings(filter: { state: SCHEDULED }) { edges { node {
  id version desk slot startsAt endsAt state booth { code } institution { name } demand { id } } } } } }"""


@dataclass
class Session:
    """The API, a session, and who takes part, each counted from 1."""

    api: Api
    fair: str = ""
    booths: list[str] = field(default_factory=list)
    institutions: list[UUID] = field(default_factory=list)
    enterprises: list[str] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)

    async def run(self, **given: Any) -> dict[str, Any]:
        """What runMatching answers."""
        asked = {"sessionId": self.fair, **given}
        return (await self.api.ask(RUN_MATCHING, input=asked))["runMatching"]

    async def done(self, **given: Any) -> dict[str, Any]:
        """The run that was done."""
        answer = await self.run(**given)
        assert answer["__typename"] == "MatchingRun", answer
        assert answer["run"]["state"] == "DONE", answer
        return answer["run"]

    async def timetable(self, **signed: str) -> list[dict[str, Any]]:
        """The meetings that are to take place, by time."""
        answer = await self.api.ask(TIMETABLE, as_=signed, id=self.fair)
        return [edge["node"] for edge in answer["fair"]["financingMeetings"]["edges"]]

    async def act(self, name: str, payload: str, /, as_: dict[str, str] | None = None, **given: Any) -> Any:
        """What an act answers."""
        title = name[0].upper() + name[1:]
        facts = "... on Refusal { message } ... on NotFound { path } ... on OutsideRemit { path }"
        facts += " ... on Outdated { path currentVersion }"
        query = (
            f"mutation($input: {title}Input!) {{ {name}(input: $input) {{ __typename {facts} {payload} }} }}"
        )
        return (await self.api.ask(query, as_=as_ or {}, input=given))[name]

    def of_bank(self, number: int) -> dict[str, str]:
        """Who signs in for an institution."""
        return bearer(REP, organization=written(RecordId("Organization", self.institutions[number - 1])))

    def of_enterprise(self, number: int) -> dict[str, str]:
        """Who signs in for an enterprise."""
        return bearer("ENTERPRISE_REP", enterprises=[self.enterprises[number - 1]])


def key(id: str) -> UUID:
    """The id as the database has it."""
    found = read(id)
    assert found is not None
    return found.key


async def session(api: Api, *, banks: int = 2, enterprises: int = 4, capacity: int | None = None) -> Session:
    """A financing session at noon with a booth for each bank, a product each, and a demand of each enterprise that is shared
    with all of them."""
    made = Session(api)
    made.fair = await api.plan_fair(
        name="政银企对接会",
        kind="FINANCING_SESSION",
        opensAt="2023-06-13T14:00:00+08:00",
        closesAt="2023-06-13T16:00:00+08:00",
    )
    for n in range(1, banks + 1):
        bank = {"registration": {"name": f"{n} 号银行", "kind": "BANK"}}
        more = {} if capacity is None else {"capacity": capacity}
        made.booths.append(
            await api.add_booth(
                made.fair, f"B0{n}", organization=bank, registers=["FINANCE"], elementKinds=[], **more
            )
        )
        institution = await api.owner.fetchval(
            "SELECT organization_id FROM booths WHERE id = $1", key(made.booths[-1])
        )
        made.institutions.append(institution)
        await product(api, n, institution)
    for n in range(1, enterprises + 1):
        came = await api.act(
            "recordAttendance",
            "... on AttendanceRecorded { enterprise { id } }",
            fairId=await _open(api),
            enterprise=known(n),
        )
        made.enterprises.append(came["enterprise"]["id"])
        made.demands.append(await demand(api, n, key(made.enterprises[-1])))
    return made


async def _open(api: Api) -> str:
    """Some fair where enterprises come and are known."""
    held = await api.owner.fetchval("SELECT id FROM fairs WHERE name = '登记'")
    if held is not None:
        return written(RecordId("Fair", held))
    fair = await api.plan_fair(name="登记")
    await api.add_booth(fair, "A01")
    await api.act("openFair", "", fairId=fair)
    return fair


async def product(api: Api, number: int, institution: UUID, **changes: Any) -> UUID:
    """A loan that fits the demands here."""
    columns = {
        "id": uid(3000 + number),
        "county_code": COUNTY,
        "institution_id": institution,
        "name": f"{number} 号贷",
        "kind": "LOAN",
        "least_amount": Decimal(1),
        "most_amount": Decimal(10**8),
        "least_term_months": 1,
        "most_term_months": 60,
        "least_rate_bp": 300 + 10 * number,
        "most_rate_bp": 600,
        "collateral_kinds": [],
        "tax_grades": [],
        "industries_in": [],
        "industries_out": [],
        "chain_ids": [],
        "divisions": [],
        "valid_from": date(2023, 1, 1),
        "version": 1,
        **changes,
    }
    await insert(api, "financial_products", columns)
    return columns["id"]


async def demand(api: Api, number: int, enterprise: UUID, **changes: Any) -> str:
    """A demand that fits, and the consent for everybody to see it; of the minute of its number."""
    columns = {
        "id": uid(4000 + number),
        "county_code": COUNTY,
        "enterprise_id": enterprise,
        "amount": Decimal(1_000_000),
        "purpose": "EQUIPMENT",
        "term_months": 12,
        "max_annual_rate_bp": 500,
        "kinds": ["LOAN"],
        "collateral_kinds": [],
        "collateral_values": [],
        "revenue_last_year": Decimal(200_000 * 10**number),
        "dishonest": False,
        "submitted_at": datetime(2023, 6, 1, tzinfo=UTC) + timedelta(minutes=number),
        "state": "OPEN",
        "version": 1,
        **changes,
    }
    await insert(api, "financing_demands", columns)
    consent = {
        "id": uid(5000 + number),
        "county_code": COUNTY,
        "demand_id": columns["id"],
        "everyone": True,
        "institution_ids": [],
        "fields": ["APPLICANT"],
        "given_on": date(2023, 6, 1),
        "expires_on": date(2023, 7, 1),
        "version": 1,
    }
    await insert(api, "financing_consents", consent)
    return written(RecordId("FinancingDemand", columns["id"]))
