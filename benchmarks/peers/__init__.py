"""The same operations against other GraphQL servers, on the same PostgreSQL and in one run."""
