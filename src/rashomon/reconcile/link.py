"""Linking: whether two mentions are of one incident, with every reason for and against.

The model is a short weighted list (`FEATURES`; the weights in `data/reconcile/weights.yaml`), in
the manner of Fellegi and Sunter's agreement weights, but set by hand and checked on pairs of known
incidents, so that a policy can be read and changed line by line. A feature looks at two profiles
and says how well they fit from -1 to 1 and in which respect, or None when it cannot tell.

Traps that the features know:
* a vague time agrees with an exact one inside it, but says less;
* the same day and month of another year is likely a wrong year, not another incident;
* a place that no gazetteer lists is spelt as many ways as there are reports; a listed name far
  away is another place of that name;
* tolls move, so different ones say little; the same large one says much.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from rapidfuzz import fuzz

from rashomon.bounds import Bounds
from rashomon.gazetteer.names import key, skeleton
from rashomon.knowledge import load_yaml
from rashomon.reconcile.people import PEOPLE
from rashomon.reconcile.profile import (
    DATASET_MARK,
    countries_of_sides,
    is_unlisted,
    spellings,
)
from rashomon.reconcile.words import content_words, information, name_pairs
from rashomon.records import Link, LinkFeature, MentionProfile, Place, TollFigure

Fit = tuple[float, str] | None


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of `weights.yaml`: per feature (for, against), and the two thresholds."""

    features: dict[str, tuple[float, float]]
    keep: float
    veto: float


@cache
def weights() -> Weights:
    """The shipped weights."""
    data = load_yaml("reconcile/weights.yaml")
    pairs = {name: (row["for"], row["against"]) for name, row in data["features"].items()}
    return Weights(features=pairs, keep=data["keep"], veto=data["veto"])


def compare(a: MentionProfile, b: MentionProfile) -> Link:
    """Whether two mentions are of one incident; the order of the two makes no difference."""
    first, second = sorted((a, b), key=lambda each: each.id)
    table = weights()
    found = []
    apart = same_report(first, second) is not None
    for name, feature in FEATURES[:1] if apart else FEATURES:
        fit = feature(first, second)
        if fit is not None:
            for_it, against = table.features[name]
            points = fit[0] * (for_it if fit[0] > 0 else against)
            found.append(LinkFeature(name, round(points, 3), fit[1]))
    total = round(sum(each.points for each in found), 3)
    return Link(first.id, second.id, total, total >= table.keep, tuple(found))


# ---------------------------------------------------------------------------------------- features


def same_report(a: MentionProfile, b: MentionProfile) -> Fit:
    """The reader told them apart inside one report, or the coders of one dataset did."""
    if a.report == b.report:
        return -1.0, "one report, two incidents"
    return (-1.0, "two rows of one dataset") if _one_dataset(a, b) else None


def _one_dataset(a: MentionProfile, b: MentionProfile) -> bool:
    marks = {word for word in a.words if word.startswith(DATASET_MARK)}
    return not marks.isdisjoint(b.words)


def before_it_happened(a: MentionProfile, b: MentionProfile) -> Fit:
    """A report is not of an incident that happened after it was published."""
    for one, other in ((a, b), (b, a)):
        if one.date_start is None or other.published is None or _other_year(a, b):
            continue
        ahead = date.fromisoformat(one.date_start) - date.fromisoformat(other.published[:10])
        if ahead > timedelta(days=1):
            return -1.0, f"{one.date_start} is after the report of {other.published[:10]}"
    return None


def same_day(a: MentionProfile, b: MentionProfile) -> Fit:
    """How far apart the days are, as far as each is known."""
    first, second = _dates(a), _dates(b)
    if first is None or second is None:
        return _undated(a, b)
    (a_start, a_end), (b_start, b_end) = first, second
    gap = max((b_start - a_end).days, (a_start - b_end).days, 0)
    width = max((a_end - a_start).days, (b_end - b_start).days)
    said = f"{_when(a)} and {_when(b)}"
    if gap == 0:
        return _of_width(width), said
    if _other_year(a, b):
        return -0.15, f"{said}: the same day of another year, likely a wrong year"
    if width > 3:
        return (-0.3 if gap <= width / 4 else -1.0), said
    fit = {1: -0.4, 2: -0.7}.get(gap, -1.0)
    if _day_of_the_report(a) != _day_of_the_report(b) and gap <= STATEMENT_DAYS:
        return 0.5 * fit, f"{said}: the latter may be the day of a statement"
    return fit, said


