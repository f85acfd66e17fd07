"""The gazetteer: places by name, read from one SQLite file that `build` makes.

Tables: `places` (a row a place), `names` (key → place, with 1 for the place's own name and 0 for
an alternate), `skeletons` (skeleton → key), `demonyms` (key → country, or ''
for a region of several), `countries`, `meta`. Opened read-only; only
SQLite's page cache is held in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from rashomon.errors import KnowledgeError
from rashomon.gazetteer.names import key, skeleton, skeletons_near, without_article

SCHEMA = 8
"""Raised when the tables change; an index of another schema is built anew."""
FUZZY_FLOOR = 0.74
"""Below this, on names of built-in places with one or two letters changed, most hits are wrong."""
_PER_QUERY = 400

_COLUMNS = (
    "p.id, p.geonameid, p.name, p.country, p.admin1, p.admin2, p.latitude, p.longitude, "
    "p.feature_class, p.feature_code, p.population, p.source, p.radius_km"
)


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """One place. Degrees WGS 84; `country` ISO 3166-1 alpha-2, None for what lies in several.

    `feature_class` and `feature_code` are GeoNames' (P/PPL populated place, A/ADM1 region, A/PCLI
    country, L/RGN, H/SEA). `radius_km` is set for areas whose extent is known roughly.
    """

    geonameid: int | None
    name: str
    country: str | None
    admin1: str | None
    admin2: str | None
    latitude: float
    longitude: float
    feature_class: str
    feature_code: str
    population: int | None
    source: str
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code, with the English name used on the screen."""

    code: str
    name: str
    sovereign: bool


