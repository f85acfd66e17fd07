"""Who fills which part in the incidents that a document tells of, by what was learnt from examples.

    1. mentions    each noun phrase: the probability of each role          (Linear)
    2. cuts        how much of the phrase names it                         (Linear)
    3. document    whether it tells of an incident at all, and of which types (Linear)
    4. sentences   whether each tells of an incident, and of which types   (Linear)
    5. again       the likely noun phrases again, in the light of all this   (Network)
    6. entities    mentions with the same words; the probability of role and type together (Trees)
    7. types       each type again, in the light of who was found          (Trees)
    8. incidents   what was found for a type, in one incident or several   (Trees)

Made by recipes/roles, which trains each step on what the steps before say of documents that they
were not trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from rashomon.document import Document
from rashomon.knowledge import Lexicon, load_yaml
from rashomon.roles.candidates import Candidate, Variant, candidates_of
from rashomon.roles.entities import (
    LEAST_MENTION,
    ROLES,
    TYPES,
    Entity,
    Scores,
    entities_of,
)
from rashomon.roles.features import (
    Classes,
    Scene,
    document_features,
    sentence_features,
    variant_features,
)
from rashomon.roles.linear import Linear
from rashomon.roles.network import Network
from rashomon.roles.splitting import Cues, CueWords, pair_row
from rashomon.roles.surroundings import likely, no_judgement, surroundings
from rashomon.roles.trees import Trees

Array = npt.NDArray[Any]
ANCHORS = (ROLES.index("Target"), ROLES.index("Victim"))
"""Roles that tell incidents apart: two with different victims or targets may be two."""


@dataclass(frozen=True, slots=True)
class Fill:
    """An entity that fills a role of an incident, and how likely that is."""

    entity: Entity
    probability: float


@dataclass(frozen=True, slots=True)
class Told:
    """An incident that a document most likely tells of: its type, and who fills its roles."""

    type: str
    probability: float
    fills: tuple[Fill, ...]

    def of(self, role: str) -> tuple[Fill, ...]:
        """The fills of one of ROLES, the likeliest first."""
        at = ROLES.index(role)
        return tuple(f for f in self.fills if f.entity.role == at)


@dataclass(frozen=True)
class Thresholds:
    """From which probability something is told. Chosen on training documents, each read by models
    that were trained without it, for the best micro F1."""

    type: float
    roles: tuple[float, ...]
    apart: float
    shared: float


class Parts:
    """The learned part of one language, opened: see the module for its steps."""

    def __init__(self, lexicon: Lexicon, words: Mapping[str, Any]) -> None:
        self.classes = Classes(lexicon)
        self.triggers = {name: frozenset(codes) for name, codes in words["triggers"].items()}
        self.cue_words = CueWords(
            sites=frozenset(lexicon["place_roles.site"].codes),
            times=frozenset(words["time_words"]),
            turns=frozenset(words["turning_words"]),
        )

    def scene(self, document: Document) -> Scene:
        """The document, seen for features."""
        return Scene(document, self.classes)

    def cues(self, scene: Scene) -> Cues:
        """The places, times and turning words of a document."""
        return Cues.of(scene, self.cue_words)


@dataclass(frozen=True)
class RoleModel:
    """All steps, trained."""

    parts: Parts
    mentions: Linear
    cuts: Linear
    document: Linear
    sentences: Linear
    again: Network
    entities: Trees
    types: Trees
    apart: Trees
    thresholds: Thresholds

    @staticmethod
    def open(language: str, lexicon: Lexicon) -> RoleModel | None:
        """The model of a language, or None where none was trained."""
        path = files("rashomon") / "data" / "models" / f"roles.{language}.npz"
        if not path.is_file():
            return None
        parts = Parts(lexicon, load_yaml(f"models/roles.{language}.yaml"))
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return RoleModel.of_arrays(parts, {name: arrays[name] for name in arrays.files})

    @staticmethod
    def of_arrays(parts: Parts, arrays: Mapping[str, Array]) -> RoleModel:
        """From the arrays of a file; KeyError names one that is missing."""
        levels = [float(x) for x in arrays["thresholds"]]
        return RoleModel(
            parts=parts,
            mentions=Linear.of_arrays("mentions", arrays),
            cuts=Linear.of_arrays("cuts", arrays),
            document=Linear.of_arrays("document", arrays),
            sentences=Linear.of_arrays("sentences", arrays),
            again=Network.of_arrays("again", arrays),
            entities=Trees.of_arrays("entities", arrays),
            types=Trees.of_arrays("types", arrays),
            apart=Trees.of_arrays("apart", arrays),
            thresholds=Thresholds(levels[0], tuple(levels[1:-2]), levels[-2], levels[-1]),
        )

    def read(self, document: Document) -> tuple[Told, ...]:
        """The incidents that a document most likely tells of."""
        scene = self.parts.scene(document)
        scores = self.scores(scene, candidates_of(document))
        rows = entities_of(scene, scores, self.parts.triggers)
        likely = self.entities.predict(np.array([r for _, _, r in rows])) if rows else np.zeros(0)
        found = [(e, kind, float(p)) for (e, kind, _), p in zip(rows, likely, strict=True)]
        types = self.types.predict(type_rows(scores, found, len(document.tokens)))
        apart = Apart(scene, self.parts.cues(scene), self.apart)
        return tell(found, types, self.thresholds, apart)

    def scores(self, scene: Scene, candidates: Sequence[Candidate]) -> Scores:
        """What the linear models and the network say of a document and its candidates."""
        features = [scene.features(c) for c in candidates]
        roles = self.mentions.predict(features)
        variants = {}
        for j, candidate in enumerate(candidates):
            for role, name in enumerate(ROLES):
                if roles[j, role] > LEAST_MENTION:
                    rows = [variant_features(scene, candidate, v, name) for v in candidate.variants]
                    fit = self.cuts.predict(rows)[:, 0]
                    best = int(np.argmax(fit))
                    variants[j, role] = (candidate.variants[best], float(fit[best]))
        about = self.document.predict([document_features(scene.document, scene)])[0]
        count = len(scene.document.sentences)
        told = self.sentences.predict([sentence_features(scene, i) for i in range(count)])
        again = no_judgement(len(candidates), len(TYPES))
        scores = Scores(candidates, roles, variants, about, told, again)
        return judged_again(scene, scores, features, self.again)


def judged_again(
    scene: Scene, scores: Scores, features: Sequence[Sequence[str]], network: Network
) -> Scores:
    """The scores with what the network says of the likely candidates; `features` are those of each
    candidate."""
    chosen = likely(scores)
    again = no_judgement(len(scores.candidates), len(TYPES))
    if chosen:
        numbers = surroundings(scene, scores, chosen)
        again[chosen] = network.predict([features[j] for j in chosen], numbers)
    return replace(scores, again=again)


def type_rows(scores: Scores, found: Sequence[tuple[Entity, int, float]], length: int) -> Array:
    """For each type the numbers by which it is judged again."""
    best = np.zeros((len(TYPES), len(ROLES)))
    for entity, kind, probability in found:
        best[kind, entity.role] = max(best[kind, entity.role], probability)
    most = scores.roles.max(axis=0, initial=0.0)
    again = scores.again
    likeliest = again[:, : len(ROLES)].max(axis=1, initial=0.0)
    sentences = scores.sentences
    rows = []
    for kind in range(len(TYPES)):
        elsewhere = np.delete(best, kind, axis=0).max()
        rows.append(
            [*scores.document, scores.document[kind + 1], *best[kind], best[kind].sum(), kind,
             length, elsewhere, *most, *_best(sentences[:, 0]), *_best(sentences[:, kind + 1]),
             *again.max(axis=0, initial=0.0)[: len(ROLES)],
             *_top(again[:, len(ROLES) + kind]), *_top(again[:, len(ROLES) + kind] * likeliest)]
        )  # fmt: skip
    return np.array(rows, dtype=np.float64)


def _top(scores: Array) -> list[float]:
    """The three highest, and their sum over the document."""
    ordered = np.sort(scores)[::-1]
    return [*(float(x) for x in [*ordered[:3], 0.0, 0.0, 0.0][:3]), float(scores.sum())]


def _best(scores: Array) -> list[float]:
    """The three highest, their sum, and the first."""
    return [*_top(scores), float(scores[0])]


class Apart:
    """How likely two entities belong to different incidents; each pair is looked at once."""

    def __init__(self, scene: Scene, cues: Cues, trees: Trees) -> None:
        self.scene, self.cues, self.trees = scene, cues, trees
        self._known: dict[tuple[Entity, Entity], float] = {}

    def __call__(self, one: Fill, other: Fill) -> float:
        """The probability."""
        key = (one.entity, other.entity)
        if key not in self._known:
            likely = (one.probability, other.probability)
            row = pair_row(self.scene, self.cues, *key, likely)
            self._known[key] = float(self.trees.predict(np.array([row]))[0])
        return self._known[key]


def tell(
    found: Sequence[tuple[Entity, int, float]],
    types: Array,
    thresholds: Thresholds,
    apart: Apart,
) -> tuple[Told, ...]:
    """The incidents, from what is likely enough."""
    told = []
    for kind, probability in enumerate(types):
        if probability < thresholds.type:
            continue
        fills = _chosen([Fill(e, p) for e, k, p in found if k == kind], thresholds)
        for group in _groups(fills, thresholds, apart):
            told.append(Told(TYPES[kind], float(probability), tuple(group)))
    return tuple(told)


def _chosen(fills: Sequence[Fill], thresholds: Thresholds) -> list[Fill]:
    """The fills that are likely enough, each thing once: "galan" is "luis carlos galan"."""
    kept: list[Fill] = []
    for fill in sorted(fills, key=lambda f: -f.probability):
        if fill.probability < thresholds.roles[fill.entity.role]:
            continue
        words = set(fill.entity.words.split())
        alike = (set(k.entity.words.split()) for k in kept if k.entity.role == fill.entity.role)
        if not any(words <= other or other <= words for other in alike):
            kept.append(fill)
    return kept


def _groups(fills: Sequence[Fill], thresholds: Thresholds, apart: Apart) -> list[list[Fill]]:
    """The fills of one type by incident: victims and targets are joined while they are likelier
    together than `apart`; whoever did it, and with what, goes wherever it is likely enough."""
    anchors = sorted((f for f in fills if f.entity.role in ANCHORS), key=lambda f: f.entity.head)
    rest = [f for f in fills if f.entity.role not in ANCHORS]
    groups = [[f] for f in anchors]
    while len(groups) > 1:
        distance, i, j = min(
            (_mean(apart, groups[i], groups[j]), i, j)
            for i, j in combinations(range(len(groups)), 2)
        )
        if distance > thresholds.apart:
            break
        groups[i] += groups.pop(j)
    if len(groups) < 2:
        return [list(fills)]
    for fill in rest:
        distances = [
            _mean(apart, [fill], [f for f in g if f.entity.role in ANCHORS]) for g in groups
        ]
        for group, distance in zip(groups, distances, strict=True):
            if distance < thresholds.shared or distance == min(distances):
                group.append(fill)
    return groups


def _mean(apart: Apart, one: Sequence[Fill], other: Sequence[Fill]) -> float:
    return sum(apart(a, b) for a in one for b in other) / (len(one) * len(other))


def span_of(document: Document, variant: Variant) -> tuple[int, int]:
    """Characters of a variant in the text."""
    return document.tokens[variant.first].start, document.tokens[variant.last - 1].end
