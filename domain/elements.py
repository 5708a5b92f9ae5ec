"""Element kinds (要素) and the form that each asks an enterprise to fill in.

A form is a frozen record whose fields may be missing until it is checked; `entry` says once, beside the field, what
it means and what is right. `check` reads the declaration; the schema and the storage read it as well.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from domain.money import amount_problem
from domain.refusals import REQUIRED, Problems, Words, text_problem


class ElementKind(StrEnum):
    """A factor of production that an enterprise needs and an office can assure. 要素类别。"""

    LAND = "LAND"
    SPACE = "SPACE"
    CAPITAL = "CAPITAL"
    LABOUR = "LABOUR"
    ENERGY = "ENERGY"
    ENV = "ENV"
    LOGISTICS = "LOGISTICS"
    TECH = "TECH"
    DATA = "DATA"
    POLICY = "POLICY"
    APPROVAL = "APPROVAL"
    CERT = "CERT"
    MARKET = "MARKET"
    SAFETY = "SAFETY"


ELEMENT_NAMES: dict[ElementKind, Words] = {
    ElementKind.LAND: Words("land", "土地"),
    ElementKind.SPACE: Words("factory space", "厂房车间"),
    ElementKind.CAPITAL: Words("capital", "资金"),
    ElementKind.LABOUR: Words("labour and talent", "用工人才"),
    ElementKind.ENERGY: Words("energy and utilities", "能耗水电气暖"),
    ElementKind.ENV: Words("environmental capacity", "环境容量"),
    ElementKind.LOGISTICS: Words("logistics and ports", "物流口岸"),
    ElementKind.TECH: Words("technology and research", "技术科研"),
    ElementKind.DATA: Words("data", "数据"),
    ElementKind.POLICY: Words("policy", "政策"),
    ElementKind.APPROVAL: Words("approval procedures", "审批手续"),
    ElementKind.CERT: Words("title and legacy problems", "产权与历史遗留"),
    ElementKind.MARKET: Words("market, supply and demand", "市场供需"),
    ElementKind.SAFETY: Words("safety and emergency", "安全应急"),
}


class FinancingPurpose(StrEnum):
    """What the money is for. 融资用途。"""

    WORKING_CAPITAL = "WORKING_CAPITAL"
    EQUIPMENT = "EQUIPMENT"
    CONSTRUCTION = "CONSTRUCTION"
    RESEARCH = "RESEARCH"
    ACQUISITION = "ACQUISITION"
    REFINANCING = "REFINANCING"


class FinancingKind(StrEnum):
    """A way of financing. 融资方式。"""

    LOAN = "LOAN"
    LEASE = "LEASE"
    GUARANTEE = "GUARANTEE"
    BOND = "BOND"
    EQUITY = "EQUITY"


class EnergyCarrier(StrEnum):
    """What flows. 能源种类。"""

    ELECTRICITY = "ELECTRICITY"
    WATER = "WATER"
    GAS = "GAS"
    HEAT = "HEAT"
    ENERGY_QUOTA = "ENERGY_QUOTA"


class EnergyUnit(StrEnum):
    """Unit of an energy need. 能源计量单位。"""

    TCE = "TCE"
    KW = "KW"
    KVA = "KVA"
    CUBIC_METRES_PER_DAY = "CUBIC_METRES_PER_DAY"
    TONNES_PER_HOUR = "TONNES_PER_HOUR"


class Supply(StrEnum):
    """One feed or two. 单回路或双回路。"""

    SINGLE = "SINGLE"
    DUAL = "DUAL"


class EiaCategory(StrEnum):
    """Category of the environmental impact assessment. 环评类别。"""

    REPORT = "REPORT"
    FORM = "FORM"
    REGISTRATION = "REGISTRATION"


class CargoUnit(StrEnum):
    """Unit of a cargo volume. 货量单位。"""

    TONNE = "TONNE"
    TEU = "TEU"


class MarketSide(StrEnum):
    """Whether the enterprise offers or seeks. 供需方向。"""

    OFFERING = "OFFERING"
    NEED = "NEED"


class Urgency(StrEnum):
    """How urgent a need is. 紧急程度。"""

    NORMAL = "NORMAL"
    URGENT = "URGENT"
    BLOCKING = "BLOCKING"


CHOICE_NAMES: dict[type[StrEnum], dict[str, Words]] = {
    FinancingPurpose: {
        "WORKING_CAPITAL": Words("Working capital", "流动资金"),
        "EQUIPMENT": Words("Equipment", "设备"),
        "CONSTRUCTION": Words("Construction", "建设"),
        "RESEARCH": Words("Research and development", "研发"),
        "ACQUISITION": Words("Mergers and acquisitions", "并购"),
        "REFINANCING": Words("Refinancing", "置换"),
    },
    FinancingKind: {
        "LOAN": Words("Bank loan", "银行贷款"),
        "LEASE": Words("Financial leasing", "融资租赁"),
        "GUARANTEE": Words("Financing guarantee", "融资担保"),
        "BOND": Words("Enterprise bond", "企业债券"),
        "EQUITY": Words("Equity", "股权"),
    },
    EnergyCarrier: {
        "ELECTRICITY": Words("Electricity", "电"),
        "WATER": Words("Water", "水"),
        "GAS": Words("Gas", "气"),
        "HEAT": Words("Heat", "暖"),
        "ENERGY_QUOTA": Words("Energy consumption quota", "能耗指标"),
    },
    EnergyUnit: {
        "TCE": Words("Tonnes of coal equivalent", "吨标准煤"),
        "KW": Words("Kilowatts", "千瓦"),
        "KVA": Words("Kilovolt-amperes", "千伏安"),
        "CUBIC_METRES_PER_DAY": Words("Cubic metres a day", "立方米/日"),
        "TONNES_PER_HOUR": Words("Tonnes an hour", "吨/时"),
    },
    Supply: {"SINGLE": Words("Single supply", "单回路"), "DUAL": Words("Dual supply", "双回路")},
    EiaCategory: {
        "REPORT": Words("Full report", "报告书"),
        "FORM": Words("Report form", "报告表"),
        "REGISTRATION": Words("Registration form", "登记表"),
    },
    CargoUnit: {"TONNE": Words("Tonnes", "吨"), "TEU": Words("Twenty-foot equivalent units", "标准箱")},
    MarketSide: {"OFFERING": Words("Offers", "供"), "NEED": Words("Seeks", "需")},
    Urgency: {
        "NORMAL": Words("Normal", "一般"),
        "URGENT": Words("Urgent", "紧急"),
        "BLOCKING": Words("Work has stopped because of it", "已造成停工"),
    },
}


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most `limit` characters."""

    limit: int = 200


