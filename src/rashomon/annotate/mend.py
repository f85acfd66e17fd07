"""What a parser gets wrong as a rule and the words themselves tell: names, numbers, lost verbs.

A small model takes the words of a name for several nouns ("Boko", "Haram"), a number at the head of
a sentence for a name ("Neuf soldats"), and the verb behind a long subject for a relative clause
without a pronoun, or for another word ("Alger dément avoir …"). Which of it a model's table mends,
`mends` says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from rashomon.annotate.asides import AsidePatterns
from rashomon.annotate.clauses import (
    find_infinitives,
    free_counted,
    free_modifiers,
    give_verbs,
    join_infinitives,
    name_verbs,
    part_joined,
    set_voice,
)
from rashomon.annotate.closers import part_closers
from rashomon.annotate.guises import free_gerunds, free_objects, part_carried, part_guises
from rashomon.annotate.hearsay import part_blamed, part_fired, part_hearsay
from rashomon.annotate.lost_subjects import free_from_auxiliaries, give_subjects
from rashomon.annotate.parse import LabelTable, Parsed, Word
from rashomon.annotate.phrases import free_phrases
from rashomon.annotate.resumed import resume_deeds
from rashomon.annotate.tellers import give_tellers
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

BEFORE_NOUN = 2
"""Tokens between a number and the noun that it counts ("deux jeunes hommes")."""


_PARTICIPLE: frozenset[Feature] = frozenset({"past", "participle"})


SENTENCE_ENDS = frozenset({".", "!", "?", ":", "«", "“", '"', "\n"})
OFFICE_REACH = 8
"""Words from an office to the name of who holds it."""


def mended(
    parsed: Parsed,
    labels: LabelTable,
    lexicon: Lexicon,
    patterns: AsidePatterns | None = None,
    headlines: Sequence[tuple[int, int]] = (),
) -> Parsed:
    """The words with what the model got wrong as a rule put right; `headlines` are the characters
    of sentences that leave out "was" and "were"."""
    words, heads = list(parsed.words), list(parsed.heads)
    if "number" in labels.mends:
        for i, noun in _numbers(words, lexicon):
            if heads[noun] == i:  # the noun hung under its number
                words[noun] = words[noun].under(words[i].relation)
                heads[noun] = noun if heads[i] == i else heads[i]
            words[noun] = replace(words[noun], pos="NOUN")
            words[i] = replace(words[i].under(labels.mends["number"]), pos="NUM")
            heads[i] = noun
    if "undergone" in labels.mends:
        for start, end in headlines:
            inside = range(bisect_left(parsed.starts, start), bisect_left(parsed.starts, end))
            _mend_headline(inside, words, heads, labels, lexicon)
            part_blamed(inside, words, heads, labels, lexicon)
    if "infinitive" in labels.mends:
        part_hearsay(words, heads, labels, lexicon)
        part_fired(words, heads, labels, lexicon)
        free_from_auxiliaries(words, heads, labels)
        part_guises(words, heads, labels, lexicon)
        lines = [
            range(bisect_left(parsed.starts, a), bisect_left(parsed.starts, b))
            for a, b in headlines
        ]
        part_carried(words, heads, labels, lexicon, lines)
        free_gerunds(words, heads, labels)
        free_objects(words, heads, labels, lexicon)
        give_subjects(words, heads, labels, lexicon)
    if "speaker" in labels.mends:
        part_closers(words, heads, labels, lexicon)
        give_tellers(words, heads, labels, lexicon)
    if "taken" in labels.mends:
        free_modifiers(words, heads, labels)
    if "name" in labels.mends:
        for first, last in _names(words):
            _join(first, last, words, heads, labels)
    if "clause" in labels.mends and patterns is not None:
        _first_names(words, heads, labels)
        name_verbs(words, heads, labels, patterns)
        set_voice(words, heads, labels, lexicon)
        find_infinitives(words, heads, labels, lexicon)
        join_infinitives(words, heads, labels)
        free_counted(words, heads, labels)
        give_verbs(words, heads, labels, patterns)
        part_joined(words, heads, labels)
        free_phrases(words, heads, labels, lexicon, patterns)
    if "resumed" in labels.mends:
        resume_deeds(words, heads, labels, lexicon)
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


def _mend_headline(
    inside: range, words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon
) -> None:
    """Headlines leave out "was" and "were": who underwent a verb of harm is taken for who did it
    ("Four soldiers killed near Gao"), or for who does what a noun says ("… killed in Gao attack").
    """
    harm = lexicon["effects.patient"].codes
    undergone = labels.mends["undergone"]

    def relation(i: int) -> str | None:
        return labels.relations.get(words[i].relation)

    def below(i: int) -> list[int]:
        return [n for n in inside if heads[n] == i and n != i]

    for verb in inside:
        if _is_participle(verb, inside, words, labels, lexicon):
            heads[verb - 1] = verb
            words[verb - 1] = words[verb - 1].under(undergone)
            lemma = labels.participles[words[verb].lower]
            words[verb] = replace(words[verb], pos="VERB", lemma=lemma, features=_PARTICIPLE)
            continue
        word = words[verb]
        if word.pos not in ("VERB", "AUX"):
            continue
        phrase = _harm_behind(verb, inside, words, harm)
        if word.lemma not in harm and not phrase:
            continue
        if "past" not in word.features and not (phrase and "participle" in word.features):
            continue
        around = {relation(i) for i in below(verb) if i >= verb + phrase or i < verb}
        if around & {"patient", "auxiliary", "complement", "recipient"}:
            continue
        if any(i > verb and _is_aim(i, below(i), words, labels, lexicon) for i in below(verb)):
            continue  # "police shot at protesters"
        subjects = [i for i in below(verb) if relation(i) == "agent"]
        above = heads[verb]
        if len(subjects) == 1 and subjects[0] < verb:
            words[subjects[0]] = words[subjects[0]].under(undergone)
        elif (
            not subjects
            and relation(verb) == "relative"
            and relation(above) == "agent"
            and heads[above] > verb
            and _closes(heads[above], words, below)
        ):
            _hang_under(inside, verb, above, words, heads, labels)
        else:
            continue
        words[verb] = replace(words[verb], features=words[verb].features | {"participle"})


def _harm_behind(
    verb: int, inside: range, words: Sequence[Word], harm: Mapping[str, object]
) -> int:
    """The words of a longer term of harm that begins with a verb ("beaten to death", "shot dead");
    0 where there is none."""
    for length in (3, 2):
        last = verb + length
        if last <= inside.stop and " ".join(words[i].lower for i in range(verb, last)) in harm:
            return length
    return 0


def _is_aim(
    i: int, below: Sequence[int], words: Sequence[Word], labels: LabelTable, lexicon: Lexicon
) -> bool:
    """Whether a preposition and what hangs under it name at whom something was fired."""
    aimed = ("people", "organisation_kinds", "damage.items")
    return words[i].lower in labels.aims and any(
        words[n].lemma in lexicon[name].codes or words[n].lower in lexicon[name].codes
        for n in below
        for name in aimed
    )


def _is_participle(
    i: int, inside: range, words: Sequence[Word], labels: LabelTable, lexicon: Lexicon
) -> bool:
    """Whether a word right behind a number tells what was done to so many: "Four shot in park"."""
    if i == inside.start or words[i].lower not in labels.participles or words[i].pos == "VERB":
        return False
    number = words[i - 1].lower
    if not number.isdecimal() and number not in lexicon.numbers.words:
        return False
    return i + 1 >= inside.stop or words[i + 1].pos in ("ADP", "SCONJ", "CCONJ", "PUNCT", "ADV")


def _closes(noun: int, words: Sequence[Word], below: Callable[[int], list[int]]) -> bool:
    """Whether a word is a noun, or a form that may be one, with nothing behind it."""
    if words[noun].pos in ("NOUN", "PROPN"):
        return True
    behind = [i for i in below(noun) if i > noun and words[i].pos != "PUNCT"]
    return words[noun].pos == "VERB" and "past" not in words[noun].features and not behind


def _hang_under(
    inside: range, verb: int, subject: int, words: list[Word], heads: list[int], labels: LabelTable
) -> None:
    """Make a verb the head of what the noun over its subject was taken for, and the noun part of
    its preposition's phrase."""
    noun = heads[subject]
    prepositions = [
        i for i in range(verb + 1, noun) if heads[i] == verb and words[i].pos in ("ADP", "SCONJ")
    ]
    for i in inside:
        if heads[i] == noun and i != noun and not verb < i < noun:
            heads[i] = verb
    heads[verb] = verb if heads[noun] == noun else heads[noun]
    words[verb] = words[verb].under(words[noun].relation)
    heads[subject] = verb
    words[subject] = words[subject].under(labels.mends["undergone"])
    heads[noun] = prepositions[-1] if prepositions else verb
    pos = "PROPN" if words[noun].pos == "PROPN" else "NOUN"
    words[noun] = replace(words[noun].under(labels.mends["behind"]), pos=pos)


