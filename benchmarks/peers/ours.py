"""How this project's own server takes part.

It is started like every other: on one core, in the root of the repository, with `YAOSU_DATABASE_URL` (the runtime
role, for which the database sets `app.county`), `YAOSU_PORT` and `YAOSU_DATA_DIR`, where the key is that its tokens are of, in its environment, and it
must answer POST /graphql there. It is the server as it is deployed, with the types that the project does not have yet
added to its contract; ids are opaque ("Fair:<uuid>" in base64url) in place of plain ones.
"""

import sys

from strawberry.federation.schema import FederationAny
from strawberry.tools import merge_types

from benchmarks.peers import operations
from benchmarks.peers.profiles import ProfileQueries
from schema.engine import Engine
from schema.federation import ANY, VERSION
from schema.root import TYPES, Mutation, Query, Subscription
from schema.scalars import CONFIG
from server.serve import serve
from server.settings import read

COMMAND = (sys.executable, "-m", "benchmarks.peers.ours")
OPERATIONS = operations.OPERATIONS

if __name__ == "__main__":
    contract = Engine(
        query=merge_types("Query", (Query, ProfileQueries)),
        mutation=Mutation,
        subscription=Subscription,
        types=TYPES,
        config=CONFIG,
        scalar_overrides={FederationAny: ANY},
        federation_version=VERSION,
    )
    serve(read(), contract=contract)
