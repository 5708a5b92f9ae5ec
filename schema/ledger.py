"""The ledger in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import ledger
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, related

if TYPE_CHECKING:
    from schema.alliances import Resolution
    from schema.fairs import Intake

enum_of(ledger.EntryState, "State of a ledger entry. 台账状态。", by_name(ledger.ENTRY_STATE_NAMES))


@backed_by(ledger.LedgerEntry, keys=("id",))
class LedgerEntry(Node):
    """A promised solution that an office has to strike off. 台账条目:承诺的解决方案,办结后对账销号。"""

    id: strawberry.ID = identity("LedgerEntry")
    state: ledger.EntryState = about("State of the entry. 状态。")
    solution: str = about("What will be done. 解决方案。")
    owner_name: str = about("Who answers for it. 责任人。")
    due_on: date = about("The day by which it is done. 承诺办结日期。")
    opened_at: datetime = about("When the promise was made. 登记时间。")
    intake: Annotated["Intake", strawberry.lazy("schema.fairs")] | None = related(
        "The intake whose solution this is, if it is one's. 对应的受理单。"
    )
    resolution: Annotated["Resolution", strawberry.lazy("schema.alliances")] | None = related(
        "The resolution of a joint conference that this is, if it is one. 对应的议定事项。"
    )
