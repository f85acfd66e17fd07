"""Who says a headline: "Police: four shot in park", "Four shot in park: police"; and whose figure
stands behind a label: "Police on Monday: 41"."""

from __future__ import annotations

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers
from rashomon.document import Sentence, is_headline

LONGEST_SPEAKER = 5
"""Tokens."""
LEAST_TOLD = 3
"""Tokens."""
_SPEAKERS = ("voices", "organisation_kinds", "titles")


class Headlines:
    """The headlines of a document that somebody says, told by a colon."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self._marks = marks
        self._speakers = speakers
        self.colons = frozenset(self._colons())

    def _colons(self) -> list[int]:
        document = self._marks.document
        found = []
        for sentence in document.sentences:
            tokens = document.tokens[sentence.first : sentence.last]
            colons = [token.i for token in tokens if token.text == ":"]
            if len(colons) == 1 and (self._is_headline(sentence) or self._is_label(colons[0])):
                found.extend(colons)
        return found

    def _is_label(self, colon: int) -> bool:
        """Whether a figure stands right behind a colon: "Police on Tuesday evening: 64 dead"."""
        return any(c.first == colon + 1 and c.kind == "count" for c in self._marks.counts)

    def _is_headline(self, sentence: Sentence) -> bool:
        """Whether a sentence may be a headline, or the first half of one: "Army: 12 killed in
        clash; residents flee"."""
        document = self._marks.document
        if is_headline(document.text, sentence):
            return True
        halved = document.text[sentence.start : sentence.end].rstrip().endswith(";")
        rest = document.sentences[sentence.index + 1 : sentence.index + 2] if halved else ()
        return any(
            s.paragraph == sentence.paragraph and is_headline(document.text, s) for s in rest
        )

    def attribution(self, colon: int) -> Attribution | None:
        """What the shorter side of a colon says, where that is somebody; else None."""
        if colon not in self.colons:
            return None
        marks = self._marks
        sentence = marks.document.sentence_of(colon)
        sides = (range(sentence.first, colon), range(colon + 1, sentence.last))
        named, told = sorted(sides, key=len)
        label = self._is_label(colon)
        if label:
            named, told = sides
        if not named or len(named) > LONGEST_SPEAKER or (len(told) < LEAST_TOLD and not label):
            return None
        tops = [i for i in named if marks.token(i).head == i or marks.token(i).head not in named]
        nouns = [i for i in tops if marks.token(i).pos in ("NOUN", "PROPN")]
        if len(nouns) != 1 or not self._is_somebody(nouns[0], named):
            return None
        speaker = self._speakers.resolve(nouns[0], colon)
        if speaker is None:
            return None
        times = (marks.times_by_token.get(i) for i in named)
        return Attribution(
            cue_class="assert",
            voice=speaker.voice,
            cue=marks.document.span(colon, colon + 1),
            source=speaker.span,
            verb=colon,
            content=frozenset(told),
            said=next((t for t in times if t is not None), None),
        )

    def _is_somebody(self, noun: int, named: range) -> bool:
        """Whether a side names who can say something, and not a topic or where it was."""
        marks = self._marks
        if any(marks.is_verb(i) for i in named) or noun in marks.places_by_token:
            return False
        if marks.hit("events.nouns", noun) is not None:
            return False
        mention = marks.mention(noun)
        known = mention is not None and marks.actor(mention.actor).kind != "unidentified"
        return known or any(marks.hit(name, noun) is not None for name in _SPEAKERS)
