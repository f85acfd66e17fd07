"""Writing an index of places: its tables, a row on its way in, and the writer of both."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from rashomon.gazetteer.names import key, skeleton, without_article

_APOSTROPHES = re.compile(r"(?<=\w)[’‘'ʼʻ`](?=\w)")
_BATCH = 5000
SCHEMA_SQL = """
CREATE TABLE places (id INTEGER PRIMARY KEY, geonameid INTEGER, name TEXT NOT NULL, country TEXT,
  admin1 TEXT, admin2 TEXT, latitude REAL NOT NULL, longitude REAL NOT NULL,
  feature_class TEXT NOT NULL, feature_code TEXT NOT NULL, population INTEGER,
  source TEXT NOT NULL, radius_km REAL);
CREATE TABLE names (key TEXT NOT NULL, place INTEGER NOT NULL, own INTEGER NOT NULL,
  PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE skeletons (skeleton TEXT NOT NULL, key TEXT NOT NULL,
  PRIMARY KEY (skeleton, key)) WITHOUT ROWID;
CREATE TABLE demonyms (key TEXT NOT NULL, country TEXT NOT NULL,
  PRIMARY KEY (key, country)) WITHOUT ROWID;
CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL, sovereign INTEGER NOT NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
INDEX_SQL = "CREATE INDEX places_geonameid ON places (geonameid)"


@dataclass(slots=True)
class Row:
    """A place on its way into the index, with every name it goes by."""

    name: str
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    source: str
    geonameid: int | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int | None = None
    radius_km: float | None = None
    others: list[str] = field(default_factory=list)


class Writer:
    """Numbers the places and writes them and their names in large batches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._next = 1
        self._keys: set[str] = set()

    def add_all(self, rows: Iterable[Row]) -> None:
        """Write places and their names."""
        places: list[tuple[object, ...]] = []
        names: list[tuple[str, int, int]] = []
        for row in rows:
            wanted = keys_of(row.name, row.others)
            names.extend((k, self._next, own) for k, own in wanted.items())
            self._keys.update(wanted)
            places.append(values_of(self._next, row))
            self._next += 1
            if len(places) >= _BATCH:
                self._write(places, names)
        self._write(places, names)

    def _write(self, places: list[tuple[object, ...]], names: list[tuple[str, int, int]]) -> None:
        self._db.executemany(f"INSERT INTO places VALUES ({','.join('?' * 13)})", places)
        self._db.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", names)
        places.clear()
        names.clear()

    def finish(self) -> None:
        """The skeletons, sorted: inserting in order keeps the table compact."""
        pairs = sorted((skeleton(k), k) for k in self._keys if is_spelt(k))
        self._db.executemany("INSERT OR IGNORE INTO skeletons VALUES (?, ?)", pairs)


def keys_of(name: str, others: Iterable[str]) -> dict[str, int]:
    """The keys a place is found by: 1 for its own name, 0 for the others."""
    own = key(name)
    spelt = [*others, *_without_apostrophes([name, *others])]
    wanted = {own: 1} | {k: 0 for k in map(key, spelt) if len(k) > 1 and k != own}
    wanted.setdefault(without_article(own), 0)
    return {k: is_own for k, is_own in wanted.items() if k}


def is_spelt(a_key: str) -> bool:
    """Whether a key is long enough to be looked for under another spelling."""
    return len(a_key) >= 3 and not a_key.isdigit()


def _without_apostrophes(names: Iterable[str]) -> list[str]:
    """ "Ta'izz" is also written "Taizz": a glottal stop that most reports leave out."""
    return [_APOSTROPHES.sub("", n) for n in names if _APOSTROPHES.search(n)]


def values_of(number: int, row: Row) -> tuple[object, ...]:
    """A row as the columns of `places`, in order."""
    return (
        number, row.geonameid, row.name, row.country, row.admin1, row.admin2,
        round(row.latitude, 5), round(row.longitude, 5), row.feature_class, row.feature_code,
        row.population, row.source, row.radius_km,
    )  # fmt: skip
