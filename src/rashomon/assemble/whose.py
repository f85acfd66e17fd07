"""Whose people are counted, and who did it: the group's words, its side, its status.

The noun counted tells most of it; where only the deed is named ("63 dead"), words such as "in the
ranks of", the toll's own phrase, or the people named before do.
"""

from __future__ import annotations

from typing import Literal, cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.done import is_undergone
from rashomon.assemble.effects import Effects
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.document import ActorMention, CountPhrase
from rashomon.records import Actor, Span, Voice

ACTING = ("armed-group", "militia", "state-forces", "state")
"""Kinds of actors that strike."""
YOUNG_REACH = 6
"""Tokens behind a number in which "under the age of eight" stands."""
ADULT = 18
"""Years: those under this age are children."""
PeopleStatus = Literal["combatant", "civilian", "unknown"]


HELD = ("abductions", "releases")
"""Fields of those whom fighters hold."""


class Whose:
    """Groups, sides and perpetrators of figures."""

    def __init__(self, marks: Marks, effects: Effects, voices: Voices) -> None:
        self.marks = marks
        self.voices = voices
        self.effects = effects

    def group(self, count: CountPhrase, effect: Effect) -> tuple[str | None, int | None]:
        """The words for the people, and their head; (None, None) when only the effect is named."""
        marks = self.marks
        noun = count.noun
        own = self.effects.of_word(noun) if noun is not None else None
        other = own is not None and own.field != effect.field
        if noun is not None and other and marks.hit("people", noun) is not None:
            return self._words(count.last, noun), noun  # "nine hostages were released"
        if noun is not None and marks.hit("lives", noun) is not None:
            return None, None  # "claimed 12 lives"
        if noun is None or own is not None:
            head = self._among(noun) if noun is not None else None
            if head is None:
                return None, None
            return self.phrase(head), head
        if marks.token(noun).lower in marks.lexicon.linkers:
            return None, None
        return self._words(count.last, noun), noun

    def group_of_toll(self, effect: Effect) -> tuple[str | None, int | None]:
        """The people that a toll's own phrase names: "the number of attackers killed"."""
        marks = self.marks
        if marks.hit("count_nouns", effect.word) is None and (
            marks.hit("effects.toll", effect.word) is None
        ):
            return None, None
        for i in marks.document.subtree(effect.word):
            hit = marks.hit("people", i)
            if hit is not None and i != effect.word and self.effects.of_word(i) is None:
                return self.phrase(i), i
        return None, None

    def group_of_pronoun(self, count: CountPhrase, effect: Effect) -> tuple[str | None, int | None]:
        """As in "Seventy-seven of them": the people named last before."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        after = range(count.last, min(count.last + 3, sentence.last))
        linkers = marks.lexicon.linkers
        if not any(marks.token(i).pos == "PRON" and marks.token(i).lower in linkers for i in after):
            return None, None
        earliest = marks.document.sentences[max(sentence.index - 1, 0)].first
        doers = marks.agents(marks.predicate(effect.word))
        for i in range(count.first - 1, earliest - 1, -1):
            hit = marks.hit("people", i)
            if i in doers:
                continue  # "gunmen stopped a bus and shot dead 29 of them"
            if hit is not None and hit.code == "fighters" and effect.field in HELD:
                continue  # "eleven of them escaped" from their captors
            other = marks.token(i).lower in linkers
            if i in marks.count_of_noun and hit is not None and hit.code == "persons" and not other:
                return self._words(marks.count_of_noun[i].last, i), i
            if marks.token(i).lower in linkers:
                continue  # "48 others, nine of them seriously"
            named = hit is not None and hit.code in ("forces", "fighters", "civilians")
            if named and "plural" in marks.token(i).features:
                return self.phrase(i), i
        return None, None

    def is_vague(self, head: int) -> bool:
        """Whether a noun says nothing of whose people they are ("men", "people", "corps")."""
        hit = self.marks.hit("people", head)
        return hit is not None and hit.code == "persons" and not self.marks.native(head)

    def _among(self, noun: int) -> int | None:
        """The people of "89 dead soldiers", "25 morts parmi les soldats"."""
        marks = self.marks
        for child in marks.children(noun, "oblique", "modifier", "name"):
            if marks.token(child).lower in marks.lexicon.linkers or child in marks.count_of_noun:
                continue
            if marks.hit("people", child) is not None:
                return child
        return None

    def phrase(self, head: int) -> str:
        """The noun phrase around a head, without its determiner and number."""
        marks = self.marks
        mention = marks.mention(head)
        start = mention.first if mention is not None else head
        aged = marks.first_of_age(head)
        while start < aged and self._leads(start):
            start += 1
        start = min(start, aged)
        return marks.document.span(start, self._end(head)).text

    def _end(self, head: int) -> int:
        """Where the phrase around a head ends: before a day that the parser takes for a part."""
        marks = self.marks
        mention = marks.mention(head)
        last = mention.last if mention is not None else head + 1
        while last - 1 > head and last - 1 in marks.times_by_token:
            last -= 1
        while last - 1 > head and marks.token(last - 1).pos in ("ADP", "PUNCT"):
            last -= 1  # "un suspect de 24 ans": the age is no part
        for i in range(head + 1, last):
            if marks.hit("effects.adjective", i) is not None:
                return i  # "five civilians dead"
        return max(last, head + 1)

    def _leads(self, i: int) -> bool:
        """Whether a word before a noun is an article, a number or an age ("a 60-year-old")."""
        token = self.marks.token(i)
        ages = self.marks.lexicon.age_units
        return (
            token.relation in ("determiner", "number", "case", "possessor", "negation")
            and token.pos not in ("NOUN", "PROPN")
        ) or (
            token.pos in ("NUM", "PUNCT", "SYM")
            or token.lower in ages
            or i in self.marks.times_by_token
        )

    def _words(self, first: int, head: int) -> str:
        """The words after a number up to the end of the noun phrase that it counts."""
        marks = self.marks
        last = self._end(head)
        start = min(first, head)
        while start < head and (
            marks.token(start).lower in marks.lexicon.linkers
            or marks.token(start).relation in ("determiner", "case", "copula")
            or marks.token(start).pos == "PUNCT"
        ):
            start += 1
        return marks.document.span(start, max(last, head + 1)).text

    def side(self, head: int | None, effect: Effect) -> tuple[PeopleStatus, str | None]:
        marks = self.marks
        if effect.loser is not None:
            mention = marks.mention(effect.loser)
            side = mention.actor if mention else None
            if head is None or self.is_vague(head):
                forces = mention and marks.actor(mention.actor).kind in ("state-forces", "state")
                return ("combatant" if forces else "unknown"), side
        if head is None:
            return "unknown", None
        mention = marks.mention(head)
        hit = marks.hit("people", head)
        side = mention.actor if mention is not None else None
        if hit is None:
            return "unknown", side
        if hit.code in ("forces", "fighters"):
            return "combatant", side
        if hit.code == "civilians":
            return "civilian", side
        return "unknown", side

    def ranks(self, count: CountPhrase) -> tuple[str | None, PeopleStatus, str | None] | None:
        """Whose the dead are by "on the side of", "dans les rangs de", "in its own ranks"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        within = range(sentence.first, sentence.last)
        others = [i for i in within if i in marks.count_at and marks.count_at[i].first == i]
        after = min((o for o in others if o > count.first), default=sentence.last)
        first = count.first == min(others)
        for hit in sorted(
            marks.hits("ranks").values(), key=lambda h: (h.first < count.first, h.first)
        ):
            behind = count.last <= hit.first < after
            ahead = first and sentence.first <= hit.first < count.first
            mention = next(
                (
                    m
                    for m in marks.document.actor_mentions
                    if hit.first < m.first <= hit.last + 1 and m.head >= hit.last
                    if m.head not in marks.count_of_noun and self._has_ranks(m)
                    if marks.token(hit.last).pos != "PRON"  # "among them a woman"
                ),
                None,
            )
            if (behind or ahead) and mention is not None:
                status, side = self.side(mention.head, Effect("deaths", mention.head, None))
                if marks.actor(mention.actor).kind in ("state-forces", "armed-group", "militia"):
                    status = "combatant"
                return self.phrase(mention.head), status, side
        own = marks.any_hit("own_ranks", range(sentence.first, sentence.last))
        if own is None:
            return None
        verb = marks.predicate(own.head)
        owners = [m for a in marks.agents(verb) if (m := marks.mention(a)) is not None]
        if not owners:
            return None
        return None, "combatant", owners[0].actor

    def _has_ranks(self, mention: ActorMention) -> bool:
        """Whether somebody's dead can be "among" a phrase: people and bodies, no things."""
        marks = self.marks
        kind = marks.actor(mention.actor).kind
        return kind != "unidentified" or marks.hit("people", mention.head) is not None

    def by(self, effect: Effect, head: int | None) -> str | None:
        if effect.verb is None or not self.marks.is_verb(effect.verb):
            return None
        if is_undergone(self.marks, effect.verb):
            return None
        for agent in self.marks.agents(effect.verb):
            itself = speaker_itself(self.marks, self.voices, agent)
            if itself is not None:
                return itself  # "the group said that it had killed nine soldiers"
            mention = self.marks.mention(agent)
            if mention is None or agent == head or not self._can_act(agent):
                continue
            if head is not None and agent in self.marks.with_conjuncts(head):
                continue  # "17 nurses and patients injured"
            if not self._only_says(mention.actor, agent, effect.verb):
                return mention.actor
        return None

    def _only_says(self, actor: str, agent: int, verb: int) -> bool:
        """Whether an actor is only who tells it: "killing 35 and wounding 82, the mission said"."""
        features = self.marks.token(verb).features
        if "gerund" not in features and not {"participle", "present"} <= features:
            return False  # "l'armée affirme avoir tué neuf rebelles"
        spoken = self.voices.at(verb)
        told = spoken is not None and spoken.voice is not None and spoken.voice.actor == actor
        return told and agent not in self.marks.children(verb, "agent")

    def _can_act(self, i: int) -> bool:
        marks = self.marks
        if marks.hit("people", i) or marks.hit("organisation_kinds", i):
            return True
        mention = marks.mention(i)
        return mention is not None and marks.actor(mention.actor).kind != "unidentified"

    def young(self, count: CountPhrase) -> Literal["children"] | None:
        """Whether an age makes children of those counted: "five of them under the age of eight"."""
        marks = self.marks
        last = min(count.last + YOUNG_REACH, marks.document.sentence_of(count.first).last)
        under = next((i for i in range(count.last, last) if i in marks.hits("under_age")), None)
        if under is None:
            return None
        ages = (c for c in marks.document.counts if under <= c.first <= under + YOUNG_REACH)
        age = next(ages, None)
        minor = age is None or (age.low if age.low is not None else age.high or ADULT) <= ADULT
        return "children" if minor else None

    def category(self, head: int | None) -> Literal["women", "children", "men"] | None:
        hit = self.marks.hit("categories", head) if head is not None else None
        if hit is None or len(hit.codes) > 1:
            code = "children" if hit is not None and "children" in hit.codes else None
            return cast(Literal["children"] | None, code)
        return cast(Literal["women", "children", "men"], hit.code)

    def unit(self, head: int | None) -> Literal["persons", "households", "bodies"]:
        hit = self.marks.hit("units_of_people", head) if head is not None else None
        return cast(Literal["households", "bodies"], hit.code) if hit else "persons"