class Gazetteer:
    """Look-ups by name and by id. Open one per process: SQLite connections are not shared."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._db = connection
        self.digest = self._meta("digest")
        """Identifies what the index was built from: versions of the sources and of the data."""
        self.exact = lru_cache(maxsize=4096)(self._exact)
        self.fuzzy = lru_cache(maxsize=2048)(self._fuzzy)

    @classmethod
    def open(cls, path: Path) -> Gazetteer:
        """Open an index read-only; KnowledgeError says how to build one that is missing or old."""
        if not path.is_file():
            raise KnowledgeError(
                f"no gazetteer at {path}; build it with `python -m rashomon.gazetteer.build`"
            )
        try:
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            schema = connection.execute("SELECT value FROM meta WHERE key='schema'").fetchone()
        except sqlite3.DatabaseError as error:
            raise KnowledgeError(
                f"{path} is no gazetteer: {error}; delete and rebuild it"
            ) from error
        if schema is None or int(schema[0]) != SCHEMA:
            raise KnowledgeError(f"{path} is of another version; delete and rebuild it")
        return cls(connection, path)

    def close(self) -> None:
        """Close the file. Look-ups after this fail."""
        self._db.close()

    def _exact(self, name: str, *, country: str | None = None) -> tuple[GazetteerPlace, ...]:
        """Places of that name, own names first, then by population; () where there is none.

        Accents, hyphens, apostrophes and case do not matter, nor a leading article.
        """
        wanted = key(name)
        if not wanted:
            return ()
        rows = self._named([wanted], country)
        if not rows and without_article(wanted) != wanted:
            rows = self._named([without_article(wanted)], country)
        return tuple(_place(row) for row in rows)

    def _fuzzy(
        self, name: str, *, country: str | None = None, limit: int = 5
    ) -> tuple[tuple[GazetteerPlace, float], ...]:
        """Places whose name is spelt nearly so, with a similarity from 0 to 1, best first."""
        wanted = key(name)
        own = skeleton(wanted)
        if not own:
            return ()
        scored = {
            other: _similarity(wanted, other)
            for other in self._keys(skeletons_near(own))
            if abs(len(other) - len(wanted)) <= max(2, len(wanted) // 3)
        }
        best = sorted(scored, key=lambda k: (-scored[k], k))[: limit * 6]
        best = [k for k in best if scored[k] >= FUZZY_FLOOR]
        found: dict[int, tuple[GazetteerPlace, float]] = {}
        for each in best:
            for row in self._named([each], country):
                if row[0] not in found:
                    found[row[0]] = (_place(row), scored[each])
        ranked = sorted(found.values(), key=lambda f: (-f[1], -(f[0].population or 0), f[0].name))
        return tuple(ranked[:limit])

    def by_geonameid(self, geonameid: int) -> GazetteerPlace | None:
        """The place with that GeoNames id, or None."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM places p WHERE p.geonameid = ?", (geonameid,)
        ).fetchall()
        return _place(rows[0]) if rows else None

    def knows(self, name: str, *, article: bool = True) -> bool:
        """True when some place has that name; with `article`, a leading article does not matter."""
        wanted = key(name)
        keys = (wanted, without_article(wanted) if article else wanted)
        return bool(
            self._db.execute("SELECT 1 FROM names WHERE key IN (?, ?) LIMIT 1", keys).fetchone()
        )

    def starts(self, words: str) -> bool:
        """True when some name begins with these words: whether a longer match may still come."""
        prefix = key(words) + " "
        return bool(
            self._db.execute(
                "SELECT 1 FROM names WHERE key >= ? AND key < ? LIMIT 1", (prefix, prefix + "~")
            ).fetchone()
        )

    def countries(self) -> tuple[Country, ...]:
        """All countries and territories of ISO 3166-1, by code."""
        rows = self._db.execute("SELECT code, name, sovereign FROM countries ORDER BY code")
        return tuple(Country(code, name, bool(sovereign)) for code, name, sovereign in rows)

    def countries_by_demonym(self, word: str) -> tuple[str, ...]:
        """The countries whose people or adjective that word is, in English or French."""
        rows = self._db.execute(
            "SELECT country FROM demonyms WHERE key = ? AND country != ''", (key(word),)
        )
        return tuple(row[0] for row in rows)

    def is_regional_adjective(self, word: str) -> bool:
        """True for "African", "Sahelian", "Kurdish": whose people, but of no one country."""
        found = self._db.execute(
            "SELECT 1 FROM demonyms WHERE key = ? AND country = ''", (key(word),)
        )
        return found.fetchone() is not None

    def country_by_demonym(self, word: str) -> str | None:
        """The one country of a demonym ("Nigerien" → "NE"); None when none or several have it."""
        found = self.countries_by_demonym(word)
        return found[0] if len(found) == 1 else None

    def _named(
        self, keys: list[str], country: str | None
    ) -> list[
        tuple[
            int,
            int | None,
            str,
            str | None,
            str | None,
            str | None,
            float,
            float,
            str,
            str,
            int | None,
            str,
            float | None,
        ]
    ]:
        condition = " AND p.country = ?" if country else ""
        marks = ",".join("?" * len(keys))
        return self._db.execute(
            f"SELECT {_COLUMNS} FROM names n JOIN places p ON p.id = n.place "
            f"WHERE n.key IN ({marks}){condition} "
            "ORDER BY n.own DESC, coalesce(p.population, 0) DESC, p.id",
            (*keys, country) if country else keys,
        ).fetchall()

    def _keys(self, skeletons: Iterable[str]) -> set[str]:
        wanted = list(skeletons)
        found: set[str] = set()
        for at in range(0, len(wanted), _PER_QUERY):
            part = wanted[at : at + _PER_QUERY]
            marks = ",".join("?" * len(part))
            found.update(
                row[0]
                for row in self._db.execute(
                    f"SELECT key FROM skeletons WHERE skeleton IN ({marks})", part
                )
            )
        return found

    def _meta(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return str(row[0]) if row else ""


def _similarity(a: str, b: str) -> float:
    """From 0 to 1: how alike two keys are, spaces apart."""
    return float(fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))) / 100


def _place(row: tuple[object, ...]) -> GazetteerPlace:
    return GazetteerPlace(*row[1:])  # type: ignore[arg-type]  # the columns are the fields in order
