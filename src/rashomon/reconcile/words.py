"""The content words of a text: what remains when the words of every report are left out.

Words are cut to six letters, which is stem enough to make "soldiers" and "soldier", "nigérienne"
and "nigérien" meet. Names keep their capital, so that what survives translation (names and numbers)
can be told from what does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from anyascii import anyascii

from rashomon.knowledge import LANGUAGES, load_yaml

STEM = 6
"""Letters kept of a word."""

_TOKEN = re.compile(r"\d[\d.,]*\d|\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE_END = re.compile(r"[.!?…]['\"”»)]?\s|\n")


@cache
def _stop_words() -> frozenset[str]:
    data = load_yaml("reconcile/words.yaml")
    return frozenset(word for language in LANGUAGES for word in data[language])


def content_words(text: str) -> tuple[str, ...]:
    """The stems of a text's content words, each once, in order of appearance.

    A name is a capitalised word that does not begin a sentence, or one that another spot of the
    text shows capitalised in the middle of a sentence.
    """
    found: dict[str, None] = {}
    names = _names(text)
    for match in _TOKEN.finditer(text):
        plain = anyascii(match.group()).casefold()
        for part in re.split(r"['’-]", plain):
            if part in _stop_words() or len(part) < 2:
                continue
            if part.isdigit():
                if not _YEAR.fullmatch(part):
                    found[part] = None
            elif len(part) > 2:
                found[part[:STEM].capitalize() if part in names else part[:STEM]] = None
    return tuple(found)


def _names(text: str) -> frozenset[str]:
    begins = {0, *(m.end() for m in _SENTENCE_END.finditer(text))}
    found = set()
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isupper() and match.start() not in begins:
            found.update(re.split(r"['’-]", anyascii(word).casefold()))
    return frozenset(found)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last (exclusive) character of the sentence that holds `start` to `end`."""
    first = 0
    for match in _SENTENCE_END.finditer(text, 0, start):
        first = match.end()
    last = _SENTENCE_END.search(text, max(start, end - 1))
    return first, last.start() + 1 if last else len(text)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones joined, so that no word is counted twice."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
