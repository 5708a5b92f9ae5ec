"""Enumerations of the register in the contract, published before any type that has one."""

from domain import enterprises
from domain.enterprises import EnterpriseStatus, keeping, refusals, standing, statistics
from schema.backing import by_name, enum_of, in_words

__all__ = ["EnterpriseStatus"]

enum_of(
    EnterpriseStatus,
    "Where an enterprise stands. 企业状态。",
    in_words(
        {
            "PREPARING": "About to settle here|拟落地",
            "ACTIVE": "Active|在营",
            "MOVED": "Moved away|已迁出",
            "CLOSED": "Closed|已注销",
        }
    ),
)
enum_of(
    enterprises.EnterpriseKind,
    "Kind of market entity. 经营主体类别。",
    by_name(enterprises.ENTERPRISE_KIND_NAMES),
)
enum_of(
    keeping.ChangeKind,
    "What an act did to an enterprise. 变更类别。",
    in_words(
        {
            "REGISTERED": "Registered|登记",
            "ACTIVATED": "Settled, with its credit code|落地(赋码)",
            "RENAMED": "Renamed|更名",
            "MOVED": "Moved to another zone or division, or away|迁移",
            "CLOSED": "Closed|注销",
            "MERGED": "Merged with another record of the same enterprise|记录合并",
            "RECLASSIFIED": "What it is was said anew: kind, industry or day of registration|更正登记信息",
        }
    ),
)
enum_of(
    refusals.MergeObstacle,
    "Why two records are not merged. 不能合并的原因。",
    in_words(
        {
            "SAME": "They are one record|同一记录",
            "DUPLICATE_IS_SURVIVOR": "Another was merged into the duplicate|已有记录并入该重复记录",
            "SURVIVOR_WITHOUT_USCC": "The duplicate has the credit code|仅重复记录有信用代码",
        }
    ),
)
enum_of(standing.Tier, "Tier of an enterprise. 企业梯度。", by_name(standing.TIER_NAMES))
enum_of(
    statistics.StatState,
    "How far an enterprise is on its way into statistics. 纳统状态。",
    by_name(statistics.STAT_NAMES),
)
enum_of(
    statistics.StatMeasure,
    "What a threshold is held against. 标准口径。",
    in_words({"REVENUE": "Revenue of a year|年营业收入"}),
)
enum_of(
    enterprises.EnterpriseSort,
    "What a list of enterprises is sorted by. 企业排序字段。",
    in_words(
        {
            "NAME": "Name, as it is spelled in pinyin|名称(按拼音)",
            "REGISTERED_ON": "Day of registration; those of which it is not known are the earliest|登记日期",
        }
    ),
)
