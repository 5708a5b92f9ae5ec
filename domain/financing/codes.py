"""What demands and products have in common: kinds of collateral and grades of tax credit, and their names."""

from collections.abc import Mapping
from enum import StrEnum

from domain.refusals import Words


class CollateralKind(StrEnum):
    """What secures a financing. 担保物类别。"""

    LAND = "LAND"
    BUILDING = "BUILDING"
    EQUIPMENT = "EQUIPMENT"
    RECEIVABLES = "RECEIVABLES"
    INVENTORY = "INVENTORY"
    INTELLECTUAL_PROPERTY = "INTELLECTUAL_PROPERTY"
    SHARES = "SHARES"
    SURETY = "SURETY"


class TaxGrade(StrEnum):
    """Grade of tax credit that the tax authority gives each year; M is that of a new enterprise. 纳税信用等级。"""

    A = "A"
    B = "B"
    M = "M"
    C = "C"
    D = "D"


COLLATERAL_NAMES: Mapping[CollateralKind, Words] = {
    CollateralKind.LAND: Words("Land", "土地"),
    CollateralKind.BUILDING: Words("Buildings", "房产"),
    CollateralKind.EQUIPMENT: Words("Equipment", "设备"),
    CollateralKind.RECEIVABLES: Words("Receivables", "应收账款"),
    CollateralKind.INVENTORY: Words("Inventory", "存货"),
    CollateralKind.INTELLECTUAL_PROPERTY: Words("Intellectual property", "知识产权"),
    CollateralKind.SHARES: Words("Shares", "股权"),
    CollateralKind.SURETY: Words("Surety", "保证"),
}
TAX_GRADE_NAMES: Mapping[TaxGrade, Words] = {
    TaxGrade.A: Words("Grade A", "A 级"),
    TaxGrade.B: Words("Grade B", "B 级"),
    TaxGrade.M: Words("Grade M, a new enterprise", "M 级(新设立企业)"),
    TaxGrade.C: Words("Grade C", "C 级"),
    TaxGrade.D: Words("Grade D", "D 级"),
}
