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

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> LabelTable:
        """From the YAML of `data/models`."""
        return LabelTable(
            language=data["language"],
            relations=cast(Mapping[str, Relation], data["relations"]),
            passive=frozenset(data["passive"]),
            turn_prepositions=data["style"] == "preposition-heads",
            whole_words=re.compile(data["whole_words"]) if data.get("whole_words") else None,
        )


@dataclass(slots=True)
class _Draft:
    """A token while heads are still being moved."""

    relation: Relation
    head: int
    passive: bool = False


def tokens_of(parsed: Any, table: LabelTable, sentences: tuple[Sentence, ...]) -> tuple[Token, ...]:
    """The tokens of a spaCy `Doc` that are not white space, relabelled and renumbered."""
    kept = [t for t in parsed if not t.is_space]
    index = {t.i: n for n, t in enumerate(kept)}
    drafts = [_draft(t, index, table) for t in kept]
    if table.turn_prepositions:
        _turn_prepositions(kept, drafts)
    owner = _sentence_index(kept, sentences)
    return tuple(
        _token(n, t, draft, owner[n]) for n, (t, draft) in enumerate(zip(kept, drafts, strict=True))
    )


def _draft(token: Any, index: Mapping[int, int], table: LabelTable) -> _Draft:
    head = token.head
    while head.is_space and head.head.i != head.i:
        head = head.head
    at = index.get(head.i, index[token.i])
    relation = table.relations.get(token.dep_, "other")
    passive = any(child.dep_ in table.passive for child in token.children)
    return _Draft("root" if at == index[token.i] else relation, at, passive)


def _turn_prepositions(kept: list[Any], drafts: list[_Draft]) -> None:
    """Make the noun after a preposition the dependent, and the preposition its "case".

    "killed → by → gunmen" becomes "killed → gunmen → by"; the noun of a passive's "by" is the
    agent. A chain ("west → of → town") is turned from the inside out.
    """
    below: list[set[int]] = [set() for _ in kept]
    for n, draft in enumerate(drafts):
        if draft.head != n:
            below[draft.head].add(n)
    for n in range(len(kept) - 1, -1, -1):
        if kept[n].dep_ not in ("prep", "agent"):
            continue
        nouns = [m for m in sorted(below[n]) if kept[m].dep_ in ("pobj", "pcomp")]
        if not nouns:
            continue
        noun, over = nouns[0], drafts[n].head
        is_clause = kept[noun].dep_ == "pcomp"
        relation: Relation = "agent" if kept[n].dep_ == "agent" else "oblique"
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


def _sentence_index(kept: list[Any], sentences: tuple[Sentence, ...]) -> list[int]:
    owner, at = [], 0
    for token in kept:
        while at + 1 < len(sentences) and token.idx >= sentences[at + 1].start:
            at += 1
        owner.append(at)
    return owner


def _token(n: int, token: Any, draft: _Draft, sentence: int) -> Token:
    features: set[Feature] = set()
    for name, value in token.morph.to_dict().items():
        for each in value.split(","):
            feature = FEATURE_OF_MORPH.get((name, each))
            if feature:
                features.add(feature)
    if draft.passive:
        features.add("passive")
    pos = token.pos_
    if pos == "NOUN" and token.dep_ == "ROOT" and _has_subject(token):
        pos = "VERB"  # "la mission compte trois morts": a form that is also a noun
    if pos == "PROPN":
        features.add("proper")
    if token.pos_ == "PRON":
        features.add("pronoun")
    return Token(
        i=n,
        start=token.idx,
        end=token.idx + len(token.text),
        text=token.text,
        lower=token.lower_.replace("’", "'"),
        lemma=(token.lemma_ or token.text).lower().replace("’", "'"),
        pos=pos,
        relation=draft.relation,
        head=draft.head,
        sentence=sentence,
        features=frozenset(features),
    )


def _has_subject(token: Any) -> bool:
    below = [child.dep_ for child in token.children]
    return "nsubj" in below and "cop" not in below and "det" not in below
