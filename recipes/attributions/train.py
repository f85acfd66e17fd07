"""Train the networks that find attributions (`rashomon.attributions`) on PolNeAR.

    python recipes/attributions/train.py OUT_FOLDER POLNEAR_SPLIT... [--aside]

Each split is a folder with `text/` and `attributions/`. Writes `attributions.npz` and
`attributions.tsv`, which belong into `src/rashomon/data/models`. With `--aside` one text in five is
left out and the networks are scored on those alone, which is how thresholds and features were
chosen. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from rashomon.annotate import annotate
from rashomon.attributions.contents import contents
from rashomon.attributions.features import Features
from rashomon.attributions.find import KINDS_OF_WORD, SELDOM, VERBS, Finder
from rashomon.attributions.network import CUES, TRAINED_ON, Kind, Network, Networks, row_of
from rashomon.attributions.reaches import Reaches, with_inverted_subjects
from rashomon.attributions.sources import sources
from rashomon.document import Document
from rashomon.evaluate.polnear import (
    ENOUGH,
    Attributed,
    AttributedText,
    Parts,
    found_in,
    read_folder,
    score,
    share,
)
from rashomon.knowledge import Knowledge
from rashomon.records import Report

ROWS: dict[Kind, int] = {"cue": 1 << 16, "content": 1 << 16, "source": 1 << 16}
HIDDEN = 24
EPOCHS = 4
RATE: dict[Kind, float] = {"cue": 0.002, "content": 0.003, "source": 0.003}
DECAY: dict[Kind, float] = {"cue": 3e-6, "content": 1e-6, "source": 1e-6}
DROPPED = 0.3
SHARPNESS = 6
"""A ranked candidate is wanted in proportion to this power of what it shares with the gold."""
BATCH: dict[Kind, int] = {"cue": 2048, "content": 128, "source": 128}
"""Examples (cue), or lists of candidates, in a batch."""
FOREIGN = 2
"""One text in so many is learnt from a second time, as a text of another language is read."""
HEAD_FIRST = ("VERB", "NOUN", "ADJ", "AUX")


@dataclass
class Examples:
    """Rows of features; for each example what it is worth, and the list that it stands in."""

    ids: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=lambda: [0])
    worth: list[float] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)

    def add(self, features: Sequence[str], worth: float, of: int, rows: int) -> None:
        self.ids.extend(row_of(feature, rows - 1) for feature in features)
        self.ends.append(len(self.ids))
        self.worth.append(worth)
        self.lists.append(of)

    def matrix(self, rows: int) -> sparse.csr_matrix:
        ones = np.ones(len(self.ids), np.float32)
        made = (ones, np.array(self.ids, np.int32), np.array(self.ends, np.int64))
        return sparse.csr_matrix(made, shape=(len(self.worth), rows))


def cue_of(document: Document, attributed: Attributed) -> int | None:
    """The token by which a gold cue hangs in its sentence, a verb before others."""
    tokens = []
    for start, end in attributed.cue:
        at = document.token_at(start)
        while at is not None and at < len(document.tokens) and document.tokens[at].start < end:
            tokens.append(document.tokens[at])
            at += 1
    within = {t.i for t in tokens}
    tops = [t for t in tokens if t.head == t.i or t.head not in within]
    order = {pos: n for n, pos in enumerate(HEAD_FIRST)}
    return min(tops, key=lambda t: (order.get(t.pos, 9), t.i)).i if tops else None


def characters(document: Document, ranges: Sequence[tuple[int, int]]) -> Parts:
    tokens = document.tokens
    return tuple((tokens[first].start, tokens[last - 1].end) for first, last in ranges)


def collect(
    documents: Iterator[tuple[Document, AttributedText]], foreign: Mapping[str, str]
) -> tuple[dict[Kind, Examples], dict[tuple[str, str], tuple[int, int]]]:
    """The examples of each network, and how often each word was a cue. `foreign`: the words that
    texts of other languages are read in; some texts are learnt from a second time in them alone."""
    made: dict[Kind, Examples] = {"cue": Examples(), "content": Examples(), "source": Examples()}
    seen: Counter[tuple[str, str]] = Counter()
    cues: Counter[tuple[str, str]] = Counter()
    lists = 0
    for number, (document, text) in enumerate(documents):
        document = with_inverted_subjects(document)
        gold = {cue_of(document, each): each for each in reversed(text.attributed)}
        gold.pop(None, None)
        for token in document.tokens:
            if token.pos in KINDS_OF_WORD:
                seen[token.lemma, token.pos] += 1
                cues[token.lemma, token.pos] += token.i in gold
        for same in (None, foreign) if number % FOREIGN == 0 else (None,):
            features = Features(Reaches(document), same)
            for token in document.tokens:
                if token.pos in KINDS_OF_WORD or token.text == ":" or token.i in gold:
                    worth = float(token.i in gold)
                    made["cue"].add(features.cue(token.i), worth, 0, ROWS["cue"])
            for cue in sorted(gold):
                _add_lists(features, cue, gold[cue], made, lists)
                lists += 1
    return made, {key: (n, cues[key]) for key, n in seen.items()}


def _add_lists(
    features: Features, cue: int, gold: Attributed, made: dict[Kind, Examples], of: int
) -> None:
    document = features.reaches.document
    candidates = contents(features.reaches, cue)
    shares = [share(characters(document, each.ranges), gold.content) for each in candidates]
    if max(shares, default=0.0) < ENOUGH:
        return
    for row, worth in zip(features.contents(cue, candidates), shares, strict=True):
        made["content"].add(row, worth, of, ROWS["content"])
    best = candidates[shares.index(max(shares))]
    named = sources(features.reaches, cue)
    right = [share(characters(document, [(s.first, s.last)]), gold.source) for s in named]
    right.append(0.0 if gold.source else 1.0)
    if max(right) < ENOUGH:
        return
    for row, worth in zip(features.sources(cue, best, named), right, strict=True):
        made["source"].add(row, worth, of, ROWS["source"])


# ------------------------------------------------------------------------------------ training


class Trained:
    """One network in training: Adam on a table of features, a hidden layer and an output."""

    def __init__(self, rows: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.weights = {
            "table": rng.normal(0, 0.1, (rows, HIDDEN)).astype(np.float32),
            "own": np.zeros((rows, 1), np.float32),
            "bias": np.zeros(HIDDEN, np.float32),
            "output": rng.normal(0, 0.3, (HIDDEN, 1)).astype(np.float32),
        }
        self.first = {name: np.zeros_like(each) for name, each in self.weights.items()}
        self.second = {name: np.zeros_like(each) for name, each in self.weights.items()}
        self.steps = 0

    def forward(self, rows: sparse.csr_matrix) -> npt.NDArray[np.float32]:
        self.hidden = rows @ self.weights["table"] + self.weights["bias"]
        self.active = np.maximum(self.hidden, 0)
        return (self.active @ self.weights["output"] + rows @ self.weights["own"])[:, 0]

    def step(
        self, rows: sparse.csr_matrix, error: npt.NDArray[np.float32], rate: float, decay: float
    ) -> None:
        column = error[:, None].astype(np.float32)
        turned = rows.T.tocsr()
        below = (column @ self.weights["output"].T) * (self.hidden > 0)
        gradients = {
            "output": self.active.T @ column,
            "own": turned @ column + decay * self.weights["own"],
            "bias": below.sum(0),
            "table": turned @ below + decay * self.weights["table"],
        }
        self.steps += 1
        for name, gradient in gradients.items():
            self.first[name] += 0.1 * (gradient - self.first[name])
            self.second[name] += 0.001 * (gradient**2 - self.second[name])
            first = self.first[name] / (1 - 0.9**self.steps)
            second = self.second[name] / (1 - 0.999**self.steps)
            self.weights[name] -= rate * first / (np.sqrt(second) + 1e-8)

    def network(self) -> Network:
        """With the table as whole numbers, one scale for each column."""
        table = np.hstack([self.weights["table"], self.weights["own"]])
        scale = np.abs(table).max(0) / 127
        return Network(
            rows=np.round(table / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            bias=self.weights["bias"],
            output=self.weights["output"][:, 0],
        )


def dropped(rows: sparse.csr_matrix, rng: np.random.Generator) -> sparse.csr_matrix:
    rows = rows.copy()
    kept = rng.random(len(rows.data)) >= DROPPED
    rows.data = np.where(kept, 1 / (1 - DROPPED), 0).astype(np.float32)
    return rows


def train(kind: Kind, examples: Examples, seed: int = 0) -> Network:
    """A network of one kind: cues one by one, candidates against the others of their list."""
    rows = examples.matrix(ROWS[kind])
    worth = np.array(examples.worth, np.float32)
    lists = np.array(examples.lists)
    rng = np.random.default_rng(seed)
    trained = Trained(ROWS[kind], seed)
    if kind == "cue":
        starts = np.arange(len(worth))
    else:
        starts = np.flatnonzero(np.r_[True, lists[1:] != lists[:-1]])
    ends = np.r_[starts[1:], len(worth)]
    wanted = worth if kind == "cue" else _wanted(worth, starts, ends)
    for epoch in range(EPOCHS):
        order = rng.permutation(len(starts))
        rate = RATE[kind] * (1 - 0.9 * epoch / EPOCHS)
        for at in range(0, len(order), BATCH[kind]):
            chosen = order[at : at + BATCH[kind]]
            picked = np.concatenate([np.arange(starts[k], ends[k]) for k in chosen])
            some = dropped(rows[picked], rng)
            scores = trained.forward(some)
            sizes = ends[chosen] - starts[chosen]
            likely = _logistic(scores) if kind == "cue" else _softmax(scores, sizes)
            trained.step(some, (likely - wanted[picked]) / len(chosen), rate, DECAY[kind])
        print(f"{kind}: epoch {epoch + 1} of {EPOCHS}", file=sys.stderr)
    return trained.network()


def _wanted(
    worth: npt.NDArray[np.float32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    raised = np.where(worth >= ENOUGH, worth, 0) ** SHARPNESS
    return raised / np.repeat(np.add.reduceat(raised, starts), ends - starts)


def _logistic(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


def _softmax(
    scores: npt.NDArray[np.float32], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    return raised / np.repeat(np.add.reduceat(raised, starts), sizes)


# ------------------------------------------------------------------------------------- the whole


def is_aside(name: str) -> bool:
    """One text in five, by its name."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % 5 == 0


