"""How the same question is put to each server, and how its answers are made comparable."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from benchmarks.peers.data import COUNTY
from benchmarks.peers.operations import (
    BY_ID,
    DASHBOARD,
    DOCUMENTS,
    ENTERPRISES,
    FORMS,
    INTAKES,
    SUBMIT,
    Submission,
    Value,
)

MICROSECONDS = re.compile(r"(T\d\d:\d\d:\d\d\.\d{3})\d{3}([+-])")
TYPES = {DASHBOARD: "Fair", INTAKES: "Fair", BY_ID: "EnterpriseProfile"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The documents of a server, the variables that it takes, and its answers in the shape of the contract."""

    documents: Mapping[str, str]
    variables: Callable[[str, Value], dict[str, Any]]
    plain: Callable[[str, Any], Any]


def rewritten(answer: Any, rewrite: Callable[[str, Any], Any], name: str = "") -> Any:
    """An answer with every value in it rewritten, by the name of its field and the value."""
    if isinstance(answer, list):
        return [rewritten(each, rewrite, name) for each in cast("list[Any]", answer)]
    if isinstance(answer, dict):
        fields = cast("dict[str, Any]", answer)
        return {name: rewritten(value, rewrite, name) for name, value in fields.items()}
    return rewrite(name, answer)


def comparable(answer: Any) -> Any:
    """An answer without what may differ: the text of a cursor."""
    return rewritten(answer, lambda name, value: value is not None if name == "endCursor" else value)


def _contract(write_id: Callable[[str, UUID], str]) -> Callable[[str, Value], dict[str, Any]]:
    """Variables as the contract has them."""

    def variables(operation: str, value: Value) -> dict[str, Any]:
        if isinstance(value, Submission):
            return {"input": _input(value, write_id)}
        return {} if value is None else {"id": write_id(TYPES[operation], value)}

    return variables


def _input(submission: Submission, write_id: Callable[[str, UUID], str]) -> dict[str, Any]:
    named, kind = submission.enterprise, submission.element_kind
    return {
        "boothId": write_id("Booth", submission.booth.id),
        "register": submission.booth.register,
        "elementKind": kind,
        "enterprise": {"id": write_id("Enterprise", named)}
        if isinstance(named, UUID)
        else {"registration": {"uscc": named, "name": "泰山精密制造有限公司"}},
        "form": {kind.lower(): FORMS[kind]},
        "idempotencyKey": submission.key,
        "summary": "用电增容",
        "urgency": "NORMAL",  # graphql-jit does not know the defaults of inputs
    }


def _plain_id(type_name: str, id: UUID) -> str:
    return str(id)


def _as_it_is(operation: str, data: Any) -> Any:
    return data


CONTRACT = Dialect(DOCUMENTS, _contract(_plain_id), _as_it_is)
"""The contract with plain uuids for ids: what the peers speak that have a schema of their own."""


