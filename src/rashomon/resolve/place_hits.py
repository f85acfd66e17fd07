"""Names of places as they were found, and what names beside each other say of each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rashomon.document import Document, PlaceUse, Token
from rashomon.gazetteer import GazetteerPlace
from rashomon.gazetteer.names import key
from rashomon.geodesy import distance_km
from rashomon.resolve.place_lexicon import PlaceLexicon

CONNECTORS = frozenset(["of", "the", "de", "du", "des", "la", "le", "les", "el", "al"]).union(
    ["l'", "d'", "l’", "d’", "and", "et", "i", "y", "en", "sur", "sous", "st", "."],
    ["-", "–", "’", "'"],
    ["ez", "az", "es", "as", "ed", "ad", "er", "ar", "esh", "ash", "et", "at", "en", "an", "um"],
    [
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "los",
        "las",
        "van",
        "von",
        "der",
        "den",
        "ob",
    ],
    ["bin", "ben", "ibn", "ould", "bou", "tou", "e", "am", "upon", "under"],
)
"""Small words and signs inside names of places: "Deir ez-Zor", "Rio de Janeiro"."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """One name at one spot. Tokens `first` to `last` (exclusive).

    `options` are the listed places of that name, none for an unlisted one; `feature` the class of
    place that the words beside it tell (P, A, other); `within` the name after its comma ("X, Y");
    `evidence` what shows it to be a place, or "" where nothing but the list does yet.
    """

    start: int
    end: int
    text: str
    key: str
    first: int
    last: int
    sentence: int
    use: PlaceUse
    options: tuple[GazetteerPlace, ...]
    feature: str | None = None
    within: str | None = None
    evidence: str = ""
    country: str | None = None
    person: bool = False
    """Looks like a person's name: a place only where a clause right after it says so."""


DATELINE = "in the dateline"
"""The evidence of a name that tells where the report is from."""
IN_A_LIST = "in a list with"
"""How the evidence of a name begins that goes on a list of places."""
QUARTER = "a quarter of a town"
"""The evidence of a name that the report calls so: no town of that name is meant."""
A_TOWN, LONG_NOUN = 10_000, 14
"""Inhabitants from which a town has quarters; letters of the noun for one, and a space."""
QUARTER_KM = 30.0
"""A quarter lies nearer to the middle of its town than this."""
LARGE_TOWN = 100_000
HEADLINE_WORDS = 5
HEADLINE_SHARE = 0.7
LONG_WORD = 4
"""A line with so many words of this length, of which so large a share has a capital, is set as a
headline: its capitals tell no names."""


def is_headline(tokens: Sequence[Token]) -> bool:
    """Whether every word of a sentence is written like a name."""
    words = [t for t in tokens if t.text.isalpha() and len(t.text) >= LONG_WORD]
    capitals = sum(t.text[0].isupper() for t in words)
    return len(words) >= HEADLINE_WORDS and capitals >= HEADLINE_SHARE * len(words)


def without_towns(hits: Iterable[NameHit], quarters: Collection[str]) -> Iterator[NameHit]:
    """The hits, those of names that are quarters of a town without the large towns so called."""
    for hit in hits:
        if hit.key in quarters and hit.options and hit.within is None:
            kept = tuple(
                p
                for p in hit.options
                if p.feature_code == "PPLX" or (p.population or 0) < LARGE_TOWN
            )
            hit = replace(hit, options=kept, evidence=QUARTER)
        yield hit


_BEFORE_OUTLET = re.compile(r"\s+(?:\||-|–|—|::)\s+|(?<=\.com)-")


def without_outlet(
    hits: Iterable[NameHit], document: Document, marks: Collection[str]
) -> Iterator[NameHit]:
    """The hits, those in the outlet's name behind the headline as parts of that name."""
    title = document.report.title or ""
    tail = _outlet_tail(title, marks) if document.text.startswith(title) else None
    for hit in hits:
        inside = tail is not None and tail <= hit.start < len(title)
        yield replace(hit, use="part-of-name") if inside else hit


