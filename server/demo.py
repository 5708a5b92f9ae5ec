"""The demonstration: the element fair of Tai'an of 2023-06-13, replayed through the same API that any client uses.

Facts are the fair's date, its 15 departments and 10 institutions, and its totals (figures A01 to A03): 116 element
intakes, 77 resolved on site and 39 with a solution; 153 finance intakes, 82 and 71. Which booth took which intake,
and the enterprises, are made up; no name of a real enterprise or bank appears.
"""

import asyncio
import http.client
import json
import logging
import random
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from stdnum.cn import uscc

from domain.elements import ElementKind
from domain.fairs import Disposition, Register

log = logging.getLogger("yaosu.demo")

NAME = "泰安要素保障大集(2023-06-13 演示)"
DISPATCHER = {"role": "DISPATCHER", "county": "370900"}
"""The claim of who holds the fair."""

LASTS = 60.0
"""Seconds at speed 1."""

DEPARTMENTS: tuple[tuple[str, tuple[ElementKind, ...]], ...] = (
    ("市发展和改革委员会", (ElementKind.ENERGY, ElementKind.POLICY)),
    ("市工业和信息化局", (ElementKind.MARKET, ElementKind.POLICY)),
    ("市科学技术局", (ElementKind.TECH,)),
    ("市财政局", (ElementKind.POLICY, ElementKind.CAPITAL)),
    ("市人力资源和社会保障局", (ElementKind.LABOUR,)),
    ("市自然资源和规划局", (ElementKind.LAND, ElementKind.CERT)),
    ("市生态环境局", (ElementKind.ENV,)),
    ("市住房和城乡建设局", (ElementKind.CERT, ElementKind.ENERGY, ElementKind.SPACE)),
    ("市交通运输局", (ElementKind.LOGISTICS,)),
    ("市商务局", (ElementKind.MARKET, ElementKind.LOGISTICS)),
    ("市应急管理局", (ElementKind.SAFETY,)),
    ("市行政审批服务局", (ElementKind.APPROVAL,)),
    ("市市场监督管理局", (ElementKind.POLICY, ElementKind.APPROVAL)),
    ("市大数据局", (ElementKind.DATA,)),
    ("市供电公司", (ElementKind.ENERGY,)),
)
INSTITUTIONS = tuple(f"金融机构{number:02d}(演示)" for number in range(1, 11))
ELEMENT, FINANCE = (77, 39), (82, 71)
"""Resolved on site, and with a solution."""

WANTED_BY = "2049-10-01"
"""One day for all: a run that goes on another day sends the same needs under the same keys."""


@dataclass(frozen=True, slots=True)
class Need:
    """One intake of the replay and what becomes of it."""

    key: str
    booth: str
    register: Register
    kind: ElementKind
    enterprise: dict[str, str]
    form: dict[str, Any]
    summary: str
    disposition: Disposition


def pace(speed: str) -> float:
    """Seconds that the replay takes: `speed` is a number, or "max" for as fast as it goes."""
    if speed == "max":
        return 0.0
    try:
        factor = float(speed)
    except ValueError:
        factor = 0.0
    if not 0.01 <= factor <= 1000:
        raise ValueError(f"the speed is {speed!r}; it must be a number from 0.01 to 1000, or max")
    return LASTS / factor


def needs() -> list[Need]:
    """The 269 needs in the order in which they are handed in; the same at every run."""
    chance = random.Random(20230613)  # noqa: S311 - a script, no secret
    enterprises = [_enterprise(number) for number in range(1, 181)]
    outcomes = [
        *((Register.ELEMENT, Disposition.RESOLVED_ON_SITE) for _ in range(ELEMENT[0])),
        *((Register.ELEMENT, Disposition.SOLUTION_GIVEN) for _ in range(ELEMENT[1])),
        *((Register.FINANCE, Disposition.RESOLVED_ON_SITE) for _ in range(FINANCE[0])),
        *((Register.FINANCE, Disposition.SOLUTION_GIVEN) for _ in range(FINANCE[1])),
    ]
    chance.shuffle(outcomes)
    made: list[Need] = []
    for place, (register, disposition) in enumerate(outcomes, start=1):
        if register is Register.ELEMENT:
            number = chance.randrange(len(DEPARTMENTS))
            booth, kind = f"A{number + 1:02d}", chance.choice(DEPARTMENTS[number][1])
        else:
            booth, kind = f"B{chance.randrange(len(INSTITUTIONS)) + 1:02d}", ElementKind.CAPITAL
        form, summary = _form(kind, chance)
        made.append(
            Need(
                key=f"demo-2023-06-13-{place:03d}",
                booth=booth,
                register=register,
                kind=kind,
                enterprise=chance.choice(enterprises),
                form={kind.value.lower(): form},
                summary=summary,
                disposition=disposition,
            )
        )
    return made


def _enterprise(number: int) -> dict[str, str]:
    code = f"91370900MA3DEM{number:03d}"
    return {"uscc": code + uscc.calc_check_digit(code), "name": f"演示企业{number:03d}有限公司"}


