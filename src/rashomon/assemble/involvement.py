"""Who did what to whom: perpetrators, targets, participants."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.blame import Blame
from rashomon.assemble.deeds import carries_bomb
from rashomon.assemble.doers import STATE_KINDS, Doers
from rashomon.assemble.done import is_undergone, strikes_speaker, told_as_done
from rashomon.assemble.drafts import Draft
from rashomon.assemble.events import seizes
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.naming import Naming
from rashomon.assemble.owners import Owners
from rashomon.assemble.qualified import Qualified
from rashomon.assemble.sides import Sides
from rashomon.assemble.struck import Struck
from rashomon.assemble.subjects import Subjects
from rashomon.assemble.triggers import Trigger
from rashomon.assemble.voices import Voices
from rashomon.assemble.whose import speaker_itself
from rashomon.records import Involvement

ARMED_CLASSES = frozenset(
    {
        "ambush",
        "suicide-bomb",
        "explosive",
        "shelling",
        "air-strike",
        "abduction",
        "massacre",
        "shooting",
        "attack",
        "looting",
        "piracy",
        "sexual-violence",
        "mob-violence",
    }
)
"""Trigger classes that have a perpetrator and a target; a clash has two sides instead."""
LED_CLASSES = frozenset({"ambush", "attack", "suicide-bomb", "looting"})
"""Classes whose nouns with "of" and an armed group name who did it ("l'offensive du mouvement");
the killing of a group may be either."""


REACH = 2
"""Sentences back in which the two incidents stand that "both" means."""


class Involvements:
    """Claims about who was involved in the incidents of a document."""

    def __init__(self, marks: Marks, voices: Voices, happenings: Happenings) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings
        self.owners = Owners(marks)
        self.doers = Doers(marks, voices)
        self.subjects = Subjects(marks, voices, self.doers)
        self.sides = Sides(marks, happenings)
        self.qualified = Qualified(marks, self._perpetrator, self._target)

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        yield from self._perpetrators_and_targets()
        yield from self._operations()
        context = (self.marks, self.voices, self.happenings, self.doers)
        blame = Blame(*context, self._perpetrator)
        yield from blame.drafts()
        yield from Naming(*context, blame.told).drafts()
        made = (self._perpetrator, self._target)
        yield from Struck(self.marks, self.happenings, self.doers, *made).drafts()

    def _perpetrators_and_targets(self) -> Iterator[Draft]:
        answered = self._answered()
        yield from self._carried_out_both()
        for trigger in self.happenings.triggers:
            if trigger.i in answered:
                continue  # "in retaliation for the killing of his soldiers"
            if trigger.event_class == "clash":
                yield from self.sides.drafts(trigger.i)
            if trigger.event_class not in ARMED_CLASSES:
                continue
            about = self.happenings.of(trigger.i)
            if about is None:
                continue
            if self.marks.is_verb(trigger.i):
                yield from self._verb_event(trigger, about)
            else:
                yield from self._noun_event(trigger, about)

    def _answered(self) -> frozenset[int]:
        """The tokens of what an attack is said to avenge: who did that did not do this."""
        marks = self.marks
        found: set[int] = set()
        for hit in marks.hits("motives").values():
            if hit.code == "retaliation":
                last = marks.document.sentence_of(hit.first).last
                told = next((t.i for t in self.happenings.triggers if hit.last <= t.i < last), None)
                about = self.happenings.of(told) if told is not None else None
                if about is not None and about is self.happenings.of(hit.first):
                    below = (i for w in range(hit.first, hit.last) for i in marks.children(w))
                    found.update(
                        j for i in below for j in marks.document.subtree(i) if j >= hit.last
                    )
        return frozenset(found)

    def _carried_out_both(self) -> Iterator[Draft]:
        """As in "government forces are reported to have carried out both": two incidents told
        right before."""
        marks = self.marks
        both = marks.lexicon["both_words"].codes
        for verb in sorted(marks.hits("event_support_verbs")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            if not any(marks.token(p).lower in both for p in marks.children(verb, "patient")):
                continue
            first = marks.token(verb).sentence - REACH
            told = {
                about.number: about
                for t in self.happenings.triggers
                if t.i < verb and marks.token(t.i).sentence >= first
                if (about := self.happenings.of(t.i)) is not None
            }
            for about in list(told.values())[-2:]:
                for agent in marks.agents(verb):
                    draft = self._perpetrator(agent, verb, about)
                    if draft is not None:
                        yield draft

    def _verb_event(self, trigger: Trigger, about: Happening) -> Iterator[Draft]:
        marks = self.marks
        verb = trigger.i
        deeds = ("events.verbs", "weapon_verbs")
        striking = any(marks.hit(name, verb) is not None for name in deeds)
        into = (marks.case(c) in marks.lexicon["into_words"].codes for c in marks.children(verb))
        striking = striking or (marks.hit("ramming", verb) is not None and any(into))
        striking = striking or seizes(marks, verb)
        if not striking and marks.hit("effects.patient", verb) is None:
            return  # "soldiers died": nobody is said to have done it
        if not told_as_done(marks, verb):
            return
        people = any(marks.hit("people", p) for p in marks.patients(verb))
        if not striking and marks.hit("persons.object_of_people_verbs", verb) and not people:
            return  # "troops seized 16 guns"
        for agent in self._doers(verb):
            draft = self._perpetrator(agent, verb, about)
            if draft is not None:
                yield draft
        if not striking or marks.negated(verb):
            return
        phrase = marks.hit("events.verbs", verb)  # "fait irruption sur le chantier"
        within = range(phrase.first, phrase.last) if phrase is not None else range(0)
        of_phrase = (c for i in within if i != verb for c in marks.children(i, "oblique"))
        for child in (*marks.children(verb, "oblique"), *of_phrase):  # "opened fire on a vigil"
            against = marks.case(child) in marks.lexicon["against_words"].codes
            against = against or marks.case(child) in marks.lexicon["into_words"].codes
            against = against and child not in marks.times_by_token  # "on 1 March"
            against = against and not self._is_only_where(child, verb)
            draft = self._target(child, verb, about) if against else None
            if draft is not None and self._is_struck_at(child, verb):
                yield draft
        for patient in marks.patients(verb):
            draft = self._target(patient, verb, about)
            if draft is not None and not self._is_means(patient, verb):
                yield draft

    def _is_means(self, noun: int, verb: int) -> bool:
        """Whether it is what was fired or blown up, or a vehicle driven into others, and not what
        was struck."""
        marks = self.marks
        weapon = marks.hit("weapons", noun)
        fired = weapon is not None and weapon.code != "vehicle" and marks.hit("weapon_verbs", verb)
        if fired or carries_bomb(marks, noun):
            return True
        into = marks.lexicon["into_words"].codes
        struck = any(marks.case(c) in into for c in marks.children(verb, "oblique"))
        rams = marks.hit("ramming", verb) is not None and struck
        return rams and any(marks.hit(n, noun) is not None for n in ("weapons.vehicle", "targets"))

    def _doers(self, verb: int) -> tuple[int, ...]:
        """Those who do what a verb of violence says: not those whom it happened to ("drove over a
        mine"), nor who only buries, treats or frees others."""
        marks = self.marks
        if is_undergone(marks, verb) or any(marks.hit(n, verb) for n in ("ran_into", "came_under")):
            return ()
        agents = tuple(
            self.subjects.of(a, verb) for a in marks.agents(verb) if not self._only_died(a, verb)
        )
        if not self._ends(verb):
            return agents
        named = [(a, marks.mention(a)) for a in agents]
        return tuple(a for a, m in named if m and marks.actor(m.actor).kind in STATE_KINDS)

    def _only_died(self, noun: int, verb: int) -> bool:
        """Whether somebody died in what a form of the verb names: "six died in shelling"."""
        marks = self.marks
        own = noun in marks.children(verb, "agent") or marks.children(verb, "patient")
        return not own and marks.hit("effects.agent", marks.predicate(noun)) is not None

    def _is_struck_at(self, noun: int, verb: int) -> bool:
        """Whether "on X" behind a verb names what was struck: a thing, or people shot at."""
        marks = self.marks
        if marks.hit("targets", noun) is not None:
            return not self._is_way(noun)
        hit = marks.hit("events.verbs", verb)
        shot = hit is not None and "shooting" in hit.codes
        shot = shot or any(marks.hit(n, verb) is not None for n in ("weapon_verbs", "ramming"))
        crowd = marks.hit("people", noun) or marks.hit("perpetrator.many", noun)
        return shot and crowd is not None

    def _is_only_where(self, noun: int, verb: int) -> bool:
        """Whether "at X" tells where people were struck: "a man was shot at a petrol station"."""
        marks = self.marks
        if marks.case(noun) not in marks.lexicon["place_roles.site"].codes:
            return False
        struck = marks.patients(verb)
        return any(marks.hit("people", p) or marks.token(p).pos == "PROPN" for p in struck)

    def _is_way(self, noun: int) -> bool:
        """Whether a road or the like only tells where ("ambushed on a road")."""
        marks = self.marks
        return marks.hit("ways", noun) is not None and marks.case(noun) is not None

    def _noun_event(self, trigger: Trigger, about: Happening) -> Iterator[Draft]:
        marks = self.marks
        noun = trigger.i
        if marks.zeroed(noun):
            return
        for child in marks.children(noun, "agent", "oblique"):
            case = marks.case(child)
            if case in marks.lexicon["by_words"].codes:
                draft = self._perpetrator(child, noun, about)
            elif case in marks.lexicon["against_words"].codes:
                struck = self._struck(child, case) and not self._in_general(noun)
                draft = self._target(child, noun, about) if struck else None
            elif case in marks.lexicon["of_words"].codes:
                draft = self._of_event(child, noun, about)
                for by in marks.children(child, "oblique"):  # "l'attaque du poste par des rebelles"
                    if marks.case(by) in marks.lexicon["by_words"].codes:
                        found = self._perpetrator(by, noun, about)
                        if found is not None:
                            yield found
            else:
                draft = None
            if draft is not None:
                yield draft
        yield from self.qualified.drafts(noun, about)
        yield from self._carried_out(noun, about)
        verb = marks.predicate(noun)
        done = marks.hit("event_support_verbs", verb) or marks.hit("perpetrator.by_verbs", verb)
        if done and noun in marks.patients(verb):
            if marks.hit("operation_nouns", noun) and any(
                map(self._takes_part, marks.agents(verb))
            ):
                return  # a state's operation: told by `_operations`
            for agent in marks.agents(verb):
                yield from self._sent_by(agent, verb)
                draft = self._perpetrator(agent, verb, about)
                if draft is not None:
                    yield draft

    def _in_general(self, noun: int) -> bool:
        """Whether no deed in particular is meant: "violence against civilians is intolerable"."""
        marks = self.marks
        vague = marks.token(noun).lemma in marks.lexicon["general_deeds"].codes
        return vague and not marks.children(noun, "determiner", "number", "possessor")

    def _sent_by(self, agent: int, verb: int) -> Iterator[Draft]:
        """Whose the means are that did it: "the strikes were carried out by a Russian aircraft"."""
        marks = self.marks
        if any(marks.hit(name, agent) for name in ("weapons.aerial", "weapons.heavy")):
            for owner in self.owners.of(agent):
                draft = self._participant(owner, agent, verb, marks.words(agent).text)
                draft.may_lead = draft.stance != "denied"
                yield draft

    def _carried_out(self, noun: int, about: Happening) -> Iterator[Draft]:
        """As in "une attaque perpétrée par des hommes armés contre le village de X": who did it,
        and against what, in a participle's clause."""
        marks = self.marks
        for verb in marks.children(noun, "relative", "modifier", "clause"):
            done = marks.hit("event_support_verbs", verb) or marks.hit("perpetrator.by_verbs", verb)
            if done is None or not {"participle", "past"} <= marks.token(verb).features:
                continue
            if marks.children(verb, "auxiliary", "patient"):
                continue
            for agent in marks.children(verb, "agent", "oblique"):
                draft = None
                if marks.case(agent) in marks.lexicon["by_words"].codes:
                    draft = self._perpetrator(marks.counted(agent), noun, about)
                if draft is not None:
                    yield draft
            for i in marks.document.subtree(verb):
                case = marks.case(i)
                against = case in marks.lexicon["against_words"].codes and self._struck(i, case)
                draft = self._target(i, noun, about) if against else None
                if draft is not None:
                    yield draft

    def _struck(self, noun: int, case: str | None) -> bool:
        """Whether "à X" names what was struck, and not only where, nor on whom it is blamed."""
        marks = self.marks
        over = marks.predicate(noun)
        blamed = case in marks.lexicon["perpetrator.blame_on"].codes and case is not None
        if blamed and marks.hit("perpetrator.blame", over) is not None and self.doers.can_act(noun):
            return False
        only_where = case in marks.lexicon["place_roles.site"].codes
        return not (only_where and noun in marks.places_by_token) or (
            marks.hit("targets", noun) is not None
        )

    def _of_event(self, noun: int, event: int, about: Happening) -> Draft | None:
        """Who struck or what was struck: "attaque de jihadistes", "attaque d'un camp"."""
        marks = self.marks
        people = marks.hit("people", noun)
        if people is not None and people.code == "fighters":
            return self._perpetrator(noun, event, about)
        if self._is_armed_group(noun) and LED_CLASSES.intersection(self._classes(event)):
            return self._perpetrator(noun, event, about)
        struck = (marks.hit("targets", noun) and not marks.hit("weapons", noun)) or (
            people is not None and people.code == "civilians"
        )
        return self._target(noun, event, about) if struck else None

    def _classes(self, event: int) -> tuple[str, ...]:
        """The classes of an event's noun."""
        hit = self.marks.hit("events.nouns", event)
        return hit.codes if hit is not None else ()

    def _is_armed_group(self, noun: int) -> bool:
        mention = self.marks.mention(noun)
        kind = self.marks.actor(mention.actor).kind if mention is not None else None
        return kind in ("armed-group", "militia")

    def _perpetrator(self, noun: int, event: int, about: Happening) -> Draft | None:
        """The actor who struck; state forces that hit back take part."""
        marks = self.marks
        mention = marks.mention(noun)
        spoken = speaker_itself(self.marks, self.voices, noun)
        if spoken is not None and marks.is_verb(event) and strikes_speaker(marks, event):
            return None  # "They tried to assassinate me": not the speaker
        burst = marks.hit("explodes", event)
        if spoken is not None and burst is not None and not marks.children(event, "patient"):
            return None  # "it blew up shortly after noon, officials said": the car did
        anyone = self._only_a_doer(noun, event)
        able = self.doers.can_act(noun, anyone=anyone) or self._is_their_vehicle(noun, event)
        if spoken is None and (mention is None or not able):
            return None
        if noun in marks.times_by_token:
            return None
        weapon = any(h.first <= noun < h.last for h in marks.hits("weapons").values())
        weapon = weapon and marks.hit("people", noun) is None
        if weapon and not self._is_their_vehicle(noun, event):
            return None  # "an IED detonated": nobody is said to have set it
        own = [speaker_itself(marks, self.voices, c) for c in marks.children(noun, "possessor")]
        whose = next((o for o in own if o is not None), None)  # "its forces", "their fighters"
        if whose is None and spoken is None:
            whose = self.subjects.whose(noun)
        actor_id = spoken or whose or (mention.actor if mention is not None else "")
        actor = marks.actor(actor_id)
        words = self.marks.words(noun)
        denied = marks.is_verb(event) and marks.negated(event)
        if denied and self.voices.at(event) is None:
            return None  # the narrator says that it was not so: nothing to keep
        field = "participant" if actor.kind in STATE_KINDS else "perpetrator"
        action = marks.token(event).text if marks.is_verb(event) else marks.token(event).lower
        return Draft(
            field=field,  # type: ignore[arg-type]  # one of two literals
            value=Involvement(
                actor_id, actor.name if spoken else words.text, self._action(event, action)
            ),
            anchor=event,
            words=actor.name if spoken else words.text,
            content=self.marks.clause_of(event),
            about=about,
            stance="denied" if denied else self.doers.suspected(noun),
            may_lead=field == "participant" and not denied and not self._ends(event),
            hits_back=not self._strikes_others(event),
            unarmed=spoken is None and not self.doers.can_act(noun),
        )

    def _is_their_vehicle(self, noun: int, event: int) -> bool:
        """Whether forces' ship or car ran into another: "a coast guard vessel rammed a trawler"."""
        marks = self.marks
        own = [*marks.children(noun, "modifier", "name", "possessor")]
        forces = any(
            ((h := marks.hit("people", c)) is not None and h.code == "forces")
            or marks.hit("force_words", c) is not None
            for c in own
        )
        return marks.hit("ramming", event) is not None and forces

    def _only_a_doer(self, noun: int, event: int) -> bool:
        """Whether a noun stands where only who did it can: before a verb with an object, or behind
        "by"."""
        marks = self.marks
        if marks.case(noun) in marks.lexicon["by_words"].codes:
            return True
        active = marks.is_verb(event) and not marks.is_passive(event) and noun < event
        return active and any(p > event for p in marks.children(event, "patient", "oblique"))

    def _strikes_others(self, event: int) -> bool:
        """Whether a verb names whom or what it struck, and no fighters."""
        marks = self.marks
        struck = marks.patients(event) if marks.is_verb(event) else ()
        hits = [marks.hit("people", p) for p in struck]
        return any(h is None or h.code != "fighters" for h in hits)

    def _ends(self, event: int) -> bool:
        """Whether a deed frees, arrests, buries or treats people: done by those who answer an
        attack."""
        hit = self.marks.hit("effects.patient", event)
        harmless = self.marks.hit("perpetrator.harmless", event) is not None
        return harmless or (hit is not None and hit.code in ("releases", "arrests"))

    def _action(self, event: int, default: str) -> str:
        marks = self.marks
        if not marks.is_verb(event):
            return default
        objects = list(marks.children(event, "patient"))
        if not objects:
            return default
        if objects[0] < event:
            return default
        last = max(objects[0], *marks.document.subtree(objects[0]))
        return marks.document.span(event, min(last, max(event + 8, objects[0])) + 1).text

    def _target(self, noun: int, event: int, about: Happening) -> Draft | None:
        marks = self.marks
        if not self._is_target(noun) or noun in marks.times_by_token or self._is_way(noun):
            return None
        if noun in marks.count_at or marks.token(noun).lemma in marks.lexicon.units:
            return None  # "dozens", "50 miles off"
        if (
            marks.hit("persons.victims", noun)
            or marks.case(noun) in marks.lexicon["by_words"].codes
        ):
            return None
        if noun in marks.count_of_noun and marks.hit("people", noun) is not None:
            return None  # people counted are a toll
        if marks.hit("weapons.explosives", noun) is not None and marks.hit("people", noun) is None:
            return None  # a mine that somebody drove over is no target
        mention = marks.mention(noun)
        words = self.marks.words(noun)
        return Draft(
            field="target",
            value=Involvement(mention.actor if mention else None, words.text, None),
            anchor=noun,
            words=words.text,
            content=self.marks.clause_of(event),
            about=about,
        )

    def _is_target(self, noun: int) -> bool:
        marks = self.marks
        token = marks.token(noun)
        if token.pos in ("PRON", "DET", "NUM") or marks.is_verb(noun):
            return False
        if token.lower in marks.lexicon["apart_words"].codes:
            return False  # "shot the other"
        mention = marks.mention(noun) if marks.token(noun).pos == "PROPN" else None
        if mention and marks.actor(mention.actor).kind in ("unidentified", "organisation"):
            return True  # a ship by its name
        if any(
            marks.hit(name, noun) is not None
            for name in (
                "targets",
                "people",
                "perpetrator.many",
                "organisation_kinds",
                "force_words",
            )
        ):
            return True
        place = marks.places_by_token.get(noun)
        return place is not None and place.use == "place"

    def _operations(self) -> Iterator[Draft]:
        """Who took part by an operation of its own: "conducted no air strikes", "French air
        strikes", "drones hit the convoy". Denials keep the affirmative value (reading rule 4)."""
        marks = self.marks
        for noun, _ in sorted(marks.hits("operation_nouns").items()):
            if marks.is_verb(noun):
                continue
            verb = marks.predicate(noun)
            agents: list[int] = []
            supported = marks.hit("event_support_verbs", verb) is not None
            if supported and noun in marks.patients(verb):
                agents = [a for a in marks.agents(verb) if self._takes_part(a)]
            for agent in agents:
                yield self._participant(agent, noun, verb, self.marks.words(noun).text)
            if not agents:
                for owner in self.owners.of(noun):
                    yield self._participant(owner, noun, verb, marks.token(noun).text)
        for verb, _ in sorted(marks.hits("events.verbs").items()):
            yield from self._by_means(verb)

    def _by_means(self, verb: int) -> Iterator[Draft]:
        """As in "U.S. drones hit the convoy": the owner of the drones takes part."""
        marks = self.marks
        if not marks.is_verb(verb):
            return
        for agent in marks.agents(verb) if marks.children(verb, "agent") else ():
            sent = any(marks.hit(name, agent) for name in ("weapons.aerial", "weapons.heavy"))
            if not sent or marks.hit("operation_nouns", agent) is not None:
                continue
            own = [
                c
                for c in marks.children(agent, "possessor")
                if speaker_itself(marks, self.voices, c) is not None  # "that its aircraft struck"
            ]
            for owner in (*self.owners.of(agent), *own):
                action = marks.document.span(min(agent, verb), max(agent, verb) + 1).text
                draft = self._participant(owner, agent, verb, action)
                draft.may_lead = draft.stance != "denied" and owner not in own
                draft.hits_back = not self._strikes_others(verb)
                yield draft

    def _takes_part(self, noun: int) -> bool:
        marks = self.marks
        mention = marks.mention(noun)
        place = marks.places_by_token.get(noun)
        if speaker_itself(self.marks, self.voices, noun) is not None:
            return True
        if place is not None and place.country is not None:
            return True
        return mention is not None and marks.actor(mention.actor).kind in STATE_KINDS

    def _participant(self, agent: int, noun: int, verb: int, action: str) -> Draft:
        marks = self.marks
        mention = marks.mention(agent)
        words = self.marks.words(agent) if mention else self.owners.words(agent)
        itself = speaker_itself(self.marks, self.voices, agent)
        actor = itself or (mention.actor if mention else self.owners.actor(agent))
        denied = marks.negated(verb) or marks.zeroed(noun)
        spoken = self.voices.at(noun)
        group = actor is not None and marks.actor(actor).kind in ("armed-group", "militia")
        return Draft(
            field="perpetrator" if group and itself is None else "participant",
            value=Involvement(actor, words.text, action),
            anchor=noun,
            words=words.text,
            content=self.marks.clause_of(verb),
            about=self.happenings.main if denied else self.happenings.of(noun),
            stance="denied" if denied and spoken is not None else self.doers.suspected(noun),
        )
