"""Settings: where they come from, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings, WrongSetting, look, masked, read, unknown


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert read({}, tmp_path) == Settings()


def test_a_variable_outranks_the_file_and_an_empty_one_does_not(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YAOSU_PORT=9000\nYAOSU_HOST=10.0.0.1\nYAOSU_POOL_SIZE=\n")
    given = {"YAOSU_PORT": "9001", "YAOSU_HOST": ""}
    found = {each.field: (each.value, each.origin) for each in look(given, tmp_path)}
    assert found["port"] == (9001, "variable")
    assert found["host"] == ("10.0.0.1", ".env")
    assert found["pool_size"] == (16, "default")


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    given = {
        "YAOSU_PORT": "70000",
        "YAOSU_POOL_SIZE": "²",
        "YAOSU_PROFILE": "prod",
        "YAOSU_DATABASE_URL": "mysql://x",
    }
    with pytest.raises(WrongSetting) as wrong:
        read(given, tmp_path)
    assert str(wrong.value) == (
        "YAOSU_PORT is '70000'; it must be a whole number from 0 to 65535;"
        " YAOSU_DATABASE_URL must be like postgresql://user:password@host:5432/database;"
        " YAOSU_PROFILE is 'prod'; it must be development or production;"
        " YAOSU_POOL_SIZE is '²'; it must be a whole number from 2 to 180"
    )
    assert [each.variable for each in look(given, tmp_path) if each.problem is not None] == [
        "YAOSU_PORT",
        "YAOSU_DATABASE_URL",
        "YAOSU_PROFILE",
        "YAOSU_POOL_SIZE",
    ]


def test_origins_are_separated_by_commas(tmp_path: Path) -> None:
    given = {"YAOSU_ALLOWED_ORIGINS": "https://a.example, https://b.example,"}
    assert read(given, tmp_path).allowed_origins == ("https://a.example", "https://b.example")


def test_a_name_that_is_no_setting_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YAOSU_PROT=1\n")
    assert unknown({"YAOSU_PORT": "1", "YAOSU_DB": "x", "PATH": ""}, tmp_path) == ("YAOSU_DB", "YAOSU_PROT")


def test_a_file_that_is_not_utf_8_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("YAOSU_HOST=主机".encode("gb18030"))
    with pytest.raises(WrongSetting, match=r"\.env cannot be read"):
        read({}, tmp_path)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("postgresql://me:secret@db:5432/x", "postgresql://me:***@db:5432/x"),
        ("postgresql://me:se@cret@db/x", "postgresql://me:***@db/x"),
        ("postgresql://me@/x?password=secret&host=/run", "postgresql://me@/x?password=***&host=/run"),
        ("postgresql://db/x", "postgresql://db/x"),
        (("https://a.example", "https://b.example"), "https://a.example,https://b.example"),
        (8000, "8000"),
    ],
)
def test_a_value_is_shown_without_its_password(value: object, shown: str) -> None:
    assert masked(value) == shown
