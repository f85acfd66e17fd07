"""Persons: the single people whom a report speaks of, each told of in several words.

"A 22-year-old man", "the victim", "he" and "John Smith, 22" may be one person. Every noun phrase
for one person, every name and every pronoun is a mention; it joins the person before it that fits
by name, by age, by sex, by the noun, or by standing beside it ("the victim, John Smith",
"identified as"), in the manner of the multi-pass sieve for coreference (Raghunathan et al. 2010):
the surest signs first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from rashomon.assemble.ages import ages_told
from rashomon.assemble.harms import is_each_other
from rashomon.assemble.marks import Marks
from rashomon.document import Token, normalise

Sex = Literal["female", "male"]
READ_KINDS = frozenset({"body", "title"})
ADULT = 18
"""Years: somebody of this age is no child."""
PRONOUN_REACH = 3
"""Sentences back in which a pronoun's person is looked for."""
_OF_PERSONS = frozenset({"NOUN", "PROPN", "ADJ", "PRON", "DET"})
"""Parts of speech that can stand for one person."""
PERSON_KINDS = frozenset({"unidentified", "private-person", "public-person", "civilians"})
"""Kinds of actors that a name of one person may have got."""


@dataclass(slots=True)
class Person:
    """One person: the tokens that stand for him or her, and what they tell."""

    number: int
    mentions: list[int] = field(default_factory=list)
    name: tuple[str, ...] = ()
    age: int | None = None
    sex: Sex | None = None
    nouns: set[str] = field(default_factory=set)
    indefinite: bool = False
    """Whether the report introduces the person: "a man", or a name."""
    apart_from: set[int] = field(default_factory=set)
    """Numbers of those from whom the report tells the person: "another man"."""
    harmed: bool = False
    """Whether the text tells of harm to the person, in words other than a pronoun."""
    groups: set[str] = field(default_factory=set)
    """What kinds of people the words for the person name: forces, fighters, civilians."""

    @property
    def first(self) -> int:
        """The first token that stands for the person."""
        return self.mentions[0]


@dataclass(frozen=True, slots=True)
class _Mention:
    i: int
    kind: Literal["name", "new", "another", "known", "pronoun"]
    name: tuple[str, ...]
    age: int | None
    sex: Sex | None
    noun: str | None


