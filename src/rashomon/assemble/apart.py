"""Words that tell an event apart from the one told before: "in a separate incident", "Elsewhere,
…", "Two days after the raid, …", "a day after a boy shot nine", "in retaliation for a raid"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rashomon.assemble.allusions import comes_after
from rashomon.assemble.dates import days_after, days_before
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import introduces
from rashomon.assemble.triggers import Trigger, Triggers
from rashomon.document import Sentence, TimeExpression

OPENING = 4
"""Tokens at the head of a sentence in which "elsewhere" sets it apart."""
AFTER_REACH = 6
"""Tokens at the head of a sentence in which "less than two hours after" ends."""
ANCHOR_REACH = 12
"""Tokens behind that "after" in which the comma stands that ends what it names."""


@dataclass(frozen=True, slots=True)
class After:
    """A sentence that opens with "two days after the raid": the tokens of "after" and of the comma
    that ends it."""

    word: int
    comma: int


class Apart:
    """Tells which events of a document words set apart."""

    def __init__(self, marks: Marks, found: Triggers) -> None:
        self.marks = marks
        self.triggers = found.found
        self._found = found
        self._after: dict[int, After | None] = {}

    def dated(self, trigger: Trigger, time: TimeExpression | None) -> Trigger:
        """An event without a day, with the one that "two days after" or, of the event told last,
        "two days before" it gives. `time`: the main event's."""
        if trigger.time is not None or time is None:
            return trigger
        after = self.after(trigger)
        behind = after.word if after is not None else self._found.behind(trigger.i)
        length = self.marks.times_by_token.get(behind) if behind is not None else None
        if length is None:
            return trigger
        found = (days_before if after is None else days_after)(time, length)
        return trigger if found is None else replace(trigger, time=found)

    def opens_elsewhere(self, sentence: Sentence) -> bool:
        """Whether a sentence opens with "Separately", "Elsewhere"."""
        opening = range(sentence.first, min(sentence.first + OPENING, sentence.last))
        return any(h.first in opening for h in self.marks.hits("elsewhere_words").values())

    def told_apart(self, trigger: Trigger, begun: bool) -> bool:
        """Whether words say that it is another event: "in a separate incident", "Elsewhere, …", "a
        day after a boy shot nine". `begun`: whether the main event was told before."""
        marks = self.marks
        sentence = marks.document.sentence_of(trigger.i)
        earlier = [t for t in self.triggers if sentence.first <= t.i < trigger.i]
        opening = range(sentence.first, min(sentence.first + OPENING, trigger.i))
        if not earlier and self.opens_elsewhere(sentence):
            return True
        own = introduces(marks, trigger.i, trigger.is_indefinite)
        before = marks.any_hit("earlier_openings", opening)
        if own and not earlier and before is not None and not self._dates_saying(before.head):
            return begun
        if begun and not earlier and self._had_been(trigger, sentence):
            return True
        if trigger.is_indefinite and any(
            marks.token(c).lower in marks.lexicon["separate_words"].codes
            for c in marks.children(trigger.i, "modifier")
        ):
            return True
        after = self.after(trigger)
        if after is not None:
            return begun and own and not any(t.i > after.comma for t in earlier)
        behind = self._found.behind(trigger.i)
        if behind is not None and not earlier:
            verbs = range(sentence.first, behind)
            return begun and any(comes_after(marks, verb, behind + 1) for verb in verbs)
        if behind is None:
            return False
        nested = [t.i for t in earlier if t is earlier[0] or t.i > behind]
        own_tree = set(marks.document.subtree(trigger.i))
        if any(i in own_tree and i > behind for i in nested):
            return False  # "a raid killed nine": told already
        if any(trigger.i in marks.document.subtree(i) for i in nested):
            first = earlier[0].i  # "were found dead a day after gunmen struck": what they died of
            return own and first < behind and marks.is_verb(first) and bool(marks.agents(first))
        return own or self._comes(earlier[-1].i, behind)

    def _dates_saying(self, opening: int) -> bool:
        """Whether words at the head of a sentence tell when it was said: "The day before, the army
        had spoken of nine killed"."""
        return self.marks.hit("speech", self._found.owner[opening]) is not None

    def _had_been(self, trigger: Trigger, sentence: Sentence) -> bool:
        """Whether a clause on somebody named tells what had been done to them before: "mourned the
        judge, who had been shot earlier in the day"."""
        marks = self.marks
        if self._found.inside_relative(trigger.i) != trigger.i or not marks.is_passive(trigger.i):
            return False
        auxiliaries = marks.lexicon["perfect_auxiliaries"].codes
        had = any(
            marks.token(c).lower in auxiliaries and "past" in marks.token(c).features
            for c in marks.children(trigger.i, "auxiliary")
        )
        rest = range(trigger.i + 1, sentence.last)
        return had and any(h.first in rest for h in marks.hits("earlier_openings").values())

    def after(self, trigger: Trigger) -> After | None:
        """The opening of a sentence that tells what came before the event behind it: "Two days
        after the raid, …"; not where it is the raid that the event is."""
        index = self.marks.token(trigger.i).sentence
        if index not in self._after:
            self._after[index] = self._opens_after(self.marks.document.sentences[index])
        found = self._after[index]
        return found if found is not None and trigger.i > found.comma else None

    def within_anchor(self, trigger: Trigger) -> Trigger:
        """An event that stands between "three hours after" and its comma, with the time and the
        places told there alone."""
        index = self.marks.token(trigger.i).sentence
        self.after(trigger)
        found = self._after[index]
        if found is None or not found.word < trigger.i < found.comma:
            return trigger
        document = self.marks.document
        start, end = document.tokens[found.word].start, document.tokens[found.comma].start
        places = tuple(p for p in trigger.places if start < p.span.start < end)
        time = trigger.time
        own = time is not None and start < time.span.start < end
        return replace(trigger, places=places, time=time if own else None)

    def _opens_after(self, sentence: Sentence) -> After | None:
        marks = self.marks
        head = range(sentence.first, min(sentence.first + AFTER_REACH, sentence.last))
        hits = (h for h in marks.hits("relations").values() if h.code == "follows")
        word = min((h.last - 1 for h in hits if h.first in head and h.last - 1 in head), default=-1)
        if word < 0 or any(map(marks.is_verb, range(sentence.first, word))):
            return None  # "It came two days after the raid on X, in which …"
        anchor = range(word + 1, min(word + ANCHOR_REACH, sentence.last))
        comma = next((i for i in anchor if marks.token(i).text == ","), None)
        if comma is None:
            return None
        named = [t for t in self.triggers if word < t.i < comma]
        if any(introduces(marks, t.i, t.is_indefinite) for t in named):
            return None  # "a day after a boy shot nine": news itself
        return After(word, comma)

    def _comes(self, event: int, behind: int) -> bool:
        """Whether an event is told only as coming after another: "the attack came a week after"."""
        marks = self.marks
        verb = marks.predicate(event)
        return event < verb < behind and marks.hit("event_comes", verb) is not None
