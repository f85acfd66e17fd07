"""Kinds of voices: official, witness, medical, … by the words of a speaker and whom they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rashomon.assemble.marks import Marks
from rashomon.document import ActorMention
from rashomon.known_actors import known_actors
from rashomon.records import VoiceKind

KIND_OF_ACTOR: dict[str, VoiceKind] = {
    "state": "official",
    "state-forces": "official",
    "armed-group": "belligerent",
    "militia": "belligerent",
    "media": "media",
    "civilians": "witness",
    "private-person": "witness",
    "public-person": "official",
}
"""What kind of voice an actor has, when no word beside it tells."""

TITLE_REACH = 9
"""Tokens before a name in which its office stands."""
SOURCE_WORDS = 12
"""Tokens that the description of a source may have; more is a sentence about it."""
BEFORE_ACTOR = frozenset({"ngo", "un", "medical", "local", "witness", "expert", "security-source"})
"""Voice kinds that a word tells more surely than the kind of actor that its phrase looks like."""
OF_BODIES = frozenset({"ngo", "un", "expert"})
"""Kinds that whoever leads such a body speaks with, whatever the office is called."""


class VoiceKinds:
    """The kind of voice of every speaker of a document."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._hits = marks.hits("voices")

    def of(self, head: int, mention: ActorMention | None) -> VoiceKind:
        """By the words around the head; by the actor; anonymous for a mere "source"."""
        hits = list(self._telling_hits(head, mention))
        if hits and hits[0] == "anonymous" and self._of_forces(head):
            return "security-source"
        actor = self.marks.actor(mention.actor) if mention else None
        group = self._speaks_for(head)
        if group is not None:
            return group
        entry = known_actors().find(actor.name) if actor is not None else None
        if entry is not None and entry.voice is not None:
            return entry.voice
        if entry is None and mention is not None and self._is_outlet(mention):
            return "media"
        if hits and hits[0] in BEFORE_ACTOR and entry is None:
            return cast(VoiceKind, hits[0])
        if actor is not None and actor.kind in ("armed-group", "militia", "media"):
            return KIND_OF_ACTOR[actor.kind]
        if hits:
            return cast(VoiceKind, hits[0])
        if actor is not None and actor.kind == "unidentified" and self._was_there(head):
            return "witness"
        if actor is not None:
            fighter = self.marks.hit("people", head)
            if fighter is not None and fighter.code == "fighters":
                return "belligerent"
            return KIND_OF_ACTOR.get(actor.kind, "anonymous")
        return "anonymous"

    def _was_there(self, head: int) -> bool:
        """Whether a clause tells that somebody saw it: "Elijah Kamau, who was at the mall"."""
        marks = self.marks
        there = marks.lexicon["place_roles.site"].codes
        for verb in marks.children(head, "relative"):
            if marks.hit("witness_verbs", verb) is not None:
                return True
            if marks.token(verb).lemma in marks.lexicon["being_verbs"].codes:
                return any(marks.case(o) in there for o in marks.children(verb, "oblique"))
        return False

    def _is_outlet(self, mention: ActorMention) -> bool:
        """Whether a name ends as names of newspapers do: "the Springfield Herald"."""
        marks = self.marks
        name = range(mention.first, mention.last)
        return (
            marks.token(mention.head).pos == "PROPN"
            and len([i for i in name if marks.token(i).pos == "PROPN"]) > 1
            and marks.any_hit("outlet_words", name) is not None
        )

    def _of_forces(self, head: int) -> bool:
        """A source "within the security forces", whatever stands between."""
        marks = self.marks
        tree = marks.document.subtree(head)
        return len(tree) <= SOURCE_WORDS and marks.any_hit("force_words", tree) is not None

    def _telling_hits(self, head: int, mention: ActorMention | None) -> Iterator[str]:
        """Voice kinds told by the head, then by its apposition, then by the rest of the phrase."""
        marks = self.marks
        if head in self._hits:
            yield self._hits[head].code
        if mention is not None:
            for i in range(mention.first, mention.last):
                if i != head and i in self._hits:
                    yield self._hits[i].code
        near = [*marks.children(head, "apposition"), marks.token(head).head]
        for i in near:
            if i in self._hits and (
                marks.token(i).relation == "apposition"
                or marks.token(head).relation == "apposition"
            ):
                yield self._hits[i].code
        for i in near:  # "the director of the regional police, Chief Supt. Juan Sy"
            beside = marks.mention(i)
            either = (marks.token(i).relation, marks.token(head).relation)
            if beside is not None and i != head and "apposition" in either:
                words = range(beside.first, beside.last)
                yield from (self._hits[j].code for j in words if j in self._hits)
        if marks.token(head).pos == "PROPN":
            yield from self._introduced(head)

    def _introduced(self, head: int) -> Iterator[str]:
        """The office by which the same name is introduced elsewhere ("Moussa Diallo, a mayor")."""
        marks = self.marks
        name = marks.token(head).text
        for token in marks.document.tokens:
            if token.text != name or token.i == head:
                continue
            for i in (*marks.children(token.i, "apposition", "name", "modifier"), token.head):
                near = marks.token(i).relation == "apposition" or i != token.head
                introduces = near or token.relation == "apposition"
                if introduces and i in self._hits:
                    yield self._hits[i].code

    def _speaks_for(self, head: int) -> VoiceKind | None:
        """A spokesman of an armed group, an NGO or the UN speaks with its kind."""
        marks = self.marks
        if self._leads_fighters(head):
            return "belligerent"
        for child in marks.children(head, "oblique", "possessor", "name", "modifier"):
            mention = marks.mention(child)
            if mention is None:
                continue
            entry = known_actors().find(marks.actor(mention.actor).name)
            if entry is not None and entry.voice is not None:
                return entry.voice
            kind = marks.actor(mention.actor).kind
            if kind in ("armed-group", "militia"):
                return "belligerent"
            people = marks.hit("people", child)
            if people is not None and people.code == "fighters":
                return "belligerent"  # "a spokesman for the kidnappers"
            if kind == "media" and marks.token(child).relation in ("possessor", "name", "modifier"):
                return "media"
        offices = (c for c in marks.children(head, "apposition") if marks.hit("offices", c))
        return self._office_of(head) or next(filter(None, map(self._office_of, offices)), None)

    def _leads_fighters(self, head: int) -> bool:
        """Whether a name has an office of an armed group before it: "Hamas official Osama Hamdan",
        "M23 rebel commander Sultani Makenga"."""
        marks = self.marks
        mention = marks.mention(head)
        if mention is None or marks.token(head).pos != "PROPN":
            return False
        first = mention.first
        earliest = max(marks.document.sentence_of(head).first, head - TITLE_REACH)
        while first > earliest and marks.token(first - 1).pos in ("NOUN", "PROPN", "ADJ"):
            first -= 1
        before = range(first, head)
        office = next((i for i in reversed(before) if self._is_office(i)), None)
        for i in before if office is not None else ():
            other = marks.mention(i)
            group = other is not None and other.head != head and i < (office or 0)
            kind = marks.actor(other.actor).kind if group and other is not None else ""
            if kind in ("armed-group", "militia"):
                return True
            if marks.hit("identity_words", i) is not None and i + 1 == office:
                return True  # "rebel commander"
        return False

    def _is_office(self, i: int) -> bool:
        return any(self.marks.hit(name, i) is not None for name in ("titles", "offices"))

    def _office_of(self, head: int) -> VoiceKind | None:
        """The kind of the body that somebody leads or works for ("the president of a rights
        group", "the coordinator of an NGO"), named right behind the office."""
        marks = self.marks
        if marks.hit("titles", head) is None and marks.hit("offices", head) is None:
            return None
        for child in marks.children(head, "oblique"):
            for i in (child, *marks.children(child, "modifier", "name", "apposition", "oblique")):
                hit = self._hits.get(i)
                if hit is not None and hit.code in OF_BODIES:
                    return cast(VoiceKind, hit.code)
        return None
