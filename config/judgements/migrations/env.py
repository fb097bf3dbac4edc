"""Run by alembic: it works on the connection that config.judgements.versions gives it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
