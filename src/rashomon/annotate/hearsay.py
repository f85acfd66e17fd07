"""Who is believed to be what: a passive without "who were", which small models take for the verb of
the whole sentence.

In "Men believed to be bandits killed six farmers", nobody believes anything that the sentence would
name: "believed" belongs to the men, and "killed" is what they did. In a headline that closes with
"…, rebels blamed" it is the rebels who are blamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.annotate.parse import LabelTable, Word
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

PASSIVE: frozenset[Feature] = frozenset({"past", "participle"})
FINITE: frozenset[Feature] = frozenset({"finite", "past"})


def part_hearsay(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Hang "believed to be …" under who is believed to be it, and give them their own verb."""
    cues = lexicon["speech.passive_hearsay"].codes
    opens = labels.mends["infinitive"]
    for i in range(1, len(words) - 2):
        if words[i].lower not in cues or words[i].pos != "VERB" or words[i + 1].lower != opens:
            continue
        below = [n for n, head in enumerate(heads) if head == i and n != i]
        relations = {n: labels.relations.get(words[n].relation) for n in below}
        subject = next((n for n in below if n < i and relations[n] == "agent"), None)
        if subject is None or "auxiliary" in {relations[n] for n in below if n < i}:
            continue
        verb = next(
            (
                n
                for n in below
                if relations[n] in ("complement", "conjunct") and _is_main(n, i + 1, words, heads)
            ),
            None,
        )
        if verb is None or any(n < verb and relations[n] == "coordinator" for n in below):
            continue
        over = _auxiliaries(verb, words, heads, labels)
        for n in below:
            if n > verb or n < subject:
                heads[n] = verb
        words[verb] = words[verb].under(words[i].relation)
        heads[verb] = verb if heads[i] == i else heads[i]
        if not over:
            shown = (words[verb].features - {"participle"}) | FINITE
            words[verb] = replace(words[verb], pos="VERB", features=shown)
        elif any(words[n].relation in labels.passive for n in over):
            words[subject] = words[subject].under(labels.mends["undergone"])
        heads[subject], heads[i] = verb, subject
        words[i] = replace(words[i].under(labels.mends["besides"]), features=PASSIVE)


def _is_main(i: int, infinitive: int, words: Sequence[Word], heads: Sequence[int]) -> bool:
    """Whether a word behind "believed to be …" is a verb of its own, in the past."""
    if i <= infinitive + 1 or words[i].pos not in ("VERB", "AUX") or heads[infinitive] == i:
        return False
    own = "past" in words[i].features or "finite" in words[i].features
    return own or any(words[n].pos == "AUX" for n in range(infinitive + 2, i) if heads[n] == i)


def _auxiliaries(
    verb: int, words: Sequence[Word], heads: Sequence[int], labels: LabelTable
) -> list[int]:
    return [
        n
        for n in range(max(verb - 4, 0), verb)
        if heads[n] == verb and labels.relations.get(words[n].relation) == "auxiliary"
    ]


def part_blamed(
    inside: range, words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon
) -> None:
    """In a headline, a verb of blame with nothing behind it is passive: "…, rebels blamed"."""
    blame = lexicon["perpetrator.blame"].codes
    last = max((i for i in inside if words[i].pos not in ("PUNCT", "SPACE")), default=None)
    if last is None or words[last].lemma not in blame or "past" not in words[last].features:
        return
    below = [n for n in inside if heads[n] == last and n != last]
    subjects = [n for n in below if labels.relations.get(words[n].relation) == "agent"]
    if not subjects:
        return
    words[subjects[-1]] = words[subjects[-1]].under(labels.mends["undergone"])
    words[last] = replace(words[last], features=words[last].features | PASSIVE)
    told = next((n for n in below if n < subjects[-1] and words[n].pos == "VERB"), None)
    if told is not None:  # what happened was taken for what they say
        heads[told] = told if heads[last] == last else heads[last]
        words[told] = words[told].under(words[last].relation)
        heads[last] = told
        words[last] = words[last].under(labels.mends["joined"])


def part_fired(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Give "Two men on a motorcycle opened fire" its verb: small models make "opened" say what kind
    of fire it is that the men are on."""
    pairs = {tuple(phrase.split()) for phrase in lexicon["fire_opened"].codes}
    for i in range(3, len(words) - 1):
        fire = i + 1
        if (words[i].lower, words[fire].lower) not in pairs or heads[i] != fire:
            continue
        on = heads[fire]
        subject = heads[on]
        beside = words[i - 1].pos in ("NOUN", "PROPN") and on < i - 1
        if words[on].pos != "ADP" or subject >= on or not beside:
            continue
        over = heads[subject]
        for n, head in enumerate(heads):
            if n in (i, fire, subject) or head not in (fire, subject):
                continue
            if head == fire and n < i:
                heads[n] = i - 1
            elif n > fire:
                heads[n] = i
        words[i - 1], heads[i - 1] = words[i - 1].under(words[fire].relation), on
        told = words[subject].relation
        shown = (words[i].features - {"participle"}) | FINITE
        words[i] = replace(words[i], pos="VERB", features=shown)
        if over == subject:
            words[i], heads[i] = words[i].under(told), i
        else:
            words[i], heads[i] = words[i].under(labels.mends["told"]), over
        words[subject], heads[subject] = words[subject].under(labels.mends["does"]), i
        words[fire], heads[fire] = words[fire].under(labels.mends["struck"]), i
