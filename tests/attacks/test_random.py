"""Attacks at random, from a seed, against real processes: 20,000 in every run, `YAOSU_ATTACKS=1000000` for a campaign,
`YAOSU_SEED` for other attacks. A shot that hits is told by its seed: `Shots(...)("1/development/4711")` is that shot again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from db.embedded import Address
from domain.people import Role
from resolvers.visibility import ACTS
from tests.attacks.campaign import campaign, owning, prepare
from tests.conftest import Process, Score, Serve
from tests.issuers import ISSUER, claims, key, published, signed
from tests.offices import Api, Clock, bearer
from tests.test_counts import assert_tallies_equal_a_recount

pytestmark = pytest.mark.anyio

ATTACKS = int(os.environ.get("YAOSU_ATTACKS", "20000"))
SEED = os.environ.get("YAOSU_SEED", "1")

WITHOUT_SHARES = {"YAOSU_RATE": 0, "YAOSU_SOCKETS": 0, "YAOSU_SUBSCRIPTIONS": 0}
"""The attacker is not told to wait: every shot is to reach what it aims at."""

IDLE = [
    role.value for role in Role if role is not Role.PUBLIC and not any(role in may for may in ACTS.values())
]
"""Roles that have signed in and act nowhere."""


def failures(server: Process) -> str:
    """What the server has logged from its first failure on: some lines of it, or nothing."""
    for number, line in enumerate(server.said):
        if "failed" in line or "Traceback" in line or "Exception" in line:
            return "".join(server.said[number : number + 60])
    return ""


def verified(database: Address) -> str:
    """What `yaosu audit verify` says."""
    environment = {name: held for name, held in os.environ.items() if not name.startswith("YAOSU_")}
    return subprocess.run(
        [sys.executable, "-m", "server.cli", "audit", "verify"],
        env={**environment, "YAOSU_DATABASE_URL": database.dsn("postgres")},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


async def test_in_development_nothing_breaks_leaks_or_stalls_and_only_acts_write(
    database: Address, serve: Serve, score: Score
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **WITHOUT_SHARES)
    async with owning(database) as owner:
        await prepare(server.url)
        acts = await owner.fetchval("SELECT count(*) FROM audit_entries")
        idle, acting = [bearer(role) for role in IDLE], [bearer("DISPATCHER"), bearer("ADMIN"), {}]
        async with campaign(server, owner, idle, acting) as attack:
            count = ATTACKS * 7 // 10
            await attack.hits_nothing(count, f"{SEED}/development")
        score("attacks in development", f"{count} at random, {attack.told}")
        assert failures(server) == ""
        # Something was written, and nothing that was not answered as an act that was done.
        written = await owner.fetchval("SELECT count(*) FROM audit_entries") - acts
        assert 0 < written <= attack.judge.done
        await assert_tallies_equal_a_recount(Api(httpx.AsyncClient(), owner, Clock()))
    assert " verified" in verified(database)


async def test_in_production_nothing_breaks_leaks_or_stalls_and_who_may_not_act_writes_nothing(
    database: Address, serve: Serve, score: Score, tmp_path: Path
) -> None:
    async with owning(database) as owner:
        prepared = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
        await prepare(prepared.url)
        prepared.kill()
        issued, keys = key("k-1"), tmp_path / "jwks.json"
        keys.write_bytes(published(issued))
        now = int(time.time())
        tokens = [
            {"authorization": "Bearer " + signed(issued, claims(iat=now, exp=now + 86_400, yaosu={"role": role, "county": "370900"}))}
            for role in IDLE
        ]  # fmt: skip
        server = serve(
            YAOSU_DATABASE_URL=database.dsn("yaosu_runtime"),
            YAOSU_PROFILE="production",
            YAOSU_ALLOWED_HOSTS="127.0.0.1",
            YAOSU_ISSUER=ISSUER,
            YAOSU_JWKS_FILE=keys,
            **WITHOUT_SHARES,
        )
        as_it_was = await Api(httpx.AsyncClient(), owner, Clock()).written()
        async with campaign(server, owner, tokens, []) as attack:
            count = ATTACKS * 3 // 10
            await attack.hits_nothing(count, f"{SEED}/production")
        score("attacks in production", f"{count} at random, {attack.told}")
        assert failures(server) == ""
        assert attack.judge.done == 0
        assert await Api(httpx.AsyncClient(), owner, Clock()).written() == as_it_was
