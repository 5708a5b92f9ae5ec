"""The one schema: every context's part, put together."""

from strawberry.tools import merge_types

from schema.contacts import Contact, ContactMutations
from schema.engine import Engine
from schema.enterprises import Enterprise, Organization, Zone
from schema.fairs import Booth, Fair, FairMutations, FairQueries, FairSubscriptions, Intake
from schema.ledger import LedgerEntry
from schema.nodes import NodeQueries
from schema.scalars import CONFIG

Query = merge_types("Query", (FairQueries, NodeQueries))
Mutation = merge_types("Mutation", (FairMutations, ContactMutations))
Subscription = merge_types("Subscription", (FairSubscriptions,))

TYPES = (Zone, Organization, Enterprise, Contact, Fair, Booth, Intake, LedgerEntry)
"""What is reached by its id alone."""

schema = Engine(query=Query, mutation=Mutation, subscription=Subscription, types=TYPES, config=CONFIG)
