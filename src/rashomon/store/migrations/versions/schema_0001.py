"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A copy, not an import: the tables of later versions must not change what this revision made.
APPEND_ONLY = (
    "reports",
    "readings",
    "judgements",
    "judgement_claims",
    "withdrawals",
    "rejections",
    "activity",
)


def upgrade() -> None:
    """Make every table, its indexes, and the triggers that keep what was given."""
    _reports_and_readings()
    _judgements()
    _rejections_and_activity()
    _mentions()
    _incidents()
    for table in APPEND_ONLY:
        _refuse(table, "UPDATE")
        _refuse(table, "DELETE")
    _refuse("incidents", "DELETE")


def _text(name: str, *more: sa.ForeignKey, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), *more, nullable=not required)


def _reports_and_readings() -> None:
    op.create_table(
        "reports",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("id", required=True),
        *(_text(name) for name in ("outlet", "agency", "author", "url", "title", "published")),
        _text("language"),
        _text("medium"),
        _text("text", required=True),
        _text("previous"),
        _text("added_at", required=True),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
        sa.UniqueConstraint("id", name="uq_reports_id"),
        sa.ForeignKeyConstraint(["previous"], ["reports.id"], name="fk_reports_previous"),
    )
    op.create_index("ix_reports_url", "reports", ["url"])
    op.create_index("ix_reports_published", "reports", ["published"])
    op.create_table(
        "readings",
        sa.Column("number", sa.Integer(), nullable=False),
        *(_text(name, required=True) for name in ("report", "reader", "version", "knowledge")),
        _text("added_at", required=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_readings"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_readings_report"),
        sa.UniqueConstraint(
            "report",
            "reader",
            "version",
            "knowledge",
            name="uq_readings_report_reader_version_knowledge",
        ),
    )
    op.create_table(
        "current_readings",
        _text("report", required=True),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_current_readings"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_current_readings_report"),
        sa.ForeignKeyConstraint(
            ["reading"], ["readings.number"], name="fk_current_readings_reading"
        ),
    )
    op.create_table(
        "lineages",
        *(_text(name, required=True) for name in ("report", "kind", "of")),
        sa.PrimaryKeyConstraint("report", name="pk_lineages"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_lineages_report"),
        sa.ForeignKeyConstraint(["of"], ["reports.id"], name="fk_lineages_of"),
    )


def _judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("number", sa.Integer(), nullable=False),
        *(_text(name, required=True) for name in ("id", "kind", "by", "at", "why")),
        _text("incident"),
        _text("value"),
        sa.PrimaryKeyConstraint("number", name="pk_judgements"),
        sa.UniqueConstraint("id", name="uq_judgements_id"),
    )
    op.create_index("ix_judgements_incident", "judgements", ["incident"])
    op.create_table(
        "judgement_claims",
        _text("judgement", required=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("claim", required=True),
        sa.PrimaryKeyConstraint("judgement", "position", name="pk_judgement_claims"),
        sa.ForeignKeyConstraint(
            ["judgement"], ["judgements.id"], name="fk_judgement_claims_judgement"
        ),
    )
    op.create_index("ix_judgement_claims_claim", "judgement_claims", ["claim"])
    op.create_table(
        "withdrawals",
        *(_text(name, required=True) for name in ("judgement", "by", "at", "why")),
        sa.PrimaryKeyConstraint("judgement", name="pk_withdrawals"),
        sa.ForeignKeyConstraint(["judgement"], ["judgements.id"], name="fk_withdrawals_judgement"),
    )


def _rejections_and_activity() -> None:
    op.create_table(
        "rejections",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("digest", required=True),
        _text("input", required=True),
        _text("place"),
        *(_text(name, required=True) for name in ("reason", "detail", "at")),
        sa.PrimaryKeyConstraint("number", name="pk_rejections"),
        sa.UniqueConstraint("digest", name="uq_rejections_digest"),
    )
    op.create_table(
        "activity",
        sa.Column("number", sa.Integer(), nullable=False),
        *(_text(name, required=True) for name in ("at", "by", "action", "detail")),
        sa.PrimaryKeyConstraint("number", name="pk_activity"),
    )


def _mentions() -> None:
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("id", required=True),
        _text("founder", required=True),
        _text("survivor"),
        _text("created_at", required=True),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
        sa.UniqueConstraint("id", name="uq_incidents_id"),
        sa.ForeignKeyConstraint(["survivor"], ["incidents.id"], name="fk_incidents_survivor"),
    )
    op.create_index("ix_incidents_survivor", "incidents", ["survivor"])
    op.create_table(
        "mentions",
        _text("id", required=True),
        _text("report", required=True),
        _text("incident"),
        _text("former"),
        sa.Column("pending", sa.Boolean(), nullable=False),
        _text("profile"),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_mentions_report"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_mentions_incident"),
        sa.ForeignKeyConstraint(["former"], ["incidents.id"], name="fk_mentions_former"),
    )
    for column in ("report", "incident", "former", "pending"):
        op.create_index(f"ix_mentions_{column}", "mentions", [column])
    op.create_table(
        "mention_keys",
        _text("key", required=True),
        _text("mention", required=True),
        sa.PrimaryKeyConstraint("key", "mention", name="pk_mention_keys"),
        _of_mention("mention_keys", "mention"),
    )
    op.create_index("ix_mention_keys_mention", "mention_keys", ["mention"])
    op.create_table(
        "claims",
        _text("id", required=True),
        _text("report", required=True),
        _text("mention"),
        _text("field", required=True),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_claims_report"),
        _of_mention("claims", "mention"),
    )
    for column in ("report", "mention"):
        op.create_index(f"ix_claims_{column}", "claims", [column])


def _incidents() -> None:
    op.create_table(
        "links",
        _text("a", required=True),
        _text("b", required=True),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        _text("features", required=True),
        sa.PrimaryKeyConstraint("a", "b", name="pk_links"),
        _of_mention("links", "a"),
        _of_mention("links", "b"),
    )
    op.create_index("ix_links_b", "links", ["b"])
    op.create_table(
        "entries",
        _text("incident", required=True),
        _text("status", required=True),
        _text("country"),
        _text("sort_date", required=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        _text("body", required=True),
        sa.PrimaryKeyConstraint("incident", name="pk_entries"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_entries_incident"),
    )
    for column in ("status", "country", "stale"):
        op.create_index(f"ix_entries_{column}", "entries", [column])
    op.create_index("ix_entries_sort_date_incident", "entries", ["sort_date", "incident"])


def _of_mention(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["mentions.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def _refuse(table: str, deed: str) -> None:
    """A trigger that keeps a table's rows from being changed or deleted."""
    name = f"keep_{table}_{deed.lower()}"
    said = f"{table} are kept: no {deed}"
    if op.get_context().dialect.name == "postgresql":
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
