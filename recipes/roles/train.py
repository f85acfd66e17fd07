"""Make src/rashomon/data/models/roles.en.npz from messages with templates (MUC-4).

    pip install rashomon[train]
    python recipes/roles/train.py muc4/train.jsonl [--cache FOLDER] [--check muc4/dev.jsonl]

Five folds by a hash of the message's name. Every step is trained on what the steps before say of
messages that they were not trained on, and the thresholds are chosen on the same: the figures that
are printed for training messages come from models that never saw the message. --check scores other
messages with the finished model, and chooses nothing.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import scipy.sparse as sp
from networks import train_network
from sklearn.linear_model import LogisticRegression

from rashomon.annotate import annotate
from rashomon.document import Document
from rashomon.evaluate.muc4 import Message, read_messages, report_of, score, templates_of
from rashomon.knowledge import Knowledge, load_yaml
from rashomon.roles.candidates import candidates_of
from rashomon.roles.entities import (
    LEAST_MENTION,
    ROLES,
    TYPES,
    Entity,
    Scores,
    entities_of,
    words_of,
)
from rashomon.roles.features import Scene, document_features, sentence_features, variant_features
from rashomon.roles.linear import Linear, key_of
from rashomon.roles.model import (
    Apart,
    Parts,
    RoleModel,
    Thresholds,
    judged_again,
    tell,
    type_rows,
)
from rashomon.roles.network import Network
from rashomon.roles.splitting import pair_row
from rashomon.roles.surroundings import likely, no_judgement, surroundings
from rashomon.roles.trees import Trees

FOLDS = 5
OUT = Path(__file__).parents[2] / "src/rashomon/data/models/roles.en.npz"
LEAST_SEEN = {"mentions": 4, "cuts": 3, "document": 3, "sentences": 3}
"""Examples in which a feature must be seen to be learnt."""
STRENGTH = {"mentions": 0.3, "cuts": 0.7, "document": 20.0, "sentences": 0.1}
"""Inverse of the regularisation of the linear models."""
BOOSTING: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_child_samples": 30,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5,
    "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
ROUNDS = 150
SEEDS = (1, 2, 3)
TYPE_BOOSTING = {**BOOSTING, "num_leaves": 7, "min_child_samples": 20}
TYPE_ROUNDS = 100
LEVELS = (0.16, 0.18, 0.2, 0.22, 0.23, 0.24, 0.26, 0.28)
ALIKE = 0.0005
"""Micro F1 by which two thresholds may differ and be as good."""


@dataclass
class Example:
    """A message seen for training."""

    message: Message
    document: Document
    scene: Scene
    candidates: Any
    words: list[list[str]]
    features: list[list[str]]
    about: list[str]
    sentences: list[list[str]]
    fold: int
    gold: list[set[str]]


def examples_of(path: Path, parts: Parts, cache: Path | None) -> list[Example]:
    documents = parsed(path, cache)
    found = []
    for message in read_messages(path):
        document = documents[message.id]
        scene = parts.scene(document)
        candidates = candidates_of(document)
        found.append(
            Example(
                message=message,
                document=document,
                scene=scene,
                candidates=candidates,
                words=[[words_of(scene, v) for v in c.variants] for c in candidates],
                features=[scene.features(c) for c in candidates],
                about=document_features(document, scene),
                sentences=[sentence_features(scene, i) for i in range(len(document.sentences))],
                fold=zlib.crc32(message.id.encode()) % FOLDS,
                gold=[
                    {m for t in message.templates for e in t.roles[r] for m in e}
                    for r in range(len(ROLES))
                ],
            )
        )
    return found


def parsed(path: Path, cache: Path | None) -> dict[str, Document]:
    kept = cache / f"{path.stem}.documents" if cache else None
    if kept is not None and kept.exists():
        return pickle.loads(kept.read_bytes())
    knowledge = Knowledge.open()
    documents = {}
    for n, message in enumerate(read_messages(path)):
        documents[message.id] = annotate(report_of(message), "en", knowledge)
        if n % 200 == 0:
            print(f"parsed {n} of {path.name}", file=sys.stderr)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(documents))
    return documents


# Linear models


def linear(
    name: str, rows: Sequence[Sequence[str]], outcomes: np.ndarray, weigh: bool = False
) -> Linear:
    """Logistic regressions, one for each column of outcomes (0 or 1)."""
    seen = Counter(f for row in rows for f in set(row))
    features = sorted((key_of(f), f) for f, n in seen.items() if n >= LEAST_SEEN[name])
    keys = np.array([k for k, _ in features], dtype=np.uint32)
    column = {f: n for n, (_, f) in enumerate(features)}
    matrix = sparse(rows, column)
    scale = None
    if weigh:
        counts = np.asarray(matrix.sum(axis=0)).ravel()
        scale = (np.log(len(rows) / (1 + counts)) + 0.5).astype(np.float32)
        matrix = matrix @ sp.diags(scale)
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
        matrix = sp.diags(1 / np.maximum(lengths, 1e-9)) @ matrix
    weights = np.zeros((len(keys), outcomes.shape[1]), dtype=np.float32)
    bias = np.zeros(outcomes.shape[1], dtype=np.float32)
    for k in range(outcomes.shape[1]):
        if not outcomes[:, k].any():
            bias[k] = -20
            continue
        fitted = LogisticRegression(C=STRENGTH[name], solver="liblinear", max_iter=60)
        fitted.fit(matrix, outcomes[:, k])
        weights[:, k], bias[k] = fitted.coef_[0], fitted.intercept_[0]
    kept = np.abs(weights).max(axis=1) > 0.004
    if weigh:
        kept[:] = True
    return Linear(
        keys[kept], weights[kept].astype(np.float16), bias, scale if scale is None else scale[kept]
    )


def sparse(rows: Sequence[Sequence[str]], column: dict[str, int]) -> sp.csr_matrix:
    ends, found = [0], []
    for row in rows:
        found += sorted({column[f] for f in row if f in column})
        ends.append(len(found))
    ones = np.ones(len(found), dtype=np.float32)
    return sp.csr_matrix((ones, found, ends), shape=(len(rows), len(column)))


def train_mentions(examples: Sequence[Example]) -> Linear:
    rows, outcomes = [], []
    for each in examples:
        for features, words in zip(each.features, each.words, strict=True):
            rows.append(features)
            outcomes.append([any(w in gold for w in words) for gold in each.gold])
    return linear("mentions", rows, np.array(outcomes, dtype=int))


def train_cuts(examples: Sequence[Example]) -> Linear:
    rows, outcomes = [], []
    for each in examples:
        for candidate, words in zip(each.candidates, each.words, strict=True):
            for r, name in enumerate(ROLES):
                right = [w in each.gold[r] for w in words]
                if not any(right):
                    continue
                for variant, good in zip(candidate.variants, right, strict=True):
                    rows.append(variant_features(each.scene, candidate, variant, name))
                    outcomes.append([good])
    return linear("cuts", rows, np.array(outcomes, dtype=int))


def train_document(examples: Sequence[Example]) -> Linear:
    outcomes = [
        [bool(e.message.templates), *(any(t.is_of(x) for t in e.message.templates) for x in TYPES)]
        for e in examples
    ]
    return linear(
        "document", [e.about for e in examples], np.array(outcomes, dtype=int), weigh=True
    )


def sentence_outcomes(each: Example) -> list[list[bool]]:
    """For each sentence whether it names somebody of a template, then of one of each type."""
    found = []
    heads: dict[int, set[tuple[int, str]]] = {}
    for candidate, words in zip(each.candidates, each.words, strict=True):
        at = each.document.tokens[candidate.head].sentence
        heads.setdefault(at, set()).update(
            (r, w) for w in words for r in range(5) if w in each.gold[r]
        )
    for sentence in each.document.sentences:
        mine = heads.get(sentence.index, set())
        kinds = []
        for name in TYPES:
            kinds.append(
                any(
                    any(w in e for e in t.roles[r])
                    for t in each.message.templates
                    if t.is_of(name)
                    for r, w in mine
                )
            )
        found.append([bool(mine), *kinds])
    return found


def train_sentences(examples: Sequence[Example]) -> Linear:
    rows, outcomes = [], []
    for each in examples:
        rows += each.sentences
        outcomes += sentence_outcomes(each)
    return linear("sentences", rows, np.array(outcomes, dtype=int))


# Boosted trees


def trees(rows: np.ndarray, outcomes: np.ndarray, settings: dict[str, Any], rounds: int,
          weights: np.ndarray | None = None) -> Trees:  # fmt: skip
    """The mean of the log odds of forests that differ by their seed alone."""
    dumped = []
    for seed in SEEDS:
        seeds = dict.fromkeys(("seed", "bagging_seed", "feature_fraction_seed"), seed)
        data = lgb.Dataset(rows, outcomes, weight=weights)
        dumped += lgb.train({**settings, **seeds}, data, rounds).dump_model()["tree_info"]
    return as_arrays(dumped, 1 / len(SEEDS))


def as_arrays(dumped: Sequence[dict[str, Any]], share: float) -> Trees:
    flat = [flattened(tree["tree_structure"]) for tree in dumped]
    most = max(len(t) for t in flat)
    parts = []
    for column, kind in enumerate((np.int16, np.float64, np.int16, np.int16, np.float32)):
        empty = -1 if column == 0 else 0
        parts.append(
            np.array([[n[column] for n in t] + [empty] * (most - len(t)) for t in flat], dtype=kind)
        )
    parts[-1] *= share
    return Trees(*parts)


def flattened(node: dict[str, Any]) -> list[list[float]]:
    """A tree's nodes in a row: feature, threshold, left, right, value."""
    if "leaf_value" in node:
        return [[-1, 0, 0, 0, node["leaf_value"]]]
    left, right = flattened(node["left_child"]), flattened(node["right_child"])
    for shift, part in ((1, left), (1 + len(left), right)):
        for each in part:
            if each[0] >= 0:
                each[2] += shift
                each[3] += shift
    return [
        [node["split_feature"], node["threshold"], 1, 1 + len(left), 0], *left, *right,
    ]  # fmt: skip


