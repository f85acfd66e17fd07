"""Ages: how old the people of a report are: "a 22-year-old man", "John Smith, 34"."""

from __future__ import annotations

from rashomon.assemble.marks import Marks
from rashomon.document import Token

OLDEST = 110
"""Years."""


def ages_told(marks: Marks) -> dict[int, int]:
    """Years of age, by the token of the person that they are told of."""
    found: dict[int, int] = {}
    tokens = marks.document.tokens
    for count in marks.document.counts:
        if count.low is None or count.low != count.high or count.low > OLDEST:
            continue
        after = [t for t in tokens[count.last : count.last + 4] if t.text not in ("-", "‑")]
        years = bool(after) and after[0].lower in marks.lexicon.age_units
        if years:
            target = _aged(marks, after[0], after[1:])
        elif count.kind == "age":
            target = _named_before(marks, count.first)
        else:
            target = None
        if target is not None:
            found.setdefault(target, count.low)
    return found


def _aged(marks: Marks, unit: Token, after: list[Token]) -> int | None:
    """Whom "22-year-old", "de 34 ans" tells of: the noun over it, or the phrase itself."""
    old = after[0] if after and after[0].lower in marks.lexicon.age_units else unit
    at = old.i
    for _ in range(4):
        token = marks.token(at)
        if marks.hit("people", at) is not None or (token.pos == "PROPN" and at != old.i):
            return at
        if token.head == at or marks.is_verb(token.head):
            break
        at = token.head
    if old is unit and old.lower != "year-old":
        return _named_before(marks, unit.i - 1)
    return old.i if not marks.is_verb(old.i) else None


def _named_before(marks: Marks, first: int) -> int | None:
    """The person right before a number in commas or brackets: "John Smith, 22,"."""
    passed = {*marks.lexicon.age_before, *marks.lexicon["of_words"].codes}
    for i in range(first - 1, max(first - 5, -1), -1):
        token = marks.token(i)
        if token.pos == "PUNCT" or token.lower in passed:
            continue
        if token.pos == "PROPN":
            for mention in marks.document.actor_mentions:
                if mention.first <= i < mention.last:
                    return mention.head
            return i
        return i if marks.hit("people", i) is not None else None
    return None
