"""Gazetteers that a user adds to the built-in one: `add`, `added`, `remove`.

Each is one SQLite file in the folder of added gazetteers, with the tables of the built-in index, so
that look-ups are the same in both. It is written to a temporary file and moved into place when it
is whole: an interrupted load leaves what was there. Memory is bounded: lines are staged in SQLite
and sorted by it, since inserting names in their order keeps tables compact and loading linear.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from rashomon.errors import KnowledgeError, UsageError
from rashomon.gazetteer.borders import Borders
from rashomon.gazetteer.dump import BrokenLine, Dump, DumpName, DumpPlace, Kind, open_dump
from rashomon.gazetteer.index import SCHEMA, Gazetteer
from rashomon.gazetteer.names import key, skeleton
from rashomon.gazetteer.writing import INDEX_SQL, SCHEMA_SQL, Row, is_spelt, keys_of, values_of
from rashomon.knowledge import load_yaml

Progress = Callable[[int], None]
REPORTED = 100
"""Broken lines kept with their reasons; of the others only the number."""
STALE_SECONDS = 24 * 3600
"""A part file this old is what a killed load left."""
PROGRESS_EVERY = 250_000
"""Lines."""
_BATCH = 10_000
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,60}")
_STAGING_SQL = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=FILE;
CREATE TABLE staged_places AS SELECT * FROM places;
CREATE TABLE staged_names (key TEXT, place INTEGER, own INTEGER);
CREATE TABLE staged_skeletons (skeleton TEXT, key TEXT);
CREATE TABLE divisions (country TEXT, first TEXT, second TEXT, name TEXT,
  PRIMARY KEY (country, first, second)) WITHOUT ROWID;
"""
_SORTED_SQL = """
INSERT INTO places SELECT s.id, s.geonameid, s.name, s.country, a.name, b.name, s.latitude,
  s.longitude, s.feature_class, s.feature_code, s.population, s.source, s.radius_km
  FROM staged_places s
  LEFT JOIN divisions a ON a.country = s.country AND a.first = s.admin1 AND a.second = ''
  LEFT JOIN divisions b ON b.country = s.country AND b.first = s.admin1 AND b.second = s.admin2
  ORDER BY s.id;
DROP TABLE staged_places;
INSERT OR IGNORE INTO names SELECT key, place, own FROM staged_names ORDER BY key, place, own DESC;
DROP TABLE staged_names;
DROP TABLE divisions;
"""


@dataclass(frozen=True, slots=True)
class Added:
    """An added gazetteer. `kind`: a dump of "places", or of other "names" of places.

    `loaded` is the day (ISO), `skipped` how many lines were broken, `digest` of the file's bytes.
    """

    name: str
    kind: Kind
    source: str
    loaded: str
    places: int
    names: int
    skipped: int
    digest: str
    path: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `add` did: the gazetteer, and its first broken lines with their reasons."""

    added: Added
    broken: tuple[BrokenLine, ...]


def add(
    file: Path,
    folder: Path,
    builtin: Gazetteer,
    name: str | None = None,
    progress: Progress = lambda _: None,
) -> Loaded:
    """Load a GeoNames file, in the place of an added one of the same name.

    `name` is the file's own without its ending unless given. Region names are taken from the
    built-in gazetteer where it knows the region's id, so that both speak of one region. Raises
    UsageError where the file is no dump or the name is none.
    """
    name = name or file.name.split(".")[0]
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r}: a name has letters, digits, - and _; give one with --name")
    with open_dump(file) as dump:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_stale(folder)
        handle, part = tempfile.mkstemp(prefix=f"{name}.", suffix=".part", dir=folder)
        os.close(handle)
        try:
            broken = _write(Path(part), dump, name, builtin, progress)
            Path(part).chmod(0o644)
            Path(part).replace(folder / f"{name}.sqlite")
        finally:
            Path(part).unlink(missing_ok=True)
    return Loaded(_read(folder / f"{name}.sqlite"), tuple(broken))


def added(folder: Path | None) -> tuple[Added, ...]:
    """The added gazetteers, by name. Raises KnowledgeError for one of another version."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(_read(path) for path in sorted(folder.glob("*.sqlite")))