@dataclass(frozen=True, slots=True)
class Amount:
    """Yuan with two digits."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A positive measured number with at most three digits after the point."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is not in the past."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enumeration."""

    of: type[StrEnum]


@dataclass(frozen=True, slots=True)
class Choices:
    """One or more values of an enumeration, each once."""

    of: type[StrEnum]


@dataclass(frozen=True, slots=True)
class Rows:
    """One to fifty records, each with entries of its own."""

    of: type[Any]


Rule = Text | Amount | Quantity | Whole | Day | Flag | Choice | Choices | Rows


@dataclass(frozen=True, slots=True)
class Entry:
    """What one field of a form means, what is right there, and whether it may be left out."""

    words: Words
    rule: Rule
    required: bool = True


def entry(en: str, zh: str, rule: Rule, *, required: bool = True) -> Any:
    """Declare a field of a form beside its name."""
    return field(default=None, metadata={"entry": Entry(Words(en, zh), rule, required)})


@dataclass(frozen=True, slots=True)
class LandForm:
    """A need for land. 土地需求。"""

    purpose: str | None = entry("Purpose of the land", "用地用途", Text())
    area_mu: Decimal | None = entry("Area in mu (1 mu = 2000/3 m²)", "面积(亩)", Quantity())
    parcel: str | None = entry(
        "Parcel wanted, or say the target area", "意向地块(或填意向区域)", Text(), required=False
    )
    target_area: str | None = entry(
        "Target area, or say the parcel", "意向区域(或填意向地块)", Text(), required=False
    )
    planning_conditions: str | None = entry("Planning conditions", "规划条件", Text(500))
    target_notice_on: date | None = entry("Date on which the land notice is wanted", "期望公告日期", Day())


