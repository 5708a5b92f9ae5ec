"""Party organizations of enterprises in the contract: of organizations, never of persons."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import alliances
from schema.backing import about, backed_by, by_name, enum_of, related
from schema.costs import about_as_long

if TYPE_CHECKING:
    from schema.enterprises import Enterprise

enum_of(
    alliances.PartyStatus,
    "How far the party organization of an enterprise has come. 党组织建设状态。",
    by_name(alliances.PARTY_STATUS_NAMES),
)

LEVEL = "At which level it was honoured, where it is ADVANCED: 市级. 先进等级。"


@backed_by(alliances.PartyStep)
class PartyStep:
    """A step that the party organization of an enterprise took. 党组织建设历程。"""

    status: alliances.PartyStatus = about("How far it came. 状态。")
    level: str | None = about(LEVEL)
    since: date = about("On which day. 日期。")
    recorded_at: datetime = about("When it was recorded. 登记时间。")


@backed_by(alliances.PartyOrganization)
class PartyOrganization:
    """The party organization of an enterprise, as an organization; nobody in it is named anywhere. 企业党组织。"""

    status: alliances.PartyStatus = about("How far it has come. 状态。")
    level: str | None = about(LEVEL)
    since: date = about("Since when. 起始日期。")
    version: int = about("How often it was written; an act on it says which version it is about. 版本号。")
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] = related(
        "The enterprise. 企业。"
    )
    steps: list[PartyStep] = related("Every step so far, by the day. 历次变化。", about_as_long(4))
