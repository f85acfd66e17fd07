"""Where the names of a report are: `resolve_places`.

1. find the names, listed and unlisted (`place_names`);
2. rank the listed ones' candidates by the whole report (`place_rank`);
3. read the clauses that say where a place lies (`place_clauses`), and rank again with them;
4. locate what is not listed from its clauses (`place_locate`), the main site first, each place that
   is located serving the next as an anchor;
5. write it all down, undecided names included, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import shapely

from rashomon.document import Document, PlaceName
from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key as name_key
from rashomon.gazetteer.names import skeleton
from rashomon.geodesy import Constraint, Location, geojson
from rashomon.records import Place, PlaceCandidate, Span, identify
from rashomon.resolve.place_clauses import Clause, find_clauses
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.place_locate import (
    Known,
    Setting,
    anchor_of,
    constraints_on,
    leads_to_others,
    locate_name,
    misses_km,
    town_radius_km,
)
from rashomon.resolve.place_names import NameHit, find_names, settled
from rashomon.resolve.place_rank import (
    Focus,
    NameGroup,
    Ranked,
    fits,
    group_names,
    is_decided,
    rank,
    rank_in,
)

CANDIDATES_SHOWN = 6
IMPOSSIBLE_KM = 60.0
"""A listed place this far from where the clauses put it is another place of the same name."""
NEARLY_THE_SAME_NAME = 0.8
"""Spelling similarity from which a name of the report's own country, sounding the same, is taken for
a listed one."""
MOSTLY_ABOUT = 1.5
"""A report is about the country that it names this many times as often as the next."""
MOSTLY = "the report is mostly about"
MOST_OF_IT = 0.8
WHERE_PREC = {"PCLI": 6, "ADM1": 4, "ADM2": 3}
_SHOWN_BY: frozenset[str] = frozenset(
    {"distance", "distance-direction", "distance-border", "distance-direction-site",
     "distance-site", "direction", "near-border", "road"}
)  # fmt: skip
"""Clauses that only a place can have or be measured from."""


@dataclass(slots=True)
class _Resolver:
    """The state of one report's resolution; lives for one call."""

    document: Document
    gazetteer: Gazetteer
    borders: Borders
    lexicon: PlaceLexicon
    hits: tuple[NameHit, ...] = ()
    clauses: tuple[Clause, ...] = ()
    groups: tuple[NameGroup, ...] = ()
    ranked: dict[tuple[str, str | None], tuple[Ranked, ...]] = field(default_factory=dict)
    focus: Focus = field(default_factory=lambda: Focus({}, {}, ()))
    known: dict[str, Known] = field(default_factory=dict)
    located: dict[str, tuple[Location, tuple[Constraint, ...]]] = field(default_factory=dict)
    main: str | None = None


def resolve_places(
    document: Document, gazetteer: Gazetteer, borders: Borders, lexicon: PlaceLexicon
) -> tuple[tuple[PlaceName, ...], tuple[Place, ...]]:
    """Every place name of the document in order, and the places that they mean.

    A demonym's place is its country. Names that could not be decided or located are places with
    method "unresolved", no coordinates, the candidates and the reason.
    """
    state = _Resolver(document, gazetteer, borders, lexicon)
    _find(state)
    _rank_with_clauses(state)
    _locate_unlisted(state)
    return _written(state)


# ------------------------------------------------------------------------------------ find, rank


def _find(state: _Resolver) -> None:
    found = find_names(state.document, state.gazetteer, state.lexicon)
    clauses = find_clauses(state.document, found, state.lexicon)
    shown = {
        key
        for clause in clauses
        if clause.kind in _SHOWN_BY
        for key in [clause.subject, *(a.key for a in clause.anchors)]
        if key is not None
    }
    state.hits = settled(found, frozenset(shown) | _fitting(state, found, frozenset(shown)))
    state.clauses = find_clauses(state.document, state.hits, state.lexicon)
    state.groups = group_names(state.hits)


def _fitting(
    state: _Resolver, found: tuple[NameHit, ...], shown: frozenset[str]
) -> frozenset[str]:
    """Keys of listed names that nothing but the list shows to be places, and that fit the others."""
    kept = {h.start for h in settled(found, shown)}
    weak = [
        h for h in found if h.start not in kept and h.options and h.use != "part-of-name"
    ]
    if not weak:
        return frozenset()
    strong = [h for h in found if h.start in kept]
    _, focus = rank(group_names(strong), strong, state.gazetteer)
    groups = group_names(weak)
    ranked = rank_in(groups, focus, state.gazetteer)
    return frozenset(
        g.key for g in groups if fits(ranked[g.key, g.within][0].place, g.key, focus)
    )


