"""Runs the migrations on the connection the store hands over; it must not open one of its own."""

from alembic import context

from cds_service.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
