"""Signed tokens (JWT): read, held against a key, and their registered claims checked. Nothing in a token says where a
key is to be had: what it carries or points to is refused."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import Key

from domain.refusals import Words
from server.identity.answers import EXPIRED, NOT_A_TOKEN, WRONG_SIGNATURE, Unknown
from server.identity.claims import subject_problem

LONGEST = 8192
"""Characters that a token may have."""

LEEWAY = 60
"""Seconds by which the issuer's clock may be ahead of ours. There is none at the end: a token ends when it says so."""

ALGORITHMS = ("ES256", "ES384", "RS256", "PS256", "Ed25519")
"""Signatures that only the issuer can make. "EdDSA", the old name of "Ed25519" (RFC 9864), is understood."""

BY_THE_TOKEN = {"crit", "b64", "jwk", "jku", "x5u"}
"""Headers by which a token would choose its own key, or another way of being read."""

LAST_SECOND = 253402300799
"""The last that a datetime can be, in seconds since 1970."""

HOSTILE = (JoseError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
"""What joserfc and json raise at a text that was made to break them."""


class Signatures(jws.JWSRegistry):
    """The algorithms that are accepted."""

    max_header_length = max_payload_length = max_signature_length = LONGEST

    def get_alg(self, name: str) -> Any:
        return super().get_alg(current(name))


SIGNATURES = Signatures(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A token whose signature was not looked at yet."""

    kid: str
    algorithm: str
    signature: jws.CompactSignature
    digest: str
    """Of what is signed: one text for every signature that holds for it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a token that is right and that is meant for us."""

    subject: str
    token_id: str
    issued_at: datetime | None
    expires_at: datetime
    all: dict[str, Any]


def current(algorithm: str) -> str:
    """The name of an algorithm today."""
    return "Ed25519" if algorithm == "EdDSA" else algorithm


def opened(token: str) -> Opened | Unknown:
    """Read a token's header."""
    try:
        signature = jws.extract_compact(token.encode("ascii"), registry=SIGNATURES)
        header = cast("object", signature.headers())
    except HOSTILE:
        return NOT_A_TOKEN
    if not isinstance(header, dict):
        return NOT_A_TOKEN
    given = cast("dict[str, Any]", header)
    algorithm, kid = given.get("alg"), given.get("kid")
    if not isinstance(algorithm, str) or current(algorithm) not in ALGORITHMS:
        listed = ", ".join(ALGORITHMS)
        return Unknown(
            Words(f"The token must be signed with one of {listed}", f"令牌签名算法应为 {listed} 之一")
        )
    if not isinstance(kid, str) or not kid:
        return Unknown(Words("The token does not name its key (kid)", "令牌未注明签名密钥(kid)"))
    if given.keys() & BY_THE_TOKEN:
        listed = ", ".join(sorted(BY_THE_TOKEN))
        return Unknown(Words(f"The token's header must have none of {listed}", f"令牌头部不得含有 {listed}"))
    signed = token.rpartition(".")[0]
    return Opened(kid, current(algorithm), signature, hashlib.sha256(signed.encode()).hexdigest())


def name_of(text: str) -> str:
    """The id of a token, when this is one, whoever has signed it; any other text is the name that it is."""
    held = opened(text)
    if isinstance(held, Unknown):
        return text
    try:
        given: object = json.loads(held.signature.payload)
    except HOSTILE:
        return text
    token_id = cast("dict[str, Any]", given).get("jti") if isinstance(given, dict) else None
    return token_id if isinstance(token_id, str) else held.digest


def claims(opened: Opened, key: Key, issuer: str, audience: str, now: datetime) -> Claims | Unknown:
    """The claims of a token, when `key` has signed it and `issuer` has given it for us and for now."""
    try:
        if key.alg is not None and current(key.alg) != opened.algorithm:
            return WRONG_SIGNATURE
        if not jws.validate_compact(opened.signature, key, registry=SIGNATURES):
            return WRONG_SIGNATURE
    except HOSTILE:
        return WRONG_SIGNATURE
    try:
        given: object = json.loads(opened.signature.payload)
    except HOSTILE:
        return NOT_A_TOKEN
    if not isinstance(given, dict):
        return NOT_A_TOKEN
    found = cast("dict[str, Any]", given)
    try:
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(found)
    except ExpiredTokenError:
        return EXPIRED
    except ClaimError as wrong:
        return _wrong(wrong.claim)
    if (problem := subject_problem(found["sub"])) is not None:
        return Unknown(problem)
    token_id: str = found.get("jti", opened.digest)
    if not 0 < len(token_id) <= 255:
        return _wrong("jti")
    issued = found.get("iat")
    return Claims(
        subject=found["sub"],
        token_id=token_id,
        issued_at=None if issued is None else _moment(issued),
        expires_at=_moment(found["exp"]),
        all=found,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(min(max(seconds, 0), LAST_SECOND), UTC)


def _wrong(claim: str) -> Unknown:
    return Unknown(
        Words(f"The token's claim {claim} is missing or not right", f"令牌的声明 {claim} 缺失或不正确")
    )
