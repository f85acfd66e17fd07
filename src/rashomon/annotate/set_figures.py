"""Figures that stand before the toll that they are the value of.

"Le gouvernement a porté à 66 le nombre de tués", "a ramené de 53 à 46 le nombre de …": a small
model makes "à 66 le nombre" one phrase with a preposition. The number hangs under the verb, and the
toll is what is set.
"""

from __future__ import annotations

from rashomon.annotate.tree import MAX_CLIMB, Tree
from rashomon.knowledge import Lexicon

ARTICLE_REACH = 2
"""Tokens from a number to the noun behind it: its article, perhaps an adjective."""


def free_tolls(tree: Tree, lexicon: Lexicon) -> None:
    """Part numbers from the toll right behind them."""
    tolls = {**lexicon["count_nouns"].codes, **lexicon["effects.toll"].codes}
    for noun, word in enumerate(tree.words):
        if word.lemma not in tolls or word.pos not in ("NOUN", "PROPN"):
            continue
        at = _article(tree, noun) - 1
        if at < 1 or not _is_number(tree, at, lexicon):
            continue
        verb = _verb_above(tree, noun)
        if verb is None or not verb < at or tree.has(verb, "patient"):
            continue
        if tree.heads[noun] != verb or tree.relation(noun) != "patient":
            tree.hang(noun, verb, "object")
        while at > verb and _is_number(tree, at, lexicon):
            first = at
            while _is_number(tree, first - 1, lexicon):
                first -= 1
            case = first - 1
            if tree.words[case].pos != "ADP":
                break
            tree.hang(at, verb, "phrase")
            tree.hang(case, at)
            for part in range(first, at):
                tree.hang(part, at)
            at = case - 1


def _article(tree: Tree, noun: int) -> int:
    """Where the article of a noun stands; the noun itself where there is none right before it."""
    for at in range(noun - 1, max(noun - 1 - ARTICLE_REACH, -1), -1):
        if tree.words[at].pos == "DET" and not tree.words[at].lower.isdigit():
            return at
    return noun


def _is_number(tree: Tree, at: int, lexicon: Lexicon) -> bool:
    if at < 0:
        return False
    word = tree.words[at].lower
    numbers = lexicon.numbers
    return word.isdecimal() or (word in numbers.words and word not in numbers.singular)


def _verb_above(tree: Tree, noun: int) -> int | None:
    """The verb that a noun hangs under, over any nouns and numbers between."""
    at = noun
    for _ in range(MAX_CLIMB):
        if tree.heads[at] == at:
            return None
        at = tree.heads[at]
        if tree.words[at].pos == "VERB":
            return at
    return None
