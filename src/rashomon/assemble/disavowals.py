"""Who says that they had no part: "Iran denied any involvement", "it was not us"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import OWN_WORDS, is_own, responsibility_draft
from rashomon.assemble.voices import Voices
from rashomon.records import Involvement
from rashomon.terms import Hit

SHORT = 12
"""Tokens of "it was not us who did this"; more tells something else."""


class Disavowals:
    """Denials of a part in the incidents of a document."""

    def __init__(self, marks: Marks, voices: Voices, happenings: Happenings) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        """As in "Iran denied any involvement", "the county denied that its people took part". Of a
        group, and of a body that denies its own part, it is their responsibility; else a
        participant, denied (reading rule 4)."""
        marks = self.marks
        yield from self._distanced()
        for each in self.voices.attributions:
            if each.voice is None:
                continue
            if each.cue_class == "assert" and each.voice.kind in ("official", "belligerent"):
                yield from self._not_involved(each)
                yield from self._not_us(each)
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
            own = whose is None or is_own(marks, whose)
            bare = word in marks.children(each.verb, "patient")
            bare = bare or "gerund" in marks.token(marks.predicate(word)).features
            if (
                each.voice.actor is not None
                and own
                and (each.voice.kind == "belligerent" or (bare and whose is None))
            ):
                yield responsibility_draft(
                    marks, each.verb, about, each.voice.actor, "denied", each.voice
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
            if self._did_it(verb) and voice.kind == "belligerent":
                about = self.happenings.of(verb) or self.happenings.main
                yield responsibility_draft(marks, verb, about, voice.actor, "denied", voice)
                return
            if not any(marks.hit(n, verb) for n in ("events.verbs", "effects.deaths.patient")):
                continue
            against = marks.lexicon["against_words"].codes
            at = [o for o in marks.children(verb, "oblique") if marks.case(o) in against]
            patients = marks.children(verb, "patient") or tuple(
                o for o in at if o not in marks.times_by_token
            )  # "did not fire on the market"
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

    def _did_it(self, verb: int) -> bool:
        """Whether a clause says no more than that the speaker did, or did not do, it."""
        marks = self.marks
        it = marks.lexicon["responsibility.it"].codes
        return (
            marks.hit("responsibility.did", verb) is not None
            and any(is_own(marks, a) for a in marks.children(verb, "agent"))
            and any(marks.token(p).lower in it for p in marks.children(verb, "patient"))
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
                if not is_own(marks, agent) or not (means or (forces and not told)):
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
        if marks.token(noun).pos == "PRON" or is_own(marks, noun):
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
            owners = [
                o
                for o in marks.children(noun, "oblique")
                if marks.case(o) in owned
                if not any(marks.hit(n, o) is not None for n in ("events.nouns", "effects.noun"))
            ]  # not "responsibility for the killing"
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
        """As in "the front said that none of its people were involved", "Ukraine has nothing to do
        with these events"."""
        marks, voice = self.marks, each.voice
        involved = marks.any_hit("responsibility.involved", tuple(sorted(each.content)))
        if involved is None or voice is None:
            return
        verb = marks.predicate(involved.head)
        subjects = (*marks.agents(verb), *marks.children(verb, "agent", "patient"))
        subjects = tuple(s for s in subjects if s not in range(involved.first, involved.last))
        none = marks.lexicon["negations"].codes.keys() | marks.lexicon["nothing_words"].codes.keys()
        nothing = any(
            marks.token(i).lower in none for i in range(involved.first, involved.last)
        )  # "had no hand in it", "has nothing to do with it"
        nobody = any(
            marks.token(i).lower in marks.lexicon["negations"].codes or marks.zeroed(i)
            for a in subjects
            for i in (a, *marks.children(a, "determiner", "number"))
        )
        if not (nothing or nobody or marks.negated(verb)):
            return
        about = self.happenings.of(verb) or self.happenings.main
        if voice.kind == "belligerent" and any(is_own(marks, s) for s in subjects):
            yield responsibility_draft(marks, verb, about, voice.actor, "denied", voice)
        elif voice.kind == "official":
            own = [s for s in dict.fromkeys(subjects) if self._own_side(s, each)]
            for noun in own[:1]:
                named = None if marks.token(noun).pos == "PRON" or is_own(marks, noun) else noun
                for draft in self._denied_participant(each, involved, named, self.happenings.main):
                    yield replace(draft, anchor=verb)

    def _not_us(self, each: Attribution) -> Iterator[Draft]:
        """As in "it was not us", "these were not our fighters"."""
        marks, voice = self.marks, each.voice
        first = marks.lexicon["first_person"].codes
        if voice is None or voice.actor is None:
            return
        for verb in sorted(i for i in each.content if marks.hit("being_verbs", i) is not None):
            if not marks.negated(verb):
                continue
            subjects = [marks.token(a).lower for a in marks.children(verb, "agent")]
            behind = [i for i in range(verb + 1, verb + OWN_WORDS) if i in each.content]
            ours = any(marks.token(i).lower in first for i in behind)
            shown = marks.lexicon["responsibility.it"].codes.keys()
            if ours and len(each.content) <= SHORT and shown & set(subjects):
                about = self.happenings.main
                yield responsibility_draft(marks, verb, about, voice.actor, "denied", voice)
                return

    def _distanced(self) -> Iterator[Draft]:
        """As in "the group distanced itself from the attack"."""
        marks = self.marks
        for verb in sorted(marks.hits("responsibility.disowning")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            told = [i for i in marks.document.subtree(verb) if i > verb]
            if not any(marks.hit("responsibility.claim_nouns", i) is not None for i in told):
                continue
            for agent in marks.agents(verb)[:1]:
                mention = marks.mention(agent)
                kind = marks.actor(mention.actor).kind if mention is not None else None
                if mention is None or kind not in ("armed-group", "militia"):
                    continue
                speaker = self.voices.speakers.resolve(agent, verb, anyone=True)
                if speaker is not None:
                    about = self.happenings.of(verb) or self.happenings.main
                    yield responsibility_draft(
                        marks, verb, about, mention.actor, "denied", speaker.voice
                    )
