"""Those of whom a sentence tells some, where it only points back to them: "Among them were 33
children", "two guards were also among them", "They included a girl of six"."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.records import Quantity

SENTENCES_BACK = 2
"""Sentences from such words back to those of whom they tell some."""
OPENING = 2
"""Tokens of a sentence in which "among them" opens it."""


def opens_with_some(marks: Marks, sentence: int) -> int | None:
    """The token behind the words with which a sentence opens a list of some of those told before:
    "Among them were", "They include"; None where it opens with no such words."""
    bounds = marks.document.sentences[sentence]
    for hit in marks.hits("pointing_parts").values():
        if bounds.first <= hit.first <= bounds.first + OPENING:
            return hit.last if marks.predicate(hit.head) >= hit.first else None
    they = marks.lexicon["persons.they"].codes
    for i in range(bounds.first, min(bounds.first + OPENING, bounds.last - 1)):
        if marks.token(i).lower in they and marks.hit("among_verbs", i + 1) is not None:
            return i + 2
    return None


def stands_among(marks: Marks, noun: int) -> bool:
    """Whether a clause says of somebody only that they are among those told before."""
    top = noun
    while marks.token(top).relation in ("conjunct", "apposition") and not marks.is_verb(
        marks.token(top).head
    ):
        top = marks.token(top).head
    verb = marks.token(top).head
    if marks.token(verb).pos != "AUX" or marks.token(top).relation not in ("agent", "patient"):
        return False
    last = marks.document.sentence_of(verb).last
    hits = marks.hits("pointing_parts").values()
    return any(verb < h.first < min(verb + OPENING + 2, last) for h in hits)


def whole_before(marks: Marks, at: int, drafts: Sequence[Draft], number: int) -> Draft | None:
    """The figure told last before token `at` of whom `number` people can be some: the dead, where
    its sentence counts the dead and the hurt."""
    here = marks.token(at).sentence
    found: Draft | None = None
    for draft in sorted(drafts, key=lambda d: -d.anchor):
        told, value = marks.token(draft.anchor).sentence, draft.value
        if draft.anchor >= at or not isinstance(value, Quantity):
            continue
        if told < here - SENTENCES_BACK or (
            found is not None and told != marks.token(found.anchor).sentence
        ):
            break
        large = (value.low or value.high or 0) > number
        whole = value.counts != "part" and draft.scope is None and not draft.superseded
        if large and whole and (found is None or draft.field == "deaths"):
            found = draft
    return found
