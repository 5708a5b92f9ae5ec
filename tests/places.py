"""What the tests of places say: acts of the administrator, and zones, carriers and service points that are there."""

from __future__ import annotations

from typing import Any

from schema.root import schema
from tests.offices import COUNTY, Api, bearer

ADMIN = bearer("ADMIN")
FACTS = {
    "InvalidInput": "problems { path message }",
    "NotFound": "path",
    "OutsideRemit": "path",
    "Outdated": "path currentVersion",
}


async def acted(
    api: Api, act: str, payload: str = "", /, *, as_: dict[str, str] = ADMIN, **given: Any
) -> dict[str, Any]:
    """What an act answers, to the administrator unless it is `as_` another. The messages of refusals are left out."""
    title = act[0].upper() + act[1:]
    members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
    facts = " ".join(f"... on {member} {{ {below} }}" for member, below in FACTS.items() if member in members)
    query = f"mutation($input: {title}Input!) {{ {act}(input: $input) {{ __typename {payload} {facts} }} }}"
    return (await api.ask(query, as_=as_, input=given))[act]


async def refused(
    api: Api, act: str, payload: str = "", /, *, as_: dict[str, str] = ADMIN, **given: Any
) -> dict[str, Any]:
    """The same of an act that writes nothing at all."""
    before = await api.written()
    answer = await acted(api, act, payload, as_=as_, **given)
    assert await api.written() == before
    return answer


async def message(api: Api, act: str, language: str = "en", /, **given: Any) -> str:
    """What a refusal says."""
    title = act[0].upper() + act[1:]
    query = f"mutation($input: {title}Input!) {{ {act}(input: $input) {{ ... on Refusal {{ message }} }} }}"
    answer = await api.send(query, {"input": given}, **ADMIN | {"accept-language": language})
    return answer["data"][act]["message"]


async def zone(api: Api, name: str, parent: str | None = None, **changes: Any) -> str:
    """The id of a zone that is registered."""
    given = {"name": name, "kind": "DEV_ZONE", "divisionCode": COUNTY, "parentId": parent, **changes}
    answer = await acted(api, "registerZone", "... on ZoneRegistered { zone { id } }", **given)
    return answer["zone"]["id"]


async def carrier(api: Api, zone_id: str, name: str = "一号园") -> str:
    """The id of a carrier that is registered."""
    payload = "... on CarrierRegistered { carrier { id } }"
    given = {"name": name, "zoneId": zone_id, "address": "科技路 1 号"}
    return (await acted(api, "registerCarrier", payload, **given))["carrier"]["id"]


ADDED = "... on ServiceAdded { service { id } }"
POINT = "... on ServicePointRegistered { servicePoint { id state intendedOn version } }"
ADVANCED = (
    "... on ServicePointAdvanced { servicePoint { state intendedOn signedOn openedOn closedOn version } }"
)


async def point(api: Api, zone_id: str, name: str = "一号窗口", **changes: Any) -> str:
    """The id of a service point that is intended since 2023-01-01."""
    given = {
        "name": name,
        "kind": "MICRO_WINDOW",
        "zoneId": zone_id,
        "address": "科技路 1 号",
        "on": "2023-01-01",
        **changes,
    }
    return (await acted(api, "registerServicePoint", POINT, **given))["servicePoint"]["id"]


async def opened(api: Api, zone_id: str, name: str = "一号窗口", **changes: Any) -> str:
    """The id of a service point that is open since today, at its third version."""
    id = await point(api, zone_id, name, **changes)
    for version, state in ((1, "SIGNED"), (2, "OPEN")):
        answer = await acted(api, "advanceServicePoint", ADVANCED, id=id, version=version, state=state)
        assert answer["servicePoint"]["state"] == state
    return id
