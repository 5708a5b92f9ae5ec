"""A county with something in every table, so that what is kept from whom can be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from domain.ids import read
from domain.people import Role, Viewer
from tests.offices import COUNTY, RATE, SOLUTION, Api, bearer, credit_code, intake

NEIGHBOUR = "370911"


@dataclass
class County:
    """Global ids by what they are called here: `records` has every one that has an id of its own."""

    code: str
    records: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.records[name]

    def key(self, name: str) -> UUID:
        """The id of a record as the database has it."""
        known = read(self.records[name])
        assert known is not None
        return known.key

    def named(self, *names: str) -> set[str]:
        """The global ids of records."""
        return {self.records[name] for name in names}

    def viewer(self, role: Role, *own: str) -> Viewer:
        """Who holds a role here, for the records that are named."""
        keys = {kind: tuple(self.key(name) for name in own if name.startswith(kind)) for kind in _KINDS}
        return Viewer(
            role,
            self.code,
            subject=f"{role} of {', '.join(own)}",
            enterprises=keys["enterprise"],
            booths=keys["booth"],
            organization=next(iter(keys["organization"]), None),
            zones=keys["zone"],
        )


_KINDS = ("enterprise", "booth", "organization", "zone")

_RECORD = """query($id: ID!) { node(id: $id) {
  ... on Fair { zone { id } } ... on Booth { organization { id } }
  ... on Intake { enterprise { id } ledgerEntry { id } } } }"""


async def filled(api: Api, code: str = COUNTY) -> County:
    """A county in which two zones hold a fair each.

    | intake    | fair   | booth   | enterprise   | what became of it                      |
    |-----------|--------|---------|--------------|----------------------------------------|
    | intake_1  | fair_1 | booth_1 | enterprise_1 | open                                   |
    | intake_2  | fair_1 | booth_2 | enterprise_2 | a solution is promised: entry_2        |
    | intake_3  | fair_1 | booth_2 | enterprise_1 | repeats intake_1                       |
    | intake_4  | fair_2 | booth_3 | enterprise_3 | taken back, for a reason               |

    Each booth is of its own organization. Both fairs are open; `enterprise_4` came to fair_1 and needed nothing. The first
    three enterprises have a contact each. `enterprise_4` has moved to zone_2, is of a tier and on its way into
    statistics, for which the county has a threshold of its own.
    """
    county = County(code)
    held = county.records
    api.client.headers.update(bearer("DISPATCHER", county=code))
    for n in (1, 2):
        zone = {"registration": {"name": f"{code} {n} 区", "kind": "DEV_ZONE", "divisionCode": code}}
        held[f"fair_{n}"] = await api.plan_fair(name=f"{code} 大集 {n}", zone=zone)
        held[f"zone_{n}"] = (await api.ask(_RECORD, id=held[f"fair_{n}"]))["node"]["zone"]["id"]
    for n, fair in ((1, "fair_1"), (2, "fair_1"), (3, "fair_2")):
        held[f"booth_{n}"] = await api.add_booth(held[fair], f"A0{n}")
        booth = (await api.ask(_RECORD, id=held[f"booth_{n}"]))["node"]
        held[f"organization_{n}"] = booth["organization"]["id"]
    for n in (1, 2):
        await api.act("openFair", "", fairId=held[f"fair_{n}"])
    for n, booth, enterprise in ((1, 1, 1), (2, 2, 2), (3, 2, 1), (4, 3, 3)):
        made = await api.taken(
            held[f"booth_{booth}"], f"{code}-{n}", enterprise=known(enterprise), summary=f"密 {n} 号事项"
        )
        held[f"intake_{n}"] = made
        held[f"enterprise_{enterprise}"] = (await api.ask(_RECORD, id=made))["node"]["enterprise"]["id"]
    await api.dispose(held["intake_2"], disposition="SOLUTION_GIVEN", solution=SOLUTION)
    held["entry_2"] = (await api.ask(_RECORD, id=held["intake_2"]))["node"]["ledgerEntry"]["id"]
    await api.act("markDuplicate", "", intakeId=held["intake_3"], originalId=held["intake_1"])
    await api.act("withdrawIntake", "", intakeId=held["intake_4"], reason="密不再需要")
    came = await api.act(
        "recordAttendance",
        "... on AttendanceRecorded { enterprise { id } }",
        fairId=held["fair_1"],
        enterprise=known(4),
    )
    held["enterprise_4"] = came["enterprise"]["id"]
    rating = {"fairId": held["fair_1"], "enterpriseId": held["enterprise_1"], "level": "SATISFIED"}
    for n in (1, 2, 3):
        person = {
            "enterpriseId": held[f"enterprise_{n}"],
            "title": f"密 {n} 号厂长",
            "name": "密某",
            "phone": "13905380000",
        }
        made = await api.act("recordContact", "... on ContactRecorded { contact { id } }", **person)
        held[f"contact_{n}"] = made["contact"]["id"]
    await _register(api, county)
    rep = bearer("ENTERPRISE_REP", county=code, enterprises=[held["enterprise_1"]])
    assert (await api.ask(RATE, as_=rep, input=rating))["rateFair"]["__typename"] == "FairRated"
    return county


async def _register(api: Api, county: County) -> None:
    """What the register and the standing of enterprises leave behind."""
    given = {"enterpriseId": county["enterprise_4"]}
    on = {"on": "2023-06-01"}
    acts: tuple[tuple[str, dict[str, object]], ...] = (
        ("moveEnterprise", {**on, "zoneId": county["zone_2"]}),
        ("grantTier", {"tier": "GAZELLE", "grantedOn": "2023-01-01", "source": "密公示"}),
        ("recordStatistics", {**on, "state": "APPROACHING"}),
    )
    for version, (name, more) in enumerate(acts, 1):
        done = await api.act(name, "", version=version, **given, **more)
        assert "message" not in done, done
    threshold = {"industryCode": "C", "amount": "18000000", "validFrom": "2023-01-01"}
    query = "mutation($input: SetThresholdInput!) { setThreshold(input: $input) { __typename } }"
    await api.ask(query, as_=bearer("ADMIN", county=county.code), input=threshold)


def known(number: int) -> dict[str, object]:
    """An enterprise by its credit code."""
    return {"registration": {"uscc": credit_code(number), "name": f"密 {number} 号企业"}}


def need(county: County, booth: str, key: str, enterprise: str) -> dict[str, object]:
    """A right input of submitIntake for a known enterprise."""
    return intake(county[booth], key, enterprise={"id": county[enterprise]})
