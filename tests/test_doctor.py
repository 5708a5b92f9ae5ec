"""`yaosu doctor`: what is wrong with a place, and how to mend it."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server.doctor import Finding, examine
from tests.offices import Api

pytestmark = pytest.mark.anyio


async def findings(directory: Path, **given: str) -> list[Finding]:
    always = {"YAOSU_PORT": "0", "YAOSU_ALLOWED_HOSTS": "yaosu.example.cn"}
    environment = always | {f"YAOSU_{name.upper()}": value for name, value in given.items()}
    return [finding async for finding in examine(environment, directory)]


async def wrong(directory: Path, **given: str) -> list[tuple[str, str]]:
    found = await findings(directory, **given)
    return [(finding.about, finding.says) for finding in found if finding.verdict == "wrong"]


async def test_a_place_that_is_right_has_nothing_wrong(api: Api, database: Any, tmp_path: Path) -> None:
    found = await findings(tmp_path, database_url=database.dsn("yaosu_runtime"), profile="production")
    assert [finding for finding in found if finding.verdict != "ok"] == []
    says = {finding.says for finding in found}
    assert "yaosu_runtime works as yaosu_runtime, which deletes nothing" in says
    assert "UTF8, Chinese characters are letters" in says
    assert not [text for text in says if database.runtime_password in text]


async def test_all_wrong_settings_and_typing_errors_are_told(tmp_path: Path) -> None:
    found = await findings(tmp_path, prot="1", pool_size="x", profile="prod")
    assert [(each.says, each.mend) for each in found if each.verdict == "wrong"] == [
        ("YAOSU_PROFILE = prod (variable)", "YAOSU_PROFILE is 'prod'; it must be development or production"),
        ("YAOSU_POOL_SIZE = x (variable)", "YAOSU_POOL_SIZE is 'x'; it must be a whole number from 2 to 180"),
        ("YAOSU_PROT is no setting of Yaosu", "Did you mean YAOSU_PORT?"),
    ]


async def test_a_superuser_is_wrong_in_production_and_noted_in_development(
    database: Any, tmp_path: Path
) -> None:
    dsn = database.dsn("postgres")
    says = "postgres logs in as a superuser or past row-level security"
    assert await wrong(tmp_path, database_url=dsn, profile="production") == [("role", says)]
    found = await findings(tmp_path, database_url=dsn)
    assert [each.says for each in found if each.verdict == "note"] == [says]


async def test_a_role_with_other_rights_than_it_should_have_is_found(
    api: Api, database: Any, tmp_path: Path
) -> None:
    await api.owner.execute(
        """GRANT DELETE ON intakes TO yaosu_runtime; REVOKE INSERT ON fairs FROM yaosu_runtime;
        GRANT INSERT ON divisions TO yaosu_runtime"""
    )
    assert await wrong(tmp_path, database_url=database.dsn("yaosu_runtime")) == [
        ("role", "yaosu_runtime has other rights than it should on divisions, fairs, intakes")
    ]


async def test_a_database_that_is_not_migrated_is_wrong_in_production(
    api: Api, database: Any, tmp_path: Path
) -> None:
    await api.owner.execute("UPDATE alembic_version SET version_num = '0000'")
    found = await wrong(tmp_path, database_url=database.dsn("yaosu_runtime"), profile="production")
    assert [about for about, _ in found] == ["migrations"]


async def test_a_locale_that_knows_no_chinese_is_found(postgres: Any, tmp_path: Path) -> None:
    owner = await asyncpg.connect(postgres.dsn("postgres"))
    await owner.execute(
        "CREATE DATABASE latin TEMPLATE template0 LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    try:
        dsn = postgres.dsn("postgres").replace("/yaosu?", "/latin?")
        assert [about for about, _ in await wrong(tmp_path, database_url=dsn)] == ["locale"]
    finally:
        await owner.execute("DROP DATABASE latin WITH (FORCE)")
        await owner.close()


async def test_a_database_that_does_not_answer_is_said_to_and_its_password_is_not(tmp_path: Path) -> None:
    dsn = "postgresql://me:secret@127.0.0.1:1/x"
    found = await findings(tmp_path, database_url=dsn)
    assert [each.about for each in found if each.verdict == "wrong"] == ["database"]
    assert not [each for each in found if "secret" in each.says + each.mend]


async def test_a_port_that_another_program_uses_is_found(database: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = await wrong(tmp_path, port=str(port), database_url=database.dsn("yaosu_runtime"))
    assert found == [("port", f"port {port} of 127.0.0.1 is in use")]


async def test_a_yaosu_that_listens_already_is_no_fault(serve: Any, database: Any, tmp_path: Path) -> None:
    dsn = database.dsn("postgres")
    process = serve(YAOSU_DATABASE_URL=dsn)
    assert await wrong(tmp_path, port=str(process.port), database_url=dsn) == []


async def test_a_data_directory_that_cannot_be_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = await wrong(tmp_path, data_dir=str(tmp_path / "file" / "data"))
    assert [about for about, _ in found] == ["data directory", "database"]


async def test_the_manifest_of_trusted_documents_is_looked_at(database: Any, tmp_path: Path) -> None:
    manifest = tmp_path / "documents.json"
    given = {"database_url": database.dsn("postgres"), "documents": str(manifest)}
    manifest.write_text('{"kind": "{ __typename }"}')
    says = {finding.says for finding in await findings(tmp_path, **given)}
    assert f"{manifest} has 1" in says
    manifest.write_text('{"kind": "{ nothing }"}')
    said = f"{manifest}: kind:1:3: Cannot query field 'nothing' on type 'Query'."
    assert await wrong(tmp_path, **given) == [("documents", said)]
