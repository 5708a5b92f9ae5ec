"""The life of an alliance: prepared, established, at work, dissolved, and led by one organization at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.alliances.days import ONE_DAY, DayOutOfOrder, check_day
from domain.alliances.records import (
    ALLIANCE_STATE_NAMES,
    AdvanceAlliance,
    AllianceState,
    ChangeLead,
    MemberRole,
    Membership,
    PartyAlliance,
    PrepareAlliance,
)
from domain.enterprises import name_problem
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words

POSSIBLE: Mapping[AllianceState, tuple[AllianceState, ...]] = {
    AllianceState.PREPARING: (AllianceState.ESTABLISHED, AllianceState.DISSOLVED),
    AllianceState.ESTABLISHED: (AllianceState.ACTIVE, AllianceState.DISSOLVED),
    AllianceState.ACTIVE: (AllianceState.DISSOLVED,),
    AllianceState.DISSOLVED: (),
}
"""What an alliance can become. It may be dissolved at any time: what nobody wants any more has an end, too."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An alliance that is being prepared."""

    alliance: PartyAlliance


@dataclass(frozen=True, slots=True)
class Memberships:
    """Memberships that began and ended on the same day."""

    begun: tuple[Membership, ...] = ()
    ended: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Advanced:
    """An alliance that has come further, and what that means for its members."""

    alliance: PartyAlliance
    memberships: Memberships = Memberships()


@dataclass(frozen=True, slots=True)
class LeadChanged:
    """An alliance with another lead, and what that means for its members."""

    alliance: PartyAlliance
    memberships: Memberships = Memberships()


@dataclass(frozen=True, slots=True)
class AllianceNameTaken(Refusal):
    """The county has an alliance of this name."""

    alliance: PartyAlliance

    @property
    def message(self) -> Words:
        name = self.alliance.name
        return Words(
            f"There is an alliance called {name} already; choose another name",
            f"已有名为“{name}”的联盟,请另取名称",
        )


@dataclass(frozen=True, slots=True)
class AllianceInWrongState(Refusal):
    """An alliance in this state becomes none but one of the `possible`."""

    state: AllianceState
    possible: tuple[AllianceState, ...]

    @property
    def message(self) -> Words:
        is_, can = ALLIANCE_STATE_NAMES[self.state], [ALLIANCE_STATE_NAMES[each] for each in self.possible]
        if not can:
            return Words(f"The alliance is {is_.en.lower()}, and stays so", f"联盟{is_.zh},不能再变更")
        return Words(
            f"The alliance is {is_.en.lower()}; next it can be {' or '.join(w.en.lower() for w in can)}",
            f"联盟{is_.zh},接下来只能是{'或'.join(w.zh for w in can)}",
        )


@dataclass(frozen=True, slots=True)
class AlreadyLead(Refusal):
    """The organization leads the alliance already."""

    @property
    def message(self) -> Words:
        return Words(
            "leadId: this organization leads the alliance already; name another",
            "leadId:该机构已是牵头单位,请另选机构",
        )


