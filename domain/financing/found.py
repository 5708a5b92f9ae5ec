"""From the scores of all parts to what a run found."""

from collections.abc import Sequence

import numpy as np

from domain.financing.assignment import Numbers
from domain.financing.scoring import Scored
from domain.financing.solved import Session, Solved
from domain.financing.solving import Question, solve


def found(scores: Sequence[Scored], session: Session, size_classes: int) -> Solved:
    """Assign the demands of all parts, in their order, make the timetable, and count what tells whether everybody was
    treated alike."""
    firsts = np.cumsum([0, *(part.offers.size for part in scores)])
    demand = _joined([part.demand + first for part, first in zip(scores, firsts, strict=False)])
    institution = _joined([part.institution for part in scores])
    keep = _not_met(demand, institution, session)
    demand, institution = demand[keep], institution[keep]
    product, unknown = (
        _joined([getattr(part, name) for part in scores])[keep] for name in ("product", "unknown")
    )
    wished, liked = (_joined([getattr(part, name) for part in scores])[keep] for name in ("wished", "liked"))
    answer = solve(
        Question(
            demand=demand,
            institution=institution,
            wished=wished,
            liked=liked,
            enterprises=np.array(session.enterprises, np.int64),
            desks=np.array(session.desks, np.int64),
            most=session.most,
            slots=session.slots,
            mode=session.mode,
        )
    )
    chosen = answer.candidates
    columns = (demand, institution, product, wished, liked, unknown)
    rows = [*(column[chosen] for column in columns), answer.rank, answer.desk, answer.slot]
    offers = np.bincount(demand, minlength=len(session.enterprises))
    left = np.flatnonzero(np.bincount(demand[chosen], minlength=offers.size) == 0)
    nearest = [
        _joined([getattr(part, name) for part in scores])[left]
        for name in ("nearest", "nearest_failed", "nearest_unknown")
    ]
    sizes = np.array(session.sizes, np.int64)
    return Solved(
        matched=[column.tolist() for column in rows],
        unmatched=[column.tolist() for column in (left, offers[left], *nearest)],
        length=answer.length,
        blocking=answer.blocking,
        eligible_pairs=sum(part.eligible_pairs for part in scores),
        unknown_pairs=sum(part.unknown_pairs for part in scores),
        without_offer=int(np.count_nonzero(offers == 0)),
        offers_of=np.bincount(institution, minlength=len(session.desks)).tolist(),
        offers_to=np.bincount(sizes[demand], minlength=size_classes).tolist(),
    )


def _not_met(demand: Numbers, institution: Numbers, session: Session) -> Numbers:
    """The candidates that have not met yet."""
    if not session.met:
        return np.arange(demand.size)
    pairs = np.array([each * len(session.desks) + other for each, other in session.met], np.int64)
    return np.flatnonzero(~np.isin(demand * len(session.desks) + institution, pairs))


def _joined(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *parts])
