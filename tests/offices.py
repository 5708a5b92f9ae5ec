"""What the tests say about offices: a fair that is open, an intake that is right, the API that they are sent to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from stdnum.cn.uscc import calc_check_digit

from domain import elements, fairs
from domain.elements import ElementKind
from domain.enterprises import EnterpriseRegistration
from domain.people import Role
from resolvers.visibility import ACTS
from server.identity.development import DevelopmentIssuer

NOON = datetime(2023, 6, 13, 4, 0, tzinfo=UTC)
"""Noon of 2023-06-13 at the office: where the frozen clock stands at the beginning of a test."""

LATER = "2023-08-31"
USCC = "91110000600037341L"

COUNTS = """epoch version asOf total { received onSite solution open withdrawn duplicate onSiteRate }
  registers { register received onSite solution open onSiteRate }
  booths { booth { id code name organization { id name kind } } register received onSite solution open }"""

SUBMIT = """mutation Submit($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename
  ... on IntakeSubmitted { intake { id number receivedAt } counts { version total { received open } } }
  ... on Refusal { message } ... on InvalidInput { problems { path message } } } }"""

DISPOSE = """mutation Dispose($input: DisposeIntakeInput!) { disposeIntake(input: $input) { __typename
  ... on IntakeDisposed { intake { id disposition } ledgerEntry { id dueOn } } ... on Refusal { message }
  ... on InvalidInput { problems { path message } } } }"""

RATE = """mutation Rate($input: RateFairInput!) { rateFair(input: $input) { __typename ... on Refusal { message } } }"""

LIVE = """subscription Live($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { epoch version asOf
  total { received onSite solution open onSiteRate } registers { register received onSite solution open }
  booths { booth { id name } register received onSite solution open } } }"""

FORMS: dict[str, dict[str, Any]] = {
    "LAND": {
        "purpose": "工业用地",
        "areaMu": "35.5",
        "parcel": "T-2023-08",
        "planningConditions": "容积率不低于 1.2",
        "targetNoticeOn": LATER,
    },
    "SPACE": {
        "areaSquareMetres": "3000",
        "clearHeightMetres": "9.5",
        "floorLoadKn": "20",
        "powerKva": "630",
        "fireClass": "二级",
        "fromOn": LATER,
    },
    "CAPITAL": {
        "amount": "60000000.00",
        "purpose": "EQUIPMENT",
        "termMonths": 36,
        "kinds": ["LOAN", "LEASE"],
        "maxAnnualRateBp": 450,
    },
    "LABOUR": {
        "positions": [{"skill": "焊工", "headcount": 12}],
        "leastMonthlyWage": "5500.00",
        "mostMonthlyWage": "9000.00",
        "shift": "两班",
        "housingNeeded": True,
        "neededBy": LATER,
    },
    "ENERGY": {
        "carrier": "ELECTRICITY",
        "quantity": "630",
        "unit": "KVA",
        "supply": "DUAL",
        "neededBy": LATER,
    },
    "ENV": {
        "pollutant": "氮氧化物",
        "tonnesPerYear": "3.25",
        "eiaCategory": "FORM",
        "permitStage": "环评编制中",
    },
    "LOGISTICS": {
        "cargoClass": "机械设备",
        "volumePerMonth": "40",
        "unit": "TEU",
        "route": "泰安至青岛港",
        "hazardous": False,
    },
    "TECH": {"problem": "极薄板轧制", "technologyReadiness": 5, "ipTerms": "共有", "budget": "1000000.00"},
    "DATA": {"dataset": "用能数据", "purpose": "节能改造", "period": "2022 年", "securityClass": "一般"},
    "POLICY": {"policy": "技改补助", "itemSought": "设备补助", "evidence": "发票"},
    "APPROVAL": {
        "procedureCode": "施工许可",
        "projectCode": "2305-370900-04-01-123456",
        "blockingReason": "图审待补正",
    },
    "CERT": {"object": "一号车间", "defect": "未办登记", "yearsOpen": 7},
    "MARKET": {"side": "NEED", "product": "精密铸件", "volumePerMonth": "50 吨", "region": "省内"},
    "SAFETY": {"siteClass": "机械加工", "hazard": "粉尘", "document": "安全设施设计"},
}


def costing(requested: int) -> dict[str, Any]:
    """The extensions of an answer to what may cost so much."""
    return {"cost": {"requested": requested, "limit": 10_000}}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class OpenFair:
    """An open fair and its booths by code."""

    id: str
    booths: dict[str, str] = field(default_factory=dict)


ISSUER = DevelopmentIssuer.new()
"""Whose tokens the API of a test accepts, in its process or in another."""


@cache
def _token(subject: str, claim: str) -> str:
    return ISSUER.token(subject, json.loads(claim), NOON, hours=20 * 365 * 24)


def bearer(role: str, subject: str = "tester", **claim: Any) -> dict[str, str]:
    """The header of who signed in with this role: in Tai'an, unless `claim` says otherwise."""
    return {
        "authorization": "Bearer " + _token(subject, json.dumps({"role": role, "county": COUNTY, **claim}))
    }


