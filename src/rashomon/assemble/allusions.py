"""Events that words only point to: what an attack answers, what a day recalls, what is known."""

from __future__ import annotations

from collections.abc import Container, Iterable

from rashomon.assemble.marks import Marks
from rashomon.document import Sentence

COMPARED_REACH = 6
"""Tokens from "worse than" to the noun for the event that it names."""
RELATIVE_REACH = 24
"""Tokens from a verb back to the noun for the event that its clause with "which" goes on about."""


def avenged(marks: Marks, i: int) -> set[int]:
    """What an attack is said to answer: when and where that was is not when it was ("carried
    out the attack to avenge commanders killed last year")."""
    answered: set[int] = set()
    sentence = marks.document.sentence_of(i)
    for head, hit in marks.hits("motives").items():
        if sentence.first <= head < sentence.last:
            words = range(hit.first, hit.last)
            answered.update(j for w in words for j in marks.document.subtree(w) if j >= hit.first)
    return answered if i not in answered else set()


def came_before(marks: Marks, sentence: Sentence, i: int) -> set[int]:
    """What a sentence names as before what it tells: "a ceasefire declared after the earthquake of
    March 28"; empty for an event `i` inside it."""
    after = marks.lexicon["after_words"].codes
    found: set[int] = set()
    for noun in range(sentence.first, sentence.last):
        if noun in marks.times_by_token or marks.case(noun) not in after:
            continue
        tree = set(marks.document.subtree(noun))
        found |= tree if i not in tree and any(j in marks.times_by_token for j in tree) else set()
    return found


def is_remembered(marks: Marks, i: int) -> bool:
    """Whether an event is what a day recalls: "the anniversary of the killing of 36"."""
    of = marks.case(i) in marks.lexicon["of_words"].codes
    return of and marks.hit("anniversaries", marks.token(i).head) is not None


def tells_whose(marks: Marks, i: int) -> bool:
    """Whether a noun says of what it was, as of something new: "dans l'attaque d'un collège"."""
    singular = marks.lexicon.numbers.singular
    return any(
        marks.token(c).lower in singular
        for below in marks.children(i)
        if below > i and marks.case(below) is not None
        for c in marks.children(below)
        if c < below
    )


def is_compared(marks: Marks, i: int) -> bool:
    """Whether an event is one that the news is held against: "recalled a raid on X in 2014",
    "worse than the bombing of 2008", "reminiscent of an attack on a school"; not "the attack"
    alone, which somebody may recall."""
    if marks.is_verb(i):
        return False
    new = any(
        marks.token(c).lower in marks.lexicon.numbers.singular for c in marks.children(i)
    ) or any(j in marks.times_by_token for j in marks.document.subtree(i))
    if not new:
        return False
    sentence = marks.document.sentence_of(i)
    before = range(max(sentence.first, i - COMPARED_REACH), i)
    if any(h.first in before and h.last <= i for h in marks.hits("comparing_words").values()):
        between = max(h.last for h in marks.hits("comparing_words").values() if h.last <= i)
        return not any(marks.is_verb(j) for j in range(between, i))
    token = marks.token(i)
    recalling = marks.hit("recalling", token.head)
    if recalling is not None and token.relation in ("patient", "oblique") and token.head < i:
        return True
    return comes_after(marks, marks.predicate(i), i)


def comes_after(marks: Marks, verb: int, behind: int) -> bool:
    """Whether a verb tells what an event came after, up to a token behind it: "It came three days
    after a raid", "The blast follows …"."""
    if verb >= behind or marks.hit("event_comes", verb) is None:
        return False
    follows = [h for h in marks.hits("relations").values() if h.code == "follows"]
    if not any(verb <= h.first and h.last <= behind for h in follows):
        return False
    return any(
        marks.token(a).pos == "PRON" or marks.hit("events.nouns", a) is not None
        for a in marks.agents(verb)
    )


def recalled_by(marks: Marks, i: int, nouns: Iterable[int]) -> set[int]:
    """What a sentence tells behind an event `i` of one that the news is held against: the rest of
    it, from that event on. `nouns`: those for events."""
    last = marks.document.sentence_of(i).last
    behind = [n for n in nouns if i < n < last]
    recalled = [n for n in behind if is_remembered(marks, n) or is_compared(marks, n)]
    those = marks.lexicon["standing_for_event"].codes
    for c in marks.children(marks.predicate(i), "patient", "oblique"):
        by = marks.hit("recalling", marks.token(c).head)
        if c > i and by is not None and marks.token(c).lower in those:
            recalled.append(c)
    return set(range(min(recalled, default=last), last))


def is_ranked(marks: Marks, i: int) -> bool:
    """Whether a sentence is about the worst event of its kind: "The deadliest attack in recent
    years was at X"; not "it was the deadliest attack"."""
    token = marks.token(i)
    if marks.is_verb(i) or token.relation != "agent" or token.head < i:
        return False
    words = marks.lexicon["worst_words"].codes
    return any(marks.token(c).lower in words for c in marks.children(i, "modifier"))


def told_by_relative(marks: Marks, verb: int, nouns: Container[int]) -> int | None:
    """The noun for an event that a relative clause goes on about, whatever a parse hangs it under:
    "a raid on a village in X in January, in which nine died". `nouns`: those for events."""
    openers = marks.lexicon["event_relatives"].codes
    sentence = marks.document.sentence_of(verb)
    opened = False
    for at in range(verb - 1, max(sentence.first, verb - RELATIVE_REACH) - 1, -1):
        token = marks.token(at)
        if not opened:
            opened = token.lower in openers
            if "finite" in token.features and token.relation not in ("auxiliary", "copula"):
                return None
        elif at in nouns:
            return None if marks.is_verb(at) else at
        elif token.lower in openers or marks.is_verb(at) or marks.hit("people", at) is not None:
            return None
    return None
