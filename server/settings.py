"""Settings: `YAOSU_*` variables, or the same names in a `.env` beside where the command is run. Read once."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values

Profile = Literal["development", "production"]
Log = Literal["text", "json"]
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


def secret(meaning: str) -> Any:
    """Declare a setting that is never shown."""
    return field(default=cast("Any", None), metadata={"meaning": meaning, "secret": True})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults. The variable of `data_dir` is `YAOSU_DATA_DIR`."""

    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on")
    data_dir: Path = setting(Path(".yaosu"), "where the embedded PostgreSQL keeps its data")
    database_url: str | None = setting(
        None, "any PostgreSQL >= 16 in place of the embedded one: postgresql://..."
    )
    profile: Profile = setting("development", "development or production: what is shown by default")
    allowed_hosts: tuple[str, ...] = setting(
        (), "names that the server is called by, comma separated; production needs them, or *"
    )
    allowed_origins: tuple[str, ...] = setting((), "other origins whose pages may call, comma separated")
    trusted_proxies: tuple[str, ...] = setting(
        (), "addresses or networks of proxies whose X-Forwarded-For is believed, comma separated"
    )
    hsts: int = setting(0, "seconds of Strict-Transport-Security; 0 sends none")
    rate: int = setting(5000, "points of cost that one caller may ask for in a second; 0 is no limit")
    burst: int = setting(50_000, "points that one caller may save up")
    sockets: int = setting(500, "WebSockets of one address at once; 0 is no limit")
    subscriptions: int = setting(2000, "subscriptions of one caller at once; 0 is no limit")
    introspection: bool | None = setting(None, "whether the schema is told; by default in development only")
    ide: bool | None = setting(None, "whether /graphql shows the IDE; by default in development only")
    examples: bool | None = setting(None, "whether /examples is served; by default in development only")
    documents: Path | None = setting(None, "manifest of trusted documents, as `yaosu documents` makes it")
    documents_only: bool = setting(False, "whether nothing but trusted documents is answered")
    metrics_token: str | None = secret("a token that /metrics asks for; without one, only private addresses")
    disk_free: int = setting(
        512, "megabytes that should be free where the embedded PostgreSQL keeps its data"
    )
    log: Log | None = setting(None, "text or json; by default text in development and json in production")
    pool_size: int = setting(16, "connections to the database")
    issuer: str | None = setting(None, "who gives the tokens (their `iss`): an OpenID Connect issuer")
    audience: str = setting("yaosu", "whom the tokens are for (their `aud`)")
    claim: str = setting("yaosu", "claim of the tokens that says role, county and what they are held for")
    jwks_url: str | None = setting(None, "where the issuer's keys are, if the issuer does not say so")
    jwks_file: Path | None = setting(None, "file of the issuer's keys, where the issuer cannot be reached")
    audit_key: Path | None = setting(
        None, "file of the key (a JWK, Ed25519) that signs the head of the audit, or checks it"
    )
    postgres_user: str | None = setting(None, "who runs the embedded PostgreSQL when Yaosu runs as root")

    @property
    def develops(self) -> bool:
        """Whether this is where Yaosu is worked on, and shows what helps with that."""
        return self.profile == "development"

    @property
    def shows_ide(self) -> bool:
        """Whether a browser that asks for /graphql is shown the IDE."""
        return self.develops if self.ide is None else self.ide

    @property
    def shows_examples(self) -> bool:
        """Whether /examples is served."""
        return self.develops if self.examples is None else self.examples

    @property
    def tells_schema(self) -> bool:
        """Whether introspection is answered."""
        return self.develops if self.introspection is None else self.introspection


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


def shown(found: Found) -> str:
    """The value of a setting as it may be shown."""
    if found.value is None or found.value == ():
        return "not set"
    declared = {each.name: each for each in fields(Settings)}[found.field]
    return "***" if declared.metadata.get("secret") else masked(found.value)


def unknown(environment: Mapping[str, str] | None = None, directory: Path | None = None) -> tuple[str, ...]:
    """Names that look like settings and are none: a typing error, most likely."""
    known = {variable(declared.name) for declared in fields(Settings)}
    names = {name for source in _sources(environment, directory) for name in source}
    return tuple(sorted(name for name in names if name.startswith(PREFIX) and name not in known))


def unfit(settings: Settings) -> str | None:
    """Why a process must not serve with these settings, if so."""
    if not settings.develops and not settings.allowed_hosts:
        return "production needs YAOSU_ALLOWED_HOSTS: the names that the server is called by, or * for any"
    if settings.documents_only and settings.documents is None:
        return "YAOSU_DOCUMENTS_ONLY needs YAOSU_DOCUMENTS: the manifest of what is answered"
    return None


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
        case "YAOSU_DATA_DIR" | "YAOSU_DOCUMENTS" | "YAOSU_JWKS_FILE" | "YAOSU_AUDIT_KEY":
            return Path(text).expanduser()
        case "YAOSU_DATABASE_URL":
            if not text.startswith(("postgresql://", "postgres://")):
                raise WrongSetting(f"{name} must be like postgresql://user:password@host:5432/database")
            return text
        case "YAOSU_PROFILE":
            if text not in get_args(Profile):
                raise WrongSetting(f"{name} is {text!r}; it must be {' or '.join(get_args(Profile))}")
            return text
        case _:
            return _READERS.get(name, _as_it_is)(name, text)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _origins(name: str, text: str) -> tuple[str, ...]:
    listed = _listed(text)
    for origin in listed:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path):
            raise WrongSetting(f"{name} has {origin!r}; an origin is like https://portal.example.cn, or *")
    return listed


def _networks(name: str, text: str) -> tuple[str, ...]:
    listed = _listed(text)
    for network in listed:
        try:
            ip_network(network)
        except ValueError as error:
            raise WrongSetting(f"{name} has {network!r}; a network is like 10.0.0.0/8") from error
    return listed


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


def _as_it_is(name: str, text: str) -> str:
    return text


def _amount(name: str, text: str) -> int:
    return _whole(name, text, 0, 999_999_999)


def _truth(name: str, text: str) -> bool:
    return _one_of(name, text, ("true", "false")) == "true"


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise WrongSetting(f"{name} is {text!r}; it must be {' or '.join(choices)}")
    return text


def _token(name: str, text: str) -> str:
    if len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text:
        raise WrongSetting(f"{name} must have at least 16 characters of ASCII without spaces")
    return text


_READERS: dict[str, Callable[[str, str], object]] = {
    "YAOSU_ALLOWED_HOSTS": lambda name, text: _listed(text),
    "YAOSU_ALLOWED_ORIGINS": _origins,
    "YAOSU_TRUSTED_PROXIES": _networks,
    "YAOSU_HSTS": _amount,
    "YAOSU_RATE": _amount,
    "YAOSU_BURST": _amount,
    "YAOSU_SOCKETS": _amount,
    "YAOSU_SUBSCRIPTIONS": _amount,
    "YAOSU_DISK_FREE": _amount,
    "YAOSU_INTROSPECTION": _truth,
    "YAOSU_IDE": _truth,
    "YAOSU_EXAMPLES": _truth,
    "YAOSU_DOCUMENTS_ONLY": _truth,
    "YAOSU_METRICS_TOKEN": _token,
    "YAOSU_LOG": lambda name, text: _one_of(name, text, get_args(Log)),
}
"""How the text of a setting is read, where that takes more than to take it."""
