"""How far each word of a sentence reaches, and which quotations it stands in.

Candidates for what is said and for who says it begin and end where phrases do; these edges are
worked out once for a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.document import Document, Token

OPENING = frozenset({"“", "«", "„", "‟"})
CLOSING = frozenset({"”", "»"})
MARKS = frozenset({'"', "''", "``", *OPENING, *CLOSING})
BEFORE_INVERTED = frozenset({",", "»", "”", '"', "''", "–", "—"})
EDGES = frozenset({",", ";", "—", "–", "-", "--", ":", "…"})
"""Signs that belong to no phrase that they stand at the edge of."""


class Reaches:
    """`left[i]` to `right[i]` (exclusive): the tokens from the first to the last under token `i`.
    `quote[i]`: the number of the quotation that token `i` stands in, or None."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.children = document.children
        self.left, self.right = _reaches(document.tokens)
        self.quote = _quotes(document)
        self.quote_first: dict[int, int] = {}
        self.quote_last: dict[int, int] = {}
        for i, number in enumerate(self.quote):
            if number is not None:
                self.quote_first.setdefault(number, i)
                self.quote_last[number] = i + 1

    def trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Tokens `first` to `last` without the signs at their edges."""
        tokens = self.tokens
        while first < last and tokens[first].text in EDGES:
            first += 1
        while first < last and tokens[last - 1].text in EDGES:
            last -= 1
        return first, last

    def with_marks(self, first: int, last: int) -> tuple[int, int]:
        """Tokens `first` to `last` with the quotation marks right outside."""
        tokens = self.tokens
        if first > 0 and tokens[first - 1].text in MARKS:
            quoted = self.quote[first]
            if quoted is not None and self.quote_first[quoted] == first:
                first -= 1
        if last < len(tokens) and tokens[last].text in MARKS:
            quoted = self.quote[last - 1]
            if quoted is not None and self.quote_last[quoted] == last:
                last += 1
        return first, last


def with_inverted_subjects(document: Document) -> Document:
    """The document with the speaker behind a cue as its agent: in "…, announced the ministry" and
    "…, a annoncé le ministère" parsers take it for an object."""
    tokens = list(document.tokens)
    for token in document.tokens:
        if token.pos != "VERB":
            continue
        below = [document.tokens[c] for c in document.children[token.i]]
        if any(t.relation in ("agent", "complement") for t in below):
            continue
        auxiliaries = [t.i for t in below if t.relation == "auxiliary" and t.i < token.i]
        before = min([token.i, *auxiliaries]) - 1
        if before < 0 or document.tokens[before].text not in BEFORE_INVERTED:
            continue
        behind = [t for t in below if t.relation == "patient" and t.i > token.i]
        if len(behind) == 1:
            tokens[behind[0].i] = replace(behind[0], relation="agent")
    return replace(document, tokens=tuple(tokens))


def _reaches(tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
    left = list(range(len(tokens)))
    right = [i + 1 for i in left]
    for token in tokens:
        at, above, steps = token.i, token.head, 0
        while above != at and steps < 64:
            if left[above] <= token.i < right[above] and steps:
                at, above, steps = above, tokens[above].head, steps + 1
                continue
            left[above] = min(left[above], token.i)
            right[above] = max(right[above], token.i + 1)
            at, above, steps = above, tokens[above].head, steps + 1
    return left, right


def _quotes(document: Document) -> list[int | None]:
    found: list[int | None] = [None] * len(document.tokens)
    for number, quotation in enumerate(document.quotations):
        first = document.token_at(quotation.start)
        if first is None:
            continue
        for i in range(first, len(document.tokens)):
            if document.tokens[i].start >= quotation.end:
                break
            found[i] = number
    return found
