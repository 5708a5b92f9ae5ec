"""Words that the types around demands and products share: their enumerations, and what a version is."""

from domain import financing
from schema.backing import by_name, enum_of

enum_of(financing.DemandState, "Where a demand stands. 融资需求状态。", by_name(financing.DEMAND_STATE_NAMES))
enum_of(
    financing.CollateralKind, "What secures a financing. 担保物类别。", by_name(financing.COLLATERAL_NAMES)
)
enum_of(financing.TaxGrade, "Grade of tax credit. 纳税信用等级。", by_name(financing.TAX_GRADE_NAMES))
enum_of(
    financing.ConsentField,
    "What a consent shares besides the amount, the purpose, the term, the kinds of financing and of collateral. "
    "授权共享的内容(金额、用途、期限、融资方式与担保物类别始终共享)。",
    by_name(financing.CONSENT_FIELD_NAMES),
)

VERSION = "How often it was written: an act on it says which version it is about. 版本号。"
