"""Speakers whom another names as the source: "state television reported nine deaths, quoting the
ministry", "the agency quoted an official as saying …". What is said is the source's; who names it
passed it on (CONTRACT.md, reading rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speaker, Speakers
from rashomon.records import VoiceKind

PASSING_ON: tuple[VoiceKind, ...] = ("media", "narrator", "anonymous")
"""Kinds of voices that only pass on what their sources say."""
UNNAMED: tuple[VoiceKind, ...] = ("anonymous", "security-source", "witness", "expert", "media")
"""Kinds of sources for whose words a ministry or a rights group that cites them answers itself."""


class Citations:
    """The sources named by verbs of citing, and what they change of the attributions around."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers
        self._sources: dict[int, Speaker] = {}

    def note(self, verb: int) -> Attribution | None:
        """Take up a verb of citing: the attribution that it makes of its own ("quoted X as saying
        …"), if any; else the clause above gets its source (`applied`)."""
        marks = self.marks
        if not marks.is_verb(verb):
            return None
        objects = [p for p in marks.children(verb, "patient") if self.speakers.can_speak(p)]
        if not objects or self._is_own(objects[0]):
            return None
        saying = [
            c
            for c in marks.children(verb, "clause", "complement", "oblique")
            if c > verb and marks.hit("speech.assert", c) is not None
        ]
        speaker = self.speakers.resolve(objects[0], verb)
        if speaker is None:
            return None
        if not saying:
            above = marks.governor(verb)
            if above is not None:
                self._sources[above] = speaker
            return None
        content = set(marks.document.subtree(saying[0])) - {saying[0]}
        content -= set(marks.children(saying[0], "marker", "case"))
        agents = self._quoting(verb)
        by = self.speakers.resolve(agents[-1], verb) if agents else None
        via = (by.voice.text,) if by is not None else ()
        return Attribution(
            cue_class="assert",
            voice=replace(speaker.voice, via=via),
            cue=marks.document.span(saying[0], saying[0] + 1),
            source=speaker.span,
            verb=verb,
            content=frozenset(content - speaker.tokens),
            said=None,
        )

    def _is_own(self, noun: int) -> bool:
        """Whether somebody cites what is their own: "citing its own count"."""
        marks = self.marks
        own = marks.lexicon["possessives"].codes
        record = marks.hit("document_nouns", noun) or marks.hit("count_nouns", noun)
        return record is not None and any(
            marks.token(c).lower in own for c in marks.children(noun, "possessor", "determiner")
        )

    def _quoting(self, verb: int) -> list[int]:
        """Who quotes: the subject, or behind "by" where somebody "was quoted by the daily"."""
        marks = self.marks
        if not marks.is_passive(verb):
            return list(marks.children(verb, "agent"))
        by = marks.lexicon["by_words"].codes
        behind = marks.children(verb, "agent", "oblique")
        return [c for c in behind if c > verb and marks.case(c) in by]

    def applied(self, found: Sequence[Attribution]) -> list[Attribution]:
        """The attributions with those sources as speakers, whoever named them as `via`."""
        return [self._sourced(each) for each in found]

    def _sourced(self, each: Attribution) -> Attribution:
        source = self._sources.get(each.verb)
        if source is None or each.voice is None or source.voice.text == each.voice.text:
            return each
        if each.voice.kind not in PASSING_ON and source.voice.kind in UNNAMED:
            via = (*each.voice.via, source.voice.text)
            return replace(
                each,
                voice=replace(each.voice, via=via),
                content=each.content - source.tokens,
            )
        via = (each.voice.text, *each.voice.via)
        return replace(
            each,
            voice=replace(source.voice, via=via),
            source=source.span,
            content=each.content - source.tokens,
        )
