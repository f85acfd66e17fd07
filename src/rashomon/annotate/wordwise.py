"""A shallow parse from word lists alone, for a language whose model does not parse.

Words are verbs or nouns because the lexicon lists them as such; a noun before a verb is its
subject, one behind it its object, one behind a preposition neither. It is enough for speakers,
events and what was done to whom in plain sentences, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.annotate.parse import Parsed, Word
from rashomon.document import Feature, Sentence
from rashomon.knowledge import Lexicon

VERB_LISTS = (
    "effects.patient",
    "effects.agent",
    "events.verbs",
    "speech",
    "event_support_verbs",
    "causing",
    "responsibility.claim_verbs",
    "coming_verbs",
    "damage.verbs",
)
NOUN_LISTS = (
    "people",
    "voices",
    "organisations",
    "organisation_kinds",
    "effects.noun",
    "effects.toll",
    "events.nouns",
    "weapons",
    "targets",
    "damage.items",
    "document_nouns",
    "titles",
    "units",
)
PREPOSITIONS = (
    "by_words",
    "of_words",
    "against_words",
    "to_words",
    "place_roles",
    "speech.according",
)
FINITE: frozenset[Feature] = frozenset({"finite", "past"})
PLURAL: frozenset[Feature] = frozenset({"plural"})
NOMINAL = frozenset({"NOUN", "PROPN"})


def parsed_by_words(parsed: Parsed, sentences: Sequence[Sentence], lexicon: Lexicon) -> Parsed:
    """The words with parts of speech and heads from the lexicon, where no model gave any."""
    if not parsed.words or any(word.pos for word in parsed.words):
        return parsed
    words = [_classed(i, parsed.words, lexicon) for i in range(len(parsed.words))]
    heads = list(range(len(words)))
    for sentence in sentences:
        inside = [
            i
            for i, start in enumerate(parsed.starts)
            if sentence.start <= start < sentence.end and not words[i].is_space
        ]
        _hang(inside, words, heads, lexicon)
    return Parsed(words, parsed.starts, heads)


def _classed(i: int, words: Sequence[Word], lexicon: Lexicon) -> Word:
    word = words[i]
    keys = {word.lower, word.lower.removesuffix("s"), word.lower.removesuffix("es")}

    def listed(names: Sequence[str]) -> bool:
        return any(key in lexicon[name].codes for name in names for key in keys)

    if word.is_space:
        return word
    if not any(c.isalnum() for c in word.text):
        return replace(word, pos="PUNCT")
    if word.text.isdigit() or word.lower in lexicon.numbers.words:
        return replace(word, pos="NUM")
    if word.lower in lexicon["contents"].codes:
        return replace(word, pos="SCONJ")
    if word.lower in lexicon["and_words"].codes:
        return replace(word, pos="CCONJ")
    if word.lower in lexicon["anaphora"].codes or word.lower in lexicon.numbers.singular:
        return replace(word, pos="DET")
    if any(word.lower in lexicon[name].codes for name in PREPOSITIONS):
        return replace(word, pos="ADP")
    plural = PLURAL if word.lower.endswith("s") else frozenset[Feature]()
    if any(word.lower in lexicon[name].codes for name in VERB_LISTS):
        return replace(word, pos="VERB", features=word.features | FINITE)
    if listed(NOUN_LISTS):
        return replace(word, pos="NOUN", features=word.features | plural)
    if word.text[:1].isupper() and i and words[i - 1].text not in (".", "«", "“"):
        return replace(word, pos="PROPN", features=word.features | {"proper"})
    return word


def _hang(inside: Sequence[int], words: list[Word], heads: list[int], lexicon: Lexicon) -> None:
    """Hang the words of a sentence on its verbs, and small words on the noun behind them."""
    verbs = [i for i in inside if words[i].pos == "VERB"]
    if not verbs:
        return
    speech = lexicon["speech"].codes
    root = next((i for i in verbs if words[i].lower not in speech), verbs[0])
    joins = lexicon["contents"].codes
    opened = next((i for i in verbs if words[i].lower in speech and i < root), None)
    if opened is not None and any(words[i].lower in joins for i in range(opened, root)):
        root, told = opened, root
        heads[told], words[told] = root, words[told].under("complement")
    for verb in verbs:
        if verb != root and heads[verb] == verb:
            label = "aside" if words[verb].lower in speech else "conjunct"
            heads[verb], words[verb] = root, words[verb].under(label)
    subject_of: set[int] = set()
    for n, i in enumerate(inside):
        if words[i].pos in NOMINAL:
            _hang_noun(i, inside[:n], verbs, words, heads, subject_of, lexicon)
        elif words[i].pos in ("DET", "NUM", "ADP"):
            noun = next((j for j in inside[n + 1 : n + 5] if words[j].pos in NOMINAL), None)
            if noun is not None and words[i].lower in lexicon["object_words"].codes:
                noun = noun if i - 1 not in verbs else None
            labels = {"DET": "determiner", "NUM": "number", "ADP": "case"}
            heads[i] = root if noun is None else noun
            words[i] = words[i].under(labels[words[i].pos] if noun is not None else "other")
        elif words[i].pos != "VERB":
            heads[i] = root
            words[i] = words[i].under("punctuation" if words[i].pos == "PUNCT" else "other")


def _hang_noun(
    i: int,
    before: Sequence[int],
    verbs: Sequence[int],
    words: list[Word],
    heads: list[int],
    subject_of: set[int],
    lexicon: Lexicon,
) -> None:
    """Behind a preposition a noun is an oblique, before its verb the subject, else the object."""
    lead = next((j for j in reversed(before) if words[j].pos not in ("DET", "NUM", "")), None)
    if (
        lead is not None
        and lead == i - 1
        and words[lead].pos in NOMINAL
        and words[i].pos == "PROPN"
    ):
        heads[i], words[i] = lead, words[i].under("name")
        return
    earlier = [v for v in verbs if v < i]
    later = [v for v in verbs if v > i]
    if later and earlier and any(words[j].pos == "PUNCT" for j in range(i, later[0])):
        later = []  # "…, said the ministry" is another clause
    objects = lexicon["object_words"].codes
    if (
        lead is not None and words[lead].lower in objects and lead - 1 in verbs
    ):  # "mataron a ocho pasajeros"
        heads[i], words[i] = lead - 1, words[i].under("patient")
        return
    if lead is not None and words[lead].pos == "ADP":
        heads[i] = earlier[-1] if earlier else later[0]
        words[i] = words[i].under("oblique")
    elif later and later[0] not in subject_of and (not earlier or lead not in earlier):
        subject_of.add(later[0])
        heads[i], words[i] = later[0], words[i].under("agent")
    else:
        heads[i] = earlier[-1] if earlier else later[0]
        dies = (
            words[heads[i]].lower in lexicon["effects.agent"].codes and heads[i] not in subject_of
        )
        words[i] = words[i].under("agent" if dies else "patient")  # "murieron dos policías"
