"""What a process says while it runs: lines that can be read by a machine, and nobody's data."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

import db.embedded
from server.logs import Json, Reticent, origin
from server.settings import Settings
from tests.offices import SUBMIT, USCC, intake

pytestmark = pytest.mark.anyio

SECRET = "张三 13800138000"


def record(error: BaseException | None = None, **extra: Any) -> logging.LogRecord:
    """An event as a logger makes it."""
    info = None if error is None else (type(error), error, error.__traceback__)
    made = logging.LogRecord("yaosu.door", logging.ERROR, "x.py", 1, "%s failed", ("it",), info)
    made.__dict__.update(extra)
    return made


def raised() -> BaseException:
    """An error that quotes what somebody sent, and whose cause does too."""
    try:
        try:
            raise KeyError(SECRET)  # noqa: TRY301
        except KeyError as cause:
            raise ValueError(f"invalid: {SECRET}") from cause
    except ValueError as error:
        return error


def test_an_event_is_one_object_on_one_line() -> None:
    line = Json(reticent=True).format(record(raised(), reference="trace-42"))
    assert "\n" not in line
    event = orjson.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", event.pop("time"))
    error = event.pop("error")
    assert event == {
        "level": "ERROR",
        "logger": "yaosu.door",
        "message": "it failed",
        "reference": "trace-42",
    }
    assert [line for line in error if not line.startswith(" ")] == [
        "builtins.ValueError",
        "builtins.KeyError",
    ]
    assert any("test_logs.py" in line and line.endswith(" raised") for line in error)


def test_in_production_an_error_has_no_words_of_its_own_and_in_development_it_has() -> None:
    assert SECRET not in Json(reticent=True).format(record(raised()))
    assert SECRET not in Reticent("%(message)s").format(record(raised()))
    assert SECRET in Json(reticent=False).format(record(raised()))
    assert SECRET in logging.Formatter("%(message)s").format(record(raised()))


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    error = ValueError("x")
    error.__cause__ = error
    assert origin(error, None) == ["builtins.ValueError"]


PERSONAL = {
    "name": "王小二",
    "phone": "13912345678",
    "summary": "厂房屋顶漏水",
    "token": "eyJhbGciOiJFZERTQSJ9",
    "document": "secretAlias",
    "password": "hunter2hunter2",
}


@pytest.mark.parametrize("form", ["json", "text"])
async def test_a_run_in_production_says_nothing_of_what_was_sent(
    database: db.embedded.Address, tmp_path: Path, form: str
) -> None:
    said = tmp_path / "said"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "YAOSU_PORT": "0",
        "YAOSU_PROFILE": "production",
        "YAOSU_ALLOWED_HOSTS": "127.0.0.1",
        "YAOSU_LOG": form,
        "YAOSU_DATABASE_URL": database.dsn("yaosu_runtime"),
    }
    with said.open("wb") as file:
        process = subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-m", "server.cli", "run"], env=environment, stderr=file, cwd=tmp_path
        )
        try:
            url = listens(said)
            async with httpx.AsyncClient(base_url=url) as client:
                form_of = intake("x", "k-1") | {"summary": PERSONAL["summary"]}
                contact = {"name": PERSONAL["name"], "phone": PERSONAL["phone"]}
                for query, variables in (
                    (f"{{ {PERSONAL['document']}: nothing }}", None),
                    (SUBMIT, {"input": form_of | {"contact": contact}}),
                    (
                        f'{{ enterprises(filter: {{text: "{PERSONAL["name"]}"}}) {{ edges {{ node {{ id }} }} }} }}',
                        None,
                    ),
                    (f'{{ node(id: "{USCC}") {{ id }} }}', None),
                ):
                    await client.post("/graphql", json={"query": query, "variables": variables})
                bearer = {"authorization": f"Bearer {PERSONAL['token']}"}
                refused = await client.post("/graphql", json={"query": "{ __typename }"}, headers=bearer)
                assert refused.status_code == 401
                await client.get(f"/graphql?query={PERSONAL['document']}&password={PERSONAL['password']}")
                await client.post("/graphql", content=PERSONAL["summary"].encode() + b"\xff", headers=bearer)
                await client.get("/" + PERSONAL["password"])
        finally:
            process.terminate()
            process.wait(15)
    text = said.read_text()
    for value in (*PERSONAL.values(), USCC):
        assert value not in text
    events = text.splitlines()
    assert events
    if form == "json":
        assert all({"time", "level", "logger", "message"} <= orjson.loads(event).keys() for event in events)


def listens(said: Path) -> str:
    """Where the process listens, once it does."""
    for _ in range(1200):
        if found := re.search(r"Yaosu listens: (http://[^/]+)/graphql", said.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(said.read_text())


async def test_the_form_of_the_log_follows_the_profile() -> None:
    from server.logs import configure

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        for settings, formatter in (
            (Settings(), logging.Formatter),
            (Settings(log="json"), Json),
            (Settings(profile="production"), Json),
            (Settings(profile="production", log="text"), Reticent),
        ):
            configure(settings)
            assert [type(each.formatter) for each in root.handlers] == [formatter]
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
