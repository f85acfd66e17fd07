"""How a language names places and says where they are, compiled from `data/lexicons/places.*.yaml`.

Clause patterns are written there with placeholders. They run over a copy of the sentence in which
every place name, demonym and distance is replaced by private-use characters of the same length, so
that a pattern needs no knowledge of names and every match keeps its offsets in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, cast

from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.patterns import Needed, needed_words

PLACE_MARK, DEMONYM_MARK, DISTANCE_MARK = "\ue000", "\ue001", "\ue002"
_WORD_SETS = (
    "prepositions",
    "locative",
    "place_verbs",
    "actor_nouns",
    "speech_before",
    "titles",
    "organisation_words",
    "not_places",
    "direction_adjectives",
    "lies",
    "town_parts",
    "streets",
    "quarters",
    "quarters_of",
    "residents",
    "outlet_words",
    "ways",
    "to_or_from",
    "name_heads",
    "joined_words",
    "capital_words",
    "capital_before",
    "aiming",
    "at_words",
    "country_heads",
    "saints",
    "sanctuaries",
    "people_nouns",
    "businesses",
    "river_articles",
    "people_called",
    "people_before",
    "name_links",
)
FEW_WORDS = 6
"""Words at most between a name and a clause about it, where nothing else shows it a place."""
_NOTHING: Mapping[str, Any] = {
    **{key: {} for key in ("features", "directions", "parts", "units", "qualifiers", "vague")},
    **dict.fromkeys(("prepositions", "relatives", "divisions_before", "borders", "clauses"), ()),
    "region_abbreviations": {},
    "lower_demonyms": False,
    "shapes": {"feature_before": "(?!)", "article": "(?!)", "lead": ""},
}
"""What a lexicon of places says that says nothing."""
ClauseKind = Literal[
    "distance",
    "distance-direction",
    "distance-border",
    "distance-direction-site",
    "distance-site",
    "direction",
    "road",
    "between",
    "halfway",
    "near",
    "near-border",
    "border-with",
    "part",
    "inside",
]
UNQUALIFIED = (0.08, 0.08)
"""Shares by which a distance without "about" or "almost" may be off, on top of its rounding."""


@dataclass(frozen=True, slots=True)
class ClausePattern:
    """One way to say where: its kind and the pattern over a masked sentence."""

    kind: ClauseKind
    pattern: re.Pattern[str]
    has_distance: bool
    names: int
    """How many names it asks for."""
    needs: Needed
    """The words, in lower case, without which it matches nothing."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance as written: kilometres, the allowed range, and where it stands."""

    start: int
    end: int
    low_km: float
    high_km: float
    expected_km: float