# Steps, over folds


@dataclass
class Seen:
    """What the steps so far say of one message, by models that did not see it."""

    example: Example
    scores: Scores
    rows: list[tuple[Entity, int, list[float]]]
    found: list[tuple[Entity, int, float]]
    types: Any = None


def out_of_fold(
    examples: Sequence[Example], train: Callable[[list[Example]], Any]
) -> dict[int, Any]:
    return {k: train([e for e in examples if e.fold != k]) for k in range(FOLDS)}


def right(entity: Entity, kind: int, message: Message) -> bool:
    return any(
        entity.words in each
        for t in message.templates
        if t.is_of(TYPES[kind])
        for each in t.roles[entity.role]
    )


def entity_rows(seen: Iterable[Seen]) -> tuple[np.ndarray, np.ndarray]:
    rows, outcomes = [], []
    for each in seen:
        for entity, kind, row in each.rows:
            rows.append(row)
            outcomes.append(right(entity, kind, each.example.message))
    return np.array(rows), np.array(outcomes, dtype=int)


def train_again(seen: Sequence[Seen]) -> Network:
    rows, numbers, outcomes = [], [], []
    for each in seen:
        example = each.example
        chosen = likely(each.scores)
        if not chosen:
            continue
        numbers.append(surroundings(example.scene, each.scores, chosen))
        for j in chosen:
            words = set(example.words[j])
            rows.append(example.features[j])
            outcomes.append(
                [bool(words & gold) for gold in example.gold]
                + [bool(words & of_type(example.message, name)) for name in TYPES]
            )
    return train_network(rows, np.concatenate(numbers), np.array(outcomes, dtype=int))


