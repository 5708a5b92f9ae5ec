"""An issuer's public keys: where they come from, and for how long they are good."""

import asyncio
import http.client
import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from joserfc.jwk import JWKRegistry, Key
from joserfc.util import urlsafe_b64decode

log = logging.getLogger("yaosu.identity")

T = TypeVar("T")

FRESH = timedelta(minutes=10)
"""For so long, keys that were fetched are used without asking again."""

FRESH_FILE = timedelta(seconds=30)
"""A file is looked into more often: it costs nothing."""

AGAIN = timedelta(seconds=30)
"""So long after one look there is no other, whatever key a token names."""

KEPT = timedelta(hours=24)
"""For so long the last good keys do while the issuer is away."""

PATIENCE = 5.0
"""Seconds that an issuer may take to answer."""

LARGEST = 256 * 1024
"""Bytes that an issuer's answer may have."""

SMALLEST_RSA = 2048
"""Bits of an RSA key below which anybody may have found its other half (NIST SP 800-131A)."""

Keys = Mapping[str, Key]
"""Keys by their id."""


class Unreadable(Exception):
    """The keys cannot be had; the message says why."""


class Away(Exception):
    """Nothing can be said about a key now."""


class KeyRing:
    """The keys of one issuer, read when they are needed and kept for a while. `read` raises `Unreadable`."""

    def __init__(self, read: Callable[[], Awaitable[Keys]], fresh: timedelta = FRESH) -> None:
        self.read = read
        self._fresh = fresh
        self._keys: Keys = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._failed = False
        self._reading: asyncio.Task[None] | None = None
        self.generation = 0
        """Another one for every change of the keys: what an earlier one has opened is to be looked at again."""

    async def find(self, kid: str, now: datetime) -> Key | None:
        """The key of that id, or `None` when the issuer has none; `Away` when that cannot be said now."""
        if kid not in self._keys or not _within(self._fresh, self._read_at, now):
            if self._reading is None and not _within(AGAIN, self._tried_at, now):
                self._tried_at = now
                self._reading = asyncio.create_task(self._read_again(now))
            if self._reading is not None:
                # Others may wait for it too: it goes on when one of them has gone.
                await asyncio.shield(self._reading)
        if not _within(KEPT, self._read_at, now):
            raise Away
        key = self._keys.get(kid)
        if key is None and self._failed:
            raise Away
        return key

    async def _read_again(self, now: datetime) -> None:
        try:
            keys = await self.read()
        except Unreadable as lack:
            self._failed = True
            log.warning("the issuer's keys cannot be had: %s", lack)
        else:
            if keys != self._keys:
                self._keys = keys
                self.generation += 1
            self._read_at, self._failed = now, False
        finally:
            self._reading = None


def _within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is not None and timedelta(0) <= now - since < span


def keys_of(text: bytes) -> Keys:
    """The keys of a JWKS (RFC 7517) that can check signatures. Keys of other kinds are passed over; a private one
    is no accident to live with."""
    listed = cast("list[object]", _member(_object(text), "keys", list))
    keys: dict[str, Key] = {}
    for each in listed:
        if not isinstance(each, dict):
            continue
        given = cast("dict[str, Any]", each)
        if "d" in given:
            raise Unreadable("they hold a private key, and must hold public ones only")
        key = _key(given)
        if key is not None and key.kid:
            keys.setdefault(key.kid, key)
    if not keys:
        raise Unreadable("there is no key with an id (kid) among them that can check signatures")
    return keys


def _key(given: dict[str, Any]) -> Key | None:
    """The key, unless it is of another kind or not right."""
    if given.get("kty") not in ("RSA", "EC", "OKP") or given.get("use", "sig") != "sig":
        return None
    try:
        if given["kty"] == "RSA":
            modulus = int.from_bytes(urlsafe_b64decode(given["n"].encode("ascii")))
            if modulus.bit_length() < SMALLEST_RSA:
                return None
        return JWKRegistry.import_key(given)
    except Exception:  # noqa: BLE001 - an issuer may publish what this machine knows nothing of
        return None


async def of_file(path: Path) -> Keys:
    """The keys of a JWKS file."""
    try:
        return keys_of(await asyncio.to_thread(path.read_bytes))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from error


async def of_url(url: str) -> Keys:
    """The keys at the address of a JWKS."""
    return keys_of(await _patiently(lambda: fetched(url)))


async def of_issuer(issuer: str) -> Keys:
    """The keys of an issuer that says where they are (OpenID Connect Discovery 1.0, 4)."""

    def discovered() -> bytes:
        document = _object(fetched(issuer.rstrip("/") + "/.well-known/openid-configuration"))
        if document.get("issuer") != issuer:
            raise Unreadable(f"{issuer} says that it is another issuer")
        address = _member(document, "jwks_uri", str)
        if not address.startswith(("https://", *(("http://",) if issuer.startswith("http://") else ()))):
            raise Unreadable(f"{issuer} has its keys where they could be changed on the way")
        return fetched(address)

    return keys_of(await _patiently(discovered))


async def _patiently(fetch: Callable[[], bytes]) -> bytes:
    """Fetch beside the event loop, and wait so long and no longer."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.to_thread(fetch)
    except TimeoutError as late:
        raise Unreadable("the issuer does not answer") from late


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Keys are where the settings say, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def fetched(url: str) -> bytes:
    """What is at an address. Blocks, for `PATIENCE` at most."""
    until = time.monotonic() + PATIENCE
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310 - of the settings, http(s)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=PATIENCE / 2) as response:
            body = b""
            while chunk := response.read1(LARGEST):
                body += chunk
                if len(body) > LARGEST:
                    raise Unreadable(f"{url} answers with more than {LARGEST} bytes")
                if time.monotonic() > until:
                    raise Unreadable(f"{url} answers too slowly")
            return body
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreadable(f"{url} answers {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreadable(f"{url}: {getattr(error, 'reason', error) or type(error).__name__}") from error


def _object(text: bytes) -> dict[str, Any]:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("what is there is not json") from error
    if not isinstance(found, dict):
        raise Unreadable("what is there is no json object")
    return cast("dict[str, Any]", found)


def _member(found: dict[str, Any], name: str, type_: type[T]) -> T:
    value = found.get(name)
    if not isinstance(value, type_):
        raise Unreadable(f"what is there has no `{name}`")
    return value
