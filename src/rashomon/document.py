"""The document: a report with what `annotate` and `resolve` found in it, before it becomes claims.

Internal to reading: nothing here is stored or published. Tokens carry our own labels, whatever
model parsed the text (`annotate/parse.py` maps each model's labels to these), and prepositions
hang under the noun that they introduce in every language, so that one rule serves all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from rashomon.records import Actor, Place, Report, Span

Relation = Literal[
    "root",
    "agent",  # who acts: the subject of an active verb, the by-phrase of a passive one
    "patient",  # who is acted upon: the object, or the subject of a passive verb
    "recipient",  # indirect object
    "complement",  # a clause or predicate that completes the head ("said that …", "left 25 dead")
    "clause",  # an adverbial clause ("after gunmen stormed …")
    "relative",  # a relative clause or participle that modifies a noun
    "oblique",  # a prepositional phrase; its preposition is the "case" beneath it
    "apposition",
    "conjunct",
    "possessor",
    "number",
    "modifier",  # adjective, adverb, compound noun
    "name",  # a further word of a multi-word name
    "case",  # a preposition
    "marker",  # a subordinating conjunction, "to", "that"
    "auxiliary",
    "copula",
    "negation",
    "determiner",
    "coordinator",
    "aside",  # parenthetical clause ("…, the ministry said")
    "punctuation",
    "other",
]
Feature = Literal[
    "past",
    "present",
    "future",
    "conditional",
    "participle",
    "infinitive",
    "gerund",
    "finite",
    "passive",
    "plural",
    "proper",
    "negative",
    "pronoun",
]
SentenceKind = Literal["title", "body", "dateline", "label", "byline", "caption", "furniture"]
CountKind = Literal["count", "measure", "age", "label"]
PlaceUse = Literal["place", "demonym", "metonym", "part-of-name"]


WORD_RUN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `i` is its index in the document, `head` its governor's (its own for a root)."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    """Universal part of speech: NOUN, PROPN, VERB, AUX, ADJ, ADV, NUM, PRON, DET, ADP, PUNCT …"""
    relation: Relation
    head: int
    sentence: int
    features: frozenset[Feature]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (exclusive), characters `start` to `end`, and what kind of line."""

    index: int
    first: int
    last: int
    start: int
    end: int
    kind: SentenceKind
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters inside a pair of quotation marks, without the marks."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CountPhrase:
    """A number as written, with its bounds: "at least 25", "une trentaine", "dozens".

    `first`/`last` are token indices (last exclusive); `noun` the token that is counted or None;
    `kind` tells what cannot be a toll: distances, money, ages, times, models ("Mirage 2000").
    """

    span: Span
    first: int
    last: int
    low: int | None
    high: int | None
    approximate: bool
    noun: int | None
    kind: CountKind = "count"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words for a time, resolved against the publication date.

    `timex_type` and `value` follow TimeML; `start`/`end` are inclusive days; `date_prec` UCDP's
    1-5; `time` HH:MM. `reason` says why `start` is None where it is.
    """

    span: Span
    timex_type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str | None
    start: date | None
    end: date | None
    date_prec: int | None
    time: str | None
    tz: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name of a place at one spot of the text; `place` is the id of a `Place` of the document.

    `use`: "place" names where; "demonym" whose ("Nigerien soldiers"); "metonym" who ("Washington
    said"); "part-of-name" belongs to another name ("Bank of Mali").
    """

    span: Span
    place: str
    use: PlaceUse
    country: str | None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Words for an actor at one spot of the text: tokens `first` to `last` (exclusive), its head
    noun, and the id of an `Actor` of the document."""

    span: Span
    first: int
    last: int
    head: int
    actor: str


@dataclass(frozen=True)
class Document:
    """A report under reading. Each stage returns a new one with more filled in."""

    report: Report
    language: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...] = ()
    counts: tuple[CountPhrase, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    place_names: tuple[PlaceName, ...] = ()
    places: tuple[Place, ...] = ()
    actor_mentions: tuple[ActorMention, ...] = ()
    actors: tuple[Actor, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The report's text."""
        return self.report.text

    def span(self, first: int, last: int) -> Span:
        """The span of tokens `first` to `last` (exclusive)."""
        return Span.of(self.text, self.tokens[first].start, self.tokens[last - 1].end)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token the indices of the tokens it governs, in order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                below[token.head].append(token.i)
        return tuple(tuple(each) for each in below)

    @cached_property
    def normal(self) -> str:
        """The text in lower case with straight apostrophes, character for character."""
        return normalise(self.text)

    @cached_property
    def runs(self) -> Runs:
        """Where each run of letters, digits and underscores begins in `normal`."""
        return runs_of(self.normal)

    @cached_property
    def lemmas(self) -> Mapping[str, list[int]]:
        """The tokens of each lemma."""
        found: dict[str, list[int]] = {}
        for token in self.tokens:
            found.setdefault(token.lemma, []).append(token.i)
        return found

    @cached_property
    def forms(self) -> Mapping[str, list[int]]:
        """The tokens of each word, be it their form in lower case or their lemma."""
        found = {lemma: list(places) for lemma, places in self.lemmas.items()}
        for token in self.tokens:
            if token.lower != token.lemma:
                found.setdefault(token.lower, []).append(token.i)
        return found

    def filled(self, **found: Any) -> Document:
        """A copy with what a stage found filled in; what follows from the words alone is kept."""
        copy = replace(self, **found)
        for name in _FROM_WORDS:
            if name in self.__dict__ and copy.tokens is self.tokens:
                copy.__dict__[name] = self.__dict__[name]
        return copy

    def subtree(self, i: int) -> tuple[int, ...]:
        """Indices of token `i` and of all beneath it, in order."""
        found, todo = set(), [i]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                todo.extend(self.children[at])
        return tuple(sorted(found))

    def sentence_of(self, i: int) -> Sentence:
        """The sentence that token `i` stands in."""
        return self.sentences[self.tokens[i].sentence]

    def token_at(self, offset: int) -> int | None:
        """Index of the token that holds or first follows character `offset`, if any."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.tokens) else None


_FROM_WORDS = ("children", "normal", "runs", "lemmas", "forms")


def is_headline(text: str, sentence: Sentence) -> bool:
    """Whether a sentence may be a headline: it ends without a full stop."""
    return text[sentence.start : sentence.end].rstrip(" \"'”’»)")[-1:] not in (".", "!", "…", ";")


def normalise(text: str) -> str:
    """Lower case with straight apostrophes, character for character (offsets stay)."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have longer lower-case forms
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'").replace("‘", "'").replace("\u00a0", " ")


class Runs(NamedTuple):
    """Runs of letters, digits and underscores of a text: where each begins, and which one follows
    the one that begins at a character."""

    places: Mapping[str, list[int]]
    after: Mapping[int, str]


def runs_of(text: str) -> Runs:
    """The runs of a text."""
    places: dict[str, list[int]] = {}
    after: dict[int, str] = {}
    before = -1
    for match in WORD_RUN.finditer(text):
        run, start = match.group(), match.start()
        places.setdefault(run, []).append(start)
        after[before] = run
        before = start
    return Runs(places, after)
