"""How many: numbers of people, tied to what happened to them.

`effects` finds what was done to those counted, `whose` whose people they are; here both become
figures with their bounds, their parts, and what a figure covers (CONTRACT.md, reading rules 7, 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from rashomon.assemble.afterwards import Afterwards
from rashomon.assemble.beside import Beside
from rashomon.assemble.deeds import Effect
from rashomon.assemble.done import is_incited, is_only_tried
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effects
from rashomon.assemble.former import Former
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.parts import Parts
from rashomon.assemble.scopes import Scopes
from rashomon.assemble.sums import settle_lists
from rashomon.assemble.uncounted import Uncounted
from rashomon.assemble.victims import Victims
from rashomon.assemble.whose import PeopleStatus, Whose
from rashomon.document import CountPhrase
from rashomon.records import ClaimField, Quantity, Span

MORTAL_REACH = 4
"""Tokens behind a number within which "fatally" belongs to it: "two of them fatally"."""
OWN_REACH = 5
"""Tokens behind a number in which "of its own" ends."""
AFTER_THE_DEAD = frozenset({"injuries", "displaced", "missing", "arrests"})
"""What is counted behind the dead, whose figure alone is meant by a bare one later."""
MOVED_SENTENCES = 2
"""Sentences from a figure to the words that move "the figure"."""


class Tolls:
    """Every figure of people in a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings
        self.effects = Effects(marks)
        self.people = Whose(marks, self.effects, happenings.voices)
        self.scopes = Scopes(marks, self.people)
        self.former = Former(marks)
        self._drafts: list[Draft] = []
        self.parts = Parts(marks, self.effects, self.people, self._drafts)

    def drafts(self) -> list[Draft]:
        """A draft for each figure, in the order of the text."""
        figures: list[tuple[CountPhrase, Draft]] = []
        for count in self.marks.counts:
            draft = self._figure(count, figures[-1] if figures else None)
            if draft is not None:
                self._drafts.append(draft)
                figures.append((count, draft))
        self._revise()
        beside = Beside(self.marks, self.people)
        self._drafts.extend(beside.drafts(figures))
        further = Afterwards(self.marks, self.happenings, self.people)
        self._drafts.extend(list(further.drafts(figures, self._drafts)))
        settle_lists(marks=self.marks, drafts=self._drafts)
        uncounted = Uncounted(
            self.marks, self.happenings, self.effects, self.people, self.scopes, beside.found
        )
        self._drafts.extend([*uncounted.drafts(), *uncounted.parts(self._drafts)])
        self._drafts.extend([*uncounted.as_many(self._drafts)])
        self._drafts.extend([*uncounted.freed(self._drafts)])
        self._drafts.extend(uncounted.multiples(self._drafts))
        self._drafts.extend(uncounted.ordinal_dead(self._drafts))
        victims = Victims(self.marks, self.happenings, self.effects, self.people)
        self._drafts.extend(list(victims.drafts(self._drafts)))
        told = [d for d in self._drafts if not any(d is r for r in victims.replaced)]
        told = [d for d in told if not is_incited(self.marks, self.marks.predicate(d.anchor))]
        return sorted(told, key=lambda d: d.anchor)

    def _revise(self) -> None:
        """A figure that its own voice moves later is superseded: "killing four, the governor said.
        He later raised the number of dead to five"."""
        marks, voices = self.marks, self.happenings.voices
        for n, draft in enumerate(self._drafts):
            verb = marks.predicate(draft.anchor)
            if draft.superseded or draft.scope is not None:
                continue
            if marks.hit("toll_moves", verb) is not None and not self._has_own_subject(verb):
                self._add_to(draft, self._drafts[:n])
            elif marks.hit("toll_revises", verb) is not None:
                for before in self._drafts[:n]:
                    same = before.field == draft.field and before.about is draft.about
                    spoken = voices.voice_at(before.anchor).text
                    spoken_alike = spoken == voices.voice_at(draft.anchor).text
                    totals = before.part_of is None and marks.predicate(before.anchor) != verb
                    if same and spoken_alike and totals and before.value != draft.value:
                        before.superseded = True

    def _has_own_subject(self, verb: int) -> bool:
        """Whether somebody, or a toll, is the subject of a verb that moves one; else it is what was
        told just before: "which raises the toll to 27", "portant à 27 le nombre de morts"."""
        marks = self.marks
        return bool(marks.children(verb, "agent")) and marks.token(verb).relation != "relative"

    def _add_to(self, total: Draft, drafts: Sequence[Draft]) -> None:
        """The figures of the same sentence that make a toll what it is now are added to it: "three
        of the wounded have died, which raises the toll to 27"."""
        marks = self.marks
        for before in drafts:
            one, other = before.value, total.value
            here = marks.token(before.anchor).sentence == marks.token(total.anchor).sentence
            if not here or not isinstance(one, Quantity) or not isinstance(other, Quantity):
                continue
            same = before.field == total.field and before.about is total.about
            less = 0 < (one.low or 0) <= (one.high or 0) < (other.low or 0)
            plain = before.part_of is None and one.counts == "total" and not before.superseded
            died = marks.hit("effects.agent", marks.predicate(before.anchor)) is not None
            if same and less and plain and died and before.scope is None:
                before.value = replace(one, counts="added")

    def _figure(self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None) -> Draft | None:
        marks = self.marks
        if before is not None and not self._same_sentence(count, before[0]):
            before = None
        if self.parts.only_named(count) or self.parts.speaks(count) or self._only_kin(count):
            return None
        if self.former.is_difference(count):
            return None
        effect = self.effects.find(count) or self.parts.tallied(count)
        part_of = self.parts.part_of(count, before)
        counts_people = self._counts_people(count) or count.noun is None
        counts_people = counts_people and not self.parts.does_something_else(count)
        if effect is None and part_of is not None and counts_people:
            effect = Effect(part_of.field, count.last - 1, None)
        if (
            part_of is not None
            and effect is not None
            and part_of.field != effect.field
            and before is None
        ):
            part_of = None  # "six were shot. Two of them died."
        if effect is not None and self.parts.borrows(count, part_of, effect):
            assert part_of is not None
            effect = Effect(part_of.field, count.last - 1, None)
        if effect is not None and part_of is not None and self._burnt(count, part_of, effect):
            effect = replace(effect, field="deaths")
        if effect is not None and part_of is not None and self._opens_part(count, effect):
            effect = Effect(part_of.field, count.last - 1, None)
        among = self.parts.among(count) if effect is None else None
        if effect is None and among is None:
            among = self.parts.said_to_be(count)
        if effect is None and among is None:
            among = self.parts.pool(count)
        if effect is None and before is not None and self.parts.continues(count, before):
            among = Effect(before[1].field, count.last - 1, None)
        if effect is None:
            effect = among or self._as_before(count, before)
        same: Draft | None = None
        if effect is None and (effect := self._moved(count) or self._spoken_of(count)) is not None:
            same = self._told_last()  # another figure for what was told just before
        anchor = count.first
        newer = self.former.of(count, self._drafts)
        if newer is not None and self.happenings.voices.at(anchor) is None:
            anchor = newer.anchor  # whoever gives the newer figure gave the older
        if effect is None and newer is not None:
            effect, same = Effect(newer.field, count.last - 1, None), newer
        if part_of is not None and self.happenings.voices.at(anchor) is None:
            anchor = part_of.anchor  # whoever gives the total gives its parts
        if effect is None and (effect := self._asked(count)) is not None:
            same = self._told_last() if self._drafts and self._near_last(count) else None
        mortal = self._mortal(count)
        if mortal is not None and (effect is None or effect.field in ("casualties", "injuries")):
            effect = Effect("deaths", mortal, None)  # "six were shot, two of them fatally"
        if effect is None or is_only_tried(marks, effect.word):
            return None
        if noun_is_bodies(self.marks, count) and effect.field not in ("deaths", "missing"):
            effect = replace(effect, field="deaths")  # "four bodies and 19 wounded", "taken away"
        if part_of is not None and effect.field == "casualties":
            effect = replace(effect, field=part_of.field)  # "16 hurt, five of them badly hit"
        if part_of is not None and part_of.field == "casualties" != effect.field:
            part_of = None  # the dead among those shot are all the dead
        noun = count.noun if count.noun is not None else count.last - 1
        group, head = self.people.group(count, effect)
        if group is None or (head is not None and marks.hit("persons.victims", head) is not None):
            part = part_of is not None or among is not None
            of_noun = group, head
            group, head = self.parts.complement(count, part)
            if group is None:
                group, head = of_noun
        if group is None:
            group, head = self.people.group_of_toll(effect)
        if group is None and part_of is None:
            group, head = self.people.group_of_pronoun(count, effect)
        of_toll = any(marks.hit(n, effect.word) for n in ("effects.toll", "count_nouns"))
        if before is not None and cast(Quantity, before[1].value).unit == "bodies":
            of_toll = True  # the wounded beside bodies are others
        if group is None and newer is not None and self._is_of_one_voice(newer, anchor, count):
            group, status, side = self._people_of(newer)
        elif group is None and part_of is not None and before is None:
            group, status, side = self._people_of(part_of)
        elif group is None and before is not None and not of_toll and self._shares_group(count):
            told = before[1] if part_of is not None else before[1].part_of or before[1]
            group, status, side = self._people_of(told)
        else:
            status, side = self.people.side(head, effect)
        if head is None or self.people.is_vague(head):
            group, status, side = self.people.ranks(count) or (group, status, side)
        if marks.hit("graves", effect.word) is not None:
            group, head = None, None  # "counted thirteen graves"
        low, high = self._bounds(count, effect)
        if head is not None and low == high == 0:
            nobody = marks.token(head).lower in marks.lexicon["anybody"].codes
            group = None if nobody else group  # "no one"
        value = Quantity(
            low=low,
            high=high,
            approximate=count.approximate,
            text=self._value_text(count, effect),
            group=group,
            side=side,
            by=self.people.by(effect, count.noun if head is None else head),
            status=status,
            category=self.people.young(count) or self.people.category(head),
            counts="part"
            if among or self.parts.in_state(count, effect)
            else self.parts.counts(count, part_of),
            unit=self.people.unit(head),
        )
        if value.counts == "added" and before is not None and before[1].field != effect.field:
            value = replace(value, counts="total")  # "nine dead and some 130 more injured"
        sentence = marks.document.sentence_of(noun)
        within = range(sentence.first, sentence.last)
        scope = self.scopes.of(count, effect, within)
        about = self.happenings.of_count(range(count.first, count.last), effect.word)
        if same is not None and same.scope is None:
            about = same.about
        return Draft(
            field=effect.field,
            value=value,
            anchor=anchor,
            words=count.span.text,
            content=self._content(count, effect),
            about=about if scope is None else None,
            scope=scope,
            provisional=self._provisional(count, within),
            superseded=self.former.replaced(count),
            part_of=part_of,
        )

    def _is_of_one_voice(self, newer: Draft, anchor: int, count: CountPhrase) -> bool:
        """Whether a bare older figure is of the same sentence or voice as the newer, so that it
        counts the same people; a figure of nobody tells of none."""
        marks, voices = self.marks, self.happenings.voices
        if isinstance(newer.value, Quantity) and newer.value.high == 0:
            return False
        if marks.token(newer.anchor).sentence == marks.token(count.first).sentence:
            return True
        return voices.voice_at(newer.anchor).text == voices.voice_at(anchor).text

    def _opens_part(self, count: CountPhrase, effect: Effect) -> bool:
        """Whether a bare number right behind "dont" tells nothing of its own: "12 dead, 30 hurt,
        including 5 in a critical state" are five of the hurt."""
        before = self.marks.token(count.first - 1).lower if count.first else ""
        part = before in self.marks.lexicon["part_words"].codes
        return part and count.noun is None and effect.word < count.first

    def _burnt(self, count: CountPhrase, part_of: Draft, effect: Effect) -> bool:
        """Whether some of the dead are told to have been hurt: they died of it ("14 dead, among
        them several burnt in their houses")."""
        before = self.marks.token(count.first - 1).lower if count.first else ""
        part = before in self.marks.lexicon["part_words"].codes
        return part and part_of.field == "deaths" and effect.field == "injuries"

    def _asked(self, count: CountPhrase) -> Effect | None:
        """What a question right before asks the number of: "How many died? Thirty-five, …"."""
        marks = self.marks
        here = marks.document.sentence_of(count.first)
        opens = count.first == here.first or marks.token(count.first - 1).text == ":"
        verb = marks.predicate(count.last - 1)
        puts = any(map(marks.is_toll, marks.children(verb, "patient")))  # "put the number at 225"
        closed = count.last >= here.last or marks.token(count.last).pos == "PUNCT"
        if count.noun is not None or not (puts or (opens and closed)):
            return None
        asking = marks.lexicon["how_many"].codes
        for n in range(here.index - 1, max(here.index - 1 - MOVED_SENTENCES, -1), -1):
            asked = marks.document.sentences[n]
            words = range(asked.first, asked.last)
            text = " ".join(marks.token(i).lower for i in words)
            if not text.endswith("?") or not any(text.startswith(f"{w} ") for w in asking):
                continue
            for i in words:
                hit = marks.hit("effects.agent", i) or marks.hit("effects.patient", i)
                found = self.effects.of_word(i)
                if found is None and hit is not None and marks.is_verb(i):
                    found = Effect(cast(ClaimField, hit.code), i, None)
                if found is not None:
                    return Effect(found.field, count.last - 1, None)
        return None

    def _near_last(self, count: CountPhrase) -> bool:
        """Whether the figure told last stands right before."""
        apart = self.marks.token(count.first).sentence
        return apart - self.marks.token(self._drafts[-1].anchor).sentence <= MOVED_SENTENCES

    def _bounds(self, count: CountPhrase, effect: Effect) -> tuple[int | None, int | None]:
        """The bounds of a figure; a toll that "passes 100" is over a hundred."""
        marks = self.marks
        of_toll = any(marks.hit(n, effect.word) for n in ("effects.toll", "count_nouns"))
        exact = count.low is not None and count.low == count.high and not count.approximate
        verb = marks.predicate(count.last - 1)
        above = [i for i in (verb, count.first - 1) if 0 <= i < count.first]
        over = any(marks.hit("exceeding", i) is not None for i in above)
        if of_toll and exact and over and count.low is not None:
            return (None, count.low) if marks.negated(verb) else (count.low + 1, None)
        return count.low, count.high

    def _people_of(self, draft: Draft) -> tuple[str | None, PeopleStatus, str | None]:
        """Whose people another figure counts: their words, status and side."""
        value = draft.value
        assert isinstance(value, Quantity)
        return value.group, value.status, value.side

    def _provisional(self, count: CountPhrase, within: range) -> bool:
        """Whether a figure is called provisional; an "initial toll" that was replaced makes only
        itself so."""
        counts = [c for c in self.marks.counts if c.first in within]
        hits = [hit for i, hit in self.marks.hits("provisional").items() if i in within]
        own = [[c for c in counts if self.former.claims(c, hit.first)] for hit in hits]
        return any(not claimed or count in claimed for claimed in own)

    def _moved(self, count: CountPhrase) -> Effect | None:
        """The field of the figure before, where only "the figure" is moved: "spoke of two injured,
        but revised the figure to one"."""
        marks = self.marks
        verb = marks.predicate(count.last - 1)
        is_said = marks.hit("toll_moves", verb) is None and marks.token(verb).pos != "AUX"
        case = marks.token(count.first - 1).lower if count.first > 0 else ""
        compared = case in marks.lexicon["than_words"].codes  # "may be higher than 89"
        if not self._drafts or count.noun is not None or is_said or compared:
            return None
        moved = (*marks.children(verb, "patient"), *marks.agents(verb))
        pronouns = marks.lexicon["of_bodies_only"].codes
        ends = count.last < len(marks.document.tokens) and marks.token(count.last).pos == "PUNCT"
        ends = ends and marks.token(verb).pos == "AUX"
        it = ends and any(marks.token(m).lower in pronouns for m in moved)  # "insists it was eight"
        if not it and not any(map(marks.is_toll, moved)):
            return None
        before = self._told_last()
        apart = marks.token(count.first).sentence - marks.token(before.anchor).sentence
        if apart > MOVED_SENTENCES:
            return None
        moves = marks.hit("toll_moves", verb) is not None
        together = marks.token(before.anchor).sentence == marks.token(count.first).sentence
        beside = marks.predicate(before.anchor) == verb  # "raised the figures to 14 and three"
        if moves and together and not beside and not self.former.replaced(count):
            before.superseded = True
        return Effect(before.field, count.last - 1, None)

    def _told_last(self) -> Draft:
        """The figure told last; of the dead and the hurt in one sentence, the dead: "told of 31
        dead and 147 wounded. State television had reported 28"."""
        last = self._drafts[-1]
        here = self.marks.token(last.anchor).sentence
        together = [d for d in self._drafts if self.marks.token(d.anchor).sentence == here]
        dead = [d for d in together if d.field == "deaths" and d.part_of is None]
        return dead[-1] if dead and last.field in AFTER_THE_DEAD else last

    def _spoken_of(self, count: CountPhrase) -> Effect | None:
        """The deed of the figure told just before, where somebody gives a bare number: "officials
        had spoken of 41"."""
        marks = self.marks
        verb = marks.predicate(count.last - 1)
        governed = marks.gives_figure(verb, count.first)
        said = self.happenings.voices.at(count.first)
        own = said is not None and said.verb == verb
        says = any(marks.hit(f"speech.{kind}", verb) for kind in ("assert", "admit", "fear"))
        spoken = own and says  # "the army conceded 23"
        label = count.first - 1 if marks.token(count.first - 1).text == ":" else count.last - 1
        if (
            said is not None and said.verb == label and self._drafts and count.noun is None
        ):  # "Police on Monday: 41", "has 47"
            return Effect(self._told_last().field, count.last - 1, None)
        if not self._drafts or count.noun is not None or not governed or not spoken:
            return None
        before = self._told_last()
        apart = marks.token(count.first).sentence - marks.token(before.anchor).sentence
        head = marks.token(count.last - 1).head
        tied = head == verb or marks.token(head).pos in ("ADP", "NUM")  # "at 51 and at 55"
        near = tied and apart <= MOVED_SENTENCES
        return Effect(before.field, count.last - 1, None) if near else None

    def _as_before(
        self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None
    ) -> Effect | None:
        """The deed of the figure before, where only a side is named: "five dead on the side of the
        army and nine among the rebels"."""
        marks = self.marks
        if before is None:
            return None
        joined = count.first > 0 and marks.token(count.first - 1).relation == "coordinator"
        along = {h.last for h in marks.hits("joining").values()}
        if count.first in along and self._counts_people(count):
            return Effect(before[1].field, count.last - 1, None)  # "together with nine welders"
        beside = before[0].noun is not None and before[0].noun == count.first - 2
        if joined and beside and self._counts_people(count):
            return Effect(before[1].field, count.last - 1, None)  # "14 soldiers and a civilian"
        other = self._of_another_source(count)
        if other is not None:
            return other
        if self._is_gapped(count, before[0]):
            return Effect(before[1].field, count.last - 1, None)
        if count.noun is not None:
            return None
        ranks = {hit.first for hit in marks.hits("ranks").values()}
        if not joined or count.last not in ranks:
            return None
        return Effect(before[1].field, count.last - 1, None)

    def _is_gapped(self, count: CountPhrase, before: CountPhrase) -> bool:
        """Whether a clause leaves out what was done, and names only how many and where: "killed
        four villagers in one hamlet and another two in the next"."""
        marks = self.marks
        last = marks.document.sentence_of(count.first).last
        behind = count.last if count.noun is None else count.noun + 1
        if (count.noun is not None and not self._counts_people(count)) or behind >= last:
            return False
        if self._is_later(count, before):
            return True
        at = count.first - 1
        while at > before.last and marks.token(at).pos in ("DET", "ADV"):
            at -= 1
        joined = marks.token(at).pos == "CCONJ" or marks.token(at).text in (";", ",")
        where = marks.token(behind).lower in marks.lexicon["place_roles.site"].codes
        where = where or behind in marks.times_by_token or behind + 1 in marks.times_by_token
        rest = []
        for i in range(behind, last):
            if marks.token(i).text in (",", ";", "–", "—") or marks.token(i).pos == "CCONJ":
                break
            rest.append(marks.token(i).pos)
        return joined and where and "VERB" not in rest and "AUX" not in rest

    def _of_another_source(self, count: CountPhrase) -> Effect | None:
        """The deed of a bare number that is another source's figure of the same: "ten dead and six
        hurt according to the army, 15 and nine according to the rebels"."""
        marks, voices = self.marks, self.happenings.voices
        own = voices.at(count.first)
        if count.noun is not None or own is None:
            return None
        sentence = marks.token(count.first).sentence
        according = own.verb in marks.hits("speech.according")
        told: dict[int, list[Draft]] = {}
        for draft in self._drafts:
            at = voices.at(draft.anchor)
            if marks.token(draft.anchor).sentence != sentence or at is None or at.verb == own.verb:
                continue
            if at.cue == own.cue or (according and at.verb in marks.hits("speech.according")):
                told.setdefault(at.verb, []).append(draft)
        before = sum(1 for c in marks.counts if c.first in own.content and c.first < count.first)
        if not told or before >= len(first := list(told.values())[-1]):
            return None
        return Effect(first[before].field, count.last - 1, None)

    def _is_later(self, count: CountPhrase, before: CountPhrase) -> bool:
        """Whether a bare number is what the figure before was at another time: "listed 56 dead on
        8 January, and a week later 59"."""
        marks = self.marks
        if count.noun is not None or marks.token(count.last).pos not in ("PUNCT", "CCONJ"):
            return False
        timed = {*marks.times_by_token}
        at = count.first - 1
        while at > before.last and at in timed:
            at -= 1
        joined = marks.token(at).pos == "CCONJ" or marks.token(at).text in (",", ";")
        plain = all(marks.token(i).pos != "VERB" for i in range(before.last, at) if i not in timed)
        return at < count.first - 1 and joined and plain

    def _mortal(self, count: CountPhrase) -> int | None:
        """The word that makes a part of the shot or wounded dead: "two of them fatally"."""
        marks = self.marks
        if count.noun is not None and marks.token(count.noun).lower not in marks.lexicon.linkers:
            return None
        last = min(count.last + MORTAL_REACH, marks.document.sentence_of(count.first).last)
        for i in range(count.last, last):
            if marks.hit("mortal_words", i) is not None and marks.token(i).pos == "ADV":
                return i
            if marks.token(i).pos not in ("PRON", "ADP"):
                return None
        return None

    def _only_kin(self, count: CountPhrase) -> bool:
        """Whether the counted only tell whose kin somebody is: "a father of four children", "the
        brother of one of them"."""
        marks, kin = self.marks, count.first - 2
        if kin < 0 or marks.token(kin + 1).lower not in marks.lexicon["of_words"].codes:
            return False
        parent = marks.token(kin).lower in marks.lexicon["parents"].codes
        return (parent and count.noun is not None) or marks.hit("kin", kin) is not None

    def _same_sentence(self, a: CountPhrase, b: CountPhrase) -> bool:
        return self.marks.token(a.first).sentence == self.marks.token(b.first).sentence

    def _counts_people(self, count: CountPhrase) -> bool:
        return count.noun is not None and self.marks.hit("people", count.noun) is not None

    def _shares_group(self, count: CountPhrase) -> bool:
        marks = self.marks
        behind = range(count.last, min(count.last + OWN_REACH, len(marks.document.tokens)))
        if marks.any_hit("own_ranks", behind) is not None:
            return False  # "and lost 12 of its own"
        if count.noun is None:
            return True
        lower = marks.token(count.noun).lower
        return lower in marks.lexicon.linkers or self.effects.of_word(count.noun) is not None

    def _value_text(self, count: CountPhrase, effect: Effect) -> str:
        """The figure as written; with the word for the deed where it is a side's euphemism."""
        marks = self.marks
        if marks.hit("euphemisms", effect.word) is None:
            return count.span.text
        first, last = sorted((count.first, effect.word))
        return marks.document.span(first, max(last + 1, count.last)).text

    def _content(self, count: CountPhrase, effect: Effect) -> Span:
        """The clause around the effect; widened to hold the number itself."""
        marks = self.marks
        clause = marks.clause(marks.predicate(effect.word))
        if clause.covers(count.span):
            return clause
        start, end = min(clause.start, count.span.start), max(clause.end, count.span.end)
        sentence = marks.document.sentence_of(count.first)
        if start < sentence.start or end > sentence.end:
            start, end = count.span.start, count.span.end
        return Span.of(marks.document.text, start, end)


def noun_is_bodies(marks: Marks, count: CountPhrase) -> bool:
    """Whether bodies are counted."""
    hit = marks.hit("units_of_people", count.noun) if count.noun is not None else None
    return hit is not None and hit.code == "bodies"
