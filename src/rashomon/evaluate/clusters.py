"""Which articles are of one incident, and what is made of it, against a corpus of gun violence.

Gold: JSON Lines, each an incident with `incident`, `docs` (articles with `id`, `title`, `text`,
`url` and `dct`, the day they appeared, held to be no later than that on which a web archive saved
the page) and `gold` (`date`, `city`, `latlon`, `killed`, `injured`). Lines without `gold` are left
out. All articles are read and put together in one casebook, in which nothing tells where they come
from.

* B-cubed (Bagga and Baldwin 1998) over the articles of at least 30 words; an article counts for the
  incident that it is about, one in which no incident was read stands alone. Two baselines stand
  beside it that read nothing: every article alone, and articles that appeared within ten days and
  share enough of their words.
* Killed, injured, date and city of each gold incident, as the incident that holds most of its
  articles (of equals the most words) has them. Killed and injured are counted in each report
  (`gunviolence.figures_of`), and the incident has the figure that most of those of its stories
  give that tell of anybody, copies counted once, of equals that of the latest. Where no report
  tells the day, that of the first report stands for it. A city is right where the place has its
  name or lies within 15 km of the gold point, of the incidents of which an article names the city.

Predictions: {article id: label of its incident}, and {incident: {"killed": n, "injured": n}} beside
it.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rashomon import pipeline
from rashomon.errors import UsageError
from rashomon.evaluate.gunviolence import Figures, figures_of
from rashomon.evaluate.measure import Asked, Score, Table, read_lines
from rashomon.gazetteer.names import key
from rashomon.geodesy import distance_km
from rashomon.knowledge import Knowledge
from rashomon.reconcile import story_of
from rashomon.reconcile.words import content_words
from rashomon.records import IncidentRecord, Mention, Place, Reading, Report
from rashomon.store import Casebook

LEAST_WORDS = 30
"""Shorter articles are not scored."""
WINDOW = 10
"""Days within which the baseline holds two articles to be of one incident."""
OVERLAP = 0.1
"""The cosine of two articles' words from which the baseline joins them: its best on incidents of
the corpus that are not scored here."""
CITY_KM = 15.0
_SAVED = re.compile(r"//web\.archive\.org/web/(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its id, the report made of it, and how many words its text has."""

    id: str
    report: Report
    words: int


@dataclass(frozen=True, slots=True)
class GoldIncident:
    """A gold incident: its name, its articles, and what is known of it."""

    name: str
    articles: tuple[Article, ...]
    gold: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the casebook made of the articles.

    `label`: article id → its incident; `records`: incident → what it is; `told`: incident → its
    stories, latest first, each with the day it appeared and the figures that it gives.
    """

    label: Mapping[str, str]
    records: Mapping[str, IncidentRecord]
    told: Mapping[str, Sequence[tuple[str, Figures]]]


def read_incidents(path: Path) -> list[GoldIncident]:
    """The incidents of a file that have gold. Raises UsageError where it is none."""
    return read_lines(path, _incident)


def _incident(line: str, where: str) -> GoldIncident | None:
    try:
        row = json.loads(line)
        if not row.get("gold"):
            return None
        articles = tuple(_article(d) for d in row["docs"] if _text(d))
        return GoldIncident(row["incident"], articles, row["gold"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where}: no incident with docs and gold: {type(error).__name__} {error}"
        ) from error


def _text(doc: Mapping[str, Any]) -> str:
    """The headline and the text: of some pages only the former is the article's."""
    parts = [(doc.get(name) or "").strip() for name in ("title", "text")]
    return "\n\n".join(part for part in parts if part)


def _article(doc: Mapping[str, Any]) -> Article:
    report = Report.make(
        _text(doc),
        title=(doc.get("title") or "").strip() or None,
        url=doc.get("url"),
        published=_appeared(doc.get("dct") or None, doc.get("url") or ""),
        language="en",
    )
    return Article(doc["id"], report, len((doc.get("text") or "").split()))


def _appeared(dct: str | None, url: str) -> str | None:
    """The day an article appeared; one that an archive had saved before its `dct` appeared by the
    day it was saved."""
    saved = _SAVED.search(url)
    return dct if dct is None or saved is None else min(dct, "-".join(saved.groups()))


# ------------------------------------------------------------------------------------- predicting


def predict(
    incidents: Sequence[GoldIncident],
    asked: Asked,
    read: Callable[[Report], Reading] | None = None,
) -> Outcome:
    """What comes of all articles together in a casebook of their own."""
    if read is None:
        knowledge = Knowledge.open()

        def read(report: Report) -> Reading:
            return pipeline.read(report, knowledge)

    whole = Asked(None, asked.progress)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Casebook.open(Path(scratch) / "casebook.db", create=True) as casebook,
    ):
        with casebook.batch():
            for incident in whole.track(incidents, "reading the articles"):
                for article in incident.articles:
                    casebook.add_reading(read(article.report))
        pipeline.reconcile(casebook)
        return _outcome(incidents, casebook)


