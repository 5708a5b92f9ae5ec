"""Issuers of tokens as the tests need them: one that signs anything, and one that serves its keys over HTTP."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from server.identity import Identity, Trusted
from server.identity.keys import FRESH, KeyRing, Keys, keys_of
from tests.offices import NOON

ISSUER = "https://issuer.example"
SECONDS = int(NOON.timestamp())
CLAIM = {"role": "DISPATCHER", "county": "370900"}

RSA = RSAKey.generate_key(2048)
"""Made once: it takes a while."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key(kid: str, algorithm: str = "ES256", **more: Any) -> Key:
    """A key pair that signs with an algorithm."""
    match algorithm:
        case "ES256" | "ES384" | "ES512":
            curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[algorithm]
            made: Key = ECKey.generate_key(curve)  # type: ignore[arg-type]
        case "RS256" | "PS256" | "RS384":
            made = RSA
        case _:
            made = OKPKey.generate_key("Ed25519")
    return type(made).import_key({**made.as_dict(private=True), "kid": kid, **more})


def claims(**changes: Any) -> dict[str, Any]:
    """Claims that are right at noon; a change to `...` leaves a claim out."""
    given = {
        "iss": ISSUER,
        "aud": "yaosu",
        "sub": "u-1",
        "jti": "t-1",
        "iat": SECONDS,
        "exp": SECONDS + 3600,
        "yaosu": CLAIM,
        **changes,
    }
    return {name: value for name, value in given.items() if value is not ...}


def signed(by: Key, payload: Any, **header: Any) -> str:
    """A token with any payload, signed with the key; `header` changes its header, `...` leaves a member out."""
    given = {"alg": "ES256", "kid": by.kid, **header}
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    head = json.dumps({name: value for name, value in given.items() if value is not ...}).encode()
    input = f"{base64url(head)}.{base64url(text)}"
    algorithm = jws.JWSRegistry.algorithms[given["alg"]]
    return f"{input}.{base64url(algorithm.sign(input.encode(), by))}"


def published(*keys: Key) -> bytes:
    """The JWKS of keys."""
    return json.dumps({"keys": [each.as_dict(private=False) for each in keys]}).encode()


def trusting(*keys: Key, **changes: Any) -> Identity:
    """An identity that trusts an issuer with these keys."""

    async def read() -> Keys:
        return keys_of(published(*keys))

    return Identity(Trusted(ISSUER, "yaosu", "yaosu", KeyRing(read, FRESH)), **changes)


@dataclass
class HttpIssuer:
    """An issuer on this machine. `answers` says what it serves by path: the status and the body."""

    url: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, str] = field(default_factory=dict)

    def publish(self, *keys: Key) -> None:
        configuration = json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/keys"}).encode()
        self.answers["/.well-known/openid-configuration"] = (200, configuration)
        self.answers["/keys"] = (200, published(*keys))

    def fall_away(self) -> None:
        self.answers.clear()


@contextmanager
def http_issuer() -> Generator[HttpIssuer]:
    """Serve until it is over."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked[self.path] += 1
            status, body = issuer.answers.get(self.path, (503, b""))
            self.send_response(status)
            for name, value in issuer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = HttpIssuer(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
