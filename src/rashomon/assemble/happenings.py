"""Happenings: the incidents told apart inside one report, and which of them each word is about.

The first event that the report tells as news is the main one. An event with a time of its own that
does not overlap the main one's, with a place of its own, or called "earlier" or "previous", is
another; clauses under it and sentences that go on about it belong to it too (CONTRACT.md, rule 6:
one continuous happening in one place and time).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rashomon.assemble.dates import Dates
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.document import PlaceName, TimeExpression
from rashomon.records import Mode

CLASS_OF_MEANS = (("aerial", "air-strike"), ("heavy", "shelling"), ("explosives", "explosive"))
"""What an event is when such a means is its subject, by the codes of the lexicons' weapons."""
READ_KINDS = frozenset({"body", "title"})
"""Datelines, bylines, captions and furniture tell of no event."""
LEDE_SENTENCES = 6
"""The main event's time and place are looked for in this many sentences from its first mention."""
CAUSE_REACH = 8
"""Tokens before a noun in which "in retaliation for" makes it a cause."""
SLACK = timedelta(days=1)
"""Overnight attacks and clumsy datelines: days this close are not yet another incident."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that says that something happened: its token, class, and own time and places."""

    i: int
    event_class: str
    time: TimeExpression | None
    places: tuple[PlaceName, ...]
    is_earlier: bool
    is_indefinite: bool
    is_apart: bool


@dataclass(slots=True)
class Happening:
    """An incident of the report: its triggers, in order; `mode` of everything said of it."""

    number: int
    triggers: list[Trigger] = field(default_factory=list)
    mode: Mode = "actual"

    @property
    def times(self) -> Iterator[TimeExpression]:
        """Its times, in order of the text."""
        return (t.time for t in self.triggers if t.time is not None)

    @property
    def place_ids(self) -> set[str]:
        """Ids of the places named with it."""
        return {p.place for t in self.triggers for p in t.places}


