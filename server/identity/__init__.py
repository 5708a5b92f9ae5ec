"""Who asks: a bearer token is made a viewer, or it is said why not.

A request or a socket presents a token or none (`of_headers`, `of_payload`); `Identity.identify` answers who that is. No
token is the public. A token that is not right is never the public: it is `Unknown`, and the door answers its words.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

import db.revocations
from domain.refusals import Words
from resolvers.context import World
from server.identity import claims, tokens
from server.identity.answers import (
    AWAY,
    EXPIRED,
    NO_ISSUER,
    NOBODY,
    NOT_A_TOKEN,
    REVOKED,
    TOO_LONG,
    UNKNOWN_KEY,
    Known,
    Presented,
    Unknown,
)
from server.identity.development import AUDIENCE, DevelopmentIssuer, of_directory
from server.identity.keys import FRESH_FILE, Away, KeyRing, Keys, of_file, of_issuer, of_url
from server.identity.presented import of_header, of_headers, of_payload
from server.settings import BUILT_IN, Settings

__all__ = [
    "EXPIRED",
    "NOBODY",
    "REVOKED",
    "Identity",
    "Known",
    "Presented",
    "Trusted",
    "Unknown",
    "accepting",
    "of_header",
    "of_headers",
    "of_payload",
    "opened",
    "revoke",
    "trusted",
]

log = logging.getLogger("yaosu.identity")

REMEMBERED = 4096
"""Tokens whose signature need not be looked at again."""

REMEMBERED_FOR = timedelta(minutes=10)

EVERY = 60.0
"""Seconds after which it is read again what was revoked."""

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)

Revocations = Mapping[str, datetime]
"""When the tokens of an id, or of a subject, were revoked."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """The issuer whose tokens count: its name, whom they must be meant for, the claim that is read, its keys."""

    issuer: str
    audience: str
    claim: str
    ring: KeyRing


class _Remembered(NamedTuple):
    known: Known
    until: datetime


class Identity:
    """How a process knows who asks. It is `app.state.identity`, beside `app.state.world`."""

    def __init__(
        self, trusted: Trusted | None, revocations: Callable[[], Awaitable[Revocations]] | None = None
    ) -> None:
        self._trusted = trusted
        self._read_revocations = revocations
        self._revocations: Revocations = {}
        self._remembered: dict[bytes, _Remembered] = {}
        self._generation = 0

    async def identify(self, presented: Presented, now: datetime) -> Known | Unknown:
        """Who presents this. Answers at once for a token that it remembers; waits for the issuer for seconds at most."""
        if presented is None:
            return NOBODY
        if isinstance(presented, Unknown):
            return presented
        if self._trusted is None:
            return NO_ISSUER
        if len(presented) > tokens.LONGEST:
            return TOO_LONG
        if not presented.isascii():
            return NOT_A_TOKEN
        digest = hashlib.sha256(presented.encode()).digest()
        known = self._recall(self._trusted, digest, now)
        if known is None:
            known = await self._examine(self._trusted, presented, now)
            if isinstance(known, Unknown):
                return known
            self._remember(self._trusted, digest, known, now)
        if known.expires_at is not None and known.expires_at <= now:
            return EXPIRED
        return REVOKED if self.is_revoked(known) else known

    def is_revoked(self, known: Known) -> bool:
        """Whether the token, or all tokens of its subject, were revoked since it was issued. For sockets that are
        open, as often as `run` reads again."""
        for name in (known.token_id, known.viewer.subject):
            at = self._revocations.get(name) if name else None
            if at is not None and (
                known.issued_at is None or known.issued_at <= at + timedelta(seconds=tokens.LEEWAY)
            ):
                return True
        return False

    async def reload(self) -> None:
        """Read what was revoked."""
        if self._read_revocations is not None:
            self._revocations = await self._read_revocations()

    async def run(self) -> None:
        """Read again and again what was revoked. While that cannot be read, what was read last holds."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.reload()
            except Exception:
                log.exception("what was revoked cannot be read")

    async def _examine(self, trusted: Trusted, token: str, now: datetime) -> Known | Unknown:
        """What is to be known from a token, by its signature and by its claims."""
        held = tokens.opened(token)
        if isinstance(held, Unknown):
            return held
        try:
            key = await trusted.ring.find(held.kid, now)
        except Away:
            return AWAY
        if key is None:
            return UNKNOWN_KEY
        found = tokens.claims(held, key, trusted.issuer, trusted.audience, now)
        if isinstance(found, Unknown):
            return found
        viewer = claims.viewer(found.subject, trusted.claim, found.all.get(trusted.claim))
        if isinstance(viewer, Words):
            return Unknown(viewer)
        return Known(viewer, found.expires_at, found.token_id, found.issued_at)

    def _recall(self, trusted: Trusted, digest: bytes, now: datetime) -> Known | None:
        self._forget_what_other_keys_opened(trusted.ring)
        found = self._remembered.get(digest)
        return found.known if found is not None and now < found.until else None

    def _remember(self, trusted: Trusted, digest: bytes, known: Known, now: datetime) -> None:
        # The ring may have been read meanwhile; `known` was examined with the keys that it has now.
        self._forget_what_other_keys_opened(trusted.ring)
        self._remembered.pop(digest, None)
        if len(self._remembered) >= REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[digest] = _Remembered(known, now + REMEMBERED_FOR)

    def _forget_what_other_keys_opened(self, ring: KeyRing) -> None:
        if self._generation != ring.generation:
            self._remembered.clear()
            self._generation = ring.generation


def trusted(settings: Settings) -> Trusted | None:
    """The issuer that the settings name; in development, where none is named, the one that is built in."""
    if settings.issuer is None:
        if settings.profile != "development":
            return None
        ring = KeyRing(partial(of_directory, settings.data_dir), FRESH_FILE)
        return Trusted(BUILT_IN, AUDIENCE, settings.claim, ring)
    if settings.jwks_file is not None:
        ring = KeyRing(partial(of_file, settings.jwks_file), FRESH_FILE)
    elif settings.jwks_url is not None:
        ring = KeyRing(partial(of_url, settings.jwks_url))
    else:
        ring = KeyRing(partial(of_issuer, settings.issuer))
    return Trusted(settings.issuer, settings.audience, settings.claim, ring)


def accepting(issuer: DevelopmentIssuer) -> Identity:
    """An identity that knows whoever has a token of this issuer, and that nobody revokes anything of."""

    async def keys() -> Keys:
        return issuer.keys

    return Identity(Trusted(BUILT_IN, AUDIENCE, "yaosu", KeyRing(keys)))


async def revoke(world: World, name: str, until: datetime = FOR_EVER) -> None:
    """From now on no token counts that has this id, or this subject and was issued until now. Every process knows
    within a minute; `until` says when it may be forgotten, because the tokens have ended by themselves."""
    async with world.database.connection() as connection:
        await db.revocations.revoke(connection, name, world.now(), until)


@asynccontextmanager
async def opened(settings: Settings, world: World) -> AsyncGenerator[Identity]:
    """The identity of a process; what was revoked is read meanwhile."""

    async def revocations() -> Revocations:
        async with world.database.connection() as connection:
            return await db.revocations.in_force(connection, world.now())

    identity = Identity(trusted(settings), revocations)
    await identity.reload()
    reading = asyncio.create_task(identity.run())
    try:
        yield identity
    finally:
        reading.cancel()
