"""Importing enterprises: the columns of their table, and what becomes of its lines."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.enterprises.days import day_problem
from domain.enterprises.divisions import unknown_division
from domain.enterprises.industries import industry_problem, unknown_industry
from domain.enterprises.keeping import KEEPERS, Moment, Registered, RegisterEnterprise, register
from domain.enterprises.names import NAME_LIMIT
from domain.enterprises.places import Zone
from domain.enterprises.register import (
    ENDED,
    ENTERPRISE_KIND_NAMES,
    STATUS_NAMES,
    Enterprise,
    EnterpriseKind,
    EnterpriseStatus,
)
from domain.people import Acts
from domain.refusals import REQUIRED, Words
from domain.tables import (
    Choice,
    Day,
    Decided,
    Division,
    Line,
    Occasion,
    RowProblem,
    Table,
    Text,
    Uscc,
    against_stored,
    column,
)

ACTS: Acts = {"importEnterprises": KEEPERS}
"""Who imports. A dispatcher of some zones does not: rows are of any."""


@dataclass(frozen=True, slots=True)
class IndustryCode:
    """A code of GB/T 4754. As a short number it may have lost a zero in front."""

    def read(self, cell: Any, *, typed: bool) -> str | Words:
        if isinstance(cell, int) and cell < 1000:
            return Words(
                f"is the number {cell}: the spreadsheet may have cut off a zero in front; format the column as text and "
                "enter the code again",
                f"为数值 {cell}:表格软件可能已去掉开头的 0,请将该列设为“文本”后重新录入",
            )
        text = Text(4).read(cell, typed=typed)
        return text if isinstance(text, Words) else industry_problem(text) or text


@dataclass(frozen=True, slots=True)
class EnterpriseLine(Line):
    """An enterprise. Without a status it is in business; one that is about to settle has no credit code yet."""

    name: str | None = field(
        default=None, metadata=column("name", "企业名称", Text(NAME_LIMIT), "名称", "企业", "enterprise name")
    )
    uscc: str | None = field(
        default=None,
        metadata=column(
            "uscc",
            "统一社会信用代码",
            Uscc(),
            "信用代码",
            "credit code",
            "unified social credit code",
            required=False,
        ),
    )
    kind: EnterpriseKind | None = field(
        default=None,
        metadata=column(
            "kind",
            "类别",
            Choice(
                ENTERPRISE_KIND_NAMES,
                {
                    "个体户": EnterpriseKind.SOLE_TRADER,
                    "其他": EnterpriseKind.OTHER,
                    "other": EnterpriseKind.OTHER,
                },
            ),
            "经营主体类别",
            "主体类别",
            "enterprise kind",
            required=False,
        ),
    )
    division_code: str | None = field(
        default=None,
        metadata=column("division code", "行政区划代码", Division(), "区划代码", "division", required=False),
    )
    zone: str | None = field(
        default=None,
        metadata=column("zone", "所属区域", Text(NAME_LIMIT), "区域", "园区", "zone name", required=False),
    )
    industry_code: str | None = field(
        default=None,
        metadata=column(
            "industry code", "行业代码", IndustryCode(), "行业", "所属行业代码", "industry", required=False
        ),
    )
    registered_on: date | None = field(
        default=None,
        metadata=column("registered on", "登记日期", Day(), "成立日期", "注册日期", required=False),
    )
    status: EnterpriseStatus | None = field(
        default=None,
        metadata=column(
            "status",
            "状态",
            Choice(
                STATUS_NAMES,
                {
                    "存续": EnterpriseStatus.ACTIVE,
                    "开业": EnterpriseStatus.ACTIVE,
                    "注销": EnterpriseStatus.CLOSED,
                    "迁出": EnterpriseStatus.MOVED,
                },
            ),
            "企业状态",
            required=False,
        ),
    )
    ended_on: date | None = field(
        default=None,
        metadata=column("ended on", "终止日期", Day(), "注销日期", "迁出日期", required=False),
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What the database knows of what some lines speak about; `stored` has lines as they would be, by what they are about."""

    zones: Mapping[str, Zone]
    divisions: frozenset[str]
    industries: frozenset[str]
    stored: Mapping[Hashable, EnterpriseLine]


def about(line: EnterpriseLine) -> Hashable:
    """What tells one enterprise from another: the credit code or, of one that has none yet, the name."""
    if "uscc" in line.bad:
        return None
    return line.uscc or (line.name and (line.name,))


def decide(table: Table[EnterpriseLine], ground: Ground, occasion: Occasion) -> Decided[Registered]:
    """What becomes of lines of which no two are about the same enterprise."""
    added: list[Registered] = []
    problems: list[RowProblem] = []
    unchanged = 0
    for line in table.lines:
        wrong = [
            table.problem(line, name, words)
            for name, words in (*_wrong(line, occasion.today), *_unknown(line, ground, occasion.today))
            if words is not None and name not in line.bad
        ]
        stored = ground.stored.get(about(line))
        if stored is not None:
            wrong += against_stored(table, line, stored)
        problems += wrong
        if wrong or line.bad:
            continue
        if stored is not None:
            unchanged += 1
        else:
            added.append(_registered(line, ground, occasion))
    return Decided(tuple(added), unchanged, tuple(problems))


