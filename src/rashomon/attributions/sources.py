"""Candidates for who says it: the noun phrases and pronouns around a cue, shorter and longer."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.attributions.reaches import Reaches

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
INNER = frozenset({"name"})
NEAREST = 12
"""Phrases around a cue that are looked at, the nearest first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A candidate: tokens `first` to `last` (exclusive), their `head`, and which form of the
    phrase it is: its core, up to its first clause, or all of it."""

    first: int
    last: int
    head: int
    form: str


def sources(reaches: Reaches, cue: int) -> list[Source]:
    """The candidates of a cue in its sentence, and the subjects of the one before."""
    document, tokens = reaches.document, reaches.tokens
    sentence = document.sentence_of(cue)
    heads = [
        t.i
        for t in tokens[sentence.first : sentence.last]
        if (t.pos in NOMINAL or (t.pos == "DET" and t.relation in ("agent", "possessor")))
        and t.relation not in INNER
        and t.i != cue
    ]
    above = set(_governing(reaches, cue))
    heads.sort(key=lambda i: (tokens[i].head not in above, abs(i - cue)))
    found: dict[tuple[int, int], Source] = {}
    for head in heads[:NEAREST]:
        for each in _forms(reaches, head, cue):
            found.setdefault((each.first, each.last), each)
    if cue - sentence.first < 12 and sentence.index > 0:
        before = document.sentences[sentence.index - 1]
        for t in tokens[before.first : before.last]:
            if t.relation == "agent" and t.pos in NOMINAL and tokens[t.head].head == t.head:
                for each in _forms(reaches, t.i, cue):
                    found.setdefault((each.first, each.last), each)
    return list(found.values())


def _governing(reaches: Reaches, cue: int) -> list[int]:
    found, at = [cue], cue
    for _ in range(4):
        above = reaches.tokens[at].head
        if above == at:
            break
        found.append(above)
        at = above
    return found


def _forms(reaches: Reaches, head: int, cue: int) -> list[Source]:
    tokens = reaches.tokens
    sentence = reaches.document.sentence_of(head)
    first = head
    for child in reaches.children[head]:
        relation = tokens[child].relation
        if child < head and relation in ("determiner", "modifier", "name", "number", "possessor"):
            left = max(reaches.left[child], sentence.first)
            if not left <= cue < head:
                first = min(first, left)
    last = head + 1
    for child in reaches.children[head]:
        if child > head and tokens[child].relation == "name" and child == last:
            last = child + 1
    core = Source(first, last, head, "core")
    right = min(reaches.right[head], sentence.last)
    if head < cue < right:
        right = cue
    ends = {last: core}
    for child in reaches.children[head]:
        if child < last or child >= right:
            continue
        edge = reaches.right[child] if reaches.right[child] <= right else right
        relation = tokens[child].relation
        if relation in ("oblique", "apposition", "conjunct", "modifier", "name", "number"):
            _, end = reaches.trimmed(first, edge)
            ends.setdefault(end, Source(first, end, head, f"to:{relation}"))
    _, end = reaches.trimmed(first, right)
    if end > last:
        ends.setdefault(end, Source(first, end, head, "full"))
        if tokens[right - 1].text == "," or (right < len(tokens) and tokens[right].text == ","):
            ends.setdefault(end, Source(first, end, head, "full"))
    return list(ends.values())
