"""The networks of a spaCy model, run on one text with less work than one layer at a time.

Nothing is learnt or left out here: the numbers are the model's own, and so is what comes of them.
Where a model is built otherwise than expected, its components run as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, NORM, ORTH, SENT_START, SPACY
from spacy.pipeline import DependencyParser, Tok2Vec
from spacy.tokens import Doc

KEPT = 20_000
"""Words of which the work is kept, each way. A month of news has more; the common ones come back
at once after the rest were let go."""
PROBE = ("Gunmen", "killed", "soldiers", "hommes", "armés")
_ALIKE = 1e-4
AHEAD = 2
"""Words of the next sentence that the parser looks at, at most, before it ends one."""
_MIX: NDArray[np.uint64] = np.random.default_rng(7).integers(2**63, size=8, dtype=np.uint64) * 2 + 1
"""Large odd numbers without a pattern, one a column."""

Floats = NDArray[np.float32]


def keys_of(columns: NDArray[np.uint64]) -> list[int]:
    """One number for each row of a few hashes: two rows have the same as rarely as two words have
    the same hash."""
    keys: list[int] = (columns * _MIX[: columns.shape[1]]).sum(axis=1, dtype=np.uint64).tolist()
    return keys


def on_numpy(model: Any) -> None:
    """Let a model multiply by NumPy's library, which is faster at it than the one it comes with."""
    if getattr(model.ops, "use_blis", False):
        ops = type(model.ops)(use_blis=False)
        for node in model.walk():
            node.ops = ops


# --------------------------------------------------------------------------------- embeddings


class Embedding:
    """The `tok2vec` of a pipeline, with the embedding of each word kept.

    Its model is a chain of two (spaCy's `Tok2Vec.v2`): one that embeds each word by its own
    features, and one that lets it see its neighbours.
    """

    def __init__(self, tok2vec: Tok2Vec, vocab: Any) -> None:
        self._embed, encode = tok2vec.model.layers
        on_numpy(tok2vec.model)
        self._encode = Encoder.of(encode)
        self._encode_plainly = encode
        self._vocab = vocab
        width = tok2vec.model.get_dim("nO")
        self._rows: dict[int, int] = {}
        self._table: Floats = np.zeros((KEPT, width), dtype=np.float32)

    @staticmethod
    def of(steps: Sequence[Any], vocab: Any) -> Embedding | None:
        """Of the first step, if it is a `tok2vec` that embeds words without their neighbours."""
        first = steps[0] if steps else None
        if not isinstance(first, Tok2Vec) or len(first.model.layers) != 2:
            return None
        embed = first.model.layers[0]
        together = embed.predict([Doc(vocab, words=list(PROBE))])[0]
        alone = [embed.predict([Doc(vocab, words=[word])])[0] for word in PROBE]
        if together.shape != (len(PROBE), first.model.get_dim("nO")):
            return None
        if np.abs(together - np.concatenate(alone)).max() > _ALIKE:
            return None
        return Embedding(first, vocab)

    def __call__(self, doc: Any) -> Any:
        """Gives the document its tensor, as the component would."""
        if len(doc):
            seen = self._embedded(doc)
            if self._encode is not None:
                doc.tensor = self._encode(seen)
            else:
                doc.tensor = self._encode_plainly.predict([seen])[0]
        return doc

    def _embedded(self, doc: Any) -> Floats:
        columns = doc.to_array([ORTH, NORM, SPACY])
        keys = keys_of(columns)
        missing = {key: n for n, key in enumerate(keys) if key not in self._rows}
        if len(missing) + len(self._rows) > KEPT:
            self._rows.clear()
            missing = {key: n for n, key in enumerate(keys)}
            if len(missing) > KEPT:
                plain: Floats = self._embed.predict([doc])[0]
                return plain
        if missing:
            self._learn(list(missing), columns[list(missing.values())])
        return self._table[[self._rows[key] for key in keys]]

    def _learn(self, keys: Sequence[int], columns: NDArray[np.uint64]) -> None:
        spaces = columns[:, 2].astype(bool).tolist()
        scratch: Any = Doc(self._vocab, words=columns[:, 0].tolist(), spaces=spaces)
        scratch.from_array([NORM], columns[:, 1:2])
        first = len(self._rows)
        self._table[first : first + len(keys)] = self._embed.predict([scratch])[0]
        self._rows.update({key: first + n for n, key in enumerate(keys)})


@dataclass(frozen=True, slots=True)
class _Layer:
    """`weights` times a word and its two neighbours gives the pieces, one block after another, of
    which the largest counts; then the layer is normalised."""

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats


