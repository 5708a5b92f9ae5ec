"""The fair day, through the API."""

import pytest

from tests.offices import Api

pytestmark = pytest.mark.anyio


async def test_an_intake_gets_the_next_number_of_its_booth_and_is_counted(api: Api) -> None:
    fair = await api.open_fair()
    first = await api.submit(fair.booths["A01"], "k-1")
    second = await api.submit(fair.booths["A01"], "k-2")
    assert [first["intake"]["number"], second["intake"]["number"]] == [1, 2]
    assert first["intake"]["receivedAt"] == "2023-06-13T12:00:00.000+08:00"
    assert second["counts"] == {"version": 5, "total": {"received": 2, "open": 2}}
