"""Candidates gathered into entities: everything a document says of one thing in one role.

Mentions with the same words are one entity; a row of numbers says how it looks in its role for one
type of incident, from the scores of its mentions and from what the document is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rashomon.roles.candidates import Candidate, Variant
from rashomon.roles.features import Scene, plain

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
TYPES = ("attack", "bombing", "kidnapping", "arson", "robbery")
"""Incident types that are told; hijackings and forced work stoppages are too rare to learn."""
LEAST_MENTION = 0.02
"""Probability of a role below which a mention is not looked at again."""
LEAST_TYPE = 0.06
"""Probability of a type below which nobody is looked for in it."""
MOST_ENTITIES = 12
"""Entities looked at for one role of one document, the likeliest first."""
MUCH_LIKELIER = 3
"""Times that a part of a name may be likelier in its role than the whole name, and still be it."""
FAR = 999
"""Tokens, where there is no trigger of the kind at all."""

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """What may fill a role: its words, where the likeliest mention stands, and all its heads."""

    role: int
    words: str
    variant: Variant
    head: int
    heads: tuple[int, ...]


def words_of(scene: Scene, variant: Variant) -> str:
    """The words of a variant, as `plain` gives them."""
    tokens = scene.tokens
    return plain(scene.document.text[tokens[variant.first].start : tokens[variant.last - 1].end])


@dataclass(frozen=True)
class Scores:
    """What is known of a document's candidates before they are gathered: `roles[j, r]` for each
    candidate and role, the likeliest variant of each with its probability, and for the document
    the probability that it tells of an incident at all, then of each type; `sentences` the same for
    each sentence; `again[j]` what the networks say of a likely candidate, for each role and then
    each type (0 of all others)."""

    candidates: Sequence[Candidate]
    roles: Array
    variants: Mapping[tuple[int, int], tuple[Variant, float]]
    document: Array
    sentences: Array
    again: Array


def entities_of(
    scene: Scene, scores: Scores, triggers: Mapping[str, frozenset[str]]
) -> list[tuple[Entity, int, list[float]]]:
    """Every entity with a type of incident (an index of TYPES) and its row of numbers.

    `triggers` gives for each type the codes of the trigger words that speak for it.
    """
    around = _Around(scene, scores, triggers)
    types = [n for n in range(len(TYPES)) if scores.document[n + 1] >= LEAST_TYPE]
    if not types:
        return []
    found: list[tuple[Entity, int, list[float]]] = []
    for role in range(len(ROLES)):
        for entity, row in around.of_role(role):
            found.extend((entity, each, row + around.of_type(entity, each)) for each in types)
    return found


class _Around:
    """The numbers of one document's entities."""

    def __init__(
        self, scene: Scene, scores: Scores, triggers: Mapping[str, frozenset[str]]
    ) -> None:
        self.scene = scene
        self.scores = scores
        tokens = scene.tokens
        self.sentence = np.array([tokens[c.head].sentence for c in scores.candidates])
        self.any_trigger = np.array([i for i, seen in enumerate(scene.triggers) if seen])
        self.by_type = [
            np.array(
                [
                    i
                    for i, seen in enumerate(scene.triggers)
                    if any(c.partition(":")[2] in triggers[name] for c in seen)
                ]
            )
            for name in TYPES
        ]
        self.sentence_of = np.array([t.sentence for t in tokens])
        self.candidate_at = {c.head: j for j, c in enumerate(scores.candidates)}

    def of_role(self, role: int) -> list[tuple[Entity, list[float]]]:
        """The entities that may fill a role, the likeliest first."""
        scores = self.scores.roles
        groups: dict[str, list[int]] = defaultdict(list)
        for (j, r), (variant, _) in self.scores.variants.items():
            if r == role and scores[j, role] > LEAST_MENTION:
                words = words_of(self.scene, variant)
                if words:
                    groups[words].append(j)
        groups = self._merged(groups, role)
        ordered = sorted(groups.items(), key=lambda g: -scores[g[1], role].max())
        tops = [float(scores[members, role].max()) for _, members in ordered]
        return [
            self._entity(role, words, sorted(members), rank, tops)
            for rank, (words, members) in enumerate(ordered[:MOST_ENTITIES])
        ]

    def _merged(self, groups: dict[str, list[int]], role: int) -> dict[str, list[int]]:
        """Names that are part of a longer one belong to it: "galan" is "luis carlos galan"."""
        tokens, candidates = self.scene.tokens, self.scores.candidates
        proper = {
            words
            for words, members in groups.items()
            if all(tokens[candidates[j].head].pos == "PROPN" for j in members)
        }
        merged = dict(groups)
        for words in sorted(proper, key=lambda w: len(w.split())):
            parts = set(words.split())
            longer = [w for w in merged if w in proper and w != words and parts < set(w.split())]
            if longer:
                best = max(longer, key=lambda w: self._likeliest(merged[w], role))
                mine, whole = (self._likeliest(merged[w], role) for w in (words, best))
                if mine <= MUCH_LIKELIER * whole:
                    merged[best] = sorted({*merged[best], *merged.pop(words)})
        return merged

    def _likeliest(self, members: list[int], role: int) -> float:
        return float(self.scores.roles[members, role].max())

    def _entity(
        self, role: int, words: str, members: list[int], rank: int, tops: list[float]
    ) -> tuple[Entity, list[float]]:
        scores = self.scores.roles
        tokens = self.scene.tokens
        candidates = self.scores.candidates
        best = members[int(np.argmax(scores[members, role]))]
        named = [
            j for j in members if words_of(self.scene, self.scores.variants[j, role][0]) == words
        ]
        shown = max(named, key=lambda j: float(scores[j, role]))
        variant, cut = self.scores.variants[shown, role]
        head = tokens[candidates[best].head]
        heads = tuple(candidates[j].head for j in members)
        of_members = scores[members, role]
        classes = self.scene.classes(head)
        row = [
            float(role), of_members.max(), of_members.sum(), of_members.mean(), of_members[0],
            float(len(members)), float(rank), tops[0] - tops[rank], tops[0],
            tops[1] if len(tops) > 1 else 0.0, sum(tops), cut, float(len(words.split())),
            float(head.sentence), float(tokens[heads[0]].sentence), head.i / len(tokens),
            float(len(tokens)), float(head.pos == "PROPN"), float("plural" in head.features),
            float(self.scene.quoted[head.i]), self._gap(heads, self.any_trigger),
            *(float(f"people:{kind}" in classes) for kind in ("fighters", "civilians", "forces")),
        ]  # fmt: skip
        lemma = [
            j for j in range(len(candidates)) if tokens[candidates[j].head].lemma == head.lemma
        ]
        row += [
            float(len(lemma)),
            float(scores[lemma, role].max()),
            float(scores[lemma, role].sum()),
        ]
        same = self.sentence == head.sentence
        others = same & ~np.isin(np.arange(len(candidates)), members)
        row += [float(x) for x in scores[members].max(axis=0)]
        row += [float(x) for x in scores.max(axis=0)]
        row += [
            float(scores[others if r == role else same, r].max(initial=0.0))
            for r in range(len(ROLES))
        ]
        again = self.scores.again[members, : len(ROLES)]
        mine = again[:, role]
        row += [mine.max(), mine.sum(), mine.mean(), mine[0]]
        row += [float(x) for x in np.delete(again.max(axis=0), role)]
        return Entity(role, words, variant, head.i, heads), row

    def _types_again(self, entity: Entity, kind: int) -> list[float]:
        """What the network says of the entity and a type."""
        again = self.scores.again[[self.candidate_at[i] for i in entity.heads]]
        types = again[:, len(ROLES) :]
        both = types[:, kind] * again[:, entity.role]
        return [float(types[:, kind].max()), float(both.max()), _rest(types.max(axis=0), kind)]

    def of_type(self, entity: Entity, kind: int) -> list[float]:
        """The numbers that belong to one type of incident."""
        document = self.scores.document
        mine = self.by_type[kind]
        rest = [float(p) for n, p in enumerate(document[1:]) if n != kind]
        near_sentence = float(FAR)
        sentences = self.scores.sentences
        at = self.sentence_of[list(entity.heads)]
        here = self.sentence_of[entity.head]
        if len(mine):
            gaps = self.sentence_of[list(entity.heads)][:, None] - self.sentence_of[mine][None, :]
            near_sentence = float(np.abs(gaps).min())
        return [
            float(kind), float(document[kind + 1]), float(document[0]), max(rest),
            self._gap(entity.heads, mine), near_sentence, float(len(mine)),
            *(self._gap(entity.heads, self.by_type[n]) for n in range(3)),
            float(sentences[at, 0].max()), float(sentences[at, kind + 1].max()),
            float(sentences[here, 0]), float(sentences[here, kind + 1]),
            float(sentences[at, kind + 1].sum()), float(sentences[at[0], 0]),
            float(sentences[max(here - 1, 0), kind + 1]),
            float(sentences[min(here + 1, len(sentences) - 1), kind + 1]),
            float(sentences[:, 0].max()), float(sentences[:, kind + 1].max()),
            float(sentences[:, 0].sum()), float(sentences[:, kind + 1].sum()),
            float((sentences[:, kind + 1] > sentences[here, kind + 1]).sum()),
            *self._types_again(entity, kind),
        ]  # fmt: skip

    @staticmethod
    def _gap(heads: Sequence[int], triggers: Array) -> float:
        if not len(triggers):
            return float(FAR)
        return float(np.abs(np.array(heads)[:, None] - triggers[None, :]).min())


def _rest(values: Array, n: int) -> float:
    """The highest of all values but one."""
    return float(np.delete(values, n).max())
