"""What is a viewer's own around alliances: what was resolved where one's organization sat."""

from sqlalchemy import ColumnElement, FromClause, Uuid, bindparam, or_, select

from db.alliances.tables import (
    alliance_organizations,
    conference_sessions,
    joint_conferences,
    resolutions,
)
from db.relations import Seen
from domain.alliances import reach_of_papers, reach_of_resolutions
from domain.people import Reach

# Names of their own, so that no statement around them is taken for the same rows.
_members, _conferences, _sessions, _resolutions = (
    alliance_organizations.alias("own_memberships"),
    joint_conferences.alias("own_conferences"),
    conference_sessions.alias("own_sessions"),
    resolutions.alias("own_resolutions"),
)


def _of_organization(rows: FromClause) -> ColumnElement[bool]:
    """Resolutions of the sessions that an organization's membership had not ended by."""
    met = (
        select(_sessions.c.id)
        .join(_conferences, _conferences.c.id == _sessions.c.conference_id)
        .join(_members, _members.c.alliance_id == _conferences.c.alliance_id)
        .where(
            _members.c.organization_id == bindparam("viewer_organization", type_=Uuid),
            or_(_members.c.until.is_(None), _members.c.until > _sessions.c.held_on),
        )
    )
    return rows.c.session_id.in_(met)


def entry_of_organization(rows: FromClause) -> ColumnElement[bool]:
    """Entries of the ledger that resolutions of one's organization's alliances have opened."""
    return rows.c.resolution_id.in_(select(_resolutions.c.id).where(_of_organization(_resolutions)))


def entry_of_any(rows: FromClause) -> ColumnElement[bool]:
    """Entries of the ledger that any resolution has opened: an alliance is in no zone, and in all of them."""
    return rows.c.resolution_id.is_not(None)


PAPERS = Seen(reach_of_papers)
RESOLUTIONS = Seen(reach_of_resolutions, {Reach.OWN_ORGANIZATION: _of_organization})
