"""Amounts of money with how an office writes them."""

from decimal import Decimal

import strawberry

from domain import money
from schema.backing import backed_by, resolved
from schema.scalars import Money


def _yuan(amount: strawberry.Parent[Decimal]) -> Money:
    return Money(amount)


def _display(amount: strawberry.Parent[Decimal]) -> str:
    return money.shown(amount)


@backed_by(Decimal)
class FinancingMoney:
    """An amount of money. 金额。"""

    yuan: Money = resolved(_yuan, "The amount in yuan. 金额(元)。")
    display: str = resolved(
        _display,
        "As an office writes it, in 元, 万元 or 亿元 with at most two digits after the point; 约 says that digits were left "
        "out. 显示文本,最多两位小数,有舍入时注“约”。",
    )
