"""Why not: the refusals that acts of every context share."""

from datetime import date

from domain import people, refusals
from schema.backing import InputProblem, Refusal, about, backed_by
from schema.costs import about_as_long


@backed_by(refusals.InvalidInput)
class InvalidInput(Refusal):
    """Input that no form should have let through: all problems at once. 填写有误,一次列出全部问题。"""

    problems: list[InputProblem] = about("Every problem. 全部问题。", about_as_long(10))


@backed_by(refusals.NotFound)
class NotFound(Refusal):
    """An id in the input names nothing. 所填标识不存在。"""

    path: str = about("The field with the id. 字段路径。")


@backed_by(people.OutsideRemit)
class OutsideRemit(Refusal):
    """The role may do this, but the record is another's. 不在职责范围内。"""

    path: str = about("What in the input is another's. 字段路径。")


@backed_by(refusals.Outdated)
class Outdated(Refusal):
    """The record has changed since it was looked at; nothing was written. 记录已被他人修改,未写入。"""

    path: str = about("The field with the version that was looked at. 字段路径。")
    current_version: int = about("The version that the record has now. 当前版本。")


@backed_by(refusals.RecordEnded)
class RecordEnded(Refusal):
    """What the input names has ended. 所指对象已终止。"""

    path: str = about("The field that names it. 字段路径。")
    until: date = about("When it ended. 终止日期。")


@backed_by(refusals.KeyReused)
class IdempotencyKeyReused(Refusal):
    """The key was used before with other input. 幂等键已用于其他内容。"""

    idempotency_key: str = about("The key. 幂等键。")