class Persons:
    """The single people of one document."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.found: list[Person] = []
        self._of: dict[int, Person] = {}
        self._count = 0
        self._suffering: frozenset[int] = frozenset()
        self._outcome: Mapping[int, str] = {}
        self._ages = ages_told(marks)
        self._all = {m.i: m for m in self._mentions()}

    def is_one(self, i: int) -> bool:
        """Whether token `i` stands for a single person."""
        return i in self._all

    def is_name(self, i: int) -> bool:
        """Whether token `i` is somebody's name."""
        return i in self._all and self._all[i].kind == "name"

    def is_bare_name(self, i: int) -> bool:
        """Whether token `i` is a name of one word without an age, which may be a place's too."""
        return self.is_name(i) and len(self._all[i].name) == 1 and self._all[i].age is None

    def told_apart(self, i: int, j: int) -> bool:
        """Whether a name and another mention have ages that differ: they are two people's."""
        return self.is_name(i) and _ages_differ(self._all[i].age, self._all[j].age)

    def resolve(self, suffering: frozenset[int], outcome: Mapping[int, str]) -> None:
        """Say who is who. Of those among the tokens `suffering` the text tells that they were
        harmed: "the victim was taken to hospital" goes on about somebody who was. Those whose
        `outcome` differs are not one person, unless by name or age."""
        self._suffering = suffering
        self._outcome = outcome
        for mention in self._all.values():
            if mention.kind != "pronoun":
                person = self._person_for(mention)
                self._join(person, mention)
        for mention in self._all.values():
            if mention.kind == "pronoun":
                self._join_pronoun(mention)

    def _join_pronoun(self, mention: _Mention) -> None:
        suffers = mention.i in self._suffering
        person = self._by_pronoun(mention, True) if suffers else None
        person = person or self._by_pronoun(mention, False)
        if person is not None:
            self._join(person, mention)
            named = self._identified(mention.i)
            if named is not None and named is not person and self.fits(person, named):
                self.merge(*sorted((person, named), key=lambda p: p.first))

    def _identified(self, subject: int) -> Person | None:
        """Who somebody is said to be: "he was identified as John Smith"."""
        marks = self.marks
        verb = marks.predicate(marks.token(subject).head)
        if marks.hit("persons.identify", verb) is None:
            return None
        for child in marks.children(verb, "oblique", "complement"):
            if child in self._of:
                return self._of[child]
        return None

    def of(self, i: int) -> Person | None:
        """The person whom token `i` stands for, if it stands for one."""
        return self._of.get(i)

    def merge(self, kept: Person, other: Person) -> None:
        """Make one person of two."""
        kept.mentions = sorted({*kept.mentions, *other.mentions})
        kept.name = max(kept.name, other.name, key=len)
        kept.age = kept.age if kept.age is not None else other.age
        kept.sex = kept.sex or other.sex
        kept.nouns |= other.nouns
        kept.indefinite = kept.indefinite or other.indefinite
        kept.apart_from |= other.apart_from
        kept.groups |= other.groups
        kept.harmed = kept.harmed or other.harmed
        self.found.remove(other)
        for i in other.mentions:
            self._of[i] = kept

    def came_apart(self, person: Person, mentions: Iterable[int]) -> bool:
        """Whether other things became of a person than of those mentioned: one died, one lives."""
        own = {o for i in person.mentions if (o := self._outcome.get(i)) is not None}
        others = {o for i in mentions if (o := self._outcome.get(i)) is not None}
        return bool(own and others) and not own & others

    def fits(self, a: Person, b: Person) -> bool:
        """Whether nothing told of two persons keeps them from being one."""
        return (
            not (a.sex and b.sex and a.sex != b.sex)
            and not _ages_differ(a.age, b.age)
            and not (a.name and b.name and not _same_name(a.name, b.name))
            and not self._child_and_adult(a.nouns, a.age, b.nouns, b.age)
            and not (a.groups and b.groups and not a.groups & b.groups)
            and a.number not in b.apart_from
            and b.number not in a.apart_from
        )

    # ------------------------------------------------------------------------------- mentions

    def _mentions(self) -> Iterator[_Mention]:
        marks = self.marks
        for token in marks.document.tokens:
            if marks.document.sentences[token.sentence].kind not in READ_KINDS:
                continue
            mention = self._mention(token)
            if mention is not None:
                yield mention

    def _mention(self, token: Token) -> _Mention | None:
        marks = self.marks
        if token.pos not in _OF_PERSONS and token.i not in self._ages:
            return None
        sex = self._pronoun_sex(token)
        if sex is not None:
            return _Mention(token.i, "pronoun", (), None, sex, None)
        if token.i in self._ages and marks.hit("people", token.i) is None and token.pos != "PROPN":
            return self._described(token, None)  # "the 14-year-old"
        hit = marks.hit("people", token.i) if marks.hit("lives", token.i) is None else None
        if is_each_other(marks, token.i):
            return None
        if token.lower in marks.lexicon["persons.another"].codes and token.pos in ("DET", "PRON"):
            return _Mention(token.i, "another", (), self._ages.get(token.i), None, None)
        if hit is not None and token.pos in ("NOUN", "PROPN", "ADJ"):
            one = marks.lexicon.numbers.singular
            single = any(marks.token(c).lower in one for c in marks.children(token.i, "determiner"))
            body = marks.hit("organisation_kinds", token.i) is not None and not single
            if not self._is_one(token) or body:  # "the guard", but "a guard"
                return None
            modifies = token.relation in ("name", "modifier") and token.head != token.i
            if modifies and marks.token(token.head).pos in ("NOUN", "PROPN"):
                return None
            return self._described(token, token.lemma)
        if token.pos == "PROPN" and self._is_one(token):
            place = marks.places_by_token.get(token.i)
            name = self._name_at(token.i)
            if name and (place is None or place.use != "demonym"):
                return _Mention(token.i, "name", name, self._ages.get(token.i), None, None)
        return None

    def _pronoun_sex(self, token: Token) -> Sex | None:
        if token.pos not in ("PRON", "DET") or "plural" in token.features:
            return None
        if token.lower in self.marks.lexicon["persons.he"].codes:
            return "male"
        return "female" if token.lower in self.marks.lexicon["persons.she"].codes else None

    def _is_one(self, token: Token) -> bool:
        marks = self.marks
        count = marks.count_of_noun.get(token.i)
        if count is not None:
            return count.low == count.high == 1
        if "plural" in token.features or token.lemma in marks.lexicon["persons.many"].codes:
            return False
        return not marks.zeroed(token.i)

    def _described(self, token: Token, noun: str | None) -> _Mention:
        marks = self.marks
        words = [marks.token(c).lower for c in marks.children(token.i)]
        name = self._name_under(token.i)
        kind: Literal["new", "another", "known"] = "known"
        if any(w in marks.lexicon["persons.another"].codes for w in words):
            kind = "another"
        elif self._is_new(token, words):
            kind = "new"
        return _Mention(token.i, kind, name, self._ages.get(token.i), self._sex_of(token), noun)

    def _is_new(self, token: Token, words: list[str]) -> bool:
        marks = self.marks
        singular = marks.lexicon.numbers.singular
        count = marks.count_of_noun.get(token.i)
        if count is not None or any(w in singular for w in words):
            return True
        pointed = marks.lexicon["persons.known"].codes
        return not any(w in pointed for w in words) and not any(
            marks.token(c).relation == "possessor" for c in marks.children(token.i)
        )

    def _sex_of(self, token: Token) -> Sex | None:
        codes = self.marks.hit("categories", token.i)
        sexes = {c for c in (codes.codes if codes else ()) if c in ("women", "men")}
        below = {self.marks.token(c).lower for c in self.marks.children(token.i, "modifier")}
        if sexes == {"women"} or below & set(self.marks.lexicon["persons.female"].codes):
            return "female"
        if sexes == {"men"} or below & set(self.marks.lexicon["persons.male"].codes):
            return "male"
        return None

    def _name_at(self, i: int) -> tuple[str, ...]:
        """The words of a person's name whose head is token `i`; () where it is no such name."""
        marks = self.marks
        mention = marks.mention(i)
        place = marks.places_by_token.get(i)
        if mention is None or i in marks.times_by_token or (place and place.use == "place"):
            return ()
        if marks.actor(mention.actor).kind not in PERSON_KINDS:
            return ()
        where = ("place_roles.site", "place_roles.origin", "place_roles.destination")
        if any(marks.case(i) in marks.lexicon[name].codes for name in where):
            return ()  # "taken to Mercy Medical"
        words = range(mention.first, mention.last)
        if any(marks.hit(n, j) for j in words for n in ("targets", "persons.no_name")):
            return ()  # "Madison Hospital", "Shelton Park Apartments"
        return self._capitals(words)

    def _name_under(self, head: int) -> tuple[str, ...]:
        """The name in the phrase of a description: "le berger Idrissa Sow"."""
        mention = self.marks.mention(head)
        if mention is None:
            return ()
        last = head + 1
        while last < mention.last and self.marks.token(last).pos == "PROPN":
            last += 1
        return self._capitals(range(head + 1, last))

    def _capitals(self, within: range) -> tuple[str, ...]:
        marks = self.marks
        words = [
            marks.token(i).text
            for i in within
            if marks.token(i).pos == "PROPN"
            and marks.token(i).text[:1].isupper()
            and len(marks.token(i).text.strip(".")) > 1
            and marks.hit("titles", i) is None
            and marks.hit("polite_titles", i) is None
            and marks.hit("people", i) is None
            and (i not in marks.places_by_token or marks.places_by_token[i].use != "place")
        ]
        return tuple(words)

    # ------------------------------------------------------------------------------- resolving

    def _person_for(self, mention: _Mention) -> Person:
        beside = self._beside(mention)
        if beside is not None:
            return beside
        if mention.kind == "name":
            return self._by_name(mention) or self._new(mention)
        if mention.name:
            named = self._by_name(mention)
            if named is not None:
                return named
        if mention.kind == "another":
            one = self._one_before(mention)
            found = self._retold(mention, one) or self._new(mention)
            if one is not None and one is not found:
                found.apart_from.add(one.number)
            return found
        if mention.kind == "new":
            return self._retold(mention) or self._new(mention)
        return self._pointed_at(mention) or self._new(mention)

    def _beside(self, mention: _Mention) -> Person | None:
        """By apposition, "identified as", or a copula."""
        marks = self.marks
        token = marks.token(mention.i)
        row = marks.are_row(mention.i, token.head)  # "his wife, his mother"
        if token.relation == "apposition" and token.head in self._of and not row:
            return self._if_fits(self._of[token.head], mention)
        for child in marks.children(mention.i, "apposition"):
            if child in self._of and not marks.are_row(mention.i, child):
                return self._if_fits(self._of[child], mention)
        verb = marks.predicate(mention.i)
        named = marks.hit("persons.identify", verb) is not None
        copular = token.relation == "complement" and marks.token(verb).pos == "AUX"
        if (named and token.relation in ("oblique", "complement")) or copular:
            subjects = (
                marks.patients(verb) if marks.is_passive(verb) else marks.agents(verb)
            ) or marks.patients(verb)
            for subject in subjects:
                if subject in self._of and subject != mention.i:
                    return self._if_fits(self._of[subject], mention)
        return None

    def _if_fits(self, person: Person, mention: _Mention) -> Person | None:
        return person if self._may_be(person, mention) else None

    def _by_name(self, mention: _Mention) -> Person | None:
        for person in reversed(self.found):
            named = person.name and _same_name(person.name, mention.name)
            if named and not _ages_differ(person.age, mention.age):
                return person
        return None

    def _by_pronoun(self, mention: _Mention, only_harmed: bool) -> Person | None:
        marks = self.marks
        token = marks.token(mention.i)
        if token.lower in marks.lexicon["persons.self"].codes:
            for agent in marks.agents(marks.predicate(token.head)):
                if agent in self._of:
                    return self._of[agent]
            before = [
                (i, p)
                for p in self.found
                for i in p.mentions
                if i < mention.i and marks.token(i).sentence == token.sentence
                if self._may_be(p, mention)
            ]
            if before:
                return max(before, key=lambda pair: pair[0])[1]
        best: tuple[int, Person] | None = None
        for person in self.found:
            if not self._may_be(person, mention):
                continue
            if not person.harmed and (only_harmed or self._is_official(person)):
                continue
            if self.came_apart(person, (mention.i,)):
                continue
            for i in person.mentions:
                if i >= mention.i:
                    continue
                apart = token.sentence - marks.token(i).sentence
                if apart > PRONOUN_REACH or self._says_it(i, mention.i):
                    continue
                subject = marks.token(i).relation == "agent" or (
                    marks.token(i).relation == "patient" and marks.is_passive(marks.token(i).head)
                )
                cost = 10 * apart - (8 if subject else 0)
                cost = cost * 1000 + (i if apart == 0 else -i)
                if best is None or cost < best[0]:
                    best = (cost, person)
        return best[1] if best else None

    def _is_official(self, person: Person) -> bool:
        """Whether a name is told with an office: those who tell of a deed seldom underwent it."""
        marks = self.marks
        if not person.name:
            return False
        for i in person.mentions:
            mention = marks.mention(i)
            first = mention.first if mention is not None else i
            if any(marks.hit("titles", j) is not None for j in range(max(first - 1, 0), i + 1)):
                return True
        return False

    def _says_it(self, i: int, pronoun: int) -> bool:
        """Whether a mention is who says the quotation that a pronoun stands in: "he" in it is
        somebody else."""
        marks = self.marks
        at, here = marks.token(i).start, marks.token(pronoun).start
        verb = marks.token(i).head
        if marks.hit("speech", verb) is None or marks.token(i).relation != "agent":
            return False
        return any(
            q.start <= here < q.end and not q.start <= at < q.end for q in marks.document.quotations
        )

    def _one_before(self, mention: _Mention) -> Person | None:
        """From whom "another man" is told: somebody of the sentence, else the last one before."""
        near = [(i, p) for p in self.found for i in p.mentions if i < mention.i]
        return max(near, key=lambda pair: pair[0])[1] if near else None

    def _retold(self, mention: _Mention, but: Person | None = None) -> Person | None:
        """Somebody told of before whom the text introduces again: the headline's "man", and "a man"
        of the paragraphs after it."""
        marks = self.marks
        here = marks.token(mention.i).sentence
        for person in self.found:
            if not self._may_be(person, mention):
                continue
            if person is but or any(marks.token(i).sentence == here for i in person.mentions):
                continue
            if person.harmed != (mention.i in self._suffering):
                continue  # not "a man was arrested" after "a man was killed"
            if mention.age is not None and person.age == mention.age:
                return person
            if self.came_apart(person, (mention.i,)):
                continue  # "a man died", "a man of 59 is in hospital"
            if person.name and not mention.name and mention.age is None:
                continue
            if mention.noun in person.nouns or (
                marks.token(person.first).sentence == 0 and person.sex and mention.sex
            ):
                return person
        return None

    def _pointed_at(self, mention: _Mention) -> Person | None:
        """Whom "the man", "the 22-year-old", "the victim" points at."""
        marks = self.marks
        fitting = [p for p in self.found if self._may_be(p, mention)]
        if mention.age is not None:
            aged = [p for p in fitting if p.age == mention.age]
            if aged:
                return aged[-1]
        fitting = [p for p in fitting if not self.came_apart(p, (mention.i,))]
        if mention.noun is not None:
            same = [p for p in fitting if mention.noun in p.nouns]
            if mention.i in self._suffering and any(p.harmed for p in same):
                same = [p for p in same if p.harmed]
            if same:
                return max(same, key=lambda p: max(i for i in p.mentions if i < mention.i))
        possessed = any(marks.token(c).relation == "possessor" for c in marks.children(mention.i))
        general = mention.noun in marks.lexicon["persons.general"].codes
        if possessed or not (general or (mention.noun is None and mention.age is None)):
            return None
        likely = [p for p in fitting if self._likeness(p, mention) >= 0]
        return max(
            likely,
            key=lambda p: (
                self._likeness(p, mention),
                max(i for i in p.mentions if i < mention.i),
            ),
            default=None,
        )

    def _likeness(self, person: Person, mention: _Mention) -> int:
        """How well a general word ("the man", "the child", "the victim") fits somebody."""
        marks = self.marks
        victim = mention.noun in marks.lexicon["persons.victims"].codes
        if victim and not person.harmed:
            return -1
        children = marks.lexicon["categories.children"].codes
        young = mention.noun in children
        is_young = any(n in children for n in person.nouns) or (
            person.age is not None and person.age < ADULT
        )
        score = 4 * (person.harmed and (victim or mention.i in self._suffering))
        score += 2 * (young and is_young)
        return score + (mention.sex is not None and person.sex == mention.sex)

    def _may_be(self, person: Person, mention: _Mention) -> bool:
        return (
            not (person.sex and mention.sex and person.sex != mention.sex)
            and not _ages_differ(person.age, mention.age)
            and not (person.name and mention.name and not _same_name(person.name, mention.name))
            and not self._child_and_adult(
                person.nouns,
                person.age,
                {mention.noun} if mention.noun else set(),
                mention.age,
            )
            and not self._other_side(person, mention)
        )

    def _other_side(self, person: Person, mention: _Mention) -> bool:
        """Whether one is a fighter and the other is not."""
        hit = self.marks.hit("people", mention.i) if mention.noun else None
        if hit is None or hit.code == "persons" or not person.groups:
            return False
        return ("fighters" in person.groups) != (hit.code == "fighters")

    def _child_and_adult(
        self, nouns: set[str], age: int | None, others: set[str], other_age: int | None
    ) -> bool:
        children = self.marks.lexicon["categories.children"].codes
        grown = self.marks.lexicon["persons.grown"].codes

        def is_child(words: set[str], years: int | None) -> bool:
            return any(w in children for w in words) or (years is not None and years < ADULT)

        def is_grown(words: set[str], years: int | None) -> bool:
            return any(w in grown for w in words) or (years is not None and years > ADULT + 1)

        a_child, b_child = is_child(nouns, age), is_child(others, other_age)
        return (a_child and not b_child and is_grown(others, other_age)) or (
            b_child and not a_child and is_grown(nouns, age)
        )

    def _new(self, mention: _Mention) -> Person:
        person = Person(self._count)
        self._count += 1
        self.found.append(person)
        return person

    def _join(self, person: Person, mention: _Mention) -> None:
        person.mentions.append(mention.i)
        if len(mention.name) > len(person.name):
            person.name = mention.name
        person.age = person.age if person.age is not None else mention.age
        near = mention.kind != "pronoun" or any(
            self.marks.token(i).sentence == self.marks.token(mention.i).sentence
            for i in person.mentions[:-1]
        )
        if near:
            person.sex = person.sex or mention.sex
        if mention.kind != "pronoun" and mention.i in self._suffering:
            person.harmed = True
        if mention.noun is not None:
            person.nouns.add(mention.noun)
            hit = self.marks.hit("people", mention.i)
            if hit is not None and hit.code != "persons":
                person.groups.add(hit.code)
        person.indefinite = person.indefinite or mention.kind in ("name", "new", "another")
        self._of[mention.i] = person


def _ages_differ(a: int | None, b: int | None) -> bool:
    return a is not None and b is not None and a != b


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: the shorter's words are all in the longer, or first
    and last words agree."""
    one, two = [normalise(w) for w in a], [normalise(w) for w in b]
    short, long = sorted((one, two), key=len)
    return set(short) <= set(long) or (one[0] == two[0] and one[-1] == two[-1])
