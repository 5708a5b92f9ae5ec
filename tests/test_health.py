"""Whether a process lives and can serve, told to whom supervises it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import db.embedded
from db.migrations import HEAD
from server import health
from server.settings import Settings
from tests.conftest import Serve
from tests.offices import Api
from tests.test_guard import NAMED, door

pytestmark = pytest.mark.anyio


async def test_a_process_that_can_serve_says_so(api: Api) -> None:
    async with door(api) as asking:
        ready = await asking.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True})


async def test_a_database_that_is_not_migrated_or_away_is_named_and_the_process_still_lives(api: Api) -> None:
    async with door(api) as asking:
        await api.owner.execute("UPDATE alembic_version SET version_num = '0000'")
        behind = await asking.get("/readyz")
        assert (behind.status_code, behind.json()) == (
            503,
            {"ready": False, "wrong": {"database": "is not migrated"}},
        )
        await api.owner.execute("UPDATE alembic_version SET version_num = '9999'")
        assert (await asking.get("/readyz")).status_code == 200, "a newer program has migrated it"
        await api.owner.execute("UPDATE alembic_version SET version_num = $1", HEAD)

        @asynccontextmanager
        async def gone() -> AsyncGenerator[Any]:
            raise ConnectionRefusedError("10.1.2.3:5432 as yaosu_runtime")
            yield

        asking._transport.app.state.world = SimpleNamespace(database=SimpleNamespace(connection=gone))  # type: ignore[attr-defined]
        away = await asking.get("/readyz")
        assert (away.status_code, away.json()) == (
            503,
            {"ready": False, "wrong": {"database": "does not answer"}},
        )
        assert (await asking.get("/livez")).json() == {"yaosu": "alive"}


async def test_a_database_that_hangs_is_not_waited_for(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    async with door(api) as asking, api.owner.transaction():
        await api.owner.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        assert (await asking.get("/readyz")).json()["wrong"] == {"database": "does not answer"}
    async with door(api) as asking:
        assert (await asking.get("/readyz")).status_code == 200


async def test_a_disk_that_is_nearly_full_is_named_where_the_database_is_ours(
    api: Api, tmp_path: Any
) -> None:
    free = shutil.disk_usage(tmp_path).free >> 20
    for settings, status in (
        (Settings(allowed_hosts=("yaosu",), data_dir=tmp_path, disk_free=free + 10_000), 503),
        (Settings(allowed_hosts=("yaosu",), data_dir=tmp_path, disk_free=0), 200),
        (
            Settings(
                allowed_hosts=("yaosu",),
                data_dir=tmp_path,
                disk_free=free + 10_000,
                database_url="postgresql://elsewhere/x",
            ),
            200,
        ),
    ):
        async with door(api, settings) as asking:
            response = await asking.get("/readyz")
            assert response.status_code == status
            assert (response.json().get("wrong") == {"disk": "nearly full"}) is (status == 503)


async def test_a_real_process_answers_its_probes(database: db.embedded.Address, serve: Serve) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with httpx.AsyncClient(base_url=server.url, headers={"host": "10.9.8.7"}) as probe:
        assert (await probe.get("/livez")).json() == {"yaosu": "alive"}
        assert (await probe.get("/readyz")).json() == {"ready": True}
        assert (await probe.get("/readyz", headers={"accept-language": "en"})).headers[
            "cache-control"
        ] == "no-store"
    assert NAMED.develops
