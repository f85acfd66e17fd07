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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

from rapidfuzz import fuzz

from rashomon.knowledge import load_yaml
from rashomon.reconcile.people import PEOPLE
from rashomon.reconcile.profile import spellings
from rashomon.reconcile.seen import Seen, Site, Toll, When
from rashomon.reconcile.words import content_words, information
from rashomon.records import Link, LinkFeature, MentionProfile, Place

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
    (link,) = compare_all({a.id: a, b.id: b}, [(a.id, b.id)], lambda points: True)
    return link


def joins(points: float) -> bool:
    """Whether a sum of points links two mentions."""
    return points >= weights().keep


def parts(points: float) -> bool:
    """Whether a sum speaks so strongly against two mentions that nothing else may join them."""
    return points <= weights().veto


def compare_all(
    profiles: Mapping[str, MentionProfile],
    pairs: Iterable[tuple[str, str]],
    wanted: Callable[[float], bool],
) -> Iterator[Link]:
    """The links of some pairs of profiles, by their ids, whose sums are wanted (most are not).

    `wanted` is of sums from some point on, up to some point, or of all: a pair is left as soon as
    what is still to be asked cannot make its sum a wanted one.
    """
    seen: dict[str, Seen] = {}
    for pair in pairs:
        for each in pair:
            if each not in seen:
                seen[each] = Seen(profiles[each])
        one, other = sorted(pair)
        reasons = _reasons(seen[one], seen[other], wanted)
        if reasons is None:
            continue
        total = round(sum(points for _, points, _ in reasons), 3)
        if wanted(total):
            features = tuple(LinkFeature(*reason) for reason in reasons)
            yield Link(one, other, total, joins(total), features)


def _reasons(
    a: Seen, b: Seen, wanted: Callable[[float], bool]
) -> list[tuple[str, float, str]] | None:
    """Name, points and words of each reason, in the order of the model; None where their sum is
    known not to be wanted before all are asked."""
    found: dict[str, tuple[str, float, str]] = {}
    total = 0.0
    for name, feature, most, least in _asked():
        fit = feature(a, b)
        if fit is not None:
            for_it, against = weights().features[name]
            points = round(fit[0] * (for_it if fit[0] > 0 else against), 3)
            found[name] = name, points, fit[1]
            total += points
            if name == SAME_REPORT:
                break
        if not wanted(total + most) and not wanted(total + least):
            return None
    return [found[name] for name, _ in FEATURES if name in found]


@cache
def _asked() -> tuple[tuple[str, Callable[[Seen, Seen], Fit], float, float], ...]:
    """The features in the order in which they are asked, what decides most pairs first; with each
    the most and the least that all those behind it can add."""
    table = weights().features
    order = [*FIRST, *(name for name, _ in FEATURES if name not in FIRST)]
    feature = dict(FEATURES)
    behind = {name: order[place + 1 :] for place, name in enumerate(order)}
    return tuple(
        (
            name,
            feature[name],
            sum(table[each][0] for each in behind[name]) + ROUNDING,
            -sum(table[each][1] for each in behind[name]) - ROUNDING,
        )
        for name in order
    )


def days_apart(a: When, b: When) -> float:
    """The points that the days of two mentions speak against them; 0.0 where they agree."""
    fit = same_day(a, b)
    return fit[0] * weights().features["day"][1] if fit is not None and fit[0] < 0 else 0.0


# ---------------------------------------------------------------------------------------- features


def same_report(a: Seen, b: Seen) -> Fit:
    """The reader told them apart inside one report, or the coders of one dataset did."""
    if a.profile.report == b.profile.report:
        return -1.0, "one report, two incidents"
    return (-1.0, "two rows of one dataset") if a.dataset & b.words else None


def part_and_whole(a: Seen, b: Seen) -> Fit:
    """One attack of a wave is not the wave, which is told of several places or of none so small."""
    for one, other in ((a, b), (b, a)):
        if one.profile.parent is None or other.profile.parent is not None:
            continue
        several = {site.place.name for site in other.named}
        if len(several) > 1:
            return -1.0, f"one of several attacks against all of them, in {len(several)} places"
        if not several:
            return OF_THE_WHOLE, "one of several attacks against what names no town"
    return None


