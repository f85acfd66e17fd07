"""Draws how a place that no gazetteer lists was located: each clause's area, and where they meet.

    python scripts/location.py REPORT NAME [--out FILE.svg] [--published DATE] [--known LAT,LON]

The picture is made by the code that locates: the areas are those that `rashomon.geodesy.area_of`
gives for the report's own clauses. `--known` marks a published position to compare with. Without
arguments it draws the one of docs/places-and-times.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from rashomon.annotate import annotate
from rashomon.errors import UsageError
from rashomon.gazetteer import Borders
from rashomon.gazetteer.names import key
from rashomon.geodesy import Constraint, LocalPlane, Location, area_of, distance_km
from rashomon.ingest.compose import Given
from rashomon.ingest.sources import single
from rashomon.knowledge import Knowledge
from rashomon.publish.maps import View
from rashomon.publish.svg import element, path_of, wrapped
from rashomon.publish.words import country_name
from rashomon.records import Report
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import located

ROOT: Final = Path(__file__).resolve().parent.parent
REPORT: Final = ROOT / "examples" / "chinagodrar-04-denials-en.html"
NAME: Final = "Chinagodrar"
KNOWN: Final = "15.2276,3.0014"
"""As GeoNames has it (2446376)."""
OUT: Final = ROOT / "docs" / "pictures" / "location.svg"

WIDTH, HEIGHT, LEGEND = 860, 560, 300
HALF_WIDTH_KM = 260.0
TINTS: Final = ("#4e79a7", "#b07aa1", "#59a14f", "#f28e2b", "#76b7b2", "#9c755f")
INK, GROUND, LINE = "#222", "#fbfaf7", "#8a8a86"


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw one place of one report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("report", type=Path, nargs="?", default=REPORT)
    parser.add_argument("name", nargs="?", default=NAME)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--published")
    parser.add_argument("--known", default=None)
    asked = parser.parse_args(arguments)
    known = asked.known or (KNOWN if asked.report == REPORT else None)
    at = tuple(map(float, known.split(","))) if known else None
    picture = draw(asked.report, asked.name, asked.published, (at[0], at[1]) if at else None)
    asked.out.write_text(picture, encoding="utf-8")


def draw(file: Path, name: str, published: str | None, known: tuple[float, float] | None) -> str:
    """The picture as SVG. Raises UsageError where the report does not locate that name."""
    knowledge = Knowledge.open()
    given = Given(published=published, outlet=None, url=None, language=None, title=None)
    report = single(file, given, knowledge.settings)
    if not isinstance(report, Report):
        raise UsageError(f"{file}: {report.detail}")
    language = report.language or "en"
    document = annotate(report, language, knowledge)
    lexicon = PlaceLexicon.load(language)
    found = located(document, knowledge.gazetteer, knowledge.borders, lexicon).get(key(name))
    if found is None:
        raise UsageError(f"{file}: {name!r} is not located from what the report says")
    return _picture(name, found, known, knowledge.borders)


def _picture(
    name: str, location: Location, known: tuple[float, float] | None, borders: Borders
) -> str:
    view = View(location.longitude, location.latitude, HALF_WIDTH_KM, WIDTH - LEGEND, HEIGHT)
    plane = LocalPlane(location.latitude, location.longitude)
    tints = _tints(location.used)
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill=GROUND),
        *_areas(location, tints, plane, view),
        *_borders(borders, view),
        *_anchors(location.used, view),
        *_place(name, location, known, plane, view),
        element("rect", x=WIDTH - LEGEND, width=LEGEND, height=HEIGHT, fill="white"),
        *_legend(name, location, known, tints),
        *_scale(view),
    ]
    title = element("title", Markup.escape(f"How {name} is located from the report"))
    return str(
        element(
            "svg", title, *parts, xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=HEIGHT,
            viewBox=f"0 0 {WIDTH} {HEIGHT}", font_family="sans-serif", font_size=12, role="img",
        )
    ) + "\n"  # fmt: skip


def _tints(used: Sequence[Constraint]) -> dict[str, str]:
    """A colour for each clause."""
    texts = list(dict.fromkeys(c.text for c in used))
    return {text: TINTS[i % len(TINTS)] for i, text in enumerate(texts)}


def _areas(
    location: Location, tints: dict[str, str], plane: LocalPlane, view: View
) -> Iterator[Markup]:
    for text, tint in tints.items():
        shapes = [area_of(c, plane) for c in location.used if c.text == text]
        area = shapely.intersection_all(shapes).simplify(0.5)
        data = _path(plane.to_earth(area), view)
        yield element("path", d=data, fill=tint, fill_opacity=0.16, fill_rule="evenodd",
                      stroke=tint, stroke_width=1.0)  # fmt: skip
    yield element("path", d=_path(location.region, view), fill="#c0392b", fill_opacity=0.75,
                  fill_rule="evenodd")  # fmt: skip


def _borders(borders: Borders, view: View) -> Iterator[Markup]:
    west, south, east, north = view.box
    window = shapely.box(west, south, east, north)
    for code in borders.countries():
        box = borders.country_box(code)
        if box is None or not window.intersects(shapely.box(*box)):
            continue
        shape = borders.country(code)
        if shape is not None and window.intersects(shape):
            line = shapely.intersection(shape.boundary, window.buffer(1)).simplify(0.005)
            yield element("path", d=_path(line, view), fill="none", stroke=LINE, stroke_width=1.2)
            inside = shapely.intersection(shape, window)
            if inside.area > 0.5:
                point = inside.difference(window.centroid.buffer(0.5)).representative_point()
                x, y = view.project(point.x, point.y)
                yield _text(x, y, country_name(code) or code, anchor="middle", fill=LINE, size=18.0)


def _anchors(used: Sequence[Constraint], view: View) -> Iterator[Markup]:
    for anchor in {c.anchor.name: c.anchor for c in used if c.anchor.geometry is None}.values():
        x, y = view.project(anchor.longitude, anchor.latitude)
        yield element("circle", cx=x, cy=y, r=3.5, fill=INK)
        yield _text(x + 7, y + 4, anchor.name)


def _place(
    name: str,
    location: Location,
    known: tuple[float, float] | None,
    plane: LocalPlane,
    view: View,
) -> Iterator[Markup]:
    x, y = view.project(location.longitude, location.latitude)
    r = location.radius_km * view.pixels_a_km
    yield element("circle", cx=x, cy=y, r=r, fill="none", stroke=INK, stroke_width=1.2,
                  stroke_dasharray="4 3")  # fmt: skip
    yield element("circle", cx=x, cy=y, r=2.5, fill=INK)
    yield _text(x + r + 6, y + 4, name, weight="bold")
    if known is not None:
        kx, ky = view.project(known[1], known[0])
        cross = f"M{kx - 5:.1f} {ky - 5:.1f}l10 10m0 -10l-10 10"
        yield element("path", d=cross, stroke="#0b6623", stroke_width=2.2, fill="none")


def _legend(
    name: str,
    location: Location,
    known: tuple[float, float] | None,
    tints: dict[str, str],
) -> Iterator[Markup]:
    x, y = WIDTH - LEGEND + 16.0, 28.0
    yield _text(x, y, "What the report says", weight="bold", size=13.0)
    for text, tint in tints.items():
        y += 24
        yield element("rect", x=x, y=y - 10, width=12, height=12, fill=tint, fill_opacity=0.35,
                      stroke=tint)  # fmt: skip
        assumed = all(c.assumed for c in location.used if c.text == text)
        means = "; ".join(dict.fromkeys(_means(c) for c in location.used if c.text == text))
        for i, line in enumerate(wrapped(f"“{text}”", LEGEND - 50.0, 12.0, 2)):
            y += 15 if i else 0
            yield _text(x + 20, y, line)
        for line in wrapped(means + (" (if it keeps to it)" if assumed else ""), 240.0, 11.0, 2):
            y += 14
            yield _text(x + 20, y, line, fill="#666", size=11.0)
    y += 34
    yield _text(x, y, "Where they meet", weight="bold", size=13.0)
    lines = [
        (f"{name}: {location.latitude:.2f}° N, {location.longitude:.2f}° E", INK),
        (f"nine tenths within {location.radius_km:.0f} km (dashed)", INK),
    ]
    if known is not None:
        away = distance_km(location.latitude, location.longitude, *known)
        lines.append((f"published position (cross): {away:.0f} km away", "#0b6623"))
    for line, fill in lines:
        y += 20
        yield _text(x, y, line, fill=fill)


def _means(constraint: Constraint) -> str:
    name = constraint.anchor.name
    if constraint.kind == "distance":
        return f"{constraint.low_km:.0f} to {constraint.high_km:.0f} km from {name}"
    if constraint.kind == "direction":
        return f"bearing of about {constraint.bearing:.0f}° from {name}"
    if constraint.kind == "leads-into":
        return f"that far off there must still be {name}"
    return f"inside {name}"


def _scale(view: View) -> Iterator[Markup]:
    length = 100 * view.pixels_a_km
    data = f"M16 {HEIGHT - 18}h{length:.1f}"
    yield element("path", d=data, stroke=INK, stroke_width=2, fill="none")
    yield _text(16, HEIGHT - 24, "100 km", size=11.0)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str | None = None,
    fill: str = INK,
    size: float | None = None,
    weight: str | None = None,
) -> Markup:
    return element("text", Markup.escape(words), x=x, y=y, text_anchor=anchor, fill=fill,
                   font_size=size, font_weight=weight)  # fmt: skip


def _path(geometry: BaseGeometry, view: View) -> str:
    data = []
    for part in shapely.get_parts(geometry).tolist():
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            if ring.geom_type in ("LineString", "LinearRing"):
                points = (view.project(x, y) for x, y in ring.coords)
                data.append(path_of(points, closed=ring.geom_type == "LinearRing"))
    return "".join(data)


if __name__ == "__main__":
    main()
