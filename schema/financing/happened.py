"""What happened: the success members of the answers of acts around demands, products and match policies."""

from domain import financing
from schema.backing import about, backed_by
from schema.financing.demands import FinancingConsent, FinancingDemand
from schema.financing.match_policies import MatchPolicy
from schema.financing.products import FinancialProduct


@backed_by(financing.DemandSubmitted)
class FinancingDemandSubmitted:
    """The demand was submitted. 融资需求已提交。"""

    demand: FinancingDemand = about("The demand. 融资需求。")
    consent: FinancingConsent | None = about("The consent that was given with it. 同时作出的授权。")


@backed_by(financing.DemandAmended)
class FinancingDemandAmended:
    """The demand asks for something else. 融资需求已修改。"""

    demand: FinancingDemand = about("The demand. 融资需求。")


@backed_by(financing.DemandWithdrawn)
class FinancingDemandWithdrawn:
    """The demand was withdrawn. 融资需求已撤回。"""

    demand: FinancingDemand = about("The demand. 融资需求。")


@backed_by(financing.DemandClosed)
class FinancingDemandClosed:
    """The demand was closed. 融资需求已办结。"""

    demand: FinancingDemand = about("The demand. 融资需求。")


@backed_by(financing.ConsentGiven)
class FinancingConsentGiven:
    """The demand is shared. 已授权。"""

    consent: FinancingConsent = about("The consent. 授权。")


@backed_by(financing.ConsentWithdrawn)
class FinancingConsentWithdrawn:
    """The demand is shared no more. 授权已撤回。"""

    consent: FinancingConsent = about("The consent. 授权。")


@backed_by(financing.ProductOffered)
class FinancialProductOffered:
    """The product is offered. 金融产品已发布。"""

    product: FinancialProduct = about("The product. 金融产品。")


@backed_by(financing.ProductChanged)
class FinancialProductChanged:
    """The product is offered on other terms. 金融产品已变更。"""

    product: FinancialProduct = about("The product. 金融产品。")


@backed_by(financing.ProductEnded)
class FinancialProductEnded:
    """The product's last day is known. 金融产品已停办。"""

    product: FinancialProduct = about("The product. 金融产品。")


@backed_by(financing.PolicyDrafted)
class MatchPolicyDrafted:
    """There is a draft. 匹配规则已起草。"""

    policy: MatchPolicy = about("The draft. 草稿。")


@backed_by(financing.PolicyChanged)
class MatchPolicyChanged:
    """The draft has other weights. 匹配规则草稿已修改。"""

    policy: MatchPolicy = about("The draft. 草稿。")


@backed_by(financing.PolicyPublished)
class MatchPolicyPublished:
    """Matches are computed by it from now on. 匹配规则已发布。"""

    policy: MatchPolicy = about("The policy. 匹配规则。")