def _form(  # noqa: C901, PLR0912 - one case an element kind
    kind: ElementKind, chance: random.Random
) -> tuple[dict[str, Any], str]:
    """A filled form of a kind, and the need in a sentence."""
    size = chance.randrange(1, 20)
    match kind:
        case ElementKind.LAND:
            area = 20 * size
            return {
                "purpose": "工业用地",
                "areaMu": str(area),
                "targetArea": "高新区",
                "planningConditions": "容积率不低于 1.2",
                "targetNoticeOn": WANTED_BY,
            }, f"扩建项目需工业用地 {area} 亩"
        case ElementKind.SPACE:
            return {
                "areaSquareMetres": str(500 * size),
                "clearHeightMetres": "9.5",
                "floorLoadKn": "20",
                "powerKva": "630",
                "fireClass": "二级",
                "fromOn": WANTED_BY,
            }, f"租用标准厂房 {500 * size} 平方米"
        case ElementKind.CAPITAL:
            return {
                "amount": f"{500_000 * size}.00",
                "purpose": chance.choice(["WORKING_CAPITAL", "EQUIPMENT", "CONSTRUCTION"]),
                "termMonths": chance.choice([12, 24, 36]),
                "kinds": ["LOAN"] if size % 3 else ["LOAN", "LEASE"],
                "maxAnnualRateBp": 450,
            }, f"融资需求 {50 * size} 万元"
        case ElementKind.LABOUR:
            return {
                "positions": [
                    {"skill": "焊工", "headcount": size},
                    {"skill": "数控操作工", "headcount": 2 * size},
                ],
                "leastMonthlyWage": "5500.00",
                "mostMonthlyWage": "9000.00",
                "shift": "两班",
                "housingNeeded": size % 2 == 0,
                "neededBy": WANTED_BY,
            }, f"招聘技术工人 {3 * size} 名"
        case ElementKind.ENERGY:
            return {
                "carrier": "ELECTRICITY",
                "quantity": str(315 * size),
                "unit": "KVA",
                "supply": "DUAL" if size > 10 else "SINGLE",
                "neededBy": WANTED_BY,
            }, f"用电增容 {315 * size} 千伏安"
        case ElementKind.ENV:
            return {
                "pollutant": "氮氧化物",
                "tonnesPerYear": str(size),
                "eiaCategory": "FORM",
                "permitStage": "环评编制中",
            }, f"排放指标 {size} 吨/年"
        case ElementKind.LOGISTICS:
            return {
                "cargoClass": "机械设备",
                "volumePerMonth": str(10 * size),
                "unit": "TEU",
                "route": "泰安至青岛港",
                "hazardous": False,
            }, f"出口货运 {10 * size} 标准箱/月"
        case ElementKind.TECH:
            return {
                "problem": "薄板连续轧制的厚度控制",
                "technologyReadiness": 5,
                "ipTerms": "共有",
                "budget": f"{100_000 * size}.00",
            }, "寻求院所联合攻关"
        case ElementKind.DATA:
            return {
                "dataset": "企业用能数据",
                "purpose": "节能改造分析",
                "period": "2022 年全年",
                "securityClass": "一般数据",
            }, "申请用能数据"
        case ElementKind.POLICY:
            return {
                "policy": "技术改造设备补助",
                "itemSought": "设备补助资金",
                "evidence": "设备发票与付款凭证",
            }, "咨询并申请技改补助"
        case ElementKind.APPROVAL:
            return {
                "procedureCode": "施工许可",
                "projectCode": f"2305-3709{size:02d}-04-01-{100_000 + size}",
                "blockingReason": "图审资料待补正",
            }, "施工许可卡点"
        case ElementKind.CERT:
            return {
                "object": "一号车间",
                "defect": "未办不动产登记",
                "yearsOpen": size % 12,
            }, "车间补办不动产登记"
        case ElementKind.MARKET:
            return {
                "side": "NEED",
                "product": "精密铸件",
                "volumePerMonth": f"{10 * size} 吨",
                "region": "省内",
            }, f"采购精密铸件 {10 * size} 吨/月"
        case ElementKind.SAFETY:
            return {
                "siteClass": "机械加工",
                "hazard": "粉尘",
                "document": "安全设施设计",
            }, "安全设施设计审查咨询"


