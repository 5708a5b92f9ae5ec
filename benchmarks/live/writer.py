"""Changes of the fair at a steady pace, from a process of their own: its clock does not wait for the subscribers."""

import asyncio
import itertools
import multiprocessing
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from uuid import UUID, uuid4

from benchmarks.live.fair import COUNTY, DISPOSE, TAKE, Connection, Fair, connect

RATE = 100
"""Commits a second: every look of a server finds a change that is at most 10 ms old."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A change: the version that the fair had with it, when it was sent to be committed, and the fair's totals then.

    `at` is `time.perf_counter`, which all processes of a machine share.
    """

    version: int
    at: float
    received: int
    on_site: int
    solution: int
    open: int


class Writer:
    """A writer that runs. `stop` answers what it committed."""

    def __init__(self, process: BaseProcess, pipe: "Pipe[None, list[Commit]]") -> None:
        self._process, self._pipe = process, pipe

    def stop(self) -> list[Commit]:
        """Stop; every commit in the order of the versions."""
        self._pipe.send(None)
        commits = self._pipe.recv()
        self._process.join()
        return commits


@contextmanager
def writing(dsn: str, fair: Fair) -> Generator[Writer]:
    """A writer from when this is entered. Nobody else may write."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_write, args=(dsn, fair, theirs), daemon=True)
    process.start()
    theirs.close()  # so that a writer that fails is not waited for
    try:
        yield Writer(process, ours)
    finally:
        process.kill()
        process.join()


def _write(dsn: str, fair: Fair, pipe: "Pipe[list[Commit], None]") -> None:
    pipe.send(asyncio.run(_change(dsn, fair, pipe)))


async def _change(dsn: str, fair: Fair, pipe: "Pipe[list[Commit], None]") -> list[Commit]:
    connection = await connect(dsn)
    commits = [await _standing(connection, fair)]
    numbers, waiting = await _intakes(connection, fair)
    booths = itertools.cycle(fair.booths)
    begun = time.perf_counter()
    while not pipe.poll():
        await asyncio.sleep(max(0.0, begun + len(commits) / RATE - time.perf_counter()))
        last, at = commits[-1], time.perf_counter()
        following = replace(last, version=last.version + 1, at=at)
        if len(commits) % 2:
            booth, id = next(booths), uuid4()
            numbers[booth.id] += 1
            await connection.execute(
                TAKE, id, COUNTY, fair.id, booth.id, numbers[booth.id], booth.register, fair.enterprise_id
            )
            waiting.append(id)
            commits.append(replace(following, received=last.received + 1, open=last.open + 1))
        elif len(commits) % 6:
            await connection.execute(DISPOSE, waiting.popleft(), "RESOLVED_ON_SITE")
            commits.append(replace(following, on_site=last.on_site + 1, open=last.open - 1))
        else:
            await connection.execute(DISPOSE, waiting.popleft(), "SOLUTION_GIVEN")
            commits.append(replace(following, solution=last.solution + 1, open=last.open - 1))
    standing = await _standing(connection, fair)
    assert standing.version == commits[-1].version, "somebody else wrote"
    await connection.close()
    return commits


async def _standing(connection: Connection, fair: Fair) -> Commit:
    """How the fair stands, as if it had been committed now."""
    row = await connection.fetchrow(
        """SELECT sum(version)::integer, sum(received)::integer, sum(on_site)::integer, sum(solution)::integer,
            sum(open)::integer FROM booth_tallies WHERE fair_id = $1""",
        fair.id,
    )
    assert row is not None
    version, *totals = row
    return Commit(version, time.perf_counter(), *totals)


async def _intakes(connection: Connection, fair: Fair) -> tuple[dict[UUID, int], deque[UUID]]:
    """The last number of each booth, and the intakes that nobody has answered, oldest first."""
    numbers = await connection.fetch(
        "SELECT booth_id, max(number) AS last FROM intakes WHERE fair_id = $1 GROUP BY booth_id", fair.id
    )
    waiting = await connection.fetch(
        "SELECT id FROM intakes WHERE fair_id = $1 AND disposition IS NULL ORDER BY received_at", fair.id
    )
    return {row["booth_id"]: row["last"] for row in numbers}, deque(id for (id,) in waiting)
