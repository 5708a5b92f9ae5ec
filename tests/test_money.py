"""Amounts of yuan, and the rates that are printed with one digit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import amount_problem, rate
from domain.refusals import REQUIRED, Words

OUT_OF_RANGE = Words("must be more than 0 and less than 10^18 yuan", "金额应大于 0 且小于 10^18 元")


@pytest.mark.parametrize("amount", ["0.01", "1", "60000000.00", "1.500", "1E+6", "999999999999999999.99"])
def test_an_amount_is_positive_and_has_at_most_two_digits(amount: str) -> None:
    assert amount_problem(Decimal(amount)) is None


@pytest.mark.parametrize(
    "amount", ["0", "-0.01", "-1", "1000000000000000000", "1E+40", "NaN", "sNaN", "Infinity", "-Infinity"]
)
def test_an_amount_out_of_range_is_refused(amount: str) -> None:
    assert amount_problem(Decimal(amount)) == OUT_OF_RANGE


@pytest.mark.parametrize(
    "amount",
    ["0.001", "12.345", "1.005", "999999999999999999.999", "0.0000000000000000000000000000000000001"],
)
def test_an_amount_with_more_than_two_digits_is_refused(amount: str) -> None:
    value = Decimal(amount)
    assert amount_problem(value) == Words(
        f"{value} has more than two digits after the point; yuan have two (fen)",
        f"{value} 的小数超过两位,金额以元计,最多到分",
    )


def test_an_amount_is_required() -> None:
    assert amount_problem(None) == REQUIRED


@given(st.integers(1, 10**20 - 1))
def test_every_whole_number_of_fen_is_an_amount(fen: int) -> None:
    assert amount_problem(Decimal(fen).scaleb(-2)) is None


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (77, 116, "66.4"),
        (82, 153, "53.6"),
        (159, 269, "59.1"),
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (1, 2000, "0.1"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
    ],
)
def test_a_rate_has_one_digit_rounded_half_up(part: int, whole: int, percent: str) -> None:
    assert str(rate(part, whole)) == percent


def test_a_rate_without_a_denominator_is_none() -> None:
    assert rate(0, 0) is None


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_rate_is_at_most_half_a_tenth_away_from_the_fraction(counts: tuple[int, int]) -> None:
    part, whole = counts
    printed = rate(part, whole)
    assert printed is not None
    assert abs(printed * whole - 100 * part) * 20 <= whole
    assert 0 <= printed <= 100
