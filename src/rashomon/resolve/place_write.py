"""Writing down what was resolved: places with their reasons, the undecided ones included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import shapely

from rashomon.document import PlaceName
from rashomon.gazetteer import Borders, GazetteerPlace
from rashomon.gazetteer.names import key as name_key
from rashomon.geodesy import Constraint, Location, geojson
from rashomon.records import Place, PlaceCandidate, PlaceClause, Span, identify
from rashomon.resolve.place_clauses import FROM_THE_SITE
from rashomon.resolve.place_hits import QUARTER, NameHit
from rashomon.resolve.place_locate import constraints_on, meets, point_radius_km
from rashomon.resolve.place_rank import NameGroup, Ranked, is_decided
from rashomon.resolve.place_spots import SPOT
from rashomon.resolve.place_state import MOSTLY, Resolution

CANDIDATES_SHOWN = 6
ABOUT_ONE_COUNTRY = 0.8
"""Share of a report's places from which an unlisted one is taken to be in that country."""
MOSTLY_IN = 0.65
"""The share that is enough where countries and peoples that it names have as large a one."""
ALSO_ABOUT = 0.3
"""Share of them from which it is taken to be in the country of those that its sentences name."""
MOST_OF_IT = 0.8
"""A located place is in a country when that holds this share of its area."""
REGION_KM = 60.0
"""A place that is located no better than this may lie in another region than its point."""
WHERE_PREC = {"PCLI": 6, "ADM1": 4, "ADM2": 3}
_WATER_POINTS = frozenset({"WLL", "WLLS", "WTRH", "SPNG", "SPNT"})
_INTERNATIONAL_WATERS = frozenset({"SEA", "OCN", "GULF", "STRT", "BAY", "CHN"})


def written(state: Resolution) -> tuple[tuple[PlaceName, ...], tuple[Place, ...]]:
    """The names in order with the place of each, and the places with their explanations."""
    places: dict[str, Place] = {}
    named: list[tuple[NameHit, str]] = []
    for group in state.groups:
        place = _place_of(state, group)
        _add(places, place, group.hits)
        named.extend((hit, place.id) for hit in group.hits)
    for hit in state.hits:
        if hit.use == "demonym" and not hit.options:
            country = _demonym_place(state, hit)
            if country is not None:
                _add(places, country, (hit,))
                named.append((hit, country.id))
    names = [
        PlaceName(_span(state, hit), place, hit.use, places[place].country)
        for hit, place in sorted(named, key=lambda n: n[0].start)
    ]
    return tuple(names), tuple(places.values())


def _add(places: dict[str, Place], place: Place, hits: Sequence[NameHit]) -> None:
    spans = {Span(h.start, h.end, h.text) for h in hits}
    if place.id in places:
        spans |= set(places[place.id].spans)
    places[place.id] = replace(places.get(place.id, place), spans=tuple(sorted(spans)))


def _span(state: Resolution, hit: NameHit) -> Span:
    return Span.of(state.document.text, hit.start, hit.end)


def _place_of(state: Resolution, group: NameGroup) -> Place:
    ranked = state.ranked[group.key, group.within]
    if group.key in state.located:
        return _from_report(state, group, *state.located[group.key])
    if ranked and group.key in state.known and is_decided(ranked):
        return _checked(state, group, _listed(state, group.hits[0].text, ranked, _reason(ranked)))
    if group.key in state.nearly:
        return _nearly_listed(state, group)
    return _unresolved(state, group, ranked)


def _reason(ranked: Sequence[Ranked]) -> str:
    best = ranked[0]
    if len(ranked) == 1:
        return f"the only listed place of that name ({best.why})"
    return f"first of {len(ranked)} listed places of that name: {best.why}"


def _listed(state: Resolution, name: str, ranked: Sequence[Ranked], reason: str) -> Place:
    place = ranked[0].place
    region = None
    if place.feature_code == "ADM1" and place.country is not None:
        region = _outline(state.borders, place.country, place.name)
    return Place(
        id=_identify(state, place.name, place.geonameid, place.feature_code),
        name=place.name,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=point_radius_km(place) if place.is_point else place.radius_km,
        where_prec=where_prec(place),
        geonameid=place.geonameid,
        method="gazetteer" if place.is_point else "region",
        region=region,
        candidates=_candidates(ranked),
        explanation=f"“{name}”: {reason}",
        spans=(),
    )


