"""What the worker of match runs is called for. It takes and gives what any process can read: numpy is loaded by the worker
alone, with its first call, and the scores of a part stay as the bytes that the worker itself made."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.financing.columns import DemandColumns, ProductColumns
from domain.financing.match_policies import EnterpriseWeights, InstitutionWeights
from domain.financing.runs import MatchMode

if TYPE_CHECKING:
    from domain.financing.scoring import Scored


@dataclass(frozen=True, slots=True)
class Session:
    """Whom to bring together. `enterprises` says whose each demand is and `sizes` of which class, both counted from 0 in the
    order of the demands; `desks` how many each institution has; `met` are demands and institutions that have met."""

    enterprises: list[int]
    sizes: list[int]
    desks: list[int]
    met: list[tuple[int, int]]
    most: int
    slots: int
    mode: MatchMode


@dataclass(frozen=True, slots=True)
class Matched:
    """A match: everything by its number, but the utilities; `desk` and `slot` are -1 without a meeting. `unknown` are bits in
    the order of the rules."""

    demand: int
    institution: int
    product: int
    wished: int
    liked: int
    unknown: int
    rank: int
    desk: int
    slot: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A demand without a match: to how many institutions it might have gone, and the product that is nearest, if there is
    any, with the rules that fail and that cannot be told, as bits."""

    demand: int
    offers: int
    nearest: int
    failed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Solved:
    """What a run found. `offers_of` counts the demands that each institution has an offer for, `offers_to` the offers for
    the demands of each size."""

    matched: list[Matched]
    unmatched: list[Unmatched]
    length: int
    blocking: int
    eligible_pairs: int
    unknown_pairs: int
    without_offer: int
    offers_of: list[int]
    offers_to: list[int]


def score_part(
    demands: DemandColumns,
    products: ProductColumns,
    enterprise: EnterpriseWeights,
    institution: InstitutionWeights,
    with_unknown: bool,
) -> bytes:
    """Score some demands."""
    from domain.financing.scoring import scored

    return pickle.dumps(scored(demands, products, enterprise, institution, with_unknown=with_unknown))


def solve_run(parts: Sequence[bytes], session: Session, size_classes: int) -> Solved:
    """Assign the demands of all parts, in their order, and make the timetable."""
    from domain.financing.found import found

    scores: list[Scored] = [pickle.loads(part) for part in parts]  # noqa: S301 - made by `score_part`
    return found(scores, session, size_classes)
