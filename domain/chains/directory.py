"""Tracks, chains, and who leads them: the directory."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.chains.periods import day_problem, ending, outdated, too_early
from domain.chains.records import CHAIN, TRACK, Chain, ChainLeader, ChiefLeader, Track, TrackGroup
from domain.chains.refusals import ChainInUse, DayTooEarly, LimitReached, NameTaken
from domain.enterprises import name_problem
from domain.refusals import InvalidInput, Outdated, Problems, RecordEnded, over, text_problem

CODE_LIMIT, TITLE_LIMIT = 20, 60
TRACKS, CHAINS = 40, 60
"""How many of each a county has at most."""


@dataclass(frozen=True, slots=True)
class RegisterTrack:
    """Register a track."""

    code: str
    name: str
    group: TrackGroup


@dataclass(frozen=True, slots=True)
class RegisterChain:
    """Register a chain in a track."""

    track_id: UUID | None
    name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class EndChain:
    """End a chain that nobody is in any more."""

    chain_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class AppointLeader:
    """Appoint a leader, who takes over from the one that there is. `version` is that one's, 0 where there is none."""

    version: int
    name: str
    title: str
    since: date | None


@dataclass(frozen=True, slots=True)
class AppointChainLeader(AppointLeader):
    """Appoint the leader of a chain."""

    chain_id: UUID | None


@dataclass(frozen=True, slots=True)
class AppointChiefLeader(AppointLeader):
    """Appoint the chief leader of all chains of the county."""


@dataclass(frozen=True, slots=True)
class TrackRegistered:
    """A track that was registered."""

    track: Track


@dataclass(frozen=True, slots=True)
class ChainRegistered:
    """A chain that was registered."""

    chain: Chain


@dataclass(frozen=True, slots=True)
class ChainEnded:
    """A chain that ended, with its leader, its nodes and its links."""

    chain: Chain


@dataclass(frozen=True, slots=True)
class ChainLeaderAppointed:
    """The leader of a chain, and the one before as that one stands now."""

    leader: ChainLeader
    predecessor: ChainLeader | None


@dataclass(frozen=True, slots=True)
class ChiefLeaderAppointed:
    """The chief leader, and the one before as that one stands now."""

    leader: ChiefLeader
    predecessor: ChiefLeader | None


@dataclass(frozen=True, slots=True)
class InChain:
    """What is in a chain just now, and the last day on which something began that ends with the chain."""

    members: int
    task_forces: int
    combat_units: int
    latest: date | None


def check_track(command: RegisterTrack) -> InvalidInput | None:
    """All that is wrong with a track by itself."""
    problems = Problems()
    problems.note("code", text_problem(command.code, CODE_LIMIT))
    problems.note("name", name_problem(command.name))
    return problems.refusal()


def register_track(
    command: RegisterTrack, known: Collection[Track], county_code: str, id: UUID
) -> TrackRegistered | NameTaken | LimitReached:
    """Register a checked track beside those that the county has: both its code and its name are its own."""
    code, name = command.code.strip(), command.name.strip()
    if any(track.code == code for track in known):
        return NameTaken("code", code)
    if any(track.name == name for track in known):
        return NameTaken("name", name)
    if len(known) >= TRACKS:
        return LimitReached(TRACK, TRACKS)
    return TrackRegistered(Track(id, county_code, code, name, command.group))


def check_chain(command: RegisterChain, today: date) -> InvalidInput | None:
    """All that is wrong with a chain by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def register_chain(
    command: RegisterChain, track: Track, names: Collection[str], today: date, id: UUID
) -> ChainRegistered | NameTaken | LimitReached:
    """Register a checked chain beside those of these names, which the county has."""
    name = command.name.strip()
    if name in names:
        return NameTaken("name", name)
    if len(names) >= CHAINS:
        return LimitReached(CHAIN, CHAINS)
    since = command.since or today
    return ChainRegistered(Chain(id, track.county_code, track.id, name, since, None, 1))


def check_end(until: date | None, today: date) -> InvalidInput | None:
    """What is wrong with the day on which something ends."""
    problems = Problems()
    problems.note("until", day_problem(until, today))
    return problems.refusal()


def end_chain(
    command: EndChain, chain: Chain, held: InChain, today: date
) -> ChainEnded | Outdated | RecordEnded | DayTooEarly | ChainInUse:
    """End a chain. Its leader, its nodes and its links end with it, on the same day (ours)."""
    until = command.until or today
    if wrong := ending(chain, CHAIN, "chainId", command.version, until):
        return wrong
    if held.members or held.task_forces or held.combat_units:
        return ChainInUse(held.members, held.task_forces, held.combat_units)
    if early := too_early("until", until, held.latest):
        return early
    return ChainEnded(replace(chain, until=until, version=chain.version + 1))


def check_appointment(command: AppointLeader, today: date) -> InvalidInput | None:
    """All that is wrong with an appointment by itself: nobody is appointed for a day to come."""
    problems = Problems()
    problems.note("name", text_problem(command.name, TITLE_LIMIT))
    problems.note("title", text_problem(command.title, TITLE_LIMIT))
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def appoint_chain_leader(
    command: AppointChainLeader, chain: Chain, current: ChainLeader | None, today: date, id: UUID
) -> ChainLeaderAppointed | Outdated | RecordEnded | DayTooEarly:
    """Appoint a chain's leader; the current one's time ends on the day that the next one's begins."""
    if ended := over("chainId", CHAIN, chain.until):
        return ended
    since, version = command.since or today, current.version if current else 0
    if wrong := outdated(command.version, version) or too_early(
        "since", since, chain.since, current and current.since
    ):
        return wrong
    name, title = command.name.strip(), command.title.strip()
    return ChainLeaderAppointed(
        ChainLeader(id, chain.county_code, chain.id, name, title, since, None, version + 1),
        current and replace(current, until=since),
    )


def appoint_chief_leader(
    command: AppointChiefLeader, current: ChiefLeader | None, county_code: str, today: date, id: UUID
) -> ChiefLeaderAppointed | Outdated | DayTooEarly:
    """Appoint the chief leader of a county in the same way."""
    since, version = command.since or today, current.version if current else 0
    if wrong := outdated(command.version, version) or too_early("since", since, current and current.since):
        return wrong
    name, title = command.name.strip(), command.title.strip()
    return ChiefLeaderAppointed(
        ChiefLeader(id, county_code, name, title, since, None, version + 1),
        current and replace(current, until=since),
    )
