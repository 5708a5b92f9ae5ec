"""Conditions of clauses: a closed set of predicates over what the register knows of an enterprise and what it supplies itself.
They are data. Each comes to PASS, FAIL or UNKNOWN; what is not known never passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.register import EnterpriseKind, EnterpriseStatus
from domain.enterprises.standing import Tier
from domain.enterprises.statistics import StatState
from domain.policies.records import Clause, ClauseOutcome
from domain.refusals import Words


class PolicyConditionKind(StrEnum):
    """What a condition asks. 条件类别。"""

    INDUSTRY_IN = "INDUSTRY_IN"
    INDUSTRY_OUT = "INDUSTRY_OUT"
    ENTERPRISE_KIND = "ENTERPRISE_KIND"
    ENTERPRISE_STATUS = "ENTERPRISE_STATUS"
    ZONE = "ZONE"
    DIVISION = "DIVISION"
    TIER = "TIER"
    STATISTICS = "STATISTICS"
    CHAIN = "CHAIN"
    YEARS_AT_LEAST = "YEARS_AT_LEAST"
    YEARS_AT_MOST = "YEARS_AT_MOST"
    REVENUE_AT_LEAST = "REVENUE_AT_LEAST"
    CERTIFICATE = "CERTIFICATE"


Kind = PolicyConditionKind

CONDITION_KIND_NAMES: Mapping[Kind, Words] = {
    Kind.INDUSTRY_IN: Words("It is in one of these industries", "属于所列行业"),
    Kind.INDUSTRY_OUT: Words("It is in none of these industries", "不属于所列行业"),
    Kind.ENTERPRISE_KIND: Words("It is a market entity of one of these kinds", "属于所列经营主体类别"),
    Kind.ENTERPRISE_STATUS: Words("Its record has one of these statuses", "企业状态为所列之一"),
    Kind.ZONE: Words("It sits in this zone, or below it", "位于该区域(含下级)"),
    Kind.DIVISION: Words("It sits in a division that begins so", "所在行政区划以所列代码开头"),
    Kind.TIER: Words("It is of one of these tiers today", "今日具有所列梯度之一"),
    Kind.STATISTICS: Words("It has come at least so far into statistics", "纳统进度不低于所列状态"),
    Kind.CHAIN: Words("It is in this chain now", "现属该产业链"),
    Kind.YEARS_AT_LEAST: Words("It was registered so many years ago or longer", "登记满所列年数"),
    Kind.YEARS_AT_MOST: Words("It was registered so many years ago at most", "登记不超过所列年数"),
    Kind.REVENUE_AT_LEAST: Words(
        "Its revenue of last year is at least so much", "上年营业收入不低于所列金额"
    ),
    Kind.CERTIFICATE: Words("It has one of these certificates", "具有所列证书之一"),
}


class ConditionOutcome(StrEnum):
    """What a condition comes to. 条件判定结果。"""

    PASS = "PASS"  # noqa: S105 - no secret
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


CONDITION_OUTCOME_NAMES: Mapping[ConditionOutcome, Words] = {
    ConditionOutcome.PASS: Words("Met", "符合"),
    ConditionOutcome.FAIL: Words("Not met", "不符合"),
    ConditionOutcome.UNKNOWN: Words("Not known: something is missing", "待核实:缺少信息"),
}


GRADES: Mapping[ConditionOutcome, int] = {
    ConditionOutcome.FAIL: 0,
    ConditionOutcome.UNKNOWN: 1,
    ConditionOutcome.PASS: 2,
}
"""Of conditions that are any of a group, the greatest counts; of groups, the least."""

OUTCOMES = (ClauseOutcome.NOT_ELIGIBLE, ClauseOutcome.UNKNOWN, ClauseOutcome.ELIGIBLE)
"""What a clause comes to, by that."""

LADDER = (
    StatState.BELOW,
    StatState.APPROACHING,
    StatState.THRESHOLD_MET,
    StatState.FILED,
    StatState.ENROLLED,
)
"""How far into statistics, step by step. Who was dropped begins anew, at the bottom."""

WITH_CODES = frozenset(
    {
        Kind.INDUSTRY_IN,
        Kind.INDUSTRY_OUT,
        Kind.ENTERPRISE_KIND,
        Kind.ENTERPRISE_STATUS,
        Kind.DIVISION,
        Kind.TIER,
        Kind.STATISTICS,
        Kind.CERTIFICATE,
    }
)
"""Conditions that list codes; each of the others has one value of its own."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a clause. Those of one `alternative` are any of them, all alternatives must be met. `codes` are
    industries (GB/T 4754), divisions (GB/T 2260, their beginnings), values of an enumeration, or names of certificates;
    `years` are full years, `amount` is yuan."""

    id: UUID
    county_code: str
    clause_id: UUID
    place: int
    alternative: int
    kind: PolicyConditionKind
    codes: tuple[str, ...]
    zone_id: UUID | None
    chain_id: UUID | None
    years: int | None
    amount: Decimal | None
    published: bool


@dataclass(frozen=True, slots=True)
class Supplied:
    """What an enterprise says of itself that no register has: revenue of last year in yuan, and certificates; `None` is what
    it has not said."""

    revenue: Decimal | None = None
    certificates: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register knows of an enterprise on a day. `zones` are the one where it sits and all above it; `division_code` is
    `None` where no more is known than the county; `tiers` and `chains` are those of that day."""

    enterprise_id: UUID
    county_code: str
    industry_code: str | None
    kind: EnterpriseKind
    status: EnterpriseStatus
    zones: tuple[UUID, ...]
    division_code: str | None
    tiers: frozenset[Tier]
    statistics: StatState | None
    chains: frozenset[UUID]
    registered_on: date | None


Names = Mapping[UUID, str]
"""Names of the zones and chains that texts speak of."""


@dataclass(frozen=True, slots=True)
class ConditionTrace:
    """What one condition comes to, what it asks and what there is; `missing_field` is what has to be known or supplied."""

    condition: Condition
    outcome: ConditionOutcome
    required: Words
    actual: Words | None
    missing_field: str | None

    @property
    def kind(self) -> PolicyConditionKind:
        """What was asked."""
        return self.condition.kind

    @property
    def alternative(self) -> int:
        """Which group it is any of."""
        return self.condition.alternative

    @property
    def message(self) -> Words:
        """The whole of it, ready to show."""
        need, have = self.required, self.actual
        match self.outcome, have:
            case ConditionOutcome.PASS, Words():
                return Words(f"Met: {need.en}; it is {have.en}", f"符合:{need.zh};实际为{have.zh}")
            case ConditionOutcome.FAIL, Words():
                return Words(f"Not met: {need.en}; it is {have.en}", f"不符合:要求{need.zh},实际为{have.zh}")
            case _:
                return Words(
                    f"Not known: {need.en}; {self.missing_field} is missing, record or supply it",
                    f"待核实:要求{need.zh};缺少 {self.missing_field},请补充",
                )


@dataclass(frozen=True, slots=True)
class ClauseEligibility:
    """What a clause comes to for an enterprise, and how."""

    clause: Clause
    outcome: ClauseOutcome
    trace: tuple[ConditionTrace, ...]

    @property
    def id(self) -> UUID:
        """The clause's: a list of these is a list of clauses."""
        return self.clause.id