def _of_width(days: int) -> float:
    """How much an overlap says, by the wider of the two ranges."""
    for most, fit in ((0, 1.0), (2, 0.9), (7, 0.7), (31, 0.5), (366, 0.15)):
        if days <= most:
            return fit
    return 0.05


def _undated(a: MentionProfile, b: MentionProfile) -> Fit:
    """With one day missing: news is of the last days, a passing mention of any time before."""
    if a.published is None or b.published is None or a.passing or b.passing:
        return None
    dates = [(_dates(each), date.fromisoformat((each.published or "")[:10])) for each in (a, b)]
    ends = [found[1] if found else published for found, published in dates]
    gap = abs((ends[0] - ends[1]).days)
    fit = next((f for most, f in UNDATED if gap <= most), -1.0)
    return (fit, f"no day in one of them; {gap} days between the reports") if fit else None


def same_place(a: MentionProfile, b: MentionProfile) -> Fit:
    """How far apart the sites are, against how well each is located."""
    return _places_of(a, b).distance


class _PlacesOf:
    """The last pair's distance: three reasons ask for it."""

    def __init__(self) -> None:
        self._a: MentionProfile | None = None
        self._b: MentionProfile | None = None
        self.distance: Fit = None

    def __call__(self, a: MentionProfile, b: MentionProfile) -> _PlacesOf:
        if a is not self._a or b is not self._b:
            self._a, self._b, self.distance = a, b, _fit_of_places(a, b)
        return self


_places_of = _PlacesOf()


def _fit_of_places(a: MentionProfile, b: MentionProfile) -> Fit:
    found = [
        (one, other)
        for one in _finest(a.places)
        for other in _finest(b.places)
        if one.latitude is not None and other.latitude is not None
    ]
    fits = [_distance(one, other) for one, other in found]
    best = max(fits, default=None)
    if best is not None and best[0] < 0:
        if _one_rare_name(a, b):
            return None  # placed by the reports' own clauses, which err more than names do
        if _one_name(a, b):
            return NAMESAKE * best[0], f"{best[1]}, and have one name"
    return best


def _one_name(a: MentionProfile, b: MentionProfile) -> bool:
    """Whether a site of one is called what a site of the other is called: of the places that a
    gazetteer lists under a name, either may have been taken for the other."""
    return any(
        key(x) == key(y)
        for one in _named(a.places)
        for other in _named(b.places)
        for x in spellings(one)
        for y in spellings(other)
    )


def _one_rare_name(a: MentionProfile, b: MentionProfile) -> bool:
    """Whether both name one place that no gazetteer lists."""
    return any(
        _alike(one, other) >= 0.9
        for one in _named(a.places)
        for other in _named(b.places)
        if is_unlisted(one) or is_unlisted(other)
    )


def _distance(a: Place, b: Place) -> tuple[float, str]:
    apart = kilometres(a, b)
    radii = (a.radius_km or 0.0) + (b.radius_km or 0.0)
    said = f"{a.name} and {b.name} are {apart:.0f} km apart"
    if max(a.radius_km or 0.0, b.radius_km or 0.0) > COARSE_KM:
        return (0.15 if apart <= radii else -min(1.0, (apart - radii) / 150)), said
    slack = max(5.0, radii)
    if apart <= slack:
        return (1.0 if radii <= 30 else 0.6), said
    return -min(1.0, 0.3 + (apart - slack) / 60), said


