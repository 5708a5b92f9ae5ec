"""Who asks: a role, the county that it is held in, and what it is held for. What a role sees and does is decided by pure
functions, here and in each context; `db` applies them as predicates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.refusals import Refusal, Words


class Role(StrEnum):
    """Role of a viewer. 角色。"""

    PUBLIC = "PUBLIC"
    ENTERPRISE_REP = "ENTERPRISE_REP"
    SECRETARY = "SECRETARY"
    FAIR_OPERATOR = "FAIR_OPERATOR"
    HANDLER = "HANDLER"
    DEPT_LEAD = "DEPT_LEAD"
    DISPATCHER = "DISPATCHER"
    CHAIN_LEAD = "CHAIN_LEAD"
    INSTITUTION_REP = "INSTITUTION_REP"
    EVALUATOR = "EVALUATOR"
    INSPECTOR = "INSPECTOR"
    OBSERVER = "OBSERVER"
    PEER = "PEER"
    ADMIN = "ADMIN"


ROLE_NAMES: dict[Role, Words] = {
    Role.PUBLIC: Words("the public", "公众"),
    Role.ENTERPRISE_REP: Words("enterprise representative", "企业代表"),
    Role.SECRETARY: Words("project secretary or liaison officer", "项目秘书(联络员、指导员)"),
    Role.FAIR_OPERATOR: Words("operator of a booth", "受理台"),
    Role.HANDLER: Words("handler at a department", "部门经办"),
    Role.DEPT_LEAD: Words("head of a department", "部门负责人"),
    Role.DISPATCHER: Words("dispatcher", "服务中心(推进办)"),
    Role.CHAIN_LEAD: Words("chain leader", "链长(专班)"),
    Role.INSTITUTION_REP: Words("representative of an institution", "金融机构"),
    Role.EVALUATOR: Words("evaluator", "考核"),
    Role.INSPECTOR: Words("inspector", "纪检"),
    Role.OBSERVER: Words("observer", "营商环境观察员"),
    Role.PEER: Words("peer county", "联邦县"),
    Role.ADMIN: Words("administrator", "管理员"),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. A role other than PUBLIC is held in one county, by a `subject`, for what is listed: the enterprises that
    one represents or is assigned to, the booths that one operates, the organization that one works for, the zones that
    one dispatches (none: the whole county), the chains that one leads. `today` is the day at the office on which one asks;
    what has a term is seen by it."""

    role: Role = Role.PUBLIC
    county_code: str = ""
    subject: str = ""
    enterprises: tuple[UUID, ...] = ()
    booths: tuple[UUID, ...] = ()
    organization: UUID | None = None
    zones: tuple[UUID, ...] = ()
    chains: tuple[UUID, ...] = ()
    today: date = date.min

    @property
    def sight(self) -> "Sight":
        """What decides which records are seen, but for the ids of those that are one's own."""
        return Sight(self.role, limited=bool(self.zones))


ANYBODY = Viewer()
"""Who has not said who they are."""


def office(county_code: str) -> Viewer:
    """Who an act or a command reads for, which decide and write: all cases of a county. What a viewer is told of them is
    another matter."""
    return Viewer(Role.INSPECTOR, county_code)


class Sight(NamedTuple):
    """How a viewer sees: viewers with the same sight are answered by the same statements."""

    role: Role
    limited: bool = False
    """Whether a dispatcher has some zones only."""


PUBLISHED_ONLY = frozenset({Role.PUBLIC, Role.PEER, Role.OBSERVER})
"""Roles that see figures as they are published: without small cells."""


def published_only(viewer: Viewer, county_code: str) -> bool:
    """Whether a viewer sees a county's figures as they are published: everybody from elsewhere does."""
    return viewer.role in PUBLISHED_ONLY or viewer.county_code != county_code


FIGURES_ONLY = frozenset({Role.EVALUATOR, Role.OBSERVER})
"""Roles that see that there is a case, and what became of it, but not whose it is or what it says."""


class Reach(StrEnum):
    """Which records of a kind are seen."""

    NONE = "NONE"
    ALL = "ALL"
    PUBLISHED = "PUBLISHED"
    OWN_ENTERPRISES = "OWN_ENTERPRISES"
    OWN_BOOTHS = "OWN_BOOTHS"
    OWN_ORGANIZATION = "OWN_ORGANIZATION"
    OWN_ZONES = "OWN_ZONES"
    OWN_CHAINS = "OWN_CHAINS"


@dataclass(frozen=True, slots=True)
class OutsideRemit(Refusal):
    """The role may do this, but not here: the record is another's. `path` names what in the input is."""

    path: str
    thing: Words

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: this {self.thing.en} is not among those that you answer for",
            f"{self.path}:该{self.thing.zh}不在您的职责范围内",
        )


def outside(seen: bool, path: str, thing: Words) -> OutsideRemit | None:
    """Whether a record of the county is beyond what the viewer answers for: what one does not see."""
    return None if seen else OutsideRemit(path, thing)


Acts = Mapping[str, frozenset[Role]]
"""Which roles do an act, by its name in the contract."""

OWN: Mapping[Role, Reach] = {
    Role.ENTERPRISE_REP: Reach.OWN_ENTERPRISES,
    Role.SECRETARY: Reach.OWN_ENTERPRISES,
    Role.FAIR_OPERATOR: Reach.OWN_BOOTHS,
    Role.HANDLER: Reach.OWN_ORGANIZATION,
    Role.DEPT_LEAD: Reach.OWN_ORGANIZATION,
    Role.INSPECTOR: Reach.ALL,
}
"""How far those see who look after single cases; a dispatcher's reach is that of the zones."""


def reach_of_cases(sight: Sight) -> Reach:
    """Which cases of enterprises a role sees, with all that they say: the roles that see published figures, and those
    that see figures of which no single case is told, see none."""
    if sight.role is Role.DISPATCHER:
        return Reach.OWN_ZONES if sight.limited else Reach.ALL
    return OWN.get(sight.role, Reach.NONE)
