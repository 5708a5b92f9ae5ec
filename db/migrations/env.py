"""Alembic's entry: runs the migrations on the connection that `db.access.migrate` hands over."""

from alembic import context

from db.metadata import SCHEMA, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=SCHEMA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
