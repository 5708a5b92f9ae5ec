"""What can be done about where an enterprise stands: one input and one union of answers an act."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.enterprises
from domain.enterprises import standing, statistics
from resolvers.context import Info
from schema.backing import Given, Refusal, about, act, backed_by, key_of, resolved
from schema.costs import about_as_long
from schema.enterprises.keeping import ENTERPRISE, VERSION, EnterpriseEnded
from schema.enterprises.register import Enterprise
from schema.enterprises.standing import StatStatus, StatThreshold, TierStatus
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

# --- What happened, and why not ---------------------------------------------------------------------------------------


@backed_by(standing.Granted)
class TierGranted:
    """The enterprise has the tier. 梯度已认定。"""

    enterprise: Enterprise = about(ENTERPRISE)
    status: TierStatus = about("The tier. 梯度认定。")


@backed_by(standing.Ended)
class TierEnded:
    """The enterprise has the tier until a day. 梯度已终止。"""

    enterprise: Enterprise = about(ENTERPRISE)
    status: TierStatus = about("The tier. 梯度认定。")


@backed_by(standing.TierHeld)
class TierHeld(Refusal):
    """The enterprise has this tier in the same time already. 该时段内已有此梯度。"""

    tier: standing.Tier = about("The tier. 梯度。")
    granted_on: date = about("Since when. 认定日期。")
    until: date | None = about("Until before which day. 有效期止。")


@backed_by(standing.TierNotHeld)
class TierNotHeld(Refusal):
    """The enterprise does not have this tier on the day. 当日无此梯度。"""

    tier: standing.Tier = about("The tier. 梯度。")
    on: date = about("The day. 日期。")


@backed_by(statistics.Recorded)
class StatisticsRecorded:
    """The step was noted. 纳统进度已登记。"""

    enterprise: Enterprise = about(ENTERPRISE)
    status: StatStatus = about("Where it stands now. 纳统情况。")


@backed_by(statistics.StatStepImpossible)
class StatStepImpossible(Refusal):
    """The step does not follow from where the enterprise stands. 纳统步骤顺序不符。"""

    state: statistics.StatState | None = about("Where it stands; null where nothing was said. 当前状态。")
    since: date | None = about("Since when; what follows is of that day or later. 起始日期。")
    possible: list[statistics.StatState] = about("What may follow. 可行的下一步。")


@backed_by(statistics.ThresholdSet)
class ThresholdSet:
    """The threshold holds from its day on; the county's one before it ends there. 纳统标准已设定。"""

    threshold: StatThreshold = about("The threshold. 纳统标准。")
    ended: StatThreshold | None = about("The county's one before it. 上一标准。")


@backed_by(statistics.ThresholdNotLater)
class ThresholdNotLater(Refusal):
    """The county has set one from the same day or a later one. 执行日期不晚于现行标准。"""

    valid_from: date = about("The day from which that one holds. 现行标准执行日期。")


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Note that an enterprise was found to be of a tier. 认定梯度。")
class GrantTierInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    tier: standing.Tier = strawberry.field(description="The tier. 梯度。")
    granted_on: date = strawberry.field(description="Since when; not one to come. 认定日期。")
    source: str = strawberry.field(description="Where that is written, at most 200 characters. 依据文件。")
    until: date | None = strawberry.field(
        default=None, description="Until before which day, if that is said. 有效期止。"
    )

    def command(self) -> standing.GrantTier:
        return standing.GrantTier(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            tier=self.tier,
            granted_on=self.granted_on,
            until=self.until,
            source=self.source,
        )


GrantTierResult = Annotated[
    TierGranted | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded | TierHeld,
    strawberry.union("GrantTierResult", description="What grantTier answers. 结果。"),
]


@strawberry.input(description="Note until when an enterprise is of a tier. 终止梯度。")
class EndTierInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    tier: standing.Tier = strawberry.field(description="The tier. 梯度。")
    on: date = strawberry.field(description="The first day that it does not have it. 终止日期。")

    def command(self) -> standing.EndTier:
        return standing.EndTier(key_of("Enterprise", self.enterprise_id), self.version, self.tier, self.on)


