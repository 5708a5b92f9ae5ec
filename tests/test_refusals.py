"""Bad input: a typed refusal that names the field and says what would be right, in both languages, and nothing written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import (
    REQUIRED,
    InvalidInput,
    KeyReused,
    NotFound,
    Problem,
    Problems,
    Refusal,
    Words,
    text_problem,
    tidy,
)
from tests.offices import FORMS, USCC, Api, costing, credit_code, intake

pytestmark = pytest.mark.anyio

# --- Words ----------------------------------------------------------------------------------------------------------


def test_words_are_chinese_for_zh_and_english_for_anything_else() -> None:
    assert REQUIRED.in_language("zh") == "必填"
    assert REQUIRED.in_language("en") == REQUIRED.in_language("fr") == "is required"


def test_one_problem_and_several_are_summed_up() -> None:
    one = Problem("name", REQUIRED)
    assert InvalidInput((one,)).message == Words("1 field is not right: name", "有 1 处填写有误:name")
    assert InvalidInput((one, Problem("form.land.parcel", REQUIRED))).message == Words(
        "2 fields are not right: name, form.land.parcel", "有 2 处填写有误:name、form.land.parcel"
    )


def test_what_is_not_found_is_named_by_its_field() -> None:
    assert NotFound("boothId", Words("booth", "摊位")).message == Words(
        "boothId: there is no such booth", "boothId:没有这个摊位"
    )


def test_a_key_that_was_used_is_told_what_to_do() -> None:
    assert KeyReused("k-1").message == Words(
        "This idempotencyKey was used with other input; send a new key for a new act",
        "该幂等键(idempotencyKey)已用于另一份内容,新的提交请使用新的键",
    )


def test_a_refusal_without_words_of_its_own_is_none() -> None:
    with pytest.raises(NotImplementedError):
        _ = Refusal().message


def test_problems_are_collected_in_order_and_none_is_no_refusal() -> None:
    problems = Problems()
    problems.note("a", None)
    assert problems.refusal() is None
    problems.note("b", REQUIRED)
    problems.note("a", REQUIRED)
    assert problems.refusal() == InvalidInput((Problem("b", REQUIRED), Problem("a", REQUIRED)))


@pytest.mark.parametrize("blank", [None, "", " ", "\u3000", "\t\n"])
def test_a_text_that_is_needed_is_not_blank(blank: str | None) -> None:
    assert text_problem(blank, 10) == REQUIRED
    assert text_problem(blank, 10, required=False) is None
    assert tidy(blank) is None


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"])
def test_control_characters_are_refused_by_their_code(character: str) -> None:
    code = f"U+{ord(character):04X}"
    for lines in (False, True):
        assert text_problem(f"甲{character}乙", 10, lines=lines) == Words(
            f"contains the control character {code}; remove it", f"含有控制字符 {code},请删除"
        )


@pytest.mark.parametrize("character", ["\n", "\r", "\t"])
def test_line_breaks_and_tabs_are_for_texts_of_several_lines(character: str) -> None:
    assert text_problem(f"甲{character}乙", 10, lines=True) is None
    assert text_problem(f"甲{character}乙", 10) is not None


@given(st.integers(1, 50), st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60))
def test_a_limit_counts_characters(limit: int, text: str) -> None:
    assert (text_problem(text, limit) is None) == (len(text) <= limit)


# --- Bad input, over HTTP --------------------------------------------------------------------------------------------

QUERY = """mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename ... on Refusal { message }
  ... on InvalidInput { problems { path message } } ... on NotFound { path }
  ... on BoothClosed { state } ... on BoothDoesNotTake { registers elementKinds } } }"""


def of(code: Any, name: Any = "企业") -> dict[str, Any]:
    return {"enterprise": {"registration": {"uscc": code, "name": name}}}


def capital(**changes: Any) -> dict[str, Any]:
    return {"elementKind": "CAPITAL", "form": {"capital": {**FORMS["CAPITAL"], **changes}}}


def energy(**changes: Any) -> dict[str, Any]:
    return {"form": {"energy": {**FORMS["ENERGY"], **changes}}}


USCC_PATH = "enterprise.registration.uscc"
BAD: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "a credit code of another length",
        of(USCC[:-1]),
        USCC_PATH,
        "has 17 characters; a unified social credit code has 18",
        "共 17 位,统一社会信用代码应为 18 位",
    ),
    (
        "a credit code outside the alphabet",
        of("9111000060003734IL"),
        USCC_PATH,
        "contains 'I'; a unified social credit code uses digits and capitals without I, O, S, V, Z",
        "含有“I”,统一社会信用代码只用数字和大写字母(不含 I、O、S、V、Z)",
    ),
    (
        "a credit code with a wrong check character",
        of("91110000600037341M"),
        USCC_PATH,
        "ends in M, but the check character of 91110000600037341 is L; look for a typing error",
        "末位为 M,而 91110000600037341 的校验码应为 L,请核对是否录入有误",
    ),
    ("no credit code", of(None), USCC_PATH, "is required", "必填"),
    ("no name", of(USCC, None), "enterprise.registration.name", "is required", "必填"),
    (
        "a name over its limit",
        of(USCC, "名" * 121),
        "enterprise.registration.name",
        "has 121 characters; at most 120 are allowed",
        "共 121 字,最多 120 字",
    ),
    ("a missing form field", energy(supply=None), "form.energy.supply", "is required", "必填"),
    (
        "a day in the past",
        energy(neededBy="2023-06-12"),
        "form.energy.neededBy",
        "2023-06-12 is in the past; today is 2023-06-13",
        "2023-06-12 已过,今天是 2023-06-13",
    ),
    (
        "a wish in the past",
        {"desiredBy": "2022-12-31"},
        "desiredBy",
        "2022-12-31 is in the past; today is 2023-06-13",
        "2022-12-31 已过,今天是 2023-06-13",
    ),
    (
        "a summary over its limit",
        {"summary": "要" * 501},
        "summary",
        "has 501 characters; at most 500 are allowed",
        "共 501 字,最多 500 字",
    ),
    (
        "a control character",
        {"summary": "增容\x07"},
        "summary",
        "contains the control character U+0007; remove it",
        "含有控制字符 U+0007,请删除",
    ),
    (
        "a control character in a form",
        {"elementKind": "LAND", "form": {"land": {**FORMS["LAND"], "purpose": "工业\x1b[31m"}}},
        "form.land.purpose",
        "contains the control character U+001B; remove it",
        "含有控制字符 U+001B,请删除",
    ),
    (
        "a control character in a name",
        of(USCC, "企\n业"),
        "enterprise.registration.name",
        "contains the control character U+000A; remove it",
        "含有控制字符 U+000A,请删除",
    ),
    (
        "an amount with three digits",
        capital(amount="60000000.005"),
        "form.capital.amount",
        "60000000.005 has more than two digits after the point; yuan have two (fen)",
        "60000000.005 的小数超过两位,金额以元计,最多到分",
    ),
    (
        "a negative amount",
        capital(amount="-1.00"),
        "form.capital.amount",
        "must be more than 0 and less than 10^18 yuan",
        "金额应大于 0 且小于 10^18 元",
    ),
    (
        "a quantity with four digits",
        energy(quantity="1.0001"),
        "form.energy.quantity",
        "1.0001 has more than three digits after the point",
        "1.0001 的小数超过三位",
    ),
    ("no key", {"idempotencyKey": ""}, "idempotencyKey", "is required", "必填"),
    (
        "a key over its limit",
        {"idempotencyKey": "k" * 201},
        "idempotencyKey",
        "has 201 characters; at most 200 are allowed",
        "共 201 字,最多 200 字",
    ),
    (
        "a key with a control character",
        {"idempotencyKey": "k\x07"},
        "idempotencyKey",
        "contains the control character U+0007; remove it",
        "含有控制字符 U+0007,请删除",
    ),
]


@pytest.mark.parametrize(
    ("changes", "path", "en", "zh"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
async def test_input_that_is_wrong_is_refused_by_its_field_in_both_languages_and_nothing_is_written(
    api: Api, changes: dict[str, Any], path: str, en: str, zh: str
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    given = {"input": intake(fair.booths["A02"], "k-1") | changes}
    for language, words, summary in (
        ("en", en, f"1 field is not right: {path}"),
        ("zh-CN", zh, f"有 1 处填写有误:{path}"),
    ):
        answer = await api.send(QUERY, given, **{"accept-language": language})
        assert answer == {
            "data": {
                "submitIntake": {
                    "__typename": "InvalidInput",
                    "message": summary,
                    "problems": [{"path": path, "message": words}],
                }
            },
            "extensions": costing(22),
        }
    assert await api.written() == before


async def test_all_that_is_wrong_is_told_at_once(api: Api) -> None:
    fair = await api.open_fair()
    before = await api.written()
    changes = of("1", "") | energy(quantity="-1", unit=None) | {"summary": "\x07", "desiredBy": "2023-06-12"}
    got = (await api.ask(QUERY, input=intake(fair.booths["A02"], "") | changes))["submitIntake"]
    assert [problem["path"] for problem in got["problems"]] == [
        "idempotencyKey",
        "enterprise.registration.name",
        "enterprise.registration.uscc",
        "summary",
        "desiredBy",
        "form.energy.quantity",
        "form.energy.unit",
    ]
    assert await api.written() == before


@pytest.mark.parametrize("id", ["nonsense", "", "Qm9vdGg6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"])
async def test_an_unknown_booth_is_refused(api: Api, id: str) -> None:
    fair = await api.open_fair()
    before = await api.written()
    for booth in (id, fair.id):
        assert (await api.ask(QUERY, input=intake(booth, "k-1")))["submitIntake"] == {
            "__typename": "NotFound",
            "message": "boothId: there is no such booth",
            "path": "boothId",
        }
    assert await api.written() == before


async def test_a_booth_that_is_not_open_yet_is_refused_in_both_languages(api: Api) -> None:
    booth = await api.add_booth(await api.plan_fair(), "A01")
    before = await api.written()
    for language, message in (
        ("en", "The booth takes no intakes: its fair is planned"),
        ("zh", "摊位未开放受理:活动筹备中"),
    ):
        answer = await api.send(QUERY, {"input": intake(booth, "k-1")}, **{"accept-language": language})
        assert answer["data"]["submitIntake"] == {
            "__typename": "BoothClosed",
            "message": message,
            "state": "PLANNED",
        }
    assert await api.written() == before


@pytest.mark.parametrize(
    ("code", "changes", "registers", "kinds"),
    [
        ("A01", {"elementKind": "DATA"}, ["ELEMENT"], ["LAND", "ENERGY"]),
        ("A01", {"register": "FINANCE"}, ["ELEMENT"], ["LAND", "ENERGY"]),
        ("A02", {"register": "FINANCE", "elementKind": "CAPITAL"}, ["ELEMENT"], list(FORMS)),
        ("B01", {"elementKind": "CAPITAL"}, ["FINANCE"], ["CAPITAL"]),
        ("B01", {"register": "FINANCE"}, ["FINANCE"], ["CAPITAL"]),
    ],
)
async def test_a_booth_that_does_not_take_the_register_or_the_kind_says_what_it_takes(
    api: Api, code: str, changes: dict[str, Any], registers: list[str], kinds: list[str]
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    got = (await api.ask(QUERY, input=intake(fair.booths[code], "k-1", **changes)))["submitIntake"]
    assert got.pop("message").startswith("The booth does not take ")
    assert got == {"__typename": "BoothDoesNotTake", "registers": registers, "elementKinds": kinds}
    assert await api.written() == before


@pytest.mark.parametrize(
    ("accepted", "message"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "fairId:没有这个活动"),
        ("zh-TW", "fairId:没有这个活动"),
        ("en-GB,en;q=0.9,zh;q=0.5", "fairId: there is no such fair"),
        ("EN", "fairId: there is no such fair"),
        ("fr, en;q=0.5", "fairId: there is no such fair"),
        ("fr", "fairId:没有这个活动"),
        ("*", "fairId:没有这个活动"),
        ("", "fairId:没有这个活动"),
    ],
)
async def test_a_message_is_in_the_language_that_is_accepted_and_in_chinese_otherwise(
    api: Api, accepted: str, message: str
) -> None:
    query = "mutation($input: OpenFairInput!) { openFair(input: $input) { ... on Refusal { message } } }"
    answer = await api.send(query, {"input": {"fairId": "x"}}, **{"accept-language": accepted})
    assert answer["data"]["openFair"] == {"message": message}


async def test_the_weights_of_languages_count(api: Api) -> None:
    query = 'mutation { openFair(input: { fairId: "x" }) { ... on Refusal { message } } }'
    answer = await api.send(query, **{"accept-language": "en;q=0.1, zh-CN;q=0.9"})
    assert answer["data"]["openFair"] == {"message": "fairId:没有这个活动"}


async def test_the_same_code_typed_with_dashes_wide_or_small_is_the_same_enterprise(api: Api) -> None:
    fair = await api.open_fair()
    code = credit_code(7)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for number, typed in enumerate(
        (code, code.lower(), f"{code[:8]}-{code[8:]}", f"{code[:8]}–{code[8:]}", wide)
    ):
        await api.taken(fair.booths["A01"], f"k-{number}", **of(typed))
    stored = await api.owner.fetch("SELECT uscc FROM enterprises")
    assert [row["uscc"] for row in stored] == [code]
