"""What can be done about offerings, needs and synonyms: one input and one union of answers an act."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.supply
from domain import supply
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit, RecordEnded
from schema.scalars import Money
from schema.supply.happened import (
    NeedRegistered,
    NeedWithdrawn,
    OfferingRegistered,
    OfferingWithdrawn,
    SynonymApproved,
)
from schema.supply.refused import NotOnOffer, SynonymExists
from schema.supply.words import CLASS_CODE, KNOWN_VERSION, UNIT

PRODUCT = "What it is, at most 120 characters. 产品或服务名称。"


@strawberry.input(description="Say what an enterprise offers. 登记供给。")
class RegisterOfferingInput:
    enterprise_id: strawberry.ID = strawberry.field(description="Who offers. 企业。")
    product: str = strawberry.field(description=PRODUCT)
    class_code: str = strawberry.field(description=CLASS_CODE)
    unit: str = strawberry.field(description=UNIT)
    price_model: supply.PriceModel = strawberry.field(description="What the price is for. 计价方式。")
    capacity: Decimal | None = strawberry.field(default=None, description="How much of it a month. 月产能。")
    least_order: Decimal | None = strawberry.field(
        default=None, description="The least that is delivered in a month. 最小起订量。"
    )
    certificates: list[str] | None = strawberry.field(
        default=None,
        description="Certificates that it has, at most 20; left out, nobody has said. 资质证书,不填为未知。",
    )
    lead_days: int | None = strawberry.field(
        default=None, description="Days from an order to the first delivery, 0 to 3650. 交货期(天)。"
    )
    price: Money | None = strawberry.field(default=None, description="Price in yuan. 价格(元)。")
    regions: list[str] = strawberry.field(
        default_factory=list[str],
        description="Where it is delivered to: 2, 4 or 6 digits of division codes, at most 40; none is everywhere. "
        "供货区域(区划代码前缀),空为不限。",
    )
    chain_node_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where in a chain it belongs. 所处产业链环节。"
    )

    def command(self) -> supply.RegisterOffering:
        return supply.RegisterOffering(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            product=self.product,
            class_code=self.class_code,
            capacity=self.capacity,
            unit=self.unit,
            least_order=self.least_order,
            certificates=None if self.certificates is None else tuple(self.certificates),
            lead_days=self.lead_days,
            price_model=self.price_model,
            price=self.price,
            regions=tuple(self.regions),
            chain_node_id=key_of("ChainNode", self.chain_node_id or ""),
            at_node=self.chain_node_id is not None,
        )


RegisterOfferingResult = Annotated[
    OfferingRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded,
    strawberry.union("RegisterOfferingResult", description="What registerOffering answers. 结果。"),
]


@strawberry.input(description="Say what an enterprise needs. 登记需求。")
class RegisterNeedInput:
    enterprise_id: strawberry.ID = strawberry.field(description="Who needs. 企业。")
    product: str = strawberry.field(description=PRODUCT)
    class_code: str = strawberry.field(description=CLASS_CODE)
    volume: Decimal = strawberry.field(description="How much of it a month. 月需求量。")
    unit: str = strawberry.field(description=UNIT)
    certificates: list[str] = strawberry.field(
        default_factory=list[str], description="Certificates that are required, at most 20. 要求的资质证书。"
    )
    deliver_by: date | None = strawberry.field(
        default=None, description="By which day, not before today. 最迟供货日期。"
    )
    region: str | None = strawberry.field(
        default=None, description="Where: 2, 4 or 6 digits of a division code. 需求地(区划代码前缀)。"
    )
    distance_km: int | None = strawberry.field(
        default=None,
        description="Kilometres that a price by the kilometre is for, 0 to 100000. 计价公里数。",
    )

    def command(self) -> supply.RegisterNeed:
        return supply.RegisterNeed(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            product=self.product,
            class_code=self.class_code,
            volume=self.volume,
            unit=self.unit,
            certificates=tuple(self.certificates),
            deliver_by=self.deliver_by,
            region=self.region,
            distance_km=self.distance_km,
        )


RegisterNeedResult = Annotated[
    NeedRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded,
    strawberry.union("RegisterNeedResult", description="What registerNeed answers. 结果。"),
]


@strawberry.input(description="Take an offering back. 撤回供给。")
class WithdrawOfferingInput:
    id: strawberry.ID = strawberry.field(description="The offering. 供给。")
    version: int = strawberry.field(description=KNOWN_VERSION)

    def command(self) -> supply.Withdraw:
        return supply.Withdraw(key_of("Offering", self.id), self.version)


WithdrawOfferingResult = Annotated[
    OfferingWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | NotOnOffer,
    strawberry.union("WithdrawOfferingResult", description="What withdrawOffering answers. 结果。"),
]


@strawberry.input(description="Take a need back. 撤回需求。")
class WithdrawNeedInput:
    id: strawberry.ID = strawberry.field(description="The need. 需求。")
    version: int = strawberry.field(description=KNOWN_VERSION)

    def command(self) -> supply.Withdraw:
        return supply.Withdraw(key_of("Need", self.id), self.version)


WithdrawNeedResult = Annotated[
    NeedWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | NotOnOffer,
    strawberry.union("WithdrawNeedResult", description="What withdrawNeed answers. 结果。"),
]


@strawberry.input(description="Approve two class codes or words as the same thing. 审定同义品类。")
class ApproveSynonymInput:
    one: str = strawberry.field(
        description="A class code of 2 to 10 digits, or a word of two letters or more. 代码或词语。"
    )
    other: str = strawberry.field(description="The other one. 与之同义的代码或词语。")

    def command(self) -> supply.ApproveSynonym:
        return supply.ApproveSynonym(self.one, self.other)


ApproveSynonymResult = Annotated[
    SynonymApproved | InvalidInput | SynonymExists,
    strawberry.union("ApproveSynonymResult", description="What approveSynonym answers. 结果。"),
]


@strawberry.type
class GoodsMutations:
    """Acts on offerings, needs and synonyms; the root puts them together with the other contexts'."""

    @act(RegisterOfferingResult, "Say what an enterprise offers. 登记供给。")
    async def register_offering(self, info: Info, input: Annotated[RegisterOfferingInput, Given]) -> object:
        return await resolvers.supply.register_offering(info.context, input.command())

    @act(WithdrawOfferingResult, "Take an offering back; it stays on record. 撤回供给。")
    async def withdraw_offering(self, info: Info, input: Annotated[WithdrawOfferingInput, Given]) -> object:
        return await resolvers.supply.withdraw_offering(info.context, input.command())

    @act(RegisterNeedResult, "Say what an enterprise needs. 登记需求。")
    async def register_need(self, info: Info, input: Annotated[RegisterNeedInput, Given]) -> object:
        return await resolvers.supply.register_need(info.context, input.command())

    @act(WithdrawNeedResult, "Take a need back; it stays on record. 撤回需求。")
    async def withdraw_need(self, info: Info, input: Annotated[WithdrawNeedInput, Given]) -> object:
        return await resolvers.supply.withdraw_need(info.context, input.command())

    @act(ApproveSynonymResult, "Approve two class codes or words as the same thing. 审定同义品类。")
    async def approve_synonym(self, info: Info, input: Annotated[ApproveSynonymInput, Given]) -> object:
        return await resolvers.supply.approve_synonym(info.context, input.command())
