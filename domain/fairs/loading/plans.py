"""What is to be written for a file, decided against what the database knows; or all that forbids it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import ledger
from domain.clocks import OFFICE_TIME
from domain.elements import ElementKind, Urgency
from domain.enterprises import (
    Enterprise,
    EnterpriseRegistration,
    Organization,
    OrganizationRegistration,
    Zone,
    ZoneKind,
    ZoneRegistration,
    register_enterprise,
    register_organization,
    register_zone,
)
from domain.fairs import intakes, planning
from domain.fairs.loading.lines import BoothLine, IntakeLine, Tables
from domain.fairs.records import (
    AddBooth,
    Booth,
    Disposition,
    Fair,
    FairKind,
    FairState,
    Intake,
    MarkDuplicate,
    PlanFair,
    Register,
)
from domain.fairs.refusals import (
    STATE_NAMES,
    BoothDoesNotTake,
    FairWithoutBooths,
    OrganizationCannotStaff,
)
from domain.ledger import EntryState, LedgerEntry, Solution
from domain.refusals import InvalidInput, Problems, Words
from domain.tables import Line, RowProblem, Table

IntakeKey = tuple[str, str, ElementKind, Register, datetime, str]
"""What tells one past intake from another: booth code, credit code, element kind, register, moment, summary."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the database knows of what a file speaks about, held until the load is decided.

    `fair` is the one to load into; without it the file brings its own, and `name_taken` says whether the county has
    a fair of that name. `booths` are by code, each with its last number.
    """

    fair: Fair | None
    name_taken: bool
    zone: Zone | None
    booths: Mapping[str, tuple[Booth, int]]
    organizations: Mapping[str, Organization]
    enterprises: Mapping[str, Enterprise]
    taken: frozenset[IntakeKey]


@dataclass(frozen=True, slots=True)
class Load:
    """All that a load writes. What stands in the database already is not in it, except `fair` when not `is_new`."""

    fair: Fair
    is_new: bool
    zone: Zone | None
    organizations: tuple[Organization, ...]
    booths: tuple[Booth, ...]
    enterprises: tuple[Enterprise, ...]
    intakes: tuple[Intake, ...]
    entries: tuple[LedgerEntry, ...]
    last_numbers: Mapping[UUID, int]


def plan(
    tables: Tables, ground: Ground, now: datetime, new_id: Callable[[], UUID]
) -> tuple[Load | None, list[RowProblem]]:
    """The load of a file, or `None` and everything that is wrong. Lines with cells that could not be read are decided
    as far as the rest of them allows, so that one run finds all."""
    decision = _Decision(tables, ground, now, new_id)
    load = decision.load()
    return (None if decision.problems else load), decision.problems


class _Decision:
    """One decision under way: what is to be written so far, and what is wrong so far."""

    def __init__(self, tables: Tables, ground: Ground, now: datetime, new_id: Callable[[], UUID]) -> None:
        self.problems: list[RowProblem] = []
        self._tables, self._ground, self._now, self._new_id = tables, ground, now, new_id
        self._fair = ground.fair
        self._state = ground.fair.state if ground.fair else None
        self._zone: Zone | None = None
        self._organizations: dict[str, Organization] = {}
        self._enterprises: dict[str, Enterprise] = {}
        self._booths: dict[str, Booth] = {}
        # Booths whose line is not right: their intakes are not to blame for that.
        self._unsure: set[str] = set()
        lines = tables.booths.lines if tables.booths else ()
        self._codes_unread = any("code" in line.bad for line in lines)

    def load(self) -> Load | None:
        self._plan_fair()
        self._add_booths()
        taken, entries, last_numbers = self._take_intakes()
        if self._fair is None or self.problems:
            return None
        return Load(
            fair=self._fair,
            is_new=self._ground.fair is None,
            zone=self._zone,
            organizations=tuple(self._organizations.values()),
            booths=tuple(self._booths.values()),
            enterprises=tuple(self._enterprises.values()),
            intakes=tuple(taken),
            entries=tuple(entries),
            last_numbers=last_numbers,
        )

    # --- The fair ---------------------------------------------------------------------------------------------------

    def _plan_fair(self) -> None:
        table, line = self._tables.fair, self._tables.plan
        if table is None or line is None or self._ground.fair is not None:
            return
        if self._ground.name_taken:
            self._note(
                table,
                line,
                "name",
                Words(
                    "there is a fair of this name already; to add to it, leave this sheet out and use --fair",
                    "同名活动已存在;如需补充数据,请删除此表并使用 --fair",
                ),
            )
        # Where a cell is bad something stands in for it, so that booths and intakes are decided all the same.
        opens_at = line.opens_at or self._now
        reference = ZoneRegistration(
            line.zone or "?", line.zone_kind or ZoneKind.COUNTY, line.division_code or "100000"
        )
        command = PlanFair(
            name=line.name or "?",
            kind=line.kind or FairKind.ELEMENT_FAIR,
            zone=reference,
            venues=line.venues or (),
            round=line.round,
            opens_at=opens_at,
            closes_at=line.closes_at or opens_at + planning.LONGEST,
        )
        self._note_all(table, line, planning.check_plan(command), FAIR_FIELDS)
        zone = self._ground.zone
        if zone is None:
            zone = self._zone = register_zone(reference, self._new_id())
        state = line.state or FairState.PLANNED
        self._fair = replace(planning.plan(command, zone, self._new_id()).fair, state=state)
        self._state = None if "state" in line.bad else state
        if state is not FairState.PLANNED and not (self._tables.booths and self._tables.booths.lines):
            self._note(table, line, "state", FairWithoutBooths.words)

    # --- Booths -----------------------------------------------------------------------------------------------------

    def _add_booths(self) -> None:
        table = self._tables.booths
        first: dict[str, int] = {}
        for line in table.lines if table else ():
            assert table is not None
            if line.code is None:
                continue
            if line.code in first:
                row = first[line.code]
                self._note(
                    table,
                    line,
                    "code",
                    Words(
                        f"booth {line.code} is in row {row} already", f"摊位 {line.code} 与第 {row} 行重复"
                    ),
                )
            elif line.code in self._ground.booths:
                words = Words(f"the fair has a booth {line.code} already", f"活动中已有 {line.code} 号摊位")
                self._note(table, line, "code", words)
            else:
                self._add_booth(table, line)
            first.setdefault(line.code, line.row)

    def _add_booth(self, table: Table[BoothLine], line: BoothLine) -> None:
        assert line.code is not None
        self._unsure.add(line.code)
        if line.bad:
            return
        assert line.name is not None
        assert line.organization is not None
        assert line.organization_kind is not None
        reference = OrganizationRegistration(line.organization, line.organization_kind)
        command = AddBooth(
            fair_id=None,
            code=line.code,
            name=line.name,
            organization=reference,
            registers=line.registers or planning.default_registers(line.organization_kind),
            element_kinds=line.element_kinds or (),
            capacity=line.capacity,
        )
        refusal = planning.check_booth(command)
        self._note_all(table, line, refusal, BOOTH_FIELDS)
        if refusal is not None or self._fair is None:
            return
        fair = self._fair
        organization = self._ground.organizations.get(line.organization) or self._organizations.get(
            line.organization
        )
        if organization is None:
            organization = register_organization(reference, fair.county_code, self._new_id())
            self._organizations[line.organization] = organization
        # A past fair gets its booths although it is over: as if they had been added before it opened.
        planned = replace(fair, state=FairState.PLANNED)
        added = planning.add_booth(command, planned, frozenset(), organization, self._new_id())
        if isinstance(added, OrganizationCannotStaff):
            self._note(table, line, "organization_kind", added.message)
            return
        assert isinstance(added, planning.BoothAdded)
        self._booths[line.code] = replace(added.booth, state=fair.state)
        self._unsure.discard(line.code)

    # --- Intakes ----------------------------------------------------------------------------------------------------

    def _take_intakes(self) -> tuple[list[Intake], list[LedgerEntry], dict[UUID, int]]:
        table = self._tables.intakes
        if table is None:
            return [], [], {}
        standing = {code: booth for code, (booth, _) in self._ground.booths.items()} | self._booths
        numbers, last_numbers = self._number(table, standing)
        self._find_repetitions(table)
        taken: dict[int, Intake] = {}
        entries: list[LedgerEntry] = []
        for line in table.lines:
            self._check_times(table, line)
            solution = self._solution(table, line)
            booth = self._booth_of(table, line, standing)
            if line.bad or booth is None or line.row not in numbers:
                continue
            intake = taken[line.row] = self._intake(line, booth, numbers[line.row])
            if solution is not None and intake.disposed_at is not None:
                entry = ledger.open_entry(
                    self._new_id(), intake.county_code, booth.fair_id, intake.id, solution, intake.disposed_at
                )
                entries.append(replace(entry, state=line.entry_state or EntryState.OPEN))
        self._mark_duplicates(table, taken, numbers)
        # An original comes before its duplicates, which refer to it.
        ordered = sorted(taken.values(), key=lambda i: (i.received_at, i.duplicate_of_id is not None))
        return ordered, entries, last_numbers

    def _number(
        self, table: Table[IntakeLine], standing: Mapping[str, Booth]
    ) -> tuple[dict[int, int], dict[UUID, int]]:
        """The number of each row, gapless in its booth, and the last number of each booth."""
        lines_of: dict[str, list[IntakeLine]] = defaultdict(list)
        for line in table.lines:
            if line.booth is not None:
                lines_of[line.booth].append(line)
        numbers: dict[int, int] = {}
        last_numbers: dict[UUID, int] = {}
        for code, lines in lines_of.items():
            start = self._ground.booths[code][1] if code in self._ground.booths else 0
            if all(line.number is None and "number" not in line.bad for line in lines):
                dated = [line for line in lines if line.received_at is not None]
                dated.sort(key=lambda line: (line.received_at, line.row))
                numbers |= {line.row: number for number, line in enumerate(dated, start + 1)}
            else:
                self._check_numbers(table, code, lines, start)
                numbers |= {line.row: line.number for line in lines if line.number is not None}
            if code in standing:
                last_numbers[standing[code].id] = start + len(lines)
        return numbers, last_numbers

    def _check_numbers(
        self, table: Table[IntakeLine], code: str, lines: list[IntakeLine], start: int
    ) -> None:
        row_of: dict[int, int] = {}
        due, broken = start + 1, any("number" in line.bad for line in lines)
        for line in sorted(lines, key=lambda line: (line.number or 0, line.row)):
            words = None
            if line.number is None:
                if "number" not in line.bad:
                    words = Words(
                        f"is missing, but other intakes of booth {code} have one",
                        f"未填编号,而摊位 {code} 的其他受理单已填",
                    )
                    broken = True
            elif line.number in row_of:
                row = row_of[line.number]
                words = Words(
                    f"booth {code} has number {line.number} in row {row} already",
                    f"摊位 {code} 的编号 {line.number} 与第 {row} 行重复",
                )
            elif line.number < due:
                words = Words(
                    f"booth {code} has given the numbers up to {start} already; go on with {start + 1}",
                    f"摊位 {code} 已编至 {start} 号,应从 {start + 1} 号续编",
                )
            else:
                # After a number that cannot be read any gap may be that one's.
                if line.number > due and not broken:
                    words = Words(
                        f"booth {code} lacks number {due}: numbers go from {start + 1} on without a gap",
                        f"摊位 {code} 缺少编号 {due}:编号应自 {start + 1} 起连续",
                    )
                row_of[line.number] = line.row
                due = line.number + 1
            if words is not None:
                self._note(table, line, "number", words)

    def _find_repetitions(self, table: Table[IntakeLine]) -> None:
        first: dict[tuple[Any, ...], int] = {}
        for line in table.lines:
            row = first.setdefault(tuple(getattr(line, name) for name in table.labels), line.row)
            if row != line.row:
                words = Words(f"is the same as row {row} in all columns", f"与第 {row} 行完全相同")
                self.problems.append(RowProblem(table.sheet, line.row, None, words))
            elif line.received_at and line.element_kind and line.register:
                key = (
                    line.booth or "",
                    line.uscc or "",
                    line.element_kind,
                    line.register,
                    line.received_at,
                    line.summary or "",
                )
                if key in self._ground.taken:
                    words = Words(
                        "the fair has this intake already: the same booth, enterprise, moment and need",
                        "活动中已有此受理单(摊位、企业、时间与需求均相同)",
                    )
                    self.problems.append(RowProblem(table.sheet, line.row, None, words))

    def _booth_of(
        self, table: Table[IntakeLine], line: IntakeLine, standing: Mapping[str, Booth]
    ) -> Booth | None:
        """The booth of a line, if there is one and it takes what the line says."""
        if line.booth is None:
            return None
        booth = standing.get(line.booth)
        if booth is None:
            if line.booth not in self._unsure and not self._codes_unread:
                self._note(
                    table,
                    line,
                    "booth",
                    Words(f"the fair has no booth {line.booth}", f"活动中没有 {line.booth} 号摊位"),
                )
            return None
        if line.register is None or line.element_kind is None:
            return None
        if not intakes.takes(booth, line.register, line.element_kind):
            refusal = BoothDoesNotTake(
                booth.id,
                line.register,
                line.element_kind,
                tuple(register for register in Register if register in booth.registers),
                tuple(kind for kind in ElementKind if kind in booth.element_kinds),
            )
            self._note(table, line, "element_kind", refusal.message)
        return booth

    def _check_times(self, table: Table[IntakeLine], line: IntakeLine) -> None:
        """The order of events: opened, received, disposed, now."""
        state = self._state
        if state is FairState.PLANNED:
            field = "received_at" if line.disposition is None else "disposition"
            words = Words(
                "the fair is still planned and has taken no intakes; give it the state OPEN or CLOSED",
                "活动仍在筹备中,不应有受理单;请将活动状态改为“进行中”或“已结束”",
            )
            self._note(table, line, field, words)
        elif (
            state is not None
            and state is not FairState.OPEN
            and line.disposition is None
            and "disposition" not in line.bad
        ):
            is_ = STATE_NAMES[state]
            words = Words(
                f"is missing: the fair is {is_.en}, so every intake has one",
                f"未填处理结果,而活动{is_.zh},所有受理单均应有处理结果",
            )
            self._note(table, line, "disposition", words)
        for field in ("received_at", "disposed_at"):
            if (moment := getattr(line, field)) is not None and moment > self._now:
                words = Words(
                    f"{_local(moment)} is still to come; only past intakes are loaded",
                    f"{_local(moment)} 尚未到来,只能导入已发生的受理单",
                )
                self._note(table, line, field, words)
        if line.received_at and line.disposed_at and line.disposed_at < line.received_at:
            words = Words(
                f"{_local(line.disposed_at)} is before the intake was received at {_local(line.received_at)}",
                f"处理时间 {_local(line.disposed_at)} 早于受理时间 {_local(line.received_at)}",
            )
            self._note(table, line, "disposed_at", words)

    def _solution(self, table: Table[IntakeLine], line: IntakeLine) -> Solution | None:
        """The promise of a line that has one; what goes with another disposition, or with none, is noted."""
        disposition = line.disposition
        if "disposition" in line.bad:
            return None
        if disposition is not None and line.disposed_at is None and "disposed_at" not in line.bad:
            words = Words("is missing: a disposition has its moment", "已填处理结果,必须填写处理时间")
            self._note(table, line, "disposed_at", words)
        promised = disposition is Disposition.SOLUTION_GIVEN
        strays = [
            field
            for field, belongs in (
                ("disposed_at", disposition is not None),
                *((field, promised) for field in SOLUTION_FIELDS.values()),
                ("entry_state", promised),
                ("duplicate_of", disposition is Disposition.DUPLICATE),
            )
            if not belongs and getattr(line, field) is not None
        ]
        for field in strays:
            words = Words("does not go with this disposition", "与处理结果不符,应为空")
            self._note(table, line, field, words)
        if not promised:
            return None
        solution = Solution(line.solution, line.owner, line.due_on)
        problems = Problems()
        # The day may be past by now. It was not when the promise was made.
        made_at = line.disposed_at or line.received_at or self._now
        ledger.check_solution(solution, "solution", made_at.astimezone(OFFICE_TIME).date(), problems)
        self._note_all(table, line, problems.refusal(), SOLUTION_FIELDS)
        if self._state is FairState.RECONCILED and line.entry_state is not EntryState.STRUCK_OFF:
            words = Words("must be STRUCK_OFF: the fair is reconciled", "活动已对账,台账状态应为“已销号”")
            self._note(table, line, "entry_state", words)
        return None if problems.refusal() else solution

    def _intake(self, line: IntakeLine, booth: Booth, number: int) -> Intake:
        assert line.uscc is not None
        assert line.register is not None
        assert line.element_kind is not None
        assert line.received_at is not None
        enterprise = self._ground.enterprises.get(line.uscc) or self._enterprises.get(line.uscc)
        if enterprise is None:
            registration = EnterpriseRegistration(line.uscc, line.enterprise)
            enterprise = register_enterprise(registration, booth.county_code, self._new_id())
            self._enterprises[line.uscc] = enterprise
        return Intake(
            id=self._new_id(),
            county_code=booth.county_code,
            fair_id=booth.fair_id,
            booth_id=booth.id,
            number=number,
            register=line.register,
            element_kind=line.element_kind,
            enterprise_id=enterprise.id,
            form=None,
            summary=line.summary,
            urgency=line.urgency or Urgency.NORMAL,
            desired_by=line.desired_by,
            received_at=line.received_at,
            disposition=line.disposition,
            disposed_at=line.disposed_at,
            duplicate_of_id=None,
            note=line.note,
        )

    def _mark_duplicates(
        self, table: Table[IntakeLine], taken: dict[int, Intake], numbers: Mapping[int, int]
    ) -> None:
        """Find the original of each duplicate, written as "booth-number"."""
        rows: dict[str, int] = {}
        for line in table.lines:
            if line.row in numbers:
                rows.setdefault(f"{line.booth}-{numbers[line.row]}", line.row)
        for line in table.lines:
            if line.disposition is not Disposition.DUPLICATE or "duplicate_of" in line.bad:
                continue
            words = None
            if line.duplicate_of is None:
                words = Words(
                    "is missing: a duplicate names its original as booth-number, such as A01-3",
                    "重复件必须填写原受理单,格式为“摊位编号-受理编号”,如 A01-3",
                )
            elif line.duplicate_of not in rows:
                words = Words(
                    f"the file has no intake {line.duplicate_of}", f"文件中没有受理单 {line.duplicate_of}"
                )
            else:
                intake, original = taken.get(line.row), taken.get(rows[line.duplicate_of])
                # One that is not taken has its problem already.
                if intake is not None and original is not None and intake.disposed_at is not None:
                    bare = replace(intake, disposition=None, disposed_at=None)
                    command = MarkDuplicate(intake.id, original.id)
                    marked = intakes.mark_duplicate(command, bare, original, intake.disposed_at)
                    if isinstance(marked, intakes.MarkedDuplicate):
                        taken[line.row] = replace(intake, duplicate_of_id=original.id)
                    else:
                        words = marked.message
            if words is not None:
                self._note(table, line, "duplicate_of", words)

    # --- Problems ---------------------------------------------------------------------------------------------------

    def _note(
        self,
        table: Table[Any],
        line: Line,
        field: str,
        words: Words,
    ) -> None:
        if field not in line.bad:
            self.problems.append(RowProblem(table.sheet, line.row, table.labels[field], words))

    def _note_all(
        self,
        table: Table[Any],
        line: Line,
        refusal: InvalidInput | None,
        fields: Mapping[str, str],
    ) -> None:
        """Note the problems of a refusal under the fields that its paths stand for."""
        for problem in refusal.problems if refusal else ():
            field = fields.get(problem.path) or fields.get(problem.path.partition(".")[0])
            if field is not None:
                self._note(table, line, field, problem.message)
            else:
                self.problems.append(RowProblem(table.sheet, line.row, None, problem.message))


FAIR_FIELDS = {
    "name": "name",
    "zone.registration.name": "zone",
    "zone.registration.divisionCode": "division_code",
    "venues": "venues",
    "round": "round",
    "opensAt": "opens_at",
    "closesAt": "closes_at",
}
BOOTH_FIELDS = {
    "code": "code",
    "name": "name",
    "organization": "organization",
    "registers": "registers",
    "elementKinds": "element_kinds",
    "capacity": "capacity",
}
SOLUTION_FIELDS = {"solution.text": "solution", "solution.ownerName": "owner", "solution.dueOn": "due_on"}


def _local(moment: datetime) -> str:
    return moment.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M:%S")
