"""Supply and demand (供需对接): what enterprises offer and need. Quantities are a month's, in the unit that is said;
prices are yuan; class codes are digits of the product classification (统计用产品分类目录), general before special."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.spelling import plain
from domain.refusals import Words

OFFERING, NEED, ENTERPRISE, CHAIN_NODE, SYNONYM = (
    Words("offering", "供给"),
    Words("need", "需求"),
    Words("enterprise", "企业"),
    Words("chain node", "产业链环节"),
    Words("synonym", "同义品类"),
)


class SupplyState(StrEnum):
    """Whether an offering or a need still stands. 供需状态。"""

    OPEN = "OPEN"
    WITHDRAWN = "WITHDRAWN"


SUPPLY_STATE_NAMES: Mapping[SupplyState, Words] = {
    SupplyState.OPEN: Words("It stands", "有效"),
    SupplyState.WITHDRAWN: Words("It was taken back", "已撤回"),
}


class PriceModel(StrEnum):
    """What a price is for. 计价方式。"""

    UNIT = "UNIT"
    PER_KM = "PER_KM"
    SUBSCRIPTION = "SUBSCRIPTION"


PRICE_MODEL_NAMES: Mapping[PriceModel, Words] = {
    PriceModel.UNIT: Words("For a unit", "按件"),
    PriceModel.PER_KM: Words("For a unit and a kilometre", "按公里(卖公里数)"),
    PriceModel.SUBSCRIPTION: Words("For a month, whatever is used", "按月订阅"),
}


@dataclass(frozen=True, slots=True)
class Offering:
    """What an enterprise offers. `capacity` is a month's; `regions` are beginnings of division codes, none is everywhere.
    What is `None` nobody has said: it is unknown, and never taken for good."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    product: str
    class_code: str
    capacity: Decimal | None
    unit: str
    least_order: Decimal | None
    certificates: tuple[str, ...] | None
    lead_days: int | None
    price_model: PriceModel
    price: Decimal | None
    regions: tuple[str, ...]
    chain_node_id: UUID | None
    state: SupplyState
    submitted_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Need:
    """What an enterprise needs. `certificates` are required; `distance_km` is supplied data: the kilometres that a price
    by the kilometre is for."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    product: str
    class_code: str
    volume: Decimal
    unit: str
    certificates: tuple[str, ...]
    deliver_by: date | None
    region: str | None
    distance_km: int | None
    state: SupplyState
    submitted_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ClassSynonym:
    """Two class codes or words that a dispatcher has approved as the same thing. A code stands for all below it; a word
    for every product that has it in its name."""

    id: UUID
    county_code: str
    one: str
    other: str
    approved_at: datetime

    def across(self, class_code: str, product: str) -> tuple[str, ...]:
        """What the other side may be called, of what has this class code and name."""
        pairs = ((self.one, self.other), (self.other, self.one))
        return tuple(there for here, there in pairs if stands_for(here, class_code, product))


def stands_for(term: str, class_code: str, product: str) -> bool:
    """Whether a term of a synonym stands for what has this class code and name."""
    return class_code.startswith(term) if term.isdigit() else term in plain(product)


@dataclass(frozen=True, slots=True)
class OfferingFilter:
    """Which offerings; what is `None` does not matter. `class_code` is the beginning of one."""

    class_code: str | None = None
    state: SupplyState | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """Which needs; what is `None` does not matter. `class_code` is the beginning of one."""

    class_code: str | None = None
    state: SupplyState | None = None
    text: str | None = None