def before_it_happened(a: When, b: When) -> Fit:
    """A report is not of an incident that happened after it was published."""
    for one, other in ((a, b), (b, a)):
        if one.start is None or other.published is None:
            continue
        if other.start is not None and other.start - other.published > A_DAY:
            continue  # its own day comes after it too: the day of the report is wrong
        if one.start - other.published > A_DAY and not _other_year(a, b):
            said = f"{one.start} is after the report of {other.published}"
            return -1.0, said
    return None


def same_day(a: When, b: When) -> Fit:
    """How far apart the days are, as far as each is known."""
    if a.days is None or b.days is None:
        return _undated(a, b)
    (a_start, a_end), (b_start, b_end) = a.days, b.days
    gap = max((b_start - a_end).days, (a_start - b_end).days, 0)
    width = max((a_end - a_start).days, (b_end - b_start).days)
    said = f"{a.when} and {b.when}"
    if gap == 0:
        return _of_width(width), said
    if _other_year(a, b):
        return -0.15, f"{said}: the same day of another year, likely a wrong year"
    if width > 3:
        return (-0.3 if gap <= width / 4 else -1.0), said
    fit = {1: -0.4, 2: -0.7}.get(gap, -1.0)
    if a.of_the_report != b.of_the_report and gap <= STATEMENT_DAYS:
        return 0.5 * fit, f"{said}: the latter may be the day of a statement"
    return fit, said


def _of_width(days: int) -> float:
    """How much an overlap says, by the wider of the two ranges."""
    for most, fit in ((0, 1.0), (2, 0.9), (7, 0.7), (31, 0.5), (366, 0.15)):
        if days <= most:
            return fit
    return 0.05


def _undated(a: When, b: When) -> Fit:
    """With one day missing: news is of the last days, a passing mention of any time before."""
    if a.published is None or b.published is None or a.passing or b.passing:
        return None
    ends = [each.days[1] if each.days else each.published for each in (a, b)]
    assert ends[0] is not None
    assert ends[1] is not None
    gap = abs((ends[0] - ends[1]).days)
    fit = next((f for most, f in UNDATED if gap <= most), -1.0)
    return (fit, f"no day in one of them; {gap} days between the reports") if fit else None


def same_place(a: Seen, b: Seen) -> Fit:
    """How far apart the sites are, against how well each is located."""
    return _places_of(a, b).distance


class _PlacesOf:
    """The last pair's distance: three reasons ask for it."""

    def __init__(self) -> None:
        self._a: Seen | None = None
        self._b: Seen | None = None
        self.distance: Fit = None

    def __call__(self, a: Seen, b: Seen) -> _PlacesOf:
        if a is not self._a or b is not self._b:
            self._a, self._b, self.distance = a, b, _fit_of_places(a, b)
        return self


_places_of = _PlacesOf()


def _fit_of_places(a: Seen, b: Seen) -> Fit:
    best: Fit = None
    for one in a.finest:
        for other in b.finest:
            fit = _distance(one, other)
            best = fit if best is None else max(best, fit)
    if best is not None and best[0] < 0:
        if _one_rare_name(a, b):
            return None  # placed by the reports' own clauses, which err more than names do
        if _one_name(a, b):
            return NAMESAKE * best[0], f"{best[1]}, and have one name"
    return best


def _one_name(a: Seen, b: Seen) -> bool:
    """Whether a site of one is called what a site of the other is called: of the places that a
    gazetteer lists under a name, either may have been taken for the other."""
    names = {name for one in a.named for name, _ in one.names}
    return any(name in names for other in b.named for name, _ in other.names)


def _one_rare_name(a: Seen, b: Seen) -> bool:
    """Whether both name one place that no gazetteer lists."""
    return any(
        _alike(one, other) >= 0.9
        for one in a.named
        for other in b.named
        if one.unlisted or other.unlisted
    )


def _distance(a: Site, b: Site) -> tuple[float, str]:
    apart = a.kilometres(b)
    radii = a.radius + b.radius
    said = f"{a.place.name} and {b.place.name} are {apart:.0f} km apart"
    if max(a.radius, b.radius) > COARSE_KM:
        return (0.15 if apart <= radii else -min(1.0, (apart - radii) / 150)), said
    slack = max(5.0, radii)
    if apart <= slack:
        return (1.0 if radii <= 30 else 0.6), said
    return -min(1.0, 0.3 + (apart - slack) / 60), said


