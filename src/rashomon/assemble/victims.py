"""Victims: single persons and what became of them.

A person is followed through the report (`persons`): shot, taken to hospital, pronounced dead there.
The gravest that is told of somebody is the fate; each person is one `victim`, and one dead or
injured where no figure counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effects
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import MAX_CLIMB, Marks
from rashomon.assemble.persons import Person, Persons
from rashomon.assemble.whose import Whose
from rashomon.records import ClaimField, Quantity, VictimValue

READ_KINDS = frozenset({"body", "title"})
GRAVITY = {"attacked": 1, "injured": 2, "killed": 3}
"""Fates by what outweighs what; the others stand beside them."""
FATE_OF_FIELD = {
    "deaths": "killed",
    "injuries": "injured",
    "casualties": "attacked",
    "abductions": "abducted",
    "missing": "missing",
}
FIELD_OF_FATE: Mapping[str, ClaimField] = {"killed": "deaths", "injured": "injuries"}
BEHIND_REACH = 3
"""Tokens behind "shot dead" in which its victim begins, where the parser gives it none."""

_OF_ROWS = frozenset({"PROPN", "PUNCT", "CCONJ", "NUM"})
"""Parts of speech that a row of names is made of: names, ages, commas, "and"."""

ATTEMPTED_REACH = 6
"""Tokens before "murder" in which "attempted" belongs to it: "attempted second-degree murder"."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What one place of the text says became of a person: `word` says it, `mention` is whom."""

    fate: str
    word: int
    mention: int


