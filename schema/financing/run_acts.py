"""What can be done about match runs and meetings: one input and one union of answers an act."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import Given, Refusal, about, act, backed_by, key_of, known_id
from schema.costs import IMPORTED, cost
from schema.financing.runs import FinancingMeeting, MatchRun, MatchRunProgress
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit


@backed_by(financing.Began)
class MatchingRun:
    """The run was begun, and is as it stands: DONE, or under way where it takes longer. 已发起撮合。"""

    run: MatchRun = about("The run. 撮合批次。")


@backed_by(financing.RunCancelled)
class MatchingCancelled:
    """The run was stopped; nothing of it is in the timetable. 撮合已取消。"""

    run: MatchRun = about("The run. 撮合批次。")


@backed_by(financing.MeetingMoved)
class MeetingMoved:
    """The meeting takes place at another time or desk. 对接已改期。"""

    meeting: FinancingMeeting = about("The meeting. 对接安排。")


@backed_by(financing.MeetingHeld)
class MeetingHeld:
    """The meeting took place. 对接已进行。"""

    meeting: FinancingMeeting = about("The meeting. 对接安排。")


@backed_by(financing.MeetingMissed)
class MeetingMissed:
    """Somebody did not come. 对接未到场。"""

    meeting: FinancingMeeting = about("The meeting. 对接安排。")


@backed_by(financing.MeetingCancelled)
class MeetingCancelled:
    """The meeting does not take place. 对接已取消。"""

    meeting: FinancingMeeting = about("The meeting. 对接安排。")


@backed_by(financing.MatchingUnderWay)
class MatchingUnderWay(Refusal):
    """The session is being matched already. 正在撮合。"""

    run: MatchRun = about("The run that is under way. 进行中的批次。")


@backed_by(financing.SessionWithoutInstitutions)
class SessionWithoutInstitutions(Refusal):
    """No institution of finance has a booth that takes finance needs. 没有金融机构摊位。"""


@backed_by(financing.SessionOver)
class SessionOver(Refusal):
    """The session is over. 活动已结束。"""


@backed_by(financing.SessionHasMet)
class SessionHasMet(Refusal):
    """Meetings that took place stand; a new timetable begins after them. 已有对接进行。"""

    until: datetime = about("When the last of them ended. 最后一场结束时间。")


@backed_by(financing.RunOver)
class MatchRunOver(Refusal):
    """The run is over. 批次已结束。"""

    run: MatchRun = about("The run. 撮合批次。")


@backed_by(financing.SlotTaken)
class SlotTaken(Refusal):
    """The desk or the enterprise has another meeting at that time. 时段已被占用。"""

    path: str = about("What is taken: desk, or startsAt for the enterprise's time. 字段路径。")
    starts_at: datetime = about("When the other meeting begins. 已有对接开始时间。")
    ends_at: datetime = about("When it ends. 已有对接结束时间。")


@backed_by(financing.MeetingOver)
class MeetingOver(Refusal):
    """The meeting is not to take place any more. 对接已结束。"""

    state: financing.MeetingState = about("Where it stands. 当前状态。")


@backed_by(financing.MeetingYetToCome)
class MeetingYetToCome(Refusal):
    """What becomes of a meeting is known when it has begun. 对接尚未开始。"""

    starts_at: datetime = about("When it begins. 开始时间。")


THE_MEETING = "The meeting. 对接安排。"
LOOKED_AT = "The version that was looked at. 所依据的版本号。"


@strawberry.input(description="Match open demands at a session. 发起撮合。")
class RunMatchingInput:
    session_id: strawberry.ID = strawberry.field(
        description="The fair: a FINANCING_SESSION, or one with booths that take finance needs. 活动。"
    )
    mode: financing.MatchMode = strawberry.field(
        default=financing.MatchMode.STABLE, description="What the assignment is to be. 撮合方式。"
    )
    meetings_per_enterprise: int = strawberry.field(
        default=3, description="Meetings of an enterprise, at most 20. 每家企业对接上限。"
    )
    slot_minutes: int = strawberry.field(default=20, description="How long a slot is, 5 to 240. 每场分钟数。")
    starts_at: datetime | None = strawberry.field(
        default=None,
        description="When the timetable begins; by default with the session, or with the next slot. 开始时间。",
    )
    slots: int | None = strawberry.field(
        default=None, description="At most so many slots; by default until the session closes. 时段数上限。"
    )
    policy_version: int | None = strawberry.field(
        default=None, description="A published policy; by default the current one. 匹配规则版本。"
    )
    demand_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="The demands that take part; by default all that are open and seen. 参加的需求。",
    )
    with_unknown: bool = strawberry.field(
        default=False,
        description="Whether pairs of which something is not known are matched as well. 是否包括资料待补充的组合。",
    )
    wait_seconds: int = strawberry.field(
        default=5,
        description="For how long the answer waits for the run, at most 30. 等待秒数。",
    )

    def command(self) -> financing.RunMatching:
        ids = self.demand_ids
        return financing.RunMatching(
            session_id=key_of("Fair", self.session_id),
            mode=self.mode,
            meetings_per_enterprise=self.meetings_per_enterprise,
            slot_minutes=self.slot_minutes,
            starts_at=self.starts_at,
            slots=self.slots,
            policy_version=self.policy_version,
            demand_ids=None if ids is None else tuple(key_of("FinancingDemand", id) for id in ids),
            with_unknown=self.with_unknown,
            wait_seconds=self.wait_seconds,
        )


RunMatchingResult = Annotated[
    MatchingRun
    | InvalidInput
    | NotFound
    | OutsideRemit
    | SessionOver
    | MatchingUnderWay
    | SessionWithoutInstitutions
    | SessionHasMet,
    strawberry.union("RunMatchingResult", description="What runMatching answers. 结果。"),
]


@strawberry.input(description="Stop a run. 取消撮合。")
class CancelMatchingInput:
    run_id: strawberry.ID = strawberry.field(description="The run. 撮合批次。")
    version: int = strawberry.field(description=LOOKED_AT)

    def command(self) -> financing.CancelMatching:
        return financing.CancelMatching(key_of("MatchRun", self.run_id), self.version)


CancelMatchingResult = Annotated[
    MatchingCancelled | InvalidInput | NotFound | OutsideRemit | Outdated | MatchRunOver,
    strawberry.union("CancelMatchingResult", description="What cancelMatching answers. 结果。"),
]


@strawberry.input(description="Give a meeting another time or desk of its institution. 对接改期。")
class MoveMeetingInput:
    meeting_id: strawberry.ID = strawberry.field(description=THE_MEETING)
    version: int = strawberry.field(description=LOOKED_AT)
    starts_at: datetime = strawberry.field(description="When it is to begin. 新的开始时间。")
    booth_id: strawberry.ID | None = strawberry.field(
        default=None, description="Another booth of the institution. 该机构的其他摊位。"
    )
    desk: int | None = strawberry.field(
        default=None, description="The desk at the booth, from 1; by default the same. 窗口号。"
    )

    def command(self) -> financing.MoveMeeting:
        return financing.MoveMeeting(
            meeting_id=key_of("FinancingMeeting", self.meeting_id),
            version=self.version,
            starts_at=self.starts_at,
            booth_id=None if self.booth_id is None else key_of("Booth", self.booth_id),
            desk=self.desk,
            to_booth=self.booth_id is not None,
        )


MoveMeetingResult = Annotated[
    MeetingMoved | InvalidInput | NotFound | OutsideRemit | Outdated | MeetingOver | SlotTaken,
    strawberry.union("MoveMeetingResult", description="What moveMeeting answers. 结果。"),
]


@strawberry.input(description="Say that a meeting took place. 登记对接已进行。")
class HoldMeetingInput:
    meeting_id: strawberry.ID = strawberry.field(description=THE_MEETING)
    version: int = strawberry.field(description=LOOKED_AT)


@strawberry.input(description="Say that somebody did not come. 登记对接未到场。")
class MissMeetingInput:
    meeting_id: strawberry.ID = strawberry.field(description=THE_MEETING)
    version: int = strawberry.field(description=LOOKED_AT)


@strawberry.input(description="Cancel a meeting: its slot is free. 取消对接。")
class CancelMeetingInput:
    meeting_id: strawberry.ID = strawberry.field(description=THE_MEETING)
    version: int = strawberry.field(description=LOOKED_AT)


HoldMeetingResult = Annotated[
    MeetingHeld | InvalidInput | NotFound | OutsideRemit | Outdated | MeetingOver | MeetingYetToCome,
    strawberry.union("HoldMeetingResult", description="What holdMeeting answers. 结果。"),
]
MissMeetingResult = Annotated[
    MeetingMissed | InvalidInput | NotFound | OutsideRemit | Outdated | MeetingOver | MeetingYetToCome,
    strawberry.union("MissMeetingResult", description="What missMeeting answers. 结果。"),
]
CancelMeetingResult = Annotated[
    MeetingCancelled | InvalidInput | NotFound | OutsideRemit | Outdated | MeetingOver,
    strawberry.union("CancelMeetingResult", description="What cancelMeeting answers. 结果。"),
]

Settled = HoldMeetingInput | MissMeetingInput | CancelMeetingInput


async def _settle(info: Info, input: Settled, state: financing.MeetingState) -> object:
    meeting_id = key_of("FinancingMeeting", input.meeting_id)
    return await resolvers.financing.settle_meeting(
        info.context, financing.SettleMeeting(meeting_id, input.version, state)
    )


@strawberry.type
class MatchingMutations:
    """Acts on match runs and meetings; the root puts them together with the other contexts'."""

    @strawberry.mutation(
        graphql_type=RunMatchingResult,
        description="Match open demands at a session: whom to bring together, when and at which desk. The run goes on when "
        "the answer does not wait for it; another timetable of the session takes the place of what was to take place. "
        "发起撮合并生成时间表;原定未进行的对接由新时间表取代。",
        directives=[cost(IMPORTED)],
    )
    async def run_matching(self, info: Info, input: Annotated[RunMatchingInput, Given]) -> object:
        return await resolvers.financing.run_matching(info.context, input.command())

    @act(CancelMatchingResult, "Stop a run that is under way, wherever it is computed. 取消进行中的撮合。")
    async def cancel_matching(self, info: Info, input: Annotated[CancelMatchingInput, Given]) -> object:
        return await resolvers.financing.cancel_matching(info.context, input.command())

    @act(MoveMeetingResult, "Give a meeting another time or desk. 对接改期或换窗口。")
    async def move_meeting(self, info: Info, input: Annotated[MoveMeetingInput, Given]) -> object:
        return await resolvers.financing.move_meeting(info.context, input.command())

    @act(HoldMeetingResult, "Say that a meeting took place. 登记对接已进行。")
    async def hold_meeting(self, info: Info, input: Annotated[HoldMeetingInput, Given]) -> object:
        return await _settle(info, input, financing.MeetingState.HELD)

    @act(MissMeetingResult, "Say that somebody did not come to a meeting. 登记未到场。")
    async def miss_meeting(self, info: Info, input: Annotated[MissMeetingInput, Given]) -> object:
        return await _settle(info, input, financing.MeetingState.MISSED)

    @act(CancelMeetingResult, "Cancel a meeting that is to take place. 取消对接。")
    async def cancel_meeting(self, info: Info, input: Annotated[CancelMeetingInput, Given]) -> object:
        return await _settle(info, input, financing.MeetingState.CANCELLED)


RunId = Annotated[strawberry.ID, strawberry.argument(description="Id of the run. 撮合批次标识。")]


@strawberry.type
class MatchingSubscriptions:
    """What can be watched of match runs."""

    @strawberry.subscription(
        graphql_type=AsyncIterator[MatchRunProgress],
        description="How far a match run has come: a whole snapshot at once and after every step, at most ten a second. "
        "撮合进度:先推送一次完整快照,此后有变化即推送。",
    )
    async def match_run_progress(self, info: Info, run_id: RunId) -> AsyncIterator[financing.RunProgress]:
        return await resolvers.financing.watch_run(info.context, known_id(run_id))
