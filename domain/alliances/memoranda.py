"""Co-building memoranda (共建备忘录) that an organization signs, with an alliance or with the zone itself, for a term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.alliances.days import ONE_DAY, DayOutOfOrder, check_day, check_period
from domain.alliances.members import OutsideAllianceLife
from domain.alliances.records import PartyAlliance
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem

TOPIC_LIMIT = 200

MEMORANDUM = Words("memorandum", "备忘录")


class MemorandumState(StrEnum):
    """State of a memorandum on a day. 备忘录状态。"""

    SIGNED = "SIGNED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


MEMORANDUM_STATE_NAMES: Mapping[MemorandumState, Words] = {
    MemorandumState.SIGNED: Words("Signed, and its term goes on", "生效中"),
    MemorandumState.EXPIRED: Words("Its term is over", "已到期"),
    MemorandumState.TERMINATED: Words("Ended before its term", "已终止"),
}


@dataclass(frozen=True, slots=True)
class Memorandum:
    """A memorandum with a counterparty. It is active from the day it was signed on, and no more on the day on which it
    expires or is terminated. Whether it has expired is a matter of the day that one asks on; nothing is written."""

    id: UUID
    county_code: str
    counterparty_id: UUID
    alliance_id: UUID | None
    topic: str
    signed_on: date
    expires_on: date
    terminated_on: date | None
    recorded_at: datetime
    version: int

    @property
    def ends_on(self) -> date:
        """The first day on which it is not active any more."""
        return self.terminated_on or self.expires_on

    def state_on(self, day: date) -> MemorandumState:
        """What it is on a day."""
        if day < self.ends_on:
            return MemorandumState.SIGNED
        return MemorandumState.EXPIRED if self.terminated_on is None else MemorandumState.TERMINATED


@dataclass(frozen=True, slots=True)
class SignMemorandum:
    """Record a memorandum that was signed. Without an alliance the zone itself has signed it."""

    counterparty_id: UUID | None
    alliance_id: UUID | None
    with_alliance: bool
    topic: str
    signed_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class TerminateMemorandum:
    """End a memorandum before its term."""

    memorandum_id: UUID | None
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class MemorandumFilter:
    """Which memoranda; what is `None` does not matter."""

    counterparty_id: UUID | None = None
    topic: str | None = None
    active_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemorandaFigures:
    """How many memoranda are active on a day, and with how many counterparties: one that has signed two counts once."""

    on: date
    memoranda: int
    counterparties: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A memorandum that was signed."""

    memorandum: Memorandum


@dataclass(frozen=True, slots=True)
class Terminated:
    """A memorandum that was ended before its term."""

    memorandum: Memorandum


@dataclass(frozen=True, slots=True)
class MemorandumExists(Refusal):
    """The counterparty has a memorandum on this topic in that time."""

    memorandum: Memorandum

    @property
    def message(self) -> Words:
        held = self.memorandum
        return Words(
            f"There is a memorandum with this counterparty on “{held.topic}” from {held.signed_on} until {held.ends_on}; "
            "terminate it first, or choose another term",
            f"与该单位已有“{held.topic}”备忘录({held.signed_on} 起,{held.ends_on} 止),请先终止或另选期限",
        )


@dataclass(frozen=True, slots=True)
class MemorandumOver(Refusal):
    """The memorandum has ended already."""

    state: MemorandumState
    ended_on: date

    @property
    def message(self) -> Words:
        how = MEMORANDUM_STATE_NAMES[self.state]
        return Words(
            f"The memorandum ended on {self.ended_on} already; there is nothing to terminate",
            f"备忘录已于 {self.ended_on} 结束({how.zh}),无需终止",
        )


def check_memorandum(command: SignMemorandum, today: date) -> InvalidInput | None:
    """All that is wrong with a memorandum by itself."""
    problems = Problems()
    problems.note("topic", text_problem(command.topic, TOPIC_LIMIT))
    check_day(command.signed_on, "signedOn", problems, today=today)
    check_day(command.expires_on, "expiresOn", problems)
    check_period(command.signed_on, command.expires_on, "expiresOn", problems)
    return problems.refusal()


def topic_of(command: SignMemorandum) -> str:
    """The topic as it is stored and compared: with single spaces between its words."""
    return " ".join(command.topic.split())


def sign(
    command: SignMemorandum,
    county_code: str,
    counterparty_id: UUID,
    alliance: PartyAlliance | None,
    held: Sequence[Memorandum],
    id: UUID,
    at: datetime,
) -> Signed | OutsideAllianceLife | MemorandumExists:
    """The memorandum of a checked command, beside those that are `held` with the counterparty on the topic."""
    if alliance is not None and not alliance.is_within_life(command.signed_on, command.signed_on + ONE_DAY):
        return OutsideAllianceLife("signedOn", alliance.established_on, alliance.dissolved_on)
    for each in held:
        if each.signed_on < command.expires_on and command.signed_on < each.ends_on:
            return MemorandumExists(each)
    return Signed(
        Memorandum(
            id=id,
            county_code=county_code,
            counterparty_id=counterparty_id,
            alliance_id=alliance and alliance.id,
            topic=topic_of(command),
            signed_on=command.signed_on,
            expires_on=command.expires_on,
            terminated_on=None,
            recorded_at=at,
            version=1,
        )
    )


def check_termination(command: TerminateMemorandum, today: date) -> InvalidInput | None:
    """What is wrong with the day by itself."""
    problems = Problems()
    check_day(command.on, "on", problems, today=today)
    return problems.refusal()


def terminate(
    command: TerminateMemorandum, memorandum: Memorandum, today: date
) -> Terminated | Outdated | MemorandumOver | DayOutOfOrder:
    """End a memorandum that is active today."""
    if command.version != memorandum.version:
        return Outdated("version", memorandum.version)
    state = memorandum.state_on(today)
    if state is not MemorandumState.SIGNED:
        return MemorandumOver(state, memorandum.ends_on)
    if command.on <= memorandum.signed_on:
        return DayOutOfOrder("on", memorandum.signed_on + ONE_DAY)
    return Terminated(replace(memorandum, terminated_on=command.on, version=memorandum.version + 1))
