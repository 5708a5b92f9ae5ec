"""The rows of the live benchmark as a table, and the goals that they meet or miss."""

from collections.abc import Sequence

from benchmarks.live.figures import Row

COLUMNS = {
    "server": "server",
    "operation": "document",
    "subscribers": "subscribers",
    "deliveries_per_s": "deliveries/s",
    "frames_per_s": "frames/s each",
    "cpu_s_per_1000": "CPU s / 1,000",
    "cpu_share": "CPU of a core",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "change_p99_ms": "p99 ms of a change",
    "spread_ms": "spread ms",
    "kb_per_subscriber": "KB each",
    "stalled_mb": "MB for 20 stalled",
    "exact": "exact",
}
RATIOS = {"counts": 6, "dashboard": 25}
"""How many times less CPU a delivery is to cost than graphql-ws's."""


def render(rows: Sequence[Row]) -> str:
    """A table in markdown, a row a measurement."""
    lines = ["| " + " | ".join(COLUMNS.values()) + " |", "|" + "---|" * len(COLUMNS)]
    lines += ["| " + " | ".join(_cell(name, row.get(name)) for name in COLUMNS) + " |" for row in rows]
    return "\n".join(lines)


def goals(rows: Sequence[Row]) -> list[str]:
    """A line a goal that these rows can tell about."""
    by_case = {(row["server"], row["operation"], row["subscribers"]): row for row in rows}
    lines: list[str] = []
    for (server, document, subscribers), theirs in by_case.items():
        ours = by_case.get(("yaosu", document, subscribers))
        if server != "yaosu" and ours is not None:
            ratio = theirs["cpu_s_per_1000"] / ours["cpu_s_per_1000"]
            what = f"CPU per delivery, {document}, {subscribers:,} subscribers: graphql-ws / yaosu"
            lines.append(_goal(what, f"{ratio:.1f}x", f">= {RATIOS[document]}x", ratio >= RATIOS[document]))
    many = by_case.get(("yaosu", "counts", 5000))
    if many is not None:
        what = "5,000 subscribers of counts"
        share, p99, each = many["cpu_share"], many["p99_ms"], many["kb_per_subscriber"]
        stalled = many["stalled_mb"]
        frames = many["frames_per_s"]
        lines += [
            _goal(f"{what}: frames a second", f"{frames}", ">= 9.5", frames >= 9.5),
            _goal(f"{what}: of a core", f"{100 * share:.0f} %", "<= 25 %", share <= 0.25),
            _goal(f"{what}: p99", f"{p99} ms", "<= 50 ms", p99 <= 50),
            _goal(f"{what}: each", f"{each} KB", "<= 35 KB", each <= 35),
            _goal(f"{what}: 20 stalled clients add", f"{stalled} MB", "<= 1 MB", stalled <= 1),
        ]
    return lines


def _goal(what: str, measured: str, goal: str, met: bool) -> str:
    return f"{what:<72}{measured:>10}   goal {goal:<9}{'' if met else '  MISSED'}"


def _cell(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "**no**"
        case float() if name == "cpu_share":
            return f"{100 * value:.0f} %"
        case int():
            return f"{value:,}"
        case _:
            return str(value)
