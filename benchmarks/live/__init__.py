"""The live counts against graphql-ws on Node: the same screens, the same PostgreSQL, one run."""
