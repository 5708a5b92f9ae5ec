"""Alliances in the database."""

from db.alliances.conferences import (
    add_conference,
    add_resolution,
    add_session,
    conference_named,
    conference_of,
    keep_minutes,
    lock_session,
    resolutions_of,
    sessions_of,
)
from db.alliances.lives import (
    add_alliance,
    alliance_named,
    begin_membership,
    change_alliance,
    end_membership,
    last_session,
    lock_alliance,
    memberships_of,
    memberships_of_member,
)
from db.alliances.memoranda import (
    add_memorandum,
    hold_memoranda,
    lock_memorandum,
    memoranda_figures,
    terminate_memorandum,
)
from db.alliances.party import lock_party_organization, take_step
from db.alliances.relations import PARTY_ALLIANCE
from db.alliances.remit import entry_of_any, entry_of_organization

__all__ = [
    "PARTY_ALLIANCE",
    "add_alliance",
    "add_conference",
    "add_memorandum",
    "add_resolution",
    "add_session",
    "alliance_named",
    "begin_membership",
    "change_alliance",
    "conference_named",
    "conference_of",
    "end_membership",
    "entry_of_any",
    "entry_of_organization",
    "hold_memoranda",
    "keep_minutes",
    "last_session",
    "lock_alliance",
    "lock_memorandum",
    "lock_party_organization",
    "lock_session",
    "memberships_of",
    "memberships_of_member",
    "memoranda_figures",
    "resolutions_of",
    "sessions_of",
    "take_step",
    "terminate_memorandum",
]