def same_name(a: Seen, b: Seen) -> Fit:
    """Whether the sites have one name, spelt alike or misspelt."""
    pairs = [(one, other) for one in a.named for other in b.named]
    if not pairs:
        return _named_in_words(a, b)
    fit, one, other = max(((_alike(x, y), x, y) for x, y in pairs), key=lambda each: each[0])
    if fit <= 0:
        near = same_place(a, b)
        if near is not None and near[0] > 0.5:
            return None
        return -1.0, f"{one.place.name} is not {other.place.name}"
    rare = one.unlisted or other.unlisted
    return fit * (1.0 if rare else LISTED), f"{one.place.name} and {other.place.name}"


def _named_in_words(a: Seen, b: Seen) -> Fit:
    """Whether one has no site, and its sentences name the other's ("who struck X last month")."""
    for one, other in ((a, b), (b, a)):
        for site in () if other.named else one.named:
            if any(other.words.issuperset(words) for words in _words_of(spellings(site.place))):
                return 0.8 * (1.0 if site.unlisted else LISTED), f"{site.place.name} named in both"
    return None


@lru_cache(maxsize=10_000)
def _words_of(names: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(content_words(f"at {name}")) for name in names)


def _alike(a: Site, b: Site) -> float:
    """How alike the names are, by the closest of their spellings."""
    return max(_alike_names(x, y) for x in a.names for y in b.names)


def _alike_names(one: tuple[str, str], other: tuple[str, str]) -> float:
    if one[0] == other[0]:
        return 1.0
    if len(one[1]) >= 4 and one[1] == other[1]:
        return 0.9
    long = min(len(one[0]), len(other[0])) >= 5
    return 0.8 if long and fuzz.ratio(one[0], other[0], score_cutoff=MISSPELT) else 0.0


def same_region(a: Seen, b: Seen) -> Fit:
    """Country and first-order region."""
    if not a.countries or not b.countries:
        return None
    shared = a.countries & b.countries
    if not shared:
        near = (a.countries & b.states) or (b.countries & a.states)
        said = f"{', '.join(a.profile.countries)} against {', '.join(b.profile.countries)}"
        if near:
            return -0.1, said + ", whose people are in it"
        apart = same_place(a, b)
        if (apart is not None and apart[0] < 0) or _named_in_words(a, b) is not None:
            return -SAID_BY_DISTANCE, said
        return -1.0, said
    both = a.regions & b.regions
    if both:
        return 1.0, f"both in {min(both)}"
    told = a.regions_told and b.regions_told
    return (0.2 if told else 0.5), f"both in {min(shared)}"


def same_actors(a: Seen, b: Seen) -> Fit:
    """Who did it and whose people they are."""
    shared = a.perpetrators & b.perpetrators
    if shared:
        return 1.0, f"both by {min(shared)}"
    if a.perpetrators and b.perpetrators:
        return -0.5, f"{min(a.perpetrators)} against {min(b.perpetrators)}"
    shared = a.victims & b.victims
    return (0.4, f"people of {min(shared)} in both") if shared else None


def same_tolls(a: Seen, b: Seen) -> Fit:
    """The same large figure says much; different ones little, for tolls move."""
    agreed, apart = (0.0, ""), (0.0, "")
    for field in sorted(a.tolls.keys() & b.tolls.keys()):
        pairs = [
            (one, other)
            for one in a.tolls[field]
            for other in b.tolls[field]
            if one.group == other.group or PEOPLE in (one.group, other.group)
        ]
        for one, other in pairs:
            strength = _strength(one, other)
            if strength:
                agreed = max(agreed, (strength, f"{field} {one.figure} in both"))
        apart = max(apart, _apart(field, pairs))
    if agreed[0] > 0:
        return agreed[0] - (0.5 * apart[0] if agreed[0] < 0.5 else 0.0), agreed[1]
    return (-apart[0], apart[1]) if apart[0] > 0 else None


def _strength(a: Toll, b: Toll) -> float:
    if not a.figure or a.figure != b.figure:
        return 0.0
    return min(1.0, 0.15 + 0.42 * math.log10(a.figure))


