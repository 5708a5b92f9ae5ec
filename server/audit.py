"""`yaosu audit`: the chains computed anew, and their heads as a file that is kept where nobody of the office can change it.
Whoever holds an old head can tell a chain that was cut short, or written anew from its beginning."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

import db.audit
from domain.audit import Head, Place
from resolvers.context import World
from server.tables import Progress

ALGORITHM = "Ed25519"


class Unusable(Exception):
    """A head or a key that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was verified, the first place that is not right, and whether a signature was left unchecked."""

    counties: int
    lanes: int
    entries: int
    broken: Place | None
    unchecked: bool


async def head(world: World, key: Path | None) -> str:
    """Where every chain ends, as json; signed if there is a key."""
    signing = None if key is None else await asyncio.to_thread(_key, key, private=True)
    held = [
        each
        for county in await db.audit.counties(world.database)
        for each in await db.audit.heads(world.database, county)
    ]
    document = _document(held, world.now().isoformat())
    if signing is not None:
        document["signature"] = jws.serialize_compact(
            {"alg": ALGORITHM}, _bytes(document), signing, algorithms=[ALGORITHM]
        )
    return json.dumps(document, indent=1, sort_keys=True)


async def verify(world: World, key: Path | None, kept: Path | None, progress: Progress) -> Found:
    """Look at every chain of every county, and for the heads of a file that was kept."""
    held, unchecked = ([], False) if kept is None else await asyncio.to_thread(_read, kept, key)
    by_county = {county: list(of) for county, of in groupby(held, key=lambda each: each.place.county_code)}
    # A county of which nothing is left is in the head alone.
    counties = sorted({*await db.audit.counties(world.database), *by_county})
    entries = lanes = 0
    done = count(1)

    def looked() -> None:
        progress("核验 verifying", next(done), len(counties) * db.audit.LANES)

    for county in counties:
        verdict = await db.audit.verify(world.database, county, by_county.get(county, ()), looked)
        entries, lanes = entries + verdict.entries, lanes + verdict.lanes
        if verdict.broken is not None:
            return Found(len(counties), lanes, entries, verdict.broken, unchecked)
    return Found(len(counties), lanes, entries, None, unchecked)


def _document(heads: Sequence[Head], at: str) -> dict[str, Any]:
    """Heads in a fixed order, with a digest over all of them that is short enough to be printed or read out."""
    listed = [
        {
            "county": each.place.county_code,
            "lane": each.place.lane,
            "number": each.place.number,
            "hash": each.hash.hex(),
        }
        for each in sorted(heads, key=lambda each: (each.place.county_code, each.place.lane))
    ]
    return {"at": at, "digest": hashlib.sha256(_bytes(listed)).hexdigest(), "heads": listed}


def _bytes(document: object) -> bytes:
    """The same bytes for the same content."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _read(path: Path, key: Path | None) -> tuple[list[Head], bool]:
    """The heads of a file, and whether its signature could not be checked."""
    try:
        document = json.loads(path.read_bytes())
        signature = document.pop("signature", None)
        heads = [
            Head(Place(each["county"], each["lane"], each["number"]), bytes.fromhex(each["hash"]))
            for each in document["heads"]
        ]
        is_whole = document == _document(heads, document["at"])
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unusable(f"{path} is no head of an audit") from error
    if not is_whole:
        raise Unusable(f"{path} is not as it was printed: its digest is another")
    if key is None:
        return heads, signature is not None
    if signature is None:
        raise Unusable(f"{path} is not signed, and YAOSU_AUDIT_KEY asks for a signature")
    try:
        signed = jws.deserialize_compact(signature, _key(key, private=False), algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError, TypeError) as error:
        raise Unusable(f"{path} is not signed with the key of YAOSU_AUDIT_KEY") from error
    if signed != _bytes(document):
        raise Unusable(f"{path} is not what was signed")
    return heads, False


def _key(path: Path, *, private: bool) -> OKPKey:
    """The key of a file: a JWK, whose private part only signing needs."""
    try:
        key = OKPKey.import_key(json.loads(path.read_bytes()))
    except OSError as error:
        raise Unusable(f"YAOSU_AUDIT_KEY: {path} cannot be read: {error.strerror}") from error
    except (JoseError, ValueError, TypeError, LookupError) as error:
        raise Unusable(f"YAOSU_AUDIT_KEY: {path} is no JWK of an Ed25519 key") from error
    if key.curve_name != ALGORITHM:
        raise Unusable(f"YAOSU_AUDIT_KEY: {path} is a key for {key.curve_name}, not for {ALGORITHM}")
    if private and not key.is_private:
        raise Unusable(f"YAOSU_AUDIT_KEY: {path} has no private part, which signing needs")
    return key
