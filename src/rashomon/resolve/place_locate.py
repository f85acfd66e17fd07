"""Placing what no gazetteer lists: the clauses of a report as geodesic constraints on one point.

Each clause becomes constraints with the tolerance its words leave (`place_lexicon.rounded_range`);
a border clause measures from the line that two countries share; "in the X region" bounds the area.
The places a report locates this way can in turn anchor others, with their own uncertainty added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.geodesy import (
    BEARING_SPREAD,
    BORDER_ERROR_KM,
    Anchor,
    Constraint,
    Location,
    bearing_degrees,
    distance_km,
    distance_to_km,
    locate,
)
from rashomon.resolve.place_clauses import Clause
from rashomon.resolve.place_hits import NameHit

NEAR_KM = (0.0, 25.0, 7.0)
"""(low, high, expected) of "near X" and "outside X"."""
NEAR_BORDER_KM = (0.0, 40.0, 10.0)
"""(low, high, expected) of "near the border": news uses it of places up to about 40 km away."""
HALFWAY = (0.33, 0.67)
"""Shares of the way at which "halfway between" still holds."""
DISTRICT_KM = 60.0
"""Radius of a district of which only the middle is known."""
_BOTH_WAYS = frozenset({"distance", "distance-direction", "direction"})
_BORDERS = frozenset({"distance-border", "near-border", "border-with"})
LARGEST_TOWN_KM = 12.0
ALLOWED_KM, ALLOWED_DEGREES = 5.0, 10.0
"""By which a listed place may miss what the report says of it and still be said to lie so."""
SPOT_KM, LANDSCAPE_KM = 1.0, 5.0
"""How far a building or a camp, and a hill or a wadi, are taken to reach from their point."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place whose position is settled: listed, or located before. `radius_km` its uncertainty."""

    name: str
    latitude: float
    longitude: float
    radius_km: float
    place: GazetteerPlace | None = None


@dataclass(frozen=True)
class Setting:
    """What locating needs to know of the report besides its clauses.

    `known` by name key; `main` the key of the main site; `countries` the report's countries with
    their shares, most mentioned first.
    """

    known: Mapping[str, Known]
    main: str | None
    countries: tuple[tuple[str, float], ...]
    gazetteer: Gazetteer
    borders: Borders

    def country_names(self, code: str) -> str:
        """The name of a country for an explanation."""
        return next((c.name for c in self.gazetteer.countries() if c.code == code), code)


def constraints_on(
    name: str, clauses: Iterable[Clause], setting: Setting
) -> tuple[Constraint, ...]:
    """Every constraint that the clauses put on one name (a key)."""
    found: list[Constraint] = []
    for clause in clauses:
        found.extend(_from_clause(name, clause, setting))
    return tuple(found)


def across_the_border(name: str, clauses: Iterable[Clause], setting: Setting) -> frozenset[str]:
    """Countries that a name's clauses name as the other side of a border."""
    found: set[str] = set()
    for clause in clauses:
        about = clause.subject if clause.subject is not None else setting.main
        if about == name and clause.kind in _BORDERS:
            named = [c for c in map(_country, clause.anchors) if c]
            found.update(named[1:] if len(named) > 1 else named)
    return frozenset(found)


def leads_to_others(
    name: str, clauses: Iterable[Clause], setting: Setting, home: Anchor
) -> tuple[Constraint, ...]:
    """What clauses to other unlisted places tell of this one, if those lie in the report's country.

    "X, about 100 km west" of the site says something of the site although X is unknown: the site
    cannot be where a hundred kilometres to the west lie in another country.
    """
    found = []
    for clause in clauses:
        if clause.kind != "distance-direction-site" or name != setting.main:
            continue
        d, subject = clause.distance, clause.subject
        if subject is None or subject == name or subject in setting.known or d is None:
            continue
        if clause.bearing is not None:
            found.append(
                Constraint(
                    "leads-into", clause.text, home, low_km=d.low_km, high_km=d.high_km,
                    bearing=clause.bearing, spread=BEARING_SPREAD[clause.winds],
                    assumed=True,
                )
            )  # fmt: skip
    return tuple(found)


