"""Industries (行业, GB/T 4754-2017): the twenty sections, and the classes below them, whose table an office imports."""

import re
from dataclasses import dataclass

from domain.refusals import Words

CODE = re.compile(r"[A-T]|(0[1-9]|[1-8][0-9]|9[0-7])[0-9]{0,2}")
"""A section by its letter; a division, a group or a class of one by two, three or four digits."""

SECTIONS: dict[str, tuple[int, Words]] = {
    "A": (5, Words("Agriculture, forestry, animal husbandry and fishery", "农、林、牧、渔业")),
    "B": (12, Words("Mining", "采矿业")),
    "C": (43, Words("Manufacturing", "制造业")),
    "D": (
        46,
        Words(
            "Production and supply of electricity, heat, gas and water", "电力、热力、燃气及水生产和供应业"
        ),
    ),
    "E": (50, Words("Construction", "建筑业")),
    "F": (52, Words("Wholesale and retail trades", "批发和零售业")),
    "G": (60, Words("Transport, storage and post", "交通运输、仓储和邮政业")),
    "H": (62, Words("Hotels and catering services", "住宿和餐饮业")),
    "I": (
        65,
        Words(
            "Information transmission, software and information technology", "信息传输、软件和信息技术服务业"
        ),
    ),
    "J": (69, Words("Financial intermediation", "金融业")),
    "K": (70, Words("Real estate", "房地产业")),
    "L": (72, Words("Leasing and business services", "租赁和商务服务业")),
    "M": (75, Words("Scientific research and technical services", "科学研究和技术服务业")),
    "N": (
        79,
        Words(
            "Management of water conservancy, environment and public facilities", "水利、环境和公共设施管理业"
        ),
    ),
    "O": (82, Words("Services to households, repair and other services", "居民服务、修理和其他服务业")),
    "P": (83, Words("Education", "教育")),
    "Q": (85, Words("Health and social service", "卫生和社会工作")),
    "R": (90, Words("Culture, sports and entertainment", "文化、体育和娱乐业")),
    "S": (
        96,
        Words("Public management, social security and social organization", "公共管理、社会保障和社会组织"),
    ),
    "T": (97, Words("International organization", "国际组织")),
}
"""The sections: the last two-digit division of each, and its name."""


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry by its code; the sections have an English name too."""

    code: str
    name: str
    english_name: str | None = None


def section_of(code: str) -> str:
    """The letter of the section that a right code is in."""
    if code.isalpha():
        return code
    return next(letter for letter, (last, _) in SECTIONS.items() if int(code[:2]) <= last)


def covers(scope: str, code: str) -> bool:
    """Whether an industry is another one, or is within it: 5212 is within 521, within 52, and within F."""
    return code == scope or (section_of(code) == scope if scope.isalpha() else code.startswith(scope))


def pattern_within(code: str) -> str:
    """A regular expression for the codes that an industry covers, as PostgreSQL and Python read it."""
    if not code.isalpha():
        return f"^{code}"
    letters = list(SECTIONS)
    place = letters.index(code)
    first = 1 if place == 0 else SECTIONS[letters[place - 1]][0] + 1
    return f"^({code}$|{'|'.join(f'{number:02}' for number in range(first, SECTIONS[code][0] + 1))})"


def industry_problem(code: str) -> Words | None:
    """What is wrong with an industry's code by itself, if anything."""
    if CODE.fullmatch(code) is None:
        return Words(
            f"{code!r} is no code of GB/T 4754-2017: a letter from A to T, or two to four digits from 01 to 97",
            f"“{code}”不是 GB/T 4754-2017 行业代码:应为门类字母 A 至 T,或 01 至 97 开头的 2 至 4 位数字",
        )
    return None


def unknown_industry(code: str) -> Words:
    """What to say of a right code that the imported table does not have."""
    return Words(
        f"{code} is not in the table of industries; have it imported, or give the section: {section_of(code)}",
        f"行业代码表中没有 {code},请先导入行业代码表,或填所属门类 {section_of(code)}",
    )
