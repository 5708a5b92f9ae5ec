"""What the worker of match runs is called for. It takes and gives what any process can read: numpy is loaded by the worker
alone, with its first call, and the scores of a part stay as the bytes that the worker itself made."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.financing.columns import DemandColumns, ProductColumns
from domain.financing.match_policies import EnterpriseWeights, InstitutionWeights
from domain.financing.solved import Session, Solved

if TYPE_CHECKING:
    from domain.financing.scoring import Scored


def score_part(
    demands: DemandColumns,
    products: ProductColumns,
    enterprise: EnterpriseWeights,
    institution: InstitutionWeights,
    with_unknown: bool,
) -> bytes:
    """Score some demands."""
    from domain.financing.scoring import scored

    return pickle.dumps(scored(demands, products, enterprise, institution, with_unknown=with_unknown).small)


def solve_run(parts: Sequence[bytes], session: Session, size_classes: int) -> Solved:
    """Assign the demands of all parts, in their order, and make the timetable."""
    from domain.financing.found import found

    scores: list[Scored] = [pickle.loads(part) for part in parts]  # noqa: S301 - made by `score_part`
    return found(scores, session, size_classes)
