"""On whom a deed is laid: accused, blamed, or told to be who the attackers were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.charges import charges_harm
from rashomon.assemble.doers import Doers
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import in_voice_of, stands_behind
from rashomon.assemble.voices import Voices
from rashomon.records import Involvement, Stance
from rashomon.terms import Hit

HALLMARKS_REACH = 5
"""Tokens behind "the hallmarks of" in which somebody is named: "of an attack by X"."""

Did = Callable[[int, int, Happening], Draft | None]
"""Makes a draft of who did it: of a noun, the event's word, and the incident."""


class Blame:
    """Claims that somebody did it, by whoever blames them for it."""

    def __init__(
        self, marks: Marks, voices: Voices, happenings: Happenings, doers: Doers, did: Did
    ) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings
        self.doers = doers
        self.did = did

    def drafts(self) -> Iterator[Draft]:
        """As in "The work of X", "blamed on X", "attribuée à X": X did it, as somebody suspects."""
        marks = self.marks
        for hit in marks.hits("perpetrator.work_of").values():
            head = self._next_actor(hit.last)
            if head is not None and not self._held_by(hit):
                yield self._blame(head, hit.head, None)
        for hit in marks.hits("perpetrator.hallmarks").values():
            head = self._next_actor(hit.last, HALLMARKS_REACH)
            if head is not None and self._is_deeds(hit):
                yield self._blame(head, hit.head, "suspected")
        for hit in marks.hits("perpetrator.at_the_door").values():
            head = self._next_actor(hit.last)
            if head is not None:
                yield self.told(head, marks.predicate(hit.head), "suspected")
        for name in ("perpetrator.by_verbs", "perpetrator.hires"):
            for verb in sorted(marks.hits(name)):
                yield from self._led(verb)
        for verb in sorted(marks.hits("perpetrator.blame")):
            if not marks.is_verb(verb):
                continue
            for child in self._blamed_on(verb):
                if self._is_deed_blamed(verb):
                    yield self._tied(self._blame(child, verb, "suspected"), verb)
            if marks.hit("perpetrator.tie", verb) is not None:
                continue  # "linked the attack to X": its object is the deed
            phrase = marks.hits("perpetrator.blame")[verb]
            beside = [  # "pointe du doigt les rebelles"
                c
                for i in range(verb + 1, phrase.last)
                for c in marks.children(i, "oblique", "patient")
                if c >= phrase.last and marks.case(c) is None
            ]
            yield from self._feuding(verb)
            for patient in (*marks.patients(verb), *beside):
                # "X is suspected of", "accused the agencies"; not "accusé d'être à l'origine"
                named = not marks.children(patient, "copula") and patient >= phrase.last
                able = (named or patient < verb) and self.doers.can_be_blamed(patient, verb)
                lists = ("responsibility.involvement_nouns", "motive_nouns")
                able = able and all(marks.hit(name, patient) is None for name in lists)
                describes = verb < patient == marks.token(verb).head  # "suspected members of X"
                able = able and not (describes and marks.token(verb).relation == "modifier")
                if able and charges_harm(marks, patient, verb):
                    yield self._blame(patient, verb, "suspected")
        yield from self._answerable()
        yield from self._did_it()
        yield from self._named_author()
        yield from self._held()
        yield from self._hinted()
        yield from self._identified()
        yield from self._under_suspicion()
        yield from self._inquired()
        yield from self._answered()
        yield from self._charged()

    def _held_by(self, hit: Hit) -> bool:
        """Whether it is only who holds a place: "the area lies in the hands of rebels"."""
        case = self.marks.case(hit.head)
        lexicon = self.marks.lexicon
        at = case in lexicon["against_words"].codes  # "died at the hands of rebels"
        return case in lexicon["place_roles.site"].codes and not at

    def _feuding(self, verb: int) -> Iterator[Draft]:
        """Who quarrelled, where a quarrel is blamed: "blamed a feud between gangs of miners"."""
        marks = self.marks
        for noun in marks.patients(verb):
            if marks.hit("motive_nouns", noun) is None:
                continue
            for child in marks.children(noun, "oblique"):
                if marks.case(child) in marks.lexicon["between_words"].codes:
                    for each in marks.with_conjuncts(child):
                        if self.doers.can_act(each, anyone=True):
                            yield self._blame(each, verb, "suspected")

    def _charged(self) -> Iterator[Draft]:
        """Who is charged with harm: "a man has been charged with murder", "booked on a charge of
        assault"."""
        marks = self.marks
        for verb in sorted(marks.hits("perpetrator.charged")):
            if not marks.is_verb(verb) or marks.negated(verb) or not marks.is_passive(verb):
                continue
            told = (i for c in marks.children(verb, "oblique") for i in marks.document.subtree(c))
            crimes = ("homicide_words", "scene.charges", "events.nouns", "effects.noun")
            named = [i for i in told if any(marks.hit(name, i) is not None for name in crimes)]
            for noun in marks.patients(verb) if named else ():
                if self.doers.can_act(noun, anyone=True):
                    yield self._blame(noun, verb, "suspected")

    def _under_suspicion(self) -> Iterator[Draft]:
        """As in "suspicion fell on the group", "the group is the prime suspect"."""
        marks = self.marks
        for word in sorted(marks.hits("perpetrator.suspicion")):
            verb = marks.predicate(word)
            if marks.is_verb(word) or not marks.is_verb(verb) or marks.negated(verb):
                continue
            told = marks.children(verb, "agent", "patient")
            if word not in told:
                continue
            for child in marks.children(verb, "oblique"):
                on = marks.case(child) in marks.lexicon["perpetrator.blame_on"].codes
                on = on or marks.case(child) in marks.lexicon["against_words"].codes
                if on and child > word and self.doers.can_act(child, anyone=True):
                    yield self._blame(child, verb, "suspected")

    def _inquired(self) -> Iterator[Draft]:
        """Whom an inquiry looks at: "the main line of inquiry is dissident republicans", "the focus
        is on the gang"."""
        marks = self.marks
        for hit in marks.hits("perpetrator.inquiries").values():
            verb = marks.predicate(hit.head)
            being = marks.hit("being_verbs", verb) is not None and not marks.negated(verb)
            if not being or hit.head not in marks.agents(verb):
                continue
            below = [*marks.children(verb, "complement")]
            for child in marks.children(verb, "oblique"):
                if marks.case(child) in marks.lexicon["perpetrator.blame_on"].codes:
                    below.append(child)
            for noun in below:
                if noun > hit.head and self.doers.can_act(noun) and self.doers.is_armed(noun):
                    yield self._blame(noun, verb, "suspected")

    def _answered(self) -> Iterator[Draft]:
        """Who is named in answer to a question: "Who was behind it? The police have named two
        groups"."""
        marks = self.marks
        who = marks.lexicon["persons.who"].codes
        for verb in sorted(marks.hits("perpetrator.identifies")):
            sentence = marks.document.sentence_of(verb)
            if not marks.is_verb(verb) or marks.negated(verb) or sentence.index == 0:
                continue
            asked = marks.document.sentences[sentence.index - 1]
            tokens = marks.document.tokens[asked.first : asked.last]
            question = tokens and tokens[-1].text == "?" and tokens[0].lower in who
            deeds = ("events.verbs", "events.nouns", "operation_nouns", "responsibility.behind")
            within = range(asked.first, asked.last)
            if not question or all(marks.any_hit(name, within) is None for name in deeds):
                continue
            for noun in marks.patients(verb):
                if self.doers.can_act(noun) and self.doers.is_armed(noun):
                    draft = self._blame(noun, verb, "suspected")
                    yield in_voice_of(marks, self.voices, draft, verb)

    def _named_author(self) -> Iterator[Draft]:
        """As in "named the front as the author of the attack", "identified X as the gunman"."""
        marks = self.marks
        as_words = marks.lexicon["perpetrator.identified_as"].codes
        for verb in sorted(marks.hits("perpetrator.identifies")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            if marks.token(verb).relation == "relative":
                continue  # "killed two men whom he described as planners"
            authors = [
                i
                for i in marks.document.subtree(verb)
                if i > verb and marks.case(i) in as_words
                if marks.hit("perpetrator.authors", i) is not None
            ]
            for noun in marks.patients(verb) if authors else ():
                if noun < authors[0] and self.doers.can_act(noun, anyone=True):
                    yield self._tied(self._blame(noun, verb, None), verb)

    def _held(self) -> Iterator[Draft]:
        """As in "held the separatists responsible": its object did it."""
        marks = self.marks
        for hit in marks.hits("perpetrator.answerable").values():
            verb = marks.predicate(hit.head)
            if marks.hit("perpetrator.held", verb) is None or marks.negated(verb):
                continue
            own = marks.children(hit.head, "agent")  # "we hold the army responsible"
            for noun in dict.fromkeys((*marks.patients(verb), *own)):
                if noun != hit.head and self.doers.can_be_blamed(noun, verb):
                    draft = self._tied(self._blame(noun, verb, "suspected"), verb)
                    at = draft.words.lower().rfind(f" {marks.token(hit.head).lower} ")
                    if at > 0 and isinstance(draft.value, Involvement):
                        draft.words = draft.words[:at]  # "responsible" is no part of their name
                        draft.value = replace(draft.value, text=draft.words)
                    yield draft

    def _hinted(self) -> Iterator[Draft]:
        """As in "the footage pointed to members of the faction"."""
        marks = self.marks
        for verb in sorted(marks.hits("perpetrator.hints")):
            if not marks.is_verb(verb) or marks.children(verb, "patient") or marks.negated(verb):
                continue
            for child in marks.children(verb, "oblique", "recipient"):
                to = marks.case(child) in marks.lexicon["perpetrator.hinted_at"].codes
                if to and self.doers.can_act(child) and self.doers.is_armed(child):
                    yield self._tied(self._blame(child, verb, "suspected"), verb)

    def _identified(self) -> Iterator[Draft]:
        """Who the attackers are said to be: "the gunmen were herders", "are believed to belong to
        the group", "identified the raiders as soldiers"."""
        marks = self.marks
        attackers = {*marks.hits("people.fighters"), *marks.hits("perpetrator.authors")}
        for noun in sorted(map(self._one_of, attackers)):
            verb = marks.token(noun).head
            if noun == verb or not marks.is_verb(verb):
                yield from self._are(noun, verb)
                continue
            chained = [*marks.children(verb, "complement", "clause")]
            for be in (verb, *(c for c in chained if marks.is_verb(c))):
                if noun not in (*marks.agents(be), *marks.patients(be)) or marks.negated(be):
                    continue
                for named in self._named_as(be, noun):
                    about = self.happenings.of(verb) or self.happenings.main
                    if about is not None:
                        yield self._said_to_be(named, be, about)

    def _one_of(self, noun: int) -> int:
        """The "one" of "one of the bombers", or the noun itself."""
        marks = self.marks
        over = marks.token(noun).head
        of = marks.case(noun) in marks.lexicon["of_words"].codes
        single = marks.token(over).lower in marks.lexicon["one_of_them"].codes
        return over if of and (single or marks.token(over).pos == "NUM") else noun

    def _are(self, noun: int, named: int) -> Iterator[Draft]:
        """As in "les assaillants étaient des éleveurs": the attackers hang under who they are."""
        marks = self.marks
        subject = marks.token(noun).relation == "agent" and marks.children(named, "copula")
        definite = any(
            marks.token(c).lower in marks.lexicon["persons.known"].codes
            for c in marks.children(noun, "determiner")
        )
        about = self.happenings.of(named) or self.happenings.main
        told = subject and definite and not marks.negated(named) and self._is_named(named)
        if told and about is not None:
            yield self._said_to_be(named, named, about)

    def _named_as(self, verb: int, noun: int) -> Iterator[int]:
        """Those whom a clause names as the attackers."""
        marks = self.marks
        if marks.hit("being_verbs", verb) is not None:
            below = marks.children(verb, "complement")
        elif marks.hit("perpetrator.belongs", verb) is not None:
            of = ("place_roles.origin", "place_roles.destination", "of_words", "to_words")
            below = tuple(
                c
                for c in marks.children(verb, "oblique", "recipient", "complement")
                if any(marks.case(c) in marks.lexicon[name].codes for name in of)
            )  # not "came in large numbers"
        elif marks.hit("perpetrator.identifies", verb) is not None and noun in marks.patients(verb):
            words = marks.lexicon["perpetrator.identified_as"].codes
            below = tuple(c for c in marks.children(verb, "oblique") if marks.case(c) in words)
        else:
            return
        yield from (c for c in below if c > verb and self._is_named(c))

    def _is_named(self, noun: int) -> bool:
        """Whether a noun tells who somebody is: a name, a body, people of some kind."""
        marks = self.marks
        if marks.is_verb(noun) or noun in marks.times_by_token:
            return False
        hit = marks.hit("people", noun)
        proper = marks.token(noun).pos == "PROPN"
        told = self.doers.can_act(noun, anyone=True)
        same = hit is not None and hit.code == "fighters" and not marks.children(noun)
        return (proper or told) and not same and marks.hit("persons.general", noun) is None

    def _said_to_be(self, noun: int, verb: int, about: Happening) -> Draft:
        attribution = self.voices.at(noun)
        believed = attribution is not None and attribution.cue_class in ("suspect", "fear")
        over = self.marks.governor(verb)
        passive = [i for i in (verb, over) if i is not None]
        heard = any(self.marks.hit("speech.passive_hearsay", i) is not None for i in passive)
        draft = self._blame(noun, verb, "suspected" if believed or heard else None)
        draft.about = about
        return self._tied(draft, verb) if draft.stance is None else draft

    def _blamed_on(self, verb: int) -> Iterator[int]:
        """On whom a verb lays a deed: "attribuée aux rebelles"; "impute la tuerie aux rebelles",
        which a parser may hang under the deed."""
        marks = self.marks
        below = [*marks.children(verb, "oblique", "recipient")]
        for deed in marks.children(verb, "patient"):
            below.extend(c for c in marks.children(deed, "oblique") if c > deed > verb)
        for child in below:
            case = marks.case(child)
            on = case in marks.lexicon["perpetrator.blame_on"].codes
            if marks.token(child).head != verb and case in marks.lexicon["of_words"].codes:
                continue  # "blamed the enemies of the state"
            if on and self.doers.can_act(child, anyone=True) and child not in marks.times_by_token:
                yield child  # not "on Friday blamed the rebels"

    def _is_deed_blamed(self, verb: int) -> bool:
        """Whether what is linked or attributed to somebody is a deed: "linked to" says of people
        and things only whose they are."""
        marks = self.marks
        if marks.hit("perpetrator.tie", verb) is None:
            return True
        tied = marks.patients(verb) or marks.children(verb, "agent")
        if marks.token(verb).relation == "relative":
            tied = (*tied, marks.token(verb).head)  # "an attack the army attributed to X"
        return any(
            marks.token(p).pos == "PRON" or marks.hit(name, p) is not None
            for p in tied
            for name in ("events.nouns", "effects.noun", "operation_nouns", "denied_nouns")
        )

    def told(self, head: int, verb: int, stance: Stance | None) -> Draft:
        """That somebody did it, as whoever does what a verb says tells."""
        return self._tied(self._blame(head, verb, stance), verb)

    def _tied(self, draft: Draft, verb: int) -> Draft:
        """Who ties a deed to somebody says so, though the verb is none of speaking ("police linked
        the attack to the group")."""
        marks = self.marks
        if self.voices.at(verb) is None and marks.hit("speech", verb) is None:
            agents = list(marks.children(verb, "agent"))
            if marks.is_passive(verb):  # "named by police as X"
                agents = [a for a in agents if marks.case(a) in marks.lexicon["by_words"].codes]
            able = [a for a in agents if self.voices.speakers.can_speak(a)]
            speaker = self.voices.speakers.resolve(able[0], verb) if able else None
            draft.voice = speaker.voice if speaker is not None else None
        return draft

    def _answerable(self) -> Iterator[Draft]:
        """As in "suspect that the agencies were behind the murder", "the group is responsible":
        who did it, in the words of whoever governs them."""
        marks = self.marks
        for hit in marks.hits("perpetrator.answerable").values():
            verb = marks.predicate(hit.head)
            attribution = self.voices.at(hit.head)
            if marks.negated(verb) or not stands_behind(marks, hit.head):
                continue
            if marks.token(hit.head).relation == "modifier" and marks.token(hit.head).pos == "ADJ":
                continue  # "a serious, responsible organisation"
            if attribution is None or attribution.voice is None:
                yield from self._told_behind(hit, verb)
                continue
            governs = verb != hit.head and marks.hit("speech", verb) is not None
            if attribution.cue_class == "deny" or governs:
                continue
            about = self.happenings.of(hit.head) or self.happenings.main
            subjects = [a for a in marks.agents(verb) if a in attribution.content]
            for noun in subjects if about is not None else ():
                blamed = noun != hit.head and self.doers.can_be_blamed(noun, verb)
                if blamed and not self.doers.is_own(noun):
                    yield self._blame(noun, hit.head, self._as_believed(attribution))

    def _did_it(self) -> Iterator[Draft]:
        """As in "the army said the front did it"."""
        marks = self.marks
        it = marks.lexicon["responsibility.it"].codes
        for verb in sorted(marks.hits("responsibility.did")):
            spoken = self.voices.at(verb)
            if spoken is None or spoken.cue_class == "deny" or marks.negated(verb):
                continue
            if not any(marks.token(p).lower in it for p in marks.children(verb, "patient")):
                continue
            for noun in marks.children(verb, "agent"):
                if self.doers.can_be_blamed(noun, verb) and not self.doers.is_own(noun):
                    yield self._blame(noun, verb, self._as_believed(spoken))

    def _told_behind(self, hit: Hit, verb: int) -> Iterator[Draft]:
        """Who is told, or thought by nobody who is named, to be behind it: "the front is thought to
        be behind the attack"."""
        marks = self.marks
        over = marks.governor(verb)
        hedges = [i for i in (verb, over) if i is not None]
        heard = any(marks.hit("speech.passive_hearsay", i) is not None for i in hedges)
        told = any(self._names_deed(i) for i in marks.document.subtree(verb) if i > hit.head)
        subjects = dict.fromkeys((*marks.agents(verb), *(marks.patients(over) if over else ())))
        for noun in subjects if told else ():
            armed = self.doers.can_act(noun) and self.doers.is_armed(noun)
            if armed and noun < hit.head and not self.doers.is_own(noun):
                yield self._blame(noun, hit.head, "suspected" if heard else None)

    def _names_deed(self, noun: int) -> bool:
        marks = self.marks
        return any(
            marks.hit(name, noun) is not None
            for name in ("events.nouns", "effects.noun", "operation_nouns")
        )

    def _as_believed(self, attribution: Attribution) -> Stance | None:
        """A belief that another voice passes on ("said the state believed that …") is suspected."""
        believed = attribution.cue_class in ("suspect", "fear")
        return "suspected" if believed else None

    def _led(self, verb: int) -> Iterator[Draft]:
        """Whose deed it was: "it had been led by Colonel X", "the attack was planned by Y"."""
        marks = self.marks
        about = self.happenings.of(verb) or self.happenings.main
        if about is None or not marks.is_verb(verb) or not marks.is_passive(verb):
            return
        deeds = ("events.nouns", "operation_nouns", "effects.noun")
        hired = marks.hit("perpetrator.hires", verb) is not None
        if not any(
            marks.hit("people.fighters", p) is not None
            if hired
            else marks.token(p).pos == "PRON" or any(marks.hit(n, p) is not None for n in deeds)
            for p in marks.children(verb, "patient")
        ):
            return
        for agent in marks.children(verb, "agent"):
            draft = self.did(agent, verb, about)
            if draft is not None:
                yield draft

    def _is_deeds(self, hit: Hit) -> bool:
        """Whether it is an attack, or how it was made, that has somebody's marks."""
        marks = self.marks
        verb = marks.predicate(hit.head)
        told = (*marks.agents(verb), *marks.patients(verb), *marks.children(verb, "agent"))
        lists = ("events.nouns", "effects.noun", "denied_nouns", "deeds", "perpetrator.manner")
        return any(marks.hit(name, n) is not None for n in told for name in lists)

    def _next_actor(self, start: int, reach: int = 2) -> int | None:
        for mention in self.marks.document.actor_mentions:
            if start <= mention.first <= start + reach and self.doers.can_act(mention.head):
                return mention.head
        return None

    def _deed_over(self, verb: int) -> Happening | None:
        """The incident of the deed that a relative clause tells more of: "bombings in Kampala that
        were blamed on X"."""
        token = self.marks.token(verb)
        if token.relation != "relative" or self.marks.hit("events.nouns", token.head) is None:
            return None
        return self.happenings.of(token.head)

    def _blame(self, head: int, event: int, stance: Stance | None) -> Draft:
        marks = self.marks
        if marks.token(head).lemma in marks.lexicon["perpetrator.name_words"].codes:
            of = marks.lexicon["of_words"].codes
            whose = [c for c in marks.children(head, "oblique") if marks.case(c) in of]
            head = whose[0] if whose else head
        mention = marks.mention(head)
        words = self.marks.words(head)
        return Draft(
            field="perpetrator",
            value=Involvement(mention.actor if mention else None, words.text, None),
            anchor=head,
            words=words.text,
            content=self.marks.clause_of(event),
            about=self._deed_over(event) or self.happenings.of(event),
            stance=stance or self.doers.suspected(head),
        )
