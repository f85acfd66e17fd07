"""Short names: letters in capitals that stand for a name told in full before them, "the Nigerian
Railway Corporation (NRC) … the NRC".

What a report calls so itself is surer than who else in the world goes by those letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from rashomon.document import Document

LETTERS = re.compile(r"[A-Z]{2,8}")
LONGEST_NAME = 12
"""Tokens of a name that letters stand for, small words included."""
UNMARKED = 3
"""Letters from which on a short name is known without brackets behind the full one."""
_JOINING = frozenset({"-", "'", "’", "'s", "’s"})


def short_names(document: Document) -> dict[str, range]:
    """Letters → the tokens of the name that they stand for, where a report tells it in full before
    them; two letters only where they stand in brackets right behind it."""
    found: dict[str, range] = {}
    by_initial: dict[str, list[int]] = defaultdict(list)  # where words with such a capital stand
    tried: dict[str, int] = defaultdict(int)
    for token in document.tokens:
        letters = token.text
        if letters not in found and LETTERS.fullmatch(letters) is not None:
            ends = []
            if token.i > 1 and document.tokens[token.i - 1].text == "(":
                ends = [token.i - 2]
            elif len(letters) >= UNMARKED:
                able = by_initial[letters[-1]]
                ends = list(islice(able, tried[letters], None))
                tried[letters] = len(able)
            names = (_with_initials(document, last, letters) for last in ends)
            name = next((each for each in names if each), None)
            if name is not None:
                found[letters] = name
        by_initial[letters[:1]].append(token.i)
    return found


def _with_initials(document: Document, last: int, letters: str) -> range | None:
    """The words up to a token that begin with the letters; words without a capital may stand
    between them, or give one too ("Mouvement des forces démocratiques de Casamance")."""
    tokens = document.tokens
    left = letters
    first = document.sentence_of(last).first
    for i in range(last, max(first, last - LONGEST_NAME) - 1, -1):
        word = tokens[i].text
        if word in _JOINING:
            continue
        if not word[:1].isalpha() or word == letters:
            return None
        if word[:1].upper() == left[-1]:
            left = left[:-1]
            if not left:
                return range(i, last + 1) if word[:1].isupper() and i < last else None
        elif word[:1].isupper():
            return None
    return None
