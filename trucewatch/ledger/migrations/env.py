"""Run the steps inside the transaction that `Ledger.open` has begun, so that a kill leaves all of them or none."""

from alembic import context

from trucewatch.ledger.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transactional_ddl=True)
context.run_migrations()
