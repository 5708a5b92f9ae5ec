"""What happened: the success members of the acts' answers."""

import strawberry

from domain import fairs, ledger
from schema.backing import about, backed_by, related, resolved
from schema.enterprises import (
    Enterprise,
)
from schema.fairs.types import Booth, Fair, FairCounts, Intake, Rating
from schema.ledger import LedgerEntry


@backed_by(fairs.Planned)
class FairPlanned:
    """The fair was planned. 活动已创建。"""

    fair: Fair = about("The fair. 活动。")


@backed_by(fairs.BoothAdded)
class BoothAdded:
    """The booth was added. 摊位已添加。"""

    booth: Booth = about("The booth. 摊位。")


@backed_by(fairs.Opened)
class FairOpened:
    """The fair takes intakes from now on. 活动已开始受理。"""

    fair: Fair = about("The fair. 活动。")


@backed_by(fairs.Closed)
class FairClosed:
    """The fair takes no more intakes. 活动已结束。"""

    fair: Fair = about("The fair. 活动。")


@backed_by(fairs.Submitted)
class IntakeSubmitted:
    """The booth took the intake. 已受理。"""

    intake: Intake = about("The intake, as it was taken. 受理单。")
    counts: FairCounts = related("The fair's counts with it. 最新计数。")


def entry_of(disposed: strawberry.Parent[fairs.Disposed]) -> ledger.LedgerEntry | None:
    """The entry that the disposition opened."""
    return disposed.entry


@backed_by(fairs.Disposed)
class IntakeDisposed:
    """The intake has its disposition. 已处理。"""

    intake: Intake = about("The intake. 受理单。")
    ledger_entry: LedgerEntry | None = resolved(entry_of, "The promise that it opened. 台账条目。")
    counts: FairCounts = related("The fair's counts with it. 最新计数。")


@backed_by(fairs.Withdrawn)
class IntakeWithdrawn:
    """The enterprise took the intake back. 已撤回。"""

    intake: Intake = about("The intake. 受理单。")
    counts: FairCounts = related("The fair's counts without it. 最新计数。")


@backed_by(fairs.MarkedDuplicate)
class IntakeMarkedDuplicate:
    """The intake repeats an earlier one. 已标记为重复件。"""

    intake: Intake = about("The intake. 受理单。")
    original: Intake = about("The earlier intake. 原受理单。")
    counts: FairCounts = related("The fair's counts without it. 最新计数。")


@backed_by(fairs.Attended)
class AttendanceRecorded:
    """The enterprise came. 已签到。"""

    fair: Fair = about("The fair. 活动。")
    enterprise: Enterprise = related("The enterprise. 企业。")


@backed_by(fairs.Rated)
class FairRated:
    """The rating was taken. 已评价。"""

    rating: Rating = about("The rating. 评价。")
