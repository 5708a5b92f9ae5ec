"""The enumerations of supply, demand and space in the contract, and what is said more than once."""

from domain import supply
from schema.backing import by_name, enum_of

enum_of(
    supply.SupplyState,
    "Whether an offering or a need still stands. 供需状态。",
    by_name(supply.SUPPLY_STATE_NAMES),
)
enum_of(supply.PriceModel, "What a price is for. 计价方式。", by_name(supply.PRICE_MODEL_NAMES))
enum_of(
    supply.IntroductionState,
    "How far an introduction has come. 牵线进展。",
    by_name(supply.INTRODUCTION_STATE_NAMES),
)
enum_of(
    supply.FailureReason,
    "Why nothing came of an introduction, or no more. 未成原因。",
    by_name(supply.FAILURE_REASON_NAMES),
)
enum_of(supply.Side, "What an enterprise is in an introduction. 供需角色。", by_name(supply.SIDE_NAMES))
enum_of(supply.FitOutcome, "What a hard rule says. 硬性条件结果。", by_name(supply.FIT_OUTCOME_NAMES))
enum_of(
    supply.FitCode,
    "Which hard rule: the first six of supply, the others of space. 硬性条件。",
    by_name(supply.FIT_CODE_NAMES),
)
enum_of(
    supply.FireClass,
    "Fire resistance of a building (GB 50016), the strongest first. 耐火等级(GB 50016)。",
    by_name(supply.FIRE_CLASS_NAMES),
)
enum_of(
    supply.HazardClass,
    "Fire hazard of what is produced or stored (GB 50016), the most dangerous first. 火灾危险性类别(GB 50016)。",
    by_name(supply.HAZARD_CLASS_NAMES),
)
enum_of(supply.ListingState, "Whether space is to be had. 房源状态。", by_name(supply.LISTING_STATE_NAMES))
enum_of(
    supply.SpaceNeedState,
    "Whether space is still looked for. 空间需求状态。",
    by_name(supply.SPACE_NEED_STATE_NAMES),
)

VERSION = "Rises with every change; an act on it says which it is about. 版本号,办理时须提供。"
KNOWN_VERSION = "The version that was looked at. 所依据的版本号。"
SUBMITTED_AT = "When it was registered. 登记时间。"
ENDED_AT = "When it was met, taken or withdrawn; null while it stands. 办结或撤回时间。"
PRODUCT = "What it is. 产品或服务名称。"
CLASS_CODE = "Its class: 2 to 10 digits of the product classification. 产品分类代码(统计用产品分类目录)。"
UNIT = "The unit of its quantities. 计量单位。"
AREA = "Square metres. 面积(平方米)。"
CLEAR_HEIGHT = "Clear height in metres. 净高(米)。"
FLOOR_LOAD = "Load of the floor in kN/m². 楼面荷载(kN/m²)。"
POWER = "Electric power in kVA. 电力容量(kVA)。"
CRANE = "What a crane lifts, in tonnes. 行车吨位(吨)。"
SEWAGE = "Sewage in cubic metres a day. 污水排放量(m³/天)。"
FIRE_CLASS = "Fire class: of a need, the weakest that will do. 耐火等级(需求为最低要求)。"