def remove(name: str, folder: Path) -> None:
    """Remove an added gazetteer. Raises UsageError where there is none of that name."""
    path = folder / f"{name}.sqlite"
    if not _NAME.fullmatch(name) or not path.is_file():
        there = sorted(p.stem for p in folder.glob("*.sqlite")) if folder.is_dir() else []
        told = f"added are: {', '.join(there)}" if there else "none is added"
        raise UsageError(f"{name}: no such gazetteer; {told}")
    path.unlink()


def _read(path: Path) -> Added:
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        connection.close()
    except sqlite3.DatabaseError as error:
        raise KnowledgeError(
            f"{path} is no gazetteer: {error}; delete it and add it again"
        ) from error
    if meta.get("schema") != str(SCHEMA):
        raise KnowledgeError(
            f"the added gazetteer {path.stem} is of another version; add it again with "
            f"`rashomon gazetteer add {meta.get('source', 'FILE')}`, or delete {path}"
        )
    kind: Kind = "names" if meta["kind"] == "names" else "places"
    return Added(
        path.stem, kind, meta["source"], meta["loaded"], int(meta["places"]), int(meta["names"]),
        int(meta["skipped"]), meta["digest"], path,
    )  # fmt: skip


def _drop_stale(folder: Path) -> None:
    for part in folder.glob("*.part"):
        if time.time() - part.stat().st_mtime > STALE_SECONDS:
            part.unlink(missing_ok=True)


# ----------------------------------------------------------------------------------------- writing


def _write(
    part: Path, dump: Dump, name: str, builtin: Gazetteer, progress: Progress
) -> list[BrokenLine]:
    connection = sqlite3.connect(part)
    try:
        connection.executescript(SCHEMA_SQL + _STAGING_SQL)
        loading = _Loading(connection, f"GeoNames: {name}", builtin, progress)
        if dump.kind == "places":
            loading.places(dump)
        else:
            loading.names(dump)
        loading.finish()
        meta = {
            "schema": SCHEMA, "kind": dump.kind, "source": dump.path.resolve(),
            "loaded": datetime.now(UTC).date(), "places": loading.count("places"),
            "names": loading.count("names"), "skipped": loading.skipped, "digest": dump.digest,
        }  # fmt: skip
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in meta.items()]
        )
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()
    return loading.broken


