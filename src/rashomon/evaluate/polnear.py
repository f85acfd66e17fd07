"""Attributions against PolNeAR (Newell et al. 2018): who is said to say what, in political news.

`rashomon evaluate polnear FOLDER` finds the attributions of every text of a split (`text/` beside
`attributions/`, brat's stand-off format; of a text annotated twice the first file counts). A
content is found where it shares at least half of the characters of the union with a gold one, one
to one, the largest share first; of those found that have a gold source, the source is right where
it shares as much.

Predictions: text name without .txt → [{content: [[start, end], …], source: [[start, end]] or []}].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.annotate import annotate
from rashomon.attributions import Finder, Saying
from rashomon.document import Document
from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.knowledge import Knowledge
from rashomon.records import Report

Parts = tuple[tuple[int, int], ...]
ENOUGH = 0.5
"""Characters in both over characters in either, for a content or a source to be the same."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution: characters of its content, its source and its cue (() where it has none)."""

    content: Parts
    source: Parts
    cue: Parts = ()


@dataclass(frozen=True, slots=True)
class AttributedText:
    """A text with its gold attributions."""

    name: str
    text: str
    attributed: tuple[Attributed, ...]


def read_folder(folder: Path) -> list[AttributedText]:
    """Every annotated text of a split. UsageError where there is none, or a file is broken."""
    texts = sorted((folder / "text").glob("*.txt"))
    marks = sorted((folder / "attributions").glob("*.ann"))
    first: dict[str, Path] = {}
    for path in marks:  # NAME_annotator.ann
        first.setdefault(path.stem.rpartition("_")[0], path)
    found = [
        AttributedText(path.stem, _text(path), tuple(_attributed(first[path.stem])))
        for path in texts
        if path.stem in first
    ]
    if not found:
        raise UsageError(
            f"{folder}: no annotated texts there; name a split of PolNeAR, with text/NAME.txt and "
            "attributions/NAME_annotator.ann"
        )
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # offsets count every character, line ends included
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: no UTF-8 text: {error}") from error


def _attributed(path: Path) -> Iterator[Attributed]:
    parts: dict[str, list[tuple[int, int]]] = {}
    links: list[list[tuple[str, str]]] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        columns = line.split("\t")
        try:
            if line.startswith("T") and len(columns) > 1:
                offsets = columns[1].split(" ", 1)[1]
                parts[columns[0]] = [_pair(each) for each in offsets.split(";")]
            elif line.startswith("E"):
                roles = [each.split(":") for each in columns[1].split()]
                links.append([(role, target) for role, target in roles])
        except (ValueError, IndexError) as error:
            raise UsageError(f"{path}, line {number}: no brat annotation: {line[:60]!r}") from error
    for link in links:
        try:
            content, source, cue = (_in(link, parts, of) for of in ("Content", "Source", "Cue"))
        except KeyError as error:
            raise UsageError(f"{path}: an attribution names {error}, which is not there") from error
        if content:
            yield Attributed(content, source, cue)


def _in(
    link: Sequence[tuple[str, str]], parts: Mapping[str, Sequence[tuple[int, int]]], role: str
) -> Parts:
    return tuple(sorted(p for name, target in link if name.startswith(role) for p in parts[target]))


def _pair(words: str) -> tuple[int, int]:
    start, end = words.split()
    return int(start), int(end)


def predict(text: str, knowledge: Knowledge) -> list[Attributed]:
    """The attributions that the reader finds in an English text."""
    document = annotate(Report.make(text), "en", knowledge)
    return found_in(document, Finder.of(document, knowledge).sayings())


def found_in(document: Document, sayings: Sequence[Saying]) -> list[Attributed]:
    """Attributions of a document, by their characters."""
    return [
        Attributed(
            tuple(_characters(document, *each) for each in saying.content),
            () if saying.source is None else (_characters(document, *saying.source),),
        )
        for saying in sayings
    ]


def _characters(document: Document, first: int, last: int) -> tuple[int, int]:
    return document.tokens[first].start, document.tokens[last - 1].end


def score(
    texts: Iterable[AttributedText], predictions: Mapping[str, Sequence[Attributed]]
) -> dict[str, object]:
    """Precision, recall and F1 of the contents, and the share of right sources of those found."""
    found = predicted = gold = right = named = 0
    for text in texts:
        mine = predictions.get(text.name, ())
        predicted, gold = predicted + len(mine), gold + len(text.attributed)
        for ours, theirs in _pairs(mine, text.attributed):
            found += 1
            if theirs.source:
                named += 1
                right += share(ours.source, theirs.source) >= ENOUGH
    precision = found / predicted if predicted else 0.0
    recall = found / gold if gold else 0.0
    total = precision + recall
    return {
        "content": {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / total if total else 0.0,
        },
        "source_accuracy": right / named if named else 0.0,
        "attributions": gold,
    }


def _pairs(
    ours: Sequence[Attributed], theirs: Sequence[Attributed]
) -> Iterator[tuple[Attributed, Attributed]]:
    """Contents that are the same, one to one, the largest share first."""
    shares = (
        (share(mine.content, yours.content), i, j)
        for i, mine in enumerate(ours)
        for j, yours in enumerate(theirs)
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for value, i, j in sorted(shares, reverse=True):
        if value >= ENOUGH and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield ours[i], theirs[j]


def share(one: Parts, other: Parts) -> float:
    """Characters in both over characters in either; 0 where there are none."""
    a, b = ({i for start, end in parts for i in range(start, end)} for parts in (one, other))
    return len(a & b) / len(a | b) if a | b else 0.0


def measure(path: Path, asked: Asked) -> Score:
    """The attributions of every text of a split."""
    texts = read_folder(path)
    texts = texts if asked.limit is None else texts[: asked.limit]
    knowledge = Knowledge.open()
    predictions = {
        each.name: predict(each.text, knowledge) for each in asked.track(texts, "reading the texts")
    }
    figures = score(texts, predictions)
    content = figures["content"]
    assert isinstance(content, dict)
    accuracy = figures["source_accuracy"]
    assert isinstance(accuracy, float)
    columns = ("precision", "recall", "F1", "source right")
    row = (*(f"{content[of]:.3f}" for of in ("precision", "recall", "f1")), f"{accuracy:.3f}")
    return Score(
        figures={"texts": len(texts), **figures},
        tables=(Table((f"attributions, {len(texts)} texts", *columns), (("content", *row),)),),
        held={"content F1": content["f1"], "source accuracy": accuracy},
        predictions={
            name: [{"content": each.content, "source": each.source} for each in found]
            for name, found in predictions.items()
        },
    )
