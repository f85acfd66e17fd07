"""The order in which words are parsed: a sentence without its asides, then each aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.attrs import IDX, NORM, ORTH, SENT_START, SPACY
from spacy.tokens import Doc

from rashomon.annotate.asides import Aside, AsideKind
from rashomon.annotate.parse import LabelTable, Parsed

NOMINAL = frozenset({"NOUN", "PROPN"})
MAX_CLIMB = 30
"""Steps up a tree before a parse is taken for broken."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words that are parsed as one sentence: those of a sentence without its asides (`kind` None),
    or of an aside, which stands inside the part `over`."""

    kind: AsideKind | None
    over: int
    words: list[int]
    speaker: int | None = None
    """The character at which the noun for the speaker begins, where it is known."""


class Order:
    """How the words of a text are put for the parser, and where each came from."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.words = [i for part in parts for i in part.words]

    @staticmethod
    def of(doc: Any, asides: Sequence[Aside]) -> Order | None:
        """The order of a document's words; None where no aside holds a word."""
        starts = doc.to_array([IDX, SENT_START]).astype(np.int64)
        parts: list[Part] = []
        at = 0
        open_: list[tuple[int, int]] = []  # end of an aside, its part; the outermost first
        found = False
        for i, (start, first) in enumerate(starts.tolist()):
            if first == 1 or not parts:
                parts.append(Part(None, -1, []))
                base = len(parts) - 1
                open_ = []
            while open_ and start >= open_[-1][0]:
                open_.pop()
            while at < len(asides) and asides[at].start <= start:
                aside = asides[at]
                at += 1
                if start < aside.end:
                    over = open_[-1][1] if open_ else base
                    parts.append(Part(aside.kind, over, [], aside.speaker))
                    open_.append((aside.end, len(parts) - 1))
                    found = True
            parts[open_[-1][1] if open_ else base].words.append(i)
        return Order(parts) if found else None

    def apart(self, doc: Any) -> Any:
        """The document with its words in the order of the parts, each part a sentence."""
        columns = doc.to_array([ORTH, NORM, SPACY])[self.words]
        strings = doc.vocab.strings
        put: Any = Doc(
            doc.vocab,
            words=[strings[each] for each in columns[:, 0].tolist()],
            spaces=columns[:, 2].astype(bool).tolist(),
        )
        firsts = np.full(len(put), -1, dtype=np.int64)
        at = 0
        for part in self.parts:
            if part.words:
                firsts[at] = 1
                at += len(part.words)
        put.from_array(
            [NORM, SENT_START], np.stack([columns[:, 1], firsts.astype(np.uint64)], axis=1)
        )
        return put

    def put_back(self, parsed: Parsed, doc: Any, labels: LabelTable) -> Parsed:
        """What was parsed apart, in the order of the text, with every aside hung in its part."""
        starts = doc.to_array(IDX).tolist()
        words = list(parsed.words)
        heads = [0] * len(words)
        for n, i in enumerate(self.words):
            words[i] = parsed.words[n]
            heads[i] = self.words[parsed.heads[n]]
        for part in self.parts:
            over = self.parts[part.over].words if part.kind is not None else []
            if part.kind is None or not part.words or not over:
                continue
            if part.kind == "closing":
                _turn(part, over, words, heads, labels)
                continue
            for root in (i for i in part.words if heads[i] == i):
                head = _head_of(part, over, words, heads)
                heads[root] = head
                words[root] = words[root].under(labels.asides.get(part.kind, "dep"))
                if part.kind == "speech":
                    _name_speaker(root, part, starts, words, heads, labels)
                    for i in reversed(over):  # the sentence's full stop
                        if i < part.words[-1] or words[i].pos != "PUNCT":
                            break
                        heads[i] = root
        return Parsed(words, starts, heads)


def _turn(
    part: Part, over: list[int], words: list[Any], heads: list[int], labels: LabelTable
) -> None:
    """Hang what is said under the verb of saying that closes its sentence, as the models do."""
    roots = [i for i in part.words if heads[i] == i]
    cue = next((i for i in roots if words[i].pos == "VERB"), roots[0])
    told = [i for i in over if heads[i] == i]
    for i in told:
        heads[i] = cue
        words[i] = words[i].under(labels.asides["said"])
    for i in (*roots, part.words[0]):  # with the comma before the speaker
        if i != cue:
            heads[i] = cue
    _name_speaker(cue, part, [], words, heads, labels)
    for i in reversed(over):  # the sentence's full stop
        if i < part.words[-1] or words[i].pos != "PUNCT":
            break
        heads[i] = cue


def _name_speaker(
    cue: int,
    part: Part,
    starts: Sequence[int],
    words: list[Any],
    heads: list[int],
    labels: LabelTable,
) -> None:
    """The noun behind a verb of saying is its subject, which parsers take for an object, or hang
    under a noun that stands between."""
    below = [i for i in part.words if heads[i] == cue and i != cue]
    if any(labels.relations.get(words[i].relation) == "agent" for i in below):
        return
    objects = [i for i in below if i > cue and words[i].relation == labels.asides["object"]]
    nouns = [
        i
        for i in part.words
        if part.speaker is not None and starts[i] >= part.speaker and words[i].pos in NOMINAL
    ]
    speaker = next(iter(objects or nouns), None)
    if speaker is None or speaker <= cue or _leads_to(cue, speaker, heads):
        return
    words[speaker] = words[speaker].under(labels.asides["subject"])
    heads[speaker] = cue


def _leads_to(word: int, above: int, heads: Sequence[int]) -> bool:
    """Whether a word hangs, over any number of others, under another."""
    for _ in range(MAX_CLIMB):
        if word == above:
            return True
        if heads[word] == word:
            return False
        word = heads[word]
    return True


def _head_of(part: Part, over: list[int], words: Sequence[Any], heads: Sequence[int]) -> int:
    """Where an aside hangs: a time under the verb before it, speech under the root."""
    roots = [i for i in over if heads[i] == i or heads[i] not in over]
    before = [i for i in over if i < part.words[0] and words[i].pos not in ("PUNCT", "SPACE")]
    if part.kind == "mark":
        beside = [i for i in over if i > part.words[-1]]
        return before[-1] if before else next(iter(beside), roots[0])
    if part.kind in ("speech", "head") or not before:
        return roots[0]
    at = before[-1]
    if part.kind == "beside":
        return _top_noun(at, over, words, heads)
    for _ in range(MAX_CLIMB):
        above = heads[at]
        if words[at].pos == "VERB" or above == at or above not in over:
            return at
        if above > part.words[0] and words[at].pos != "AUX":
            return at  # "une autre attaque lundi à Gao a tué …": the attack's day
        at = above
    return at


def _top_noun(i: int, over: list[int], words: Sequence[Any], heads: Sequence[int]) -> int:
    """The head of the noun phrase that ends with a word: over nouns and names to the left."""
    at = i
    for _ in range(MAX_CLIMB):
        above = heads[at]
        if above >= at or above not in over or words[above].pos not in NOMINAL:
            return at if words[at].pos in NOMINAL else i
        at = above
    return at
