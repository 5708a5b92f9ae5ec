"""Why not: the refusals of acts around demands, products and match policies, with the facts that a screen needs."""

from datetime import date, datetime

from domain import financing
from schema.backing import Refusal, about, backed_by
from schema.enterprises import Organization
from schema.financing.demands import FinancingDemand
from schema.financing.match_policies import MatchPolicy
from schema.financing.products import FinancialProduct


@backed_by(financing.DemandNotOpen)
class FinancingDemandNotOpen(Refusal):
    """The demand was withdrawn or closed. 融资需求已撤回或办结。"""

    state: financing.DemandState = about("Where it stands. 当前状态。")


@backed_by(financing.IntakeNotForFinancing)
class IntakeNotForFinancing(Refusal):
    """The intake is not of the register of finance. 该受理单不是资金需求。"""

    path: str = about("The field that names it. 字段路径。")


@backed_by(financing.IntakeHasDemand)
class IntakeHasDemand(Refusal):
    """The intake has become a demand already. 该受理单已转为融资需求。"""

    demand: FinancingDemand = about("The demand that there is. 已有的融资需求。")


@backed_by(financing.TermOutsideProducts)
class TermOutsideProducts(Refusal):
    """No product of the accepted kinds is offered for this term. 期限超出现有产品范围。"""

    path: str = about("The field with the term. 字段路径。")
    shorter: int | None = about("The nearest shorter term, in months. 最接近的较短期限(月)。")
    longer: int | None = about("The nearest longer term, in months. 最接近的较长期限(月)。")


@backed_by(financing.NotAnInstitution)
class NotAnInstitution(Refusal):
    """The organization is no institution of finance, or was ended. 该机构不是金融机构或已撤销。"""

    path: str = about("The field that names it. 字段路径。")
    organization: Organization = about("The organization. 机构。")


@backed_by(financing.ConsentOver)
class FinancingConsentOver(Refusal):
    """The consent does not hold any more. 授权已失效。"""

    expires_on: date = about("When its term is over. 到期日期。")
    withdrawn_at: datetime | None = about("When it was withdrawn, if it was. 撤回时间。")


@backed_by(financing.ProductNameTaken)
class FinancialProductNameTaken(Refusal):
    """The institution has a product of this name in that time. 产品名称重复。"""

    product: FinancialProduct = about("The one that has the name. 已有产品。")


@backed_by(financing.ProductOver)
class FinancialProductOver(Refusal):
    """The product is not offered any more. 产品已停办。"""

    valid_until: date = about("Since when. 停办日期。")


@backed_by(financing.MatchPolicyPublished)
class MatchPolicyAlreadyPublished(Refusal):
    """What is published does not change. 已发布的匹配规则不能修改。"""

    policy: MatchPolicy = about("The policy. 匹配规则。")
