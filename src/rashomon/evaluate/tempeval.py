"""Time expressions against TimeML gold data (TempEval-3, UzZaman et al. 2013).

Relaxed: any overlap of characters, one to one, the longest first. Value: overlap, and the same
value.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.resolve.time_clock import UNKNOWN_DAY
from rashomon.resolve.time_lexicon import TimeLexicon
from rashomon.resolve.times import resolve_times


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression of a TimeML text: offsets, TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str | None


@dataclass(frozen=True, slots=True)
class TimeMLText:
    """A TimeML file: the characters of its TEXT, its creation time, its gold expressions."""

    name: str
    text: str
    published: str | None
    timexes: tuple[Timex, ...]


def read_timeml(path: Path) -> TimeMLText:
    """One .tml file. Raises UsageError where it is no TimeML."""
    try:
        root = ET.fromstring(path.read_text(encoding="utf-8"))
    except (ET.ParseError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no TimeML: {error}") from error
    node = root.find(".//TEXT")
    if node is None:
        raise UsageError(f"{path}: no TimeML: it has no TEXT")
    creation = root.find(".//DCT/TIMEX3")
    published = None if creation is None else creation.get("value")
    timexes: list[Timex] = []
    _collect(node, 0, timexes)
    return TimeMLText(path.name, "".join(node.itertext()), published, tuple(timexes))


def _collect(element: ET.Element, at: int, found: list[Timex]) -> int:
    """Adds the expressions inside an element that starts at offset `at`; gives where it ends."""
    start, at = at, at + len(element.text or "")
    for child in element:
        at = _collect(child, at, found) + len(child.tail or "")
    if element.tag == "TIMEX3":
        found.append(Timex(start, at, element.get("type") or "", element.get("value")))
    return at


def read_folder(folder: Path) -> list[TimeMLText]:
    """All .tml files under a folder, by path. Raises UsageError where there are none."""
    files = sorted(folder.rglob("*.tml"))
    if not files:
        raise UsageError(f"{folder}: no .tml files there; name a folder of TimeML texts")
    return [read_timeml(file) for file in files]


def predict(texts: Iterable[TimeMLText], lexicon: TimeLexicon) -> dict[str, list[Timex]]:
    """File name → the expressions found, as TimeML has them: the ends of a range apart, and an
    hour without a day on the day of publication."""
    return {each.name: _predict_one(each, lexicon) for each in texts}


def _predict_one(text: TimeMLText, lexicon: TimeLexicon) -> list[Timex]:
    found = resolve_times(text.text, lexicon.language, text.published, lexicon, link=False)
    day = (text.published or UNKNOWN_DAY)[: len(UNKNOWN_DAY)]
    return [
        Timex(
            each.span.start,
            each.span.end,
            each.timex_type,
            each.value.replace(UNKNOWN_DAY, day) if each.value else None,
        )
        for each in found
    ]


def score(
    texts: Iterable[TimeMLText], predictions: Mapping[str, Sequence[Timex]]
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1, relaxed and by value, of all types and of dates and times."""
    texts = list(texts)
    scores: dict[str, dict[str, float]] = {}
    for suffix, types in (("", None), ("_dates_and_times", frozenset({"DATE", "TIME"}))):
        relaxed = valued = predicted = gold = 0
        for each in texts:
            theirs = [t for t in each.timexes if types is None or t.type in types]
            ours = [t for t in predictions.get(each.name, ()) if types is None or t.type in types]
            pairs = _pairs(ours, theirs)
            relaxed += len(pairs)
            valued += sum(mine.value == yours.value for mine, yours in pairs)
            predicted, gold = predicted + len(ours), gold + len(theirs)
        scores[f"relaxed{suffix}"] = _f1(relaxed, predicted, gold)
        scores[f"value{suffix}"] = _f1(valued, predicted, gold)
    return scores


def _pairs(ours: Sequence[Timex], theirs: Sequence[Timex]) -> list[tuple[Timex, Timex]]:
    """Overlapping expressions one to one, the longest overlap first."""
    overlaps = sorted(
        (
            (min(mine.end, yours.end) - max(mine.start, yours.start), i, j)
            for i, mine in enumerate(ours)
            for j, yours in enumerate(theirs)
            if mine.start < yours.end and yours.start < mine.end
        ),
        reverse=True,
    )
    used: set[tuple[str, int]] = set()
    pairs = []
    for _, i, j in overlaps:
        if ("ours", i) not in used and ("theirs", j) not in used:
            used |= {("ours", i), ("theirs", j)}
            pairs.append((ours[i], theirs[j]))
    return pairs


def _f1(right: int, predicted: int, gold: int) -> dict[str, float]:
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def measure(path: Path, asked: Asked) -> Score:
    """The time expressions of every .tml file at or beneath a folder, in English.

    Predictions: file name → [{start, end, type, value}], offsets into the text without tags.
    """
    texts = read_folder(path)
    texts = texts if asked.limit is None else texts[: asked.limit]
    predictions = predict(texts, TimeLexicon.load("en"))
    scores = score(texts, predictions)
    columns = ("precision", "recall", "f1")
    rows = tuple(
        (name.replace("_", ", ", 1).replace("_", " "), *(f"{each[of]:.3f}" for of in columns))
        for name, each in scores.items()
    )
    return Score(
        figures={"texts": len(texts), **scores},
        tables=(Table((f"time expressions, {len(texts)} texts", *columns), rows),),
        held={
            "value F1, dates and times": scores["value_dates_and_times"]["f1"],
            "value F1, all types": scores["value"]["f1"],
        },
        predictions={name: [asdict(one) for one in found] for name, found in predictions.items()},
    )
