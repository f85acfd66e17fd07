"""Trains the small networks that judge likely mentions again (rashomon.roles.network)."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from rashomon.roles.linear import key_of
from rashomon.roles.network import FEATURES, NUMBERS, Network

HIDDEN = 32
LEAST_SEEN = 4
"""Rows in which a feature must be seen to be learnt."""
DECAY = 0.1
PASSES = 12
SEEDS = (1, 2)


def train_network(
    rows: Sequence[Sequence[str]], numbers: np.ndarray, outcomes: np.ndarray
) -> Network:
    """Networks that differ by their seed alone."""
    seen = Counter(f for row in rows for f in set(row))
    keys = sorted({key_of(f) for f, n in seen.items() if n >= LEAST_SEEN})
    column = {key: n for n, key in enumerate(keys)}
    mean, deviation = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    matrix = sp.hstack(
        [FEATURES * unit_rows(rows, column), sp.csr_matrix(NUMBERS * (numbers - mean) / deviation)]
    ).tocsr()
    networks = [fitted(matrix, outcomes, seed) for seed in SEEDS]
    first = np.stack([n.coefs_[0] for n in networks])
    return Network(
        keys=np.array(keys, dtype=np.uint32),
        words=first[:, : len(keys)].astype(np.float16).astype(np.float32),
        numbers=first[:, len(keys) :].astype(np.float32),
        bias=np.stack([n.intercepts_[0] for n in networks]).astype(np.float32),
        out=np.stack([n.coefs_[1] for n in networks]).astype(np.float32),
        out_bias=np.stack([n.intercepts_[1] for n in networks]).astype(np.float32),
        mean=mean,
        deviation=deviation,
    )


def unit_rows(rows: Sequence[Sequence[str]], column: dict[int, int]) -> sp.csr_matrix:
    """Each row's known features, as a row of length 1."""
    ends, found, values = [0], [], []
    for row in rows:
        known = sorted({column[k] for k in map(key_of, row) if k in column})
        found += known
        values += [1 / np.sqrt(len(known))] * len(known)
        ends.append(len(found))
    return sp.csr_matrix((values, found, ends), shape=(len(rows), len(column)), dtype=np.float32)


def fitted(matrix: sp.csr_matrix, outcomes: np.ndarray, seed: int) -> MLPClassifier:
    network = MLPClassifier(
        (HIDDEN,), alpha=DECAY, batch_size=256, learning_rate_init=2e-3, max_iter=PASSES,
        random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():  # the passes are fewer than convergence takes, on purpose
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(matrix, outcomes)
    return network
