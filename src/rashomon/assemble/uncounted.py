"""People without a number: "soldiers were killed", "a teacher died", "nobody was hurt".

A plural with no number is two or more, a singular is one, "nobody" is none (CONTRACT.md, reading
rule 7). People told of before ("the soldiers killed") are no new figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.done import is_only_tried
from rashomon.assemble.drafts import Draft
from rashomon.assemble.effects import Effects
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.harms import is_denied, is_each_other
from rashomon.assemble.marks import Marks
from rashomon.assemble.scopes import Scopes
from rashomon.assemble.whose import PeopleStatus, Whose
from rashomon.records import ClaimField, Quantity, Span

AGENT_FIELDS = frozenset({"deaths", "displaced", "arrests"})
"""What people undergo as the subject of a verb: dying, fleeing, surrendering."""
TAKEN_FIELDS = frozenset({"arrests", "abductions"})
"""What is told of people by their names too: a victim's name stands with the victims."""
SEVERAL = 2
"""From this many people on, somebody can be one of them."""
VICTIM_REACH = 3
"""Tokens behind "shot dead" in which its victim begins, where the parser gives it none."""


class Uncounted:
    """Figures that no number gives."""

    def __init__(
        self,
        marks: Marks,
        happenings: Happenings,
        effects: Effects,
        people: Whose,
        scopes: Scopes,
        told: Collection[int] = (),
    ) -> None:
        """`told` are nouns that have a figure already."""
        self.marks = marks
        self.happenings = happenings
        self.effects = effects
        self.people = people
        self.scopes = scopes
        self.told = told

    def drafts(self) -> Iterator[Draft]:
        """A draft for everybody killed, hurt or taken without a number."""
        yield from self._losses()
        among = [*self._among(), *self._last_of_many()]
        yield from among
        apart = {*self.told, *(d.anchor for d in among)}
        for field, verb, noun in dict.fromkeys(self._undergone()):
            if noun in apart or self._speaks(noun) or self._is_discharge(field, verb):
                continue
            if is_only_tried(self.marks, verb):
                continue
            if self._is_nobody(noun):
                yield self._draft(noun, verb, field, 0, 0)
            elif not self.effects.takes_things(verb) or self._has_people(noun):
                low, high = self._number(noun, verb)
                if low is None and field in TAKEN_FIELDS and self._is_person(noun):
                    low, high = 1, 1  # "arrested James Hill, 24"
                fled = field == "displaced"
                if low is not None and not (fled and high == 1):
                    yield self._draft(noun, verb, field, None if fled else low, high)

    def parts(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """Single people named as a part of a figure: "six civilians, among them a boy of eight and
        a woman", "11 people, including a journalist"."""
        marks = self.marks
        anchors = {d.anchor: d for d in figures if isinstance(d.value, Quantity)}
        for hit in marks.hits("part_words").values():
            sentence = marks.document.sentence_of(hit.first)
            before = [a for a in anchors if sentence.first <= a < hit.first]
            if not before or any(b in anchors for b in range(hit.first, hit.last)):
                continue
            whole = anchors[max(before)]
            value = whole.value
            if not isinstance(value, Quantity) or (value.low or value.high or 0) < SEVERAL:
                continue
            for noun in self._listed(hit.last, sentence.last):
                if noun in self.told:
                    continue
                words = self._own_words(noun)
                said = self.happenings.voices.at(noun) is not None
                yield replace(
                    whole,
                    value=replace(
                        value,
                        low=1,
                        high=1,
                        approximate=False,
                        text=words,
                        group=words,
                        category=self.people.category(noun),
                        status=self.people.side(noun, Effect(whole.field, noun, None))[0],
                        counts="part",
                        unit="persons",
                    ),
                    anchor=noun if said else whole.anchor,
                    words=marks.token(noun).text,
                    content=self._with(whole.content, noun),
                    part_of=whole.part_of or whole,
                )

    def multiples(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """A word for several deeds at once, where no figure says the same: "a triple murder"."""
        marks = self.marks
        for i in sorted(marks.hits("murder_suicides")):
            draft = self._draft(i, i, "deaths", 2, None, nameless=True)  # whoever died by it too
            dead = [d.value for d in figures if d.field == "deaths" and d.about is draft.about]
            if not any(isinstance(v, Quantity) and (v.low or v.high or 0) > 1 for v in dead):
                figures = [*figures, draft]
                yield draft
        for i, hit in sorted(marks.hits("multiples").items()):
            noun, number = marks.token(i).head, int(hit.code)
            deed = marks.hit("effects.noun", noun)
            shot = marks.hit("events.nouns", noun)
            if deed is not None and deed.code == "deaths":
                field: ClaimField = "deaths"
            elif shot is not None and shot.code == "shooting":
                field = self.effects.field_of(noun, "casualties")
            else:
                continue
            draft = self._draft(noun, noun, field, number, number, nameless=True)
            draft.value = replace(cast(Quantity, draft.value), text=marks.token(i).text)
            told = (d.value for d in figures if d.field == field and d.about is draft.about)
            counted = any(
                isinstance(v, Quantity) and (v.low or v.high or 0) >= number for v in told
            )
            if not counted:
                figures = [*figures, draft]
                yield draft

    def as_many(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """A figure that is the one before it: "killed 15 fishermen and injured as many"."""
        marks = self.marks
        for hit in sorted(marks.hits("equal_numbers").values(), key=lambda h: h.first):
            first = marks.document.sentence_of(hit.first).first
            told = [f for f in figures if first <= f.anchor < hit.first]
            value = told[-1].value if told else None
            if not isinstance(value, Quantity) or value.counts == "part":
                continue
            for i in (hit.last, hit.last + 1, hit.first - 1):
                found = self.effects.of_word(i) if i < len(marks.document.tokens) else None
                verb = marks.hit("effects.patient", i)
                field = found.field if found else cast(ClaimField, verb.code) if verb else None
                if field is not None and field != told[-1].field:
                    words = marks.document.span(hit.first, hit.last).text
                    same = replace(value, text=words, counts="total")
                    yield replace(told[-1], field=field, value=same, anchor=hit.first, words=words)
                    break

    def freed(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """Those told to have been taken, told again when they are let go: "took ten guards hostage.
        … The guards were freed on Monday"."""
        marks = self.marks
        for verb, hit in sorted(marks.hits("effects.patient").items()):
            passive = marks.is_verb(verb) and marks.is_passive(verb) and not marks.negated(verb)
            if hit.code != "releases" or not passive:
                continue
            here = marks.token(verb).sentence
            if any(
                f.field == "releases" and marks.token(f.anchor).sentence == here for f in figures
            ):
                continue
            for noun in marks.patients(verb):
                articles = [marks.token(c).lower for c in marks.children(noun, "determiner")]
                held = self._taken_before(noun, figures)
                if held is None or noun in marks.count_of_noun or not self._is_known(articles):
                    continue
                draft = self._draft(noun, verb, "releases", held.low, held.high)
                words = marks.token(noun).text
                draft.value = replace(held, text=words, counts="total", by=None)
                yield draft

    def _taken_before(self, noun: int, figures: Sequence[Draft]) -> Quantity | None:
        """The last figure of people taken that are called by the same word."""
        word = self.marks.token(noun).lower
        for draft in reversed(figures):
            value = draft.value
            same = isinstance(value, Quantity) and (value.group or "").lower().endswith(word)
            if draft.field == "abductions" and draft.anchor < noun and same:
                return cast(Quantity, value)
        return None

    def ordinal_dead(self, figures: Sequence[Draft]) -> Iterator[Draft]:
        """How many died where one is told to be the last of them, and no figure says as much: "a
        fourth victim died on Monday", "becomes fourth to die"."""
        for word, noun, number in self.scopes.ordinal_deaths():
            draft = self._draft(noun, noun, "deaths", number, number, nameless=True)
            draft.value = replace(cast(Quantity, draft.value), text=self.marks.token(word).text)
            told = (d.value for d in figures if d.field == "deaths" and d.about is draft.about)
            if not any(isinstance(v, Quantity) and (v.low or v.high or 0) >= number for v in told):
                figures = [*figures, draft]
                yield draft

    def _with(self, content: Span, noun: int) -> Span:
        """A clause that reaches as far as a noun of its sentence."""
        text, token = self.marks.document.text, self.marks.token(noun)
        return Span.of(text, min(content.start, token.start), max(content.end, token.end))

    def _own_words(self, noun: int) -> str:
        """A noun with what stands before it: "eight-year-old boy"."""
        marks = self.marks
        before = [c for c in marks.children(noun, "modifier", "name") if c < noun]
        first = min([noun, *(i for c in before for i in marks.document.subtree(c))])
        return marks.document.span(first, noun + 1).text

    def _listed(self, first: int, last: int) -> Iterator[int]:
        """Single people in a list, up to the next clause: "a boy of eight and a woman of 50"."""
        marks = self.marks
        for i in range(first, last):
            token = marks.token(i)
            if marks.is_verb(i) or token.text in (";", ":", "(") or token.pos == "SCONJ":
                return
            if token.lower in marks.lexicon["when_words"].codes:
                return  # "ten of them seriously, when a gunman opened fire"
            determiners = [marks.token(c).lower for c in marks.children(i, "determiner", "number")]
            one = any(d in marks.lexicon.numbers.singular for d in determiners)
            hit = marks.hit("people", i)
            if hit is not None and hit.code == "fighters":  # "including the attacker"
                one = one or any(d in marks.lexicon["persons.known"].codes for d in determiners)
            plain = "plural" not in token.features and i not in marks.count_of_noun
            if one and plain and marks.hit("people", i) is not None and token.pos == "NOUN":
                yield i

    def _losses(self) -> Iterator[Draft]:
        """Dead and wounded as objects, with no number: "a fait des morts", "n'a pas fait de
        victimes"."""
        marks = self.marks
        for noun, hit in sorted(marks.hits("effects.noun").items()):
            verb = marks.token(noun).head
            causes = marks.hit("causing", verb) is not None and noun in marks.patients(verb)
            counted = noun in marks.count_of_noun or marks.zeroed(noun)
            if not causes or counted or "plural" not in marks.token(noun).features:
                continue
            of = marks.lexicon["of_words"].codes
            if any(marks.case(c) in of for c in marks.children(noun, "oblique")):
                continue  # "the deaths of 12 civilians"
            if any(c.last - 1 in marks.children(noun) for c in marks.counts):
                continue
            determiners = [marks.token(c).lower for c in marks.children(noun, "determiner")]
            if self._is_known(determiners) or any(map(marks.zeroed, marks.agents(verb))):
                continue  # "no group has claimed those killings"
            field = cast(ClaimField, hit.code)
            low, high = (0, 0) if marks.negated(verb) else (2, None)
            yield self._draft(noun, verb, field, low, high, nameless=True)

    def _among(self) -> Iterator[Draft]:
        """Those told, with no number, to be some of the dead or hurt: "a policeman and his sister
        are among the dead", "the dead included a girl of 12", "among the injured was a nurse"."""
        marks = self.marks
        for hit in sorted(marks.hits("among_words").values(), key=lambda h: h.first):
            verb = marks.predicate(hit.head)
            if hit.code != "victims" and self._presents(verb):
                own = (*marks.agents(verb), *marks.children(verb, "complement"))
                yield from self._parts_of(own, cast(ClaimField, hit.code), hit.head)
        for verb in sorted(marks.hits("among_verbs")):
            whole = [self.effects.of_word(a) for a in marks.agents(verb)]
            field = next((e.field for e in whole if e is not None), None)
            if marks.is_verb(verb) and field is not None:
                yield from self._parts_of(marks.patients(verb), field, verb)

    def _last_of_many(self) -> Iterator[Draft]:
        """Those killed of whom one is the last: "the city's 19th homicide of the year"."""
        for _, noun, number, scope in self.scopes.ordinals():
            draft = self._draft(noun, noun, "deaths", number, number, nameless=True)
            draft.about, draft.scope = None, scope
            yield draft

    def _presents(self, verb: int) -> bool:
        """Whether a clause only says who is there: "were among the dead", not "of the dead, six
        were women" nor "who had been among the injured"."""
        marks = self.marks
        plain = marks.token(verb).pos == "AUX" or marks.hit("among_verbs", verb) is not None
        counted = any(a in marks.count_at for a in marks.agents(verb))
        relative = marks.token(verb).relation == "relative"
        return plain and not counted and not relative and not marks.negated(verb)

    def _parts_of(self, nouns: Iterable[int], field: ClaimField, word: int) -> Iterator[Draft]:
        marks = self.marks
        rows = dict.fromkeys(n for noun in nouns for n in marks.with_conjuncts(noun))
        for noun in rows:
            people = marks.hit("people", noun) is not None and self.effects.of_word(noun) is None
            if noun in self.told or not people or self._speaks(noun):
                continue
            low, high = self._number(noun, word)
            if low is not None:
                draft = self._draft(noun, word, field, low, high)
                assert isinstance(draft.value, Quantity)
                draft.value = replace(draft.value, counts="part", by=None)
                draft.content = marks.clause(marks.predicate(word))
                yield draft

    def _speaks(self, noun: int) -> bool:
        """Whether somebody only says so: "…, relatives said", "Police: 3 dead, 2 hurt"."""
        marks = self.marks
        token = marks.token(noun)
        behind = marks.token(noun + 1).text if noun + 1 < len(marks.document.tokens) else ""
        opens = noun == marks.document.sentence_of(noun).first and behind == ":"
        return opens or (token.relation == "agent" and marks.hit("speech", token.head) is not None)

    def _is_discharge(self, field: ClaimField, verb: int) -> bool:
        """Whether a hospital lets somebody go: "was treated for cuts and released"."""
        token = self.marks.token(verb)
        cared = self.marks.hit("conditions.carry_verbs", token.head) is not None
        return field == "releases" and token.relation == "conjunct" and cared

    def _undergone(self) -> Iterator[tuple[ClaimField, int, int]]:
        """What is done to whom: the field, its verb, and the noun that it happens to."""
        marks = self.marks
        for verb, hit in sorted(marks.hits("effects.patient").items()):
            if marks.is_verb(verb):
                field = self.effects.field_of(verb, cast(ClaimField, hit.code))
                for noun in marks.patients(verb) or self._behind(hit.last, hit.last - hit.first):
                    yield field, verb, noun
        for verb, hit in sorted(marks.hits("effects.agent").items()):
            if marks.is_verb(verb) and hit.code in AGENT_FIELDS:
                for noun in marks.agents(verb):
                    who = marks.hit("people", noun)
                    armed = who is not None and who.code in ("forces", "fighters")
                    if not (armed and hit.code == "displaced"):  # "soldiers who fled"
                        yield cast(ClaimField, hit.code), verb, noun
        for hit in marks.hits("effects.phrase").values():  # "no one is in custody"
            verb = marks.predicate(hit.head)
            for noun in marks.agents(verb) if hit.code == "arrests" else ():
                if marks.hit("being_verbs", verb) is not None or self._is_nobody(noun):
                    yield "arrests", verb, noun
        for verb in sorted(i for h in marks.hits("likewise_words") for i in (marks.token(h).head,)):
            above = marks.elided(verb)
            for field, told, _ in self._told_of(above) if above != verb else ():
                for child in marks.children(verb, "agent"):
                    yield from ((field, told, noun) for noun in marks.with_conjuncts(child))
        yield from self._in_states()

    def _told_of(self, verb: int) -> Iterator[tuple[ClaimField, int, int]]:
        """What a verb says was undergone, by its subjects: the field, the verb and itself."""
        done, died = self.marks.hit("effects.patient", verb), self.marks.hit("effects.agent", verb)
        if done is not None and self.marks.is_passive(verb):
            yield self.effects.field_of(verb, cast(ClaimField, done.code)), verb, verb
        elif died is not None and died.code in AGENT_FIELDS:
            yield cast(ClaimField, died.code), verb, verb

    def _in_states(self) -> Iterator[tuple[ClaimField, int, int]]:
        """Who is said to be dead, missing, in custody: "both attackers are dead", "a captain is
        still missing", "a man is under arrest"."""
        marks = self.marks
        for word, hit in sorted(marks.hits("effects.adjective").items()):
            verb = marks.token(word).head
            if marks.hit("effects.patient", word) is not None:
                continue  # a verb: told of in its own right
            if marks.token(verb).pos != "AUX" or marks.token(word).relation == "modifier":
                verb = word if marks.children(word, "copula", "auxiliary") else -1
            if verb >= 0:
                yield from self._subjects_of(verb, cast(ClaimField, hit.code))
        for hit in sorted(marks.hits("effects.phrase").values(), key=lambda h: h.first):
            verb = marks.predicate(hit.head)
            if hit.code not in ("casualties", "arrests") and marks.is_verb(verb):
                yield from self._subjects_of(verb, cast(ClaimField, hit.code))

    def _subjects_of(self, verb: int, field: ClaimField) -> Iterator[tuple[ClaimField, int, int]]:
        marks = self.marks
        own = marks.children(verb, "agent", "patient")
        for noun in (n for c in own for n in marks.with_conjuncts(c) if c < verb):
            hit = marks.hit("people", noun)
            armed = hit is not None and hit.code in ("fighters", "forces")
            if not (armed and field == "displaced"):  # "fighters crossed into the province"
                yield field, verb, noun

    def _has_people(self, noun: int) -> bool:
        return self.marks.hit("people", noun) is not None

    def _is_person(self, noun: int) -> bool:
        """Whether a noun is somebody's name, with more than one word."""
        marks = self.marks
        mention = marks.mention(noun) if marks.token(noun).pos == "PROPN" else None
        kind = marks.actor(mention.actor).kind if mention is not None else None
        named = mention is not None and mention.last - mention.first > 1
        return (
            named
            and kind in ("private-person", "public-person", "unidentified")
            and not self._speaks(noun)
        )

    def _is_nobody(self, noun: int) -> bool:
        """Whether a word is "nobody"; French "personne" also means a person."""
        marks = self.marks
        words = marks.lexicon["responsibility.nobody"].codes
        if marks.hit("responsibility.nobody", noun) is not None and marks.zeroed(noun):
            count = marks.count_of_noun.get(noun)
            one = marks.token(noun).pos in ("PRON", "NOUN", "NUM")
            return one and (count is None or count.high == 0)
        beside = marks.children(noun, "determiner", "number", "modifier")
        plain = all(marks.token(c).lower in marks.lexicon["else_words"].codes for c in beside)
        return marks.token(noun).lower in words and plain and noun not in marks.count_of_noun

    def _behind(self, start: int, length: int) -> tuple[int, ...]:
        """The people right behind a phrase: "shot dead a journalist"."""
        if length < 2:
            return ()
        for mention in self.marks.document.actor_mentions:
            if start <= mention.first < start + VICTIM_REACH and mention.first == start:
                return (mention.head,)
        return ()

    def _number(self, noun: int, verb: int) -> tuple[int | None, int | None]:
        """(1, 1) for one, (2, None) for several, (None, None) for people known or counted."""
        marks = self.marks
        token = marks.token(noun)
        if token.relation == "apposition" and token.head in marks.count_of_noun:
            return None, None  # "four hostages, employees of a company"
        above = marks.count_of_noun.get(token.head)
        joined = token.relation == "conjunct" and "plural" in token.features
        several = above is not None and above.high != 1
        determiners = [marks.token(c).lower for c in marks.children(noun, "determiner")]
        every = set(determiners) & set(marks.lexicon["all_words"].codes)
        if (joined and several and not determiners) or (every and self._is_aside(noun)):
            return None, None  # "12 children and teenagers", "six soldiers, all nationals of …"
        if self._is_beside_counted(noun) or is_each_other(marks, noun):
            return None, None
        if self._is_of_counted(noun):
            return None, None
        if self._is_one_more(noun) and not marks.negated(verb):
            return 1, 1
        if self._are_both(noun) and not marks.negated(verb):
            return 2, 2
        if marks.hit("people", noun) is None or noun in marks.count_of_noun or marks.negated(verb):
            return None, None
        if noun in marks.count_at or is_denied(marks, noun) or self._describes_counted(noun, verb):
            return None, None
        if marks.hit("count_nouns", marks.token(noun).head) is not None:
            return None, None  # "the number of attackers killed"
        if any(d in marks.lexicon["both_words"].codes for d in determiners):
            return 2, 2
        if any(d in marks.lexicon.numbers.singular for d in determiners):
            return (2, 2) if marks.hit("pairs", noun) is not None else (1, 1)
        bare = token.sentence == 0 and not determiners and "plural" not in token.features
        many = token.lemma in marks.lexicon["persons.many"].codes
        if bare and token.pos == "NOUN" and not many:
            return 1, 1  # "Journalist shot dead in the capital"
        owned = any(marks.token(c).pos == "PRON" for c in marks.children(noun, "possessor"))
        if token.relation == "conjunct" and not determiners:  # "his wife and baby"
            first = marks.children(token.head, "possessor")
            owned = owned or any(marks.token(c).pos == "PRON" for c in first)
        owned = owned or any(d in marks.lexicon["possessives"].codes for d in determiners)
        plural = "plural" in marks.token(noun).features
        if owned and plural and marks.hit("pairs", noun) is not None:
            return 2, 2  # "his parents"
        if owned and not plural and marks.token(noun).pos == "NOUN":
            return 1, 1  # "and their driver"
        if plural and not owned and not self._is_known(determiners):
            return 2, None
        return None, None

    def _is_of_counted(self, noun: int) -> bool:
        """Whether a noun and a number tell of the same people: "149 names of people killed", "a
        family of nine"."""
        marks = self.marks
        of = marks.lexicon["of_words"].codes
        above = marks.token(noun).head
        named = marks.token(noun).relation == "oblique" and marks.case(noun) in of
        if named and above in marks.count_of_noun and marks.hit("people", above) is None:
            return True
        below = (c for c in marks.children(noun, "oblique") if marks.case(c) in of)
        return any(c in marks.count_at or c in marks.count_of_noun for c in below)

    def _is_aside(self, noun: int) -> bool:
        """Whether a comma stands right before a noun and what belongs to it."""
        first = min((noun, *self.marks.children(noun, "determiner")))
        return first > 0 and self.marks.token(first - 1).text == ","

    def _describes_counted(self, noun: int, verb: int) -> bool:
        """Whether a noun stands behind a comma as a second object, after counted people whom it
        describes: "executed 300 men, civilians some of them"."""
        marks = self.marks
        before = [p for p in marks.children(verb, "patient") if p < noun]
        if not before or noun not in marks.children(verb, "patient"):
            return False
        between = range(before[-1] + 1, noun)
        apart = any(marks.token(i).text == "," for i in between)
        joined = any(marks.token(i).pos in ("CCONJ", "VERB") for i in between)
        return before[-1] in marks.count_of_noun and apart and not joined

    def _are_both(self, noun: int) -> bool:
        """Whether a pronoun stands for two people: "both died", "they both died"."""
        marks = self.marks
        both = marks.lexicon["both_words"].codes
        words = [marks.token(i).lower for i in (noun, *marks.children(noun))]
        alone = not marks.children(noun, "oblique")
        return marks.token(noun).pos in ("PRON", "DET") and alone and any(w in both for w in words)

    def _those_before(self, noun: int) -> tuple[str | None, PeopleStatus, str | None]:
        """Whose people one more is of: those told of last in the sentence."""
        marks = self.marks
        first = marks.document.sentence_of(noun).first
        for i in range(noun - 1, first - 1, -1):
            if marks.hit("people", i) is None or marks.token(i).pos != "NOUN":
                continue
            status, side = self.people.side(i, Effect("deaths", i, None))
            return self.people.phrase(i), status, side
        return None, "unknown", None

    def _is_beside_counted(self, noun: int) -> bool:
        """The same, where the parser joins the two: a noun without an article behind people counted
        and a comma."""
        marks = self.marks
        mention = marks.mention(noun)
        first = mention.first if mention is not None else noun
        if first < 2 or marks.children(noun, "determiner") or marks.token(first - 1).text != ",":
            return False
        return any(
            first - 4 <= c.noun < first - 1 for c in marks.counts if c.noun is not None
        ) and not any(marks.token(c).relation == "coordinator" for c in marks.children(noun))

    def _is_one_more(self, noun: int) -> bool:
        """Whether a word counts one person on: "and injured a third", "un quatrième blessé"."""
        marks = self.marks
        token = marks.token(noun)
        if token.lower not in marks.lexicon["persons.another"].codes:
            return False
        articles = [marks.token(c).lower for c in marks.children(noun, "determiner")]
        return any(a in marks.lexicon.numbers.singular for a in articles) or (
            token.pos in ("DET", "PRON") and token.lower in marks.lexicon.numbers.singular
        )

    def _is_known(self, determiners: list[str]) -> bool:
        """Whether "the soldiers killed" refers to people told of before."""
        return any(d in self.marks.lexicon["anaphora"].codes for d in determiners)

    def _draft(
        self,
        noun: int,
        verb: int,
        field: ClaimField,
        low: int | None,
        high: int | None,
        nameless: bool = False,
    ) -> Draft:
        marks = self.marks
        effect = Effect(field, verb, verb)
        nobody = low == high == 0 or nameless or marks.token(noun).pos in ("PRON", "DET")
        status, side = self.people.side(None if nobody else noun, effect)
        words = None if nobody else self.people.phrase(noun)
        if marks.token(noun).lower in marks.lexicon["persons.another"].codes:
            words, status, side = self._those_before(noun)  # "and a fourth died in hospital"
        return Draft(
            field=field,
            value=Quantity(
                low=low,
                high=high,
                approximate=False,
                text=words or marks.token(noun).text,
                group=words,
                side=side,
                by=None if nobody else self.people.by(effect, noun),
                status=status,
                category=self.people.category(noun),
                unit=self.people.unit(noun),
            ),
            anchor=noun,
            words=marks.token(noun).text,
            content=marks.clause(verb),
            about=self.happenings.of(verb),
        )