def _is_people(word: Word, lexicon: Lexicon) -> bool:
    """Whether an adjective is a word for people ("neuf civils")."""
    people = lexicon["people"].codes
    return word.pos == "ADJ" and (word.lower in people or word.lemma in people)


def _first_names(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """First names that the model does not know for names ("Le maire, Mamadou Koura"), and a name
    between commas behind an office, which is no second subject ("La présidente, Ana Pop, a …")."""
    name, subject, beside = (labels.mends[k] for k in ("name", "subject", "beside"))
    for i in range(1, len(words) - 1):
        word, behind = words[i], words[i + 1]
        if not word.text[:1].isupper() or words[i - 1].text in SENTENCE_ENDS:
            continue
        surname = behind.pos == "PROPN" and behind.relation == name and heads[i + 1] == i
        if surname and word.pos in ("NOUN", "ADJ", "ADV", "X", "VERB"):
            words[i] = word = replace(word, pos="PROPN", features=word.features | {"proper"})
        if word.pos != "PROPN" or word.relation != subject or words[i - 1].text != ",":
            continue
        last = i
        while last + 1 < len(words) and words[last + 1].relation == name:
            last += 1
        office = next((j for j in range(i - 2, -1, -1) if heads[j] == heads[i]), None)
        closed = last + 1 < len(words) and words[last + 1].text == ","
        if office is None or not closed or i - office > OFFICE_REACH:
            continue
        if words[office].relation == subject and words[office].pos == "NOUN":
            words[i], heads[i] = word.under(beside), office


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
