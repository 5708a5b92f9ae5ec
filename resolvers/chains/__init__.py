"""Industry chains: what happens when an act on them is asked for."""

from resolvers.chains.directory import (
    appoint_chain_leader,
    appoint_chief_leader,
    end_chain,
    register_chain,
    register_track,
)
from resolvers.chains.forces import (
    dissolve_force,
    form_force,
    join_force,
    leave_force,
)
from resolvers.chains.graph import (
    add_node,
    end_node,
    link_nodes,
    unlink_nodes,
)
from resolvers.chains.members import (
    join_chain,
    leave_chain,
    name_master,
)
from resolvers.chains.units import (
    disband_unit,
    form_unit,
    replan_unit,
)

__all__ = [
    "add_node",
    "appoint_chain_leader",
    "appoint_chief_leader",
    "disband_unit",
    "dissolve_force",
    "end_chain",
    "end_node",
    "form_force",
    "form_unit",
    "join_chain",
    "join_force",
    "leave_chain",
    "leave_force",
    "link_nodes",
    "name_master",
    "register_chain",
    "register_track",
    "replan_unit",
    "unlink_nodes",
]
