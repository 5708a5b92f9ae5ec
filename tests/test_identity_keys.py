"""An issuer's keys: fetched, kept, rotated, and done without for a while."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from resolvers.errors import Code
from server.identity import Identity, Known, Unknown, keys, trusted
from server.identity.answers import AWAY, UNKNOWN_KEY
from server.identity.keys import FRESH_FILE, KeyRing, Unreadable, fetched, keys_of, of_file
from server.settings import Settings
from tests.issuers import HttpIssuer, base64url, claims, http_issuer, key, published, signed
from tests.offices import NOON

pytestmark = pytest.mark.anyio

OLD, NEW = key("k-old"), key("k-new", "Ed25519")


@pytest.fixture
def issuer() -> Generator[HttpIssuer]:
    """A real issuer with one key."""
    with http_issuer() as found:
        found.publish(OLD)
        yield found


def identity_of(**settings: Any) -> Identity:
    return Identity(trusted(Settings(**settings)))


def token(issuer: str, by: Any = OLD, **changes: Any) -> str:
    return signed(
        by, claims(iss=issuer, **{"exp": 10**11, **changes}), alg="ES256" if by is OLD else "Ed25519"
    )


def after(**span: float) -> datetime:
    return NOON + timedelta(**span)


async def test_the_keys_are_where_the_issuer_says_and_are_fetched_once_in_ten_minutes(
    issuer: HttpIssuer,
) -> None:
    identity = identity_of(issuer=issuer.url)
    for minutes in (0, 1, 9.99):
        # Another token each time: what is remembered of one says nothing of the next.
        given = token(issuer.url, jti=f"t-{minutes}")
        assert isinstance(await identity.identify(given, after(minutes=minutes)), Known)
    assert issuer.asked == {"/.well-known/openid-configuration": 1, "/keys": 1}
    assert isinstance(await identity.identify(token(issuer.url, jti="x"), after(minutes=10)), Known)
    assert issuer.asked == {"/.well-known/openid-configuration": 2, "/keys": 2}


async def test_a_new_key_is_known_at_its_first_token_and_an_old_one_is_forgotten(issuer: HttpIssuer) -> None:
    identity = identity_of(issuer=issuer.url, jwks_url=f"{issuer.url}/keys")
    old, new = token(issuer.url), token(issuer.url, NEW)
    assert isinstance(await identity.identify(old, NOON), Known)
    issuer.publish(NEW)
    assert isinstance(await identity.identify(old, after(seconds=29)), Known)
    assert isinstance(await identity.identify(new, after(seconds=30)), Known)
    # What the old key had opened is not remembered beyond the key.
    assert await identity.identify(old, after(seconds=31)) == UNKNOWN_KEY
    assert issuer.asked == {"/keys": 2}


async def test_unknown_keys_make_us_ask_at_most_once_in_thirty_seconds(
    issuer: HttpIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = identity_of(issuer=issuer.url, jwks_url=f"{issuer.url}/keys")

    async def flood(minute: float) -> None:
        for n in range(50):
            stranger = signed(OLD, claims(iss=issuer.url), kid=f"{minute}-{n}")
            assert await identity.identify(stranger, after(minutes=minute)) == UNKNOWN_KEY

    await flood(0)
    assert issuer.asked == {"/keys": 1}
    await flood(0.5)
    assert issuer.asked == {"/keys": 2}
    # Without the pause every stranger costs the issuer a request.
    monkeypatch.setattr(keys, "AGAIN", timedelta(0))
    await flood(0.6)
    assert issuer.asked == {"/keys": 52}


async def test_many_at_once_wait_for_one_answer_and_none_who_goes_takes_it_away(issuer: HttpIssuer) -> None:
    identity = identity_of(issuer=issuer.url, jwks_url=f"{issuer.url}/keys")
    asking = [
        asyncio.create_task(identity.identify(token(issuer.url, jti=f"t-{n}"), NOON)) for n in range(20)
    ]
    await asyncio.sleep(0)
    asking[0].cancel()
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert all(isinstance(each, Known) for each in found[1:])
    assert issuer.asked == {"/keys": 1}


async def test_while_the_issuer_is_away_the_last_good_keys_do_for_a_day(
    issuer: HttpIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = identity_of(issuer=issuer.url)
    assert isinstance(await identity.identify(token(issuer.url), NOON), Known)
    issuer.fall_away()
    for hours in (1, 12, 23.99):
        given = token(issuer.url, jti=f"t-{hours}")
        assert isinstance(await identity.identify(given, after(hours=hours)), Known)
        # Whether a new key is the issuer's cannot be said.
        assert await identity.identify(token(issuer.url, NEW), after(hours=hours)) == AWAY
    assert await identity.identify(token(issuer.url), after(hours=24)) == AWAY
    monkeypatch.setattr(keys, "KEPT", timedelta(hours=25))
    assert isinstance(await identity.identify(token(issuer.url), after(hours=24)), Known)
    issuer.publish(NEW)
    assert isinstance(await identity.identify(token(issuer.url, NEW), after(hours=25)), Known)


async def test_an_issuer_that_was_never_there_is_no_fault_of_the_token(issuer: HttpIssuer) -> None:
    issuer.fall_away()
    identity = identity_of(issuer=issuer.url)
    found = await identity.identify(token(issuer.url), NOON)
    assert isinstance(found, Unknown)
    assert found.code is Code.UNAVAILABLE
    # It is not asked again for every request.
    await identity.identify(token(issuer.url), after(seconds=29))
    assert issuer.asked == {"/.well-known/openid-configuration": 1}
    issuer.publish(OLD)
    assert isinstance(await identity.identify(token(issuer.url), after(seconds=30)), Known)


async def test_a_clock_that_was_set_back_does_not_keep_old_keys(issuer: HttpIssuer) -> None:
    identity = identity_of(issuer=issuer.url, jwks_url=f"{issuer.url}/keys")
    await identity.identify(token(issuer.url), after(days=300))
    issuer.publish(NEW)
    assert await identity.identify(token(issuer.url, jti="t-2"), NOON) == UNKNOWN_KEY


async def test_an_issuer_that_is_not_what_it_should_be_is_not_believed(
    issuer: HttpIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = "/.well-known/openid-configuration"
    issuer.answers["/moved"] = issuer.answers["/keys"]
    wrong = {
        b"{": "what is there is not json",
        b"[]": "what is there is no json object",
        json.dumps({"issuer": "https://other.example", "jwks_uri": f"{issuer.url}/keys"}).encode(): (
            f"{issuer.url} says that it is another issuer"
        ),
        json.dumps({"issuer": issuer.url}).encode(): "what is there has no `jwks_uri`",
        json.dumps({"issuer": issuer.url, "jwks_uri": "file:///etc/passwd"}).encode(): (
            f"{issuer.url} has its keys where they could be changed on the way"
        ),
        b" " * (keys.LARGEST + 1): f"{issuer.url}{configuration} answers with more than {keys.LARGEST} bytes",
    }
    for answer, says in wrong.items():
        issuer.answers[configuration] = (200, answer)
        with pytest.raises(Unreadable) as lack:
            await keys.of_issuer(issuer.url)
        assert str(lack.value) == says
    issuer.headers = {"Location": f"{issuer.url}/moved"}
    issuer.answers["/keys"] = (302, b"")
    with pytest.raises(Unreadable, match="/keys answers 302"):
        await keys.of_url(f"{issuer.url}/keys")
    monkeypatch.setattr(keys._NoRedirect, "redirect_request", keys._NoRedirect.__base__.redirect_request)  # type: ignore[union-attr]
    assert set(await keys.of_url(f"{issuer.url}/keys")) == {"k-old"}


async def test_an_issuer_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert await identity_of(issuer=url).identify(token(url), NOON) == AWAY


async def test_nobody_else_waits_while_an_issuer_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    def slowly(_: str) -> bytes:
        assert answer.wait(10), "the event loop was held up"
        return published(OLD)

    monkeypatch.setattr(keys, "fetched", slowly)
    url = "https://issuer.example"
    asking = asyncio.create_task(identity_of(issuer=url, jwks_url=url).identify(token(url), NOON))
    await asyncio.sleep(0)
    answer.set()
    assert isinstance(await asking, Known)


def test_nobody_listens_there() -> None:
    with pytest.raises(Unreadable, match="Connection refused"):
        fetched("http://127.0.0.1:1/keys")


async def test_a_file_is_looked_into_every_thirty_seconds_and_a_broken_one_changes_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(published(OLD))
    name = "an issuer without an address"
    identity = identity_of(issuer=name, jwks_file=path)
    old, new = token(name), token(name, NEW)
    assert isinstance(await identity.identify(old, NOON), Known)
    path.write_bytes(published(NEW))
    assert await identity.identify(new, after(seconds=29)) == UNKNOWN_KEY
    assert isinstance(await identity.identify(new, after(seconds=30)), Known)
    assert await identity.identify(old, after(seconds=31)) == UNKNOWN_KEY
    path.write_bytes(b"{")
    assert isinstance(await identity.identify(token(name, NEW, jti="t-2"), after(minutes=5)), Known)
    path.unlink()
    assert isinstance(await identity.identify(token(name, NEW, jti="t-3"), after(minutes=6)), Known)
    with pytest.raises(Unreadable, match=r"keys\.json: No such file"):
        await of_file(path)


async def test_the_same_keys_again_are_no_change() -> None:
    ring = KeyRing(lambda: asyncio.sleep(0, keys_of(published(OLD))), FRESH_FILE)
    for minutes in range(5):
        assert await ring.find("k-old", after(minutes=minutes)) is not None
    assert ring.generation == 1


def test_keys_of_other_kinds_are_passed_over_and_a_private_one_is_not() -> None:
    odd = [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "o"},
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x", "kid": "p"},
        {"kty": "RSA", "n": base64url((1 << 1023 | 1).to_bytes(128)), "e": "AQAB", "kid": "small"},
        {"kty": "RSA", "n": 5, "e": "AQAB", "kid": "wrong"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "wrong"},
        {"kty": ["EC"], "kid": "wrong"},
        {**key("enc").as_dict(private=False), "use": "enc"},
        {**key("number").as_dict(private=False), "kid": 5},
        {name: value for name, value in key("x").as_dict(private=False).items() if name != "kid"},
        "text",
        None,
    ]
    mixed = json.dumps({"keys": [*odd, *json.loads(published(OLD))["keys"]]}).encode()
    assert set(keys_of(mixed)) == {"k-old"}
    none = "there is no key with an id (kid) among them that can check signatures"
    for text, says in {
        b"": "what is there is not json",
        b"\xff": "what is there is not json",
        b"[" * 100_000: "what is there is not json",
        b"[]": "what is there is no json object",
        b"{}": "what is there has no `keys`",
        b'{"keys": {}}': "what is there has no `keys`",
        json.dumps({"keys": odd}).encode(): none,
        json.dumps({"keys": [OLD.as_dict(private=True)]}).encode(): (
            "they hold a private key, and must hold public ones only"
        ),
    }.items():
        with pytest.raises(Unreadable) as lack:
            keys_of(text)
        assert str(lack.value) == says


def test_an_answer_that_trickles_is_cut_off(issuer: HttpIssuer, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((0.0, keys.PATIENCE + 1))
    monkeypatch.setattr(time, "monotonic", lambda: next(moments, 100.0))
    with pytest.raises(Unreadable, match="/keys answers too slowly"):
        fetched(f"{issuer.url}/keys")
