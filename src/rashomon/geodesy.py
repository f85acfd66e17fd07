"""Where something is, from what is said about where it is: the geometry of geodesic constraints.

A clause ("about 40 km north-east of A", "in the B region", "near the border of C and D") becomes
one or more constraints. Each allows an area of the earth; `locate` intersects the areas, and where
they contradict each other finds the largest agreeing set and names the rest.

Distances are geodesic kilometres on WGS 84, bearings degrees clockwise from north. Areas are built
in an azimuthal equidistant projection around the anchors: at the scale of one report (some hundreds
of kilometres) its error is below one percent, less than what newspapers round away.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

_EARTH = Geod(ellps="WGS84")
Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]

BORDER_ERROR_KM = 3.0
"""How far the generalised borders may be off."""
BEARING_SPREAD = {4: 50.0, 8: 37.0}
"""Half-width in degrees of "north" (one of four winds) and of "north-east" (one of eight): words
for directions are rounded to the wind, and journalists round further."""
DIRECTION_REACH_KM, USUAL_REACH_KM = 300.0, 120.0
"""How far "north-east of A" reaches where no distance is given, and how far it usually does."""
JOINED_KM = 2.0
COARSE_KM = 2.0
CLIP_MARGIN_KM = 50.0
"""Around what is asked of an area before it is projected: a straight border bends on the plane."""
DENSITY_POINTS = 600
"""Points of the grid among which the densest is looked for."""
GRID_POINTS = 3_000
PLAUSIBLE = 0.9
"""Share of the weighted area that the radius encloses."""

Kind = Literal["distance", "direction", "inside", "between", "leads-into"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a clause measures from: a point with its own extent, or a line or an area.

    `geometry` is shapely in [longitude, latitude]; for a point it is None and `size_km` says how
    far the town itself reaches.
    """

    name: str
    latitude: float
    longitude: float
    size_km: float = 1.0
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """One condition on an unknown point, with the words that state it.

    distance: between `low_km` and `high_km` from `anchor`, most likely `expected_km`;
    direction: on `bearing` from `anchor`, give or take `spread` degrees;
    inside: in the anchor's area; between: along the line from `anchor` to `other`;
    leads-into: whoever goes from the unknown point on `bearing`, `low_km` to `high_km` far, arrives
    in the anchor's area (another unlisted place of which only the country is known).
    """

    kind: Kind
    text: str
    anchor: Anchor
    other: Anchor | None = None
    low_km: float = 0.0
    high_km: float = 0.0
    expected_km: float | None = None
    bearing: float = 0.0
    spread: float = 45.0
    assumed: bool = False
    """No clause states it (that a report keeps to its country): the first to go."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One connected piece of a location: where its weight centres and how far nine tenths reach.

    `area` is shapely in [longitude, latitude]; `share` its part of the whole weight, from 0 to 1.
    """

    area: BaseGeometry
    latitude: float
    longitude: float
    radius_km: float
    share: float


@dataclass(frozen=True, slots=True)
class Location:
    """Where the constraints meet: one patch or several, the likeliest first.

    `contradicted` are the constraints left out because they cannot be met together with the others.
    """

    patches: tuple[Patch, ...]
    used: tuple[Constraint, ...]
    contradicted: tuple[Constraint, ...]

    @property
    def region(self) -> BaseGeometry:
        """All patches together, in [longitude, latitude]."""
        return shapely.union_all([p.area for p in self.patches])

    @property
    def latitude(self) -> float:
        """Of the likeliest patch."""
        return self.patches[0].latitude

    @property
    def longitude(self) -> float:
        """Of the likeliest patch."""
        return self.patches[0].longitude

    @property
    def radius_km(self) -> float:
        """Of the likeliest patch."""
        return self.patches[0].radius_km


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Geodesic distance between two points."""
    return float(_EARTH.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000


def bearing_degrees(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Initial bearing from a to b, 0 to 360."""
    return float(_EARTH.inv(lon_a, lat_a, lon_b, lat_b)[0]) % 360


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """(latitude, longitude) of the point that lies `km` away on that bearing."""
    longitude, latitude, _ = _EARTH.fwd(lon, lat, bearing, km * 1000)
    return float(latitude), float(longitude)


