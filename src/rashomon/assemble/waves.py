"""Waves: attacks of one day that a report tells as one event and then one by one. The wave is the
parent, the attacks its parts, so that no sum counts both (CONTRACT.md, reading rule 6)."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.assemble.happening import Happening
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_wave

NIGHT = 2
"""UCDP's date_prec: parts of one wave are of one day, or of the night between two."""
OPENING_SENTENCES = 4
"""A report tells of a wave as such in its headline or in its first sentences."""


def parents(marks: Marks, found: Sequence[Happening]) -> dict[int, int]:
    """The number of the parent of each incident that is a part: of the main incident, where that is
    a wave and the part was on its day, in a place of its own."""
    if not found or not _is_wave(marks, found[0]):
        return {}
    main = found[0]
    days = [
        (t.start, t.end or t.start)
        for t in main.times
        if t.start is not None and (t.date_prec or NIGHT + 1) <= NIGHT
    ]
    parts: dict[int, int] = {}
    for each in found[1:]:
        if each.is_part is not None:
            parts.update({each.number: main.number} if each.is_part else {})
            continue
        own = [t.start for t in each.times if t.start is not None]
        together = all(any(start <= day <= end for start, end in days) for day in own)
        if each.mode == "actual" and days and together and each.place_ids - main.place_ids:
            parts[each.number] = main.number
    return parts


def _is_wave(marks: Marks, main: Happening) -> bool:
    """Whether an incident is told as several attacks from the first."""
    start = marks.token(main.triggers[0].i).sentence if main.triggers else 0
    near = [t.i for t in main.triggers if marks.token(t.i).sentence - start < OPENING_SENTENCES]
    return any(is_wave(marks, i) for i in near)
