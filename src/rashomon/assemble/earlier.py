"""Who a short form stands for: pronouns, "the group", "the paper", a surname, "another".

Speakers are remembered in the order of the text. A pronoun is the last of them that it can mean:
"he" is no ministry, "it" no colonel, "they" no single person. A noun for a body ("the
organisation", "the paper") is the last body of such a kind that the report names, whether or not it
has spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rashomon.assemble.marks import Marks
from rashomon.assemble.voice_kinds import VoiceKinds
from rashomon.document import ActorMention
from rashomon.known_actors import known_actors
from rashomon.records import Voice, VoiceKind

PERSON_WORDS = ("titles", "offices", "private_roles")
"""Lists of words for single persons by what they are or do."""
STEM = 4
"""Letters in which two spellings of a word are alike."""
PERSON_REACH = 2
"""Sentences back in which somebody spoke whom "the prelate" means."""
BODILESS: tuple[VoiceKind, ...] = ("witness", "local", "anonymous")
"""Kinds of voices that issue no statements."""


class Earlier:
    """The speakers so far, and whom the short forms after them mean."""

    def __init__(
        self,
        marks: Marks,
        kinds: VoiceKinds,
        describe: Callable[[int], Voice],
        narrator: Voice,
    ) -> None:
        self.marks = marks
        self.narrator = narrator
        self.kinds = kinds
        self.describe = describe
        self._spoken: list[tuple[int, Voice]] = []  # head token, voice
        self._last: dict[int, int] = {}  # head token → the sentence in which it spoke last

    def add(self, head: int, voice: Voice) -> None:
        """Remember who spoke, in the order of the text."""
        self._spoken.append((head, voice))
        self._last[head] = self.marks.token(head).sentence

    def last(self) -> Voice | None:
        """Who spoke last."""
        return self._spoken[-1][1] if self._spoken else None

    def near(self, i: int) -> Voice | None:
        """Who spoke last in the sentence of a token or the one before it."""
        sentence = self.marks.token(i).sentence
        said = [v for h, v in self._spoken if self._last[h] >= sentence - 1]
        return said[-1] if said else None

    def body(self) -> Voice | None:
        """The last speaker that issues statements: no witness does."""
        bodies = [v for _, v in self._spoken if v.kind not in BODILESS]
        return bodies[-1] if bodies else None

    # ------------------------------------------------------------------------------- pronouns

    def of_pronoun(self, pronoun: int) -> Voice | None:
        """Whom a pronoun means: the last speaker that it fits, in this sentence or the one before;
        then somebody named there who could speak; then any speaker before."""
        marks = self.marks
        sentence = marks.token(pronoun).sentence
        heard = self._heard_before(pronoun)
        if heard is not None:
            voice = self.describe(heard)
            if voice.kind == "anonymous":  # whom researchers hear were there
                voice = replace(voice, kind="witness")
            self.add(heard, voice)
            return voice
        near = [each for each in self._spoken if self._last[each[0]] >= sentence - 1]
        for head, voice in reversed(near):
            if self._fits(pronoun, head):
                self._last[head] = sentence
                return voice
        able = list(self._named_near(pronoun))
        acting = [i for i in able if marks.token(i).relation == "agent"]
        if able:  # who held the press conference, before the press
            meant = (acting or able)[0]
            voice = self.describe(meant)
            self.add(meant, voice)
            self._last[meant] = sentence
            return voice
        fitting = [v for head, v in self._spoken if self._fits(pronoun, head)]
        any_before = [v for _, v in near] or fitting or [v for _, v in self._spoken]
        return any_before[-1] if any_before else None

    def _heard_before(self, pronoun: int) -> int | None:
        """Whom "they" means behind a sentence that tells whom somebody heard: "researchers
        interviewed 43 survivors. They said …"."""
        marks = self.marks
        index = marks.token(pronoun).sentence
        above = marks.document.sentences[index - 1] if index else None
        own = marks.document.sentences[index]
        if above is None or above.paragraph != own.paragraph:
            return None
        if "plural" not in marks.token(pronoun).features:
            return None
        for verb in range(above.first, above.last):
            if marks.hit("hearing_verbs", verb) is None or not marks.is_verb(verb):
                continue
            for heard in marks.children(verb, "patient", "oblique"):
                people = any(marks.hit(name, heard) is not None for name in ("people", "voices"))
                if heard > verb and people and "plural" in marks.token(heard).features:
                    return heard
        return None

    def _named_near(self, pronoun: int) -> Iterator[int]:
        """The nouns of this sentence and the one before that a pronoun can mean and that could
        speak, the last first; nobody in a quotation, unless the pronoun stands in it too."""
        marks = self.marks
        sentence = marks.token(pronoun).sentence
        plural = "plural" in marks.token(pronoun).features
        personal = self._is_personal(pronoun)
        for mention in reversed(marks.document.actor_mentions):
            head = mention.head
            token = marks.token(head)
            if not sentence - 1 <= token.sentence or head >= pronoun:
                continue
            alike = plural == ("plural" in token.features)
            if not alike or not self._fits(pronoun, head) or self._is_quoted(head, pronoun):
                continue
            named = personal and token.pos == "PROPN" and head not in marks.places_by_token
            named = named and mention.span.text[:1].isupper()
            named = named and (self._is_person(head) is True or token.relation == "agent")
            kind = marks.actor(mention.actor).kind
            fights = kind in ("armed-group", "militia", "state-forces")
            fights = fights and not personal and not plural and self._is_name(mention)
            if named or fights or marks.hit("voices", head) is not None:
                yield self._named(head)

    def _named(self, head: int) -> int:
        """The name that a description stands beside: "Karapatan, a human rights group"."""
        token = self.marks.token(head)
        beside = token.relation == "apposition" and self.marks.token(token.head).pos == "PROPN"
        return token.head if beside else head

    def _is_quoted(self, i: int, pronoun: int) -> bool:
        """Whether a token stands in a quotation that a pronoun does not stand in."""
        at, own = self.marks.token(i).start, self.marks.token(pronoun).start
        return any(
            q.start <= at < q.end and not q.start <= own < q.end
            for q in self.marks.document.quotations
        )

    def _is_personal(self, pronoun: int) -> bool:
        return self.marks.token(pronoun).lower in self.marks.lexicon["of_persons_only"].codes

    def _fits(self, pronoun: int, head: int) -> bool:
        """Whether a pronoun can mean the noun `head`."""
        marks = self.marks
        token, other = marks.token(pronoun), marks.token(head)
        person, plural = self._is_person(head), "plural" in other.features
        if token.lower in marks.lexicon["of_persons_only"].codes:
            return person is not False and not plural and self._sex_fits(token.lower, head)
        if token.lower in marks.lexicon["of_bodies_only"].codes:
            return person is not True and not (plural and person is None)
        return not ("plural" in token.features and person is True and not plural)

    def _is_person(self, head: int) -> bool | None:
        """Whether a noun is somebody (True), a body (False), or neither can be told (None)."""
        marks = self.marks
        mention = marks.mention(head)
        kind = marks.actor(mention.actor).kind if mention is not None else ""
        if kind in ("public-person", "private-person"):
            return True
        if any(marks.hit(name, head) is not None for name in PERSON_WORDS):
            return True
        if marks.hit("people", head) is not None:
            return True if "plural" not in marks.token(head).features else None
        voice = marks.hit("voices", head)
        if kind in ("state", "state-forces", "armed-group", "militia", "media", "organisation"):
            return False
        single = ("witness", "anonymous", "medical", "local", "expert", "security-source")
        return None if voice is None or voice.code in single else False

    def _sex_fits(self, pronoun: str, head: int) -> bool:
        """Whether nothing in a noun says that it is the other sex: "the man" is no "she"."""
        marks = self.marks
        hit = marks.hit("categories", head)
        codes = set(hit.codes) if hit is not None else set()
        if pronoun in marks.lexicon["persons.she"].codes:
            return "men" not in codes or "women" in codes
        return "women" not in codes or "men" in codes

    # ---------------------------------------------------------------------------- short forms

    def of_short(self, head: int, voice: Voice) -> Voice | None:
        """The earlier speaker that a short form repeats: same actor, a surname, the body meant by
        a noun for bodies, the same noun."""
        marks = self.marks
        is_short = len(voice.text.split()) <= 2
        polite = marks.lexicon["polite_titles"].codes
        named = marks.token(head).pos == "PROPN" or marks.token(head).lower in polite
        name = " ".join(w for w in voice.text.split() if w.lower() not in polite)
        for _, earlier in reversed(self._spoken):
            if earlier.actor is not None and earlier.actor == voice.actor:
                return earlier if len(earlier.text) >= len(voice.text) else voice
            if is_short and named and name in (w.strip(",") for w in earlier.text.split()):
                return earlier
        body = self._body_meant(head)
        if body is not None:
            return body
        if not is_short or not self.is_definite(head):
            return None
        if marks.hit("returning_bodies", head) is not None:
            return None
        lemma = marks.token(head).lemma
        alike = (
            v
            for h, v in reversed(self._spoken)
            if (_singular(marks.token(h).lemma) == _singular(lemma) or self._ends_with(v, lemma))
            and not self._told_apart(head, h)
        )
        return next(alike, None) or self._named_so(head) or self._person_meant(head, voice)

    def _told_apart(self, head: int, other: int) -> bool:
        """Whether two nouns have descriptions with nothing in common: "the health ministry" is not
        "the defence ministry"."""
        own, before = self._described_by(head), self._described_by(other)
        return bool(own) and bool(before) and not own & before

    def _described_by(self, head: int) -> frozenset[str]:
        """The words beside a noun that tell which it is, by what their spellings have alike: "the
        Ugandan army", « l'armée ougandaise »."""
        marks = self.marks
        beside = (c for c in marks.children(head, "modifier", "name") if c <= head + 1)
        return frozenset(marks.token(c).lower[:STEM] for c in beside)

    def _named_so(self, head: int) -> Voice | None:
        """The body with such a noun in its name that was named last, whether or not it has spoken:
        "the commission" where a report tells of the Electoral Commission."""
        marks = self.marks
        mention = marks.mention(head)
        if mention is None or self._described_by(head) or marks.hit("voices", head) is None:
            return None
        for other in reversed(marks.document.actor_mentions):
            token = marks.token(other.head)
            named = token.pos == "PROPN" and token.text[:1].isupper()
            if other.last > mention.first or not named or other.last - other.first < 2:
                continue
            if token.lower == marks.token(head).lower:
                return self._voice_of(other)
        return None

    def _ends_with(self, voice: Voice, lemma: str) -> bool:
        """Whether a body's words hold a noun that takes it up: "the prison service SNAI", "the
        service"."""
        body = voice.kind in ("official", "un", "ngo", "media", "medical")
        return body and f" {lemma} " in f" {voice.text.lower()} "

    def _body_meant(self, head: int) -> Voice | None:
        """The body that "the group", "the organisation", "the paper" means: the last one named of
        the kinds that such a noun is used of."""
        marks = self.marks
        hit = marks.hit("returning_bodies", head)
        bodies = marks.hit("returning_by_name", head)
        mention = marks.mention(head)
        noun = hit or bodies
        if noun is None or mention is None or not self.is_definite(head):
            return None
        if known_actors().find(marks.actor(mention.actor).name) is not None:
            return None
        own = (i for i in range(mention.first, mention.last) if not noun.first <= i < noun.last)
        named = marks.token(head).text[:1].isupper() and head > mention.first
        if named or any(marks.token(i).text[:1].isupper() and i > mention.first for i in own):
            return None  # it has a name of its own
        told = dict(self._spoken)
        same = self._named_with(head) if bodies is not None else None
        if same is not None:
            return told.get(same.head) or self.describe(same.head)
        if hit is None:
            return None
        if self.narrator.kind in hit.codes:  # a body that publishes its own report
            others = (v.kind in hit.codes and v.kind != self.narrator.kind for v in told.values())
            if not any(others):
                return self.narrator
        for other in reversed(marks.document.actor_mentions):
            if other.last > mention.first or not self._is_name(other):
                continue
            voice = told.get(other.head) or self._voice_of(other)
            if voice is not None and voice.kind in hit.codes:
                return voice
        alike = (v for h, v in reversed(self._spoken) if v.kind in hit.codes and h != head)
        return next(alike, None) or self._last_body_near(head)

    def _named_with(self, head: int) -> ActorMention | None:
        """The body told of last whose own noun is used again: "the coalition" behind "the Saudi-led
        coalition", "the force" behind "the Democratic Forces"."""
        marks = self.marks
        noun = _singular(marks.token(head).lower)
        for other in reversed(marks.document.actor_mentions):
            if other.last > head or _singular(marks.token(other.head).lower) != noun:
                continue
            which = (marks.token(i) for i in range(other.first, other.head))
            if any(
                t.pos == "PROPN" or t.text[:1].isupper()
                for t in which
                if t.relation != "determiner"
            ):
                return other
        return None

    def _last_body_near(self, head: int) -> Voice | None:
        """The body that spoke last, in this sentence or the one before it, where no word told its
        kind: no ministry or army is a "group"."""
        sentence = self.marks.token(head).sentence
        for other, voice in reversed(self._spoken):
            if self._last[other] < sentence - 1:
                return None
            if other != head and voice.kind == "anonymous" and self._is_person(other) is not True:
                return voice
        return None

    def _person_meant(self, head: int, voice: Voice) -> Voice | None:
        """The person named that "the official", "the prelate" means: who spoke last, near by, with
        the same kind of voice."""
        marks = self.marks
        if marks.hit("returning_persons", head) is None or len(voice.text.split()) > 1:
            return None
        sentence = marks.token(head).sentence
        for other, earlier in reversed(self._spoken):
            if self._last[other] < sentence - PERSON_REACH:
                return None
            single = "plural" not in marks.token(other).features
            if single and earlier.kind == voice.kind and self._is_person(other) is True:
                return earlier
        return None

    def _is_name(self, mention: ActorMention) -> bool:
        marks = self.marks
        return marks.token(mention.head).pos == "PROPN" or any(
            marks.token(i).pos == "PROPN" for i in range(mention.first, mention.last)
        )

    def _voice_of(self, mention: ActorMention) -> Voice | None:
        """With which voice a body named in passing would speak; None for persons and places."""
        marks = self.marks
        actor = marks.actor(mention.actor)
        if actor.kind in ("public-person", "private-person", "state", "civilians"):
            return None
        if actor.kind in ("armed-group", "militia"):
            named = any(c.isupper() for c in actor.name)
            return Voice("belligerent", actor.id, actor.name, (), False) if named else None
        return self.describe(mention.head)

    def is_definite(self, head: int) -> bool:
        """Whether a noun is one that the report has told of: "the", "this"."""
        marks = self.marks
        return any(
            marks.token(c).lower in marks.lexicon["anaphora"].codes
            for c in marks.children(head, "determiner")
        )

    # -------------------------------------------------------------------------------- another

    def of_another(self, head: int) -> Voice | None:
        """Whom "another", "a second", "one of them" means where people spoke before: one more of
        them, with words of its own since it is somebody else."""
        marks = self.marks
        word = marks.token(head).lower
        described = marks.children(head, "apposition", "oblique", "relative")
        if word not in marks.lexicon["one_of_them"].codes or described:
            return None
        sentence = marks.token(head).sentence
        for _, voice in reversed(self._spoken):
            if voice.kind in ("narrator", "belligerent", "media", "un", "ngo"):
                continue
            near = [h for h, v in self._spoken if v is voice]
            if near and sentence - marks.token(near[-1]).sentence > 3:
                return None
            whom = voice.text.split("(")[-1].rstrip(")")
            return Voice(voice.kind, None, f"{word} ({whom})", (), False)
        return None


def _singular(lemma: str) -> str:
    """A noun as it stands in names too, whose plurals are no lemmas: "Forces", "the force"."""
    return lemma.lower().removesuffix("s")
