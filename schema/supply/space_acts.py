"""What can be done about factory space: one input and one union of answers an act."""

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
    SpaceAssigned,
    SpaceListingRegistered,
    SpaceListingWithdrawn,
    SpaceNeedRegistered,
    SpaceNeedWithdrawn,
)
from schema.supply.refused import NotOnOffer, SpaceDoesNotFit
from schema.supply.words import (
    AREA,
    CLEAR_HEIGHT,
    CRANE,
    FIRE_CLASS,
    FLOOR_LOAD,
    KNOWN_VERSION,
    POWER,
    SEWAGE,
)


@strawberry.input(description="Offer factory space. 登记房源。")
class RegisterSpaceListingInput:
    area: Decimal = strawberry.field(description=AREA)
    carrier_id: strawberry.ID | None = strawberry.field(
        default=None, description="The carrier that it is in, which says where. 所在载体。"
    )
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="The zone, where there is no carrier. 所在区域,未填载体时必填。"
    )
    address: str | None = strawberry.field(
        default=None,
        description="The address, at most 200 characters, where there is no carrier. 地址,未填载体时必填。",
    )
    clear_height: Decimal | None = strawberry.field(default=None, description=CLEAR_HEIGHT)
    floor_load: Decimal | None = strawberry.field(default=None, description=FLOOR_LOAD)
    power: Decimal | None = strawberry.field(default=None, description=POWER)
    crane: Decimal | None = strawberry.field(default=None, description=CRANE)
    sewage: Decimal | None = strawberry.field(default=None, description=SEWAGE)
    fire_class: supply.FireClass | None = strawberry.field(default=None, description=FIRE_CLASS)
    hazard_classes: list[supply.HazardClass] | None = strawberry.field(
        default=None,
        description="Hazard classes that are allowed; left out, nobody has said. 允许的火灾危险性类别。",
    )
    rent: Money | None = strawberry.field(
        default=None, description="Rent in yuan a square metre and month. 租金(元/平方米·月)。"
    )
    available_from: date | None = strawberry.field(default=None, description="From which day on. 可用日期。")

    def command(self) -> supply.RegisterListing:
        return supply.RegisterListing(
            carrier_id=key_of("Carrier", self.carrier_id or ""),
            in_carrier=self.carrier_id is not None,
            zone_id=key_of("Zone", self.zone_id or ""),
            in_zone=self.zone_id is not None,
            address=self.address,
            area=self.area,
            clear_height=self.clear_height,
            floor_load=self.floor_load,
            power=self.power,
            crane=self.crane,
            sewage=self.sewage,
            fire_class=self.fire_class,
            hazard_classes=None if self.hazard_classes is None else tuple(self.hazard_classes),
            rent=self.rent,
            available_from=self.available_from,
        )


RegisterSpaceListingResult = Annotated[
    SpaceListingRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded,
    strawberry.union("RegisterSpaceListingResult", description="What registerSpaceListing answers. 结果。"),
]


@strawberry.input(description="Take factory space back. 撤回房源。")
class WithdrawSpaceListingInput:
    id: strawberry.ID = strawberry.field(description="The listing. 房源。")
    version: int = strawberry.field(description=KNOWN_VERSION)

    def command(self) -> supply.Withdraw:
        return supply.Withdraw(key_of("SpaceListing", self.id), self.version)


WithdrawSpaceListingResult = Annotated[
    SpaceListingWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | NotOnOffer,
    strawberry.union("WithdrawSpaceListingResult", description="What withdrawSpaceListing answers. 结果。"),
]


@strawberry.input(description="Look for factory space: minimums and ceilings. 登记空间需求。")
class RegisterSpaceNeedInput:
    enterprise_id: strawberry.ID = strawberry.field(description="Who looks for it. 企业。")
    area: Decimal = strawberry.field(description=AREA)
    intake_id: strawberry.ID | None = strawberry.field(
        default=None, description="The intake of the enterprise that it came from. 来源受理单。"
    )
    clear_height: Decimal | None = strawberry.field(default=None, description=CLEAR_HEIGHT)
    floor_load: Decimal | None = strawberry.field(default=None, description=FLOOR_LOAD)
    power: Decimal | None = strawberry.field(default=None, description=POWER)
    crane: Decimal | None = strawberry.field(default=None, description=CRANE)
    sewage: Decimal | None = strawberry.field(default=None, description=SEWAGE)
    fire_class: supply.FireClass | None = strawberry.field(default=None, description=FIRE_CLASS)
    hazard_class: supply.HazardClass | None = strawberry.field(
        default=None, description="Hazard class of what is done there. 生产火灾危险性类别。"
    )
    most_rent: Money | None = strawberry.field(
        default=None, description="The highest rent in yuan a square metre and month. 租金上限。"
    )
    needed_by: date | None = strawberry.field(
        default=None, description="By which day, not before today. 最迟入驻日期。"
    )

    def command(self) -> supply.RegisterSpaceNeed:
        return supply.RegisterSpaceNeed(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            intake_id=key_of("Intake", self.intake_id or ""),
            of_intake=self.intake_id is not None,
            area=self.area,
            clear_height=self.clear_height,
            floor_load=self.floor_load,
            power=self.power,
            crane=self.crane,
            sewage=self.sewage,
            fire_class=self.fire_class,
            hazard_class=self.hazard_class,
            most_rent=self.most_rent,
            needed_by=self.needed_by,
        )


