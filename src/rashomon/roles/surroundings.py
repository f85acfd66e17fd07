"""What the linear models say around a mention: of it, its sentence and the document, in numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from rashomon.roles.entities import LEAST_MENTION, ROLES, Scores
from rashomon.roles.features import Scene

Array = npt.NDArray[Any]
SURE = 1e-3
"""Probabilities are held this far from 0 and 1."""


def likely(scores: Scores) -> list[int]:
    """The candidates that may fill some role, by index."""
    if not len(scores.candidates):
        return []
    return [int(j) for j in np.nonzero(scores.roles.max(axis=1) > LEAST_MENTION)[0]]


def surroundings(scene: Scene, scores: Scores, chosen: list[int]) -> Array:
    """For each chosen candidate a row of numbers: log odds of its roles, of what its document, its
    sentence and those beside it tell, of the likeliest in each role anywhere, in its sentence, and
    with its head's word; how often that word heads a phrase, and where it stands."""
    heads = [scene.tokens[c.head] for c in scores.candidates]
    by_sentence: dict[int, list[int]] = defaultdict(list)
    by_word: dict[str, list[int]] = defaultdict(list)
    for j, head in enumerate(heads):
        by_sentence[head.sentence].append(j)
        by_word[head.lemma].append(j)
    sentences, last = scores.sentences, len(scores.sentences) - 1
    rows = []
    for j in chosen:
        head = heads[j]
        here = head.sentence
        others = [k for k in by_sentence[here] if k != j]
        same = by_word[head.lemma]
        said = [
            scores.roles[j],
            scores.document,
            sentences[here],
            sentences[max(here - 1, 0)],
            sentences[min(here + 1, last)],
            scores.roles.max(axis=0),
            scores.roles[others].max(axis=0, initial=0.0),
            scores.roles[same].max(axis=0),
        ]
        place = [len(same) / 5, here / 10, head.i / len(scene.tokens)]
        rows.append([*(_log_odds(np.concatenate(said)) / 3), *place])
    return np.array(rows) if rows else np.zeros((0, 1))


def _log_odds(probabilities: Array) -> Array:
    held = np.clip(probabilities, SURE, 1 - SURE)
    odds: Array = np.log(held / (1 - held))
    return odds


def no_judgement(count: int, types: int) -> Array:
    """What stands for candidates that are not judged again: zeros, for each role and type."""
    return np.zeros((count, len(ROLES) + types))
