"""What any match of a pattern must contain: a text without it need not be searched.

Python's `re` tries a pattern at every character of a text. Looking for a few plain words first
takes a fraction of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

Words = frozenset[str]
Needed = tuple[tuple[str, ...], ...]
LEAST_LETTERS = 3
"""Shorter words are in every text."""
MOST = 3
"""Conditions that are looked at; more tell little more."""


def needed_words(pattern: str) -> Needed:
    """Lists of words in lower case, of each of which any match of a pattern has one, whether it
    heeds case or not; () where nothing is known."""
    try:
        parsed: Any = re._parser.parse(pattern)  # there is no public parser
    except AttributeError:
        return ()
    found = sorted({each for each in _needed(parsed) if _worth(each)}, key=_worth, reverse=True)
    return tuple(tuple(sorted(words)) for words in found[:MOST])


def may_match(needed: Needed, lower: str) -> bool:
    """Whether a text in lower case has the words that a match needs."""
    return all(any(word in lower for word in words) for words in needed)


def _needed(parsed: Iterable[Any]) -> list[Words]:
    """What each of the parts of a sequence needs."""
    found: list[Words] = []
    run = ""
    for operation, value in parsed:
        kind = str(operation)
        if kind == "LITERAL":
            run += chr(value).lower()
            continue
        found.append(frozenset({run}))
        run = ""
        if kind == "BRANCH":
            found.append(_one_of(value[1]))
        elif kind == "SUBPATTERN":
            found.extend(_needed(value[-1]))
        elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
            found.extend(_needed(value[2]))
    return [*found, frozenset({run})]


def _one_of(branches: Sequence[Any]) -> Words:
    """What one of several alternatives needs: the best of each, without what another holds."""
    best = [max(_needed(branch), key=_worth) for branch in branches]
    words = frozenset[str]().union(*best)
    if not all(map(_worth, best)):
        return frozenset({""})
    return frozenset(w for w in words if not any(o in w for o in words if o != w))


def _worth(words: Words) -> int:
    """Letters of the shortest of some words; 0 where that is in every text."""
    least = min(words, key=lambda word: len(word.strip()))
    return len(least) if len(least.strip()) >= LEAST_LETTERS else 0
