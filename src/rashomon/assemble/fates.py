"""Fates: what the words of a report say was done to single persons, or became of them.

Every word that tells it is one fate of one mention: "shot", "pronounced dead", "the death of",
"in a critical condition", "lost his brother". Who the mentions are is the matter of `victims`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from rashomon.assemble.effects import Effects
from rashomon.assemble.marks import MAX_CLIMB, Marks
from rashomon.assemble.persons import Persons
from rashomon.records import ClaimField

READ_KINDS = frozenset({"body", "title"})
FATE_OF_FIELD = {
    "deaths": "killed",
    "injuries": "injured",
    "casualties": "attacked",
    "abductions": "abducted",
    "missing": "missing",
}
BEHIND_REACH = 3
"""Tokens behind "shot dead" in which its victim begins, where the parser gives it none."""
VICTIMS_BACK = 3
"""Sentences from "the victims" back to what befell them."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What one place of the text says became of a person: `word` says it, `mention` is whom."""

    fate: str
    word: int
    mention: int


class Fates:
    """The fates that one document tells of."""

    def __init__(self, marks: Marks, effects: Effects, persons: Persons) -> None:
        self.marks = marks
        self.effects = effects
        self.persons = persons

    def found(self) -> list[Fate]:
        """Every fate that is said to have befallen somebody, in the order of the ways to tell."""
        return [fate for fate in self._fates() if self._holds(fate)]

    def _fates(self) -> Iterator[Fate]:
        yield from self._done_to()
        yield from self._undergone()
        yield from self._conditions()
        yield from self._nouns()
        yield from self._among()
        yield from self._lost()

    def _fate(self, mention: int, field: str, word: int) -> Iterator[Fate]:
        if field not in FATE_OF_FIELD:
            return
        if not self.persons.is_one(mention):  # "one of them, a 70-year-old man, died"
            told = self.marks.children(mention, "apposition")
            mention = next((c for c in told if self.persons.is_one(c)), mention)
        if self.persons.is_one(mention):
            yield Fate(FATE_OF_FIELD[field], word, mention)

    def _done_to(self) -> Iterator[Fate]:
        """Objects of "kill", "shoot", "wound"; whom a mortal word makes dead."""
        marks = self.marks
        for name in ("effects.patient", "harm_verbs"):
            for verb, hit in sorted(marks.hits(name).items()):
                if not marks.is_verb(verb) or marks.children(verb, "determiner"):
                    continue  # "the wounded"
                field = "casualties" if name == "harm_verbs" else hit.code
                field = self.effects.field_of(verb, cast(ClaimField, field))
                whom = (
                    self._objects(verb)
                    or self._behind(hit.last, hit.last - hit.first)
                    or self._in_headline(verb)
                )
                for noun in whom:
                    if name == "effects.patient" or not self.persons.is_bare_name(noun):
                        yield from self._fate(noun, field, verb)  # "attacked Kishishe"

    def _objects(self, verb: int) -> tuple[int, ...]:
        """Whom a verb happens to; pronouns included."""
        marks = self.marks
        own = [
            p for c in marks.children(verb, "patient", "recipient") for p in marks.with_conjuncts(c)
        ]
        return tuple(dict.fromkeys((*marks.patients(verb), *own)))

    def _behind(self, start: int, length: int) -> tuple[int, ...]:
        """The person right behind a phrase: "shot dead a journalist"."""
        if length < 2:
            return ()
        for mention in self.marks.document.actor_mentions:
            if start <= mention.first < start + BEHIND_REACH and mention.first == start:
                return (mention.head,)
        return ()

    def _in_headline(self, verb: int) -> tuple[int, ...]:
        """Whom a headline's verb without auxiliary and object happens to: "Man shot in Reno"."""
        marks = self.marks
        token = marks.token(verb)
        plain = token.sentence == 0 and "past" in token.features
        if not plain or marks.children(verb, "auxiliary", "patient", "complement"):
            return ()
        against = marks.lexicon["against_words"].codes
        obliques = marks.children(verb, "oblique")
        if any(marks.case(c) in against and self.persons.is_one(c) for c in obliques):
            return ()
        return tuple(
            a
            for c in marks.children(verb, "agent")
            if marks.case(c) not in marks.lexicon["by_words"].codes
            for a in marks.with_conjuncts(c)
            if (hit := marks.hit("people", a)) is None or hit.code != "fighters"
        )

    def _subjects(self, verb: int) -> tuple[int, ...]:
        marks = self.marks
        if marks.is_passive(verb):
            return self._objects(verb) or marks.agents(verb)
        own = [a for c in marks.children(verb, "agent") for a in marks.with_conjuncts(c)]
        found = tuple(dict.fromkeys((*own, *marks.agents(verb))))
        token = marks.token(verb)
        if not found and token.relation == "conjunct" and marks.is_passive(token.head):
            return self._objects(token.head)  # "was hit by a bullet and is in stable condition"
        return found

    def _undergone(self) -> Iterator[Fate]:
        """Subjects of "die" and of set phrases; of "was dead", "found dead"."""
        marks = self.marks
        for verb, hit in sorted(marks.hits("effects.agent").items()):
            if not marks.is_verb(verb):
                continue
            field = hit.code
            if field == "survivors" and marks.negated(verb):
                field = "deaths"  # "did not survive"
            for noun in self._subjects(verb):
                yield from self._fate(noun, field, verb)
        for hit in marks.hits("effects.phrase").values():
            verb = marks.predicate(hit.head)
            for noun in self._subjects(verb):
                yield from self._fate(noun, hit.code, hit.head)
        for i, hit in sorted(marks.hits("effects.adjective").items()):
            yield from self._adjective(i, hit.code)

    def _adjective(self, i: int, field: str) -> Iterator[Fate]:
        marks = self.marks
        token = marks.token(i)
        above = self.marks.token(marks.token(i).head)
        if marks.children(i, "determiner") and above.i != i and above.pos == "VERB":
            return  # "put the wounded at 50"
        if marks.is_verb(i) and token.relation == "relative" and not marks.is_passive(i):
            return  # "the man who wounded a girl"
        if marks.is_verb(i) and marks.children(i, "patient") and not marks.is_passive(i):
            return  # "a sniper killed a girl"
        if self.persons.is_one(token.head) and token.relation in ("modifier", "relative"):
            yield from self._fate(token.head, field, i)
            return
        own = marks.children(i, "agent", "patient")
        if token.relation == "complement" and marks.is_verb(token.head) and not own:
            whom = marks.children(token.head, "patient") or self._subjects(token.head)
        elif marks.children(i, "copula", "agent", "auxiliary"):
            by = marks.lexicon["by_words"].codes
            below = marks.children(i, "agent", "patient")
            whom = tuple(c for c in below if marks.case(c) not in by)  # "killed by the gunman"
        else:
            whom = ()
        for noun in whom:
            for each in marks.with_conjuncts(noun):
                yield from self._fate(marks.antecedent(each), field, i)

    def _conditions(self) -> Iterator[Fate]:
        """As in "in critical condition", "taken to hospital", "with a gunshot wound"."""
        marks = self.marks
        fields: tuple[ClaimField, ...] = ("deaths", "injuries")
        for field in fields:
            for i in sorted(marks.hits(f"conditions.{field}")):
                if marks.zeroed(i) or self._is_surname(i):
                    continue  # "no wounds on the body", "James Burns said"
                if marks.is_verb(i) and marks.children(i, "determiner"):
                    continue  # "put the wounded at 50"
                if marks.is_verb(i) and marks.children(i, "patient") and not marks.is_passive(i):
                    continue  # "threw grenades, wounding 120"
                came_to = self.effects.field_of(i, field)
                for noun in self._whose(i):
                    yield from self._fate(noun, came_to, i)
        for i in sorted(marks.hits("conditions.limbs")):
            verb = marks.predicate(i)
            own = i in marks.children(verb, "patient")
            broken = any(marks.hit("conditions.broken", c) for c in marks.children(i, "modifier"))
            if own and (broken or marks.hit("conditions.limb_verbs", verb) is not None):
                for noun in self._subjects(verb):
                    yield from self._fate(noun, "injuries", i)
        for i in sorted(marks.hits("conditions.care")):
            verb = marks.predicate(i)
            carried = marks.hit("conditions.carry_verbs", verb)
            if carried is not None and marks.token(verb).relation != "relative":
                for noun in self._objects(verb):
                    yield from self._fate(noun, "injuries", i)
            elif marks.token(verb).pos == "AUX" or marks.hit("conditions.stay_verbs", verb):
                for noun in self._subjects(verb):
                    yield from self._fate(noun, "injuries", i)

    def _is_surname(self, i: int) -> bool:
        """Whether a word for wounds is somebody's name."""
        marks = self.marks
        mention = marks.mention(i) if marks.token(i).pos == "PROPN" else None
        if mention is None or mention.last - mention.first < 2:
            return False
        first = marks.document.sentence_of(i).first
        plain = marks.token(first + 1 if i == first else i - 1)
        return plain.text[:1].isupper() and mention.head == i

    def _whose(self, i: int) -> tuple[int, ...]:
        """The people whose condition a phrase tells: those over it, or its clause's."""
        marks = self.marks
        for child in marks.children(i, "possessor"):
            if self.persons.is_one(child):
                return (child,)
        at = i
        for _ in range(MAX_CLIMB):
            token = marks.token(at)
            if at != i and self.persons.is_one(at) and not marks.is_verb(at):
                return (at,)
            if marks.is_verb(at):
                break
            if token.head == at:
                return ()
            at = token.head
        verb = marks.predicate(at)
        if marks.hit("conditions.charge_verbs", verb) is not None:
            return ()  # "charged with causing injury"
        if marks.hit("declining", verb) is not None:
            return ()  # "declined treatment"
        patients = tuple(p for p in self._objects(verb) if self.persons.is_one(p))
        return patients or self._subjects(verb)

    def _nouns(self) -> Iterator[Fate]:
        """As in "the death of a teacher", "his murder", "the fatal shooting of John Smith"."""
        marks = self.marks
        for i in sorted(marks.hits("lives")):  # "claimed the life of a deputy"
            verb = marks.predicate(i)
            if marks.hit("causing", verb) is not None and i in marks.children(verb, "patient"):
                for noun in self._of(i):
                    yield from self._fate(noun, "deaths", i)
        for name, mild in (("effects.noun", False), ("events.nouns", True)):
            for i, hit in sorted(marks.hits(name).items()):
                if marks.is_verb(i) or marks.hit("sums_of_dead", i) is not None:
                    continue
                field = self.effects.field_of(i, "casualties") if mild else hit.code
                if mild and hit.code not in ("shooting", "massacre"):
                    continue
                if mild and hit.code == "massacre":
                    field = "deaths"
                for noun in self._of(i):
                    yield from self._fate(noun, field, i)
        for i, hit in sorted(marks.hits("units_of_people").items()):
            if hit.code == "bodies":
                found = marks.hit("body_verbs", marks.predicate(i)) is not None
                for noun in self._of(i):
                    if found or marks.token(noun).relation != "possessor":
                        yield from self._fate(noun, "deaths", i)

    def _lost(self) -> Iterator[Fate]:
        """Whom somebody lost: "lost his brother and a nephew in the attack"."""
        marks = self.marks
        for verb, hit in sorted(marks.hits("effects.lose").items()):
            if marks.is_verb(verb) and not marks.is_passive(verb):
                for noun in self._objects(verb):
                    if marks.hit("kin", noun) is not None:
                        yield from self._fate(noun, hit.code, verb)

    def _among(self) -> Iterator[Fate]:
        """As in "John Smith, 34, was among those killed", "the dead include Ann Roe, 30"."""
        marks = self.marks
        for hit in marks.hits("among_words").values():
            verb = marks.predicate(hit.head)
            if marks.token(verb).pos != "AUX":
                continue
            whom = self._subjects(verb)
            if verb > hit.first:  # "Among the dead were …"
                behind = (*whom, *marks.children(verb, "complement"))
                whom = tuple(n for c in behind if c > verb for n in marks.with_conjuncts(c))
            for noun in whom:
                yield from self._fate(noun, hit.code, hit.head)
        for verb in sorted(marks.hits("among_verbs")):
            whole = [self.effects.of_word(a) for a in marks.agents(verb)]
            field = next((e.field for e in whole if e is not None), None)
            if marks.is_verb(verb) and field is not None:
                for noun in self._objects(verb):
                    yield from self._fate(noun, field, verb)
        yield from self._named()

    def _named(self) -> Iterator[Fate]:
        """Names behind the dead or the hurt and a form of "be": "The dead were Ann Roe, 34, and
        Jim Lee, 29"."""
        marks = self.marks
        for name in ("effects.noun", "effects.adjective"):
            for i, hit in sorted(marks.hits(name).items()):
                verb = marks.token(i).head
                all_of = marks.token(i).relation in ("agent", "patient") and not marks.is_verb(i)
                if not all_of or marks.token(verb).pos != "AUX" or verb < i:
                    continue
                for child in marks.children(verb, "complement"):
                    for noun in marks.with_conjuncts(child):
                        if self.persons.is_name(noun):
                            yield from self._fate(noun, hit.code, i)
        for verb in sorted(marks.hits("persons.identify")):
            for whole in marks.patients(verb):
                field = self._field_of_all(whole)
                for child in marks.children(verb, "oblique") if field is not None else ():
                    listed = marks.case(child) in marks.lexicon["as_words"].codes
                    for noun in marks.with_conjuncts(child) if listed else ():
                        if self.persons.is_name(noun):
                            yield from self._fate(noun, str(field), verb)

    def _field_of_all(self, whole: int) -> str | None:
        """What befell several whom a noun names: "the dead"; "the victims", where the sentences
        before tell of deaths alone."""
        marks = self.marks
        own = self.effects.of_word(whole)
        if own is not None:
            return own.field
        token = marks.token(whole)
        if marks.hit("persons.victims", whole) is None or "plural" not in token.features:
            return None
        first = marks.document.sentences[max(token.sentence - VICTIMS_BACK, 0)].first
        told = {
            hit.code
            for name in ("effects.patient", "effects.agent", "effects.adjective")
            for i, hit in marks.hits(name).items()
            if first <= i < whole and hit.code in FATE_OF_FIELD
        }
        return "deaths" if told == {"deaths"} else None

    def _of(self, noun: int) -> Iterator[int]:
        """Whose a noun is: possessors and "of …"."""
        marks = self.marks
        for child in marks.children(noun, "possessor"):
            yield from marks.with_conjuncts(child)
        for child in marks.children(noun, "oblique"):
            if marks.case(child) in marks.lexicon["of_words"].codes:
                yield from marks.with_conjuncts(child)

    def _holds(self, fate: Fate) -> bool:
        """Whether it is said to have happened, at least by somebody."""
        marks = self.marks
        if marks.document.sentence_of(fate.word).kind not in READ_KINDS:
            return False
        verb = marks.predicate(fate.word)
        died = fate.fate == "killed" and marks.hit("effects.agent", fate.word) is not None
        survived = died and "survivors" in marks.hits("effects.agent")[fate.word].codes
        if (marks.negated(verb) or marks.negated(fate.word)) and not survived:
            return False
        if self._is_aim(verb):
            return False
        for i in (fate.word, *marks.children(fate.word)):
            if marks.token(i).lower in marks.lexicon["persons.attempted"].codes:
                return False
        for i in (verb, *marks.children(verb)):
            if i in marks.hits("hypothetical.phrases") or i in marks.hits("future.phrases"):
                return False
        at = fate.word
        for _ in range(MAX_CLIMB):
            token = marks.token(at)
            if token.head == at:
                break
            below = token.relation in ("complement", "clause")
            at = token.head
            if below and marks.hit("persons.attempt", at) is not None:
                return False
        return True

    def _is_aim(self, verb: int) -> bool:
        """Whether a verb is only aimed at: "ready to kill", "had to bury"; not "said to have"."""
        marks = self.marks
        token = marks.token(verb)
        plain = "infinitive" in token.features and token.relation == "complement"
        return plain and not marks.children(verb, "auxiliary")
