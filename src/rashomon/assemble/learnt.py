"""Attributions that no rule found and the networks are sure of.

What they find covers far more than speech (wishes, plans, support); only what somebody
asserts about the world becomes a voice: a clause with a verb of its own, or a quotation.
"""

from __future__ import annotations

from rashomon.assemble.attribution import Attribution, CueClass
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers
from rashomon.attributions import Finder, Saying

SURE = 0.5
"""How sure the networks must be; below, too many give nobody's words to somebody."""
SHARE = 0.1
"""How often a word must have been a cue, of the times that it was seen, to be looked at."""
SURE_UNLISTED = 0.6
"""How sure the networks must be of a cue that the lexicon does not know."""


FINITE = frozenset({"finite", "past", "present", "conditional", "future"})


class Learnt:
    """What the networks make of words that no rule took for a cue."""

    def __init__(self, marks: Marks, speakers: Speakers, finder: Finder) -> None:
        self.marks = marks
        self.speakers = speakers
        self.finder = finder
        self.cues = finder.cues(SURE, SHARE)

    def attribution(self, cue: int, cue_class: CueClass | None) -> Attribution | None:
        """The attribution of a cue; None where it asserts nothing, or nobody is known to."""
        if cue_class is None or cue not in self.cues:
            return None
        saying = self.finder.saying(cue, self.cues[cue], SURE)
        if saying is None or saying.speaker is None or not self._asserts(saying):
            return None
        marks = self.marks
        if any(marks.hit("weapons", p) is not None for p in marks.children(cue, "patient")):
            return None  # "ont lancé une grenade"
        pronoun = marks.token(saying.speaker).pos == "PRON"
        if not pronoun and not self.speakers.may_speak(saying.speaker):
            return None
        speaker = self.speakers.resolve(saying.speaker, cue, anyone=True)
        if speaker is None:
            return None
        content = {i for first, last in saying.content for i in range(first, last)}
        own = [i for i in marks.document.subtree(cue) if i not in content]
        return Attribution(
            cue_class=cue_class,
            voice=speaker.voice,
            cue=marks.document.span(cue, cue + 1),
            source=speaker.span,
            verb=cue,
            content=frozenset(content - speaker.tokens - {cue}),
            said=next((marks.times_by_token[i] for i in own if i in marks.times_by_token), None),
        )

    def _asserts(self, saying: Saying) -> bool:
        marks = self.marks
        listed = marks.hit("speech", saying.cue)
        if listed is None and saying.sure < SURE_UNLISTED:
            return False
        if listed is not None and set(listed.codes) <= {"promise", "ambiguous"}:
            return False
        finite = [
            i
            for first, last in saying.content
            for i in range(first, last)
            if marks.is_verb(i) and FINITE & marks.token(i).features
        ]
        if listed is None:
            return bool(finite) and self._clause_or_quotation(saying, set(finite))
        return bool(finite) or any(
            "gerund" in marks.token(c).features for c in marks.children(saying.cue, "complement")
        )

    def _clause_or_quotation(self, saying: Saying, finite: set[int]) -> bool:
        """Whether the content is a clause that completes the cue, comes before it, or is quoted."""
        marks = self.marks
        if finite.intersection(marks.children(saying.cue, "complement")):
            return True
        first, last = saying.content[0]
        if last <= saying.cue:
            return True
        span = marks.document.span(first, saying.content[-1][1])
        return any(
            q.start <= span.end and span.start <= q.end and q.end - q.start > len(span.text) // 2
            for q in marks.document.quotations
        )
