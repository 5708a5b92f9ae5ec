"""Who calls, and what that caller may still ask."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.types import Scope

from domain.people import ANYBODY
from resolvers.context import Context, World
from resolvers.errors import Code
from server.faults import Fault, too_fast
from server.guard import Call
from server.identity import NOBODY, Identity, Known, Presented, Unknown, of_headers
from server.limits import Buckets, Limits, Places, Proxies

CHALLENGE = ((b"www-authenticate", b'Bearer error="invalid_token"'),)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and the key that the caller's share is kept under: the token's subject, or the address."""

    known: Known
    key: str


class Callers:
    """Everybody who calls."""

    def __init__(self, limits: Limits, proxies: Proxies, buckets: Buckets | None = None) -> None:
        self._fault, self._proxies = limits.fault, proxies
        self._buckets = buckets or Buckets(limits.rate, limits.burst)
        self.sockets = Places(limits.sockets)
        self.subscriptions = Places(limits.subscriptions)

    def address(self, scope: Scope) -> str:
        """The address that a request or a socket comes from."""
        call: Call = scope["yaosu.call"]
        client = scope.get("client") or ("",)
        return self._proxies.address(client[0], call.headers.get(b"x-forwarded-for", b""))

    def nobody(self, scope: Scope) -> Caller:
        """Who has not said who they are."""
        return Caller(NOBODY, self.address(scope))

    async def of(self, scope: Scope, call: Call) -> Caller | Fault:
        """Who sends a request; a fault when that cannot be known, or when nothing may be asked for now."""
        caller = self.nobody(scope)
        if b"authorization" in call.headers:
            found = await self.identified(scope, of_headers(scope["headers"]))
            if isinstance(found, Unknown):
                self.charge_fault(caller)
                return unknown(found)
            caller = found
        wait = self._buckets.take(caller.key, 0)
        return caller if wait is None else too_fast(wait)

    async def identified(self, scope: Scope, presented: Presented) -> Caller | Unknown:
        """Who presents this."""
        if presented is None:
            return self.nobody(scope)
        state: Any = scope["app"].state
        identity: Identity = state.identity
        known = await identity.identify(presented, state.world.now())
        if isinstance(known, Unknown):
            return known
        viewer = known.viewer
        if viewer is ANYBODY or not viewer.subject:
            return Caller(known, self.address(scope))
        return Caller(known, f"{viewer.role}/{viewer.county_code}/{viewer.subject}")

    def context(self, scope: Scope, caller: Caller, reference: str, language: str) -> Context:
        """What one operation of the caller works with."""
        world: World = scope["app"].state.world
        context = Context(world, language, caller.known.viewer, reference=reference)
        context.charge = partial(self._buckets.take, caller.key)
        return context

    def charge_fault(self, caller: Caller) -> None:
        """An operation that could not be run took its time as well."""
        self._buckets.owe(caller.key, self._fault)

    def is_over(self, scope: Scope, caller: Caller) -> bool:
        """Whether the caller's token has expired or was revoked since."""
        known = caller.known
        if known is NOBODY:
            return False
        state: Any = scope["app"].state
        expired = known.expires_at is not None and state.world.now() >= known.expires_at
        return expired or state.identity.is_revoked(known)


def unknown(found: Unknown) -> Fault:
    """The answer to a token that is not right, or that cannot be judged now."""
    if found.code is Code.UNAVAILABLE:
        return Fault(503, found.code, found.words, {"retryable": True}, ((b"retry-after", b"30"),))
    return Fault(401, found.code, found.words, headers=CHALLENGE)
