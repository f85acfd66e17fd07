"""A spaCy model, run with what the reader needs of it and no more.

Two parts of a model's work depend on a word alone and not on its neighbours: its embedding, before
the layers that look around, and the rules and tables behind the parser (part of speech, morphology,
lemma). Each is worked out once for a word and kept. They come from the model's own components, so
that what is kept is what these would give; components of another kind run as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import (
    DEP,
    HEAD,
    IDX,
    IS_SPACE,
    LENGTH,
    LOWER,
    MORPH,
    ORTH,
    POS,
    SENT_START,
    TAG,
)
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs

from rashomon.annotate.asides import Aside
from rashomon.annotate.network import KEPT, Embedding, Sentencewise, keys_of
from rashomon.annotate.order import Order
from rashomon.annotate.parse import LabelTable, Parsed, Word, word_of

_BY_WORD = frozenset(
    ("ORTH", "TEXT", "LOWER", "LENGTH", "SHAPE", "PREFIX", "SUFFIX", "TAG", "POS", "DEP", "MORPH")
) | frozenset(
    ("IS_SPACE", "IS_ALPHA", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "LIKE_NUM")
)
"""What a rule may ask of a token that its form and its labels decide."""
_BY_LABELS = frozenset(("LOWER", "TAG", "POS", "DEP", "MORPH", "IS_SPACE"))
"""Of those, what is the same for many words: LOWER only where a rule names the word."""
UNDER = 60_000
"""Words kept with the relation that they hang by."""

_GLUED_NUMBER = re.compile(r"(?<![\w.,])[0-9]+[^\W\d_]{4,}(?!\w)")
"""Shorter endings belong to the number: 20th, 9mm, 14h30."""
LONGEST_WORD = 400
"""Characters. A longer run without a space is cut: no word is so long, nor most addresses."""
_ENDLESS = re.compile(rf"\S{{{LONGEST_WORD + 1}}}")
_PIECES = re.compile(rf"(?:\S{{1,{LONGEST_WORD}}}(?!\S)\s*|\S{{{LONGEST_WORD}}}|\s+)")

Columns = NDArray[np.uint64]


class Model:
    """A spaCy pipeline and the table of its labels in our words."""

    def __init__(self, pipeline: Any, labels: LabelTable) -> None:
        self.pipeline = pipeline
        self.labels = labels
        rules = pipeline.tokenizer.rules if labels.ending else {}
        if labels.ending:  # "ont tué sept." counts, and names no month
            pipeline.tokenizer.rules = {w: r for w, r in rules.items() if w not in labels.ending}
        self._steps = [component for _, component in pipeline.pipeline]
        self._words: _Words = _words_after(self._steps, pipeline.vocab)
        del self._steps[len(self._steps) - self._words.replaces :]
        embedding = Embedding.of(self._steps, pipeline.vocab)
        if embedding is not None:
            self._steps = [embedding, *(Sentencewise.of(s) or s for s in self._steps[1:])]

    def parse(
        self, text: str, sentence_starts: Sequence[int], asides: Sequence[Aside] = ()
    ) -> Parsed:
        """The text's words with their heads, in sentences that begin at the characters given;
        asides are parsed apart and then hung where they belong."""
        doc = self._words_of(text, sentence_starts)
        _split_numbers(doc, text)
        _name_look_alikes(doc, self.labels, text)
        if self.labels.whole_words is not None:
            _merge(doc, self.labels, text)
        if len(doc):
            _set_starts(doc, sentence_starts)
        order = Order.of(doc, asides) if asides and len(doc) else None
        if order is not None:
            return order.put_back(self._parsed(order.apart(doc)), doc, self.labels)
        return self._parsed(doc)

    def _parsed(self, doc: Any) -> Parsed:
        for step in self._steps:
            doc = step(doc)
        columns = doc.to_array([IDX, HEAD])
        heads = np.arange(len(doc)) + columns[:, 1].astype(np.int64)
        return Parsed(self._words.of(doc), columns[:, 0].tolist(), heads.tolist())

    def _words_of(self, text: str, sentence_starts: Sequence[int]) -> Any:
        """The text in spaCy's tokens, none of which reaches over the beginning of a sentence
        ("on Monday.Police said"). The tokenizer takes time with the square of what has no space in
        it, so that no word goes to it that is longer than any word."""
        glued = [n for n in sentence_starts if 0 < n < len(text) and not text[n - 1].isspace()]
        if not glued and _ENDLESS.search(text) is None:
            return self.pipeline.make_doc(text)
        words: list[str] = []
        spaces: list[bool] = []
        for start, end in pairwise([0, *glued, len(text)]):
            part_of = text[start:end]
            endless = _ENDLESS.search(part_of) is not None
            for piece in _PIECES.findall(part_of) if endless else [part_of]:
                part = self.pipeline.make_doc(piece)
                words += [token.text for token in part]
                spaces += [bool(token.whitespace_) for token in part]
        return Doc(self.pipeline.vocab, words=words, spaces=spaces)


def _set_starts(doc: Any, sentence_starts: Sequence[int]) -> None:
    places = doc.to_array([IDX, LENGTH]).astype(np.int64)
    starts = np.full(len(doc), -1, dtype=np.int64)
    first = np.searchsorted(places.sum(axis=1), np.sort(np.asarray(sentence_starts)), side="right")
    starts[first[first < len(doc)]] = 1
    doc.from_array([SENT_START], starts.astype(np.uint64).reshape(-1, 1))


def _split_numbers(doc: Any, text: str) -> None:
    """Make two tokens of a number and the word that is written on to it ("25soldiers")."""
    spans = [doc.char_span(m.start(), m.end()) for m in _GLUED_NUMBER.finditer(text)]
    glued = [span[0] for span in spans if span is not None and len(span) == 1]
    if glued:
        with doc.retokenize() as retokenizer:
            for token in glued:
                digits = len(token.text) - len(token.text.lstrip("0123456789"))
                parts = [token.text[:digits], token.text[digits:]]
                retokenizer.split(token, parts, heads=[(token, 1), (token, 1)])


def _name_look_alikes(doc: Any, labels: LabelTable, text: str) -> None:
    """Let the tagger see a name in capitals that is written as a verb is ("IS fighters", "an attack
    by IS") as the name it is; not where everything around is in capitals."""
    for look, name in labels.look_alikes.items():
        for match in re.finditer(rf"(?<![A-Z] )\b{look}\b(?! [A-Z]{{2}})", text):
            span = doc.char_span(match.start(), match.end())
            if span is not None and len(span) == 1:
                span[0].norm_ = name


def _merge(doc: Any, labels: LabelTable, text: str) -> None:
    """Make one token of each word that the tokenizer took apart ("état-major")."""
    assert labels.whole_words is not None
    spans = [doc.char_span(m.start(), m.end()) for m in labels.whole_words.finditer(text)]
    spans = [span for span in spans if span is not None and len(span) > 1]
    if spans:
        with doc.retokenize() as retokenizer:
            for span in spans:
                retokenizer.merge(span)


# -------------------------------------------------------------------- what follows the parser


class _Words(Protocol):
    """Gives the words of a parsed document; `replaces` so many of the pipeline's last steps."""

    replaces: int

    def of(self, doc: Any) -> list[Word]:
        """The words of a document, white space included."""
        ...


def _words_after(steps: Sequence[Any], vocab: Any) -> _Words:
    """For a pipeline that ends in attribute rules and a lemmatizer by rule or table, words that are
    kept; for any other, words as the pipeline leaves them."""
    last: list[Any] = []
    for step in reversed(steps):
        by_word = isinstance(step, Lemmatizer) and step.mode in ("rule", "lookup")
        if not by_word and not isinstance(step, AttributeRuler):
            break
        last.insert(0, step)
    order = [isinstance(step, Lemmatizer) for step in last]
    if order in ([False, True], [True], [False]):
        return _KeptWords(last, vocab)
    return _PlainWords()


class _PlainWords:
    replaces = 0

    def of(self, doc: Any) -> list[Word]:
        return [word_of(token) for token in doc]


class _KeptWords:
    """Words by their form, and by what tagger and parser said of them.

    A rule that looks at one token gives the same for the same word; the few that look at more, or
    at more than a word's form and labels, are matched in the document each time.
    """

    def __init__(self, steps: Sequence[Any], vocab: Any) -> None:
        self.replaces = len(steps)
        self._vocab = vocab
        self._lemmatizers = [step for step in steps if isinstance(step, Lemmatizer)]
        for each in self._lemmatizers:
            _index(each)
        rulers = [step for step in steps if isinstance(step, AttributeRuler)]
        self._ruler = rulers[0] if rulers else None
        self._by_labels = Matcher(vocab)
        self._by_form = Matcher(vocab)
        self._more: list[tuple[set[int], set[int], Matcher]] = []
        """Words and relations that a document must have, and the rules that ask for them."""
        words: set[int] = set()
        told = self._sort_rules(words) if self._ruler is not None else set()
        self._told = None if told is None else np.array(sorted(told), dtype=np.uint64)
        self._named = np.array(sorted(words), dtype=np.uint64)
        """The words that rules by labels name."""
        self._ruled: dict[int, list[int]] = {}
        """The rules by labels that match, by what they ask for."""
        self._kept: dict[int, Word] = {}
        self._under: dict[int, Word] = {}

    def _sort_rules(self, words: set[int]) -> set[int] | None:
        """Rules into those that one word decides, by its labels or by its form, and others; and the
        relations that any of the first asks about, None for all. What rules by labels name is added
        to `words`."""
        told: set[int] | None = {0}
        rules: list[Any] = self._ruler.patterns if self._ruler else []
        for n, rule in enumerate(rules):
            single = [p for p in rule["patterns"] if len(p) == 1 and p[0].keys() <= _BY_WORD]
            other = [p for p in rule["patterns"] if p not in single]
            labels = [p for p in single if p[0].keys() <= _BY_LABELS and _named(_lower(p[0]))]
            forms = [p for p in single if p not in labels]
            for matcher, patterns in ((self._by_labels, labels), (self._by_form, forms)):
                if patterns:
                    matcher.add(str(n), patterns)
            for pattern in labels:
                words |= self._ids(_named(_lower(pattern[0])))
            for several in other:
                matcher = Matcher(self._vocab)
                matcher.add(str(n), [several])
                needed = {each["LOWER"] for each in several if isinstance(each.get("LOWER"), str)}
                links = {each["DEP"] for each in several if isinstance(each.get("DEP"), str)}
                self._more.append((self._ids(needed), self._ids(links), matcher))
            for pattern in single:
                relations = _named(pattern[0].get("DEP", ()))
                known = told is not None and relations is not None
                told = told | self._ids(relations) if known else None  # type: ignore[operator]
        return told

    def _ids(self, names: Iterable[str] | None) -> set[int]:
        return {self._vocab.strings.add(name) if name else 0 for name in names or ()}

    def of(self, doc: Any) -> list[Word]:
        """The words of a document, white space included."""
        columns = doc.to_array([ORTH, TAG, POS, MORPH, DEP])
        keys = keys_of(columns)
        more = self._matched_by_more(doc, columns[:, 4].tolist()) if self._more else {}
        if len(self._kept) > KEPT or len(self._under) > UNDER:
            self._forget()
        under = self._under
        missing = {key: n for n, key in enumerate(keys) if key not in under}
        if missing:
            self._learn(doc, columns, missing)
        words = [under[key] for key in keys]
        for n, word in zip(more, self._made(doc, columns, list(more), more), strict=True):
            words[n] = word.under(words[n].relation)
        return words

    def _learn(self, doc: Any, columns: Columns, new: Mapping[int, int]) -> None:
        """Keep the words at some places of a document by their keys."""
        rows = list(new.values())
        shown = columns[rows]
        relations = shown[:, 4].tolist()
        if self._told is not None:  # other relations make no difference
            shown[~np.isin(shown[:, 4], self._told), 4] = np.iinfo(np.uint64).max
        keys = keys_of(shown)
        missing = {key: n for key, n in zip(keys, rows, strict=True) if key not in self._kept}
        made = self._made(doc, columns, list(missing.values()), {})
        self._kept.update(zip(missing, made, strict=True))
        strings = self._vocab.strings
        for own, key, relation in zip(new, keys, relations, strict=True):
            name = strings[relation] if relation else ""
            self._under[own] = self._kept[key].under(name)

    def _forget(self) -> None:
        self._kept.clear()
        self._under.clear()
        for each in self._lemmatizers:
            each.cache.clear()

    def _matched_by_more(self, doc: Any, relations: Sequence[int]) -> dict[int, list[int]]:
        """What the rules match that look at more than one word, by the token that each is about."""
        found: dict[int, list[int]] = {}
        words, links = set(doc.to_array(LOWER).tolist()), set(relations)
        for needed, linked, matcher in self._more:
            if needed <= words and linked <= links:
                for at, rules in self._matched(matcher, doc).items():
                    found.setdefault(at, []).extend(rules)
        return found

    def _matched(self, matcher: Matcher, doc: Any) -> dict[int, list[int]]:
        """The rules that match, by the token that each is about."""
        found: dict[int, list[int]] = {}
        for name, start, end in matcher(doc, allow_missing=True):
            rule = int(self._vocab.strings[name])
            index = self._ruler.indices[rule] if self._ruler else 0
            at = start + index if index >= 0 else end + index
            found.setdefault(at, []).append(rule)
        return found

    def _made(
        self, doc: Any, columns: Columns, at: Sequence[int], more: Mapping[int, list[int]]
    ) -> list[Word]:
        """The words at some places of a document, by the pipeline's own rules and tables."""
        if not at:
            return []
        scratch: Any = Doc(self._vocab, words=columns[at, 0].tolist())
        scratch.from_array([TAG, POS, MORPH, DEP], columns[at, 1:])
        forms = self._matched(self._by_form, scratch) if len(self._by_form) else {}
        labels = self._matched_by_labels(scratch)
        for n, place in enumerate(at):
            # In the order of the rules, so that a later one has the last word.
            for rule in sorted({*labels[n], *forms.get(n, ()), *more.get(place, ())}):
                set_token_attrs(scratch[n], self._ruler.attrs[rule])  # type: ignore[union-attr]
        for lemmatizer in self._lemmatizers:
            lemmatizer(scratch)
        return [word_of(token) for token in scratch]

    def _matched_by_labels(self, scratch: Any) -> list[list[int]]:
        """The rules by labels that match each word: worked out once for words that these rules
        cannot tell apart."""
        if not len(self._by_labels):
            return [[] for _ in scratch]
        columns = scratch.to_array([ORTH, LOWER, TAG, POS, MORPH, DEP, IS_SPACE])
        asked = columns[:, 1:].copy()
        asked[~np.isin(asked[:, 0], self._named), 0] = 0
        if self._told is not None:
            asked[~np.isin(asked[:, 4], self._told), 4] = np.iinfo(np.uint64).max
        keys = keys_of(asked)
        new = {key: n for n, key in enumerate(keys) if key not in self._ruled}
        if new:
            at = list(new.values())
            few: Any = Doc(self._vocab, words=columns[at, 0].tolist())
            few.from_array([TAG, POS, MORPH, DEP], columns[at, 2:6])
            found = self._matched(self._by_labels, few)
            self._ruled.update((key, found.get(n, [])) for n, key in enumerate(new))
        return [self._ruled[key] for key in keys]


def _lower(pattern: Mapping[str, Any]) -> Any:
    """What a rule for one token says of its form in lower case."""
    return pattern.get("LOWER", "")


def _index(lemmatizer: Any) -> None:
    """Let a lemmatizer look words up in a set: spaCy keeps ten thousands of them in a list."""
    if lemmatizer.lookups.has_table("lemma_index"):
        table = lemmatizer.lookups.get_table("lemma_index")
        for part, words in list(table.items()):
            if isinstance(words, list):
                table[part] = frozenset(words)


def _named(condition: Any) -> tuple[str, ...] | None:
    """The values that a condition of a pattern names; None where it may mean any."""
    if isinstance(condition, str):
        return (condition,)
    if isinstance(condition, Mapping):
        if condition.keys() <= {"IN", "NOT_IN"}:
            return tuple(each for values in condition.values() for each in values)
        return None
    return tuple(condition)
