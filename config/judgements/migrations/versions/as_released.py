"""The tables as they were first released; a store that has some of them gets the others."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make what is missing of the first tables."""
    _name_review()
    _local_word()
    _access_log()


def _name_review() -> None:
    op.create_table(
        "name_review",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("partnership", sa.String, nullable=False),
        sa.Column("load_id", sa.Integer, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=False),
        sa.Column("table_name", sa.String, nullable=False),
        sa.Column("row_no", sa.Integer, nullable=False),
        sa.Column("column_name", sa.String, nullable=False),
        sa.Column("judgement", sa.String, nullable=False),
        sa.CheckConstraint("judgement IN ('accepted', 'cleared')"),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("judged_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )


def _local_word() -> None:
    op.create_table(
        "local_word",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("partnership", sa.String, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("polarity", sa.Double),
        sa.Column("family", sa.String),
        sa.Column("reason", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("state IN ('scored', 'ambiguous', 'withdrawn')"),
        sa.CheckConstraint("polarity BETWEEN -1 AND 1"),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("judged_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("partnership", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("filters", sa.String, nullable=False),
        sa.Column("logged_at", sa.DateTime, nullable=False),
        sa.CheckConstraint("action IN ('export', 'reading')"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_access_log_logged_at", "access_log", ["logged_at"], if_not_exists=True)
