"""Boosted trees, as arrays: what gradient boosting learnt, applied with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Trees:
    """Trees with the same number of nodes (padded). For node `n` of tree `t`: `feature[t, n]` is
    the column compared with `threshold[t, n]` (at most: go `left`, else `right`), or -1 where the
    node is a leaf; `value[t, n]` is what a leaf adds to the log odds."""

    feature: Array
    threshold: Array
    left: Array
    right: Array
    value: Array

    def predict(self, rows: Array) -> Array:
        """The probability for each row of numbers."""
        count, trees = len(rows), np.arange(len(self.feature))
        at = np.zeros((count, len(trees)), dtype=np.int32)
        while True:
            column = self.feature[trees, at]
            inner = column >= 0
            if not inner.any():
                break
            seen = rows[np.arange(count)[:, None], np.maximum(column, 0)]
            goes_left = seen <= self.threshold[trees, at]
            step = np.where(goes_left, self.left[trees, at], self.right[trees, at])
            at = np.where(inner, step, at)
        probabilities: Array = 1 / (1 + np.exp(-self.value[trees, at].sum(axis=1)))
        return probabilities

    def arrays(self, name: str) -> dict[str, Array]:
        """The model as named arrays, for a file."""
        return {f"{name}.{part}": getattr(self, part) for part in _PARTS}

    @staticmethod
    def of_arrays(name: str, arrays: Mapping[str, Array]) -> Trees:
        """From the arrays of a file; KeyError names one that is missing."""
        return Trees(*(arrays[f"{name}.{part}"] for part in _PARTS))


_PARTS = ("feature", "threshold", "left", "right", "value")
