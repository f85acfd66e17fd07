"""Keys by which the story of a report is found, so that lineage is traced a report at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; every report there is waits to be looked at."""
    op.create_table(
        "traces",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_traces"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_traces_report"),
    )
    op.create_index("ix_traces_pending", "traces", ["pending"])
    op.create_table(
        "story_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "report", name="pk_story_keys"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_story_keys_report"),
    )
    op.create_index("ix_story_keys_report", "story_keys", ["report"])
    op.create_index("ix_lineages_of", "lineages", ["of"])
    true = "TRUE" if op.get_context().dialect.name == "postgresql" else "1"
    op.execute(f"INSERT INTO traces (report, pending) SELECT id, {true} FROM reports")
