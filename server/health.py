"""What a supervisor asks: whether the process lives, whether it can serve, and how it does."""

import asyncio
import hmac
import shutil
from ipaddress import ip_address
from typing import Any

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

import db.health
from db.engine import UNAVAILABLE
from db.migrations import HEAD
from resolvers.context import World
from server.faults import forbidden
from server.guard import CALL
from server.metrics import exposition
from server.settings import Settings

PATIENCE = 1.0
"""Seconds in which the database must answer."""

NOT_FOR_YOU = forbidden(
    "The figures are for private addresses, or for who has YAOSU_METRICS_TOKEN",
    "指标仅对内网地址或持有 YAOSU_METRICS_TOKEN 者开放",
)


async def livez(request: Request) -> Response:
    """The process answers."""
    return _json({"yaosu": "alive"}, 200)


async def readyz(request: Request) -> Response:
    """Whether requests can be served; what is wrong is named, never described."""
    state: Any = request.app.state
    wrong = await _database(state.world)
    settings: Settings = state.settings
    if settings.database_url is None and _is_full(settings):
        wrong["disk"] = "nearly full"
    return _json({"ready": not wrong, **({"wrong": wrong} if wrong else {})}, 503 if wrong else 200)


async def metrics(request: Request) -> Response:
    """The figures of the process, for Prometheus."""
    state: Any = request.app.state
    if not _may_see_figures(request, state.settings):
        call = request.scope[CALL]
        return Response(NOT_FOR_YOU.json(call.language), NOT_FOR_YOU.status, media_type="application/json")
    return Response(exposition(state.figures, state.world), media_type=CONTENT_TYPE_LATEST)


async def _database(world: World) -> dict[str, str]:
    try:
        async with asyncio.timeout(PATIENCE), world.database.connection() as connection:
            revision = await db.health.revision(connection)
    except UNAVAILABLE:
        return {"database": "does not answer"}
    # Migrations are forward-safe: one that a newer program has made does not stop this one.
    return {} if (revision or "") >= HEAD else {"database": "is not migrated"}


def _is_full(settings: Settings) -> bool:
    try:
        return shutil.disk_usage(settings.data_dir).free < settings.disk_free << 20
    except OSError:
        return False


def _may_see_figures(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is not None:
        given = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.metrics_token}".encode())
    # What a proxy passes on comes from a private address too, but not from its client.
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback


def _json(given: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(given), status, media_type="application/json")
