"""Whose count or view something is: "61 people, by the UN's count", "in the view of X"."""

from __future__ import annotations

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers


class Reckonings:
    """The counts and views of a document that have an owner who speaks by them.

    `nouns` are the words for them, each with whose it is.
    """

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers
        self.nouns = self._owned()

    def _owned(self) -> dict[int, int]:
        """Whose count or view something is ("by the UN's count", "in the view of investigators"):
        the noun, and whose it is."""
        marks = self.marks
        found = {}
        for noun in marks.hits("speech.by_noun"):
            if marks.is_verb(noun) or marks.case(noun) not in marks.lexicon["speech.by_case"].codes:
                continue
            of = marks.lexicon["of_words"].codes
            owners = [
                *marks.children(noun, "possessor"),
                *(o for o in marks.children(noun, "oblique") if marks.case(o) in of),
            ]
            ours = marks.lexicon["first_person"].codes
            owners = [o for o in owners if marks.token(o).lower not in ours]
            if owners and (
                marks.token(owners[0]).pos == "PRON" or self.speakers.can_speak(owners[0])
            ):
                found[noun] = owners[0]
        return found

    def attribution(self, noun: int) -> Attribution | None:
        """What somebody's count or view says: the clause that it stands in."""
        marks = self.marks
        speaker = self.speakers.resolve(self.nouns[noun], noun)
        if speaker is None:
            return None
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
            aside=frozenset(phrase),
        )
