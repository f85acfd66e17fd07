"""Which of the places of one name is meant: candidates ranked by what the whole report says.

A weighted list of reasons, each of which an analyst can read and argue with. All names of the
report are ranked together in a few rounds: what one name probably means is context for the others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

from rashomon.gazetteer import Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key
from rashomon.resolve.place_hits import NameHit

ROUNDS = 3
SHARPNESS = 2.5
"""How strongly a better score draws a name's vote in the next round."""
EARTH_RADIUS_KM = 6371.0
NEAREST_FEW = 3
NEAR_SCALE_KM = 150.0
"""Places of one report lie this near each other more often than chance."""
MARGIN = 0.03
"""Two candidates closer than this, and far apart on the ground, are not decided."""
FAR_APART_KM = 50.0
AROUND_TOWN_KM = 40.0
"""A quarter or a hamlet of a town lies nearer to it than this."""
FITTING_REGION, FITTING_COUNTRY, FITTING_POPULATION = 0.15, 0.6, 20_000
FITTING_NEARNESS = 0.3
MOST_CANDIDATES = 60

Floats = NDArray[np.float64]

# The reasons and what each is worth. Tuned by hand on the development corpora of local and world
# news (accuracy within 161 km); between half and double of each, the result moves by under a point.
WEIGHTS: Mapping[str, float] = {
    "population": 1.6,  # from 0 (hamlet) to 1 (ten million)
    "own name": 0.4,  # the list's main name, not an alternate
    "country": 1.3,  # share of the report's country mentions
    "home": 0.5,  # the country of the outlet
    "region": 1.2,  # share of the report's names in that first-order region
    "near others": 1.4,  # distance to the other places of the report
    "named within": 3.0,  # "X, Y" or "X (Y)"
    "kind told": 1.0,  # "the town of X", "X province"
    "clauses": 2.0,  # what the report says of its distance and direction
}
AROUND = ("country", "home", "region", "near others", "clauses")
"""The reasons that the report around a name gives; the last where its clauses test it."""
KINDS: Mapping[str, float] = {
    "PCLI": 1.1,
    "PPLC": 0.75,
    "CONT": 0.9,
    "RGN": 1.0,
    "ADM1": 0.25,
    "ADM2": -0.3,
    "ADM3": -0.3,
    "ADM4": -0.4,
    "PPLQ": -0.3,  # abandoned
    "PPLH": -0.3,  # of former times
}
"""Standing of a kind of place before anything else is known."""
LANDSCAPE = -0.4
"""Standing of a well, a hill, a farm of an added gazetteer: news names the village beside it."""
LARGE_TOWN = 100_000
TOWN_FIRST = 0.8
"""A bare name that a town shares with its region means the town."""
TOWN_SHARE = 0.03
"""Of the region's people; a hamlet that shares the name of its state is not meant."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and the reasons for it, the weightiest first."""

    place: GazetteerPlace
    score: float
    reasons: str | tuple[Mapping[str, float], Sequence[float]]
    """In words, or what each adds to the score: by the name alone, and by the report around it, in
    the order of `AROUND`."""

    @property
    def why(self) -> str:
        """The reasons that matter, the weightiest first, each with what it adds."""
        if isinstance(self.reasons, str):
            return self.reasons
        worth = {**self.reasons[0], **dict(zip(AROUND, self.reasons[1], strict=False))}
        told = sorted((n for n in worth if abs(worth[n]) >= 0.05), key=lambda n: -abs(worth[n]))
        why = ", ".join(f"{name} {worth[name]:+.2f}" for name in told)
        return why or "no reason but the name"


@dataclass(frozen=True)
class NameGroup:
    """All mentions of one name in one report that must mean the same place."""

    key: str
    within: str | None
    hits: tuple[NameHit, ...]
    containers: tuple[GazetteerPlace, ...] = ()
    """Listed places of the name that stands behind this one's comma."""

    @cached_property
    def options(self) -> tuple[GazetteerPlace, ...]:
        """The listed places of the name."""
        listed = next((hit.options for hit in self.hits if hit.options), ())
        return listed[:MOST_CANDIDATES]

    @cached_property
    def vectors(self) -> Floats:
        """Unit vectors of the options, (options, 3)."""
        return np.array([_unit_vector(p) for p in self.options]).reshape(-1, 3)

    @cached_property
    def own_worth(self) -> tuple[tuple[Mapping[str, float], float], ...]:
        """What the name alone, and the words beside it, add for each option; and the sum."""
        found = []
        for place in self.options:
            worth = _weighed(_own_reasons(place, self))
            found.append((worth, sum(worth.values())))
        return tuple(found)


