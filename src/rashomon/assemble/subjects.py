"""Who does what a verb of violence says, where its subject is not the noun that a parser names: a
pronoun, what somebody rides on, or what somebody is dressed as."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.doers import Doers
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices

REACH = 1
"""Sentences back, in the same paragraph, in which whom a pronoun means stands."""


class Subjects:
    """Finds the people behind the subjects of verbs."""

    def __init__(self, marks: Marks, voices: Voices, doers: Doers) -> None:
        self.marks = marks
        self.voices = voices
        self.doers = doers

    def of(self, noun: int, verb: int) -> int:
        """The noun for who does it: itself, as a rule."""
        marks = self.marks
        if marks.token(noun).pos == "PRON":
            found = self._antecedent(noun)
            return noun if found is None else found
        above = marks.token(noun).head
        toward = self._went_toward(noun, verb)
        if toward is not None:
            return toward
        if marks.hit("weapons.vehicle", noun) is not None and self._is_person(above):
            return above  # "a bomber on a motorcycle rammed a truck"
        dressed = marks.token(verb).head
        as_words = marks.lexicon["perpetrator.identified_as"].codes
        shown = any(marks.token(c).lower in as_words for c in marks.children(verb, "marker"))
        if shown and marks.token(dressed).relation == "relative":
            worn_by = marks.token(dressed).head  # "a bomber dressed as a policeman killed 84"
            return worn_by if self._is_person(worn_by) else noun
        return noun

    def _went_toward(self, noun: int, verb: int) -> int | None:
        """Who "stormed towards the police firing shots": not the police, whom a parser makes the
        subject of what stands behind them."""
        marks = self.marks
        told = marks.token(verb)
        beside = told.relation == "relative" and told.head == noun
        if not beside or not {"participle", "present"} <= told.features:
            return None
        into = {*marks.lexicon["against_words"].codes, *marks.lexicon["into_words"].codes}
        into.update(marks.lexicon["place_roles.destination"].codes)
        over = marks.token(noun).head
        if marks.case(noun) not in into or not marks.is_verb(over):
            return None
        agents = marks.children(over, "agent")
        return agents[0] if agents and self.doers.can_act(agents[0]) else None

    def whose(self, noun: int) -> str | None:
        """The group whose "its men" are, where the sentence before, or this one, tells of a group
        as doing something, and of no other."""
        marks, document = self.marks, self.marks.document
        possessives = {*marks.lexicon["possessives"].codes} - {*marks.lexicon["persons.he"].codes}
        own = [c for c in marks.children(noun, "possessor") if marks.token(c).lower in possessives]
        if not own or self.voices.at(noun) is not None:
            return None
        here = document.sentence_of(noun)
        first = document.sentences[max(here.index - REACH, 0)]
        start = first.first if first.paragraph == here.paragraph else here.first
        acting = [
            m
            for m in document.actor_mentions
            if start <= m.head < own[0] and marks.token(m.head).relation == "agent"
        ]
        kinds = ("armed-group", "militia", "state-forces")
        groups = {m.actor for m in acting if marks.actor(m.actor).kind in kinds}
        last = marks.actor(acting[-1].actor).kind in kinds if acting else False
        return acting[-1].actor if len(groups) == 1 and last else None

    def _is_person(self, noun: int) -> bool:
        return self.marks.hit("people", noun) is not None

    def _antecedent(self, pronoun: int) -> int | None:
        """The last one told of as doing something, or as arrested, that a pronoun can mean."""
        marks, token = self.marks, self.marks.token(pronoun)
        one = any(token.lower in marks.lexicon[f"persons.{who}"].codes for who in ("he", "she"))
        many = token.lower in marks.lexicon["persons.they"].codes
        if not (one or many) or self._quoted(pronoun):
            return None
        speaker = self.voices.at(pronoun)
        for noun in self._subjects_before(pronoun):
            if speaker is not None and speaker.verb == marks.predicate(noun):
                continue
            several = "plural" in marks.token(noun).features or noun in marks.count_of_noun
            several = several or marks.token(noun).lower in marks.lexicon["persons.many"].codes
            return noun if several is many and self._may_have_done(noun) else None
        return None

    def _subjects_before(self, pronoun: int) -> Iterator[int]:
        """The people who are subjects before a pronoun, the nearest first."""
        marks, document = self.marks, self.marks.document
        here = document.sentence_of(pronoun)
        for noun in sorted((i for i in marks.hits("people") if i < pronoun), reverse=True):
            there = document.sentence_of(noun)
            if here.index - there.index > REACH or here.paragraph != there.paragraph:
                return
            token = marks.token(noun)
            above = marks.predicate(noun)
            if token.relation == "agent" and marks.is_verb(above):
                yield noun
            hit = marks.hit("effects.patient", above)
            arrested = hit is not None and hit.code == "arrests" and marks.is_passive(above)
            if token.relation == "patient" and (arrested or noun in marks.hits("people.fighters")):
                yield noun

    def _may_have_done(self, noun: int) -> bool:
        """Whether nothing says that it happened to them."""
        marks = self.marks
        died = marks.hit("effects.agent", marks.predicate(noun)) is not None
        spoke = marks.hit("speech", marks.predicate(noun)) is not None
        return not died and not spoke and self.doers.can_act(noun, anyone=True)

    def _quoted(self, i: int) -> bool:
        start = self.marks.token(i).start
        return any(q.start <= start < q.end for q in self.marks.document.quotations)
