"""The enumerations of the contract in Strawberry."""

from enum import StrEnum

import strawberry


@strawberry.enum
class EnterpriseStatus(StrEnum):
    PREPARING = "PREPARING"
    ACTIVE = "ACTIVE"
    MOVED = "MOVED"
    CLOSED = "CLOSED"


@strawberry.enum
class ChainRole(StrEnum):
    LEADER = "LEADER"
    CORE = "CORE"
    SUPPLIER = "SUPPLIER"


@strawberry.enum
class AllianceRole(StrEnum):
    CHAIR = "CHAIR"
    MEMBER = "MEMBER"


@strawberry.enum
class MatchState(StrEnum):
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    SIGNED = "SIGNED"


@strawberry.enum
class FairState(StrEnum):
    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    RECONCILED = "RECONCILED"


@strawberry.enum
class OrganizationKind(StrEnum):
    DEPARTMENT = "DEPARTMENT"
    BANK = "BANK"
    FINANCIAL_LEASING = "FINANCIAL_LEASING"
    FINANCING_GUARANTEE = "FINANCING_GUARANTEE"
    OTHER_INSTITUTION = "OTHER_INSTITUTION"


@strawberry.enum
class Register(StrEnum):
    ELEMENT = "ELEMENT"
    FINANCE = "FINANCE"


@strawberry.enum
class ElementKind(StrEnum):
    LAND = "LAND"
    SPACE = "SPACE"
    CAPITAL = "CAPITAL"
    LABOUR = "LABOUR"
    ENERGY = "ENERGY"
    ENV = "ENV"
    LOGISTICS = "LOGISTICS"
    TECH = "TECH"
    DATA = "DATA"
    POLICY = "POLICY"
    APPROVAL = "APPROVAL"
    CERT = "CERT"
    MARKET = "MARKET"
    SAFETY = "SAFETY"


@strawberry.enum
class Urgency(StrEnum):
    NORMAL = "NORMAL"
    URGENT = "URGENT"
    BLOCKING = "BLOCKING"


@strawberry.enum
class Disposition(StrEnum):
    RESOLVED_ON_SITE = "RESOLVED_ON_SITE"
    SOLUTION_GIVEN = "SOLUTION_GIVEN"
    WITHDRAWN = "WITHDRAWN"
    DUPLICATE = "DUPLICATE"