def _outlet_tail(title: str, marks: Collection[str]) -> int | None:
    """Where the name of the outlet begins at the end of a headline ("… - WXYZ News, Springfield"),
    if one of its words is one of `marks`, or it is an address."""
    cuts = list(_BEFORE_OUTLET.finditer(title))
    if not cuts:
        return None
    tail = title[cuts[0].end() :]
    words = re.findall(r"[^\W_]+", tail.lower())
    return cuts[0].end() if ".com" in title or not {*words}.isdisjoint(marks) else None


def settled(hits: tuple[NameHit, ...], shown: frozenset[str]) -> tuple[NameHit, ...]:
    """The hits that are places: with evidence of their own, or elsewhere for the same name.

    `shown` are keys that clauses show to be places.
    """
    evident = {h.key for h in hits if h.evidence and h.use in ("place", "metonym")} | shown
    kept = []
    for hit in hits:
        if hit.evidence:
            kept.append(hit)
        elif hit.key in evident:
            kept.append(replace(hit, evidence="named as a place elsewhere in the report"))
    return tuple(kept)


_COMMA = re.compile(r"\s*,\s*(?:in\s+|en\s+|au\s+|dans\s+)?$|\s*\($")


def with_containers(hits: list[NameHit], document: Document) -> Iterator[NameHit]:
    """ "X, Y" and "X (Y)": Y says where X is."""
    for i, hit in enumerate(hits):
        if i + 1 < len(hits) and hit.use == "place" and hits[i + 1].use == "place":
            following = hits[i + 1]
            between = document.text[hit.end : following.start]
            listed = any(
                p.feature_class == "A" for p in following.options if p.feature_code != "ADM2"
            )
            if _COMMA.fullmatch(between) and listed and not _is_list(hits, i, document):
                evidence = hit.evidence or f"before “{following.text}”"
                hit = replace(hit, within=following.text, evidence=evidence)
        yield hit


def with_quarters(
    hits: list[NameHit], document: Document, lexicon: PlaceLexicon
) -> Iterator[NameHit]:
    """The hits, those that are told to be quarters of a town with the listed places near it alone:
    "the X district of Y", "Y's X neighbourhood", "le quartier de X, à Y"."""
    text = document.text
    for i, hit in enumerate(hits):
        before, after = hits[max(i - 1, 0) : i], hits[i + 1 : i + 2]
        towns = [
            *(t for t in after if lexicon.quarter_of.fullmatch(text, hit.end, t.start)
              and (lexicon.quarter_first is None or _called(hit, document, lexicon))),
            *(t for t in before if lexicon.quarter_in.fullmatch(text, t.end, hit.start)
              and lexicon.quarter_behind.match(text, hit.end)),
        ]  # fmt: skip
        town = next((t for t in towns if t.use == "place" and t.sentence == hit.sentence), None)
        if hit.use == "place" and town is not None:
            told = text[hit.end : max(hit.end, town.start)] or text[hit.end : hit.end + LONG_NOUN]
            hit = _in_town(hit, town, is_division=lexicon.division_noun.search(told) is not None)
        yield hit


def _in_town(hit: NameHit, town: NameHit, *, is_division: bool) -> NameHit:
    """A name as that of a quarter of a town; as it is where a region may be meant by the town's
    name: "the X district of Y"."""
    towns = [p for p in town.options if p.feature_class == "P" and (p.population or 0) >= A_TOWN]
    regions = {(p.country, p.name) for p in town.options if p.feature_code == "ADM1"}
    if not towns or any(p.feature_code == "PCLI" for p in town.options):
        return hit
    in_region = any((p.country, p.admin1) in regions for p in hit.options)
    kept = tuple(p for p in hit.options if any(_km(p, t) <= QUARTER_KM for t in towns if t != p))
    if is_division and regions and not kept and (in_region or not hit.options):
        return hit
    return replace(hit, options=kept, evidence=QUARTER, within=town.text, feature=None)


