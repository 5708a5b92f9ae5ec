"""What match policies look like in the contract."""

from datetime import datetime

from domain import financing
from schema.backing import about, backed_by, by_name, enum_of

enum_of(
    financing.MatchPolicyState,
    "Whether a match policy may still be changed. 匹配规则状态。",
    by_name(financing.MATCH_POLICY_STATE_NAMES),
)


@backed_by(financing.EnterpriseWeights)
class EnterpriseWeights:
    """What weighs how much for an enterprise, 100 together. 企业侧权重,合计 100。"""

    price: int = about("How cheap it is. 价格。")
    amount_coverage: int = about("How much of the amount is covered. 金额满足度。")
    decision_speed: int = about("How fast is decided. 审批速度。")
    term_fit: int = about("How well the term fits. 期限匹配度。")


@backed_by(financing.InstitutionWeights)
class InstitutionWeights:
    """What weighs how much for an institution, 100 together. 机构侧权重,合计 100。"""

    appetite: int = about("Whether its chains and industries are meant. 产业偏好。")
    ticket_size: int = about("How well the size fits. 额度匹配度。")
    collateral_coverage: int = about("How much the collateral covers. 担保覆盖度。")
    completeness: int = about("How complete the data are. 资料完整度。")


@backed_by(financing.MatchPolicy)
class MatchPolicy:
    """The weights of a match. Policies are numbered from 1, and never change once they are published; 0 is what is built in,
    for a county that has published none: 40, 25, 20, 15 and 35, 25, 25, 15. 匹配规则;发布后不再变更,未发布的县使用内置
    的第 0 版。"""

    version: int = about("Its number in the county; 0 is built in. 规则版本。")
    state: financing.MatchPolicyState = about("Whether it may still be changed. 状态。")
    enterprise: EnterpriseWeights = about("The enterprise's view. 企业侧权重。")
    institution: InstitutionWeights = about("The institution's view. 机构侧权重。")
    published_at: datetime | None = about("When it was published. 发布时间。")
    revision: int = about("How often it was written: an act on a draft says which it is about. 草稿修订号。")