def same_name(a: MentionProfile, b: MentionProfile) -> Fit:
    """Whether the sites have one name, spelt alike or misspelt."""
    pairs = [(one, other) for one in _named(a.places) for other in _named(b.places)]
    if not pairs:
        return _named_in_words(a, b)
    fit, one, other = max(((_alike(x, y), x, y) for x, y in pairs), key=lambda each: each[0])
    if fit <= 0:
        near = same_place(a, b)
        if near is not None and near[0] > 0.5:
            return None
        return -1.0, f"{one.name} is not {other.name}"
    rare = is_unlisted(one) or is_unlisted(other)
    return fit * (1.0 if rare else LISTED), f"{one.name} and {other.name}"


def _named_in_words(a: MentionProfile, b: MentionProfile) -> Fit:
    """Whether one has no site, and its sentences name the other's ("who struck X last month")."""
    for one, other in ((a, b), (b, a)):
        for place in () if _named(other.places) else _named(one.places):
            if any(
                set(content_words(f"at {name}")) <= set(other.words) for name in spellings(place)
            ):
                return 0.8 * (1.0 if is_unlisted(place) else LISTED), f"{place.name} named in both"
    return None


def _alike(a: Place, b: Place) -> float:
    """How alike the names are, by the closest of their spellings."""
    return max(_alike_names(key(x), key(y)) for x in spellings(a) for y in spellings(b))


def _alike_names(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if len(skeleton(one)) >= 4 and skeleton(one) == skeleton(other):
        return 0.9
    return 0.8 if min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= MISSPELT else 0.0


def same_region(a: MentionProfile, b: MentionProfile) -> Fit:
    """Country and first-order region."""
    if not a.countries or not b.countries:
        return None
    shared = sorted(set(a.countries) & set(b.countries))
    if not shared:
        near = (set(a.countries) & countries_of_sides(b)) | (
            set(b.countries) & countries_of_sides(a)
        )
        said = f"{', '.join(a.countries)} against {', '.join(b.countries)}"
        if near:
            return -0.1, said + ", whose people are in it"
        apart = same_place(a, b)
        if apart is not None and apart[0] < 0:
            return -SAID_BY_DISTANCE, said
        return -1.0, said
    regions = [{key(p.admin1) for p in each.places if p.admin1} for each in (a, b)]
    both = sorted(regions[0] & regions[1])
    if both:
        return 1.0, f"both in {both[0]}"
    return (0.2 if all(regions) else 0.5), f"both in {shared[0]}"


def same_actors(a: MentionProfile, b: MentionProfile) -> Fit:
    """Who did it and whose people they are."""
    one, other = _by_role(a), _by_role(b)
    shared = sorted(one["perpetrator"] & other["perpetrator"])
    if shared:
        return 1.0, f"both by {shared[0]}"
    if one["perpetrator"] and other["perpetrator"]:
        return -0.5, f"{min(one['perpetrator'])} against {min(other['perpetrator'])}"
    shared = sorted(one["victim"] & other["victim"])
    return (0.4, f"people of {shared[0]} in both") if shared else None


def _by_role(a: MentionProfile) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"perpetrator": set(), "victim": set()}
    for each in a.actors:
        role, _, name = each.partition(" ")
        found["perpetrator" if role == "perpetrator" else "victim"].add(name)
    return found


def same_tolls(a: MentionProfile, b: MentionProfile) -> Fit:
    """The same large figure says much; different ones little, for tolls move."""
    agreed, apart = (0.0, ""), (0.0, "")
    for one in a.tolls:
        for other in b.tolls:
            if one.field == other.field and _same_people(one, other):
                agreed = max(agreed, (_strength(one, other), f"{one.field} {_figure(one)} in both"))
    for field in sorted({t.field for t in a.tolls} & {t.field for t in b.tolls}):
        apart = max(apart, _apart(field, a, b))
    if agreed[0] > 0:
        return agreed[0] - (0.5 * apart[0] if agreed[0] < 0.5 else 0.0), agreed[1]
    return (-apart[0], apart[1]) if apart[0] > 0 else None


