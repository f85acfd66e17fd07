"""Which incidents to look at next, and where the review of each stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the reviews (which are kept) and the queue (which follows); every incident is to be
    described anew, since that fills the queue."""
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reports", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_reviews"),
    )
    op.create_index("ix_reviews_incident", "reviews", ["incident"])
    op.create_table(
        "queue",
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("concerns", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incident", name="pk_queue"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_queue_incident"),
    )
    op.create_index("ix_queue_status_weight", "queue", ["status", "weight"])
    for deed in ("UPDATE", "DELETE"):
        _refuse("reviews", deed)
    op.execute(sa.text("UPDATE entries SET stale = :true").bindparams(true=True))


def _on_a_server() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _refuse(table: str, deed: str) -> None:
    """A trigger that keeps a table's rows from being changed or deleted."""
    name = f"keep_{table}_{deed.lower()}"
    said = f"{table} are kept: no {deed}"
    if _on_a_server():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