def _rank_with_clauses(state: _Resolver) -> None:
    state.ranked, state.focus = rank(state.groups, state.hits, state.gazetteer)
    _settle_known(state)
    state.main = _main_site(state)
    misses: dict[tuple[str, int], float] = {}
    measured: set[str] = set()
    for group in state.groups:
        constraints = constraints_on(group.key, state.clauses, _setting(state))
        if any(c.kind == "distance" for c in constraints):
            measured.add(group.key)
        for i, place in enumerate(group.options if constraints else ()):
            missed = misses_km(place, constraints) if place.feature_class == "P" else None
            if missed is not None:
                misses[group.key, i] = missed
    if misses:
        state.ranked, state.focus = rank(state.groups, state.hits, state.gazetteer, misses)
        _settle_known(state)
        _drop_impossible(state, {k: v for k, v in misses.items() if k[0] in measured})


def _settle_known(state: _Resolver) -> None:
    state.known = {}
    for group in state.groups:
        ranked = state.ranked[group.key, group.within]
        if is_decided(ranked) and group.key not in state.known:
            place = ranked[0].place
            radius = place.radius_km if place.feature_class != "P" else town_radius_km(place)
            state.known[group.key] = Known(
                place.name, place.latitude, place.longitude, radius or 10.0, place
            )


def _drop_impossible(state: _Resolver, misses: dict[tuple[str, int], float]) -> None:
    """A name whose every listed place contradicts the clauses is a place that is not listed."""
    for group in state.groups:
        gaps = [misses.get((group.key, i)) for i in range(len(group.options))]
        told = [gap for gap in gaps if gap is not None]
        if told and len(told) == len(gaps) and min(told) > IMPOSSIBLE_KM:
            state.known.pop(group.key, None)


def _main_site(state: _Resolver) -> str | None:
    """The key of the place the report is about: its most mentioned settlement, the first of equals.

    Unlisted places and those told to be a town or village come first, capitals last: a capital is
    named for its government, or to measure from.
    """
    best: tuple[float, str] | None = None
    for group in state.groups:
        places = [h for h in group.hits if h.use == "place"]
        top = state.ranked[group.key, group.within][:1]
        code = top[0].place.feature_code if top else "unlisted"
        if not places or code in ("PCLI", "ADM1", "ADM2", "CONT") or top and (
            top[0].place.feature_class in ("L", "H")
        ):
            continue
        told = any(h.feature == "P" for h in places)
        anchor_only = all(_is_anchor(state, h) for h in places)
        score = min(len(places), 4) + 1.5 * told + (code == "unlisted") - 2 * (code == "PPLC")
        score -= 2 * anchor_only
        if best is None or score > best[0]:
            best = (score, group.key)
    return best[1] if best else None


def _is_anchor(state: _Resolver, hit: NameHit) -> bool:
    return any(
        hit.start == a.start for c in state.clauses if c.kind in _SHOWN_BY for a in c.anchors
    )


def _setting(state: _Resolver) -> Setting:
    countries = sorted(state.focus.countries.items(), key=lambda c: (-c[1], c[0]))
    return Setting(state.known, state.main, tuple(countries), state.gazetteer, state.borders)


# ---------------------------------------------------------------------------------------- locate


def _locate_unlisted(state: _Resolver) -> None:
    waiting = [g.key for g in state.groups if g.key not in state.known and _may_locate(state, g)]
    waiting = sorted(dict.fromkeys(waiting), key=lambda key: key != state.main)
    progress = True
    while waiting and progress:
        progress = False
        for key in list(waiting):
            constraints = _constraints(state, key)
            if not any(c.kind != "inside" for c in constraints):
                continue
            location = locate_name(constraints)
            waiting.remove(key)
            progress = True
            if location is not None:
                _keep(state, key, location, constraints)
    for key in waiting:
        constraints = _constraints(state, key)
        location = locate_name(constraints)
        if location is not None and any(_is_region(c) for c in constraints):
            _keep(state, key, location, constraints)


def _keep(
    state: _Resolver, key: str, location: Location, constraints: tuple[Constraint, ...]
) -> None:
    state.located[key] = (location, constraints)
    name = next(h.text for h in state.hits if h.key == key)
    state.known[key] = Known(name, location.latitude, location.longitude, location.radius_km)


