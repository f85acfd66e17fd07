"""Place names against corpora of news with GeoNames ids (LGL, GeoWebNews, TR-News).

Two things are measured apart. *Choosing*: of the gold names that carry a GeoNames id and are not
marked as non-locational, the share for which the reader, on its own, found that name and gave the
same id or a point at most 161 km (a hundred miles) away, the usual measure since Cheng et al. 2010;
a name that is not found, or left unresolved, is wrong. *Finding*: precision and recall of the names
themselves against all annotated ones, with the same ends, and with any overlap.

The ceiling is the share of the same gold names for which the gazetteer, asked for the words as
written, holds a right place at all: no way of choosing can do better with those places.
"""

from __future__ import annotations

import math
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rashomon.annotate import annotate
from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.gazetteer import Gazetteer
from rashomon.knowledge import Knowledge
from rashomon.known_actors import known_actors
from rashomon.records import Place, Report, Span
from rashomon.resolve.home import home_of
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places

NEAR_ENOUGH_KM = 161.0
MEAN_DIAMETER_KM = 12742.0
"""Of the earth: what the published scorers take for their great-circle distances."""
HALF_AROUND_KM = 20038.0
"""The error that a name without an answer counts as."""
Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldName:
    """An annotated name: offsets into the text, and its place where one is given."""

    start: int
    end: int
    geonameid: str | None
    latitude: float | None
    longitude: float | None

    @property
    def is_placed(self) -> bool:
        """True for the names that choosing is measured on."""
        return self.geonameid is not None and self.latitude is not None