@dataclass(frozen=True, slots=True)
class SpaceForm:
    """A need for factory space. 厂房车间需求。"""

    area_square_metres: Decimal | None = entry("Floor area in m²", "建筑面积(平方米)", Quantity())
    clear_height_metres: Decimal | None = entry("Clear height in metres", "净高(米)", Quantity())
    floor_load_kn: Decimal | None = entry("Floor load in kN/m²", "地面荷载(千牛/平方米)", Quantity())
    power_kva: Decimal | None = entry("Power in kVA", "用电容量(千伏安)", Quantity())
    fire_class: str | None = entry("Fire class of the building", "耐火等级", Text(50))
    from_on: date | None = entry("First day of use", "起用日期", Day())


@dataclass(frozen=True, slots=True)
class CapitalForm:
    """A need for capital. 资金需求。"""

    amount: Decimal | None = entry("Amount in CNY yuan", "金额(元)", Amount())
    purpose: FinancingPurpose | None = entry("What the money is for", "用途", Choice(FinancingPurpose))
    term_months: int | None = entry("Term in months", "期限(月)", Whole(1, 600))
    kinds: tuple[FinancingKind, ...] | None = entry(
        "Ways of financing accepted", "可接受的融资方式", Choices(FinancingKind)
    )
    max_annual_rate_bp: int | None = entry(
        "Highest annual rate in basis points", "年利率上限(基点)", Whole(1, 2400)
    )


@dataclass(frozen=True, slots=True)
class Position:
    """Workers of one skill. 岗位。"""

    skill: str | None = entry("Skill or trade", "工种技能", Text(80))
    headcount: int | None = entry("How many", "人数", Whole(1, 100_000))


@dataclass(frozen=True, slots=True)
class LabourForm:
    """A need for workers or talent. 用工人才需求。"""

    positions: tuple[Position, ...] | None = entry("Headcount by skill", "分工种人数", Rows(Position))
    least_monthly_wage: Decimal | None = entry("Lowest monthly wage in yuan", "月薪下限(元)", Amount())
    most_monthly_wage: Decimal | None = entry("Highest monthly wage in yuan", "月薪上限(元)", Amount())
    shift: str | None = entry("Shift pattern", "班次", Text(80))
    housing_needed: bool | None = entry("Whether housing is needed", "是否需要住房", Flag())
    needed_by: date | None = entry("Needed by", "到岗日期", Day())


@dataclass(frozen=True, slots=True)
class EnergyForm:
    """A need for energy or utilities. 能耗水电气暖需求。"""

    carrier: EnergyCarrier | None = entry("What is needed", "种类", Choice(EnergyCarrier))
    quantity: Decimal | None = entry("Quantity in `unit`", "数量", Quantity())
    unit: EnergyUnit | None = entry("Unit of the quantity", "单位", Choice(EnergyUnit))
    supply: Supply | None = entry("Single or dual supply", "单/双回路", Choice(Supply))
    needed_by: date | None = entry("Needed by", "需要日期", Day())


@dataclass(frozen=True, slots=True)
class EnvForm:
    """A need for environmental capacity. 环境容量需求。"""

    pollutant: str | None = entry("Pollutant", "污染物", Text(80))
    tonnes_per_year: Decimal | None = entry("Tonnes a year", "吨/年", Quantity())
    eia_category: EiaCategory | None = entry("Category of the assessment", "环评类别", Choice(EiaCategory))
    permit_stage: str | None = entry("Where the permit stands", "排污许可进度", Text())


