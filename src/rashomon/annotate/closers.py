"""Speakers before a closing verb, which small models take for more of those it told of.

In "… killing at least 14 people, police and a hospital official said", the police are not among the
dead: what stands between the last comma and the verb is who says it. One who is described between
commas ("… killed 29 people, the minister, Ana Pop, said on Sunday") begins a comma earlier.
"""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.annotate.parse import LabelTable, Word
from rashomon.knowledge import Lexicon

MAX_CLIMB = 6
"""Nouns joined to one another between the comma and the verb; more is a list."""
MOST_WORDS = 12
"""Words of a speaker without what describes him."""
SUBJECT_REACH = 40
"""Tokens before the verb in which the parser may have found it a subject."""
_ENDS = (".", "!", "?", "…")
_NOMINAL = ("NOUN", "PROPN")
_CLOSING = ("PUNCT", "ADP", "PROPN", "ADV", "SPACE", "PRON", "DET")
"""What may stand behind the verb: a full stop, when or to whom it was said."""


def part_closers(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Hang nouns joined between a comma and a closing verb of saying under that verb."""
    cues = lexicon["speech.assert"].codes
    speaker, joined = labels.mends["speaker"], labels.mends["joined"]

    def is_subject(n: int) -> bool:
        return labels.relations.get(words[n].relation) == "agent"

    for verb in range(3, len(words)):
        word = words[verb]
        if word.pos != "VERB" or "past" not in word.features or word.lemma not in cues:
            continue
        if words[verb - 1].pos not in _NOMINAL and words[verb - 1].text != ",":
            continue
        if verb + 1 < len(words) and words[verb + 1].pos not in _CLOSING:
            continue
        near = range(max(verb - SUBJECT_REACH, 0), verb)
        subjects = [n for n in near if heads[n] == verb and is_subject(n)]
        listed = _first_joined(verb, words, heads, joined)
        top = None if subjects else listed
        if listed is not None and len(subjects) == 1 and subjects[0] < listed:
            bereft = _bereft(subjects[0], words, heads, labels)
            if bereft is not None:  # "killing 30, including two men, residents and police said"
                top = listed
                heads[subjects[0]] = bereft
                words[subjects[0]] = words[subjects[0]].under(labels.mends["taken"])
        if top is None:
            top = _described(verb, words, heads)
            if top is None or top in subjects or (subjects and subjects[-1] > top):
                continue
            for stolen in subjects:
                _give_back(stolen, words, heads, labels)
        heads[top] = verb
        words[top] = words[top].under(speaker)


def _described(verb: int, words: Sequence[Word], heads: Sequence[int]) -> int | None:
    """The speaker between the last commas before a verb, where a clause with a verb of its own
    stands before; None where the parser hung him under the verb, or where verbs stand between."""
    begin = max(verb - 3 * MOST_WORDS, 0)
    begin = next((n for n in range(verb - 1, begin - 1, -1) if words[n].text in _ENDS), begin)
    commas = [n for n in range(begin, verb) if words[n].text == ","]
    described = bool(commas) and commas[-1] == verb - 1
    if len(commas) < (3 if described else 1):
        return None
    first = commas[-3 if described else -1] + 1
    last = commas[-2] if described else _before_relative(first, verb, words)
    if not 0 < last - first <= MOST_WORDS or any(
        words[n].pos in ("VERB", "AUX", "CCONJ", "SCONJ") for n in range(first, last)
    ):
        return None
    stop = next((n for n in range(first - 1, -1, -1) if words[n].text in _ENDS), -1)
    if not any(words[n].pos in ("VERB", "AUX") for n in range(stop + 1, first)):
        return None  # "In a statement, the group said …"
    tops = [
        n for n in range(first, last) if words[n].pos in _NOMINAL and not first <= heads[n] < last
    ]
    return tops[0] if len(tops) == 1 and heads[tops[0]] < first else None


def _before_relative(first: int, verb: int, words: Sequence[Word]) -> int:
    """Where a speaker's noun ends before "who …", else the verb: "a man who hid there said"."""
    for n in range(first + 1, verb - 1):
        behind = words[n + 1].pos in ("VERB", "AUX")
        if words[n].pos == "PRON" and words[n - 1].pos in _NOMINAL and behind:
            return n
    return verb


def _give_back(noun: int, words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """Hang what was taken for the subject of the closing verb under the verb that it follows,
    where that has no object: "Gunmen shot dead 12 farmers, the chairman, …, said"."""
    at = _leftmost(noun, heads) - 1
    while at > 0 and words[at].pos in ("ADJ", "ADV", "ADP", "DET"):
        at -= 1
    taken = labels.mends["taken"]
    if (
        at >= 0
        and words[at].pos == "VERB"
        and not any(heads[n] == at and words[n].relation == taken for n in range(at, noun))
    ):
        heads[noun] = at
        words[noun] = words[noun].under(taken)


def _bereft(
    noun: int, words: Sequence[Word], heads: Sequence[int], labels: LabelTable
) -> int | None:
    """The participle right before a counted noun whose object it is, and was not taken for."""
    if not any(heads[n] == noun and words[n].pos == "NUM" for n in range(max(noun - 3, 0), noun)):
        return None
    first = _leftmost(noun, heads)
    at = first - 1
    while at > 0 and words[at].pos == "ADV":
        at -= 1
    participle = (
        at >= 0 and words[at].pos == "VERB" and {"participle", "present"} <= words[at].features
    )
    objects = (n for n in range(at + 1, len(words)) if heads[n] == at)
    taken = any(labels.relations.get(words[n].relation) == "patient" for n in objects)
    return at if participle and not taken else None


def _first_joined(
    verb: int, words: Sequence[Word], heads: Sequence[int], joined: str
) -> int | None:
    """The first of the nouns joined right before a verb: it stands behind a comma, and the parser
    joined it to what stands before that comma."""
    at = verb - 1
    for _ in range(MAX_CLIMB):
        first = _leftmost(at, heads)
        if words[first - 1].text == "," and first > 1:
            held = words[at].relation == joined and heads[at] < first - 1
            return at if held and _is_pair(at, verb, words, heads, joined) else None
        if heads[at] >= at or heads[at] < 1:
            return None
        at = heads[at]
    return None


def _is_pair(at: int, verb: int, words: Sequence[Word], heads: Sequence[int], joined: str) -> bool:
    """Whether a noun has another joined to it before the verb."""
    return any(heads[n] == at and words[n].relation == joined for n in range(at + 1, verb))


def _leftmost(at: int, heads: Sequence[int]) -> int:
    """The first word of what hangs under a word, as far as it runs without a gap."""
    first = at
    while first > 0 and heads[first - 1] in range(first, at + 1):
        first -= 1
    return first
