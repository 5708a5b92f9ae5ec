"""The subgraph `products` of Apollo's compatibility suite, behind our door: what Yaosu's own contract has no use for
(composite keys, @requires, @override, @interfaceObject, ...) goes through the same engine and the same view."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import strawberry
import strawberry.federation
from starlette.applications import Starlette
from strawberry.federation import field
from strawberry.federation import type as federated
from strawberry.schema_directive import Location
from uuid_utils.compat import uuid7

from resolvers.context import World
from schema.engine import Engine
from server.app import assembled
from server.identity import accepting
from server.settings import Settings
from tests.offices import ISSUER


@strawberry.federation.schema_directive(
    locations=[Location.OBJECT],
    name="custom",
    compose=True,
    import_url="https://myspecs.dev/myCustomDirective/v1.0",
)
class Custom: ...


@federated(extend=True, keys=["email"])
class User:
    email: strawberry.ID = field(external=True)
    name: str | None = field(override="users")
    total_products_created: int | None = field(external=True)
    years_of_employment: int = field(external=True)

    @field(requires=["totalProductsCreated", "yearsOfEmployment"])
    def average_products_created_per_year(self) -> int | None:
        if self.total_products_created is None:
            return None
        return round(self.total_products_created / self.years_of_employment)

    @classmethod
    def resolve_reference(cls, email: strawberry.ID, **required: Any) -> User | None:
        if email != JANE.email:
            return None
        return cls(
            email=email,
            name=JANE.name,
            total_products_created=required.get("totalProductsCreated", JANE.total_products_created),
            years_of_employment=required.get("yearsOfEmployment", JANE.years_of_employment),
        )


@federated(shareable=True)
class ProductDimension:
    size: str | None
    weight: float | None
    unit: str | None = field(inaccessible=True)


@strawberry.type
class ProductVariation:
    id: strawberry.ID


@strawberry.type
class CaseStudy:
    case_number: strawberry.ID
    description: str | None


@federated(keys=["study { caseNumber }"])
class ProductResearch:
    study: CaseStudy
    outcome: str | None

    @classmethod
    def resolve_reference(cls, study: dict[str, str]) -> ProductResearch | None:
        return next((one for one in RESEARCH if one.study.case_number == study["caseNumber"]), None)


@federated(keys=["sku package"])
class DeprecatedProduct:
    sku: str
    package: str
    reason: str | None
    created_by: User | None

    @classmethod
    def resolve_reference(cls, sku: str, package: str) -> DeprecatedProduct | None:
        return deprecated(sku, package)


@federated(
    keys=["id", "sku package", "sku variation { id }"],
    directives=[Custom()],
)
class Product:
    id: strawberry.ID
    sku: str | None
    package: str | None
    variation: ProductVariation | None
    dimensions: ProductDimension | None
    created_by: User | None = field(provides=["totalProductsCreated"])
    notes: str | None = field(tags=["internal"])
    research: list[ProductResearch]

    @classmethod
    def resolve_reference(cls, **key: Any) -> Product | None:
        return next((product for product in PRODUCTS if product.has(key)), None)

    def has(self, key: dict[str, Any]) -> bool:
        """Whether this is the product of a key."""
        own = {"id": self.id, "sku": self.sku, "package": self.package}
        variation = {"id": self.variation.id} if self.variation else None
        return {**own, "variation": variation} | key == {**own, "variation": variation}


@strawberry.federation.interface_object(keys=["id"])
class Inventory:
    id: strawberry.ID
    deprecated_products: list[DeprecatedProduct]

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Inventory:
        return cls(id=id, deprecated_products=[DEPRECATED])


JANE = User(
    email=strawberry.ID("support@apollographql.com"),
    name="Jane Smith",
    total_products_created=1337,
    years_of_employment=10,
)
DEPRECATED = DeprecatedProduct(
    sku="apollo-federation-v1",
    package="@apollo/federation-v1",
    reason="Migrate to Federation V2",
    created_by=JANE,
)
RESEARCH = [
    ProductResearch(
        study=CaseStudy(case_number=strawberry.ID("1234"), description="Federation Study"), outcome=None
    ),
    ProductResearch(
        study=CaseStudy(case_number=strawberry.ID("1235"), description="Studio Study"), outcome=None
    ),
]
DIMENSIONS = ProductDimension(size="small", weight=1, unit="kg")


def product(id: str, sku: str, package: str, variation: str, research: ProductResearch) -> Product:
    return Product(
        id=strawberry.ID(id),
        sku=sku,
        package=package,
        variation=ProductVariation(id=strawberry.ID(variation)),
        dimensions=DIMENSIONS,
        created_by=JANE,
        notes=None,
        research=[research],
    )


PRODUCTS = [
    product("apollo-federation", "federation", "@apollo/federation", "OSS", RESEARCH[0]),
    product("apollo-studio", "studio", "", "platform", RESEARCH[1]),
]


def deprecated(sku: str, package: str) -> DeprecatedProduct | None:
    return DEPRECATED if (sku, package) == (DEPRECATED.sku, DEPRECATED.package) else None


@federated(extend=True)
class Query:
    @strawberry.field
    def product(self, id: strawberry.ID) -> Product | None:
        return next((product for product in PRODUCTS if product.id == id), None)

    @strawberry.field(deprecation_reason="Use product query instead")
    def deprecated_product(self, sku: str, package: str) -> DeprecatedProduct | None:
        return deprecated(sku, package)


schema = Engine(query=Query, types=[Inventory, ProductResearch], federation_version="2.3")


def app() -> Starlette:
    """Our door to it. There is no database behind it."""
    made = assembled(Settings(), schema)
    made.state.world = World(
        database=None,  # type: ignore[arg-type] - no field asks for it
        hub=None,  # type: ignore[arg-type]
        now=lambda: datetime.now(UTC),
        new_id=uuid7,
    )
    made.state.identity = accepting(ISSUER)
    return made
