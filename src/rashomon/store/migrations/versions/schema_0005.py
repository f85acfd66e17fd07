"""What incidents are found by, and an index of the words of reports and of entries."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from rashomon.gazetteer.names import key
from rashomon.mercator import xy
from rashomon.records import identify

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAIN = "àáâãäåāăąçćčďđèéêëēėęěģìíîïīįıķľļłñńņňòóôõöøōőŕřśšşșťţțùúûüūůűųýÿžźż"
LETTERS = "aaaaaaaaacccddeeeeeeeegiiiiiiiklllnnnnoooooooorrsssstttuuuuuuuuyyzzz"
INDEXED = 250_000
"""Characters of a report that are indexed on a server, whose indexes hold no more of one text."""


def upgrade() -> None:
    """Make the tables and indexes; fill them from the entries, which are to be made anew."""
    _tables()
    if op.get_context().dialect.name == "postgresql":
        _server_index()
    else:
        _file_index("reports", ("title", "text"))
        _file_index("facets", ("words",), ", prefix='2 3'")
    _fill()


def _tables() -> None:
    op.create_table(
        "places",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("radius_km", sa.Float()),
        sa.Column("where_prec", sa.Integer()),
        sa.Column("method", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_places"),
    )
    op.create_table(
        "actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_actors"),
    )
    op.create_table(
        "facets",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("day", sa.Text()),
        sa.Column("event", sa.Text()),
        sa.Column("toll", sa.Integer()),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("x", sa.Integer()),
        sa.Column("y", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_facets"),
        sa.UniqueConstraint("incident", name="uq_facets_incident"),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"], name="fk_facets_number"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_facets_incident"),
        sa.ForeignKeyConstraint(["place"], ["places.key"], name="fk_facets_place"),
    )
    for columns in ("status", "event", "toll", "place", "country admin1", "day number", "x y"):
        named = columns.split()
        op.create_index(f"ix_facets_{'_'.join(named)}", "facets", named)
    op.create_table(
        "sides",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "actor", name="pk_sides"),
        sa.ForeignKeyConstraint(["number"], ["facets.number"], name="fk_sides_number"),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name="fk_sides_actor"),
    )
    op.create_index("ix_sides_actor_role", "sides", ["actor", "role"])
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
    )


def _file_index(table: str, columns: tuple[str, ...], more: str = "") -> None:
    """An FTS5 table over columns of a table, kept by triggers; it holds the index alone."""
    named = ", ".join(columns)
    old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("old", "new"))
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_words USING fts5({named}, content='{table}', "
        f"content_rowid='number', tokenize='unicode61 remove_diacritics 2'{more})"
    )
    add = f"INSERT INTO {table}_words (rowid, {named}) VALUES (new.number, {new});"
    drop = (
        f"INSERT INTO {table}_words ({table}_words, rowid, {named}) "
        f"VALUES ('delete', old.number, {old});"
    )
    for deed, done in (
        ("INSERT", add),
        ("DELETE", drop),
        (f"UPDATE OF {named}", drop + add),
    ):
        name = f"index_{table}_{deed.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {deed} ON {table} BEGIN {done} END")
    op.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')")


def _server_index() -> None:
    """Expression indexes of words without accents. The functions are what queries ask, too."""
    op.execute(
        "CREATE FUNCTION rashomon_words(title text, body text) RETURNS tsvector "
        "LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT to_tsvector('simple'::regconfig, "
        f"translate(lower(left(coalesce(title, '') || ' ' || body, {INDEXED})), "
        f"'{PLAIN}', '{LETTERS}')) $$"
    )
    op.execute("CREATE INDEX ix_reports_words ON reports USING gin (rashomon_words(title, text))")
    op.execute(
        "CREATE INDEX ix_facets_words ON facets USING gin (to_tsvector('simple'::regconfig, words))"
    )


def _fill() -> None:
    """A row for each entry whose incident has mentions; all of it comes with its next entry."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT incidents.number, entries.body FROM entries "
            "JOIN incidents ON incidents.id = entries.incident WHERE EXISTS "
            "(SELECT 1 FROM mentions WHERE mentions.incident = entries.incident)"
        )
    ).all()
    there = sa.MetaData()
    there.reflect(connection, only=["facets", "places"])
    seen: set[str] = set()
    for number, body in rows:
        entry: dict[str, Any] = json.loads(body)
        place = entry["place"]
        if place is not None:
            named = _place(place)
            if named["key"] not in seen:
                seen.add(named["key"])
                connection.execute(sa.insert(there.tables["places"]), [named])
        located = place is not None and place["latitude"] is not None
        x, y = xy(place["latitude"], place["longitude"]) if located else (None, None)
        facet = {
            "number": number,
            "incident": entry["id"],
            "status": entry["status"],
            "country": place["country"] if place else None,
            "admin1": place["admin1"] if place else None,
            "day": entry["date_start"],
            "event": None,
            "toll": None,
            "review": False,
            "place": None if place is None else named["key"],
            "latitude": place["latitude"] if place else None,
            "longitude": place["longitude"] if place else None,
            "x": x,
            "y": y,
            "words": key(f"{entry['title']} {place['name'] if place else ''}"),
        }
        connection.execute(sa.insert(there.tables["facets"]), [facet])
    true = "TRUE" if connection.dialect.name == "postgresql" else "1"
    op.execute(f"UPDATE entries SET stale = {true}")


def _place(place: dict[str, Any]) -> dict[str, Any]:
    named = key(place["name"])
    same = (named, place["country"], place["admin1"])
    kept = ("name", "country", "admin1", "latitude", "longitude", "radius_km", "where_prec")
    return {
        "key": identify("l", *same),
        "words": key(f"{place['name']} {place['admin1'] or ''}"),
        "method": place["method"],
        **{each: place[each] for each in kept},
    }
