"""Settings: `YAOSU_*` variables, or the same names in a `.env` beside where the command is run. Read once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from dotenv import dotenv_values

Profile = Literal["development", "production"]
Origin = Literal["variable", ".env", "default"]

PREFIX = "YAOSU_"

ADDRESS_IN_DEVELOPMENT = re.compile(r"https?://[^\s/@]+(/\S*)?\Z")
ADDRESS = re.compile(r"(https://[^\s/@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(/\S*)?\Z")
"""Where keys may be fetched from. Who can change them on their way can be anybody."""

BUILT_IN = "yaosu-development"
"""The issuer of the development profile."""


class WrongSetting(Exception):
    """A setting has a value that cannot be; the message names each and says what would be right."""


def setting(default: object, meaning: str) -> Any:
    """Declare a setting beside its name."""
    return field(default=cast("Any", default), metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults. The variable of `data_dir` is `YAOSU_DATA_DIR`."""

    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on")
    data_dir: Path = setting(Path(".yaosu"), "where the embedded PostgreSQL keeps its data")
    database_url: str | None = setting(
        None, "any PostgreSQL >= 16 in place of the embedded one: postgresql://..."
    )
    profile: Profile = setting("development", "development or production: production shows no IDE")
    allowed_origins: tuple[str, ...] = setting(
        (), "other origins whose pages may open a WebSocket, comma separated"
    )
    pool_size: int = setting(16, "connections to the database")
    issuer: str | None = setting(None, "who gives the tokens (their `iss`): an OpenID Connect issuer")
    audience: str = setting("yaosu", "whom the tokens are for (their `aud`)")
    claim: str = setting("yaosu", "claim of the tokens that says role, county and what they are held for")
    jwks_url: str | None = setting(None, "where the issuer's keys are, if the issuer does not say so")
    jwks_file: Path | None = setting(None, "file of the issuer's keys, where the issuer cannot be reached")
    postgres_user: str | None = setting(None, "who runs the embedded PostgreSQL when Yaosu runs as root")


@dataclass(frozen=True, slots=True)
class Found:
    """A setting as it was found: its value, or what is wrong with it."""

    field: str
    variable: str
    origin: Origin
    value: object
    problem: str | None


def variable(name: str) -> str:
    """The variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def read(environment: Mapping[str, str] | None = None, directory: Path | None = None) -> Settings:
    """The settings of an environment; a variable outranks the `.env` of `directory`."""
    found = look(environment, directory)
    if wrong := [each.problem for each in found if each.problem is not None]:
        raise WrongSetting("; ".join(wrong))
    return Settings(**{each.field: cast("Any", each.value) for each in found})


def look(environment: Mapping[str, str] | None = None, directory: Path | None = None) -> tuple[Found, ...]:
    """Every setting with where it came from; all that are wrong are told at once. An empty value counts as none."""
    given, file = _sources(environment, directory)
    found: list[Found] = []
    for declared in fields(Settings):
        name = variable(declared.name)
        text, origin = given.get(name), cast("Origin", "variable")
        if not text:
            text, origin = file.get(name), ".env"
        if not text:
            found.append(Found(declared.name, name, "default", declared.default, None))
            continue
        try:
            found.append(Found(declared.name, name, origin, _parse(name, text), None))
        except WrongSetting as wrong:
            found.append(Found(declared.name, name, origin, text, str(wrong)))
    return _together(found)


def unknown(environment: Mapping[str, str] | None = None, directory: Path | None = None) -> tuple[str, ...]:
    """Names that look like settings and are none: a typing error, most likely."""
    known = {variable(declared.name) for declared in fields(Settings)}
    names = {name for source in _sources(environment, directory) for name in source}
    return tuple(sorted(name for name in names if name.startswith(PREFIX) and name not in known))


def masked(value: object) -> str:
    """A value as it may be shown: without the password of an address."""
    text = ",".join(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else str(value)
    text = re.sub(r"(://[^/?#@:]*):[^/?#]*@", r"\1:***@", text)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", text)


def _sources(
    environment: Mapping[str, str] | None, directory: Path | None
) -> tuple[Mapping[str, str], Mapping[str, str | None]]:
    path = (directory or Path.cwd()) / ".env"
    try:
        file = dotenv_values(path)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{path} cannot be read: {error}") from error
    return (os.environ if environment is None else environment), file


def _parse(name: str, text: str) -> object:
    match name:
        case "YAOSU_PORT":
            return _whole(name, text, 0, 65535)
        case "YAOSU_POOL_SIZE":
            return _whole(name, text, 2, 180)
        case "YAOSU_ISSUER":
            if text == BUILT_IN:
                raise WrongSetting(
                    f"{name} is {text!r}, which is built in: leave it out in development, name your own in production"
                )
            return text
        case "YAOSU_DATA_DIR" | "YAOSU_JWKS_FILE":
            return Path(text).expanduser()
        case "YAOSU_DATABASE_URL":
            if not text.startswith(("postgresql://", "postgres://")):
                raise WrongSetting(f"{name} must be like postgresql://user:password@host:5432/database")
            return text
        case "YAOSU_PROFILE":
            if text not in get_args(Profile):
                raise WrongSetting(f"{name} is {text!r}; it must be {' or '.join(get_args(Profile))}")
            return text
        case "YAOSU_ALLOWED_ORIGINS":
            return tuple(origin.strip() for origin in text.split(",") if origin.strip())
        case _:
            return text


def _together(found: list[Found]) -> tuple[Found, ...]:
    """What was found, with what is wrong with settings beside each other."""
    value = {each.field: each.value for each in found if each.problem is None}
    wrong: dict[str, str] = {}
    if value.get("jwks_url") is not None and value.get("jwks_file") is not None:
        wrong["jwks_file"] = "YAOSU_JWKS_FILE and YAOSU_JWKS_URL are both set; keep one"
    for name in ("jwks_url", "jwks_file"):
        if value.get(name) is not None and value.get("issuer", "") is None:
            wrong[name] = f"{variable(name)} needs YAOSU_ISSUER beside it"
    issuer = value.get("issuer")
    asked = value.get("jwks_url") or (issuer if value.get("jwks_file") is None else None)
    if isinstance(issuer, str) and isinstance(asked, str):
        field, production = (
            "jwks_url" if value.get("jwks_url") else "issuer",
            value.get("profile") == "production",
        )
        if not (ADDRESS if production else ADDRESS_IN_DEVELOPMENT).match(asked):
            wrong[field] = (
                f"{variable(field)} must be an https:// address, for keys are fetched from there;"
                " or set YAOSU_JWKS_FILE"
            )
    return tuple(replace(each, problem=each.problem or wrong.get(each.field)) for each in found)


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise WrongSetting(f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)
