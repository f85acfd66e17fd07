"""Names that no gazetteer lists as they are written, but in another spelling."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.gazetteer import GazetteerPlace
from rashomon.gazetteer.names import key as name_key
from rashomon.gazetteer.names import skeleton
from rashomon.resolve.place_hits import QUARTER
from rashomon.resolve.place_locate import constraints_on, misses_km
from rashomon.resolve.place_rank import NameGroup
from rashomon.resolve.place_state import Resolution

NEARLY_THE_SAME_NAME = 0.8
"""Spelling similarity from which a name of the report's own country, sounding the same, is taken
for a listed one."""
ALL_BUT_THE_SAME = 0.94
"""Spelling similarity that needs no likeness of sound besides."""
ITS_COUNTRY = 0.25
"""Share of a report from which a country is its own; two are looked at at most, and the
second only for all but the same name where it is no neighbour of the first."""
SHORTEST = 5
"""Letters of the shortest name that is looked for in another spelling."""
LOOKED_AT = 6
ASTRAY_KM = 60.0
"""By which a place of nearly that name may fail what the report says of where it is."""


def nearly_listed(state: Resolution, group: NameGroup) -> tuple[GazetteerPlace, float] | None:
    """The listed place that an unlisted spelling of the report's own country stands for, and how
    much they are alike (0 to 1); None where there is none, or the report puts it elsewhere."""
    if any(hit.evidence == QUARTER for hit in group.hits) or len(group.key) < SHORTEST:
        return None
    constraints = constraints_on(group.key, state.clauses_on(group.key), state.setting())
    for place, likeness in _alike(state, group):
        missed = misses_km(place, constraints)
        if missed is None or missed <= ASTRAY_KM:
            return place, likeness
    return None


def _alike(state: Resolution, group: NameGroup) -> Iterator[tuple[GazetteerPlace, float]]:
    """Listed places of nearly that name, by country, the likest first; of those that are alike
    the kind that is told, else a town."""
    area = any(hit.feature == "A" for hit in group.hits)
    countries = sorted(state.focus.countries.items(), key=lambda c: -c[1])[:2]
    for rank, (code, share) in enumerate(countries):
        if share < ITS_COUNTRY:
            continue
        beside = rank and state.borders.shared_border(code, countries[0][0])
        least = NEARLY_THE_SAME_NAME if beside or not rank else ALL_BUT_THE_SAME
        found = state.gazetteer.fuzzy(
            group.hits[0].text, country=code, limit=LOOKED_AT, least=least
        )
        kept = [
            (place, likeness)
            for place, likeness in found
            if place.feature_class in ("P", "A") and _is_the_same(place, likeness, group)
        ]
        yield from sorted(kept, key=lambda f: (-f[1], (f[0].feature_class == "A") is not area))


def _is_the_same(place: GazetteerPlace, likeness: float, group: NameGroup) -> bool:
    same = skeleton(name_key(place.name)) == skeleton(group.key)
    return same or likeness >= ALL_BUT_THE_SAME
