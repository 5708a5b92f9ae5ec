"""Public tools of others, as they ship them, against a real `yaosu run`: docs/conformance.md has the table."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from db.embedded import Address
from tests.conftest import CONFORMANCE, Serve

AUDITS = 61
"""How many npm `graphql-http` has."""


def node(*command: str, seconds: float = 240) -> str:
    """What a tool of the locked folder prints; that it fails is a failure of the test, with what it said."""
    ran = subprocess.run(command, cwd=CONFORMANCE, capture_output=True, text=True, timeout=seconds, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.node
def test_every_audit_of_graphql_over_http_passes(database: Address, serve: Serve) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    audits: list[dict[str, Any]] = [
        json.loads(line) for line in node("node", "audit.mjs", f"{server.url}/graphql").splitlines()
    ]
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == AUDITS
