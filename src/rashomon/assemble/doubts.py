"""What somebody cannot confirm of what was just said: "police could not confirm this".

The doubt points at another voice's words, as a denial does; the claim is repeated with the voice of
whoever doubts it and the stance `unverified` (CONTRACT.md, reading rule 4). What the outlet itself
could not check is no voice's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.denials import denied_figures, said_before
from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices

OUTLETS = frozenset({"media", "narrator"})
"""Kinds of voices that check what others say."""


def doubts(marks: Marks, voices: Voices, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """An unverified draft for what a voice says that it cannot confirm."""
    for each, within in _doubting(marks, voices):
        figures = [d for d in denied_figures(marks, voices, drafts, each) if d.part_of is None]
        if len(figures) != 1:
            yield from said_before(marks, voices, each, drafts, within=within, stance="unverified")
            continue
        yield replace(
            figures[0],
            anchor=each.verb,
            words=f"{figures[0].words} unverified",
            content=marks.clause(each.verb),
            stance="unverified",
            voice=each.voice,
        )


def _doubting(marks: Marks, voices: Voices) -> Iterator[tuple[Attribution, bool]]:
    """Who cannot confirm something told before, and whether it is told in the same sentence."""
    for verb in sorted(marks.hits("speech.verify")):
        if not marks.is_verb(verb) or marks.is_passive(verb) or not _points_back(marks, verb):
            continue
        unable = marks.token(verb).head
        if marks.negated(verb):
            agents = marks.agents(verb)
        elif marks.hit("unable_words", unable) is not None:
            agents = marks.agents(marks.predicate(unable))
        else:
            continue
        heads = [h for h in agents if marks.token(h).pos != "PRON"]
        speaker = voices.speakers.resolve(heads[0], verb) if heads else None
        if speaker is None or speaker.voice.kind in OUTLETS or speaker.voice == voices.narrator:
            continue
        yield (
            Attribution(
                cue_class="unverified",
                voice=speaker.voice,
                cue=marks.document.span(verb, verb + 1),
                source=speaker.span,
                verb=verb,
                content=frozenset(),
                said=None,
            ),
            marks.token(verb).relation == "relative",
        )


def _points_back(marks: Marks, verb: int) -> bool:
    """Whether what is not confirmed was told before: "this", "the figure", "which …"."""
    if marks.children(verb, "complement"):
        return False
    objects = marks.children(verb, "patient")
    if any(marks.children(o, "complement", "clause", "relative") for o in objects):
        return False
    return bool(objects) and all(
        marks.token(o).pos in ("PRON", "DET")
        or marks.hit("denied_nouns", o) is not None
        or marks.hit("effects.toll", o) is not None
        for o in objects
    )