@lru_cache(maxsize=512)
def _outline(borders: Borders, country: str, name: str) -> dict[str, Any] | None:
    """A coarse shape of a first-order region."""
    shape = borders.region(country, name)
    return geojson(shape.simplify(0.03), 2) if shape is not None else None


def _checked(state: Resolution, group: NameGroup, place: Place) -> Place:
    """A listed place with what the report says of where it lies, and whether it does."""
    listed = state.ranked[group.key, group.within][0].place
    own = [
        c
        for c in state.clauses
        if (c.subject or state.main) == group.key
        or (c.kind in FROM_THE_SITE and state.main == group.key and c.subject not in state.located)
    ]
    told: list[tuple[Constraint, bool]] = []
    for constraint in constraints_on(group.key, own, state.setting()):
        met = meets(listed, constraint)
        if met is not None and constraint.anchor.name != listed.name:
            told.append((constraint, met))
    clauses = _clauses(state, told)
    against = [f"“{c.span.text}” ({c.means})" for c in clauses if not c.met]
    agrees = [f"“{c.span.text}” ({c.means})" for c in clauses if c.met]
    explanation = place.explanation
    if agrees:
        explanation += f". The report puts it there too: {'; '.join(agrees)}"
    if against:
        explanation += f". Against it the report says: {'; '.join(against)}"
    return replace(place, explanation=explanation, clauses=clauses)


def _clauses(state: Resolution, told: Sequence[tuple[Constraint, bool]]) -> tuple[PlaceClause, ...]:
    """Constraints by the clauses that state them; a clause is met when all it says is."""
    found: dict[str, tuple[list[str], bool]] = {}
    for constraint, met in told:
        means, so_far = found.get(constraint.text, ([], True))
        found[constraint.text] = ([*means, _meaning(constraint)], so_far and met)
    spans = {c.text: c for c in reversed(state.clauses)}
    return tuple(
        PlaceClause(
            Span.of(state.document.text, spans[text].start, spans[text].end),
            "; ".join(dict.fromkeys(means)), met,
        )
        for text, (means, met) in found.items()
        if text in spans
    )  # fmt: skip


def where_prec(place: GazetteerPlace) -> int:
    """UCDP's where_prec of a listed place: what its point or its area says of where it is."""
    if place.feature_class == "A":
        return WHERE_PREC.get(place.feature_code, 3)
    if place.feature_class in ("P", "S") or place.feature_code in _WATER_POINTS:
        return 1
    if place.is_wide and place.feature_code in _INTERNATIONAL_WATERS:
        return 7
    return 5 if place.feature_class != "L" or (place.radius_km or 0) <= 100 else 6


def _candidates(ranked: Sequence[Ranked]) -> tuple[PlaceCandidate, ...]:
    return tuple(
        PlaceCandidate(
            _full_name(r.place),
            r.place.country,
            r.place.latitude,
            r.place.longitude,
            r.score,
            r.why,
        )
        for r in ranked[:CANDIDATES_SHOWN]
    )


def _full_name(place: GazetteerPlace) -> str:
    parts = [place.name]
    if place.admin1 and place.admin1 != place.name:
        parts.append(place.admin1)
    return ", ".join(parts)


def _nearly_listed(state: Resolution, group: NameGroup) -> Place:
    """An unlisted spelling of a place that is listed in the report's own country."""
    place, likeness = state.nearly[group.key]
    why = f"spelt {likeness:.0%} alike, in the report's country"
    reason = f"taken for {place.name} ({why})"
    return _listed(state, group.hits[0].text, [Ranked(place, likeness, why)], reason)


