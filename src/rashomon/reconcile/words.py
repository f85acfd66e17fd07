"""The content words of a text: what remains when the words of every report are left out.

Words are cut to six letters, which is stem enough to make "soldiers" and "soldier", "nigérienne"
and "nigérien" meet. Names keep their capital, so that what survives translation (names and numbers)
can be told from what does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

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


def name_pairs(text: str) -> tuple[str, ...]:
    """Two names in a row ("Raymond Okello"), as their stems with a space between: full names of
    persons and places, of which at least one part is rare. In order, each once."""
    names = _names(text)
    found: dict[str, None] = {}
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        if before is not None and text[before.end() : match.start()] == " ":
            pair = [anyascii(each.group()).casefold()[:STEM] for each in (before, match)]
            whole = [anyascii(each.group()).casefold() for each in (before, match)]
            if all(w in names and w not in _stop_words() for w in whole) and any(
                map(is_rare, pair)
            ):
                found[" ".join(part.capitalize() for part in pair)] = None
        before = match if match.group()[0].isupper() else None
    return tuple(found)


_NAME = r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3}"
_AGED = re.compile(
    rf"(?<!\w)({_NAME}),? (?:\(|aged |âgée? de )?\d{{1,2}}(?=[,).;]| ans| years|$)"
    rf"|\d{{1,2}}-year-old ({_NAME})",
    re.MULTILINE,
)


def aged_names(text: str) -> tuple[str, ...]:
    """First and last name of everybody whose age stands beside their name ("Pat Doe, 34, …",
    "34-year-old Pat Doe"), in lower case, each once."""
    found: dict[str, None] = {}
    for match in _AGED.finditer(text):
        parts = anyascii(match[1] or match[2]).casefold().replace(".", " ").split()
        parts = [part for part in parts if part not in ("jr", "sr", "ii", "iii")]
        if len(parts) > 1 and parts[0] not in _stop_words():
            found[f"{parts[0]} {parts[-1]}"] = None
    return tuple(found)


# ------------------------------------------------------------------------------------ how rare


@cache
def _shares() -> dict[str, float]:
    """Stem → share of English news texts that hold it; what is not there is rare."""
    text = (files("rashomon") / "data/reconcile/word_shares.en.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {stem: float(share) for stem, share in rows}


SHARE_OF_A_RARE_NAME = 0.001
SHARE_OF_A_RARE_WORD = 0.004
"""Shares taken for stems that the table lacks. Words in small letters may be common words of a
language that the table is not about, so they count for less than names."""
SHARE_OF_NUMBERS = {1: 0.3, 2: 0.1, 3: 0.02}
"""Shares of numbers by their digits; longer ones are as rare as names."""


def is_rare(stem: str) -> bool:
    """Whether few news texts hold the stem."""
    return stem.casefold() not in _shares() and not stem.isdigit()


@cache
def information(word: str) -> float:
    """How much it tells that two texts share a word: the logarithm of how rare it is (IDF, Spaerck
    Jones 1972)."""
    if " " in word:
        return 1.5 * math.log(1 / SHARE_OF_A_RARE_NAME)
    if word.isdigit():
        return math.log(1 / SHARE_OF_NUMBERS.get(len(word), SHARE_OF_A_RARE_NAME))
    rare = SHARE_OF_A_RARE_NAME if word[0].isupper() else SHARE_OF_A_RARE_WORD
    return math.log(1 / _shares().get(word.casefold(), rare))


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