def _called(hit: NameHit, document: Document, lexicon: PlaceLexicon) -> bool:
    """Whether the noun for a quarter stands before a name: "le quartier de X"."""
    assert lexicon.quarter_first is not None
    start = document.sentences[hit.sentence].start
    return lexicon.quarter_first.search(document.text, start, hit.start) is not None


def _km(a: GazetteerPlace, b: GazetteerPlace) -> float:
    return distance_km(a.latitude, a.longitude, b.latitude, b.longitude)


_JOINED = re.compile(
    r"(?:\s*,\s*|\s*,?\s+(?:and|or|et|ou|ainsi que|as well as)\s+)"
    r"(?:(?:in|the|à|de|du|en)\s+|d['’])?",
    re.IGNORECASE,
)
_FOLLOWS_LIST = frozenset(["PUNCT", "CCONJ", "ADP", "SCONJ", "NUM"])


def with_lists(hits: list[NameHit], document: Document) -> Iterator[NameHit]:
    """The hits, those that go on a list of places with the evidence of the name before: "the
    villages of X, Y and Z", "à X, Y et Z"."""
    before: NameHit | None = None
    for hit in hits:
        joins = before is not None and _goes_on_list(before, hit, document)
        if before is not None and joins and not hit.evidence and hit.use == "place":
            feature = before.feature if before.feature == "P" else None
            hit = replace(
                hit, evidence=f"{IN_A_LIST} “{before.text}”", feature=hit.feature or feature
            )
        before = hit if hit.evidence and hit.use == "place" else None
        yield hit


def lists_of(hits: Sequence[NameHit]) -> Iterator[tuple[NameHit, ...]]:
    """The lists of places of a report, each with all its names."""
    found: list[NameHit] = []
    for hit in hits:
        if hit.evidence.startswith(IN_A_LIST):
            found.append(hit)
            continue
        if len(found) > 1:
            yield tuple(found)
        found = [hit]
    if len(found) > 1:
        yield tuple(found)


def _goes_on_list(before: NameHit, hit: NameHit, document: Document) -> bool:
    """Whether a name stands in one list with the one before: nothing but a comma or an "and"
    between, and no verb or noun of its own behind."""
    if hit.person or not before.evidence.startswith(("after", IN_A_LIST)):
        return False
    between = document.text[before.end : hit.start]
    if not _JOINED.fullmatch(between) or before.within is not None:
        return False
    sentence = document.sentences[hit.sentence]
    if hit.last >= sentence.last:
        return True
    return document.tokens[hit.last].pos in _FOLLOWS_LIST


def is_number(hit: NameHit, document: Document) -> bool:
    """Whether a name is rather a number in words, where a town is called by that word."""
    for count in document.counts:
        if count.first <= hit.first and hit.last <= count.last:
            counts_something = count.noun is not None or count.last - count.first > 1
            opens = hit.first == document.sentences[hit.sentence].first
            return counts_something or (opens and hit.within is None)
    return False


_LISTED_ON = re.compile(r",?\s+(?:and|or|et|ou)\s+(?=[A-ZÀ-Þ])")


def _is_list(hits: list[NameHit], i: int, document: Document) -> bool:
    """ "Mali, Niger and Chad": a country beside a country is a list; so is "X, Y and Z", unless
    there is an X in Y."""
    if any(p.feature_code == "PCLI" for p in hits[i].options[:2]):
        return True
    following = hits[i + 1]
    if not _LISTED_ON.match(document.text, following.end):
        return False
    areas = {(p.country, p.admin1) for p in following.options if p.feature_code == "ADM1"}
    return not any(
        (p.country, p.admin1) in areas and key(p.name) == hits[i].key for p in hits[i].options
    )
