"""How much one caller may ask: points in a bucket that fills again with time, and places that are given back."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

BUCKETS = 100_000
"""How many callers are remembered; whoever asked longest ago is forgotten first, and begins with a full bucket."""

Clock = Callable[[], float]
"""Seconds that never go back."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one caller may. Zero switches a limit off."""

    rate: int = 0
    """Points of cost a second."""
    burst: int = 0
    """Points that may be saved up."""
    fault: int = 20
    """Points that a request costs which cannot be answered."""
    sockets: int = 0
    """WebSockets of one address at once."""
    subscriptions: int = 0
    """Subscriptions of one caller at once, over sockets and streams together."""
    operations: int = 10
    """Operations of one socket at once."""
    messages: int = 50
    """Messages of one socket a second."""
    messages_at_once: int = 100
    """Messages of one socket that may be saved up."""


class Bucket:
    """Points that fill again with time. What is taken may exceed what is there: the next who asks waits for it."""

    __slots__ = ("_at", "_points")

    def __init__(self, points: float, at: float) -> None:
        self._points, self._at = points, at

    def take(self, cost: float, rate: float, burst: float, now: float) -> float | None:
        """Take points, or say in how many seconds there are any. A cost of nothing only asks."""
        points = min(burst, self._points + (now - self._at) * rate)
        self._points, self._at = points, now
        if points < min(cost, burst) or points < 0:
            return (min(cost, burst) - points) / rate
        self._points = points - cost
        return None

    def owe(self, cost: float) -> None:
        """Take points whether they are there or not."""
        self._points -= cost


class Buckets:
    """A bucket for every caller, as many as are remembered."""

    def __init__(self, rate: float, burst: float, clock: Clock = time.monotonic, most: int = BUCKETS) -> None:
        self._rate, self._burst, self._clock, self._most = rate, max(burst, rate), clock, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, caller: str, cost: float) -> float | None:
        """Take what an operation costs; otherwise the seconds to wait."""
        if not self._rate:
            return None
        return self._of(caller).take(cost, self._rate, self._burst, self._clock())

    def owe(self, caller: str, cost: float) -> None:
        """Take what was spent already."""
        if self._rate:
            self._of(caller).owe(cost)

    def _of(self, caller: str) -> Bucket:
        bucket = self._buckets.get(caller)
        if bucket is None:
            bucket = self._buckets[caller] = Bucket(self._burst, self._clock())
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(caller)
        return bucket


class Places:
    """How many of something each caller has at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: dict[str, int] = {}

    @property
    def taken(self) -> int:
        """All of them together."""
        return sum(self._taken.values())

    def enter(self, caller: str) -> bool:
        """Take a place, if there is one."""
        taken = self._taken.get(caller, 0)
        if self._most and taken >= self._most:
            return False
        self._taken[caller] = taken + 1
        return True

    def leave(self, caller: str) -> None:
        """Give a place back."""
        if self._taken[caller] == 1:
            del self._taken[caller]
        else:
            self._taken[caller] -= 1


class Proxies:
    """The proxies whose word about the client's address is taken."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = [ip_network(network) for network in networks]
        self.address = lru_cache(4096)(self._address)

    def _address(self, peer: str, forwarded: bytes) -> str:
        """The address that counts as the caller's: the last one in `X-Forwarded-For` that no trusted proxy has. Of IPv6
        the first half: the other is the caller's to choose."""
        address = peer
        if self._networks:
            hops = [hop.strip() for hop in forwarded.decode("latin-1").split(",") if hop.strip()]
            while hops and self._is_trusted(address):
                address = hops.pop()
        try:
            parsed = ip_address(address)
        except ValueError:
            return peer
        if isinstance(parsed, IPv6Address):
            if parsed.ipv4_mapped is not None:
                return str(parsed.ipv4_mapped)
            return str(ip_network((parsed, 64), strict=False))
        return str(parsed)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)
