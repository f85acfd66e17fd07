"""Borders of countries and first-order regions, read one at a time from two small archives.

Layout of `data/borders/countries.zip` and `regions.zip` (made by `recipes/borders`): `index.json`
names each shape with its bounding box, and one member a shape holds its rings as 32-bit
differences of 0.0001 degree. A report touches a handful of shapes, so each is decoded when it is
first asked for and kept; opening reads the two indexes alone.

The shapes are generalised: a border is right to about one or two kilometres, and a region marked
`approximate` in the index was cut half way between known places, because the source is older than
the region. Longitudes and latitudes are degrees (WGS 84), longitude first in geometries.
"""

from __future__ import annotations

import json
import math
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

COAST_DEGREES = 0.05
"""A point this near a shape, and inside none, is taken as inside: coasts are generalised."""

PART_FROM = 0.45
"""Northern X begins this far up its extent from south to north."""
PARTS_KEPT = 256
"""Parts of countries and regions that are kept: cutting one goes over its whole border."""
_UNITS_PER_DEGREE = 10_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class RegionShape:
    """One first-order region of the index. `box` is (west, south, east, north) in degrees."""

    code: str
    name: str
    iso: str | None
    approximate: bool
    box: Box


class Borders:
    """Countries and first-order regions by point and by name. Not safe to share over threads."""

    def __init__(self, folder: Path) -> None:
        """Open `countries.zip` and `regions.zip` in `folder`; FileNotFoundError when absent."""
        self._countries = zipfile.ZipFile(folder / "countries.zip")
        self._regions = zipfile.ZipFile(folder / "regions.zip")
        boxes = json.loads(self._countries.read("index.json"))
        self._boxes: dict[str, Box] = {code: tuple(box) for code, box in boxes.items()}
        self._index: dict[str, list[dict[str, Any]]] = json.loads(self._regions.read("index.json"))
        self._shapes: dict[str, MultiPolygon] = {}
        self._lines: dict[tuple[str, str], BaseGeometry | None] = {}
        self.part = lru_cache(maxsize=PARTS_KEPT)(self._part)

    @classmethod
    def open(cls, folder: Path | None = None) -> Borders:
        """The borders shipped with the package, or those of another folder."""
        if folder is not None:
            return cls(folder)
        return cls(Path(str(resources.files("rashomon"))) / "data" / "borders")

    def countries(self) -> tuple[str, ...]:
        """ISO 3166-1 alpha-2 codes of the countries that have a shape."""
        return tuple(self._boxes)

    def country(self, code: str) -> MultiPolygon | None:
        """The area of a country, or None where there is no shape for it."""
        return self._shape(self._countries, code) if code in self._boxes else None

    def country_box(self, code: str) -> Box | None:
        """(west, south, east, north) of a country, without decoding its shape."""
        return self._boxes.get(code)

    def regions(self, country: str) -> tuple[RegionShape, ...]:
        """The first-order regions of a country that have a shape."""
        return tuple(
            RegionShape(r["code"], r["name"], r["iso"], r["approximate"], tuple(r["box"]))
            for r in self._index.get(country, [])
        )

    def region(self, country: str, name: str) -> MultiPolygon | None:
        """The area of a first-order region by name, ISO 3166-2 or GeoNames code; None if absent."""
        wanted = _plain(name)
        for r in self._index.get(country, []):
            if wanted in (_plain(r["name"]), _plain(r["code"]), _plain(r["iso"] or "")):
                return self._shape(self._regions, r["code"])
        return None

    def _part(self, country: str, region: str | None, bearing: float) -> BaseGeometry | None:
        """The northern, south-western, … part of a country, or of a region by its name."""
        whole = self.country(country) if region is None else self.region(country, region)
        return None if whole is None else part_of(whole, bearing)

    def country_at(self, latitude: float, longitude: float) -> str | None:
        """The country that holds a point, or whose coast is within about 5 km of it."""
        point = Point(longitude, latitude)
        near = [c for c, box in self._boxes.items() if _near(box, longitude, latitude)]
        shapes = ((code, self._shape(self._countries, code)) for code in near)
        return _holder(shapes, point)

    def region_at(self, latitude: float, longitude: float) -> str | None:
        """The name of the first-order region that holds a point; None where no shape does."""
        country = self.country_at(latitude, longitude)
        if country is None:
            return None
        point = Point(longitude, latitude)
        near = [r for r in self._index.get(country, []) if _near(r["box"], longitude, latitude)]
        shapes = ((r["name"], self._shape(self._regions, r["code"])) for r in near)
        return _holder(shapes, point)

    def shared_border(self, a: str, b: str) -> BaseGeometry | None:
        """The line that two countries share, or None where they do not touch."""
        key = (min(a, b), max(a, b))
        if key not in self._lines:
            self._lines[key] = self._border(*key)
        return self._lines[key]

    def neighbours(self, code: str) -> tuple[str, ...]:
        """Countries that share a land border with this one, from the shapes."""
        mine = self._boxes.get(code)
        if mine is None:
            return ()
        others = [c for c, box in self._boxes.items() if c != code and _overlap(mine, box)]
        return tuple(c for c in others if self.shared_border(code, c) is not None)

    def _border(self, a: str, b: str) -> BaseGeometry | None:
        first, second = self.country(a), self.country(b)
        if first is None or second is None or not _overlap(self._boxes[a], self._boxes[b]):
            return None
        line = shapely.line_merge(_lines(shapely.intersection(first.boundary, second.boundary)))
        return None if line.is_empty else line

    def _shape(self, archive: zipfile.ZipFile, code: str) -> MultiPolygon:
        if code not in self._shapes:
            shape = _decoded(archive.read(f"{code}.bin"))
            shapely.prepare(shape)
            self._shapes[code] = shape
        return self._shapes[code]


