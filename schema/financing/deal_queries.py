"""Questions about deals and bond issues."""

from datetime import date

import strawberry

from schema.financing.bonds import BondIssue, BondIssueConnection, BondIssueFilter, read_bond_filter
from schema.financing.deals import Deal, DealConnection, DealFilter, read_deal_filter
from schema.nodes import found
from schema.pages import listed


@strawberry.type
class DealQueries:
    """Questions about deals and bond issues."""

    deals: DealConnection = listed(
        DealConnection,
        DealFilter,
        read_deal_filter,
        "The deals that the viewer sees, the latest first. 融资对接列表,按登记时间倒序。",
    )
    deal: Deal | None = found(
        Deal, "Deal", "One deal; null when there is none. 按标识查融资对接。", "Id of the deal. 对接标识。"
    )
    bond_issues: BondIssueConnection = listed(
        BondIssueConnection,
        BondIssueFilter,
        read_bond_filter,
        "The bond issues that the viewer sees, the latest first. 债券发行列表,按申报日期倒序。",
        date,
    )
    bond_issue: BondIssue | None = found(
        BondIssue,
        "BondIssue",
        "One bond issue; null when there is none. 按标识查债券发行。",
        "Id of the bond issue. 债券发行标识。",
    )
