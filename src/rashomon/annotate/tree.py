"""A parse under repair: words and their heads, changed in place."""

from __future__ import annotations

from rashomon.annotate.clauses import children_of
from rashomon.annotate.parse import LabelTable, Word
from rashomon.document import Relation

NOMINAL = frozenset({"NOUN", "PROPN"})
MAX_CLIMB = 12
"""Steps up a tree before a parse is taken for broken."""


class Tree:
    """A parse under repair, by the labels of its model."""

    def __init__(self, words: list[Word], heads: list[int], labels: LabelTable) -> None:
        self.words, self.heads, self.labels = words, heads, labels
        self.below = children_of(heads)

    def relation(self, i: int) -> Relation | None:
        """A word's relation in our labels."""
        return self.labels.relations.get(self.words[i].relation)

    def hang(self, i: int, head: int, label: str | None = None) -> None:
        """Put a word under another, by one of the table's names for what models get wrong."""
        if self.heads[i] != i:
            self.below[self.heads[i]].remove(i)
        self.heads[i] = head
        if head != i:
            self.below.setdefault(head, []).append(i)
        if label is not None:
            self.words[i] = self.words[i].under(self.labels.mends[label])

    def has(self, i: int, *relations: Relation) -> bool:
        """Whether something of these relations hangs under a word."""
        return any(self.relation(c) in relations for c in self.below.get(i, ()))

    def first(self, i: int) -> int:
        """The first word of a noun with its determiner, number and adjectives."""
        own = ("determiner", "number", "case", "modifier")
        return min([i, *(c for c in self.below.get(i, ()) if self.relation(c) in own)])

    def is_past(self, i: int) -> bool:
        """Whether a word is a verb's past participle without an auxiliary."""
        word = self.words[i]
        past = word.pos == "VERB" and {"participle", "past"} <= word.features
        return past and not self.has(i, "auxiliary")

    def is_finite(self, i: int) -> bool:
        """Whether a word is a verb in a finite form, or with an auxiliary in one."""
        if self.words[i].pos not in ("VERB", "AUX"):
            return False
        helpers = [c for c in self.below.get(i, ()) if self.words[c].pos == "AUX"]
        return any("finite" in self.words[c].features for c in (i, *helpers))

    @property
    def subjects(self) -> tuple[str, str]:
        """The labels of a subject: of what it does, and of what is done to it."""
        return self.labels.mends["subject"], self.labels.mends["undergoer"]

    def leads_to(self, word: int, above: int) -> bool:
        """Whether a word hangs, over any number of others, under another."""
        for _ in range(MAX_CLIMB):
            if word == above:
                return True
            if self.heads[word] == word:
                return False
            word = self.heads[word]
        return True
