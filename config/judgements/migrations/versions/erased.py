"""What was erased for good, and a name of the store that knows it.

Why: docs/decisions/0016-erased-stays-erased.md and 0017-upgrades.md.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make the table of tombstones, and name the store by chance."""
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("partnership", sa.String, nullable=False),
        sa.Column("table_name", sa.String, nullable=False),
        sa.Column("column_name", sa.String, nullable=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("made_with", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_table(
        "this_store",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
    )
    names = sa.table("this_store", sa.column("name"))
    op.bulk_insert(names, [{"name": secrets.token_hex(16)}])
