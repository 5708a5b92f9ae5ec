"""`python -m benchmarks.registry`: how many requests a second a front end gets of the registry: the list of enterprises
with what they belong to, one enterprise by its credit code, and the map of all chains.

A county as large as the source's (16,142 market entities, 13 chains), over HTTP with a token and row-level security. The API
has one core, the database and the clients the other.
"""

import argparse
import asyncio
import random
import tempfile
from pathlib import Path

import asyncpg

import db.embedded
from benchmarks.__main__ import COUNTY, serve
from benchmarks.load import drive, percentile, request
from benchmarks.search import names, prepared
from domain.enterprises.spelling import spelled

ENTITIES = 16_142
CONNECTIONS = 16

QUERIES = {
    "50 enterprises, names alone": """{ enterprises(first: 50, orderBy: {field: NAME, direction: ASC}) {
        edges { node { id name } } pageInfo { endCursor hasNextPage } } }""",
    "50 enterprises, with the total": """{ enterprises(first: 50, filter: {kind: ENTERPRISE}) {
        totalCount edges { node { id name uscc status } } pageInfo { endCursor hasNextPage } } }""",
    "50 enterprises with zone, industry, chains, alliances": """{ enterprises(first: 50) { edges { node {
        id name uscc kind status zone { name } division { code name } industry { code name }
        chains(first: 5) { edges { role node { name track { name } } } }
        alliances(first: 5) { edges { role since node { name } } } } } } }""",
    "one enterprise by its code": """query($uscc: Uscc!) { enterprise(by: {uscc: $uscc}) {
        id name uscc kind status zone { name parent { name } } division { code name } industry { code name }
        chains(first: 5) { edges { node { name track { name } } role } }
        alliances(first: 5) { edges { node { name } role since } } statistics { state lagDays } } }""",
    "the map of 13 chains": """{ chains { id name track { name } leader { name } masters { name } nodes { id name position }
        links { from { id } to { id } } members { totalCount } } }""",
    "market entities of a year": """{ marketEntities(period: {from: "2023-01-01", to: "2023-12-31"}) {
        stock new growthRate byKind { kind stock share } } }""",
}

GROUND = """
INSERT INTO zones (id, county_code, name, kind, division_code, version)
    SELECT gen_random_uuid(), current_setting('app.county'), '第 ' || n || ' 区', 'DEV_ZONE', current_setting('app.county'), 1 FROM generate_series(1, 20) AS n;
INSERT INTO organizations (id, county_code, name, kind, version)
    VALUES (gen_random_uuid(), current_setting('app.county'), '党工委', 'PARTY_COMMITTEE', 1);
INSERT INTO tracks (id, county_code, code, name, "group")
    SELECT gen_random_uuid(), current_setting('app.county'), 'T' || n, '赛道 ' || n, 'X' FROM generate_series(1, 4) AS n;
INSERT INTO chains (id, county_code, track_id, name, since, version)
    SELECT gen_random_uuid(), current_setting('app.county'), (array_agg(tracks.id))[1 + n % 4], '产业链 ' || n, '2022-01-01', 1
    FROM tracks, generate_series(1, 13) AS n GROUP BY n;
INSERT INTO chain_leaders (id, county_code, chain_id, name, title, since, version)
    SELECT gen_random_uuid(), county_code, id, '王某', '区领导', since, 1 FROM chains;
INSERT INTO chain_nodes (id, county_code, chain_id, name, position, place, since, version)
    SELECT gen_random_uuid(), county_code, id, '环节 ' || n, 'MIDSTREAM', n, since, 1 FROM chains, generate_series(1, 8) AS n;
INSERT INTO chain_links (id, county_code, chain_id, from_id, to_id, since, version)
    SELECT gen_random_uuid(), a.county_code, a.chain_id, a.id, b.id, a.since, 1
    FROM chain_nodes AS a JOIN chain_nodes AS b ON b.chain_id = a.chain_id AND b.place = a.place + 1;
UPDATE enterprises SET zone_id = zones.id FROM (SELECT id, row_number() OVER () AS n FROM zones) AS zones
    WHERE zones.n = 1 + hashtext(enterprises.id::text) & 15;
INSERT INTO chain_memberships (id, county_code, chain_id, enterprise_id, role, since, version)
    SELECT gen_random_uuid(), current_setting('app.county'), chains.id, members.id, CASE WHEN members.n = 1 THEN 'MASTER' ELSE 'MEMBER' END,
           '2022-01-01', 1
    FROM chains, LATERAL (SELECT id, row_number() OVER () AS n FROM enterprises
                          WHERE chains.id IS NOT NULL ORDER BY hashtext(id::text || chains.id::text) LIMIT 40) AS members;
INSERT INTO party_alliances (id, county_code, name, chain_id, lead_id, state, prepared_on, established_on, activated_on, version)
    SELECT gen_random_uuid(), chains.county_code, chains.name || '党建联盟', chains.id, organizations.id, 'ACTIVE',
           '2022-01-01', '2022-02-01', '2022-03-01', 1
    FROM chains, organizations;
INSERT INTO alliance_enterprises (id, county_code, alliance_id, enterprise_id, role, since, recorded_at, version)
    SELECT gen_random_uuid(), current_setting('app.county'), party_alliances.id, chain_memberships.enterprise_id, 'MEMBER', '2022-03-01', now(), 1
    FROM party_alliances JOIN chain_memberships USING (chain_id);
ANALYZE;
"""

