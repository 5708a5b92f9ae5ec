"""What the types of supply, demand and space are read from."""

from sqlalchemy import ColumnElement, FromClause, Numeric, Text, bindparam, func

from db.enterprises import CARRIER, ENTERPRISE, WITH_ENTERPRISE
from db.relations import (
    QUERY,
    Filter,
    Found,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Type,
    contains,
    equal,
    optional,
    plain,
)
from db.supply import records
from db.supply.remit import INTRODUCTIONS, OF_INTRODUCTION, SYNONYMS
from db.supply.tables import (
    class_synonyms,
    cooperation_reports,
    introduction_parties,
    introduction_steps,
    introductions,
    offerings,
    space_listings,
    space_needs,
    supply_needs,
)
from domain.people import Sight

_LATEST = Order("submitted_at", descending=True)


def _within(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return func.starts_with(rows.c.class_code, bindparam(parameter, type_=Text))


def _called(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return contains(rows.c.product, parameter)


def _as_large(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return rows.c.area >= bindparam(parameter, type_=Numeric(20, 2))


_GOODS: dict[str, Filter] = {"class_code": _within, "state": equal("state"), "text": _called}


def _offerings(theirs: str = "") -> Paged:
    return Paged("offerings", "Offering", _LATEST, _GOODS, theirs=theirs)


def _needs(theirs: str = "") -> Paged:
    return Paged("needs", "Need", _LATEST, _GOODS, theirs=theirs)


def _listings(theirs: str = "") -> Paged:
    filters: dict[str, Filter] = {
        "zone_id": equal("zone_id"),
        "state": equal("state"),
        "least_area": _as_large,
    }
    return Paged("spaceListings", "SpaceListing", _LATEST, filters, theirs=theirs)


OFFERING = Type(
    "Offering",
    Identity(),
    *plain("product", "class_code", "unit", "price_model", "regions", "state", "submitted_at", "version"),
    *optional("capacity", "least_order", "certificates", "lead_days", "price"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One("chainNode", "ChainNode", "chain_node_id", optional=True),
    table=offerings,
    record=records.offering,
    seen=WITH_ENTERPRISE,
)
NEED = Type(
    "Need",
    Identity(),
    *plain("product", "class_code", "volume", "unit", "certificates", "state", "submitted_at", "version"),
    *optional("deliver_by", "region", "distance_km"),
    One("enterprise", "Enterprise", "enterprise_id"),
    table=supply_needs,
    record=records.need,
    seen=WITH_ENTERPRISE,
)
CLASS_SYNONYM = Type(
    "ClassSynonym",
    Identity(),
    *plain("one", "other", "approved_at"),
    table=class_synonyms,
    record=records.synonym,
    seen=SYNONYMS,
)
INTRODUCTION = Type(
    "Introduction",
    Identity(),
    *plain("product", "state", "submitted_at", "version"),
    *optional(
        "supplier_name",
        "customer_name",
        "reason",
        "introduced_on",
        "contracted_on",
        "running_on",
        "failed_on",
    ),
    # Each side sees its own.
    One("offering", "Offering", "offering_id", optional=True),
    One("need", "Need", "need_id", optional=True),
    One("introducedBy", "Staff", "staff_id", optional=True),
    One("endorsedBy", "Organization", "organization_id", optional=True),
    Many("steps", "IntroductionStep", "introduction_id", order=("number",)),
    Paged(
        "reports",
        "CooperationReport",
        Order("month", descending=True),
        {},
        theirs="introduction_id",
    ),
    table=introductions,
    record=records.introduction,
    seen=INTRODUCTIONS,
)
Type(
    "IntroductionStep",
    *plain("number", "state", "taken_on", "recorded_at"),
    *optional("note"),
    table=introduction_steps,
    record=records.step,
    seen=OF_INTRODUCTION,
)
COOPERATION_REPORT = Type(
    "CooperationReport",
    Identity(),
    *plain("month", "volume", "unit", "reported_at"),
    *optional("amount", "note"),
    One("introduction", "Introduction", "introduction_id"),
    table=cooperation_reports,
    record=records.report,
    seen=OF_INTRODUCTION,
)
Type(
    "EnterpriseIntroductionEdge",
    *plain("side"),
    One("node", "Introduction", "introduction_id"),
    table=introduction_parties,
    record=records.party,
    seen=WITH_ENTERPRISE,
)
_SPACE = ("clear_height", "floor_load", "power", "crane", "fire_class", "sewage", "ended_at")
SPACE_LISTING = Type(
    "SpaceListing",
    Identity(),
    *plain("address", "area", "state", "submitted_at", "version"),
    *optional(*_SPACE, "hazard_classes", "rent", "available_from"),
    One("zone", "Zone", "zone_id"),
    One("carrier", "Carrier", "carrier_id", optional=True),
    table=space_listings,
    record=records.listing,
)
SPACE_NEED = Type(
    "SpaceNeed",
    Identity(),
    *plain("area", "state", "submitted_at", "version"),
    *optional(*_SPACE, "hazard_class", "most_rent", "needed_by"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One("intake", "Intake", "intake_id", optional=True),
    One("listing", "SpaceListing", "listing_id", optional=True),
    table=space_needs,
    record=records.space_need,
    seen=WITH_ENTERPRISE,
)
ENTERPRISE.add(
    _offerings("enterprise_id"),
    _needs("enterprise_id"),
    Paged(
        "introductions",
        "EnterpriseIntroductionEdge",
        _LATEST,
        {},
        theirs="enterprise_id",
        links=True,
    ),
    Paged("spaceNeeds", "SpaceNeed", _LATEST, {"state": equal("state")}, theirs="enterprise_id"),
)
CARRIER.add(_listings("carrier_id"))
QUERY.add(
    _offerings(),
    _needs(),
    _listings(),
    Paged("spaceNeeds", "SpaceNeed", _LATEST, {"state": equal("state")}),
    Paged("introductions", "Introduction", _LATEST, {"state": equal("state")}),
    Paged("classSynonyms", "ClassSynonym", Order("approved_at", descending=True), {}),
    Found("offering", "Offering"),
    Found("need", "Need"),
    Found("introduction", "Introduction"),
    Found("spaceListing", "SpaceListing"),
    Found("spaceNeed", "SpaceNeed"),
)

# What leads on from matches, which are no records, and figures.
Type("SupplyMatches", seen=WITH_ENTERPRISE)
Type(
    "SupplyMatch",
    One("offering", "Offering", "offering_id"),
    One("need", "Need", "need_id"),
    seen=WITH_ENTERPRISE,
)
Type("SpaceMatches", seen=WITH_ENTERPRISE)
Type("SpaceMatch", One("listing", "SpaceListing", "listing_id"), seen=WITH_ENTERPRISE)
Type("SupplyFigures", seen=INTRODUCTIONS)
for _part in ("FitRule", "FitComponent", "PriceEstimate", "IntroductionCount", "RunningVolume"):
    Type(_part)
