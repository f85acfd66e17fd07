"""Places that no gazetteer lists: villages hidden from it, told of as newspapers tell of them.

Villages are drawn at random, with a fixed seed, from GeoNames country dumps. About each a short
report is written from varied templates (`villages.yaml`), in English and in French, with distances
and directions computed from the coordinates and rounded as newspapers round. The reader reads it
with the built-in gazetteer, from which that village is hidden. Measured are the distance from the
point given to the true one, the radius given, and whether the region given holds the true point; a
village that is not located counts as an error of half the earth's circumference, holding nothing.

A third set has one clause falsified by a hundred kilometres and more: how often is that reported?
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import shapely
import yaml

from rashomon.annotate import annotate
from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.gazetteer.build import ensure_builtin
from rashomon.gazetteer.dump import DumpPlace, open_dump
from rashomon.gazetteer.index import Layer
from rashomon.gazetteer.names import key
from rashomon.geodesy import bearing_degrees, distance_km, distance_to_km
from rashomon.knowledge import Knowledge
from rashomon.records import Place, Report
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places

SEED = 20200109
VILLAGES = 300
FALSIFIED = 100
LANGUAGES = ("en", "fr")
LANGUAGE_NAMES = {"en": "English", "fr": "French"}
SETS = ("looked_at", "aside")
NOT_LOCATED_KM = 20038.0
TOWNS = 6
"""How many towns near the village the sentences choose from."""
LEAST_TOWN = 3_000
"""People: news measures from places that its readers know."""
TOO_NEAR_KM, BORDER_REACH_KM = 3.0, 150.0
HIDDEN_KM = 30.0
"""A listed place of the village's name this near is the village."""
FALSE_BY_KM = (120, 300)
SAME_AREA_DEGREES = 0.005


