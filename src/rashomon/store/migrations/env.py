"""Run by Alembic: migrates over the connection that `rashomon.store.opening` hands it."""

from __future__ import annotations

from alembic import context

from rashomon.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # SQLite takes back DDL like anything else (we begin its transactions ourselves), so a migration
    # that is cut off leaves the casebook as it was.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
