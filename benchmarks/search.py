"""`python -m benchmarks.search`: how long searchEnterprises takes at a million names, over HTTP, with row-level security on.

The names are made of places, words, trades and legal forms by a seed: every tenth begins with 青岛, every sixth has 科技 in
it. The API has one core, the database and its one client the other.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil

import db.access
import db.embedded
from benchmarks.__main__ import COUNTY, Server, serve
from benchmarks.load import drive, percentile, request
from domain.enterprises.spelling import core, initials, plain, spelled

PLACES = {
    "青岛": 10, "济南": 8, "泰安": 12, "烟台": 6, "潍坊": 6, "山东": 10, "临沂": 6, "淄博": 5, "威海": 4, "青岛市黄岛区": 4,
    "泰安高新区": 6, "泰安市岱岳区": 5, "胶州": 3, "即墨": 3, "莱西": 2, "新泰": 3, "肥城": 3, "宁阳": 2, "东平": 2,
}  # fmt: skip
CHARACTERS = (
    "双星恒信泰和盛源鑫达华润天宇金海龙腾嘉诚永兴瑞丰德远东方正大通顺宏图力佳美康宁安平久长春新光明亮锦程铭博雅文昌荣富贵吉祥福禄"
    "寿喜乐玉山川江河湖云雷风雨雪松柏梅兰竹菊凯旋捷迅飞翔鹏万里百千亿联合众创智慧科诺奥迪拓维思睿哲优品尚居怡景苑"
)
TRADES = {"商贸": 4, "科技": 14, "贸易": 18, "机械制造": 8, "轮胎": 2, "工业": 2} | dict.fromkeys(
    [
        "建筑工程",
        "物流",
        "食品",
        "化工",
        "电子科技",
        "信息技术",
        "生物科技",
        "新能源",
        "装饰工程",
        "广告传媒",
        "文化传播",
        "餐饮管理",
        "服装",
        "纺织",
        "农业发展",
        "置业",
        "房地产开发",
        "投资管理",
        "企业管理咨询",
        "教育咨询",
        "医疗器械",
        "汽车销售服务",
        "物业管理",
        "人力资源",
        "环保科技",
        "橡胶制品",
        "金属制品",
        "海洋装备",
        "水产品",
        "包装材料",
        "塑料制品",
        "精密铸造",
        "智能装备",
        "电器",
        "建材",
        "五金",
        "园林绿化",
        "供应链管理",
        "国际贸易",
        "酒店管理",
        "网络科技",
        "小吃店",
        "百货商行",
        "便利店",
    ],
    2,
)
FORMS = {"有限公司": 14, "有限责任公司": 2, "股份有限公司": 1, "集团有限公司": 1, "(个体工商户)": 2}

SEARCH = "query($text: String!) { searchEnterprises(text: $text) { edges { score node { id name } } } }"
BATCH = 20_000
COLUMNS = ("id", "county_code", "name", "uscc", "status", "search_terms", "pinyin")


def names(count: int, chance: random.Random) -> Iterator[str]:
    """So many names."""
    places = chance.choices(tuple(PLACES), tuple(PLACES.values()), k=count)
    trades = chance.choices(tuple(TRADES), tuple(TRADES.values()), k=count)
    forms = chance.choices(tuple(FORMS), tuple(FORMS.values()), k=count)
    for place, trade, form in zip(places, trades, forms, strict=True):
        yield f"{place}{''.join(chance.choices(CHARACTERS, k=chance.choice((2, 2, 2, 3))))}{trade}{form}"


def questions(known: list[str], chance: random.Random) -> dict[str, Callable[[], str]]:
    """What is asked, by its kind: each a text drawn anew."""

    def name() -> str:
        return core(plain(chance.choice(known)))

    def part(size: int) -> str:
        text = name()
        at = chance.randrange(max(1, len(text) - size + 1))
        return text[at : at + size]

    def typo() -> str:
        text = name()
        at = chance.randrange(2, len(text))
        return text[:at] + chance.choice(CHARACTERS) + text[at + 1 :]

    def code() -> str:
        return f"91{COUNTY}{chance.randrange(len(known)):09d}"[: chance.randrange(4, 18)]

    return {
        "two characters of a name": lambda: part(2),
        "two characters that are rare": lambda: "".join(chance.choices(CHARACTERS, k=2)),
        "six characters of a name": lambda: part(6),
        "a whole name": lambda: chance.choice(known),
        "a name with a wrong character": typo,
        "two names at once": lambda: part(6) + part(6),
        "initials of a name": lambda: initials(name())[0][:12],
        "four initials": lambda: initials(name())[0][:4],
        "two initials": lambda: initials(name())[0][:2],
        "the beginning of a credit code": code,
        "frequent parts": lambda: chance.choice(
            ("青岛", "科技", "贸易", "泰安", "高新", "黄岛", "有限公司", "公司", "市黄")
        ),
        "frequent parts in a row": lambda: "".join(
            chance.sample(("青岛", "科技", "贸易", "泰安", "商贸", "工程"), 3)
        ),
        "a frequent part that no name has so": lambda: chance.choice(
            ("青岛科技贸易", "科技泰安", "贸易科技", "市岱岳科")
        ),
        "nothing": lambda: "鼋鼍" + chance.choice("饕餮魑魅") + chance.choice("魍魉"),
    }


async def fill(dsn: str, count: int, chance: random.Random) -> list[str]:
    """Write so many enterprises, and the statistics that a server keeps by itself. The indexes are made afterwards, as a
    restore makes them."""
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "yaosu"})
    made = await connection.fetch(
        "SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE tablename = 'enterprises' AND indexname LIKE '%_ix'"
    )
    for index in made:
        await connection.execute(f"DROP INDEX {index['name']}")
    known = list(names(count, chance))
    for at in range(0, count, BATCH):
        batch: list[tuple[Any, ...]] = []
        for number, name in enumerate(known[at : at + BATCH], at):
            each = spelled(COUNTY, name)
            id = f"{chance.getrandbits(128):032x}"
            uscc = f"91{COUNTY}{number:09d}X"
            batch.append((id, COUNTY, name, uscc, "ACTIVE", each.search_terms, each.pinyin))
        await connection.copy_records_to_table("enterprises", records=batch, columns=COLUMNS)
    for index in made:
        await connection.execute(index["made"])
    await connection.execute("VACUUM ANALYZE enterprises")
    for index in ("enterprises_search_terms_ix", "enterprises_name_ix", "enterprises_pinyin_ix"):
        size = await connection.fetchval("SELECT pg_size_pretty(pg_relation_size($1::regclass))", index)
        print(f"  {index} {size}")
    await connection.close()
    return known


async def ask(server: Server, draw: Callable[[], str], count: int) -> list[float]:
    """Seconds of each answer to so many texts, one after another."""
    left = iter(range(count))

    def make() -> bytes | None:
        if next(left, None) is None:
            return None
        return request({"query": SEARCH, "variables": {"text": draw()}}, server.token)

    tally = await drive("127.0.0.1", server.port, 1, make, b'"edges"')
    assert not tally.wrong, tally.wrong[0]
    return tally.seconds


def main() -> None:
    """Measure, and print a line for each kind of question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=500)
    given = parser.parse_args()
    chance = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="yaosu-search-") as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        database = db.embedded.Embedded(place / "database")
        begun = time.perf_counter()
        dsn = asyncio.run(prepared(database))
        known = asyncio.run(fill(dsn.dsn("postgres"), given.names, chance))
        print(f"{given.names:,} names in {time.perf_counter() - begun:.0f} s", flush=True)
        try:
            with serve(place, core=0, YAOSU_DATABASE_URL=dsn.dsn("yaosu_runtime")) as server:
                for kind, draw in questions(known, chance).items():
                    asyncio.run(ask(server, draw, 20))
                    spent = server.cpu(), work(place)
                    seconds = asyncio.run(ask(server, draw, given.each))
                    since = server.cpu() - spent[0], work(place) - spent[1]
                    report(kind, seconds, *(1000 * each / given.each for each in since))
        finally:
            asyncio.run(database.stop())


async def prepared(database: db.embedded.Embedded) -> db.embedded.Address:
    """A server of its own with a database that is migrated and empty."""
    address = await database.start()
    await db.access.migrate(address.dsn("postgres"))
    return address


def work(place: Path) -> float:
    """Seconds of CPU that the database below a directory has had."""
    every = psutil.process_iter(["cmdline"])
    server = next(
        each
        for each in every
        if str(place) in " ".join(each.info["cmdline"] or ()) and "postgres" in each.name()
    )
    return sum(sum(each.cpu_times()[:2]) for each in (server, *server.children()))


def report(kind: str, seconds: list[float], api: float, database: float) -> None:
    """One line; what a machine that others use, too, adds to the times is not in the CPU."""
    p50, p99 = percentile(seconds, 0.5), percentile(seconds, 0.99)
    print(
        f"  {kind:38} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   CPU: API {api:5.2f} ms, database {database:5.2f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
