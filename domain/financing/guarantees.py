"""Guarantees (融资担保): which deal each backs. The money of the two is one money, so that no total counts it twice."""

from dataclasses import dataclass, replace
from uuid import UUID

from domain.elements import FinancingKind
from domain.financing.deal_refusals import CannotBack, LinkObstacle
from domain.financing.deals import FAILED, Deal
from domain.refusals import Outdated


@dataclass(frozen=True, slots=True)
class LinkGuarantee:
    """Say which deal a guarantee backs."""

    guarantee_id: UUID | None
    version: int
    deal_id: UUID | None


@dataclass(frozen=True, slots=True)
class GuaranteeLinked:
    """A guarantee that backs a deal."""

    guarantee: Deal


def link_guarantee(
    command: LinkGuarantee, guarantee: Deal, deal: Deal
) -> GuaranteeLinked | Outdated | CannotBack:
    """Have a guarantee back a deal of the same demand."""
    if guarantee.version != command.version:
        return Outdated("version", guarantee.version)
    if obstacle := _obstacle(guarantee, deal):
        return CannotBack(obstacle)
    return GuaranteeLinked(replace(guarantee, backs_id=deal.id, version=guarantee.version + 1))


def _obstacle(guarantee: Deal, deal: Deal) -> LinkObstacle | None:
    if guarantee.id == deal.id:
        return LinkObstacle.ITSELF
    if guarantee.kind is not FinancingKind.GUARANTEE:
        return LinkObstacle.NOT_A_GUARANTEE
    if deal.kind is FinancingKind.GUARANTEE:
        return LinkObstacle.BACKS_A_GUARANTEE
    if guarantee.demand_id != deal.demand_id:
        return LinkObstacle.ANOTHER_DEMAND
    if guarantee.backs_id is not None:
        return LinkObstacle.LINKED_ALREADY
    if guarantee.state in FAILED or deal.state in FAILED:
        return LinkObstacle.OVER
    return None
