"""Parts: those counted who are some of others counted before, or who are told to be some of the
dead, the hurt or the taken ("including two children", "twelve of the dead were gang members")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rashomon.assemble import wholes
from rashomon.assemble.deeds import Effect
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effects
from rashomon.assemble.marks import Marks
from rashomon.assemble.whose import Whose
from rashomon.document import CountPhrase
from rashomon.records import ClaimField, Counts, Quantity
from rashomon.terms import Hit

AMONG_REACH = 14
"""Tokens behind counted people in which "among them" makes them a part."""
PART_REACH = 4
"""Tokens between "including" and the number of a part."""
SENTENCES_BACK = 2
"""Sentences from "51 of those" back to those."""

Before = tuple[CountPhrase, Draft]
"""The figure before, and the words that count it."""


class Parts:
    """Tells parts from totals. `drafts` are the figures so far; the list grows while it is used."""

    def __init__(self, marks: Marks, effects: Effects, people: Whose, drafts: list[Draft]) -> None:
        self.marks = marks
        self.effects = effects
        self.people = people
        self._drafts = drafts

    def among(self, count: CountPhrase) -> Effect | None:
        """What those are of whom some are counted: "four women are among the dead", "of the
        fatalities, 14 were churchgoers, five were soldiers"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        others = self._is_linker(count)
        if count.low == count.high == 0:
            return None  # "none of the dead bore a weapon"
        somebody = count.noun is not None and self._is_somebody(count.noun)
        if count.noun is not None and not somebody and not others:
            return None
        hit = marks.any_hit("among_words", range(sentence.first, sentence.last))
        if hit is None or self._is_tally(hit):
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
        told = [d.field for d in self._drafts]  # the victims of a deadly attack are its dead
        last = "deaths" if "deaths" in told else next(iter(told[-1:]), None)
        copular = copular or marks.hit("among_verbs", verb) is not None
        return Effect(last, hit.head, None) if last is not None and copular else None

    def said_to_be(self, count: CountPhrase) -> Effect | None:
        """What those are who are told by number: "the victims were 13 men and two women", "those
        killed are four soldiers and a guide"."""
        marks = self.marks
        if count.noun is None or not (self._counts_people(count) or marks.native(count.noun)):
            return None
        verb = marks.predicate(count.noun)
        top = count.noun
        while marks.token(top).relation == "conjunct" and not marks.is_verb(marks.token(top).head):
            top = marks.token(top).head
        if marks.token(verb).pos != "AUX" or marks.token(top).relation != "complement":
            return None
        for whole in marks.agents(verb):
            plural = "plural" in marks.token(whole).features
            own = self.effects.of_word(whole)
            if own is not None and marks.hit("effects.toll", whole) is None:
                return Effect(own.field, whole, None)
            if plural and marks.hit("persons.victims", whole) is not None and self._drafts:
                return Effect(self._drafts[-1].field, whole, None)
        return None

    def tallied(self, count: CountPhrase) -> Effect | None:
        """What is counted where a tally of it moves to a number: "raised its count of the dead from
        30 to 42", "the tally of those killed climbed to 61"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        hit = marks.any_hit("among_words", range(sentence.first, count.first))
        if hit is None or hit.code == "victims" or count.noun is not None:
            return None
        verb = marks.predicate(count.last - 1)
        moves = marks.hit("toll_moves", verb) is not None or marks.token(verb).pos == "AUX"
        if not moves or not self._is_tally(hit):
            return None
        return Effect(cast(ClaimField, hit.code), hit.first - 1, None)

    def _is_tally(self, hit: Hit) -> bool:
        """Whether "of the dead" tells what a number counts, and not of whom some are counted."""
        return hit.first > 0 and self.marks.hit("count_nouns", hit.first - 1) is not None

    def _is_kin_of(self, hit: Hit) -> bool:
        """Whether "of the victims" only tells whose lawyers or families somebody is."""
        marks = self.marks
        before = hit.first - 1
        return (
            before >= 0 and marks.hit("people", before) is not None and before not in marks.count_at
        )

    def _counts_people(self, count: CountPhrase) -> bool:
        noun = count.noun
        return noun is not None and (
            self.marks.hit("people", noun) is not None or self.marks.native(noun)
        )

    def _is_linker(self, count: CountPhrase) -> bool:
        """Whether only "others", "more" stands behind a number."""
        noun = count.noun
        return noun is not None and self.marks.token(noun).lower in self.marks.lexicon.linkers

    def _is_whole(self, count: CountPhrase) -> bool:
        """Whether the noun behind a number names those of whom some are: "four of the victims"."""
        marks, noun = self.marks, count.noun
        if noun is None or marks.token(count.last).lower not in marks.lexicon["of_words"].codes:
            return False
        victims = marks.hit("persons.victims", noun) is not None
        return victims or self.effects.of_word(noun) is not None

    def only_named(self, count: CountPhrase) -> bool:
        """Whether some of the dead only tell who somebody is: "a relative of two of the dead"."""
        marks = self.marks
        token = marks.token(count.last - 1)
        if self._is_one_household(count):
            return True
        among = any(h.first == count.last for h in marks.hits("among_words").values())
        return among and token.relation == "oblique" and marks.hit("people", token.head) is not None

    def _is_one_household(self, count: CountPhrase) -> bool:
        """Whether a household only tells whose members are counted: "seven of one family"."""
        marks, of = self.marks, count.first - 1
        one = count.low == count.high == 1 and of > 0 and count.noun is not None
        hit = marks.hit("units_of_people", count.noun) if one and count.noun is not None else None
        governed = marks.token(of).lower in marks.lexicon["of_words"].codes
        return hit is not None and hit.code == "households" and governed

    def speaks(self, count: CountPhrase) -> bool:
        """Whether those counted only say something: "sources said; one of them thought …"."""
        marks = self.marks
        token = marks.token(count.last - 1)
        says = marks.hit("speech", token.head) is not None and not marks.is_passive(token.head)
        if count.noun is not None:  # "selon un élu local", "l'un des survivants a raconté"
            cases = marks.children(count.noun, "case")
            one = (count.low, count.high) == (1, 1) and marks.hit("effects.noun", count.noun)
            head = marks.token(count.noun).head
            if one and marks.token(head).relation == "agent":
                head = marks.token(head).head
            tells = one and marks.hit("speech.tell", head) is not None
            tells = bool(tells) and marks.is_verb(head) and not marks.is_passive(head)
            return tells or any(c in marks.hits("speech.according") for c in cases)
        return count.noun is None and token.relation == "agent" and says

    def complement(self, count: CountPhrase, part: bool) -> tuple[str | None, int | None]:
        """Who some are said to be: "twelve of the dead were gang members"; of a part also "one was
        a member of the coast guard", "21 are those of women"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        verb = self._copula(count)
        among = marks.any_hit("among_words", range(sentence.first, sentence.last))
        bare = count.noun is None or self._is_linker(count) or self._is_whole(count)
        if not (among or part) or marks.token(verb).pos != "AUX" or not bare:
            return None, None
        for child in (*marks.children(verb, "complement"), *self._right_behind(verb)):
            for noun in (child, *self._of(child)):
                if not marks.is_verb(child) and self._is_somebody(noun):
                    return self.people.phrase(noun), noun
        return None, None

    def _right_behind(self, verb: int) -> Iterator[int]:
        """The noun behind a verb, which the parser may take for a subject of what follows."""
        last = min(verb + PART_REACH, self.marks.document.sentence_of(verb).last)
        for i in range(verb + 1, last):
            token = self.marks.token(i)
            if token.pos not in ("DET", "ADJ", "NOUN"):
                return
            if token.pos == "NOUN" and token.relation not in ("name", "modifier"):
                yield i
                return

    def _copula(self, count: CountPhrase) -> int:
        """The verb that says who some are: the one right behind them, else their clause's."""
        marks = self.marks
        behind = count.last < len(marks.document.tokens) and marks.token(count.last).pos == "AUX"
        return count.last if behind else marks.predicate(count.last - 1)

    def _of(self, noun: int) -> Iterator[int]:
        """Of "those of women" the women."""
        of = self.marks.lexicon["of_words"].codes
        for child in self.marks.children(noun, "oblique"):
            if self.marks.token(noun).pos in ("PRON", "DET") and self.marks.case(child) in of:
                yield child

    def _is_somebody(self, noun: int) -> bool:
        """Whether a noun tells who people are: a word for people, a demonym, a name of them."""
        marks = self.marks
        if marks.hit("people", noun) is not None or marks.native(noun):
            return True
        named = marks.token(noun).pos == "PROPN" and noun not in marks.places_by_token
        return marks.mention(noun) is not None or named

    def part_of(self, count: CountPhrase, before: Before | None) -> Draft | None:
        """The total that a figure is a part of, where the text names one."""
        those = self._of_those(count) or self._said_of_some(count) or self._pointed(count)
        if before is None or those is not None:
            return those
        ends = before[0].last if before[0].noun is None else before[0].noun + 1
        start = max(count.first - PART_REACH, before[0].last, ends)
        last = min(count.last + 2, len(self.marks.document.tokens))
        part = self.marks.any_hit("part_words", range(start, last))
        if part is None and self._resumes(before, range(before[0].last, count.first)):
            return None
        if part is None and self._how_badly(count, before[1]):
            return before[1]
        if part is None and self._lists(count, before):
            return before[1].part_of or before[1]
        if part is None and self._is_pool(before[0], count):
            return before[1]
        if part is None:
            part = self._among_them(count)
        if part is None and before[1].part_of is not None:
            between = range(before[0].last, count.first)
            near = len(between) <= PART_REACH and not self._has_own_deed(count, before[1])
            near = near and all(self.marks.token(i).pos != "SCONJ" for i in between)
            joined = any(self.marks.token(i).relation == "coordinator" for i in between)
            go_on = (near and joined) or self.continues(count, before)
            return before[1].part_of if go_on else None  # "four women and three men"
        return before[1] if part is not None else None

    def _resumes(self, before: Before, between: range) -> bool:
        """Whether a row goes on behind a list of parts that is closed: "34 civilians, among them
        eight women and five children, and a soldier"."""
        marks = self.marks
        whole = before[1].part_of
        if whole is None or len(between) < 2 or marks.token(between[-2]).text != ",":
            return False
        if marks.token(between[-1]).relation != "coordinator":
            return False
        listed = range(whole.anchor, before[0].first)
        said = any(marks.token(i).pos == "AUX" for i in between)  # "of whom six were women, and"
        return said or any(marks.token(i).relation == "coordinator" for i in listed)

    def _has_own_verb(self, count: CountPhrase) -> bool:
        """Whether a clause of its own begins with those counted: "…, among them six women and five
        children, and some 150 were injured"."""
        marks = self.marks
        behind = count.last if count.noun is None else max(count.noun + 1, count.last)
        return behind < len(marks.document.tokens) and marks.token(behind).pos == "AUX"

    def _has_own_deed(self, count: CountPhrase, before: Draft) -> bool:
        """Whether something else is told of those counted: "…, and 38 injured"."""
        if self._has_own_verb(count):
            return True
        if count.last >= len(self.marks.document.tokens):
            return False
        found = self.effects.of_word(count.noun if count.noun is not None else count.last)
        done = self.marks.hit("effects.patient", count.last) if count.noun is None else None
        fields = {found.field if found is not None else None, done.code if done else None}
        return bool(fields - {None, before.field})

    def does_something_else(self, count: CountPhrase) -> bool:
        """Whether a verb of their own tells of some what says nothing of who they were: "six of
        whom spoke to reporters", "many of whom were raped"."""
        marks, token = self.marks, self.marks.token(count.last - 1)
        verb = token.head
        if token.relation not in ("agent", "patient") or marks.token(verb).pos != "VERB":
            return False
        said = marks.hit("persons.identify", verb) or marks.children(verb, "complement")
        return marks.token(verb).relation == "relative" and not said

    def borrows(self, count: CountPhrase, whole: Draft | None, effect: Effect) -> bool:
        """Whether what the parser finds done to a part belongs to somebody named behind it: "84
        were killed, among them six women and five children, and some 150 were injured"."""
        marks = self.marks
        if whole is None or effect.field == whole.field:
            return False
        if effect.word < whole.anchor and whole.anchor < count.first:
            return True  # "killed 29 and wounded 48, among them 30 children"
        if effect.word < count.last or self._has_own_verb(count):
            return False
        noun = count.noun if count.noun is not None else count.last - 1
        if any(marks.count_at.get(i) is not None for i in range(noun + 1, effect.word)):
            return True  # "51 killed, 40 of them children, and 79 injured"
        return effect.word not in marks.document.subtree(noun) and any(
            marks.count_at.get(i) is not None or marks.token(i).text == ","
            for i in range(noun + 1, effect.word)
        )

    def _of_those(self, count: CountPhrase) -> Draft | None:
        """As in "51 of those were attackers", "of these, 81 were children": the last total told."""
        marks = self.marks
        if count.noun is not None and not self._counts_people(count):
            return None
        sentence = marks.document.sentence_of(count.first)
        behind = marks.hits("of_those_words").values()
        ahead = range(sentence.first, min(sentence.first + 1, count.first))
        told = any(h.first == count.last or h.first in ahead for h in behind)
        if not told or count.low is None:
            return None
        for draft in reversed(self._drafts):
            apart = sentence.index - marks.token(draft.anchor).sentence
            if apart > SENTENCES_BACK:
                return None
            value = draft.value
            if isinstance(value, Quantity) and value.counts != "part" and draft.scope is None:
                return draft if (value.low or value.high or 0) > count.low else None
        return None

    def _pointed(self, count: CountPhrase) -> Draft | None:
        """The total before the sentence, where it tells some of them: "Among them were 33 children
        and two policemen"."""
        marks, noun = self.marks, count.noun
        if not self._counts_people(count) or noun is None or not count.low:
            return None
        if self.effects.of_word(noun) is not None:
            return None
        opened = wholes.opens_with_some(marks, marks.token(noun).sentence)
        listed = opened is not None and all(
            marks.token(i).pos != "VERB" or marks.token(i).relation == "aside"
            for i in range(opened, count.first)
        )
        if not listed and not wholes.stands_among(marks, noun):
            return None
        return wholes.whole_before(marks, count.first, self._drafts, count.low)

    def _said_of_some(self, count: CountPhrase) -> Draft | None:
        """The total of whom a bare number says only who they were: "164 people died. Three were
        children", "the others were a driver and two guards"."""
        marks = self.marks
        bare = count.noun is None and count.low is not None and count.low == count.high
        behind = count.last < len(marks.document.tokens) and marks.token(count.last).pos == "AUX"
        if not (bare and behind and count.low) or not self._drafts:
            return None
        verb = count.last
        said = (*marks.children(verb, "complement"), *self._right_behind(verb))
        if not any(not marks.is_verb(c) and self._is_somebody(c) for c in said):
            return None
        here = before = marks.token(count.first).sentence
        for draft in reversed(self._drafts):
            told, value = marks.token(draft.anchor).sentence, draft.value
            apart = before - told > 1 or here - told > SENTENCES_BACK
            if apart or not isinstance(value, Quantity):
                return None
            before = told
            whole = value.counts != "part" and draft.scope is None
            if whole and (value.low or value.high or 0) > (count.low or 0):
                return draft
        return None

    def _how_badly(self, count: CountPhrase, before: Draft) -> bool:
        """Whether a bare number tells how badly some were hurt: "nine people hurt, three
        critically"."""
        harmed = before.field in ("injuries", "casualties") and count.noun is None
        behind = self.marks.document.tokens[count.last : count.last + 2]
        gravely = self.marks.lexicon["gravely"].codes
        ends = len(behind) < 2 or behind[1].pos in ("PUNCT", "CCONJ", "VERB", "ADJ")
        return harmed and bool(behind) and behind[0].lower in gravely and ends

    def _is_pool(self, pool: CountPhrase, count: CountPhrase) -> bool:
        """Whether a sentence opens with those of whom some are counted then: "of the 23 killed, 15
        were women"."""
        marks = self.marks
        first = marks.document.sentence_of(pool.first).first
        of = marks.lexicon["of_words"].codes
        opens = any(marks.token(i).lower in of for i in range(first, min(first + 1, pool.first)))
        bare = count.noun is None or self._counts_people(count)
        return opens and bare and pool.first - first <= PART_REACH

    def pool(self, count: CountPhrase) -> Effect | None:
        """What those are of whom some are counted, where a number stands with them: "nine of the 14
        dead were police officers"."""
        marks = self.marks
        if count.noun is not None or count.last >= len(marks.document.tokens):
            return None
        if marks.token(count.last).lower not in marks.lexicon["of_words"].codes:
            return None
        for i in range(count.last + 1, count.last + PART_REACH):
            whole = marks.count_at.get(i)
            if whole is not None:
                return self.effects.find(whole)
        return None

    def continues(self, count: CountPhrase, before: Before | None) -> bool:
        """Whether a list of who some are goes on: "14 were churchgoers, five were soldiers"."""
        marks = self.marks
        if before is None or count.first == 0 or count.noun is not None:
            return False
        value = before[1].value
        verb = self._copula(count)
        joined = marks.token(count.first - 1)
        return (
            isinstance(value, Quantity)
            and value.counts == "part"
            and marks.token(verb).pos == "AUX"
            and (joined.text in (",", ";") or joined.relation == "coordinator")
            and any(map(self._is_somebody, marks.children(verb, "complement")))
        )

    def in_state(self, count: CountPhrase, effect: Effect) -> bool:
        """Whether a state is told of some of those hurt before: "three are in critical condition"
        after "14 were injured"."""
        state = self.marks.hit("conditions.injuries", effect.word) is not None
        if not state or count.low is None or self.marks.is_verb(effect.word):
            return False
        return any(
            d.field == "injuries"
            and isinstance(d.value, Quantity)
            and (d.value.low or d.value.high or 0) > count.low
            for d in self._drafts
        )

    def _lists(self, count: CountPhrase, before: Before) -> bool:
        """Whether a figure goes on a list that a colon or a dash opens behind a total: "59
        residents were killed: 36 women, 22 men and a boy"."""
        marks = self.marks
        between = range(before[0].last, count.first)
        if not self._counts_people(count) or not between:
            return False
        opened = [i for i in between if self._opens_list(i)]
        joined = before[1].part_of is not None
        if not (opened or joined) or (opened and joined):
            return False
        rest = range(opened[-1] + 1 if opened else before[0].last, count.first)
        plain = ("NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ", "ADP", "NUM", "DET")
        return all(marks.token(i).pos in plain for i in rest) and (
            joined or opened[-1] == count.first - 1
        )

    def _opens_list(self, i: int) -> bool:
        """Whether a sign opens a list: a colon, a bracket, a dash; a hyphen with spaces is one."""
        token, before = self.marks.token(i), self.marks.token(i - 1)
        return token.text in (":", "–", "—", "(") or (
            token.text in ("-", "--") and before.end < token.start
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
        told = any(marks.is_verb(i) and "finite" in marks.token(i).features for i in between)
        return hit if bare and not told else None

    def counts(self, count: CountPhrase, part_of: Draft | None) -> Counts:
        """Whether a figure is a total, a part, or added to one ("58 new bodies")."""
        sentence = self.marks.document.sentence_of(count.first)
        among = self.marks.any_hit("among_words", range(sentence.first, sentence.last))
        if among is not None and (self._is_tally(among) or self._is_kin_of(among)):
            among = None
        if among is not None and among.first < count.first:
            apart = self.marks.predicate(among.head) != self.marks.predicate(count.last - 1)
            among = None if apart else among
        elif among is not None and among.first > count.last + 1:
            apart = self.marks.predicate(among.head) != self._copula(count)
            among = None if apart else among  # "killed 11, while at least four of the dead were …"
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