def locate_name(constraints: Sequence[Constraint]) -> Location | None:
    """Where the constraints meet; None where they only bound an area of a country or more."""
    return locate(constraints) if constraints else None


def point_radius_km(place: GazetteerPlace) -> float:
    """How far a town reaches from its listed point, from its population; a spot, a landscape."""
    if place.feature_class != "P":
        return SPOT_KM if place.feature_class == "S" else LANDSCAPE_KM
    people = place.population or 1000
    return round(min(max(0.004 * math.sqrt(people), 0.5), LARGEST_TOWN_KM), 1)


# ------------------------------------------------------------------------- clause → constraints


def _from_clause(name: str, clause: Clause, setting: Setting) -> list[Constraint]:
    about = clause.subject if clause.subject is not None else setting.main
    if clause.kind in ("distance-direction-site", "distance-site"):
        return _to_the_site(name, about, clause, setting)
    if about == name:
        return _on_the_subject(clause, setting)
    keys = [a.key for a in clause.anchors]
    other = setting.known.get(about) if about is not None else None
    if name in keys and other is not None and clause.kind in _BOTH_WAYS:
        return _measured(other, clause, turned=True)
    return []


def _to_the_site(
    name: str, about: str | None, clause: Clause, setting: Setting
) -> list[Constraint]:
    """ "X, about 30 km west": X against the main site, whichever of the two is unknown."""
    if about is None or setting.main is None or about == setting.main:
        return []
    if name == about and setting.main in setting.known:
        return _measured(setting.known[setting.main], clause, turned=False)
    if name == setting.main and about in setting.known:
        return _measured(setting.known[about], clause, turned=True)
    return []


def _measured(known: Known, clause: Clause, *, turned: bool) -> list[Constraint]:
    """Distance from, and direction from, a known place. `turned`: it is the known that is there."""
    anchor = Anchor(known.name, known.latitude, known.longitude, known.radius_km)
    slack = known.radius_km
    found = []
    if clause.kind == "near":
        low, high, expected = NEAR_KM
        found.append(_distance(clause.text, anchor, low, high + slack, expected))
    if clause.distance is not None:
        d = clause.distance
        low = max(d.low_km - slack, 0.0)
        found.append(_distance(clause.text, anchor, low, d.high_km + slack, d.expected_km))
    if clause.bearing is not None:
        bearing = (clause.bearing + 180) % 360 if turned else clause.bearing
        reach = clause.distance.high_km + slack + 1 if clause.distance else 0.0
        found.append(
            Constraint(
                "direction", clause.text, anchor, bearing=bearing,
                spread=BEARING_SPREAD[clause.winds], high_km=reach,
            )
        )  # fmt: skip
    return found


def _distance(text: str, anchor: Anchor, low: float, high: float, expected: float) -> Constraint:
    return Constraint("distance", text, anchor, low_km=low, high_km=high, expected_km=expected)


def _on_the_subject(clause: Clause, setting: Setting) -> list[Constraint]:
    if clause.kind in _BORDERS:
        return _from_border(clause, setting)
    if clause.kind in ("part", "inside"):
        return _in_area(clause, setting)
    anchors = [_as_town(a, setting) for a in clause.anchors if a.key in setting.known]
    if clause.kind in ("between", "road", "halfway") and len(anchors) == 2:
        return _on_the_way(clause, anchors[0], anchors[1])
    if len(anchors) != 1 or len(clause.anchors) != 1:
        return []
    place = anchors[0].place
    if place is not None and place.feature_class == "A" and place.feature_code != "ADM2":
        return _from_area(clause, place, setting)
    return _measured(anchors[0], clause, turned=False)


