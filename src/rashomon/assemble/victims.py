"""Victims: single persons and what became of them.

A person is followed through the report (`persons`): shot, taken to hospital, pronounced dead there.
The gravest that is told of somebody is the fate; each person is one `victim`, and one dead or
injured where no figure counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rashomon.assemble.deeds import Effect
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effects
from rashomon.assemble.fates import READ_KINDS, Fate, Fates
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.persons import Person, Persons
from rashomon.assemble.whose import Whose
from rashomon.records import ClaimField, Quantity, VictimValue

GRAVITY = {"attacked": 1, "injured": 2, "killed": 3}
"""Fates by what outweighs what; the others stand beside them."""
FIELD_OF_FATE: Mapping[str, ClaimField] = {"killed": "deaths", "injured": "injuries"}

_OF_ROWS = frozenset({"PROPN", "PUNCT", "CCONJ", "NUM"})
"""Parts of speech that a row of names is made of: names, ages, commas, "and"."""

ATTEMPTED_REACH = 6
"""Tokens before "murder" in which "attempted" belongs to it: "attempted second-degree murder"."""


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
        fates = Fates(self.marks, self.effects, self.persons).found()
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
        """Who died and who was hurt, by the words for them, where figures of one incident count
        both; else the hurt of an early report may be the dead of a later one."""
        counted: dict[int, set[ClaimField]] = {}
        for each in figures:
            if each.scope is None and isinstance(each.value, Quantity) and each.value.high != 0:
                counted.setdefault(id(each.about), set()).add(each.field)
        if not any(fields >= set(FIELD_OF_FATE.values()) for fields in counted.values()):
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
