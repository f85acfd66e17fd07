"""How incidents of one report hang together: the same hand, an answer, revenge, what came after.

A phrase ("in retaliation for", "two days after", "part of a wave of") ties the incident of its
clause to the incident whose event it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.records import RelationValue

RelationKind = Literal[
    "same-perpetrator", "response-to", "retaliation-for", "part-of", "follows", "linked"
]

EVENT_REACH = 8
"""Tokens behind a phrase in which the event that it leads to is named."""


class Relations:
    """Relations between the incidents of one document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        """Everything found, each relation of two incidents once."""
        seen: set[tuple[int, int, str]] = set()
        for draft in (*self._same_perpetrators(), *self._by_phrase()):
            value = draft.value
            if not isinstance(value, RelationValue) or draft.about is None:
                continue
            key = (draft.about.number, int((value.incident or "#-1")[1:]), value.kind)
            if key not in seen:
                seen.add(key)
                yield draft

    def _by_phrase(self) -> Iterator[Draft]:
        marks = self.marks
        triggers = [t.i for t in self.happenings.triggers]
        for i, hit in sorted(marks.hits("relations").items()):
            sentence = marks.document.sentence_of(i)
            led = range(hit.last, min(hit.last + EVENT_REACH, sentence.last))
            event = next((t for t in triggers if t in led), None)
            there = self.happenings.of(event) if event is not None else None
            here = self._here(i, there)
            if here is None or there is None or event is None:
                continue
            yield Draft(
                field="relation",
                value=RelationValue(f"#{there.number}", cast(RelationKind, hit.code)),
                anchor=i,
                words=marks.document.span(hit.first, event + 1).text,
                content=marks.clause_of(marks.predicate(i)),
                about=here,
            )

    def _here(self, i: int, there: Happening | None) -> Happening | None:
        """The incident that a phrase is told of: its clause's, else the main one."""
        found = self.happenings.of(self.marks.predicate(i))
        here = found if found is not there else self.happenings.main
        return here if here is not there else None

    def _same_perpetrators(self) -> Iterator[Draft]:
        """As in "The same group that attacked Y": the hand behind this incident is that of
        another."""
        marks = self.marks
        for mention in marks.document.actor_mentions:
            same = [
                c
                for c in marks.children(mention.head)
                if marks.token(c).lower in marks.lexicon["perpetrator.same"].codes
            ]
            if not same:
                continue
            here = self.happenings.of(mention.head)
            for verb in marks.children(mention.head, "relative"):
                other = self.happenings.of(verb)
                if here is None or other is None or other is here:
                    continue
                yield Draft(
                    field="relation",
                    value=RelationValue(f"#{other.number}", "same-perpetrator"),
                    anchor=mention.head,
                    words=marks.document.span(same[0], mention.last).text,
                    content=self.marks.clause_of(marks.predicate(mention.head)),
                    about=here,
                )
