"""In which change of the lists a row of facets was last written, so that only new ones are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; all rows there are of the beginning."""
    op.add_column("facets", sa.Column("change", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_facets_change", "facets", ["change"])