def _strength(a: TollFigure, b: TollFigure) -> float:
    if _figure(a) is None or _figure(a) != _figure(b):
        return 0.0
    number = _figure(a) or 0
    return 0.0 if number == 0 else min(1.0, 0.15 + 0.42 * math.log10(number))


def _apart(field: str, a: MentionProfile, b: MentionProfile) -> tuple[float, str]:
    """How far the nearest figures of a field are from each other; 0 where two are compatible."""
    nearest = (1.0, "")
    for one in a.tolls:
        for other in b.tolls:
            if one.field != field or other.field != field or not _same_people(one, other):
                continue
            if _bounds(one).meets(_bounds(other)):
                return 0.0, ""
            low, high = sorted((_figure(one) or 0, _figure(other) or 0))
            ratio = math.log2((high + 1) / (low + 1)) / 3
            nearest = min(nearest, (ratio, f"{field} {_figure(one)} against {_figure(other)}"))
    return nearest if nearest[1] else (0.0, "")


def same_type(a: MentionProfile, b: MentionProfile) -> Fit:
    """Kind of incident, weapon and tactic."""
    shared = sorted(set(a.types) & set(b.types))
    if shared:
        return min(1.0, 0.5 * len(shared)), " and ".join(shared)
    return (-0.5, f"{a.types[0]} against {b.types[0]}") if a.types and b.types else None


def same_words(a: MentionProfile, b: MentionProfile) -> Fit:
    """Words in common, by what each tells: the cosine of the two texts."""
    one, other = _known_words(a.words), _known_words(b.words)
    if min(len(one), len(other)) < ENOUGH_WORDS:
        return None
    shared = sum(one[word] ** 2 for word in one.keys() & other.keys())
    lengths = [math.sqrt(sum(v * v for v in words.values())) for words in (one, other)]
    cosine = shared / (lengths[0] * lengths[1])
    fit = max(-0.5, min(1.0, (cosine - WORDS_BY_CHANCE) / WORDS_TO_FULL))
    said = min(sum(words.values()) for words in (one, other))
    if said < SAID_ENOUGH:
        held = shared / min(lengths) ** 2
        fit = max(fit, min(1.0, (held - HELD_BY_CHANCE) / HELD_TO_FULL))
    return fit * min(1.0, said / SAID_ENOUGH), f"{cosine:.0%} of the words in common"


def rare_names(a: MentionProfile, b: MentionProfile) -> Fit:
    """Rare names and numbers in common, which survive translation and any rewriting."""
    both = set(a.words) & set(b.words)
    if not both:
        return None
    counted = {part for word in both if " " in word for part in word.split()}
    counted |= _site_words(_all_spellings(a)) | _site_words(_all_spellings(b))
    shared = sorted(
        word
        for word in both - counted
        if (word[0].isupper() or word.isdigit()) and information(word) >= RARE
    )
    told = sum(information(word) for word in shared)
    return (min(1.0, told / RARE_TO_FULL), ", ".join(shared[:5])) if shared else None


def _all_spellings(a: MentionProfile) -> tuple[str, ...]:
    return tuple(name for place in a.places for name in spellings(place))


@lru_cache(maxsize=10_000)
def _site_words(names: tuple[str, ...]) -> frozenset[str]:
    """The words of the sites' names, alone and in pairs: the name of the place counts them."""
    text = "\n".join(f"at {name}" for name in names)
    return frozenset((*content_words(text), *name_pairs(text)))


@lru_cache(maxsize=10_000)
def _known_words(words: tuple[str, ...]) -> dict[str, float]:
    """The words without full names, whatever their capitals, and what each tells."""
    found: dict[str, float] = {}
    for word in words:
        if " " not in word:
            found[word.casefold()] = max(found.get(word.casefold(), 0.0), information(word))
    return found


FEATURES: list[tuple[str, Callable[[MentionProfile, MentionProfile], Fit]]] = [
    ("same report", same_report),
    ("before it happened", before_it_happened),
    ("day", same_day),
    ("distance", same_place),
    ("name of the place", same_name),
    ("country and region", same_region),
    ("actors", same_actors),
    ("tolls", same_tolls),
    ("kind of incident", same_type),
    ("words", same_words),
    ("rare names", rare_names),
]
"""The model, in the order in which its reasons are shown."""