def _may_locate(state: _Resolver, group: NameGroup) -> bool:
    ranked = state.ranked[group.key, group.within]
    dropped = group.key not in state.known and is_decided(ranked)
    return not ranked or dropped


def _is_region(constraint: Constraint) -> bool:
    """True for "in the X region": an area smaller than a whole country."""
    return constraint.kind == "inside" and not constraint.text.startswith(MOSTLY)


def _constraints(state: _Resolver, key: str) -> tuple[Constraint, ...]:
    """The clauses on a name, and the country that the report is about."""
    setting = _setting(state)
    own = constraints_on(key, state.clauses, setting)
    measured = any(c.kind != "inside" for c in own)
    bounded = any(c.kind == "inside" for c in own)
    if own and (measured or bounded) and setting.countries:
        code, share = setting.countries[0]
        second = setting.countries[1][1] if len(setting.countries) > 1 else 0.0
        area = state.borders.country(code)
        if area is not None and share >= MOSTLY_ABOUT * second:
            home = anchor_of(setting.country_names(code), area)
            if not bounded:
                own = (*own, Constraint("inside", f"{MOSTLY} {home.name}", home))
            if measured:
                own = (*own, *leads_to_others(key, state.clauses, setting, home))
    return own


# ----------------------------------------------------------------------------------------- write


def _written(state: _Resolver) -> tuple[tuple[PlaceName, ...], tuple[Place, ...]]:
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


def _span(state: _Resolver, hit: NameHit) -> Span:
    return Span.of(state.document.text, hit.start, hit.end)


def _place_of(state: _Resolver, group: NameGroup) -> Place:
    ranked = state.ranked[group.key, group.within]
    if group.key in state.located:
        return _from_report(state, group, *state.located[group.key])
    if ranked and group.key in state.known and is_decided(ranked):
        return _listed(state, group.hits[0].text, ranked, _reason(ranked))
    if not ranked:
        near = _nearly_listed(state, group)
        if near is not None:
            return near
    return _unresolved(state, group, ranked)


def _reason(ranked: Sequence[Ranked]) -> str:
    best = ranked[0]
    if len(ranked) == 1:
        return f"the only listed place of that name ({best.why})"
    return f"first of {len(ranked)} listed places of that name: {best.why}"


def _listed(state: _Resolver, name: str, ranked: Sequence[Ranked], reason: str) -> Place:
    place = ranked[0].place
    settlement = place.feature_class == "P"
    region = None
    if place.feature_code == "ADM1" and place.country is not None:
        shape = state.borders.region(place.country, place.name)
        region = geojson(shape.simplify(0.03), 2) if shape is not None else None
    return Place(
        id=_identify(state, place.name, place.geonameid, place.feature_code),
        name=place.name,
        country=place.country,
        admin1=place.admin1,
        admin2=place.admin2,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=town_radius_km(place) if settlement else place.radius_km,
        where_prec=1 if settlement else _where_prec(place),
        geonameid=place.geonameid,
        method="gazetteer" if settlement else "region",
        region=region,
        candidates=_candidates(ranked),
        explanation=f"“{name}”: {reason}",
        spans=(),
    )


def _where_prec(place: GazetteerPlace) -> int:
    if place.feature_code in WHERE_PREC:
        return WHERE_PREC[place.feature_code]
    if place.feature_class == "H" and place.feature_code != "LK":
        return 7
    return 5 if place.feature_class == "H" or (place.radius_km or 999) <= 100 else 6


def _candidates(ranked: Sequence[Ranked]) -> tuple[PlaceCandidate, ...]:
    return tuple(
        PlaceCandidate(
            _full_name(r.place), r.place.country, r.place.latitude, r.place.longitude, r.score, r.why
        )
        for r in ranked[:CANDIDATES_SHOWN]
    )


def _full_name(place: GazetteerPlace) -> str:
    parts = [place.name]
    if place.admin1 and place.admin1 != place.name:
        parts.append(place.admin1)
    return ", ".join(parts)


