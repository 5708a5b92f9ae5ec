"""Signing in where Yaosu runs: the built-in issuer, the command line, the settings, the table of revocations."""

from __future__ import annotations

import asyncio
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

import db.revocations
import server.identity
from domain.people import Role, Viewer
from server.doctor import examine
from server.identity import REVOKED, Known, opened, revoke, tokens, trusted
from server.identity.answers import NO_ISSUER
from server.identity.development import KEPT_AS, DevelopmentIssuer
from server.identity.keys import Unreadable
from server.settings import Settings, WrongSetting, read
from tests.conftest import Serve
from tests.issuers import CLAIM, claims, http_issuer, key, published, signed
from tests.offices import NOON, Api
from tests.test_cli import yaosu

ASK = {"query": "{ __typename }"}


def asked(url: str, token: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    return httpx.post(f"{url}/graphql", json=ASK, headers=headers)


# --- The built-in issuer ----------------------------------------------------------------------------------------------


def test_the_key_of_the_built_in_issuer_is_kept_and_nobody_else_reads_it(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "data"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: DevelopmentIssuer.kept(directory), range(8)))
    assert len({next(iter(issuer.keys)) for issuer in made}) == 1
    assert stat.S_IMODE((directory / KEPT_AS).stat().st_mode) == 0o600
    assert [path.name for path in directory.iterdir()] == [KEPT_AS]
    assert "d" not in next(iter(made[0].keys.values())).as_dict()