EndTierResult = Annotated[
    TierEnded | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded | TierNotHeld,
    strawberry.union("EndTierResult", description="What endTier answers. 结果。"),
]


@strawberry.input(description="Note a step of an enterprise on its way into statistics. 登记纳统进度。")
class RecordStatisticsInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    state: statistics.StatState = strawberry.field(description="Where the step leads. 状态。")
    on: date = strawberry.field(description="The day; not one to come. 日期。")
    evidence: str | None = strawberry.field(
        default=None, description="What shows it, at most 500 characters. 依据。"
    )

    def command(self) -> statistics.RecordStatistics:
        return statistics.RecordStatistics(
            key_of("Enterprise", self.enterprise_id), self.version, self.state, self.on, self.evidence
        )


RecordStatisticsResult = Annotated[
    StatisticsRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | EnterpriseEnded
    | StatStepImpossible,
    strawberry.union("RecordStatisticsResult", description="What recordStatistics answers. 结果。"),
]


@strawberry.input(description="Set a threshold of the county, beside the nation's. 设定本县纳统标准。")
class SetThresholdInput:
    industry_code: str = strawberry.field(
        description="Code of the industry: the letter of a section, or one of the imported table. 行业代码。"
    )
    amount: Money = strawberry.field(description="How much in a year, at least. 金额(年,元)。")
    valid_from: date = strawberry.field(description="From which day on it holds. 执行日期。")
    measure: statistics.StatMeasure = strawberry.field(
        default=statistics.StatMeasure.REVENUE, description="What is measured. 口径。"
    )

    def command(self) -> statistics.SetThreshold:
        return statistics.SetThreshold(
            self.industry_code, self.measure, Decimal(self.amount), self.valid_from
        )


SetThresholdResult = Annotated[
    ThresholdSet | InvalidInput | NotFound | ThresholdNotLater,
    strawberry.union("SetThresholdResult", description="What setThreshold answers. 结果。"),
]


@strawberry.type
class StandingMutations:
    """Acts on where enterprises stand; the root puts them together with the other contexts'."""

    @act(GrantTierResult, "Note that an enterprise was found to be of a tier. 认定梯度。")
    async def grant_tier(self, info: Info, input: Annotated[GrantTierInput, Given]) -> object:
        return await resolvers.enterprises.grant_tier(info.context, input.command())

    @act(EndTierResult, "Note until when an enterprise is of a tier. 终止梯度。")
    async def end_tier(self, info: Info, input: Annotated[EndTierInput, Given]) -> object:
        return await resolvers.enterprises.end_tier(info.context, input.command())

    @act(RecordStatisticsResult, "Note a step of an enterprise on its way into statistics. 登记纳统进度。")
    async def record_statistics(self, info: Info, input: Annotated[RecordStatisticsInput, Given]) -> object:
        return await resolvers.enterprises.record_statistics(info.context, input.command())

    @act(SetThresholdResult, "Set a threshold of the county from a day on. 设定本县纳统标准。")
    async def set_threshold(self, info: Info, input: Annotated[SetThresholdInput, Given]) -> object:
        return await resolvers.enterprises.set_threshold(info.context, input.command())


async def thresholds(
    info: Info,
    on: Annotated[
        date | None, strawberry.argument(description="The day; today unless said. 日期,默认今天。")
    ] = None,
) -> list[StatThreshold]:
    """What holds on a day."""
    found: object = await resolvers.enterprises.thresholds(info.context, on)
    return found  # pyright: ignore[reportReturnType] - records, which the types present


@strawberry.type
class StandingQueries:
    """Questions about what enterprises have to meet."""

    statistics_thresholds: list[StatThreshold] = resolved(
        thresholds,
        "The thresholds of statistics on a day: the county's own, and the nation's where it has none. 纳统标准。",
        about_as_long(30),
    )