class Api:
    """The API of one test, over HTTP, and the database behind it as its owner sees it."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        owner: asyncpg.Connection,
        clock: Clock,
        world: Any = None,
    ) -> None:
        self.client, self.owner, self.clock, self.world = client, owner, clock, world
        self.own_enterprises: list[str] = []
        if client is not None:
            client.headers.update(bearer("DISPATCHER"))

    def beside(self, county: str) -> Api:
        """The same API for the dispatcher of another county."""
        client = httpx.AsyncClient(transport=self.client._transport, base_url=self.client.base_url)
        other = Api(client, self.owner, self.clock, self.world)
        client.headers.update(bearer("DISPATCHER", county=county))
        return other

    async def send(
        self, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """The whole answer."""
        response = await self.post(query, variables, **headers)
        assert response.headers["content-type"].startswith("application/"), response.text
        return response.json()

    async def ask(self, query: str, /, *, as_: dict[str, str] | None = None, **variables: Any) -> Any:
        """The data of an answer without errors, to the dispatcher of Tai'an or to who signs in `as_` another."""
        answer = await self.send(query, variables, **as_ or {})
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def act(self, mutation: str, payload: str, /, **given: Any) -> dict[str, Any]:
        """What a mutation answers; `payload` is selected on the success member."""
        name = mutation[0].upper() + mutation[1:]
        query = f"""mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ __typename {payload}
          ... on Refusal {{ message }} ... on InvalidInput {{ problems {{ path message }} }} }} }}"""
        signed = {}
        if mutation == "rateFair":
            signed = bearer("ENTERPRISE_REP", enterprises=[given["enterpriseId"]])
        elif Role.SECRETARY in ACTS[mutation] and Role.DISPATCHER not in ACTS[mutation]:
            signed = bearer("SECRETARY", enterprises=self.own_enterprises)
        elif Role.DISPATCHER not in ACTS[mutation]:
            signed = bearer("ADMIN")
        return (await self.ask(query, as_=signed, input=given))[mutation]

    async def rows(self) -> dict[str, int]:
        """How many rows every table has: the same before and after an act that is refused."""
        tables = await self.owner.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'yaosu' ORDER BY 1"
        )
        return {
            row["tablename"]: await self.owner.fetchval(f'SELECT count(*) FROM yaosu."{row["tablename"]}"')  # noqa: S608
            for row in tables
        }

    async def written(self) -> dict[str, str]:
        """A digest of every row of every table: the same before and after an act that wrote nothing at all."""
        return {
            name: await self.owner.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM yaosu.\"{name}\" AS t"  # noqa: S608 - a name from the catalogue
            )
            for name in await self.rows()
        }

    async def until_one_waits(self) -> None:
        """Go on when a session of this test's database waits for what another one holds."""
        waiting = """SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'"""
        async with asyncio.timeout(2):
            while not await self.owner.fetchval(waiting):  # noqa: ASYNC110 - another process sets it
                await asyncio.sleep(0.002)

    async def post(
        self, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """The response as it came, for those who count bytes."""
        body = {"query": query, "variables": variables or {}}
        return await self.client.post("/graphql", json=body, headers={"accept-language": "en", **headers})

    async def plan_fair(self, **changes: Any) -> str:
        """A planned fair in Tai'an without booths; answers its id."""
        zone = {"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}}
        given = {
            "name": "泰安要素保障大集",
            "kind": "ELEMENT_FAIR",
            "zone": zone,
            "opensAt": "2023-06-13T09:00:00+08:00",
            "closesAt": "2023-06-13T17:00:00+08:00",
            **changes,
        }
        return (await self.act("planFair", "... on FairPlanned { fair { id } }", **given))["fair"]["id"]

    async def add_booth(self, fair_id: str, code: str, **changes: Any) -> str:
        """A department's booth for land and energy, or whatever `changes` say; answers its id."""
        given = {
            "fairId": fair_id,
            "code": code,
            "name": f"{code} 台",
            "organization": {"registration": {"name": f"{code} 部门", "kind": "DEPARTMENT"}},
            "registers": ["ELEMENT"],
            "elementKinds": ["LAND", "ENERGY"],
            **changes,
        }
        return (await self.act("addBooth", "... on BoothAdded { booth { id } }", **given))["booth"]["id"]

    async def open_fair(self) -> OpenFair:
        """An open fair: A01 takes land and energy, A02 takes every element kind, B01 takes finance needs."""
        fair = OpenFair(await self.plan_fair())
        fair.booths["A01"] = await self.add_booth(fair.id, "A01")
        fair.booths["A02"] = await self.add_booth(fair.id, "A02", elementKinds=list(FORMS))
        bank = {"registration": {"name": "B01 银行", "kind": "BANK"}}
        fair.booths["B01"] = await self.add_booth(
            fair.id, "B01", organization=bank, registers=["FINANCE"], elementKinds=[]
        )
        opened = await self.act("openFair", "... on FairOpened { fair { state } }", fairId=fair.id)
        assert opened == {"__typename": "FairOpened", "fair": {"state": "OPEN"}}
        return fair

    async def submit(self, booth_id: str, key: str, **changes: Any) -> dict[str, Any]:
        """What submitIntake answers to a right intake, or to one with `changes`."""
        return (await self.ask(SUBMIT, input=intake(booth_id, key, **changes)))["submitIntake"]

    async def taken(self, booth_id: str, key: str, **changes: Any) -> str:
        """The id of an intake that was taken."""
        return (await self.submit(booth_id, key, **changes))["intake"]["id"]

    async def dispose(self, intake_id: str, **changes: Any) -> dict[str, Any]:
        """What disposeIntake answers: resolved on site, or whatever `changes` say."""
        given = {"intakeId": intake_id, "disposition": "RESOLVED_ON_SITE", **changes}
        return (await self.ask(DISPOSE, input=given))["disposeIntake"]

    async def counts(self, fair_id: str) -> dict[str, Any]:
        """The counts of a fair, all of them."""
        query = f"query($id: ID!) {{ fair(id: $id) {{ counts {{ {COUNTS} }} }} }}"
        return (await self.ask(query, id=fair_id))["fair"]["counts"]


def intake(booth_id: str, key: str, **changes: Any) -> dict[str, Any]:
    """A right input of submitIntake: an energy need of an enterprise that is not registered yet. Another
    `elementKind` brings its own right form."""
    kind = changes.get("elementKind", "ENERGY")
    return {
        "boothId": booth_id,
        "register": "ELEMENT",
        "elementKind": kind,
        "enterprise": {"registration": {"uscc": USCC, "name": "泰山精密制造有限公司"}},
        "form": {kind.lower(): dict(FORMS[kind])},
        "idempotencyKey": key,
        **changes,
    }


SOLUTION = {"text": "专班跟进", "ownerName": "王主任", "dueOn": "2023-07-13"}


# --- Records of the domain, right as they stand ---------------------------------------------------------------------

COUNTY = "370900"
TODAY = date(2023, 6, 13)


def uid(number: int) -> UUID:
    """An id that can be read in a failure."""
    return UUID(int=number)


def credit_code(number: int) -> str:
    """A right credit code, another one for every number."""
    body = f"91370900{number:09d}"
    return body + str(calc_check_digit(body))


FAIR = fairs.Fair(
    id=uid(1),
    county_code=COUNTY,
    zone_id=uid(2),
    name="泰安要素保障大集",
    kind=fairs.FairKind.ELEMENT_FAIR,
    state=fairs.FairState.OPEN,
    venues=("会展中心",),
    round=1,
    opens_at=NOON - timedelta(hours=3),
    closes_at=NOON + timedelta(hours=5),
)
BOOTH = fairs.Booth(
    id=uid(10),
    county_code=COUNTY,
    fair_id=FAIR.id,
    code="A01",
    name="自然资源",
    organization_id=uid(3),
    registers=frozenset({fairs.Register.ELEMENT}),
    element_kinds=frozenset({ElementKind.LAND, ElementKind.ENERGY}),
    capacity=None,
    state=fairs.FairState.OPEN,
)
ENERGY_FORM = elements.EnergyForm(
    carrier=elements.EnergyCarrier.ELECTRICITY,
    quantity=Decimal(630),
    unit=elements.EnergyUnit.KVA,
    supply=elements.Supply.DUAL,
    needed_by=date(2023, 8, 31),
)
NEED = fairs.SubmitIntake(
    booth_id=BOOTH.id,
    register=fairs.Register.ELEMENT,
    element_kind=ElementKind.ENERGY,
    enterprise=EnterpriseRegistration(USCC, "泰山精密制造有限公司"),
    form=ENERGY_FORM,
    summary=None,
    urgency=elements.Urgency.NORMAL,
    desired_by=None,
    idempotency_key="k-1",
)


def taken_intake(number: int = 1, **changes: Any) -> fairs.Intake:
    """An open intake at `BOOTH`."""
    taken = fairs.submit(NEED, FAIR, BOOTH, uid(20), number, uid(100 + number), NOON)
    assert isinstance(taken, fairs.Submitted)
    return replace(taken.intake, **changes)
