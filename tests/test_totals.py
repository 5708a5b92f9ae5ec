"""What came to enterprises, each yuan once, and what of it is published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.elements import FinancingKind
from domain.enterprises.stock import DatePeriod
from domain.financing import FinancedSum, FinancedTotal, TotalFilter, financed_total, told_as_published
from domain.financing.deals import COUNTED
from domain.people import ANYBODY, Role, Viewer
from tests.offices import COUNTY, uid

YEAR = DatePeriod(date(2023, 1, 1), date(2023, 12, 31))
LOAN, GUARANTEE = FinancingKind.LOAN, FinancingKind.GUARANTEE

SUMS = st.lists(
    st.builds(
        FinancedSum,
        kind=st.sampled_from(FinancingKind),
        institution_id=st.sampled_from([None, uid(1), uid(2), uid(3)]),
        enterprise_id=st.integers(10, 17).map(uid),
        linked=st.booleans(),
        inside=st.booleans(),
        amount=st.integers(1, 1000).map(Decimal),
        deals=st.integers(1, 3),
    ),
    max_size=20,
)


def came(kind: FinancingKind, enterprise: int, amount: int, **changes: Any) -> FinancedSum:
    """A deal's money from one bank."""
    sum_ = FinancedSum(kind, uid(1), uid(enterprise), False, True, Decimal(amount), 1)
    return replace(sum_, **changes)


def told(sums: list[FinancedSum], *, published: bool = False, **filter: Any) -> FinancedTotal:
    return financed_total(COUNTY, YEAR, sums, TotalFilter(**filter), published=published)


def test_a_loan_and_the_guarantee_behind_it_are_one_money() -> None:
    total = told([came(LOAN, 10, 10_000_000), came(GUARANTEE, 10, 8_000_000, linked=True)])
    assert (total.total, total.deals) == (Decimal(10_000_000), 1)
    assert (total.excluded_guarantees, total.unlinked_guarantees) == (Decimal(8_000_000), Decimal(0))
    assert [(each.kind, each.amount) for each in total.by_kind] == [(LOAN, Decimal(10_000_000))]


def test_a_guarantee_that_backs_no_deal_is_no_money_either_and_is_told_apart() -> None:
    total = told([came(GUARANTEE, 10, 5), came(GUARANTEE, 11, 8, linked=True)])
    assert (total.total, total.deals, total.by_kind) == (Decimal(0), 0, ())
    assert (total.excluded_guarantees, total.unlinked_guarantees) == (Decimal(13), Decimal(5))


@given(SUMS)
def test_the_office_is_told_all_of_it_and_each_part_adds_up(sums: list[FinancedSum]) -> None:
    total = told(sums)
    counted = [each for each in sums if each.inside and each.kind in COUNTED]
    assert total.total == sum(each.amount for each in counted)
    assert total.deals == sum(each.deals for each in counted)
    assert sum(each.amount or 0 for each in total.by_kind) == total.total
    assert sum(each.amount or 0 for each in total.by_institution) == total.total
    for kind in FinancingKind:
        of_kind = [each.amount for each in counted if each.kind is kind]
        assert told(sums, kind=kind).total == sum(of_kind)
    for bank in (uid(1), uid(2)):
        of_bank = [each.amount for each in counted if each.institution_id == bank]
        assert told(sums, institution_id=bank).total == sum(of_bank)


def _few(enterprises: set[Any]) -> bool:
    return 0 < len(enterprises) < 3


@given(SUMS)
def test_what_is_published_tells_of_no_fewer_than_three_enterprises_nor_lets_them_be_derived(
    sums: list[FinancedSum],
) -> None:
    exact, total = told(sums), told(sums, published=True)
    counted = [each for each in sums if each.inside and each.kind in COUNTED]
    whole = {each.enterprise_id for each in counted}
    if total.total is None:
        assert total.deals is None
        assert (total.by_kind, total.by_institution) == ((), ()) or _few(whole)
        return
    assert total.total == exact.total
    assert not _few(whole)
    for table, column in ((total.by_kind, "kind"), (total.by_institution, "institution_id")):
        of: dict[Any, set[Any]] = defaultdict(set)
        for each in counted:
            of[getattr(each, column)].add(each.enterprise_id)
        hidden: set[Any] = set()
        for cell in table:
            key = getattr(cell, column)
            assert (cell.amount is None) == (cell.deals is None)
            if cell.amount is None:
                hidden |= of[key]
            else:
                assert not _few(of[key])
        # What the total leaves when all told cells are taken off it.
        assert not _few(hidden)


@given(SUMS, st.sampled_from(COUNTED), st.sampled_from([uid(1), uid(2), uid(3)]))
def test_a_part_that_is_asked_for_is_published_as_its_cell_among_all(
    sums: list[FinancedSum], kind: FinancingKind, bank: Any
) -> None:
    total = told(sums, published=True)
    kinds = {each.kind: each.amount for each in total.by_kind}
    banks = {each.institution_id: each.amount for each in total.by_institution}
    for filter, cells, key in (
        ({"kind": kind}, kinds, kind),
        ({"institution_id": bank}, banks, bank),
    ):
        part = told(sums, published=True, **filter)
        assert (part.by_kind, part.by_institution) == ((), ())
        if total.total is not None:
            assert part.total == cells.get(key, Decimal(0))
    assert told(sums, published=True, kind=kind, institution_id=bank).total is None


def test_a_zone_is_not_published_where_the_rest_of_the_county_would_be_few() -> None:
    zone = [came(LOAN, n, 5) for n in (10, 11, 12)]
    rest = [came(LOAN, n, 7, inside=False) for n in (13, 14)]
    assert told(zone + rest, published=True).total is None
    assert told(zone + rest).total == Decimal(15)
    many = [*rest, came(LOAN, 15, 7, inside=False)]
    assert told(zone + many, published=True).total == Decimal(15)


def test_without_keeping_small_cells_back_the_public_would_learn_what_one_enterprise_got() -> None:
    sums = [came(LOAN, n, 5) for n in (10, 11, 12)] + [came(FinancingKind.EQUITY, 13, 7)]
    open_, kept = told(sums), told(sums, published=True)
    assert [each.amount for each in open_.by_kind] == [Decimal(15), Decimal(7)]
    assert [each.amount for each in kept.by_kind] == [None, None]
    assert kept.total == Decimal(22)


def test_who_is_told_exactly() -> None:
    bank, zone = uid(1), uid(5)

    def published(role: Role, filter: TotalFilter | None = None, **held: Any) -> bool:
        return told_as_published(Viewer(role, COUNTY, **held), COUNTY, filter or TotalFilter())

    exact = {role for role in Role if not published(role)}
    assert exact == {Role.DISPATCHER, Role.INSPECTOR}
    assert told_as_published(ANYBODY, COUNTY, TotalFilter())
    assert told_as_published(Viewer(Role.DISPATCHER, "370901"), COUNTY, TotalFilter())
    assert published(Role.DISPATCHER, zones=(zone,))
    assert not published(Role.DISPATCHER, TotalFilter(zone_id=zone), zones=(zone,))
    assert not published(Role.INSTITUTION_REP, TotalFilter(institution_id=bank), organization=bank)
    assert published(Role.INSTITUTION_REP, TotalFilter(institution_id=uid(2)), organization=bank)
    assert published(Role.INSTITUTION_REP, organization=bank)
