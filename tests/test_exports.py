# ruff: noqa: DTZ001 - a spreadsheet knows no time zones
"""A list as a file: `yaosu export list` and `POST /export`, each leaf a column, each row one that the viewer sees."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import build_schema, parse
from openpyxl import load_workbook

import schema.exports.reading
from domain.people import Role
from schema.backing import global_id
from schema.exports import Broken
from schema.exports.columns import chinese, columns
from schema.root import schema as contract
from server.app import assembled
from server.callers import Callers
from server.identity import accepting
from server.lists import export, viewer_of
from server.settings import Settings
from tests.offices import COUNTY, ISSUER, SOLUTION, Api, OpenFair, bearer, credit_code, uid
from tests.test_cli import yaosu

pytestmark = pytest.mark.anyio

ENTERPRISES = "enterprises(orderBy: {field: NAME}) { name uscc kind status zone { name } registeredOn }"
HEADER = ["名称", "统一社会信用代码", "类别", "状态", "所在区域.名称", "登记日期"]


def quiet(what: str, done: int, total: int) -> None:
    """No bar."""


async def enrolled(api: Api, *names: str, first: int = 1, **given: Any) -> list[str]:
    """Enterprises of these names are registered; their ids."""
    found: list[str] = []
    for number, name in enumerate(names, first):
        done = await api.act(
            "registerEnterprise",
            "... on EnterpriseRegistered { enterprise { id } }",
            **{"name": name, "uscc": credit_code(number), "kind": "ENTERPRISE", **given},
        )
        found.append(done["enterprise"]["id"])
    return found


async def posted(
    api: Api, query: str, kind: str = "csv", variables: dict[str, Any] | None = None, **headers: str
) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await api.client.post(
        f"/export?format={kind}", json=body, headers={"accept-language": "en", **headers}
    )


def lines(response: httpx.Response) -> list[list[str]]:
    """The rows of a csv."""
    assert response.status_code == 200, response.text
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def cells(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of a workbook."""
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def code_of(response: httpx.Response) -> tuple[int, str]:
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


