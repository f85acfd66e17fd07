"""Turns of an interview: whose words stand behind a label ("MINISTER (on tape): They hit …").

What the outlet's own people ask and tell is the narrator's; every other label speaks, and what
others are said to say within its turn came through it.
"""

from __future__ import annotations

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speaker, Speakers
from rashomon.document import Sentence, normalise
from rashomon.known_actors import known_actors
from rashomon.records import Voice

_STOPS = (":", "(")


class Turns:
    """The turns of a document, by the last token of their label."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self._marks = marks
        self._speakers = speakers
        document = marks.document
        self._labels = {
            s.last - 1: s for s in document.sentences if s.kind == "label" and s.last > s.first
        }
        self.cues = frozenset(self._labels)

    def attribution(self, cue: int) -> Attribution | None:
        """What the speaker of a label says; None for the outlet's own people."""
        label = self._labels[cue]
        marks = self._marks
        named = self._named(label)
        content = self._turn(label)
        speaker = self._speaker(named) if named and content else None
        if speaker is None:
            return None
        return Attribution(
            cue_class="assert",
            voice=speaker.voice,
            cue=marks.document.span(cue, cue + 1),
            source=speaker.span,
            verb=cue,
            content=frozenset(content),
            said=None,
        )

    def _named(self, label: Sentence) -> range:
        """The tokens of a label before its colon and what stands in brackets."""
        marks = self._marks
        inside = range(label.first, label.last)
        stop = next((i for i in inside if marks.token(i).text in _STOPS), label.last)
        return range(label.first, stop)

    def _turn(self, label: Sentence) -> set[int]:
        """The tokens up to the next label; behind the last, its own paragraph."""
        sentences = self._marks.document.sentences
        later = [s.index for s in sentences[label.index + 1 :] if s.kind == "label"]
        last = later[0] if later else len(sentences)
        return {
            i
            for s in sentences[label.index + 1 : last]
            if later or s.paragraph == label.paragraph
            for i in range(s.first, s.last)
        }

    def _speaker(self, named: range) -> Speaker | None:
        """Who a label names; None where it is the outlet itself."""
        marks = self._marks
        span = marks.document.span(named.start, named.stop)
        words = normalise(span.text)
        if words in marks.lexicon["turns.outlet"].codes or self._is_outlet(span.text):
            return None
        if words in marks.lexicon["turns.answer"].codes:
            head = self._interviewed(named.start)
            return self._speakers.resolve(head, named.start) if head is not None else None
        head = self._introduced(named)
        known = self._speakers.resolve(head, named.start, anyone=True) if head is not None else None
        if known is not None:
            return Speaker(known.voice, span, frozenset(named))
        heads = [i for i in named if marks.hit("voices", i) is not None]
        if heads:
            kind = self._speakers.kind_of(heads[-1])
            return Speaker(Voice(kind, None, span.text, (), False), span, frozenset(named))
        return Speaker(Voice("anonymous", None, span.text, (), False), span, frozenset(named))

    def _is_outlet(self, words: str) -> bool:
        known = known_actors().find(words)
        outlet = self._marks.document.report.outlet
        same = outlet is not None and normalise(outlet) == normalise(words)
        return same or (known is not None and known.kind == "media")

    def _introduced(self, named: range) -> int | None:
        """The fullest mention elsewhere of whom a label names: by name, or by office."""
        marks = self._marks
        words = {normalise(marks.token(i).text) for i in named}
        last = normalise(marks.token(named.stop - 1).text)
        found = [
            m
            for m in marks.document.actor_mentions
            if m.head not in named and normalise(marks.token(m.head).text) in (last, *words)
            if marks.document.sentence_of(m.head).kind != "label"
        ]
        whole = [
            m
            for m in found
            if words <= {normalise(marks.token(i).text) for i in range(m.first, m.last)}
        ]
        return max(whole, key=lambda m: m.last - m.first).head if whole else None

    def _interviewed(self, before: int) -> int | None:
        """Whom an interview is with: the first named person with an office or a role, before it."""
        marks = self._marks
        first = next(s.first for s in marks.document.sentences if s.kind == "label")
        for mention in marks.document.actor_mentions:
            if mention.head >= min(first, before):
                return None
            person = marks.actor(mention.actor).kind in ("public-person", "private-person")
            if person and marks.token(mention.head).pos == "PROPN":
                return mention.head
        return None
