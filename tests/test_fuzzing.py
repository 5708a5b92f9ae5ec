"""schemathesis, which makes up operations from the contract, against a real `yaosu run`."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from db.embedded import Address
from schema.backing import global_id
from schema.root import schema
from tests.conftest import CONFORMANCE, TOOLS, Score, Serve
from tests.offices import Api, Clock, bearer, uid

pytestmark = [pytest.mark.anyio, pytest.mark.tools]

CASES = int(os.environ.get("YAOSU_SCHEMATHESIS", "5000"))
"""Operations that are sent in all, at least."""

SEED = 20230613
VIEWERS = ("PUBLIC", "DISPATCHER")
CORE: Any = schema._schema
ROOTS = sum(
    not name.startswith("_") for type_ in (CORE.query_type, CORE.mutation_type) for name in type_.fields
)
"""Queries and acts of the contract; subscriptions are not schemathesis's."""


def configuration(known: dict[str, list[str]]) -> str:
    """A schemathesis.toml that says which ids are there, so that acts reach the records and not only the door."""
    lines = [f"hooks = {json.dumps(str(CONFORMANCE / 'fuzz.py'))}"]
    for name, values in known.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}"]
    places = {
        "*.*.id": "nodes",
        "*.*.ids[*]": "nodes",
        "*.*.fairId": "fairs",
        "*.*.input.fairId": "fairs",
        "*.*.input.boothId": "booths",
        "*.*.input.intakeId": "intakes",
        "*.*.input.originalId": "intakes",
        "*.*.input.enterpriseId": "enterprises",
        "*.*.input.zone.id": "zones",
        "*.*.filter.zoneId": "zones",
        "*.*.filter.parentId": "zones",
        "*.*.zoneId": "zones",
        "*.*.input.zoneId": "zones",
        "*.*.input.parentId": "zones",
        "*.*.input.times[*].enterpriseId": "enterprises",
        "*.*.filter.boothId": "booths",
        "*.*.input.enterprise.id": "enterprises",
        "*.*.input.organization.id": "organizations",
    }
    lines += ["[dictionaries.words]", 'values = ["泰山", "A09", "k-1"]']
    lines += ["[generation.dictionaries]", 'string = { dictionary = "words", probability = 0.5 }']
    lines.append("[parameters]")
    lines += [
        f'"{place}" = {{ dictionary = "{name}", probability = 0.8 }}'
        for place, name in places.items()
        if name in known
    ]
    return "\n".join(lines) + "\n"


async def prepared(url: str, headers: dict[str, str]) -> dict[str, list[str]]:
    """An open fair with intakes, of which some are done; the ids of all that is there, by kind."""
    async with httpx.AsyncClient(base_url=url, headers=headers) as client:
        api = Api(client, owner=None, clock=Clock())
        fair = await api.open_fair()
        planned = await api.plan_fair(name="计划中的大集")
        # The server's clock goes: forms without a day in them.
        intakes = [
            await api.taken(fair.booths["A02"], f"k-{number}", elementKind=kind)
            for number, kind in enumerate(["LOGISTICS", "TECH", "DATA", "CERT", "SAFETY"])
        ]
        await api.dispose(intakes[0])
        known = await api.ask(
            """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Intake { enterprise { id } booth { organization { id } }
                 fair { zone { id } } } } }""",
            ids=intakes,
        )
    first = known["nodes"][0]
    found = {
        "fairs": [fair.id, planned],
        "booths": list(fair.booths.values()),
        "intakes": intakes,
        "enterprises": [first["enterprise"]["id"]],
        "organizations": [first["booth"]["organization"]["id"]],
        "zones": [first["fair"]["zone"]["id"]],
    }
    return {**found, "nodes": [id for ids in found.values() for id in ids]}


def fuzz(url: str, config: Path, examples: int, *options: str) -> subprocess.CompletedProcess[str]:
    """schemathesis with `examples` operations for every root field."""
    return subprocess.run(
        [
            str(TOOLS / "schemathesis"),
            *("--config-file", str(config)),
            *("run", url, "--no-color", "--continue-on-failure", "--warnings", "off"),
            *("--phases", "fuzzing", "--checks", "the_server_is_not_at_fault"),
            *("--max-examples", str(examples), "--seed", str(SEED), "--generation-database", "none"),
            *options,
        ],
        cwd=config.parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_no_operation_of_schemathesis_meets_a_fault_of_the_server(
    viewer: str, database: Address, serve: Serve, tmp_path: Path, score: Score
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), YAOSU_RATE="0")
    headers = bearer("DISPATCHER")
    config = tmp_path / "schemathesis.toml"
    config.write_text(configuration(await prepared(server.url, headers)), encoding="utf-8")
    options = [] if viewer == "PUBLIC" else [f"--header={name}: {value}" for name, value in headers.items()]
    before = await written(database)
    ran = fuzz(f"{server.url}/graphql", config, CASES // len(VIEWERS) // ROOTS + 1, *options)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    ((generated, passed),) = re.findall(r"(\d+) generated, (\d+) passed", ran.stdout)
    score(f"schemathesis as {viewer}", f"{generated} cases, {int(generated) - int(passed)} server errors")
    assert passed == generated
    assert int(generated) >= CASES // len(VIEWERS)
    now = await written(database)
    changed = {table for table, digest in before.items() if now[table] != digest}
    # What a dispatcher sends gets as far as the records: otherwise nothing was tried but the door.
    assert changed >= ({"attendances", "intakes"} if viewer == "DISPATCHER" else set[str]())
    assert viewer == "DISPATCHER" or not changed


async def written(database: Address) -> dict[str, str]:
    """A digest of every table."""
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    try:
        return await Api(httpx.AsyncClient(), owner, Clock()).written()
    finally:
        await owner.close()


async def test_a_fault_of_the_server_is_found(database: Address, serve: Serve, tmp_path: Path) -> None:
    """One table that the server may not read."""
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), YAOSU_RATE="0")
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    await owner.execute("REVOKE SELECT ON fairs FROM yaosu_runtime")
    await owner.close()
    config = tmp_path / "schemathesis.toml"
    config.write_text(configuration({"nodes": [global_id("Fair", uid(1))]}), encoding="utf-8")
    ran = fuzz(f"{server.url}/graphql", config, 20, "--include-name", "Query.fair")
    assert ran.returncode == 1, ran.stdout
    assert "codes ['INTERNAL']" in ran.stdout
