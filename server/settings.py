"""Settings: `YAOSU_*` variables, or the same names in a `.env` beside where the command is run. Read once."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

from dotenv import dotenv_values

Profile = Literal["development", "production"]


class WrongSetting(Exception):
    """A setting has a value that cannot be; the message names it and says what would be right."""


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
    postgres_user: str | None = setting(None, "who runs the embedded PostgreSQL when Yaosu runs as root")


def variable(name: str) -> str:
    """The variable of a setting."""
    return f"YAOSU_{name.upper()}"


def read(environment: dict[str, str] | None = None, directory: Path | None = None) -> Settings:
    """The settings of an environment; a variable outranks the `.env` of `directory`."""
    given = os.environ if environment is None else environment
    file = dotenv_values((directory or Path.cwd()) / ".env")
    values: dict[str, Any] = {}
    for declared in fields(Settings):
        name = variable(declared.name)
        text = given.get(name) or file.get(name)
        if text:
            values[declared.name] = _parse(name, text)
    return Settings(**values)


def _parse(name: str, text: str) -> object:
    match name:
        case "YAOSU_PORT":
            return _whole(name, text, 0, 65535)
        case "YAOSU_POOL_SIZE":
            return _whole(name, text, 2, 180)
        case "YAOSU_DATA_DIR":
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


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise WrongSetting(f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)
