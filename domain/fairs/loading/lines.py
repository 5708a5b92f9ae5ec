"""What a file of a fair consists of: its plan, its booths, its intakes."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.elements import CHOICE_NAMES, ELEMENT_NAMES, ElementKind, Urgency
from domain.enterprises import (
    NAME_LIMIT,
    ORGANIZATION_KIND_NAMES,
    ZONE_KIND_NAMES,
    OrganizationKind,
    ZoneKind,
)
from domain.fairs.intakes import SUMMARY_LIMIT
from domain.fairs.records import FAIR_KIND_NAMES, Disposition, FairKind, FairState, Register
from domain.fairs.refusals import DISPOSITION_NAMES, REGISTER_NAMES, STATE_NAMES
from domain.ledger import ENTRY_STATE_NAMES, OWNER_LIMIT, SOLUTION_LIMIT, EntryState
from domain.refusals import Words
from domain.tables import (
    Choice,
    Choices,
    Day,
    Division,
    Line,
    Moment,
    RowProblem,
    Sheet,
    Table,
    Text,
    Texts,
    Uscc,
    Whole,
    column,
    headings,
    is_blank,
    plain,
    read_table,
)


@dataclass(frozen=True, slots=True)
class FairLine(Line):
    """The plan of a fair. Without a state it is planned."""

    name: str | None = field(
        default=None, metadata=column("name", "活动名称", Text(NAME_LIMIT), "名称", "fair", "fair name")
    )
    kind: FairKind | None = field(
        default=None,
        metadata=column("kind", "活动类别", Choice(FAIR_KIND_NAMES), "类别", "活动类型", "fair kind"),
    )
    zone: str | None = field(
        default=None, metadata=column("zone", "主办区域", Text(NAME_LIMIT), "区域", "zone name")
    )
    zone_kind: ZoneKind | None = field(
        default=None,
        metadata=column(
            "zone kind",
            "区域类别",
            Choice(
                ZONE_KIND_NAMES,
                {"市": ZoneKind.PREFECTURE, "地级市": ZoneKind.PREFECTURE}
                | dict.fromkeys(("县", "区", "县级市"), ZoneKind.COUNTY),
            ),
        ),
    )
    division_code: str | None = field(
        default=None, metadata=column("division code", "行政区划代码", Division(), "区划代码", "division")
    )
    venues: tuple[str, ...] | None = field(
        default=None, metadata=column("venues", "地点", Texts(NAME_LIMIT), "场地", "venue", required=False)
    )
    round: int | None = field(
        default=None, metadata=column("round", "场次", Whole(1, 10_000), "届次", required=False)
    )
    opens_at: datetime | None = field(
        default=None, metadata=column("opens at", "开始时间", Moment(), "计划开始时间")
    )
    closes_at: datetime | None = field(
        default=None, metadata=column("closes at", "结束时间", Moment(), "计划结束时间")
    )
    state: FairState | None = field(
        default=None,
        metadata=column(
            "state",
            "活动状态",
            Choice(STATE_NAMES, {"已对账销号": FairState.RECONCILED}),
            "状态",
            "fair state",
            required=False,
        ),
    )


@dataclass(frozen=True, slots=True)
class BoothLine(Line):
    """A booth. Without registers it takes those of its organization's kind."""

    code: str | None = field(
        default=None, metadata=column("code", "摊位编号", Text(20), "编号", "摊位", "booth", "booth code")
    )
    name: str | None = field(
        default=None, metadata=column("name", "摊位名称", Text(NAME_LIMIT), "名称", "booth name")
    )
    organization: str | None = field(
        default=None,
        metadata=column(
            "organization", "机构名称", Text(NAME_LIMIT), "机构", "部门", "单位", "organization name"
        ),
    )
    organization_kind: OrganizationKind | None = field(
        default=None,
        metadata=column(
            "organization kind",
            "机构类别",
            Choice(ORGANIZATION_KIND_NAMES, {"部门": OrganizationKind.DEPARTMENT}),
        ),
    )
    registers: tuple[Register, ...] | None = field(
        default=None,
        metadata=column("registers", "受理类别", Choices(REGISTER_NAMES), "register", required=False),
    )
    element_kinds: tuple[ElementKind, ...] | None = field(
        default=None,
        metadata=column(
            "element kinds", "要素类别", Choices(ELEMENT_NAMES), "受理要素", "element kind", required=False
        ),
    )
    capacity: int | None = field(
        default=None,
        metadata=column("capacity", "同时接待数", Whole(1, 1000), "接待数", "接待能力", required=False),
    )


