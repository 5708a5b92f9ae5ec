"""The proof that plans answer what the loaders answer: operations that nobody thought of run both ways, and the json
must agree byte for byte.

`documents` walks the schema and makes valid documents from a seed, `values` gives their arguments and variables, `data`
fills the database with what is empty, odd and extreme, `acts` has the inputs of mutations, `known` finds the documents
that this repository shows, `computed` adds fields that only Python can answer, `ways` runs an operation both ways.

    pytest tests/differential                                  4,000 queries, and acts and frames in proportion
    YAOSU_DIFFERENTIAL=1000000 pytest tests/differential -s    a million, with what was covered
    YAOSU_DIFFERENTIAL=1 YAOSU_DIFFERENTIAL_SEED=4711 pytest tests/differential -k generated_queries

The last form runs the one document of a failure again: every failure names its seed. (Seeds belong to the schema and the
data: after a change of either the same seed makes another document.)
"""
