"""Counts of a session in the contract."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import about, backed_by, known_id
from schema.money import FinancingMoney

SessionId = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the session, a fair. 对接会(活动)标识。")
]


@backed_by(financing.DealCount)
class DealCount:
    """So many deals, and their money; guarantees are left out. 笔数与金额(不含担保)。"""

    deals: int = about("How many. 笔数。")
    amount: FinancingMoney = about("How much. 金额。")


@backed_by(financing.SessionCounts)
class SessionCounts:
    """All counts of a session in one snapshot. 对接会实时计数。"""

    epoch: str = about("Changes when the database is restored. 数据纪元。")
    version: int = about("Rises strictly within an epoch. 版本号。")
    as_of: datetime = about("The moment of the snapshot. 统计时刻。")
    demands: int = about("Demands that were handed in at it, met or got a deal. 融资需求数。")
    offers: int = about(
        "Pairs of a demand and an institution that were brought together, by a meeting or a deal. 推荐对接数(需求×机构)。"
    )
    meetings_scheduled: int = about("Meetings of the timetable, those held included. 安排洽谈场次。")
    meetings_held: int = about("Meetings that took place. 已洽谈场次。")
    granted: DealCount = about("Credits that stand. 授信。")
    disbursed: DealCount = about("What was paid of them. 放款。")


@strawberry.type
class FinancingSubscriptions:
    """What can be watched of sessions."""

    @strawberry.subscription(
        graphql_type=AsyncIterator[SessionCounts],
        description="The counts of a session: a whole snapshot at once and after every change, at most ten a second. "
        "对接会实时计数:先推送一次完整快照,此后有变化即推送。",
    )
    async def financing_counts(
        self, info: Info, session_id: SessionId
    ) -> AsyncIterator[financing.SessionCounts]:
        return await resolvers.financing.watch_session(info.context, known_id(session_id))