def of_type(message: Message, name: str) -> set[str]:
    """Every string of the incidents of one type."""
    return {m for t in message.templates if t.is_of(name) for r in t.roles for e in r for m in e}


def train_entities(seen: Sequence[Seen]) -> Trees:
    return trees(*entity_rows(seen), BOOSTING, ROUNDS)


def train_types(seen: Sequence[Seen]) -> Trees:
    rows = np.concatenate(
        [type_rows(s.scores, s.found, len(s.example.document.tokens)) for s in seen]
    )
    outcomes = [any(t.is_of(x) for t in s.example.message.templates) for s in seen for x in TYPES]
    return trees(rows, np.array(outcomes, dtype=int), TYPE_BOOSTING, TYPE_ROUNDS)


def train_apart(seen: Sequence[Seen], parts: Parts) -> Trees:
    rows, outcomes, weights = [], [], []
    for each in seen:
        cues = parts.cues(each.example.scene)
        for kind, name in enumerate(TYPES):
            templates = [t for t in each.example.message.templates if t.is_of(name)]
            known = [
                (
                    e,
                    p,
                    {
                        n
                        for n, t in enumerate(templates)
                        if any(e.words in x for x in t.roles[e.role])
                    },
                )
                for e, k, p in each.found
                if k == kind
            ]
            pairs = list(combinations([x for x in known if x[2]], 2))
            for (one, p, ins), (other, q, others) in pairs:
                rows.append(pair_row(each.example.scene, cues, one, other, (p, q)))
                outcomes.append(not ins & others)
                weights.append(1 / np.sqrt(len(pairs)))
    return trees(np.array(rows), np.array(outcomes, dtype=int), BOOSTING, ROUNDS, np.array(weights))


