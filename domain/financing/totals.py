"""How much money came to enterprises (融资总额), without counting any of it twice.

The total is what was paid out of loans, leases and equity, and what bonds brought. A guarantee brings no money: it stands
behind a loan, which is counted already. What a sum over all kinds would have added for guarantees is told apart. A
deal of the kind BOND that has a bond issue is counted by the issue, on the day on which that was issued.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from domain.elements import FinancingKind
from domain.enterprises.stock import DatePeriod
from domain.figures import SMALL
from domain.financing.deals import COUNTED
from domain.people import Role, Viewer, published_only

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FinancedSum:
    """What came in a period of one kind, from one institution, to one enterprise, in so many deals or bond issues. A
    guarantee's is `linked` where it backs a deal of the county; `inside` says whether the enterprise is among those that
    are asked for."""

    kind: FinancingKind
    institution_id: UUID | None
    enterprise_id: UUID
    linked: bool
    inside: bool
    amount: Decimal
    deals: int


@dataclass(frozen=True, slots=True)
class TotalFilter:
    """Of what a total is; what is `None` does not matter."""

    kind: FinancingKind | None = None
    institution_id: UUID | None = None
    chain_id: UUID | None = None
    zone_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class KindTotal:
    """What came of one kind; `None` where that is not published."""

    kind: FinancingKind
    amount: Decimal | None
    deals: int | None


@dataclass(frozen=True, slots=True)
class InstitutionTotal:
    """What came from one institution, or by bonds that no institution's deal is known of; `None` where that is not
    published."""

    institution_id: UUID | None
    amount: Decimal | None
    deals: int | None


@dataclass(frozen=True, slots=True)
class FinancedTotal:
    """What came in a period; `None` where that is not published. `excluded_guarantees` is what guarantees of the period
    stood for, which is in no total; `unlinked_guarantees` the part of it that backs no deal recorded here."""

    county_code: str
    period: DatePeriod
    total: Decimal | None
    deals: int | None
    by_kind: tuple[KindTotal, ...]
    by_institution: tuple[InstitutionTotal, ...]
    excluded_guarantees: Decimal | None
    unlinked_guarantees: Decimal | None


def told_as_published(viewer: Viewer, county_code: str, filter: TotalFilter) -> bool:
    """Whether a viewer is told a total as it is published: all are, but the county's dispatchers and inspectors, a
    dispatcher of zones for these, and an institution for what is its own."""
    if published_only(viewer, county_code):
        return True
    match viewer.role:
        case Role.INSPECTOR:
            return False
        case Role.DISPATCHER:
            return bool(viewer.zones) and filter.zone_id not in viewer.zones
        case Role.INSTITUTION_REP:
            return viewer.organization is None or filter.institution_id != viewer.organization
        case _:
            return True


def financed_total(
    county_code: str, period: DatePeriod, sums: Sequence[FinancedSum], filter: TotalFilter, *, published: bool
) -> FinancedTotal:
    """The total of sums over all of a county. What is `published` has no cell of fewer than three enterprises, and none
    that the others and the total would tell of so few; a kind or an institution that is asked for is told as its cell
    is among all."""
    counted = [each for each in sums if each.inside and each.kind in COUNTED]
    asked = [each for each in counted if _is_asked_for(each, filter)]
    hidden = published and (_few_are_left_out(sums, COUNTED) or _is_kept_back(counted, filter))
    whole = _Cells(((None, each) for each in asked), published=published)
    # What is told of a part is its cell among all: breakdowns below it would, set against those of the whole, tell more.
    is_part = filter.kind is not None or filter.institution_id is not None
    told = [] if hidden or (published and is_part) else asked
    kinds = _Cells(((each.kind, each) for each in told), published=published)
    institutions = _Cells(((each.institution_id, each) for each in told), published=published)
    excluded, unlinked = _guarantees(sums, filter, published=published)
    return FinancedTotal(
        county_code=county_code,
        period=period,
        total=None if hidden else whole.amount(None),
        deals=None if hidden else whole.deals(None),
        by_kind=tuple(
            KindTotal(kind, kinds.amount(kind), kinds.deals(kind)) for kind in COUNTED if kind in kinds.keys
        ),
        by_institution=tuple(
            InstitutionTotal(id, institutions.amount(id), institutions.deals(id))
            for id in sorted(institutions.keys, key=lambda id: (id is None, id))
        ),
        excluded_guarantees=excluded,
        unlinked_guarantees=unlinked,
    )


def _guarantees(
    sums: Sequence[FinancedSum], filter: TotalFilter, *, published: bool
) -> tuple[Decimal | None, Decimal | None]:
    """What guarantees stood for, and what of it backs no deal: whatever kind is asked for, since they are of none."""
    inside = [
        each
        for each in sums
        if each.inside
        and each.kind is FinancingKind.GUARANTEE
        and filter.institution_id in {None, each.institution_id}
    ]
    whole = _Cells(((None, each) for each in inside), published=published)
    parts = _Cells(((each.linked, each) for each in inside), published=published)
    if published and (
        filter.institution_id is not None or _few_are_left_out(sums, (FinancingKind.GUARANTEE,))
    ):
        return None, None
    excluded = whole.amount(None)
    return excluded, None if excluded is None else parts.amount(False)


def _few_are_left_out(sums: Sequence[FinancedSum], kinds: Collection[FinancingKind]) -> bool:
    """Whether a total of the county less that of those inside would tell of few."""
    left_out = {each.enterprise_id for each in sums if not each.inside and each.kind in kinds}
    return 0 < len(left_out) < SMALL


def _is_asked_for(each: FinancedSum, filter: TotalFilter) -> bool:
    return filter.kind in {None, each.kind} and filter.institution_id in {None, each.institution_id}


def _is_kept_back(counted: Sequence[FinancedSum], filter: TotalFilter) -> bool:
    """Whether what is asked for is a cell that is kept back among all. A kind from an institution is in no table that is
    published."""
    if filter.kind is not None and filter.institution_id is not None:
        return True
    if filter.kind is not None:
        kinds = _Cells(((each.kind, each) for each in counted), published=True)
        return filter.kind in kinds.kept_back
    institutions = _Cells(((each.institution_id, each) for each in counted), published=True)
    return filter.institution_id is not None and filter.institution_id in institutions.kept_back


class _Cells(Generic[K]):
    """A table of sums: each key's cell, and which of them are kept back."""

    def __init__(self, sums: Iterable[tuple[K, FinancedSum]], *, published: bool) -> None:
        self._cells: dict[K, list[FinancedSum]] = {}
        for key, each in sums:
            self._cells.setdefault(key, []).append(each)
        self.kept_back = self._few() if published else frozenset[K]()

    @property
    def keys(self) -> frozenset[K]:
        """The keys that there is anything of."""
        return frozenset(self._cells)

    def amount(self, key: K) -> Decimal | None:
        """The money of a cell, if it is told."""
        if key in self.kept_back:
            return None
        return sum((each.amount for each in self._cells.get(key, ())), Decimal(0))

    def deals(self, key: K) -> int | None:
        """The deals of a cell, if they are told."""
        return None if key in self.kept_back else sum(each.deals for each in self._cells.get(key, ()))

    def _few(self) -> frozenset[K]:
        """The cells of fewer than three enterprises and, as long as those kept back are of fewer than three together, those
        of the next size too: their sum is what the total leaves."""
        of = {key: {each.enterprise_id for each in sums} for key, sums in self._cells.items()}
        hidden = {key for key, enterprises in of.items() if len(enterprises) < SMALL}
        while (
            hidden and len(hidden) < len(of) and len(set[UUID]().union(*(of[key] for key in hidden))) < SMALL
        ):
            size = min(len(of[key]) for key in of if key not in hidden)
            hidden |= {key for key in of if len(of[key]) == size}
        return frozenset(hidden)
