"""Why not: the refusals of acts around supply, demand and space."""

from datetime import date

from domain import supply
from schema.backing import Refusal, about, backed_by
from schema.costs import about_as_long
from schema.supply.matches import FitRule
from schema.supply.types import ClassSynonym, CooperationReport, Introduction


@backed_by(supply.NotOnOffer)
class NotOnOffer(Refusal):
    """What the input names was taken back, or is taken or met by now. 记录已不再有效。"""

    path: str = about("What in the input. 字段路径。")
    state: str = about("Where it stands. 当前状态。")


@backed_by(supply.SynonymExists)
class SynonymExists(Refusal):
    """The two are synonyms already. 同义品类已存在。"""

    synonym: ClassSynonym = about("The synonym. 同义品类。")


@backed_by(supply.SameEnterprise)
class SameEnterprise(Refusal):
    """The offering and the need are of one enterprise. 供需双方为同一企业。"""


@backed_by(supply.AlreadyIntroduced)
class AlreadyIntroduced(Refusal):
    """The two have an introduction that has not failed. 已有牵线记录。"""

    introduction: Introduction = about("That introduction. 已有牵线记录。")


@backed_by(supply.IntroductionOutOfOrder)
class IntroductionOutOfOrder(Refusal):
    """From where the introduction is, another step is next. 进展次序不符。"""

    state: supply.IntroductionState = about("Where it is. 当前进展。")
    possible: list[supply.IntroductionState] = about("What may follow. 可办理的下一步。", about_as_long(3))


@backed_by(supply.CooperationNotRunning)
class CooperationNotRunning(Refusal):
    """The introduction has not led to a cooperation that runs. 合作尚未运行。"""

    state: supply.IntroductionState = about("Where it is. 当前进展。")


@backed_by(supply.MonthOutOfOrder)
class MonthOutOfOrder(Refusal):
    """A month in which the cooperation was not running. 月份不在合作期内。"""

    path: str = about("The field with the month. 字段路径。")
    earliest: date = about("The first month that may be reported. 最早月份。")
    latest: date = about("The last one. 最晚月份。")


@backed_by(supply.MonthReported)
class MonthReported(Refusal):
    """The month has its report. 该月已填报。"""

    report: CooperationReport = about("The report. 已有月报。")


@backed_by(supply.SpaceDoesNotFit)
class SpaceDoesNotFit(Refusal):
    """Rules fail, or cannot be told and were not confirmed. 房源不符合要求。"""

    rules: list[FitRule] = about("Which rules. 不符合或待确认的条件。", about_as_long(10))


@backed_by(supply.StepTooEarly)
class StepTooEarly(Refusal):
    """The step lies before the one that it follows. 日期早于上一步。"""

    path: str = about("The field with the day. 字段路径。")
    earliest: date = about("The day of the step before it. 最早日期。")
