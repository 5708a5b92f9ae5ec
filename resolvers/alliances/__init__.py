"""What is done around alliances."""

from resolvers.alliances.conferences import adopt_resolution, convene_session, record_minutes
from resolvers.alliances.lives import (
    advance_alliance,
    change_lead,
    join_alliance,
    leave_alliance,
    prepare_alliance,
)
from resolvers.alliances.memoranda import memoranda_figures, sign_memorandum, terminate_memorandum
from resolvers.alliances.party import record_party_organization

__all__ = [
    "adopt_resolution",
    "advance_alliance",
    "change_lead",
    "convene_session",
    "join_alliance",
    "leave_alliance",
    "memoranda_figures",
    "prepare_alliance",
    "record_minutes",
    "record_party_organization",
    "sign_memorandum",
    "terminate_memorandum",
]
