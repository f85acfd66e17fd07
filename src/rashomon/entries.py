"""The entries of a live page or a chronicle, each under a line that tells its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rashomon.document import Document, TimeExpression

LABEL_LETTERS = 3
"""Letters beside the time on the line that opens an entry: "GMT", "BST"."""


def entry_days(document: Document, times: Sequence[TimeExpression]) -> tuple[tuple[int, date], ...]:
    """The day of each entry of a live page or a chronicle, by the offset behind the line that tells
    it ("Saturday, 5.30pm"); () for a report with fewer than two such days. A line with an hour
    alone is of the day of the one before."""
    found = [
        (end, day)
        for start, end in _lines(document.text)
        for here in [[t for t in times if start <= t.span.start and t.span.end <= end]]
        if here and len(_besides(document.text, start, end, here)) <= LABEL_LETTERS
        for day in [next((t.start for t in here if t.start == t.end), None)]
        if day is not None
    ]
    return tuple(found) if len({day for _, day in found}) > 1 else ()


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _besides(text: str, start: int, end: int, times: Sequence[TimeExpression]) -> str:
    """The letters and digits of a line that are no time."""
    kept = list(text[start:end])
    for time in times:
        for at in range(time.span.start - start, time.span.end - start):
            kept[at] = " "
    return "".join(c for c in kept if c.isalnum())
