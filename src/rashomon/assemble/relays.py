"""Through whom a speaker's words came: "a doctor reached by the AP", "in a message broadcast by
Radio Okapi", "an official who spoke to the BBC", "told the Australian broadcaster ABC"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.document import normalise

DOCUMENT_REACH = 12
"""Tokens between a statement and the outlet that carried it."""


class Relays:
    """The outlets that passed on what the speakers of a document say."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        outlet = marks.document.report.outlet
        self._own = _plain(outlet) if outlet else None

    def with_relays(self, each: Attribution) -> Attribution:
        """The attribution with whoever passed its words on in `via`; the outlet that publishes the
        report is left out (reading rule 2)."""
        if each.voice is None:
            return each
        found = [*each.voice.via, *self._of_speaker(each), *self._of_statement(each)]
        via = [v for v in dict.fromkeys(found) if v != each.voice.text and not self._is_own(v)]
        return replace(each, voice=replace(each.voice, via=tuple(via)))

    def _is_own(self, name: str) -> bool:
        return self._own is not None and _plain(name) == self._own

    def _of_speaker(self, each: Attribution) -> Iterator[str]:
        """Outlets that reached, quoted or heard the speaker."""
        marks = self.marks
        if each.source is None:
            return
        words = marks.document.token_at(each.source.start)
        if words is None:
            return
        at = words
        while at < len(marks.document.tokens) and marks.token(at).start < each.source.end:
            for clause in marks.children(at, "relative", "modifier", "clause"):
                if clause > at and marks.hit("contact_verbs", clause) is not None:
                    yield from self._outlets(clause)
            at += 1

    def _of_statement(self, each: Attribution) -> Iterator[str]:
        """Outlets that carried the statement named beside the cue."""
        marks = self.marks
        sentence = marks.document.sentence_of(each.verb)
        for noun in range(sentence.first, sentence.last):
            if noun in each.content or marks.hit("document_nouns", noun) is None:
                continue
            for clause in marks.children(noun, "relative", "modifier", "clause"):
                if clause > noun and marks.hit("carry_verbs", clause) is not None:
                    yield from self._outlets(clause)

    def _outlets(self, verb: int) -> Iterator[str]:
        """The media that a verb of telling or carrying names."""
        marks = self.marks
        for child in marks.children(verb, "agent", "oblique", "recipient", "patient"):
            if not verb < child <= verb + DOCUMENT_REACH:
                continue
            name = outlet_named(marks, child)
            if name is not None:
                yield name


def outlet_named(marks: Marks, noun: int) -> str | None:
    """The outlet that a noun names ("the AP", "the Australian broadcaster ABC", "a local radio");
    None for anything else."""
    mention = marks.mention(noun)
    if mention is not None and marks.actor(mention.actor).kind == "media":
        return marks.actor(mention.actor).name
    for each in marks.children(noun, "apposition", "name", "modifier", "oblique"):
        inner = marks.mention(each)
        if inner is not None and marks.actor(inner.actor).kind == "media":
            return marks.actor(inner.actor).name
    hit = marks.hit("voices", noun)
    if marks.hit("press_people", noun) is not None:
        return None
    if hit is None or hit.code != "media" or mention is None:
        return None
    return marks.words(noun).text


def _plain(name: str) -> str:
    return " ".join(w for w in normalise(name).replace("'", " ").split() if w not in ("the", "l"))
