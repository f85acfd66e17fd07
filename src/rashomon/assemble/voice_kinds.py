"""Kinds of voices: official, witness, medical, … by the words of a speaker and whom they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rashomon.assemble.marks import Marks
from rashomon.assemble.voice_names import VoiceNames
from rashomon.document import ActorMention
from rashomon.known_actors import known_actors
from rashomon.records import Voice, VoiceKind

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
_OF_NOBODY = frozenset({"witness", "medical"})
"""Kinds of people who speak for themselves, whomever a word beside them names."""
_OF_PEOPLE = ("witness", "anonymous", "security-source")
OF_BODIES = frozenset({"ngo", "un", "expert", "medical"})
"""Kinds that whoever leads such a body speaks with, whatever the office is called."""


class VoiceKinds:
    """The kind of voice of every speaker of a document."""

    def __init__(self, marks: Marks, own: VoiceKind = "narrator") -> None:
        self.marks = marks
        self.names = VoiceNames(marks)
        self._own = own
        """With which the outlet speaks."""
        self._hits = marks.hits("voices")
        self.told: dict[int, Voice] = {}
        """Heads of speakers → who they were found to be: "the force" is the front named before."""

    def of(self, head: int, mention: ActorMention | None) -> VoiceKind:
        """By the words around the head; by the actor; anonymous for a mere "source"."""
        marks = self.marks
        hits = list(self._telling_hits(head, mention))
        if self._own in OF_BODIES and "witness" not in hits and self._is_ours(head):
            return self._own
        if hits and hits[0] == "anonymous" and self._of_forces(head):
            return "security-source"
        if hits and hits[0] == "anonymous" and self._at_hospital(head):
            return "medical"
        actor = self.marks.actor(mention.actor) if mention else None
        group = self._speaks_for(head) or self._set_up_by(head)
        if group is not None:
            return group
        entry = known_actors().find(actor.name) if actor is not None else None
        if entry is not None and entry.voice is not None:
            return entry.voice
        if hits and hits[0] == "security-source" and marks.token(head).pos == "PROPN":
            return "official"  # "Joe Roe, a security official": a source has no name
        if entry is None and mention is not None and self._is_outlet(mention, hits):
            return "media"
        if entry is None and not hits and (lettered := self.names.by_letters(head)) is not None:
            return lettered
        if hits and hits[0] in BEFORE_ACTOR and entry is None:
            return cast(VoiceKind, hits[0])
        if actor is not None and actor.kind in ("armed-group", "militia", "media"):
            return self._owned_by(head) or KIND_OF_ACTOR[actor.kind]
        told = cast(VoiceKind | None, hits[0] if hits else self._by_what_they_lead(head))
        if told in ("official", None) and self.is_bare_office(head):
            around = self.body_around(head)
            if around is not None:
                return self._of_body(around) or told or "official"
        if told is not None:
            return told
        if mention is not None and self.title_before(mention.first) is not None:
            return "official"
        if actor is not None and actor.kind == "unidentified" and self._was_there(head):
            return "witness"
        if actor is not None and actor.kind == "unidentified" and self._is_private(head, mention):
            return "witness"
        if mention is not None and (named_body := self.names.body(head)) is not None:
            return named_body
        named = mention is not None and marks.token(head).pos == "PROPN"
        unknown = actor is not None and actor.kind == "unidentified"
        if named and unknown and mention is not None and self.names.is_person(mention):
            return "witness"  # nobody with a name is an unnamed source
        if actor is not None:
            fighter = self.marks.hit("people", head)
            if fighter is not None and fighter.code == "fighters":
                return "belligerent"
            return KIND_OF_ACTOR.get(actor.kind, "anonymous")
        return "anonymous"

    def _owned_by(self, head: int) -> VoiceKind | None:
        """With whose voice an outlet speaks that belongs to a side: "the army's newspaper"."""
        marks = self.marks
        for owner in marks.children(head, "possessor"):
            mention = marks.mention(owner)
            kind = marks.actor(mention.actor).kind if mention is not None else ""
            if kind in ("state-forces", "armed-group", "militia"):
                return KIND_OF_ACTOR[kind]
        return None

    def _set_up_by(self, head: int) -> VoiceKind | None:
        """The kind of the body that set another up: "the commission created by the UN"."""
        marks = self.marks
        for verb in marks.children(head, "relative", "modifier", "clause"):
            if marks.hit("founding_verbs", verb) is None:
                continue
            for founder in marks.children(verb, "agent", "oblique"):
                if founder > verb and self._of_body(founder) == "un":
                    return "un"
        return None

    def _is_ours(self, head: int) -> bool:
        """Whether a body that tells of itself calls somebody its own: "our head of mission"."""
        marks = self.marks
        words = {marks.token(c).lower for c in marks.children(head, "possessor", "determiner")}
        if words.isdisjoint(marks.lexicon["first_person"].codes):
            return False
        start = marks.token(head).start
        return not any(q.start <= start < q.end for q in marks.document.quotations)

    def title_before(self, first: int) -> int | None:
        """Where an office begins whose field a name runs on from: "Federal Minister for [Human
        Rights Riaz Pirzada]"."""
        marks = self.marks
        at = first - 1
        if at < 1 or marks.token(at).pos != "ADP" or marks.hit("titles", at - 1) is None:
            return None
        at -= 1
        start = marks.document.sentence_of(first).first
        while (
            at > start
            and marks.token(at - 1).text[:1].isupper()
            and marks.token(at - 1).pos
            in (
                "PROPN",
                "ADJ",
            )
        ):
            at -= 1
        return at if marks.token(at).text[:1].isupper() else None

    def _by_what_they_lead(self, head: int) -> VoiceKind | None:
        """What somebody is by what they lead: "Musa Bala, who heads the district council"; an
        officer or official where nothing tells of what kind that body is."""
        marks = self.marks
        for verb in marks.children(head, "relative"):
            if marks.hit("lead_verbs", verb) is None or marks.is_passive(verb):
                continue
            for led in marks.children(verb, "patient", "oblique"):
                hit = self._hits.get(led)
                if hit is not None:
                    return cast(VoiceKind, hit.code)
                if marks.hit("force_words", led) is not None:
                    return "official"
        return None

    def is_bare_office(self, head: int) -> bool:
        """Whether somebody holds an office and the phrase does not tell at which body: "spokesman
        Victor Guerrero", "the director"."""
        marks = self.marks
        mention = marks.mention(head)
        words = {head, *(range(mention.first, mention.last) if mention is not None else ())}
        for child in marks.children(head, "apposition"):
            words.update(marks.document.subtree(child))
        offices = [i for i in words if marks.hit("body_offices", i) is not None]
        usual = marks.lexicon["office_adjectives"].codes
        adjectives = [i for i in words if marks.token(i).pos == "ADJ"]
        owned = self._is_owned(head)  # "son porte-parole militaire" speaks for whom it points at
        odd = any(marks.token(i).lower not in usual for i in adjectives)
        if not offices or (odd and not owned):
            return False
        behind = {c for i in (head, *offices) for c in marks.children(i, "oblique", "possessor")}
        if any(marks.token(c).pos != "PRON" for c in behind):
            return False
        covered = {i for o in offices for i in range(*self._extent_of_hit(o))}
        rest = words - covered
        if owned:
            rest.difference_update(adjectives)
        nouns = [i for i in rest if marks.token(i).pos == "NOUN" and i not in offices]
        described = any(marks.token(i).text[:1].islower() for i in nouns)
        return not described and not any(i in self._hits for i in rest)

    def _is_owned(self, head: int) -> bool:
        """Whether a possessive stands before an office: "its spokesman", "leur porte-parole"."""
        marks = self.marks
        own = marks.lexicon["possessives"].codes
        return any(marks.token(c).lower in own for c in marks.children(head)) or any(
            marks.token(c).pos == "PRON" for c in marks.children(head, "possessor")
        )

    def _extent_of_hit(self, i: int) -> tuple[int, int]:
        hit = self.marks.hit("body_offices", i)
        return (hit.first, hit.last) if hit is not None else (i, i + 1)

    def body_around(self, head: int) -> int | None:
        """The body at which somebody with a bare office holds it: the last one named before in the
        sentence ("At the general hospital, director Hassan Ibrahim said"); else who acts in the
        sentence before it, in the same paragraph."""
        marks = self.marks
        sentence = marks.document.sentence_of(head)
        mention = marks.mention(head)
        first = mention.first if mention is not None else head
        verb = marks.predicate(head)
        owned = self._is_owned(head)
        for i in range(first - 1, sentence.first - 1, -1):
            if (owned or marks.predicate(i) == verb) and self._is_body(i):
                return i
        if sentence.index == 0:
            return None
        above = marks.document.sentences[sentence.index - 1]
        if above.paragraph != sentence.paragraph:
            return None
        acting = [i for i in range(above.first, above.last) if marks.token(i).relation == "agent"]
        named = range(above.last - 1, above.first - 1, -1) if owned else ()
        return next((i for i in (*acting, *named) if self._is_body(i)), None)

    def _is_body(self, i: int) -> bool:
        """Whether a noun is a body that has offices: no person, no plural of such."""
        marks = self.marks
        if marks.token(i).pos not in ("NOUN", "PROPN") or marks.hit("offices", i) is not None:
            return False
        if self._is_group(i):
            return True
        if any(marks.hit(name, i) is not None for name in ("titles", "people", "private_roles")):
            return marks.hit("organisation_kinds", i) is not None
        return self._of_body(i) is not None

    def _of_body(self, i: int) -> VoiceKind | None:
        """The kind of voice of a body by its name or its noun; None for what is no body."""
        told = self.told.get(i)
        if told is not None:
            return told.kind if told.kind not in _OF_PEOPLE else None
        mention = self.marks.mention(i)
        actor = self.marks.actor(mention.actor) if mention is not None else None
        entry = known_actors().find(actor.name) if actor is not None else None
        if entry is not None:
            return entry.voice or KIND_OF_ACTOR.get(entry.kind)
        if actor is not None and actor.kind in ("armed-group", "militia"):
            return "belligerent"
        hit = self._hits.get(i)
        if self._is_group(i):
            return "belligerent"
        if hit is not None and hit.code in (*_OF_PEOPLE, "local"):
            return None
        return cast(VoiceKind, hit.code) if hit is not None else None

    def _is_group(self, i: int) -> bool:
        """Whether a plural stands for an armed group that issues statements: "the insurgents"."""
        hit = self.marks.hit("returning_bodies", i)
        fights = hit is not None and hit.codes == ("belligerent",)
        return fights and "plural" in self.marks.token(i).features

    def _was_there(self, head: int) -> bool:
        """Whether a clause tells that somebody saw it: "Elijah Kamau, who was at the mall"; or
        that somebody saw something, before they speak."""
        marks = self.marks
        there = marks.lexicon["place_roles.site"].codes
        over = marks.token(head).head
        if marks.token(head).relation == "agent" and marks.hit("witness_verbs", over) is not None:
            return True
        for verb in marks.children(head, "relative"):
            if marks.hit("witness_verbs", verb) is not None:
                return True
            if any(marks.hit("there_words", c) is not None for c in marks.children(verb)):
                return True
            if marks.token(verb).lemma in marks.lexicon["being_verbs"].codes:
                return any(marks.case(o) in there for o in marks.children(verb, "oblique"))
        return False

    def _is_private(self, head: int, mention: ActorMention | None) -> bool:
        """Whether a name without an office is somebody of the place: an age stands beside it, a
        clause tells of their life ("Mariam, who reached the town on foot", "Jason Dixon, who works
        in a cafe"), or they speak of themselves ("I was selling potatoes")."""
        marks = self.marks
        if mention is None or marks.token(head).pos != "PROPN" or head in marks.places_by_token:
            return False
        if not all(marks.token(i).text[:1].isupper() for i in range(mention.first, mention.last)):
            return False
        if any(marks.token(i).text.isupper() for i in range(mention.first, mention.last)):
            return False
        document = marks.document
        trades = (marks.hit("people", a) for a in marks.children(head, "apposition"))
        if any(hit is not None and hit.code in ("civilians", "persons") for hit in trades):
            return True  # "Mabrouk, a baker"
        beside = {head, *marks.children(head, "apposition", "number")}
        if any(
            c.kind == "age" and (c.first in beside or c.first - 1 in beside)
            for c in document.counts
        ):
            return True
        lives = (v for v in marks.children(head, "relative") if marks.is_verb(v))
        if any(marks.hit("life_verbs", v) is not None for v in lives):
            return True
        return self._speaks_of_themselves(head) or self.names.speaks_of_own(head)

    def _speaks_of_themselves(self, head: int) -> bool:
        """Whether the words quoted where somebody speaks are of "I" or "we"."""
        marks = self.marks
        sentence = marks.document.sentence_of(head)
        own = marks.lexicon["first_person"].codes
        first = marks.document.sentences[max(sentence.index - 1, 0)].first
        if marks.document.sentences[max(sentence.index - 1, 0)].paragraph != sentence.paragraph:
            first = sentence.first
        return any(
            marks.token(i).lower in own
            and marks.token(i).relation == "agent"
            and any(q.start <= marks.token(i).start < q.end for q in marks.document.quotations)
            for i in range(first, sentence.last)
        )

    def _is_outlet(self, mention: ActorMention, hits: list[str]) -> bool:
        """Whether a name ends as names of newspapers do: "the Springfield Herald"; no office that
        such a word is part of ("the county's Medical Examiner")."""
        marks = self.marks
        name = range(mention.first, mention.last)
        if hits and hits[0] != "media":
            return False
        return (
            marks.token(mention.head).pos == "PROPN"
            and len([i for i in name if marks.token(i).pos == "PROPN"]) > 1
            and marks.any_hit("outlet_words", name) is not None
        )

    def _at_hospital(self, head: int) -> bool:
        """A source at a hospital: "une source à l'hôpital général"."""
        at = (self._hits.get(c) for c in self.marks.children(head, "oblique"))
        return any(hit is not None and hit.code == "medical" for hit in at)

    def _of_forces(self, head: int) -> bool:
        """A source "within the security forces", whatever stands between."""
        marks = self.marks
        tree = marks.document.subtree(head)
        return len(tree) <= SOURCE_WORDS and marks.any_hit("force_words", tree) is not None

    def _telling_hits(self, head: int, mention: ActorMention | None) -> Iterator[str]:
        """Voice kinds told by the head, then by its apposition, then by the rest of the phrase."""
        marks = self.marks
        if head in self._hits and not self.names.is_surname(head, mention):
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
        office = self.names.office_behind(head, mention) if mention is not None else None
        if office is not None and office in self._hits:
            yield self._hits[office].code
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
        own = self._hits.get(head)
        if own is not None and own.code in _OF_NOBODY:
            return None  # "a friend of the gunman"
        offices = [c for c in marks.children(head, "apposition") if marks.hit("offices", c)]
        of = [i for o in offices for i in marks.children(o, "oblique", "possessor")]
        if any(self._is_of_fighters(i) for i in of):
            return "belligerent"  # "Abu Sy, the spokesman for the front"
        for child in marks.children(head, "oblique", "possessor", "name", "modifier"):
            if marks.token(child).relation == "oblique" and self._is_of_fighters(child):
                return "belligerent"
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
            forces = kind == "state-forces" and entry is not None
            if forces and any(marks.hit(n, head) is not None for n in ("titles", "offices")):
                return "official"  # "le directeur du FSB"
            if kind == "media" and marks.token(child).relation in ("possessor", "name", "modifier"):
                return "media"
        for office in offices:  # "Denise Brown, the UN humanitarian coordinator for Ukraine"
            for child in marks.children(office, "possessor", "name", "modifier"):
                named = marks.mention(child)
                if named is None:
                    continue
                body = known_actors().find(marks.actor(named.actor).name)
                if body is not None and body.voice is not None:
                    return body.voice
        for expert in marks.children(head, "apposition"):  # "Ana Pop, a researcher at Rights Watch"
            hit = self._hits.get(expert)
            if hit is None or hit.code != "expert":
                continue
            for child in marks.children(expert, "oblique"):
                campaigning = self._of_body(child)
                if campaigning in ("ngo", "un"):
                    return campaigning
        named = marks.mention(head)
        return (
            self._office_of(head)
            or next(filter(None, map(self._office_of, offices)), None)
            or (self.names.body_led(named) if named is not None else None)
        )

    def _is_of_fighters(self, i: int) -> bool:
        """Whether what an office is held at is an armed group, or a part of one: "the northern
        brigade of the front"."""
        marks = self.marks
        for j in (i, *marks.children(i, "oblique")):
            mention = marks.mention(j)
            if mention is None:
                continue
            actor = marks.actor(mention.actor)
            entry = known_actors().find(actor.name)
            if entry is not None:
                return entry.kind in ("armed-group", "militia") and entry.voice is None
            if actor.kind in ("armed-group", "militia") and any(c.isupper() for c in actor.name):
                return True
        return False

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
        group", "the coordinator of an NGO", "a hospital spokesman"), named beside the office."""
        marks = self.marks
        if marks.hit("titles", head) is None and marks.hit("offices", head) is None:
            return None
        for child in marks.children(head, "oblique", "name", "modifier", "possessor"):
            for i in (child, *marks.children(child, "modifier", "name", "apposition", "oblique")):
                hit = self._hits.get(i)
                if hit is not None and hit.code in (*OF_BODIES, "belligerent"):
                    return cast(VoiceKind, hit.code)
                named = self.names.body(i)
                if named is not None and (hit is None or hit.code != "official"):
                    return named
        return None
