"""Where enterprises stand in chains, as far as it matters to who could supply whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.supply.records import Need, Offering

Ids = frozenset[UUID]
NONE: Ids = frozenset()


@dataclass(frozen=True, slots=True)
class Positions:
    """The chains and the nodes of enterprises as of now, the chains of nodes, and the links between nodes."""

    chains: Mapping[UUID, Ids]
    nodes: Mapping[UUID, Ids]
    chain_of: Mapping[UUID, UUID]
    links: frozenset[tuple[UUID, UUID]]

    def linked(self, offering: Offering, need: Need) -> bool:
        """Whether a node of who supplies and one of who needs are linked, in either direction."""
        theirs = self.nodes.get(need.enterprise_id, NONE)
        return any(
            (here, there) in self.links or (there, here) in self.links
            for here in self._supplying(offering)
            for there in theirs
        )

    def same_chain(self, offering: Offering, need: Need) -> bool:
        """Whether both are in one chain."""
        chains = self.chains.get(offering.enterprise_id, NONE)
        node = offering.chain_node_id
        if node is not None and node in self.chain_of:
            chains |= {self.chain_of[node]}
        return bool(chains & self.chains.get(need.enterprise_id, NONE))

    def _supplying(self, offering: Offering) -> Ids:
        """The node that an offering is at, otherwise those of its enterprise."""
        if offering.chain_node_id is not None:
            return frozenset({offering.chain_node_id})
        return self.nodes.get(offering.enterprise_id, NONE)
