"""Subjects that a small model joins to what stands before: "A bomb went off on Monday and gunmen
stormed the building" is no attack on Monday and gunmen."""

from __future__ import annotations

from rashomon.annotate.parse import LabelTable, Word
from rashomon.knowledge import Lexicon

BETWEEN = frozenset({"ADV", "AUX"})


def give_subjects(
    words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon
) -> None:
    """Give a joined verb without a subject the people right before it, where "and" stands before
    them and they were joined to a noun of the clause before."""
    people = lexicon["people"].codes
    joins = lexicon["and_words"].codes
    for verb, word in enumerate(words):
        if labels.relations.get(word.relation) != "conjunct" or word.pos != "VERB":
            continue
        if "finite" not in word.features or words[heads[verb]].pos not in ("VERB", "AUX"):
            continue
        noun = verb - 1
        while noun > heads[verb] and words[noun].pos in BETWEEN:
            noun -= 1
        if noun <= heads[verb] or words[noun].pos not in ("NOUN", "PROPN"):
            continue
        joined = labels.relations.get(words[noun].relation) == "conjunct" and heads[noun] < noun
        if not joined or (words[noun].lemma not in people and words[noun].lower not in people):
            continue
        first = min([noun, *(n for n in range(heads[noun], noun) if heads[n] == noun)])
        if words[first - 1].lower not in joins:
            continue
        own = (n for n in range(heads[verb] + 1, verb) if heads[n] == verb)
        if any(labels.relations.get(words[n].relation) in ("agent", "patient") for n in own):
            continue
        heads[noun] = verb
        words[noun] = words[noun].under(labels.mends["does"])


def free_from_auxiliaries(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """Give a verb the subject that the model hangs under its auxiliary: "Seventeen people were
    lined up and shot"."""
    helping = {raw for raw, ours in labels.relations.items() if ours == "auxiliary"}
    subjects = {raw for raw, ours in labels.relations.items() if ours == "agent"}
    for i, head in enumerate(heads):
        if words[head].relation not in helping or words[i].relation not in subjects or i == head:
            continue
        heads[i] = heads[head]
        if words[head].relation in labels.passive:
            words[i] = words[i].under(labels.mends["undergone"])