def documents(texts: Sequence[AttributedText]) -> Iterator[tuple[Document, AttributedText]]:
    """The texts, parsed."""
    knowledge = Knowledge.open()
    for n, text in enumerate(texts):
        if n % 50 == 0:
            print(f"parsed {n} of {len(texts)} texts", file=sys.stderr)
        yield annotate(Report.make(text.text), "en", knowledge), text


def write(networks: Networks, out: Path) -> None:
    """`attributions.npz` and `attributions.tsv`; of words that were no cue, only verbs."""
    arrays = {}
    for kind in ROWS:
        network = getattr(networks, kind)
        for name in ("rows", "scale", "bias", "output"):
            arrays[f"{kind}_{name}"] = getattr(network, name)
    np.savez_compressed(out / "attributions.npz", **arrays)
    lines = [
        "# How often each word was seen, and how often as the cue of an attribution, in the",
        "# articles that the networks were trained on: lemma, part of speech, seen, cues. Words",
        "# never a cue stand here when they are verbs seen often enough to be known as such.",
        "# Made by recipes/attributions.",
    ]
    for (lemma, pos), (seen, cues) in sorted(networks.words.items()):
        if lemma.strip() and (cues or (pos in VERBS and seen >= SELDOM)):
            lines.append(f"{lemma}\t{pos}\t{seen}\t{cues}")
    (out / "attributions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def foreign_words() -> dict[str, str]:
    """The English words that words of other languages stand for, each as itself."""
    knowledge = Knowledge.open()
    names = [CUES.format(each) for each in knowledge.languages if each != TRAINED_ON]
    listed = [knowledge.data(name) for name in names if knowledge.has(name)]
    return {word.partition("/")[0]: word for words in listed for word in words}


def trained_on(pairs: Iterator[tuple[Document, AttributedText]]) -> Networks:
    """The three networks."""
    examples, words = collect(pairs, foreign_words())
    return Networks(
        cue=train("cue", examples["cue"]),
        content=train("content", examples["content"]),
        source=train("source", examples["source"]),
        words=words,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("out", type=Path)
    arguments.add_argument("split", type=Path, nargs="+")
    arguments.add_argument("--aside", action="store_true")
    asked = arguments.parse_args()
    texts = [text for folder in asked.split for text in read_folder(folder)]
    kept = [t for t in texts if not (asked.aside and is_aside(t.name))]
    networks = trained_on(documents(kept))
    asked.out.mkdir(parents=True, exist_ok=True)
    write(networks, asked.out)
    if asked.aside:
        held = [t for t in texts if is_aside(t.name)]
        found = {
            text.name: found_in(each, Finder(each, networks).sayings())
            for each, text in documents(held)
        }
        print(score(held, found))


if __name__ == "__main__":
    main()