def speaker_itself(marks: Marks, voices: Voices, noun: int) -> str | None:
    """The actor of the speaker, where a pronoun in its own words means itself: "the group said it
    had killed 12 soldiers"."""
    token = marks.token(noun)
    pronouns = (
        *marks.lexicon["reflexive_pronouns"].codes,
        *marks.lexicon["possessives"].codes,
        *marks.lexicon["first_person"].codes,
    )
    if token.pos != "PRON" or token.lower not in pronouns:
        return None
    if token.lower in marks.lexicon["persons.only"].codes:
        return None  # "police say he killed two": somebody else
    spoken = voices.at(noun)
    if spoken is None or spoken.voice is None or spoken.voice.actor is None:
        return None
    actor = marks.actor(spoken.voice.actor)
    if actor.kind in ACTING:
        return spoken.voice.actor
    person = any(token.lower in marks.lexicon[f"persons.{who}"].codes for who in ("he", "she"))
    body = None if person else body_of(marks, spoken.source)
    return body or _acting(spoken.voice, actor)


def _acting(voice: Voice, actor: Actor) -> str | None:
    party = voice.kind == "belligerent"
    return voice.actor if party or (voice.kind == "official" and actor.country) else None


def body_of(marks: Marks, source: Span | None) -> str | None:
    """The forces, state or group for which somebody speaks: "the army's spokesman"."""
    if source is None:
        return None
    bodies = (
        m.actor
        for m in marks.document.actor_mentions
        if source.start <= m.span.start and m.span.end <= source.end
    )
    return next((b for b in bodies if marks.actor(b).kind in ACTING), None)