def distance_to_km(lat: float, lon: float, geometry: BaseGeometry) -> float:
    """Distance from a point to a line or an area in [longitude, latitude]; 0 inside an area."""
    shapely.prepare(geometry)
    if shapely.intersects_xy(geometry, lon, lat):
        return 0.0
    # The nearest spot on a plane that is true around the point; then the distance on the earth.
    # A country has too many bends to project them all each time.
    squeeze = max(math.cos(math.radians(lat)), 0.01)
    flat = shapely.transform(geometry, lambda c: c * (squeeze, 1.0))
    x, y = shapely.shortest_line(Point(lon * squeeze, lat), flat).coords[1]
    return distance_km(lat, lon, y, x / squeeze)


def area_radius_km(geometry: BaseGeometry) -> float:
    """Radius of the circle with the same area."""
    centre = geometry.representative_point()
    area = LocalPlane(centre.y, centre.x).to_plane(geometry).area
    return math.sqrt(area / math.pi)


class LocalPlane:
    """An azimuthal equidistant plane in kilometres, its origin at the given point."""

    def __init__(self, latitude: float, longitude: float) -> None:
        # A bare projection: both sides are WGS 84, and a Transformer takes 5 ms to set up.
        here = f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=km +no_defs"
        self._projection = Proj(here)

    def to_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        """From [longitude, latitude] to kilometres."""
        return shapely.transform(geometry, lambda c: _columns(self._projection, c))

    def to_earth(self, geometry: BaseGeometry) -> BaseGeometry:
        """From kilometres to [longitude, latitude]."""
        return shapely.transform(geometry, lambda c: _columns(self._projection, c, inverse=True))

    def clipped(self, geometry: BaseGeometry, box: Box) -> BaseGeometry:
        """What of a geometry in [longitude, latitude] can lie in a box of the plane, and more; the
        whole geometry where the box holds a pole or meets the 180th meridian."""
        left, bottom, right, top = box
        edge_x, edge_y = np.linspace(left, right, 9), np.linspace(bottom, top, 9)
        xs = np.concatenate([edge_x, edge_x, np.full(9, left), np.full(9, right)])
        ys = np.concatenate([np.full(9, bottom), np.full(9, top), edge_y, edge_y])
        longitudes, latitudes = self._projection(xs, ys, inverse=True)
        if np.ptp(longitudes) > 90 or max(abs(latitudes)) > 80:
            return geometry
        return shapely.clip_by_rect(
            geometry, min(longitudes), min(latitudes), max(longitudes), max(latitudes)
        )

    def coordinates(self, x: float, y: float) -> tuple[float, float]:
        """(latitude, longitude) of a point of the plane."""
        longitude, latitude = self._projection(x, y, inverse=True)
        return float(latitude), float(longitude)

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """(x, y) of a point."""
        x, y = self._projection(longitude, latitude)
        return float(x), float(y)


def locate(constraints: Sequence[Constraint]) -> Location | None:
    """Where the constraints meet, or None where no majority of the clauses does.

    The constraints of one clause stand or fall together. What is only assumed goes first; then, of
    the majorities of clauses that can be met together, the largest is taken, of several as large
    the one whose area is smallest. What is left out is in `contradicted`.
    """
    if not constraints:
        return None
    plane = _plane_for(constraints)
    found = {n: area_of(c, plane) for n, c in enumerate(constraints) if not c.assumed}
    # An assumption is only ever held together with all that is stated: its area elsewhere is idle.
    where = _common_box(list(found.values()))
    found |= {n: area_of(c, plane, where) for n, c in enumerate(constraints) if c.assumed}
    areas = [(c, found[n]) for n, c in enumerate(constraints)]
    stated = [a for a in areas if not a[0].assumed]
    for candidates in ([areas], [stated] if stated else [], *_majorities(stated)):
        met = [m for m in map(_meet, candidates) if m is not None]
        if met:
            used, region = min(met, key=lambda m: float(m[1].area))
            left_out = tuple(c for c, _ in areas if c not in used)
            return _located(used, left_out, region, plane)
    return None


