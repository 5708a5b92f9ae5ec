"""The one schema: every context's part, put together."""

from strawberry.federation.schema import FederationAny
from strawberry.tools import merge_types
from strawberry.types import get_object_definition

from schema import alliances, chains, enterprises, financing, policies, supply
from schema.contacts import Contact, ContactMutations
from schema.engine import Engine
from schema.fairs import Booth, Fair, FairMutations, FairQueries, FairSubscriptions, Intake
from schema.federation import ANY, VERSION, subgraph
from schema.imports import ImportMutations
from schema.ledger import LedgerEntry
from schema.nodes import NodeQueries
from schema.scalars import CONFIG

TYPES = (
    *enterprises.TYPES,
    Contact,
    Fair,
    Booth,
    Intake,
    LedgerEntry,
    *chains.TYPES,
    *alliances.TYPES,
    *financing.TYPES,
    *supply.TYPES,
    *policies.TYPES,
)
"""What is reached by its key alone."""

Query = merge_types(
    "Query",
    (
        *enterprises.QUERIES,
        FairQueries,
        *chains.QUERIES,
        *alliances.QUERIES,
        *financing.QUERIES,
        *supply.QUERIES,
        *policies.QUERIES,
        NodeQueries,
        subgraph(TYPES),
    ),
)
Mutation = merge_types(
    "Mutation",
    (
        *enterprises.MUTATIONS,
        ContactMutations,
        FairMutations,
        *chains.MUTATIONS,
        *alliances.MUTATIONS,
        *financing.MUTATIONS,
        *supply.MUTATIONS,
        *policies.MUTATIONS,
        ImportMutations,
    ),
)
Subscription = merge_types("Subscription", (FairSubscriptions, *financing.SUBSCRIPTIONS))

for root, words in (
    (Query, "What can be asked. 查询。"),
    (Mutation, "What can be done: each act is one field. 办理。"),
    (Subscription, "What is told live. 实时订阅。"),
):
    get_object_definition(root, strict=True).description = words

schema = Engine(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=TYPES,
    config=CONFIG,
    scalar_overrides={FederationAny: ANY},
    federation_version=VERSION,
)