def _outcome(incidents: Iterable[GoldIncident], casebook: Casebook) -> Outcome:
    articles = [article for incident in incidents for article in incident.articles]
    readings = {r.report.id: r for r in casebook.readings(a.report.id for a in articles)}
    main = {report: main_mention(reading) for report, reading in readings.items()}
    mentions = {report: mention for report, mention in main.items() if mention is not None}
    of = casebook.incidents_of(mentions.values())
    label = {a.id: of[mentions[a.report.id]] for a in articles if a.report.id in mentions}
    lineage = casebook.lineages(readings)
    told: dict[str, dict[str, tuple[str, Figures]]] = {}
    for report, mention in mentions.items():
        reading = readings[report]
        figures = figures_of(replace(reading, incidents=_first(reading, mention)))
        story = story_of(report, lineage)
        elsewhere = story not in mentions or of[mentions[story]] != of[mention]
        if report == story or elsewhere:
            told.setdefault(of[mention], {})[story] = (reading.report.published or "", figures)
    records = {each: pipeline.show(casebook, each).incident for each in sorted(told)}
    latest_first = {i: [told[i][s] for s in sorted(told[i], key=_latest(told[i]))] for i in told}
    return Outcome(label, records, latest_first)


def _latest(stories: Mapping[str, tuple[str, Figures]]) -> Callable[[str], tuple[int, str]]:
    """The order of stories by the day they appeared, the latest first."""
    return lambda story: (-int(stories[story][0][:10].replace("-", "") or 0), story)


def _first(reading: Reading, mention: str) -> tuple[Mention, ...]:
    """The mentions of a reading, this one first."""
    return tuple(sorted(reading.incidents, key=lambda each: each.id != mention))


def main_mention(reading: Reading) -> str | None:
    """The incident that a report is about: of those that it tells as news the one that it says most
    of; None where no incident was read."""
    said = Counter(claim.incident for claim in reading.claims)
    news = {claim.incident for claim in reading.claims if claim.mode != "historical"}
    ids = [mention.id for mention in reading.incidents]
    return max(ids, key=lambda each: (each in news, said[each]), default=None)


# ---------------------------------------------------------------------------------------- scoring


def measure(path: Path, asked: Asked) -> Score:
    """B-cubed beside two baselines, and what is made of each incident."""
    incidents = read_incidents(path)[: asked.limit]
    return score(incidents, predict(incidents, asked))


def score(incidents: Sequence[GoldIncident], outcome: Outcome) -> Score:
    """The scores of an outcome."""
    truth = {
        article.id: incident.name
        for incident in incidents
        for article in incident.articles
        if article.words >= LEAST_WORDS
    }
    texts = {a.id: a.report for i in incidents for a in i.articles if a.id in truth}
    found = {
        "as read and put together": b_cubed(outcome.label, truth),
        "every article alone": b_cubed({}, truth),
        f"words and {WINDOW} days": b_cubed(by_words(texts), truth),
    }
    figures = {each.name: _made_of(each, outcome) for each in incidents}
    shares = _shares(incidents, figures)
    tables = (
        Table(
            (f"same incident, {len(truth)} articles", "precision", "recall", "B-cubed F1"),
            tuple(
                (name, *(f"{each[part]:.3f}" for part in ("precision", "recall", "f1")))
                for name, each in found.items()
            ),
        ),
        Table(
            (f"of {len(incidents)} incidents", "right", "of", "share"),
            tuple(
                (name, str(right), str(of), f"{right / of:.3f}" if of else "")
                for name, (right, of) in shares.items()
            ),
        ),
    )
    held = {"B-cubed F1": found["as read and put together"]["f1"]}
    held.update({name: right / of for name, (right, of) in shares.items() if of})
    return Score(
        figures={
            "articles": len(truth),
            "incidents": len(incidents),
            "b_cubed": found,
            "right": {name: {"right": right, "of": of} for name, (right, of) in shares.items()},
        },
        tables=tables,
        held=held,
        predictions={
            **outcome.label,
            **{
                name: {"killed": each["killed"], "injured": each["injured"]}
                for name, each in figures.items()
            },
        },
    )


