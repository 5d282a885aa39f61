"""Alembic's entry: it is handed a connection by `coaching.infrastructure.migrating`, and runs what is asked on it."""

from __future__ import annotations

from alembic import context

from coaching.infrastructure.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
