"""The casebook's tables, as SQLAlchemy Core sees them. `migrations/` makes them.

Two kinds, and the difference is the point of a casebook:

* what was given (reports, readings, judgements and their withdrawals, rejections, the activity log)
  is only ever added to; triggers refuse to change or delete a row of it. What is said of a report
  beside its text may be corrected, and `corrections` holds what was said before;
* what follows from it (mentions, claims by id, links, who belongs to which incident, entries of
  the list and what they are found by, lineages, which reading is the current one) is derived, and
  may be made anew.

An incident's id is neither: it is made by us, yet never deleted, because people cite it.

Beside them stand the accounts of a shared desk with their sessions and tokens: they say who may
work on the casebook, and are no part of what it holds. No password, session or token is kept, only
what they are recognised by.

Times of our own clock are ISO 8601 in UTC; dates are ISO 8601 texts, as in the records. JSON is
kept as text, a reading's as zlib-compressed UTF-8.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision of the schema, oldest first; the last is the one that this version writes."""

VERSION_TABLE: Final = "casebook_schema"
"""Where Alembic keeps the revision: its own name, so that a shared database is not mistaken."""

APPEND_ONLY: Final = (
    "reports",
    "corrections",
    "readings",
    "judgements",
    "judgement_claims",
    "withdrawals",
    "reviews",
    "rejections",
    "activity",
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# ----------------------------------------------------------------------------------- what was given

reports = Table(
    "reports",
    metadata,
    Column("number", Integer, primary_key=True),  # the order of arrival
    Column("id", Text, nullable=False, unique=True),
    Column("outlet", Text),
    Column("agency", Text),
    Column("author", Text),
    Column("url", Text, index=True),
    Column("title", Text),
    Column("published", Text, index=True),
    Column("language", Text),
    Column("medium", Text),
    Column("text", Text, nullable=False),
    Column("previous", Text, ForeignKey("reports.id")),  # the version before, at the same url
    Column("added_at", Text, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),  # a column of `reports`
    Column("before", Text),
    Column("after", Text),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False),
    Column("reader", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the reading without its report
    UniqueConstraint("report", "reader", "version", "knowledge"),
)

judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("incident", Text, index=True),
    Column("value", Text),
)

judgement_claims = Table(
    "judgement_claims",
    metadata,
    Column("judgement", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim", Text, nullable=False, index=True),  # no foreign key: a claim may be read again
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("judgement", Text, ForeignKey("judgements.id"), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("incident", Text, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),  # a digest of what was known of the incident
    Column("reports", Text, nullable=False),  # the ids of those that told of it, JSON
)

rejections = Table(
    "rejections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),  # of all but the time
    Column("input", Text, nullable=False),
    Column("place", Text),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Text, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

# -------------------------------------------------------------------------------- ids people cite

incidents = Table(
    "incidents",
    metadata,
    Column("number", Integer, primary_key=True),  # the order in which ids were given
    Column("id", Text, nullable=False, unique=True),
    Column("founder", Text, nullable=False),  # the mention that the id was made from
    Column("survivor", Text, ForeignKey("incidents.id"), index=True),  # an alias leads there
    Column("created_at", Text, nullable=False),
)

# --------------------------------------------------------------------------- what follows from it

current_readings = Table(
    "current_readings",
    metadata,
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Column("reading", Integer, ForeignKey("readings.number"), nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("incident", Text, ForeignKey("incidents.id"), index=True),
    Column("former", Text, ForeignKey("incidents.id"), index=True),  # before it was read again
    Column("pending", Boolean, nullable=False, index=True),  # reconcile has yet to look at it
    Column("profile", Text),
)

mention_keys = Table(
    "mention_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("mention", Text, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "mention"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False, index=True),
    Column("mention", Text, ForeignKey("mentions.id", ondelete="CASCADE"), index=True),
    Column("field", Text, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("a", Text, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("b", Text, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("points", Float, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("features", Text, nullable=False),
    Index(None, "b"),
)

entries = Table(
    "entries",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("status", Text, nullable=False, index=True),
    Column("country", Text, index=True),
    Column("sort_date", Text, nullable=False),  # the start, or "9999" where it is unknown
    Column("stale", Boolean, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Index(None, "sort_date", "incident"),
)

queue = Table(
    "queue",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("status", Text, nullable=False),  # of the review; open again when what is known changes
    Column("assignee", Text),
    Column("weight", Float, nullable=False),  # the points of the reasons to look at it
    Column("concerns", Text, nullable=False),
    Column("state", Text, nullable=False),
    Index(None, "status", "weight"),
)

lineages = Table(
    "lineages",
    metadata,
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("of", Text, ForeignKey("reports.id"), nullable=False, index=True),
)

traces = Table(
    "traces",
    metadata,
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Column("pending", Boolean, nullable=False, index=True),  # its lineage has yet to be looked at
)

story_keys = Table(
    "story_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Index(None, "report"),
)

# ------------------------------------------------------------------- what incidents are found by

places = Table(
    "places",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),  # the name and region, as `gazetteer.names.key` has them
    Column("country", Text),
    Column("admin1", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("radius_km", Float),
    Column("where_prec", Integer),
    Column("method", Text, nullable=False),
)

actors = Table(
    "actors",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
)

facets = Table(
    "facets",  # one row an incident that mentions belong to and that has an entry
    metadata,
    Column("number", Integer, ForeignKey("incidents.number"), primary_key=True),
    Column("incident", Text, ForeignKey("incidents.id"), nullable=False, unique=True),
    Column("status", Text, nullable=False, index=True),
    Column("country", Text),
    Column("admin1", Text),
    Column("day", Text),  # the first day, None where it is not known
    Column("event", Text, index=True),
    Column("toll", Integer, index=True),
    Column("review", Boolean, nullable=False),
    Column("place", Text, ForeignKey("places.key"), index=True),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("x", Integer),  # Web Mercator in steps of 2^-20 of the world, eastward
    Column("y", Integer),  # and southward; None where the incident cannot be placed
    Column("words", Text, nullable=False),
    Column("change", Integer, nullable=False, server_default="0", index=True),  # of `listing`
    Index(None, "country", "admin1"),
    Index(None, "day", "number"),
    Index(None, "x", "y"),
)

sides = Table(
    "sides",
    metadata,
    Column("number", Integer, ForeignKey("facets.number"), primary_key=True),
    Column("actor", Text, ForeignKey("actors.id"), primary_key=True),
    Column("role", Text, nullable=False),
    Index(None, "actor", "role"),
)

listing = Table(
    "listing",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row
    Column("change", Integer, nullable=False),  # counts what changed in facets
)

SEARCHED: Final = {"reports": ("title", "text"), "facets": ("words",)}
"""Table → columns whose words are indexed: by FTS5 in a file (a table NAME_words that triggers
keep), by an expression index on a server. `rashomon.store.searching` asks them."""

# ------------------------------------------------------------------------------ who may work on it

accounts = Table(
    "accounts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # the name as it is compared
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # its Argon2 hash, with salt and costs
    Column("must_change", Boolean, nullable=False),  # the password is somebody else's choice
    Column("active", Boolean, nullable=False),
    Column("added_at", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),  # of what the browser holds
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("token", Text, nullable=False),  # what its forms carry
    Column("begun_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # the account's own is the most that it gives
    Column("digest", Text, nullable=False, unique=True),  # of what the program holds
    Column("added_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Column("revoked_at", Text),
)

OF_ONE_PLACE: Final = ("sessions", "api_tokens")
"""Tables that no copy of a casebook takes along: what lets somebody in here does so here alone."""
