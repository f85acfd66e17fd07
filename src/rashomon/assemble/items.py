"""Reports that are lists: a round-up of short news under bullets, headings or labels, one event an
item ("• …", "SOWETO. …", "Kaduna: Gunmen …")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rashomon.assemble.marks import Marks
from rashomon.document import Document, Sentence

LIST_ITEMS = 3
"""Paragraphs under bullets or headings from which a report is a list of several."""
LABELS = 2
"""Paragraphs under names of places from which a report is a list of several."""
LABEL_WORDS = 8
"""Tokens that a label or a heading with the name of a place may have."""
HEADING_WORDS = 14
"""Tokens that a heading over a dateline may have."""
NAMING = frozenset({"PROPN", "PUNCT", "NUM", "SYM", "X", "SPACE"})
"""Parts of speech of a heading that is only a name."""
ENDS_LABEL = frozenset({":", "–", "—", "-"})


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a place that stands over an item: the ids of its places; none where no gazetteer
    knows it."""

    places: frozenset[str]
    is_deed: bool = False
    """Whether it names the kind of incident: "Stabbing, Riverside Park: …"."""


class Items:
    """The items of one document: the number of the one that each sentence stands in, and the label
    of those that have one. A report that is no list has none."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.labels: dict[int, Label] = {}
        self.of_sentence = self._labelled() or self._headed() or _opened(marks.document)

    def of(self, i: int) -> int | None:
        """The item of a token."""
        return self.of_sentence.get(self.marks.token(i).sentence)

    def _labelled(self) -> dict[int, int]:
        """Items under names of places; {} where too few paragraphs have one."""
        document = self.marks.document
        labels = {s.index: label for s in self._firsts() if (label := self._label(s)) is not None}
        named = {label.places for label in labels.values() if label.places}
        deeds = [label for label in labels.values() if label.is_deed]
        placed = bool(named) and len(labels) - len(named) <= len(named) + 1
        if len(labels) < LABELS or not (placed or len(deeds) >= LABELS):
            return {}
        items: dict[int, int] = {}
        number, alone, paragraph = 0, False, -1
        for sentence in document.sentences:
            label = labels.get(sentence.index)
            if label is not None:
                number += 1
                self.labels[number] = label
                paragraph = sentence.paragraph
                alone = self._is_alone(sentence)
            elif number and not alone and sentence.paragraph != paragraph:
                continue  # a label at the head of a paragraph is that paragraph's
            if number:
                items[sentence.index] = number
        return items

    def _headed(self) -> dict[int, int]:
        """Items that begin with a line of their own and a dateline ("Mayor killed in Oaxaca." over
        "OAXACA, Mexico – …"), each with the places of its dateline; {} where too few do."""
        document = self.marks.document
        heads = [s for s in document.sentences[1:] if self._is_dateline_under_line(s)]
        if len(heads) < LABELS:
            return {}
        items: dict[int, int] = {}
        number = 0
        starts = {s.index - 1: s for s in heads}
        for sentence in document.sentences:
            dateline = starts.get(sentence.index)
            if dateline is not None:
                number += 1
                names = self._names(range(dateline.first, dateline.last))
                self.labels[number] = Label(frozenset(names.values()))
            if number:
                items[sentence.index] = number
        return items

    def _is_dateline_under_line(self, sentence: Sentence) -> bool:
        """Whether a dateline stands under a short paragraph of one sentence, a heading."""
        if sentence.kind != "dateline":
            return False
        sentences = self.marks.document.sentences
        line = sentences[sentence.index - 1]
        alone = line.index == 0 or sentences[line.index - 1].paragraph != line.paragraph
        short = line.last - line.first <= HEADING_WORDS
        return line.paragraph != sentence.paragraph and alone and short and line.kind == "body"

    def _firsts(self) -> Iterator[Sentence]:
        """The first sentence of each paragraph behind the first."""
        seen: set[int] = set()
        for sentence in self.marks.document.sentences:
            first = sentence.paragraph not in seen
            seen.add(sentence.paragraph)
            listed = sentence.paragraph or _bullet_before(self.marks.document, sentence)
            read = sentence.kind in ("body", "dateline") and sentence.last > sentence.first
            if first and listed and read:
                yield sentence

    def _is_alone(self, sentence: Sentence) -> bool:
        """Whether a heading is a paragraph of its own."""
        following = self.marks.document.sentences[sentence.index + 1 : sentence.index + 2]
        return not any(s.paragraph == sentence.paragraph for s in following)

    def _label(self, sentence: Sentence) -> Label | None:
        """The label that a sentence is, or that it begins with."""
        marks = self.marks
        names = self._names(range(sentence.first, min(sentence.last, sentence.first + LABEL_WORDS)))
        if sentence.kind == "dateline" and not _is_label(marks, sentence):
            return None
        words = range(sentence.first, sentence.last)
        alone = self._is_alone(sentence)
        if len(words) <= LABEL_WORDS and all(
            i in names or self._is_name(i, capital=bool(names) and not alone) for i in words
        ):
            timed = any(i in marks.times_by_token for i in words)  # a day, an hour
            known = bool(names) or not (alone or timed)
            return Label(frozenset(names.values())) if known else None
        end = next((i for i in words[:LABEL_WORDS] if marks.token(i).text in ENDS_LABEL), None)
        before = words[: end - sentence.first] if end is not None else ()
        if end is None or end + 1 >= sentence.last:
            return None
        places = frozenset(p for i, p in names.items() if i < end)
        deed = any(self.marks.hit("events.nouns", i) is not None for i in before)
        if deed and not any(map(self.marks.is_verb, before)):
            return Label(places, is_deed=True)
        named = places and all(i in names or self._is_name(i) for i in before)
        return Label(places) if named else None

    def _is_name(self, i: int, capital: bool = False) -> bool:
        """Whether a token may be part of a name, or ends it; `capital`: as any that has one may."""
        token = self.marks.token(i)
        upper = token.text.isupper() or (capital and token.text[:1].isupper())
        return token.pos in NAMING or upper

    def _names(self, tokens: range) -> dict[int, str]:
        names = ((i, self.marks.places_by_token.get(i)) for i in tokens)
        return {i: name.place for i, name in names if name is not None}


def _is_label(marks: Marks, sentence: Sentence) -> bool:
    """Whether what looks like a dateline ends as a label does: "KADUNA: "."""
    return marks.document.text[sentence.start : sentence.end].rstrip().endswith(":")


def _bullet_before(document: Document, sentence: Sentence) -> bool:
    before = document.text[: sentence.start].rsplit("\n", 1)[-1].strip()
    return len(before) == 1 and not before.isalnum()


def _opened(document: Document) -> dict[int, int]:
    """The item that each sentence stands in, by bullets and datelines; {} for a report that is no
    list. Numbers of paragraphs open no item: long reports number all of theirs."""
    items: dict[int, int] = {}
    starts = 0
    for sentence in document.sentences:
        opened = _bullet_before(document, sentence)
        hour = document.text[sentence.start].isdigit()  # an entry of a live blog
        heading = sentence.kind == "dateline" and sentence.start > 0 and not hour
        if (opened or heading) and sentence.kind != "title":
            starts += 1
        if starts:
            items[sentence.index] = starts
    return items if starts >= LIST_ITEMS else {}
