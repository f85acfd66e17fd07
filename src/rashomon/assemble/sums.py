"""Lists that add up to the figure before them: "five others, three women and two men, were hurt".

Numbers of people that stand in one row behind a number of people, with nothing between but nouns,
commas and "and", and that come to exactly that number, are its parts, whatever the parser ties
them to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.records import Quantity

_OF_LISTS = frozenset({"NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ", "ADP", "NUM", "DET", "PRON"})
_OPENING = frozenset({",", ":", "(", "–", "—", "-", "--"})
SMALLEST = 2
"""People of whom a list can tell who they were."""


def settle_lists(marks: Marks, drafts: Sequence[Draft]) -> None:
    """Make parts of the figures of each such list. `drafts` are changed in place."""
    row = sorted((d for d in drafts if _number(d) is not None), key=lambda d: d.anchor)
    for n, whole in enumerate(row):
        value = whole.value
        assert isinstance(value, Quantity)
        if value.counts == "part" or value.unit != "persons" or (value.low or 0) < SMALLEST:
            continue
        parts = _list_behind(marks, whole, row[n + 1 :])
        for part in parts:
            held = part.value
            assert isinstance(held, Quantity)
            part.field, part.part_of, part.about = whole.field, whole, whole.about
            part.scope, part.superseded = whole.scope, whole.superseded
            part.value = replace(held, counts="part", by=value.by)


def _list_behind(marks: Marks, whole: Draft, after: Sequence[Draft]) -> list[Draft]:
    total, listed = _number(whole), 0
    sentence = marks.document.sentence_of(whole.anchor)
    found: list[Draft] = []
    at = _end(marks, whole)
    for part in after:
        first = part.anchor
        if marks.token(first).sentence != sentence.index or first < at:
            break
        between = range(at, first)
        if not between or any(marks.token(i).pos not in _OF_LISTS for i in between):
            break
        if not found and marks.token(at).text not in _OPENING:
            break
        found.append(part)
        listed += _number(part) or 0
        at = _end(marks, part)
        if total is not None and listed >= total:
            break
    return found if len(found) >= SMALLEST and listed == total else []


def _number(draft: Draft) -> int | None:
    """The exact number of people that a draft gives."""
    value = draft.value
    if not isinstance(value, Quantity) or value.low is None or value.low != value.high:
        return None
    return value.low or None


def _end(marks: Marks, draft: Draft) -> int:
    """The token behind a figure and the noun that it counts."""
    count = marks.count_at.get(draft.anchor)
    if count is None:
        return draft.anchor + 1
    return max(count.last, count.noun + 1 if count.noun is not None else 0)