def score_document(
    example: Example, mentions: Linear, cuts: Linear, document: Linear, sentences: Linear
) -> Scores:
    roles = mentions.predict(example.features)
    variants = {}
    for j, candidate in enumerate(example.candidates):
        for role, name in enumerate(ROLES):
            if roles[j, role] > LEAST_MENTION:
                fit = cuts.predict(
                    [
                        variant_features(example.scene, candidate, v, name)
                        for v in candidate.variants
                    ]
                )[:, 0]
                best = int(np.argmax(fit))
                variants[j, role] = (candidate.variants[best], float(fit[best]))
    return Scores(
        example.candidates,
        roles,
        variants,
        document.predict([example.about])[0],
        sentences.predict(example.sentences),
        no_judgement(len(example.candidates), len(TYPES)),
    )


def with_again(seen: Seen, network: Network) -> Seen:
    return replace(
        seen,
        scores=judged_again(seen.example.scene, seen.scores, seen.example.features, network),
    )


def with_entities(seen: Seen, model: Trees) -> Seen:
    likely = model.predict(np.array([r for _, _, r in seen.rows])) if seen.rows else []
    found = [(e, k, float(p)) for (e, k, _), p in zip(seen.rows, likely, strict=True)]
    return replace(seen, found=found)


def with_types(seen: Seen, model: Trees) -> Seen:
    rows = type_rows(seen.scores, seen.found, len(seen.example.document.tokens))
    return replace(seen, types=model.predict(rows))


def train(examples: list[Example], parts: Parts) -> RoleModel:
    log = lambda *words: print(*words, file=sys.stderr, flush=True)  # noqa: E731
    linears = []
    for name, how in (
        ("mentions", train_mentions),
        ("cuts", train_cuts),
        ("document", train_document),
        ("sentences", train_sentences),
    ):
        linears.append((out_of_fold(examples, how), how(examples)))
        log("trained", name)
    (mentions, cuts, document, sentences) = linears
    seen = []
    for each in examples:
        scores = score_document(each, *(folds[each.fold] for folds, _ in linears))
        seen.append(Seen(each, scores, [], []))
    all_again = train_again(seen)
    by_fold = lambda k: [s for s in seen if s.example.fold != k]  # noqa: E731
    again = {k: train_again(by_fold(k)) for k in range(FOLDS)}
    seen = [with_again(s, again[s.example.fold]) for s in seen]
    log("trained networks")
    seen = [replace(s, rows=entities_of(s.example.scene, s.scores, parts.triggers)) for s in seen]
    log("entities", sum(len(s.rows) for s in seen))
    all_entities = train_entities(seen)
    entities = {k: train_entities(by_fold(k)) for k in range(FOLDS)}
    seen = [with_entities(s, entities[s.example.fold]) for s in seen]
    all_types = train_types(seen)
    types = {k: train_types(by_fold(k)) for k in range(FOLDS)}
    seen = [with_types(s, types[s.example.fold]) for s in seen]
    all_apart = train_apart(seen, parts)
    apart = {k: train_apart(by_fold(k), parts) for k in range(FOLDS)}
    log("trained trees")
    thresholds = choose(seen, apart, parts)
    return RoleModel(
        parts,
        mentions[1],
        cuts[1],
        document[1],
        sentences[1],
        all_again,
        all_entities,
        all_types,
        all_apart,
        thresholds,
    )


