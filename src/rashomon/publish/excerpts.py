"""Excerpts: the words that were looked for, where they stand in a text.

The text is cut into stretches of which some were looked for. It stays text: whoever shows it marks
these in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rashomon.gazetteer.names import key

AROUND: Final = 90
"""Characters shown on either side of a word."""
EXCERPTS: Final = 3
LOOKED_THROUGH: Final = 200_000
"""Characters of a text that are looked through for its excerpts."""
_WORD: Final = re.compile(r"\w+")

Piece = tuple[str, bool]
"""Some characters, and whether they were looked for."""


def excerpts(text: str, wanted: Sequence[str]) -> tuple[tuple[Piece, ...], ...]:
    """Up to three stretches of a text around words that begin as one of `wanted` (keys, as
    `gazetteer.names.key` has them): those that hold the most different ones, in the order of the
    text. The first words of the text where it holds none of them."""
    found = _found(text[:LOOKED_THROUGH], wanted)
    if not found:
        cut = _cut(text, 0, 2 * AROUND, [])
        return (cut,) if cut else ()
    chosen: list[tuple[int, int]] = []
    seen: set[str] = set()
    for start, end, word in found:
        last = chosen[-1][1] if chosen else 0
        if word not in seen and start >= last:
            chosen.append((max(last, start - AROUND), min(len(text), end + AROUND)))
        seen.add(word)
        if len(chosen) == EXCERPTS:
            break
    hits = [(start, end) for start, end, _ in found]
    return tuple(_cut(text, start, end, hits) for start, end in chosen)


def marked(text: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """A whole short text, such as a title, cut at the words that were looked for."""
    return _pieces(text, 0, len(text), [(start, end) for start, end, _ in _found(text, wanted)])


def _found(text: str, wanted: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, which) of every word that begins as one of those wanted."""
    hits = []
    for match in _WORD.finditer(text):
        # A word may be several by its key, and each is one that can be looked for.
        for part in key(match[0]).split():
            which = next((each for each in wanted if part.startswith(each)), None)
            if which is not None:
                hits.append((match.start(), match.end(), which))
                break
    return hits


def _cut(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """From one space to another, with a sign where text was left out."""
    end = min(end, len(text))
    if start > 0:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(start, end - 30), end)
        end = space if space >= 0 else end
    pieces = list(_pieces(text, start, end, hits))
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(pieces)


def _pieces(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for first, last in hits:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append((text[at:first], False))
        pieces.append((text[first:last], True))
        at = last
    if at < end:
        pieces.append((text[at:end], False))
    return tuple(pieces)
