"""Linear models over features known by their hash alone, so that no word of a corpus is shipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def key_of(feature: str) -> int:
    """The CRC-32 of a feature: what a model stores of it."""
    return zlib.crc32(feature.encode())


def known_at(keys: Array, features: Iterable[str]) -> Array:
    """Where the keys of features stand in a model's sorted `keys`; those that it lacks are left
    out."""
    wanted = {key_of(feature) for feature in features}
    hashes = np.fromiter(sorted(wanted), dtype=np.uint32, count=len(wanted))
    at = np.searchsorted(keys, hashes)
    at[at == len(keys)] = 0
    known: Array = at[keys[at] == hashes]
    return known


@dataclass(frozen=True)
class Linear:
    """Logistic regressions with one set of features: `weights[i, k]` is what the feature with the
    hash `keys[i]` (ascending) adds to the log odds of outcome `k`; `scale[i]` weighs the feature in
    a row that is then brought to length 1 (None: each counts 1)."""

    keys: Array
    weights: Array
    bias: Array
    scale: Array | None = None

    def predict(self, rows: Sequence[Iterable[str]]) -> Array:
        """Probabilities, one row for each row of features and one column for each outcome."""
        logits = np.tile(self.bias.astype(np.float64), (len(rows), 1))
        for n, row in enumerate(rows):
            found = known_at(self.keys, row)
            if not len(found):
                continue
            if self.scale is None:
                logits[n] += self.weights[found].sum(axis=0, dtype=np.float64)
            else:
                scale = self.scale[found].astype(np.float64)
                length = float(np.sqrt((scale * scale).sum())) or 1.0
                logits[n] += (scale / length) @ self.weights[found].astype(np.float64)
        probabilities: Array = 1 / (1 + np.exp(-logits))
        return probabilities

    def arrays(self, name: str) -> dict[str, Array]:
        """The model as named arrays, for a file."""
        kept = {
            f"{name}.keys": self.keys,
            f"{name}.weights": self.weights,
            f"{name}.bias": self.bias,
        }
        if self.scale is not None:
            kept[f"{name}.scale"] = self.scale
        return kept

    @staticmethod
    def of_arrays(name: str, arrays: Mapping[str, Array]) -> Linear:
        """From the arrays of a file; KeyError names one that is missing."""
        scale = arrays.get(f"{name}.scale")
        return Linear(
            arrays[f"{name}.keys"], arrays[f"{name}.weights"], arrays[f"{name}.bias"], scale
        )
