"""What was struck, and by whom, where no verb of striking has them as its object and subject: "came
under fire from rebels", "the target was a convoy", "fired rockets at the base"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rashomon.assemble.doers import Doers
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.records import Involvement, Stance

Made = Callable[[int, int, Happening], Draft | None]
"""Makes a draft of a noun, the event's word and the incident."""
DEEDS = ("events.nouns", "operation_nouns", "effects.noun", "weapons", "motive_subjects")


class Struck:
    """Claims of targets, and of who struck them."""

    def __init__(
        self, marks: Marks, happenings: Happenings, doers: Doers, did: Made, target: Made
    ) -> None:
        self.marks = marks
        self.happenings = happenings
        self.doers = doers
        self.did = did
        self.target = target

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        yield from self._came_under()
        yield from self._told_target()
        yield from self._aimed()
        yield from self._fired_at()

    def _came_under(self) -> Iterator[Draft]:
        """As in "a patrol came under fire from rebels": its subject is struck."""
        marks = self.marks
        for hit in marks.hits("came_under").values():
            verb = marks.predicate(hit.head)
            about = self.happenings.of(hit.head) or self.happenings.of(verb)
            if about is None or not marks.is_verb(verb) or marks.negated(verb):
                continue
            from_words = {*marks.lexicon["place_roles.origin"].codes}
            from_words.update(marks.lexicon["by_words"].codes)
            sentence = marks.document.sentence_of(verb)
            end = next(
                (i for i in range(hit.last, sentence.last) if marks.token(i).pos == "PUNCT"),
                sentence.last,
            )
            whence = [
                marks.counted(i)
                for i in range(hit.last, end)
                if marks.case(i) in from_words and i not in marks.places_by_token
            ]
            by = [d for i in whence for d in _made(self.did(i, verb, about))]
            if whence and not by:
                continue  # "came under fire from critics"
            action = marks.document.span(hit.first, hit.last).text
            for draft in by:
                if isinstance(draft.value, Involvement):
                    draft.value = replace(draft.value, action=action)
                yield draft
            for noun in marks.agents(verb):
                yield from _made(self.target(noun, verb, about))

    def _told_target(self) -> Iterator[Draft]:
        """As in "the target was a police truck", "an officer was believed to be the target"."""
        marks = self.marks
        for noun in sorted(marks.hits("aims.nouns")):
            verb = marks.predicate(noun)
            if marks.hit("being_verbs", verb) is None or marks.negated(verb):
                continue
            role = marks.token(noun).relation
            over = marks.governor(verb)
            if role == "agent" and noun in marks.children(verb, "agent"):
                named = [c for c in marks.children(verb, "complement") if c > verb]
            elif role == "complement" and marks.token(noun).head == verb:
                hearsay = over is not None and marks.is_passive(over)
                named = [*marks.agents(verb)]
                named = named or [*(marks.patients(over) if over is not None and hearsay else ())]
            else:
                continue
            of = marks.lexicon["of_words"].codes
            whose = [c for c in marks.children(noun, "oblique") if marks.case(c) in of]
            if any(not self._is_deed(c) and marks.token(c).pos != "PRON" for c in whose):
                continue  # "a target of jokes"
            stance = self.doers.suspected(noun) or self._heard(verb)
            yield from self._drafts(named, verb, stance)

    def _aimed(self) -> Iterator[Draft]:
        """As in "the blast was aimed at a convoy", "the bombers wanted to hit the court"."""
        marks = self.marks
        at = marks.lexicon["aims.at"].codes
        for verb in sorted(marks.hits("aims.verbs")):
            if not marks.is_verb(verb) or not marks.is_passive(verb) or marks.negated(verb):
                continue
            if not any(self._is_deed(p) for p in marks.patients(verb)):
                continue
            named = [c for c in marks.children(verb, "oblique") if marks.case(c) in at]
            yield from self._drafts(named, verb, None)
        for verb in sorted(marks.hits("wanting")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            hits = [c for c in marks.children(verb, "complement") if marks.hit("events.verbs", c)]
            told = marks.agents(verb)
            by = any(marks.hit("people.fighters", a) or self._is_deed(a) for a in told)
            if by and hits:
                yield from self._drafts(marks.children(hits[0], "patient"), verb, None)

    def _fired_at(self) -> Iterator[Draft]:
        """What weapons were sent at: "launched drones at the base", "threw stones at the bus"."""
        marks = self.marks
        against = {*marks.lexicon["against_words"].codes, *marks.lexicon["into_words"].codes}
        for verb in sorted(marks.hits("weapon_verbs")):
            about = self.happenings.of(verb) if marks.is_verb(verb) else None
            if about is None or marks.negated(verb):
                continue
            for noun in marks.patients(verb):
                beside = (
                    [verb] if marks.is_passive(verb) else []
                )  # "a grenade lobbed into a mosque"
                own = (noun, *marks.children(noun, "oblique"), marks.token(noun).head)
                sent = [i for i in own if marks.hit("weapons", i) is not None]
                if not sent:
                    continue
                sent = [*sent, noun, *beside]
                for child in (c for i in sent for c in marks.children(i, "oblique")):
                    if marks.case(child) in against and child not in sent:
                        yield from _made(self.target(child, verb, about))

    def _drafts(
        self, nouns: tuple[int, ...] | list[int], verb: int, stance: Stance | None
    ) -> Iterator[Draft]:
        marks = self.marks
        about = self.happenings.of(verb) or self.happenings.main
        named = ("targets", "people", "organisation_kinds", "force_words", "weapons.vehicle")
        for noun in nouns:
            known = any(marks.hit(name, noun) is not None for name in named)
            if about is None or not (known or marks.token(noun).pos == "PROPN"):
                continue
            if marks.is_verb(noun) or noun in marks.times_by_token:
                continue
            mention, words = marks.mention(noun), marks.words(noun).text
            yield Draft(
                field="target",
                value=Involvement(mention.actor if mention is not None else None, words, None),
                anchor=noun,
                words=words,
                content=marks.clause_of(verb),
                about=about,
                stance=stance,
                mode=about.mode,
            )

    def _is_deed(self, noun: int) -> bool:
        return any(self.marks.hit(name, noun) is not None for name in DEEDS)

    def _heard(self, verb: int) -> Stance | None:
        """Whether a verb over the clause makes it hearsay: "is believed to have been"."""
        over = self.marks.governor(verb)
        heard = over is not None and self.marks.hit("speech.passive_hearsay", over) is not None
        return "suspected" if heard and over is not None and self.marks.is_passive(over) else None


def _made(draft: Draft | None) -> Iterator[Draft]:
    if draft is not None:
        yield draft