@dataclass(frozen=True)
class PlaceLexicon:
    """The words of one language. Word sets are lower case."""

    language: str
    features: Mapping[str, str]
    """noun → class: "P", "A" or "other"."""
    words: Mapping[str, frozenset[str]]
    """Named sets: prepositions, locative, titles, organisation_words, not_places, …"""
    region_abbreviations: Mapping[str, str]
    directions: Mapping[str, float]
    parts: Mapping[str, float]
    units: Mapping[str, float]
    qualifiers: Mapping[str, tuple[float, float]]
    vague: Mapping[str, tuple[float, float]]
    numbers: Mapping[str, int]
    lower_demonyms: bool
    """Whether a people's name may be written small ("militaires nigériens")."""
    clauses: tuple[ClausePattern, ...]
    distance: re.Pattern[str]
    unit: re.Pattern[str]
    """What every distance ends in: quickly looked for where there is none."""
    street_before: re.Pattern[str]
    """What stands before the name of a street ("the 800 block of")."""
    feature_before: re.Pattern[str]
    feature_after: re.Pattern[str]
    feature_apposed: re.Pattern[str]
    shown_before: re.Pattern[str]
    """What right before a name shows it to be a place: "the outskirts of", "attacks on"."""
    person_before: re.Pattern[str]
    """What right before a name shows it to be somebody's: "gave his name as", "his brother"."""
    seat_before: re.Pattern[str]
    """What right before a name shows that a body only sits there: "based in"."""
    quarter_of: re.Pattern[str]
    """The whole of what stands between a quarter and its town: "X district of Y"."""
    quarter_in: re.Pattern[str]
    quarter_behind: re.Pattern[str]
    """Between a town and its quarter, and what is behind that: "Y's X neighbourhood"."""
    division_noun: re.Pattern[str]
    """A noun for a quarter that regions have too: "district"."""
    quarter_first: re.Pattern[str] | None
    """What has to stand before a quarter then, where its noun does: "quartier de X, à Y"."""
    said_before: re.Pattern[str]
    """What stands before who speaks: "said X.", where nothing follows but a comma or a stop."""

    @staticmethod
    @lru_cache(maxsize=4)
    def load(language: str) -> PlaceLexicon:
        """The lexicon of a language of the package; KnowledgeError where its file is missing or
        broken."""
        numbers = load_yaml(f"lexicons/{language}.yaml")["numbers"]["words"]
        return PlaceLexicon.from_mapping(load_yaml(f"lexicons/places.{language}.yaml"), numbers)

    @staticmethod
    def from_mapping(data: Mapping[str, Any], numbers: Mapping[str, int]) -> PlaceLexicon:
        """From the YAML of a lexicon and the language's words for numbers. What is not there has no
        words: names are found then, and nothing is read of where they lie."""
        data = {**_NOTHING, **data}
        features = {noun: kind for kind, nouns in data["features"].items() for noun in nouns}
        nouns = any_of(features)
        named = {k: frozenset(data.get(k, ())) for k in _WORD_SETS}
        shapes = data["shapes"]
        return PlaceLexicon(
            language=data["language"],
            features=features,
            words=cast(Mapping[str, frozenset[str]], named),
            region_abbreviations=data["region_abbreviations"],
            directions=data["directions"],
            parts=data["parts"],
            units=data["units"],
            qualifiers={k: (v[0], v[1]) for k, v in data["qualifiers"].items()},
            vague={k: (v[0], v[1]) for k, v in data["vague"].items()},
            numbers=numbers,
            lower_demonyms=data["lower_demonyms"],
            clauses=_clause_patterns(data, nouns),
            distance=_distance_pattern(data, numbers),
            unit=re.compile(rf"(?<![^\W\d_])(?:{any_of(data['units'])})(?!\w)", re.IGNORECASE),
            street_before=re.compile(
                rf"(?<!\w)(?:{any_of(data.get('streets_before', ()))})\s+"
                rf"(?:(?:[NSEW]\.?|{any_of(data.get('direction_adjectives', ()))})\s+)?$",
                re.IGNORECASE,
            ),
            feature_before=re.compile(
                shapes["feature_before"].replace("{nouns}", nouns), re.IGNORECASE
            ),
            shown_before=_right_before(data, "shown_before"),
            person_before=_right_before(data, "person_before"),
            said_before=_right_before(data, "said_before"),
            quarter_of=re.compile(shapes.get("quarter_of", "(?!)"), re.IGNORECASE),
            quarter_in=re.compile(shapes.get("quarter_in", "(?!)"), re.IGNORECASE),
            quarter_behind=re.compile(shapes.get("quarter_behind", "(?!)"), re.IGNORECASE),
            division_noun=re.compile(shapes.get("division_noun", "(?!)"), re.IGNORECASE),
            quarter_first=(
                re.compile(shapes["quarter_first"], re.IGNORECASE)
                if "quarter_first" in shapes
                else None
            ),
            seat_before=_right_before(data, "seat_before"),
            feature_after=re.compile(rf"\s+({nouns})(?!\w)", re.IGNORECASE),
            feature_apposed=re.compile(
                rf",\s+(?P<article>{shapes['article']})?"
                rf"(?:(?!(?:{any_of(data['prepositions'])})\W)(?-i:[a-zà-ÿ])[\w-]*\s+){{0,2}}?"
                rf"(?P<noun>{nouns})(?=\s*[,.;(]|\s+(?:{_goes_on(data)})(?!\w)|\s+\d)",
                re.IGNORECASE,
            ),
        )

    @cached_property
    def winds(self) -> frozenset[str]:
        """The keys of the names of winds, of which many a region has its own: "the North West"."""
        return frozenset(key(word) for word in (*self.directions, *self.parts))

    def is_in(self, name: str, word: str) -> bool:
        """True when the word belongs to the named set."""
        return word in self.words.get(name, frozenset())

    def places(self, between: str) -> bool:
        """Whether the words between a name and a clause say that it lies there ("X is located …"),
        or stand in a comma ("X, a farming community …")."""
        words = re.findall(r"[\w’'-]+", between.lower())
        if len(words) > FEW_WORDS:
            return False
        apposed = bool(re.match(r"\s*[,(–—-]", between))
        return apposed or any(w in self.words["lies"] for w in words)

    def feature_class(self, noun: str) -> str | None:
        """The class of a noun for places ("P", "A", "other"), or None if it is none."""
        return self.features.get(noun.lower())

    def distances(self, text: str, start: int, end: int) -> tuple[Distance, ...]:
        """Every distance of the text between two offsets."""
        if self.unit.search(text, start, end) is None:
            return ()
        found = (self._distance(m) for m in self.distance.finditer(text, start, end))
        return tuple(d for d in found if d is not None)

    def _vague(self, words: str) -> tuple[float, float]:
        return next(self.vague[w] for w in (words, f"{words} de", f"{words} of") if w in self.vague)

    def _distance(self, match: re.Match[str]) -> Distance | None:
        unit = self.units[_plain(match["unit"])]
        if match["vague"]:
            low, high = self._vague(_plain(match["vague"]))
            return Distance(
                match.start(), match.end(), low * unit, high * unit, (low + high) / 2 * unit
            )
        value = _number(match["number"], self.numbers)
        if value is None or value <= 0:
            return None
        second = _number(match["second"], self.numbers) if match["second"] else None
        top = max(value, second) if second else value
        below, above = self.qualifiers.get(_plain(match["qualifier"] or ""), UNQUALIFIED)
        low, high, expected = rounded_range(value, top, below, above)
        return Distance(match.start(), match.end(), low * unit, high * unit, expected * unit)


