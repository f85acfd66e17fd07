"""Who says that they did it, and that nobody has said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import is_own, responsibility_draft, stands_behind
from rashomon.assemble.voices import Voices
from rashomon.document import ActorMention
from rashomon.records import Voice

BEHIND_REACH = 3
"""Tokens after "was" in which "behind" stands."""
NAMED_REACH = 4
"""Tokens after "claimed" in which the deed claimed is named, whatever the parser makes of it."""


CLAIMANTS = ("belligerent", "anonymous", "official")
"""Kinds of voices that may claim a deed as their own."""


class Responsibility:
    """Claims of responsibility."""

    def __init__(self, marks: Marks, voices: Voices, happenings: Happenings) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        marks = self.marks
        for verb, _ in sorted(marks.hits("responsibility.claim_verbs").items()):
            if not marks.is_verb(verb):
                continue
            objects = [
                *marks.patients(verb),
                *list(marks.children(verb, "patient")),
            ]
            direct = marks.hit("responsibility.claimed_directly", verb) is not None
            direct = direct or self._claims_it(verb, objects)
            named = [p for p in objects if marks.hit("responsibility.claim_nouns", p)]
            named = named or self._named_behind(verb)
            if not named and self._both(objects):
                yield from self._claimed_both(verb)
                continue
            if not named and not direct:
                continue
            abouts = [self.happenings.of(n) for p in named for n in marks.with_conjuncts(p)]
            deeds = dict.fromkeys(a.number for a in abouts if a is not None)
            if len(deeds) < 2:
                yield from self._claimed(verb, self._shown(named) or self.happenings.of(verb))
            else:  # "claimed both the shooting and the bombing"
                by_number = {a.number: a for a in abouts if a is not None}
                for number in deeds:
                    yield from self._claimed(verb, by_number[number])
        yield from self._own_words()
        yield from self._admitted()
        yield from self._unclaimed()
        yield from self._signed()

    def _both(self, objects: list[int]) -> bool:
        """Whether "both" is all that is claimed."""
        marks = self.marks
        both = marks.lexicon["both_words"].codes
        return any(marks.token(o).lower in both for o in objects)

    def _claimed_both(self, verb: int) -> Iterator[Draft]:
        """Of two incidents told right before: "X killed nine on Sunday and three on Monday. The
        group claimed both"."""
        marks = self.marks
        first = marks.token(verb).sentence - 1
        told: dict[int, Happening] = {}
        for t in self.happenings.triggers:
            about = self.happenings.of(t.i)
            if about is not None and t.i < verb and marks.token(t.i).sentence >= first:
                told[about.number] = about
        for about in list(told.values())[-2:] if len(told) > 1 else ():
            yield from self._claimed(verb, about)

    def _claims_it(self, verb: int, objects: list[int]) -> bool:
        """Whether a verb that is only said of deeds has no more than a pronoun as its object:
        "nobody has claimed it", "had not claimed it by noon"."""
        marks = self.marks
        if marks.hit("responsibility.claimed_it", verb) is None or not objects:
            return False
        return self._nobody(verb, list(marks.agents(verb))) or any(
            marks.token(o).lower in marks.lexicon["responsibility.it"].codes for o in objects
        )

    def _shown(self, named: list[int]) -> Happening | None:
        """The incident told right before in the same paragraph, where the deed claimed is only
        shown ("claimed responsibility for those attacks")."""
        marks = self.marks
        below = [c for n in named for c in (n, *marks.children(n, "oblique"))]
        shown = [
            n
            for n in below
            if any(
                marks.token(c).lower in marks.lexicon["demonstratives"].codes
                for c in marks.children(n, "determiner")
            )
        ]
        if not shown:
            return None
        document = marks.document
        paragraph = document.sentence_of(shown[0]).paragraph
        first = document.sentence_of(shown[0]).first
        before = [
            t.i
            for t in self.happenings.triggers
            if t.i < first and document.sentence_of(t.i).paragraph == paragraph
        ]
        return self.happenings.of(before[-1]) if before else None

    def _named_behind(self, verb: int) -> list[int]:
        """The deed right behind the verb that a parser takes for a clause: "claimed that killing
        too"."""
        marks = self.marks
        last = min(verb + NAMED_REACH, marks.document.sentence_of(verb).last)
        for i in range(verb + 1, last):
            token = marks.token(i)
            if token.lower in marks.lexicon["responsibility.claim_nouns"].codes:
                return [] if marks.children(i, "auxiliary", "patient", "agent") else [i]
            shown = (
                marks.lexicon["anaphora"].codes.keys() | marks.lexicon["both_words"].codes.keys()
            )
            if token.lower not in shown:
                break
        return []

    def _own_words(self) -> Iterator[Draft]:
        """As in "The group said that it had carried out the attack", "no group has said it was
        behind
        the raid": responsibility in a speaker's own words."""
        marks = self.marks
        for each in self.voices.attributions:
            if each.voice is None or each.voice.kind not in CLAIMANTS:
                continue
            confesses = each.cue_class == "admit"
            for i in sorted(each.content):
                own = self._says_own_deed(i, each.voice, confesses) or self._takes_on(i)
                own = own or (each.voice.kind == "belligerent" and self._was_its_man(i))
                if own or (each.voice.kind == "belligerent" and self._avenges(i)):
                    about = self.happenings.of(i) or self.happenings.main
                    draft = responsibility_draft(
                        marks, i, about, each.voice.actor, "claimed", each.voice
                    )
                    if each.voice.kind == "official":
                        draft.stance = "admitted"
                    yield draft
                    break
        for i in sorted(marks.hits("responsibility.claim")):
            if marks.zeroed(i):  # "aucune revendication"
                yield responsibility_draft(marks, i, self.happenings.main, None, "unclaimed", None)

    def _admitted(self) -> Iterator[Draft]:
        """As in "the group admitted the killings", "nobody had owned up to the attack"."""
        marks = self.marks
        for verb in sorted(marks.hits("responsibility.admit_verbs")):
            if not marks.is_verb(verb) or marks.is_passive(verb):
                continue
            told = marks.children(verb, "patient", "oblique", "recipient")
            deeds = [n for n in told if self._is_deed(n) and not marks.children(n, "copula")]
            agents = list(marks.agents(verb))
            if not deeds or not agents:
                continue
            nobody = self._nobody(verb, agents)
            mention = marks.mention(agents[0])
            kind = marks.actor(mention.actor).kind if mention is not None else None
            if nobody or (kind in ("armed-group", "militia") and not marks.negated(verb)):
                yield from self._claimed(verb, self.happenings.of(deeds[0]))

    def _is_deed(self, noun: int) -> bool:
        """Whether a noun names what was done: "the killings", "it"."""
        marks = self.marks
        named = marks.hit("responsibility.claim_nouns", noun) is not None
        return named or marks.token(noun).lower in marks.lexicon["responsibility.it"].codes

    def _unclaimed(self) -> Iterator[Draft]:
        """As in "no group has said that it carried out the raid", "the attack went unclaimed"."""
        marks = self.marks
        for hit in marks.hits("responsibility.behind").values():
            sentence = marks.document.sentence_of(hit.head)
            nobody = marks.any_hit("responsibility.nobody", range(sentence.first, hit.first))
            if nobody is not None and stands_behind(marks, hit.head):
                yield self._unclaimed_draft(hit.head)
        for nobody in marks.hits("responsibility.nobody").values():
            verb = marks.predicate(nobody.head)
            if marks.hit("speech", verb) is None or not self._nobody(verb, [nobody.head]):
                continue
            below = [i for i in marks.document.subtree(verb) if i > verb]
            if any(self._did_it(i) or self._carries_out(i) for i in below if marks.is_verb(i)):
                yield self._unclaimed_draft(verb)
        for word in marks.hits("responsibility.unclaimed"):
            verb = marks.predicate(word)
            told = (marks.token(word).head, *marks.children(verb, "agent", "patient"))
            if any(self._is_deed(n) for n in told):
                yield self._unclaimed_draft(verb)

    def _unclaimed_draft(self, verb: int) -> Draft:
        about = self.happenings.of(verb) or self.happenings.main
        return responsibility_draft(self.marks, verb, about, None, "unclaimed", None)

    def _signed(self) -> Iterator[Draft]:
        """What a message claims in a group's name that nobody could verify: "a statement in the
        name of the group circulated, but its authenticity could not be verified"."""
        marks = self.marks
        doubted = {marks.token(i).sentence for i in marks.hits("unverified_phrases")}
        for hit in marks.hits("responsibility.in_the_name").values():
            if marks.token(hit.head).sentence not in doubted or self.happenings.main is None:
                continue
            mention = self._named_next(hit.last)
            message = any(
                marks.hit("document_nouns", i) is not None
                for i in range(max(0, hit.first - NAMED_REACH), hit.first)
            )
            if mention is not None and message:
                speaker = self.voices.speakers.resolve(mention.head, hit.head, anyone=True)
                draft = responsibility_draft(
                    marks,
                    hit.head,
                    self.happenings.main,
                    mention.actor,
                    "claimed",
                    speaker.voice if speaker is not None else None,
                )
                draft.stance = "unverified"
                yield draft

    def _named_next(self, first: int) -> ActorMention | None:
        """The group named right behind some words."""
        marks = self.marks
        for mention in marks.document.actor_mentions:
            if first <= mention.first <= first + 2:
                kind = marks.actor(mention.actor).kind
                return mention if kind in ("armed-group", "militia", "unidentified") else None
        return None

    def _avenges(self, i: int) -> bool:
        """Whether a group says of the attack that it was revenge: so it was theirs."""
        marks = self.marks
        hit = marks.hit("motives", i)
        if hit is None or hit.code != "retaliation":
            return False
        sentence = marks.token(i).sentence
        if any(
            marks.token(v).sentence == sentence for v in marks.hits("responsibility.claim_verbs")
        ):
            return False  # told in so many words
        verb = marks.predicate(i)
        deed = any(self._is_deed(a) for a in marks.children(verb, "agent", "patient"))
        return deed and not marks.negated(verb)

    def _was_its_man(self, verb: int) -> bool:
        """Whether whoever struck is said to have been the speaker's: "the gunman was one of its
        soldiers"."""
        marks = self.marks
        if marks.hit("being_verbs", verb) is None or marks.negated(verb):
            return False
        struck = ("people.fighters", "perpetrator.authors")
        if not any(marks.hit(n, a) is not None for a in marks.agents(verb) for n in struck):
            return False  # "the dead man was one of its fighters"
        own = marks.lexicon["possessives"].codes.keys() | marks.lexicon["first_person"].codes.keys()
        told = [i for c in marks.children(verb, "complement") for i in marks.document.subtree(c)]
        fighters = [
            i
            for i in told
            if (hit := marks.hit("people", i)) is not None and hit.code in ("fighters", "forces")
        ]
        return any(
            marks.token(c).lower in own for i in fighters for c in marks.children(i, "possessor")
        )

    def _takes_on(self, noun: int) -> bool:
        """Whether somebody says that it is theirs to answer for: "it was our responsibility"."""
        marks = self.marks
        verb = marks.predicate(noun)
        if marks.hit("responsibility.own_fault", noun) is None or marks.negated(verb):
            return False
        first = marks.lexicon["first_person"].codes
        own = any(marks.token(c).lower in first for c in marks.children(noun, "possessor"))
        return own and marks.hit("being_verbs", verb) is not None

    def _says_own_deed(self, verb: int, voice: Voice, confesses: bool = False) -> bool:
        """Whether a verb in somebody's words tells what they did: that they were behind it,
        carried it out, or that their people struck, fired, killed."""
        if voice.kind == "official":
            return self._says_we_struck(verb)
        marks = self.marks
        if not marks.is_verb(verb) or marks.negated(verb) or marks.is_passive(verb):
            return False
        agents = marks.children(verb, "agent")
        theirs = voice.kind == "belligerent" and any(
            marks.hit("responsibility.own_people", a) is not None for a in agents
        )
        if not theirs and not any(is_own(marks, a) for a in agents):
            return False
        near = range(verb + 1, min(verb + BEHIND_REACH, marks.document.sentence_of(verb).last))
        answers = ("responsibility.behind", "perpetrator.answerable")
        if any(marks.any_hit(name, near) is not None for name in answers):
            return True
        if self._did_it(verb):
            return True
        done = marks.children(verb, "patient")
        if self._carries_out(verb):
            return any(marks.hit("events.nouns", p) for p in marks.patients(verb)) or any(
                marks.hit(name, p) is not None for p in done for name in ("denied_nouns", "deeds")
            )  # "that it had carried it out"
        hit = marks.hit("effects.patient", verb)
        toll = hit is not None and hit.code != "abductions" and not confesses
        if voice.kind != "belligerent" or toll:
            return False  # "they had killed 14 in the fighting" is a toll
        event = marks.hit("events.verbs", verb)
        if event is not None and "clash" in event.codes:
            return False  # "had repelled the assault"
        deeds = ("events.verbs", "weapon_verbs", "effects.patient")
        return bool(done) and any(marks.hit(name, verb) is not None for name in deeds)

    def _says_we_struck(self, verb: int) -> bool:
        """Whether forces of a state say that they struck: "We attacked that place"."""
        marks = self.marks
        if not marks.is_verb(verb) or marks.negated(verb) or marks.is_passive(verb):
            return False
        first = marks.lexicon["first_person"].codes
        ours = any(marks.token(a).lower in first for a in marks.children(verb, "agent"))
        hit = marks.hit("events.verbs", verb)
        struck = hit is not None and "clash" not in hit.codes and marks.children(verb, "patient")
        return ours and (bool(struck) or self._did_it(verb))

    def _did_it(self, verb: int) -> bool:
        """Whether a clause says no more than that somebody did it."""
        marks = self.marks
        return marks.hit("responsibility.did", verb) is not None and any(
            marks.token(p).lower in marks.lexicon["responsibility.it"].codes
            for p in marks.children(verb, "patient")
        )

    def _carries_out(self, verb: int) -> bool:
        """Whether a verb is one of doing, its particle apart too: "carried it out"."""
        marks = self.marks
        if marks.hit("event_support_verbs", verb) is not None:
            return True
        lemma = marks.token(verb).lemma
        apart = {f"{lemma} {marks.token(c).lower}" for c in marks.children(verb, "modifier")}
        return not apart.isdisjoint(marks.lexicon["event_support_verbs"].codes)

    def _claimed(self, verb: int, about: Happening | None) -> Iterator[Draft]:
        marks = self.marks
        about = about or self.happenings.main
        agents = [a for a in marks.agents(verb) if a not in marks.patients(verb)]
        nobody = self._nobody(verb, agents)
        if nobody or (marks.negated(verb) and not agents):
            yield responsibility_draft(marks, verb, about, None, "unclaimed", None)
            return
        for agent in agents[:1]:
            mention = marks.mention(agent)
            if mention is None or marks.token(agent).pos == "PRON":
                continue
            itself = self.voices.speakers.named_itself(agent) or self._stands_for(agent)
            beside = [c for c in marks.children(agent, "apposition") if c > agent]
            named = [marks.mention(c) for c in beside if marks.token(c).pos == "PROPN"]
            told = marks.token(agent).pos == "NOUN"
            told = told and marks.actor(mention.actor).kind == "unidentified"
            apposed = next((m for m in named if m is not None), None) if told else None
            mention = itself or apposed or mention  # "an offshoot, the Hawks, took credit"
            kind = "unclaimed" if marks.negated(verb) else "claimed"
            voice = None
            if kind == "claimed":
                speaker = self.voices.speakers.resolve(agent, verb, anyone=True)
                voice = speaker.voice if speaker is not None else None
                if voice is not None and voice.kind in ("anonymous", "witness"):
                    voice = replace(voice, kind="belligerent")  # who claims an attack is a party
            yield responsibility_draft(marks, verb, about, mention.actor, kind, voice)

    def _stands_for(self, noun: int) -> ActorMention | None:
        """The group of those who say that they are of it: "hooded men who said they were Los
        Lobos", "a man who said he spoke for the army of X"."""
        marks = self.marks
        if marks.hit("document_nouns", noun) is not None:
            for hit in marks.hits("responsibility.in_the_name").values():
                if hit.head in marks.document.subtree(noun):
                    return self._named_next(hit.last)
        naming = marks.hits("perpetrator.self_naming")
        for verb in marks.children(noun, "relative", "clause", "modifier"):
            if verb not in naming:
                continue
            for i in marks.document.subtree(verb):
                named = marks.mention(i) if i > verb else None
                if named is not None and marks.token(i).pos == "PROPN":
                    return named
        return None

    def _nobody(self, verb: int, agents: list[int]) -> bool:
        marks = self.marks
        if any(map(marks.zeroed, agents)):
            return True
        sentence = marks.document.sentence_of(verb)
        words = marks.any_hit("responsibility.nobody", range(max(sentence.first, verb - 10), verb))
        return words is not None and (
            not agents or words.head in agents or words.last > min(agents)
        )
