"""Triggers: the words of a document that say that something happened, each with the time and the
places told with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from rashomon.assemble.ahead import is_purpose
from rashomon.assemble.allusions import (
    avenged,
    came_before,
    is_compared,
    is_remembered,
    recalled_by,
    tells_whose,
)
from rashomon.assemble.dates import Dates, began, counted_from
from rashomon.assemble.done import is_incited
from rashomon.assemble.events import (
    costs_people,
    is_ordinal,
    is_there,
    lands,
    lays_something_else,
    rams,
    seizes,
    sends,
    takes_town,
)
from rashomon.assemble.general import General
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_cause, is_fine
from rashomon.assemble.voices import Voices
from rashomon.document import PlaceName, Sentence, TimeExpression

CLASS_OF_MEANS = (("aerial", "air-strike"), ("heavy", "shelling"), ("explosives", "explosive"))
"""What an event is when such a means is its subject, by the codes of the lexicons' weapons."""
HEADING_WORDS = 12
"""Tokens that a heading at the head of a paragraph may have."""
YEARS_REACH = 3
"""Steps up the tree from an event to the clause that years have passed since."""
LEADING = 2
"""Paragraphs, headline and first, whose dateline is that of the report."""
OPENS = 6
"""Tokens at the head of a sentence in which "two days after" opens it, and tells of it all."""
WHERE_REACH = 8
"""Tokens from a "where" back to the place that it stands for."""
SPEAKER_REACH, LONGEST_SPEAKER = 4, 40
"""Steps from a place up to a speaker who is there; tokens that name one."""
READ_KINDS = frozenset({"body", "title"})
"""Datelines, bylines, captions and furniture tell of no event."""


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
    is_before: bool = False
    """Told in the tense of what was before the news ("avaient été tués")."""
    heard_in: tuple[PlaceName, ...] = ()
    """Where those are who tell of it: the site only where nothing else is."""
    is_recalled: bool = False
    """Named as another one, that the news is held against."""


