"""What happened: the success members of the answers of acts on deals and bond issues."""

from domain import financing
from schema.backing import about, backed_by
from schema.financing.bonds import BondIssue
from schema.financing.deals import Deal, Disbursement

THE_DEAL = "The deal. 融资对接。"
THE_BOND = "The bond issue. 债券发行。"


@backed_by(financing.DealProposed)
class DealProposed:
    """The deal has begun. 对接已推荐。"""

    deal: Deal = about(THE_DEAL)


@backed_by(financing.DealStepped)
class DealAdvanced:
    """The deal has come further. 对接已推进。"""

    deal: Deal = about(THE_DEAL)


@backed_by(financing.CreditGranted)
class CreditGranted:
    """The credit was granted. 已授信。"""

    deal: Deal = about(THE_DEAL)


@backed_by(financing.DealDisbursed)
class DisbursementRecorded:
    """Money was paid out. 放款已登记。"""

    deal: Deal = about(THE_DEAL)
    disbursement: Disbursement = about("What was paid. 放款记录。")


@backed_by(financing.DealEnded)
class DealEnded:
    """The deal has come to nothing; what it had of a quota is free again. 对接已终止,占用额度已释放。"""

    deal: Deal = about(THE_DEAL)


@backed_by(financing.GuaranteeLinked)
class GuaranteeLinked:
    """The guarantee backs the deal. 担保已关联。"""

    guarantee: Deal = about("The guarantee. 担保业务。")


@backed_by(financing.BondRecorded)
class BondIssueRecorded:
    """The bond issue was recorded. 债券发行已登记。"""

    bond_issue: BondIssue = about(THE_BOND)


@backed_by(financing.BondAdvanced)
class BondIssueAdvanced:
    """The bond issue has come further. 债券发行已推进。"""

    bond_issue: BondIssue = about(THE_BOND)


@backed_by(financing.BondLinked)
class BondIssueLinked:
    """The bond issue comes of the deal. 债券发行已关联。"""

    bond_issue: BondIssue = about(THE_BOND)
