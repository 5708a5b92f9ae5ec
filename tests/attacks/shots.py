"""What is sent: whole requests, byte by byte, and whole conversations on a socket. Each comes from a number again."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from tests.attacks.documents import Documents
from tests.attacks.hostile import broken, text, torn, value, written

KINDS = (
    "application/json", "application/json", "application/json; charset=utf-8", "text/plain", "", "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x", "application/json; charset=gb18030", "application/graphql", "application/json\t;;", "json", "*/*",
    "application/graphql-response+json", "application/json; charset=\"utf-8", "é", "application/json, text/plain",
)  # fmt: skip
ENCODINGS = ("gzip", "br", "deflate", "identity, gzip", "", "x", "identity")
ACCEPTS = ("*/*", "application/json", "application/graphql-response+json", "text/html", "text/event-stream", "multipart/mixed", "",
           "multipart/mixed;subscriptionSpec=1.0, application/json", "text/event-stream, */*;q=0", "x/y;q=NaN", "application/json;q=1e999", "\xff")  # fmt: skip
LANGUAGES = ("en", "zh-CN", "", "en;q=x", "zh;q=-1,en;q=nan", "*", "x" * 3000, "en;q=1e400,zh;q=inf", "\xe9")
HOSTS = (
    "",
    "evil.example",
    "localhost.evil.example",
    "[",
    "[::1",
    "::1",
    "127.0.0.1:99999999",
    "localhost:x",
    "\xff",
    "a" * 5000,
    "127.1",
)
ORIGINS = (
    "null",
    "https://evil.example",
    "http://",
    "x",
    "http://127.0.0.1",
    "file://",
    "http://[",
    "http://127.0.0.1:99999999",
    "\xff",
    "",
)
TRACES = ("00-" + "0" * 32 + "-" + "0" * 16 + "-01", "00-x", "\xff", "0" * 4000)
OTHERS = ("x-forwarded-for", "forwarded", "cookie", "expect", "upgrade", "range", "te", "x-http-method-override", "transfer-encoding",
          "content-length", "connection", "sec-fetch-site", "apollo-federation-include-trace", "accept-charset", "if-none-match", "baggage",
          "x-original-url", "proxy-authorization", "trailer", "host", "content-location")  # fmt: skip
METHODS = (
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "HEAD",
    "TRACE",
    "CONNECT",
    "QUERY",
    "PROPFIND",
    "post",
    "X" * 40,
    "",
)
PATHS = ("/graphql", "/graphql/", "/graphql/../metrics", "/graphql%00", "//graphql", "/", "*", "/static/../cli.py", "/static/%2e%2e/cli.py", "/static",
         "/examples/%2e%2e%2f%2e%2e%2fpyproject.toml", "/livez", "/readyz", "/\xff", "http://evil.example/graphql", "/%zz", "/" + "a" * 3000, "/graphql;x",
         "/static/graphiql/index.html%00.js", "/graphql?", "/GRAPHQL", "/static/graphiql/%ff", "/static/" + "a/" * 500, "/static/" + "n" * 300)  # fmt: skip


TURN = 2_500
"""Shots until there are other documents."""


@dataclass(frozen=True, slots=True)
class Shot:
    """Bytes for a connection. One that is `odd` has the connection for itself, for the server may take it for the
    beginning of something. `waits` are the operations of a socket whose answers are waited for."""

    kind: str
    data: bytes
    odd: bool = False
    waits: frozenset[str] = frozenset()
    handshake: bytes = b""

    @property
    def lingers(self) -> bool:
        """Whether nobody knows when all of it has been answered."""
        return self.odd or bool(self.handshake)


def frame(
    payload: bytes,
    opcode: int = 1,
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    size: int | None = None,
) -> bytes:
    """A frame of a client, right or not (RFC 6455, 5.2)."""
    size = len(payload) if size is None else size
    first, bit = (0x80 if fin else 0) | reserved << 4 | opcode, 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + (b"\0\0\0\0" if masked else b"") + payload


class Shots:
    """Draws shots. `tokens` are headers of who may sign in; `acting` may act."""

    def __init__(
        self,
        documents: Documents,
        host: str,
        tokens: Sequence[Mapping[str, str]],
        acting: Sequence[Mapping[str, str]],
    ) -> None:
        self._documents, self._host, self._tokens, self._acting = documents, host, tokens, acting
        self._aims = (
            (self.body, 20), (self.document, 20), (self.variables, 26), (self.headers, 8), (self.url, 8), (self.framing, 3), (self.socket, 15),
        )  # fmt: skip

    def __call__(self, seed: str) -> Shot:
        """The shot of a seed, which ends with a slash and a number."""
        self._documents.turn = int(seed.rpartition("/")[2]) // TURN
        random = Random(seed)  # noqa: S311 - it is to come again
        aims, weights = zip(*self._aims, strict=True)
        return random.choices(aims, weights)[0](random)

    def body(self, random: Random) -> Shot:
        """A body that is none: of random bytes, torn, of wrong types, said to be something else."""
        asked = self._documents.valid(random, random.choice(("query", "mutation", "subscription")))
        match random.randrange(6):
            case 0:
                body = random.randbytes(random.choice((0, 1, 5, 50, 500)))
            case 1 | 2:
                body = torn(random, written(random, asked))
            case 3:
                body = written(random, value(random))
            case 4:
                body = written(random, broken(random, {"extensions": {}, "documentId": None, **asked}))
            case _:
                depth = random.choice((10, 60, 70, 2000, 50_000))
                deep = b"[" * depth + b"]" * random.choice((depth, depth, 0))
                body = b'{"query":"{ __typename }","variables":{"v":' + deep + b"}}"
        more = {}
        if random.random() < 0.2:
            more["content-type"] = random.choice(KINDS)
        if random.random() < 0.1:
            more["content-encoding"] = random.choice(ENCODINGS)
        return self._post("body", random, body, self._idle(random) | more)

    def document(self, random: Random) -> Shot:
        """A document that cannot run, or is a bomb."""
        return self._post(
            "document", random, written(random, self._documents.wrong(random)), self._idle(random)
        )

    def variables(self, random: Random) -> Shot:
        """An operation that is right, with values that are not, by who may do it as well."""
        kind = random.choice(("query", "query", "mutation", "mutation", "mutation", "subscription"))
        ask = self._documents.with_wrong_variables if random.random() < 0.8 else self._documents.valid
        asked = ask(random, kind)
        signed = random.choice(self._acting) if kind == "mutation" and self._acting else self._idle(random)
        body = json.dumps(asked, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return self._post(f"variables of a {kind}", random, body, dict(signed))

    def headers(self, random: Random) -> Shot:
        """A right query with headers that are not."""
        token = random.choice((*(each["authorization"] for each in self._tokens), "Bearer a.b.c"))
        signed = (token, token[:-3], token.replace("Bearer", "bearer"), "Bearer", "Bearer ", token + token[7:], "Basic eDp5", "Bearer " + "A" * 9000,
                  "Bearer " + ".".join((_part({"alg": "none"}), _part(value(random)), "")), "Bearer " + torn(random, token[7:].encode()).hex(), "Bearer \xe9")  # fmt: skip
        drawn = {
            "authorization": signed, "host": HOSTS, "origin": ORIGINS, "accept": ACCEPTS, "accept-language": LANGUAGES, "traceparent": TRACES,
            "x-request-id": TRACES, "content-type": KINDS, "content-encoding": ENCODINGS, random.choice(OTHERS): (*TRACES, "1", "chunked", "h2c", "100-continue"),
        }  # fmt: skip
        chosen = random.sample(list(drawn), random.choice((1, 1, 2, 4)))
        given = {name: random.choice(drawn[name]) for name in chosen}
        body = written(random, self._documents.valid(random, "query"))
        odd = bool(
            {"transfer-encoding", "content-length", "connection", "upgrade", "host", "expect"} & set(given)
        )
        return Shot("headers", self._request("POST", "/graphql", given, body, close=odd), odd)

    def url(self, random: Random) -> Shot:
        """Parameters, methods and paths."""
        asked = {
            name: held
            for name, held in self._documents.valid(random, random.choice(("query", "mutation"))).items()
            if held
        }
        if random.random() < 0.4:
            asked = broken(random, asked)
        given = asked if isinstance(asked, dict) else {"query": asked}
        pairs = [(name, held if isinstance(held, str) else json.dumps(held)) for name, held in given.items()]
        sane = urlencode(pairs, errors="surrogatepass")
        match random.randrange(4):
            case 0:
                query = sane
            case 1:
                query = quote(torn(random, sane.encode()), safe="%&=+")
            case 2:
                ends = ("%zz", "%00", "%ff", "%ed%a0%80")
                query = "&".join(
                    f"{quote(name, errors='surrogatepass')}={random.choice(ends)}" for name, _ in pairs
                )
            case _:
                parts = ("query=x", "query", "=", "variables={}", "a=b", "extensions=%7B%7D", "documentId=x")
                query = "&".join(random.choice(parts) for _ in range(random.choice((1, 3, 40))))
        method = "GET" if random.random() < 0.8 else random.choice(METHODS)
        path = "/graphql" if random.random() < 0.7 else random.choice(PATHS)
        odd = method != "GET" or path != "/graphql"
        headers = self._idle(random) | ({"accept": random.choice(ACCEPTS)} if random.random() < 0.3 else {})
        return Shot("url", self._request(method, f"{path}?{query[:20_000]}", headers, b"", close=odd), odd)

    def framing(self, random: Random) -> Shot:
        """A request whose bytes are not where they should be."""
        body = written(random, self._documents.valid(random, "query"))
        whole = self._request("POST", "/graphql", self._idle(random), body, close=True)
        chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        head = self._request("POST", "/graphql", {"transfer-encoding": "chunked"}, None, close=True)
        match random.randrange(7):
            case 0:
                data = torn(random, whole)
            case 1:
                data = head + torn(random, chunks)
            case 2:
                data = whole.replace(b"content-length: ", random.choice((b"content-length: -", b"content-length: 9", b"content-length: 0x", b"content-length: 1, ")), 1)  # fmt: skip
            case 3:
                data = head.replace(b"chunked", random.choice((b"gzip, chunked", b"chunked, identity", b"x", b"CHUNKED", b" chunked", b"chunked\r\ncontent-length: 3"))) + chunks  # fmt: skip
            case 4:
                data = (
                    head + b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in body[:400]) + b"0\r\nx: y\r\n\r\n"
                )
            case 5:
                data = whole[: random.randrange(len(whole))]
            case _:
                data = random.randbytes(random.choice((1, 20, 400))) + b"\r\n\r\n" + whole
        return Shot("framing", data, odd=True)

    def socket(self, random: Random) -> Shot:
        """A conversation that begins right, as most do, and goes wrong somewhere."""
        init = {
            "type": "connection_init",
            "payload": random.choice((*self._tokens, *({} for _ in self._tokens))),
        }
        said: list[bytes] = [frame(json.dumps(init).encode())] if random.random() < 0.9 else []
        waits = set[str]()
        for number in range(random.choice((0, 1, 1, 2, 3, 12))):
            id = f"o{number}"
            kind = random.choice(("query", "mutation", "subscription"))
            asked = (
                self._documents.wrong(random)
                if random.random() < 0.5
                else self._documents.with_wrong_variables(random, kind)
            )
            if kind == "mutation" and "variables" in asked and init["payload"]:
                asked = {"query": "{ __typename }"}
            message = {
                "id": id,
                "type": "subscribe",
                "payload": {name: held for name, held in asked.items() if held is not None},
            }
            if random.random() < 0.2:
                message = broken(random, message)
            data = written(random, message)
            waits.add(id)
            if random.random() < 0.1:
                data = torn(random, data)
            said.append(frame(data))
            if random.random() < 0.1:
                said.append(frame(written(random, random.choice((value(random), {"type": "complete", "id": id}, {"type": "ping", "payload": value(random)}, {"type": text(random)})))))  # fmt: skip
        odd = random.random() < 0.25
        if odd:
            said.insert(random.randrange(len(said) + 1), self._odd_frame(random))
        path = "/graphql" if random.random() < 0.97 else random.choice(PATHS)
        headers = {
            "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            "sec-websocket-protocol": "graphql-transport-ws",
        }  # fmt: skip
        if random.random() < 0.1:
            name = random.choice((*headers, "origin", "authorization", "sec-websocket-extensions", "x-long"))
            headers[name] = random.choice(
                (
                    "",
                    "x",
                    "graphql-ws",
                    "12",
                    "permessage-deflate; client_max_window_bits=99",
                    "Bearer x",
                    "y" * 9000,
                    "\xff",
                )
            )
        handshake = self._request("GET", path, headers, b"")
        return Shot("socket", b"".join(said), odd, frozenset(waits), handshake)

    def _odd_frame(self, random: Random) -> bytes:
        payload = random.randbytes(random.choice((0, 1, 120, 130)))
        match random.randrange(8):
            case 0:
                return frame(
                    payload, random.randrange(16), fin=random.random() < 0.5, reserved=random.randrange(8)
                )
            case 1:
                return frame(payload, masked=False)
            case 2:
                return frame(b"x" * 10, size=random.choice((100, 65537, 2**32, 2**63)))
            case 3:
                return frame(b" " * 65537)
            case 4:
                return frame(b'{"type":', fin=False) + frame(b'"ping"}', 0)
            case 5:
                return frame(payload, random.choice((8, 9, 10)))
            case 6:
                return frame(
                    struct.pack("!H", random.choice((0, 999, 1005, 1006, 1015, 4999, 65535))) + b"\xff", 8
                )
            case _:
                return random.randbytes(30)

    def _idle(self, random: Random) -> dict[str, str]:
        """Somebody who cannot act, or nobody."""
        return dict(random.choice(self._tokens)) if self._tokens and random.random() < 0.5 else {}

    def _post(self, kind: str, random: Random, body: bytes, headers: dict[str, str]) -> Shot:
        if random.random() < 0.15:
            headers = {"accept": random.choice(ACCEPTS), **headers}
        return Shot(kind, self._request("POST", "/graphql", headers, body))

    def _request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, *, close: bool = False
    ) -> bytes:
        given = {"host": self._host, "content-type": "application/json", **headers}
        if body is not None:
            given.setdefault("content-length", str(len(body)))
        if close:
            given.setdefault("connection", "close")
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {held}" for name, held in given.items())]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + (body or b"")


def _part(given: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(given).encode()).rstrip(b"=").decode()