class Triggers:
    """The triggers of one document, in the order of the text: `found`."""

    def __init__(self, marks: Marks, voices: Voices) -> None:
        self.marks = marks
        self.voices = voices
        self._relative_of: dict[int, int | None] = {}
        self.owner = [marks.predicate(t.i) for t in marks.document.tokens]
        self.dates = Dates(marks, voices, self.owner)
        self.general = General(marks)
        self.tells_news = False
        self.found = self._all()

    def _all(self) -> list[Trigger]:
        marks = self.marks
        found: dict[int, str] = {}
        for name in ("events.nouns", "events.verbs"):
            for i, hit in marks.hits(name).items():
                if self._is_event(i, name) and not self._did_not_happen(i):
                    found.setdefault(i, hit.code)
        for name in ("effects.patient", "effects.agent"):
            for i, hit in marks.hits(name).items():
                told = self._about_people(i, name) or is_there(self.marks, i)
                told = told and not is_incited(marks, i)
                if marks.is_verb(i) and told and hit.code != "arrests":
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
            if marks.is_verb(i) and costs_people(self.marks, i):
                found.setdefault(i, "attack")
        for i in marks.hits("weapon_verbs"):
            if sends(self.marks, i) and not self._did_not_happen(i) and self._class_by_means(i):
                found.setdefault(i, "attack")  # "hurled a grenade", "fired rockets"
        for i in marks.hits("territory_verbs"):
            if takes_town(self.marks, i) and not self._did_not_happen(i):
                found.setdefault(i, "attack")  # "retook the town of X"
        for i in marks.hits("event_comes"):
            if is_ordinal(self.marks, i):
                found.setdefault(i, "attack")  # "the first happened on Friday"
        for i in marks.hits("impact_verbs"):
            if lands(self.marks, i) and not self._did_not_happen(i):
                found.setdefault(i, "attack")  # "shells landed on a market"
        for i in marks.hits("ramming"):
            if rams(self.marks, i) and not self._did_not_happen(i):
                found.setdefault(i, "attack")  # "drove a van into a crowd"
        for i in marks.hits("seizing"):
            if seizes(marks, i) and not self._did_not_happen(i):
                found.setdefault(i, "attack")  # "the rebels captured the town"
        news = {i: kind for i, kind in found.items() if not self.general.tells(i)}
        self.tells_news = bool(news)
        found = news or found
        inside = {i: marks.document.subtree(i) for i in found}
        body = [i for i in sorted(found) if marks.document.sentence_of(i).kind in READ_KINDS]
        triggers = [self._trigger(i, found[i], inside) for i in body]
        for fill in (self._with_sentence_time, self._with_sentence_places, self._with_heading):
            beside: dict[int, list[Trigger]] = {}
            for t in triggers:
                beside.setdefault(marks.token(t.i).sentence, []).append(t)
            triggers = [fill(t, beside[marks.token(t.i).sentence]) for t in triggers]
        return triggers

    def _with_sentence_places(self, trigger: Trigger, triggers: list[Trigger]) -> Trigger:
        """A trigger without a fine place of its own takes those of its sentence that no other event
        has: "gunmen struck a convoy …, on the outskirts of the town of X"."""
        if any(is_fine(self.marks, p) for p in trigger.places) or self._refers_back(trigger.i):
            return trigger
        sentence = self.marks.document.sentence_of(trigger.i)
        taken = [
            p
            for t in triggers
            if t.i != trigger.i and self.marks.token(t.i).sentence == sentence.index
            for p in t.places
        ]
        answered = avenged(self.marks, trigger.i) | recalled_by(self.marks, trigger.i, ())
        within = range(sentence.first, sentence.last)
        clause = self.inside_relative(trigger.i)
        scope = {
            j
            for j in within
            if j not in answered
            if self._hangs_loose(j) or self.inside_relative(j) == clause
        }
        more = [p for p in self._places(scope) if p not in taken and p not in trigger.places]
        more = [p for p in more if not self._is_behind(p, trigger.i)]
        return replace(trigger, places=(*trigger.places, *more))

    def _is_behind(self, name: PlaceName, i: int) -> bool:
        """Whether a place is of what an event came after: "a week after the attack on X"."""
        token = self.marks.document.token_at(name.span.start)
        behind = self.behind(token) if token is not None else None
        return behind is not None and i < behind

    def _with_heading(self, trigger: Trigger, triggers: list[Trigger]) -> Trigger:
        """A trigger without a time or a place takes those of the heading of its paragraph: "Mon 18
        Sept, Gao. Bandits raided two hamlets"."""
        if trigger.time is not None and trigger.places:
            return trigger
        time, places = self.heading_of(self.marks.document.sentence_of(trigger.i))
        return replace(trigger, time=trigger.time or time, places=trigger.places or places)

    def heading_of(self, sentence: Sentence) -> tuple[TimeExpression | None, tuple[PlaceName, ...]]:
        """The time and the places of the heading of a sentence's paragraph."""
        heading = self._headings.get(sentence.paragraph)
        if heading is None or heading.index == sentence.index or not heading.last:
            return None, ()
        words = set(range(heading.first, heading.last))
        written = heading.kind == "dateline" and heading.paragraph < LEADING  # when it was written
        return None if written else self.dates.within(words), self._places(words)

    @cached_property
    def _headings(self) -> dict[int, Sentence]:
        """The first sentence of each paragraph that is only a few words without a verb."""
        found: dict[int, Sentence] = {}
        seen: set[int] = set()
        for sentence in self.marks.document.sentences:
            words = range(sentence.first, sentence.last)
            first = sentence.paragraph not in seen
            seen.add(sentence.paragraph)
            short = 0 < len(words) <= HEADING_WORDS
            if first and short and not any(map(self.marks.is_verb, words)):
                found[sentence.paragraph] = sentence
        return found

    def _with_sentence_time(self, trigger: Trigger, triggers: list[Trigger]) -> Trigger:
        """A trigger without a time of its own takes the one time of its sentence that no other
        event holds: "killed … on Thursday when gunmen attacked" dates both."""
        if trigger.time is not None or self._refers_back(trigger.i):
            return trigger
        marks = self.marks
        above = next((t for t in triggers if t.i == marks.token(trigger.i).head), None)
        if above is not None and above.time is not None and self._brings_about(trigger.i):
            return replace(trigger, time=above.time)  # "fired on a convoy in May, killing nine"
        sentence = marks.document.sentence_of(trigger.i)
        held = {
            j
            for t in triggers
            if t.time is not None and not marks.is_verb(t.i)
            if marks.token(t.i).sentence == sentence.index
            if marks.case(t.i) not in marks.lexicon["place_roles.site"].codes
            for j in marks.document.subtree(t.i)
        }
        held |= avenged(self.marks, trigger.i) | counted_from(marks, sentence, trigger.i)
        held |= came_before(marks, sentence, trigger.i) | recalled_by(marks, trigger.i, ())
        relative = self.inside_relative(trigger.i)
        behind = self.behind(trigger.i)  # "on Monday, a day after a bomb wounded seven"
        start = sentence.first if behind is None or behind < sentence.first + OPENS else behind
        start = trigger.i if is_cause(marks, trigger.i) else start
        scope = {
            j
            for j in range(start, sentence.last)
            if j not in held and self.inside_relative(j) == relative
        }
        found = self.dates.within(scope)
        if found is None:  # a parser hangs "on Wednesday" where it likes
            rest = {
                j for j in range(start, sentence.last) if j not in held and self._hangs_loose(j)
            }
            found = self.dates.within(rest)
        return replace(trigger, time=found)

    def _brings_about(self, i: int) -> bool:
        """Whether a verb only tells what the event that governs it did: "…, killing nine"."""
        token = self.marks.token(i)
        gerund = "gerund" in token.features or "present" in token.features
        return token.relation == "clause" and gerund and "finite" not in token.features

    def _hangs_loose(self, j: int) -> bool:
        """Whether a word stands in the main clause or in a participle's ("carrying …")."""
        clause = self.inside_relative(j)
        if clause is None:
            return True
        return "gerund" in self.marks.token(clause).features or (
            "participle" in self.marks.token(clause).features
            and not self.marks.children(clause, "agent", "auxiliary")
        )

    def places_in(self, tokens: set[int]) -> tuple[PlaceName, ...]:
        """The places named among tokens, without those where a speaker is."""
        return self._places(tokens)

    def gaps(self, trigger: Trigger) -> Iterator[tuple[int, PlaceName]]:
        """The numbers behind an event that leave its verb out, each with its town: "nine died in X
        and four in Y"."""
        marks = self.marks
        sites = marks.lexicon["place_roles.site"].codes
        sentence = marks.document.sentence_of(trigger.i)
        for count in marks.counts:
            if not trigger.i < count.first < sentence.last:
                continue
            joined = marks.token(count.first - 1).pos == "CCONJ"
            noun = count.last - 1 if count.noun is None else count.noun
            at = noun + 2
            if not joined or at >= sentence.last or marks.token(noun + 1).lower not in sites:
                continue
            name = marks.places_by_token.get(at)
            if name is not None and name.use == "place" and is_fine(marks, name):
                yield count.first, name

    def place_before_where(self, i: int) -> PlaceName | None:
        """The place that the "where" of an event's clause stands for: "in X, where nine died"."""
        marks = self.marks
        words = marks.lexicon["where_words"].codes
        for at in self._words_before(i):
            origin = marks.lexicon["place_roles.origin"].codes  # "from where they shelled it"
            if marks.token(at).lower in words and marks.token(at - 1).lower not in origin:
                first = max(at - WHERE_REACH, marks.document.sentence_of(i).first)
                before = range(at - 1, first, -1)
                names = (marks.places_by_token.get(j) for j in before)
                return next((n for n in names if n is not None and n.use == "place"), None)
        return None

    def inside_relative(self, i: int) -> int | None:
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
            return marks.is_verb(i) and not lays_something_else(self.marks, i)
        token = marks.token(i)
        if token.pos not in ("NOUN", "PROPN"):
            return False
        # "attack helicopters": the word only modifies another noun.
        is_modifier = token.relation in ("name", "modifier") and not marks.is_verb(token.head)
        return not (is_modifier or marks.in_target(i) or is_purpose(marks, i))

    def _did_not_happen(self, i: int) -> bool:
        """Whether the words deny it ("conducted no air strikes"), or somebody only calls for it
        ("urged its followers to kill"): it places and dates nothing."""
        marks = self.marks
        if marks.is_verb(i) and is_incited(marks, i):
            return True
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
            and (self._has_own_time(tree) or self._is_since_when(other))
            and marks.case(other) not in marks.lexicon["place_roles.site"].codes
            for j in tree
        }
        answered = avenged(self.marks, i) | counted_from(marks, marks.document.sentence_of(i), i)
        recalled = recalled_by(marks, i, inside)
        is_recalled = is_remembered(marks, i) or is_compared(marks, i)
        scope -= others | answered | recalled
        if is_cause(marks, i):
            scope = {j for j in scope if j >= i or j in own}  # "in revenge for a raid in May"
        own -= answered
        where = self.place_before_where(i)
        return Trigger(
            i=i,
            event_class=self._class_by_means(i) or event_class,
            time=self._years_before(i)
            or self.dates.within(own if self._refers_back(i) else scope, recalled=is_recalled)
            or self._time_above(i),
            places=self._with_where(where, self._places(scope | own))
            or self._places(clause - others - recalled),
            heard_in=self._places(scope | own, of_speakers=True),
            is_earlier=any(
                marks.token(c).lower in marks.lexicon["earlier_words"].codes
                for c in marks.children(i, "modifier", "determiner")
            )
            or (marks.is_verb(i) and self._is_before(i) and self._counts_from_event(clause))
            or is_remembered(marks, i),
            is_before=self._is_before(i),
            is_recalled=is_recalled,
            is_apart=any(
                marks.token(c).lower in marks.lexicon["apart_words"].codes
                for c in marks.children(i, "modifier", "determiner")
            ),
            is_indefinite=any(
                marks.token(c).lower in marks.lexicon.numbers.singular for c in marks.children(i)
            ),
        )

    def behind(self, i: int) -> int | None:
        """The "after" that an event stands behind: "days after", "came after"."""
        hits = self.marks.hits("relations").values()
        after = {hit.last - 1 for hit in hits if hit.code == "follows"}
        return next((m for m in self._words_before(i) if m in after), None)

    def _words_before(self, i: int) -> Iterator[int]:
        """The words of a clause before its event, the nearest first, back to another clause."""
        marks = self.marks
        for at in range(i - 1, marks.document.sentence_of(i).first - 1, -1):
            token = marks.token(at)
            if "finite" in token.features and token.relation not in ("auxiliary", "copula"):
                return
            yield at

    def _is_before(self, i: int) -> bool:
        """Whether a clause stands in the tense of what was before the news; not where somebody's
        words about the news are told in it ("said that nine had been killed")."""
        marks = self.marks
        verb = self.owner[i]
        token = marks.token(verb)
        if not marks.is_verb(verb) or "participle" not in token.features:
            return False
        over = marks.governor(verb)
        told = over is not None and marks.hit("speech", over) is not None
        if told and token.relation in ("complement", "clause"):
            return False
        words = marks.lexicon["anterior_auxiliaries"].codes
        return any(
            marks.token(c).lemma in words and "past" in marks.token(c).features
            for c in marks.children(verb, "auxiliary")
            if "participle" not in marks.token(c).features
        )

    def _counts_from_event(self, clause: set[int]) -> bool:
        """Whether a clause is dated by an event: "the day before the explosion"."""
        times = (self.marks.times_by_token.get(j) for j in clause)
        return any(t is not None and t.start is None and t.timex_type == "DATE" for t in times)

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
        shown = token.relation == "patient" and self.inside_relative(i) is not None
        # "the governors met on Thursday and condemned the attack"
        judged = token.relation == "patient" and marks.hit("judging", token.head) is not None
        if not definite or not (token.relation == "oblique" or shown or judged):
            return False
        return judged or not tells_whose(marks, i)

    def _class_by_means(self, i: int) -> str | None:
        """As in "A drone struck", "rockets hit": the means tells what kind of event it was."""
        if not self.marks.is_verb(i):
            return None
        marks = self.marks
        means = list(marks.agents(i))
        verb = marks.hit("events.verbs", i)
        sent = marks.hit("event_support_verbs", i) or marks.hit("weapon_verbs", i)
        if (verb and "shooting" in verb.codes) or sent:
            for patient in marks.patients(i):  # "fired mortar rounds"
                means.extend((patient, *marks.children(patient, "name", "oblique")))
        for each in means:
            for code, event_class in CLASS_OF_MEANS:
                if marks.hit(f"weapons.{code}", each) is not None and not self._is_mild(each):
                    return event_class
        return None

    def _with_where(
        self, where: PlaceName | None, named: tuple[PlaceName, ...]
    ) -> tuple[PlaceName, ...]:
        """The place that "where" stands for, and those named behind it."""
        if where is None:
            return named
        return (where, *(p for p in named if p.span.start > where.span.end))

    def _is_since_when(self, i: int) -> bool:
        """Whether a clause tells what was on the day that is counted from: "the first raid since
        June 2021, when a mine killed three"."""
        time = self._before_when(i)
        return time is not None and began(time) is not time

    def _is_mild(self, noun: int) -> bool:
        """Whether a longer term tells that it is no such weapon: "water cannon"."""
        hit = self.marks.hit("weapons", noun)
        return hit is not None and hit.code == "less-lethal"

    def _years_before(self, i: int) -> TimeExpression | None:
        """The year of an event that years have passed since: "ten years after gunmen shot 140 at a
        school", "25 years since the bombing"; none where a time stands beside it."""
        marks = self.marks
        words = {*marks.lexicon["after_words"].codes, *marks.lexicon["since_words"].codes}
        at = i
        for _ in range(YEARS_REACH):
            for word in marks.children(at, "marker", "case"):
                before = marks.times_by_token.get(word - 1)
                if marks.token(word).lower in words and before is not None and word < i:
                    return self.dates.years_before(before)
            head = marks.token(at).head
            if head == at:
                return None
            at = head
        return None

    def _time_above(self, i: int) -> TimeExpression | None:
        """As in "Since August 2020, when eight soldiers died": the time that the clause
        explains."""
        clause = self.inside_relative(i)
        at = self._before_day_of(i) if clause is None else self.marks.token(clause).head
        time = self.marks.times_by_token.get(at) if at is not None else None
        found = time if time is not None and time.start is not None else self._before_when(i)
        if found is None or self._only_counts(found, i):
            return None
        return began(found)

    def _only_counts(self, time: TimeExpression, i: int) -> bool:
        """Whether a clause with "when" tells of the day of the sentence, and not of the year that
        stands before it: "on Sunday, for the first time since the war began two years ago, when
        drones struck"."""
        marks = self.marks
        sentence = marks.document.sentence_of(i)
        token = marks.document.token_at(time.span.start)
        if token not in counted_from(marks, sentence, i):
            return False
        day = self.dates.within(set(range(sentence.first, token or 0)))
        return day is not None and day.date_prec == 1

    def _before_when(self, i: int) -> TimeExpression | None:
        """The time right before the "when" of a clause."""
        marks = self.marks
        words = marks.lexicon["when_words"].codes
        for at in range(i - 1, marks.document.sentence_of(i).first, -1):
            if marks.token(at).lower in words:
                before = at - 2 if marks.token(at - 1).text == "," else at - 1
                time = marks.times_by_token.get(before)
                return time if time is not None and time.start is not None else None
            token = marks.token(at)
            if "finite" in token.features and token.relation not in ("auxiliary", "copula"):
                return None
        return None

    def _before_day_of(self, i: int) -> int | None:
        """What stands before "the day of the attack": "on Tuesday, the day of the attack"."""
        marks = self.marks
        day = marks.token(i).head
        of = marks.case(i) in marks.lexicon["of_words"].codes
        if not of or marks.token(day).lemma not in marks.lexicon.units:
            return None
        at = day - 1
        while at > 0 and (marks.token(at).pos == "DET" or marks.token(at).text == ","):
            at -= 1
        return at if at < day - 1 else None

    def _sentence_owners(self, i: int) -> Iterator[tuple[int, int]]:
        sentence = self.marks.document.sentence_of(i)
        return ((j, self.owner[j]) for j in range(sentence.first, sentence.last))

    def _has_own_time(self, tree: tuple[int, ...]) -> bool:
        return self.dates.within(set(tree)) is not None

    def _places(self, scope: set[int], of_speakers: bool = False) -> tuple[PlaceName, ...]:
        marks = self.marks
        found: list[PlaceName] = []
        for j in sorted(scope):
            place = marks.places_by_token.get(j)
            if place is None or place.use != "place" or place in found:
                continue
            if self._is_of_speaker(place) is of_speakers:
                found.append(place)
        return tuple(found)

    def _is_of_speaker(self, name: PlaceName) -> bool:
        """Whether a name says where a speaker is: "a health official in Ghazni said"."""
        marks = self.marks
        at = marks.document.token_at(name.span.end - 1)
        for _ in range(SPEAKER_REACH):
            if at is None or at in self._speakers:
                return at is not None
            head = marks.token(at).head
            if head == at or marks.is_verb(head):
                return False
            at = head
        return False

    @cached_property
    def _speakers(self) -> frozenset[int]:
        """The tokens that name who speaks."""
        spans = [a.source for a in self.voices.attributions if a.source is not None]
        tokens = self.marks.document.tokens
        found = [(self.marks.document.token_at(s.start), s.end) for s in spans]
        return frozenset(
            t.i for first, end in found if first is not None
            for t in tokens[first : first + LONGEST_SPEAKER] if t.end <= end
        )  # fmt: skip