RegisterSpaceNeedResult = Annotated[
    SpaceNeedRegistered | InvalidInput | NotFound | OutsideRemit | RecordEnded,
    strawberry.union("RegisterSpaceNeedResult", description="What registerSpaceNeed answers. 结果。"),
]


@strawberry.input(description="Look for factory space no more. 撤回空间需求。")
class WithdrawSpaceNeedInput:
    id: strawberry.ID = strawberry.field(description="The need. 空间需求。")
    version: int = strawberry.field(description=KNOWN_VERSION)

    def command(self) -> supply.Withdraw:
        return supply.Withdraw(key_of("SpaceNeed", self.id), self.version)


WithdrawSpaceNeedResult = Annotated[
    SpaceNeedWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | NotOnOffer,
    strawberry.union("WithdrawSpaceNeedResult", description="What withdrawSpaceNeed answers. 结果。"),
]


@strawberry.input(description="Assign a listing to a need. 分配房源。")
class AssignSpaceInput:
    listing_id: strawberry.ID = strawberry.field(description="The listing. 房源。")
    listing_version: int = strawberry.field(description=KNOWN_VERSION)
    need_id: strawberry.ID = strawberry.field(description="The need. 空间需求。")
    need_version: int = strawberry.field(description=KNOWN_VERSION)
    confirmed: list[supply.FitCode] = strawberry.field(
        default_factory=list[supply.FitCode],
        description="Rules that the records cannot tell and that somebody has looked at on the spot. 已现场核实的条件。",
    )

    def command(self) -> supply.AssignSpace:
        return supply.AssignSpace(
            listing_id=key_of("SpaceListing", self.listing_id),
            listing_version=self.listing_version,
            need_id=key_of("SpaceNeed", self.need_id),
            need_version=self.need_version,
            confirmed=frozenset(self.confirmed),
        )


AssignSpaceResult = Annotated[
    SpaceAssigned | InvalidInput | NotFound | OutsideRemit | Outdated | NotOnOffer | SpaceDoesNotFit,
    strawberry.union("AssignSpaceResult", description="What assignSpace answers. 结果。"),
]


@strawberry.type
class SpaceMutations:
    """Acts on factory space; the root puts them together with the other contexts'."""

    @act(RegisterSpaceListingResult, "Offer factory space. 登记房源。")
    async def register_space_listing(
        self, info: Info, input: Annotated[RegisterSpaceListingInput, Given]
    ) -> object:
        return await resolvers.supply.register_space_listing(info.context, input.command())

    @act(WithdrawSpaceListingResult, "Take factory space back; it stays on record. 撤回房源。")
    async def withdraw_space_listing(
        self, info: Info, input: Annotated[WithdrawSpaceListingInput, Given]
    ) -> object:
        return await resolvers.supply.withdraw_space_listing(info.context, input.command())

    @act(RegisterSpaceNeedResult, "Look for factory space. 登记空间需求。")
    async def register_space_need(
        self, info: Info, input: Annotated[RegisterSpaceNeedInput, Given]
    ) -> object:
        return await resolvers.supply.register_space_need(info.context, input.command())

    @act(WithdrawSpaceNeedResult, "Look for factory space no more. 撤回空间需求。")
    async def withdraw_space_need(
        self, info: Info, input: Annotated[WithdrawSpaceNeedInput, Given]
    ) -> object:
        return await resolvers.supply.withdraw_space_need(info.context, input.command())

    @act(AssignSpaceResult, "Assign a listing to a need: it is taken and the need met. 分配房源。")
    async def assign_space(self, info: Info, input: Annotated[AssignSpaceInput, Given]) -> object:
        return await resolvers.supply.assign_space(info.context, input.command())
