"""What schemathesis is told about this contract: how its scalars are written, and which answers are a fault of ours."""

import json

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

CLIENTS = {
    "BAD_REQUEST",
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "QUERY_TOO_DEEP",
    "QUERY_TOO_EXPENSIVE",
}
"""Codes that put the fault on the client's side. Others, and an error without a code, are ours."""

WORDS = st.text(max_size=20)
USCCS = ["91110000600037341L", "91370900000000001N", "91110000600037341X"]
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)


def scalar(name: str, right: st.SearchStrategy[str]) -> None:
    """Right values three times out of four."""
    schemathesis.graphql.scalar(name, st.one_of(right, right, right, WORDS).map(nodes.String))


scalar("Uscc", st.sampled_from(USCCS))
scalar("DivisionCode", st.sampled_from(["370900", "370911", "37"]))
scalar("Money", AMOUNTS | st.just("60000000.00"))
scalar("Decimal", AMOUNTS | st.just("630"))
scalar("Date", st.dates().map(str) | st.just("2027-03-01"))
scalar(
    "DateTime", st.datetimes().map("{:%Y-%m-%dT%H:%M:%S}+08:00".format) | st.just("2023-06-13T09:00:00+08:00")
)


@schemathesis.check
def the_server_is_not_at_fault(ctx: object, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """Neither a status of 500 and above, nor an error that is not the client's, nor an answer that is not json."""
    assert response.status_code < 500, f"status {response.status_code}"
    answer = json.loads(response.content)
    codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", [])]
    assert CLIENTS.issuperset(codes), f"codes {codes}"
    assert answer.get("data") is not None or codes, "neither data nor errors"