def _as_town(hit: NameHit, setting: Setting) -> Known:
    """What is measured from: of a region and its town of the same name, the town."""
    known = setting.known[hit.key]
    place = known.place
    if place is None or place.feature_code not in ("ADM1", "ADM2") or hit.feature == "A":
        return known
    towns = [
        p
        for p in hit.options
        if p.feature_class == "P" and p.country == place.country and p.admin1 == place.admin1
    ]
    if not towns:
        return known
    town = max(towns, key=lambda p: p.population or 0)
    return Known(town.name, town.latitude, town.longitude, point_radius_km(town), town)


def _on_the_way(clause: Clause, first: Known, second: Known) -> list[Constraint]:
    a, b = (Anchor(k.name, k.latitude, k.longitude, k.radius_km) for k in (first, second))
    found = [Constraint("between", clause.text, a, b)]
    if clause.kind == "halfway":
        way = distance_km(a.latitude, a.longitude, b.latitude, b.longitude)
        low, high = (share * way for share in HALFWAY)
        found.append(_distance(clause.text, a, low, high, way / 2))
    return found


def _from_area(clause: Clause, place: GazetteerPlace, setting: Setting) -> list[Constraint]:
    """ "30 km from Kashmir": from the area's edge. A direction from an area says too little."""
    area = area_of_place(place, setting.borders)
    if area is None or clause.distance is None:
        return []
    d = clause.distance
    low = max(d.low_km - BORDER_ERROR_KM, 0)
    return [_distance(clause.text, anchor_of(place.name, area), low, d.high_km + BORDER_ERROR_KM,
                      d.expected_km)]  # fmt: skip


def _from_border(clause: Clause, setting: Setting) -> list[Constraint]:
    """Distance from the border of two countries; the side that is not named is the report's."""
    low, high, expected = NEAR_BORDER_KM
    if clause.distance is not None:
        d = clause.distance
        low, expected = max(d.low_km - BORDER_ERROR_KM, 0), d.expected_km
        high = d.high_km + BORDER_ERROR_KM
    found = []
    for first, second in _border_pairs(clause, setting):
        line = setting.borders.shared_border(first, second)
        if line is not None:
            name = f"border of {setting.country_names(first)} and {setting.country_names(second)}"
            found.append(_distance(clause.text, anchor_of(name, line), low, high, expected))
    return found


def _border_pairs(clause: Clause, setting: Setting) -> list[tuple[str, str]]:
    named = [c for c in map(_country, clause.anchors) if c]
    touching = [c for c, _ in setting.countries]

    def at_home(code: str) -> str | None:
        return next(
            (c for c in touching if c != code and setting.borders.shared_border(c, code)), None
        )

    if len(named) >= 2 and setting.borders.shared_border(named[0], named[1]) is not None:
        home = touching[0] if touching else None
        if (
            home is not None
            and home not in named[:2]
            and all(setting.borders.shared_border(home, c) for c in named[:2])
        ):
            # "near the borders of A and B", told of a third country that touches both.
            return [(home, named[0]), (home, named[1])]
        return [(named[0], named[1])]
    return [(other, code) for code in named for other in [at_home(code)] if other is not None]


def _country(hit: NameHit) -> str | None:
    if hit.country is not None:
        return hit.country
    return next((p.country for p in hit.options if p.feature_code == "PCLI"), None)


def _in_area(clause: Clause, setting: Setting) -> list[Constraint]:
    for hit in clause.anchors:
        known = setting.known.get(hit.key)
        place = known.place if known else None
        if place is None or not (place.feature_class in ("A", "L") or hit.feature == "A"):
            continue
        if clause.subject is None and not (hit.feature == "A" or clause.kind == "part"):
            # "in Mali" said of nothing in particular bounds nothing.
            continue
        bearing = clause.bearing if clause.kind == "part" else None
        area = area_of_place(place, setting.borders, bearing)
        if area is not None:
            return [Constraint("inside", clause.text, anchor_of(place.name, area))]
        district = place.feature_code == "ADM2" or place.feature_class == "P"
        reach = DISTRICT_KM if district else place.radius_km
        if reach is not None:
            anchor = Anchor(place.name, place.latitude, place.longitude)
            return [_distance(clause.text, anchor, 0, reach * 1.3, reach / 2)]
    return []


