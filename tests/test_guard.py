"""What the guard and the door refuse before anything is asked; each control also with the harm that comes without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import orjson
import pytest
from httpx import ASGITransport

from schema.engine import Engine
from server import bodies, connections
from server.app import assembled
from server.guard import PAGES, Hosts, Origins
from server.limits import Buckets, Limits, Places, Proxies
from server.questions import DEPTH
from server.settings import Settings, WrongSetting, read, unfit
from tests.offices import Api, bearer, costing
from tests.sockets import connected, listening

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
ASK = b'{"query": "{ __typename }"}'
ANSWER = {"data": {"__typename": "Query"}, "extensions": costing(1)}
FOREIGN = {"origin": "https://evil.example"}
PLAN = """mutation { planFair(input: {name: "x", kind: ELEMENT_FAIR,
  zone: {registration: {name: "泰安市", kind: PREFECTURE, divisionCode: "370900"}},
  opensAt: "2023-06-13T09:00:00+08:00", closesAt: "2023-06-13T17:00:00+08:00"}) { __typename } }"""
NAMED = Settings(allowed_hosts=("yaosu",))
PRODUCTION = Settings(profile="production", allowed_hosts=("yaosu",))


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@asynccontextmanager
async def door(
    api: Api, settings: Settings = NAMED, client: tuple[str, int] = ("127.0.0.1", 1), **rules: Any
) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of the API behind another guard."""
    app = assembled(settings, **rules)
    app.state.world, app.state.identity = api.world, api.client._transport.app.state.identity  # type: ignore[attr-defined]
    transport = ASGITransport(app, client=client)
    headers = {"accept-language": "en", **JSON}
    async with httpx.AsyncClient(transport=transport, base_url="http://yaosu", headers=headers) as made:
        yield made