_Area = tuple[Constraint, BaseGeometry]


def _majorities(areas: Sequence[_Area]) -> list[list[list[_Area]]]:
    """Sets of clauses short of all of them that are still a majority, by size, the larger first."""
    clauses: dict[str, list[_Area]] = {}
    for constraint, area in areas:
        clauses.setdefault(constraint.text, []).append((constraint, area))
    sizes = range(len(clauses) - 1, len(clauses) // 2, -1)
    return [
        [[a for unit in some for a in unit] for some in combinations(clauses.values(), size)]
        for size in sizes
    ]


def _common_box(areas: Sequence[BaseGeometry]) -> Box | None:
    """(left, bottom, right, top) of where areas can meet; None for no areas, and if they cannot."""
    if not areas:
        return None
    bounds = np.array([area.bounds for area in areas])
    left, bottom = bounds[:, :2].max(axis=0).tolist()
    right, top = bounds[:, 2:].min(axis=0).tolist()
    return (left, bottom, right, top) if left < right and bottom < top else None


def _widened(box: Box, km: float) -> Box:
    left, bottom, right, top = box
    return left - km, bottom - km, right + km, top + km


def area_of(constraint: Constraint, plane: LocalPlane, where: Box | None = None) -> BaseGeometry:
    """The area of the plane that a constraint allows, or the part of it that lies in a box."""
    anchor = constraint.anchor
    if constraint.kind == "inside" and where is not None and anchor.geometry is not None:
        # A large country has ten thousands of bends.
        shape = plane.to_plane(plane.clipped(anchor.geometry, _widened(where, CLIP_MARGIN_KM)))
        shape = shapely.clip_by_rect(shape, *_widened(where, 2 * BORDER_ERROR_KM))
        return shape.buffer(BORDER_ERROR_KM)
    shape = _shape(anchor, plane)
    if constraint.kind == "inside":
        return shape.buffer(BORDER_ERROR_KM)
    if constraint.kind == "distance":
        outer = shape.buffer(constraint.high_km, quad_segs=24)
        if constraint.low_km <= 0:
            return outer
        return outer.difference(shape.buffer(constraint.low_km, quad_segs=24))
    if constraint.kind == "leads-into":
        coarse = shape.simplify(COARSE_KM)
        moved = [shapely.affinity.translate(coarse, -x, -y) for x, y, _ in _steps(constraint)]
        return shapely.union_all(moved)
    if constraint.kind == "between" and constraint.other is not None:
        return _corridor(shape.centroid, _shape(constraint.other, plane).centroid)
    reach = constraint.high_km or DIRECTION_REACH_KM
    return _wedge(shape.centroid, constraint.bearing, constraint.spread, reach, anchor.size_km)


def misfit(constraint: Constraint, xs: Floats, ys: Floats, plane: LocalPlane) -> Floats:
    """How badly points of the plane fit, in units of the constraint's own tolerance; 0 is best."""
    if constraint.kind == "inside":
        return np.zeros_like(xs)
    shape = _shape(constraint.anchor, plane)
    if constraint.kind == "distance":
        expected = constraint.expected_km
        if expected is None:
            expected = (constraint.low_km + constraint.high_km) / 2
        tolerance = max((constraint.high_km - constraint.low_km) / 2, 0.5)
        distances: Floats = np.asarray(shapely.distance(shape, shapely.points(xs, ys)))
        return 1.6 * np.abs(distances - expected) / tolerance
    if constraint.kind == "direction":
        angles = np.degrees(np.arctan2(xs - shape.centroid.x, ys - shape.centroid.y))
        turned = (angles - constraint.bearing + 180) % 360 - 180
        off: Floats = 1.6 * np.abs(turned) / constraint.spread
        if constraint.high_km:
            return off
        reach = np.hypot(xs - shape.centroid.x, ys - shape.centroid.y)
        return np.hypot(off, reach / USUAL_REACH_KM)
    if constraint.kind == "leads-into":
        shapely.prepare(shape)
        share = np.full_like(xs, 0.02)
        for x, y, weight in _steps(constraint):
            share += weight * shapely.contains_xy(shape, xs + x, ys + y)
        return np.asarray(np.sqrt(np.maximum(-2 * np.log(np.minimum(share, 1.0)), 0)))
    if constraint.kind == "between" and constraint.other is not None:
        other = _shape(constraint.other, plane).centroid
        line = LineString([shape.centroid, other])
        away: Floats = np.asarray(shapely.distance(line, shapely.points(xs, ys)))
        return 1.6 * away / max(_corridor_width(line.length), 1.0)
    return np.zeros_like(xs)


def _steps(constraint: Constraint) -> list[tuple[float, float, float]]:
    """(x, y, weight) of sample steps from the unknown point; the weights sum to one."""
    steps = []
    for turn in np.linspace(-1, 1, 9):
        for reach in np.linspace(constraint.low_km, constraint.high_km, 5):
            middle = (constraint.low_km + constraint.high_km) / 2
            width = max((constraint.high_km - constraint.low_km) / 2, 0.5)
            weight = math.exp(-1.28 * (turn**2 + ((reach - middle) / width) ** 2))
            angle = math.radians(constraint.bearing + turn * constraint.spread)
            steps.append((reach * math.sin(angle), reach * math.cos(angle), weight))
    total = sum(s[2] for s in steps)
    return [(x, y, w / total) for x, y, w in steps]


def _meet(
    chosen: Sequence[_Area],
) -> tuple[tuple[Constraint, ...], BaseGeometry] | None:
    region = chosen[0][1]
    for _, area in chosen[1:]:
        region = shapely.intersection(region, area)
    region = _areas(region)
    return None if region.is_empty else (tuple(c for c, _ in chosen), region)


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    parts = [p for p in shapely.get_parts(geometry).tolist() if p.area > 0]
    return shapely.union_all(parts)


def _located(
    used: tuple[Constraint, ...],
    left_out: tuple[Constraint, ...],
    region: BaseGeometry,
    plane: LocalPlane,
) -> Location:
    xs, ys = _grid(region)
    badness = sum((misfit(c, xs, ys, plane) ** 2 for c in used), np.zeros_like(xs))
    weights = np.exp(-0.5 * (badness - badness.min()))
    weights /= weights.sum()
    pieces = _pieces(region)
    if len(pieces) == 1:
        return Location((_patch(region, xs, ys, weights, plane),), used, left_out)
    patches = []
    for piece in pieces:
        shapely.prepare(piece)
        inside = shapely.intersects_xy(piece, xs, ys)
        if inside.any():
            area = shapely.intersection(region, piece)
            patches.append(_patch(area, xs[inside], ys[inside], weights[inside], plane))
    patches.sort(key=lambda p: -p.share)
    return Location(tuple(patches), used, left_out)


def _pieces(region: BaseGeometry) -> list[BaseGeometry]:
    """The region's connected pieces; pieces a stone's throw apart count as one."""
    if shapely.get_num_geometries(region) == 1:
        return [region]
    joined = shapely.union_all([p.buffer(JOINED_KM) for p in shapely.get_parts(region).tolist()])
    return list(shapely.get_parts(joined).tolist())


def _patch(area: BaseGeometry, xs: Floats, ys: Floats, weights: Floats, plane: LocalPlane) -> Patch:
    share = float(weights.sum())
    weights = weights / max(share, 1e-12)
    x, y = float((xs * weights).sum()), float((ys * weights).sum())
    if shapely.distance(area, Point(x, y)) >= JOINED_KM:
        # The weighted middle of a crescent lies outside it: take the best spot inside.
        best = int(np.argmax(_density(xs, ys, weights)))
        x, y = float(xs[best]), float(ys[best])
    distances = np.hypot(xs - x, ys - y)
    order = np.argsort(distances)
    enough = int(np.searchsorted(np.cumsum(weights[order]), PLAUSIBLE))
    radius = max(float(distances[order][min(enough, len(order) - 1)]), 1.0)
    latitude, longitude = plane.coordinates(x, y)
    shown = plane.to_earth(_areas(area.simplify(min(0.5, radius / 20))))
    return Patch(shown, latitude, longitude, round(radius, 1), round(share, 3))


def _density(xs: Floats, ys: Floats, weights: Floats) -> Floats:
    """Weight within a tenth of the extent around each point: favours the bulk over an outlier.

    Asked of every few points of a fine grid only: the bulk is wide, and pairs grow with the square.
    """
    some = slice(None, None, max(len(xs) // DENSITY_POINTS, 1))
    reach = max(np.ptp(xs), np.ptp(ys)) / 10 + 0.1
    near = (np.abs(xs[some, None] - xs[some]) < reach) & (np.abs(ys[some, None] - ys[some]) < reach)
    density = np.zeros_like(xs)
    density[some] = near.astype(np.float64) @ weights[some]
    return density


def _grid(region: BaseGeometry) -> tuple[Floats, Floats]:
    """Points spread evenly over the region, at least one."""
    west, south, east, north = region.bounds
    share = max(region.area / max((east - west) * (north - south), 1e-9), 0.01)
    step = math.sqrt((east - west) * (north - south) * share / GRID_POINTS)
    xs, ys = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    )
    flat_x, flat_y = xs.ravel(), ys.ravel()
    shapely.prepare(region)
    inside = shapely.contains_xy(region, flat_x, flat_y)
    if not inside.any():
        point = region.representative_point()
        return np.array([point.x]), np.array([point.y])
    return flat_x[inside], flat_y[inside]


def _plane_for(constraints: Sequence[Constraint]) -> LocalPlane:
    points = [c.anchor for c in constraints if c.anchor.geometry is None]
    anchors = points or [c.anchor for c in constraints]
    vectors = [_unit_vector(a.latitude, a.longitude) for a in anchors]
    x, y, z = np.sum(np.array(vectors), axis=0)
    return LocalPlane(math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))


def _unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    phi, theta = math.radians(latitude), math.radians(longitude)
    return (
        math.cos(phi) * math.cos(theta),
        math.cos(phi) * math.sin(theta),
        math.sin(phi),
    )


def _shape(anchor: Anchor, plane: LocalPlane) -> BaseGeometry:
    if anchor.geometry is not None:
        return plane.to_plane(anchor.geometry)
    return Point(plane.point(anchor.latitude, anchor.longitude))


def _wedge(at: Point, bearing: float, spread: float, reach: float, size_km: float) -> BaseGeometry:
    """A sector, widened at its tip by the size of the town it starts from."""
    angles = np.radians(np.linspace(bearing - spread, bearing + spread, 25))
    rim = [(at.x + reach * math.sin(a), at.y + reach * math.cos(a)) for a in angles]
    return Polygon([(at.x, at.y), *rim]).buffer(size_km)


def _corridor_width(length: float) -> float:
    """Roads wind: a fifth of the way on either side, at least 5 km."""
    return max(5.0, 0.2 * length)


def _corridor(a: Point, b: Point) -> BaseGeometry:
    line = LineString([a, b])
    return line.buffer(_corridor_width(line.length), cap_style="round")


def _columns(projection: Proj, coordinates: Floats, *, inverse: bool = False) -> Floats:
    x, y = projection(coordinates[:, 0], coordinates[:, 1], inverse=inverse)
    return np.column_stack([x, y])


def geojson(geometry: BaseGeometry, digits: int = 4) -> dict[str, Any]:
    """A GeoJSON geometry (RFC 7946) with rounded coordinates; four digits are about ten metres."""
    rounded = shapely.transform(geometry, lambda c: np.round(c, digits))
    mapping: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return mapping