@dataclass(frozen=True, slots=True)
class Village:
    """The village that a report is about, and where it is."""

    geonameid: int
    name: str
    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Told:
    """A report about a village: `clauses` says what it tells of the place, `false` which clause is
    not true (None where all are), `of` the set of templates."""

    village: Village
    language: str
    of: str
    clauses: tuple[str, ...]
    text: str
    false: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of it. `error_km` from the true point; None where not located."""

    error_km: float | None
    radius_km: float | None
    inside: bool
    method: str | None
    contradicted: bool
    latitude: float | None
    longitude: float | None


class Hiding(Gazetteer):
    """The built-in gazetteer without one village: whatever of its name lies near it."""

    village: Village | None = None

    @classmethod
    def over(cls, path: Path) -> Hiding:
        """The index at a path, with nothing hidden yet."""
        opened = Gazetteer.open(path)
        return cls(Layer(path, opened._db))

    def hide(self, village: Village) -> None:
        """Hide this village, and no other."""
        self.village = village
        self.exact.cache_clear()
        self.fuzzy.cache_clear()
        self.knows.cache_clear()

    def _knows(self, name: str, *, article: bool = True) -> bool:
        """True when some place that is not hidden has that name."""
        hidden = self.village is not None and key(name) == key(self.village.name)
        return bool(self.exact(name)) if hidden else super()._knows(name, article=article)

    def _named(self, keys: list[str], country: str | None) -> list[GazetteerPlace]:
        return [p for p in super()._named(keys, country) if not self._is_hidden(p, keys)]

    def _is_hidden(self, place: GazetteerPlace, keys: Sequence[str]) -> bool:
        own = self.village
        if own is None or place.geonameid == own.geonameid:
            return own is not None
        if key(own.name) not in (*keys, key(place.name)):
            return False
        away = distance_km(own.latitude, own.longitude, place.latitude, place.longitude)
        return away <= HIDDEN_KM


# ----------------------------------------------------------------------------------------- villages


def read_villages(folder: Path) -> list[Village]:
    """All populated places of the dumps of a folder (`NE.txt`), by id. UsageError without any."""
    found = [
        Village(each.geonameid, each.name, each.country, each.latitude, each.longitude)
        for path in sorted(folder.glob("??.txt"))
        for each in _places(path)
        if each.feature_class == "P" and each.country and _is_plain(each.name)
    ]
    if not found:
        raise UsageError(f"{folder}: no GeoNames dumps there; name a folder with files like NE.txt")
    return sorted(found, key=lambda v: v.geonameid)


def _places(path: Path) -> Iterator[DumpPlace]:
    with open_dump(path) as dump:
        yield from (each for each in dump.places() if isinstance(each, DumpPlace))


def _is_plain(name: str) -> bool:
    return name[:1].isupper() and all(c.isalpha() or c in " -'’" for c in name) and len(name) > 3


# ------------------------------------------------------------------------------------------ reports


@cache
def _data() -> Mapping[str, Any]:
    path = Path(__file__).with_name("villages.yaml")
    loaded: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


class Teller:
    """Writes the reports; what it draws depends on the seed and the village alone."""

    def __init__(self, gazetteer: Gazetteer, borders: Borders) -> None:
        self._gazetteer = gazetteer
        self._borders = borders
        self._towns: dict[str, list[GazetteerPlace]] = {}

    def tell(
        self, village: Village, language: str, of: str, count: int, *, falsify: bool = False
    ) -> Told | None:
        """A report with `count` clauses; None where there are too few towns to measure from."""
        drawn = random.Random(f"{SEED} {village.geonameid} {language} {count} {falsify}")
        towns = self._near(village)
        if len(towns) < 3:
            return None
        drawn.shuffle(towns)
        places = self._in_words(village, language)
        kinds = ["away", *self._kinds(drawn, village, count, falsify)]
        sentences, false = [], None
        for i, kind in enumerate(kinds):
            wrong = falsify and kind == "far"
            sentence = self._sentence(drawn, village, kind, towns[i % len(towns)], language, of,
                                      places, wrong)  # fmt: skip
            sentences.append(sentence)
            false = sentence if wrong else false
        rest = [s.format(**places) for s in _data()[language][of]["rest"]]
        sentences.insert(drawn.randint(1, len(sentences)), drawn.choice(rest))
        text = self._dateline(drawn, village) + " ".join(sentences)
        return Told(village, language, of, tuple(kinds), text, false)

    def _kinds(
        self, drawn: random.Random, village: Village, count: int, falsify: bool
    ) -> list[str]:
        others = ["wind", "third", "region"]
        if self._border(village) is not None:
            others.append("border")
        if falsify:
            return ["far", "third"]
        if count == 2:
            return [drawn.choice(["far", "far", *others])]
        return ["far", drawn.choice(others)]

    def _sentence(
        self,
        drawn: random.Random,
        village: Village,
        kind: str,
        town: GazetteerPlace,
        language: str,
        of: str,
        places: Mapping[str, str],
        wrong: bool,
    ) -> str:
        at = (town.latitude, town.longitude, village.latitude, village.longitude)
        away = distance_km(*at)
        border = self._border(village)
        if kind == "border" and border is not None:
            away, neighbour = border
            places = {**places, **self._neighbour_in_words(neighbour, language)}
        if wrong:
            away += drawn.uniform(*FALSE_BY_KM)
        distance = distance_in_words(drawn, away, language)
        wind = wind_in_words(drawn, bearing_degrees(*at), language)
        words = {
            **places,
            "t": town.name,
            "d": distance,
            "D": distance[:1].upper() + distance[1:],
            "w": wind,
            "de_t": _of_french(town.name),
            "au_w": f"à l'{wind}" if wind[:1] in "eo" else f"au {wind}",
        }
        template: str = drawn.choice(_data()[language][of][kind])
        return template.format(**words)

    def _near(self, village: Village) -> list[GazetteerPlace]:
        """The towns nearest to a village in its country, one for each name."""
        if village.country not in self._towns:
            self._towns[village.country] = self._gazetteer.towns(village.country, LEAST_TOWN)
        by_name = {key(t.name): t for t in reversed(self._towns[village.country])}
        away = {
            t: distance_km(village.latitude, village.longitude, t.latitude, t.longitude)
            for name, t in by_name.items()
            if name != key(village.name)
        }
        return [t for t in sorted(away, key=lambda t: away[t]) if away[t] > TOO_NEAR_KM][:TOWNS]

    def _border(self, village: Village) -> tuple[float, str] | None:
        """(km, country) of the nearest border, where one is near enough to be told of."""
        lines = [
            (distance_to_km(village.latitude, village.longitude, line), other)
            for other in self._borders.neighbours(village.country)
            if (line := self._borders.shared_border(village.country, other)) is not None
        ]
        nearest = min(lines, default=None)
        return nearest if nearest is not None and 2 <= nearest[0] <= BORDER_REACH_KM else None

    def _in_words(self, village: Village, language: str) -> dict[str, str]:
        region = self._borders.region_at(village.latitude, village.longitude) or village.country
        country = self._country(village.country, language)
        return {
            "v": village.name,
            "r": region,
            "c": country,
            "de_r": _region_french(region),
            "en_c": _in_french(country),
        }

    def _neighbour_in_words(self, code: str, language: str) -> dict[str, str]:
        name = self._country(code, language)
        adjective = _country_table()[code][f"demonyms_{language}"].split("|")[0]
        the = _the_french(name)
        return {
            "n": name,
            "nadj": adjective if language == "en" else adjective.lower(),
            "avec_n": f"avec {the}",
            "de_n": f"du {name}" if the.startswith("le ") else f"de {the}",
        }

    def _country(self, code: str, language: str) -> str:
        if language == "fr":
            return _country_table()[code]["names_fr"].split("|")[0]
        return next(c.name for c in self._gazetteer.countries() if c.code == code)

    def _dateline(self, drawn: random.Random, village: Village) -> str:
        self._near(village)
        capitals = [t for t in self._towns[village.country] if t.feature_code == "PPLC"]
        return f"{capitals[0].name.upper()} — " if capitals and drawn.random() < 0.4 else ""


def distance_in_words(drawn: random.Random, km: float, language: str) -> str:
    """A distance rounded and worded as newspapers do: "about 30 miles", "une trentaine de km"."""
    data = _data()
    unit, in_km = drawn.choice(list(data["units"][language].items()))
    value = km / in_km
    step = _step(drawn, value)
    number = max(round(value / step) * step, 1)
    off = (number - value) / max(value, 1)
    way = "any" if abs(off) < 0.03 else "up" if off > 0 else "down"
    before = drawn.choice(data["before"][language][way])
    tens = data["tens_fr"].get(number) if language == "fr" and way != "up" else None
    if tens and drawn.random() < 0.4:
        return f"{tens} de {unit}"
    if number < 10 and drawn.random() < 0.5:
        said = data["words"][language][number]
        return f"{before}{said} {unit if number > 1 else unit.rstrip('s')}"
    shown = f"{number:,}" if language == "en" else str(number)
    return f"{before}{shown} {unit}"


def _step(drawn: random.Random, value: float) -> int:
    if value < 10:
        return 1
    if value < 50:
        return drawn.choice([1, 5])
    if value < 120:
        return drawn.choice([1, 5, 10])
    return drawn.choice([1, 10, 10, 50 if value >= 200 else 10])


def wind_in_words(drawn: random.Random, bearing: float, language: str) -> str:
    """A direction as one of eight winds; near one of the four, writers often take that."""
    four = round(bearing / 90) * 90
    near = abs((bearing - four + 180) % 360 - 180) <= 30
    eighth = round(bearing / 45) % 8
    if near and drawn.random() < 0.3:
        eighth = four // 45 % 8
    said: str = drawn.choice(_data()["winds"][language][eighth])
    return said


@cache
def _country_table() -> Mapping[str, Mapping[str, str]]:
    from rashomon.gazetteer.build import country_rows

    return {row["code"]: row for row in country_rows()}


def _of_french(name: str) -> str:
    return f"d'{name}" if key(name)[:1] in "aeiou" else f"de {name}"


def _the_french(country: str) -> str:
    if key(country)[:1] in "aeiou":
        return f"l'{country}"
    return f"la {country}" if country.split()[0].endswith("e") else f"le {country}"


def _in_french(country: str) -> str:
    the = _the_french(country)
    return f"au {country}" if the.startswith("le ") else f"en {country}"


def _region_french(region: str) -> str:
    data, first = _data(), region.replace("-", " ").split()[0]
    if first in data["plural_fr"]:
        return f"des {region}"
    if first in data["masculine_fr"]:
        return f"du {region}"
    return f"de l'{region}" if first in data["bare_fr"] else _of_french(region)


# ------------------------------------------------------------------------------------------ scoring


def locate(told: Told, gazetteer: Hiding, knowledge: Knowledge) -> Outcome:
    """Reads one report with its village hidden, and holds what it gives against the truth."""
    gazetteer.hide(told.village)
    document = annotate(Report.make(told.text), told.language, knowledge)
    lexicon = PlaceLexicon.load(told.language)
    names, places = resolve_places(document, gazetteer, knowledge.borders, lexicon)
    wanted = {n.place for n in names if key(n.span.text) == key(told.village.name)}
    found = next((p for p in places if p.id in wanted), None)
    if found is None:
        return Outcome(None, None, False, None, False, None, None)
    contradicted = any(not clause.met for clause in found.clauses)
    if found.latitude is None or found.longitude is None:
        return Outcome(None, None, False, found.method, contradicted, None, None)
    village = told.village
    error = distance_km(village.latitude, village.longitude, found.latitude, found.longitude)
    return Outcome(
        round(error, 1), found.radius_km, _holds(found, village), found.method, contradicted,
        found.latitude, found.longitude,
    )  # fmt: skip


def _holds(found: Place, village: Village) -> bool:
    """Whether the region holds the true point; of a place without one, the circle given."""
    if found.region is None or found.method == "gazetteer":
        at = (found.latitude or 0.0, found.longitude or 0.0)
        away = distance_km(village.latitude, village.longitude, *at)
        return found.radius_km is not None and away <= found.radius_km
    area = shapely.make_valid(shapely.geometry.shape(found.region)).buffer(SAME_AREA_DEGREES)
    return bool(area.contains(shapely.Point(village.longitude, village.latitude)))


def summary(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Medians over all, those not located included, and shares."""
    n = max(len(outcomes), 1)
    errors = [NOT_LOCATED_KM if o.error_km is None else o.error_km for o in outcomes]
    radii = [NOT_LOCATED_KM if o.radius_km is None else o.radius_km for o in outcomes]
    return {
        "villages": len(outcomes),
        "median_km": median(errors) if errors else math.inf,
        "median_radius_km": median(radii) if radii else math.inf,
        "inside": sum(o.inside for o in outcomes) / n,
        "located": sum(o.error_km is not None for o in outcomes) / n,
        "called_contradictory": sum(o.contradicted for o in outcomes) / n,
    }


