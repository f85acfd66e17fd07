"""By what means and at what cost in things: weapons, tactics and damage."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.damage import Damage
from rashomon.assemble.deeds import into_care
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.records import MeansValue, Span


class Means:
    """Weapons, tactics and damage of the incidents of a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings
        self.damage = Damage(marks, happenings)

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        yield from self.damage.drafts()
        yield from self._means("weapons", "weapon")
        yield from self._means("tactics", "tactic")

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
        if field == "weapon" and (self._is_struck(i, code) or self._is_of_people(i, code)):
            return False
        if code == "vehicle" and (self._is_hit(i, verb) or self._names_place(i)):
            return False
        if field == "tactic":
            return marks.token(i).sentence in self._event_sentences()
        damaging = marks.hit("damage.verbs", verb)
        if damaging is not None and i in self.damage.done_to(verb):
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

    def _is_of_people(self, i: int, code: str) -> bool:
        """Whether a word only tells who somebody is ("a motorcycle taxi rider"), or a vehicle whose
        people they are ("an occupant of the vehicle")."""
        marks = self.marks
        at = i
        while marks.token(at).relation in ("name", "modifier") and marks.token(at).head > at:
            at = marks.token(at).head
        people = marks.hit("people", at)
        if at != i and people is not None:
            return people.code != "fighters"
        over = marks.token(i).head
        of = marks.lexicon["of_words"].codes
        whose = marks.token(i).relation == "oblique" and marks.case(i) in of
        return code == "vehicle" and whose and marks.hit("people", over) is not None

    def _names_place(self, i: int) -> bool:
        """Whether a vehicle only tells what kind of place it is ("bus stops"), or is what an attack
        was on ("the bombing of military buses")."""
        marks = self.marks
        token = marks.token(i)
        if token.relation == "name" and token.head > i:
            return marks.hit("weapons", token.head) is None
        of = marks.lexicon["of_words"].codes
        deed = marks.hit("events.nouns", token.head) is not None
        return token.relation == "oblique" and deed and marks.case(i) in of

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
        at = marks.token(i).head == verb  # "shot at the car"; not "gunmen on a motorbike"
        at = at and marks.case(i) in marks.lexicon["against_words"].codes
        return struck and (at or i in marks.patients(verb))

    def _event_sentences(self) -> set[int]:
        return {self.marks.token(t.i).sentence for t in self.happenings.triggers}

    def _with_count(self, i: int, first: int, last: int) -> Span:
        marks = self.marks
        count = marks.count_of_noun.get(i)
        start = min([first, *([count.first] if count else [])])
        if marks.is_verb(i):
            return marks.document.span(first, last)
        modifiers = set(marks.children(i, "modifier", "name"))
        measured = start > 1 and marks.token(start - 1).lower in marks.lexicon.units
        if measured and marks.token(start - 2).pos == "NUM":
            start -= 2  # "120 mm mortars"
        while start - 1 in modifiers or (
            marks.token(start - 1).text == "-" and start - 2 in (*modifiers, start - 2)
        ):
            start -= 1 if start - 1 in modifiers else 2
        return marks.document.span(start, max(last, i + 1))