def test_a_key_that_cannot_be_kept_is_said_and_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / KEPT_AS).write_text("{}")
    with pytest.raises(Unreadable, match=r"dev-issuer\.json cannot be used"):
        DevelopmentIssuer.kept(tmp_path)
    done = yaosu("token", "--role", "PUBLIC", YAOSU_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_token_prints_a_token_and_nothing_else(tmp_path: Path) -> None:
    one = "00000000-0000-0000-0000-000000000001"
    two = "00000000-0000-0000-0000-000000000002"
    given = {
        "--role": "FAIR_OPERATOR",
        "--county": "370900",
        "--zone": one,
        "--enterprise": one,
        "--booth": one,
        "--organization": two,
        "--subject": "王芳",
        "--hours": "2",
    }
    arguments = [text for pair in given.items() for text in pair]
    settings = Settings(data_dir=tmp_path, claim="office")
    done = yaosu("token", *arguments, "--booth", two, YAOSU_DATA_DIR=str(tmp_path), YAOSU_CLAIM="office")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    now = datetime.now(UTC)
    found = asyncio.run(server.identity.Identity(trusted(settings)).identify(done.stdout.strip(), now))
    assert isinstance(found, Known)
    assert [str(id) for id in found.viewer.booths] == [one, two]
    assert [str(id) for id in (*found.viewer.zones, *found.viewer.enterprises)] == [one, one]
    assert (
        found.viewer.role,
        found.viewer.county_code,
        found.viewer.subject,
        str(found.viewer.organization),
    ) == (
        Role.FAIR_OPERATOR,
        "370900",
        "王芳",
        two,
    )
    assert found.expires_at is not None
    assert found.issued_at is not None
    assert found.expires_at - found.issued_at == timedelta(hours=2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--role", "DISPATCHER"], "The token's claim yaosu.county must be a division code of six digits"),
        (
            ["--role", "DISPATCHER", "--county", "370900", "--zone", "x"],
            "The token's claim yaosu.zones must be ids of type Zone, or their UUIDs",
        ),
        (["--role", "PUBLIC", "--subject", ""], "The token's claim sub is required"),
    ],
)
def test_token_refuses_what_no_process_would_accept(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = yaosu("token", *arguments, YAOSU_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"yaosu: {says}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "settings", [{"YAOSU_PROFILE": "production"}, {"YAOSU_ISSUER": "https://issuer.example"}]
)
def test_there_are_no_built_in_tokens_in_production_nor_beside_another_issuer(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    done = yaosu("token", "--role", "PUBLIC", YAOSU_DATA_DIR=str(tmp_path), **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("yaosu: tokens come from ")
    assert list(tmp_path.iterdir()) == []


def test_a_process_accepts_the_tokens_that_the_command_prints_also_after_a_restart(
    serve: Serve, database: Any, tmp_path: Path
) -> None:
    settings = {"YAOSU_DATABASE_URL": database.dsn("postgres"), "YAOSU_DATA_DIR": str(tmp_path)}
    process = serve(**settings)
    token = yaosu(
        "token", "--role", "ADMIN", "--county", "370900", YAOSU_DATA_DIR=str(tmp_path)
    ).stdout.strip()
    assert asked(process.url, token).json()["data"] == {"__typename": "Query"}
    process.kill()
    process = serve(**settings)
    assert asked(process.url, token).status_code == 200
    stranger = DevelopmentIssuer.new().token("u", CLAIM, datetime.now(UTC), hours=1)
    assert asked(process.url, stranger).status_code == 401
    process.kill()
    # Production without an issuer serves the public, and nobody else.
    process = serve(**settings, YAOSU_PROFILE="production", YAOSU_ALLOWED_HOSTS="127.0.0.1")
    assert httpx.post(f"{process.url}/graphql", json=ASK).status_code == 200
    refused = asked(process.url, token)
    assert (refused.status_code, refused.json()["errors"][0]["message"]) == (401, NO_ISSUER.words.en)


def test_a_process_in_production_refuses_the_tokens_of_the_built_in_issuer(
    serve: Serve, database: Any, tmp_path: Path
) -> None:
    path = tmp_path / "keys.json"
    ours = key("k-1")
    path.write_bytes(published(ours))
    issuer = "https://issuer.example"
    process = serve(
        YAOSU_DATABASE_URL=database.dsn("postgres"),
        YAOSU_PROFILE="production",
        YAOSU_ALLOWED_HOSTS="127.0.0.1",
        YAOSU_ISSUER=issuer,
        YAOSU_JWKS_FILE=path,
        YAOSU_DATA_DIR=tmp_path,
    )
    now = int(datetime.now(UTC).timestamp())
    assert asked(process.url, signed(ours, claims(iss=issuer, iat=now, exp=now + 60))).status_code == 200
    built_in = DevelopmentIssuer.kept(tmp_path)
    token = built_in.token("u", CLAIM, datetime.now(UTC), hours=1)
    assert asked(process.url, token).status_code == 401
    # Not even with its key among those of the issuer: the name is another.
    path.write_bytes(json.dumps({"keys": [each.as_dict() for each in built_in.keys.values()]}).encode())
    found = trusted(Settings(profile="production", issuer=issuer, jwks_file=path))
    answer = asyncio.run(server.identity.Identity(found).identify(token, datetime.now(UTC)))
    assert answer.words.en == "The token's claim iss is missing or not right"  # type: ignore[union-attr]


# --- Settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"ISSUER": "yaosu-development"},
            "YAOSU_ISSUER is 'yaosu-development', which is built in: leave it out in development, name your own in production",
        ),
        (
            {"ISSUER": "https://a.example", "JWKS_URL": "https://a.example/k", "JWKS_FILE": "k"},
            "YAOSU_JWKS_FILE and YAOSU_JWKS_URL are both set; keep one",
        ),
        ({"JWKS_URL": "https://a.example/k"}, "YAOSU_JWKS_URL needs YAOSU_ISSUER beside it"),
        ({"JWKS_FILE": "k"}, "YAOSU_JWKS_FILE needs YAOSU_ISSUER beside it"),
        *(
            (
                {"ISSUER": address, "PROFILE": profile},
                "YAOSU_ISSUER must be an https:// address, for keys are fetched from there; or set YAOSU_JWKS_FILE",
            )
            for address, profile in (
                ("an office", "development"),
                ("file:///etc/passwd", "development"),
                ("https://me:secret@a.example", "development"),
                ("http://a.example", "production"),
                ("http://localhost.example", "production"),
            )
        ),
        (
            {"ISSUER": "an office", "JWKS_URL": "http://a.example/k", "PROFILE": "production"},
            "YAOSU_JWKS_URL must be an https:// address, for keys are fetched from there; or set YAOSU_JWKS_FILE",
        ),
    ],
)
def test_settings_that_would_trust_the_wrong_one_are_refused(
    tmp_path: Path, given: dict[str, str], says: str
) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read({f"YAOSU_{name}": value for name, value in given.items()}, tmp_path)
    assert str(wrong.value) == says
    if given.get("ISSUER") == "yaosu-development":
        done = yaosu("run", YAOSU_PROFILE="production", YAOSU_ISSUER="yaosu-development")
        assert (done.returncode, done.stderr) == (1, f"yaosu: {says}\n")


@pytest.mark.parametrize(
    "given",
    [
        {"ISSUER": "https://a.example:8443/realms/x"},
        {"ISSUER": "http://127.0.0.1:8080/realms/x"},
        {"ISSUER": "http://[::1]:8080"},
        {"ISSUER": "an office", "JWKS_FILE": "keys.json"},
        {"ISSUER": "an office", "JWKS_URL": "https://a.example/keys?x=1"},
    ],
)
def test_settings_of_an_issuer_that_may_well_be(tmp_path: Path, given: dict[str, str]) -> None:
    environment = {f"YAOSU_{name}": value for name, value in {**given, "PROFILE": "production"}.items()}
    assert trusted(read(environment, tmp_path)) is not None


