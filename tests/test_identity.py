"""Who asks: tokens that are right, tokens that are not, and what was revoked."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey

import server.identity
from domain import ids
from domain.ids import RecordId
from domain.people import Role, Viewer
from resolvers.errors import Code
from server.identity import (
    EXPIRED,
    NOBODY,
    REVOKED,
    Identity,
    Known,
    Unknown,
    claims,
    of_headers,
    of_payload,
    tokens,
)
from server.identity.answers import (
    NO_ISSUER,
    NOT_A_TOKEN,
    NOT_BEARER,
    TOO_LONG,
    UNKNOWN_KEY,
    WRONG_SIGNATURE,
)
from tests import offices
from tests.issuers import CLAIM, ISSUER, RSA, SECONDS, base64url, key, signed, trusting
from tests.issuers import claims as right
from tests.offices import NOON, Api, Clock, bearer

ONE, TWO = UUID(int=1), UUID(int=2)
KEY = key("k-1")
COUNTY = "370900"


def ask(identity: Identity, token: Any, now: datetime = NOON) -> Known | Unknown:
    return asyncio.run(identity.identify(token, now))


def words(answer: Known | Unknown) -> str:
    assert isinstance(answer, Unknown), answer
    assert answer.code is Code.UNAUTHENTICATED
    assert answer.words.zh
    return answer.words.en


# --- What a token says ------------------------------------------------------------------------------------------------


def test_a_token_that_is_right_makes_its_bearer_known() -> None:
    claim = {
        "role": "DISPATCHER",
        "county": COUNTY,
        "zones": [str(ONE), ids.written(RecordId("Zone", TWO)), str(ONE)],
        "enterprises": [ids.written(RecordId("Enterprise", ONE))],
        "booths": [],
        "organization": ids.written(RecordId("Organization", TWO)),
    }
    assert ask(trusting(KEY), signed(KEY, right(yaosu=claim))) == Known(
        Viewer(
            Role.DISPATCHER,
            county_code=COUNTY,
            subject="u-1",
            enterprises=(ONE,),
            organization=TWO,
            zones=(ONE, TWO),
        ),
        expires_at=NOON + timedelta(hours=1),
        token_id="t-1",
        issued_at=NOON,
    )


@pytest.mark.parametrize("role", list(Role))
def test_every_role_can_be_held(role: Role) -> None:
    found = ask(trusting(KEY), signed(KEY, right(yaosu={"role": role.value, "county": COUNTY})))
    assert isinstance(found, Known)
    assert found.viewer == Viewer(role, "" if role is Role.PUBLIC else COUNTY, "u-1")


def test_who_presents_nothing_is_the_public_and_who_presents_anything_else_is_not() -> None:
    identity = trusting(KEY)
    assert ask(identity, None) is NOBODY
    assert ask(identity, "") == NOT_A_TOKEN
    assert ask(Identity(None), None) is NOBODY
    assert ask(Identity(None), signed(KEY, right())) == NO_ISSUER
    assert words(ask(identity, signed(KEY, right(yaosu=...)))) == (
        "The token's claim yaosu must be an object with `role`"
    )


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (None, "yaosu must be an object with `role`"),
        ([], "yaosu must be an object with `role`"),
        ({}, "yaosu.role must be one of the roles"),
        ({"role": "dispatcher", "county": COUNTY}, "yaosu.role must be one of the roles"),
        ({"role": ["ADMIN"], "county": COUNTY}, "yaosu.role must be one of the roles"),
        ({"role": "ADMIN"}, "yaosu.county must be a division code of six digits"),
        ({"role": "ADMIN", "county": 370900}, "yaosu.county must be a division code of six digits"),
        ({"role": "ADMIN", "county": "37090"}, "yaosu.county must be a division code of six digits"),
        ({"role": "ADMIN", "county": "37090\n"}, "yaosu.county must be a division code of six digits"),
        (
            {**CLAIM, "zone": [str(ONE)]},
            "yaosu has a member other than booths, chains, county, enterprises, organization, role, zones",
        ),
        ({**CLAIM, "zones": []}, "yaosu.zones must not be empty; leave it out for the whole county"),
        ({**CLAIM, "zones": None}, "yaosu.zones must be a list of ids"),
        ({**CLAIM, "zones": str(ONE)}, "yaosu.zones must be a list of ids"),
        ({**CLAIM, "zones": ["x"]}, "yaosu.zones must be ids of type Zone, or their UUIDs"),
        ({**CLAIM, "zones": [1]}, "yaosu.zones must be ids of type Zone, or their UUIDs"),
        ({**CLAIM, "zones": ["\ud800"]}, "yaosu.zones must be ids of type Zone, or their UUIDs"),
        ({**CLAIM, "zones": [f"{{{ONE}}}"]}, "yaosu.zones must be ids of type Zone, or their UUIDs"),
        (
            {**CLAIM, "zones": [ids.written(RecordId("Booth", ONE))]},
            "yaosu.zones must be ids of type Zone, or their UUIDs",
        ),
        (
            {**CLAIM, "zones": [ids.written(RecordId("Zone", ONE)) + "="]},
            "yaosu.zones must be ids of type Zone, or their UUIDs",
        ),
        (
            {**CLAIM, "organization": None},
            "yaosu.organization must be ids of type Organization, or their UUIDs",
        ),
        (
            {**CLAIM, "organization": [str(ONE)]},
            "yaosu.organization must be ids of type Organization, or their UUIDs",
        ),
        (
            {**CLAIM, "booths": [str(ONE)] * 600, "enterprises": [str(ONE)] * 401},
            "yaosu names more than 1000 ids",
        ),
    ],
)
def test_a_claim_that_is_not_right_is_refused_and_never_guessed_at(claim: Any, problem: str) -> None:
    found = claims.viewer("u-1", "yaosu", claim)
    assert not isinstance(found, Viewer)
    assert found.en == f"The token's claim {problem}"
    assert found.zh.startswith("令牌的声明 yaosu")


def test_a_thousand_ids_may_be_named() -> None:
    many = [str(UUID(int=n)) for n in range(1000)]
    found = claims.viewer("u-1", "yaosu", {**CLAIM, "enterprises": many})
    assert isinstance(found, Viewer)
    assert len(found.enterprises) == 1000


# --- Signatures and registered claims -------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256", "PS256", "Ed25519", "EdDSA"])
def test_every_signature_that_only_the_issuer_can_make_is_accepted(algorithm: str) -> None:
    pair = key("k-1", algorithm)
    # What is signed under the old name is the same signature; the library warns of the name.
    token = signed(pair, right(), alg="Ed25519" if algorithm == "EdDSA" else algorithm)
    if algorithm == "EdDSA":
        head = base64url(b'{"alg":"EdDSA","kid":"k-1"}')
        input = f"{head}.{token.split('.')[1]}"
        token = f"{input}.{base64url(jws.JWSRegistry.algorithms['Ed25519'].sign(input.encode(), pair))}"
    assert isinstance(ask(trusting(pair), token), Known)
    for meant in ("RS384", "ES256" if algorithm != "ES256" else "ES384"):
        other = type(pair).import_key({**pair.as_dict(private=True), "alg": meant})
        assert ask(trusting(other), token) == WRONG_SIGNATURE


def forged_with_the_public_key() -> str:
    """Signed with HS256, the secret being what everybody can read."""
    public = RSA.as_pem(private=False)
    secret = OctKey.import_key(base64url(public).encode(), {"kid": "k-rsa"})
    return signed(secret, right(), alg="HS256", kid="k-rsa")


def unsigned(**header: Any) -> str:
    head = base64url(json.dumps({"alg": "none", "kid": "k-1", **header}).encode())
    return f"{head}.{base64url(json.dumps(right()).encode())}."


CHOSEN = "The token must be signed with one of ES256, ES384, RS256, PS256, Ed25519"
BY_ITSELF = "The token's header must have none of b64, crit, jku, jwk, x5u"
OTHER = key("k-1")


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        (unsigned(), CHOSEN),
        (unsigned(alg="None"), CHOSEN),
        (unsigned(alg=["ES256"]), CHOSEN),
        (forged_with_the_public_key(), CHOSEN),
        (signed(key("k-1", "ES512"), right(), alg="ES512"), CHOSEN),
        (signed(key("k-1", "RS384"), right(), alg="RS384"), CHOSEN),
        (signed(KEY, right(), kid=...), "The token does not name its key (kid)"),
        (signed(KEY, right(), kid=""), "The token does not name its key (kid)"),
        (signed(KEY, right(), kid=7), "The token does not name its key (kid)"),
        (signed(KEY, right(), kid="k-2"), UNKNOWN_KEY.words.en),
        (signed(OTHER, right()), WRONG_SIGNATURE.words.en),
        (signed(OTHER, right(), jwk=OTHER.as_dict(private=False)), BY_ITSELF),
        (signed(OTHER, right(), jku="https://evil.example/keys"), BY_ITSELF),
        (signed(OTHER, right(), x5u="https://evil.example/chain"), BY_ITSELF),
        (signed(KEY, right(), crit=["exp"], exp=1), BY_ITSELF),
        (signed(KEY, right(), crit=["b64"], b64=False), BY_ITSELF),
        (signed(KEY, right(), crit=5), BY_ITSELF),
        (signed(KEY, b"[]"), NOT_A_TOKEN.words.en),
        (signed(KEY, b"\xff"), NOT_A_TOKEN.words.en),
        (signed(KEY, b"[" * 4000), NOT_A_TOKEN.words.en),
        (signed(KEY, b'{"exp": %b}' % (b"1" * 5000)), NOT_A_TOKEN.words.en),
        (f"{base64url(b'[' * 4000)}.x.y", NOT_A_TOKEN.words.en),
        (f"{base64url(b'[1]')}..", NOT_A_TOKEN.words.en),
        ("令牌", NOT_A_TOKEN.words.en),
        ("a.b", NOT_A_TOKEN.words.en),
        (signed(KEY, right()) + ".", NOT_A_TOKEN.words.en),
    ],
)
def test_a_signature_that_is_not_the_issuers_is_refused(token: str, problem: str) -> None:
    assert words(ask(trusting(KEY, key("k-rsa", "RS256")), token)) == problem


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"iss": ...}, "iss"),
        ({"iss": f"{ISSUER}/"}, "iss"),
        ({"iss": [ISSUER]}, "iss"),
        ({"aud": ...}, "aud"),
        ({"aud": "other"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": {"yaosu": True}}, "aud"),
        ({"exp": ...}, "exp"),
        ({"exp": str(SECONDS + 60)}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"exp": float("inf")}, "exp"),
        ({"nbf": SECONDS + 61}, "nbf"),
        ({"nbf": None}, "nbf"),
        ({"iat": SECONDS + 61}, "iat"),
        ({"iat": "now"}, "iat"),
        ({"sub": ...}, "sub"),
        ({"sub": 5}, "sub"),
        ({"jti": 5}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": "x" * 256}, "jti"),
    ],
)
def test_a_registered_claim_that_is_missing_or_wrong_is_refused(
    changes: dict[str, Any], problem: str
) -> None:
    found = words(ask(trusting(KEY), signed(KEY, right(**changes))))
    assert found == f"The token's claim {problem} is missing or not right"


@pytest.mark.parametrize("subject", ["", " ", "a\0b", "\ud800", "x" * 256, "a\u202eb"])
def test_a_subject_that_could_not_be_kept_is_refused(subject: str) -> None:
    assert words(ask(trusting(KEY), signed(KEY, right(sub=subject)))).startswith("The token's claim sub ")


def test_what_an_issuer_may_well_send_is_accepted() -> None:
    for changes in (
        {"aud": ["account", "yaosu"]},
        {"exp": SECONDS + 1.5},
        {"exp": 10**30},
        {"iat": -(10**30)},
        {"nbf": SECONDS + 60, "iat": SECONDS + 60},
        {"iat": ..., "jti": ...},
        {"unheard": {"of": [None]}, "yaosu": {**CLAIM}},
    ):
        assert isinstance(ask(trusting(KEY), signed(KEY, right(**changes))), Known), changes
    for header in ({"typ": "at+jwt"}, {"x5t": "abc", "nonce": "x"}):
        assert isinstance(ask(trusting(KEY), signed(KEY, right(), **header)), Known), header


def test_a_token_ends_at_the_second_that_it_says_also_when_it_is_remembered() -> None:
    identity = trusting(KEY)
    token = signed(KEY, right(exp=SECONDS + 60))
    assert isinstance(ask(identity, token, NOON + timedelta(seconds=59)), Known)
    assert ask(identity, token, NOON + timedelta(seconds=60)) == EXPIRED
    assert ask(trusting(KEY), token, NOON + timedelta(seconds=60)) == EXPIRED
    assert ask(trusting(KEY), token, NOON + timedelta(days=9999)) == EXPIRED


def test_a_token_of_8192_characters_is_read_and_a_longer_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_length(length: int) -> str:
        for padding in range(length * 3 // 4):
            token = signed(KEY, right(x="x" * (length * 3 // 4 - 400 + padding)))
            if len(token) >= length:
                return token
        raise AssertionError

    longest, longer = of_length(8191), of_length(8193)
    assert 8191 <= len(longest) <= 8192
    assert isinstance(ask(trusting(KEY), longest), Known)
    assert ask(trusting(KEY), longer) == TOO_LONG
    assert ask(trusting(KEY), "x" * 1_000_000) == TOO_LONG
    # Without the limit it would have been worked on.
    monkeypatch.setattr(tokens, "LONGEST", 1 << 20)
    for size in ("max_header_length", "max_payload_length", "max_signature_length"):
        monkeypatch.setattr(tokens.Signatures, size, 1 << 20)
    assert isinstance(ask(trusting(KEY), longer), Known)


def test_without_the_list_of_algorithms_anybody_could_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = (*tokens.ALGORITHMS, "none")
    monkeypatch.setattr(tokens, "ALGORITHMS", weak)
    monkeypatch.setattr(tokens, "SIGNATURES", tokens.Signatures(algorithms=weak))
    with pytest.warns(UserWarning, match="none"):
        assert isinstance(ask(trusting(KEY), unsigned()), Known)


def test_without_the_refused_headers_a_token_would_choose_how_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = signed(KEY, right(), crit=["b64"], b64=True)
    assert words(ask(trusting(KEY), token)) == BY_ITSELF
    monkeypatch.setattr(tokens, "BY_THE_TOKEN", set[str]())
    assert isinstance(ask(trusting(KEY), token), Known)


# --- Hostile text ---------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec=None), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
IDENTITY = trusting(KEY, key("k-ed", "Ed25519"))
TOKEN = signed(KEY, right())


@given(st.text(st.characters(codec=None)) | st.binary().map(lambda found: found.decode("latin-1")))
def test_no_text_is_a_token_and_none_makes_it_stumble(text: str) -> None:
    assert isinstance(ask(IDENTITY, text), Unknown)
    assert isinstance(ask(IDENTITY, ".".join((text, text, text))), Unknown)
    assert not isinstance(
        ask(IDENTITY, of_headers([(b"authorization", text.encode("utf-8", "replace"))])), Known
    )


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_a_token_with_one_other_character_is_refused(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    assert isinstance(ask(trusting(KEY), changed), Known if changed == TOKEN else Unknown)


@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "jwk", "typ", "x"]), JSON), JSON)
def test_no_header_and_no_payload_makes_it_stumble(header: dict[str, Any], payload: Any) -> None:
    parts = [
        base64url(json.dumps(each).encode()) for each in ({"alg": "ES256", "kid": "k-1", **header}, payload)
    ]
    assert isinstance(ask(IDENTITY, ".".join((*parts, "c2ln"))), Unknown)


@given(
    st.dictionaries(
        st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "jti", "yaosu"]), JSON, min_size=1
    )
)
def test_not_even_the_issuer_makes_it_stumble(changes: dict[str, Any]) -> None:
    found = ask(IDENTITY, signed(KEY, {**right(), **changes}))
    assert isinstance(found, Known | Unknown)
    if isinstance(found, Known):
        assert {"iss", "yaosu"} & changes.keys() == set()


@given(JSON)
def test_no_claim_makes_it_stumble_and_none_is_a_role_by_chance(claim: Any) -> None:
    assert not isinstance(claims.viewer("u-1", "yaosu", claim), Viewer)


# --- What is remembered ---------------------------------------------------------------------------------------------


def test_a_signature_is_looked_at_once_in_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = count_looks(monkeypatch)
    identity = trusting(KEY)
    token = signed(KEY, right())
    for minutes in (0, 1, 9.9):
        assert isinstance(ask(identity, token, NOON + timedelta(minutes=minutes)), Known)
    assert len(looked) == 1
    assert isinstance(ask(identity, token, NOON + timedelta(minutes=10)), Known)
    assert len(looked) == 2


def test_what_is_remembered_is_bounded_and_only_what_was_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.identity, "REMEMBERED", 3)
    looked = count_looks(monkeypatch)
    identity = trusting(KEY)
    many = [signed(KEY, right(jti=f"t-{n}")) for n in range(5)]
    for token in many:
        ask(identity, token)
        ask(identity, token[:-8] + "AAAAAAAA")
    assert len(identity._remembered) == 3
    looked.clear()
    for token in many[2:]:
        assert isinstance(ask(identity, token), Known)
    assert looked == []
    assert isinstance(ask(identity, many[0]), Known)
    assert len(looked) == 1


def count_looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    looked: list[int] = []
    real = jws.validate_compact

    def counting(*given: Any, **named: Any) -> bool:
        looked.append(1)
        return real(*given, **named)

    monkeypatch.setattr(jws, "validate_compact", counting)
    return looked


# --- Revocation -----------------------------------------------------------------------------------------------------


async def revoking(**names: datetime) -> Identity:
    async def read() -> dict[str, datetime]:
        return {name.replace("_", "-"): at for name, at in names.items()}

    identity = trusting(KEY, revocations=read)
    await identity.reload()
    return identity


def test_a_token_that_was_revoked_is_refused_also_when_it_is_remembered() -> None:
    revoked: dict[str, datetime] = {}

    async def read() -> dict[str, datetime]:
        return dict(revoked)

    async def live() -> None:
        identity = trusting(KEY, revocations=read)
        token, other = signed(KEY, right()), signed(KEY, right(jti="t-2", sub="u-2"))
        known = await identity.identify(token, NOON)
        assert isinstance(known, Known)
        revoked["t-1"] = NOON
        assert await identity.identify(token, NOON) == known
        await identity.reload()
        assert await identity.identify(token, NOON) == REVOKED
        assert identity.is_revoked(known)
        assert isinstance(await identity.identify(other, NOON), Known)

    asyncio.run(live())


def test_a_revoked_subject_signs_in_again_and_has_a_token_that_counts() -> None:
    identity = asyncio.run(revoking(u_1=NOON))
    later = NOON + timedelta(minutes=5)
    assert ask(identity, signed(KEY, right(jti="t-2")), later) == REVOKED
    assert ask(identity, signed(KEY, right(jti="t-2", iat=SECONDS + 60)), later) == REVOKED
    assert ask(identity, signed(KEY, right(jti="t-2", iat=...)), later) == REVOKED
    assert isinstance(ask(identity, signed(KEY, right(jti="t-2", iat=SECONDS + 61)), later), Known)
    assert isinstance(ask(identity, signed(KEY, right(jti="t-2", sub="u-2")), later), Known)
    assert not identity.is_revoked(NOBODY)


def test_another_signature_of_the_same_token_does_not_get_around_a_revocation() -> None:
    """An ES256 signature has a twin that everybody can work out."""
    token = signed(KEY, right(jti=..., sub="u-9"))
    head, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = f"{head}.{base64url(raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32))}"
    known, same = ask(trusting(KEY), token), ask(trusting(KEY), twin)
    assert isinstance(known, Known)
    assert known == same
    assert tokens.name_of(token) == tokens.name_of(twin) == known.token_id


@pytest.mark.parametrize("text", ["t-1", "u-1", "a.b.c", "", "x" * 9000])
def test_a_name_that_is_no_token_is_the_name_that_it_is(text: str) -> None:
    assert tokens.name_of(text) == text
    assert tokens.name_of(signed(KEY, right(jti="t-7"))) == "t-7"


# --- Where a token stands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "presented"),
    [
        ([], None),
        ([b"Bearer abc"], "abc"),
        ([b"bearer   abc "], "abc"),
        ([b""], NOT_BEARER),
        ([b"Bearer"], NOT_BEARER),
        ([b"Bearer "], NOT_BEARER),
        ([b"Bearer a b"], NOT_BEARER),
        ([b"Basic abc"], NOT_BEARER),
        ([b"abc"], NOT_BEARER),
        ([b"Bearer abc", b"Bearer abc"], NOT_BEARER),
    ],
)
def test_a_header_presents_one_bearer_token_or_nothing(values: list[bytes], presented: Any) -> None:
    assert of_headers([(b"host", b"x"), *((b"authorization", value) for value in values)]) == presented


@pytest.mark.parametrize(
    ("payload", "presented"),
    [
        (None, None),
        ({}, None),
        ([], None),
        ("Bearer abc", None),
        ({"authorization": "Bearer abc"}, "abc"),
        ({"Authorization": "Bearer abc"}, "abc"),
        ({"headers": {"Authorization": "Bearer abc"}}, "abc"),
        ({"authorization": None, "headers": None}, None),
        ({"authorization": ""}, NOT_BEARER),
        ({"authorization": "abc"}, NOT_BEARER),
        ({"authorization": ["Bearer abc"]}, NOT_BEARER),
        ({"authorization": 5}, NOT_BEARER),
        ({"authorization": "Bearer a", "Authorization": "Bearer b"}, NOT_BEARER),
        ({"authorization": "Bearer a", "headers": {"authorization": "Bearer b"}}, NOT_BEARER),
        ({"headers": {"headers": {"authorization": "Bearer b"}}}, None),
    ],
)
def test_the_first_message_of_a_socket_presents_one_bearer_token_or_nothing(
    payload: Any, presented: Any
) -> None:
    assert of_payload(payload) == presented


# --- Over HTTP --------------------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_token_that_is_not_right_is_a_401_whatever_the_way_in(api: Api) -> None:
    query = {"query": "{ __typename }"}
    stream = {"accept": "text/event-stream"}
    for headers, language in (({}, "zh"), ({"accept-language": "en"}, "en")):
        given = {**headers, "authorization": "Bearer a.b.c"}
        for response in (
            await api.client.post("/graphql", json=query, headers=given),
            await api.client.post("/graphql", json=query, headers={**given, **stream}),
            await api.client.get("/graphql", params=query, headers=given),
            await api.client.get("/graphql", headers={**given, "accept": "text/html"}),
        ):
            assert (response.status_code, response.headers["www-authenticate"]) == (
                401,
                'Bearer error="invalid_token"',
            )
            message = NOT_A_TOKEN.words.in_language(language)
            assert response.json() == {
                "errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]
            }


@pytest.mark.anyio
async def test_an_operation_knows_who_asks(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from server import callers

    seen: list[Viewer] = []

    class Noting(callers.Context):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            seen.append(self.viewer)

    monkeypatch.setattr(callers, "Context", Noting)
    signed = bearer("HANDLER", "u-7")
    query = {"query": "{ __typename }"}
    del api.client.headers["authorization"]
    for headers in (signed, {}):
        assert (await api.client.post("/graphql", json=query, headers=headers)).status_code == 200
        assert (await api.client.get("/graphql", params=query, headers=headers)).status_code == 200
    today = Clock().now.date()
    handler, nobody = Viewer(Role.HANDLER, COUNTY, "u-7", today=today), Viewer(today=today)
    assert seen == [handler, handler, nobody, nobody]


@pytest.mark.anyio
async def test_a_token_that_has_ended_is_refused_over_http(api: Api) -> None:
    token = offices.ISSUER.token("u-7", {"role": "HANDLER", "county": COUNTY}, api.clock.now, hours=1)
    signed = {"authorization": f"Bearer {token}"}
    assert (await api.post("{ __typename }", **signed)).status_code == 200
    api.clock.advance(hours=1)
    response = await api.post("{ __typename }", **signed)
    assert (response.status_code, response.json()["errors"][0]["message"]) == (401, EXPIRED.words.en)