@dataclass(frozen=True)
class Focus:
    """Where the report as a whole is: shares that sum to one, and its probable places."""

    countries: Mapping[str, float]
    regions: Mapping[tuple[str, str], float]
    spots: tuple[tuple[str, GazetteerPlace, float], ...]
    own: Mapping[str, Mapping[tuple[str, str], float]] = field(default_factory=dict)
    home: str | None = None
    """What each name itself adds to `regions`: a name is no evidence for itself."""

    @cached_property
    def grid(self) -> tuple[Floats, Floats, tuple[str, ...]]:
        """Unit vectors, weights and name keys of the spots that nearness is measured to."""
        spots = [
            s for s in self.spots
            if s[1].feature_class in ("P", "A") and s[1].feature_code != "PCLI"
        ]  # fmt: skip
        vectors = np.array([_unit_vector(s[1]) for s in spots]).reshape(-1, 3)
        return vectors, np.array([s[2] for s in spots]), tuple(s[0] for s in spots)

    def region_shares(self, name: str) -> Callable[[GazetteerPlace], float]:
        """For a name: the share of the report's other names that lie in a place's first-order
        region."""
        mine = self.own.get(name, {})
        of_all = sum(self.regions.values()) - sum(mine.values()) + 1.0

        def share(place: GazetteerPlace) -> float:
            region = (place.country or "", place.admin1 or "")
            others = self.regions.get(region, 0.0) - mine.get(region, 0.0)
            return max(others, 0.0) / of_all

        return share


def group_names(hits: Sequence[NameHit], gazetteer: Gazetteer) -> tuple[NameGroup, ...]:
    """Mentions by name; "X, Y" and "X, Z" are two names, and a bare X goes with the first."""
    containers: dict[str, list[str]] = defaultdict(list)
    for hit in hits:
        if hit.within is not None and key(hit.within) not in map(key, containers[hit.key]):
            containers[hit.key].append(hit.within)
    grouped: dict[tuple[str, str | None], list[NameHit]] = defaultdict(list)
    for hit in hits:
        if hit.use == "demonym" and not hit.options:
            continue
        within = hit.within or next(iter(containers[hit.key]), None)
        grouped[hit.key, key(within) if within else None].append(hit)
    groups = []
    for (name, _), group in grouped.items():
        within = next((h.within for h in group if h.within), None)
        around = gazetteer.exact(within)[:5] if within else ()
        groups.append(NameGroup(name, within, tuple(group), around))
    return tuple(groups)


def rank(
    groups: Sequence[NameGroup],
    hits: Sequence[NameHit],
    gazetteer: Gazetteer,
    misses: Mapping[tuple[str, int], float] | None = None,
    home: str | None = None,
) -> tuple[dict[tuple[str, str | None], tuple[Ranked, ...]], Focus]:
    """Ranked candidates of every group, by (key, within), and the focus that ranked them.

    `misses`: (key, index of the option) → kilometres by which the option fails the clauses.
    `home`: the country of the outlet.
    """
    focus = Focus(named_countries(hits, gazetteer), {}, (), home=home)
    ranked: dict[tuple[str, str | None], tuple[Ranked, ...]] = {}
    for _ in range(ROUNDS):
        ranked = rank_in(groups, focus, misses)
        focus = replace(_focus(groups, ranked, hits, gazetteer), home=home)
    return ranked, focus


def rank_in(
    groups: Sequence[NameGroup],
    focus: Focus,
    misses: Mapping[tuple[str, int], float] | None = None,
) -> dict[tuple[str, str | None], tuple[Ranked, ...]]:
    """Candidates ranked once, with a focus that is already known."""
    near = _nearness(groups, focus)
    return {
        (g.key, g.within): _ranked(g, focus, misses or {}, nearness)
        for g, nearness in zip(groups, near, strict=True)
    }


def is_decided(ranked: Sequence[Ranked]) -> bool:
    """True when the best candidate stands out, or the next best lies in the same spot."""
    if len(ranked) < 2:
        return bool(ranked)
    best, second = ranked[0], ranked[1]
    return (
        best.score - second.score >= MARGIN or km_between(best.place, second.place) < FAR_APART_KM
    )


