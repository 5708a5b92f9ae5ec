"""How rows become records of chains."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

from db.engine import Row
from domain import chains

T = TypeVar("T")


def recorded(kind: type[T], **enums: type[StrEnum]) -> Callable[[Row], T]:
    """Makes records of a kind whose fields are columns; those in `enums` are of an enumeration."""
    names = cast("tuple[str, ...]", cast("Any", kind).__slots__)
    build = cast("Callable[..., T]", kind)

    def record(row: Row) -> T:
        return build(**{name: enums[name](row[name]) if name in enums else row[name] for name in names})

    return record


track = recorded(chains.Track, group=chains.TrackGroup)
chain = recorded(chains.Chain)
chain_leader = recorded(chains.ChainLeader)
chief_leader = recorded(chains.ChiefLeader)
node = recorded(chains.ChainNode, position=chains.ChainPosition)
link = recorded(chains.ChainLink)
membership = recorded(chains.ChainMembership, role=chains.ChainRole)
task_force = recorded(chains.TaskForce)
force_membership = recorded(chains.TaskForceMembership)
unit = recorded(chains.CombatUnit)
combat_plan = recorded(chains.CombatPlan)