def code_of(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a fault."""
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


@pytest.mark.parametrize(
    "host", ["evil.example", "yaosu.evil.example", "localhost.evil.example", "", "[", "x:y:z"]
)
async def test_a_name_that_is_not_ours_is_refused_and_without_the_list_answered(api: Api, host: str) -> None:
    async with door(api) as guarded, door(api, Settings(allowed_hosts=("*",))) as open_to_all:
        for path in ("/graphql", "/", "/metrics", "/static/graphiql/start.js"):
            response = await guarded.get(path, headers={"host": host})
            assert code_of(response) == (421, "FORBIDDEN")
        refused = await guarded.post("/graphql", content=ASK, headers={"host": host})
        assert code_of(refused) == (421, "FORBIDDEN")
        rebound = await open_to_all.post("/graphql", content=ASK, headers={"host": host})
        assert rebound.json() == ANSWER


async def test_a_probe_may_call_by_any_name(api: Api) -> None:
    async with door(api) as guarded:
        alive = await guarded.get("/livez", headers={"host": "10.1.2.3:8000"})
        assert (alive.status_code, alive.json()) == (200, {"yaosu": "alive"})


@pytest.mark.parametrize(
    ("names", "addresses", "host", "answered"),
    [
        (("a.example.cn",), False, "a.example.cn", True),
        (("a.example.cn",), False, "A.example.cn:8443", True),
        (("a.example.cn",), False, "a.example.cn.", True),
        (("a.example.cn",), False, "b.a.example.cn", False),
        (("*.example.cn",), False, "b.a.example.cn", True),
        (("*.example.cn",), False, "example.cn", False),
        (("*.example.cn",), False, "badexample.cn", False),
        (("a.example.cn",), False, "10.0.0.1", False),
        ((), True, "10.0.0.1:8000", True),
        ((), True, "[::1]:8000", True),
        ((), True, "10.0.0.1.evil.example", False),
        (("*",), False, "anything", True),
    ],
)
def test_a_host_is_one_of_ours(names: tuple[str, ...], addresses: bool, host: str, answered: bool) -> None:
    assert Hosts(names, addresses=addresses).answers_to(host.encode()) is answered


async def test_production_needs_its_names(tmp_path: Any) -> None:
    given = {"YAOSU_PROFILE": "production"}
    assert unfit(read(given, tmp_path)) == (
        "production needs YAOSU_ALLOWED_HOSTS: the names that the server is called by, or * for any"
    )
    assert unfit(read({**given, "YAOSU_ALLOWED_HOSTS": "a.example.cn"}, tmp_path)) is None
    assert unfit(Settings()) is None


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://yaosu.evil.example", "http://yaosu:81", "x"]
)
async def test_a_foreign_page_writes_nothing_and_without_the_list_it_does(api: Api, origin: str) -> None:
    before, body = await api.rows(), orjson.dumps({"query": PLAN})
    async with door(api) as guarded, door(api, origins=Origins(("*",))) as open_to_all:
        given = {"origin": origin, **bearer("DISPATCHER")}
        refused = await guarded.post("/graphql", content=body, headers=given)
        assert code_of(refused) == (403, "FORBIDDEN")
        assert await api.rows() == before
        assert "access-control-allow-origin" not in refused.headers
        await open_to_all.post("/graphql", content=body, headers=given)
        assert await api.rows() != before


async def test_pages_of_ours_and_of_listed_origins_call_and_only_those_that_are_listed_need_a_word_for_it(
    api: Api,
) -> None:
    settings = Settings(allowed_hosts=("yaosu",), allowed_origins=("https://portal.example.cn",))
    async with door(api, settings) as guarded:
        own = await guarded.post("/graphql", content=ASK, headers={"origin": "http://yaosu"})
        assert own.json() == ANSWER
        assert "access-control-allow-origin" not in own.headers
        behind = await guarded.post("/graphql", content=ASK, headers={"origin": "https://yaosu"})
        assert behind.json() == ANSWER, "TLS ends at a proxy"
        listed = await guarded.post("/graphql", content=ASK, headers={"origin": "https://portal.example.cn"})
        assert listed.json() == ANSWER
        assert listed.headers["access-control-allow-origin"] == "https://portal.example.cn"
        assert listed.headers["vary"] == "origin"

        preflight = {
            "origin": "https://portal.example.cn",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type, authorization",
        }
        allowed = await guarded.options("/graphql", headers=preflight)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == "https://portal.example.cn"
        assert "authorization" in allowed.headers["access-control-allow-headers"]
        refused = await guarded.options("/graphql", headers={**preflight, **FOREIGN})
        assert code_of(refused) == (403, "FORBIDDEN")


async def test_an_image_of_a_foreign_page_asks_nothing_and_a_link_shows_the_ide(api: Api) -> None:
    cross = {"sec-fetch-site": "cross-site"}
    async with door(api) as guarded:
        image = await guarded.get("/graphql", params={"query": "{ __typename }"}, headers=cross)
        assert code_of(image) == (403, "FORBIDDEN")
        asked = await guarded.get("/graphql", params={"query": "{ __typename }"})
        assert asked.json() == ANSWER
        link = await guarded.get("/graphql", headers={**cross, "accept": "text/html"})
        assert link.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=gb18030",
        "application/json; x=y",
        "text/plain; application/json",
        "application/graphql",
    ],
)
async def test_a_body_that_is_not_said_to_be_json_is_not_read(api: Api, kind: str) -> None:
    async with door(api) as guarded:
        refused = await guarded.post("/graphql", content=ASK, headers={"content-type": kind})
        assert code_of(refused) == (415, "BAD_REQUEST")


async def test_json_in_utf_8_is_read_however_that_is_written(api: Api) -> None:
    async with door(api) as guarded:
        for kind in (
            "application/json; charset=utf-8",
            'Application/JSON;charset="UTF-8"',
            "application/json;",
        ):
            answered = await guarded.post("/graphql", content=ASK, headers={"content-type": kind})
            assert answered.json() == ANSWER
        packed = await guarded.post("/graphql", content=ASK, headers={"content-encoding": "gzip"})
        assert code_of(packed) == (415, "BAD_REQUEST")


def nested(depth: int) -> bytes:
    """A request whose json is that deep."""
    return b'{"query": "{ __typename }", "variables": {"v": %b%b}}' % (b"[" * (depth - 2), b"]" * (depth - 2))


@pytest.mark.parametrize(
    "body",
    [
        nested(DEPTH + 1),
        nested(1000),
        b'{"query": "{ __typename }", "variables": {"v": "\\u0000"}}',
        b'{"query": "{ __typename }", "variables": {"\\u0000": 1}}',
        b'{"query": "{ __typename } #\\u0000"}',
        b'{"query": "{ __typename }", "variables": {"v": "\\ud800"}}',
        b'{"query": "{ __typename }", "variables": {"v": "\xed\xa0\x80"}}',
        b'{"query": "{ __typename }", "variables": {"v": 18446744073709551616}}',
        b'{"query": "{ __typename }", "variables": {"v": -99999999999999999999}}',
        b'{"query": "{ __typename }", "variables": {"v": 1e400}}',
        b'{"query": "{ __typename }", "variables": {"v": NaN}}',
        b'{"query": "{ __typename }", "extensions": {"v": "\\u0000"}}',
        b'{"query": "{ __typename }", "variables": {"v": %b}}' % (b"9" * 5000),
        b'[{"query": "{ __typename }"}, {"query": "{ __typename }"}]',
        b'\xef\xbb\xbf{"query": "{ __typename }"}',
    ],
)
async def test_json_is_taken_strictly_by_post_and_by_get_and_by_stream(api: Api, body: bytes) -> None:
    async with door(api) as guarded:
        assert code_of(await guarded.post("/graphql", content=body)) == (400, "BAD_REQUEST")
        streamed = await guarded.post("/graphql", content=body, headers={"accept": "text/event-stream"})
        assert code_of(streamed) == (400, "BAD_REQUEST")
        _, named, variables = body.partition(b'"variables": ')
        if named:
            given = {"query": "{ __typename }", "variables": variables[:-1]}
            assert code_of(await guarded.get("/graphql", params=given)) == (400, "BAD_REQUEST")


async def test_json_at_the_limits_is_read_and_of_two_members_the_last_counts(api: Api) -> None:
    async with door(api) as guarded:
        for body in (
            nested(DEPTH),
            b'{"query": "{ __typename }", "variables": {"v": 18446744073709551615}}',
            b'{"query": "{ nothing }", "query": "{ __typename }"}',
        ):
            assert (await guarded.post("/graphql", content=body)).json() == ANSWER


@pytest.mark.parametrize(
    "query",
    ["query=%7B__typename%7D&query=%7B__typename%7D", "query=%ff", "variables=%7B", "query=x&variables=5"],
)
async def test_parameters_of_a_url_are_read_strictly(api: Api, query: str) -> None:
    async with door(api) as guarded:
        assert code_of(await guarded.get(f"/graphql?{query}")) == (400, "BAD_REQUEST")


async def test_in_production_a_get_asks_nothing_that_is_not_trusted_and_nothing_is_shown(api: Api) -> None:
    async with door(api, PRODUCTION) as guarded, door(api) as developed:
        refused = await guarded.get("/graphql", params={"query": "{ __typename }"})
        assert code_of(refused) == (405, "FORBIDDEN")
        assert (await developed.get("/graphql", params={"query": "{ __typename }"})).json() == ANSWER
        for path in ("/", "/examples/dashboard/", "/nothing"):
            assert code_of(await guarded.get(path)) == (404, "NOT_FOUND")
        ide = await guarded.get("/graphql", headers={"accept": "text/html"})
        assert ide.headers["content-type"].startswith("application/json")
        assert (await developed.get("/examples/dashboard/")).status_code == 200
    async with door(
        api, Settings(profile="production", allowed_hosts=("yaosu",), ide=True, examples=True)
    ) as shown:
        assert (await shown.get("/examples/dashboard/")).status_code == 200
        assert (await shown.get("/graphql", headers={"accept": "text/html"})).text.startswith(
            "<!doctype html>"
        )


async def test_what_there_is_not_is_coded_json_everywhere(api: Api) -> None:
    async with door(api) as guarded:
        assert code_of(await guarded.get("/nothing")) == (404, "NOT_FOUND")
        assert code_of(await guarded.get("/static/nothing")) == (404, "NOT_FOUND")
        assert code_of(await guarded.post("/livez")) == (405, "BAD_REQUEST")
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"):
            refused = await guarded.request(method, "/graphql")
            assert code_of(refused) == (405, "BAD_REQUEST")
            assert refused.headers["allow"] == "GET, POST"


async def test_every_response_says_what_a_browser_must_not_do_with_it(api: Api) -> None:
    settings = Settings(allowed_hosts=("yaosu",), hsts=63072000)
    async with door(api, settings) as guarded:
        responses = [
            await guarded.post("/graphql", content=ASK),
            await guarded.post("/graphql", content=b"{"),
            await guarded.post("/graphql", content=ASK, headers={"host": "evil.example"}),
            await guarded.get("/graphql", params={"query": "{ __typename }"}),
            await guarded.get("/graphql", headers={"accept": "text/html"}),
            await guarded.post("/graphql", content=ASK, headers={"accept": "text/event-stream"}),
            await guarded.get("/examples/dashboard/"),
            await guarded.get("/static/graphiql/start.js"),
            await guarded.get("/nothing"),
            await guarded.get("/readyz"),
        ]
        for response in responses:
            has = response.headers
            assert has["x-content-type-options"] == "nosniff"
            assert has["x-frame-options"] == "DENY"
            assert has["referrer-policy"] == "no-referrer"
            assert has["strict-transport-security"] == "max-age=63072000"
            assert "frame-ancestors 'none'" in has["content-security-policy"]
            is_page = has.get("content-type", "").startswith("text/html")
            assert (has["content-security-policy"] == PAGES.decode()) is is_page
            is_file = response.url.path.startswith(("/static/", "/examples/")) and response.status_code == 200
            streams = "event-stream" in has.get("content-type", "")
            kept = "no-cache, no-transform" if streams else "no-cache" if is_file else "no-store"
            assert has["cache-control"] == kept
            assert len(has["x-request-id"]) == 32
    async with door(api) as plain:
        assert "strict-transport-security" not in (await plain.post("/graphql", content=ASK)).headers


async def test_the_reference_is_the_one_that_was_given_if_it_can_be_one(api: Api) -> None:
    async with door(api) as guarded:
        for given in ("01890a5d-ac96-774b-bcce-b302099a8057", "trace-42"):
            response = await guarded.post("/graphql", content=ASK, headers={"x-request-id": given})
            assert response.headers["x-request-id"] == given
        for given in ("short", "x" * 65, "a b c d e f", "<script>alert</script>", "eight.ch"):
            response = await guarded.post("/graphql", content=ASK, headers={"x-request-id": given})
            assert response.headers["x-request-id"] != given


async def test_what_breaks_is_a_coded_500_with_a_reference_on_every_way_in(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*given: Any, **named: Any) -> Any:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Engine, "execute", broken)
    monkeypatch.setattr(Engine, "stream", broken)
    async with door(api) as guarded:
        for response in (
            await guarded.post("/graphql", content=ASK),
            await guarded.post("/graphql", content=ASK, headers={"accept": "text/event-stream"}),
            await guarded.get("/graphql", params={"query": "{ __typename }"}),
        ):
            assert code_of(response) == (500, "INTERNAL")
            assert "secret" not in response.text
            reference = response.headers["x-request-id"]
            assert response.json()["errors"][0]["extensions"]["reference"] == reference
            assert [each for each in caplog.records if getattr(each, "reference", "") == reference]


async def test_a_caller_who_has_used_up_what_it_may_waits_and_others_do_not(api: Api) -> None:
    broken = orjson.dumps({"query": "{ nothing }"})
    few = Limits(rate=1, burst=50, fault=20)
    async with (
        door(api, limits=few) as greedy,
        door(api, limits=Limits(rate=0, fault=20)) as unlimited,
    ):
        for _ in range(3):
            assert (await greedy.post("/graphql", content=broken)).status_code == 200
        refused = await greedy.post("/graphql", content=ASK)
        assert code_of(refused) == (429, "RATE_LIMITED")
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert refused.json()["errors"][0]["extensions"]["retryAfter"] == int(refused.headers["retry-after"])
        known = await greedy.post("/graphql", content=ASK, headers=bearer("HANDLER", "u-7"))
        assert known.json() == ANSWER, "who says who they are has a share of their own"
        for _ in range(30):
            assert (await unlimited.post("/graphql", content=broken)).status_code == 200


async def test_an_operation_is_charged_what_it_costs(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    charged: list[float | None] = []
    execute = Engine.execute

    async def charging(self: Engine, query: Any, **named: Any) -> Any:
        charged.append(named["context_value"].charge(100))
        return await execute(self, query, **named)

    monkeypatch.setattr(Engine, "execute", charging)
    async with door(api, limits=Limits(rate=1, burst=150)) as guarded:
        await guarded.post("/graphql", content=ASK)
        await guarded.post("/graphql", content=ASK)
    assert charged[0] is None
    assert charged[1] == pytest.approx(50, abs=1)


def test_a_bucket_fills_with_time_and_never_beyond_its_size() -> None:
    clock = Clock()
    buckets = Buckets(rate=10, burst=100, clock=clock)
    assert [buckets.take("a", 60), buckets.take("a", 60), buckets.take("b", 60)] == [None, 2.0, None]
    clock.seconds += 2
    assert buckets.take("a", 60) is None
    clock.seconds += 3600
    assert [buckets.take("a", 100), buckets.take("a", 1)] == [None, 0.1]


def test_what_costs_more_than_a_bucket_holds_needs_a_full_one_and_is_paid_afterwards() -> None:
    clock = Clock()
    buckets = Buckets(rate=10, burst=100, clock=clock)
    assert [buckets.take("a", 150), buckets.take("a", 0)] == [None, 5.0]
    clock.seconds += 5
    assert [buckets.take("a", 0), buckets.take("a", 150)] == [None, 10.0]


def test_callers_that_are_remembered_are_bounded() -> None:
    buckets = Buckets(rate=1, burst=10, clock=Clock(), most=100)
    for n in range(1000):
        buckets.take(f"caller {n}", 1)
    assert len(buckets) == 100


def test_without_a_rate_nothing_is_counted() -> None:
    buckets = Buckets(rate=0, burst=0)
    assert [buckets.take("a", 10**9) for _ in range(3)] == [None] * 3
    assert len(buckets) == 0


def test_places_are_given_back() -> None:
    places = Places(2)
    assert [places.enter("a"), places.enter("a"), places.enter("a"), places.enter("b")] == [
        True,
        True,
        False,
        True,
    ]
    places.leave("a")
    assert [places.enter("a"), places.taken] == [True, 3]


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ((), "203.0.113.9", b"198.51.100.1", "203.0.113.9"),
        (("10.0.0.0/8",), "203.0.113.9", b"198.51.100.1", "203.0.113.9"),
        (("10.0.0.0/8",), "10.0.0.2", b"198.51.100.1", "198.51.100.1"),
        (("10.0.0.0/8",), "10.0.0.2", b"6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (("10.0.0.0/8",), "10.0.0.2", b"198.51.100.1, 10.0.0.3", "198.51.100.1"),
        (("10.0.0.0/8",), "10.0.0.2", b"nonsense", "10.0.0.2"),
        (("10.0.0.0/8",), "10.0.0.2", b"", "10.0.0.2"),
        ((), "2001:db8:1:2:3:4:5:6", b"", "2001:db8:1:2::/64"),
        ((), "::ffff:203.0.113.9", b"", "203.0.113.9"),
    ],
)
def test_the_address_of_a_caller_is_the_one_that_trusted_proxies_tell(
    trusted: tuple[str, ...], peer: str, forwarded: bytes, address: str
) -> None:
    assert Proxies(trusted).address(peer, forwarded) == address


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YAOSU_TRUSTED_PROXIES", "proxy.example"),
        ("YAOSU_ALLOWED_ORIGINS", "portal.example.cn"),
        ("YAOSU_ALLOWED_ORIGINS", "https://portal.example.cn/path"),
        ("YAOSU_RATE", "-1"),
        ("YAOSU_INTROSPECTION", "yes"),
        ("YAOSU_METRICS_TOKEN", "short"),
        ("YAOSU_LOG", "xml"),
    ],
)
def test_a_setting_of_the_guard_that_cannot_be_is_told(tmp_path: Any, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        read({name: value}, tmp_path)


async def said_to(address: str, *parts: bytes) -> bytes:
    """What the server answers to these bytes, until it closes the connection."""
    sock, loop, answer = await connected(address), asyncio.get_running_loop(), b""
    with sock:
        with suppress(ConnectionError):
            for part in parts:
                await loop.sock_sendall(sock, part)
                await asyncio.sleep(0)
        async with asyncio.timeout(30):
            while True:
                try:
                    data = await loop.sock_recv(sock, 65536)
                except ConnectionResetError:
                    return answer
                if not data:
                    return answer
                answer += data


def post(address: str, *headers: bytes) -> bytes:
    """The head of a POST."""
    lines = (
        b"POST /graphql HTTP/1.1",
        b"host: " + address.encode(),
        b"content-type: application/json",
        *headers,
    )
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def test_a_body_that_does_not_end_is_not_waited_for(api: Api) -> None:
    async with listening(api, rules={"patience": 0.05}) as (address, _):
        for body in (b'{"query"', b""):
            answer = await said_to(address, post(address, b"content-length: 999"), body)
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b'"code":"BAD_REQUEST"' in answer
        answer = await said_to(address, post(address, b"transfer-encoding: chunked"), b'4\r\n{"qu\r\n')
        assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_is_longer_than_may_be_is_not_read_to_its_end(api: Api) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    async with listening(api) as (address, _):
        for head, parts in (
            (b"content-length: 200000000", [b" " * 0x10000] * 3),
            (b"transfer-encoding: chunked", [chunk] * 3),
        ):
            answer = await said_to(address, post(address, head), *parts)
            assert answer.startswith(b"HTTP/1.1 413 ")
            assert b'"code":"BAD_REQUEST"' in answer
    async with door(api, body=0) as unbounded:
        answered = await unbounded.post("/graphql", content=ASK.ljust(2 * bodies.BODY))
        assert answered.json() == ANSWER, "what the limit keeps out"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((b"content-length: 5", b"content-length: 6"), ASK),
        ((b"content-length: 5", b"transfer-encoding: chunked"), ASK),
        ((b"content-length: -1",), ASK),
        ((b"transfer-encoding: gzip",), ASK),
        ((b"transfer-encoding: chunked",), b"zz\r\n"),
    ],
)
async def test_a_length_that_lies_is_refused(api: Api, headers: tuple[bytes, ...], body: bytes) -> None:
    async with listening(api) as (address, _):
        answer = await said_to(address, post(address, *headers) + body)
        assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.fixture
def quick_heads(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    return lambda seconds: monkeypatch.setattr(connections, "HEAD_WITHIN", seconds)


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: 1"])
async def test_a_head_that_does_not_end_is_not_waited_for(
    api: Api, quick_heads: Callable[[float], None], begun: bytes
) -> None:
    quick_heads(0.05)
    async with listening(api) as (address, _):
        assert (await said_to(address, begun)).startswith(b"HTTP/1.1 408 ")
    quick_heads(3600)
    async with listening(api) as (address, _):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await said_to(address, begun)


async def test_a_head_that_is_too_long_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"x-long: " + b"x" * 8000 + b"\r\n"
    begun = post("127.0.0.1")[:-2]
    async with listening(api) as (address, _):
        answer = await said_to(address, begun, *[line] * 8)
        assert answer.startswith(b"HTTP/1.1 431 ")
        monkeypatch.setattr(connections, "HEAD", 1 << 30)
        whole = (
            begun.replace(b"127.0.0.1", address.encode())
            + line * 8
            + b"connection: close\r\ncontent-length: 27\r\n\r\n"
        )
        assert (await said_to(address, whole + ASK)).endswith(orjson.dumps(ANSWER))


async def test_a_second_request_on_a_connection_is_answered_like_the_first(api: Api) -> None:
    one = lambda address: post(address, b"content-length: 27") + ASK  # noqa: E731
    async with listening(api) as (address, _):
        last = one(address).replace(b"content-length", b"connection: close\r\ncontent-length")
        answer = await said_to(address, one(address) * 3, last)
        assert answer.count(orjson.dumps(ANSWER)) == 4


async def test_the_rest_of_a_body_that_was_refused_is_not_taken_for_the_next_request(api: Api) -> None:
    loop = asyncio.get_running_loop()
    async with listening(api) as (address, _):
        refused = post(address, b"content-length: 100000").replace(b"application/json", b"text/plain")
        last = post(address, b"connection: close", b"content-length: 27") + ASK
        with await connected(address) as sock:
            await loop.sock_sendall(sock, refused + b"{")
            assert (await loop.sock_recv(sock, 65536)).startswith(b"HTTP/1.1 415 ")
            await loop.sock_sendall(sock, b" " * 99_999)
            await loop.sock_sendall(sock, last)
            answer = b""
            while data := await loop.sock_recv(sock, 65536):
                answer += data
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.endswith(orjson.dumps(ANSWER))


async def test_the_rest_of_a_body_that_was_refused_is_not_waited_for(
    api: Api, quick_heads: Callable[[float], None]
) -> None:
    quick_heads(0.05)
    async with listening(api) as (address, _):
        refused = post(address, b"content-length: 100000").replace(b"application/json", b"text/plain")
        answer = await said_to(address, refused, b"{")
        assert answer.startswith(b"HTTP/1.1 415 ")
        assert answer.count(b"HTTP/1.1 ") == 1
        quick_heads(3600)
        loop = asyncio.get_running_loop()
        with await connected(address) as sock:
            await loop.sock_sendall(sock, refused)
            assert (await loop.sock_recv(sock, 65536)).startswith(b"HTTP/1.1 415 ")
            for _ in range(3):
                await loop.sock_sendall(sock, b" ")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await loop.sock_recv(sock, 65536)
