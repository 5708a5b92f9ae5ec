"""Codes that Chinese offices identify things by: GB 32100 credit codes and GB/T 2260 divisions."""

import unicodedata

from stdnum.cn import uscc

from domain.refusals import REQUIRED, Words

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def clean_uscc(value: str) -> str:
    """The code as it is stored, however it was typed: narrow capitals and digits, without spaces or dashes."""
    if len(value) == 18 and value.isascii() and value.isalnum():
        return value.upper()
    return uscc.compact(unicodedata.normalize("NFKC", value))


def uscc_problem(value: str | None) -> Words | None:
    """What is wrong with a unified social credit code (GB 32100-2015: 18 characters, mod-31 check)."""
    if value is None or not value.strip():
        return REQUIRED
    code = clean_uscc(value)
    if len(code) != 18:
        return Words(
            f"has {len(code)} characters; a unified social credit code has 18",
            f"共 {len(code)} 位,统一社会信用代码应为 18 位",
        )
    wrong = next((c for c in code if c not in USCC_ALPHABET), None)
    if wrong is not None:
        return Words(
            f"contains {wrong!r}; a unified social credit code uses digits and capitals without I, O, S, V, Z",
            f"含有“{wrong}”,统一社会信用代码只用数字和大写字母(不含 I、O、S、V、Z)",
        )
    # The two characters before the division may be letters: N2 is a village's economic collective.
    if not code[2:8].isdigit():
        return Words(
            "must have digits at places 3 to 8 (the division code)",
            "第 3 至 8 位(登记机关行政区划码)应为数字",
        )
    right = uscc.calc_check_digit(code[:-1])
    if code[-1] != right:
        return Words(
            f"ends in {code[-1]}, but the check character of {code[:-1]} is {right}; look for a typing error",
            f"末位为 {code[-1]},而 {code[:-1]} 的校验码应为 {right},请核对是否录入有误",
        )
    return None


def division_problem(value: str | None) -> Words | None:
    """What is wrong with a division code (GB/T 2260: six digits, the first from 1 to 9)."""
    if value is None or not value.strip():
        return REQUIRED
    if len(value) != 6 or not value.isascii() or not value.isdigit() or value[0] == "0":
        return Words(f"{value!r} is not a division code of six digits", f"“{value}”不是六位行政区划代码")
    return None