class _Loading:
    """One load: what is staged, counted and found broken."""

    def __init__(
        self, connection: sqlite3.Connection, source: str, builtin: Gazetteer, progress: Progress
    ) -> None:
        self._db = connection
        self._source = source
        self._builtin = builtin
        self._progress = progress
        self._lines = 0
        self.skipped = 0
        self.broken: list[BrokenLine] = []
        self._places: list[tuple[object, ...]] = []
        self._names: list[tuple[str, int, int]] = []
        self._divisions: list[tuple[str, str, str, str]] = []

    def places(self, dump: Dump) -> None:
        """Stage a dump's places and names, and the names of its divisions by their codes."""
        self._known_divisions()
        number = 0
        for record in dump.places():
            self._tick()
            if isinstance(record, BrokenLine):
                self._note(record)
                continue
            number += 1
            name = self._division(record)
            others = [*record.others, *_bare_names(record)]
            if name is not None:
                others.append(record.name)
            row = Row(
                name or record.name, record.latitude, record.longitude, record.feature_class,
                record.feature_code, self._source, record.geonameid, record.country, record.admin1,
                record.admin2, record.population, others=others,
            )  # fmt: skip
            self._places.append(values_of(number, row))
            self._names.extend((k, number, own) for k, own in keys_of(row.name, others).items())
            if len(self._places) >= _BATCH:
                self._stage()

    def names(self, dump: Dump) -> None:
        """Stage a file of alternate names; `place` is then the GeoNames id itself."""
        for record in dump.names():
            self._tick()
            if isinstance(record, BrokenLine):
                self._note(record)
            elif isinstance(record, DumpName):
                keys = keys_of(record.name, ())
                self._names.extend((k, record.geonameid, 0) for k in keys if len(k) > 1)
            if len(self._names) >= _BATCH:
                self._stage()

    def finish(self) -> None:
        """Everything staged into its table, in order."""
        self._stage()
        self._db.executescript(_SORTED_SQL)
        keys = self._db.execute("SELECT DISTINCT key FROM names")
        while batch := keys.fetchmany(_BATCH):
            pairs = [(skeleton(k), k) for (k,) in batch if is_spelt(k)]
            self._db.executemany("INSERT INTO staged_skeletons VALUES (?, ?)", pairs)
        self._db.executescript(
            "INSERT INTO skeletons SELECT DISTINCT skeleton, key FROM staged_skeletons "
            "ORDER BY 1, 2;"
            "DROP TABLE staged_skeletons;" + INDEX_SQL
        )

    def count(self, table: str) -> int:
        """Rows of a table."""
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _tick(self) -> None:
        self._lines += 1
        if self._lines % PROGRESS_EVERY == 0:
            self._progress(self._lines)

    def _note(self, broken: BrokenLine) -> None:
        self.skipped += 1
        if len(self.broken) < REPORTED:
            self.broken.append(broken)

    def _stage(self) -> None:
        marks = ",".join("?" * 13)
        self._db.executemany(f"INSERT INTO staged_places VALUES ({marks})", self._places)
        self._db.executemany("INSERT INTO staged_names VALUES (?, ?, ?)", self._names)
        self._db.executemany(
            "INSERT OR REPLACE INTO divisions VALUES (?, ?, ?, ?)", self._divisions
        )
        for staged in (self._places, self._names, self._divisions):
            staged.clear()

    def _known_divisions(self) -> None:
        """Regions by their codes from the borders: a file of towns alone has no line for them."""
        borders = Borders.open()
        for country in borders.countries():
            for region in borders.regions(country):
                code = region.code.partition(".")[2]
                if code:
                    self._divisions.append((country, code, "", region.name))
        self._stage()

    def _division(self, record: DumpPlace) -> str | None:
        """The built-in name of a first- or second-order division; its name is kept by its codes."""
        if record.feature_code not in ("ADM1", "ADM2") or not record.country or not record.admin1:
            return None
        listed = self._builtin.by_geonameid(record.geonameid)
        second = record.admin2 or "" if record.feature_code == "ADM2" else ""
        if second or record.feature_code == "ADM1":
            name = listed.name if listed is not None else record.name
            self._divisions.append((record.country, record.admin1, second, name))
        return listed.name if listed is not None else None


def _bare_names(record: DumpPlace) -> Iterator[str]:
    """ "Gourma" of "Région du Gourma" and of "Gourma Province": reports leave the noun out."""
    if record.feature_class != "A" or not record.feature_code.startswith("ADM"):
        return
    for name in (record.name, *record.others):
        match = _with_noun().fullmatch(name)
        if match:
            yield match["bare"] or match["before"]


@cache
def _with_noun() -> re.Pattern[str]:
    nouns = {
        noun
        for language in ("en", "fr")
        for noun in load_yaml(f"lexicons/places.{language}.yaml")["features"]["A"]
    }
    either = "|".join(sorted({key(n) for n in nouns} | nouns, key=lambda n: (-len(n), n)))
    return re.compile(
        rf"(?:{either})s?\s+(?:of\s+(?:the\s+)?|de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+|de\s+|d['’]\s*)"
        rf"(?P<bare>.+)|(?P<before>.+?)\s+(?:{either})",
        re.IGNORECASE,
    )