def _lines(geometry: BaseGeometry) -> BaseGeometry:
    """Only the lines of an intersection of two boundaries: where they cross it leaves points."""
    parts = shapely.get_parts(geometry)
    lines = [p for p in parts.tolist() if p.geom_type == "LineString" and not p.is_empty]
    return shapely.MultiLineString(lines)


def part_of(area: BaseGeometry, bearing: float) -> BaseGeometry:
    """The northern, south-western, … part of an area in [longitude, latitude]."""
    west, south, east, north = area.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    angle = math.radians(bearing)
    unit_x, unit_y = math.sin(angle) * squeeze, math.cos(angle)
    corners = [(x * unit_x + y * unit_y) for x in (west, east) for y in (south, north)]
    floor = min(corners) + PART_FROM * (max(corners) - min(corners))
    far = 4 * max(east - west, north - south, 1.0)
    normal = math.hypot(unit_x, unit_y)
    nx, ny = unit_x / normal, unit_y / normal
    at_x, at_y = nx * floor / normal, ny * floor / normal
    half = shapely.Polygon(
        [
            (at_x - ny * far * 20, at_y + nx * far * 20),
            (at_x + ny * far * 20, at_y - nx * far * 20),
            (at_x + ny * far * 20 + nx * far * 40, at_y - nx * far * 20 + ny * far * 40),
            (at_x - ny * far * 20 + nx * far * 40, at_y + nx * far * 20 + ny * far * 40),
        ]
    )
    kept = shapely.intersection(area, half)
    return area if kept.is_empty else kept


def _holder(shapes: Iterator[tuple[str, MultiPolygon]], point: Point) -> str | None:
    """The name of the shape that holds the point, else of the nearest within COAST_DEGREES."""
    nearest: tuple[float, str] | None = None
    for name, shape in shapes:
        if shapely.intersects_xy(shape, point.x, point.y):
            return name
        distance = float(shape.distance(point))
        if distance <= COAST_DEGREES and (nearest is None or distance < nearest[0]):
            nearest = (distance, name)
    return nearest[1] if nearest else None


def _near(box: Sequence[float], longitude: float, latitude: float) -> bool:
    west, south, east, north = box
    return (
        west - COAST_DEGREES <= longitude <= east + COAST_DEGREES
        and south - COAST_DEGREES <= latitude <= north + COAST_DEGREES
    )


def _overlap(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if c.isalnum())


def _decoded(content: bytes) -> MultiPolygon:
    """The polygons of one member: [length of counts][counts][x differences][y differences].

    `counts` is the number of polygons, then for each its number of rings and each ring's points.
    The first point of a ring is a difference from zero.
    """
    values: NDArray[np.int32] = np.frombuffer(content, dtype="<i4")
    counts = values[1 : 1 + values[0]].tolist()
    steps = values[1 + values[0] :].reshape(2, -1)
    polygons, at, i = [], 0, 1
    for _ in range(counts[0]):
        rings, i = counts[i + 1 : i + 1 + counts[i]], i + 1 + counts[i]
        coordinates = []
        for length in rings:
            part = np.cumsum(steps[:, at : at + length].astype(np.int64), axis=1)
            coordinates.append((part / _UNITS_PER_DEGREE).T)
            at += length
        polygons.append(Polygon(coordinates[0], coordinates[1:]))
    return MultiPolygon(polygons)
