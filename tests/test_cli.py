"""The command `yaosu`, as a person meets it."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent.parent


def yaosu(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments],
        env={"PATH": "", "COLUMNS": "100", **settings},
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_version_is_printed() -> None:
    done = yaosu("--version")
    assert (done.returncode, done.stdout) == (0, "yaosu 0.1.0\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["run"],
        ["demo"],
        ["migrate"],
        ["load"],
        ["export"],
        ["export", "fair"],
        ["doctor"],
        ["schema"],
        ["documents"],
        ["token"],
        ["revoke"],
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(command: list[str]) -> None:
    done = yaosu(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage:" in done.stdout


def test_what_is_slow_to_load_is_not_loaded_for_help() -> None:
    code = "import sys, server.cli; print(sorted({m.partition('.')[0] for m in sys.modules} & set(sys.argv[1:])))"
    slow = ["strawberry", "sqlalchemy", "asyncpg", "openpyxl", "uvicorn", "starlette", "alembic"]
    done = subprocess.run(
        [sys.executable, "-c", code, *slow], cwd=HERE, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("command", ["run", "migrate", "load", "demo"])
def test_wrong_settings_are_told_in_one_line(command: str) -> None:
    arguments = ["load", "x.csv"] if command == "load" else [command]
    done = yaosu(*arguments, YAOSU_PORT="x", YAOSU_POOL_SIZE="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "yaosu: YAOSU_PORT is 'x'; it must be a whole number from 0 to 65535;"
        " YAOSU_POOL_SIZE is '1'; it must be a whole number from 2 to 180\n"
    )


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_database_that_does_not_answer_is_no_traceback(command: str) -> None:
    done = yaosu(command, YAOSU_PORT="0", YAOSU_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")
    assert done.returncode != 0
    assert "`yaosu doctor` looks closer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_a_wrong_password_is_no_traceback(database: Any) -> None:
    dsn = database.dsn("postgres").replace(database.superuser_password, "wrong")
    done = yaosu("migrate", YAOSU_DATABASE_URL=dsn)
    assert (done.returncode, done.stderr) == (
        1,
        'yaosu: password authentication failed for user "postgres"; `yaosu doctor` looks closer\n',
    )


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_port_in_use_is_said_before_anything_starts(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = yaosu(command, YAOSU_PORT=str(port))
    assert (done.returncode, done.stderr) == (
        1,
        f"yaosu: port {port} of 127.0.0.1 is in use; set YAOSU_HOST or YAOSU_PORT\n",
    )


def test_the_doctor_writes_plain_lines_where_there_is_no_terminal(database: Any) -> None:
    done = yaosu("doctor", YAOSU_PORT="0", YAOSU_DATABASE_URL=database.dsn("yaosu_runtime"))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "all is well"
    assert "ok    port: any that is free" in lines
    assert database.runtime_password not in done.stdout
    assert "\x1b" not in done.stdout


def test_migrate_tells_the_revision(database: Any) -> None:
    done = yaosu("migrate", YAOSU_DATABASE_URL=database.dsn("postgres"))
    assert done.returncode == 0
    assert done.stdout.startswith("the database is at revision ")


def test_export_writes_what_load_reads(database: Any, tmp_path: Path) -> None:
    url = {"YAOSU_DATABASE_URL": database.dsn("postgres")}
    assert yaosu("load", "examples/load/fair.xlsx", **url).returncode == 0
    path = tmp_path / "out.xlsx"
    done = yaosu("export", "fair", "演示要素保障大集", "-o", str(path), **url)
    assert (done.returncode, done.stdout) == (0, f"{path}: 7 intakes, 2 ledger entries\n")


def test_documents_makes_a_manifest_whose_ids_are_what_sha256sum_says(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    done = yaosu("documents", "examples/operations", "-o", str(path))
    files = list((HERE / "examples" / "operations").iterdir())
    assert (done.returncode, done.stdout) == (0, f"{path}: {len(files)} documents\n")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}": file.read_text(encoding="utf-8")
        for file in files
    }


def test_documents_that_cannot_run_are_told_with_file_and_place_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.graphql").write_text("{\n  nothing\n}\n")
    path = tmp_path / "manifest.json"
    done = yaosu("documents", str(tmp_path), "-o", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"yaosu: {tmp_path}/a.graphql:2:3: Cannot query field 'nothing' on type 'Query'.\n"
    assert not path.exists()


def test_a_server_does_not_start_with_a_manifest_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "documents.json"
    path.write_text('{"names": "{ nothing }", "kind": "{ __typename }"}')
    done = yaosu("run", YAOSU_PORT="0", YAOSU_DATA_DIR=str(tmp_path), YAOSU_DOCUMENTS=str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"yaosu: YAOSU_DOCUMENTS: {path}: names:1:3: Cannot query field 'nothing' on type 'Query'.\n"
    )


def test_a_strict_list_needs_a_list(tmp_path: Path) -> None:
    done = yaosu("run", YAOSU_PORT="0", YAOSU_DATA_DIR=str(tmp_path), YAOSU_DOCUMENTS_ONLY="true")
    assert (done.returncode, done.stderr) == (
        1,
        "yaosu: YAOSU_DOCUMENTS_ONLY needs YAOSU_DOCUMENTS: the manifest of what is answered\n",
    )
