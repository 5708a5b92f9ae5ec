"""What a token says about its bearer: one object among its claims, which names one role and what it is held for."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from domain import ids
from domain.codes import division_problem
from domain.people import Role, Viewer
from domain.refusals import Words, text_problem

MOST_IDS = 1000
"""Ids that one token may name."""

LISTS = {"zones": "Zone", "enterprises": "Enterprise", "booths": "Booth", "chains": "Chain"}
"""Members that are lists of ids, and the type of each."""

MEMBERS = {"role", "county", "organization", *LISTS}


def subject_problem(subject: object) -> Words | None:
    """What is wrong with a `sub`: who acts is kept with every act."""
    if not isinstance(subject, str):
        return _wrong("sub", "must be text", "应为文本")
    found = text_problem(subject, 255)
    return None if found is None else _wrong("sub", found.en, found.zh)


def viewer(subject: str, name: str, claim: object) -> Viewer | Words:
    """The viewer that a claim describes, or what is wrong with it; `name` is the claim's.

    Nothing is guessed: a member that is misspelt or empty could otherwise widen what is seen.
    """
    if not isinstance(claim, Mapping):
        return _wrong(name, "must be an object with `role`", "应为含 `role` 的对象")
    given = cast("Mapping[str, Any]", claim)
    if given.keys() - MEMBERS:
        known = ", ".join(sorted(MEMBERS))
        return _wrong(name, f"has a member other than {known}", f"含有 {known} 以外的成员")
    role = _role(given.get("role"))
    if role is None:
        return _wrong(f"{name}.role", "must be one of the roles", "应为规定角色之一")
    if role is Role.PUBLIC:
        return Viewer(subject=subject)
    county = given.get("county")
    if not isinstance(county, str) or division_problem(county) is not None:
        return _wrong(f"{name}.county", "must be a division code of six digits", "应为六位行政区划代码")
    held = _held(name, given)
    if isinstance(held, Words):
        return held
    organization: UUID | None = None
    if "organization" in given:
        organization = _id(given["organization"], "Organization")
        if organization is None:
            return _not_ids(f"{name}.organization", "Organization")
    return Viewer(
        role,
        county_code=county,
        subject=subject,
        enterprises=held["enterprises"],
        booths=held["booths"],
        organization=organization,
        zones=held["zones"],
        chains=held["chains"],
    )


def _held(name: str, given: Mapping[str, Any]) -> dict[str, tuple[UUID, ...]] | Words:
    """The ids of every list, each once."""
    held: dict[str, tuple[UUID, ...]] = dict.fromkeys(LISTS, ())
    left = MOST_IDS
    for member, type_name in LISTS.items():
        if member not in given:
            continue
        listed = given[member]
        if not isinstance(listed, list):
            return _wrong(f"{name}.{member}", "must be a list of ids", "应为标识列表")
        texts = cast("list[object]", listed)
        left -= len(texts)
        if left < 0:
            return _wrong(name, f"names more than {MOST_IDS} ids", f"标识超过 {MOST_IDS} 个")
        found = [_id(text, type_name) for text in texts]
        if None in found:
            return _not_ids(f"{name}.{member}", type_name)
        held[member] = tuple(dict.fromkeys(id for id in found if id is not None))
    if "zones" in given and not held["zones"]:
        # A dispatcher without zones has the whole county: a list that lost its zones must not mean that.
        return _wrong(
            f"{name}.zones",
            "must not be empty; leave it out for the whole county",
            "不得为空;负责全县时请省略",
        )
    return held


def _role(value: object) -> Role | None:
    return Role(value) if isinstance(value, str) and value in Role.__members__ else None


def _id(value: object, type_name: str) -> UUID | None:
    """An id of this API, or the UUID that is in it."""
    if not isinstance(value, str):
        return None
    try:
        key = UUID(value)
    except ValueError:
        read = ids.read(value)
        return (
            read.key
            if read is not None and ids.written(read) == value and read.type_name == type_name
            else None
        )
    return key if str(key) == value.lower() else None


def _not_ids(path: str, type_name: str) -> Words:
    return _wrong(
        path, f"must be ids of type {type_name}, or their UUIDs", f"应为 {type_name} 类型的标识或其 UUID"
    )


def _wrong(path: str, en: str, zh: str) -> Words:
    return Words(f"The token's claim {path} {en}", f"令牌的声明 {path} {zh}")
