"""The one schema: every context's part, put together."""

from typing import Annotated

import strawberry
from strawberry.tools import merge_types

import resolvers.nodes
from resolvers.context import Info
from resolvers.execution import Executor
from schema.backing import Node, known_id, read_id
from schema.engine import Engine
from schema.enterprises import Enterprise, Organization, Zone
from schema.fairs import Booth, Fair, FairMutations, FairQueries, FairSubscriptions, Intake
from schema.ledger import LedgerEntry
from schema.scalars import CONFIG


@strawberry.type
class NodeQueries:
    """Anything by its id."""

    @strawberry.field(
        graphql_type=Node | None, description="Anything by its id; null when there is none. 按标识查对象。"
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Global id. 全局标识。")],
    ) -> object:
        return await resolvers.nodes.node(info.context, *known_id(id))

    @strawberry.field(
        graphql_type=list[Node | None],
        description="Several at once, in the order of the ids; at most 100. 批量按标识查对象。",
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids. 全局标识。")],
    ) -> object:
        return await resolvers.nodes.nodes(info.context, [read_id(id) for id in ids])


Query = merge_types("Query", (FairQueries, NodeQueries))
Mutation = merge_types("Mutation", (FairMutations,))
Subscription = merge_types("Subscription", (FairSubscriptions,))

schema = Engine(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Zone, Organization, Enterprise, Fair, Booth, Intake, LedgerEntry],
    execution_context_class=Executor,
    config=CONFIG,
)
