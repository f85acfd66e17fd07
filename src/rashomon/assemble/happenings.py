"""Happenings: the incidents told apart inside one report, and which of them each word is about.

The first event that the report tells as news is the main one. An event with a time of its own that
does not overlap the main one's, with a place of its own, or called "earlier" or "previous", is
another; clauses under it and sentences that go on about it belong to it too (CONTRACT.md, rule 6:
one continuous happening in one place and time).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from rashomon.assemble.ahead import is_to_come
from rashomon.assemble.allusions import is_ranked
from rashomon.assemble.apart import Apart
from rashomon.assemble.away import Away
from rashomon.assemble.dates import are_apart, precedes
from rashomon.assemble.events import is_ordinal, is_there
from rashomon.assemble.happening import (
    Happening,
    clashes,
    is_of_other_kind,
    names_own_day,
    on_another_day,
    parted,
    sets_scene,
    struck_place,
    tells_new_deed,
)
from rashomon.assemble.items import Items
from rashomon.assemble.lede import Lede
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import (
    are_joined,
    introduces,
    is_cause,
    is_fine,
    is_known,
    was_there,
)
from rashomon.assemble.paired import pairs, with_recalled, with_times_shared
from rashomon.assemble.told import Told
from rashomon.assemble.triggers import Trigger, Triggers
from rashomon.assemble.unnamed import unnamed
from rashomon.assemble.voices import Voices
from rashomon.document import PlaceName, Sentence, TimeExpression
from rashomon.entries import entry_days
from rashomon.records import Mode

FROM_AFAR = frozenset({"air-strike", "shelling", "explosive"})
"""Kinds of events by which armies answer others."""
LINGERING = timedelta(days=60)
"""How long after an attack somebody's death in hospital is still of it."""


