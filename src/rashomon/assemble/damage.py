"""What was destroyed, burnt, hit or carried off: things, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.deeds import carries_bomb
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import in_voice_of
from rashomon.document import CountPhrase
from rashomon.records import ItemQuantity

LISTED_SENTENCES = 2
"""Sentences behind a word for damage in which a count of things is one of those damaged."""


class Damage:
    """Damage told in a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        """A draft for each kind of thing damaged."""
        marks = self.marks
        told: set[int] = set()
        for verb in sorted(self._verbs()):
            if marks.negated(verb) or self._is_storming(verb):
                continue
            nouns = tuple(n for n in self.done_to(verb) if not carries_bomb(marks, n))
            agents = [a for a in marks.agents(verb) if a not in nouns and not self._is_means(a)]
            by = next((m for m in map(marks.mention, agents) if m is not None), None)
            for noun in nouns:
                if noun not in told:
                    told.add(noun)
                    yield self._draft(noun, verb, by.actor if by else None)
        for word in sorted(marks.hits("damage.nouns")):
            verb = marks.predicate(word)
            if marks.is_verb(word) or marks.zeroed(word) or marks.negated(verb):
                continue
            things = [c for c in marks.children(word, "oblique") if self._is_damaged_to(c)]
            if marks.hit("damage.suffer", verb) is not None:
                things.extend(marks.agents(verb))  # "the ship suffered damage"
            for noun in (n for each in things for n in marks.with_conjuncts(each)):
                if self._is_item(noun, whole=True) and noun not in told:
                    told.add(noun)
                    yield self._draft(noun, verb, None)
        yield from self._listed(told)

    def _verbs(self) -> set[int]:
        """Verbs of damage, alone or by what stands beside them: "set two cars on fire"."""
        marks = self.marks
        verbs = {v for v in marks.hits("damage.verbs") if marks.is_verb(v)}
        for verb in marks.hits("damage.setting"):
            behind = marks.children(verb, "oblique", "complement", "modifier", "clause")
            if marks.is_verb(verb) and any(marks.hit("damage.alight", c) for c in behind):
                verbs.add(verb)
        for verb in marks.hits("damage.struck"):
            if marks.is_verb(verb) and any(self._struck(verb)):
                verbs.add(verb)
        return verbs

    def _is_storming(self, verb: int) -> bool:
        """Whether a verb of taking tells of an attack by the words behind it: "pris d'assaut"."""
        hit = self.marks.hit("events.verbs", verb)
        phrase = hit is not None and hit.first == verb and hit.last - hit.first > 1
        return phrase and self.marks.hit("damage.taken", verb) is not None

    def done_to(self, verb: int) -> Iterator[int]:
        """What a verb of damage is done to, or, where it has no object, happens to: "six houses
        burned", "two vehicles hijacked and set on fire"."""
        marks = self.marks
        if marks.hit("damage.verbs", verb) is None and marks.hit("damage.struck", verb):
            yield from self._struck(verb)
            return
        taken = marks.hit("damage.taken", verb) is not None
        nouns = tuple(map(self._meant, marks.patients(verb)))
        if not nouns and marks.hit("damage.happens", verb) is not None:
            nouns = tuple(marks.children(verb, "agent"))
        if not nouns and not taken and self._is_bare_participle(verb):
            nouns = tuple(a for a in marks.agents(verb) if a in marks.count_of_noun)
        found = dict.fromkeys((*nouns, *self._behind_phrase(verb)))
        for noun in [*(n for each in found for n in self._row_before(each, verb)), *found]:
            if self._is_item(noun, whole=not taken) or self._is_part(noun):
                yield noun

    def _is_bare_participle(self, verb: int) -> bool:
        """Whether a clause leaves its auxiliary out: "six were hurt and 20 cars damaged"."""
        marks = self.marks
        past = "past" in marks.token(verb).features
        return past and not marks.children(verb, "auxiliary", "patient", "complement")

    def _row_before(self, noun: int, verb: int) -> Iterator[int]:
        """Counted things joined before those of which a word behind them all tells: "22 churches
        and 91 houses burnt"."""
        marks = self.marks
        head = marks.token(noun).head
        joined = marks.token(noun).relation == "conjunct" and head < noun < verb
        while joined and head in marks.count_of_noun and not marks.is_verb(head):
            yield head
            above = marks.token(head).head
            joined = marks.token(head).relation == "conjunct" and above < head
            head = above

    def _meant(self, i: int) -> int:
        """The thing told of before that a pronoun stands for: "hijacked two cars and burnt
        them"."""
        marks = self.marks
        if marks.token(i).lower not in marks.lexicon["persons.they"].codes:
            return i
        first = marks.document.sentence_of(i).first
        things = [c.noun for c in marks.counts if c.noun is not None and first <= c.noun < i]
        return next((n for n in reversed(things) if self._is_item(n, whole=False)), i)

    def _struck(self, verb: int) -> Iterator[int]:
        """Counted things that were hit by what was fired or by nobody named: "three vehicles were
        hit"."""
        marks = self.marks
        agents = marks.agents(verb)
        if not marks.is_passive(verb) and not (agents and all(map(self._is_means, agents))):
            return
        for noun in marks.patients(verb):
            thing = marks.hit("damage.items", noun) is not None and noun in marks.count_of_noun
            if thing and marks.hit("damage.settled", noun) is None:
                yield noun

    def _listed(self, told: set[int]) -> Iterator[Draft]:
        """Things that somebody counts after damage was told of: "How much was destroyed is
        disputed. The government lists 22 churches and 91 houses."."""
        marks = self.marks
        if not marks.hits("damage.listing"):
            return
        words = {*self._verbs(), *marks.hits("damage.nouns")}
        sentences = {marks.token(w).sentence for w in words}
        for verb in sorted(marks.hits("damage.listing")):
            at = marks.token(verb).sentence
            near = any(at - n in sentences for n in range(LISTED_SENTENCES + 1))
            if not marks.is_verb(verb) or not near or marks.negated(verb):
                continue
            for count in marks.counts:
                noun = count.noun
                if noun is None or noun in told or not self._is_counted(count, noun, verb):
                    continue
                told.add(noun)
                sentences.add(at)
                yield in_voice_of(
                    marks, self.happenings.voices, self._draft(noun, verb, None), verb
                )

    def _is_counted(self, count: CountPhrase, noun: int, verb: int) -> bool:
        marks = self.marks
        if noun < verb or not self._is_item(noun, whole=False):
            return False
        head = noun
        while marks.token(head).relation == "conjunct" and marks.token(head).head != head:
            head = marks.token(head).head
        tied = marks.token(head).relation in ("patient", "oblique", "complement")
        return tied and marks.token(head).head == verb

    def _behind_phrase(self, verb: int) -> Iterator[int]:
        """Behind a phrase, what "to" leads to: "mis le feu à 40 maisons"."""
        marks = self.marks
        hit = marks.hits("damage.verbs").get(verb)
        if hit is None or hit.last - hit.first < 2:
            return
        to = {*marks.lexicon["to_words"].codes, *marks.lexicon["perpetrator.blame_on"].codes}
        for i in range(hit.first, hit.last):
            for child in marks.children(i, "oblique", "recipient"):
                if child >= hit.last and marks.case(child) in to:
                    yield from map(marks.counted, marks.with_conjuncts(child))

    def _is_means(self, noun: int) -> bool:
        """Whether a noun names by what it was done ("the blast damaged 14 cars"), and nobody."""
        marks = self.marks
        if marks.hit("people", noun) is not None:
            return False
        return any(
            marks.hit(name, noun) is not None for name in ("weapons", "events.nouns", "fired")
        )

    def _is_item(self, noun: int, whole: bool) -> bool:
        """Whether a noun names a thing that is damaged; `whole`: what is struck too."""
        marks = self.marks
        if marks.hit("damage.items", noun) is not None:
            return True
        if not whole or marks.hit("people", noun) is not None:
            return False
        return any(marks.hit(name, noun) is not None for name in ("targets", "damage.seats"))

    def _is_part(self, noun: int) -> bool:
        """Whether it is a part of a thing: "part of the building burnt"."""
        marks = self.marks
        return marks.hit("damage.parts", noun) is not None and any(
            self._is_item(c, whole=True)
            for c in marks.children(noun, "oblique")
            if marks.case(c) in marks.lexicon["of_words"].codes
        )

    def _is_damaged_to(self, noun: int) -> bool:
        return self.marks.case(noun) in self.marks.lexicon["damage.to"].codes

    def _draft(self, noun: int, verb: int, by: str | None) -> Draft:
        marks = self.marks
        count = marks.count_of_noun.get(noun)
        words = marks.words(noun)
        if count is not None and words.start <= count.span.end:
            words = marks.document.span(min(count.last, noun), noun + 1)
        low, high = (count.low, count.high) if count else self._number(noun)
        return Draft(
            field="damage",
            value=ItemQuantity(
                low=low,
                high=high,
                approximate=count.approximate if count else False,
                text=count.span.text if count else words.text,
                item=words.text,
                by=by,
            ),
            anchor=noun,
            words=words.text,
            content=marks.clause_of(verb),
            about=self.happenings.of(verb) or self.happenings.main,
        )

    def _number(self, noun: int) -> tuple[int | None, int | None]:
        plural = "plural" in self.marks.token(noun).features
        return (2, None) if plural else (1, 1)