class Happenings:
    """The incidents of one document."""

    def __init__(self, marks: Marks, voices: Voices) -> None:
        self.marks = marks
        self.voices = voices
        self._relative_of: dict[int, int | None] = {}
        self.owner = [marks.predicate(t.i) for t in marks.document.tokens]
        self.dates = Dates(marks, voices, self.owner)
        self.triggers = self._triggers()
        self.found: list[Happening] = []
        self._of_trigger: dict[int, Happening] = {}
        self._of_sentence: dict[int, Happening] = {}
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

    # ------------------------------------------------------------------------------- triggers

    def _triggers(self) -> list[Trigger]:
        marks = self.marks
        found: dict[int, str] = {}
        for name in ("events.nouns", "events.verbs"):
            for i, hit in marks.hits(name).items():
                if self._is_event(i, name) and not self._did_not_happen(i):
                    found.setdefault(i, hit.code)
        for name in ("effects.patient", "effects.agent"):
            for i, hit in marks.hits(name).items():
                if marks.is_verb(i) and self._about_people(i, name) and hit.code != "arrests":
                    found.setdefault(i, "attack")
        people = marks.hits("people")
        for i in marks.hits("coming_verbs"):
            agents = [people[a].code for a in marks.agents(i) if a in people]
            if marks.is_verb(i) and "fighters" in agents:
                found.setdefault(i, "attack")  # "the attackers arrived at dawn in X"
        for hit in marks.hits("effects.phrase").values():
            if hit.code == "deaths":
                found.setdefault(marks.predicate(hit.head), "attack")
        for i in marks.hits("causing"):  # "une roquette est tombée, faisant huit morts"
            if marks.is_verb(i) and any(
                marks.hit("effects.noun", p) is not None or marks.hit("lives", p) is not None
                for p in marks.patients(i)
            ):
                found.setdefault(i, "attack")
        inside = {i: marks.document.subtree(i) for i in found}
        body = [i for i in sorted(found) if marks.document.sentence_of(i).kind in READ_KINDS]
        triggers = [self._trigger(i, found[i], inside) for i in body]
        for fill in (self._with_sentence_time, self._with_sentence_places):
            beside: dict[int, list[Trigger]] = {}
            for t in triggers:
                beside.setdefault(marks.token(t.i).sentence, []).append(t)
            triggers = [fill(t, beside[marks.token(t.i).sentence]) for t in triggers]
        return triggers

    def _with_sentence_places(self, trigger: Trigger, triggers: list[Trigger]) -> Trigger:
        """A trigger without a fine place of its own takes those of its sentence that no other event
        has: "gunmen struck a convoy …, on the outskirts of the town of X"."""
        if any(self.is_fine(p) for p in trigger.places) or self._refers_back(trigger.i):
            return trigger
        sentence = self.marks.document.sentence_of(trigger.i)
        taken = [
            p
            for t in triggers
            if t.i != trigger.i and self.marks.token(t.i).sentence == sentence.index
            for p in t.places
        ]
        scope = {j for j in range(sentence.first, sentence.last) if self._hangs_loose(j)}
        more = [p for p in self._places(scope) if p not in taken and p not in trigger.places]
        return replace(trigger, places=(*trigger.places, *more))

    def _with_sentence_time(self, trigger: Trigger, triggers: list[Trigger]) -> Trigger:
        """A trigger without a time of its own takes the one time of its sentence that no other
        event holds: "killed … on Thursday when gunmen attacked" dates both."""
        if trigger.time is not None or self._refers_back(trigger.i):
            return trigger
        marks = self.marks
        sentence = marks.document.sentence_of(trigger.i)
        held = {
            j
            for t in triggers
            if t.time is not None and not marks.is_verb(t.i)
            if marks.token(t.i).sentence == sentence.index
            if marks.case(t.i) not in marks.lexicon["place_roles.site"].codes
            for j in marks.document.subtree(t.i)
        }
        relative = self._inside_relative(trigger.i)
        scope = {
            j
            for j in range(sentence.first, sentence.last)
            if j not in held and self._inside_relative(j) == relative
        }
        found = self.dates.within(scope)
        if found is None:  # a parser hangs "on Wednesday" where it likes
            rest = {
                j
                for j in range(sentence.first, sentence.last)
                if j not in held and self._hangs_loose(j)
            }
            found = self.dates.within(rest)
        return replace(trigger, time=found)

    def _hangs_loose(self, j: int) -> bool:
        """Whether a word stands in the main clause or in a participle's ("carrying …")."""
        clause = self._inside_relative(j)
        if clause is None:
            return True
        return "gerund" in self.marks.token(clause).features or (
            "participle" in self.marks.token(clause).features
            and not self.marks.children(clause, "agent", "auxiliary")
        )

    def _inside_relative(self, i: int) -> int | None:
        """The verb of the relative clause that token `i` stands in, if it stands in one."""
        if i not in self._relative_of:
            self._relative_of[i] = self._relative_above(i)
        return self._relative_of[i]

    def _relative_above(self, i: int) -> int | None:
        at = i
        for _ in range(60):
            token = self.marks.token(at)
            if token.relation == "relative" and self.marks.is_verb(at):
                return at
            if token.head == at:
                return None
            at = token.head
        return None

    def _is_event(self, i: int, name: str) -> bool:
        marks = self.marks
        if i in marks.times_by_token:
            return False  # "in March" is no demonstration
        if name == "events.verbs":
            return marks.is_verb(i)
        token = marks.token(i)
        if token.pos not in ("NOUN", "PROPN"):
            return False
        # "attack helicopters": the word only modifies another noun.
        is_modifier = token.relation in ("name", "modifier") and not marks.is_verb(token.head)
        return not is_modifier

    def _did_not_happen(self, i: int) -> bool:
        """Whether the words deny it: "conducted no air strikes" places and dates nothing."""
        marks = self.marks
        return marks.negated(i) if marks.is_verb(i) else marks.zeroed(i)

    def _about_people(self, i: int, name: str) -> bool:
        marks = self.marks
        nouns = marks.patients(i) if name == "effects.patient" else marks.agents(i)
        return any(
            marks.hit("people", n) or n in marks.count_of_noun or marks.hit("effects.noun", n)
            for n in nouns
        ) or any(n in marks.count_at for n in nouns)

    def _trigger(self, i: int, event_class: str, inside: dict[int, tuple[int, ...]]) -> Trigger:
        marks = self.marks
        own = set(inside[i]) if not marks.is_verb(i) else set()
        clause = {j for j, p in self._sentence_owners(i) if p == self.owner[i]}
        scope = own | clause
        if not marks.is_verb(i):
            scope = own if any(j in marks.times_by_token for j in own) else scope
        others = {
            j
            for other in inside[i]
            if other != i
            and (tree := inside.get(other)) is not None
            and self._has_own_time(tree)
            and marks.case(other) not in marks.lexicon["place_roles.site"].codes
            for j in tree
        }
        scope -= others
        return Trigger(
            i=i,
            event_class=self._class_by_means(i) or event_class,
            time=self.dates.within(own if self._refers_back(i) else scope) or self._time_above(i),
            places=self._places(scope | own) or self._places(clause - others),
            is_earlier=any(
                marks.token(c).lower in marks.lexicon["earlier_words"].codes
                for c in marks.children(i, "modifier", "determiner")
            ),
            is_apart=any(
                marks.token(c).lower in marks.lexicon["apart_words"].codes
                for c in marks.children(i, "modifier", "determiner")
            ),
            is_indefinite=any(
                marks.token(c).lower in marks.lexicon.numbers.singular for c in marks.children(i)
            ),
        )

    def _refers_back(self, i: int) -> bool:
        """Whether a noun only names an event told before: "… two days after the ambush". The time
        of its sentence is then not the event's."""
        marks = self.marks
        token = marks.token(i)
        if marks.is_verb(i) or token.sentence == 0:
            return False
        definite = any(
            marks.token(c).lower in marks.lexicon["anaphora"].codes
            for c in marks.children(i, "determiner")
        )
        shown = token.relation == "patient" and self._inside_relative(i) is not None
        return definite and (token.relation == "oblique" or shown)

    def _class_by_means(self, i: int) -> str | None:
        """As in "A drone struck", "rockets hit": the means tells what kind of event it was."""
        if not self.marks.is_verb(i):
            return None
        marks = self.marks
        means = list(marks.agents(i))
        verb = marks.hit("events.verbs", i)
        if (verb and "shooting" in verb.codes) or marks.hit("event_support_verbs", i):
            for patient in marks.patients(i):  # "fired mortar rounds"
                means.extend((patient, *marks.children(patient, "name", "oblique")))
        for each in means:
            for code, event_class in CLASS_OF_MEANS:
                if marks.hit(f"weapons.{code}", each) is not None:
                    return event_class
        return None

    def _time_above(self, i: int) -> TimeExpression | None:
        """As in "Since August 2020, when eight soldiers died": the time that the clause
        explains."""
        clause = self._inside_relative(i)
        if clause is None:
            return None
        time = self.marks.times_by_token.get(self.marks.token(clause).head)
        return time if time is not None and time.start is not None else None

    def _sentence_owners(self, i: int) -> Iterator[tuple[int, int]]:
        sentence = self.marks.document.sentence_of(i)
        return ((j, self.owner[j]) for j in range(sentence.first, sentence.last))

    def _has_own_time(self, tree: tuple[int, ...]) -> bool:
        return self.dates.within(set(tree)) is not None

    def _places(self, scope: set[int]) -> tuple[PlaceName, ...]:
        marks = self.marks
        found: list[PlaceName] = []
        for j in sorted(scope):
            place = marks.places_by_token.get(j)
            if place is not None and place.use == "place" and place not in found:
                found.append(place)
        return tuple(found)

    # -------------------------------------------------------------------------------- sorting

    def _sort(self) -> None:
        if not self.triggers:
            return
        first = self._first_news()
        main = self._new()
        time = self._main_time(first)
        site = self._main_site(first)
        by_token = {trigger.i: trigger for trigger in self.triggers}
        for trigger in self.triggers:
            within = self._event_within(trigger, by_token)
            for each in (within, trigger):
                if each is None or each.i in self._of_trigger:
                    continue
                happening = self._place_trigger(each, main, time, site)
                if each is trigger and within is not None:
                    named = self._of_trigger[within.i]
                    happening = named if happening is main else happening
                self._of_trigger[each.i] = happening
                happening.triggers.append(each)
                self._set_sentence(each)
        self._continue_sentences(main)
        if not main.triggers:
            self.found.remove(main)
        for happening in self.found:
            if happening is not main:
                happening.mode = self._mode(happening, time)

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
        return None

    def _new(self) -> Happening:
        happening = Happening(len(self.found))
        self.found.append(happening)
        return happening

    def _first_news(self) -> Trigger:
        return next((t for t in self.triggers if not t.is_earlier), self.triggers[0])

    def _main_time(self, first: Trigger) -> TimeExpression | None:
        """The main event's time: its first trigger's, else the first precise one soon after."""
        near = [t for t in self.triggers if 0 <= self._sentences_from(first, t) < LEDE_SENTENCES]
        precise = [
            t.time
            for t in near
            if t.time is not None and not t.is_earlier and (t.time.date_prec or 9) <= 2
            if first.time is None or not _apart(t.time, first.time)
        ]
        if first.time is not None and (first.time.date_prec or 9) <= 2:
            return first.time
        return precise[0] if precise else first.time

    def _main_site(self, first: Trigger) -> str | None:
        """The first place finer than a region that is named with the main event."""
        for trigger in self.triggers:
            if trigger.is_earlier or self._sentences_from(first, trigger) >= LEDE_SENTENCES:
                continue
            for place in trigger.places:
                if self.is_fine(place):
                    return place.place
        return None

    def is_fine(self, name: PlaceName) -> bool:
        """Whether a place is a town or finer, or one that could not be resolved."""
        place = self.marks.place(name.place)
        if place.method == "gazetteer":
            return place.where_prec is None or place.where_prec <= 3
        return place.method != "region"

    def _sentences_from(self, a: Trigger, b: Trigger) -> int:
        return self.marks.token(b.i).sentence - self.marks.token(a.i).sentence

    def _place_trigger(
        self, trigger: Trigger, main: Happening, time: TimeExpression | None, site: str | None
    ) -> Happening:
        above = self._above(trigger.i)
        if trigger.time is not None and time is not None and _apart(trigger.time, time):
            return self._other(trigger)
        there = self._told_there(trigger)
        if there is not None and trigger.time is None:
            return there
        if trigger.is_apart and trigger.time is not None:
            return self._other(trigger)
        if trigger.time is not None and time is not None and trigger.time.date_prec == 1:
            return main
        if self._elsewhere(trigger, site):
            return self._other(trigger)
        if above is not None and above is not main:
            return above
        beside = self._before_in_sentence(trigger)
        if beside is not None and beside is not main:
            return beside
        if trigger.is_earlier and beside is None:
            return self._other(trigger)
        if self._is_cause(trigger.i):
            return self._other(trigger)
        return self._gone_on(trigger) or main

    def _is_cause(self, i: int) -> bool:
        """Whether a noun names what the main event answers: "in retaliation for a raid"."""
        marks = self.marks
        if marks.is_verb(i):
            return False
        sentence = marks.document.sentence_of(i)
        before = range(max(i - CAUSE_REACH, sentence.first), i)
        hits = marks.hits("motives.retaliation")
        return any(h.first in before and h.last <= i for h in hits.values())

    def _gone_on(self, trigger: Trigger) -> Happening | None:
        """The other incident that the sentence before, of the same paragraph, told of, where a verb
        names only what was done to people and neither when nor where: "Four others were hurt"."""
        marks = self.marks
        if trigger.time is not None or trigger.places or not marks.is_verb(trigger.i):
            return None
        if marks.hit("events.verbs", trigger.i) is not None:
            return None
        sentence = marks.document.sentence_of(trigger.i)
        before = marks.document.sentences[max(sentence.index - 1, 0)]
        told = self._of_sentence.get(before.index)
        same = before.index != sentence.index and before.paragraph == sentence.paragraph
        return told if same and told is not self.main else None

    def _told_there(self, trigger: Trigger) -> Happening | None:
        """The incident told last, when something happened "there"."""
        words = self.marks.lexicon["there_words"].codes
        scope = [trigger.i, *self.marks.children(trigger.i)]
        if not any(self.marks.token(c).lower in words for c in scope):
            return None
        before = [t.i for t in self.triggers if t.i < trigger.i and t.i in self._of_trigger]
        return self._of_trigger[before[-1]] if before else None

    def _before_in_sentence(self, trigger: Trigger) -> Happening | None:
        """The incident of the event told just before in the same sentence."""
        sentence = self.marks.token(trigger.i).sentence
        before = [
            t.i
            for t in self.triggers
            if t.i < trigger.i and self.marks.token(t.i).sentence == sentence
        ]
        return self._of_trigger.get(before[-1]) if before else None

    def _above(self, i: int) -> Happening | None:
        at = self.marks.token(i).head
        for _ in range(60):
            if at in self._of_trigger:
                return self._of_trigger[at]
            head = self.marks.token(at).head
            if head == at:
                return None
            at = head
        return None

    def _elsewhere(self, trigger: Trigger, site: str | None) -> bool:
        """Whether the event has a fine place of its own that is not the main site."""
        if site is None:
            return False
        marks = self.marks
        fine = [p for p in trigger.places if self.is_fine(p)]
        if not fine or any(p.place == site for p in trigger.places):
            return False
        struck = set(marks.patients(trigger.i)) if marks.is_verb(trigger.i) else set()
        if any(j in marks.places_by_token and marks.places_by_token[j] in fine for j in struck):
            return True
        return trigger.is_indefinite and trigger.time is not None

    def _other(self, trigger: Trigger) -> Happening:
        """The incident beside the main one that the trigger fits, or a new one."""
        sentence = self.marks.token(trigger.i).sentence
        for happening in self.found[1:]:
            last = self.marks.token(happening.triggers[-1].i).sentence
            same_place = happening.place_ids & {p.place for p in trigger.places}
            times = list(happening.times)
            clash = trigger.time is not None and any(_apart(trigger.time, t) for t in times)
            if clash:
                continue
            if same_place or (sentence - last == 0 and not self._parted(happening, trigger)):
                return happening
            if trigger.time is not None and times and sentence - last <= 1:
                return happening
        return self._new()

    def _parted(self, happening: Happening, trigger: Trigger) -> bool:
        fine = {p.place for p in trigger.places if self.is_fine(p)}
        theirs = {p.place for t in happening.triggers for p in t.places if self.is_fine(p)}
        return bool(fine and theirs and not fine & theirs)

    def _set_sentence(self, trigger: Trigger) -> None:
        sentence = self.marks.document.sentence_of(trigger.i)
        roots = [j for j in range(sentence.first, sentence.last) if self.marks.token(j).head == j]
        happening = self._of_trigger[trigger.i]
        holds_root = self.owner[trigger.i] in roots
        if self._inside_relative(trigger.i) is not None:
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
                own = before if sentence.paragraph == paragraph else main
                self._of_sentence[sentence.index] = own
            before, paragraph = own, sentence.paragraph

    def _mode(self, happening: Happening, time: TimeExpression | None) -> Mode:
        starts = [t.start for t in happening.times if t.start is not None]
        if time is not None and time.start is not None and starts:
            return "actual" if min(starts) >= time.start else "historical"
        return "historical" if starts or happening.triggers[0].is_earlier else "actual"


def _apart(a: TimeExpression, b: TimeExpression) -> bool:
    """Whether two times cannot be of one happening."""
    if a.start is None or b.start is None:
        return False
    a_end, b_end = a.end or a.start, b.end or b.start
    return _later(a.start, b_end) or _later(b.start, a_end)


def _later(start: date, end: date) -> bool:
    return start > end + SLACK
