"""Where an enterprise stands, in the contract: its tiers, and its way into statistics."""

from datetime import date, datetime

from domain.enterprises import standing, statistics
from schema.backing import about, backed_by, related
from schema.costs import about_as_long
from schema.enterprises.divisions import Industry
from schema.scalars import Money


@backed_by(standing.TierStatus)
class TierStatus:
    """A tier that an enterprise has or had. 梯度认定。"""

    tier: standing.Tier = about("The tier. 梯度。")
    granted_on: date = about("Since when. 认定日期。")
    until: date | None = about("Until before which day; null while nothing is said. 有效期止(不含当日)。")
    source: str = about("Where that is written: a notice, a list. 依据文件。")


@backed_by(statistics.StatStep)
class StatStep:
    """One step of an enterprise on its way into statistics. 纳统进度记录。"""

    state: statistics.StatState = about("Where it led. 状态。")
    reached_on: date = about("The day. 日期。")
    evidence: str | None = about("What shows it. 依据。")
    recorded_at: datetime = about("When it was noted. 登记时间。")


@backed_by(statistics.StatStatus)
class StatStatus:
    """Where an enterprise stands on its way into statistics. 纳统情况。"""

    state: statistics.StatState = about("How far it is. 状态。")
    since: date = about("Since when. 起始日期。")
    met_on: date | None = about("When it met the threshold. 达标日期。")
    filed_on: date | None = about("When it was filed. 申报日期。")
    enrolled_on: date | None = about("When it was enrolled. 纳统日期。")
    dropped_on: date | None = about("When it was not admitted, or dropped. 未通过或退库日期。")
    lag_days: int | None = about(
        "Days from meeting the threshold to being enrolled; null until it is. 达标至纳统天数。"
    )
    steps: list[StatStep] = related(
        "Every step, those of earlier tries too, as they were noted. 全部进度记录。", about_as_long(8)
    )


@backed_by(statistics.Threshold)
class StatThreshold:
    """What an enterprise of an industry has to meet to be enrolled in statistics. 纳统标准。"""

    industry_code: str = about("Code of the industry, with whatever is within it (GB/T 4754). 行业代码。")
    industry: Industry | None = related("That industry, where the table has it. 行业。")
    measure: statistics.StatMeasure = about("What is measured. 口径。")
    amount: Money = about("How much in a year, at least. 金额(年,元)。")
    valid_from: date = about("Since when it holds. 执行日期。")
    valid_to: date | None = about("Until before which day; null while nothing is said. 停止执行日期。")
    national: bool = about("Whether it is the nation's, and not the county's own. 是否全国标准。")
