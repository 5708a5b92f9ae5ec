"""What happens when enterprises and those who look after them are asked about and changed."""

from resolvers.enterprises.liaison import (
    assign_liaison,
    assign_staff,
    end_liaison,
    enterprise_count,
    hand_over_liaison,
    liaison_coverage,
    log_contact,
    primary_liaison,
)
from resolvers.enterprises.staff import end_staff, register_staff

__all__ = [
    "assign_liaison",
    "assign_staff",
    "end_liaison",
    "end_staff",
    "enterprise_count",
    "hand_over_liaison",
    "liaison_coverage",
    "log_contact",
    "primary_liaison",
    "register_staff",
]
