"""Keys of mentions and of texts begin with the time: profiles and lineages are made anew."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have the next reconciling look at everything again; incidents keep their mentions and ids."""
    for table in ("links", "mention_keys", "story_keys"):
        op.execute(f"DELETE FROM {table}")
    op.execute("UPDATE mentions SET profile = NULL, pending = TRUE")
    op.execute("UPDATE traces SET pending = TRUE")