class Victims:
    """The single victims of one document."""

    def __init__(
        self, marks: Marks, happenings: Happenings, effects: Effects, people: Whose
    ) -> None:
        self.marks = marks
        self.people = people
        self.happenings = happenings
        self.effects = effects
        self.persons = Persons(marks)
        self.replaced: list[Draft] = []
        """Figures that a victim's own figure says better."""

    def drafts(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """A draft for each person to whom something was done; and a figure of one where nothing
        among `figures` counts that person.

        1. fates    what the text says was done to whom, word by word
        2. persons  which of those words are one person
        3. unite    persons who can only be one
        """
        fates = [f for f in self._fates() if self._holds(f)]
        fates = list(dict.fromkeys(e for f in fates for e in (f, *self._in_row(f))))
        self.persons.resolve(frozenset(f.mention for f in fates), self._outcomes(fates, figures))
        self._unite(fates)
        fates = self._murdered(fates)
        of_person: dict[int, list[Fate]] = {}
        for fate in fates:
            person = self.persons.of(fate.mention)
            if person is not None:
                of_person.setdefault(person.number, []).append(fate)
        counted = self._counted(figures)
        for each in of_person.values():
            draft = self._draft(each)
            yield draft
            person = self.persons.of(each[0].mention)
            if person is None:
                continue
            vague = self._vague(draft, person, figures)
            self.replaced.extend(vague)
            if not (counted - {d.anchor for d in vague}) & set(person.mentions):
                yield from self._figure(draft, person, each, figures)

    def _outcomes(self, fates: Sequence[Fate], figures: Sequence[Draft]) -> dict[int, str]:
        """Who died and who was hurt, by the words for them, where figures count both; else the hurt
        of an early report may be the dead of a later one."""
        counted = {f.field for f in figures if isinstance(f.value, Quantity) and f.value.high != 0}
        if not counted >= set(FIELD_OF_FATE.values()):
            return {}
        hurt = {f.mention: f.fate for f in fates if f.fate in FIELD_OF_FATE}
        return hurt | {f.mention: f.fate for f in fates if f.fate == "killed"}

    def _vague(self, draft: Draft, person: Person, figures: Sequence[Draft]) -> list[Draft]:
        """The figures of one shot that say less than what became of that person."""
        value = draft.value
        known = isinstance(value, VictimValue) and value.fate in FIELD_OF_FATE
        return [
            d
            for d in figures
            if known and d.field == "casualties" and d.anchor in person.mentions
            if isinstance(d.value, Quantity) and d.value.low == d.value.high == 1
        ]

    def _in_row(self, fate: Fate) -> Iterator[Fate]:
        """The same of those in one row of names, whatever the parser makes of it: "Ann Roe, 30; Bob
        Lee, 21; and Carl Orr, 31 all died"."""
        marks, first = self.marks, fate.mention
        if not self.persons.is_name(first):
            return
        sentence = marks.document.sentence_of(first)
        for step in (-1, 1):
            at, row, joined = first + step, [], False
            while sentence.first <= at < sentence.last:
                token = marks.token(at)
                listed = token.pos in _OF_ROWS or token.lower in marks.lexicon.age_units
                if not (listed or token.relation == "name"):
                    break  # "Jim Roe, 50, his mother Ann Roe, 70": a word before a name is its own
                joined = joined or token.pos == "CCONJ"
                joined = joined or (self.persons.is_name(at) and self.persons.told_apart(at, first))
                if self.persons.is_name(at) and not self._are_one_name(at, first):
                    row.append(at)
                at += step
            # a row begins and ends with a name, and its last is joined by "and"
            if joined:
                yield from (Fate(fate.fate, fate.word, i) for i in row)

    def _are_one_name(self, a: int, b: int) -> bool:
        mention = self.marks.mention(b)
        return mention is not None and mention.first <= a < mention.last

    def _counted(self, figures: Sequence[Draft]) -> set[int]:
        """The tokens of those whom figures count."""
        nouns = {c.first: c.noun for c in self.marks.counts if c.noun is not None}
        anchors = {d.anchor for d in figures}
        return anchors | {noun for first, noun in nouns.items() if first in anchors}

    def _figure(
        self, draft: Draft, person: Person, fates: list[Fate], figures: Sequence[Draft]
    ) -> Iterator[Draft]:
        """One dead or injured, for somebody told of here first, where no toll may count him."""
        value = draft.value
        field = FIELD_OF_FATE.get(value.fate or "") if isinstance(value, VictimValue) else None
        introduced = person.first in {f.mention for f in fates}
        if field is None or not isinstance(value, VictimValue):
            return
        attacker = field == "deaths" and self._is_attacker(person, fates, figures)
        for each in figures:
            total = each.value
            same = each.field == field and each.about is draft.about
            if attacker and isinstance(total, Quantity) and total.status != "combatant":
                continue  # the toll of his victims is not his
            if same and not introduced:
                return  # somebody told of before may be counted there
            if same and isinstance(total, Quantity) and (total.low is None or total.low > 1):
                return
        head = person.first
        status, side = self.people.side(head, Effect(field, draft.anchor, None))
        yield Draft(
            field=field,
            value=Quantity(
                low=1,
                high=1,
                approximate=False,
                text=value.text,
                group=value.text,
                side=side,
                status=status,
                category=self.people.category(head),
            ),
            anchor=draft.anchor,
            words=value.text,
            content=draft.content,
            about=draft.about,
        )

    def _is_attacker(self, person: Person, fates: Sequence[Fate], figures: Sequence[Draft]) -> bool:
        """Whether it is somebody who did what was done to others that a figure counts, and whose
        death is told in more than a pronoun."""
        itself = self.marks.lexicon["persons.self"].codes
        plain = (self.marks.token(f.mention) for f in fates if f.fate == "killed")
        if not any(token.pos != "PRON" or token.lower in itself for token in plain):
            return False
        if "fighters" in person.groups:
            return True
        found = (self.marks.mention(i) for i in person.mentions)
        actors = {mention.actor for mention in found if mention is not None}
        return any(isinstance(d.value, Quantity) and d.value.by in actors for d in figures)

    # ---------------------------------------------------------------------------------- fates

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
                if not marks.is_verb(verb):
                    continue
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

    # ------------------------------------------------------------------------------- uniting

    def _unite(self, fates: list[Fate]) -> None:
        """A name that comes after a description of somebody with the same fate is that one."""
        persons = self.persons
        gravest: dict[int, str] = {}
        for each in fates:
            person = persons.of(each.mention)
            if person is None:
                continue
            held = gravest.get(person.number)
            if held is None or GRAVITY.get(each.fate, 0) > GRAVITY.get(held, 0):
                gravest[person.number] = each.fate
        harmed = sorted((p for p in persons.found if p.number in gravest), key=lambda p: p.first)
        told_in: dict[int, set[int]] = {}
        for each in fates:
            person = persons.of(each.mention)
            if person is not None:
                sentence = self.marks.token(each.mention).sentence
                told_in.setdefault(person.number, set()).add(sentence)
        for person in harmed:
            for other in harmed:
                if other.first >= person.first or not self._are_one(other, person):
                    continue
                if told_in[other.number] & told_in[person.number]:
                    continue  # one sentence tells of both
                if self._same_fate(gravest[other.number], gravest[person.number]):
                    worst = max(
                        (gravest[other.number], gravest[person.number]),
                        key=lambda fate: GRAVITY.get(fate, 0),
                    )
                    persons.merge(other, person)
                    gravest[other.number] = worst
                    told_in[other.number] |= told_in[person.number]
                    break

    def _are_one(self, a: Person, b: Person) -> bool:
        return (
            a in self.persons.found
            and b in self.persons.found
            and not (a.name and b.name and not _are_one_full_name(a.name, b.name))
            and not self._described_apart(a, b)
            and self.persons.fits(a, b)
            and (a.age == b.age is not None or not self.persons.came_apart(a, b.mentions))
        )

    def _described_apart(self, a: Person, b: Person) -> bool:
        """Whether two were introduced as different people: "a boy of 16", "a gold miner"."""
        vague = {*self.marks.lexicon["persons.general"].codes}
        vague.update(self.marks.lexicon["persons.victims"].codes)
        told = (a.nouns - vague, b.nouns - vague)
        return a.indefinite and b.indefinite and all(told) and not told[0] & told[1]

    def _murdered(self, fates: list[Fate]) -> list[Fate]:
        """The one person shot is dead, where the report has somebody charged with murder."""
        harmed = {p.number for f in fates if (p := self.persons.of(f.mention)) is not None}
        if len(harmed) != 1 or any(f.fate != "attacked" for f in fates):
            return fates
        marks = self.marks
        for i in sorted(marks.hits("homicide_words")):
            tried = any(
                marks.token(j).lower in marks.lexicon["persons.attempted"].codes
                for j in range(max(i - ATTEMPTED_REACH, 0), i)
            )
            if tried:
                return fates
            if marks.document.sentence_of(i).kind in READ_KINDS:
                return [*fates, Fate("killed", i, fates[0].mention)]
        return fates

    def _same_fate(self, a: str, b: str) -> bool:
        return a == b or {a, b} <= GRAVITY.keys()

    # -------------------------------------------------------------------------------- drafts

    def _draft(self, fates: list[Fate]) -> Draft:
        marks = self.marks
        fates = sorted(fates, key=lambda f: (-GRAVITY.get(f.fate, 0), f.word))
        gravest = fates[0]
        person = self.persons.of(gravest.mention)
        assert person is not None  # only fates of known persons are drafted
        about = self._about(fates)
        head = self._naming(person)
        mention = marks.mention(head)
        text = self._words(head)
        return Draft(
            field="victim",
            value=VictimValue(
                actor=mention.actor if mention is not None else None,
                text=text,
                action=marks.token(gravest.word).text,
                age=person.age,
                sex=person.sex,
                fate=gravest.fate,
            ),
            anchor=gravest.word,
            words=text,
            content=marks.clause(marks.predicate(gravest.word)),
            about=about,
        )

    def _words(self, head: int) -> str:
        """The words for a person, without article and age, unless there are no others."""
        marks = self.marks
        mention = marks.mention(head)
        aged = marks.first_of_age(head)
        first, last = (mention.first, mention.last) if mention is not None else (aged, head + 1)
        while first < aged and (
            marks.token(first).relation in ("determiner", "number", "case")
            or marks.token(first).pos in ("NUM", "PUNCT")
            or marks.token(first).lower in marks.lexicon.age_units
        ):
            first += 1
        return marks.document.span(min(first, aged), max(last, head + 1)).text

    def _about(self, fates: list[Fate]) -> Happening | None:
        found = [self.happenings.of(f.word) for f in fates]
        return self.happenings.main if self.happenings.main in found else found[0]

    def _naming(self, person: Person) -> int:
        """The token whose phrase says most of the person: the name, else the first noun."""
        marks = self.marks

        def rank(i: int) -> tuple[bool, int, int]:
            mention = marks.mention(i)
            token = marks.token(i)
            named = token.pos == "PROPN"
            length = mention.last - mention.first if mention is not None else 0
            return (named, length if token.pos != "PRON" else -1, -i)

        return max(person.mentions, key=rank)


def _are_one_full_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one name of two and more words is told in the other: "Ann Roe", "Ann Mary Roe"."""
    short, long = sorted((a, b), key=len)
    return len(short) > 1 and set(short) <= set(long)
