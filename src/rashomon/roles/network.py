"""A small network that judges likely mentions again: features that count together, and what the
linear models say of everything around."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rashomon.roles.linear import known_at

Array = npt.NDArray[Any]
FEATURES, NUMBERS = 2.0, 0.5
"""Lengths of a row's features, together, and of a standard deviation of its numbers."""


@dataclass(frozen=True)
class Network:
    """Networks with one hidden layer each, over the same features and numbers; the mean of what
    they say counts. `words[m, i]` is what the feature with the hash `keys[i]` (ascending) adds to
    the hidden layer of network `m`, `numbers[m]` what each number adds; `out[m]` leads from there
    to the log odds of the outcomes. `mean` and `deviation` are those of the numbers in training."""

    keys: Array
    words: Array
    numbers: Array
    bias: Array
    out: Array
    out_bias: Array
    mean: Array
    deviation: Array

    def predict(self, rows: Sequence[Iterable[str]], numbers: Array) -> Array:
        """Probabilities, one row for each row of features (with its numbers) and one column for
        each outcome."""
        outcomes = self.out.shape[-1]
        if not len(rows):
            return np.zeros((0, outcomes))
        dense = NUMBERS * (numbers - self.mean) / self.deviation
        hidden = np.einsum("rd,mdh->mrh", dense, self.numbers) + self.bias[:, None, :]
        for n, row in enumerate(rows):
            known = known_at(self.keys, row)
            if len(known):
                summed = self.words[:, known].sum(axis=1, dtype=np.float64)
                hidden[:, n] += FEATURES / np.sqrt(len(known)) * summed
        logits = np.einsum("mrh,mho->mro", np.maximum(hidden, 0), self.out) + self.out_bias[:, None]
        probabilities: Array = (1 / (1 + np.exp(-logits))).mean(axis=0)
        return probabilities

    def arrays(self, name: str) -> dict[str, Array]:
        """The model as named arrays, for a file: the words' weights in 255 steps."""
        step = np.maximum(np.abs(self.words).max(axis=(1, 2), keepdims=True), 1e-9) / 127
        kept = {part: getattr(self, part) for part in _PARTS}
        kept["words"] = np.round(self.words / step).astype(np.int8)
        return {f"{name}.{part}": each for part, each in (kept | {"step": step}).items()}

    @staticmethod
    def of_arrays(name: str, arrays: Mapping[str, Array]) -> Network:
        """From the arrays of a file; KeyError names one that is missing."""
        parts = {part: arrays[f"{name}.{part}"] for part in _PARTS}
        parts["words"] = parts["words"] * arrays[f"{name}.step"].astype(np.float32)
        return Network(**parts)


_PARTS = ("keys", "words", "numbers", "bias", "out", "out_bias", "mean", "deviation")
