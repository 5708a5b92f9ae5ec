"""Why not: what the rules around demands, products, consents and match policies forbid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.enterprises import ORGANIZATION_KIND_NAMES, Organization
from domain.financing.demands import DEMAND_STATE_NAMES, DemandState, FinancingDemand
from domain.financing.match_policies import MatchPolicy
from domain.financing.products import FinancialProduct
from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class DemandNotOpen(Refusal):
    """The demand was withdrawn or closed."""

    state: DemandState

    @property
    def message(self) -> Words:
        state = DEMAND_STATE_NAMES[self.state]
        return Words(
            f"This demand is not open any more ({state.en}); submit a new one",
            f"该融资需求{state.zh},不能再办理,请重新提交",
        )


@dataclass(frozen=True, slots=True)
class IntakeNotForFinancing(Refusal):
    """The intake is not of the register of finance."""

    path: str

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: only an intake of the register of finance becomes a financing demand",
            f"{self.path}:只有资金需求登记的受理单可以转为融资需求",
        )


@dataclass(frozen=True, slots=True)
class IntakeHasDemand(Refusal):
    """The intake has become a demand already."""

    demand: FinancingDemand

    @property
    def message(self) -> Words:
        return Words(
            "This intake has become a financing demand already; amend that one",
            "该受理单已转为融资需求,请在原需求上修改",
        )


@dataclass(frozen=True, slots=True)
class TermOutsideProducts(Refusal):
    """No product of the accepted kinds is offered for this term. `shorter` and `longer` are the nearest that are."""

    path: str
    shorter: int | None
    longer: int | None

    @property
    def message(self) -> Words:
        nearest = [each for each in (self.shorter, self.longer) if each is not None]
        en, zh = " or ".join(map(str, nearest)), "或 ".join(map(str, nearest))
        return Words(
            f"{self.path}: no product is offered for this term; the nearest is {en} months",
            f"{self.path}:目前没有该期限的产品,最接近的是 {zh} 个月",
        )


@dataclass(frozen=True, slots=True)
class NotAnInstitution(Refusal):
    """The organization is no institution of finance, or was ended."""

    path: str
    organization: Organization

    @property
    def message(self) -> Words:
        kind = ORGANIZATION_KIND_NAMES[self.organization.kind]
        if self.organization.ended_on is not None:
            return Words(
                f"{self.path}: this institution ended on {self.organization.ended_on}",
                f"{self.path}:该机构已于 {self.organization.ended_on} 撤销",
            )
        return Words(
            f"{self.path}: this is no institution of finance ({kind.en})",
            f"{self.path}:该机构不是金融机构({kind.zh})",
        )


@dataclass(frozen=True, slots=True)
class ConsentOver(Refusal):
    """The consent was withdrawn, or its term is over."""

    expires_on: date
    withdrawn_at: datetime | None

    @property
    def message(self) -> Words:
        return Words(
            "This consent does not hold any more; there is nothing to withdraw",
            "该授权已失效,无需撤回",
        )


@dataclass(frozen=True, slots=True)
class ProductNameTaken(Refusal):
    """The institution offers a product of this name."""

    product: FinancialProduct

    @property
    def message(self) -> Words:
        return Words(
            f"This institution has a product named “{self.product.name}” in that time; change that one, or choose another name",
            f"该机构同期已有名为“{self.product.name}”的产品,请修改原产品或另取名称",
        )


@dataclass(frozen=True, slots=True)
class ProductOver(Refusal):
    """The product is not offered any more."""

    valid_until: date

    @property
    def message(self) -> Words:
        return Words(
            f"This product has not been offered since {self.valid_until}; offer a new one",
            f"该产品已于 {self.valid_until} 停止办理,请发布新产品",
        )


@dataclass(frozen=True, slots=True)
class MatchPolicyPublished(Refusal):
    """What is published does not change: matches were made by it."""

    policy: MatchPolicy

    @property
    def message(self) -> Words:
        n = self.policy.version
        return Words(
            f"Match policy {n} is published and does not change; draft a new one",
            f"第 {n} 版匹配规则已发布,不能再改,请另行起草新版",
        )


def nearest_terms(months: int, products: Iterable[FinancialProduct], path: str) -> TermOutsideProducts | None:
    """Why a term is outside all of these products, if there are any and it is."""
    terms = [(each.least_term_months, each.most_term_months) for each in products]
    if not terms or any(least <= months <= most for least, most in terms):
        return None
    shorter = max((most for _, most in terms if most < months), default=None)
    longer = min((least for least, _ in terms if least > months), default=None)
    return TermOutsideProducts(path, shorter, longer)