class Client:
    """A client of the API over one connection that is kept; it waits and asks again when the server is away."""

    def __init__(self, url: str, token: str = "") -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connection = http.client.HTTPConnection(self._address, timeout=30)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _send(self, body: bytes) -> dict[str, Any]:
        self._connection.request("POST", "/graphql", body, self._headers)
        return json.loads(self._connection.getresponse().read())

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer. A fault that the server calls retryable is tried again."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        for attempt in range(40):
            try:
                answer = await asyncio.to_thread(self._send, body)
            except (OSError, http.client.HTTPException):
                self._connection.close()
                await asyncio.sleep(0.25)
                continue
            errors = answer.get("errors")
            if not errors:
                return answer["data"]
            if not errors[0]["extensions"].get("retryable") or attempt == 39:
                raise RuntimeError(errors[0]["message"])
            await asyncio.sleep(0.25)
        raise RuntimeError("the server does not answer")

    async def act(self, mutation: str, wanted: str, payload: str, given: dict[str, Any]) -> dict[str, Any]:
        """Perform an act; answers its payload. Nobody minds that an intake has its disposition already."""
        name = mutation[0].upper() + mutation[1:]
        query = (
            f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {{ __typename ... on {wanted} "
            f"{{ {payload} }} ... on Refusal {{ message }} ... on InvalidInput {{ problems {{ path message }} }} }} }}"
        )
        answer = (await self.ask(query, input=given))[mutation]
        if answer["__typename"] not in {wanted, "AlreadyDisposed"}:
            raise RuntimeError(f"{mutation} was refused: {answer.get('problems') or answer['message']}")
        return answer


async def replay(url: str, seconds: float, token: str) -> None:
    """Plan, open and fill the fair, as the dispatcher whose `token` it is; what a run before has done is not done
    again."""
    with closing(Client(url, token)) as client:
        await _replay(client, seconds)


async def _replay(client: Client, seconds: float) -> None:
    booths, received = await prepare(client)
    script = needs()
    if received < len(script):
        log.info("%d of %d needs are in; the others come in %.0f seconds", received, len(script), seconds)
    waiting: deque[tuple[Need, str]] = deque()
    for place, need in enumerate(script):
        if seconds and place >= received:
            await asyncio.sleep(seconds / len(script))
        taken = await client.act("submitIntake", "IntakeSubmitted", "intake { id }", _intake(need, booths))
        waiting.append((need, taken["intake"]["id"]))
        # About eight enterprises stand at the booths at a time.
        while len(waiting) > 8:
            await _dispose(client, *waiting.popleft())
    while waiting:
        await _dispose(client, *waiting.popleft())
    log.info("the fair is complete: 269 received, 159 on site, 110 in the ledger")


async def prepare(client: Client) -> tuple[dict[str, str], int]:
    """The booths of the open fair by code, and how many needs it has taken; planned and opened when it is not there."""
    found = (
        await client.ask(
            "query Demo($name: String!) { fairs(first: 1, filter: { text: $name }) { edges { node { id state"
            " booths { id code } counts { total { received } } } } } }",
            name=NAME,
        )
    )["fairs"]["edges"]
    fair: dict[str, Any]
    if found:
        fair = found[0]["node"]
    else:
        zone = {"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}}
        given = {
            "name": NAME,
            "kind": "ELEMENT_FAIR",
            "zone": zone,
            "venues": ["市民之家"],
            "opensAt": "2023-06-13T09:00:00+08:00",
            "closesAt": "2023-06-13T17:00:00+08:00",
        }
        planned = await client.act("planFair", "FairPlanned", "fair { id }", given)
        fair = {
            "id": planned["fair"]["id"],
            "state": "PLANNED",
            "booths": [],
            "counts": {"total": {"received": 0}},
        }
    booths: dict[str, str] = {booth["code"]: booth["id"] for booth in fair["booths"]}
    for code, given in _booths():
        if code not in booths:
            added = await client.act(
                "addBooth", "BoothAdded", "booth { id }", {"fairId": fair["id"], **given}
            )
            booths[code] = added["booth"]["id"]
    if fair["state"] == "PLANNED":
        await client.act("openFair", "FairOpened", "fair { id }", {"fairId": fair["id"]})
    return booths, fair["counts"]["total"]["received"]


def _booths() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, (name, kinds) in enumerate(DEPARTMENTS, start=1):
        organization = {"registration": {"name": name, "kind": "DEPARTMENT"}}
        yield (
            f"A{number:02d}",
            {
                "code": f"A{number:02d}",
                "name": name.removeprefix("市"),
                "organization": organization,
                "registers": ["ELEMENT"],
                "elementKinds": list(kinds),
            },
        )
    for number, name in enumerate(INSTITUTIONS, start=1):
        organization = {"registration": {"name": name, "kind": "BANK"}}
        yield (
            f"B{number:02d}",
            {
                "code": f"B{number:02d}",
                "name": name.removesuffix("(演示)"),
                "organization": organization,
                "registers": ["FINANCE"],
            },
        )


def _intake(need: Need, booths: dict[str, str]) -> dict[str, Any]:
    return {
        "boothId": booths[need.booth],
        "register": need.register,
        "elementKind": need.kind,
        "enterprise": {"registration": need.enterprise},
        "form": need.form,
        "summary": need.summary,
        "idempotencyKey": need.key,
    }


async def _dispose(client: Client, need: Need, intake_id: str) -> None:
    """Give a need its answer; one that has it from a run before keeps it."""
    given: dict[str, Any] = {"intakeId": intake_id, "disposition": need.disposition}
    if need.disposition is Disposition.SOLUTION_GIVEN:
        due = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        given["solution"] = {"text": "专班跟进,按期回复", "ownerName": f"{need.booth} 台负责人", "dueOn": due}
    await client.act("disposeIntake", "IntakeDisposed", "intake { id }", given)
