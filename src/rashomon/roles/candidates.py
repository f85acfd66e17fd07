"""Noun phrases that may stand for someone or something in an incident, and how each may be cut.

One candidate for every noun that heads a phrase. A phrase can be named more or less fully ("three
members of the shining path", "members of the shining path", "members"); each cut is a `Variant`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.document import Document

HEADS = frozenset({"NOUN", "PROPN", "X"})
LONGEST = 10
"""Tokens of the longest variant."""
REACH = 8
"""Tokens that a phrase may go on after its head."""
_LEFT = frozenset(
    {"modifier", "name", "number", "determiner", "possessor", "case", "punctuation", "coordinator",
     "conjunct", "apposition", "relative", "other", "negation"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """Tokens `first` to `last` (exclusive) of a candidate."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun at token `head`, and the phrases that it may stand for, the fullest first."""

    head: int
    variants: tuple[Variant, ...]


def candidates_of(document: Document) -> tuple[Candidate, ...]:
    """Every candidate of a document, in order."""
    found = []
    for token in document.tokens:
        if token.pos not in HEADS or not any(c.isalnum() for c in token.text):
            continue
        if _inner(document, token.i):
            continue
        found.append(Candidate(token.i, _variants(document, token.i)))
    return tuple(found)


def _inner(document: Document, i: int) -> bool:
    """Whether the noun is only a word of a longer name ("Shining" in "Shining Path")."""
    token = document.tokens[i]
    after = document.tokens[i + 1] if i + 1 < len(document.tokens) else None
    return (
        token.pos == "PROPN"
        and token.relation in ("name", "modifier")
        and after is not None
        and after.pos == "PROPN"
        and token.head > i
    )


def _variants(document: Document, head: int) -> tuple[Variant, ...]:
    starts = _starts(document, head)
    ends = _ends(document, head)
    found = [Variant(first, last) for first in starts for last in ends if last - first <= LONGEST]
    return tuple(found) or (Variant(head, head + 1),)


def _starts(document: Document, head: int) -> list[int]:
    """Every token from which the phrase may begin, the leftmost first."""
    sentence = document.sentence_of(head)
    at = head
    while at - 1 >= sentence.first and _reaches(document, at - 1, head):
        at -= 1
    tokens = document.tokens
    return [
        i
        for i in range(max(at, head - LONGEST + 1), head + 1)
        if i == head
        or tokens[i].pos not in ("PUNCT", "CCONJ", "ADP", "PART")
        or _quote(document, i)
    ]


def _quote(document: Document, i: int) -> bool:
    return document.tokens[i].text in ('"', "“")


def _reaches(document: Document, i: int, head: int) -> bool:
    """Whether token `i`, before the head, belongs to the head's phrase."""
    at = i
    for _ in range(6):
        token = document.tokens[at]
        if at == head:
            return True
        if token.head == at or token.relation in ("agent", "patient", "complement", "clause"):
            return False
        at = token.head
        if at < i:
            return False
    return at == head


def _ends(document: Document, head: int) -> list[int]:
    """Every token after which the phrase may end."""
    tokens = document.tokens
    sentence = document.sentence_of(head)
    ends = [head + 1]
    for i in range(head + 1, min(sentence.last, head + 1 + REACH)):
        token = tokens[i]
        if token.pos in ("VERB", "AUX", "SCONJ") and token.relation != "relative":
            break
        if token.text in (";", ":", ".", "(", ")"):
            break
        if token.pos in HEADS or token.pos == "NUM" or token.text in ('"', "”"):
            ends.append(i + 1)
    return ends
