"""Whose count or view something is: "61 people, by the UN's count", "in the view of X", "its figure
was 133", "activists had a list of 149 dead"."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers

ISSUING = frozenset({"official", "medical", "un", "ngo", "expert", "belligerent", "local"})
"""Kinds of voices that have figures of their own."""


class Reckonings:
    """The counts and views of a document that have an owner who speaks by them.

    `nouns` are the words for them, each with whose it is.
    """

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers
        self._lists = dict(self._kept())
        self._held = dict(self._figures_held())
        self.nouns = {**self._owned(), **dict(self._figures()), **self._lists, **self._held}

    def _owned(self) -> dict[int, int]:
        """Whose count or view something is ("by the UN's count", "in the view of investigators"):
        the noun, and whose it is."""
        marks = self.marks
        found = {}
        for noun in marks.hits("speech.by_noun"):
            if marks.is_verb(noun) or marks.case(noun) not in marks.lexicon["speech.by_case"].codes:
                continue
            ours = marks.lexicon["first_person"].codes
            owners = [o for o in self._owners(noun) if marks.token(o).lower not in ours]
            if owners and (
                marks.token(owners[0]).pos == "PRON" or self.speakers.can_speak(owners[0])
            ):
                found[noun] = owners[0]
        return found

    def _figures(self) -> Iterator[tuple[int, int]]:
        """Whose figure is told of: "its figure had been 133", "the hospital's count stands at 51";
        a place's toll is that of its people, and an attack's is nobody's."""
        marks = self.marks
        for name in ("count_nouns", "effects.toll"):
            for noun in marks.hits(name):
                verb = marks.token(noun).head
                told = marks.token(noun).relation in ("agent", "patient")
                if not told or not self._gives(verb):
                    continue
                within = marks.document.subtree(verb)
                if not any(noun < c.first and c.first in within for c in marks.counts):
                    continue
                counted = name == "count_nouns" and marks.hit("document_nouns", noun) is None
                owners = self._owners(noun)
                if counted:  # "the number of soldiers killed"
                    owners = [*marks.children(noun, "possessor")]
                if owners and self._issues(owners[0]):
                    yield noun, owners[0]

    def _gives(self, verb: int) -> bool:
        """Whether a figure is told of by a verb, or by a noun with "is" ("est de 45 morts")."""
        marks = self.marks
        if marks.is_verb(verb):
            return marks.hit("figure_verbs", verb) is not None
        return any(
            marks.token(c).lemma in marks.lexicon["being_verbs"].codes
            for c in marks.children(verb, "copula")
        )

    def _owners(self, noun: int) -> list[int]:
        """Whose a count is: "the hospital's count", "le bilan du ministère"."""
        marks = self.marks
        of = marks.lexicon["of_words"].codes
        own = marks.lexicon["possessives"].codes
        return [
            *marks.children(noun, "possessor"),
            *(d for d in marks.children(noun, "determiner") if marks.token(d).lower in own),
            *(o for o in marks.children(noun, "oblique") if marks.case(o) in of),
        ]

    def _issues(self, owner: int) -> bool:
        """Whether somebody is a body that gives figures; "its" where such a body spoke last."""
        marks = self.marks
        if self._is_its(owner):
            return True
        if marks.token(owner).pos == "PRON":
            return False
        named = owner not in marks.places_by_token and self.speakers.can_speak(owner)
        return named and self.speakers.kind_of(owner) in ISSUING

    def _is_its(self, owner: int) -> bool:
        return self.marks.token(owner).lower in self.marks.lexicon["possessives"].codes

    def _kept(self) -> Iterator[tuple[int, int]]:
        """Whose list it is: "activists had a list of 149 dead", "the union keeps a register"."""
        marks = self.marks
        for noun in marks.hits("kept_lists"):
            verb = marks.token(noun).head
            keeps = marks.token(noun).relation == "patient" and not marks.is_passive(verb)
            if not keeps or marks.hit("keeping_verbs", verb) is None:
                continue
            within = marks.document.subtree(noun)
            owners = [a for a in marks.agents(verb) if marks.token(a).pos != "PRON"]
            if not owners or not any(c.first in within for c in marks.counts):
                continue
            if self.speakers.can_speak(owners[0]) and not self._is_ours(owners[0]):
                yield noun, owners[0]

    def _figures_held(self) -> Iterator[tuple[int, int]]:
        """Who has a bare figure: "The Red Cross, which keeps its own list, has 47"."""
        marks = self.marks
        for count in marks.counts:
            at = count.last - 1
            verb = marks.token(at).head
            held = count.noun is None and marks.hit("keeping_verbs", verb) is not None
            if (
                not held
                or marks.token(at).relation != "patient"
                or count.last >= len(marks.document.tokens)
            ):
                continue
            owners = [a for a in marks.agents(verb) if marks.token(a).pos != "PRON"]
            closes = marks.token(count.last).pos == "PUNCT" and not marks.is_passive(verb)
            if owners and closes and self._issues(owners[0]):
                yield at, owners[0]

    def _is_ours(self, owner: int) -> bool:
        """Whether a body speaks of its own people: "our researchers"."""
        marks = self.marks
        near = (owner, *marks.children(owner, "possessor", "determiner"))
        return any(marks.token(i).lower in marks.lexicon["first_person"].codes for i in near)

    def attribution(self, noun: int) -> Attribution | None:
        """What somebody's count or view says: the clause that it stands in."""
        marks = self.marks
        owner = self.nouns[noun]
        its = marks.case(noun) is None and self._is_its(owner)
        if its and not self.speakers.spoke_last(noun, ISSUING):
            return None
        speaker = self.speakers.resolve(owner, noun)
        if speaker is None:
            return None
        if noun in self._held:
            phrase, clause = set(), set(marks.document.subtree(marks.token(noun).head))
        elif noun in self._lists:
            phrase, clause = {noun}, set(marks.document.subtree(noun))
        else:
            phrase = set(marks.document.subtree(noun))
            verb = marks.predicate(noun)
            clause = set(marks.document.subtree(verb)) if verb != noun else set()
        if not clause - phrase:
            return None
        return Attribution(
            cue_class="assert",
            voice=speaker.voice,
            cue=marks.document.span(noun, noun + 1),
            source=speaker.span,
            verb=noun,
            content=frozenset(clause - phrase),
            said=None,
            aside=frozenset(phrase) if marks.case(noun) is not None else frozenset(),
        )
