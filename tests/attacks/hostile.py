"""What stands where something right was expected: values, texts, and right things that were broken."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from schema.backing import global_id
from tests.offices import USCC, uid

TEXTS = (
    "", " ", "\t\n", "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e\u2066", "\ufeff", "😀" * 40, "泰" * 300, "x" * 5000,
    "'", "''; --", "%", "\\", "$1", "{", "}", "${x}", "<script>", "../../..", "%00", "null", "NaN", "Infinity", "-0", "1e999",
    "0x10", "１２３", "٣", "-1", "9" * 400, "1_000", "0.0000000001", "12345678901234567890123.45", " 7 ", "+7", "1,5",
    "2023-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2023-06-13T25:61:61Z", "2023-06-13T09:00:00+99:99", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "2023-W24-2", "20230613", "2023-06-13T09:00:00.1234567890123+08:00", "２０２３-06-13",
    "ELEMENT_FAIR", "element_fair", "__typename", "__proto__", "370900", "000000", "３７０９００", USCC, USCC.lower(), USCC[:-1] + "0",
)  # fmt: skip

IDS = (
    "", "x", "=", "====", "RmFpcg==", "RmFpcjo=", "RmFpcjo6MQ", "8J+YgA==", "//8=", "__8=", "\0", "泰", "é",
    global_id("Fair", uid(1)) + "A", global_id("Fair", uid(1))[:-4], global_id("Nonsense", uid(1)), global_id("Query", uid(1)),
    global_id("fair", uid(1)), global_id("Fair", uid(2**128 - 1)), global_id("", uid(1)), "Fair:1", str(uid(1)), "A" * 4001,
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -0.0, 1, -1, 0.5, 101, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63, 2**64 - 1, 2**64, 10**400,
    1e308, 5e-324, float("nan"), float("inf"), [], {}, [[]], [None], {"": ""}, {"a": {"a": {}}}, ["a"] * 500, list(range(200)),
    {"__typename": "Fair"}, {"__typename": "Fair", "id": "x"}, {"__typename": ["Fair"], "id": {}}, {"first": 1},
)  # fmt: skip

BYTES = (b"\0", b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]", b'"', b",",
         b":", b"\\", b"\\u0000", b"\\ud800", b"\r\n", b"1e400", b"9" * 60, b"null", b"\x80", b"...", b"@", b"$", b"#", b"[" * 80)  # fmt: skip


def text(random: Random) -> str:
    """A text that no client should send."""
    chance = random.random()
    if chance < 0.5:
        return random.choice(TEXTS)
    if chance < 0.8:
        return random.choice(IDS)
    return "".join(chr(random.choice((random.randrange(128), random.randrange(0x10000)))) for _ in range(12))


def value(random: Random) -> Any:
    """A value of json, and some that json has no words for."""
    chance = random.random()
    if chance < 0.4:
        return text(random)
    if chance < 0.95:
        return random.choice(VALUES)
    nested: Any = text(random)
    for _ in range(random.choice((5, 60, 62, 63, 64, 200, 900))):
        nested = [nested] if random.random() < 0.5 else {"a": nested}
    return nested


def broken(random: Random, given: Any) -> Any:
    """A value with something in it that is not right: another value, a member more or one less."""
    if isinstance(given, dict) and given and random.random() < 0.9:
        changed, name = dict(given), random.choice(list(given))
        chance = random.random()
        if chance < 0.7:
            changed[name] = broken(random, given[name])
        elif chance < 0.85:
            del changed[name]
        else:
            changed[text(random)] = value(random)
        return changed
    if isinstance(given, list) and given and random.random() < 0.8:
        changed, place = list(given), random.randrange(len(given))
        if random.random() < 0.3:
            return changed * random.choice((0, 2, 60))
        changed[place] = broken(random, given[place])
        return changed
    return value(random)


def torn(random: Random, data: bytes) -> bytes:
    """Bytes of which some are lost, doubled, changed, or others."""
    left = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        place, size = random.randrange(len(left) + 1), random.choice((1, 1, 2, 5, 30))
        match random.randrange(6):
            case 0:
                del left[place : place + size]
            case 1:
                left[place:place] = left[place : place + size]
            case 2:
                left[place:place] = random.choice(BYTES)
            case 3:
                left[place : place + size] = random.randbytes(size)
            case 4 if left:
                left[place % len(left)] ^= 1 << random.randrange(8)
            case _:
                other = random.randrange(len(left) + 1)
                left[place : place + size] = left[other : other + size]
    return bytes(left)


def torn_text(random: Random, given: str) -> str:
    """A text of which some is lost, doubled or others."""
    return torn(random, given.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def written(random: Random, given: Any) -> bytes:
    """A value as json, or as what looks like it: with the escapes or without, at times with a member twice."""
    plain = json.dumps(given, ensure_ascii=random.random() < 0.5)
    if isinstance(given, dict) and given and random.random() < 0.05:
        name = random.choice(list(given))
        plain = plain[:-1] + f", {json.dumps(name)}: {json.dumps(value(random))}}}"
    return plain.encode("utf-8", "surrogatepass")
