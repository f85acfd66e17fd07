"""Cues set apart in the sentence that they attribute: "…, said the ministry", "…, a-t-il ajouté".

Parsers disagree on where such a clause hangs, and in long sentences take some other noun for its
subject; its place, between commas or at the end, is surer.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from rashomon.assemble.attribution import Attribution, CueClass
from rashomon.assemble.marks import Marks
from rashomon.assemble.relays import outlet_named
from rashomon.assemble.speakers import Speaker, Speakers
from rashomon.known_actors import known_actors

_BEFORE_INSERTED = frozenset({",", "»", "”", '"', "–", "—"})
_CLOSING_QUOTES = frozenset({"»", "”", '"', "''"})
INSERTED_REACH = 10
"""Tokens after an inserted cue in which its speaker begins ("a annoncé jeudi soir, dans un
communiqué, le colonel …")."""
TOLD_REACH = 4
"""Tokens after a closing cue that may name who was told ("a doctor there told reporters, …")."""
CLOSING_REACH = 8
"""Tokens that may follow a closing cue ("said by phone on Sunday")."""


class Insertions:
    """Finds the attributions of cues that stand apart, with their speaker before or behind them."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers

    def attribution(self, verb: int, cue_class: CueClass) -> Attribution | None:
        """The attribution of a cue that stands apart; None where it does not."""
        if cue_class == "suspect" and self.marks.is_passive(verb):
            return None  # "Market bombed, rebels blamed"
        return self._closing(verb, cue_class) or self._inserted(verb, cue_class)

    def told_to(self, verb: int) -> tuple[str, ...]:
        """Media that the speaker told ("told the agency", "a déclaré à la radio")."""
        marks = self.marks
        told = []
        codes = marks.hits("speech")[verb].codes
        tells = "tell" in codes
        learners = marks.children(verb, "agent") if "learn" in codes else ()
        hearers = marks.children(verb, "patient", "recipient", "oblique")
        joined = [j for h in hearers for j in marks.children(h, "conjunct")]
        for child in (*learners, *hearers, *joined):
            outlet = outlet_named(marks, child)
            mention = marks.mention(child)
            if outlet is not None:
                told.append(outlet)
            elif mention is not None:
                # Whom somebody tells by name is nearly always an outlet ("he told TOLOnews").
                actor = marks.actor(mention.actor)
                named = tells and marks.token(child).pos == "PROPN"
                elsewhere = child in marks.places_by_token or child in marks.times_by_token
                elsewhere = elsewhere or child in marks.hits("voices")  # "told the Senate"
                entry = known_actors().find(actor.name)
                gathers = entry is not None and (  # "told Human Rights Watch", "told PREMIUM TIMES"
                    entry.voice == "ngo" or entry.kind == "media"
                )
                unknown = actor.kind in ("unidentified", "organisation") and entry is None
                if named and (gathers or (unknown and not elsewhere)):
                    told.append(actor.name)
        return tuple(told)

    def _inserted(self, verb: int, cue_class: CueClass) -> Attribution | None:
        """A cue set between commas with its speaker after it: "…, said the ministry", "…, a annoncé
        lundi l'armée", "…, ajoute-t-il". Parsers disagree on where such a clause hangs, so that
        its place in the sentence decides."""
        marks = self.marks
        sentence = marks.document.sentence_of(verb)
        cue = marks.hits("speech")[verb]
        said = [c for c in marks.children(verb, "complement") if not cue.first <= c < cue.last]
        features = marks.token(verb).features
        if "gerund" in features or {"participle", "present"} <= features or said:
            return None
        start = self._cue_start(verb)
        if start <= sentence.first + 1 or marks.token(start - 1).text not in _BEFORE_INSERTED:
            return None
        clitics = marks.lexicon["reflexive_pronouns"].codes
        before = [
            c
            for c in marks.children(verb, "agent", "complement", "marker")
            if c < verb and not (c > start and marks.token(c).lower in (*clitics, "-t"))
        ]
        own = {i for a in marks.children(verb, "agent") for i in marks.document.subtree(a)}
        told = self._told_before(sentence.first, start - 1, own)
        if [c for c in before if not told or c >= start or marks.token(c).relation == "marker"]:
            return None
        if verb + 1 >= sentence.last:
            return None
        head = self._inserted_speaker(start, verb, sentence.last)
        if head is None:
            return None
        if before and self._acts(head, verb):
            return None
        anyone = self.speakers.may_speak(head)
        speaker = self.speakers.resolve(head, verb, anyone=anyone)
        if speaker is None:
            return None
        end = self._inserted_end(verb, max(speaker.tokens), sentence.last)
        return self._set_apart(verb, cue_class, speaker, (start - 1, end))

    def _told_before(self, first: int, last: int, own: Container[int] = ()) -> bool:
        """Whether a clause of its own stands between two tokens: its subject is none of the cue's,
        whatever the parser makes of it ("A man was killed, said the mission"). `own` are the words
        of the cue's subject, which may hold a clause too ("two men, who were there, said")."""
        marks = self.marks
        return any(
            marks.is_verb(i)
            and i not in own
            and marks.token(i).relation not in ("relative", "auxiliary", "copula")
            and self._is_finite(i)
            for i in range(first, last)
        )

    def _acts(self, noun: int, verb: int) -> bool:
        """Whether a noun is the subject of another verb ("said the colonel had died")."""
        token = self.marks.token(noun)
        return token.relation == "agent" and token.head != verb

    def _set_apart(
        self, verb: int, cue_class: CueClass, speaker: Speaker, aside: tuple[int, int]
    ) -> Attribution:
        """The attribution of a sentence to a speaker named in an aside of it."""
        marks = self.marks
        sentence = marks.document.sentence_of(verb)
        last = sentence.last
        start = sentence.first
        if aside[0] > start and marks.token(aside[0] - 1).pos == "CCONJ":
            # "The gang fled and, police say, threw grenades": only what is behind is theirs
            commas = (i for i in range(aside[0] + 1, last) if marks.token(i).text == ",")
            comma = next((i for i in commas if i > verb), None)
            if comma is not None:
                aside = (aside[0], comma + 1)
                start = comma + 1
        within = range(*aside)
        behind = self._clause_behind(aside[1], last)
        if behind is not None and marks.hit("speech", behind) is not None:
            last = aside[1]  # "…, the army said, and residents accused soldiers": another's words
        self.speakers.issued(within, speaker.voice)
        return Attribution(
            cue_class=cue_class,
            voice=replace(speaker.voice, via=self.told_to(verb)),
            cue=marks.document.span(self._cue_start(verb), verb + 1),
            source=speaker.span,
            verb=verb,
            content=frozenset(set(range(start, last)) - set(within)),
            aside=frozenset(within),
            said=next(
                (
                    marks.times_by_token[i]
                    for i in within
                    if i in marks.times_by_token and marks.predicate(i) == verb
                ),
                None,
            ),
        )

    def _cue_start(self, verb: int) -> int:
        auxiliaries = [c for c in self.marks.children(verb, "auxiliary") if verb - 3 <= c < verb]
        return min([verb, *auxiliaries])

    def _closing(self, verb: int, cue_class: CueClass) -> Attribution | None:
        """As in "…, the director of the hospital said.": speaker and cue behind the last comma. In
        long
        sentences parsers take some other noun for the subject; the place is surer."""
        marks = self.marks
        sentence = marks.document.sentence_of(verb)
        start = self._cue_start(verb)
        if any(c > verb for c in marks.children(verb, "complement")):
            return None
        rest = marks.document.tokens[verb + 1 : sentence.last]
        stops = [t.text in (",", "“", '"') for t in rest[:TOLD_REACH]]
        near = rest[: stops.index(True)] if any(stops) else ()
        told = [t for t in near if t.head == verb and t.relation in ("patient", "recipient")]
        told = [] if any(marks.is_verb(t.i) for t in near) else told
        comma = next((t.i for t in rest if t.text == ","), sentence.last)
        ends = len(rest) <= CLOSING_REACH or stops[0] or bool(told)
        ends = ends or self._resumes(comma, verb, sentence.last)
        joined = {a for a in marks.children(verb, "agent") if self._reaches(a, start)}
        speaking = [
            m
            for m in marks.document.actor_mentions
            if m.last == start
            or m.head in joined  # "police and residents said"
            or (m.last == start - 1 and marks.token(m.last).pos == "ADV")  # "a doctor there said"
            if m.first > sentence.first + 1
            and marks.token(m.first - 1).text in _BEFORE_INSERTED
            and (self.speakers.can_speak(m.head))
        ]
        found = [(m.head, m.first) for m in speaking] or self._described(verb, start)
        found = found or self._behind_quotation(sentence.first, start)
        if not ends or not found or not self._is_finite(verb):
            return None
        head, first = found[0]
        front = first - 1
        quoted = any(
            marks.token(i).text in _CLOSING_QUOTES for i in range(sentence.first, front + 1)
        )
        if not quoted and not self._told_before(sentence.first, front):
            return None  # "Reached by phone, the mayor spoke of seven dead."
        speaker = self.speakers.resolve(head, verb)
        if speaker is None:
            return None
        end = self._inserted_end(verb, verb, sentence.last)
        return self._set_apart(verb, cue_class, speaker, (front, end))

    def _described(self, verb: int, start: int) -> list[tuple[int, int]]:
        """The subject of a closing cue that is described, and where it begins: "…, the minister,
        Ana Pop, said on Sunday", "…, a man who hid there said"."""
        marks = self.marks
        sentence = marks.document.sentence_of(verb)
        commas = start > 0 and marks.token(start - 1).text == ","
        found = []
        for agent in marks.children(verb, "agent"):
            tree = [i for i in marks.document.subtree(agent) if i < start]
            first = min(tree, default=0)
            whole = tree == list(range(first, start)) or tree == list(range(first, start - 1))
            apart = first > sentence.first + 1 and marks.token(first - 1).text in _BEFORE_INSERTED
            told = commas or bool(marks.children(agent, "relative"))
            if whole and told and apart and self.speakers.can_speak(agent):
                found.append((agent, first))
        return found

    def _behind_quotation(self, first: int, start: int) -> list[tuple[int, int]]:
        """Who stands between the end of a quotation and a closing cue, described by a clause: '"…,"
        a woman who asked not to be named told reporters'."""
        marks = self.marks
        about = marks.lexicon["closing.relative"].codes
        return [
            (m.head, m.first)
            for m in marks.document.actor_mentions
            if first + 1 < m.first < m.last < start
            if marks.token(m.first - 1).text in _CLOSING_QUOTES
            if marks.token(m.last).lower in about and self.speakers.can_speak(m.head)
        ]

    def _reaches(self, agent: int, start: int) -> bool:
        """Whether a subject with those joined to it runs up to its verb."""
        tree = self.marks.document.subtree(agent)
        return tree[-1] == start - 1 and bool(self.marks.children(agent, "conjunct"))

    def _is_finite(self, verb: int) -> bool:
        features = self.marks.token(verb).features
        return "gerund" not in features and not (
            "participle" in features and "finite" not in features and self._cue_start(verb) == verb
        )

    def _inserted_speaker(self, start: int, verb: int, last: int) -> int | None:
        marks = self.marks
        learnt = "learn" in marks.hits("speech")[verb].codes  # "a-t-on appris auprès de …"
        for i in range(start, min(verb + 3, last)):
            clitic = marks.token(i).lower in marks.lexicon["reflexive_pronouns"].codes
            if clitic and i != verb and not learnt:
                return i
        articles = marks.lexicon["case_like_articles"].codes
        if learnt:  # "a appris l'agence auprès de deux sources": they say it
            told = self._learnt_from(verb, last)
            if told is not None:
                return told
        for mention in marks.document.actor_mentions:
            if not verb < mention.first <= verb + INSERTED_REACH or mention.last > last:
                continue
            token = marks.token(mention.head)
            case = marks.case(mention.head) or self._case_before(mention.first, verb)
            plain = (
                case is None or learnt or case in articles
            ) and mention.head not in marks.times_by_token
            named = token.text[:1].isupper() and self.speakers.may_speak(mention.head)
            if plain and (named or self.speakers.can_speak(mention.head)):
                return mention.head
            if plain and mention.first == verb + 1:
                return None  # somebody stands right behind the verb who cannot speak
        return None

    def _learnt_from(self, verb: int, last: int) -> int | None:
        """Of whom something was learnt: the first that can speak behind a preposition."""
        marks = self.marks
        for mention in marks.document.actor_mentions:
            if not verb < mention.first <= verb + INSERTED_REACH or mention.last > last:
                continue
            head = mention.head
            of = marks.case(head) in marks.lexicon["learnt_from"].codes
            if of and head not in marks.times_by_token and self.speakers.can_speak(head):
                return head
        return None

    def _case_before(self, first: int, verb: int) -> str | None:
        """The preposition of a phrase that a mention only ends ("à l'agence Interfax")."""
        if self.marks.token(first).relation == "determiner":
            return None  # a phrase of its own
        for i in range(first - 1, max(verb, first - 4), -1):
            token = self.marks.token(i)
            if token.pos == "ADP":
                return token.lower
            if token.pos not in ("DET", "NOUN", "ADJ"):
                return None
        return None

    def _inserted_end(self, verb: int, speaker_end: int, last: int) -> int:
        """The comma after the speaker when the main clause goes on behind it; else the end."""
        marks = self.marks
        for i in range(speaker_end + 1, last):
            if marks.token(i).text == ":":
                return i  # "…, the minister said: seven men and two women"
            if marks.token(i).text == ",":
                rest = range(i + 1, last)
                root = [j for j in rest if marks.token(j).head == j and marks.is_verb(j)]
                joined = self._clause_behind(i + 1, last) is not None
                return i + 1 if root or joined or self._resumes(i, verb, last) else last
        return last

    def _resumes(self, comma: int, verb: int, last: int) -> bool:
        """Whether behind a comma goes on what was told before the cue: "…, police said, killing
        nine"."""
        behind = comma + 1
        token = self.marks.token(min(behind, last - 1))
        return behind < last and token.relation == "clause" and token.head < self._cue_start(verb)

    def _clause_behind(self, first: int, last: int) -> int | None:
        """The verb of a clause with a subject of its own that "and" or "but" joins at `first`."""
        marks = self.marks
        if first >= last or marks.token(first).relation != "coordinator":
            return None
        for j in range(first + 1, last):
            if not marks.is_verb(j) or not self._is_finite(j):
                continue
            subjects = [a for a in marks.children(j, "agent", "patient") if first < a < j]
            return j if subjects and marks.token(j).relation != "relative" else None
        return None
