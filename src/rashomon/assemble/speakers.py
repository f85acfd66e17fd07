"""Speakers: the words that stand for a speaker, resolved to the fullest description in the report.

"They" and "he" are the last speaker that fits, "the ministry" the ministry named before, "the
report" whoever filed it; a name alone is the person introduced with name and office.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from rashomon.assemble.earlier import Earlier
from rashomon.assemble.marks import Marks
from rashomon.assemble.voice_kinds import VoiceKinds
from rashomon.document import ActorMention
from rashomon.records import Span, Voice, VoiceKind

APPOSITION_WORDS = 9
"""Tokens of a name or an office in commas that belong to a speaker's description."""
NAME_REACH = 8
"""Tokens after "calling itself" in which the name begins."""
DATELINE = 3
"""Tokens of a sentence before which the place of its dateline ends."""


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
        self._documents: dict[str, Voice] = {}  # lemma of a statement or report → who issued it
        self._voice_hits = marks.hits("voices")
        self._kinds = VoiceKinds(marks, narrator.kind)
        self._earlier = Earlier(marks, self._kinds, self._described, narrator)

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

    def is_dateline(self, place: int, cue: int) -> bool:
        """Whether a name is that of a dateline: "Juba, 4 May - We condemn …"."""
        marks = self.marks
        begins = place - marks.document.sentence_of(cue).first
        behind = (marks.token(i).text for i in range(place + 1, cue))
        dated = 0 <= begins < DATELINE and place in marks.places_by_token
        return dated and any(text in ("-", "–", "—") for text in behind)

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
        head = self._one_of(head)
        if self.is_dateline(head, cue):
            return None
        token = marks.token(head)
        span, tokens = self._words(head)
        another = self._earlier.of_another(head)
        if another is not None:
            return Speaker(another, span, tokens)
        pronouns = (*marks.lexicon["reflexive_pronouns"].codes, *marks.lexicon["possessives"].codes)
        if token.pos == "PRON" or token.lower in pronouns:
            ours = token.lower in marks.lexicon["first_person"].codes and not self._quoted(head)
            voice = self._themselves() if ours else self._earlier.of_pronoun(head)
            return Speaker(voice, span, tokens) if voice else None
        if marks.hit("document_nouns", head) is not None and token.pos != "PROPN":
            voice = self._author(head, cue) or self._owner(head)
            if voice is None and (self._earlier.is_definite(head) or self._is_theirs(head)):
                voice = self._earlier.body()
            if voice is None:
                return None
            self._documents[token.lemma] = voice
            return Speaker(voice, span, tokens)
        same = marks.lexicon["perpetrator.same"].codes
        same_one = any(marks.token(c).lower in same for c in marks.children(head, "modifier"))
        if same_one and marks.hit("voices.anonymous", head) is not None:
            before = self._earlier.last()
            if before is not None:
                return Speaker(before, span, tokens)  # "d'après la même source"
        if not anyone and not self.can_speak(head):
            return None
        if marks.hit("hearsay_nouns", head) is not None:
            return None  # "denies reports telling of nine dead"
        voice = self._described(head)
        earlier = self._earlier.of_short(head, voice)
        if earlier is not None:
            voice = earlier
        self._kinds.told[head] = voice
        self._earlier.add(head, voice)
        return Speaker(voice, span, tokens)

    def _one_of(self, head: int) -> int:
        """Of whom somebody is one: the spokesmen of "un de ses porte-parole", "one of the
        survivors"; the word itself where no noun tells."""
        marks = self.marks
        of = marks.lexicon["of_words"].codes
        if marks.token(head).lower not in marks.lexicon["one_of_them"].codes:
            return head
        among = (c for c in marks.children(head, "oblique") if c > head and marks.case(c) in of)
        return next((c for c in among if self.can_speak(c) and marks.token(c).pos != "PRON"), head)

    def _words(self, head: int) -> tuple[Span, frozenset[int]]:
        mention = self.marks.mention(head)
        first, last = (mention.first, mention.last) if mention else (head, head + 1)
        return self.marks.document.span(first, last), frozenset(range(first, last))

    def issued(self, tokens: Iterable[int], voice: Voice) -> None:
        """Remember who spoke in a statement or report named among tokens ("said in a summary")."""
        for i in tokens:
            if self.marks.hit("document_nouns", i) is not None:
                self._documents[self.marks.token(i).lemma] = voice

    def _author(self, head: int, cue: int) -> Voice | None:
        """Who issued a statement or report: its owner, or the subject of the verb it belongs to."""
        marks = self.marks
        cases = {*marks.lexicon["issued_by"].codes, *marks.lexicon["of_words"].codes}
        owners = [
            *marks.children(head, "possessor"),
            *(o for o in marks.children(head, "oblique") if marks.case(o) in cases),
        ]
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
                self._earlier.add(owner, voice)
                return voice
        return self._documents.get(marks.token(head).lemma) or self._issuer_before(head)

    def _issuer_before(self, head: int) -> Voice | None:
        """Whose a message or statement is that nobody is named for: the body that acts in the
        sentence before it ("The insurgents put out a version of their own. A message said …")."""
        marks = self.marks
        if marks.hit("issued_nouns", head) is None:
            return None
        body = self._kinds.body_around(head)
        if body is None or marks.token(body).sentence == marks.token(head).sentence:
            return None
        return self._described(body)

    def _quoted(self, i: int) -> bool:
        """Whether a token stands between quotation marks."""
        at = self.marks.token(i).start
        return any(q.start <= at < q.end for q in self.marks.document.quotations)

    def _themselves(self) -> Voice | None:
        """Whom "we" means outside quotation marks: a body that publishes its own report; what an
        outlet says of itself is told without a voice."""
        return self.narrator if self.narrator.kind != "narrator" else None

    def _is_theirs(self, head: int) -> bool:
        """Whether a document is that of a body told of before: "according to its statement"."""
        marks = self.marks
        return any(
            marks.token(c).lower in marks.lexicon["possessives"].codes
            for c in marks.children(head, "possessor", "determiner")
        )

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
        if itself is not None and self._kinds.of(head, mention) in ("belligerent", "anonymous"):
            return Voice("belligerent", itself.actor, self._text(itself.head, itself), (), False)
        text = self._text(head, mention)
        return Voice(
            kind=self._kinds.of(head, mention),
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
        last = self._with_apposition(head, mention.last)
        if marks.token(first).pos == "PRON" and first < mention.head:  # "its defence ministry"
            owner = self._body_before(head) or self._state_before(first)
            words = marks.document.span(first + 1, last).text.strip(" ,;:")
            return f"{words} ({owner})" if owner else words
        while first < mention.head and marks.token(first).relation == "determiner":
            first += 1
        if marks.token(head).pos == "PROPN":
            run = last - first > 2  # the field and a name of two words
            office = self._kinds.title_before(first) if run else None
            first = self._with_title(first) if office is None else office
            last = max(last, self._with_name_of_title(head, last))
        return marks.document.span(first, last).text.strip(" ,;:'’\"“”«»")

    def _body_before(self, head: int) -> str | None:
        """The name of the body whose office "its spokesman" holds."""
        body = self._kinds.body_around(head) if self._kinds.is_bare_office(head) else None
        if body is None:
            return None
        told = self._kinds.told.get(body)
        return told.text if told is not None else self.marks.words(body).text

    def _with_title(self, first: int) -> int:
        """The beginning of a name that goes back over a title and initials which parsers take for
        another name: "Mayor G.T. Bynum"."""
        marks = self.marks
        start = marks.document.sentence_of(first).first
        at = first
        while at > start and marks.token(at - 1).pos == "PROPN":
            before = marks.token(at - 1)
            if not before.text[:1].isupper() or before.i in marks.times_by_token:
                break
            if before.i in marks.places_by_token and before.i not in marks.hits("titles"):
                break
            at -= 1
        titled = any(marks.hit("titles", i) is not None for i in range(at, first))
        return at if titled else first

    def _with_name_of_title(self, head: int, last: int) -> int:
        """The end of a title that goes on with its field and the name of who holds it: "State
        Commissioner for Internal Security Emmanuel Umar"."""
        marks = self.marks
        if marks.hit("titles", head) is None or last != head + 1:
            return last
        end = marks.document.sentence_of(head).last
        at = last
        short = at < end and marks.token(at).text == "."  # "Sgt. Bala Sow"
        if short or (at < end and marks.token(at).lower in marks.lexicon["of_words"].codes):
            at += 1
        run = at
        while run < end and marks.token(run).pos == "PROPN" and marks.token(run).text[:1].isupper():
            run += 1
        return run if run - at > (0 if short else 1) else last

    def _with_apposition(self, head: int, last: int) -> int:
        """The end of a description that goes on with a name or an office in commas: "a spokesman
        for the police, Bala Sow", "Musa Ibrahim, a resident of the town"."""
        marks = self.marks
        end = marks.document.sentence_of(head).last
        for child in marks.children(head, "apposition", "agent"):
            tree = marks.document.subtree(child)
            if any(map(marks.is_verb, tree)) and (name := marks.mention(child)) is not None:
                tree = tuple(range(name.first, name.last))  # "Abel Sy, who has seen the bodies"
            beside = last <= tree[0] <= last + 1 and tree[-1] < end
            short = len(tree) <= APPOSITION_WORDS and not any(map(marks.is_verb, tree))
            office = child in self._voice_hits or marks.hit("offices", child) is not None
            named = marks.token(child).pos == "PROPN" or office
            comma = tree[0] > last and marks.token(last).text != ","
            if beside and short and named and not comma:
                return tree[-1] + 1
        behind = self._name_behind(head, last, end)
        if behind is not None:
            return behind
        if last < end and marks.token(last).pos == "PROPN" and head not in marks.places_by_token:
            name = marks.mention(last)  # "the news agency SANA", which parsers take for two
            run = last
            while run < end and marks.token(run).pos == "PROPN" and run not in marks.times_by_token:
                run += 1
            if name is None or name.last <= run:
                return run
        return last

    def _name_behind(self, head: int, last: int, end: int) -> int | None:
        """The end of a person's name in commas behind an office and what it is held over: "the
        special rapporteur on Myanmar, Tom Andrews,"; parsers hang it under the nearer noun."""
        marks = self.marks
        if marks.token(head).pos == "PROPN" or not any(
            marks.hit(name, head) is not None for name in ("titles", "offices", "voices")
        ):
            return None
        for child in marks.children(head, "oblique", "relative"):
            tree = [i for i in marks.document.subtree(child) if i >= last]
            for i in tree:
                mention = marks.mention(i)
                opens = mention is not None and marks.token(mention.first - 1).text == ","
                if mention is None or not opens or mention.first - last > APPOSITION_WORDS:
                    continue
                person = marks.actor(mention.actor).kind in ("public-person", "private-person")
                unknown = marks.actor(mention.actor).kind == "unidentified"
                name = range(mention.first, mention.last)
                whole = len(name) > 1 and all(marks.token(j).pos == "PROPN" for j in name)
                closes = mention.last < end and marks.token(mention.last).text == ","
                if whole and closes and (person or unknown):
                    return mention.last
        return None

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

    def spoke_last(self, i: int, kinds: Container[str]) -> bool:
        """Whether a voice of one of some kinds spoke last, just before a token."""
        voice = self._earlier.near(i)
        return voice is not None and voice.kind in kinds

    def described(self, head: int) -> Voice:
        """The voice of a speaker in the words at hand, whoever spoke before."""
        return self._described(head)

    def kind_of(self, head: int) -> VoiceKind:
        """The kind of voice that a noun by itself speaks with."""
        return self._kinds.of(head, self.marks.mention(head))
