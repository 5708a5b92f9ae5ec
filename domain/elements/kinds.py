"""Element kinds (要素), the enumerations that their forms use, and the names of both."""

from enum import StrEnum

from domain.refusals import Words


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
