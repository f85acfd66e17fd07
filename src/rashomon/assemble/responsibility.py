"""Who says that they did it, who says that they did not, and that nobody has said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.document import ActorMention
from rashomon.records import Involvement, ResponsibilityValue, Voice
from rashomon.terms import Hit

BEHIND_REACH = 3
"""Tokens after "was" in which "behind" stands."""
NAMED_REACH = 4
"""Tokens after "claimed" in which the deed claimed is named, whatever the parser makes of it."""
OWN_WORDS = 5
"""Tokens of a subject in which "its", "our" makes it the speaker's people."""


class Responsibility:
    """Claims and denials of responsibility."""

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
            direct = direct or (bool(objects) and self._nobody(verb, list(marks.agents(verb))))
            named = [p for p in objects if marks.hit("responsibility.claim_nouns", p)]
            named = named or self._named_behind(verb)
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
        yield from self._denied_part()

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
            if each.voice is None or each.voice.kind not in ("belligerent", "anonymous"):
                continue
            for i in sorted(each.content):
                if self._says_own_deed(i, each.voice):
                    about = self.happenings.of(i) or self.happenings.main
                    yield self._responsibility_draft(
                        i, about, each.voice.actor, "claimed", each.voice
                    )
                    break
        for i in sorted(marks.hits("responsibility.claim")):
            if marks.zeroed(i):  # "aucune revendication"
                yield self._responsibility_draft(i, self.happenings.main, None, "unclaimed", None)
        for hit in marks.hits("responsibility.behind").values():
            sentence = marks.document.sentence_of(hit.head)
            nobody = marks.any_hit("responsibility.nobody", range(sentence.first, hit.first))
            if nobody is not None:
                about = self.happenings.of(hit.head) or self.happenings.main
                yield self._responsibility_draft(hit.head, about, None, "unclaimed", None)

    def _says_own_deed(self, verb: int, voice: Voice) -> bool:
        """Whether a verb in somebody's words tells what they did: that they were behind it,
        carried it out, or that their people struck, fired, killed."""
        marks = self.marks
        if not marks.is_verb(verb) or marks.negated(verb) or marks.is_passive(verb):
            return False
        if not any(map(self._is_own, marks.children(verb, "agent"))):
            return False
        near = range(verb + 1, min(verb + BEHIND_REACH, marks.document.sentence_of(verb).last))
        if marks.any_hit("responsibility.behind", near) is not None:
            return True
        done = marks.children(verb, "patient")
        if self._carries_out(verb):
            return any(marks.hit("events.nouns", p) for p in marks.patients(verb)) or any(
                marks.hit(name, p) is not None for p in done for name in ("denied_nouns", "deeds")
            )  # "that it had carried it out"
        hit = marks.hit("effects.patient", verb)
        if voice.kind != "belligerent" or (hit is not None and hit.code != "abductions"):
            return False  # "they had killed 14 in the fighting" is a toll
        event = marks.hit("events.verbs", verb)
        if event is not None and "clash" in event.codes:
            return False  # "had repelled the assault"
        deeds = ("events.verbs", "weapon_verbs", "effects.patient")
        return bool(done) and any(marks.hit(name, verb) is not None for name in deeds)

    def _carries_out(self, verb: int) -> bool:
        """Whether a verb is one of doing, its particle apart too: "carried it out"."""
        marks = self.marks
        if marks.hit("event_support_verbs", verb) is not None:
            return True
        lemma = marks.token(verb).lemma
        apart = {f"{lemma} {marks.token(c).lower}" for c in marks.children(verb, "modifier")}
        return not apart.isdisjoint(marks.lexicon["event_support_verbs"].codes)

    def _is_own(self, noun: int) -> bool:
        """Whether a noun is the speaker, or the speaker's people: "two of its knights"."""
        marks = self.marks
        words = {marks.token(i).lower for i in marks.document.subtree(noun)[:OWN_WORDS]}
        own = ("reflexive_pronouns", "first_person", "possessives")
        return any(words & marks.lexicon[name].codes.keys() for name in own)

    def _denied_part(self) -> Iterator[Draft]:
        """As in "Iran denied any involvement", "the county denied that its people took part". Of a
        group, and of a body that denies its own part, it is their responsibility; else a
        participant, denied (reading rule 4)."""
        marks = self.marks
        for each in self.voices.attributions:
            if each.voice is None:
                continue
            if each.cue_class == "assert" and each.voice.kind == "belligerent":
                yield from self._not_involved(each)
            if each.cue_class == "assert" and each.voice.kind in ("official", "belligerent"):
                yield from self._not_done(each)
            if each.cue_class == "deny" and each.voice.kind in ("official", "belligerent"):
                yield from self._own_denied(each)
            part = self._part(each) if each.cue_class == "deny" else None
            if part is None:
                continue
            hit, whose = part
            word = hit.head
            about = self.happenings.of(each.verb) or self.happenings.main
            own = whose is None or self._is_own(whose)
            bare = word in marks.children(each.verb, "patient")
            bare = bare or "gerund" in marks.token(marks.predicate(word)).features
            if (
                each.voice.actor is not None
                and own
                and (each.voice.kind == "belligerent" or (bare and whose is None))
            ):
                yield self._responsibility_draft(
                    each.verb, about, each.voice.actor, "denied", each.voice
                )
            else:
                yield from self._denied_participant(each, hit, whose, about)

    def _not_done(self, each: Attribution) -> Iterator[Draft]:
        """What a side says that its own people do not do: "Russia does not strike civilians"."""
        marks, voice = self.marks, each.voice
        if voice is None:
            return
        for verb in sorted(each.content):
            if not marks.is_verb(verb) or not marks.negated(verb):
                continue
            if not any(marks.hit(n, verb) for n in ("events.verbs", "effects.deaths.patient")):
                continue
            patients = marks.children(verb, "patient")
            own = [a for a in marks.children(verb, "agent") if self._own_side(a, each)]
            about = self.happenings.main
            for agent in own if patients and about is not None else ():
                mention = marks.mention(agent)
                actor = mention.actor if mention is not None else voice.actor
                named = mention is not None and marks.token(agent).pos != "PRON"
                yield Draft(
                    field="participant",
                    value=Involvement(
                        actor if named else voice.actor,
                        marks.words(agent).text if named else voice.text,
                        marks.document.span(verb, marks.document.subtree(patients[0])[-1] + 1).text,
                    ),
                    anchor=verb,
                    words=marks.words(agent).text,
                    content=marks.clause(verb),
                    about=about,
                    voice=voice,
                    stance="denied",
                )

    def _own_denied(self, each: Attribution) -> Iterator[Draft]:
        """What a side denies that its forces or its means did, whatever that was: "denied that its
        aircraft flew in the area", "called reports that its drones struck it baseless"."""
        marks, voice, about = self.marks, each.voice, self.happenings.main
        if voice is None or voice.actor is None or about is None:
            return
        for verb in sorted(each.content):
            told = any(marks.hit(n, verb) for n in ("events.verbs", "effects.patient"))
            own = marks.children(verb, "agent") if marks.is_verb(verb) else ()
            for agent in map(self._people_of, own):
                means = any(marks.hit(n, agent) for n in ("weapons.aerial", "weapons.heavy"))
                people = marks.hit("people", agent)
                forces = people is not None and people.code in ("forces", "fighters")
                forces = forces or marks.hit("force_words", agent) is not None
                if not self._is_own(agent) or not (means or (forces and not told)):
                    continue
                last = marks.document.subtree(verb)[-1] + 1
                words = marks.words(agent).text
                yield Draft(
                    field="participant",
                    value=Involvement(voice.actor, words, marks.document.span(verb, last).text),
                    anchor=verb,
                    words=words,
                    content=marks.clause(verb),
                    about=about,
                    voice=voice,
                    stance="denied",
                )

    def _own_side(self, noun: int, each: Attribution) -> bool:
        """Whether a subject is the speaker, its people, or the forces of the speaker's state."""
        marks = self.marks
        if each.voice is None:
            return False
        if marks.token(noun).pos == "PRON" or self._is_own(noun):
            own = ("reflexive_pronouns", "first_person", "possessives")
            words = {marks.token(i).lower for i in marks.document.subtree(noun)[:OWN_WORDS]}
            return any(words & marks.lexicon[name].codes.keys() for name in own)
        mention = marks.mention(noun)
        if mention is None or each.voice.kind != "official":
            return False
        actor = marks.actor(mention.actor)
        if actor.kind not in ("state", "state-forces"):
            return False
        speaker = marks.actor(each.voice.actor) if each.voice.actor is not None else None
        country = speaker.country if speaker is not None else None
        return actor.country is None or actor.country == country or actor.name in each.voice.text

    def _part(self, each: Attribution) -> tuple[Hit, int | None] | None:
        """The words for a part in it that a denial names, and whose it is; None for the speaker."""
        marks = self.marks
        for noun in marks.children(each.verb, "patient"):
            named = marks.hit("responsibility.involvement_nouns", noun)
            if named is None:
                continue
            owned = (*marks.lexicon["of_words"].codes, *marks.lexicon["by_words"].codes)
            owners = [o for o in marks.children(noun, "oblique") if marks.case(o) in owned]
            return named, owners[0] if owners else None
        content = tuple(sorted(each.content))
        involved = marks.any_hit("responsibility.involved", content)
        if involved is None:
            return None
        verb = marks.predicate(involved.head)
        told = range(involved.first, involved.last)
        able = (*marks.agents(verb), *marks.children(verb, "agent", "patient"))
        subjects = [self._people_of(i) for i in able if i in each.content and i not in told]
        return involved, subjects[0] if subjects else None

    def _people_of(self, noun: int) -> int:
        """Whose "any of his people" are: the noun behind a pronoun that only counts."""
        marks = self.marks
        of = marks.lexicon["of_words"].codes
        behind = [c for c in marks.children(noun, "oblique") if marks.case(c) in of]
        return behind[0] if behind and marks.token(noun).pos in ("PRON", "DET", "NUM") else noun

    def _denied_participant(
        self, each: Attribution, hit: Hit, whose: int | None, about: Happening | None
    ) -> Iterator[Draft]:
        """Who is said to have had no part: the speaker, its people, or whom it speaks for."""
        marks = self.marks
        if each.voice is None or about is None:
            return
        actor, text = each.voice.actor, each.voice.text
        if whose is not None and marks.token(whose).pos == "PRON":
            client = (
                self._client(each)
                if any(
                    marks.token(whose).lower in marks.lexicon[name].codes
                    for name in ("persons.he", "persons.she")
                )
                else None
            )
            if client is not None:
                actor, text = client
        elif whose is not None:
            mention = marks.mention(whose)
            actor, text = mention.actor if mention else None, marks.words(whose).text
        yield Draft(
            field="participant",
            value=Involvement(actor, text, marks.document.span(hit.first, hit.last).text),
            anchor=each.verb,
            words=text,
            content=marks.clause(each.verb),
            about=about,
            voice=each.voice,
            stance="denied",
        )

    def _client(self, each: Attribution) -> tuple[str, str] | None:
        """The person whom somebody speaks for: "his lawyer denied that he had any role"."""
        marks = self.marks
        heads = [a for a in marks.children(each.verb, "agent") if marks.token(a).pos != "PRON"]
        possessive = any(
            marks.token(c).lower in marks.lexicon["possessives"].codes
            for a in heads
            for c in marks.children(a, "possessor")
        )
        if not possessive:
            return None
        for mention in reversed(marks.document.actor_mentions):
            kind = marks.actor(mention.actor).kind
            named = marks.token(mention.head).pos == "PROPN"
            person = named and kind in ("public-person", "private-person", "unidentified")
            if person and mention.head < each.verb and mention.head not in heads:
                return mention.actor, mention.span.text
        return None

    def _not_involved(self, each: Attribution) -> Iterator[Draft]:
        """As in "the front said that none of its people were involved"."""
        marks = self.marks
        involved = marks.any_hit("responsibility.involved", tuple(sorted(each.content)))
        if involved is None or each.voice is None:
            return
        verb = marks.predicate(involved.head)
        subjects = (*marks.agents(verb), *marks.children(verb, "agent", "patient"))
        nobody = any(
            marks.token(i).lower in marks.lexicon["negations"].codes or marks.zeroed(i)
            for a in subjects
            for i in (a, *marks.children(a, "determiner", "number"))
        )
        if (marks.negated(verb) or nobody) and any(map(self._is_own, subjects)):
            about = self.happenings.of(verb) or self.happenings.main
            yield self._responsibility_draft(verb, about, each.voice.actor, "denied", each.voice)

    def _claimed(self, verb: int, about: Happening | None) -> Iterator[Draft]:
        marks = self.marks
        about = about or self.happenings.main
        agents = [a for a in marks.agents(verb) if a not in marks.patients(verb)]
        nobody = self._nobody(verb, agents)
        if nobody or (marks.negated(verb) and not agents):
            yield self._responsibility_draft(verb, about, None, "unclaimed", None)
            return
        for agent in agents[:1]:
            mention = marks.mention(agent)
            if mention is None or marks.token(agent).pos == "PRON":
                continue
            itself = self.voices.speakers.named_itself(agent) or self._stands_for(agent)
            mention = itself or mention
            kind = "unclaimed" if marks.negated(verb) else "claimed"
            voice = None
            if kind == "claimed":
                speaker = self.voices.speakers.resolve(agent, verb, anyone=True)
                voice = speaker.voice if speaker is not None else None
                if voice is not None and voice.kind in ("anonymous", "witness"):
                    voice = replace(voice, kind="belligerent")  # who claims an attack is a party
            yield self._responsibility_draft(verb, about, mention.actor, kind, voice)

    def _stands_for(self, noun: int) -> ActorMention | None:
        """The group of those who say that they are of it: "hooded men who said they were Los
        Lobos", "a man who said he spoke for the army of X"."""
        marks = self.marks
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
        sentence = marks.document.sentence_of(verb)
        words = marks.any_hit("responsibility.nobody", range(max(sentence.first, verb - 10), verb))
        return words is not None and (
            not agents or words.head in agents or words.last > min(agents)
        )

    def _responsibility_draft(
        self,
        verb: int,
        about: Happening | None,
        actor: str | None,
        kind: str,
        voice: Voice | None,
    ) -> Draft:
        return Draft(
            field="responsibility",
            value=ResponsibilityValue(actor if kind != "unclaimed" else None, kind),  # type: ignore[arg-type]  # one of the three literals
            anchor=verb,
            words=self.marks.token(verb).text,
            content=self.marks.clause_of(verb),
            about=about,
            voice=voice,
            stance="claimed" if voice is not None else None,
        )