def rounded_range(
    low: float, high: float, share_below: float, share_above: float
) -> tuple[float, float, float]:
    """(low, high, expected) that a number as written allows, in its own unit.

    A number without a qualifier is taken as rounded by a writer: to half its last round step
    (7 → 0.6, 40 → 4, 150 → 15), and eight percent more, since writers measure to different ends of
    a town, and along roads. "Less than" and "more than" are open on their side, and the expected
    value then lies inside.
    """
    step = next((s for s in (100, 50, 10, 5) if low >= s and low % s == 0), 1)
    rounding = min(step / 2, low * 0.1) if low >= 10 else 0.6
    below = low * share_below + (rounding if share_below >= 0.08 else rounding / 2)
    above = high * share_above + (rounding if share_above >= 0.08 else rounding / 2)
    bottom, top = max(low - below, 0.0), high + above
    expected = (low + high) / 2
    if share_below >= 1:
        expected = 0.75 * high
    elif share_above >= 0.3:
        expected = 1.08 * high
    elif share_below > 2 * share_above:
        expected = 0.95 * high
    return bottom, top, expected


def _right_before(data: Mapping[str, Any], name: str) -> re.Pattern[str]:
    """A pattern for any of the listed patterns, at the end of what stands before a name."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(data.get(name, ('(?!)',)))})$", re.IGNORECASE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; spaces match any white space."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    if not ordered:
        return "(?!)"  # any of nothing is never there
    return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace("'", "['’]") for w in ordered)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower().replace("’", "'")).strip()


def _number(text: str, words: Mapping[str, int]) -> float | None:
    """The value of "112", "1,500", "12.5", "12,5", "twenty-five", "two hundred"."""
    plain = _plain(text)
    if re.fullmatch(r"\d{1,3}(?:[,. \u00a0\u202f]\d{3})+", plain):
        return float(re.sub(r"\D", "", plain))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return float(plain.replace(",", "."))
    total = 0
    for word in re.split(r"[\s-]+", plain):
        if word in ("and", "et"):
            continue
        if word not in words:
            return None
        value = words[word]
        total = max(total, 1) * value if value >= 100 else total + value
    return float(total)


def _distance_pattern(data: Mapping[str, Any], numbers: Iterable[str]) -> re.Pattern[str]:
    word = any_of(numbers)
    number = (
        r"(?:\d{1,3}(?:[,. \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
        rf"|(?:{word})(?:[\s-]+(?:and\s+|et\s+)?(?:{word})){{0,8}})"
    )
    units = any_of(data["units"])
    filler = r"(?:de\s+|d['’]|of\s+)?"
    # "une dizaine de": the filler takes the "de", which may be "d'" before a vowel.
    vague = any_of(w.removesuffix(" de").removesuffix(" of") for w in data["vague"])
    return re.compile(
        rf"(?<![\w.,])(?:(?P<qualifier>{any_of(data['qualifiers'])})\s+)?"
        rf"(?:(?P<number>{number})(?:\s*(?:-|–|to|à|ou|or)\s*(?P<second>{number}))?[\s\u00a0-]*{filler}"
        rf"|(?P<vague>{vague})\s*{filler})"
        rf"(?P<unit>{units})(?!\w)",
        re.IGNORECASE,
    )


def _goes_on(data: Mapping[str, Any]) -> str:
    """What may follow the noun of "X, a village …": not another noun ("X, the town clerk")."""
    near = (*data["qualifiers"], *data["vague"], *data["directions"])
    return any_of([*data["prepositions"], *near, *data["relatives"]])


def _names(body: str) -> int:
    """How many names a clause asks for at least: one of two may stand for another word."""
    both = "{a}" in body and "{b}" in body and "(?:{a}" not in body
    return 2 if both else int("{a}" in body or "{b}" in body)


def _clause_patterns(data: Mapping[str, Any], nouns: str) -> tuple[ClausePattern, ...]:
    place = f"{PLACE_MARK}+"
    either = f"(?:{place}|{DEMONYM_MARK}+)"
    lead = data["shapes"]["lead"].replace("{nouns}", nouns)
    distance = rf"{DISTANCE_MARK}+(?: ?\( ?{DISTANCE_MARK}+ ?\))?"
    beyond = any_of(data.get("beyond", ()))
    patterns = []
    for record in data["clauses"]:
        bodies = (
            [record["pattern"].replace("{border}", border) for border in data["borders"]]
            if "{border}" in record["pattern"]
            else [record["pattern"]]
        )
        for body in bodies:
            written = (
                body.replace("{dist}", f"(?P<dist>{distance})")
                .replace("{dir}", f"(?P<dir>{any_of(data['directions'])})(?:ern|wards?)?")
                .replace("{part}", f"(?P<part>{any_of(data['parts'])})")
                .replace("{division}", any_of(data["divisions_before"]))
                .replace("{after}", f"(?<={PLACE_MARK})")
                .replace("{word}", rf"(?!(?:{beyond})(?!\w))[a-zà-ÿ-]+")
                .replace("{people}", f"{DEMONYM_MARK}+")
                .replace("{of}", lead)
                .replace("{any}", place)
                .replace("{a}", f"(?P<a>{either if 'border' in record['kind'] else place})")
                .replace("{b}", f"(?P<b>{either if 'border' in record['kind'] else place})")
            )
            compiled = re.compile(rf"(?<!\w){written}(?!\w)", re.IGNORECASE)
            patterns.append(
                ClausePattern(
                    record["kind"], compiled, "{dist}" in body, _names(body), needed_words(written)
                )
            )
    return tuple(patterns)