@dataclass(frozen=True, slots=True)
class LogisticsForm:
    """A need for logistics or port capacity. 物流口岸需求。"""

    cargo_class: str | None = entry("Class of cargo", "货类", Text(80))
    volume_per_month: Decimal | None = entry("Volume a month in `unit`", "月货量", Quantity())
    unit: CargoUnit | None = entry("Unit of the volume", "货量单位", Choice(CargoUnit))
    route: str | None = entry("Route", "线路", Text())
    hazardous: bool | None = entry("Whether the goods are hazardous", "是否危险货物", Flag())


@dataclass(frozen=True, slots=True)
class TechForm:
    """A technical problem looking for a solver. 技术科研需求。"""

    problem: str | None = entry("The problem", "技术难题", Text(1000))
    technology_readiness: int | None = entry(
        "Technology readiness level, 1 to 9", "技术成熟度(1–9)", Whole(1, 9)
    )
    ip_terms: str | None = entry("Terms of intellectual property", "知识产权约定", Text(500))
    budget: Decimal | None = entry("Budget in yuan", "预算(元)", Amount())


@dataclass(frozen=True, slots=True)
class DataForm:
    """A need for data. 数据需求。"""

    dataset: str | None = entry("Data set wanted", "数据集", Text())
    purpose: str | None = entry("Purpose", "用途", Text(500))
    period: str | None = entry("Period that the data covers", "数据时段", Text(80))
    security_class: str | None = entry("Security class of the data", "数据安全级别", Text(80))


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """A question of policy. 政策需求。"""

    policy: str | None = entry("Policy or clause", "政策或条款", Text())
    item_sought: str | None = entry("What is sought under it", "申请事项", Text(500))
    evidence: str | None = entry("Evidence at hand", "已有材料", Text(500))


@dataclass(frozen=True, slots=True)
class ApprovalForm:
    """An approval that is stuck. 审批手续需求。"""

    procedure_code: str | None = entry("Code of the procedure", "事项编码", Text(80))
    project_code: str | None = entry("Investment project code", "投资项目代码", Text(80))
    blocking_reason: str | None = entry("What blocks it", "受阻原因", Text(500))


@dataclass(frozen=True, slots=True)
class CertForm:
    """A title that is missing, or another legacy problem. 产权与历史遗留问题。"""

    object: str | None = entry("Land or building concerned", "标的(土地或房屋)", Text())
    defect: str | None = entry("What is missing or wrong", "缺陷", Text(500))
    years_open: int | None = entry("For how many years", "遗留年数", Whole(0, 100))


@dataclass(frozen=True, slots=True)
class MarketForm:
    """Something offered or sought on the market. 市场供需。"""

    side: MarketSide | None = entry("Offer or need", "供或需", Choice(MarketSide))
    product: str | None = entry("Product or service", "产品或服务", Text())
    volume_per_month: str | None = entry("Volume a month with its unit", "月供需量(含单位)", Text(80))
    region: str | None = entry("Region", "区域", Text(80))


@dataclass(frozen=True, slots=True)
class SafetyForm:
    """A question of safety or emergency response. 安全应急需求。"""

    site_class: str | None = entry("Class of the site", "场所类别", Text(80))
    hazard: str | None = entry("Hazard", "危险因素", Text(500))
    document: str | None = entry("Document concerned", "相关文书", Text())


Form = (
    LandForm
    | SpaceForm
    | CapitalForm
    | LabourForm
    | EnergyForm
    | EnvForm
    | LogisticsForm
    | TechForm
    | DataForm
    | PolicyForm
    | ApprovalForm
    | CertForm
    | MarketForm
    | SafetyForm
)

FORMS: dict[ElementKind, type[Form]] = {
    ElementKind.LAND: LandForm,
    ElementKind.SPACE: SpaceForm,
    ElementKind.CAPITAL: CapitalForm,
    ElementKind.LABOUR: LabourForm,
    ElementKind.ENERGY: EnergyForm,
    ElementKind.ENV: EnvForm,
    ElementKind.LOGISTICS: LogisticsForm,
    ElementKind.TECH: TechForm,
    ElementKind.DATA: DataForm,
    ElementKind.POLICY: PolicyForm,
    ElementKind.APPROVAL: ApprovalForm,
    ElementKind.CERT: CertForm,
    ElementKind.MARKET: MarketForm,
    ElementKind.SAFETY: SafetyForm,
}


