"""What is said of a report may be corrected; its text, and where it stood, may not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEPT = "number, id, url, medium, text, previous, added_at"


def upgrade() -> None:
    """Make the table of corrections, and let the trigger that keeps reports from being changed
    guard only what may not be corrected."""
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_corrections"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_corrections_report"),
    )
    op.create_index("ix_corrections_report", "corrections", ["report"])
    for deed in ("UPDATE", "DELETE"):
        _refuse("corrections", deed)
    on = " ON reports" if _on_a_server() else ""
    op.execute(f"DROP TRIGGER keep_reports_update{on}")
    if _on_a_server():
        op.execute("DROP FUNCTION keep_reports_update()")
    _refuse("reports", "UPDATE", f" OF {KEPT}")


def _on_a_server() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _refuse(table: str, deed: str, of: str = "") -> None:
    """A trigger that keeps a table's rows, or columns of them, from being changed or deleted."""
    name = f"keep_{table}_{deed.lower()}"
    said = f"{table} are kept: no {deed}"
    if _on_a_server():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed}{of} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed}{of} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
