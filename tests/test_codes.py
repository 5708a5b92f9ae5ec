"""Codes of GB 32100 and GB/T 2260."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from domain.codes import USCC_ALPHABET, clean_uscc, division_problem, uscc_problem
from domain.refusals import REQUIRED, Words
from tests.offices import USCC, credit_code


def test_a_right_credit_code_has_no_problem() -> None:
    assert uscc_problem(USCC) is None


@pytest.mark.parametrize("empty", [None, "", "   "])
def test_a_credit_code_is_required(empty: str | None) -> None:
    assert uscc_problem(empty) == REQUIRED


@pytest.mark.parametrize(("code", "length"), [(USCC[:-1], 17), (USCC + "1", 19), ("9", 1), ("统一", 2)])
def test_a_credit_code_of_another_length_is_told_its_length(code: str, length: int) -> None:
    assert uscc_problem(code) == Words(
        f"has {length} characters; a unified social credit code has 18",
        f"共 {length} 位,统一社会信用代码应为 18 位",
    )


@pytest.mark.parametrize("wrong", ["I", "O", "S", "V", "Z", "中", "_", "\x00", "'"])
def test_a_credit_code_outside_the_alphabet_is_told_the_character(wrong: str) -> None:
    assert uscc_problem(f"911100006000{wrong}7341L") == Words(
        f"contains {wrong!r}; a unified social credit code uses digits and capitals without I, O, S, V, Z",
        f"含有“{wrong}”,统一社会信用代码只用数字和大写字母(不含 I、O、S、V、Z)",
    )


def test_a_credit_code_with_a_wrong_check_character_is_told_the_right_one() -> None:
    assert uscc_problem("91110000600037341M") == Words(
        "ends in M, but the check character of 91110000600037341 is L; look for a typing error",
        "末位为 M,而 91110000600037341 的校验码应为 L,请核对是否录入有误",
    )


def test_a_credit_code_whose_division_is_not_digits_is_told_so() -> None:
    body = "91A10000600037341"
    assert uscc_problem(body + calc_check_digit(body)) == Words(
        "must have digits at places 3 to 8 (the division code)",
        "第 3 至 8 位(登记机关行政区划码)应为数字",
    )


def test_the_registering_department_may_be_a_letter() -> None:
    # N2: a village's economic collective, registered by the office of agriculture.
    body = "N2370911MF1234567"
    assert uscc_problem(body + calc_check_digit(body)) is None


@pytest.mark.parametrize(
    "written",
    [
        "91110000600037341l",
        " 9111 0000 6000 3734 1L ",
        "91110000-600037341-L",
        "91110000\N{EN DASH}600037341L",
        "911100006\N{FULLWIDTH DIGIT ZERO}0037341L",
        "91110000600037341\N{FULLWIDTH LATIN CAPITAL LETTER L}",
        "9111\N{IDEOGRAPHIC SPACE}0000600037341L",
    ],
)
def test_a_credit_code_is_stored_one_way_however_it_was_typed(written: str) -> None:
    assert uscc_problem(written) is None
    assert clean_uscc(written) == USCC


@given(st.text(USCC_ALPHABET, min_size=9, max_size=9), st.integers(100000, 999999))
def test_every_body_has_exactly_one_check_character(organization: str, division: int) -> None:
    body = f"91{division}{organization}"
    right = [last for last in USCC_ALPHABET if uscc_problem(body + last) is None]
    assert right == [calc_check_digit(body)]


@given(st.integers(0, 10**9 - 1), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_a_code_with_one_wrong_character_is_never_right(number: int, place: int, other: str) -> None:
    code = credit_code(number)
    changed = code[:place] + other + code[place + 1 :]
    assert (uscc_problem(changed) is None) == (changed == code)


@given(st.text(max_size=40))
def test_whatever_is_right_is_stored_as_eighteen_characters_of_the_alphabet(text: str) -> None:
    if uscc_problem(text) is None:
        stored = clean_uscc(text)
        assert len(stored) == 18
        assert set(stored) <= set(USCC_ALPHABET)
        assert clean_uscc(stored) == stored


@given(st.integers(0, 10**9 - 1), st.sets(st.integers(0, 18)), st.sampled_from([" ", "-"]))
def test_a_code_typed_in_groups_and_lower_case_comes_back(number: int, places: set[int], gap: str) -> None:
    code = credit_code(number)
    typed = "".join((gap if place in places else "") + c for place, c in enumerate(code.lower()))
    assert uscc_problem(typed) is None
    assert clean_uscc(typed) == code


@pytest.mark.parametrize("code", ["370900", "110000", "999999"])
def test_a_division_code_has_six_digits(code: str) -> None:
    assert division_problem(code) is None


@pytest.mark.parametrize(
    "code", ["37090", "3709000", "070900", "37090A", "370 00", "\uff13\uff17\uff10\uff19\uff10\uff10"]
)
def test_any_other_division_code_is_refused(code: str) -> None:
    assert division_problem(code) == Words(
        f"{code!r} is not a division code of six digits", f"“{code}”不是六位行政区划代码"
    )


@pytest.mark.parametrize("empty", [None, "", " "])
def test_a_division_code_is_required(empty: str | None) -> None:
    assert division_problem(empty) == REQUIRED