def _nearly_listed(state: _Resolver, group: NameGroup) -> Place | None:
    """An unlisted spelling of a place that is listed in the report's own country."""
    countries = sorted(state.focus.countries.items(), key=lambda c: -c[1])[:2]
    for code, share in countries:
        if share < 0.25 or len(group.key) < 5:
            continue
        for place, likeness in state.gazetteer.fuzzy(group.hits[0].text, country=code, limit=1):
            alike = skeleton(name_key(place.name)) == skeleton(group.key)
            if alike and likeness >= NEARLY_THE_SAME_NAME and place.feature_class in ("P", "A"):
                why = f"spelt {likeness:.0%} alike, in the report's country"
                reason = f"taken for {place.name} ({why})"
                return _listed(state, group.hits[0].text, [Ranked(place, likeness, why)], reason)
    return None


def _unresolved(state: _Resolver, group: NameGroup, ranked: Sequence[Ranked]) -> Place:
    name = group.hits[0].text
    if ranked and is_decided(ranked):
        reason = "the listed places of that name contradict what the report says of it"
    elif ranked:
        reason = f"{len(ranked)} listed places of that name, and nothing in the report decides"
    else:
        reason = "no gazetteer lists it, and the report does not say enough of where it is"
    near = state.gazetteer.fuzzy(name, limit=3) if not ranked else ()
    shown = _candidates(ranked) or tuple(
        PlaceCandidate(
            _full_name(p), p.country, p.latitude, p.longitude, round(s, 2), "a similar name"
        )
        for p, s in near
    )
    return Place(
        id=_identify(state, group.key, None, "unresolved"), name=name, country=None, admin1=None,
        admin2=None, latitude=None, longitude=None, radius_km=None, where_prec=None,
        geonameid=None, method="unresolved", region=None, candidates=shown,
        explanation=f"“{name}” ({group.hits[0].evidence}): {reason}", spans=(),
    )  # fmt: skip


def _from_report(
    state: _Resolver, group: NameGroup, location: Location, constraints: tuple[Constraint, ...]
) -> Place:
    name = group.hits[0].text
    country = _country_of(state, location)
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
        country=country,
        admin1=_admin1(state, location),
        admin2=None,
        latitude=round(location.latitude, 4),
        longitude=round(location.longitude, 4),
        radius_km=location.radius_km,
        where_prec=_precision(location.radius_km),
        geonameid=None,
        method="from-report",
        region=geojson(location.region),
        candidates=_candidates(state.ranked[group.key, group.within]),
        explanation=explanation,
        spans=(),
    )


def _told(constraint: Constraint) -> str:
    mostly = constraint.text.startswith(MOSTLY)
    words = constraint.text if mostly else f"“{constraint.text}”"
    if constraint.kind == "inside":
        return f"{words} (inside {constraint.anchor.name})"
    if constraint.kind == "leads-into":
        return f"{words} (leads to a place in {constraint.anchor.name}, if the report keeps to it)"
    if constraint.kind == "distance":
        return f"{words} ({constraint.low_km:.0f}–{constraint.high_km:.0f} km from {constraint.anchor.name})"
    if constraint.kind == "direction":
        return f"{words} (on a bearing of about {constraint.bearing:.0f}° from {constraint.anchor.name})"
    return f"{words} (between {constraint.anchor.name} and {constraint.other.name if constraint.other else '?'})"


def _precision(radius_km: float) -> int:
    """UCDP where_prec of a located place: 2 within 25 km, 3 and 4 as districts and regions are."""
    return 2 if radius_km <= 25 else 3 if radius_km <= 60 else 4 if radius_km <= 150 else 6


def _country_of(state: _Resolver, location: Location) -> str | None:
    """The country that holds the point, where it holds most of the area; else none is told."""
    code = state.borders.country_at(location.latitude, location.longitude)
    area = state.borders.country(code) if code else None
    if area is None:
        return code
    region = shapely.make_valid(location.region)
    inside = shapely.intersection(region, area).area
    return code if inside >= MOST_OF_IT * region.area else None


def _admin1(state: _Resolver, location: Location) -> str | None:
    """The region the report names for it, else the one the point lies in."""
    for constraint in location.used:
        place = next(
            (k.place for k in state.known.values() if k.name == constraint.anchor.name and k.place),
            None,
        )
        if constraint.kind == "inside" and place is not None and place.feature_code == "ADM1":
            return place.name
    if location.radius_km > 60:
        return None
    return state.borders.region_at(location.latitude, location.longitude)


def _demonym_place(state: _Resolver, hit: NameHit) -> Place | None:
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


def _identify(state: _Resolver, name: str, geonameid: int | None, kind: str) -> str:
    return identify("p", state.document.report.id, name, geonameid, kind)
