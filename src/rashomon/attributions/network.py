"""Small networks over sparse features: which of these words, which of these candidates.

Each feature (a string) has a row of a table, found by its CRC-32; the rows of an example are added
up, go through one hidden layer, and give one score. The rows are whole numbers with one scale for
each column, so that the tables stay small. `recipes/attributions` trains them and tells on what.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from rashomon.knowledge import Knowledge, data_file

Floats = npt.NDArray[np.float32]
Kind = Literal["cue", "content", "source"]
KINDS: tuple[Kind, ...] = ("cue", "content", "source")
WEIGHTS = "models/attributions.npz"
WORDS = "models/attributions.tsv"
CUES = "lexicons/cues.{}.yaml"
TRAINED_ON = "en"
REMEMBERED = 200_000
"""Features whose row is kept at hand; more are looked up again."""


@dataclass(frozen=True)
class Network:
    """`rows`: for each feature the hidden units, then its own score (int8, times `scale`)."""

    rows: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    output: Floats
    known: dict[str, int] = field(default_factory=dict)

    def scores(self, examples: Sequence[Sequence[str]]) -> Floats:
        """One score an example, each of which has at least one feature."""
        ids, starts = self._ids(examples)
        added = np.add.reduceat(self.rows[ids], starts, axis=0, dtype=np.int32) * self.scale
        hidden = np.maximum(added[:, :-1] + self.bias, 0.0)
        result: Floats = (hidden @ self.output + added[:, -1]).astype(np.float32)
        return result

    def _ids(self, examples: Sequence[Sequence[str]]) -> tuple[Any, Any]:
        known, mask = self.known, len(self.rows) - 1
        if len(known) > REMEMBERED:
            known.clear()
        features = list(chain.from_iterable(examples))
        ids = list(map(known.get, features))
        if None in ids:
            for n, feature in enumerate(features):
                if ids[n] is None:
                    ids[n] = known[feature] = row_of(feature, mask)
        starts = list(accumulate(map(len, examples), initial=0))[:-1]
        return np.array(ids), np.array(starts)


@dataclass(frozen=True)
class Networks:
    """The three networks, and how often each word was a cue where they were trained.

    `words`: (lemma, part of speech) → (times seen, times a cue).
    """

    cue: Network
    content: Network
    source: Network
    words: Mapping[tuple[str, str], tuple[int, int]]

    @staticmethod
    def open(knowledge: Knowledge) -> Networks:
        """The networks of the package; KnowledgeError where their file is missing or broken."""
        opened: Networks = knowledge.keep(WEIGHTS, _load)
        return opened


def words_of(knowledge: Knowledge, language: str) -> Mapping[str, str] | None:
    """A language's words in those that the networks know, the first that lists one has it; none
    where the file has no such language. None for English, which they were trained on."""
    if language == TRAINED_ON:
        return None
    name = CUES.format(language)

    def turned() -> Mapping[str, str]:
        found: dict[str, str] = {}
        for english, words in knowledge.data(name).items() if knowledge.has(name) else ():
            for word in words:
                found.setdefault(word, english)
        return found

    words: Mapping[str, str] = knowledge.keep(f"words of {name}", turned)
    return words


def row_of(feature: str, mask: int) -> int:
    """The row of a feature in a table of `mask` + 1 rows."""
    return zlib.crc32(feature.encode()) & mask


def _load() -> Networks:
    with data_file(WEIGHTS).open("rb") as file:
        arrays = np.load(file)
        made = {
            kind: Network(
                rows=arrays[f"{kind}_rows"],
                scale=arrays[f"{kind}_scale"],
                bias=arrays[f"{kind}_bias"],
                output=arrays[f"{kind}_output"],
            )
            for kind in KINDS
        }
    return Networks(made["cue"], made["content"], made["source"], _words(WORDS))


def _words(name: str) -> Mapping[tuple[str, str], tuple[int, int]]:
    with data_file(name).open(encoding="utf-8") as file:
        return dict(_word(line) for line in _told(file))


def _told(lines: Iterable[str]) -> Iterable[str]:
    return (line.rstrip("\n") for line in lines if line.strip() and not line.startswith("#"))


def _word(line: str) -> tuple[tuple[str, str], tuple[int, int]]:
    lemma, pos, seen, cues = line.split("\t")
    return (lemma, pos), (int(seen), int(cues))