def _ranked(
    group: NameGroup,
    focus: Focus,
    misses: Mapping[tuple[str, int], float],
    nearness: Sequence[float],
) -> tuple[Ranked, ...]:
    region_share = focus.region_shares(group.key)
    countries, home = focus.countries, focus.home
    weights = [WEIGHTS[name] for name in AROUND]
    scored = []
    for place, (own, sum_of_own), near, i in zip(
        group.options, group.own_worth, nearness, count(), strict=False
    ):
        country = weights[0] * countries.get(place.country or "", 0.0)
        at_home = weights[1] if home is not None and place.country == home else 0.0
        region, beside = weights[2] * region_share(place), weights[3] * near
        around = country + at_home + region + beside
        worth: tuple[float, ...] = (country, at_home, region, beside)
        missed = misses.get((group.key, i)) if misses else None
        if missed is not None:
            fits = weights[4] * (1.0 if missed <= 5 else -min(missed / 50, 2.0))
            worth, around = (*worth, fits), around + fits
        scored.append(Ranked(place, round(sum_of_own + around, 3), (own, worth)))
    return tuple(sorted(scored, key=lambda r: (-r.score, r.place.geonameid or 0)))


def _weighed(reasons: Mapping[str, float]) -> dict[str, float]:
    return {name: WEIGHTS.get(name, 1.0) * value for name, value in reasons.items()}


def _own_reasons(place: GazetteerPlace, group: NameGroup) -> dict[str, float]:
    feature = next((h.feature for h in group.hits if h.feature), None)
    reasons = {
        "population": _size(place),
        "own name": float(is_own_name(place, group.key)),
        "kind": _standing(place),
    }
    if place.feature_code == "PPLC" and not reasons["own name"] and _others_own(group):
        # A capital is seldom meant by a name that it has in some language, and a town is called.
        reasons["kind"] = 0.0
    if place.feature_code in ("ADM1", "ADM2") and feature != "A" and _has_town(place, group):
        reasons["kind"] -= TOWN_FIRST
    elif place.feature_code == "ADM2" and feature != "A" and key(place.name) != group.key:
        # A bare "Albany" is seldom Albany County.
        reasons["kind"] -= TOWN_FIRST
    if group.containers:
        reasons["named within"] = float(any(_is_within(place, c) for c in group.containers))
    if feature in ("P", "A"):
        reasons["kind told"] = 1.0 if place.feature_class == feature else -0.5
    elif feature == "other":
        reasons["kind told"] = -0.4 if place.feature_class in ("P", "A") else 0.4
    return reasons


def _others_own(group: NameGroup) -> bool:
    return any(p.feature_class == "P" and is_own_name(p, group.key) for p in group.options)


def is_own_name(place: GazetteerPlace, name: str) -> bool:
    """The list's main name, or what everyone leaves out of it ("New York City", "Mexico City")."""
    own = key(place.name)
    large = (place.population or 0) >= LARGE_TOWN
    return own == name or (own == f"{name} city" and large)


def _standing(place: GazetteerPlace) -> float:
    if place.feature_code in KINDS:
        return KINDS[place.feature_code]
    return LANDSCAPE if place.is_point and place.feature_class != "P" else 0.0


def _size(place: GazetteerPlace) -> float:
    """From 0 to 1 with the logarithm of the population; a large region counts as a large one."""
    if place.population is None and place.is_wide:
        return 0.9
    return min(math.log10((place.population or 0) + 10) - 1, 6) / 6


def _has_town(place: GazetteerPlace, group: NameGroup) -> bool:
    return any(
        p.feature_class == "P"
        and p.country == place.country
        and p.admin1 == place.admin1
        and (key(p.name) == group.key or (p.population or 0) >= LARGE_TOWN)
        and (p.population or 0) >= TOWN_SHARE * (place.population or 0)
        for p in group.options
    )


def _is_within(place: GazetteerPlace, container: GazetteerPlace) -> bool:
    if place == container:
        return False
    if container.feature_code == "PCLI":
        return place.country == container.country
    if container.feature_code == "ADM1":
        return place.country == container.country and place.admin1 == container.name
    if container.feature_code == "ADM2" and place.admin2 is not None:
        return place.country == container.country and place.admin2 == container.name
    if container.feature_class == "P" or container.feature_code == "ADM2":
        return km_between(place, container) <= AROUND_TOWN_KM
    return False