def _wrong(line: EnterpriseLine, today: date) -> list[tuple[str, Words | None]]:
    """What is wrong with a line by itself."""
    has_ended = line.status in ENDED
    found: list[tuple[str, Words | None]] = [
        ("registered_on", day_problem(line.registered_on, today)),
        ("ended_on", day_problem(line.ended_on, today)),
    ]
    if "status" not in line.bad:
        found += [("uscc", _uscc_problem(line)), ("ended_on", _end_problem(line, has_ended=has_ended))]
    if line.registered_on and line.ended_on and line.ended_on < line.registered_on:
        words = Words(
            f"{line.ended_on} is before it was registered on {line.registered_on}",
            f"终止日期 {line.ended_on} 早于登记日期 {line.registered_on}",
        )
        found.append(("ended_on", words))
    return found


def _uscc_problem(line: EnterpriseLine) -> Words | None:
    if line.status is not EnterpriseStatus.PREPARING:
        return REQUIRED if line.uscc is None else None
    if line.uscc is None:
        return None
    return Words(
        "is there, but the enterprise is about to settle; one with a credit code is active",
        "已填统一社会信用代码,而状态为“拟落地”;有代码的企业状态应为“在营”",
    )


def _end_problem(line: EnterpriseLine, *, has_ended: bool) -> Words | None:
    if has_ended and line.ended_on is None:
        return Words("is missing: one that has ended has its day", "已迁出或已注销的企业必须填写终止日期")
    if line.ended_on is not None and not has_ended:
        return Words(
            "is there, but the status is neither moved away nor closed",
            "已填终止日期,而状态并非“已迁出”或“已注销”",
        )
    return None


def _unknown(line: EnterpriseLine, ground: Ground, today: date) -> list[tuple[str, Words | None]]:
    """What a line names and nobody knows."""
    found: list[tuple[str, Words | None]] = []
    if line.zone is not None and line.zone not in ground.zones:
        words = Words(
            f"the county has no zone {line.zone}; write its name as it is there, or add the zone first",
            f"本县没有区域“{line.zone}”,请核对名称或先登记该区域",
        )
        found.append(("zone", words))
    elif line.zone is not None and (ended := ground.zones[line.zone].ended_on) is not None:
        words = Words(
            f"{line.zone} has ended on {ended}; name the zone that took its place",
            f"区域“{line.zone}”已于 {ended} 撤销,请填写现有区域",
        )
        found.append(("zone", words))
    if line.division_code is not None and line.division_code not in ground.divisions:
        found.append(("division_code", unknown_division(line.division_code, today)))
    if line.industry_code is not None and line.industry_code not in ground.industries:
        found.append(("industry_code", unknown_industry(line.industry_code)))
    return found


def _registered(line: EnterpriseLine, ground: Ground, occasion: Occasion) -> Registered:
    assert line.name is not None
    zone = None if line.zone is None else ground.zones[line.zone]
    command = RegisterEnterprise(
        name=line.name,
        uscc=line.uscc,
        kind=line.kind or EnterpriseKind.ENTERPRISE,
        zone_id=zone and zone.id,
        division_code=line.division_code,
        industry_code=line.industry_code,
        registered_on=line.registered_on,
    )
    id, moment = occasion.new_id(), Moment(occasion.now, occasion.today, occasion.new_id())
    registered = register(command, zone, occasion.county_code, id, moment)
    if line.status is None or line.status is registered.enterprise.status:
        return registered
    return Registered(
        replace(registered.enterprise, status=line.status, ended_on=line.ended_on),
        replace(registered.change, status_after=line.status),
    )


def enterprise_problems(
    uscc: str | None, said: str | None, known: Mapping[str, Enterprise]
) -> list[tuple[str, Words | None]]:
    """What is wrong with how a line of another table names an enterprise: by its code and, to be sure, by its name."""
    if uscc is None:
        return []
    enterprise = known.get(uscc)
    if enterprise is None:
        words = Words(
            "is of no enterprise in the register; import it first", "库中没有此代码的企业,请先导入企业"
        )
        return [("uscc", words)]
    if said in {None, enterprise.name, *enterprise.former_names}:
        return []
    words = Words(
        f"is another name than the register has for this code: {enterprise.name}",
        f"与库中该代码的企业名称不一致:库中为“{enterprise.name}”",
    )
    return [("enterprise", words)]


def after_its_end(enterprise: Enterprise, until: date | None) -> Words | None:
    """What is wrong with a period that lasts `until` a day, when the enterprise has ended before."""
    ended_on = enterprise.ended_on
    if ended_on is None or (until is not None and until <= ended_on):
        return None
    return Words(
        f"must not be after {ended_on}, when the enterprise has ended",
        f"企业已于 {ended_on} 终止,不得晚于该日",
    )
