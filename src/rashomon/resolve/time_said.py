"""On which day a quotation was said: "yesterday" inside it counts from that day.

"They came yesterday," the mayor said on Friday: the day beside the verb of saying, outside the
quotation and in its sentence. Where none is named, a quotation counts from publication as the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date

from rashomon.document import Document, Quotation, TimeExpression
from rashomon.entries import entry_days
from rashomon.knowledge import Lexicon

SAYING = ("speech.assert", "speech.tell", "speech.deny", "speech.admit", "speech.promise")
BESIDE = 6
"""Tokens between a verb of saying and the day of it: "told reporters late on Thursday"."""


def said_at(
    document: Document, times: Sequence[TimeExpression], lexicon: Lexicon
) -> Callable[[int], date | None] | None:
    """Offset → the day on which a quotation there was said; None where no quotation holds a time
    or none says when."""
    quoted = [q for q in document.quotations if any(_inside(t, q) for t in times)]
    days = {q: day for q in quoted if (day := _day_of(q, document, times, lexicon)) is not None}
    entries = entry_days(document, times)
    if not days and not entries:
        return None
    starts = [start for start, _ in entries]

    def said(at: int) -> date | None:
        quoted = next((day for q, day in days.items() if q.start <= at < q.end), None)
        entry = bisect_right(starts, at) - 1
        return quoted or (entries[entry][1] if entry >= 0 else None)

    return said


def _day_of(
    quotation: Quotation, document: Document, times: Sequence[TimeExpression], lexicon: Lexicon
) -> date | None:
    verbs = [
        token.i
        for sentence in document.sentences
        if sentence.start < quotation.end and quotation.start < sentence.end
        for token in document.tokens[sentence.first : sentence.last]
        if token.pos == "VERB" and not _is_quoted(token.start, document)
        if any(name in lexicon.terms and lexicon[name].of_token(token) for name in SAYING)
    ]
    published = (document.report.published or "")[:10]
    found = {
        each.start
        for each in times
        if each.start is not None
        and each.start == each.end
        and each.start.isoformat() <= published
        and not _is_quoted(each.span.start, document)
        and any(_is_beside(verb, each, document) for verb in verbs)
    }
    return found.pop() if len(found) == 1 else None


def _is_beside(verb: int, time: TimeExpression, document: Document) -> bool:
    first, last = document.token_at(time.span.start), document.token_at(time.span.end - 1)
    if first is None or last is None:
        return False
    same = document.tokens[first].sentence == document.tokens[verb].sentence
    return same and (0 <= first - verb <= BESIDE or 0 <= verb - last <= BESIDE)


def _inside(time: TimeExpression, quotation: Quotation) -> bool:
    return quotation.start <= time.span.start < quotation.end


def _is_quoted(offset: int, document: Document) -> bool:
    return any(q.start <= offset < q.end for q in document.quotations)