class Encoder:
    """Layers that look at a word's neighbours (spaCy's `MaxoutWindowEncoder.v2`), in as many steps
    over memory as they need."""

    def __init__(self, layers: Sequence[_Layer], pieces: int, padding: int) -> None:
        self._layers = layers
        self._pieces = pieces
        self._padding = padding

    @staticmethod
    def of(model: Any) -> Encoder | None:
        """Of a model that gives what this gives for it; None for one built in another way."""
        nodes = {name: [n for n in model.walk() if n.name == name] for name in _PARTS}
        several = nodes["maxout"]
        if not several or any(len(each) != len(several) for each in nodes.values()):
            return None
        if any(node.attrs["window_size"] != 1 for node in nodes["expand_window"]):
            return None
        layers = tuple(map(_layer, several, nodes["layernorm"]))
        made = Encoder(layers, several[0].get_dim("nP"), model.attrs.get("pad", 0))
        random = np.random.default_rng(1)
        probe = random.standard_normal((7, several[0].get_dim("nO")), dtype=np.float32)
        alike = np.abs(made(probe) - model.predict([probe])[0]).max() < _ALIKE
        return made if alike else None

    def __call__(self, words: Floats) -> Floats:
        """Vectors of words that have seen their neighbours, of the same shape."""
        count, width = words.shape
        pad = self._padding
        seen = np.zeros((count + 2 * pad, width), dtype=np.float32)
        seen[pad : pad + count] = words
        window = np.zeros((len(seen), 3 * width), dtype=np.float32)
        for layer in self._layers:
            window[1:, :width] = seen[:-1]
            window[:, width : 2 * width] = seen
            window[:-1, 2 * width :] = seen[1:]
            pieces = window @ layer.weights
            pieces += layer.bias
            best = pieces[:, :width]
            for piece in range(1, self._pieces):
                np.maximum(best, pieces[:, piece * width : (piece + 1) * width], out=best)
            best = best - best.mean(axis=1, keepdims=True)
            variance = np.einsum("ij,ij->i", best, best)[:, None] / np.float32(width)
            best *= 1.0 / np.sqrt(variance + np.float32(1e-8))
            best *= layer.scale
            best += layer.shift
            seen += best
        return seen[pad : pad + count].copy()


_PARTS = ("expand_window", "maxout", "layernorm")


def _layer(maxout: Any, norm: Any) -> _Layer:
    weights, bias = maxout.get_param("W"), maxout.get_param("b")  # (width, pieces, inputs)
    by_piece = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])
    return _Layer(
        np.ascontiguousarray(by_piece.T),
        np.ascontiguousarray(bias.T).reshape(-1),
        norm.get_param("G"),
        norm.get_param("b"),
    )


# --------------------------------------------------------------------------------- sentences


class Sentencewise:
    """A parser that takes the sentences of a text side by side, and not one after another.

    Where sentences are given beforehand, a transition parser keeps nothing of one when it comes to
    the next; it only looks at the next words while it ends one. So each sentence is parsed with
    those words behind it, and gets the parse that it has in its text.
    """

    def __init__(self, parser: DependencyParser) -> None:
        self._parser = parser
        on_numpy(parser.model)

    @staticmethod
    def of(step: Any) -> Sentencewise | None:
        """Of a step that parses one word after another, over the vectors that words have."""
        if not isinstance(step, DependencyParser):
            return None
        plain = step.cfg.get("beam_width") == 1 and not step.cfg.get("learn_tokens")
        listens = any(node.name == "tok2vec-listener" for node in step.model.walk())
        return Sentencewise(step) if plain and listens else None

    def __call__(self, doc: Any) -> Any:
        """Gives the words of a document, each of which is told to begin a sentence or not to, their
        heads and relations."""
        columns = doc.to_array([ORTH, SENT_START])
        starts = columns[:, 1].astype(np.int64)
        firsts = np.flatnonzero(starts == 1).tolist()
        if not firsts or not starts.all():
            return self._parser(doc)
        bounds = [*([0] if firsts[0] else []), *firsts, len(doc)]
        parts = list(_parts(doc, bounds, columns))
        self._parser.set_annotations(parts, self._parser.predict(parts))
        found = [
            part.to_array([HEAD, DEP])[: end - start]
            for part, (start, end) in zip(parts, pairwise(bounds), strict=True)
        ]
        doc.from_array([HEAD, DEP], np.concatenate(found))
        return doc


def _parts(doc: Any, bounds: Sequence[int], columns: NDArray[np.uint64]) -> Iterator[Any]:
    """Each sentence of a document with the words that the parser may look at behind it."""
    words = columns[:, 0].tolist()
    for start, end in pairwise(bounds):
        last = min(end + AHEAD, len(words))
        part: Any = Doc(doc.vocab, words=words[start:last])
        part.from_array([SENT_START], columns[start:last, 1:2])
        part.tensor = doc.tensor[start:last]
        yield part