async def a_day(api: Api) -> OpenFair:
    fair = await api.open_fair()
    solved = await api.taken(fair.booths["A01"], "k-1", summary="=HYPERLINK(1)")
    await api.dispose(solved, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    await api.taken(fair.booths["A02"], "k-2", summary='写明,"引号"')
    return fair


# --- Over HTTP --------------------------------------------------------------------------------------------------------


async def test_each_leaf_is_a_column_with_its_chinese_header(api: Api) -> None:
    await enrolled(api, "甲公司", registeredOn="2019-05-01")
    answer = await posted(api, ENTERPRISES)
    assert lines(answer) == [
        HEADER,
        ["甲公司", credit_code(1), "企业", "在营", "", "2019-05-01"],
    ]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"export.csv\"; filename*=UTF-8''"
        "%E4%BC%81%E4%B8%9A%E5%88%97%E8%A1%A8%202023-06-13.csv"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_workbook_has_days_moments_and_numbers_as_such(api: Api) -> None:
    fair = await a_day(api)
    query = """query($id: ID!) { fair(id: $id) { intakes { number register receivedAt disposedAt enterprise { name }
      ledgerEntry { solution dueOn } booth { registers fair { counts { total { onSiteRate received } } } } } } }"""
    answer = await posted(api, query, "xlsx", {"id": fair.id})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    header, first, second = cells(answer.content)
    assert header == (
        "摊位内连续编号",
        "受理类别",
        "受理时间",
        "处理时间",
        "企业.名称",
        "对应台账条目.解决方案",
        "对应台账条目.承诺办结日期",
        "受理摊位.受理类别",
        "受理摊位.所属活动.计数.合计.现场办结率(%)",
        "受理摊位.所属活动.计数.合计.受理数",
    )
    noon, due = datetime(2023, 6, 13, 12), datetime(2023, 7, 13)
    promised = ("专班跟进", due, "要素需求", 0, 2)
    assert first == (1, "要素需求", noon, noon, "泰山精密制造有限公司", *promised)
    assert second[3] is None
    assert second[5:7] == (None, None)


async def test_a_text_never_becomes_a_formula(api: Api) -> None:
    risky = ["=1+1", "+86", "-1", "@cmd", "#REF!", "\uff1d1+1"]
    await enrolled(api, *risky)
    rows = lines(await posted(api, "enterprises { name }"))[1:]
    assert sorted(row[0] for row in rows) == sorted(f"'{name}" for name in risky)
    content = (await posted(api, "enterprises { name }", "xlsx")).content
    found = [row[0] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert {cell.data_type for cell in found} <= {"s", "inlineStr"}
    assert {cell.value: cell.quotePrefix for cell in found} == dict.fromkeys(risky, True)


async def test_every_page_is_there_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema.exports.reading, "PAGE", 2)
    names = [f"{n} 号公司" for n in range(1, 6)]
    await enrolled(api, *names)
    assert [row[0] for row in lines(await posted(api, ENTERPRISES))[1:]] == names
    assert [row[0] for row in cells((await posted(api, ENTERPRISES, "xlsx")).content)[1:]] == names


async def test_edges_are_selected_where_they_have_something_of_their_own(api: Api) -> None:
    await enrolled(api, "甲公司")
    rows = lines(await posted(api, "{ all: enterprises { edges { cursor node { called: name } } } }"))
    assert rows[0] == ["游标", "called"]
    assert rows[1][1] == "甲公司"


async def test_what_is_below_a_list_stands_in_one_cell(api: Api) -> None:
    await api.open_fair()
    query = "fairs { name venues booths { code organization { name } } }"
    assert lines(await posted(api, query)) == [
        ["活动名称", "地点", "摊位.编号", "摊位.部门或机构.名称"],
        ["泰安要素保障大集", "", "A01、A02、B01", "A01 部门、A02 部门、B01 银行"],
    ]


async def test_headers_that_would_be_the_same_are_told_apart(api: Api) -> None:
    await enrolled(api, "甲公司")
    rows = lines(await posted(api, "enterprises { name zone { kind } mergedInto { name zone { kind } } }"))
    assert rows[0] == ["名称", "所在区域.类别", "并入的企业记录.名称", "并入的企业记录.所在区域.类别"]
    rows = lines(await posted(api, "enterprises { first: name one: zone { name } name zone { kind name } }"))
    assert rows[0] == ["first", "one.名称", "名称", "所在区域.类别", "所在区域.名称"]


def test_two_columns_of_one_header_have_the_keys_that_lead_to_them() -> None:
    text = 'type Edge { node: Thing } type Thing { "A. 名称。" a: Int "B. 名称,另一。" b: Int } type Query { edge: Edge }'
    small: Any = build_schema(text)
    document: Any = parse("{ node { a b } }")
    found = columns(small.type_map["Edge"], document.definitions[0].selection_set)
    assert [column.header for column in found] == ["名称 (node.a)", "名称 (node.b)"]


@pytest.mark.parametrize(
    ("description", "header"),
    [
        (
            "Credit code; missing only while PREPARING. 统一社会信用代码,拟落地企业可暂缺。",
            "统一社会信用代码",
        ),
        ("Code of GB/T 4754. GB/T 4754 行业代码。", "GB/T 4754 行业代码"),
        ("In percent. 现场办结率(%)。", "现场办结率(%)"),
        ("Only English.", ""),
        (None, ""),
    ],
)
def test_a_header_is_the_chinese_of_a_description(description: str | None, header: str) -> None:
    assert chinese(description) == header


async def test_an_export_whose_token_ends_is_broken_off(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .csv has begun by then and never ends; of an .xlsx nothing was sent."""
    monkeypatch.setattr(schema.exports.reading, "PAGE", 1)
    await enrolled(api, "甲公司", "乙公司")
    monkeypatch.setattr(Callers, "is_over", lambda *_: True)
    assert code_of(await posted(api, ENTERPRISES, "xlsx")) == (401, "UNAUTHENTICATED")
    sent = list[dict[str, Any]]()

    async def send(message: Any) -> None:
        sent.append(message)

    body = json.dumps({"query": ENTERPRISES}).encode()
    received = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return received.pop() if received else await asyncio.Event().wait()

    transport: Any = api.client._transport
    headers = {"host": "yaosu", "content-type": "application/json", **bearer("ADMIN")}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "POST",
        "path": "/export",
        "query_string": b"format=csv",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    await transport.app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert all(message["more_body"] for message in sent[1:])
    assert b"".join(message["body"] for message in sent[1:]).count(b"\r\n") == 2


async def test_a_secretary_exports_the_enterprises_that_are_theirs(api: Api) -> None:
    mine, _ = await enrolled(api, "甲公司", "乙公司")
    secretary = bearer("SECRETARY", enterprises=[mine])
    assert [row[0] for row in lines(await posted(api, ENTERPRISES, **secretary))[1:]] == ["甲公司"]
    assert [row[0] for row in cells((await posted(api, ENTERPRISES, "xlsx", **secretary)).content)[1:]] == [
        "甲公司"
    ]
    assert [row[0] for row in lines(await posted(api, ENTERPRISES))[1:]] == ["甲公司", "乙公司"]
    neighbour = bearer("ADMIN", county="370911")
    assert lines(await posted(api, ENTERPRISES, **neighbour)) == [HEADER]


async def test_who_may_not_ask_may_not_export(api: Api) -> None:
    await enrolled(api, "甲公司")
    del api.client.headers["authorization"]
    assert code_of(await posted(api, ENTERPRISES)) == (401, "UNAUTHENTICATED")
    assert code_of(await posted(api, ENTERPRISES, **bearer("EVALUATOR"))) == (403, "FORBIDDEN")
    assert code_of(await posted(api, ENTERPRISES, authorization="Bearer x.y.z")) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("fairs { name", "Syntax Error"),
        ("mutation { closeFair }", "Query has no field mutation"),
        ("{ a: fairs { name } b: fairs { name } }", "An export is one list in pages"),
        ('fair(id: "x") { name }', "An export is one list in pages"),
        ("nothing { name }", "Query has no field nothing"),
        ("fairs { nothing }", "Fair has no field nothing"),
        ("fairs { ... on Fair { name } }", "An export selects fields only"),
        ("fairs", "Say which columns"),
        ("fairs(first: 3) { name }", "first, after, last and before are the export's own"),
        (
            "fairs(filter: { nothing: 1 }) { name }",
            "Expected value of type 'FairFilter' not to include unknown field 'nothing'",
        ),
        ("query { fairs { name } } query B { fairs { name } }", "An export is one query"),
        ("fairs { zone }", "Fair.zone cannot be a column"),
    ],
)
async def test_a_text_that_names_no_list_is_told(api: Api, query: str, said: str) -> None:
    answer = await posted(api, query)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert error["message"].startswith(said)
    assert error["extensions"]["code"] in {"BAD_REQUEST", "BAD_USER_INPUT"}


async def test_a_record_that_is_not_there_has_no_list(api: Api) -> None:
    lost = global_id("Fair", uid(99))
    query = "query($id: ID!) { fair(id: $id) { intakes { number } } }"
    answer = await posted(api, query, variables={"id": lost})
    assert code_of(answer) == (404, "NOT_FOUND")


async def test_a_list_that_is_too_long_is_refused_before_the_first_byte(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enrolled(api, "甲公司", "乙公司", "丙公司")
    monkeypatch.setattr(schema.exports.reading.pages, "__defaults__", (2,))
    answer = await posted(api, ENTERPRISES)
    assert code_of(answer) == (400, "QUERY_TOO_EXPENSIVE")
    assert answer.json()["errors"][0]["message"] == (
        "The list has 3 rows; at most 2 are exported at once: filter it"
    )
    monkeypatch.undo()
    assert len(lines(await posted(api, ENTERPRISES))) == 4


async def test_a_page_that_is_too_dear_is_asked_for_in_smaller_ones(api: Api) -> None:
    await api.open_fair()
    query = "fairs { name intakes(first: 100) { edges { node { enterprise { name zone { name } } booth { name } } } } }"
    assert len(lines(await posted(api, query))) == 2


async def limited(api: Api, **limits: int) -> httpx.AsyncClient:
    """The same world behind a door with limits."""
    app = assembled(Settings(allowed_hosts=("yaosu",), **limits))
    app.state.world, app.state.identity = api.world, accepting(ISSUER)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://yaosu")


async def test_each_page_is_paid_for(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has used up their share waits for the next page; whoever asks for a first one is told to."""
    monkeypatch.setattr(schema.exports.reading, "PAGE", 1)
    await enrolled(api, "甲公司", "乙公司", "丙公司")
    waited = list[float]()

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        await real(0.3)

    real = schema.exports.reading.asyncio.sleep
    monkeypatch.setattr(schema.exports.reading.asyncio, "sleep", wait)
    async with await limited(api, rate=10, burst=106) as client:
        body, signed = {"query": ENTERPRISES}, bearer("ADMIN")
        answer = await client.post("/export?format=csv", json=body, headers=signed)
        assert len(lines(answer)) == 4
        assert waited
        answer = await client.post("/export?format=csv", json=body, headers=signed)
        assert code_of(answer) == (429, "RATE_LIMITED")
        assert int(answer.headers["retry-after"]) >= 1
    async with await limited(api, rate=0) as client:
        waited.clear()
        answer = await client.post("/export?format=csv", json=body, headers=signed)
        assert len(lines(answer)) == 4
        assert waited == []


async def test_the_door_keeps_its_rules(api: Api) -> None:
    body = json.dumps({"query": ENTERPRISES})
    as_json = {"content-type": "application/json"}

    async def sent(method: str = "POST", path: str = "/export?format=csv", **given: Any) -> tuple[int, str]:
        answer = await api.client.request(
            method, path, content=given.get("content", body), headers=as_json | given.get("headers", {})
        )
        return code_of(answer)

    assert await sent(headers={"host": "elsewhere"}) == (421, "FORBIDDEN")
    assert await sent(headers={"origin": "https://elsewhere"}) == (403, "FORBIDDEN")
    assert await sent(headers={"content-type": "text/plain"}) == (415, "BAD_REQUEST")
    assert await sent(content="x" * 200_000) == (413, "BAD_REQUEST")
    assert await sent(content="[]") == (400, "BAD_REQUEST")
    assert await sent("GET") == (405, "BAD_REQUEST")
    assert await sent(path="/export") == (400, "BAD_REQUEST")
    assert await sent(path="/export?format=pdf") == (400, "BAD_REQUEST")


async def test_a_page_of_a_listed_origin_may_export(api: Api) -> None:
    app = assembled(Settings(allowed_hosts=("yaosu",), allowed_origins=("https://portal",)))
    app.state.world, app.state.identity = api.world, accepting(ISSUER)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://yaosu") as client:
        asked = await client.options("/export", headers={"origin": "https://portal"})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "https://portal")
        answer = await client.post(
            "/export?format=csv",
            json={"query": "fairs { name }"},
            headers={"origin": "https://portal", **bearer("ADMIN")},
        )
        assert answer.headers["access-control-allow-origin"] == "https://portal"
        assert "content-disposition" in answer.headers["access-control-expose-headers"]


async def test_only_trusted_lists_are_exported_where_only_trusted_documents_run(
    api: Api, tmp_path: Path
) -> None:
    document = "query($filter: FairFilter) { fairs(filter: $filter) { edges { node { name } } } }"
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({"fairs": document}))
    await api.plan_fair()
    app = assembled(Settings(allowed_hosts=("yaosu",), documents=manifest, documents_only=True))
    app.state.world, app.state.identity = api.world, accepting(ISSUER)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://yaosu") as client:
        signed = bearer("ADMIN")
        other = await client.post("/export?format=csv", json={"query": "fairs { name }"}, headers=signed)
        assert code_of(other) == (403, "FORBIDDEN")
        answer = await client.post("/export?format=csv", json={"documentId": "fairs"}, headers=signed)
        assert lines(answer) == [["活动名称"], ["泰安要素保障大集"]]


