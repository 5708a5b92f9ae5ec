"""Table and statements of what acts did to enterprises."""

from sqlalchemy import Column, Date, DateTime, ForeignKeyConstraint, Index, Table, Text, Uuid, insert

from db.engine import Connection, Row, Statement, columns
from db.enterprises.register import ENTERPRISE, WITH_ENTERPRISE
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, One, Order, Paged, Type, equal, optional, plain
from domain.enterprises.keeping import ChangeKind, EnterpriseChange
from domain.enterprises.register import EnterpriseKind, EnterpriseStatus

enterprise_changes = Table(
    "enterprise_changes",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("name_before", Text),
    Column("name_after", Text, nullable=False),
    Column("status_before", Text),
    Column("status_after", Text, nullable=False),
    Column("zone_before_id", Uuid),
    Column("zone_after_id", Uuid),
    Column("division_before", Text),
    Column("division_after", Text, nullable=False),
    Column("entity_kind_before", Text),
    Column("entity_kind_after", Text, nullable=False),
    Column("industry_before", Text),
    Column("industry_after", Text),
    Column("registered_on_before", Date),
    Column("registered_on_after", Date),
    Column("other_id", Uuid),
    county_check(),
    one_of("kind", ChangeKind),
    one_of("status_before", EnterpriseStatus),
    one_of("status_after", EnterpriseStatus),
    one_of("entity_kind_before", EnterpriseKind),
    one_of("entity_kind_after", EnterpriseKind),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(["zone_before_id", "county_code"], ["zones.id", "zones.county_code"]),
    ForeignKeyConstraint(["zone_after_id", "county_code"], ["zones.id", "zones.county_code"]),
    ForeignKeyConstraint(["other_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    Index("enterprise_changes_enterprise_id_ix", "enterprise_id", "at", "id"),
)

_ADD = Statement(insert(enterprise_changes))


def change(row: Row) -> EnterpriseChange:
    """The record of a row."""
    before, kind_before = row["status_before"], row["entity_kind_before"]
    return EnterpriseChange(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        at=row["at"],
        kind=ChangeKind(row["kind"]),
        effective_on=row["effective_on"],
        name_before=row["name_before"],
        name_after=row["name_after"],
        status_before=EnterpriseStatus(before) if before else None,
        status_after=EnterpriseStatus(row["status_after"]),
        zone_before_id=row["zone_before_id"],
        zone_after_id=row["zone_after_id"],
        division_before=row["division_before"],
        division_after=row["division_after"],
        entity_kind_before=EnterpriseKind(kind_before) if kind_before else None,
        entity_kind_after=EnterpriseKind(row["entity_kind_after"]),
        industry_before=row["industry_before"],
        industry_after=row["industry_after"],
        registered_on_before=row["registered_on_before"],
        registered_on_after=row["registered_on_after"],
        other_id=row["other_id"],
    )


Type(
    "EnterpriseChange",
    Identity(),
    *plain("kind", "at", "effective_on", "name_after", "status_after", "division_after", "entity_kind_after"),
    *optional("name_before", "status_before", "division_before", "entity_kind_before"),
    *optional("industry_before", "industry_after", "registered_on_before", "registered_on_after"),
    One("zoneBefore", "Zone", "zone_before_id", optional=True),
    One("zoneAfter", "Zone", "zone_after_id", optional=True),
    One("other", "Enterprise", "other_id", optional=True),
    table=enterprise_changes,
    record=change,
    seen=WITH_ENTERPRISE,
)
ENTERPRISE.add(
    Paged(
        "history",
        "EnterpriseChange",
        Order("at", descending=True),
        {"kind": equal("kind")},
        theirs="enterprise_id",
    )
)
# What leads on from the answers of acts.
Type("UsccTaken", One("enterprise", "Enterprise", "enterprise_id", optional=True))
Type("EnterpriseEnded", One("mergedInto", "Enterprise", "merged_into_id", optional=True))


async def add_change(connection: Connection, added: EnterpriseChange) -> None:
    """Store what an act did."""
    await _ADD.run(connection, **columns(added))
