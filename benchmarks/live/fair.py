"""The fair that is watched: 40 booths of 12 organizations, 300 intakes. Written in SQL, as its owner."""

import base64
import itertools
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

COUNTY = "370900"
BOOTHS = 40
INTAKES = 300
DEPARTMENTS = (
    "自然资源和规划局",
    "住房和城乡建设局",
    "人力资源和社会保障局",
    "生态环境局",
    "科学技术局",
    "交通运输局",
    "应急管理局",
    "供电公司",
)
BANKS = ("农商银行", "工商银行分行", "中国银行分行", "建设银行分行")

TAKE = """INSERT INTO intakes
        (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, urgency, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'ENERGY', $7, 'NORMAL', now())"""
DISPOSE = "UPDATE intakes SET disposition = $2, disposed_at = now() WHERE id = $1"

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, slots=True)
class Booth:
    """A booth and the one register that it takes."""

    id: UUID
    register: str


@dataclass(frozen=True, slots=True)
class Fair:
    """The open fair; every intake is of the one enterprise."""

    id: UUID
    enterprise_id: UUID
    booths: tuple[Booth, ...]

    @property
    def global_id(self) -> str:
        """The id that clients know."""
        return base64.urlsafe_b64encode(f"Fair:{self.id}".encode()).decode().rstrip("=")


async def connect(dsn: str) -> Connection:
    """A session of the owner. It waits for no disk: the disk is not what is measured."""
    return await asyncpg.connect(
        dsn, server_settings={"search_path": "yaosu", "synchronous_commit": "off", "jit": "off"}
    )


async def open_fair(connection: Connection) -> Fair:
    """Write the fair with everything that it needs."""
    fair = Fair(uuid4(), uuid4(), tuple(_booths()))
    async with connection.transaction():
        await _write_fair(connection, fair)
        await _write_booths(connection, fair)
        await connection.executemany(TAKE, _intakes(fair))
    await connection.execute("ANALYZE")
    return fair


async def _write_fair(connection: Connection, fair: Fair) -> None:
    zone = uuid4()
    await connection.execute(
        """INSERT INTO zones (id, county_code, name, kind, division_code)
        VALUES ($1, $2, '泰安市', 'PREFECTURE', $2)""",
        zone,
        COUNTY,
    )
    await connection.execute(
        """INSERT INTO enterprises (id, county_code, name, status)
        VALUES ($1, $2, '泰山精密制造有限公司', 'PREPARING')""",
        fair.enterprise_id,
        COUNTY,
    )
    await connection.execute(
        """INSERT INTO fairs (id, county_code, zone_id, name, kind, state, venues, opens_at, closes_at)
        VALUES ($1, $2, $3, '泰安要素保障大集', 'ELEMENT_FAIR', 'OPEN', '{会展中心}', now(), now() + interval '8 hours')""",
        fair.id,
        COUNTY,
        zone,
    )


async def _write_booths(connection: Connection, fair: Fair) -> None:
    departments, banks = ([(uuid4(), name) for name in names] for names in (DEPARTMENTS, BANKS))
    await connection.executemany(
        "INSERT INTO organizations (id, county_code, name, kind) VALUES ($1, $2, $3, $4)",
        [
            (id, COUNTY, name, kind)
            for kind, organizations in (("DEPARTMENT", departments), ("BANK", banks))
            for id, name in organizations
        ],
    )
    staff = {"ELEMENT": itertools.cycle(departments), "FINANCE": itertools.cycle(banks)}
    await connection.executemany(
        """INSERT INTO booths
            (id, county_code, fair_id, code, name, organization_id, registers, element_kinds, state)
        VALUES ($1, $2, $3, $4, $5, $6, ARRAY[$7], '{ENERGY}', 'OPEN')""",
        [
            (
                booth.id,
                COUNTY,
                fair.id,
                f"A{number:02d}",
                f"{number} 号台",
                next(staff[booth.register])[0],
                booth.register,
            )
            for number, booth in enumerate(fair.booths, 1)
        ],
    )
    await connection.executemany(
        "INSERT INTO booth_tallies (booth_id, register, county_code, fair_id) VALUES ($1, $2, $3, $4)",
        [(booth.id, booth.register, COUNTY, fair.id) for booth in fair.booths],
    )


def _intakes(fair: Fair) -> list[tuple[object, ...]]:
    return [
        (uuid4(), COUNTY, fair.id, booth.id, 1 + number // BOOTHS, booth.register, fair.enterprise_id)
        for number, booth in zip(range(INTAKES), itertools.cycle(fair.booths), strict=False)
    ]


def _booths() -> list[Booth]:
    return [Booth(uuid4(), "FINANCE" if number % 4 == 3 else "ELEMENT") for number in range(BOOTHS)]