@dataclass(frozen=True, slots=True)
class Article:
    """One text of a corpus, with its address and all its annotated names."""

    text: str
    url: str | None
    names: tuple[GoldName, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A name that the reader found: offsets, and where it puts it (None where unresolved)."""

    start: int
    end: int
    latitude: float | None
    longitude: float | None
    geonameid: int | None


def read_corpus(path: Path) -> list[Article]:
    """The articles of a corpus file. Raises UsageError where it is none."""
    try:
        root = ET.parse(path).getroot()
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no corpus of place names: {error}") from error
    if root.tag != "articles":
        raise UsageError(
            f"{path}: no corpus of place names: the root is <{root.tag}>, not <articles>; "
            "name a file in the form of LGL, GeoWebNews or TR-News"
        )
    return [_article(element) for element in root.iter("article")]


def _article(element: ET.Element) -> Article:
    url = (element.findtext("url") or element.findtext("link") or "").strip() or None
    names = tuple(_gold(each) for each in element.iter("toponym"))
    return Article(element.findtext("text") or "", url, names)


def _gold(element: ET.Element) -> GoldName:
    tag = element.find("gaztag")
    identifier = tag.get("geonameid") if tag is not None else element.findtext("geonamesID")
    latitude = element.findtext(".//lat") or element.findtext("latitude")
    longitude = element.findtext(".//lon") or element.findtext("longitude")
    placed = (element.findtext("nonLocational") or "No") == "No" and latitude and longitude
    return GoldName(
        int(element.findtext("start") or 0),
        int(element.findtext("end") or 0),
        (identifier or "").strip() or None if placed else None,
        float(latitude) if placed and latitude else None,
        float(longitude) if placed and longitude else None,
    )


def predict(
    articles: Iterable[Article], knowledge: Knowledge
) -> tuple[list[tuple[Found, ...]], float]:
    """The names that the reader finds in each article with their places, read as English; and the
    seconds that finding and choosing took, parses apart."""
    lexicon = PlaceLexicon.load("en")
    found, seconds = [], 0.0
    for article in articles:
        document = annotate(Report.make(article.text, url=article.url), "en", knowledge)
        began = time.perf_counter()
        home = home_of(document.report, known_actors())
        names, places = resolve_places(
            document, knowledge.gazetteer, knowledge.borders, lexicon, home
        )
        seconds += time.perf_counter() - began
        by_id = {place.id: place for place in places}
        found.append(tuple(_found(name.span, by_id[name.place]) for name in names))
    return found, seconds


def _found(span: Span, place: Place) -> Found:
    return Found(span.start, span.end, place.latitude, place.longitude, place.geonameid)


def score(
    articles: Sequence[Article], found: Sequence[Sequence[Found]], gazetteer: Gazetteer
) -> dict[str, Any]:
    """Choosing (accuracy, median error in km, ceiling, ratio) and finding (precision, recall)."""
    errors: list[float] = []
    held = 0
    for article, names in zip(articles, found, strict=True):
        mine = {(each.start, each.end): each for each in names}
        for gold in article.names:
            if gold.is_placed:
                errors.append(_error(gold, mine.get((gold.start, gold.end))))
                held += _is_held(gold, article.text[gold.start : gold.end], gazetteer)
    errors.sort()
    n = len(errors)
    accuracy = sum(e <= NEAR_ENOUGH_KM for e in errors) / n if n else 0.0
    ceiling = held / n if n else 0.0
    return {
        "articles": len(articles),
        "names": n,
        "accuracy_161km": accuracy,
        "median_km": errors[n // 2] if n else None,
        "ceiling": ceiling,
        "ratio_to_ceiling": accuracy / ceiling if ceiling else None,
        "finding_exact": _finding(articles, found, _same),
        "finding_overlap": _finding(articles, found, _overlap),
    }


def _error(gold: GoldName, mine: Found | None) -> float:
    if mine is None or mine.latitude is None or mine.longitude is None:
        return HALF_AROUND_KM
    if str(mine.geonameid) == gold.geonameid:
        return 0.0
    return _km(mine.latitude, mine.longitude, gold)


def _km(latitude: float, longitude: float, gold: GoldName) -> float:
    a, b = math.radians(latitude), math.radians(gold.latitude or 0.0)
    east = math.radians((gold.longitude or 0.0) - longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
    return MEAN_DIAMETER_KM * math.asin(min(1.0, math.sqrt(h)))


def _is_held(gold: GoldName, words: str, gazetteer: Gazetteer) -> bool:
    places = list(gazetteer.exact(words))
    for code in gazetteer.countries_by_demonym(words):
        name = next((c.name for c in gazetteer.countries() if c.code == code), "")
        places += [p for p in gazetteer.exact(name, country=code) if p.feature_code == "PCLI"]
    return any(
        str(p.geonameid) == gold.geonameid or _km(p.latitude, p.longitude, gold) <= NEAR_ENOUGH_KM
        for p in places
    )


def _finding(
    articles: Sequence[Article],
    found: Sequence[Sequence[Found]],
    meets: Callable[[Ends, Ends], bool],
) -> Mapping[str, float]:
    right = predicted = recalled = gold = 0
    for article, names in zip(articles, found, strict=True):
        theirs = [(n.start, n.end) for n in article.names]
        mine = [(n.start, n.end) for n in names]
        right += sum(any(meets(m, t) for t in theirs) for m in mine)
        recalled += sum(any(meets(m, t) for m in mine) for t in theirs)
        predicted, gold = predicted + len(mine), gold + len(theirs)
    precision = right / predicted if predicted else 0.0
    recall = recalled / gold if gold else 0.0
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _same(a: Ends, b: Ends) -> bool:
    return a == b


def _overlap(a: Ends, b: Ends) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def measure(path: Path, asked: Asked) -> Score:
    """The place names of a corpus file, in English.

    Predictions: number of the article from 0, as a string → [{start, end, latitude, longitude,
    geonameid}], offsets into its text, null where unresolved.
    """
    knowledge = Knowledge.open()
    articles = read_corpus(path)[: asked.limit]
    found, seconds = predict(asked.track(articles, "reading the articles"), knowledge)
    figures = score(articles, found, knowledge.gazetteer)
    figures["seconds_an_article"] = seconds / len(articles) if articles else 0.0
    return Score(
        figures=figures,
        tables=(_choosing(path, figures), _finding_table(figures)),
        held={"within 161 km": figures["accuracy_161km"]},
        predictions={str(i): [asdict(each) for each in names] for i, names in enumerate(found)},
    )


def _choosing(path: Path, figures: Mapping[str, Any]) -> Table:
    ratio, median = figures["ratio_to_ceiling"], figures["median_km"]
    return Table(
        (f"{path.name}: choosing", "names", "within 161 km", "ceiling", "ratio", "median km"),
        (
            (
                f"{figures['articles']} articles", str(figures["names"]),
                f"{figures['accuracy_161km']:.3f}", f"{figures['ceiling']:.3f}",
                "" if ratio is None else f"{ratio:.3f}", "" if median is None else f"{median:.1f}",
            ),
        ),
    )  # fmt: skip


def _finding_table(figures: Mapping[str, Any]) -> Table:
    columns = ("precision", "recall", "f1")
    rows = tuple(
        (told, *(f"{figures[name][column]:.3f}" for column in columns))
        for told, name in (("same ends", "finding_exact"), ("any overlap", "finding_overlap"))
    )
    return Table(("finding the names", *columns), rows)