def _unresolved(state: Resolution, group: NameGroup, ranked: Sequence[Ranked]) -> Place:
    name = group.hits[0].text
    against = [c for c in state.contradictions.get(group.key, ()) if not c.assumed]
    if against:
        told = "; ".join(dict.fromkeys(_told(c) for c in against))
        reason = f"what the report says of where it is cannot all be true: {told}"
    elif ranked and is_decided(ranked):
        reason = "the listed places of that name contradict what the report says of it"
    elif ranked:
        reason = f"{len(ranked)} listed places of that name, and nothing in the report decides"
    elif group.key in state.strays:
        reason = "its listed places lie in countries that nothing else in the report is about"
    else:
        reason = "no gazetteer lists it, and the report does not say enough of where it is"
    country = _country_of_the_report(state, group) if not ranked else None
    if country is not None:
        reason += f"; the report's other places are in {country}"
    near = state.gazetteer.fuzzy(name, limit=3) if not ranked else ()
    ranked = ranked or state.strays.get(group.key, ())
    shown = _candidates(ranked) or tuple(
        PlaceCandidate(
            _full_name(p), p.country, p.latitude, p.longitude, round(s, 2), "a similar name"
        )
        for p, s in near
    )
    return Place(
        id=_identify(state, group.key, None, "unresolved"), name=name, country=country, admin1=None,
        admin2=None, latitude=None, longitude=None, radius_km=None, where_prec=None,
        geonameid=None, method="unresolved", region=None, candidates=shown,
        explanation=f"“{name}” ({group.hits[0].evidence}): {reason}", spans=(),
        clauses=_clauses(state, [(c, False) for c in against]),
    )  # fmt: skip


def _country_of_the_report(state: Resolution, group: NameGroup) -> str | None:
    """The one country in which the places beside an unlisted one are, or most of a report's.

    Peoples and governments do not count: who fights is not where. Nor does what lies beyond a
    border that is named as such.
    """
    beyond = {a.start for c in state.clauses if c.kind in ("near-border", "distance-border")
              for a in c.anchors}  # fmt: skip
    told_in = {hit.sentence for hit in group.hits}
    votes: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for other in state.groups:
        ranked = state.ranked[other.key, other.within]
        country = ranked[0].place.country if ranked else None
        if country is None:
            continue
        for hit in other.hits:
            if hit.use == "place" and hit.start not in beyond:
                votes[country] += 1
                beside[country] += hit.sentence in told_in
    if not votes:
        return None
    area = _area_behind(state, group)
    if area is not None:
        return area
    code, most = votes.most_common(1)[0]
    if most >= ABOUT_ONE_COUNTRY * votes.total():
        return code
    # Two countries at war are both named by their peoples: the one of them is then not enough.
    peoples = state.focus.countries.get(code, 0.0)
    if most >= MOSTLY_IN * votes.total() and peoples >= MOSTLY_IN:
        return code
    near, told = beside.most_common(1)[0]
    alone = told > 0 and told == beside.total()
    return near if alone and votes[near] >= ALSO_ABOUT * votes.total() else None


def _area_behind(state: Resolution, group: NameGroup) -> str | None:
    """The country of the area that stands right behind a name's comma: "X, Diffa region"."""
    ends = {hit.end for hit in group.hits}
    for other in state.groups:
        ranked = state.ranked[other.key, other.within]
        if not ranked or ranked[0].place.feature_class != "A":
            continue
        for hit in other.hits:
            before = state.document.text[: hit.start].rstrip()
            if before.endswith(",") and len(before) - 1 in ends:
                return ranked[0].place.country
    return None


def _from_report(
    state: Resolution, group: NameGroup, location: Location, constraints: tuple[Constraint, ...]
) -> Place:
    name = group.hits[0].text
    area = _told_area(state, group, location) or _town_of(state, group)
    region = area.admin1 if area else _region_of(state, location)
    used = "; ".join(dict.fromkeys(_told(c) for c in location.used))
    explanation = (
        f"“{name}” is not listed; placed where these meet: {used}. "
        f"Nine tenths of the area lie within {location.radius_km:.0f} km of the point."
    )
    if len(location.patches) > 1:
        explanation += f" Of {len(location.patches)} patches that fit, the likeliest is taken."
    if location.contradicted:
        against = "; ".join(dict.fromkeys(_told(c) for c in location.contradicted))
        explanation += f" Contradicts them and was left out: {against}."
    return Place(
        id=_identify(state, group.key, None, "from-report"),
        name=name,
        country=area.country if area else _country_of(state, location) or _across(state, group),
        admin1=region,
        admin2=None,
        latitude=round(location.latitude, 4),
        longitude=round(location.longitude, 4),
        radius_km=location.radius_km,
        where_prec=_precision(location.radius_km),
        geonameid=None,
        method="from-report",
        region=geojson(location.region),
        candidates=_candidates(
            state.ranked[group.key, group.within] or state.strays.get(group.key, ())
        ),
        explanation=explanation,
        spans=(),
        clauses=_clauses(
            state,
            [(c, True) for c in location.used]
            + [(c, False) for c in location.contradicted if not c.assumed],
        ),
    )


