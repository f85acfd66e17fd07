"""Verbs of violence that a small model loses behind what is told of those who strike.

In "Gunmen disguised as policemen stopped a bus" it makes the policemen stop it; in "Gunmen on a
motorbike swept into the town" the motorbike. In "gunned down 20 shoppers" the shoppers tell when,
and in "…, burning shops" the shops are burning ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.annotate.parse import LabelTable, Word
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

PASSIVE: frozenset[Feature] = frozenset({"past", "participle"})
PRESENT: frozenset[Feature] = frozenset({"present", "participle"})
FINITE: frozenset[Feature] = frozenset({"finite", "past"})
PEOPLE = ("NOUN", "PROPN")
LISTED = ("conjunct", "apposition", "patient")
"""How what was burnt hangs, as one more thing beside what was stormed."""
GERUND_REACH = 4
"""Tokens behind "burning" in which its object stands."""


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


def part_carried(
    words: list[Word],
    heads: list[int],
    labels: LabelTable,
    lexicon: Lexicon,
    headlines: Sequence[range],
) -> None:
    """Give "Fighters on motorbikes swept into the town" its verb, which hangs under what they ride
    on, or was taken for a noun ("Gunmen on a motorbike shot at a car")."""
    people = lexicon["people"].codes
    for i in range(len(words) - 3):
        on = i + 1
        if heads[i] != i or words[i].pos != "NOUN" or words[on].pos != "ADP" or heads[on] != i:
            continue
        known = words[i].lemma in people or words[i].lower in people
        if not known or any(i in line for line in headlines):
            continue
        noun = next((n for n in range(on + 1, len(words)) if heads[n] == on), None)
        if noun is None:
            continue
        if words[noun].lower in labels.participles and words[noun].pos == "NOUN":
            _name_verb(noun, on, words, heads, labels)
            verb: int | None = noun
        else:
            verb = _verb_below(noun, words, heads, labels, lexicon)
        if verb is not None:
            _make_root(verb, i, words, heads, labels)


def _verb_below(
    noun: int, words: Sequence[Word], heads: Sequence[int], labels: LabelTable, lexicon: Lexicon
) -> int | None:
    """The verb right behind what somebody rides on, hung under it without a pronoun."""
    verb = noun + 1
    if verb >= len(words) or heads[verb] != noun or words[verb].pos != "VERB":
        return None
    if labels.relations.get(words[verb].relation) != "relative":
        return None
    own = [n for n, head in enumerate(heads) if head == verb]
    if any(labels.relations.get(words[n].relation) == "patient" for n in own):
        return verb
    toward = {*lexicon["into_words"].codes, *lexicon["against_words"].codes}
    return verb if any(words[n].lower in toward and n == verb + 1 for n in own) else None


def _name_verb(i: int, on: int, words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """Make a noun that is also a verb's form the verb, and the noun before it what "on" governs."""
    before = i - 1
    words[before], heads[before] = words[before].under(words[i].relation), on
    for n, head in enumerate(heads):
        if head == i and n < before:
            heads[n] = before
    words[i] = replace(words[i], pos="VERB", lemma=labels.participles[words[i].lower])


def _make_root(
    verb: int, subject: int, words: list[Word], heads: list[int], labels: LabelTable
) -> None:
    for n, head in enumerate(heads):
        if n > verb and head < verb and head >= subject and n != verb:
            heads[n] = verb
    words[verb] = replace(
        words[verb].under(words[subject].relation),
        features=(words[verb].features - {"participle"}) | FINITE,
    )
    heads[verb], heads[subject] = verb, verb
    words[subject] = words[subject].under(labels.mends["does"])


def free_gerunds(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """Make verbs of what stands before nouns as if it described them: "stormed the town, burning
    shops", "killing four and damaging ambulances"."""
    for i in range(2, len(words) - 1):
        noun = heads[i]
        if words[i].lower not in labels.gerunds or noun <= i or noun > i + GERUND_REACH:
            continue
        opens = words[i - 1].text == "," or words[i - 1].pos == "CCONJ"
        listed = labels.relations.get(words[noun].relation) in LISTED
        if not opens or not listed or heads[noun] >= i:
            continue
        verb = heads[noun]
        while words[verb].pos != "VERB" and heads[verb] != verb:
            verb = heads[verb]
        if words[verb].pos != "VERB" or verb > i:
            continue
        words[i] = replace(
            words[i].under(labels.mends["joined"]),
            pos="VERB",
            lemma=labels.gerunds[words[i].lower],
            features=PRESENT,
        )
        heads[i], heads[noun] = verb, i
        words[noun] = words[noun].under(labels.mends["taken"])
