"""By what means and at what cost in things: weapons, tactics and damage."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.deeds import into_care
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import in_voice_of
from rashomon.records import ItemQuantity, MeansValue, Span

NEAR = 2
"""Sentences before a count of things in which they are told to be damaged."""


class Means:
    """Weapons, tactics and damage of the incidents of a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        yield from self._damage()
        yield from self._means("weapons", "weapon")
        yield from self._means("tactics", "tactic")

    def _damage(self) -> Iterator[Draft]:
        marks = self.marks
        for verb, _ in sorted(marks.hits("damage.verbs").items()):
            if not marks.is_verb(verb) or marks.negated(verb) or self._is_storming(verb):
                continue
            nouns = tuple(self._damaged(verb))
            agents = [a for a in marks.agents(verb) if a not in nouns and not self._is_means(a)]
            by = next((m for m in map(marks.mention, agents) if m is not None), None)
            for noun in nouns:
                yield self._damage_draft(noun, verb, by.actor if by else None)
        for verb in sorted(marks.hits("damage.struck")):  # "three vehicles were hit"
            if not marks.is_verb(verb) or marks.negated(verb) or not marks.is_passive(verb):
                continue
            for noun in marks.patients(verb):
                if noun in marks.count_of_noun and self._is_item(noun, whole=True):
                    yield self._damage_draft(noun, verb, None)
        yield from self._listed()
        for word in sorted(marks.hits("damage.nouns")):
            verb = marks.predicate(word)
            if marks.is_verb(word) or marks.zeroed(word) or marks.negated(verb):
                continue
            told = [c for c in marks.children(word, "oblique") if self._is_damaged_to(c)]
            if marks.hit("damage.suffer", verb) is not None:
                told.extend(marks.agents(verb))  # "the ship suffered damage"
            for noun in (n for each in told for n in marks.with_conjuncts(each)):
                if self._is_item(noun, whole=True):
                    yield self._damage_draft(noun, verb, None)

    def _listed(self) -> Iterator[Draft]:
        """What somebody counts right after damage is told of: "How much was destroyed is disputed.
        The government lists 22 churches and 91 houses"."""
        marks = self.marks
        told = {marks.token(v).sentence for v in marks.hits("damage.verbs") if marks.is_verb(v)}
        for verb in sorted(marks.hits("damage.listing")):
            sentence = marks.token(verb).sentence
            near = told & set(range(sentence - NEAR, sentence))
            if not marks.is_verb(verb) or marks.negated(verb) or not near or sentence in told:
                continue
            of = marks.lexicon["of_words"].codes
            listed = [*marks.patients(verb)]
            for c in marks.children(verb, "oblique"):
                if marks.case(c) in of:
                    listed.extend(map(marks.counted, marks.with_conjuncts(c)))
            for noun in dict.fromkeys(listed):
                if noun in marks.count_of_noun and self._is_item(noun, whole=True):
                    draft = self._damage_draft(noun, verb, None)
                    yield in_voice_of(marks, self.happenings.voices, draft, verb)

    def _is_storming(self, verb: int) -> bool:
        """Whether a verb of taking tells of an attack by the words behind it: "pris d'assaut"."""
        hit = self.marks.hit("events.verbs", verb)
        phrase = hit is not None and hit.first == verb and hit.last - hit.first > 1
        return phrase and self.marks.hit("damage.taken", verb) is not None

    def _damaged(self, verb: int) -> Iterator[int]:
        """What a verb of damage is done to, or, where it has no object, happens to: "six houses
        burned"."""
        marks = self.marks
        taken = marks.hit("damage.taken", verb) is not None
        nouns = marks.patients(verb)
        if not nouns and marks.hit("damage.happens", verb) is not None:
            nouns = tuple(marks.children(verb, "agent"))
        for noun in (*nouns, *self._behind_phrase(verb)):
            if self._is_item(noun, whole=not taken):
                yield noun

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
        return any(marks.hit(name, noun) is not None for name in ("weapons", "events.nouns"))

    def _is_item(self, noun: int, whole: bool) -> bool:
        """Whether a noun names a thing that is damaged; `whole`: what is struck too."""
        marks = self.marks
        if marks.hit("damage.items", noun) is not None:
            return True
        return (
            whole and marks.hit("targets", noun) is not None and marks.hit("people", noun) is None
        )

    def _is_damaged_to(self, noun: int) -> bool:
        return self.marks.case(noun) in self.marks.lexicon["damage.to"].codes

    def _damage_draft(self, noun: int, verb: int, by: str | None) -> Draft:
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

    def _means(self, terms: str, field: str) -> Iterator[Draft]:
        """Weapons and tactics named in a sentence about an incident, where somebody acts."""
        marks = self.marks
        for i, hit in sorted(marks.hits(terms).items()):
            about = self.happenings.of(i)
            if about is None or not self._is_used(i, hit.code, field):
                continue
            verb = marks.predicate(i)
            if marks.negated(verb) or (field == "weapon" and marks.is_verb(i)):
                continue
            if into_care(marks, verb):
                continue  # "flown to the hospital by helicopter"
            words = self._with_count(i, hit.first, hit.last)
            yield Draft(
                field=field,  # type: ignore[arg-type]  # "weapon" or "tactic"
                value=MeansValue(words.text, hit.code),
                anchor=i,
                words=words.text,
                content=self.marks.clause_of(verb),
                about=about,
            )

    def _is_used(self, i: int, code: str, field: str) -> bool:
        marks = self.marks
        verb = marks.predicate(i)
        if marks.in_target(i) or self._is_taken(i, verb):
            return False
        if field == "weapon" and self._only_names(i):
            return False
        if field == "weapon" and self._is_struck(i, code):
            return False
        if code == "vehicle" and self._is_hit(i, verb):
            return False
        if field == "tactic":
            return marks.token(i).sentence in self._event_sentences()
        damaging = marks.hit("damage.verbs", verb)
        if damaging is not None and i in self._damaged(verb):
            return False
        if verb in marks.hits("presence.verbs") and marks.hit("presence.items", i):
            return False
        moving = verb in marks.hits("motion_verbs") or verb in marks.hits("events.verbs")
        return moving or (code != "vehicle" and marks.token(i).sentence in self._event_sentences())

    def _only_names(self, i: int) -> bool:
        """Whether a word for a weapon only tells what something else is ("a gun shop", "a bomb
        threat"), or stands in the name of a body."""
        marks = self.marks
        token = marks.token(i)
        if marks.hit("weapon_trades", token.head) is not None and token.head > i:
            return True
        capital = token.text[:1].isupper() and i != marks.document.sentence_of(i).first
        return capital and any(
            m.first < i < m.last and m.head != i and m.last - m.first > 2
            for m in marks.document.actor_mentions
        )

    def _is_taken(self, i: int, verb: int) -> bool:
        """Whether a weapon is only taken or found: "seized rifles and mortars"."""
        marks = self.marks
        if marks.hit("damage.taken", verb) is not None and i in marks.patients(verb):
            return True
        while marks.token(i).relation == "conjunct" and not marks.is_verb(marks.token(i).head):
            i = marks.token(i).head
        return any(
            marks.hit("damage.taken", c) is not None
            for c in marks.children(i, "modifier", "relative")
        )

    def _is_struck(self, i: int, code: str) -> bool:
        """Whether a word for a weapon and for a house names the house: "a club was attacked"."""
        marks = self.marks
        house = code == "melee" and marks.hit("targets", i) is not None
        return house and "plural" not in marks.token(i).features

    def _is_hit(self, i: int, verb: int) -> bool:
        """Whether a vehicle is what was struck, or what ran over a mine, and carried nobody who
        struck."""
        marks = self.marks
        if marks.hit("ran_into", verb) is not None:
            return True
        driven = any(marks.hit(n, verb) is not None for n in ("ramming", "motion_verbs"))
        struck = marks.hit("events.verbs", verb) is not None and not driven
        return struck and i in marks.patients(verb)

    def _event_sentences(self) -> set[int]:
        return {self.marks.token(t.i).sentence for t in self.happenings.triggers}

    def _with_count(self, i: int, first: int, last: int) -> Span:
        marks = self.marks
        count = marks.count_of_noun.get(i)
        start = min([first, *([count.first] if count else [])])
        if marks.is_verb(i):
            return marks.document.span(first, last)
        modifiers = set(marks.children(i, "modifier", "name"))
        while start - 1 in modifiers or (
            marks.token(start - 1).text == "-" and start - 2 in (*modifiers, start - 2)
        ):
            start -= 1 if start - 1 in modifiers else 2
        return marks.document.span(start, max(last, i + 1))
