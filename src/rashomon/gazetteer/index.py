"""The gazetteer: places by name, read from one SQLite file that `build` makes.

Tables: `places` (a row a place), `names` (key → place, with 1 for the place's own name and 0 for
an alternate), `skeletons` (skeleton → key), `demonyms` (key → country, or ''
for a region of several), `countries`, `meta`. Opened read-only; only
SQLite's page cache is held in memory.

Gazetteers that a user added (`added`) lie over the built-in one as layers with the same tables. A
place that several list, by its GeoNames id, is the place of the first that does, and goes by all
its names. A layer of alternate names has no places: its `names` point to GeoNames ids.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from rapidfuzz import fuzz, process

from rashomon.errors import KnowledgeError
from rashomon.gazetteer.names import key, skeleton, skeletons_near, without_article

SCHEMA = 9
"""Raised when the tables change; an index of another schema is built anew."""
FUZZY_FLOOR = 0.74
"""Below this, on names of built-in places with one or two letters changed, most hits are wrong."""
_PER_QUERY = 400

_COLUMNS = (
    "p.geonameid, p.name, p.country, p.admin1, p.admin2, p.latitude, p.longitude, "
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

    @property
    def is_wide(self) -> bool:
        """True for a landscape or a water of known extent (Sahel, Lake Chad), which news names
        often; a well or a hill of a dump is none."""
        return self.feature_class in ("L", "H") and self.radius_km is not None

    @property
    def is_point(self) -> bool:
        """True for what its coordinates say the place of: a town, a well; not a region."""
        return self.feature_class != "A" and not self.is_wide


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code, with the English name used on the screen."""

    code: str
    name: str
    sovereign: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """An open index. `of_names`: it holds other names of places that other layers list."""

    path: Path
    connection: sqlite3.Connection
    of_names: bool = False


