"""The lede: what the opening of a report says of its main event: which it is, when and where it
was, and whether it was a wave of several attacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rashomon.assemble.dates import Dates, are_apart
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import are_joined, is_cause, is_fine, is_site, is_wave, was_there
from rashomon.assemble.triggers import READ_KINDS, Trigger
from rashomon.document import PlaceName, TimeExpression

LEDE_SENTENCES = 6
"""The main event's time and place are looked for in this many sentences from its first mention."""
OPENING_SENTENCES = 3
"""The sentences from the main event's first in which a day without a word for an event dates it."""
RECENT = timedelta(days=14)
"""News is of the days before it appeared: where the main event has no date, what happened longer
ago is another."""


class Lede:
    """The main event of one document: its `first` trigger, its `time`, its `site` (the id of a
    place), whether it `is_wave`, and whether it `is_in_one` town, and whether
    the report `is_several`, a round-up of separate attacks. Where no day `is_dated`, its
    time is the days before the report appeared. `quiet`: the events that no word names."""

    def __init__(
        self, marks: Marks, triggers: Sequence[Trigger], quiet: Iterable[Trigger], dates: Dates
    ) -> None:
        self.marks = marks
        self.triggers = triggers
        self.dates = dates
        self.first = self._first_news()
        told = self._main_time(self.first) or self._of_old(quiet)
        if self.first.time is None:
            told = self._of_opening(self.first, told) or told
        self.is_dated = told is not None
        self.time = told or self._lately()
        self.site = self._main_site(self.first)
        self.is_wave = self._told_as_wave(self.first)
        self.is_several = self._tells_several(self.first)
        self.is_in_one = self._is_in_one(self.first)

    def opens(self, trigger: Trigger) -> bool:
        """Whether an event stands in the first sentence on the main one, or in that under it where
        it is a headline; or before."""
        return self.sentences_to(trigger) < 0 or self._under_headline(self.first, trigger)

    def sentences_to(self, trigger: Trigger) -> int:
        """How many sentences after the first on the main event another stands."""
        return self._sentences_from(self.first, trigger)

    def _first_news(self) -> Trigger:
        news = [t for t in self.triggers if not t.is_earlier]
        return next((t for t in news if not t.is_before), (news or self.triggers)[0])

    def _main_time(self, first: Trigger) -> TimeExpression | None:
        """The main event's time: its first trigger's, else the first precise one soon after."""
        near = [t for t in self.triggers if 0 <= self._sentences_from(first, t) < LEDE_SENTENCES]
        precise = [
            t.time
            for t in near
            if t.time is not None and not t.is_earlier and (t.time.date_prec or 9) <= 2
            if not is_cause(self.marks, t.i)
            if first.is_before or not t.is_before
            if first.time is None or not are_apart(t.time, first.time)
        ]
        if first.time is not None and (first.time.date_prec or 9) <= 2:
            return first.time
        if precise:
            return precise[0]
        vague = [t.time for t in near if self._under_headline(first, t)]
        return first.time or next((t for t in vague if t is not None), None)

    def _of_old(self, quiet: Iterable[Trigger]) -> TimeExpression | None:
        """The day that a report opens with, where no event of it has one: that of a trial, or of a
        commemoration ("On 28 September 2009 the opposition had gathered in the stadium")."""
        if any(t.time is not None for t in self.triggers if not t.is_before):
            return None
        document = self.marks.document
        early = (t for t in quiet if document.sentence_of(t.i).index < LEDE_SENTENCES)
        return next((t.time for t in early if t.time and t.time.date_prec == 1), None)

    def _of_opening(self, first: Trigger, told: TimeExpression | None) -> TimeExpression | None:
        """The recent day of which the opening tells something, before the day `told` of an event,
        that has no word for one: "Shrouds ran out after shells landed on a market on Saturday"."""
        document = self.marks.document
        published = document.report.day
        at = document.sentence_of(first.i).index
        for sentence in document.sentences[at : at + OPENING_SENTENCES]:
            if sentence.kind != "body" or published is None:
                continue
            if told is not None and told.span.start < sentence.end:
                return None
            time = self.dates.within(set(range(sentence.first, sentence.last)))
            if time is None or time.date_prec != 1 or time.start is None:
                continue
            if published - RECENT <= time.start < published:
                return time  # what was done on the day of the report came after it
        return None

    def _under_headline(self, first: Trigger, trigger: Trigger) -> bool:
        """Whether an event is told in the sentence right under a headline that tells the first."""
        document = self.marks.document
        sentence = document.sentence_of(first.i)
        ends = document.text[sentence.start : sentence.end].rstrip("\"'”’»)")
        at = self.marks.token(trigger.i).sentence
        if at == sentence.index or ends.endswith((".", "!")):
            return at == sentence.index
        later = document.sentences[sentence.index + 1 :]
        return at == next((s.index for s in later if s.kind in READ_KINDS), None)

    def _lately(self) -> TimeExpression | None:
        """The days before the report appeared, for an event without a date."""
        published = self.marks.document.report.published
        if not published:
            return None
        day = date.fromisoformat(published[:10])
        span = self.marks.document.span(0, 1)
        return TimeExpression(
            span, "DATE", None, day - RECENT, day, None, None, None, "when the report appeared"
        )

    def _main_site(self, first: Trigger) -> str | None:
        """The first place finer than a region in which the main event is told to have been, else
        the first that is named with it."""
        reach = 1 if self._tells_wave(first) else LEDE_SENTENCES
        named = [
            (place, self._is_site(place, trigger))
            for trigger in self.triggers
            if not trigger.is_earlier and 0 <= self._sentences_from(first, trigger) < reach
            for place in trigger.places
            if is_fine(self.marks, place)
        ]
        sites = [place for place, is_site in named if is_site] or [place for place, _ in named]
        return sites[0].place if sites else None

    def _is_site(self, name: PlaceName, trigger: Trigger) -> bool:
        """Whether a place tells where an event was, or is what the first one struck."""
        if self._sentences_from(self.first, trigger) == 0:
            return was_there(self.marks, name, trigger.i)
        return is_site(self.marks, name, trigger.i)

    def _tells_wave(self, first: Trigger) -> bool:
        """Whether the sentence of the first event tells of several attacks as one."""
        return any(
            is_wave(self.marks, t.i) for t in self.triggers if self._sentences_from(first, t) == 0
        )

    def _tells_several(self, first: Trigger) -> bool:
        """Whether the report opens with attacks that have nothing to do with each other: "killed in
        separate shootings", "three unrelated stabbings"."""
        marks = self.marks
        words = marks.lexicon["separate_words"].codes
        return any(
            marks.token(c).lower in words
            for t in self.triggers
            if 0 <= self._sentences_from(first, t) <= 1 and not marks.is_verb(t.i)
            if "plural" in marks.token(t.i).features
            for c in marks.children(t.i, "modifier")
        )

    def _is_then(self, trigger: Trigger) -> bool:
        """Whether an event has no other day than the main one."""
        return trigger.time is None or self.time is None or trigger.time.start == self.time.start

    def _is_in_one(self, first: Trigger) -> bool:
        """Whether the site is named alone, and not with the other towns of a wave."""
        near = [t for t in self.triggers if self._under_headline(first, t)]
        named = [p for t in near for p in t.places if p.place == self.site]
        return bool(named) and not any(are_joined(self.marks, p) for p in named)

    def _told_as_wave(self, first: Trigger) -> bool:
        """Whether the first sentence on it, or that under a headline, tells of a wave."""
        return any(
            is_wave(self.marks, t.i)
            for t in self.triggers
            if t.i >= first.i and self._under_headline(first, t) and self._is_then(t)
        )

    def _sentences_from(self, a: Trigger, b: Trigger) -> int:
        return self.marks.token(b.i).sentence - self.marks.token(a.i).sentence
