"""Who may have done something: whom a rule may name as the one who struck, or is blamed."""

from __future__ import annotations

from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.assemble.whose import speaker_itself
from rashomon.records import Stance

STATE_KINDS = frozenset({"state", "state-forces"})


class Doers:
    """Tells people and bodies that may act from things, days, victims and words for a name."""

    def __init__(self, marks: Marks, voices: Voices) -> None:
        self.marks = marks
        self.voices = voices

    def can_act(self, noun: int, *, anyone: bool = False) -> bool:
        """Whether a noun may name who did it; `anyone`: civilians too, where nothing but a doer can
        stand there ("a student stabbed two others", "killed by villagers")."""
        marks = self.marks
        if marks.token(noun).pos == "PRON" or self.names_next(noun) or self._is_thing(noun):
            return False
        if anyone and self._is_somebody(noun):
            return True
        people = marks.hit("people", self._of_whom(noun))
        if marks.hit("persons.victims", noun) is not None:
            return False
        if people is not None:
            return people.code in ("forces", "fighters", "persons") or not people.code
        if marks.hit("organisation_kinds", noun) or marks.hit("force_words", noun):
            return True
        mention = marks.mention(noun)
        if mention is not None and marks.token(noun).pos == "PROPN":
            return marks.actor(mention.actor).kind not in ("civilians", "media")
        return mention is not None and marks.actor(mention.actor).kind not in (
            "unidentified",
            "civilians",
            "media",
        )

    def is_armed(self, noun: int) -> bool:
        """Whether a noun names fighters, forces or an armed body."""
        marks = self.marks
        hit = marks.hit("people", noun)
        if hit is not None and hit.code in ("fighters", "forces"):
            return True
        kinds = ("armed-group", "militia", *STATE_KINDS)
        named = (marks.mention(i) for i in marks.document.subtree(noun))
        return any(m is not None and marks.actor(m.actor).kind in kinds for m in named)

    def _is_somebody(self, noun: int) -> bool:
        """Whether a noun names people of any kind, and no victims."""
        marks = self.marks
        if marks.hit("persons.victims", noun) is not None:
            return False
        named = ("people", "captives", "protesters", "perpetrator.many")
        return any(marks.hit(name, noun) is not None for name in named)

    def _is_thing(self, noun: int) -> bool:
        """Whether a noun names what is destroyed, and nobody who acts."""
        marks = self.marks
        if marks.token(noun).text[:1].isupper():
            return False
        acting = ("people", "organisations", "organisation_kinds", "force_words", "voices")
        if any(marks.hit(name, noun) is not None for name in acting):
            return False
        return marks.hit("damage.items", noun) is not None

    def _of_whom(self, noun: int) -> int:
        """The people behind a word for many of them: "a squad of gunmen"."""
        marks = self.marks
        if marks.hit("perpetrator.many", noun) is None or marks.hit("people", noun) is not None:
            return noun
        of = marks.lexicon["of_words"].codes
        return next((c for c in marks.children(noun, "oblique") if marks.case(c) in of), noun)

    def suspected(self, noun: int) -> Stance | None:
        marks = self.marks
        near = (*marks.children(noun), *list(marks.children(marks.token(noun).head)))
        modifiers = [c for c in near if marks.token(c).relation in ("modifier", "relative")]
        own = [c for c in modifiers if marks.token(c).head == noun]
        if any(marks.hit("suspected_words", c) for c in own):
            return "suspected"
        return None

    def can_be_blamed(self, noun: int, verb: int) -> bool:
        """Whom an accusation may name: anybody but the deed, the means and the day; where a
        participle stands with it ("the suspected spot"), a name, people or a body."""
        marks = self.marks
        if noun in marks.times_by_token or self.names_next(noun):
            return False
        if marks.token(noun).lower in marks.lexicon["persons.another"].codes:
            return False  # "each other"
        if marks.token(noun).pos == "PROPN" or self.can_act(noun):
            return True
        mention = marks.mention(noun)
        others = ("events.nouns", "effects.noun", "weapons", "damage.items", "targets")
        if mention is None or any(marks.hit(name, noun) for name in others):
            return False
        if marks.token(noun).lemma in marks.lexicon["blamed_faults"].codes:
            return False  # "blamed the government's neglect"
        beside = marks.token(verb).head == noun and marks.token(verb).relation != "root"
        if not beside or marks.actor(mention.actor).kind != "unidentified":
            return True
        known = ("people", "voices", "organisations", "organisation_kinds", "force_words")
        return any(marks.hit(name, noun) is not None for name in known)

    def names_next(self, noun: int) -> bool:
        """Whether a word only describes the name right behind it: "the paramilitary Rapid Support
        Forces"."""
        marks = self.marks
        after = next((m for m in marks.document.actor_mentions if m.first == noun + 1), None)
        return (
            after is not None
            and marks.token(noun).pos != "PROPN"
            and marks.token(noun + 1).text[:1].isupper()
            and marks.token(noun + 1).pos == "PROPN"
            and marks.actor(after.actor).kind in (*STATE_KINDS, "armed-group", "militia")
        )

    def is_own(self, noun: int) -> bool:
        """Whether the speaker says it of its own people."""
        marks = self.marks
        own = [c for c in marks.children(noun, "possessor") if marks.token(c).pos == "PRON"]
        return any(speaker_itself(marks, self.voices, c) is not None for c in (noun, *own))