class Gazetteer:
    """Look-ups by name and by id. Open one per process: SQLite connections are not shared."""

    def __init__(self, builtin: Layer, added: Sequence[Layer] = ()) -> None:
        self.path = builtin.path
        self._db = builtin.connection
        self._layers = (builtin, *(layer for layer in added if not layer.of_names))
        self._other_names = tuple(layer for layer in added if layer.of_names)
        self.digest = self._meta("digest")
        """Identifies what the index was built from: versions of the sources and of the data."""
        self.exact = lru_cache(maxsize=4096)(self._exact)
        self.fuzzy = lru_cache(maxsize=2048)(self._fuzzy)
        self._nearly = lru_cache(maxsize=1024)(self._spelt_nearly)
        self.knows = lru_cache(maxsize=16_384)(self._knows)
        self.countries = lru_cache(maxsize=1)(self._countries)
        self.countries_by_demonym = lru_cache(maxsize=16_384)(self._countries_by_demonym)

    @classmethod
    def open(cls, path: Path, added: Sequence[Path] = ()) -> Gazetteer:
        """Open an index read-only, and added ones over it.

        KnowledgeError says how to build one that is missing or old.
        """
        if not path.is_file():
            raise KnowledgeError(
                f"no gazetteer at {path}; build it with `python -m rashomon.gazetteer.build`"
            )
        return cls(_opened(path), [_opened(each) for each in added])

    def close(self) -> None:
        """Close the files. Look-ups after this fail."""
        for layer in (*self._layers, *self._other_names):
            layer.connection.close()

    def _exact(self, name: str, *, country: str | None = None) -> tuple[GazetteerPlace, ...]:
        """Places of that name, own names first, then by population; () where there is none.

        Accents, hyphens, apostrophes and case do not matter, nor a leading article.
        """
        wanted = key(name)
        if not wanted:
            return ()
        found = self._named([wanted], country)
        if not found and without_article(wanted) != wanted:
            found = self._named([without_article(wanted)], country)
        return tuple(found)

    def _fuzzy(
        self, name: str, *, country: str | None = None, limit: int = 5, least: float = 0.0
    ) -> tuple[tuple[GazetteerPlace, float], ...]:
        """Places whose name is spelt nearly so, with a similarity from `least` to 1, best first."""
        best = [each for each in self._nearly(key(name))[: limit * 6] if each[1] >= least]
        found: dict[GazetteerPlace, tuple[GazetteerPlace, float]] = {}
        for each, alike in best:
            for place in self._named([each], country):
                found.setdefault(place, (place, alike))
        ranked = sorted(found.values(), key=lambda f: (-f[1], -(f[0].population or 0), f[0].name))
        return tuple(ranked[:limit])

    def _spelt_nearly(self, wanted: str) -> tuple[tuple[str, float], ...]:
        """Keys of names that are spelt nearly as one, with their similarity, best first."""
        own = skeleton(wanted)
        if not own:
            return ()
        longer = max(2, len(wanted) // 3)
        near = list(self._keys(skeletons_near(own), len(wanted) - longer, len(wanted) + longer))
        found = process.extract(
            wanted.replace(" ", ""),
            [other.replace(" ", "") for other in near],
            scorer=fuzz.ratio,
            score_cutoff=100 * FUZZY_FLOOR,
            limit=None,
        )
        alike = [(near[n], score / 100) for _, score, n in found]
        return tuple(sorted(alike, key=lambda each: (-each[1], each[0])))

    def by_geonameid(self, geonameid: int) -> GazetteerPlace | None:
        """The place with that GeoNames id, or None."""
        for layer in self._layers:
            row = layer.connection.execute(
                f"SELECT {_COLUMNS} FROM places p WHERE p.geonameid = ?", (geonameid,)
            ).fetchone()
            if row is not None:
                return GazetteerPlace(*row)
        return None

    def _knows(self, name: str, *, article: bool = True) -> bool:
        """True when some place has that name; with `article`, a leading article does not matter."""
        wanted = key(name)
        keys = (wanted, without_article(wanted) if article else wanted)
        return self._any("SELECT 1 FROM names WHERE key IN (?, ?) LIMIT 1", keys)

    def starts(self, words: str) -> bool:
        """True when some name begins with these words: whether a longer match may still come."""
        prefix = key(words) + " "
        return self._any(
            "SELECT 1 FROM names WHERE key >= ? AND key < ? LIMIT 1", (prefix, prefix + "~")
        )

    def _any(self, query: str, values: tuple[str, ...]) -> bool:
        return any(
            layer.connection.execute(query, values).fetchone() is not None
            for layer in chain(self._layers, self._other_names)
        )

    def towns(self, country: str, least: int) -> list[GazetteerPlace]:
        """Populated places of a country with at least so many people, the largest first."""
        query = (
            f"SELECT {_COLUMNS} FROM places p WHERE p.country = ? AND p.feature_class = 'P' "
            "AND p.population >= ? ORDER BY p.population DESC, p.id"
        )
        return [GazetteerPlace(*row) for row in self._db.execute(query, (country, least))]

    def capital(self, country: str) -> GazetteerPlace | None:
        """The capital of a country; None where none is listed."""
        return self._capitals.get(country)

    @cached_property
    def _capitals(self) -> Mapping[str, GazetteerPlace]:
        """The capitals by country: one pass over the list costs less than a look-up in it."""
        query = (
            f"SELECT {_COLUMNS} FROM places p WHERE p.feature_code = 'PPLC' "
            "ORDER BY p.population, p.id DESC"
        )
        places = (GazetteerPlace(*row) for row in self._db.execute(query))
        return {place.country: place for place in places if place.country is not None}

    def _countries(self) -> tuple[Country, ...]:
        """All countries and territories of ISO 3166-1, by code."""
        rows = self._db.execute("SELECT code, name, sovereign FROM countries ORDER BY code")
        return tuple(Country(code, name, bool(sovereign)) for code, name, sovereign in rows)

    @cached_property
    def _demonyms(self) -> Mapping[str, tuple[str, ...]]:
        """Countries by the key of a demonym; "" among them for a region of several."""
        found: dict[str, tuple[str, ...]] = {}
        for name, country in self._db.execute("SELECT key, country FROM demonyms"):
            found[name] = (*found.get(name, ()), country)
        return found

    def _countries_by_demonym(self, word: str) -> tuple[str, ...]:
        """The countries whose people or adjective that word is, in any language of the index."""
        return tuple(country for country in self._demonyms.get(key(word), ()) if country)

    def is_regional_adjective(self, word: str) -> bool:
        """True for "African", "Sahelian", "Kurdish": whose people, but of no one country."""
        return "" in self._demonyms.get(key(word), ())

    def country_by_demonym(self, word: str) -> str | None:
        """The one country of a demonym ("Nigerien" → "NE"); None when none or several have it."""
        found = self.countries_by_demonym(word)
        return found[0] if len(found) == 1 else None

    def _named(self, keys: list[str], country: str | None) -> list[GazetteerPlace]:
        """The places of these names: own names first, then by population, then as listed."""
        condition = " AND p.country = ?" if country else ""
        marks = ",".join("?" * len(keys))
        query = (
            f"SELECT n.own, {_COLUMNS} FROM names n JOIN places p ON p.id = n.place "
            f"WHERE n.key IN ({marks}){condition} "
            "ORDER BY n.own DESC, coalesce(p.population, 0) DESC, p.id"
        )
        values = (*keys, country) if country else tuple(keys)
        rows = [self._db.execute(query, values).fetchall()]
        if len(self._layers) == 1 and not self._other_names:
            return [GazetteerPlace(*row[1:]) for row in rows[0]]
        rows += [layer.connection.execute(query, values).fetchall() for layer in self._layers[1:]]
        own: dict[GazetteerPlace, int] = {}
        for depth, listed in enumerate(rows):
            for row in listed:
                place = GazetteerPlace(*row[1:])
                if depth > 0 and place.geonameid is not None:
                    place = self.by_geonameid(place.geonameid) or place
                own[place] = max(own.get(place, 0), row[0])
        for place in self._called(keys, country):
            own.setdefault(place, 0)
        return sorted(own, key=lambda p: (-own[p], -(p.population or 0)))

    def _called(self, keys: list[str], country: str | None) -> list[GazetteerPlace]:
        """Places that the layers of alternate names call so."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT place FROM names WHERE key IN ({marks}) ORDER BY place"
        ids = chain.from_iterable(
            layer.connection.execute(query, keys).fetchall() for layer in self._other_names
        )
        places = (self.by_geonameid(each[0]) for each in ids)
        return [p for p in places if p is not None and country in (None, p.country)]

    def _keys(self, skeletons: Iterable[str], shortest: int, longest: int) -> set[str]:
        """The keys of so many letters that have one of some skeletons."""
        wanted = list(skeletons)
        found: set[str] = set()
        for at in range(0, len(wanted), _PER_QUERY):
            part = wanted[at : at + _PER_QUERY]
            marks = ",".join("?" * len(part))
            query = (
                f"SELECT group_concat(key, char(10)) FROM skeletons WHERE skeleton IN ({marks}) "
                "AND length(key) BETWEEN ? AND ?"
            )
            for layer in chain(self._layers, self._other_names):
                (keys,) = layer.connection.execute(query, (*part, shortest, longest)).fetchone()
                found.update(keys.split("\n") if keys else ())
        return found

    def _meta(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return str(row[0]) if row else ""


def _opened(path: Path) -> Layer:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        meta = dict(
            connection.execute("SELECT key, value FROM meta WHERE key IN ('schema', 'kind')")
        )
    except sqlite3.DatabaseError as error:
        raise KnowledgeError(f"{path} is no gazetteer: {error}; delete and rebuild it") from error
    if meta.get("schema") != str(SCHEMA):
        raise KnowledgeError(f"{path} is of another version; delete and rebuild it")
    return Layer(path, connection, meta.get("kind") == "names")