def _nearness(groups: Sequence[NameGroup], focus: Focus) -> list[list[float]]:
    """From 0 to 1 for each option of each group: how near the report's other probable places lie,
    the nearest few; a name is no evidence for itself.

    For a region or a country, how near they lie to its edge: inside counts fully.
    """
    vectors, weights, names = focus.grid
    sizes = [len(g.options) for g in groups]
    if not names or not sum(sizes):
        return [[0.0] * size for size in sizes]
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    own = np.repeat([numbers.get(g.key, -1) for g in groups], sizes)
    others = own[:, None] != np.array([numbers[name] for name in names])
    cosines = np.concatenate([g.vectors for g in groups]) @ vectors.T
    km = EARTH_RADIUS_KM * np.arccos(np.clip(cosines, -1.0, 1.0))
    reach = np.array([p.radius_km or 0.0 for g in groups for p in g.options])[:, None]
    near = others * weights * np.exp(-np.maximum(km - reach, 0.0) / NEAR_SCALE_KM)
    if near.shape[1] > NEAREST_FEW:
        near = np.partition(near, near.shape[1] - NEAREST_FEW, axis=1)[:, -NEAREST_FEW:]
    flat = np.minimum(near.sum(axis=1) / 2, 1.0).tolist()
    ends = np.cumsum(sizes).tolist()
    return [flat[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _unit_vector(place: GazetteerPlace) -> tuple[float, float, float]:
    return _unit_vector_of(place.latitude, place.longitude)


@lru_cache(maxsize=8192)
def _unit_vector_of(latitude: float, longitude: float) -> tuple[float, float, float]:
    phi, theta = math.radians(latitude), math.radians(longitude)
    return (
        math.cos(phi) * math.cos(theta),
        math.cos(phi) * math.sin(theta),
        math.sin(phi),
    )


def named_countries(hits: Sequence[NameHit], gazetteer: Gazetteer) -> dict[str, float]:
    """Shares of the countries that the report names, by name or by their people."""
    votes: dict[str, float] = defaultdict(float)
    for hit in hits:
        code = hit.country or _one_country(hit)
        if code:
            votes[code] += 1.0
        elif hit.use == "demonym":
            codes = gazetteer.countries_by_demonym(hit.text)
            for each in codes:
                votes[each] += 1 / len(codes)
        if hit.within:
            for container in gazetteer.exact(hit.within)[:1]:
                votes[container.country or ""] += 1.0
    return _shares(votes)


def _one_country(hit: NameHit) -> str | None:
    """The country of a hit that names a country and hardly anything else."""
    best = hit.options[0] if hit.options else None
    return best.country if best is not None and best.feature_code == "PCLI" else None


def _focus(
    groups: Sequence[NameGroup],
    ranked: Mapping[tuple[str, str | None], tuple[Ranked, ...]],
    hits: Sequence[NameHit],
    gazetteer: Gazetteer,
) -> Focus:
    countries: dict[str, float] = defaultdict(float)
    regions: dict[tuple[str, str], float] = defaultdict(float)
    own: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    spots: list[tuple[str, GazetteerPlace, float]] = []
    for group in groups:
        mentions = min(len(group.hits), 3) ** 0.5
        for place, share in _votes(ranked[group.key, group.within]):
            weight = share * mentions
            countries[place.country or ""] += weight
            if place.admin1:
                regions[place.country or "", place.admin1] += weight
                own[group.key][place.country or "", place.admin1] += weight
            if share > 0.2:
                spots.append((group.key, place, share))
    for code, share in named_countries(hits, gazetteer).items():
        countries[code] += share * 2
    return Focus(_shares(countries), regions, tuple(spots), own)


def fitting(groups: Sequence[NameGroup], focus: Focus) -> frozenset[str]:
    """Keys of the names that only the list shows to be places and that belong where the report is.

    A small place shares its name with people and things; beside its neighbours it is itself.
    """
    found = set()
    for group, nearness in zip(groups, _nearness(groups, focus), strict=True):
        best = _ranked(group, focus, {}, nearness)[0].place
        near = nearness[group.options.index(best)]
        if focus.region_shares(group.key)(best) >= FITTING_REGION or near >= FITTING_NEARNESS:
            found.add(group.key)
            continue
        at_home = focus.countries.get(best.country or "", 0.0) >= FITTING_COUNTRY
        if at_home and (best.population or 0) >= FITTING_POPULATION:
            found.add(group.key)
    return frozenset(found)


def _votes(ranked: Sequence[Ranked]) -> list[tuple[GazetteerPlace, float]]:
    """Candidates with the shares of one vote."""
    best = ranked[:8]
    if not best:
        return []
    raw = [math.exp(SHARPNESS * (r.score - best[0].score)) for r in best]
    total = sum(raw)
    return [(r.place, v / total) for r, v in zip(best, raw, strict=True)]


def _shares(votes: Mapping[str, float]) -> dict[str, float]:
    named = {code: v for code, v in votes.items() if code}
    total = sum(named.values())
    return {code: v / total for code, v in named.items()} if total else {}


def km_between(a: GazetteerPlace, b: GazetteerPlace) -> float:
    """Great-circle distance: ranking compares thousands of pairs and needs no ellipsoid."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