# --- Revocations in the database ------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_what_was_revoked_is_known_to_every_process_that_reads_again(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    issuer = DevelopmentIssuer.kept(tmp_path)
    first, second = (issuer.token(subject, CLAIM, NOON, hours=8) for subject in ("u-1", "u-2"))
    async with opened(settings, api.world) as identity:
        known = await identity.identify(first, NOON)
        assert isinstance(known, Known)
        assert known.viewer == Viewer(Role.DISPATCHER, "370900", "u-1")
        await revoke(api.world, tokens.name_of(first))
        await identity.reload()
        assert await identity.identify(first, NOON) == REVOKED
        assert isinstance(await identity.identify(second, NOON), Known)
        await revoke(api.world, "u-2", NOON + timedelta(days=1))
        await identity.reload()
        assert await identity.identify(second, NOON) == REVOKED
    # Another process, and one that begins when the second may be forgotten.
    async with opened(settings, api.world) as identity:
        assert await identity.identify(first, NOON) == REVOKED
    api.clock.advance(days=1)
    async with opened(settings, api.world) as identity:
        assert {*identity._revocations} == {tokens.name_of(first)}


@pytest.mark.anyio
async def test_revoking_again_reaches_the_tokens_that_were_issued_since(api: Api) -> None:
    await revoke(api.world, "u-1")
    api.clock.advance(hours=1)
    await revoke(api.world, "u-1")
    async with api.world.database.connection() as connection:
        found = await db.revocations.in_force(connection, api.clock.now)
    assert found == {"u-1": NOON + timedelta(hours=1)}


@pytest.mark.anyio
async def test_while_the_database_is_away_what_was_read_last_holds(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server.identity, "EVERY", 0)
    turns = iter((OSError("away"), {"u-2": NOON}))
    read_again = asyncio.Event()

    async def revocations() -> dict[str, datetime]:
        turn = next(turns, None)
        if turn is None:
            read_again.set()
            return await asyncio.Event().wait() and {}
        if isinstance(turn, OSError):
            raise turn
        return turn

    identity = server.identity.Identity(None, revocations)
    identity._revocations = {"u-1": NOON}
    running = asyncio.create_task(identity.run())
    await read_again.wait()
    running.cancel()
    assert identity._revocations == {"u-2": NOON}
    assert "what was revoked cannot be read" in caplog.text
    assert identity.is_revoked(Known(Viewer(Role.ADMIN, "370900", "u-2"), NOON, "t", NOON))


@pytest.mark.anyio
async def test_the_api_forgets_no_revocation(api: Api) -> None:
    await revoke(api.world, "u-1")
    for statement in (
        "DELETE FROM revocations",
        "UPDATE revocations SET expires_at = now()",
        "TRUNCATE revocations",
    ):
        async with api.world.database.connection() as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


def test_revoke_takes_a_token_its_id_or_a_subject(database: Any) -> None:
    url = {"YAOSU_DATABASE_URL": database.dsn("postgres")}
    token = signed(key("k"), claims(jti="t-77"))
    for given, named in ((token, "t-77"), ("t-78", "t-78"), ("王芳", "王芳")):
        done = yaosu("revoke", given, "--days", "31", **url)
        assert (done.returncode, done.stdout) == (
            0,
            f"revoked: {named}; every process knows within a minute\n",
        )
    done = yaosu("revoke", "", **url)
    assert (done.returncode, done.stderr) == (1, "yaosu: the name is required\n")

    async def stored() -> list[str]:
        connection = await asyncpg.connect(database.dsn("postgres"))
        try:
            return [row["name"] for row in await connection.fetch("SELECT name FROM yaosu.revocations")]
        finally:
            await connection.close()

    assert set(asyncio.run(stored())) == {"t-77", "t-78", "王芳"}


# --- The doctor -------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_the_doctor_says_whose_tokens_count_and_whether_their_keys_can_be_had(tmp_path: Path) -> None:
    async def identity_line(**given: str) -> tuple[str, str]:
        environment = {f"YAOSU_{name.upper()}": value for name, value in given.items()}
        away = {"YAOSU_PORT": "0", "YAOSU_DATABASE_URL": "postgresql://127.0.0.1:1/x"}
        async for finding in examine({**away, **environment}, tmp_path):
            if finding.about == "identity":
                return finding.verdict, finding.says
        raise AssertionError

    directory = str(tmp_path / "data")
    built_in = f"the built-in issuer of the development profile, its key in {directory}/{KEPT_AS}"
    assert await identity_line(data_dir=directory) == ("ok", f"{built_in} (made when it is needed)")
    DevelopmentIssuer.kept(Path(directory))
    assert await identity_line(data_dir=directory) == ("ok", f"{built_in}: 1 key")
    assert await identity_line(profile="production") == (
        "ok",
        "nobody can sign in: without YAOSU_ISSUER every token is refused",
    )
    with http_issuer() as issuer:
        says = f"tokens of {issuer.url} for yaosu, keys from where it says"
        issuer.publish(key("a"), key("b"))
        assert await identity_line(issuer=issuer.url) == ("ok", f"{says}: 2 keys")
        issuer.fall_away()
        assert await identity_line(issuer=issuer.url) == (
            "wrong",
            f"{says}: {issuer.url}/.well-known/openid-configuration answers 503",
        )