def _opaque_id(type_name: str, id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{type_name}:{id}".encode()).decode().rstrip("=")


def _uuids(operation: str, data: Any) -> Any:
    return rewritten(data, lambda name, value: _uuid(value) if name == "id" else value)


def _uuid(opaque: str) -> str:
    return base64.urlsafe_b64decode(opaque + "=" * (-len(opaque) % 4)).decode().rpartition(":")[2]


OPAQUE = Dialect(DOCUMENTS, _contract(_opaque_id), _uuids)
"""The contract with opaque ids: ours."""


# --- PostGraphile: names and arguments of its own ------------------------------------------------------------------

_POSTGRAPHILE = {
    ENTERPRISES: """{ enterpriseProfiles(first: 50, orderBy: [NAME_ASC, ROW_ID_ASC]) {
      totalCount
      edges { node {
        id: rowId name uscc status
        chains(orderBy: CHAIN_ID_ASC) { role chain { id: rowId name } }
        alliances(orderBy: ALLIANCE_ID_ASC) { role since alliance { id: rowId name } }
        matches(first: 5, orderBy: [SCORED_AT_DESC, ROW_ID_DESC]) { edges { node { product amount state } } }
      } }
      pageInfo { hasNextPage endCursor }
    } }""",
    DASHBOARD: """query($id: UUID!, $county: String!) { fair(rowId: $id, countyCode: $county) {
      id: rowId name state opensAt
      zone { name }
      total { version received onSite solution open withdrawn duplicate onSiteRate }
      registers(orderBy: REGISTER_ASC) { register received onSite solution open onSiteRate }
      booths(orderBy: [CODE_ASC, ROW_ID_ASC]) {
        code name organization { name kind }
        tallies(orderBy: REGISTER_ASC) { register received onSite solution open onSiteRate }
      }
    } }""",
    INTAKES: """query($id: UUID!, $county: String!) { fair(rowId: $id, countyCode: $county) {
      intakes(first: 50, orderBy: [RECEIVED_AT_ASC, ROW_ID_ASC]) {
        totalCount
        edges { node {
          id: rowId number register elementKind summary urgency receivedAt disposition
          enterprise { name uscc }
          booth { code name organization { name } }
        } }
      }
    } }""",
    BY_ID: """query($id: UUID!, $county: String!) { enterpriseProfile(rowId: $id, countyCode: $county) {
      id: rowId name uscc status
      chains(orderBy: CHAIN_ID_ASC) { role chain { name } }
      alliances(orderBy: ALLIANCE_ID_ASC) { role since alliance { name } }
    } }""",
    SUBMIT: """mutation($input: BenchSubmitIntakeInput!) { benchSubmitIntake(input: $input) {
      result { intakeId number receivedAt version received open }
    } }""",
}


def _postgraphile_variables(operation: str, value: Value) -> dict[str, Any]:
    if not isinstance(value, Submission):
        return {} if value is None else {"id": str(value), "county": COUNTY}
    named, kind = value.enterprise, value.element_kind
    return {
        "input": {
            "boothId": str(value.booth.id),
            "register": value.booth.register,
            "elementKind": kind,
            "enterpriseId": str(named) if isinstance(named, UUID) else None,
            "uscc": None if isinstance(named, UUID) else named,
            "form": FORMS[kind],
            "idempotencyKey": value.key,
            "summary": "用电增容",
        }
    }


def _postgraphile_plain(operation: str, data: Any) -> Any:
    data = rewritten(data, _milliseconds)
    if operation == DASHBOARD:
        return {"fair": _with_counts(data["fair"])}
    if operation == SUBMIT:
        result = data["benchSubmitIntake"]["result"]
        intake = {
            "id": result["intakeId"],
            "number": result["number"],
            "receivedAt": result["receivedAt"],
        }
        total = {"received": result["received"], "open": result["open"]}
        counts = {"version": result["version"], "total": total}
        return {"submitIntake": {"__typename": "IntakeSubmitted", "intake": intake, "counts": counts}}
    return data


def _with_counts(fair: dict[str, Any]) -> dict[str, Any]:
    """The counts of a fair, and its tallies above their booths, as the contract has them."""
    total, registers, booths = (fair.pop(name) for name in ("total", "registers", "booths"))
    tallies = [(booth, tally) for booth in booths for tally in booth.pop("tallies")]
    return {
        **fair,
        "counts": {
            "version": total.pop("version"),
            "total": total,
            "registers": registers,
            "booths": [{"booth": booth, **tally} for booth, tally in tallies],
        },
    }


def _milliseconds(name: str, value: Any) -> Any:
    return MICROSECONDS.sub(r"\1\2", value) if isinstance(value, str) else value


POSTGRAPHILE = Dialect(_POSTGRAPHILE, _postgraphile_variables, _postgraphile_plain)
"""Its own names, arranged by aliases and put into the shape of the contract afterwards."""