def check_preparation(command: PrepareAlliance, today: date) -> InvalidInput | None:
    """All that is wrong with an alliance by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    check_day(command.prepared_on, "preparedOn", problems, today=today)
    return problems.refusal()


def prepare(
    command: PrepareAlliance, county_code: str, lead_id: UUID, named_so: PartyAlliance | None, id: UUID
) -> Prepared | AllianceNameTaken:
    """The alliance of a checked command, led by an organization of the county."""
    if named_so is not None:
        return AllianceNameTaken(named_so)
    return Prepared(
        PartyAlliance(
            id=id,
            county_code=county_code,
            name=command.name.strip(),
            chain_id=command.chain_id,
            lead_id=lead_id,
            state=AllianceState.PREPARING,
            prepared_on=command.prepared_on,
            established_on=None,
            activated_on=None,
            dissolved_on=None,
            version=1,
        )
    )


def check_advance(command: AdvanceAlliance, today: date) -> InvalidInput | None:
    """What is wrong with a step by itself."""
    problems = Problems()
    check_day(command.on, "on", problems, today=today)
    return problems.refusal()


def advance(
    command: AdvanceAlliance,
    alliance: PartyAlliance,
    memberships: Sequence[Membership],
    last_session: date | None,
    id: UUID,
    at: datetime,
) -> Advanced | Outdated | AllianceInWrongState | DayOutOfOrder:
    """Bring an alliance, with all of its memberships and the day of the last session that it held, to a later state.
    When it is established, its lead's membership begins; when it is dissolved, all of them end."""
    if command.version != alliance.version:
        return Outdated("version", alliance.version)
    possible = POSSIBLE[alliance.state]
    if command.state not in possible:
        return AllianceInWrongState(alliance.state, possible)
    steps = (alliance.prepared_on, alliance.established_on, alliance.activated_on)
    earliest = max(day for day in steps if day is not None)
    if command.state is AllianceState.DISSOLVED:
        held = [each.since for each in memberships] + ([last_session] if last_session else [])
        earliest = max([earliest, *(day + ONE_DAY for day in held)])
    if command.on < earliest:
        return DayOutOfOrder("on", earliest)
    changed = replace(alliance, state=command.state, version=alliance.version + 1)
    match command.state:
        case AllianceState.ESTABLISHED:
            lead = _led_by(alliance, alliance.lead_id, command.on, id, at)
            return Advanced(replace(changed, established_on=command.on), Memberships(begun=(lead,)))
        case AllianceState.ACTIVE:
            return Advanced(replace(changed, activated_on=command.on))
        case _:
            ended = tuple(end(each, command.on) for each in memberships if each.goes_on_after(command.on))
            return Advanced(replace(changed, dissolved_on=command.on), Memberships(ended=ended))


def check_lead(command: ChangeLead, today: date) -> InvalidInput | None:
    """All that is wrong with a change of the lead by itself."""
    problems = Problems()
    check_day(command.since, "since", problems, today=today)
    if command.former_role is MemberRole.LEAD:
        problems.note(
            "formerRole", Words("cannot be LEAD: there is one lead", "不能为 LEAD,牵头单位只有一个")
        )
    return problems.refusal()


def change_lead(
    command: ChangeLead,
    alliance: PartyAlliance,
    memberships: Sequence[Membership],
    lead_id: UUID,
    ids: tuple[UUID, UUID],
    at: datetime,
) -> LeadChanged | Outdated | AllianceInWrongState | AlreadyLead | DayOutOfOrder:
    """Hand the lead of an alliance, with its organizations' memberships, to an organization of the county: on the day on
    which one lead ends, the next begins. Before the alliance is established nobody is a member of it, and only who is to
    lead it changes."""
    if command.version != alliance.version:
        return Outdated("version", alliance.version)
    if alliance.state is AllianceState.DISSOLVED:
        return AllianceInWrongState(alliance.state, ())
    if lead_id == alliance.lead_id:
        return AlreadyLead()
    changed = replace(alliance, lead_id=lead_id, version=alliance.version + 1)
    if alliance.established_on is None:
        if command.since < alliance.prepared_on:
            return DayOutOfOrder("since", alliance.prepared_on)
        return LeadChanged(changed)
    ending = [
        each
        for each in memberships
        if each.goes_on_after(command.since)
        and (each.role is MemberRole.LEAD or each.organization_id in {lead_id, alliance.lead_id})
    ]
    earliest = max(each.since for each in ending) + ONE_DAY
    if command.since < earliest:
        return DayOutOfOrder("since", earliest)
    begun = [_led_by(alliance, lead_id, command.since, ids[0], at)]
    if command.former_role is not None:
        stays = _led_by(alliance, alliance.lead_id, command.since, ids[1], at)
        begun.append(replace(stays, role=command.former_role))
    ended = tuple(end(each, command.since) for each in ending)
    return LeadChanged(changed, Memberships(tuple(begun), ended))


def end(membership: Membership, until: date) -> Membership:
    """A membership that ends on a day."""
    return replace(membership, until=until, version=membership.version + 1)


def _led_by(
    alliance: PartyAlliance, organization_id: UUID, since: date, id: UUID, at: datetime
) -> Membership:
    return Membership(
        id=id,
        county_code=alliance.county_code,
        alliance_id=alliance.id,
        organization_id=organization_id,
        enterprise_id=None,
        role=MemberRole.LEAD,
        since=since,
        until=None,
        recorded_at=at,
        version=1,
    )