def measure(path: Path, asked: Asked) -> Score:
    """Villages of the dumps of a folder, hidden from the built-in gazetteer.

    Predictions: a list of reports with their text, the true place and what was made of it.
    """
    knowledge = Knowledge.open()
    builtin = ensure_builtin(knowledge.settings.cache)
    reports = _reports(path, Teller(Gazetteer.open(builtin), knowledge.borders))
    gazetteer = Hiding.over(builtin)
    scored = [
        (each, locate(each, gazetteer, knowledge))
        for each in asked.track(reports, "locating villages")
    ]
    groups = {name: [o for told, o in scored if keep(told)] for name, keep in _groups().items()}
    figures = {name: summary(outcomes) for name, outcomes in groups.items() if outcomes}
    return Score(
        figures=figures,
        tables=(_table(figures),),
        held=_held(figures),
        predictions=[{**asdict(told), **asdict(outcome)} for told, outcome in scored],
    )


def _reports(path: Path, teller: Teller) -> list[Told]:
    """Two reports of each village (two and three clauses), in one language and from one set, and
    one that is not true about some."""
    drawn = random.Random(SEED)
    villages = read_villages(path)
    drawn.shuffle(villages)
    found: list[Told] = []
    number = 0
    for village in villages:
        if number == VILLAGES:
            break
        language, of = LANGUAGES[number % 2], SETS[number // 2 % 2]
        made = [teller.tell(village, language, of, count) for count in (3, 2)]
        if number < FALSIFIED:
            made.append(teller.tell(village, language, of, 3, falsify=True))
        if all(each is not None for each in made):
            found += [each for each in made if each is not None]
            number += 1
    return found


def _groups() -> dict[str, Callable[[Told], bool]]:
    groups: dict[str, Callable[[Told], bool]] = {}
    for name, count in (("three clauses", 3), ("two clauses", 2)):
        groups[name] = lambda t, n=count: t.false is None and len(t.clauses) == n  # type: ignore[misc]
        for language in LANGUAGES:
            groups[f"{name}, {LANGUAGE_NAMES[language]}"] = lambda t, n=count, of=language: (  # type: ignore[misc]
                t.false is None and len(t.clauses) == n and t.language == of
            )
        groups[f"{name}, aside"] = lambda t, n=count: (  # type: ignore[misc]
            t.false is None and len(t.clauses) == n and t.of == "aside"
        )
    groups["one clause falsified"] = lambda t: t.false is not None
    return groups


def _held(figures: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Floors are least figures, so distances are held as their negatives."""
    held = {}
    for name in ("three clauses", "two clauses"):
        if name in figures:
            held[f"{name}: median km, negated"] = -figures[name]["median_km"]
            held[f"{name}: median radius km, negated"] = -figures[name]["median_radius_km"]
            held[f"{name}: inside"] = figures[name]["inside"]
    if "one clause falsified" in figures:
        held["contradictions reported"] = figures["one clause falsified"]["called_contradictory"]
    return held


def _table(figures: Mapping[str, Mapping[str, float]]) -> Table:
    rows = tuple(
        (
            name, str(each["villages"]), f"{each['median_km']:.1f}",
            f"{each['median_radius_km']:.1f}", f"{each['inside']:.3f}", f"{each['located']:.3f}",
            f"{each['called_contradictory']:.3f}",
        )
        for name, each in figures.items()
    )  # fmt: skip
    headings = ("villages not listed", "reports", "median km", "radius km", "inside", "located",
                "contradictory")  # fmt: skip
    return Table(headings, rows)
