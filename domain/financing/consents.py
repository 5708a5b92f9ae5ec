"""Consents (授权): which institutions an enterprise lets see a demand, what of it, and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words

CONSENT = Words("consent", "授权")


class ConsentField(StrEnum):
    """What a consent shares besides the amount, the purpose, the term, the kinds of financing and the kinds of collateral,
    without which there is nothing to talk about. 授权共享的内容。"""

    APPLICANT = "APPLICANT"
    RATE_CEILING = "RATE_CEILING"
    COLLATERAL_VALUES = "COLLATERAL_VALUES"
    REVENUE = "REVENUE"
    TAX_GRADE = "TAX_GRADE"
    DISHONESTY = "DISHONESTY"
    NEEDED_BY = "NEEDED_BY"


CONSENT_FIELD_NAMES: Mapping[ConsentField, Words] = {
    ConsentField.APPLICANT: Words(
        "Who asks: name, credit code, industry, place, age and chains",
        "申请企业:名称、信用代码、行业、所在地、成立年限、产业链",
    ),
    ConsentField.RATE_CEILING: Words("The highest rate that it would pay", "可接受的最高利率"),
    ConsentField.COLLATERAL_VALUES: Words("What its collateral is worth", "担保物价值"),
    ConsentField.REVENUE: Words("Last year's revenue", "上年营业收入"),
    ConsentField.TAX_GRADE: Words("The grade of its tax credit", "纳税信用等级"),
    ConsentField.DISHONESTY: Words("Whether it is on the list of serious dishonesty", "是否列入严重失信名单"),
    ConsentField.NEEDED_BY: Words("The day by which the money is needed", "用款日期"),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """What an enterprise shares of a demand, with `everyone`, which is every institution of finance, or with some. It holds
    from `given_on` until before `expires_on`, unless it is withdrawn, which ends it at once. `institution_ids` are not
    told to an institution."""

    id: UUID
    county_code: str
    demand_id: UUID
    everyone: bool
    institution_ids: tuple[UUID, ...]
    fields: tuple[ConsentField, ...]
    given_on: date
    expires_on: date
    withdrawn_at: datetime | None
    version: int = 1

    def is_active_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.withdrawn_at is None and self.given_on <= day < self.expires_on

    def covers(self, institution_id: UUID, day: date) -> bool:
        """Whether an institution may see the demand on a day."""
        return self.is_active_on(day) and (self.everyone or institution_id in self.institution_ids)


def consented(consents: Sequence[Consent], institution_id: UUID, day: date) -> bool:
    """Whether an institution may see a demand on a day."""
    return any(consent.covers(institution_id, day) for consent in consents)
