"""Dates: which times of a report say when something happened.

A time may belong to something else than the event of its clause: to the saying ("said on Friday"),
or to what was done about it later ("was charged on Monday with killing …").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.document import TimeExpression

LABEL_REACH = 2
"""Tokens between a time and the label before it."""


class Dates:
    """The times of one document that can date an event. `owner`: token → verb of its clause."""

    def __init__(self, marks: Marks, voices: Voices, owner: Sequence[int]) -> None:
        self.marks = marks
        self.voices = voices
        self.owner = owner

    def within(self, scope: set[int]) -> TimeExpression | None:
        """The first time among tokens that has days and can date an event."""
        marks = self.marks
        for j in sorted(scope):
            time = marks.times_by_token.get(j)
            if time is None or time.start is None or time.timex_type not in ("DATE", "TIME"):
                continue
            if time.date_prec is None or self._is_said_time(j) or self._is_of_aftermath(j):
                continue
            if self._is_of_the_page(time):
                continue
            return time
        return None

    def _is_of_aftermath(self, j: int) -> bool:
        """Whether a time belongs to what police and courts did later: "was sentenced Thursday",
        "were searching late Tuesday for two suspects in a shooting"; not where it comes after the
        event ("are investigating a shooting Wednesday night")."""
        marks = self.marks
        verb = self.owner[j]
        if not marks.is_verb(verb):
            return False
        nouns = marks.hits("events.nouns")
        if marks.hit("scene.aftermath", verb) is not None:
            return not any(i in nouns for i in self._above(j))
        asked = marks.hit("scene.inquiry", verb) is not None
        return asked and not any(i in nouns for i in range(verb + 1, j))

    def _above(self, j: int) -> Iterator[int]:
        """The tokens between a token and the verb of its clause, along the tree."""
        at = self.marks.token(j).head
        while at != self.owner[j] and self.marks.token(at).head != at:
            yield at
            at = self.marks.token(at).head

    def _is_of_the_page(self, time: TimeExpression) -> bool:
        """Whether a time is that of the page: "Posted: Monday, August 11 …"."""
        first = self.marks.document.token_at(time.span.start)
        if first is None:
            return False
        sentence = self.marks.document.sentence_of(first)
        before = range(max(sentence.first, first - LABEL_REACH), first)
        return self.marks.any_hit("scene.posted", before) is not None

    def _is_said_time(self, j: int) -> bool:
        """Whether a time belongs to the saying, not to what is said ("said on Friday")."""
        marks = self.marks
        verb = self.owner[j]
        speaks = marks.hit("speech", verb) or marks.hit("responsibility.claim_verbs", verb)
        if speaks is None or not marks.is_verb(verb):
            return False
        said = [a for a in self.voices.attributions if a.verb == verb]
        if not said and marks.is_passive(verb) and marks.hit("scene.respond", verb) is not None:
            return False  # "Officers were called on Monday" says nothing
        for each in said:
            # "in the ambush near X, in May, the ministry said": before its speaker, a time is told.
            source = each.source.start if each.source is not None else 0
            fronted = min(each.content, default=verb) < j < verb and marks.token(j).start < source
            # What a denial says may reach over its own date: "denied it in December: he was shot".
            own = marks.token(j).head == verb and j > verb
            if fronted or (j in each.content and not own):
                return False
        if marks.hit("events.verbs", verb) or marks.hit("effects.patient", verb):
            return False
        claims = marks.hit("responsibility.claim_verbs", verb) is not None
        if claims and marks.case(j) is None and marks.token(j).relation != "possessor":
            return True  # "a revendiqué l'attaque jeudi": the day of the claim
        at = j
        while at != verb:  # under a noun of the clause, it dates that noun
            if at in marks.hits("events.nouns"):
                return False
            head = marks.token(at).head
            if head == at:
                break
            at = head
        return True
