"""Hard rules with reasons: each passes, fails, or cannot be told, with what is demanded and what is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.refusals import Words


class FitOutcome(StrEnum):
    """What a hard rule says. 硬性条件结果。"""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


FIT_OUTCOME_NAMES: Mapping[FitOutcome, Words] = {
    FitOutcome.PASS: Words("It fits", "符合"),
    FitOutcome.FAIL: Words("It does not fit", "不符合"),
    FitOutcome.UNKNOWN: Words(
        "What it depends on was not said; never taken for a pass", "信息不足,不视为符合"
    ),
}


class FitCode(StrEnum):
    """Which hard rule: the first six of supply, the others of space. 硬性条件。"""

    CLASS = "CLASS"
    UNIT = "UNIT"
    CAPACITY = "CAPACITY"
    CERTIFICATES = "CERTIFICATES"
    REGION = "REGION"
    DATE = "DATE"
    AREA = "AREA"
    CLEAR_HEIGHT = "CLEAR_HEIGHT"
    FLOOR_LOAD = "FLOOR_LOAD"
    POWER = "POWER"
    CRANE = "CRANE"
    FIRE_CLASS = "FIRE_CLASS"
    HAZARD_CLASS = "HAZARD_CLASS"
    SEWAGE = "SEWAGE"
    RENT = "RENT"
    AVAILABLE = "AVAILABLE"


FIT_CODE_NAMES: Mapping[FitCode, Words] = {
    FitCode.CLASS: Words("Class", "品类"),
    FitCode.UNIT: Words("Unit", "计量单位"),
    FitCode.CAPACITY: Words("Capacity", "产能"),
    FitCode.CERTIFICATES: Words("Certificates", "资质证书"),
    FitCode.REGION: Words("Region", "供货区域"),
    FitCode.DATE: Words("Date", "交货日期"),
    FitCode.AREA: Words("Area in m²", "面积(平方米)"),
    FitCode.CLEAR_HEIGHT: Words("Clear height in m", "净高(米)"),
    FitCode.FLOOR_LOAD: Words("Floor load in kN/m²", "楼面荷载(kN/m²)"),
    FitCode.POWER: Words("Power in kVA", "电力容量(kVA)"),
    FitCode.CRANE: Words("Crane in tonnes", "行车吨位(吨)"),
    FitCode.FIRE_CLASS: Words("Fire class", "耐火等级"),
    FitCode.HAZARD_CLASS: Words("Hazard class", "火灾危险性类别"),
    FitCode.SEWAGE: Words("Sewage in m³ a day", "污水量(m³/天)"),
    FitCode.RENT: Words("Rent in yuan a m² and month", "租金(元/平方米·月)"),
    FitCode.AVAILABLE: Words("Available", "可用日期"),
}


@dataclass(frozen=True, slots=True)
class FitRule:
    """What one hard rule says of a pair; `demanded` and `offered` are as they were said, `None` where nothing was."""

    code: FitCode
    outcome: FitOutcome
    demanded: str | None
    offered: str | None

    @property
    def message(self) -> Words:
        """The rule in words."""
        name, needed, there = FIT_CODE_NAMES[self.code], self.demanded, self.offered
        if needed is None and self.outcome is FitOutcome.UNKNOWN:
            return Words(
                f"{name.en}: what is asked for was not said; {there} is offered",
                f"{name.zh}:需求方未填报,提供 {there}",
            )
        if needed is None:
            return Words(f"{name.en}: nothing is asked for", f"{name.zh}:无要求")
        if self.outcome is FitOutcome.UNKNOWN:
            return Words(
                f"{name.en}: {needed} is asked for; what is offered was not said"
                if there is None
                else f"{name.en}: {needed} cannot be compared with {there}",
                f"{name.zh}:要求 {needed},对方未填报"
                if there is None
                else f"{name.zh}:{needed} 与 {there} 无法比较",
            )
        fits = self.outcome is FitOutcome.PASS
        return Words(
            f"{name.en}: {needed} is asked for, {there} offered: {'fits' if fits else 'does not fit'}",
            f"{name.zh}:要求 {needed},提供 {there},{'符合' if fits else '不符合'}",
        )


@dataclass(frozen=True, slots=True)
class FitComponent:
    """A part of a score, `weight` at most."""

    name: str
    value: int
    weight: int


def rule(code: FitCode, demanded: str | None, offered: str | None, fits: bool | None) -> FitRule:
    """A rule's word: nothing demanded passes, and what cannot be told, `None`, is unknown."""
    if demanded is None:
        return FitRule(code, FitOutcome.PASS, None, offered)
    if fits is None:
        return FitRule(code, FitOutcome.UNKNOWN, demanded, offered)
    return FitRule(code, FitOutcome.PASS if fits else FitOutcome.FAIL, demanded, offered)


def fails(rules: tuple[FitRule, ...]) -> bool:
    """Whether any rule fails."""
    return any(each.outcome is FitOutcome.FAIL for each in rules)


def said(value: Decimal | int | None, unit: str = "") -> str | None:
    """A quantity in words, without zeros that say nothing."""
    if value is None:
        return None
    number = f"{value:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{number} {unit}".strip()
