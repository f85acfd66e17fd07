"""Whose an operation or a weapon is: "French air strikes", "army planes", "Hezbollah rockets"."""

from __future__ import annotations

from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_fine
from rashomon.records import Span


class Owners:
    """The states, forces and groups that stand beside what struck."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def of(self, noun: int) -> list[int]:
        """The states whose operation a noun names: "French and American air strikes"."""
        marks = self.marks
        found = []
        ranks = marks.lexicon["worst_of"].codes
        ranked = any(marks.token(c).lower in ranks for c in marks.children(noun))
        own = () if ranked else marks.children(noun, "possessor")  # not "Mali's deadliest raid"
        below = [*marks.children(noun, "modifier", "name"), *own]
        for part in marks.children(noun, "oblique"):  # "frappes de drones américains"
            if marks.case(part) in marks.lexicon["of_words"].codes:
                below.extend(marks.children(part, "modifier", "name", "possessor"))
        for child in below:
            for each in marks.with_conjuncts(child):
                place = marks.places_by_token.get(each)
                state = place is not None and place.country is not None
                state = state and place is not None and not is_fine(marks, place)
                if state or self._is_force(each):  # not "the Kabul drone strike"
                    found.append(each)
        forces = [i for i in found if self._is_force(i) and marks.mention(i) is None]
        return [i for i in found if not any(self._of_country(f) == i for f in forces)]

    def _of_country(self, force: int) -> int | None:
        """The word for a country right before forces: "Ethiopian military", "Afghan air force"."""
        hit = self.marks.hit("force_words", force)
        before = (hit.first if hit is not None else force) - 1
        place = self.marks.places_by_token.get(before)
        return before if place is not None and place.country is not None else None

    def _is_force(self, noun: int) -> bool:
        """Whether a word beside a weapon names the forces whose it is: "army planes", "Hezbollah
        rockets"."""
        marks = self.marks
        mention = marks.mention(noun)
        state = marks.hit("organisation_kinds", noun)
        if state is not None and state.code in ("state", "state-forces"):
            return True  # "junta jets", "government warplanes"
        if mention is None:
            return marks.hit("force_words", noun) is not None
        return marks.actor(mention.actor).kind in ("state-forces", "armed-group", "militia")

    def words(self, noun: int) -> Span:
        """The words for forces beside what struck, with their country."""
        hit, of = self.marks.hit("force_words", noun), self._of_country(noun)
        first = noun if hit is None else hit.first
        last = noun + 1 if hit is None else hit.last
        return self.marks.document.span(first if of is None else of, last)

    def actor(self, noun: int) -> str | None:
        """The actor that the same word names elsewhere ("army planes", where "the army" spoke), or
        the country whose forces they are."""
        of = self._of_country(noun)
        state = self.marks.mention(of) if of is not None else None
        if of is not None:
            return state.actor if state is not None else None
        lemma = self.marks.token(noun).lemma
        named = (
            m for m in self.marks.document.actor_mentions if self.marks.token(m.head).lemma == lemma
        )
        return next((m.actor for m in named), None)
