"""The job of a match run: read what it decides upon, have a worker score and assign it, and store what that found, all of
it or nothing. It says how far it has come after every part, and stops when nobody wants it any more."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import db.financing
from db.engine import Connection
from db.financing import Desks
from domain import financing
from domain.clocks import office_day
from domain.financing.columns import Bits, DemandColumns, ProductColumns
from domain.financing.outcomes import RuleCode
from domain.financing.solved import Session, Solved
from domain.financing.worker import score_part, solve_run
from domain.people import Viewer
from resolvers.context import World

SIZES = tuple(financing.SizeClass)

PART = 250
"""Demands that are read, and scored, at once: some milliseconds of this process, some tens of the worker's."""

PAUSE = 500
"""Records that are made without a pause for others."""


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is to be computed: for whom it reads, by which policy, and which demands take part."""

    run: financing.MatchRun
    viewer: Viewer
    policy: financing.MatchPolicy
    demand_ids: Sequence[UUID]


@dataclass(slots=True)
class Read:
    """What a run decides upon, and the digest of all of it: the same records have the same, whoever reads them when."""

    desks: Sequence[Desks]
    products: Sequence[financing.FinancialProduct]
    met: frozenset[tuple[UUID, UUID]]
    bits: Bits
    columns: ProductColumns
    digest: Any = field(default_factory=hashlib.sha256)
    parts: list[DemandColumns] = field(default_factory=list[DemandColumns])
    demands: list[tuple[UUID, UUID, financing.SizeClass]] = field(
        default_factory=list[tuple[UUID, UUID, financing.SizeClass]]
    )

    @property
    def pairs(self) -> int:
        """How many pairs there are to score."""
        return len(self.demands) * len(self.products)

    def take(self, name: str, what: object) -> None:
        """Have the digest tell of this."""
        self.digest.update(f"{name} {what!r}\n".encode())

    def seats(self, institution_id: UUID) -> list[tuple[UUID, int]]:
        """The desks of an institution, each as its booth and its number there."""
        return [
            (each.booth_id, number)
            for each in self.desks
            if each.institution_id == institution_id
            for number in range(1, each.number + 1)
        ]


async def compute(world: World, work: Work) -> None:
    """Compute a run. When it cannot be done, the run says so."""
    try:
        await _computed(world, work)
    except BaseException as error:
        lost = isinstance(error, asyncio.CancelledError)
        failure = financing.Failure.LOST if lost else financing.Failure.BROKEN
        await asyncio.shield(_failed(world, work.run, failure))
        raise


async def _computed(world: World, work: Work) -> None:
    run, policy = work.run, work.policy
    async with _writing(world, run) as connection:
        if not await db.financing.start_run(connection, run.id, world.now()):
            return
    read = await _read(world, work)
    parts: list[bytes] = []
    for columns in read.parts:
        weights = policy.enterprise, policy.institution
        parts.append(await world.jobs.compute(score_part, columns, read.columns, *weights, run.with_unknown))
        done = min(len(parts) * PART, len(read.demands)) * len(read.products)
        async with _writing(world, run) as connection:
            if not await db.financing.step(connection, run.id, done, read.pairs):
                return
    solved: Solved = await world.jobs.compute(solve_run, parts, _session(run, read), len(SIZES))
    found = [each async for each in _found(world, run, read, solved)]
    done = _concluded(run, read, solved, found, world.now())
    async with _writing(world, run) as connection:
        await db.financing.hold_session(connection, run.session_id)
        if await db.financing.conclude_run(connection, done):
            await db.financing.clear_timetable(connection, run.session_id)
            await db.financing.add_found(connection, found)


async def _read(world: World, work: Work) -> Read:
    """What the run decides upon, as of one moment."""
    run = work.run
    on = office_day(run.starts_at)
    transaction = await world.database.begin(run.county_code, write=False)
    try:
        connection = transaction.connection
        desks = await db.financing.desks_of(connection, run.session_id)
        institutions = sorted({each.institution_id for each in desks})
        products = await db.financing.products_on(connection, institutions, on)
        bits, columns = Bits.of(products), ProductColumns()
        for product in products:
            columns.add(product, bits, on)
        read = Read(desks, products, await db.financing.met_pairs(connection, run.session_id), bits, columns)
        read.take("run", _asked(work))
        read.take("desks", [(each.booth_id, each.institution_id, each.number) for each in desks])
        read.take("products", [(product.id, product.institution_id) for product in products])
        read.take("met", sorted(read.met))
        read.take("columns", columns)
        for begin in range(0, len(work.demand_ids), PART):
            ids = work.demand_ids[begin : begin + PART]
            part = DemandColumns()
            for each in await db.financing.asking(connection, ids, on, work.viewer):
                part.add(each.demand, each.applicant, each.consents, bits, on)
                size = financing.size_class(each.demand.revenue_last_year)
                read.demands.append((each.demand.id, each.demand.enterprise_id, size))
            read.take("demands", part)
            read.parts.append(part)
            await asyncio.sleep(0)
        read.take("who", [(demand, enterprise) for demand, enterprise, _ in read.demands])
    finally:
        await transaction.rollback()
    return read


def _asked(work: Work) -> tuple[object, ...]:
    """What was asked for, and by which policy."""
    run, policy = work.run, work.policy
    return (
        run.mode.value,
        run.meetings_per_enterprise,
        run.slot_minutes,
        run.starts_at.astimezone(UTC).isoformat(),
        run.most_slots,
        run.with_unknown,
        policy.version,
        policy.enterprise,
        policy.institution,
    )


def _session(run: financing.MatchRun, read: Read) -> Session:
    """The same as numbers: enterprises in the order of their ids, so that nothing depends on how they came."""
    enterprises = {id: n for n, id in enumerate(sorted({enterprise for _, enterprise, _ in read.demands}))}
    demands = {demand: n for n, (demand, _, _) in enumerate(read.demands)}
    bits = read.bits.institutions
    return Session(
        enterprises=[enterprises[enterprise] for _, enterprise, _ in read.demands],
        sizes=[SIZES.index(size) for _, _, size in read.demands],
        desks=[len(read.seats(institution)) for institution in bits],
        met=[
            (demands[demand], bits[institution])
            for demand, institution in sorted(read.met)
            if demand in demands and institution in bits
        ],
        most=run.meetings_per_enterprise,
        slots=run.most_slots,
        mode=run.mode,
    )


async def _found(
    world: World, run: financing.MatchRun, read: Read, solved: Solved
) -> AsyncGenerator[financing.Found]:
    """The records of what a run found."""
    institutions = list(read.bits.institutions)
    seats = [read.seats(institution) for institution in institutions]
    for number, match in enumerate(solved.matches, 1):
        demand_id, enterprise_id, _ = read.demands[match.demand]
        product, meeting_id = read.products[match.product], None
        if match.slot >= 0:
            meeting_id = world.new_id()
            booth_id, desk = seats[match.institution][match.desk]
            starts_at = run.starts_at + match.slot * timedelta(minutes=run.slot_minutes)
            yield financing.Meeting(
                id=meeting_id,
                county_code=run.county_code,
                run_id=run.id,
                session_id=run.session_id,
                booth_id=booth_id,
                desk=desk,
                slot=match.slot + 1,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=run.slot_minutes),
                demand_id=demand_id,
                product_id=product.id,
                enterprise_id=enterprise_id,
                institution_id=product.institution_id,
            )
        yield financing.AssignedMatch(
            id=world.new_id(),
            county_code=run.county_code,
            run_id=run.id,
            place=f"{number:06}",
            demand_id=demand_id,
            product_id=product.id,
            enterprise_id=enterprise_id,
            institution_id=product.institution_id,
            rank=match.rank,
            enterprise_utility=match.wished,
            institution_utility=match.liked,
            unknown=_rules(match.unknown),
            meeting_id=meeting_id,
        )
        if number % PAUSE == 0:
            await asyncio.sleep(0)
    for number, each in enumerate(solved.left, 1):
        demand_id, enterprise_id, _ = read.demands[each.demand]
        why = financing.WhyNot.NO_PLACE if each.offers else financing.WhyNot.NOT_ELIGIBLE
        nearest = None if each.offers or each.nearest < 0 else read.products[each.nearest].id
        yield financing.UnmatchedDemand(
            id=world.new_id(),
            county_code=run.county_code,
            run_id=run.id,
            place=f"{number:06}",
            demand_id=demand_id,
            enterprise_id=enterprise_id,
            why=why,
            product_id=nearest,
            failed=() if nearest is None else _rules(each.failed),
            unknown=() if nearest is None else _rules(each.unknown),
        )
        if number % PAUSE == 0:
            await asyncio.sleep(0)
    for figures in (*_by_institution(world, run, read, solved), *_by_size(world, run, read, solved)):
        yield figures


def _by_institution(
    world: World, run: financing.MatchRun, read: Read, solved: Solved
) -> list[financing.InstitutionFigures]:
    """The figures of every institution at the session, of those without a product too."""
    met = Counter(match.institution for match in solved.matches if match.slot >= 0)
    places = read.bits.institutions
    return [
        financing.InstitutionFigures(
            id=world.new_id(),
            county_code=run.county_code,
            run_id=run.id,
            institution_id=institution,
            desks=len(read.seats(institution)),
            offers=solved.offers_of[places[institution]] if institution in places else 0,
            meetings=met[places[institution]] if institution in places else 0,
            all_meetings=met.total(),
        )
        for institution in sorted({each.institution_id for each in read.desks})
    ]


def _by_size(
    world: World, run: financing.MatchRun, read: Read, solved: Solved
) -> list[financing.SizeFigures]:
    """The figures of every class of size."""
    asking = Counter(size for _, _, size in read.demands)
    matched = Counter(read.demands[demand][2] for demand in set(solved.demands))
    return [
        financing.SizeFigures(
            id=world.new_id(),
            county_code=run.county_code,
            run_id=run.id,
            size=size,
            place=place,
            demands=asking[size],
            offers=solved.offers_to[place],
            matched=matched[size],
        )
        for place, size in enumerate(SIZES)
    ]


def _concluded(
    run: financing.MatchRun,
    read: Read,
    solved: Solved,
    found: Sequence[financing.Found],
    now: datetime,
) -> financing.MatchRun:
    """The run as it is when it is done."""
    shares = [each.meetings for each in found if isinstance(each, financing.InstitutionFigures)]
    result = (solved.matched, solved.unmatched, solved.length)
    return replace(
        run,
        state=financing.RunState.DONE,
        digest=read.digest.hexdigest(),
        result_digest=hashlib.sha256(repr(result).encode()).hexdigest(),
        pairs_scored=read.pairs,
        pairs_total=read.pairs,
        demands=len(read.demands),
        eligible_pairs=solved.eligible_pairs,
        unknown_pairs=solved.unknown_pairs,
        without_offer=solved.without_offer,
        assigned=len(solved.demands),
        unmatched=len(solved.unmatched[0]),
        blocking_pairs=solved.blocking,
        slots=solved.length,
        concentration=financing.concentration(tuple(shares)),
        finished_at=now,
    )


def _rules(bits: int) -> tuple[RuleCode, ...]:
    return tuple(rule for place, rule in enumerate(RuleCode) if bits >> place & 1)


async def _failed(world: World, run: financing.MatchRun, failure: financing.Failure) -> None:
    async with _writing(world, run) as connection:
        await db.financing.end_run(connection, run.id, financing.RunState.FAILED, failure, world.now())


@asynccontextmanager
async def _writing(world: World, run: financing.MatchRun) -> AsyncGenerator[Connection]:
    """A transaction of the job's own."""
    transaction = await world.database.begin(run.county_code, write=True)
    try:
        yield transaction.connection
    except BaseException:
        await transaction.rollback()
        raise
    await transaction.commit()