def _told(constraint: Constraint) -> str:
    mostly = constraint.text.startswith(MOSTLY)
    words = constraint.text if mostly else f"“{constraint.text}”"
    return f"{words} ({_meaning(constraint)})"


def _meaning(constraint: Constraint) -> str:
    name = constraint.anchor.name
    if constraint.kind == "inside":
        return f"inside {name}"
    if constraint.kind == "leads-into":
        return f"leads to a place in {name}, if the report keeps to it"
    if constraint.kind == "distance":
        return f"{constraint.low_km:.0f}–{constraint.high_km:.0f} km from {name}"
    if constraint.kind == "direction":
        return f"on a bearing of about {constraint.bearing:.0f}° from {name}"
    other = constraint.other.name if constraint.other else "the next place"
    return f"between {name} and {other}"


def _precision(radius_km: float) -> int:
    """UCDP where_prec of a located place: 2 within 25 km, 3 and 4 as districts and regions are."""
    return 2 if radius_km <= 25 else 3 if radius_km <= 60 else 4 if radius_km <= 150 else 6


def _country_of(state: Resolution, location: Location) -> str | None:
    """The country that holds the point, where it holds most of the area; else none is told."""
    code = state.borders.country_at(location.latitude, location.longitude)
    area = state.borders.country(code) if code else None
    if area is None:
        return code
    if any(_names_country(c, code, state) for c in location.used):
        return code
    region = shapely.make_valid(location.region)
    inside = shapely.intersection(region, area).area
    return code if inside >= MOST_OF_IT * region.area else None


def _town_of(state: Resolution, group: NameGroup) -> GazetteerPlace | None:
    """The town of which a name is a quarter, where it is known."""
    towns = (h.within for h in group.hits if h.evidence == QUARTER and h.within is not None)
    known = next((state.known[name_key(t)] for t in towns if name_key(t) in state.known), None)
    return known.place if known is not None else None


def _across(state: Resolution, group: NameGroup) -> str | None:
    """The country of what a spot is measured from, where the spot may lie across a border; a spot
    off a coast has none."""
    if group.hits[0].feature != SPOT:
        return None
    location = state.located[group.key][0]
    codes = {
        k.place.country
        for c in location.used
        for k in state.known.values()
        if k.name == c.anchor.name and k.place is not None
    }
    code = state.borders.country_at(location.latitude, location.longitude)
    return code if code in codes else None


def _region_of(state: Resolution, location: Location) -> str | None:
    if location.radius_km > REGION_KM:
        return None
    return state.borders.region_at(location.latitude, location.longitude)


def _names_country(constraint: Constraint, code: str | None, state: Resolution) -> bool:
    """True for a clause that puts the place in that country or a part of it."""
    if constraint.kind != "inside" or constraint.assumed:
        return False
    listed = (k.place for k in state.known.values() if k.name == constraint.anchor.name)
    return any(place is not None and place.country == code for place in listed)


def _told_area(state: Resolution, group: NameGroup, location: Location) -> GazetteerPlace | None:
    """The region or district that the report puts a located place in, where that was used."""
    told = {constraint.text for constraint in location.used}
    for clause in state.clauses:
        if clause.kind != "inside" or clause.subject != group.key or clause.text not in told:
            continue
        for hit in clause.anchors:
            place = state.known[hit.key].place if hit.key in state.known else None
            if place is not None and place.feature_code != "PCLI" and place.admin1 is not None:
                return place
    return None


def _demonym_place(state: Resolution, hit: NameHit) -> Place | None:
    codes = state.gazetteer.countries_by_demonym(hit.text)
    code = max(codes, key=lambda c: state.focus.countries.get(c, 0.0)) if codes else None
    country = next((c for c in state.gazetteer.countries() if c.code == code), None)
    if country is None:
        return None
    listed = [
        p for p in state.gazetteer.exact(country.name, country=code) if p.feature_code == "PCLI"
    ]
    if not listed:
        return None
    ranked = [Ranked(listed[0], 1.0, f"“{hit.text}” is of {country.name}")]
    return _listed(state, hit.text, ranked, f"of {country.name}")


def _identify(state: Resolution, name: str, geonameid: int | None, kind: str) -> str:
    return identify("p", state.document.report.id, name, geonameid, kind)
