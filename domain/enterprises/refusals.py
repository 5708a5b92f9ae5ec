"""Why an act on an enterprise is refused, with the facts that a screen needs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.enterprises.register import STATUS_NAMES, EnterpriseStatus
from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class UsccTaken(Refusal):
    """The register has an enterprise with this credit code."""

    uscc: str
    enterprise_id: UUID

    @property
    def message(self) -> Words:
        return Words(
            f"The register has an enterprise with the credit code {self.uscc} already; go on with that one",
            f"统一社会信用代码 {self.uscc} 已登记,请使用已有的企业记录",
        )


@dataclass(frozen=True, slots=True)
class EnterpriseEnded(Refusal):
    """The enterprise has moved away or closed; `merged_into_id` is the record that goes on for a duplicate."""

    path: str
    status: EnterpriseStatus
    ended_on: date | None
    merged_into_id: UUID | None

    @property
    def message(self) -> Words:
        if self.merged_into_id is not None:
            return Words(
                f"{self.path}: this record was merged into another on {self.ended_on}; go on with that one",
                f"{self.path}:该记录已于 {self.ended_on} 并入另一企业记录,请使用并入后的记录",
            )
        is_ = STATUS_NAMES[self.status]
        return Words(
            f"{self.path}: the enterprise is {is_.en} since {self.ended_on}; its record does not change any more",
            f"{self.path}:企业自 {self.ended_on} 起{is_.zh},记录不再变更",
        )


@dataclass(frozen=True, slots=True)
class EnterpriseInWrongStatus(Refusal):
    """The enterprise is in no status that the act needs."""

    status: EnterpriseStatus
    needed: tuple[EnterpriseStatus, ...]

    @property
    def message(self) -> Words:
        is_, need = STATUS_NAMES[self.status], [STATUS_NAMES[status] for status in self.needed]
        return Words(
            f"The enterprise is {is_.en}; this needs one that is {' or '.join(words.en for words in need)}",
            f"企业状态为“{is_.zh}”,此操作要求“{'”或“'.join(words.zh for words in need)}”",
        )


class MergeObstacle(StrEnum):
    """Why two records are not merged. 不能合并的原因。"""

    SAME = "SAME"
    DUPLICATE_IS_SURVIVOR = "DUPLICATE_IS_SURVIVOR"
    SURVIVOR_WITHOUT_USCC = "SURVIVOR_WITHOUT_USCC"


OBSTACLES: dict[MergeObstacle, Words] = {
    MergeObstacle.SAME: Words(
        "An enterprise is not merged into itself; name the duplicate and the record that is kept",
        "不能将企业并入其自身,请分别选择重复记录与保留记录",
    ),
    MergeObstacle.DUPLICATE_IS_SURVIVOR: Words(
        "Another record was merged into this duplicate before; keep this one, and merge the other into it",
        "已有记录并入该重复记录,请改以它为保留记录",
    ),
    MergeObstacle.SURVIVOR_WITHOUT_USCC: Words(
        "The duplicate has a credit code and the record that is to be kept has none; merge the other way round",
        "重复记录有统一社会信用代码而保留记录没有,请调换后合并",
    ),
}


@dataclass(frozen=True, slots=True)
class CannotMerge(Refusal):
    """The two records are not merged, or not this way round."""

    reason: MergeObstacle

    @property
    def message(self) -> Words:
        return OBSTACLES[self.reason]
