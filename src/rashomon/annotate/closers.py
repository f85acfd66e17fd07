"""Two speakers before a closing verb, which small models take for more of those it told of.

In "… killing at least 14 people, police and a hospital official said", the police are not among the
dead: what stands between the last comma and the verb is who says it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.annotate.parse import LabelTable, Word
from rashomon.knowledge import Lexicon

MAX_CLIMB = 6
"""Nouns joined to one another between the comma and the verb; more is a list."""
_CLOSING = ("PUNCT", "ADP", "PROPN", "ADV", "SPACE", "PRON", "DET")
"""What may stand behind the verb: a full stop, when or to whom it was said."""


def part_closers(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Hang nouns joined between a comma and a closing verb of saying under that verb."""
    cues = lexicon["speech.assert"].codes
    speaker, joined = labels.mends["speaker"], labels.mends["joined"]
    for verb in range(3, len(words)):
        word = words[verb]
        if word.pos != "VERB" or "past" not in word.features or word.lemma not in cues:
            continue
        if words[verb - 1].pos not in ("NOUN", "PROPN"):
            continue
        if verb + 1 < len(words) and words[verb + 1].pos not in _CLOSING:
            continue
        below = [n for n in range(max(verb - 40, 0), verb) if heads[n] == verb]
        if any(labels.relations.get(words[n].relation) == "agent" for n in below):
            continue
        top = _first_joined(verb, words, heads, joined)
        if top is not None:
            heads[top] = verb
            words[top] = words[top].under(speaker)


def _first_joined(
    verb: int, words: Sequence[Word], heads: Sequence[int], joined: str
) -> int | None:
    """The first of the nouns joined right before a verb: it stands behind a comma, and the parser
    joined it to what stands before that comma."""
    at = verb - 1
    for _ in range(MAX_CLIMB):
        first = _leftmost(at, heads)
        if words[first - 1].text == "," and first > 1:
            held = words[at].relation == joined and heads[at] < first - 1
            return at if held and _is_pair(at, verb, words, heads, joined) else None
        if heads[at] >= at or heads[at] < 1:
            return None
        at = heads[at]
    return None


def _is_pair(at: int, verb: int, words: Sequence[Word], heads: Sequence[int], joined: str) -> bool:
    """Whether a noun has another joined to it before the verb."""
    return any(heads[n] == at and words[n].relation == joined for n in range(at + 1, verb))


def _leftmost(at: int, heads: Sequence[int]) -> int:
    """The first word of what hangs under a word, as far as it runs without a gap."""
    first = at
    while first > 0 and heads[first - 1] in range(first, at + 1):
        first -= 1
    return first