# --- The command ------------------------------------------------------------------------------------------------------


async def test_a_command_exports_as_a_role_sees_it(api: Api, tmp_path: Path) -> None:
    await enrolled(api, "甲公司", "乙公司", registeredOn="2019-05-01")
    path = tmp_path / "enterprises.xlsx"

    async def written(role: Role, text: str = ENTERPRISES) -> int:
        viewer = viewer_of(role, COUNTY)
        return await export(api.world, contract, text, path, viewer=viewer, variables={}, progress=quiet)

    assert await written(Role.ADMIN) == 2
    rows = cells(path.read_bytes())
    assert rows[0] == tuple(HEADER)
    assert rows[1][5] == datetime(2019, 5, 1)
    before = path.read_bytes()
    assert await written(Role.SECRETARY) == 0
    assert path.read_bytes() != before
    before = path.read_bytes()
    with pytest.raises(Broken):
        await written(Role.PUBLIC)
    assert path.read_bytes() == before
    assert [each.name for each in os.scandir(tmp_path)] == ["enterprises.xlsx"]


def test_the_command_says_what_it_did_and_what_is_wrong(database: Any, tmp_path: Path) -> None:
    url = {"YAOSU_DATABASE_URL": database.dsn("postgres")}
    path = tmp_path / "e.csv"
    command = ("export", "list")
    given = ("--to", str(path), "--county", COUNTY)
    kinds = '{"filter": {"kind": "ENTERPRISE"}}'
    query = "query($filter: EnterpriseFilter) { enterprises(filter: $filter) { name } }"
    done = yaosu(*command, query, *given, "--variables", kinds, **url)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: 0 rows\n", "")
    assert path.read_bytes() == b"\xef\xbb\xbf" + "名称\r\n".encode()
    done = yaosu(*command, "enterprises { nothing }", *given, **url)
    assert (done.returncode, done.stderr) == (1, "yaosu: Enterprise has no field nothing\n")
    done = yaosu(*command, "enterprises { name }", "--to", "e.pdf", "--county", COUNTY, **url)
    assert (done.returncode, done.stderr) == (
        1,
        "yaosu: 文件类型应为 .xlsx 或 .csv / the file is .pdf; it must be .xlsx or .csv\n",
    )
    done = yaosu(*command, query, *given, "--variables", "[]", **url)
    assert done.stderr == "yaosu: 变量应为 JSON 对象 / the variables are no json object\n"