def entries(form: type[Any]) -> Iterator[tuple[str, Entry]]:
    """The fields of a form with what is declared of them, in order."""
    for declared in dataclasses.fields(form):
        yield declared.name, declared.metadata["entry"]


def kind_of(form: Form) -> ElementKind:
    """The element kind that a form belongs to."""
    return next(kind for kind, cls in FORMS.items() if type(form) is cls)


def camel(name: str) -> str:
    """The name of a field as clients write it."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def check(form: object, path: str, today: date, problems: Problems) -> None:
    """Note every problem of a form; `path` is where the client wrote it. A required text is never blank."""
    for name, declared in entries(type(form)):
        value: object = getattr(form, name)
        here = f"{path}.{camel(name)}"
        if value is None:
            problems.note(here, REQUIRED if declared.required else None)
        elif isinstance(declared.rule, Rows):
            rows = cast("tuple[object, ...]", value)
            problems.note(here, _count_problem(len(rows)))
            for number, row in enumerate(rows):
                check(row, f"{here}.{number}", today, problems)
        else:
            problems.note(here, _problem(declared, value, today))
    match form:
        case LandForm(parcel=parcel, target_area=area) if (
            not (parcel or "").strip() and not (area or "").strip()
        ):
            problems.note(
                f"{path}.parcel", Words("give the parcel or the target area", "意向地块与意向区域至少填一项")
            )
        case LabourForm(least_monthly_wage=least, most_monthly_wage=most) if _is_lower(most, least):
            problems.note(
                f"{path}.mostMonthlyWage",
                Words("must not be less than leastMonthlyWage", "月薪上限不得低于月薪下限"),
            )
        case _:
            pass


def _is_lower(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether `one` is less than `other`, where both are amounts at all."""
    return (
        not amount_problem(one)
        and not amount_problem(other)
        and cast("Decimal", one) < cast("Decimal", other)
    )


def _problem(declared: Entry, value: Any, today: date) -> Words | None:
    match declared.rule:
        case Text(limit):
            return text_problem(value, limit, required=declared.required, lines=True)
        case Amount():
            return amount_problem(value)
        case Quantity():
            return quantity_problem(value)
        case Whole(least, most):
            return _range_problem(value, least, most)
        case Day():
            return day_problem(value, today)
        case Choices():
            return _count_problem(len(value)) or (
                Words("names a value twice", "有重复的选项") if len(set(value)) < len(value) else None
            )
        case _:
            return None


def _count_problem(count: int) -> Words | None:
    return None if 1 <= count <= 50 else Words("takes 1 to 50 items", "应填 1 至 50 项")


def _range_problem(value: int, least: int, most: int) -> Words | None:
    if least <= value <= most:
        return None
    return Words(f"is {value}; it must be from {least} to {most}", f"为 {value},应在 {least} 至 {most} 之间")


def quantity_problem(value: Decimal) -> Words | None:
    """What is wrong with a measured number: it is positive, below 10^12, with at most three digits after the point."""
    if not value.is_finite() or value <= 0 or value >= Decimal("1e12"):
        return Words("must be more than 0 and less than 10^12", "应大于 0 且小于 10^12")
    if value != value.quantize(Decimal("0.001")):
        return Words(f"{value} has more than three digits after the point", f"{value} 的小数超过三位")
    return None


def day_problem(value: date, today: date) -> Words | None:
    """What is wrong with a day that is still to come: it must not be before `today` nor a century away."""
    if value < today:
        return Words(f"{value} is in the past; today is {today}", f"{value} 已过,今天是 {today}")
    if value.year > today.year + 100:
        return Words(f"{value} is more than a century away", f"{value} 在百年之后")
    return None
