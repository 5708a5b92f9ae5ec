"""How fast a match run is: scored and assigned by a warm worker, and how long the event loop is kept from others meanwhile.

python -m benchmarks.matching
"""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import (
    Collateral,
    CollateralKind,
    Consent,
    ConsentField,
    EnterpriseWeights,
    FinancialProduct,
    FinancingDemand,
    InstitutionWeights,
    MatchMode,
    TaxGrade,
)
from domain.financing.columns import Bits, DemandColumns, ProductColumns
from domain.financing.pairs import Applicant
from domain.financing.solved import Session, Solved
from domain.financing.worker import score_part, solve_run
from resolvers.financing.computing import PART
from resolvers.jobs import Compute, Jobs

TODAY = date(2023, 6, 13)
SIZES = ((153, 40, 10), (1000, 120, 30), (5000, 240, 60))
"""Demands, products and institutions."""

COUNTY = "370900"
PAUSE = 0.001


def product(rng: random.Random, number: int, institutions: int) -> FinancialProduct:
    """A product that about half of the demands fit."""
    return FinancialProduct(
        id=UUID(int=10_000 + number),
        county_code=COUNTY,
        institution_id=UUID(int=1 + number % institutions),
        name="产品",
        kind=rng.choice((FinancingKind.LOAN, FinancingKind.LOAN, FinancingKind.LEASE)),
        least_amount=Decimal(rng.choice((10_000, 500_000))),
        most_amount=Decimal(rng.choice((5_000_000, 50_000_000))),
        least_term_months=rng.choice((1, 6)),
        most_term_months=rng.choice((24, 60)),
        least_rate_bp=rng.randrange(280, 480, 5),
        most_rate_bp=600,
        collateral_kinds=rng.choice(((), (), (CollateralKind.LAND, CollateralKind.BUILDING))),
        most_ltv_percent=rng.choice((None, 70)),
        least_years=rng.choice((None, 2)),
        least_revenue=rng.choice((None, Decimal(1_000_000))),
        tax_grades=rng.choice(((), (TaxGrade.A, TaxGrade.B, TaxGrade.M))),
        industries_in=rng.choice(((), (), ("C",), ("26", "30"))),
        industries_out=rng.choice(((), ("K",))),
        chain_ids=(),
        divisions=rng.choice(((), (COUNTY,))),
        quota_left=Decimal(100_000_000),
        decision_days=rng.choice((None, 3, 10)),
        valid_from=date(2023, 1, 1),
        valid_until=None,
    )


def demand(rng: random.Random, number: int) -> tuple[FinancingDemand, Applicant, list[Consent]]:
    """A demand, whose enterprise it is and whom it is shared with: everybody."""
    asked = FinancingDemand(
        id=UUID(int=1_000_000 + number),
        county_code=COUNTY,
        enterprise_id=UUID(int=2_000_000 + number),
        intake_id=None,
        amount=Decimal(rng.randrange(100_000, 20_000_000, 10_000)),
        purpose=FinancingPurpose.EQUIPMENT,
        term_months=rng.choice((6, 12, 24, 36, 60)),
        max_annual_rate_bp=rng.choice((None, 400, 450, 500)),
        kinds=rng.choice(((FinancingKind.LOAN,), (FinancingKind.LOAN, FinancingKind.LEASE))),
        collateral=(Collateral(CollateralKind.LAND, Decimal(rng.randrange(10**6, 10**8))),),
        revenue_last_year=Decimal(rng.randrange(10**6, 10**9)),
        tax_grade=rng.choice(tuple(TaxGrade)),
        dishonest=False,
        chain_id=None,
        needed_by=None,
        submitted_at=datetime(2023, 6, 1, tzinfo=UTC) + timedelta(seconds=number),
    )
    applicant = Applicant(f"{rng.randrange(13, 44)}{rng.randrange(10, 99)}", COUNTY, date(2018, 5, 1), ())
    shared = Consent(
        UUID(int=3_000_000 + number),
        COUNTY,
        asked.id,
        True,
        (),
        tuple(ConsentField),
        TODAY,
        date(2024, 1, 1),
        None,
    )
    return asked, applicant, [shared]


async def run(
    compute: Compute, parts: list[DemandColumns], columns: ProductColumns, institutions: int, mode: MatchMode
) -> Solved:
    """What the job of a run does between reading and storing."""
    weights = EnterpriseWeights(), InstitutionWeights()
    scores = [await compute(score_part, part, columns, *weights, False) for part in parts]
    count = sum(len(part.amount) for part in parts)
    session = Session(
        enterprises=list(range(count)),
        sizes=[0] * count,
        desks=[2] * institutions,
        met=[],
        most=3,
        slots=-(-count * 3 // (2 * institutions)),
        mode=mode,
    )
    return await compute(solve_run, scores, session, 5)


async def longest_stretch(stop: asyncio.Event) -> float:
    """Seconds for which the loop was kept from a task that wanted to go on."""
    longest = 0.0
    while not stop.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(PAUSE)
        longest = max(longest, time.perf_counter() - begun - PAUSE)
    return longest


async def main() -> None:
    """Print a line for each size and mode: the best of five, by a worker that is warm."""
    jobs = Jobs()
    columns_of: Callable[[], DemandColumns] = DemandColumns
    for demands, products, institutions in SIZES:
        rng = random.Random(7)
        offered = [product(rng, number, institutions) for number in range(products)]
        bits, columns = Bits.of(offered), ProductColumns()
        for each in offered:
            columns.add(each, bits, TODAY)
        parts: list[DemandColumns] = []
        asked = [demand(rng, number) for number in range(demands)]
        begun = time.perf_counter()
        for start in range(0, demands, PART):
            part = columns_of()
            for of, applicant, consents in asked[start : start + PART]:
                part.add(of, applicant, consents, bits, TODAY)
            parts.append(part)
        columned = 1000 * (time.perf_counter() - begun) / len(parts)
        for mode in MatchMode:
            taken: list[float] = []
            stretches: list[float] = []
            solved = await run(jobs.compute, parts, columns, institutions, mode)
            for _ in range(5):
                stop = asyncio.Event()
                watching = asyncio.create_task(longest_stretch(stop))
                begun = time.perf_counter()
                solved = await run(jobs.compute, parts, columns, institutions, mode)
                taken.append(1000 * (time.perf_counter() - begun))
                stop.set()
                stretches.append(1000 * await watching)
            print(
                f"{demands} x {products} at {institutions} {mode}: {min(taken):.1f} ms (median {sorted(taken)[2]:.1f}), "
                f"loop at most {max(stretches):.1f} ms, columns of a part {columned:.1f} ms; "
                f"{solved.eligible_pairs} pairs fit, {len(solved.demands)} matches in {solved.length} slots, "
                f"{solved.blocking} blocking, {len(solved.unmatched[0])} without"
            )


if __name__ == "__main__":
    asyncio.run(main())
