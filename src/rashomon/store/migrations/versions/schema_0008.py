"""Story keys of texts have the month of publication: every report gets its keys anew."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Have the next reconciling look at every report's lineage."""
    op.execute("UPDATE traces SET pending = TRUE")
