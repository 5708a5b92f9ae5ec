"""Divisions and industries in the contract."""

from datetime import date

from domain.enterprises.divisions import Division as DivisionRecord
from domain.enterprises.industries import Industry as IndustryRecord
from schema.backing import about, backed_by
from schema.scalars import DivisionCode


@backed_by(DivisionRecord)
class Division:
    """A division of GB/T 2260. 行政区划。"""

    code: DivisionCode = about("Its code, six digits. 代码。")
    name: str = about("Its name. 名称。")
    valid_from: date | None = about("Since when it has the code; null for as long as is known. 启用日期。")
    valid_to: date | None = about("Until before which day; null while it has the code. 停用日期。")


@backed_by(IndustryRecord)
class Industry:
    """An industry of GB/T 4754-2017. 国民经济行业。"""

    code: str = about("The letter of a section, or two to four digits. 代码。")
    name: str = about("Its name. 名称。")
    english_name: str | None = about("Its name in English; sections have one. 英文名称(门类)。")
