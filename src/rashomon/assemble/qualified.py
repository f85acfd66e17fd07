"""Who did it, and what was struck, named right before a word for the deed: "the Taliban attack", "a
police shooting of a man", "the mosque bombing"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.doers import STATE_KINDS
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.marks import Marks
from rashomon.assemble.struck import Made
from rashomon.records import Involvement

LED = frozenset(
    {"ambush", "attack", "suicide-bomb", "explosive", "shelling", "abduction", "looting"}
)
"""Classes of deeds that a group named before them did ("the Taliban attack"); it may have suffered
a killing or a shooting."""
OWNED = frozenset({"ambush", "attack", "suicide-bomb", "shelling"})
"""Classes whose possessor did it: "the rebels' assault"; "the minister's abduction" befell him."""
GROUPS = ("armed-group", "militia")


class Qualified:
    """Claims of who is named before a noun for a deed."""

    def __init__(self, marks: Marks, did: Made, target: Made) -> None:
        self.marks = marks
        self.did = did
        self.target = target

    def drafts(self, event: int, about: Happening) -> Iterator[Draft]:
        """Everything found before one word for a deed."""
        marks = self.marks
        hit = marks.hit("events.nouns", event)
        if hit is None or marks.zeroed(event) or marks.hit("operation_nouns", event) is not None:
            return
        if marks.hit("weapons", event) is not None:
            return  # "a car bomb"
        classes = frozenset(hit.codes)
        for child in marks.children(event, "modifier", "name", "possessor"):
            if not self._stands_before(child, event):
                continue
            owned = marks.token(child).relation == "possessor"
            draft = None
            if self._did(child, event, classes, owned):
                draft = self.did(child, event, about) or self._unnamed(child, event, about)
            elif not owned and self._was_struck(child, event):
                draft = self._named_whole(self.target(child, event, about), child)
            if draft is not None:
                yield draft

    def _stands_before(self, noun: int, event: int) -> bool:
        """Whether a word stands right before the deed, or before an adjective of it."""
        between = range(noun + 1, event)
        return noun < event and all(
            self.marks.token(i).pos in ("ADJ", "NOUN", "PART", "PUNCT") for i in between
        )

    def _did(self, noun: int, event: int, classes: frozenset[str], owned: bool) -> bool:
        marks = self.marks
        mention = marks.mention(noun)
        kind = marks.actor(mention.actor).kind if mention is not None else None
        if mention is not None and mention.last > event:
            return False
        named = kind is not None and marks.token(noun).text[:1].isupper()
        fighters = marks.hit("people", noun)
        group = (named and kind in GROUPS) or (fighters is not None and fighters.code == "fighters")
        if owned:
            by_state = kind in STATE_KINDS and self._on_somebody(event)
            return (group or by_state) and bool(classes & OWNED)
        if group:
            return bool(classes & LED) and not self._of_kind(noun)
        forces = fighters is not None and fighters.code == "forces"
        forces = forces or marks.hit("force_words", noun) is not None
        forces = forces or (named and kind in STATE_KINDS)
        return forces and self._on_somebody(event)

    def _of_kind(self, noun: int) -> bool:
        """Whether a word only tells what kind of deed it was, or where: "a terrorist attack", "the
        city shootings"."""
        return self.marks.token(noun).lemma in self.marks.lexicon["deed_kinds"].codes

    def _on_somebody(self, event: int) -> bool:
        """Whether the noun says whom it was done to: "the police killing of a man"."""
        marks = self.marks
        to = {*marks.lexicon["of_words"].codes, *marks.lexicon["against_words"].codes}
        return any(
            marks.case(c) in to and (marks.hit("people", c) or marks.hit("targets", c))
            for c in marks.children(event, "oblique")
        )

    def _was_struck(self, noun: int, event: int) -> bool:
        """Whether a word before a deed names the place struck, and neither by what nor where."""
        marks = self.marks
        other = any(marks.hit(name, noun) is not None for name in ("weapons", "ways"))
        other = other or noun in marks.places_by_token or self._of_kind(noun)
        lists = ("general_deeds", "vague_deeds")
        vague = any(marks.token(event).lemma in marks.lexicon[name].codes for name in lists)
        joined = marks.token(noun + 1).text in ("-", "–")
        return marks.hit("targets", noun) is not None and not (other or vague or joined)

    def _named_whole(self, draft: Draft | None, noun: int) -> Draft | None:
        """A target with the name right before its word: "the Westgate mall attack"."""
        marks, first = self.marks, noun
        while first and marks.token(first - 1).pos == "PROPN" and not self._is_apart(first - 1):
            first -= 1
        if draft is None or first == noun or not isinstance(draft.value, Involvement):
            return draft
        words = marks.document.span(first, noun + 1).text
        draft.value, draft.words = replace(draft.value, text=words), words
        return draft

    def _is_apart(self, i: int) -> bool:
        """Whether a name before a noun is a day, or who struck it."""
        if i in self.marks.times_by_token:
            return True
        mention = self.marks.mention(i)
        return mention is not None and self.marks.actor(mention.actor).kind in GROUPS

    def _unnamed(self, noun: int, event: int, about: Happening) -> Draft | None:
        """People told of by one word that is no actor of its own ("a rebel ambush"), where the
        report tells of them elsewhere too."""
        marks, lemma = self.marks, self.marks.token(noun).lemma
        named = (m for m in marks.document.actor_mentions if marks.token(m.head).lemma == lemma)
        actor = next((m.actor for m in named), None)
        if actor is None:
            return None
        words = marks.token(noun).text
        return Draft(
            field="perpetrator",
            value=Involvement(actor, words, marks.token(event).lower),
            anchor=event,
            words=words,
            content=marks.clause_of(event),
            about=about,
        )
