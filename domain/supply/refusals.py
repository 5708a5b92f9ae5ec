"""Why something around supply and demand is not done, where the general refusals do not say it."""

from dataclasses import dataclass
from datetime import date

from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class NotOnOffer(Refusal):
    """What the input names was taken back, or is taken or met by now; `state` is where it stands."""

    path: str
    thing: Words
    state: str

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: this {self.thing.en} is {self.state} by now; only one that stands can be used",
            f"{self.path}:该{self.thing.zh}当前状态为 {self.state},只能办理仍有效的记录",
        )


@dataclass(frozen=True, slots=True)
class MonthOutOfOrder(Refusal):
    """A month in which the cooperation was not running: it ran from `earliest` to `latest`, the first days of months."""

    path: str
    earliest: date
    latest: date

    @property
    def message(self) -> Words:
        first, last = f"{self.earliest:%Y-%m}", f"{self.latest:%Y-%m}"
        return Words(
            f"{self.path}: the cooperation has run from {first} to {last} only; report one of these months",
            f"{self.path}:合作运行期为 {first} 至 {last},只能填报其中的月份",
        )


@dataclass(frozen=True, slots=True)
class StepTooEarly(Refusal):
    """The step lies before the one that it follows, which was taken on `earliest`."""

    path: str
    earliest: date

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: must be {self.earliest}, the day of the step before it, or later",
            f"{self.path}:不得早于上一步的日期 {self.earliest}",
        )
