"""Tokens in our own labels, from whatever spaCy model parsed the text.

Two things differ between models and are settled here once, so that no rule ever asks for the
language: the names of relations (a table for each model in `data/models`), and whether a
preposition governs its noun (English) or hangs under it (French). After this, it hangs under it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from rashomon.document import Feature, Relation, Sentence, Token

FEATURE_OF_MORPH: Mapping[tuple[str, str], Feature] = {
    ("Tense", "Past"): "past",
    ("Tense", "Imp"): "past",
    ("Tense", "Pres"): "present",
    ("Tense", "Fut"): "future",
    ("Mood", "Cnd"): "conditional",
    ("VerbForm", "Part"): "participle",
    ("VerbForm", "Inf"): "infinitive",
    ("VerbForm", "Ger"): "gerund",
    ("VerbForm", "Fin"): "finite",
    ("Voice", "Pass"): "passive",
    ("Number", "Plur"): "plural",
    ("Polarity", "Neg"): "negative",
}


PASSIVE: frozenset[Feature] = frozenset({"passive"})


@dataclass(frozen=True, slots=True)
class LabelTable:
    """One model's labels in our words; `turn_prepositions` when prepositions govern nouns."""

    language: str
    relations: Mapping[str, Relation]
    passive: frozenset[str]
    turn_prepositions: bool
    whole_words: re.Pattern[str] | None
    """Words that are one token, whatever the model's tokenizer makes of them."""
    look_alikes: Mapping[str, str]
    """Names in capitals that are written as other words are → a name that is not."""
    asides: Mapping[str, str]
    """The model's label by which each kind of aside hangs."""
    aims: frozenset[str]
    """Prepositions that make an aim of what a verb of harm is done to ("shot at")."""
    mends: Mapping[str, str]
    """What the model gets wrong as a rule (`name`, `number`, …) → its label for it."""
    participles: Mapping[str, str]
    """Words that are nouns too, and in headlines behind a number a verb's participle → the verb."""
    gerunds: Mapping[str, str]
    """Forms of verbs of harm that are taken for adjectives before their object → the verb."""
    ending: frozenset[str]
    """Short forms with a full stop that are also words at the end of a sentence ("sept.")."""

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> LabelTable:
        """From the YAML of `data/models`."""
        return LabelTable(
            language=data["language"],
            relations=cast(Mapping[str, Relation], data["relations"]),
            passive=frozenset(data["passive"]),
            turn_prepositions=data["style"] == "preposition-heads",
            whole_words=re.compile(data["whole_words"]) if data.get("whole_words") else None,
            look_alikes=data.get("look_alikes", {}),
            asides=data.get("asides", {}),
            aims=frozenset(data.get("aims", ())),
            mends=data.get("mends", {}),
            participles=data.get("participles", {}),
            gerunds=data.get("gerunds", {}),
            ending=frozenset(data.get("ending", ())),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word as its form and its labels decide it. `relation` is the model's own label."""

    text: str
    lower: str
    lemma: str
    pos: str
    relation: str
    features: frozenset[Feature]
    is_space: bool

    def under(self, relation: str) -> Word:
        """The word with another relation."""
        if relation == self.relation:
            return self
        return Word(
            self.text, self.lower, self.lemma, self.pos, relation, self.features, self.is_space
        )


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a model says of a text: its words, white space included, with the character at which
    each begins and the index of its head."""

    words: list[Word]
    starts: list[int]
    heads: list[int]


def word_of(token: Any) -> Word:
    """A spaCy token as a word."""
    pos = token.pos_
    features: set[Feature] = set()
    for name, value in token.morph.to_dict().items():
        for each in value.split(","):
            feature = FEATURE_OF_MORPH.get((name, each))
            if feature:
                features.add(feature)
    if pos == "PROPN":
        features.add("proper")
    if pos == "PRON":
        features.add("pronoun")
    return Word(
        text=token.text,
        lower=token.lower_.replace("’", "'"),
        lemma=(token.lemma_ or token.text).lower().replace("’", "'"),
        pos=pos,
        relation=token.dep_,
        features=frozenset(features),
        is_space=token.is_space,
    )


@dataclass(slots=True)
class _Drafts:
    """Tokens while heads are still being moved, a list for each of their properties."""

    labels: list[str]
    """The model's own relations."""
    relations: list[Relation]
    heads: list[int]
    below: list[list[str] | None]
    """The labels of what hangs beneath each in the model's tree; None for nothing."""


def tokens_of(
    parsed: Parsed, table: LabelTable, sentences: tuple[Sentence, ...]
) -> tuple[Token, ...]:
    """The tokens of a text that are not white space, relabelled and renumbered."""
    kept = [i for i, word in enumerate(parsed.words) if not word.is_space]
    words = [parsed.words[i] for i in kept]
    starts = [parsed.starts[i] for i in kept]
    drafts = _drafts(parsed, kept, words, table)
    if table.turn_prepositions:
        _turn_prepositions(drafts)
    owner = _sentence_index(starts, sentences)
    return tuple(
        [
            Token(
                n,
                start,
                start + len(word.text),
                word.text,
                word.lower,
                word.lemma,
                _pos(word.pos, label, below),
                relation,
                head,
                sentence,
                word.features
                if below is None or table.passive.isdisjoint(below)
                else word.features | PASSIVE,
            )
            for n, (word, start, label, relation, head, below, sentence) in enumerate(
                zip(
                    words, starts, drafts.labels, drafts.relations, drafts.heads, drafts.below,
                    owner, strict=True,
                )
            )
        ]
    )  # fmt: skip


def _drafts(parsed: Parsed, kept: list[int], words: list[Word], table: LabelTable) -> _Drafts:
    """The tokens with the heads that the model gave them, over white space."""
    all_words, all_heads = parsed.words, parsed.heads
    index = {i: n for n, i in enumerate(kept)}
    labels = [word.relation for word in words]
    relations: list[Relation] = []
    heads: list[int] = []
    below: list[list[str] | None] = [None] * len(words)
    named = table.relations
    for n, (i, label) in enumerate(zip(kept, labels, strict=True)):
        above = head = all_heads[i]
        while all_words[head].is_space and all_heads[head] != head:
            head = all_heads[head]
        at = index.get(head, n)
        heads.append(at)
        relations.append("root" if at == n else named.get(label, "other"))
        over = index.get(above) if above != i else None
        if over is not None:
            beneath = below[over]
            if beneath is None:
                below[over] = [label]
            else:
                beneath.append(label)
    return _Drafts(labels, relations, heads, below)


def _turn_prepositions(drafts: _Drafts) -> None:
    """Make the noun after a preposition the dependent, and the preposition its "case".

    "killed → by → gunmen" becomes "killed → gunmen → by"; the noun of a passive's "by" is the
    agent. A chain ("west → of → town") is turned from the inside out.
    """
    labels, relations, heads = drafts.labels, drafts.relations, drafts.heads
    below: list[set[int]] = [set() for _ in heads]
    for n, head in enumerate(heads):
        if head != n:
            below[head].add(n)
    for n in range(len(heads) - 1, -1, -1):
        if labels[n] not in ("prep", "agent"):
            continue
        nouns = [m for m in sorted(below[n]) if labels[m] in ("pobj", "pcomp")]
        if not nouns:
            continue
        noun, over = nouns[0], heads[n]
        is_clause = labels[noun] == "pcomp"
        relation: Relation = "agent" if labels[n] == "agent" else "oblique"
        relations[noun] = "clause" if is_clause else relation
        heads[noun] = over
        if over == n:
            relations[noun], heads[noun] = "root", noun
        else:
            below[over].discard(n)
            below[over].add(noun)
        for m in below[n] - {noun}:
            heads[m] = noun
        below[noun] |= below[n] - {noun} | {n}
        below[n] = set()
        heads[n], relations[n] = noun, "marker" if is_clause else "case"


def _sentence_index(starts: list[int], sentences: tuple[Sentence, ...]) -> list[int]:
    owner, at = [], 0
    for start in starts:
        while at + 1 < len(sentences) and start >= sentences[at + 1].start:
            at += 1
        owner.append(at)
    return owner


def _pos(pos: str, label: str, below: list[str] | None) -> str:
    """A part of speech; that of a verb for the root of a sentence that has a subject ("la mission
    compte trois morts"): a form that is also a noun."""
    if pos != "NOUN" or label != "ROOT" or below is None:
        return pos
    verbal = "nsubj" in below and "cop" not in below and "det" not in below
    return "VERB" if verbal else pos