class Happenings:
    """The incidents of one document."""

    def __init__(self, marks: Marks, voices: Voices) -> None:
        self.marks = marks
        self.voices = voices
        found = Triggers(marks, voices)
        self._found_by = found
        self.triggers = found.found
        self.general = found.general if found.tells_news else None
        self.owner = found.owner
        self.dates = found.dates
        self.inside_relative = found.inside_relative
        self._items = Items(marks)
        self._entries = entry_days(marks.document, marks.document.times)
        self._of_items: dict[int, Happening] = {}
        self._cause: Happening | None = None
        self._of_gap: dict[int, Happening] = {}
        self._apart = Apart(marks, found)
        self.triggers = [self._apart.within_anchor(t) for t in self.triggers]
        self._pairs = pairs(marks, self.triggers)
        self.triggers = with_times_shared(with_recalled(marks, self.triggers), self._pairs)
        self._told = Told(marks, self.triggers, lambda: self._lede.time)
        self.found = self._told.found
        self._of_trigger = self._told.of_trigger
        self._of_sentence = self._told.of_sentence
        self._quiet = tuple(unnamed(marks, found, self._apart))
        self._sort()

    @property
    def main(self) -> Happening | None:
        """The incident that the report is about."""
        return self.found[0] if self.found else None

    def of(self, i: int) -> Happening | None:
        """The incident that token `i` is about: through the words it depends on, else through its
        sentence, else the main one."""
        at, steps = i, 0
        while steps < 60:
            if at in self._of_trigger:
                return self._of_trigger[at]
            head = self.marks.token(at).head
            if head == at:
                break
            at, steps = head, steps + 1
        return self._of_sentence.get(self.marks.token(i).sentence, self.main)

    @cached_property
    def _away(self) -> Away:
        return Away(self.marks, self.triggers, self._lede)

    @cached_property
    def _lede(self) -> Lede:
        return Lede(self.marks, self.triggers, self._quiet, self.dates)

    def stands_for(self, trigger: int) -> PlaceName | None:
        """The place that the "where" of an event's clause stands for: "went to X, where …"."""
        return self._found_by.place_before_where(trigger)

    # -------------------------------------------------------------------------------- sorting

    def _sort(self) -> None:
        if not self.triggers:
            return
        main = self._new()
        quiet = {each.i: each for each in self._quiet}
        time, site = self._lede.time, self._lede.site
        by_token = {trigger.i: trigger for trigger in self.triggers}
        for trigger in sorted((*self.triggers, *quiet.values()), key=lambda t: t.i):
            if trigger.i in quiet:
                self._place_unnamed(trigger, main, time)
                continue
            within = self._event_within(trigger, by_token)
            for each in (within, trigger):
                if each is None or each.i in self._of_trigger:
                    continue
                named = (
                    self._of_trigger[within.i] if within is not None and each is trigger else None
                )
                if named is not None and named is not main:
                    happening = named  # "were killed in a strike": one event
                else:
                    happening = self._place_trigger(each, main, time, site)
                if named is main and happening is not main and within is not None:
                    self._move(within, happening)
                if happening is not main and not happening.triggers:
                    each = self._apart.dated(each, time)
                self._of_trigger[each.i] = happening
                happening.triggers.append(self._as_part(each, happening))
                self._move_to_scene(each, happening, by_token)
                self._set_item(each, happening)
                self._set_sentence(each)
        self._continue_sentences(main)
        self._fill_gaps()
        if not main.triggers:
            self.found.remove(main)
        for happening in self.found:
            if happening is not main:
                happening.mode = self._mode(happening, time)

    def _move(self, trigger: Trigger, to: Happening) -> None:
        """Takes the event that a clause names ("hit a mine") out of the main incident, where the
        clause is of another; not "the attack", which is known."""
        if is_known(self.marks, trigger.i):
            return
        mine = self.found[0].triggers
        mine[:] = [t for t in mine if t.i != trigger.i]
        self._of_trigger[trigger.i] = to
        self._of_sentence.pop(self.marks.token(trigger.i).sentence, None)

    def _move_to_scene(self, trigger: Trigger, to: Happening, by_token: dict[int, Trigger]) -> None:
        """Takes a deed out of the main incident, where what it was done at is another: "was shot
        during an operation in X"."""
        deed = by_token.get(self.marks.token(trigger.i).head)
        main = self.found[0]
        if to is main or deed is None or not self.marks.is_verb(deed.i):
            return
        if self._of_trigger.get(deed.i) is main and sets_scene(self.marks, trigger, main):
            self._move(deed, to)
            to.triggers.append(deed)

    def _place_unnamed(
        self, trigger: Trigger, main: Happening, time: TimeExpression | None
    ) -> None:
        """An event that no word names is another incident, or none: one that words set apart, or
        that was before the main one."""
        sentence = self.marks.document.sentence_of(trigger.i)
        if self._apart.opens_elsewhere(sentence) or self._next_item(trigger, main):
            happening = self._new(is_part=False)
        elif main.triggers and self._is_other_day(trigger, time, sentence):
            happening = self._other(trigger)
        else:
            return
        self._of_trigger[trigger.i] = happening
        happening.triggers.append(trigger)
        self._of_sentence[sentence.index] = happening
        self._set_item(trigger, happening)

    def _is_other_day(
        self, trigger: Trigger, time: TimeExpression | None, sentence: Sentence
    ) -> bool:
        """Whether an event that no word names was before the main one, or is dated by a heading to
        another day."""
        headed, _ = self._found_by.heading_of(sentence)
        if headed is not None and time is not None:
            return are_apart(headed, time)
        return precedes(trigger.time, time)

    def _event_within(self, trigger: Trigger, by_token: dict[int, Trigger]) -> Trigger | None:
        """The event that a verb's clause names: "died in a bombing", "lors de l'attaque"."""
        marks = self.marks
        if not marks.is_verb(trigger.i):
            return None
        for child in marks.children(trigger.i, "oblique"):
            inside = marks.case(child) in marks.lexicon["place_roles.site"].codes
            named = by_token.get(child)
            if inside and named is not None and not marks.is_verb(child) and named.time:
                return named
        whens = marks.lexicon["when_words"].codes
        for child in marks.children(trigger.i, "clause"):
            named = by_token.get(child) if child > trigger.i and not trigger.places else None
            when = {marks.token(m).lower for m in marks.children(child, "marker", "modifier")}
            if named is not None and named.places and when & set(whens):
                return named  # "two died when a plane bombed X"
        for child in (*marks.patients(trigger.i), *marks.agents(trigger.i)):
            named = by_token.get(child)
            if named is not None and named.is_earlier and not marks.is_verb(child):
                return named  # "repelled an earlier assault on Friday"
        return None

    def _new(self, is_part: bool | None = None) -> Happening:
        happening = Happening(len(self.found), is_part=is_part)
        self.found.append(happening)
        return happening

    def _place_trigger(
        self, trigger: Trigger, main: Happening, time: TimeExpression | None, site: str | None
    ) -> Happening:
        above = self._told.above(trigger.i)
        named = self._of_trigger.get(self._pairs.get(trigger.i, -1))
        if named is not None and not clashes(self.marks, trigger, named):
            return named
        if above is not None and above is not main and sets_scene(self.marks, trigger, above):
            return above
        if self._next_item(trigger, main):
            return self._new()
        item = self._of_item(trigger)
        if item is not None and not clashes(self.marks, trigger, item):
            return self._new() if self._is_second(trigger, item) else item
        if is_to_come(self.marks, self.owner[trigger.i]):
            return self._told.before_in_sentence(trigger) or main
        if trigger.time is None:
            before = self._told.gone_on(trigger) or self._of_entry(
                self.marks.token(trigger.i).start
            )
            if before is not None and self._entries:
                return before
        struck = self._died_of(trigger, main)
        if struck is not None:
            return struck
        together = above is not None and any(trigger.time == t for t in above.times)
        joined = self.marks.token(self.marks.predicate(trigger.i)).relation == "conjunct"
        if together and above is not None and joined and parted(self.marks, above, trigger):
            together = not introduces(self.marks, trigger.i, trigger.is_indefinite)
        if (
            above is not None
            and above is not main
            and together
            and not is_cause(self.marks, trigger.i)
        ):
            return above
        if trigger.time is not None and time is not None and are_apart(trigger.time, time):
            return self._other(trigger)
        shown = self._told.shown(trigger)
        if shown is not None:
            return shown
        if trigger.is_recalled and main.triggers and (trigger.time is None or trigger.time != time):
            return self._other(trigger)
        if trigger.time is None and is_there(self.marks, trigger.i):
            return self._told.there(trigger) or self._new()
        if self._was_before(trigger, time):
            return self._other(trigger)
        several = self._lede.is_several and self._lede.opens(trigger)
        if trigger.is_apart and trigger.time is not None and not several:
            return self._other(trigger)
        if self._apart.told_apart(trigger, bool(main.triggers)):
            return self._new(is_part=False)
        if self._answered(trigger, main):
            cause = self._cause if self._cause is not None else self._other(trigger)
            self._cause = cause if not any(cause.times) else None
            return cause
        part = self._part(trigger, main)
        if part is not None:
            return part
        if self._next_of_several(trigger):
            return self._new(is_part=True)
        if is_ranked(self.marks, trigger.i) and self._away.names_elsewhere(trigger, main):
            return self._other(trigger)
        dates = trigger.time is not None and trigger.time == time  # what dates it is of it
        if not dates and (
            self._away.elsewhere(trigger, main) or self._away.in_other_region(trigger, main)
        ):
            return self._other(trigger)
        if above is not None and above is not main and trigger.time is None:
            both = self.marks.token(trigger.i).relation == "conjunct"  # "the raid and the bombing"
            return (self._told.of_that_name(trigger) if both else None) or above
        back = self._told.named_again(trigger)
        if back is not None:
            return back
        undated = bool(main.triggers) and all(t.start is None for t in main.times)
        same = self._told.of_that_day(trigger)
        if same is not None and (undated or on_another_day(self.marks, trigger, main)):
            return same
        if on_another_day(self.marks, trigger, main):
            if trigger.is_earlier or struck_place(self.marks, trigger, site):
                return self._other(trigger)
            if is_of_other_kind(self.marks, trigger, main) or names_own_day(
                self.marks, trigger, main
            ):
                return self._other(trigger)
            if tells_new_deed(self.marks, trigger, self._beside(trigger)):
                return self._other(trigger)
        if trigger.time is not None and time is not None and trigger.time.date_prec == 1:
            return main
        if above is not None and above is not main:
            return above
        beside = self._told.before_in_sentence(trigger)
        if beside is not None and beside is not main:
            return beside
        if trigger.is_earlier and beside is None:
            return self._other(trigger)
        if is_cause(self.marks, trigger.i):
            return self._other(trigger)
        return self._told.gone_on(trigger) or main

    def _next_of_several(self, trigger: Trigger) -> bool:
        """Whether an event opens a paragraph on the next of the separate attacks that the report
        begins with: "The first happened …", "Just after 2 a.m. Saturday, two men …"."""
        if not self._lede.is_several or self._lede.opens(trigger):
            return False
        if not self._away.opens_paragraph(trigger) or is_known(self.marks, trigger.i):
            return False
        if is_ordinal(self.marks, trigger.i):
            return True
        new = introduces(self.marks, trigger.i, trigger.is_indefinite)
        return new and trigger.time is not None

    def _answered(self, trigger: Trigger, main: Happening) -> bool:
        """Whether a dated event is what the main one answers, and the main one is of no day or of
        another: "two nights of air strikes, its answer to Wednesday's assault"."""
        undated = all(t.start is None for t in main.times)
        apart = undated or on_another_day(self.marks, trigger, main)
        if not main.triggers or not apart:
            return False
        dated = trigger.time is not None and is_cause(self.marks, trigger.i)
        return dated or self._bombed_after(trigger)

    def _bombed_after(self, trigger: Trigger) -> bool:
        """Whether something is bombed from afar after an event: "Turkey bombs fighters after attack
        on plant"; not after "the attack", which is known."""
        marks = self.marks
        after = marks.case(trigger.i) in marks.lexicon["after_words"].codes
        if not after or marks.is_verb(trigger.i) or is_known(marks, trigger.i):
            return False
        sentence = marks.token(trigger.i).sentence
        before = [t for t in self.triggers if t.i < trigger.i]
        told = [t for t in before if marks.token(t.i).sentence == sentence]
        return any(t.event_class in FROM_AFAR for t in told) and trigger.event_class not in {
            t.event_class for t in told
        }

    def _of_entry(self, start: int) -> Happening | None:
        """The other incident that an entry of a live page tells of at an offset, where it was
        written before the main one happened: the latest of those that had."""
        time = self._lede.time if self._lede.is_dated else None
        at = bisect_right(self._entries, (start, date.max)) - 1
        day = self._entries[at][1] if at >= 0 else None
        if day is None or time is None or time.start is None or day >= time.start:
            return None
        known = [
            (t.start, -h.number, h)
            for h in self.found[1:]
            for t in h.times
            if t.start is not None and t.start <= day
        ]
        return max(known, key=lambda each: each[:2])[2] if known else None

    def _died_of(self, trigger: Trigger, main: Happening) -> Happening | None:
        """The incident of which somebody died later: "a victim of Friday's shooting died Monday",
        "a third man died in hospital on Tuesday"."""
        marks = self.marks
        died = marks.hit("effects.agent", trigger.i)
        if died is None or died.code != "deaths" or not marks.is_verb(trigger.i):
            return None
        subject = {i for a in marks.agents(trigger.i) for i in marks.document.subtree(a)}
        named = [i for i in subject if i in self._of_trigger and not marks.is_verb(i)]
        if named:
            return self._of_trigger[min(named)]
        day = trigger.time.start if trigger.time is not None else None
        days = [t.start for t in main.times if t.start is not None]
        later = day is not None and bool(days) and max(days) <= day <= max(days) + LINGERING
        own = marks.children(trigger.i, "oblique")
        wounds = any(marks.hit(n, i) for i in own for n in ("conditions.care", "wounds"))
        return main if later and wounds else None

    def _was_before(self, trigger: Trigger, time: TimeExpression | None) -> bool:
        """Whether a dated event is told in the tense of what was before the news, and was before
        the main event's first day."""
        if not trigger.is_before or self._lede.first.is_before:
            return False
        if trigger.time is None:
            return trigger.is_earlier  # "the day before the explosion"
        start, end = trigger.time.start, trigger.time.end or trigger.time.start
        return (
            start is not None
            and end is not None
            and (time is None or time.start is None or end < time.start)
        )

    def _beside(self, trigger: Trigger) -> list[Trigger]:
        sentence = self.marks.token(trigger.i).sentence
        return [t for t in self.triggers if self.marks.token(t.i).sentence == sentence]

    def _part(self, trigger: Trigger, main: Happening) -> Happening | None:
        """The attack of a wave that was in the one town that an event names: "Nine died in X"."""
        if not self._lede.is_wave or self._lede.opens(trigger):
            return None
        if on_another_day(self.marks, trigger, main):
            return None
        where = self._found_by.place_before_where(trigger.i)
        gaps = {name.place for _, name in self._found_by.gaps(trigger)}
        fine = [p for p in trigger.places if is_fine(self.marks, p) and p.place not in gaps]
        sites = [where] if where else [p for p in fine if was_there(self.marks, p, trigger.i)]
        if not sites or any(are_joined(self.marks, p) for p in sites):
            return None
        if self._lede.is_in_one and self._lede.site in {p.place for p in sites}:
            return None  # all of the wave was there
        known = [h for h in self.found[1:] if h.is_part and h.place_ids & {p.place for p in sites}]
        return known[0] if known else self._new(is_part=True)

    def _fill_gaps(self) -> None:
        """The part that a number without a verb tells of: "Nine died in X and four in Y"."""
        if not self._lede.is_wave:
            return
        for trigger in list(self.triggers):
            of = self._of_trigger.get(trigger.i)
            if of is None or not of.is_part:
                continue
            for number, name in self._found_by.gaps(trigger):
                known = [h for h in self.found[1:] if h.is_part and name.place in h.place_ids]
                part = known[0] if known else self._new(is_part=True)
                self._of_trigger[number] = part
                self._of_gap[number] = part
                gap = replace(trigger, i=number, places=(name,), time=None)
                part.triggers.append(self._as_part(gap, part))

    def _as_part(self, trigger: Trigger, happening: Happening) -> Trigger:
        """The part of a wave that an event is: on the day of the wave, without the towns of those
        behind it."""
        if not happening.is_part:
            return trigger
        if not happening.triggers and trigger.time is None and self._lede.is_dated:
            trigger = replace(trigger, time=self._lede.time)
        gaps = {name.place for _, name in self._found_by.gaps(trigger)}
        return replace(trigger, places=tuple(p for p in trigger.places if p.place not in gaps))

    def of_count(self, count: range, effect: int) -> Happening | None:
        """The incident of a number of people: its own, where it has no verb of its own ("and four
        in Y"), else that of the word `effect` for what happened to them."""
        own = next((self._of_gap[i] for i in count if i in self._of_gap), None)
        return own if own is not None else self.of(effect)

    def _next_item(self, trigger: Trigger, main: Happening) -> bool:
        """Whether an event is the first of an item of a list, told as new with a day or a place."""
        item = self._items.of(trigger.i)
        if item is None or not main.triggers or item in self._of_items:
            return False
        label = self._items.labels.get(item)
        headline = all(self._items.of(t.i) is None and t.time is None for t in main.triggers)
        if headline and not (label and self._lede.is_wave):
            return False  # what a headline tells of, the list tells when
        if label is not None:
            return not label.places & main.place_ids or self._lede.is_wave
        day = trigger.time is not None and not any(trigger.time == t for t in main.times)
        site = main.place_ids
        elsewhere = any(is_fine(self.marks, p) and p.place not in site for p in trigger.places)
        return day or (elsewhere and introduces(self.marks, trigger.i, trigger.is_indefinite))

    def _of_item(self, trigger: Trigger) -> Happening | None:
        """What the item of a list told of before."""
        item = self._items.of(trigger.i)
        if item is None or item not in self._of_items:
            return None
        before = [
            t.i
            for t in self.triggers
            if t.i < trigger.i and t.i in self._of_trigger and self._items.of(t.i) == item
        ]
        return self._of_trigger[before[-1]] if before else self._of_items[item]

    def _is_second(self, trigger: Trigger, item: Happening) -> bool:
        """Whether an item tells of a second event, with a day and a town of its own."""
        dated = trigger.time is not None and not any(item.times)
        new = any(introduces(self.marks, t.i, t.is_indefinite) for t in self._beside(trigger))
        return dated and new and parted(self.marks, item, trigger)

    def _other(self, trigger: Trigger) -> Happening:
        """The incident beside the main one that the trigger fits, or a new one."""
        sentence = self.marks.token(trigger.i).sentence
        for happening in self.found[1:]:
            last = self.marks.token(happening.triggers[-1].i).sentence
            same_place = happening.place_ids & {p.place for p in trigger.places}
            times = list(happening.times)
            if clashes(self.marks, trigger, happening):
                continue
            if same_place or (sentence - last == 0 and not parted(self.marks, happening, trigger)):
                return happening
            day = trigger.time.start if trigger.time and trigger.time.date_prec == 1 else None
            same = day is not None and any(t.date_prec == 1 and t.start == day for t in times)
            if same and not any(is_fine(self.marks, p) for p in trigger.places):
                return happening
            near = trigger.time is not None and times and sentence - last <= 1
            near = near and (same or self._in_paragraph_of(happening, sentence))
            if near and not parted(self.marks, happening, trigger):
                return happening
        return self._new()

    def _in_paragraph_of(self, happening: Happening, sentence: int) -> bool:
        """Whether a sentence stands in the paragraph in which an incident was told last."""
        sentences = self.marks.document.sentences
        last = self.marks.token(happening.triggers[-1].i).sentence
        return sentences[sentence].paragraph == sentences[last].paragraph

    def _set_item(self, trigger: Trigger, happening: Happening) -> None:
        """Keeps what an item of a list tells of first."""
        item = self._items.of(trigger.i)
        if item is not None and not trigger.is_earlier:
            self._of_items.setdefault(item, happening)

    def _set_sentence(self, trigger: Trigger) -> None:
        sentence = self.marks.document.sentence_of(trigger.i)
        roots = [j for j in range(sentence.first, sentence.last) if self.marks.token(j).head == j]
        happening = self._of_trigger[trigger.i]
        holds_root = self.owner[trigger.i] in roots
        if self.inside_relative(trigger.i) is not None:
            return  # the sentence itself is about something else
        if holds_root or sentence.index not in self._of_sentence:
            current = self._of_sentence.get(sentence.index)
            if current is None or (holds_root and current is not self.main):
                self._of_sentence[sentence.index] = happening

    def _continue_sentences(self, main: Happening) -> None:
        """A sentence without an event goes on about the one before, inside its paragraph."""
        before: Happening = main
        paragraph = -1
        for sentence in self.marks.document.sentences:
            own = self._of_sentence.get(sentence.index)
            if own is None:
                item = self._items.of_sentence.get(sentence.index)
                goes_on = item is not None and item == self._items.of_sentence.get(
                    sentence.index - 1
                )
                told = main if item is None else self._of_items.get(item, main)
                told = self._of_entry(sentence.start) or told
                own = before if sentence.paragraph == paragraph or goes_on else told
                self._of_sentence[sentence.index] = own
            before, paragraph = own, sentence.paragraph

    def _mode(self, happening: Happening, time: TimeExpression | None) -> Mode:
        if happening.is_part:
            return "actual"
        starts = [t.start for t in happening.times if t.start is not None]
        if time is not None and time.start is not None and starts:
            return "actual" if min(starts) >= time.start else "historical"
        return "historical" if starts or happening.triggers[0].is_earlier else "actual"
