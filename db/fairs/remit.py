"""What is a viewer's own, as the intakes tell it: at one's booths, of one's enterprises, in one's zones."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, FromClause, Uuid, bindparam, or_, select

from db.alliances import entry_of_any, entry_of_organization
from db.contacts import CONTACT
from db.enterprises import ENTERPRISE, enterprises
from db.fairs.tables import booths, fairs, intakes
from db.ledger import LEDGER_ENTRY
from db.metadata import any_of
from db.relations import Seen
from domain.fairs import hidden_of_intakes, reach_of_intakes
from domain.people import Reach

Condition = Callable[[FromClause], ColumnElement[bool]]

# Names of their own, so that no statement around them is taken for the same rows.
_enterprises, _booths, _fairs, _intakes = (
    enterprises.alias("own_enterprises"),
    booths.alias("own_booths"),
    fairs.alias("own_fairs"),
    intakes.alias("own_intakes"),
)


def _of_organization(rows: FromClause) -> ColumnElement[bool]:
    of = _booths.c.organization_id == bindparam("viewer_organization", type_=Uuid)
    return rows.c.booth_id.in_(select(_booths.c.id).where(of))


def _in_zones(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.fair_id.in_(select(_fairs.c.id).where(any_of(_fairs.c.zone_id, "viewer_zones")))


OWN: Mapping[Reach, Condition] = {
    Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.enterprise_id, "viewer_enterprises"),
    Reach.OWN_BOOTHS: lambda rows: any_of(rows.c.booth_id, "viewer_booths"),
    Reach.OWN_ORGANIZATION: _of_organization,
    Reach.OWN_ZONES: _in_zones,
}

INTAKES = Seen(reach_of_intakes, OWN, hidden_of_intakes)


def _led_to(theirs: str, ours: str, own: Condition) -> Condition:
    """Rows that one's own intakes lead to."""
    return lambda rows: rows.c[theirs].in_(select(_intakes.c[ours]).where(own(_intakes)))


def _sits_there(ours: str, condition: Condition) -> Condition:
    """Rows of enterprises that sit in one's own zones, besides those that one's own intakes lead to."""
    sitting = select(_enterprises.c.id).where(any_of(_enterprises.c.zone_id, "viewer_zones"))
    return lambda rows: or_(rows.c[ours].in_(sitting), condition(rows))


RESOLVED: Mapping[Reach, Condition] = {
    Reach.OWN_ORGANIZATION: entry_of_organization,
    Reach.OWN_ZONES: entry_of_any,
}
"""Entries of the ledger that are one's own by a resolution."""


def _entry(reach: Reach, own: Condition) -> Condition:
    """Entries that are seen as what opened them is: an intake or a resolution."""
    of_intake, of_resolution = _led_to("intake_id", "id", own), RESOLVED.get(reach)
    if of_resolution is None:
        return of_intake
    return lambda rows: or_(of_intake(rows), of_resolution(rows))


for _reach, _own in OWN.items():
    LEDGER_ENTRY.reached(_reach, _entry(_reach, _own))
    if _reach is Reach.OWN_ENTERPRISES:
        continue
    for _type, _theirs in ((ENTERPRISE, "id"), (CONTACT, "enterprise_id")):
        _condition = _led_to(_theirs, "enterprise_id", _own)
        _type.reached(_reach, _sits_there(_theirs, _condition) if _reach is Reach.OWN_ZONES else _condition)
