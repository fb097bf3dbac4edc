"""Steps from one version of the store of judgements to the next, run by alembic."""
