"""Who fought whom: the two sides of a clash."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.records import Involvement


class Sides:
    """Participants of clashes."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self, event: int) -> Iterator[Draft]:
        """Who fought whom: "clashes between herders and farmers", "police clashed with gunmen"."""
        marks = self.marks
        about = self.happenings.of(event)
        if about is None or marks.zeroed(event) or (marks.is_verb(event) and marks.negated(event)):
            return
        sides: list[int] = []
        for child in marks.children(event, "oblique"):
            case = marks.case(child)
            if case in marks.lexicon["between_words"].codes:
                both = [s for s in marks.with_conjuncts(child) if marks.mention(s) is not None]
                both = [*self._joined_within(child), *both]
                sides = both if len(both) > 1 else [child, *self._joined_behind(child)]
            elif case in marks.lexicon["fought_with"].codes and self._fights(child):
                own = marks.agents(event) if marks.is_verb(event) else ()
                sides = [*filter(self._fights, own), child]
        if not sides and marks.is_verb(event):
            own = tuple(filter(self._fights, marks.agents(event)))
            rivals = any(
                marks.token(c).lower in marks.lexicon["rivals"].codes
                for a in own
                for c in marks.children(a, "modifier", "number", "determiner")
            )  # "rival gangs fought", "two clans clashed"
            sides = list(own) if len(own) > 1 or rivals else []
        for side in sides if len(sides) > 1 or marks.is_verb(event) is False else ():
            if len(sides) < 2 and not self._fights(side):
                continue
            if side in marks.times_by_token:
                continue
            mention = marks.mention(side)
            words = marks.words(side).text
            yield Draft(
                field="participant",
                value=Involvement(
                    mention.actor if mention else None, words, marks.token(event).lower
                ),
                anchor=side,
                words=words,
                content=marks.clause_of(event),
                about=about,
                fought=True,
            )

    def _fights(self, noun: int) -> bool:
        """Whether somebody, and no weapon, day or place, is named as a side."""
        marks = self.marks
        mention = marks.mention(noun)
        people = ("people", "organisation_kinds", "force_words", "perpetrator.many", "protesters")
        somebody = any(marks.hit(name, noun) is not None for name in people)
        if mention is not None and marks.token(noun).pos != "PROPN":
            somebody = somebody or marks.actor(mention.actor).kind != "unidentified"
            if not somebody:
                return False  # "with bare hands"
        return (
            mention is not None
            and noun not in marks.times_by_token
            and marks.token(noun).pos != "PRON"
            and marks.hit("weapons", noun) is None
        )

    def _joined_within(self, noun: int) -> list[int]:
        """The first of two sides whom a parser makes part of the second: "the army and M23
        rebels"."""
        marks = self.marks
        return [
            c
            for c in marks.children(noun, "modifier", "name")
            if marks.children(c, "coordinator") and marks.children(c, "conjunct")
            if marks.mention(c) is not None
        ]

    def _joined_behind(self, noun: int) -> list[int]:
        """The noun right behind "and", where the parser makes it something else's."""
        marks = self.marks
        after = noun + 1
        last = marks.document.sentence_of(noun).last
        if after >= last or marks.token(after).lower not in marks.lexicon["and_words"].codes:
            return []
        near = range(after + 1, min(after + 4, last))
        return [i for i in near if marks.mention(i) is not None][:1]