def _apart(field: str, pairs: Iterable[tuple[Toll, Toll]]) -> tuple[float, str]:
    """How far the nearest figures of a field are from each other; 0 where two are compatible."""
    nearest = (1.0, "")
    for one, other in pairs:
        if one.bounds.meets(other.bounds):
            return 0.0, ""
        low, high = sorted((one.figure or 0, other.figure or 0))
        ratio = min(1.0, math.log2((high + 1) / (low + 1)) / 3)
        if ratio <= nearest[0]:
            nearest = min(nearest, (ratio, f"{field} {one.figure} against {other.figure}"))
    return nearest if nearest[1] else (0.0, "")


def same_type(a: Seen, b: Seen) -> Fit:
    """Kind of incident, weapon and tactic."""
    shared = sorted(a.types & b.types)
    if shared:
        return min(1.0, 0.5 * len(shared)), " and ".join(shared)
    one, other = a.profile.types, b.profile.types
    return (-0.5, f"{one[0]} against {other[0]}") if one and other else None


def same_words(a: Seen, b: Seen) -> Fit:
    """Words in common, by what each tells: the cosine of the two texts."""
    one, other = a.weights, b.weights
    if min(len(one), len(other)) < ENOUGH_WORDS:
        return None
    shared = sum(one[word] ** 2 for word in one.keys() & other.keys())
    cosine = shared / (a.length * b.length)
    fit = max(-0.5, min(1.0, (cosine - WORDS_BY_CHANCE) / WORDS_TO_FULL))
    said = min(a.information, b.information)
    if said < SAID_ENOUGH:
        held = shared / min(a.length, b.length) ** 2
        fit = max(fit, min(1.0, (held - HELD_BY_CHANCE) / HELD_TO_FULL))
    return fit * min(1.0, said / SAID_ENOUGH), f"{cosine:.0%} of the words in common"


def rare_names(a: Seen, b: Seen) -> Fit:
    """Rare names and numbers in common, which survive translation and any rewriting."""
    both = a.names & b.names
    if not both:
        return None
    counted = {part for word in both if " " in word for part in word.split()}
    shared = sorted(
        word for word in both - counted - a.site_words - b.site_words if information(word) >= RARE
    )
    told = sum(information(word) for word in shared)
    return (min(1.0, told / RARE_TO_FULL), ", ".join(shared[:5])) if shared else None


def same_persons(a: Seen, b: Seen) -> Fit:
    """People whose age is told, by their full names: victims and suspects, hardly anybody else."""
    shared = sorted(each.partition(":")[2].title() for each in a.persons & b.persons)
    return (min(1.0, len(shared) / PERSONS_TO_FULL), ", ".join(shared)) if shared else None


def _other_year(a: When, b: When) -> bool:
    """The same day and month of different years, one known to the day, the other to the week."""
    if a.days is None or b.days is None or a.days[0].year == b.days[0].year:
        return False
    (one, exact), (day, end) = (a.days, b.days) if a.exact else (b.days, a.days)
    if one != exact or end - day > A_WEEK:
        return False
    while day <= end:
        if (day.month, day.day) == (one.month, one.day):
            return True
        day += A_DAY
    return False


FEATURES: list[tuple[str, Callable[[Seen, Seen], Fit]]] = [
    ("same report", same_report),
    ("part and whole", part_and_whole),
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
    ("persons", same_persons),
]
"""The model, in the order in which its reasons are shown."""
SAME_REPORT = "same report"
FIRST = (
    SAME_REPORT,
    "before it happened",
    "day",
    "words",
    "part and whole",
    "rare names",
    "persons",
)
"""Asked before the others: they tell most pairs apart, and cost little."""
ROUNDING = 0.01
"""More than the rounding of all points together."""

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
STATEMENT_DAYS = 200
"""For so many days arrests, charges and deaths in hospital are reported; trials come later."""
UNDATED = ((1, 0.6), (3, 0.4), (7, 0.1), (60, -0.3), (365, -0.6))
"""How two reports fit of which one gives no day: by the days between them, at most."""
OF_THE_WHOLE = -0.6
"""How much it speaks for the whole wave that a report names no town."""
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
PERSONS_TO_FULL = 2
"""Two persons say that two reports are of one incident whatever else they say."""
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
