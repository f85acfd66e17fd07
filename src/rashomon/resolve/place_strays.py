"""Names whose listed place lies in a country that the report has nothing to do with.

A village that no gazetteer lists often shares its name with a town at the other end of the world.
A small place abroad is meant only where something else of the report is there: its country is
named, it has a large place or another one nearby in the report, it borders on such a country, or
words say that it lies there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key
from rashomon.resolve.place_hits import DATELINE, NameHit
from rashomon.resolve.place_locate import Known
from rashomon.resolve.place_rank import NameGroup, is_own_name, km_between, named_countries

KNOWN_ABROAD = 500_000
"""A town or region this large is meant wherever the report is from."""
WELL_KNOWN, TIMES_THE_NEXT = 150_000, 5
"""A town this large is meant too where it is so many times larger than the next of its name."""
ALIKE = 3
"""Letters with which the name of a town begins in most languages."""
NEARBY_KM = 150.0
"""Two places of a report this near each other, or one this near the report's country, are no
strays."""
LARGE_BESIDE, REACH_KM = 50_000, 500.0
"""A smaller town of a neighbouring country, further from all that the report names, is no more
meant than one at the other end of the world."""
_WEIGHTY = frozenset({"PCLI", "PPLC", "CONT", "RGN"})


def without_strays(
    hits: Sequence[NameHit],
    groups: Sequence[NameGroup],
    known: Mapping[str, Known],
    gazetteer: Gazetteer,
    borders: Borders,
    home: str | None,
    winds: frozenset[str],
) -> tuple[NameHit, ...] | None:
    """The hits, those of stray names with no option left but those in the report's countries;
    None where no name is stray. A wind that is no region of those is no name at all.

    `known`: what each name was taken for, by key; `home`: the country of the outlet; `winds`: the
    keys of names of winds, as many regions are called.
    """
    found = [(g, place) for g in groups for place in _taken(g, known)]
    taken = [(g, place) for g, place in found if g.key not in winds]
    countries = {code for code, share in named_countries(hits, gazetteer).items() if share > 0}
    firm = {
        g.key
        for g, p in taken
        if _is_weighty(p) or _is_region(g, p) or _is_dateline(g) or _is_well_known(g, p)
    }
    countries |= {
        p.country
        for g, p in taken
        if p.country and g.key in firm and (_is_weighty(p) or _is_region(g, p) or _is_dateline(g))
    }
    countries |= {home} if home is not None else set()
    abroad = {p.country for _, p in taken if p.country} - countries
    beside = {a for a in abroad if any(borders.shared_border(a, c) for c in countries)}
    doubtful = {
        g.key
        for g, p in taken
        if p.country in beside and not (is_own_name(p, g.key) and _is_in_reach(p, taken, countries))
    }
    countries |= beside
    near = {
        one.key
        for (g, p), (h, q) in combinations(taken, 2)
        if g.key != h.key and km_between(p, q) <= NEARBY_KM
        for one in (g, h)
    }
    strays = {
        group.key
        for group, place in taken
        if place.country is not None
        and group.key not in firm
        and (place.country not in countries or group.key in doubtful)
        and group.key not in near
        and place.country not in {c.country for c in group.containers}
    }
    blown = {g.key for g, place in found if g.key in winds and place.country not in countries}
    if not (strays or blown) or not countries:
        return None
    return tuple(
        replace(h, options=_at_home(h, countries - beside if h.key in doubtful else countries))
        if h.key in strays
        else h
        for h in hits
        if h.key not in blown
    )


def _taken(group: NameGroup, known: Mapping[str, Known]) -> Iterator[GazetteerPlace]:
    found = known.get(group.key)
    if found is not None and found.place is not None:
        yield found.place


def _is_weighty(place: GazetteerPlace) -> bool:
    return place.feature_code in _WEIGHTY or (place.population or 0) >= KNOWN_ABROAD


def _is_well_known(group: NameGroup, place: GazetteerPlace) -> bool:
    """Whether a name is nearly that of one town alone: "speaking in Geneva"."""
    if any(hit.feature for hit in group.hits) or key(place.name)[:ALIKE] != group.key[:ALIKE]:
        return False  # "Paek District", a name that the town has in some other tongue
    people = place.population or 0
    others = [p.population or 0 for p in group.options if km_between(p, place) > NEARBY_KM]
    return people >= WELL_KNOWN and people >= TIMES_THE_NEXT * max(others, default=0)


def _is_in_reach(
    place: GazetteerPlace, taken: Sequence[tuple[NameGroup, GazetteerPlace]], countries: set[str]
) -> bool:
    """Whether a place of a neighbouring country is one that a report of these countries may mean:
    a large town, or one not too far from a place there."""
    away = [km_between(place, other) for _, other in taken if other.country in countries]
    large = (place.population or 0) >= LARGE_BESIDE or not place.is_point
    return large or min(away, default=0.0) <= REACH_KM


def _is_region(group: NameGroup, place: GazetteerPlace) -> bool:
    """Whether a name is that of a region and of no town: there are few namesakes of those."""
    return place.feature_code == "ADM1" and not any(p.feature_class == "P" for p in group.options)


def _is_dateline(group: NameGroup) -> bool:
    """Whether the report says that it comes from there."""
    return any(hit.evidence == DATELINE for hit in group.hits)


def _at_home(hit: NameHit, countries: set[str]) -> tuple[GazetteerPlace, ...]:
    return tuple(p for p in hit.options if p.country in countries)
