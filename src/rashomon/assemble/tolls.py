"""How many: numbers of people, tied to what happened to them.

`effects` finds what was done to those counted, `whose` whose people they are; here both become
figures with their bounds, their parts, and what a figure covers (CONTRACT.md, reading rules 7, 8).
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from rashomon.assemble.beside import Beside
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effect, Effects
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.scopes import Scopes
from rashomon.assemble.uncounted import Uncounted
from rashomon.assemble.victims import Victims
from rashomon.assemble.whose import Whose
from rashomon.document import CountPhrase
from rashomon.records import ClaimField, Counts, Quantity, Span
from rashomon.terms import Hit

MORTAL_REACH = 4
"""Tokens behind a number within which "fatally" belongs to it: "two of them fatally"."""
FROM_WORDS = 20
"""Characters before a figure in which "up from" stands."""
MOVED_SENTENCES = 2
"""Sentences from a figure to the words that move "the figure"."""
AMONG_REACH = 14
"""Tokens behind counted people in which "among them" makes them a part."""
PART_REACH = 4
"""Tokens between "including" and the number of a part."""


class Tolls:
    """Every figure of people in a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings
        self.effects = Effects(marks)
        self.people = Whose(marks, self.effects, happenings.voices)
        self.scopes = Scopes(marks, self.people)
        self._drafts: list[Draft] = []

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
        uncounted = Uncounted(self.marks, self.happenings, self.effects, self.people, beside.found)
        self._drafts.extend([*uncounted.drafts(), *uncounted.parts(self._drafts)])
        victims = Victims(self.marks, self.happenings, self.effects, self.people)
        self._drafts.extend(list(victims.drafts(self._drafts)))
        return sorted(self._drafts, key=lambda d: d.anchor)

    def _revise(self) -> None:
        """A figure that its own voice moves later is superseded: "killing four, the governor said.
        He later raised the number of dead to five"."""
        marks, voices = self.marks, self.happenings.voices
        for n, draft in enumerate(self._drafts):
            if marks.hit("toll_revises", marks.predicate(draft.anchor)) is None or draft.superseded:
                continue
            for before in self._drafts[:n]:
                same = before.field == draft.field and before.about is draft.about
                spoken = voices.voice_at(before.anchor).text == voices.voice_at(draft.anchor).text
                totals = before.part_of is None and before.anchor != draft.anchor
                if same and spoken and totals and before.value != draft.value:
                    before.superseded = True

    def _figure(self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None) -> Draft | None:
        marks = self.marks
        if before is not None and not self._same_sentence(count, before[0]):
            before = None
        if self._only_named(count):
            return None
        effect = self.effects.find(count)
        part_of = self._part_of(count, before)
        counts_people = self._counts_people(count) or count.noun is None
        if effect is None and part_of is not None and counts_people:
            effect = Effect(part_of.field, count.last - 1, None)
        among = self._among(count) if effect is None else None
        if effect is None:
            effect = among or self._as_before(count, before) or self._moved(count)
        if effect is None:
            effect = self._spoken_of(count)
        anchor = count.first
        if effect is None and before is not None:
            effect = self._moved_from(count, before)
            anchor = before[1].anchor if effect is not None else anchor
        if part_of is not None and self.happenings.voices.at(anchor) is None:
            anchor = part_of.anchor  # whoever gives the total gives its parts
        mortal = self._mortal(count)
        if mortal is not None and (effect is None or effect.field in ("casualties", "injuries")):
            effect = Effect("deaths", mortal, None)  # "six were shot, two of them fatally"
        if effect is None:
            return None
        if noun_is_bodies(self.marks, count) and effect.field in ("injuries", "casualties"):
            effect = replace(effect, field="deaths")  # "four bodies and 19 wounded"
        if part_of is not None and effect.field == "casualties":
            effect = replace(effect, field=part_of.field)  # "16 hurt, five of them badly hit"
        if part_of is not None and part_of.field == "casualties" != effect.field:
            part_of = None  # the dead among those shot are all the dead
        noun = count.noun if count.noun is not None else count.last - 1
        group, head = self.people.group(count, effect)
        if group is None:
            group, head = self._complement(count)
        if group is None:
            group, head = self.people.group_of_toll(effect)
        if group is None:
            group, head = self.people.group_of_pronoun(count)
        of_toll = any(marks.hit(n, effect.word) for n in ("effects.toll", "count_nouns"))
        if before is not None and cast(Quantity, before[1].value).unit == "bodies":
            of_toll = True  # the wounded beside bodies are others
        if group is None and before is not None and not of_toll and self._shares_group(count):
            value_before = before[1].value
            assert isinstance(value_before, Quantity)
            group, status, side = value_before.group, value_before.status, value_before.side
        else:
            status, side = self.people.side(head, effect)
        if head is None or self.people.is_vague(head):
            group, status, side = self.people.ranks(count) or (group, status, side)
        value = Quantity(
            low=count.low,
            high=count.high,
            approximate=count.approximate,
            text=self._value_text(count, effect),
            group=group,
            side=side,
            by=self.people.by(effect, count.noun if head is None else head),
            status=status,
            category=self.people.category(head),
            counts="part"
            if among or self._in_state(count, effect)
            else self._counts(count, part_of),
            unit=self.people.unit(head),
        )
        sentence = marks.document.sentence_of(noun)
        within = range(sentence.first, sentence.last)
        scope = self.scopes.of(count, effect, within)
        return Draft(
            field=effect.field,
            value=value,
            anchor=anchor,
            words=count.span.text,
            content=self._content(count, effect),
            about=self.happenings.of(effect.word) if scope is None else None,
            scope=scope,
            provisional=marks.any_hit("provisional", within) is not None,
            superseded=self._superseded(count, effect, within),
            part_of=part_of,
        )

    def _among(self, count: CountPhrase) -> Effect | None:
        """What those are of whom some are counted: "four women are among the dead", "of the
        fatalities, 14 were churchgoers, five were soldiers"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        others = self._is_linker(count)
        if count.noun is not None and not self._counts_people(count) and not others:
            return None
        hit = marks.any_hit("among_words", range(sentence.first, sentence.last))
        if hit is None:
            return None
        verb = marks.predicate(count.last - 1)
        copular = marks.token(verb).pos == "AUX"
        opened = hit.first <= sentence.first + 1 and (copular or verb == count.last - 1)
        if marks.predicate(hit.head) != verb and not (
            opened or (copular and hit.last < count.last)
        ):
            return None
        if hit.code != "victims":
            return Effect(cast(ClaimField, hit.code), hit.head, None)
        last = self._drafts[-1].field if self._drafts else None
        copular = copular or marks.hit("among_verbs", verb) is not None
        return Effect(last, hit.head, None) if last is not None and copular else None

    def _is_linker(self, count: CountPhrase) -> bool:
        """Whether only "others", "more" stands behind a number."""
        noun = count.noun
        return noun is not None and self.marks.token(noun).lower in self.marks.lexicon.linkers

    def _only_named(self, count: CountPhrase) -> bool:
        """Whether some of the dead only tell who somebody is: "a relative of two of the dead"."""
        marks = self.marks
        token = marks.token(count.last - 1)
        among = any(h.first == count.last for h in marks.hits("among_words").values())
        return among and token.relation == "oblique" and marks.hit("people", token.head) is not None

    def _complement(self, count: CountPhrase) -> tuple[str | None, int | None]:
        """Who some of the dead are said to be: "twelve of the dead were gang members"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        verb = marks.predicate(count.last - 1)
        among = marks.any_hit("among_words", range(sentence.first, sentence.last))
        bare = count.noun is None or self._is_linker(count)
        if among is None or marks.token(verb).pos != "AUX" or not bare:
            return None, None
        for noun in marks.children(verb, "complement"):
            if marks.hit("people", noun) is not None:
                return self.people.phrase(noun), noun
        return None, None

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
        if not any(marks.hit("count_nouns", n) or marks.hit("effects.toll", n) for n in moved):
            return None
        before = self._drafts[-1]
        apart = marks.token(count.first).sentence - marks.token(before.anchor).sentence
        if apart > MOVED_SENTENCES:
            return None
        moves = marks.hit("toll_moves", verb) is not None
        if moves and marks.token(before.anchor).sentence == marks.token(count.first).sentence:
            before.superseded = True
        return Effect(before.field, count.last - 1, None)

    def _spoken_of(self, count: CountPhrase) -> Effect | None:
        """The deed of the figure told just before, where somebody gives a bare number: "officials
        had spoken of 41"."""
        marks = self.marks
        verb = marks.predicate(count.last - 1)
        case = marks.token(count.first - 1).lower if count.first > 0 else ""
        governed = (
            case in marks.lexicon["of_words"].codes or case in marks.lexicon["at_words"].codes
        )
        governed = governed or count.first == verb + 1  # "a vigilante leader says eight"
        said = self.happenings.voices.at(count.first)
        own = said is not None and said.verb == verb
        spoken = own and marks.hit("speech.assert", verb) is not None
        if not self._drafts or count.noun is not None or not governed or not spoken:
            return None
        before = self._drafts[-1]
        apart = marks.token(count.first).sentence - marks.token(before.anchor).sentence
        near = marks.token(count.last - 1).head == verb and apart <= MOVED_SENTENCES
        return Effect(before.field, count.last - 1, None) if near else None

    def _moved_from(
        self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None
    ) -> Effect | None:
        """The deed of the figure before, where it moved: "rose to 34, the ministry said, up from
        27"."""
        return (
            Effect(before[1].field, count.last - 1, None)
            if before is not None and count.noun is None and self._stands_after_from(count)
            else None
        )

    def _stands_after_from(self, count: CountPhrase) -> bool:
        """Whether the words right before a figure say that it moved from there."""
        marks = self.marks
        before = marks.document.text[max(0, count.span.start - FROM_WORDS) : count.span.start]
        return before.lower().rstrip().endswith(marks.lexicon.numbers.not_a_range_after)

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
        if count.noun is not None:
            return None
        ranks = {hit.first for hit in marks.hits("ranks").values()}
        if not joined or count.last not in ranks:
            return None
        return Effect(before[1].field, count.last - 1, None)

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

    def _same_sentence(self, a: CountPhrase, b: CountPhrase) -> bool:
        return self.marks.token(a.first).sentence == self.marks.token(b.first).sentence

    def _counts_people(self, count: CountPhrase) -> bool:
        return count.noun is not None and self.marks.hit("people", count.noun) is not None

    def _shares_group(self, count: CountPhrase) -> bool:
        marks = self.marks
        if count.noun is None:
            return True
        lower = marks.token(count.noun).lower
        return lower in marks.lexicon.linkers or self.effects.of_word(count.noun) is not None

    def _part_of(
        self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None
    ) -> Draft | None:
        if before is None:
            return None
        start = max(count.first - PART_REACH, before[0].last)
        last = min(count.last + 2, len(self.marks.document.tokens))
        part = self.marks.any_hit("part_words", range(start, last))
        if part is None and self._lists(count, before):
            return before[1].part_of or before[1]
        if part is None:
            part = self._among_them(count)
        if part is None and before[1].part_of is not None:
            between = range(before[0].last, count.first)
            near = len(between) <= PART_REACH
            joined = any(self.marks.token(i).relation == "coordinator" for i in between)
            return before[1].part_of if near and joined else None  # "four women and three men"
        return before[1] if part is not None else None

    def _in_state(self, count: CountPhrase, effect: Effect) -> bool:
        """Whether a state is told of some of those hurt before: "three are in critical condition"
        after "14 were injured"."""
        if self.marks.hit("conditions.injuries", effect.word) is None or count.low is None:
            return False
        return any(
            d.field == "injuries"
            and isinstance(d.value, Quantity)
            and (d.value.low or d.value.high or 0) > count.low
            for d in self._drafts
        )

    def _lists(self, count: CountPhrase, before: tuple[CountPhrase, Draft]) -> bool:
        """Whether a figure goes on a list that a colon or a dash opens behind a total: "59
        residents were killed: 36 women, 22 men and a boy"."""
        marks = self.marks
        between = range(before[0].last, count.first)
        if not self._counts_people(count) or not between:
            return False
        opened = [i for i in between if marks.token(i).text in (":", "–", "—", "(")]
        joined = before[1].part_of is not None
        if not (opened or joined) or (opened and joined):
            return False
        rest = range(opened[-1] + 1 if opened else before[0].last, count.first)
        plain = ("NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ", "ADP", "NUM", "DET")
        return all(marks.token(i).pos in plain for i in rest) and (
            joined or opened[-1] == count.first - 1
        )

    def _among_them(self, count: CountPhrase) -> Hit | None:
        """As in "nine others were wounded, two police officers among them"."""
        marks = self.marks
        if not self._counts_people(count) or count.noun is None:
            return None
        last = marks.document.sentence_of(count.first).last
        near = range(count.noun + 1, min(count.noun + AMONG_REACH, last))
        hit = marks.any_hit("part_words", near)
        bare = hit is not None and hit.last < last and marks.token(hit.last).pos == "PUNCT"
        between = range(count.noun + 1, hit.first) if hit is not None else range(0)
        return hit if bare and not any(map(marks.is_verb, between)) else None

    def _counts(self, count: CountPhrase, part_of: Draft | None) -> Counts:
        sentence = self.marks.document.sentence_of(count.first)
        among = self.marks.any_hit("among_words", range(sentence.first, sentence.last))
        if among is not None and among.first < count.first:
            apart = self.marks.predicate(among.head) != self.marks.predicate(count.last - 1)
            among = None if apart else among
        verb = self.marks.predicate(count.last - 1)
        included = self.marks.hit("among_verbs", verb) is not None and any(
            self.effects.of_word(a) is not None for a in self.marks.agents(verb)
        )
        if part_of is not None or among is not None or included:
            return "part"
        after = range(count.last, count.last + 1)
        added = any(
            self.marks.token(i).lower in self.marks.lexicon["added_words"].codes
            for i in after
            if i < len(self.marks.document.tokens)
        )
        return "added" if added else "total"

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

    def _superseded(self, count: CountPhrase, effect: Effect, within: range) -> bool:
        marks = self.marks
        moved = any(marks.hit(n, effect.word) for n in ("effects.toll", "count_nouns"))
        if (moved or effect.word == count.last - 1) and self._stands_after_from(count):
            return True
        near = range(max(within.start, count.first - 12), count.first)
        return marks.any_hit("supersede", near) is not None


def noun_is_bodies(marks: Marks, count: CountPhrase) -> bool:
    """Whether bodies are counted."""
    hit = marks.hit("units_of_people", count.noun) if count.noun is not None else None
    return hit is not None and hit.code == "bodies"
