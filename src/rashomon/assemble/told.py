"""What a report has told of so far: the incident that an event told later goes back to, by the
words that point to it ("that attack", "there", "the raid in X"), its day, or where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rashomon.assemble.dates import precedes
from rashomon.assemble.happening import Happening, clashes, parted
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import introduces, is_fine, is_known
from rashomon.assemble.triggers import Trigger
from rashomon.document import TimeExpression

THERE_REACH = 1
"""Sentences back from "there" to the place that it means."""
POINTED = 4
"""Tokens at the head of a sentence in which "that case" stands."""
SHOWN_REACH = 2
"""Sentences back from "that attack" to the one that told of it."""


class Told:
    """The incidents told so far, in order: `found`, the first the main one; `of_trigger` and
    `of_sentence`, which of them each event and each sentence are about. `time`: the main one's."""

    def __init__(
        self, marks: Marks, triggers: Sequence[Trigger], time: Callable[[], TimeExpression | None]
    ) -> None:
        self.marks = marks
        self.triggers = triggers
        self.found: list[Happening] = []
        self.of_trigger: dict[int, Happening] = {}
        self.of_sentence: dict[int, Happening] = {}
        self._time = time

    def shown(self, trigger: Trigger) -> Happening | None:
        """The incident told last, where a noun points to it: "that attack", "cette opération"."""
        marks = self.marks
        if trigger.time is not None or not (
            self._points(trigger.i) or self._opens_pointing(trigger)
        ):
            return None
        before = [t for t in self.triggers if t.i < trigger.i and t.i in self.of_trigger]
        near = marks.token(trigger.i).sentence - SHOWN_REACH
        if not before or marks.token(before[-1].i).sentence < near:
            return None
        return self.of_trigger[before[-1].i]

    def _points(self, noun: int) -> bool:
        marks = self.marks
        words = marks.lexicon["pointing_words"].codes
        below = marks.children(noun, "determiner")
        return not marks.is_verb(noun) and any(marks.token(c).lower in words for c in below)

    def _opens_pointing(self, trigger: Trigger) -> bool:
        """Whether the sentence of an event opens with "In that case"."""
        sentence = self.marks.document.sentence_of(trigger.i)
        opening = range(sentence.first, min(sentence.first + POINTED, trigger.i))
        nouns = self.marks.hits("pointed_events")
        return any(i in nouns and self._points(i) for i in opening)

    def there(self, trigger: Trigger) -> Happening | None:
        """The incident that something which happened "there" is of: that of the place named last,
        else the one told last; None where the place named last is of no incident."""
        marks = self.marks
        sentence = marks.document.sentence_of(trigger.i)
        start = marks.document.sentences[max(sentence.index - THERE_REACH, 0)].first
        for at in range(trigger.i - 1, start - 1, -1):
            name = marks.places_by_token.get(at)
            if name is not None and name.use == "place" and is_fine(marks, name):
                there = [h for h in self.found if name.place in h.place_ids]
                return there[-1] if there else None
        before = [t.i for t in self.triggers if t.i < trigger.i and t.i in self.of_trigger]
        return self.of_trigger[before[-1]] if before else self.found[0]

    def before_in_sentence(self, trigger: Trigger) -> Happening | None:
        """The incident of the event told just before in the same sentence."""
        sentence = self.marks.token(trigger.i).sentence
        before = [
            t.i
            for t in self.triggers
            if t.i < trigger.i and self.marks.token(t.i).sentence == sentence
        ]
        return self.of_trigger.get(before[-1]) if before else None

    def above(self, i: int) -> Happening | None:
        at = self.marks.token(i).head
        for _ in range(60):
            if at in self.of_trigger:
                return self.of_trigger[at]
            head = self.marks.token(at).head
            if head == at:
                return None
            at = head
        return None

    def of_that_name(self, trigger: Trigger) -> Happening | None:
        """The only incident for which the word of a known event was used: "the raid", or that was
        of its kind: "the shooting"."""
        known = trigger.time is None and is_known(self.marks, trigger.i)
        if not known or self.marks.is_verb(trigger.i):
            return None
        beside = self._just_told(trigger)
        if beside is not None:
            return beside
        word, kind = self.marks.token(trigger.i).lemma, trigger.event_class
        named = [h for h in self.found if word in {self.marks.token(t.i).lemma for t in h.triggers}]
        alike = [h for h in self.found if any(t.event_class == kind for t in h.triggers)]
        used = named if named or kind == "attack" else alike
        if len(used) > 1:  # "the attack" is that of the news, and not one of years ago
            used = [h for h in used if not self._is_old(h)]
        return used[0] if len(used) == 1 else None

    def _just_told(self, trigger: Trigger) -> Happening | None:
        """The other incident that the sentences before, of the same paragraph, told as new, where
        an event may be it by its kind."""
        document = self.marks.document
        sentence = document.sentence_of(trigger.i)
        before = [t for t in self.triggers if t.i < sentence.first and t.i in self.of_trigger]
        if not before or document.sentence_of(before[-1].i).paragraph != sentence.paragraph:
            return None
        told = self.of_trigger[before[-1].i]
        kinds = {t.event_class for t in told.triggers}
        fits = trigger.event_class in kinds | {"attack"}
        return told if told is not self.found[0] and fits else None

    def _is_old(self, happening: Happening) -> bool:
        """Whether an incident was before the days that the report is about."""
        return any(precedes(t, self._time()) for t in happening.times)

    def named_again(self, trigger: Trigger) -> Happening | None:
        """The other incident in whose town a known event was: "the attack in X"."""
        fine = {p.place for p in trigger.places if is_fine(self.marks, p)}
        main = self.found[0]
        if not fine:
            return self.of_that_name(trigger)
        if fine & main.place_ids:
            return None
        if introduces(self.marks, trigger.i, trigger.is_indefinite):
            return None
        known = [h for h in self.found[1:] if fine & h.place_ids]
        there = next((h for h in known if not clashes(self.marks, trigger, h)), None)
        return there or self.of_that_name(trigger)

    def of_that_day(self, trigger: Trigger) -> Happening | None:
        """The other incident of the very day of an event."""
        day = trigger.time.start if trigger.time is not None else None
        for happening in self.found[1:]:
            days = [t.start for t in happening.times if t.date_prec == 1]
            if day in days and not parted(self.marks, happening, trigger):
                return happening
        return None

    def gone_on(self, trigger: Trigger) -> Happening | None:
        """The other incident that the sentence before, of the same paragraph, told of, where a verb
        names only what was done to people and neither when nor where: "Four others were hurt"."""
        marks = self.marks
        if trigger.time is not None or trigger.places or not marks.is_verb(trigger.i):
            return None
        sentence = marks.document.sentence_of(trigger.i)
        for before in reversed(marks.document.sentences[: sentence.index]):
            if before.paragraph != sentence.paragraph:
                return None
            told = self.of_sentence.get(before.index)
            if told is not None:
                return told if told is not self.found[0] else None
        return None