@dataclass(frozen=True, slots=True)
class IntakeLine(Line):
    """A past intake and what became of it. It has no form: its summary holds the need."""

    booth: str | None = field(
        default=None, metadata=column("booth code", "摊位编号", Text(20), "摊位", "booth", "code")
    )
    number: int | None = field(
        default=None,
        metadata=column("number", "受理编号", Whole(1, 2_000_000_000), "编号", "序号", required=False),
    )
    register: Register | None = field(
        default=None, metadata=column("register", "受理类别", Choice(REGISTER_NAMES))
    )
    element_kind: ElementKind | None = field(
        default=None, metadata=column("element kind", "要素类别", Choice(ELEMENT_NAMES), "element")
    )
    enterprise: str | None = field(
        default=None, metadata=column("enterprise", "企业名称", Text(NAME_LIMIT), "企业", "enterprise name")
    )
    uscc: str | None = field(
        default=None,
        metadata=column(
            "uscc", "统一社会信用代码", Uscc(), "信用代码", "credit code", "unified social credit code"
        ),
    )
    summary: str | None = field(
        default=None, metadata=column("summary", "需求摘要", Text(SUMMARY_LIMIT, lines=True), "需求", "need")
    )
    urgency: Urgency | None = field(
        default=None,
        metadata=column(
            "urgency",
            "紧急程度",
            Choice({Urgency(name): words for name, words in CHOICE_NAMES[Urgency].items()}),
            required=False,
        ),
    )
    desired_by: date | None = field(
        default=None, metadata=column("desired by", "期望解决日期", Day(), required=False)
    )
    received_at: datetime | None = field(
        default=None, metadata=column("received at", "受理时间", Moment(), "received")
    )
    disposition: Disposition | None = field(
        default=None,
        metadata=column(
            "disposition",
            "处理结果",
            Choice(DISPOSITION_NAMES, {"拿出解决方案": Disposition.SOLUTION_GIVEN}),
            "办理结果",
            required=False,
        ),
    )
    disposed_at: datetime | None = field(
        default=None, metadata=column("disposed at", "处理时间", Moment(), "办理时间", required=False)
    )
    solution: str | None = field(
        default=None,
        metadata=column(
            "solution", "解决方案", Text(SOLUTION_LIMIT, lines=True), "solution text", required=False
        ),
    )
    owner: str | None = field(
        default=None, metadata=column("owner", "责任人", Text(OWNER_LIMIT), "owner name", required=False)
    )
    due_on: date | None = field(
        default=None,
        metadata=column("due date", "承诺办结日期", Day(), "办结期限", "due", "承诺办结时限", required=False),
    )
    entry_state: EntryState | None = field(
        default=None,
        metadata=column("ledger state", "台账状态", Choice(ENTRY_STATE_NAMES), "entry state", required=False),
    )
    duplicate_of: str | None = field(
        default=None, metadata=column("duplicate of", "重复于", Text(40), "原受理单", required=False)
    )
    note: str | None = field(
        default=None,
        metadata=column("note", "备注", Text(SUMMARY_LIMIT, lines=True), "撤回原因", required=False),
    )


@dataclass(frozen=True, slots=True)
class Tables:
    """What a file has of a fair; a part that it has not is `None`."""

    fair: Table[FairLine] | None
    booths: Table[BoothLine] | None
    intakes: Table[IntakeLine] | None

    @property
    def plan(self) -> FairLine | None:
        """The one line of the fair's plan."""
        return self.fair.lines[0] if self.fair and self.fair.lines else None

    @property
    def organizations(self) -> list[str]:
        """The names of the organizations that staff the booths."""
        lines = self.booths.lines if self.booths else ()
        return list(dict.fromkeys(line.organization for line in lines if line.organization))

    @property
    def usccs(self) -> list[str]:
        """The credit codes of the enterprises."""
        lines = self.intakes.lines if self.intakes else ()
        return list(dict.fromkeys(line.uscc for line in lines if line.uscc))


LINES: dict[str, type[Line]] = {"fair": FairLine, "booths": BoothLine, "intakes": IntakeLine}
SHEET_NAMES: dict[str, Words] = {
    "fair": Words("Fair", "活动"),
    "booths": Words("Booths", "摊位"),
    "intakes": Words("Intakes", "受理"),
}
IGNORED: dict[str, Words] = {"ledger": Words("Ledger", "台账"), "summary": Words("Summary", "汇总")}
"""Sheets that an export adds for people."""

_KINDS = {
    plain(name): kind
    for kind, words in (SHEET_NAMES | IGNORED).items()
    for name in (kind, words.en, words.zh, words.en.removesuffix("s"))
}


def read(sheets: list[Sheet]) -> tuple[Tables, list[RowProblem]]:
    """What the sheets of a file say, and all that cannot be read in them."""
    problems: list[RowProblem] = []
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        kind = _KINDS.get(plain(sheet.name)) if sheet.name else _kind_by_headers(sheet)
        if kind in IGNORED:
            continue
        if kind is None:
            words = Words(
                f"the sheet is not known; known are {', '.join(w.en for w in SHEET_NAMES.values())}",
                f"工作表名称无法识别,可用的名称有:{'、'.join(w.zh for w in SHEET_NAMES.values())}",
            )
            problems.append(RowProblem(sheet.name, None, None, words))
        elif kind in found:
            words = Words(f"is the same as the sheet {found[kind].name}", f"与工作表“{found[kind].name}”重复")
            problems.append(RowProblem(sheet.name, None, None, words))
        else:
            found[kind] = sheet
    fair, booths, intakes = (found.get(kind) for kind in LINES)
    tables = Tables(
        fair=read_table(fair, FairLine, problems) if fair else None,
        booths=read_table(booths, BoothLine, problems) if booths else None,
        intakes=read_table(intakes, IntakeLine, problems) if intakes else None,
    )
    if tables.fair is not None and len(tables.fair.lines) != 1:
        words = Words(
            f"has {len(tables.fair.lines)} fairs; a file has one",
            f"有 {len(tables.fair.lines)} 行,只能有一行",
        )
        problems.append(RowProblem(tables.fair.sheet, None, None, words))
    return tables, problems


def _kind_by_headers(sheet: Sheet) -> str:
    """The table whose headers the sheet has most of: a csv has no name, and one header may be mistyped."""
    headers = [plain(str(header)) for header in sheet.header if not is_blank(header)]
    return max(
        ("booths", "intakes"), key=lambda kind: sum(header in headings(LINES[kind]) for header in headers)
    )