def b_cubed(label: Mapping[str, str], truth: Mapping[str, str]) -> dict[str, float]:
    """Precision, recall and F1 of each article's cluster, averaged over the articles. An article
    without a label is alone."""
    mine: dict[str, set[str]] = {}
    theirs: dict[str, set[str]] = {}
    own = {each: label.get(each, f"alone {each}") for each in truth}
    for each, incident in truth.items():
        mine.setdefault(own[each], set()).add(each)
        theirs.setdefault(incident, set()).add(each)
    shared = {each: len(mine[own[each]] & theirs[truth[each]]) for each in truth}
    count = len(truth) or 1
    precision = sum(shared[each] / len(mine[own[each]]) for each in truth) / count
    recall = sum(shared[each] / len(theirs[truth[each]]) for each in truth) / count
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
    }


def by_words(reports: Mapping[str, Report]) -> dict[str, str]:
    """The baseline: articles of ten days whose words, weighed by how few articles hold them (IDF),
    have a cosine of at least `OVERLAP` are joined, and what is joined is one incident."""
    words = {each: frozenset(content_words(report.text)) for each, report in reports.items()}
    held = Counter(word for each in words.values() for word in each)
    weight = {word: math.log(len(words) / n) for word, n in held.items()}
    length = {i: math.sqrt(sum(weight[w] ** 2 for w in each)) or 1.0 for i, each in words.items()}
    above = {each: each for each in reports}

    def root(each: str) -> str:
        while above[each] != each:
            each = above[each]
        return each

    dated = sorted((r.day or date.min, i) for i, r in reports.items())
    for number, (day, one) in enumerate(dated):
        for later, other in dated[number + 1 :]:
            if (later - day).days > WINDOW:
                break
            shared = sum(weight[w] ** 2 for w in words[one] & words[other])
            if shared / (length[one] * length[other]) >= OVERLAP:
                above[root(other)] = root(one)
    return {each: root(each) for each in reports}


# ----------------------------------------------------------------------------- what is made of it


def _made_of(incident: GoldIncident, outcome: Outcome) -> dict[str, Any]:
    """Killed, injured, date and place, as the incident with most of its articles has them."""
    votes: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for article in incident.articles:
        if article.id in outcome.label:
            votes[outcome.label[article.id]] += 1
            words[outcome.label[article.id]] += article.words
    first = min((a.report.published or "9999" for a in incident.articles), default=None)
    if not votes:
        return {"killed": 0, "injured": 0, "date": first, "place": None}
    chosen = min(votes, key=lambda each: (-votes[each], -words[each], each))
    record, stories = outcome.records[chosen], [figures for _, figures in outcome.told[chosen]]
    return {
        "killed": choose(stories, "killed"),
        "injured": choose(stories, "injured"),
        "date": record.date_start or first,
        "place": record.place,
    }


def choose(stories: Sequence[Figures], name: str) -> int:
    """The figure (`killed` or `injured`) that most stories give, of equals the latest one's; those
    that tell of nobody are asked last. `stories` are the latest first."""
    telling = [each for each in stories if any(each.values())] or stories
    figures = [each[name] for each in telling]
    votes = Counter(figures)
    return max(figures, key=lambda each: (votes[each], -figures.index(each)))


def _shares(
    incidents: Iterable[GoldIncident], made: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[int, int]]:
    """Figure → (right, of so many)."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for each in incidents:
        mine = made[each.name]
        for name in ("killed", "injured"):
            of[name] += 1
            right[name] += mine[name] == int(each.gold[name])
        of["date"] += 1
        right["date"] += mine["date"] == _iso(each.gold["date"])
        if _is_named(each):
            of["city, where named"] += 1
            right["city, where named"] += _is_city(mine["place"], each.gold)
    return {name: (right[name], of[name]) for name in of}


def _iso(words: str) -> str:
    return datetime.strptime(words, "%B %d, %Y").date().isoformat()


def names_of(gold: Mapping[str, Any]) -> set[str]:
    """The city, and the quarter or town in brackets behind it; "Weld (county)" is Weld County."""
    whole = gold.get("city") or ""
    county, is_county, _ = whole.partition("(county)")
    parts = [f"{county.strip()} county"] if is_county else re.split(r"[()]", whole)
    return {key(part) for part in parts if key(part)}


def _is_named(incident: GoldIncident) -> bool:
    names = names_of(incident.gold)
    texts = [f" {key(article.report.text)} " for article in incident.articles]
    return any(f" {name} " in text for name in names for text in texts)


def _is_city(place: Place | None, gold: Mapping[str, Any]) -> bool:
    if place is None:
        return False
    if key(place.name) in names_of(gold):
        return True
    point = gold.get("latlon")
    if not point or place.latitude is None or place.longitude is None:
        return False
    return distance_km(place.latitude, place.longitude, point[0], point[1]) <= CITY_KM
