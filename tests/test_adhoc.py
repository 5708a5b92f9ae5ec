import logging, orjson
from dataclasses import replace
from typing import Any
import pytest
from strawberry.http import process_result
from resolvers.context import Context
from schema.root import schema
from tests.offices import *
pytestmark = pytest.mark.anyio
QS = [
 "query($id: ID!){ __typename fair(id:$id){ __typename id name kind state venues round opensAt closesAt zone { id name kind divisionCode } booths { id code registers elementKinds capacity organization { name } fair { id } } satisfaction { attending rated unrated mean levels { level count } } } }",
 "query($id: ID!){ fair(id:$id){ counts { epoch version total { received onSiteRate open __typename } registers { register received } booths { register received onSiteRate booth { code organization { name } } } } } }",
 "query($id: ID!){ fair(id:$id){ xs: intakes(first:3) { __typename totalCount edges { cursor node { id number summary form { __typename ... on EnergyForm { carrier quantity supply neededBy } ... on LabourForm { positions { skill headcount } housingNeeded } ... on CapitalForm { amount kinds } } booth { code } ledgerEntry { id dueOn openedAt } duplicateOf { id } enterprise { name uscc } disposition disposedAt receivedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } back: intakes(last: 2, filter: {open: true}) { totalCount edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }",
 "query($id: ID!){ node(id:$id){ __typename id ... on Fair { n: name booths { code } } ... on Booth { code } } nodes(ids: [$id, $id]) { id ... on Fair { name } } fairs(filter: {text: \"大\"}) { totalCount edges { node { name intakes { totalCount edges { node { number } } } } } } }",
]
async def test_x(api: Api, caplog: Any, monkeypatch: Any) -> None:
    fair = await api.open_fair()
    for i, (kind, form) in enumerate(FORMS.items()):
        if kind == "CAPITAL":
            await api.submit(fair.booths["B01"], f"k{i}", register="FINANCE", elementKind="CAPITAL", form={"capital": form})
        else:
            await api.submit(fair.booths["A02"], f"k{i}", elementKind=kind, form={kind.lower(): form})
    id = await api.taken(fair.booths["A01"], "k-1")
    await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    n = 0
    from db.plans import Reading
    one = Reading.one
    async def counted(self: Any, *a: Any) -> Any:
        nonlocal n; n += 1
        print(self._prepared(a[1])[0].sql)
        return await one(self, *a)
    monkeypatch.setattr(Reading, "one", counted)
    for q in QS:
        out = []
        for planned in (True, False):
            r = await schema.execute(q, {"id": fair.id}, Context(replace(api.world, planned=planned), "en"))
            out.append(orjson.dumps(process_result(r)))
        assert out[0] == out[1]
        print(out[0].decode()[:1500])
    assert n == len(QS)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR], caplog.text
