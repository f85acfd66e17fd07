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


@dataclass(frozen=True, slots=True)
class LabelTable:
    """One model's labels in our words; `turn_prepositions` when prepositions govern nouns."""

    language: str
    relations: Mapping[str, Relation]
    passive: frozenset[str]
    turn_prepositions: bool
    whole_words: re.Pattern[str] | None
    """Words that are one token, whatever the model's tokenizer makes of them."""
    asides: Mapping[str, str]
    """The model's label by which each kind of aside hangs."""
    aims: frozenset[str]
    """Prepositions that make an aim of what a verb of harm is done to ("shot at")."""
    mends: Mapping[str, str]
    """What the model gets wrong as a rule (`name`, `number`, …) → its label for it."""
    participles: Mapping[str, str]
    """Words that are nouns too, and in headlines behind a number a verb's participle → the verb."""

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> LabelTable:
        """From the YAML of `data/models`."""
        return LabelTable(
            language=data["language"],
            relations=cast(Mapping[str, Relation], data["relations"]),
            passive=frozenset(data["passive"]),
            turn_prepositions=data["style"] == "preposition-heads",
            whole_words=re.compile(data["whole_words"]) if data.get("whole_words") else None,
            asides=data.get("asides", {}),
            aims=frozenset(data.get("aims", ())),
            mends=data.get("mends", {}),
            participles=data.get("participles", {}),
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
class _Draft:
    """A token while heads are still being moved; `label` is the model's own."""

    label: str
    relation: Relation
    head: int
    below: list[str]
    """The labels of what hangs beneath it in the model's tree."""


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
        _token(n, word, start, draft, sentence, table)
        for n, (word, start, draft, sentence) in enumerate(
            zip(words, starts, drafts, owner, strict=True)
        )
    )


def _drafts(parsed: Parsed, kept: list[int], words: list[Word], table: LabelTable) -> list[_Draft]:
    index = {i: n for n, i in enumerate(kept)}
    drafts = []
    for n, (i, word) in enumerate(zip(kept, words, strict=True)):
        head = parsed.heads[i]
        while parsed.words[head].is_space and parsed.heads[head] != head:
            head = parsed.heads[head]
        at = index.get(head, n)
        relation = "root" if at == n else table.relations.get(word.relation, "other")
        drafts.append(_Draft(word.relation, relation, at, []))
    for i, word in zip(kept, words, strict=True):
        above = parsed.heads[i]
        if above != i and above in index:
            drafts[index[above]].below.append(word.relation)
    return drafts


def _turn_prepositions(drafts: list[_Draft]) -> None:
    """Make the noun after a preposition the dependent, and the preposition its "case".

    "killed → by → gunmen" becomes "killed → gunmen → by"; the noun of a passive's "by" is the
    agent. A chain ("west → of → town") is turned from the inside out.
    """
    below: list[set[int]] = [set() for _ in drafts]
    for n, draft in enumerate(drafts):
        if draft.head != n:
            below[draft.head].add(n)
    for n in range(len(drafts) - 1, -1, -1):
        if drafts[n].label not in ("prep", "agent"):
            continue
        nouns = [m for m in sorted(below[n]) if drafts[m].label in ("pobj", "pcomp")]
        if not nouns:
            continue
        noun, over = nouns[0], drafts[n].head
        is_clause = drafts[noun].label == "pcomp"
        relation: Relation = "agent" if drafts[n].label == "agent" else "oblique"
        drafts[noun].relation = "clause" if is_clause else relation
        drafts[noun].head = over
        if over == n:
            drafts[noun].relation, drafts[noun].head = "root", noun
        else:
            below[over].discard(n)
            below[over].add(noun)
        for m in below[n] - {noun}:
            drafts[m].head = noun
        below[noun] |= below[n] - {noun} | {n}
        below[n] = set()
        drafts[n].head, drafts[n].relation = noun, "marker" if is_clause else "case"


def _sentence_index(starts: list[int], sentences: tuple[Sentence, ...]) -> list[int]:
    owner, at = [], 0
    for start in starts:
        while at + 1 < len(sentences) and start >= sentences[at + 1].start:
            at += 1
        owner.append(at)
    return owner


def _token(
    n: int, word: Word, start: int, draft: _Draft, sentence: int, table: LabelTable
) -> Token:
    features = word.features
    if not table.passive.isdisjoint(draft.below):
        features |= {"passive"}
    pos = word.pos
    if pos == "NOUN" and draft.label == "ROOT" and _has_subject(draft):
        pos = "VERB"  # "la mission compte trois morts": a form that is also a noun
    return Token(
        i=n,
        start=start,
        end=start + len(word.text),
        text=word.text,
        lower=word.lower,
        lemma=word.lemma,
        pos=pos,
        relation=draft.relation,
        head=draft.head,
        sentence=sentence,
        features=features,
    )


def _has_subject(draft: _Draft) -> bool:
    below = draft.below
    return "nsubj" in below and "cop" not in below and "det" not in below
