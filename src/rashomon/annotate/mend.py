"""What a parser gets wrong as a rule and the words themselves tell: names and numbers.

A small model takes the words of a name for several nouns ("Boko", "Haram"), and a number at the
head of a sentence for a name ("Neuf soldats"). Which of it a model's table mends, `mends` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rashomon.annotate.parse import LabelTable, Parsed, Word
from rashomon.knowledge import Lexicon

BEFORE_NOUN = 2
"""Tokens between a number and the noun that it counts ("deux jeunes hommes")."""


def mended(parsed: Parsed, labels: LabelTable, lexicon: Lexicon) -> Parsed:
    """The words with the names and numbers that the model took apart put together."""
    words, heads = list(parsed.words), list(parsed.heads)
    if "number" in labels.mends:
        for i, noun in _numbers(words, lexicon):
            if heads[noun] == i:  # the noun hung under its number
                words[noun] = words[noun].under(words[i].relation)
                heads[noun] = noun if heads[i] == i else heads[i]
            words[noun] = replace(words[noun], pos="NOUN")
            words[i] = replace(words[i].under(labels.mends["number"]), pos="NUM")
            heads[i] = noun
    if "name" in labels.mends:
        for first, last in _names(words):
            _join(first, last, words, heads, labels)
    return Parsed(words, parsed.starts, heads)


def _numbers(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Words for numbers that stand before a noun or a word for people, and that word."""
    numbers = lexicon.numbers
    for i, word in enumerate(words):
        if word.lower not in numbers.words or word.lower in numbers.singular:
            continue
        for noun in range(i + 1, min(i + 2 + BEFORE_NOUN, len(words))):
            if words[noun].pos == "NOUN" or _is_people(words[noun], lexicon):
                yield i, noun
                break
            if words[noun].pos not in ("ADJ", "NUM"):
                break


def _is_people(word: Word, lexicon: Lexicon) -> bool:
    """Whether an adjective is a word for people ("neuf civils")."""
    people = lexicon["people"].codes
    return word.pos == "ADJ" and (word.lower in people or word.lemma in people)


def _names(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Stretches of names with a capital that stand in a row."""
    first = 0
    for i in range(len(words) + 1):
        if i < len(words) and words[i].pos == "PROPN" and words[i].text[:1].isupper():
            continue
        if i - first > 1:
            yield first, i
        first = i + 1


def _join(first: int, last: int, words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """Make one name of a stretch: its first word is the head, and governs what the others did."""
    inside = range(first, last)
    outside = [i for i in inside if heads[i] not in inside or heads[i] == i]
    top = next((i for i in outside if not _comes_back(i, inside, heads)), None)
    if len(outside) < 2 or top is None:
        return
    if top != first:
        words[first], heads[first] = words[first].under(words[top].relation), heads[top]
        if heads[top] == top:
            heads[first] = first
    for i in inside:
        if i != first:
            words[i], heads[i] = words[i].under(labels.mends["name"]), first
    for i in range(len(words)):
        if i not in inside and heads[i] in inside:
            heads[i] = first


def _comes_back(i: int, inside: range, heads: Sequence[int]) -> bool:
    """Whether what a word of a stretch hangs under hangs itself under the stretch."""
    at = i
    while heads[at] != at:
        at = heads[at]
        if at in inside:
            return True
    return False
