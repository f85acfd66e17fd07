"""Whether two entities belong to the same incident: what stands between them in the text."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.document import Token
from rashomon.roles.entities import Entity
from rashomon.roles.features import Scene


@dataclass(frozen=True, slots=True)
class CueWords:
    """Words of one language: prepositions of sites, words for days and their parts, and those that
    turn to something else ("meanwhile", "another")."""

    sites: frozenset[str]
    times: frozenset[str]
    turns: frozenset[str]


@dataclass(frozen=True)
class Cues:
    """The places, times and turning words of a document, by token."""

    places: tuple[tuple[int, str], ...]
    times: tuple[tuple[int, str], ...]
    turns: frozenset[int]
    triggers: tuple[int, ...]

    @staticmethod
    def of(scene: Scene, words: CueWords) -> Cues:
        """What a document has of them."""
        places, times = [], []
        for token in scene.tokens:
            if (
                token.pos == "PROPN"
                and token.relation == "oblique"
                and scene.case(token.i) in words.sites
            ):
                places.append((token.i, token.lower))
            if token.pos in ("NOUN", "PROPN") and token.lower in words.times:
                numbers = [
                    scene.tokens[c].lower
                    for c in scene.document.children[token.i]
                    if scene.tokens[c].pos == "NUM"
                ]
                times.append((token.i, token.lower + "".join(numbers)))
        return Cues(
            tuple(places),
            tuple(times),
            frozenset(t.i for t in scene.tokens if t.lower in words.turns),
            tuple(i for i, seen in enumerate(scene.triggers) if seen),
        )


def pair_row(
    scene: Scene, cues: Cues, one: Entity, other: Entity, likely: tuple[float, float]
) -> list[float]:
    """The numbers of a pair, the earlier one first; `likely` are their probabilities."""
    if one.head > other.head:
        one, other, likely = other, one, (likely[1], likely[0])
    tokens = scene.tokens
    first, last = tokens[one.head], tokens[other.head]
    between = range(first.i, last.i)
    gaps = [(abs(a - b), abs(tokens[a].sentence - tokens[b].sentence))
            for a in one.heads for b in other.heads]  # fmt: skip
    shared = {tokens[a].sentence for a in one.heads} & {tokens[b].sentence for b in other.heads}
    here, there = _paths(scene, first), _paths(scene, last)
    same = first.sentence == last.sentence
    count = len(scene.document.sentences)
    row = [
        one.role, other.role, one.role == other.role, last.sentence - first.sentence,
        min(g[1] for g in gaps), min(min(g[0] for g in gaps), 300), min(last.i - first.i, 400),
        len(shared), len(one.heads), len(other.heads),
        sum(i in cues.turns for i in between),
        any(i in cues.turns for i in _sentence(scene, last)),
        *_shared(scene, cues.places, first, last), *_shared(scene, cues.times, first, last),
        next((n for n, i in enumerate(here) if i in there), 9),
        next((n for n, i in enumerate(there) if i in here), 9),
        bool(set(here) & set(there)),
        sum(first.i < i < last.i for i in cues.triggers),
        len({tokens[i].lemma for i in cues.triggers if first.i < i < last.i}),
        *likely, count, first.sentence / count, last.sentence / count,
        sum(tokens[i].text == "," for i in between) if same else -1,
        any(tokens[i].pos == "CCONJ" for i in between) if same else -1,
        len(cues.triggers),
    ]  # fmt: skip
    return [float(x) for x in row]


def _sentence(scene: Scene, token: Token) -> range:
    sentence = scene.document.sentences[token.sentence]
    return range(sentence.first, sentence.last)


def _shared(
    scene: Scene, marks: tuple[tuple[int, str], ...], first: Token, last: Token
) -> list[float]:
    """How the places, or times, of two sentences agree; and the last ones named up to each."""
    one, other = (
        {w for i, w in marks if scene.tokens[i].sentence == t.sentence} for t in (first, last)
    )
    before = [
        next((w for i, w in reversed(marks) if scene.tokens[i].sentence <= t.sentence), None)
        for t in (first, last)
    ]
    apart = bool(one) and bool(other) and not one & other
    return [len(one & other), len(one), len(other), apart, before[0] == before[1]]


def _paths(scene: Scene, token: Token) -> list[int]:
    """The token and what governs it, up to the root."""
    found: list[int] = []
    at = token.i
    while at not in found:
        found.append(at)
        at = scene.tokens[at].head
    return found