COLUMNS = (
    "id", "county_code", "name", "uscc", "status", "kind", "industry_code", "registered_on", "search_terms", "pinyin",
)  # fmt: skip


async def fill(dsn: str) -> None:
    """A county's register."""
    chance = random.Random(7)
    connection = await asyncpg.connect(dsn, server_settings={"search_path": "yaosu"})
    rows: list[tuple[object, ...]] = []
    days = await connection.fetchval(
        "SELECT array_agg(date '2015-01-01' + n) FROM generate_series(0, 3285) AS n"
    )
    for number, name in enumerate(names(ENTITIES, chance)):
        each = spelled(COUNTY, name)
        id, uscc = f"{chance.getrandbits(128):032x}", f"91{COUNTY}{number:09d}X"
        kind = "ENTERPRISE" if number < 12_226 else "SOLE_TRADER"
        rows.append(
            (id, COUNTY, name, uscc, "ACTIVE", kind, "C", chance.choice(days), each.search_terms, each.pinyin)
        )
    await connection.copy_records_to_table("enterprises", records=rows, columns=COLUMNS)
    await connection.execute("SELECT set_config('app.county', $1, false)", COUNTY)
    await connection.execute(GROUND)
    await connection.close()


async def ask(port: int, body: bytes, seconds: float) -> list[float]:
    """Seconds of each answer that came in so many seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    tally = await drive(
        "127.0.0.1", port, CONNECTIONS, lambda: body if loop.time() < end else None, b'"data"'
    )
    assert not tally.wrong, tally.wrong[0]
    return tally.seconds


def main() -> None:
    """Measure, and print a line for each query."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yaosu-registry-") as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        database = db.embedded.Embedded(place / "database")
        dsn = asyncio.run(prepared(database))
        try:
            asyncio.run(fill(dsn.dsn("postgres")))
            with serve(place, core=0, YAOSU_DATABASE_URL=dsn.dsn("yaosu_runtime")) as server:
                for kind, query in QUERIES.items():
                    variables = {"uscc": f"91{COUNTY}000000007X"} if "$uscc" in query else {}
                    body = request({"query": query, "variables": variables}, server.token)
                    asyncio.run(ask(server.port, body, 1))
                    seconds = asyncio.run(ask(server.port, body, given.seconds))
                    p50, p99 = percentile(seconds, 0.5), percentile(seconds, 0.99)
                    print(
                        f"  {kind:54} {len(seconds) / given.seconds:7.0f}/s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms",
                        flush=True,
                    )
        finally:
            asyncio.run(database.stop())


if __name__ == "__main__":
    main()
