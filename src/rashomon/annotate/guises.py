"""What those who strike look like, and whom they shoot down.

In "Gunmen disguised as policemen stopped a bus" small models make the policemen stop it; in "gunned
down 20 shoppers" they make the shoppers tell when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.annotate.parse import LabelTable, Word
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

PASSIVE: frozenset[Feature] = frozenset({"past", "participle"})
PEOPLE = ("NOUN", "PROPN")


def part_guises(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Hang "disguised as policemen" under who is disguised, and give the verb behind it to them."""
    guises, as_words = lexicon["guises"].codes, lexicon["as_words"].codes
    for i in range(1, len(words) - 3):
        marker = i + 1
        if words[i].lower not in guises or words[marker].lower not in as_words:
            continue
        verb = heads[marker]
        if verb <= marker + 1 or words[verb].pos not in ("VERB", "AUX") or heads[verb] != i:
            continue
        worn = _agent(range(marker + 1, verb), verb, words, heads, labels)
        beside = labels.relations.get(words[i].relation) == "relative" and heads[i] < i
        who = heads[i] if beside else _agent(range(i), i, words, heads, labels)
        if worn is None or who is None or words[who].pos not in PEOPLE:
            continue
        over = who if beside else i
        told = words[over].relation
        heads[verb] = verb if heads[over] == over else heads[over]
        words[verb] = words[verb].under(told)
        for n, head in enumerate(heads):
            if head in (i, who) and n > verb:
                heads[n] = verb
        heads[who], words[who] = verb, words[who].under(labels.mends["does"])
        heads[i] = who
        words[i] = replace(words[i].under(labels.mends["besides"]), features=PASSIVE)
        heads[marker] = i
        words[marker] = replace(words[marker].under(labels.mends["with"]), pos="ADP")
        heads[worn], words[worn] = marker, words[worn].under(labels.mends["behind"])


def _agent(
    inside: range, verb: int, words: Sequence[Word], heads: Sequence[int], labels: LabelTable
) -> int | None:
    """The subject of a verb among some words."""
    own = (n for n in inside if heads[n] == verb)
    return next((n for n in own if labels.relations.get(words[n].relation) == "agent"), None)


def free_objects(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Make counted people right behind a verb and its particle its object: "gunned down 20"."""
    people = lexicon["people"].codes
    for i in range(len(words) - 3):
        noun = i + 3
        if words[i].pos != "VERB" or words[i + 2].pos != "NUM" or heads[i + 1] != i:
            continue
        counted = heads[i + 2] == noun and heads[noun] == i
        if not counted or labels.relations.get(words[noun].relation) != "modifier":
            continue
        if words[noun].lemma in people or words[noun].lower in people:
            words[noun] = words[noun].under(labels.mends["taken"])
