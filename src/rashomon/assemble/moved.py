"""Tolls that move: "the death toll rose from 25 to 89", "the number of dead stands at 91".

The noun names what is counted, the verb says that a figure is given, and the figure follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase
from rashomon.records import ClaimField

NUMBER_REACH = 12
"""Tokens before a figure in which "the number of …" stands that tells what it counts."""
MOVED_REACH = 5
"""Tokens behind a verb such as "rose" in which the figure that a toll moved to stands."""


class MovedTolls:
    """What a figure counts by the toll that it is the value of. `is_people` tells whether a token
    stands for people, `told_by` what a word says happened to them."""

    def __init__(
        self,
        marks: Marks,
        is_people: Callable[[int], bool],
        told_by: Callable[[int], Effect | None],
    ) -> None:
        self.marks = marks
        self.is_people = is_people
        self.told_by = told_by

    def find(self, count: CountPhrase) -> Effect | None:
        """What those are of whom a toll gives this figure, None where it is no toll's."""
        return (
            self._named_right_before(count)
            or self._toll_moved(count)
            or self._number_of(count)
            or self._bodies_told(count)
            or self._victims_counted(count)
        )

    def _victims_counted(self, count: CountPhrase) -> Effect | None:
        """As in "The government's latest count is 86 victims"."""
        marks, noun = self.marks, count.noun
        if noun is None or marks.hit("persons.victims", noun) is None:
            return None
        verb = marks.token(noun).head
        if marks.token(verb).pos != "AUX" and marks.hit("toll_moves", verb) is None:
            return None
        counts = any(marks.hit("count_nouns", a) is not None for a in marks.agents(verb))
        return Effect("deaths", verb, None) if counts else None

    def _named_right_before(self, count: CountPhrase) -> Effect | None:
        """As in "put the injured at 40 and the dead at nine": each number has its own toll."""
        marks, noun = self.marks, count.first - 2
        if noun < 0 or marks.token(noun + 1).lower not in marks.lexicon["figure_words"].codes:
            return None
        if marks.token(noun + 1).lower in marks.lexicon["of_words"].codes:
            return None
        hit = marks.hit("effects.noun", noun) or marks.hit("effects.toll", noun)
        first = marks.document.sentence_of(noun).first
        moved = any(marks.hit("toll_moves", i) is not None for i in range(first, noun))
        bare = count.noun is None or not self.is_people(count.noun)
        return Effect(cast(ClaimField, hit.code), noun, None) if hit and moved and bare else None

    def _bodies_told(self, count: CountPhrase) -> Effect | None:
        """Bodies that somebody tells of, or that were brought somewhere: "spoke of twenty bodies",
        "une cinquantaine de corps ramenés à la garnison"."""
        marks = self.marks
        noun = count.noun
        if noun is None or marks.hit("units_of_people.bodies", noun) is None:
            return None
        brought = any(
            marks.hit("body_verbs", c) is not None for c in marks.children(noun, "relative")
        )
        verb = marks.predicate(noun)
        told = marks.hit("speech.assert", verb) is not None and not marks.negated(verb)
        return Effect("deaths", verb if told else noun, None) if told or brought else None

    def _toll_moved(self, count: CountPhrase) -> Effect | None:
        """As in "The death toll rose from 25 to 89", "le bilan est passé à 89"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        within = range(sentence.first, sentence.last)
        if count.noun is not None and not self.is_people(count.noun):
            return None
        for noun, field in self._toll_nouns(within):
            named = marks.is_verb(noun) and marks.children(noun, "determiner")
            verb = marks.predicate(marks.token(noun).head if named else noun)  # "the wounded"
            moves = marks.hit("toll_moves", verb) is not None or marks.token(verb).pos == "AUX"
            near = 0 < count.first - verb <= MOVED_REACH
            between = [marks.token(i) for i in range(count.last, noun)]
            apart = any(t.relation == "marker" for t in between)
            ahead = count.first < noun and (count.noun is None or not apart)
            governed = marks.predicate(count.last - 1) == verb or ahead or near
            if (moves and governed) or count.last - 1 in marks.document.subtree(noun):
                return Effect(field, noun, None)
        return None

    def _number_of(self, count: CountPhrase) -> Effect | None:
        """As in "The number of people confirmed dead stands at 91", by the words in their row,
        where the parser loses its way."""
        marks = self.marks
        if count.noun is not None and not self.is_people(count.noun):
            return None
        first = max(marks.document.sentence_of(count.first).first, count.first - NUMBER_REACH)
        noun = next((i for i in range(first, count.first) if marks.hit("count_nouns", i)), None)
        if noun is None or count.first - noun < 3 or noun in marks.count_of_noun:
            return None
        between = range(noun + 1, count.first)
        moved = [i for i in between if marks.hit("toll_moves", i) or marks.token(i).pos == "AUX"]
        if not moved or any(marks.count_at.get(i) for i in between):
            return None
        for i in range(noun + 1, moved[-1]):
            own = self.told_by(i)
            hit = marks.hit("effects.patient", i)
            if own is not None:
                return Effect(own.field, noun, None)
            if hit is not None and "participle" in marks.token(i).features:
                return Effect(cast(ClaimField, hit.code), noun, None)
        return None

    def _tells_of_counted(self, below: int, noun: int) -> bool:
        """Whether a word under "the number of …" is said of those counted: "of people killed in the
        raid", not "of suspects in the killing"."""
        marks = self.marks
        while below != noun:
            token = marks.token(below)
            of = marks.case(below) in marks.lexicon["of_words"].codes
            if token.head == below or (token.relation == "oblique" and not of):
                return False
            below = token.head
        return True

    def _toll_nouns(self, within: range) -> Iterator[tuple[int, ClaimField]]:
        """As in "The death toll", "the number of attackers killed": nouns whose value is a
        figure."""
        marks = self.marks
        for i in within:
            toll = marks.hit("effects.toll", i)
            losses, token = marks.hit("effects.noun", i), marks.token(i)
            if toll is not None:
                yield i, cast(ClaimField, toll.code)
            elif losses and not marks.is_passive(i) and marks.hit("toll_moves", token.head):
                yield i, cast(ClaimField, losses.code)  # "put its losses at four"
            elif marks.hit("count_nouns", i) is not None and i not in marks.count_of_noun:
                for below in marks.document.subtree(i):
                    effect = self.told_by(below) if below != i else None
                    if effect is not None and self._tells_of_counted(below, i):
                        yield i, effect.field
                        break