# Thresholds, and figures


def choose(seen: Sequence[Seen], apart: dict[int, Trees], parts: Parts) -> Thresholds:
    pairs = [
        Apart(s.example.scene, parts.cues(s.example.scene), apart[s.example.fold]) for s in seen
    ]

    def value(thresholds: Thresholds) -> dict[str, Any]:
        predicted = {
            s.example.message.id: templates_of(tell(s.found, s.types, thresholds, pair))
            for s, pair in zip(seen, pairs, strict=True)
        }
        return score(predicted, [s.example.message for s in seen])

    best = Thresholds(0.25, (0.27,) * len(ROLES), 0.4, 0.3)
    top = value(best)["micro"]["f1"]
    for _ in range(2):
        changes: list[tuple[str, Sequence[float]]] = [
            ("apart", (0.25, 0.3, 0.35, 0.4, 0.45)),
            ("shared", (0.2, 0.3, 0.4, 0.5)),
            ("type", (0.2, 0.23, 0.26, 0.3, 0.35)),
            *(
                (f"roles{r}", (0.16, 0.2, 0.23, 0.26, 0.29, 0.32, 0.36, 0.4))
                for r in range(len(ROLES))
            ),
        ]
        for name, levels in changes:
            for level in levels:
                if name.startswith("roles"):
                    at = int(name[5:])
                    roles = (*best.roles[:at], level, *best.roles[at + 1 :])
                    tried = replace(best, roles=roles)
                else:
                    tried = replace(best, **{name: level})
                f1 = value(tried)["micro"]["f1"]
                if f1 > top + 0.0002:
                    top, best = f1, tried
    best = lowest_alike(best, lambda tried: value(tried)["micro"]["f1"])
    print("thresholds", best)
    print_figures("training messages, cross-validated", value(best))
    for name in ("type", "apart", "shared"):
        around = {
            level: round(value(replace(best, **{name: level}))["micro"]["f1"], 4)
            for level in (
                0.8 * getattr(best, name),
                getattr(best, name),
                1.2 * getattr(best, name),
                2.0,
            )
        }
        print("  micro F1 by", name, around)
    return best


def lowest_alike(best: Thresholds, f1: Callable[[Thresholds], float]) -> Thresholds:
    """For each role the lowest level that is as good as the best: keys leave out fills more often
    than they hold wrong ones, so that of two levels alike the one that finds more is right."""
    least = f1(best) - ALIKE
    for role in range(len(ROLES)):
        for level in (x for x in LEVELS if x < best.roles[role]):
            roles = (*best.roles[:role], level, *best.roles[role + 1 :])
            if f1(replace(best, roles=roles)) >= least:
                best = replace(best, roles=roles)
                break
    return best


def print_figures(what: str, figures: dict[str, Any]) -> None:
    print(what)
    for name, each in figures.items():
        if isinstance(each, dict):
            print(f"  {name:14s}", *(f"{k} {v:.4f}" for k, v in each.items()))


def arrays_of(model: RoleModel) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for name in (
        "mentions",
        "cuts",
        "document",
        "sentences",
        "again",
        "entities",
        "types",
        "apart",
    ):
        found |= getattr(model, name).arrays(name)
    levels = model.thresholds
    found["thresholds"] = np.array([levels.type, *levels.roles, levels.apart, levels.shared])
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("train", type=Path)
    asked.add_argument("--cache", type=Path)
    asked.add_argument("--check", type=Path)
    asked.add_argument("--out", type=Path, default=OUT)
    given = asked.parse_args()
    knowledge = Knowledge.open()
    parts = Parts(knowledge.lexicon("en"), load_yaml("models/roles.en.yaml"))
    model = train(examples_of(given.train, parts, given.cache), parts)
    with given.out.open("wb") as file:
        np.savez_compressed(file, **arrays_of(model))
    print(given.out, given.out.stat().st_size, "bytes")
    if given.check:
        model = RoleModel.of_arrays(parts, arrays_of(model))
        documents = parsed(given.check, given.cache)
        messages = list(read_messages(given.check))
        predicted = {m.id: templates_of(model.read(documents[m.id])) for m in messages}
        print_figures(given.check.name, score(predicted, messages))


if __name__ == "__main__":
    main()
