"""Who those who did it are said to be, by whoever names them and by themselves: "whom residents
identified as rebels", "police named him as X", "men who said they were X"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rashomon.assemble.doers import STATE_KINDS, Doers
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.records import Stance

REACH = 3
"""Sentences back in which whoever "him" means stands."""
GROUPS = ("armed-group", "militia", *STATE_KINDS)

Blamed = Callable[[int, int, Stance | None], Draft]
"""Makes a draft of who did it: of a noun, the word that says so, and a stance."""


class Naming:
    """Claims of who the attackers are."""

    def __init__(
        self,
        marks: Marks,
        voices: Voices,
        happenings: Happenings,
        doers: Doers,
        blamed: Blamed,
    ) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings
        self.doers = doers
        self.blamed = blamed

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        for verb in sorted(self.marks.hits("perpetrator.identifies")):
            if self.marks.is_verb(verb) and not self.marks.negated(verb):
                yield from self._named(verb)
        for verb in sorted(self.marks.hits("perpetrator.self_naming")):
            if self.marks.is_verb(verb) and not self.marks.negated(verb):
                yield from self._by_themselves(verb)
                yield from self._called(verb)

    def _named(self, verb: int) -> Iterator[Draft]:
        """As in "the raiders, whom residents identified as members of X", "named by police as X",
        "police named him as X"."""
        marks = self.marks
        beside = marks.token(verb).relation == "relative"
        if beside:
            meant = self._is_attacker(marks.token(verb).head)
        else:
            meant = any(self._means_attacker(p) for p in marks.patients(verb))
        if not meant:
            return
        as_words = marks.lexicon["perpetrator.identified_as"].codes
        named = [i for i in marks.document.subtree(verb) if i > verb and marks.case(i) in as_words]
        for noun in named[:1]:
            if self._tells_who(noun):
                yield self._draft(noun, verb)

    def _by_themselves(self, verb: int) -> Iterator[Draft]:
        """As in "men who said they were fighters of X", "gunmen claiming to be from X", "they
        identified themselves as X", "the raiders called themselves X"."""
        marks = self.marks
        doer = self._doer(verb)
        if doer is None:
            return
        itself = marks.lexicon["perpetrator.itself"].codes
        below = [c for c in marks.children(verb, "complement", "clause") if c > verb]
        own = [
            c
            for c in below
            if self._says_who(c)
            and all(marks.token(a).lower in itself for a in marks.children(c, "agent"))
        ]
        reflexive = any(
            marks.token(p).lower in itself for p in marks.children(verb, "patient") if p != doer
        )
        told = own[:1] or ([verb] if reflexive else [])
        for over in told:
            for i in marks.document.subtree(over):
                mention = marks.mention(i) if i > over else None
                if mention is None or marks.token(i).pos == "PRON":
                    continue
                if marks.actor(mention.actor).kind in GROUPS and self.doers.can_act(i):
                    draft = self._draft(i, verb)
                    if draft.voice is None or draft.voice.kind in ("anonymous", "witness"):
                        speaker = self.voices.speakers.resolve(doer, verb, anyone=True)
                        voice = speaker.voice if speaker is not None else None
                        draft.voice = replace(voice, kind="belligerent") if voice else None
                        draft.stance = "claimed" if voice else "suspected"
                    yield draft
                    return

    def _called(self, verb: int) -> Iterator[Draft]:
        """As in "Mohamed Kuno, whom it calls the mastermind of the attack"."""
        marks = self.marks
        authors = [
            c
            for c in marks.children(verb, "complement", "patient")
            if c > verb and marks.hit("perpetrator.authors", c) is not None
        ]
        if not authors or marks.token(verb).relation != "relative":
            return
        who = marks.token(verb).head
        if marks.token(who).relation == "apposition":
            who = marks.token(who).head
        if self._tells_who(who):
            draft = self._draft(who, verb)
            draft.stance = "suspected"
            yield draft

    def _says_who(self, verb: int) -> bool:
        """Whether a clause tells who somebody is, or for whom they act."""
        marks = self.marks
        lists = ("being_verbs", "perpetrator.belongs", "perpetrator.serves")
        return not marks.negated(verb) and any(marks.hit(n, verb) is not None for n in lists)

    def _doer(self, verb: int) -> int | None:
        """The attackers who say it of themselves."""
        marks = self.marks
        token = marks.token(verb)
        if token.relation == "relative":
            return token.head if self._is_attacker(token.head) else None
        agents = [a for a in marks.agents(verb) if marks.token(a).pos != "PRON"]
        return next((a for a in agents if marks.hit("people.fighters", a) is not None), None)

    def _is_attacker(self, noun: int) -> bool:
        """Whether a noun names those who struck, by its word or by what they did."""
        marks = self.marks
        if any(marks.hit(n, noun) is not None for n in ("people.fighters", "perpetrator.authors")):
            return True
        verb = marks.predicate(noun)
        if noun not in marks.agents(verb) or not self.doers.can_act(noun, anyone=True):
            return False
        return self._is_violent(verb)

    def _is_violent(self, verb: int) -> bool:
        marks = self.marks
        hit = marks.hit("effects.patient", verb)
        harms = hit is not None and hit.code in ("deaths", "injuries", "casualties", "abductions")
        return harms or any(marks.hit(n, verb) for n in ("events.verbs", "weapon_verbs", "ramming"))

    def _means_attacker(self, pronoun: int) -> bool:
        """Whether "him" is whoever struck: the last person told of as doing harm, or called so,
        with nobody harmed told of as one person since."""
        marks, document = self.marks, self.marks.document
        token = marks.token(pronoun)
        lists = ("persons.he", "persons.she", "persons.they", "object_pronouns")
        if token.pos != "PRON" or not any(
            token.lower in marks.lexicon[name].codes for name in lists
        ):
            return False
        here = document.sentence_of(pronoun)
        first = document.sentences[max(here.index - REACH, 0)].first
        for i in range(pronoun - 1, first - 1, -1):
            if marks.hit("people.fighters", i) or marks.hit("perpetrator.authors", i):
                return True
            one = marks.hit("people", i) is not None or marks.token(i).pos == "PRON"
            verb = marks.predicate(i)
            if not one or not marks.is_verb(verb):
                continue
            if i in marks.agents(verb) and self._is_violent(verb):
                return True
            died = marks.hit("effects.agent", verb) is not None and i in marks.agents(verb)
            single = "plural" not in marks.token(i).features and i not in marks.count_of_noun
            if died or (single and i in marks.patients(verb) and self._is_violent(verb)):
                return False
        return False

    def _tells_who(self, noun: int) -> bool:
        """Whether a noun tells who somebody is: a name, a body, people of some kind."""
        marks = self.marks
        if marks.is_verb(noun) or noun in marks.times_by_token:
            return False
        return marks.token(noun).pos == "PROPN" or self.doers.can_act(noun, anyone=True)

    def _draft(self, noun: int, verb: int) -> Draft:
        draft = self.blamed(noun, verb, None)
        draft.about = self.happenings.of(verb) or self.happenings.main
        return draft
