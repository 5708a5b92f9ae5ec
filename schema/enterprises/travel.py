"""Travel times and the coverage of service points in the contract."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.enterprises
from domain import enterprises
from resolvers.context import Info
from schema.backing import (
    Given,
    InputProblem,
    Refusal,
    about,
    act,
    backed_by,
    enum_of,
    in_words,
    key_of,
    related,
)
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.enterprises.places import Zone
from schema.enterprises.services import ServicePoint
from schema.filters import filtered_by
from schema.refused import InvalidInput, NotFound, OutsideRemit

enum_of(
    enterprises.TravelMode,
    "How one gets to a service point. 出行方式。",
    in_words({"WALK": "On foot|步行", "DRIVE": "By car|驾车"}),
)


@backed_by(enterprises.ServiceCoverage)
class ServiceCoverage:
    """Which share of the active enterprises has an open service point within so many minutes, by travel times that were
    supplied. 服务圈覆盖率:在营企业中,按所报出行时间可在规定分钟内到达已开放服务点的比例。"""

    zone: Zone | None = related(
        "The zone, with those below it; null for all of the county. 统计区域(含下级),空为全县。"
    )
    mode: enterprises.TravelMode = about("How they travel. 出行方式。")
    minutes: int = about("How long they travel at most. 分钟数。")
    covered: int | None = about(
        "Active enterprises with an open service point within these minutes: the numerator; null where it is not "
        "published. 已覆盖企业数(分子)。"
    )
    enterprises: int | None = about(
        "Active enterprises: the denominator; null where so few are not published. 在营企业数(分母)。"
    )
    unmeasured: int | None = about(
        "Active enterprises of which no travel time by this mode was supplied, and which therefore count as not covered; "
        "null where it is not published. 未报出行时间的企业数(按未覆盖计)。"
    )
    rate: Decimal | None = about(
        "Covered in percent of the enterprises, one digit; null when there are none, or it is not published. 覆盖率(%)。"
    )


@strawberry.type
class ServiceCoverageQueries:
    """The figure of service points; the root puts it together with the other contexts'."""

    @strawberry.field(
        graphql_type=ServiceCoverage | None,
        description="How many enterprises have an open service point near by; null when there is no such zone. Published: "
        "the circle of ten minutes, without small cells. 服务圈覆盖率。",
        directives=[cost(SUMMED_UP)],
    )
    async def service_coverage(
        self,
        info: Info,
        zone_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="A zone with those below it; the viewer's county. 区域(含下级),默认本县。"
            ),
        ] = None,
        minutes: Annotated[
            int, strawberry.argument(description="How long they travel at most. 分钟数。")
        ] = enterprises.CIRCLE,
        mode: Annotated[
            enterprises.TravelMode, strawberry.argument(description="How they travel. 出行方式。")
        ] = enterprises.TravelMode.WALK,
    ) -> object:
        zone = filtered_by("Zone", zone_id)
        return await resolvers.enterprises.service_coverage(info.context, zone, mode, minutes)


# --- Travel times -----------------------------------------------------------------------------------------------------


@backed_by(enterprises.TravelTimesRecorded)
class TravelTimesRecorded:
    """The travel times are recorded. 出行时间已登记。"""

    service_point: ServicePoint = about("The service point. 服务点。")
    recorded: int = about("How many are new. 新登记数。")
    known: int = about("How many were known already. 已有相同记录数。")


@backed_by(enterprises.TravelTimesContradict)
class TravelTimesContradict(Refusal):
    """Other minutes were recorded for the same day; nothing is overwritten. 与当日已有记录不一致。"""

    problems: list[InputProblem] = about(
        "Which of the batch, and what is recorded. 不一致的各条及已有记录。", about_as_long(10)
    )


@strawberry.input(description="The minutes that one enterprise needs. 一家企业的出行时间。")
class TravelTimeInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    minutes: int = strawberry.field(description="Minutes, 0 to 600. 分钟数。")


@strawberry.input(description="Record travel times to one service point. 登记到某服务点的出行时间。")
class RecordTravelTimesInput:
    service_point_id: strawberry.ID = strawberry.field(description="The service point. 服务点。")
    mode: enterprises.TravelMode = strawberry.field(description="How they travel. 出行方式。")
    source: str = strawberry.field(description="Who measured, and how; at most 200 characters. 数据来源。")
    measured_on: date = strawberry.field(
        description="The day of the measurement; of several the last one counts. 测量日期,以最新者为准。"
    )
    times: list[TravelTimeInput] = strawberry.field(
        description="1 to 1000 enterprises, each once. 每批 1 至 1000 家企业。"
    )

    def command(self) -> enterprises.RecordTravelTimes:
        return enterprises.RecordTravelTimes(
            service_point_id=key_of("ServicePoint", self.service_point_id),
            mode=self.mode,
            source=self.source,
            measured_on=self.measured_on,
            times=tuple(
                enterprises.TravelTime(key_of("Enterprise", time.enterprise_id), time.minutes)
                for time in self.times
            ),
        )


RecordTravelTimesResult = Annotated[
    TravelTimesRecorded | InvalidInput | NotFound | OutsideRemit | TravelTimesContradict,
    strawberry.union("RecordTravelTimesResult", description="What recordTravelTimes answers. 结果。"),
]


@strawberry.type
class TravelMutations:
    """Acts on travel times; the root puts them together with the other contexts'."""

    @act(RecordTravelTimesResult, "Record how long enterprises travel to a service point. 登记出行时间。")
    async def record_travel_times(
        self, info: Info, input: Annotated[RecordTravelTimesInput, Given]
    ) -> object:
        return await resolvers.enterprises.record_travel_times(info.context, input.command())