def area_of_place(
    place: GazetteerPlace, borders: Borders, bearing: float | None = None
) -> BaseGeometry | None:
    """The area of a listed country or first-order region, where there is a shape for it; of a
    bearing, its northern, south-western, … part."""
    if place.country is None or place.feature_code not in ("PCLI", "ADM1"):
        return None
    region = place.name if place.feature_code == "ADM1" else None
    if bearing is not None:
        return borders.part(place.country, region, bearing)
    if region is None:
        return borders.country(place.country)
    return borders.region(place.country, region)


def anchor_of(name: str, geometry: BaseGeometry) -> Anchor:
    """An area or a line, in [longitude, latitude], as an anchor."""
    point = geometry.representative_point()
    return Anchor(name, point.y, point.x, geometry=geometry)


def misses_km(place: GazetteerPlace, constraints: Sequence[Constraint]) -> float | None:
    """How far a listed place lies outside its worst distance or area; None without any to test."""
    worst: float | None = None
    for constraint in constraints:
        gap = _gap(place, constraint)
        if gap is not None:
            worst = gap if worst is None else max(worst, gap)
    return worst


def is_elsewhere(place: GazetteerPlace, constraints: Sequence[Constraint], far_km: float) -> bool:
    """Whether most clauses that can tell put a name farther than `far_km` from a listed place."""
    missed: dict[str, float] = {}
    for constraint in constraints:
        gap = _gap(place, constraint)
        if gap is not None:
            missed[constraint.text] = max(gap, missed.get(constraint.text, 0.0))
    far = sum(gap > far_km for gap in missed.values())
    return far > len(missed) - far


def meets(place: GazetteerPlace, constraint: Constraint) -> bool | None:
    """Whether a listed place lies as a clause says; None for a clause that says too little to tell.

    A village is measured from any of its ends, and by road: some kilometres are allowed. An area is
    not measured: what is told of it may hold for its edge.
    """
    if not place.is_point:
        return None
    gap = _gap(place, constraint)
    if gap is not None:
        return gap <= ALLOWED_KM + point_radius_km(place)
    if constraint.kind != "direction":
        return None
    anchor = constraint.anchor
    at = (anchor.latitude, anchor.longitude, place.latitude, place.longitude)
    if distance_km(*at) <= ALLOWED_KM + anchor.size_km:
        return None
    turned = (bearing_degrees(*at) - constraint.bearing + 180) % 360 - 180
    return abs(turned) <= constraint.spread + ALLOWED_DEGREES


def can_miss(place: GazetteerPlace) -> bool:
    """Whether a listed place can be held against clauses: a point, or a district; of a larger area
    what is told may hold for any end."""
    return place.is_point or place.feature_code == "ADM2"


def _gap(place: GazetteerPlace, constraint: Constraint) -> float | None:
    """Kilometres by which a place fails a distance or an area; of a district, any part of it."""
    gap = _gap_of_point(place, constraint)
    if gap is None or place.feature_code != "ADM2":
        return gap
    return max(gap - (place.radius_km or DISTRICT_KM), 0.0)


def _gap_of_point(place: GazetteerPlace, constraint: Constraint) -> float | None:
    anchor = constraint.anchor
    if anchor.geometry is not None:
        away = distance_to_km(place.latitude, place.longitude, anchor.geometry)
    else:
        away = distance_km(place.latitude, place.longitude, anchor.latitude, anchor.longitude)
    if constraint.kind == "inside":
        return max(away - BORDER_ERROR_KM, 0.0)
    if constraint.kind == "distance":
        return max(constraint.low_km - away, away - constraint.high_km, 0.0)
    return None