STATEMENT_DAYS = 200
"""For so many days arrests, charges and deaths in hospital are reported; trials come later."""
UNDATED = ((1, 0.6), (3, 0.4), (7, 0.1), (60, -0.3), (365, -0.6))
"""How two reports fit of which one gives no day: by the days between them, at most."""
COARSE_KM = 60.0
"""A place known no better than this is a region: being inside it says little."""
NAMESAKE = 0.4
"""What is left of the distance of two listed places, or of their countries, where both reports use
one name: two incidents in namesakes on one day are rarer than a name placed wrongly."""
SAID_BY_DISTANCE = 0.4
"""What another country adds where the sites are known to lie far apart."""
MISSPELT = 85
"""Least rapidfuzz ratio (0-100) of two spellings of one name."""
LISTED = 0.5
"""How much less a shared name says when a gazetteer lists it: many incidents happen in a city."""
ENOUGH_WORDS = 3
WORDS_BY_CHANCE = 0.10
"""Cosine of two reports of two incidents of one kind, about the median."""
WORDS_TO_FULL = 0.25
SAID_ENOUGH = 100.0
"""Information of a text whose cosine can be relied on: some thirty content words."""
HELD_BY_CHANCE = 0.25
"""Share of the fewer words that the other text holds, where one says little: a headline is not
expected to hold a whole story, but the story its headline."""
HELD_TO_FULL = 0.5
RARE = 5.0
"""Least information of a rare word: one in 150 texts."""
RARE_TO_FULL = 48.0
"""Seven rare names, or two full names and four."""


# ------------------------------------------------------------------------------------ small helpers


def _dates(a: MentionProfile) -> tuple[date, date] | None:
    if a.date_start is None:
        return None
    start = date.fromisoformat(a.date_start)
    return start, date.fromisoformat(a.date_end) if a.date_end else start


def _when(a: MentionProfile) -> str:
    same = a.date_end is None or a.date_end == a.date_start
    return f"{a.date_start}" if same else f"{a.date_start} to {a.date_end}"


def _other_year(a: MentionProfile, b: MentionProfile) -> bool:
    """The same day and month of different years, both known to the day."""
    if a.date_start is None or b.date_start is None:
        return False
    exact = a.date_start == a.date_end and b.date_start == b.date_end
    return exact and a.date_start[4:] == b.date_start[4:] and a.date_start != b.date_start


def _day_of_the_report(a: MentionProfile) -> bool:
    """Whether the day is about that of the report: arrests, deaths in hospital and communiqués are
    dated too, and are taken for the incident."""
    if a.date_end is None or a.published is None:
        return False
    after = date.fromisoformat(a.published[:10]) - date.fromisoformat(a.date_end)
    return after <= timedelta(days=1)


def _finest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places below region level; where there are none, the others."""
    fine = tuple(place for place in places if (place.where_prec or 1) < 4)
    return fine or places


def _named(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places whose names name a spot: no countries and regions."""
    return tuple(p for p in places if (p.where_prec or 1) < 4 or is_unlisted(p))


def kilometres(a: Place, b: Place) -> float:
    """Great-circle distance of two located places, in kilometres."""
    assert a.latitude is not None
    assert a.longitude is not None
    assert b.latitude is not None
    assert b.longitude is not None
    one, other = math.radians(a.latitude), math.radians(b.latitude)
    across = math.radians(b.longitude - a.longitude)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return 12_742 * math.asin(min(1.0, math.sqrt(half)))


def _figure(a: TollFigure) -> int | None:
    return a.low if a.low is not None else a.high


def _bounds(a: TollFigure) -> Bounds:
    return Bounds(a.low or 0, math.inf if a.high is None else a.high)


def _same_people(a: TollFigure, b: TollFigure) -> bool:
    return a.group == b.group or PEOPLE in (a.group, b.group)
