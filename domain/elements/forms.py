"""The form that each element kind asks an enterprise to fill in. Its fields may be missing until it is checked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.elements.kinds import (
    CargoUnit,
    EiaCategory,
    ElementKind,
    EnergyCarrier,
    EnergyUnit,
    FinancingKind,
    FinancingPurpose,
    MarketSide,
    Supply,
)
from domain.elements.rules import Amount, Choice, Choices, Day, Flag, Quantity, Rows, Text, Whole, entry


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


def kind_of(form: Form) -> ElementKind:
    """The element kind that a form belongs to."""
    return next(kind for kind, cls in FORMS.items() if type(form) is cls)
