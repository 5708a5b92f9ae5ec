"""Giving and withdrawing consents: the enterprise's own side does, and nobody for it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain.financing.consents import Consent, ConsentField
from domain.financing.demands import DemandState, FinancingDemand
from domain.financing.refusals import ConsentOver, DemandNotOpen
from domain.refusals import InvalidInput, Outdated, Problems, Words

MOST_INSTITUTIONS = 50
LATEST = date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """For whom, for what and until when. An id that could not be read is `None`."""

    everyone: bool
    institution_ids: tuple[UUID | None, ...]
    fields: tuple[ConsentField, ...]
    expires_on: date


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Share a demand with institutions."""

    demand_id: UUID | None
    terms: ConsentTerms


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """Share it no more, from now on."""

    consent_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent that holds from today on."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A consent that holds no more."""

    consent: Consent


def note_consent(terms: ConsentTerms, today: date, problems: Problems, at: str = "") -> None:
    """Note all that is wrong with a consent by itself."""
    n = len(terms.institution_ids)
    if terms.everyone == bool(n):
        problems.note(
            f"{at}institutionIds",
            Words("name institutions, or say everyone, and not both", "请指定金融机构或选择全部,二者择一"),
        )
    elif n > MOST_INSTITUTIONS:
        problems.note(
            f"{at}institutionIds", Words(f"at most {MOST_INSTITUTIONS}", f"最多 {MOST_INSTITUTIONS} 家")
        )
    if terms.expires_on <= today:
        problems.note(
            f"{at}expiresOn",
            Words(
                f"must be after today, {today}: it is the first day without the consent",
                f"应晚于今天({today}):到期当日起授权失效",
            ),
        )
    elif terms.expires_on > LATEST:
        problems.note(f"{at}expiresOn", Words(f"must not be after {LATEST}", f"不能晚于 {LATEST}"))


def check_consent(command: GiveConsent, today: date) -> InvalidInput | None:
    """All that is wrong with a consent by itself."""
    problems = Problems()
    note_consent(command.terms, today, problems)
    return problems.refusal()


def given(terms: ConsentTerms, demand: FinancingDemand, id: UUID, today: date) -> Consent:
    """The consent of checked terms."""
    institutions = dict.fromkeys(each for each in terms.institution_ids if each is not None)
    return Consent(
        id=id,
        county_code=demand.county_code,
        demand_id=demand.id,
        everyone=terms.everyone,
        institution_ids=tuple(institutions),
        fields=tuple(each for each in ConsentField if each in terms.fields),
        given_on=today,
        expires_on=terms.expires_on,
        withdrawn_at=None,
    )


def give_consent(
    command: GiveConsent, demand: FinancingDemand, id: UUID, today: date
) -> ConsentGiven | DemandNotOpen:
    """The consent of a checked command, of a demand that is open."""
    if demand.state is not DemandState.OPEN:
        return DemandNotOpen(demand.state)
    return ConsentGiven(given(command.terms, demand, id, today))


def withdraw_consent(
    command: WithdrawConsent, consent: Consent, at: datetime, today: date
) -> ConsentWithdrawn | Outdated | ConsentOver:
    """The consent, which holds no more."""
    if command.version != consent.version:
        return Outdated("version", consent.version)
    if not consent.is_active_on(today):
        return ConsentOver(consent.expires_on, consent.withdrawn_at)
    return ConsentWithdrawn(replace(consent, withdrawn_at=at, version=consent.version + 1))
