"""`python -m benchmarks.imports`: how long 100,000 enterprises take from a file, on a database of its own."""

import argparse
import asyncio
import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from stdnum.cn.uscc import calc_check_digit

from resolvers.context import World
from server import world
from server.importing import bring
from server.settings import Settings

COUNTY = "370900"
HEADER = ("企业名称", "统一社会信用代码", "类别", "行政区划代码", "行业代码", "登记日期", "状态")
GOAL = 60.0
"""Seconds."""


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Right rows, each of another enterprise."""
    kinds = ("企业", "企业", "个体工商户", "其他经营主体")
    for number in range(count):
        body = f"91370900{number:09d}"
        yield (
            f"泰安{number:06d}精密制造有限公司",
            body + str(calc_check_digit(body)),
            kinds[number % 4],
            "370902" if number % 2 else "370911",
            "CFGH"[number % 4],
            f"20{number % 23:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "在营",
        )


def write(folder: Path, count: int) -> list[Path]:
    """The same rows as .csv and as .xlsx."""
    # The embedded PostgreSQL may run as another user.
    folder.chmod(0o755)
    text, book = folder / "enterprises.csv", Workbook(write_only=True)
    sheet = book.create_sheet("企业")
    with text.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in (HEADER, *rows(count)):
            writer.writerow(row)
            sheet.append(row)
    book.save(folder / "enterprises.xlsx")
    return [text, folder / "enterprises.xlsx"]


async def measure(count: int) -> bool:
    """Print what each run takes; whether all of them keep within the goal."""
    kept = True
    with tempfile.TemporaryDirectory(prefix="yaosu-imports-") as place:
        folder = Path(place)
        files = write(folder, count)
        async with world.opened(Settings(data_dir=folder / "data")) as opened:
            for what, file, dry_run in (
                ("csv, dry run", files[0], True),
                ("csv, all new", files[0], False),
                ("csv, all unchanged", files[0], False),
                ("xlsx, all unchanged", files[1], False),
            ):
                kept = await _timed(opened, what, file, dry_run=dry_run) and kept
    return kept


async def _timed(opened: World, what: str, file: Path, *, dry_run: bool) -> bool:
    begun = time.perf_counter()
    done = await bring(
        opened, "enterprises", file, COUNTY, dry_run=dry_run, progress=lambda what, done, total: None
    )
    took = time.perf_counter() - begun
    print(f"{what}: {done.rows} rows, {done.added} added, {done.unchanged} unchanged: {took:.1f} s")
    return took <= GOAL


def main() -> None:
    """The entry of the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    if not asyncio.run(measure(parser.parse_args().rows)):
        raise SystemExit(f"more than {GOAL:.0f} s")


if __name__ == "__main__":
    main()
