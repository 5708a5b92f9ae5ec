"""What every server is asked, and with which values."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from benchmarks.peers.data import Booth, Data

ENTERPRISES, DASHBOARD, INTAKES, BY_ID, SUBMIT = (
    "enterprises",
    "dashboard",
    "intakes",
    "by id",
    "submitIntake",
)

OPERATIONS = (ENTERPRISES, DASHBOARD, INTAKES, BY_ID, SUBMIT)
LISTS = (ENTERPRISES, DASHBOARD, INTAKES)
CONNECTIONS = {ENTERPRISES: 16, DASHBOARD: 32, INTAKES: 16, BY_ID: 32, SUBMIT: 32}

DOCUMENTS = {
    ENTERPRISES: """{ enterpriseProfiles(first: 50) {
      totalCount
      edges { node {
        id name uscc status
        chains { role chain { id name } }
        alliances { role since alliance { id name } }
        matches(first: 5) { edges { node { product amount state } } }
      } }
      pageInfo { hasNextPage endCursor }
    } }""",
    DASHBOARD: """query($id: ID!) { fair(id: $id) {
      id name state opensAt
      zone { name }
      counts {
        version
        total { received onSite solution open withdrawn duplicate onSiteRate }
        registers { register received onSite solution open onSiteRate }
        booths {
          booth { code name organization { name kind } }
          register received onSite solution open onSiteRate
        }
      }
    } }""",
    INTAKES: """query($id: ID!) { fair(id: $id) { intakes(first: 50) {
      totalCount
      edges { node {
        id number register elementKind summary urgency receivedAt disposition
        enterprise { name uscc }
        booth { code name organization { name } }
      } }
    } } }""",
    BY_ID: """query($id: ID!) { enterpriseProfile(id: $id) {
      id name uscc status
      chains { role chain { name } }
      alliances { role since alliance { name } }
    } }""",
    SUBMIT: """mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) {
      __typename
      ... on IntakeSubmitted { intake { id number receivedAt } counts { version total { received open } } }
      ... on Refusal { message }
    } }""",
}

FORMS = {
    "ENERGY": {
        "carrier": "ELECTRICITY",
        "quantity": "630",
        "unit": "KVA",
        "supply": "DUAL",
        "neededBy": "2049-10-01",
    },
    "CAPITAL": {
        "amount": "60000000.00",
        "purpose": "EQUIPMENT",
        "termMonths": 36,
        "kinds": ["LOAN", "LEASE"],
        "maxAnnualRateBp": 450,
    },
}


@dataclass(frozen=True, slots=True)
class Submission:
    """An intake to hand in: its enterprise is named by id or by credit code."""

    booth: Booth
    enterprise: UUID | str
    key: str

    @property
    def element_kind(self) -> str:
        """The need that its booth takes."""
        return "ENERGY" if self.booth.register == "ELEMENT" else "CAPITAL"


Value = UUID | Submission | None
"""What one request is about."""


def values(operation: str, data: Data, seed: str) -> Callable[[], Value]:
    """Random values for an operation, the same ones for the same seed; a submission's key is never the same twice
    under different seeds."""
    chance = random.Random(seed)
    if operation == ENTERPRISES:
        return lambda: None
    if operation == BY_ID:
        return lambda: chance.choice(data.enterprises)
    if operation != SUBMIT:
        return lambda: chance.choice(data.fairs)

    def submission() -> Submission:
        enterprise = chance.choice(data.enterprises if chance.random() < 0.5 else data.usccs)
        return Submission(chance.choice(data.booths), enterprise, f"{seed}-{chance.getrandbits(64):016x}")

    return submission


def answered(operation: str, documents: Mapping[str, str]) -> bytes:
    """What the body of a good answer holds. (An error is looked for besides.)"""
    if operation != SUBMIT:
        return b'"data":{'
    return b"IntakeSubmitted" if "IntakeSubmitted" in documents[SUBMIT] else b'"intakeId":"'
