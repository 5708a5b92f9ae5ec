"""The issuer that is built in for development: a key in the data directory, whose tokens `yaosu token` prints. It is
there only in the development profile, and only while no other issuer is named."""

import asyncio
import json
import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from server.identity.keys import Keys, Unreadable
from server.settings import BUILT_IN

AUDIENCE = "yaosu"
KEPT_AS = "dev-issuer.json"
"""The file of its key, in the data directory."""


class DevelopmentIssuer:
    """Signs tokens that this installation accepts."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    @classmethod
    def new(cls) -> "DevelopmentIssuer":
        """One with a key that nothing else has."""
        return cls(_new_key())

    @classmethod
    def kept(cls, directory: Path) -> "DevelopmentIssuer":
        """The one of a data directory, made there when there is none; `Unreadable` when it cannot be kept there."""
        path = directory / KEPT_AS
        try:
            directory.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _keep(path, _new_key().as_dict(private=True))
            return cls(OKPKey.import_key(json.loads(path.read_bytes())))
        except (OSError, ValueError, TypeError, LookupError, JoseError) as error:
            raise Unreadable(f"{path} cannot be used: {error}") from error

    @property
    def keys(self) -> Keys:
        """What its tokens are held against."""
        public = OKPKey.import_key(self._key.as_dict(private=False))
        return {cast("str", public.kid): public}

    def token(
        self, subject: str, claim: Mapping[str, Any], at: datetime, *, hours: float, name: str = "yaosu"
    ) -> str:
        """A token with `claim` under `name`, good from `at` for so many hours."""
        return jwt.encode(
            {"alg": "Ed25519", "kid": self._key.kid},
            {
                "iss": BUILT_IN,
                "aud": AUDIENCE,
                "sub": subject,
                "jti": secrets.token_hex(16),
                "iat": int(at.timestamp()),
                "exp": int((at + timedelta(hours=hours)).timestamp()),
                name: claim,
            },
            self._key,
            algorithms=["Ed25519"],
        )


def _new_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", auto_kid=True)


def _keep(path: Path, key: Mapping[str, Any]) -> None:
    """Write a key for nobody but us. Of two processes that do so at once, the first has made it."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(key, file)
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()


async def of_directory(directory: Path) -> Keys:
    """The key of the issuer of a data directory."""
    return (await asyncio.to_thread(DevelopmentIssuer.kept, directory)).keys
