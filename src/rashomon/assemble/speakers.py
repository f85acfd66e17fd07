"""Speakers: the words that stand for a speaker, resolved to the fullest description in the report.

"They" and "he" are the last speaker that fits, "the ministry" the ministry named before, "the
report" whoever filed it; a name alone is the person introduced with name and office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from rashomon.assemble.marks import Marks
from rashomon.document import ActorMention
from rashomon.known_actors import known_actors
from rashomon.records import Span, Voice, VoiceKind

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

APPOSITION_WORDS = 9
"""Tokens of a name or an office in commas that belong to a speaker's description."""
NAME_REACH = 8
"""Tokens after "calling itself" in which the name begins."""
SOURCE_WORDS = 12
"""Tokens that the description of a source may have; more is a sentence about it."""
BEFORE_ACTOR = frozenset({"ngo", "un", "medical", "local", "witness", "expert", "security-source"})
"""Voice kinds that a word tells more surely than the kind of actor that its phrase looks like."""

OF_BODIES = frozenset({"ngo", "un", "expert"})
"""Kinds that whoever leads such a body speaks with, whatever the office is called."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker at one spot: the voice, the words at hand, and their tokens."""

    voice: Voice
    span: Span
    tokens: frozenset[int]


class Speakers:
    """Resolves speakers in the order of the text, remembering those before."""

    def __init__(self, marks: Marks, narrator: Voice) -> None:
        self.marks = marks
        self.narrator = narrator
        self._before: list[tuple[int, Voice]] = []  # head token, voice
        self._documents: dict[str, Voice] = {}  # lemma of a statement or report → who issued it
        self._voice_hits = marks.hits("voices")

    def may_speak(self, head: int) -> bool:
        """Whether a noun can be the subject of a verb that nobody but a speaker has ("declared"):
        anything but what happened, what was hit and what it was done with."""
        marks = self.marks
        others = ("events.nouns", "effects.noun", "effects.toll", "count_nouns", "weapons")
        return self.can_speak(head) or (
            marks.token(head).pos == "NOUN"
            and head not in marks.times_by_token
            and not any(marks.hit(name, head) for name in (*others, "damage.items"))
        )

    def can_speak(self, head: int) -> bool:
        """Whether a noun can be a speaker at all: a name, a body, a person, a document."""
        marks = self.marks
        if marks.token(head).pos == "PROPN" or head in self._voice_hits:
            return True
        if marks.hit("effects.noun", head) is not None:
            return False
        if any(marks.token(c).pos == "PROPN" for c in marks.children(head, "apposition")):
            return True
        able = ("people", "organisation_kinds", "document_nouns", "titles")
        if any(marks.hit(n, head) for n in able):
            return True
        mention = marks.mention(head)
        return mention is not None and marks.actor(mention.actor).kind != "unidentified"

    def resolve(self, head: int, cue: int, *, anyone: bool = False) -> Speaker | None:
        """The speaker whose words have token `head`; None when nobody can be meant.

        `anyone`: the cue itself says that it is a speaker ("according to"), whatever the noun.
        """
        marks = self.marks
        token = marks.token(head)
        span, tokens = self._words(head)
        if token.pos == "PRON" or token.lower in marks.lexicon["reflexive_pronouns"].codes:
            ours = token.lower in marks.lexicon["first_person"].codes and not self._quoted(head)
            voice = self._themselves() if ours else self._last_before(head)
            return Speaker(voice, span, tokens) if voice else None
        if marks.hit("document_nouns", head) is not None and token.pos != "PROPN":
            voice = self._author(head, cue) or self._owner(head)
            if voice is None and self._is_definite(head):
                voice = self._last_body()
            if voice is None:
                return None
            self._documents[token.lemma] = voice
            return Speaker(voice, span, tokens)
        if not anyone and not self.can_speak(head):
            return None
        if marks.hit("hearsay_nouns", head) is not None:
            return None  # "denies reports telling of nine dead"
        voice = self._described(head)
        earlier = self._same_as_before(head, voice) or self._group_before(head)
        if earlier is not None:
            voice = earlier
        self._before.append((head, voice))
        return Speaker(voice, span, tokens)

    def _words(self, head: int) -> tuple[Span, frozenset[int]]:
        mention = self.marks.mention(head)
        first, last = (mention.first, mention.last) if mention else (head, head + 1)
        return self.marks.document.span(first, last), frozenset(range(first, last))

    def _last_before(self, head: int) -> Voice | None:
        """The last speaker; for "they" rather sources named in the sentence just before."""
        marks = self.marks
        sentence = marks.token(head).sentence
        if self._before and marks.token(self._before[-1][0]).sentence >= sentence - 1:
            return self._before[-1][1]
        plural = "plural" in marks.token(head).features
        able = []
        for mention in reversed(marks.document.actor_mentions):
            token = marks.token(mention.head)
            alike = plural == ("plural" in token.features)
            near = sentence - 1 <= token.sentence and mention.head < head
            if near and alike and mention.head in self._voice_hits:
                able.append(mention.head)
        acting = [i for i in able if marks.token(i).relation == "agent"]
        if able:  # who held the press conference, before the press
            return self._described((acting or able)[0])
        return self._before[-1][1] if self._before else None

    def issued(self, tokens: Iterable[int], voice: Voice) -> None:
        """Remember who spoke in a statement or report named among tokens ("said in a summary")."""
        for i in tokens:
            if self.marks.hit("document_nouns", i) is not None:
                self._documents[self.marks.token(i).lemma] = voice

    def _author(self, head: int, cue: int) -> Voice | None:
        """Who issued a statement or report: its owner, or the subject of the verb it belongs to."""
        marks = self.marks
        owners = [*marks.children(head, "possessor"), *marks.children(head, "oblique")]
        named = marks.children(head, "name", "modifier")  # "police records"
        owners.extend(n for n in named if n in self._voice_hits and n < head)
        for clause in marks.children(head, "relative"):  # "un décompte fourni par une source"
            issuers = marks.lexicon["issued_by"].codes
            owners.extend(marks.children(clause, "agent"))
            owners.extend(o for o in marks.children(clause, "oblique") if marks.case(o) in issuers)
        verb = marks.predicate(head)
        if verb != cue:
            owners.extend(marks.agents(verb))
        else:
            owners.extend(a for a in marks.agents(verb) if a != head)
        for owner in owners:
            if owner != head and marks.token(owner).pos != "PRON" and self.can_speak(owner):
                voice = self._described(owner)
                self._before.append((owner, voice))
                return voice
        return self._documents.get(marks.token(head).lemma)

    def _quoted(self, i: int) -> bool:
        """Whether a token stands between quotation marks."""
        at = self.marks.token(i).start
        return any(q.start <= at < q.end for q in self.marks.document.quotations)

    def _themselves(self) -> Voice | None:
        """Whom "we" means outside quotation marks: a body that publishes its own report; what an
        outlet says of itself is told without a voice."""
        return self.narrator if self.narrator.kind != "narrator" else None

    def _owner(self, head: int) -> Voice | None:
        """Whose "according to its figures" means: the body that its sentence begins with."""
        marks = self.marks
        owned = any(
            marks.token(c).lower in marks.lexicon["possessives"].codes
            for c in marks.children(head, "possessor")
        )
        first = marks.document.sentence_of(head).first
        for mention in marks.document.actor_mentions:
            opens = owned and first <= mention.first <= first + 1
            words = range(mention.first, mention.last)
            if opens and any(i in self._voice_hits for i in words):
                return self._described(mention.head)
        return None

    def _last_body(self) -> Voice | None:
        """The last speaker that issues statements: no witness does."""
        bodies = [v for _, v in self._before if v.kind not in ("witness", "local", "anonymous")]
        return bodies[-1] if bodies else None

    def named_itself(self, noun: int) -> ActorMention | None:
        """The name that somebody gives itself: "a group calling itself the Guardians", "men who
        said they were Los Lobos"."""
        marks = self.marks
        for verb in marks.children(noun, "relative", "modifier", "clause"):
            if verb < noun or marks.hit("perpetrator.self_naming", verb) is None:
                continue
            tree = [i for i in marks.document.subtree(verb) if i > verb]
            itself = any(
                marks.token(i).lower in marks.lexicon["perpetrator.itself"].codes for i in tree
            )
            for i in tree[:NAME_REACH] if itself else ():
                mention = marks.mention(i)
                if mention is not None and marks.token(i).pos == "PROPN":
                    return None if i in marks.times_by_token else mention
        return None

    def _described(self, head: int) -> Voice:
        mention = self.marks.mention(head)
        itself = self.named_itself(head)
        if itself is not None and self._kind(head, mention) in ("belligerent", "anonymous"):
            return Voice("belligerent", itself.actor, self._text(itself.head, itself), (), False)
        text = self._text(head, mention)
        return Voice(
            kind=self._kind(head, mention),
            actor=mention.actor if mention else None,
            text=text,
            via=(),
            party=False,
        )

    def _text(self, head: int, mention: ActorMention | None) -> str:
        marks = self.marks
        if mention is None:
            return marks.token(head).text
        first = mention.first
        if marks.token(first).pos == "PRON" and first < mention.head:  # "its defence ministry"
            owner = self._state_before(first)
            words = marks.document.span(first + 1, mention.last).text
            return f"{words} ({owner})" if owner else words
        while first < mention.head and marks.token(first).relation == "determiner":
            first += 1
        last = self._with_apposition(head, mention.last)
        return marks.document.span(first, last).text.strip(" ,;:'’\"“”«»")

    def _with_apposition(self, head: int, last: int) -> int:
        """The end of a description that goes on with a name or an office in commas: "a spokesman
        for the police, Bala Sow", "Musa Ibrahim, a resident of the town"."""
        marks = self.marks
        end = marks.document.sentence_of(head).last
        for child in marks.children(head, "apposition", "agent"):
            tree = marks.document.subtree(child)
            beside = last <= tree[0] <= last + 1 and tree[-1] < end
            short = len(tree) <= APPOSITION_WORDS and not any(map(marks.is_verb, tree))
            named = marks.token(child).pos == "PROPN" or child in self._voice_hits
            comma = tree[0] > last and marks.token(last).text != ","
            if beside and short and named and not comma:
                return tree[-1] + 1
        if last < end and marks.token(last).pos == "PROPN" and head not in marks.places_by_token:
            name = marks.mention(last)  # "the news agency SANA", which parsers take for two
            run = last
            while run < end and marks.token(run).pos == "PROPN" and run not in marks.times_by_token:
                run += 1
            if name is None or name.last <= run:
                return run
        return last

    def _state_before(self, i: int) -> str | None:
        """The country named last before, in this sentence or the one before it."""
        marks = self.marks
        sentence = marks.document.sentence_of(i)
        earliest = marks.document.sentences[max(sentence.index - 1, 0)].first
        for j in range(i - 1, earliest - 1, -1):
            mention = marks.mention(j)
            if mention is not None and marks.actor(mention.actor).kind == "state":
                return marks.actor(mention.actor).name
        return None

    def _kind(self, head: int, mention: ActorMention | None) -> VoiceKind:
        """By the words around the head; by the actor; anonymous for a mere "source"."""
        hits = list(self._telling_hits(head, mention))
        if hits and hits[0] == "anonymous" and self._of_forces(head):
            return "security-source"
        actor = self.marks.actor(mention.actor) if mention else None
        group = self._speaks_for(head)
        if group is not None:
            return group
        entry = known_actors().find(actor.name) if actor is not None else None
        if entry is not None and entry.voice is not None:
            return entry.voice
        if entry is None and mention is not None and self._is_outlet(mention):
            return "media"
        if hits and hits[0] in BEFORE_ACTOR and entry is None:
            return cast(VoiceKind, hits[0])
        if actor is not None and actor.kind in ("armed-group", "militia", "media"):
            return KIND_OF_ACTOR[actor.kind]
        if hits:
            return cast(VoiceKind, hits[0])
        if actor is not None and actor.kind == "unidentified" and self._was_there(head):
            return "witness"
        if actor is not None:
            fighter = self.marks.hit("people", head)
            if fighter is not None and fighter.code == "fighters":
                return "belligerent"
            return KIND_OF_ACTOR.get(actor.kind, "anonymous")
        return "anonymous"

    def _was_there(self, head: int) -> bool:
        """Whether a clause tells that somebody saw it: "Elijah Kamau, who was at the mall"."""
        marks = self.marks
        there = marks.lexicon["place_roles.site"].codes
        for verb in marks.children(head, "relative"):
            if marks.hit("witness_verbs", verb) is not None:
                return True
            if marks.token(verb).lemma in marks.lexicon["being_verbs"].codes:
                return any(marks.case(o) in there for o in marks.children(verb, "oblique"))
        return False

    def kind_of(self, head: int) -> VoiceKind:
        """The kind of voice that a noun by itself speaks with."""
        return self._kind(head, self.marks.mention(head))

    def _is_outlet(self, mention: ActorMention) -> bool:
        """Whether a name ends as names of newspapers do: "the Springfield Herald"."""
        marks = self.marks
        name = range(mention.first, mention.last)
        return (
            marks.token(mention.head).pos == "PROPN"
            and len([i for i in name if marks.token(i).pos == "PROPN"]) > 1
            and marks.any_hit("outlet_words", name) is not None
        )

    def _of_forces(self, head: int) -> bool:
        """A source "within the security forces", whatever stands between."""
        marks = self.marks
        tree = marks.document.subtree(head)
        return len(tree) <= SOURCE_WORDS and marks.any_hit("force_words", tree) is not None

    def _telling_hits(self, head: int, mention: ActorMention | None) -> Iterator[str]:
        """Voice kinds told by the head, then by its apposition, then by the rest of the phrase."""
        marks = self.marks
        if head in self._voice_hits:
            yield self._voice_hits[head].code
        if mention is not None:
            for i in range(mention.first, mention.last):
                if i != head and i in self._voice_hits:
                    yield self._voice_hits[i].code
        near = [*marks.children(head, "apposition"), marks.token(head).head]
        for i in near:
            if i in self._voice_hits and (
                marks.token(i).relation == "apposition"
                or marks.token(head).relation == "apposition"
            ):
                yield self._voice_hits[i].code
        for i in near:  # "the director of the regional police, Chief Supt. Juan Sy"
            beside = marks.mention(i)
            either = (marks.token(i).relation, marks.token(head).relation)
            if beside is not None and i != head and "apposition" in either:
                words = range(beside.first, beside.last)
                yield from (self._voice_hits[j].code for j in words if j in self._voice_hits)
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
                if introduces and i in self._voice_hits:
                    yield self._voice_hits[i].code

    def _speaks_for(self, head: int) -> VoiceKind | None:
        """A spokesman of an armed group, an NGO or the UN speaks with its kind."""
        marks = self.marks
        if self._leads_fighters(head):
            return "belligerent"
        for child in marks.children(head, "oblique", "possessor", "name", "modifier"):
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
            if kind == "media" and marks.token(child).relation in ("possessor", "name", "modifier"):
                return "media"
        offices = (c for c in marks.children(head, "apposition") if marks.hit("offices", c))
        return self._office_of(head) or next(filter(None, map(self._office_of, offices)), None)

    def _leads_fighters(self, head: int) -> bool:
        """Whether a name has an office of an armed group before it: "Hamas official Osama Hamdan",
        "M23 rebel commander Sultani Makenga"."""
        marks = self.marks
        mention = marks.mention(head)
        if mention is None or marks.token(head).pos != "PROPN":
            return False
        first = mention.first
        earliest = max(marks.document.sentence_of(head).first, head - APPOSITION_WORDS)
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
        group", "the coordinator of an NGO"), named right behind the office."""
        marks = self.marks
        if marks.hit("titles", head) is None and marks.hit("offices", head) is None:
            return None
        for child in marks.children(head, "oblique"):
            for i in (child, *marks.children(child, "modifier", "name", "apposition", "oblique")):
                hit = self._voice_hits.get(i)
                if hit is not None and hit.code in OF_BODIES:
                    return cast(VoiceKind, hit.code)
        return None

    def _same_as_before(self, head: int, voice: Voice) -> Voice | None:
        """The earlier speaker that a short form repeats: same actor, same head, or a surname."""
        marks = self.marks
        is_short = len(voice.text.split()) <= 2
        for before, earlier in reversed(self._before):
            if earlier.actor is not None and earlier.actor == voice.actor:
                return earlier if len(earlier.text) >= len(voice.text) else voice
            if not is_short:
                continue
            named = marks.token(head).pos == "PROPN"
            if named and voice.text in (w.strip(",") for w in earlier.text.split()):
                return earlier
            definite = self._is_definite(head)
            group = marks.hit("organisation_kinds", head)
            if definite and group is not None and group.code == "armed-group":
                if earlier.kind == "belligerent":
                    return earlier
                continue
            if definite and marks.token(before).lemma == marks.token(head).lemma:
                return earlier
        return None

    def _group_before(self, head: int) -> Voice | None:
        """The armed group named last, where "the group" speaks."""
        marks = self.marks
        group = marks.hit("organisation_kinds", head)
        mention = marks.mention(head)
        if group is None or group.code != "armed-group" or not self._is_definite(head):
            return None
        if mention is not None and marks.actor(mention.actor).kind != "armed-group":
            return None
        if mention is not None and any(c.isupper() for c in mention.span.text[1:]):
            return None
        for earlier in reversed(marks.document.actor_mentions):
            if earlier.head < head:
                actor = marks.actor(earlier.actor)
                named = any(c.isupper() for c in actor.name)
                if actor.kind in ("armed-group", "militia") and named:
                    return Voice("belligerent", actor.id, actor.name, (), False)
        return None

    def _is_definite(self, head: int) -> bool:
        marks = self.marks
        return any(
            marks.token(c).lower in marks.lexicon["anaphora"].codes
            for c in marks.children(head, "determiner")
        )
